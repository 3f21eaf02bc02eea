/*
 * statistics/math_regression.h - regression from joint cells: the same figures as from the
 * rows.
 *
 * A cell stands for n students with the same x. Of a mean it has the mean and the sum of
 * squares about it, of a rate the successes in `mean` as a share. Columns of x that say nothing
 * new (an empty level, a dummy too many) get a coefficient of 0 and are not `used`.
 */
#ifndef EG_STATISTICS_MATH_REGRESSION_H
#define EG_STATISTICS_MATH_REGRESSION_H

#include "equitygap/base.h"
#include "statistics/math_estimate.h"

typedef struct {
    size_t cells;
    size_t columns;
    const double *x; /* cells * columns, cell by cell; the constant is a column of ones */
    /* The same without its zeros, in the order of columns, instead of x; NULL: x is given. */
    const double *value;
    const uint32_t *column;  /* of each value */
    const size_t *from;      /* cells + 1: where each cell's values begin */
    const double *n;         /* students of each cell; 0 is allowed */
    const double *mean;      /* of each cell */
    const double *ss;        /* of each cell; NULL: all 0, or a rate */
    const uint32_t *cluster; /* of each cell; NULL: students are independent */
    size_t clusters;         /* numbers are below it */
    bool last_alone; /* of the covariance nothing but the last column's variance is asked */
} eg_cells;

/* What of a cell's x need be looked at. */
typedef struct {
    const double *value;
    const uint32_t *column; /* NULL: value i is of column i */
    size_t n;
} eg_cell_row;

eg_cell_row eg_cells_row(const eg_cells *cells, size_t cell);
static inline size_t eg_cell_column(const eg_cell_row *row, size_t i)
{
    return row->column == NULL ? i : row->column[i];
}
/* into += weight x x' of a cell given by value: the lower half of it, columns * columns. */
static inline void eg_cells_add_outer(double *into, const eg_cells *cells, size_t c,
                                      double weight)
{
    size_t from = cells->from[c], to = cells->from[c + 1], k = cells->columns;
    const double *value = cells->value;
    const uint32_t *column = cells->column;
    for (size_t i = from; i < to; i++) {
        double wx = weight * value[i];
        double *row = into + column[i] * k;
        for (size_t j = from; j <= i; j++) {
            row[column[j]] += wx * value[j];
        }
    }
}
/* A cell given by value: a'x. */
static inline double eg_cells_dot(const eg_cells *cells, size_t c, const double *a)
{
    double sum = 0;
    for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
        sum += a[cells->column[i]] * cells->value[i];
    }
    return sum;
}
double eg_cells_students(const eg_cells *cells);
double eg_cells_successes(const eg_cells *cells);
double eg_expit(double eta);

typedef enum {
    EG_COVARIANCE_CLASSIC,
    EG_COVARIANCE_HC0,
    EG_COVARIANCE_HC1, /* n / (n - k) */
    EG_COVARIANCE_HC2,
    EG_COVARIANCE_HC3,
    EG_COVARIANCE_CR1 /* clustered: G/(G-1) (n-1)/(n-k) */
} eg_covariance;

/* Owned arrays: eg_fit_clear. All other figures NAN when ok is false. */
typedef struct {
    size_t columns;
    double *beta;
    double *covariance; /* columns * columns; with last_alone only its last entry is given */
    bool *used;
    double students;
    double rank;
    double df;      /* of t: students - rank, or clusters - 1 with CR1; INFINITY for logit */
    double sse;     /* least squares */
    bool separated; /* logit: a combination of columns tells success from failure without error
                     */
    bool ok;
    const char *why;
} eg_fit;
void eg_fit_clear(eg_fit *fit);

/* Ordinary least squares, each student once. EG_E_MEMORY only; see fit->ok. */
EG_MUST_USE eg_status eg_fit_means(const eg_cells *cells, eg_covariance type, eg_fit *fit);
/* Binomial logit by Newton's method; HC2 and HC3 count as HC1, HC1 and CR1 as for means. */
EG_MUST_USE eg_status eg_fit_logit(const eg_cells *cells, eg_covariance type, eg_fit *fit);

/* Deviance of the students' outcomes, each 0 or 1, at a logit's beta; NULL: at one rate for
 * all.
 */
double eg_students_deviance(const eg_cells *cells, const double *beta);
/* Deviance of the cells' shares (a saturated model has 0), as of grouped data, from a logit's
 * beta. */
double eg_cells_deviance(const eg_cells *cells, const double *beta);

/* Coefficient of a column with t (means) or z (logit) interval and p. */
eg_estimate eg_fit_coefficient(const eg_fit *fit, size_t column, double confidence);
/*
 * Average marginal effect of a 0/1 column of a logit: what changing it from 0 to 1 changes in
 * the expected rate, over all students; delta method. EG_E_MEMORY only.
 */
EG_MUST_USE eg_status eg_average_effect(const eg_cells *cells, const eg_fit *fit, size_t column,
                                        double confidence, eg_estimate *out);

#endif
