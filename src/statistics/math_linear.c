#include "statistics/math_linear.h"

#include <math.h>

/* Sweeps pivot j into the inverse; false when it holds nothing beyond what was swept before. */
static bool sweep(double *a, size_t k, size_t j, double tolerance)
{
    double pivot = a[j * k + j];
    if (!(pivot > tolerance)) {
        return false;
    }
    for (size_t i = 0; i < k; i++) {
        double factor = a[i * k + j] / pivot;
        if (i == j || factor == 0) {
            continue;
        }
        for (size_t l = 0; l < k; l++) {
            if (l != j) {
                a[i * k + l] -= factor * a[j * k + l];
            }
        }
        a[i * k + j] = -factor;
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
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++) {
                sum += a[i * k + l] * b[l * k + j];
            }
            out[i * k + j] = sum;
        }
    }
}

void eg_sandwich(const double *a, const double *m, size_t k, double *room, double *out)
{
    multiply(a, m, k, room);
    multiply(room, a, k, out);
}
