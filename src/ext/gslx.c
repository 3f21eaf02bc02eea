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
#include "ext/mersenne.h"

void eg_gsl_quiet(void)
{
    gsl_set_error_handler_off();
}

/* ---- random numbers -------------------------------------------------------------------------
 */

static const double root_half = 0.70710678118654752440;

enum { REMEMBERED = 1 << 14 /* log factorials at most */, STRIPS = 128 };

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

struct eg_random {
    gsl_rng *rng;
    eg_mersenne *words;    /* its state */
    double *log_factorial; /* of 0 .. known - 1, filled as drawing needs them */
    size_t known;
    bool learned;          /* what follows */
    double width[STRIPS];  /* of a 2^24th of each strip of GSL's ziggurat of the normal */
    uint32_t sure[STRIPS]; /* fewer of them lie under the curve for certain */
};

/* A generator of one word, which counts how often it is asked; uniformly it draws 0. */
typedef struct {
    unsigned long word, asked;
} one_word;

static void one_word_seed(void *state, unsigned long seed)
{
    ((one_word *)state)->word = seed;
}

static unsigned long one_word_get(void *state)
{
    one_word *w = state;
    w->asked++;
    return w->word;
}

static double one_word_uniform(void *state)
{
    ((one_word *)state)->asked++;
    return 0;
}

static const gsl_rng_type one_word_type = {
    "one word", UINT32_MAX, 0, sizeof(one_word), one_word_seed, one_word_get, one_word_uniform};

/* The normal that so many parts of a strip mean, and the words that GSL wants for it. */
static double normal_at(uint32_t strip, uint32_t parts, unsigned long *words_taken)
{
    one_word state = {(unsigned long)parts << 8 | STRIPS | strip, 0};
    const gsl_rng rng = {&one_word_type, &state};
    double x = gsl_ran_gaussian_ziggurat(&rng, 1.0);
    *words_taken = state.asked;
    return x;
}

/*
 * Nearly all normals are a number of parts times a width that only the strip tells, as long as
 * the number is below a bar of the strip (Marsaglia and Tsang 2000). The widths are asked of
 * GSL, and whether it takes no second word for what lies close under the bar: else, and above,
 * it draws itself.
 */
