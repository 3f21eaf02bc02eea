#include "statistics/math_resample.h"

#include <stdlib.h>

enum { ENOUGH_EXCEED = 30, FIRST_LOOK = 64, LEAST_FOR_CHANCE = 200 };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void eg_sort_doubles(double *values, size_t n)
{
    if (n > 1) {
        qsort(values, n, sizeof *values, by_value);
    }
}

double eg_sorted_quantile(const double *sorted, size_t n, double p)
{
    if (n == 0) {
        return NAN;
    }
    double at = fmax(0, fmin(1, p)) * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n) {
        return sorted[n - 1];
    }
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Puts the value that sorting would put at k there, smaller ones before it, larger after; those
 * before `low` are no larger than any other. */
static void settle_at(double *values, size_t low, size_t n, size_t k)
{
    size_t high = n - 1;
    while (low < high) {
        double pivot = values[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i >= j) {
                break;
            }
            double kept = values[i];
            values[i++] = values[j];
            values[j--] = kept;
        }
        if (k <= j) {
            high = j;
        } else {
            low = j + 1;
        }
    }
}

/* Quantile type 7 without sorting all; reorders the values. *low: the values before it are no
 * larger than any other; then those that are below the quantile. */
static double quantile_of(double *values, size_t *low, size_t n, double p)
{
    double at = fmax(0, fmin(1, p)) * (double)(n - 1);
    size_t below = (size_t)at;
    settle_at(values, *low, n, below);
    *low = below;
    if (below + 1 >= n) {
        return values[below];
    }
    double next = values[below + 1];
    for (size_t i = below + 2; i < n; i++) {
        next = values[i] < next ? values[i] : next;
    }
    return values[below] + (at - (double)below) * (next - values[below]);
}

/*
 * The draws spread about their own mean as the value does about the truth. Measures that cannot
 * be negative are drawn upwards by chance, twice so in the draws, so the lower limit is the
 * basic bootstrap's where that is lower, but not under 0. Where what chance gives is taken
 * away from value and limits alike, that drift is gone already.
 */
static void limits(double *draws, size_t n, const eg_resampling *how, bool over, eg_estimate *e)
{
    double mean = 0, square = 0, tail = 0.5 - 0.5 * how->confidence;
    for (size_t i = 0; i < n; i++) {
        double step = draws[i] - mean;
        mean += step / (double)(i + 1);
        square += step * (draws[i] - mean);
    }
    size_t lower = 0;
    double below = quantile_of(draws, &lower, n, tail);
    double above = quantile_of(draws, &lower, n, 1 - tail);
    double low = e->value - fmax(0, mean - below);
    low = how->correct ? low : fmin(low, 2 * e->value - above);
    e->low = fmax(fmin(e->value, 0), fmin(e->value, low));
    e->high = e->value + fmax(0, above - mean);
    e->high = over ? fmax(e->high, above) : e->high;
    e->se = n > 1 ? sqrt(square / ((double)n - 1)) : NAN;
}

static eg_status bootstrap(const eg_resampling *how, size_t replicates, const eg_replay *replay,
                           eg_estimate *e)
{
    double *draws = eg_alloc(replicates, sizeof *draws);
    eg_random *random = eg_random_new(how->seed);
    if (draws == NULL || random == NULL) {
        eg_free(draws);
        eg_random_free(random);
        return EG_E_MEMORY;
    }
    size_t n = 0;
    for (size_t i = 0; i < replicates; i++) {
        double draw = replay->again(replay->context, random);
        if (!isnan(draw)) {
            draws[n++] = draw;
        }
    }
    if (n > 0) {
        limits(draws, n, how, replay->over_draws, e);
    }
    eg_free(draws);
    eg_random_free(random);
    return EG_OK;
}

/* Sets p; *expected is the statistic's mean under chance. */
static eg_status permute(const eg_resampling *how, size_t replicates, const eg_replay *replay,
                         eg_estimate *e, double *expected)
{
    eg_random *random = eg_random_new(how->seed ^ UINT64_C(0x5DEECE66D));
    if (random == NULL) {
        return EG_E_MEMORY;
    }
    /* a draw equal to the value but for rounding counts as exceeding it */
    double bar = e->value - 1e-12 * fmax(1, fabs(e->value));
    double exceed = 0, mean = 0, square = 0, n = 0;
    size_t least = how->correct ? LEAST_FOR_CHANCE : 0;
    bool certain = false;
    for (size_t i = 0; i < replicates; i++) {
        double draw = replay->chance(replay->context, random), step = draw - mean;
        n++;
        mean += step / n;
        square += step * (draw - mean);
        exceed += draw >= bar ? 1 : 0;
        if (i + 1 >= least && exceed >= ENOUGH_EXCEED) {
            break;
        }
        if (replay->light_tails && i + 1 >= least && i + 1 >= FIRST_LOOK && exceed == 0 &&
            e->value > mean + 10 * sqrt(square / n)) {
            certain = true;
            break;
        }
    }
    eg_random_free(random);
    *expected = mean;
    if (certain) {
        e->p = 1 / (1 + (double)replicates);
    } else if (n > (double)least && n < (double)replicates && exceed == ENOUGH_EXCEED) {
        e->p = exceed / n; /* exact where drawing stops at a number of exceeding ones */
    } else {
        e->p = (1 + exceed) / (1 + n);
    }
    return EG_OK;
}

eg_status eg_resample(const eg_resampling *how, const eg_replay *replay, eg_estimate *e)
{
    size_t replicates = how->replicates == 0 ? EG_REPLICATES : how->replicates;
    double expected = 0;
    bool chance = replay->chance != NULL && (how->test || how->correct);
    if (how->interval) {
        eg_status status = bootstrap(how, replicates, replay, e);
        if (status != EG_OK) {
            return status;
        }
    }
    if (chance) {
        eg_status status = permute(how, replicates, replay, e, &expected);
        if (status != EG_OK) {
            return status;
        }
    }
    if (how->correct && expected < 1) {
        double scale = 1 - expected;
        e->value = (e->value - expected) / scale;
        e->low = (e->low - expected) / scale;
        e->high = (e->high - expected) / scale;
        e->se /= scale;
    }
    if (how->interval && e->p > 1 - how->confidence) {
        e->low = fmin(e->low, 0);
    }
    if (!how->test && replay->chance != NULL) {
        e->p = NAN;
    }
    return EG_OK;
}
