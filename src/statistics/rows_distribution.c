/* Rows that need whole distributions: quantiles and their gaps, and what overlaps are computed
 * from. */
#include "statistics/rows_distribution.h"
#include "schema/policies.h"

#include <math.h>
#include <string.h>

#include "statistics/math_effect.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

void eg_distributions_clear(eg_distributions *d)
{
    if (d->kept)
        return;
    eg_free(d->value);
    eg_free(d->a);
    eg_free(d->at);
}

/* ---- levels
 * ------------------------------------------------------------------------------------------ */

static bool levels_shown(const eg_ask *ask, const eg_place *place, size_t n_levels)
{
    for (size_t k = 0; k < n_levels; k++)
        if (eg_marks_level(ask->analysis->marks, ask->outcome, place, k, NULL) != EG_SHOWN)
            return false;
    return eg_marks_of(ask->analysis->marks, ask->outcome, place, NULL) == EG_SHOWN;
}

/* The rest as a group of its own: no level of it would be coded. */
static bool rest_levels_shown(const eg_ask *ask, const eg_distributions *d)
{
    eg_mark mark;
    double bound;
    if (ask->analysis->settings->edition == EG_EDITION_INTERNAL)
        return true;
    for (size_t k = 0; k < d->size; k++)
        if (eg_rules_tail(&ask->analysis->settings->rules, d->b[k], d->n_b, &mark, &bound))
            return false;
    return true;
}

/* ---- means: histograms
 * ------------------------------------------------------------------------------- */

typedef struct {
    const eg_value_count *at;
    size_t n;
} histogram;

static histogram histogram_of(const eg_ask *ask, const eg_place *place)
{
    histogram h = {NULL, 0};
    h.at = eg_views_values(ask->analysis->views, ask->outcome, place, &h.n);
    return h;
}

/* Both on one rising axis; the second less the first where it contains it. */
static void lay_out(eg_distributions *d, histogram a, histogram b, bool b_contains_a)
{
    size_t i = 0, j = 0;
    while (i < a.n || j < b.n) {
        bool take_a = i < a.n && (j == b.n || a.at[i].value <= b.at[j].value);
        bool take_b = j < b.n && (i == a.n || b.at[j].value <= a.at[i].value);
        size_t at = d->size++;
        d->value[at] = eg_decimal_to_double(take_a ? a.at[i].value : b.at[j].value);
        d->a[at] = take_a ? a.at[i].count : 0;
        d->b[at] = take_b ? b.at[j].count : 0;
        if (b_contains_a)
            d->b[at] -= d->a[at];
        d->n += d->a[at];
        d->n_b += d->b[at];
        d->most = d->a[at] > d->most ? d->a[at] : d->most;
        d->most_b = d->b[at] > d->most_b ? d->b[at] : d->most_b;
        i += take_a;
        j += take_b;
    }
}

/* So many places are looked at one by one before steps double. */
enum { NEAR_MOST = 8 };

/* Where a value is among those from a place on; n: beyond all of them. */
static size_t place_of(histogram h, size_t from, eg_decimal value)
{
    size_t step = 1, low = from, near = h.n - from < NEAR_MOST ? h.n : from + NEAR_MOST;
    while (low < near && h.at[low].value < value)
        low++;
    if (low < near)
        return low;
    while (low + step < h.n && h.at[low + step].value <= value) {
        low += step;
        step *= 2;
    }
    size_t high = low + step < h.n ? low + step : h.n;
    while (low < high) {
        size_t i = low + (high - low) / 2;
        if (h.at[i].value < value)
            low = i + 1;
        else
            high = i;
    }
    return low;
}

/* A group alone, by its places among everybody's values; false: it is no part of them. */
static bool lay_out_part(eg_distributions *d, histogram a, histogram b)
{
    uint64_t *through = d->a + a.n;
    size_t at = 0;
    for (size_t i = 0; i < a.n; i++, at++) {
        at = place_of(b, at, a.at[i].value);
        if (at == b.n || b.at[at].value != a.at[i].value)
            return false;
        d->at[i] = (uint32_t)at;
        d->value[i] = d->within.value[at];
        d->a[i] = a.at[i].count;
        d->n += d->a[i];
        through[i] = d->n;
        d->most = d->a[i] > d->most ? d->a[i] : d->most;
    }
    d->size = d->within.n = a.n;
    d->within.at = d->at;
    d->within.count = d->a;
    d->within.through = through;
    d->n_b = d->within.below[b.n] - d->n;
    return true;
}