static void learn_normals(eg_random *random)
{
    unsigned long taken;
    for (uint32_t i = 0; i < STRIPS; i++) {
        random->width[i] = normal_at(i, 1, &taken);
        random->sure[i] = 0;
        if (i > 0) {
            uint32_t bar = (uint32_t)(random->width[i - 1] / random->width[i] * 0x1p24) - 8;
            double x = normal_at(i, bar, &taken);
            random->sure[i] = taken == 1 && x == bar * random->width[i] ? bar : 0;
        }
    }
    random->learned = true;
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
    random->learned = false;
    random->rng = gsl_rng_alloc(&words);
    if (random->rng == NULL) {
        eg_free(random);
        return NULL;
    }
    random->words = random->rng->state;
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

uint32_t eg_random_word(eg_random *random)
{
    return eg_mersenne_word(random->words);
}

void eg_random_words(eg_random *random, uint32_t *into, size_t n)
{
    eg_mersenne *m = random->words;
    while (n > 0) {
        if (m->at == EG_MERSENNE_WORDS) {
            eg_mersenne_fill(m);
        }
        size_t left = EG_MERSENNE_WORDS - m->at, take = n < left ? n : left;
        memcpy(into, m->ready + m->at, take * sizeof *into);
        m->at += (uint32_t)take;
        into += take;
        n -= take;
    }
}

double eg_random_uniform(eg_random *random)
{
    uint64_t high = eg_random_word(random) >> 5;
    uint64_t low = eg_random_word(random) >> 6;
    return (double)((high << 26) | low) * 0x1p-53;
}

/* As gsl_ran_gaussian_ziggurat, of which it is the usual way out. */
static inline double normal(eg_random *random)
{
    eg_mersenne *m = random->words;
    if (m->at == EG_MERSENNE_WORDS) {
        eg_mersenne_fill(m);
    }
    uint32_t word = m->ready[m->at], strip = word % STRIPS;
    if (word >> 8 >= random->sure[strip]) {
        return gsl_ran_gaussian_ziggurat(random->rng, 1.0);
    }
    m->at++;
    double x = (word >> 8) * random->width[strip];
    return word & STRIPS ? x : -x;
}

void eg_random_normals(eg_random *random, double *into, size_t n)
{
    if (!random->learned) {
        learn_normals(random);
    }
    for (size_t i = 0; i < n; i++) {
        into[i] = normal(random);
    }
}

double eg_random_normal(eg_random *random)
{
    double x;
    eg_random_normals(random, &x, 1);
    return x;
}

/* Above 0, from one word. */
static double uniform_positive(eg_random *random)
{
    uint32_t word;
    do {
        word = eg_mersenne_word(random->words);
    } while (word == 0);
    return word * 0x1p-32;
}

/* Marsaglia and Tsang 2000; word for word what gsl_ran_gamma draws. shape >= 1. */
static double gamma_of(eg_random *random, double shape)
{
    double d = shape - 1.0 / 3.0, c = (1.0 / 3.0) / sqrt(d);
    for (;;) {
        double x = normal(random), root = 1 + c * x;
        if (root <= 0) {
            continue;
        }
        double v = root * root * root, u = uniform_positive(random);
        if (u < 1 - 0.0331 * x * x * x * x || log(u) < 0.5 * x * x + d * (1 - v + log(v))) {
            return d * v;
        }
    }
}

double eg_random_chi_square(eg_random *random, double df)
{
    if (!random->learned) {
        learn_normals(random);
    }
    if (df >= 2) {
        return 2 * gamma_of(random, df / 2);
    }
    double u = uniform_positive(random);
    return 2 * (gamma_of(random, 1 + df / 2) * pow(u, 1 / (df / 2)));
}

/* Beyond 32 bits two words at a time. */
static uint64_t below_many(eg_random *random, uint64_t n)
{
    if (n == 0) {
        return 0;
    }
    /* 2^64 modulo n; the analyser takes n for 0 all the same */
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
    uint64_t excess = (UINT64_C(0) - n) % n;
    uint64_t word;
    do {
        word = (uint64_t)eg_random_word(random) << 32;
        word |= eg_random_word(random);
    } while (word > UINT64_MAX - excess);
    return word % n;
}

uint64_t eg_random_below(eg_random *random, uint64_t n)
{
    if (n <= 1) {
        return 0;
    }
    if (n <= UINT32_MAX) {
        uint32_t few = (uint32_t)n, word = eg_mersenne_word(random->words);
        if (word >= 0 - few) { /* only there the last, uneven round of n can begin */
            uint32_t uneven = (0 - few) % few; /* 2^32 modulo n */
            while (word >= 0 - uneven && uneven > 0) {
                word = eg_mersenne_word(random->words);
            }
        }
        return word % few;
    }
    return below_many(random, n);
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

/* A hypergeometric distribution in whole numbers held as doubles. */
typedef struct {
    const eg_random *random;
    double marked, plain, drawn;
} hypergeometric;

static double remembered(const eg_random *random, double n)
{
    return n < (double)random->known ? random->log_factorial[(size_t)n]
                                     : eg_log_factorial((uint64_t)n);
}

/* Without memory for it the sums are done anew each time: same figures, slower. */
static void remember(eg_random *random, uint64_t total)
{
    size_t wanted = total < REMEMBERED ? (size_t)total + 1 : 0;
    if (wanted <= random->known) {
        return;
    }
    wanted = wanted < 2 * random->known ? 2 * random->known : wanted;
    double *more = eg_realloc(random->log_factorial, wanted, sizeof *more);
    if (more != NULL) {
        random->log_factorial = more;
        for (; random->known < wanted; random->known++) {
            more[random->known] = eg_log_factorial(random->known);
        }
    }
}

/* log of C(marked, x) C(plain, drawn - x), without its constant. */
static double hypergeometric_log(const hypergeometric *h, double x)
{
    return -(remembered(h->random, x) + remembered(h->random, h->marked - x) +
             remembered(h->random, h->drawn - x) +
             remembered(h->random, h->plain - h->drawn + x));
}

/* Few items are drawn one after the other. */
static uint64_t hypergeometric_urn(eg_random *random, uint64_t marked, uint64_t plain,
                                   uint64_t drawn)
{
    uint64_t got = 0;
    for (uint64_t i = 0; i < drawn; i++) {
        if (eg_random_below(random, marked + plain - i) < marked - got) {
            got++;
        }
    }
    return got;
}

/* Ratio of uniforms with a table mountain hat (Stadlober 1989): the cost does not grow with n.
 */
static uint64_t hypergeometric_ratio(eg_random *random, uint64_t marked, uint64_t plain,
                                     uint64_t drawn)
{
    double m = (double)marked, q = (double)plain, k = (double)drawn, total = m + q;
    double mean = k * m / total;
    double variance = mean * (q / total) * ((total - k) / (total - 1));
    double centre = mean + 0.5;
    double spread = sqrt(variance + 0.5);
    double width = 1.7155277699214135 * spread + 0.8989161620588988;
    double mode = floor((k + 1) * (m + 1) / (total + 2));
    remember(random, marked + plain);
    const hypergeometric h = {random, m, q, k};
    double top = hypergeometric_log(&h, mode);
    double ceiling = fmin(fmin(k, m) + 1, floor(centre + 16 * spread));
    double floor_x = fmax(0, k - q);
    for (;;) {
        double u = 1 - eg_random_uniform(random);
        double x = centre + width * (eg_random_uniform(random) - 0.5) / u;
        if (!(x >= floor_x) || x >= ceiling) {
            continue;
        }
        x = floor(x);
        if (2 * log(u) <= hypergeometric_log(&h, x) - top) {
            return (uint64_t)x;
        }
    }
}

uint64_t eg_random_hypergeometric(eg_random *random, uint64_t marked, uint64_t plain,
                                  uint64_t drawn)
{
    uint64_t total = marked + plain;
    if (drawn >= total) {
        return marked;
    }
    /* By symmetry draw the smaller half of the smaller kind. */
    bool complement = drawn > total / 2;
    uint64_t take = complement ? total - drawn : drawn;
    bool swapped = marked > plain;
    uint64_t few = swapped ? plain : marked;
    uint64_t many = swapped ? marked : plain;
    uint64_t got;
    if (few == 0 || take == 0) {
        got = 0;
    } else if (take <= few && take < 24) {
        got = hypergeometric_urn(random, few, many, take);
    } else if (few < 24) {
        got = hypergeometric_urn(random, take, total - take, few);
    } else {
        got = hypergeometric_ratio(random, few, many, take);
    }
    uint64_t of_marked = swapped ? take - got : got;
    return complement ? marked - of_marked : of_marked;
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
