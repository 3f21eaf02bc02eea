/* statistics/math_meta.h - one figure over many units: random effects, shrinkage, funnel
 * limits. */
#ifndef EG_STATISTICS_MATH_META_H
#define EG_STATISTICS_MATH_META_H

#include "statistics/math_estimate.h"

typedef enum { EG_META_FIXED, EG_META_DL, EG_META_REML, EG_META_PM } eg_meta_method;

typedef struct {
    eg_estimate mu; /* normal interval and test */
    double tau_squared;
    double q, q_p;    /* heterogeneity */
    double i_squared; /* 0 to 1, of this tau squared */
    double h_squared;
    double i_squared_q; /* Higgins', from q */
    size_t units;
    bool ok;
    const char *why;
} eg_meta;
/* y with known sampling variances v > 0 of two units or more. */
eg_meta eg_random_effects(const double *y, const double *v, size_t units, eg_meta_method method,
                          double confidence);
/* Hartung-Knapp-Sidik-Jonkman interval and test of mu, t(k-1), never narrower than the plain
 * one. */
eg_estimate eg_hksj(const double *y, const double *v, size_t units, const eg_meta *fit,
                    double confidence);
/* Where another unit's true figure would lie: mu -+ t(k-2) sqrt(tau2 + se2), se by HKSJ; three
 * units. */
eg_estimate eg_prediction_interval(const double *y, const double *v, size_t units,
                                   const eg_meta *fit, double confidence);

/* Empirical Bayes: reliability * own + (1 - reliability) * fitted. */
typedef struct {
    double value;
    double reliability;
    double se;      /* mu taken as known */
    double se_full; /* with the uncertainty of mu; NAN when it is not given */
} eg_shrunk;
eg_shrunk eg_shrink(double own, double variance, double fitted, double fitted_se,
                    double tau_squared);

/* Beta-binomial by the ANOVA estimator: prior mean p and weight m (INFINITY: no differences
 * found). */
typedef struct {
    double p, rho, m;
    bool ok;
    const char *why;
} eg_beta_binomial;
eg_beta_binomial eg_beta_binomial_of(const uint64_t *x, const uint64_t *n, size_t units);
double eg_beta_binomial_shrink(const eg_beta_binomial *fit, uint64_t x, uint64_t n);

/* ---- funnel
 * ------------------------------------------------------------------------------------ */

typedef struct {
    double low, high;
} eg_limits;
/* Limits about a rate p0 for n students at z; tau_squared 0: no overdispersion. */
eg_limits eg_funnel_normal(double p0, double n, double z, double tau_squared);
/* On the arcsine scale; tau_squared is on that scale too. */
eg_limits eg_funnel_arcsine(double p0, double n, double z, double tau_squared);
/* Interpolated binomial limit at a probability q (0.025...). */
double eg_funnel_exact(double p0, uint64_t n, double q);

/* z = (rate - p0) / se of each unit. */
double eg_funnel_z(uint64_t x, uint64_t n, double p0, double tau_squared);
typedef struct {
    double phi;            /* mean square of z */
    double phi_winsorised; /* after drawing the outer `share` at each end in */
    double tau_squared;    /* additive, from the winsorised */
} eg_overdispersion;
/* From the units' z, which are sorted, and weights 1 / se^2: Spiegelhalter 2005, A.3.2. */
eg_overdispersion eg_overdispersion_of(double *z, const double *weight, size_t units,
                                       double share);
/* Of rates; room holds 2 * `units` doubles. */
eg_overdispersion eg_funnel_overdispersion(const uint64_t *x, const uint64_t *n, size_t units,
                                           double p0, double share, double *room);

#endif