/* How many of the others share their commonest value. */
static uint64_t most_of_others(const eg_within *w)
{
    uint64_t most = 0;
    for (size_t j = 0, i = 0; j < w->size; j++) {
        uint64_t count = w->below[j + 1] - w->below[j];
        if (i < w->n && w->at[i] == j)
            count -= w->count[i++];
        most = count > most ? count : most;
    }
    return most;
}

static bool room(eg_distributions *d, size_t most, bool values)
{
    d->a = eg_alloc_zero(most, 2 * sizeof *d->a);
    d->value = values ? eg_alloc(most, sizeof *d->value) : NULL;
    if (d->a == NULL || (values && d->value == NULL)) {
        eg_distributions_clear(d);
        return false;
    }
    d->b = d->a + most;
    return true;
}

/* The values of everybody in the year asked, made once for all groups; false: no memo or no
 * memory. */
static bool values_of_all(const eg_ask *ask, histogram all, eg_within *within)
{
    eg_memo *memo = ask->memo;
    size_t year = ask->place.year;
    eg_memo_key key = {.place = ask->place, .outcome = ask->outcome, .reference = -1};
    key.place.item = key.place.group = key.place.year = 0;
    if (memo == NULL || year >= EG_YEARS_MOST)
        return false;
    if (!eg_memo_same(&memo->values.key, &key)) {
        eg_memo_forget_values(memo);
        memo->values.key = key;
    }
    double *values = memo->values.of[year];
    uint64_t *below = memo->values.below[year];
    if (values == NULL || below == NULL) {
        values = memo->values.of[year] = eg_alloc(all.n + 1, sizeof *values);
        below = memo->values.below[year] = eg_alloc_zero(all.n + 1, sizeof *below);
        if (values == NULL || below == NULL) {
            eg_memo_forget_values(memo);
            return false;
        }
        for (size_t i = 0; i < all.n; i++) {
            values[i] = eg_decimal_to_double(all.at[i].value);
            below[i + 1] = below[i] + all.at[i].count;
        }
    }
    *within = (eg_within){.size = all.n, .value = values, .below = below};
    return true;
}

/* A group against all others: the axis is everybody's. false: to be made the general way. */
static bool against_rest(const eg_ask *ask, eg_distributions *d, histogram a, histogram b)
{
    if (ask->reference->kind != EG_REFERENCE_REST || b.n > UINT32_MAX ||
        !values_of_all(ask, b, &d->within))
        return false;
    d->a = eg_alloc(a.n + 1, 2 * sizeof *d->a);
    d->value = eg_alloc(a.n + 1, sizeof *d->value);
    d->at = eg_alloc(a.n + 1, sizeof *d->at);
    d->part = true;
    if (d->a != NULL && d->value != NULL && d->at != NULL && lay_out_part(d, a, b)) {
        if (ask->analysis->settings->edition == EG_EDITION_PUBLIC)
            d->most_b = most_of_others(&d->within);
        return true;
    }
    eg_distributions_clear(d);
    memset(d, 0, sizeof *d);
    return false;
}

static eg_place reference_place(const eg_ask *ask)
{
    eg_place place = ask->place;
    if (ask->reference->kind == EG_REFERENCE_REST) {
        place.item = EG_ITEM_ALL;
        place.group = 0;
    } else {
        place.group = (uint32_t)ask->reference->group;
    }
    return place;
}

