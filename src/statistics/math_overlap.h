/*
 * statistics/math_overlap.h - two groups that share students: Var(A) + Var(B) - 2 Cov(A, B),
 * where the covariance is that of the students in both. Without shared students each is the
 * comparison of two separate groups.
 */
#ifndef EG_STATISTICS_MATH_OVERLAP_H
#define EG_STATISTICS_MATH_OVERLAP_H

#include "statistics/math_difference.h"
#include "statistics/math_mean.h"

/* Cov of two rates whose groups share xs of ns students: sum of (y - p1)(y - p2) / (n1 n2). */
double eg_rate_covariance(eg_pair pair, uint64_t xs, uint64_t ns);
/* Cov of two means, `shared` being the moments of the students in both; NAN where n is 1. */
double eg_mean_covariance(eg_moments a, eg_moments b, eg_moments shared);

/*
 * Newcombe's interval with the correlation of the two rates; p: the z test with the rate of all
 * students of both and the variance 1/n1 + 1/n2 - 2 ns/(n1 n2), or, where an expected count is
 * under 5, Fisher's exact test of the students who are in one group alone.
 */
eg_estimate eg_rate_difference_sharing(eg_pair pair, uint64_t xs, uint64_t ns,
                                       double confidence);
/* Katz with the covariance of the logarithms. */
eg_estimate eg_rate_ratio_sharing(eg_pair pair, uint64_t xs, uint64_t ns, double confidence);
/* Welch's degrees of freedom with the variance of the overlapping difference. */
eg_estimate eg_mean_difference_sharing(eg_moments a, eg_moments b, eg_moments shared,
                                       double confidence);

#endif
