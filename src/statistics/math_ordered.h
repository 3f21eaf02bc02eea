/*
 * statistics/math_ordered.h - inequality along an ordered dimension, such as bands of income.
 *
 * Groups come from the least to the most advantaged. A group's rank is the share of students
 * before it plus half its own.
 */
#ifndef EG_STATISTICS_MATH_ORDERED_H
#define EG_STATISTICS_MATH_ORDERED_H

#include "statistics/math_inequality.h"

/* rank of each group into rank[count]. */
void eg_midpoint_ranks(const double *n, size_t count, double *rank);

/* Absolute and relative concentration index, interval from the weighted regression on rank (z).
 */
eg_estimate eg_absolute_concentration(const eg_levels *g, double confidence);
eg_estimate eg_relative_concentration(const eg_levels *g, double confidence);
/* Relative concentration with another weight on the bottom: nu 2 is the plain one. Not an
 * estimate's. */
double eg_extended_concentration(const eg_levels *g, double nu);

/*
 * Slope index: the rate a logit on rank expects at the top less that at the bottom; relative
 * index: their ratio. HC1 errors over groups, each group weighing its students once. Successes
 * x of n.
 */
typedef struct {
    eg_estimate sii, rii; /* rii: se of its log */
    double intercept, slope;
} eg_slope_index;
eg_slope_index eg_slope_index_of(const double *x, const double *n, size_t count,
                                 double confidence);
/* The same for means (or rates) by a straight line, weighted by students; HC1 likewise. */
eg_slope_index eg_slope_index_linear(const eg_levels *g, double confidence);

#endif
