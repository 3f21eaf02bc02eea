/*
 * ext/gslx.h - GSL: random numbers and distribution functions.
 *
 * GSL aborts on an error unless told otherwise: call eg_gsl_quiet() first thing in main and in
 * every test runner. Distribution functions are finite for every argument described here and
 * never loop for ever; outside of it they are NAN. Quantiles are found by bisection where GSL's
 * own fail.
 */
#ifndef EG_EXT_GSLX_H
#define EG_EXT_GSLX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Turns GSL's aborting error handler off for the process. */
void eg_gsl_quiet(void);

/* ---- random numbers: MT19937, the same everywhere for the same seed ------------------------
 */

typedef struct eg_random eg_random;
eg_random *eg_random_new(uint64_t seed); /* NULL: no memory */
void eg_random_seed(eg_random *random, uint64_t seed);
void eg_random_free(eg_random *random);

uint32_t eg_random_word(eg_random *random); /* 32 bits */
/* The next n words at once. */
void eg_random_words(eg_random *random, uint32_t *into, size_t n);
double eg_random_uniform(eg_random *random);                       /* [0, 1), 53 bits */
double eg_random_normal(eg_random *random);                        /* mean 0, sd 1 */
void eg_random_normals(eg_random *random, double *into, size_t n); /* the next n */
double eg_random_chi_square(eg_random *random, double df);         /* df > 0 */
/* 0 .. n-1 without bias; 0 when n is 0. */
uint64_t eg_random_below(eg_random *random, uint64_t n);
/* Successes in n trials; p outside [0, 1] is taken as the nearer end. */
uint64_t eg_random_binomial(eg_random *random, double p, uint64_t n);
/* n items over `kinds` cells of weight p (not negative, any scale) into count. */
void eg_random_multinomial(eg_random *random, uint64_t n, size_t kinds, const double *p,
                           uint64_t *count);
/* Marked ones among `drawn` items taken without replacement from `marked` + `plain`. */
uint64_t eg_random_hypergeometric(eg_random *random, uint64_t marked, uint64_t plain,
                                  uint64_t drawn);

/* ---- distributions -------------------------------------------------------------------------
 */

double eg_normal_p(double z); /* P(Z <= z) */
double eg_normal_q(double z); /* P(Z > z) */
double eg_normal_density(double z);
double eg_normal_quantile(double p); /* -INFINITY at 0, INFINITY at 1 */
/* Degrees of freedom are positive, whole or not. */
double eg_t_p(double t, double df);
double eg_t_q(double t, double df);
double eg_t_quantile(double p, double df); /* 0 < p < 1 */
double eg_chi_square_p(double x, double df);
double eg_chi_square_q(double x, double df);
double eg_chi_square_quantile(double p, double df); /* 0 <= p < 1 */
double eg_f_q(double f, double df1, double df2);
double eg_f_quantile(double p, double df1, double df2); /* 0 <= p < 1 */
double eg_beta_p(double x, double a, double b);         /* 0 <= x <= 1; a, b > 0 */
double eg_beta_quantile(double p, double a, double b);  /* 0 <= p <= 1 */
double eg_binomial_p(uint64_t x, double p, uint64_t n); /* P(X <= x) */
double eg_log_gamma(double x);                          /* x > 0 */
double eg_log_factorial(uint64_t n);
/* log(gamma(x)) less (x - 1/2) log(x) - x + log(2 pi) / 2: what Stirling leaves; x > 0. */
double eg_stirling_rest(double x);
double eg_digamma(double x); /* x > 0 */

#endif
