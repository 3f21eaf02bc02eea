/* statistics/math_proportion.h - a share x of n by itself: interval, variance, test against a
 * goal. */
#ifndef EG_STATISTICS_MATH_PROPORTION_H
#define EG_STATISTICS_MATH_PROPORTION_H

#include "statistics/math_estimate.h"

typedef enum {
    EG_RATE_WILSON,
    EG_RATE_CLOPPER_PEARSON,
    EG_RATE_JEFFREYS,
    EG_RATE_AGRESTI_COULL,
    EG_RATE_WILSON_CC /* with continuity correction, as R's prop.test */
} eg_rate_method;

/* x of n with its interval; bounds are exactly 0 at x = 0 and exactly 1 at x = n. No test. */
eg_estimate eg_rate(uint64_t x, uint64_t n, eg_rate_method method, double confidence);

/* The interval of x of n shifted by the goal, and the one-sample score z test of rate = goal.
 */
eg_estimate eg_rate_against_goal(uint64_t x, uint64_t n, double goal, double confidence);

/*
 * The variance of a rate for weights: r (1 - r) / n, where r is x/n, or (x+2)/(n+4) at x = 0
 * and x = n so that no year weighs without limit. NAN when n is 0.
 */
double eg_rate_variance(uint64_t x, uint64_t n);

/* A Poisson count by itself: exact and Byar limits. */
eg_estimate eg_poisson_exact(uint64_t count, double confidence);
eg_estimate eg_poisson_byar(uint64_t count, double confidence);

#endif
