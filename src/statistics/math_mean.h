/* statistics/math_mean.h - means of groups from n, mean and sum of squares about it;
 * standardised gaps. */
#ifndef EG_STATISTICS_MATH_MEAN_H
#define EG_STATISTICS_MATH_MEAN_H

#include "statistics/math_estimate.h"

typedef struct {
    uint64_t n;
    double mean;
    double ss; /* sum of (x - mean)^2 */
} eg_moments;

/* Of values one by one (two passes). */
eg_moments eg_moments_of(const double *x, size_t n);
double eg_moments_sd(eg_moments m); /* with n-1; NAN when n < 2 */

/* t interval; no test. One student, or no spread: the mean without interval, and why. */
eg_estimate eg_mean(eg_moments m, double confidence);
/* mean - goal with the one-sample t interval and test. */
eg_estimate eg_mean_against_goal(eg_moments m, double goal, double confidence);
/* a - b by Welch. */
eg_estimate eg_mean_difference(eg_moments a, eg_moments b, double confidence);
/* Welch's degrees of freedom; NAN when a side has under two students or neither has spread. */
double eg_welch_df(eg_moments a, eg_moments b);

/* ---- standardised gaps ----------------------------------------------------------------------
 */

/* The sd of both groups together, on n1 + n2 - 2; NAN when there is none. */
double eg_pooled_sd(eg_moments a, eg_moments b);
/* (a - b) / pooled sd, with the interval from the noncentral t distribution. */
eg_estimate eg_cohens_d(eg_moments a, eg_moments b, double confidence);
/* d times the exact small-sample factor J, interval likewise. */
eg_estimate eg_hedges_g(eg_moments a, eg_moments b, double confidence);
/* The same from d, already made. */
eg_estimate eg_hedges_of(eg_estimate d, eg_moments a, eg_moments b);
/* (a - b) / sd of b, the reference; no interval. */
eg_estimate eg_glass_delta(eg_moments a, eg_moments b);
/* J(df) = gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)); NAN at df <= 1. */
double eg_hedges_factor(double df);
/* (a - b) / a given sd, such as the State's. */
eg_estimate eg_gap_in_sd(eg_moments a, eg_moments b, double sd);
/* Variance of a over variance of b, with the F interval and test of equal variances. */
eg_estimate eg_variance_ratio(eg_moments a, eg_moments b, double confidence);

/* P(T <= t) of the noncentral t distribution; its noncentrality at which P = p. */
double eg_noncentral_t_p(double t, double df, double noncentrality);
double eg_noncentrality(double p, double t, double df);
/* Those at which P is 1 - tail and tail. */
void eg_noncentralities(double tail, double t, double df, double *low, double *high);

/* ---- many groups
 * ----------------------------------------------------------------------------- */

typedef struct {
    double f, df1, df2, p;
    double eta_squared, omega_squared, epsilon_squared; /* omega may be negative */
    double icc;                                         /* one-way intraclass correlation */
    double n0;                                          /* the average group size it uses */
    bool ok;
    const char *why;
} eg_anova;
eg_anova eg_one_way(const eg_moments *groups, size_t count);

#endif
