#include "statistics/math_draw.h"

#include <math.h>

enum { COLUMNS_MOST = 4096, HALF_COLUMNS = COLUMNS_MOST / 2 };

void eg_lot_clear(eg_lot *lot)
{
    eg_free(lot->bar);
    *lot = (eg_lot){0};
}

/* Vose's construction. weight is overwritten; stack holds `size` numbers. */
static void fill_columns(eg_lot *lot, double *weight, uint32_t *stack)
{
    double sum = 0;
    size_t size = lot->size, light = 0, heavy = size;
    for (size_t i = 0; i < size; i++) {
        sum += weight[i];
    }
    for (size_t i = 0; i < size; i++) {
        weight[i] *= (double)size / sum;
        if (weight[i] < 1) {
            stack[light++] = (uint32_t)i;
        } else {
            stack[--heavy] = (uint32_t)i;
        }
        lot->bar[i] = UINT32_MAX;
        lot->other[i] = (uint32_t)i;
    }
    while (light > 0 && heavy < size) {
        uint32_t l = stack[--light], h = stack[heavy];
        lot->bar[l] = (uint32_t)(fmin(weight[l], 1 - 0x1p-32) * 0x1p32);
        lot->other[l] = h;
        weight[h] -= 1 - weight[l];
        if (weight[h] < 1) {
            heavy++;
            stack[light++] = h;
        }
    }
}

static bool make_columns(eg_lot *lot, double *weight, size_t size)
{
    lot->bar = eg_alloc(size, 3 * sizeof *lot->bar);
    if (lot->bar == NULL) {
        return false;
    }
    lot->other = lot->bar + size;
    lot->size = size;
    fill_columns(lot, weight, lot->other + size);
    return true;
}

bool eg_lot_weights(eg_lot *lot, const double *weight, size_t kinds)
{
    *lot = (eg_lot){0};
    double *copy = eg_alloc(kinds, sizeof *copy);
    if (copy == NULL) {
        return false;
    }
    for (size_t i = 0; i < kinds; i++) {
        copy[i] = weight[i];
    }
    bool made = make_columns(lot, copy, kinds);
    eg_free(copy);
    return made;
}

/* A distribution of whole numbers whose neighbours' odds are known: P(x + 1) / P(x). */
typedef struct {
    double mean, sd, least, most;
    double a, b, c, d; /* odds (a - x) (b - x) / ((x + 1) (c + x + 1)) * d */
} shape;

static double odds(const shape *s, double x)
{
    return (s->a - x) * (s->b - x) / ((x + 1) * (s->c + x + 1)) * s->d;
}

/* Weights from the middle outwards; false when there are too many columns, or no memory. */
static bool shape_columns(eg_lot *lot, const shape *s)
{
    double reach = 7 * s->sd + 4;
    double low = fmax(s->least, floor(s->mean - reach));
    double high = fmin(s->most, ceil(s->mean + reach));
    size_t size = (size_t)(high - low) + 1;
    double *weight = eg_alloc(size, sizeof *weight);
    if (weight == NULL) {
        return false;
    }
    size_t middle = (size_t)(fmin(high, fmax(low, floor(s->mean))) - low);
    weight[middle] = 1;
    for (size_t i = middle; i + 1 < size; i++) {
        weight[i + 1] = weight[i] * odds(s, low + (double)i);
    }
    for (size_t i = middle; i > 0; i--) {
        weight[i - 1] = weight[i] / odds(s, low + (double)i - 1);
    }
    lot->first = (uint64_t)low;
    bool made = make_columns(lot, weight, size);
    eg_free(weight);
    return made;
}

bool eg_lot_binomial(eg_lot *lot, uint64_t n, double p)
{
    *lot = (eg_lot){0};
    if (!(p > 0) || n == 0) {
        return true;
    }
    if (p >= 1) {
        lot->first = n;
        return true;
    }
    double trials = (double)n;
    /* (n - x) / (x + 1) p / q: the second pair of factors cancels far away */
    double sd = sqrt(trials * p * (1 - p));
    if (7 * sd + 4 > HALF_COLUMNS) {
        lot->n = n;
        lot->p = p;
        return true;
    }
    const double far = 0x1p200;
    shape s = {trials * p, sd, 0, trials, trials, far, far, p / (1 - p)};
    return shape_columns(lot, &s);
}

static double hypergeometric_sd(double m, double q, double k)
{
    double all = m + q;
    return all <= 1 || k >= all ? 0 : sqrt(k * m / all * (q / all) * ((all - k) / (all - 1)));
}

bool eg_lot_hypergeometric_fits(uint64_t marked, uint64_t plain, uint64_t drawn)
{
    double sd = hypergeometric_sd((double)marked, (double)plain, (double)drawn);
    return 7 * sd + 4 <= HALF_COLUMNS;
}

bool eg_lot_hypergeometric(eg_lot *lot, uint64_t marked, uint64_t plain, uint64_t drawn)
{
    *lot = (eg_lot){0};
    double m = (double)marked, q = (double)plain, k = (double)drawn, all = m + q;
    if (marked == 0 || drawn == 0) {
        return true;
    }
    if (plain == 0 || k >= all) {
        lot->first = plain == 0 ? drawn : marked;
        return true;
    }
    double mean = k * m / all;
    double sd = hypergeometric_sd(m, q, k);
    if (!eg_lot_hypergeometric_fits(marked, plain, drawn)) {
        return false;
    }
    shape s = {mean, sd, fmax(0, k - q), fmin(k, m), m, k, q - k, 1};
    return shape_columns(lot, &s);
}

uint64_t eg_lot_draw(const eg_lot *lot, eg_random *random)
{
    if (lot->size == 0) {
        return lot->n == 0 ? lot->first : eg_draw_binomial(random, lot->n, lot->p);
    }
    return eg_lot_pick(lot, eg_random_word(random));
}

static uint64_t invert(eg_random *random, double n, double p)
{
    double step = p / (1 - p), x = 0, chance = exp(n * log1p(-p));
    double left = eg_random_uniform(random);
    while (left >= chance && x < n) {
        left -= chance;
        x++;
        chance *= step * (n - x + 1) / x;
    }
    return (uint64_t)x;
}

uint64_t eg_draw_binomial(eg_random *random, uint64_t n, double p)
{
    if (!(p > 0) || n == 0) {
        return 0;
    }
    if (p >= 1) {
        return n;
    }
    if (p > 0.5) {
        return n - eg_draw_binomial(random, n, 1 - p);
    }
    double trials = (double)n, variance = trials * p * (1 - p);
    if (variance <= 9) {
        return invert(random, trials, p);
    }
    /* Cornish and Fisher's expansion */
    double sd = sqrt(variance), skew = (1 - 2 * p) / sd, tail = 1 / variance - 6 / trials;
    double z = eg_random_normal(random), square = z * z;
    double x = z + skew * (square - 1) / 6 +
               z * (tail * (square - 3) / 24 - skew * skew * (2 * square - 5) / 36);
    return (uint64_t)fmax(0, fmin(trials, floor(trials * p + sd * x + 0.5)));
}

eg_chi_square eg_chi_square_of(double df)
{
    double spread = 2 / (9 * df);
    return (eg_chi_square){df, 1 - spread, df < 50 ? 0 : sqrt(spread)};
}

double eg_draw_chi_square(eg_random *random, const eg_chi_square *of)
{
    return eg_chi_square_cubed(of) ? eg_chi_square_at(of, eg_random_normal(random))
                                   : eg_random_chi_square(random, of->df);
}