static bool fill_levels(const eg_ask *ask, eg_distributions *d, const eg_place *other)
{
    eg_tally a, b;
    bool rest = ask->reference->kind == EG_REFERENCE_REST;
    size_t n = ask->analysis->settled->outcomes[ask->outcome].n_levels;
    eg_views_tally(ask->analysis->views, ask->outcome, &ask->place, &a);
    eg_views_tally(ask->analysis->views, ask->outcome, other, &b);
    d->size = n;
    for (size_t k = 0; k < n; k++) {
        d->a[k] = a.counts[k];
        d->b[k] = b.counts[k] - (rest ? a.counts[k] : 0);
        d->n += d->a[k];
        d->n_b += d->b[k];
        d->most = d->a[k] > d->most ? d->a[k] : d->most;
        d->most_b = d->b[k] > d->most_b ? d->b[k] : d->most_b;
    }
    return levels_shown(ask, &ask->place, n) && levels_shown(ask, other, n) &&
           (!rest || rest_levels_shown(ask, d));
}

static const char no_values[] = "the input gives no distribution";

static eg_status make_pair(const eg_ask *ask, eg_answer *answer, eg_distributions *d,
                           eg_error *err)
{
    eg_side group, reference;
    bool levels = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_LEVELS;
    memset(d, 0, sizeof *d);
    if (!eg_both_sides(ask, answer, &group, &reference))
        return EG_OK;
    eg_place other = reference_place(ask);
    histogram a = {NULL, 0}, b = {NULL, 0};
    if (!levels) {
        a = histogram_of(ask, &ask->place);
        b = histogram_of(ask, &other);
    }
    if (a.at != NULL && b.at != NULL && against_rest(ask, d, a, b)) {
        d->ok = true;
        return EG_OK;
    }
    if (!room(d, levels ? EG_MAX_LEVELS : a.n + b.n, !levels))
        return eg_fail_memory(err);
    d->ok = true;
    if (levels && !fill_levels(ask, d, &other)) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        d->ok = false;
    } else if (!levels && (a.at == NULL || b.at == NULL)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, no_values);
        d->ok = false;
    } else if (!levels) {
        lay_out(d, a, b, ask->reference->kind == EG_REFERENCE_REST);
    }
    if (!d->ok)
        eg_distributions_clear(d);
    return EG_OK;
}

static eg_status make_own(const eg_ask *ask, eg_answer *answer, eg_distributions *d,
                          eg_error *err)
{
    histogram a = histogram_of(ask, &ask->place);
    memset(d, 0, sizeof *d);
    if (a.at == NULL) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, no_values);
        return EG_OK;
    }
    if (!room(d, a.n, true))
        return eg_fail_memory(err);
    lay_out(d, a, (histogram){NULL, 0}, false);
    d->ok = true;
    return EG_OK;
}

typedef eg_status (*maker)(const eg_ask *, eg_answer *, eg_distributions *, eg_error *);

/* From the memo where the row before had the same address. */
static eg_status remembered(const eg_ask *ask, eg_answer *answer, eg_memo_values *memo,
                            eg_distributions *d, maker make, eg_error *err)
{
    eg_memo_key key = eg_memo_key_of(ask);
    if (memo->made && eg_memo_same(&memo->key, &key)) {
        *d = memo->of;
        return EG_OK;
    }
    eg_status status = make(ask, answer, d, err);
    if (status != EG_OK || !d->ok)
        return status;
    memo->of.kept = false;
    eg_distributions_clear(&memo->of);
    d->kept = true;
    *memo = (eg_memo_values){.made = true, .key = key, .of = *d};
    return EG_OK;
}

eg_status eg_distributions_of(const eg_ask *ask, eg_answer *answer, eg_distributions *d,
                              eg_error *err)
{
    return ask->memo == NULL ? make_pair(ask, answer, d, err)
                             : remembered(ask, answer, &ask->memo->pair, d, make_pair, err);
}

eg_status eg_distribution_of(const eg_ask *ask, eg_answer *answer, eg_distributions *d,
                             eg_error *err)
{
    return ask->memo == NULL ? make_own(ask, answer, d, err)
                             : remembered(ask, answer, &ask->memo->own, d, make_own, err);
}

/* ---- quantiles
 * --------------------------------------------------------------------------------------- */

/*
 * A quantile says how many students lie beyond it, which is a rate: where a rate like that
 * would be coded the quantile is hidden, and so is one of a group too many of whom share its
 * value.
 */
