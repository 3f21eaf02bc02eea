/*
 * statistics/math_apart.h - one group against all others, group after group: regressions of the
 * same students on the same covariates that differ in one 0/1 column. What they share is
 * computed once; a group then costs a pass over the cells.
 *
 * Least squares by Frisch and Waugh: what the covariates leave of the column and of the outcome
 * gives the same coefficient, fit and robust variance as the whole design. The logit is
 * Newton's method from the covariates' own fit.
 */
#ifndef EG_STATISTICS_MATH_APART_H
#define EG_STATISTICS_MATH_APART_H

#include "statistics/math_decomposition.h"
#include "statistics/math_regression.h"

/* The same students once more, by cell of the covariates and by cluster. Borrowed. */
typedef struct {
    size_t n, clusters; /* numbers of clusters are below it */
    const uint32_t *cell, *cluster;
    const double *students, *mean;
} eg_clustered;

/* Owned: eg_apart_clear. */
typedef struct {
    /* All students, in cells of the covariates (value, column, from); the last column is empty:
     * it is the group's. Borrowed. */
    eg_cells cells;
    eg_clustered by;                            /* n 0: students are independent */
    double *by_left;                            /* [by.n] residuals added up */
    double students, successes, rank, clusters; /* those that have students */
    double *bread;                              /* columns * columns: inverse of X'X */
    double *beta, *total;                       /* [column]; total = X'n */
    double *left, *squares;                     /* [cell] residuals and their squares, added */
    double *fit;                                /* [cell] level by the covariates */
    bool *used;                                 /* [column] */
    bool ones; /* no value but 1, and each cell's first one is of column 0 */
    double quantile, quantile_df,
        quantile_at; /* two-sided t of the df and confidence met last */
    uint32_t *pairs; /* ones, the logit's: each cell's entries of the information, a column by
                        an earlier one */
    enum { EG_APART_UNTRIED, EG_APART_FITS, EG_APART_SEPARATED } state; /* the logit's */
    double *logit;                                                      /* [column] */
    double *room;
} eg_apart;

/* a'x of a cell. */
static inline double eg_apart_dot(const eg_apart *apart, size_t c, const double *v)
{
    const eg_cells *cells = &apart->cells;
    double sum = 0;
    if (!apart->ones) {
        return eg_cells_dot(cells, c, v);
    }
    for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
        sum += v[cells->column[i]];
    }
    return sum;
}

/* The group's students in those cells, rising; where students are clustered, in those of `by`.
 */
typedef struct {
    size_t n;
    const uint32_t *cell;
    const double *students, *mean, *ss; /* ss NULL: a rate */
    const double *left;                 /* residuals added up; NULL: as the means have them */
    double total, successes;
} eg_part;

/* eg_estimate_t, the quantile of the df met last kept for the next group. */
eg_estimate eg_apart_estimate(eg_apart *apart, double value, double se, double df,
                              double confidence);

/* by NULL: students are independent. separated: the caller knows a level of a covariate at
 * which all have the same outcome. */
EG_MUST_USE eg_status eg_apart_make(eg_apart *out, const eg_cells *cells,
                                    const eg_clustered *by, bool separated);
void eg_apart_clear(eg_apart *apart);

/* As eg_fit_means, eg_fit_coefficient (HC1, or CR1 where there are clusters) and
 * eg_oaxaca_of_fit of the whole design have it. estimate may be NULL. EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_apart_means(eg_apart *apart, const eg_part *part, double confidence,
                                     eg_estimate *estimate, eg_oaxaca *parts);
/* Whether the group's column says anything that the covariates do not; the part is of cells.
 * EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_apart_is_new(const eg_apart *apart, const eg_part *part, bool *is);
/* The part in cells of the covariates, clusters put together; *block is to be freed.
 * EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_part_of_cells(const eg_apart *apart, const eg_part *part, eg_part *out,
                                       void **block);
/* As eg_fit_logit (classic, or CR1) and eg_average_effect. EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_apart_logit(eg_apart *apart, const eg_part *part, double confidence,
                                     eg_estimate *estimate);

#endif
