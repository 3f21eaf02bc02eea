/* statistics/math_resample.h - intervals by parametric bootstrap and tests by permutation, on
 * cells. */
#ifndef EG_STATISTICS_MATH_RESAMPLE_H
#define EG_STATISTICS_MATH_RESAMPLE_H

#include "equitygap/base.h"
#include "ext/gslx.h"
#include "statistics/math_estimate.h"

#define EG_REPLICATES 999

/* Same seed, same cells in whatever order: same figures. */
typedef struct {
    uint64_t seed;
    double confidence;
    size_t replicates; /* 0: EG_REPLICATES */
    bool interval;     /* draw the bootstrap */
    bool test;         /* draw the permutations */
    bool correct;      /* take away what chance alone gives: (v - e) / (1 - e); draws the
                          permutations */
} eg_resampling;

/* One draw of the statistic; NAN draws are left out. */
typedef struct {
    void *context;
    double (*again)(void *context, eg_random *random); /* from the cells as they are */
    double (*chance)(void *context,
                     eg_random *random); /* with no effect; NULL: no permutation */
    bool over_draws;  /* the value lies below the truth, the draws above it: the upper limit is
                         the draws' own where that is higher */
    bool light_tails; /* chance has no rare value far out: a few draws tell how it spreads */
} eg_replay;

/*
 * Completes e, whose value is the statistic of the data: se, low and high by parametric
 * bootstrap (the draws' spread about their mean; the lower limit the basic bootstrap's where
 * that is lower, so that the upward bias of such measures lies inside; at least 0 unless the
 * value is negative); p = (1 + exceeding) / (1 + draws). Drawing stops early once 30 draws
 * exceed, and p is then their share (Besag and Clifford 1991, exact), or where chance has
 * light tails when the value lies ten standard deviations beyond it. Where the test does not
 * reject at the same level the interval reaches 0. EG_E_MEMORY.
 */
EG_MUST_USE eg_status eg_resample(const eg_resampling *how, const eg_replay *replay,
                                  eg_estimate *e);

/* Quantile type 7 of sorted values. */
double eg_sorted_quantile(const double *sorted, size_t n, double p);
void eg_sort_doubles(double *values, size_t n);

#endif