static bool quantile_hidden(const eg_ask *ask, uint64_t most, uint64_t n, double p)
{
    eg_mark mark;
    double bound;
    double beyond = fmin(p, 1 - p) * (double)n;
    const eg_rules *rules = &ask->analysis->settings->rules;
    /* without codes it would be the value of a student or two */
    rules = rules->n_tails > 0 ? rules : eg_rules_default();
    if (ask->analysis->settings->edition == EG_EDITION_INTERNAL)
        return false;
    if (eg_rules_tail(rules, (uint64_t)floor(beyond + 1e-9), n, &mark, &bound))
        return true;
    return eg_rules_tail(rules, most, n, &mark, &bound) && mark == EG_TOP_CODED;
}

static const double quantile_p[EG_QUANTILES] = {0.1, 0.25, 0.5, 0.75, 0.9};

/* All five are found together, the first time one is asked for. */
static double quantile_at(eg_memo_values *memo, const eg_distributions *d, size_t side,
                          size_t which)
{
    const uint64_t *count = side == 0 ? d->a : d->b;
    if (memo == NULL || !d->kept)
        return eg_quantile(d->value, count, d->size, quantile_p[which], 7);
    if (!memo->quantiles[side].made && d->part && side == 1)
        eg_within_quantiles(&d->within, quantile_p, EG_QUANTILES, memo->quantiles[side].at);
    else if (!memo->quantiles[side].made)
        eg_quantiles(d->value, count, d->size, quantile_p, EG_QUANTILES,
                     memo->quantiles[side].at);
    memo->quantiles[side].made = true;
    return memo->quantiles[side].at[which];
}

static eg_status quantile(const eg_ask *ask, eg_answer *answer, size_t which, eg_error *err)
{
    eg_distributions d;
    eg_memo_values *memo = ask->memo == NULL ? NULL : &ask->memo->own;
    eg_status status = eg_distribution_of(ask, answer, &d, err);
    if (status != EG_OK || !d.ok)
        return status;
    if (d.n == 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no student has a value");
    else if (quantile_hidden(ask, d.most, d.n, quantile_p[which]))
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else
        eg_answer_estimate(answer, eg_estimate_of(quantile_at(memo, &d, 0, which)), d.n);
    eg_distributions_clear(&d);
    return EG_OK;
}

static eg_status quantile_gap(const eg_ask *ask, eg_answer *answer, size_t which, eg_error *err)
{
    eg_distributions d;
    eg_memo_values *memo = ask->memo == NULL ? NULL : &ask->memo->pair;
    double p = quantile_p[which];
    eg_status status = eg_distributions_of(ask, answer, &d, err);
    if (status != EG_OK || !d.ok)
        return status;
    if (quantile_hidden(ask, d.most, d.n, p) || quantile_hidden(ask, d.most_b, d.n_b, p))
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else
        eg_answer_estimate(
            answer,
            eg_estimate_of(quantile_at(memo, &d, 0, which) - quantile_at(memo, &d, 1, which)),
            d.n);
    eg_distributions_clear(&d);
    return EG_OK;
}

#define QUANTILE(name, which)                                                                  \
    eg_status eg_row_##name(const eg_ask *ask, eg_answer *answer, eg_error *err)               \
    {                                                                                          \
        return quantile(ask, answer, which, err);                                              \
    }
#define QUANTILE_GAP(name, which)                                                              \
    eg_status eg_row_##name(const eg_ask *ask, eg_answer *answer, eg_error *err)               \
    {                                                                                          \
        return quantile_gap(ask, answer, which, err);                                          \
    }
QUANTILE(median, 2)
QUANTILE(p10, 0)
QUANTILE(p25, 1)
QUANTILE(p75, 3)
QUANTILE(p90, 4)
QUANTILE_GAP(gap_p10, 0)
QUANTILE_GAP(gap_p25, 1)
QUANTILE_GAP(gap_p50, 2)
QUANTILE_GAP(gap_p75, 3)
QUANTILE_GAP(gap_p90, 4)
