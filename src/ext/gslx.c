#include "ext/gslx.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

#include "equitygap/base.h"
#include "ext/gslx_inner.h"

void eg_gsl_quiet(void)
{
    gsl_set_error_handler_off();
}

/* ---- random numbers -------------------------------------------------------------------------
 */

static const double root_half = 0.70710678118654752440;

/* GSL's samplers draw from words made here, many at a time: the words of gsl_rng_mt19937. */
static void words_seed(void *state, unsigned long seed)
{
    eg_mersenne_seed(state, (uint32_t)seed);
}

static unsigned long words_get(void *state)
{
    return eg_mersenne_word(state);
}

static double words_uniform(void *state)
{
    return eg_mersenne_word(state) / 4294967296.0;
}

static const gsl_rng_type words = {"mt19937", UINT32_MAX,   0, sizeof(eg_mersenne), words_seed,
                                   words_get, words_uniform};

void eg_random_normals(eg_random *random, double *into, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        into[i] = gsl_ran_gaussian_ziggurat(random->rng, 1.0);
    }
}

double eg_random_normal(eg_random *random)
{
    return gsl_ran_gaussian_ziggurat(random->rng, 1.0);
}

double eg_random_chi_square(eg_random *random, double df)
{
    return gsl_ran_chisq(random->rng, df);
}

void eg_random_seed(eg_random *random, uint64_t seed)
{
    /* The generator takes 32 bits; seeds below 2^32 stay themselves, so other programs can
     * repeat them. */
    uint64_t high = seed >> 32;
    gsl_rng_set(random->rng,
                (unsigned long)((seed ^ (high * UINT64_C(0x9E3779B1))) & 0xFFFFFFFFU));
}

eg_random *eg_random_new(uint64_t seed)
{
    eg_random *random = eg_alloc(1, sizeof *random);
    if (random == NULL) {
        return NULL;
    }
    random->log_factorial = NULL;
    random->known = 0;
    gsl_rng *rng = gsl_rng_alloc(&words);
    if (rng == NULL) {
        eg_free(random);
        return NULL;
    }
    random->rng = rng;
    random->words = rng->state;
    eg_random_seed(random, seed);
    return random;
}

void eg_random_free(eg_random *random)
{
    if (random != NULL) {
        gsl_rng_free(random->rng);
        eg_free(random->log_factorial);
        eg_free(random);
    }
}

uint64_t eg_random_binomial(eg_random *random, double p, uint64_t n)
{
    if (!(p > 0) || n == 0) {
        return 0;
    }
    if (p >= 1) {
        return n;
    }
    const uint64_t most = UINT64_C(1) << 30; /* GSL counts in unsigned int and forms n + 1 */
    uint64_t count = 0;
    while (n > most) {
        count += gsl_ran_binomial(random->rng, p, (unsigned)most);
        n -= most;
    }
    return count + gsl_ran_binomial(random->rng, p, (unsigned)n);
}

void eg_random_multinomial(eg_random *random, uint64_t n, size_t kinds, const double *p,
                           uint64_t *count)
{
    double left = 0;
    size_t last = 0;
    for (size_t i = 0; i < kinds; i++) {
        left += p[i];
        count[i] = 0;
        if (p[i] > 0) {
            last = i;
        }
    }
    for (size_t i = 0; i < kinds && n > 0; i++) {
        /* the last cell with weight takes what is left, whatever rounding did to the sum */
        count[i] = i == last ? n : eg_random_binomial(random, p[i] / left, n);
        n -= count[i];
        left -= p[i];
    }
}

/* ---- distributions
 * --------------------------------------------------------------------------- */

double eg_normal_p(double z)
{
    return 0.5 * erfc(-z * root_half);
}

double eg_normal_q(double z)
{
    return 0.5 * erfc(z * root_half);
}

double eg_normal_density(double z)
{
    return exp(-0.5 * z * z) * 0.39894228040143267794;
}

double eg_normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1)) {
        return NAN;
    }
    if (p == 0 || p == 1) {
        return p == 0 ? -INFINITY : INFINITY;
    }
    return gsl_cdf_ugaussian_Pinv(p);
}

double eg_t_p(double t, double df)
{
    return df > 0 && !isnan(t) ? (isinf(df) ? eg_normal_p(t) : gsl_cdf_tdist_P(t, df)) : NAN;
}

double eg_t_q(double t, double df)
{
    return eg_t_p(-t, df);
}

double eg_t_quantile(double p, double df)
{
    if (!(p > 0 && p < 1 && df > 0)) {
        return NAN;
    }
    if (isinf(df)) {
        return eg_normal_quantile(p);
    }
    return p == 0.5 ? 0 : gsl_cdf_tdist_Pinv(p, df);
}

double eg_chi_square_p(double x, double df)
{
    if (!(df > 0) || isnan(x)) {
        return NAN;
    }
    return x <= 0 ? 0 : isinf(x) ? 1 : gsl_cdf_chisq_P(x, df);
}

double eg_chi_square_q(double x, double df)
{
    if (!(df > 0) || isnan(x)) {
        return NAN;
    }
    return x <= 0 ? 1 : isinf(x) ? 0 : gsl_cdf_chisq_Q(x, df);
}

double eg_chi_square_quantile(double p, double df)
{
    if (!(p >= 0 && p < 1 && df > 0)) {
        return NAN;
    }
    if (p == 0) {
        return 0;
    }
    double lo = 0, hi = df + 1;
    while (hi < DBL_MAX / 2 && eg_chi_square_p(hi, df) < p) {
        hi *= 2;
    }
    double mid = 0.5 * hi;
    while (lo < mid &&
           mid < hi) { /* GSL's own fails for some df; ends when no double lies between */
        if (eg_chi_square_p(mid, df) < p) {
            lo = mid;
        } else {
            hi = mid;
        }
        mid = lo + 0.5 * (hi - lo);
    }
    return mid;
}

double eg_log_gamma(double x)
{
    gsl_sf_result result;
    return x > 0 && gsl_sf_lngamma_e(x, &result) == GSL_SUCCESS ? result.val : NAN;
}

double eg_digamma(double x)
{
    gsl_sf_result result;
    return x > 0 && gsl_sf_psi_e(x, &result) == GSL_SUCCESS ? result.val : NAN;
}

/* gamma(x) = sqrt(2 pi / x) (x / e)^x e^remainder; the remainder of Stirling's formula. */
double eg_stirling_rest(double x)
{
    if (x < 16) {
        return eg_log_gamma(x) - ((x - 0.5) * log(x) - x + 0.91893853320467274178);
    }
    double y = 1 / (x * x);
    return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x;
}

double eg_log_factorial(uint64_t n)
{
    if (n < 17) {
        double product = 1;
        for (uint64_t i = 2; i <= n; i++) {
            product *= (double)i;
        }
        return log(product);
    }
    double x = (double)n;
    return (x + 0.5) * log(x) - x + 0.91893853320467274178 + eg_stirling_rest(x);
}
