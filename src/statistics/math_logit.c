/* What a logit's coefficients say: deviances, average effects; and what cells are, row by row.
 */
#include <math.h>

#include "statistics/math_linear.h"
#include "statistics/math_regression.h"

eg_cell_row eg_cells_row(const eg_cells *cells, size_t c)
{
    eg_cell_row row = {NULL, NULL, cells->columns};
    if (cells->value == NULL) {
        row.value = cells->x + c * cells->columns;
        return row;
    }
    row.value = cells->value + cells->from[c];
    row.column = cells->column + cells->from[c];
    row.n = cells->from[c + 1] - cells->from[c];
    return row;
}

double eg_cells_students(const eg_cells *cells)
{
    double n = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        n += cells->n[c];
    }
    return n;
}

double eg_cells_successes(const eg_cells *cells)
{
    double successes = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        successes += cells->n[c] > 0 ? cells->n[c] * cells->mean[c] : 0;
    }
    return successes;
}

double eg_expit(double eta)
{
    return eta >= 0 ? 1 / (1 + exp(-eta)) : exp(eta) / (1 + exp(eta));
}

/* beta'x */
static double eta_of(const eg_cell_row *row, const double *beta)
{
    double sum = 0;
    for (size_t i = 0; i < row->n; i++) {
        sum += beta[eg_cell_column(row, i)] * row->value[i];
    }
    return sum;
}

static double rate_of(const eg_cells *cells, const double *beta, size_t c)
{
    eg_cell_row row = eg_cells_row(cells, c);
    return eg_expit(eta_of(&row, beta));
}

static double part_of_deviance(double share, double p)
{
    return share > 0 ? share * log(share / p) : 0;
}

double eg_students_deviance(const eg_cells *cells, const double *beta)
{
    double sum = 0, same = eg_cells_successes(cells) / eg_cells_students(cells);
    for (size_t c = 0; c < cells->cells; c++) {
        double p = beta == NULL ? same : rate_of(cells, beta, c);
        double mean = cells->mean[c];
        if (cells->n[c] > 0) {
            sum -= cells->n[c] * (mean > 0 ? mean * log(p) : 0);
            sum -= cells->n[c] * (mean < 1 ? (1 - mean) * log1p(-p) : 0);
        }
    }
    return 2 * sum;
}

double eg_cells_deviance(const eg_cells *cells, const double *beta)
{
    double sum = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        double p = rate_of(cells, beta, c);
        double mean = cells->mean[c];
        if (cells->n[c] > 0) {
            sum +=
                cells->n[c] * (part_of_deviance(mean, p) + part_of_deviance(1 - mean, 1 - p));
        }
    }
    return 2 * sum;
}

eg_estimate eg_fit_coefficient(const eg_fit *fit, size_t column, double confidence)
{
    if (!fit->ok) {
        return eg_estimate_none(fit->why);
    }
    if (!fit->used[column]) {
        return eg_estimate_none("the covariates leave nothing of the group to compare");
    }
    double variance = fit->covariance[column * fit->columns + column];
    return eg_estimate_t(fit->beta[column], sqrt(variance), fit->df, confidence);
}

eg_status eg_average_effect(const eg_cells *cells, const eg_fit *fit, size_t column,
                            double confidence, eg_estimate *out)
{
    size_t k = cells->columns;
    *out = eg_fit_coefficient(fit, column, confidence);
    if (!out->ok) {
        return EG_OK;
    }
    double *slope = eg_alloc_zero(k, sizeof *slope);
    if (slope == NULL) {
        return EG_E_MEMORY;
    }
    double effect = 0, n = fit->students;
    for (size_t c = 0; c < cells->cells; c++) {
        eg_cell_row row = eg_cells_row(cells, c);
        double without = eta_of(&row, fit->beta), share = cells->n[c] / n;
        for (size_t i = 0; i < row.n; i++) {
            without -= eg_cell_column(&row, i) == column ? fit->beta[column] * row.value[i] : 0;
        }
        double p0 = eg_expit(without), p1 = eg_expit(without + fit->beta[column]);
        double d0 = p0 * (1 - p0), d1 = p1 * (1 - p1);
        effect += share * (p1 - p0);
        slope[column] += share * d1;
        for (size_t i = 0; i < row.n; i++) {
            size_t at = eg_cell_column(&row, i);
            slope[at] += at == column ? 0 : share * ((d1 - d0) * row.value[i]);
        }
    }
    double variance = eg_quadratic(slope, fit->covariance, slope, k);
    *out = eg_estimate_t(effect, sqrt(variance), fit->df, confidence);
    eg_free(slope);
    return EG_OK;
}
