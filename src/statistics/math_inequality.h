/*
 * statistics/math_inequality.h - one number for how unequal the groups of a dimension are.
 *
 * Levels are rates (0 to 1) or means, one a group, each with its students and, for intervals,
 * its standard error. WHO-named measures keep WHO's scale: cov, idis and paf times 100, theil
 * and mld times 1000, value and interval alike. Groups without students must not be in the
 * list.
 */
#ifndef EG_STATISTICS_MATH_INEQUALITY_H
#define EG_STATISTICS_MATH_INEQUALITY_H

#include "statistics/math_estimate.h"

typedef struct {
    size_t count;
    const double *level;
    const double *n;
    const double *se; /* NULL: no intervals */
} eg_levels;

double eg_levels_mean(const eg_levels *g); /* weighted by students */

/* Highest less lowest, and highest over lowest; intervals normal, and normal of the log. No p.
 */
eg_estimate eg_max_min_difference(const eg_levels *g, double confidence);
eg_estimate eg_max_min_ratio(const eg_levels *g, double confidence);

eg_estimate eg_between_group_variance(const eg_levels *g, double confidence);
eg_estimate eg_between_group_sd(const eg_levels *g);
eg_estimate eg_coefficient_of_variation(const eg_levels *g); /* times 100 */
/* Mean distance from the overall level over it, times 100: each group alike, or by its
 * students. */
eg_estimate eg_index_of_disparity(const eg_levels *g, bool weighted);
/* The form that measures from the best group and divides by one group less, times 100. */
eg_estimate eg_index_of_disparity_best(const eg_levels *g, bool lower_is_better);

/* Mean distance from the overall level, the best group, or a group: each alike, or by its
 * students. */
eg_estimate eg_mean_distance_mean(const eg_levels *g, bool weighted);
eg_estimate eg_mean_distance_best(const eg_levels *g, bool weighted, bool lower_is_better);
eg_estimate eg_mean_distance_group(const eg_levels *g, bool weighted, size_t group);

eg_estimate eg_theil_index(const eg_levels *g, double confidence);        /* times 1000 */
eg_estimate eg_mean_log_deviation(const eg_levels *g, double confidence); /* times 1000 */
/* Generalised entropy of order 2: half the squared coefficient of variation. */
eg_estimate eg_generalized_entropy_2(const eg_levels *g);
/* Atkinson's index with aversion 0.5 or 1. */
eg_estimate eg_atkinson(const eg_levels *g, double aversion);
/* Gini of levels weighted by students (Lorenz curve by trapezoids). order holds `count`
 * indices. */
eg_estimate eg_gini(const eg_levels *g, size_t *order);

/*
 * What the overall rate would gain were all at the rate of group `best` (0 when it is not
 * ahead): in points and in percent of the overall rate. Interval by Walter's error; rates only.
 */
eg_estimate eg_population_attributable_risk(const eg_levels *g, size_t best,
                                            bool lower_is_better, double confidence);
eg_estimate eg_population_attributable_fraction(const eg_levels *g, size_t best,
                                                bool lower_is_better, double confidence);
/* The best group by direction; the first of equals. */
size_t eg_best_level(const eg_levels *g, bool lower_is_better);

/* Theil's index of groups within units, unit[i] < units the unit of level i: T = between +
 * within, x1000. */
typedef struct {
    double total, between, within;
    bool ok;
    const char *why;
} eg_theil_parts;
/* room holds 2 * units doubles. */
eg_theil_parts eg_theil_over_units(const eg_levels *g, const size_t *unit, size_t units,
                                   double *room);

/*
 * Smoothed differential fairness: the largest log ratio between two groups' rates, of success
 * or of failure, each rate smoothed to (x + c/2) / (n + c).
 */
double eg_differential_fairness(const uint64_t *x, const uint64_t *n, size_t groups, double c);

#endif
