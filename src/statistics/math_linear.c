#include "statistics/math_linear.h"

#include <math.h>
#include <string.h>

/* Sweeps pivot j into the inverse; false when it holds nothing beyond what was swept before. */
static bool sweep(double *a, size_t k, size_t j, double tolerance)
{
    double pivot = a[j * k + j];
    if (!(pivot > tolerance)) {
        return false;
    }
    const double *restrict row = a + j * k;
    for (size_t i = 0; i < k; i++) {
        double factor = a[i * k + j] / pivot;
        if (i == j || factor == 0) {
            continue;
        }
        double *to = a + i * k;
        for (size_t l = 0; l < k; l++) { /* column j too, which is set anew below */
            to[l] -= factor * row[l];
        }
        to[j] = -factor;
    }
    for (size_t l = 0; l < k; l++) {
        a[j * k + l] /= l == j ? 1 : pivot;
    }
    a[j * k + j] = 1 / pivot;
    return true;
}

static void scale_by(double *a, size_t k, const double *scale)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            a[i * k + j] *= scale[i] * scale[j];
        }
    }
}

size_t eg_invert_symmetric(double *a, size_t k, bool *used, double *scale)
{
    size_t rank = 0;
    for (size_t j = 0; j < k; j++) {
        double diagonal = a[j * k + j];
        scale[j] = diagonal > 0 ? 1 / sqrt(diagonal) : 0;
    }
    scale_by(a, k, scale);
    for (size_t j = 0; j < k; j++) {
        /* the pivot is now 1 less the share of the column that earlier ones explain */
        used[j] = sweep(a, k, j, 1e-10);
        rank += used[j] ? 1 : 0;
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            if (!used[i] || !used[j]) {
                a[i * k + j] = 0;
            }
        }
    }
    scale_by(a, k, scale);
    return rank;
}

void eg_multiply_vector(const double *a, const double *b, size_t k, double *out)
{
    for (size_t i = 0; i < k; i++) {
        out[i] = 0;
        for (size_t j = 0; j < k; j++) {
            out[i] += a[i * k + j] * b[j];
        }
    }
}

double eg_quadratic(const double *x, const double *a, const double *y, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) {
        double row = 0;
        for (size_t j = 0; j < k && x[i] != 0; j++) {
            row += a[i * k + j] * y[j];
        }
        sum += x[i] * row;
    }
    return sum;
}

static void multiply(const double *a, const double *b, size_t k, double *out)
{
    for (size_t i = 0; i < k; i++) {
        double *restrict row = out + i * k;
        memset(row, 0, k * sizeof *row);
        for (size_t l = 0; l < k; l++) {
            double factor = a[i * k + l];
            for (size_t j = 0; j < k; j++) {
                row[j] += factor * b[l * k + j];
            }
        }
    }
}

void eg_sandwich(const double *a, const double *m, size_t k, double *room, double *out)
{
    multiply(a, m, k, room);
    multiply(room, a, k, out);
}

double eg_sandwich_last(const double *a, const double *m, size_t k, double *room)
{
    double sum = 0;
    memset(room, 0, k * sizeof *room);
    for (size_t l = 0; l < k; l++) {
        double factor = a[(k - 1) * k + l];
        for (size_t j = 0; j < k; j++) {
            room[j] += factor * m[l * k + j];
        }
    }
    for (size_t l = 0; l < k; l++) {
        sum += room[l] * a[l * k + k - 1];
    }
    return sum;
}
