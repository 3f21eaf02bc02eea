/*
 * statistics/math_hetop.h - means and spreads of groups from how many are at each ordered
 * level, as if a normal scale had been cut at the same points for all (heteroskedastic ordered
 * probit).
 */
#ifndef EG_STATISTICS_MATH_HETOP_H
#define EG_STATISTICS_MATH_HETOP_H

#include "equitygap/base.h"
#include "statistics/math_estimate.h"

typedef struct {
    size_t groups, levels;
    double *mu, *sigma; /* of each group; owned */
    double *cut;        /* levels - 1; owned */
    double negative_log_likelihood;
    bool ok;
    const char *why;
} eg_hetop;
/*
 * Fits counts (groups * levels, group by group), the two first cuts held at first and second.
 * Three levels in use or more, every group in at least two that are not only its extremes.
 * EG_E_MEMORY only.
 */
EG_MUST_USE eg_status eg_hetop_fit(const uint64_t *counts, size_t groups, size_t levels,
                                   double first, double second, eg_hetop *fit);
void eg_hetop_clear(eg_hetop *fit);

/*
 * Moves the scale so that all students together have mean 0 and variance 1; icc is the share of
 * variance between groups. corrected: less what estimation adds to the spread of means. n:
 * students of each group. false: not defined (a group of one, with corrected).
 */
bool eg_hetop_standardise(eg_hetop *fit, const double *n, bool corrected, double *icc);

/* (mu_a - mu_b) / root mean square of the two sigmas, from the level counts alone. EG_E_MEMORY
 * only. */
EG_MUST_USE eg_status eg_v_gap_of_levels(const uint64_t *a, const uint64_t *b, size_t levels,
                                         eg_estimate *out);

/* Difference of probits of two shares above a cut; depends on the cut. */
double eg_probit_gap(double share_a, double share_b);

#endif
