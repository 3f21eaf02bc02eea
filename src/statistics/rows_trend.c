/* Rows over the years: slopes, what moved a gap, and in how many years it stood. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/math_proportion.h"
#include "statistics/math_trend.h"
#include "statistics/rows.h"

/* One side's level and its variance over the years of the trend. */
typedef struct {
    double year[EG_YEARS_MOST], level[EG_YEARS_MOST], variance[EG_YEARS_MOST];
    eg_side side[EG_YEARS_MOST];
    uint64_t n;
    bool hidden;
} series;

static void put(series *s, size_t i, const eg_ask *ask, eg_side side)
{
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    s->year[i] = eg_views_first_year(ask->analysis->views, ask->years[i]);
    s->side[i] = side;
    s->level[i] = s->variance[i] = NAN;
    s->hidden = s->hidden || (side.exists && side.mark != EG_SHOWN);
    if (!side.exists || side.n == 0)
        return;
    s->n += side.n;
    if (mean) {
        double sd = side.n < 2 ? 0 : eg_moments_sd(side.moments);
        if (sd > 0) {
            s->level[i] = side.moments.mean;
            s->variance[i] = sd * sd / (double)side.n;
        }
    } else {
        s->level[i] = (double)side.x / (double)side.n;
        s->variance[i] = eg_rate_variance(side.x, side.n);
    }
}

static void own_series(const eg_ask *ask, series *s)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < ask->n_years; i++) {
        eg_place place = ask->place;
        place.year = (uint32_t)ask->years[i];
        put(s, i, ask, eg_side_of(ask->analysis, ask->outcome, &place, ask->level));
    }
}

static void reference_series(const eg_ask *ask, series *s)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < ask->n_years; i++)
        put(s, i, ask, eg_side_reference(ask, ask->years[i]));
}

static eg_slope_method method(const eg_ask *ask)
{
    switch (ask->analysis->settings->slope_se) {
    case EG_SLOPE_KNOWN:
        return EG_SLOPE_BY_VARIANCE;
    case EG_SLOPE_RMSE:
        return EG_SLOPE_BY_SCATTER;
    case EG_SLOPE_OLS:
        return EG_SLOPE_PLAIN;
    }
    return EG_SLOPE_BY_VARIANCE;
}

static eg_estimate slope_of(const eg_ask *ask, const series *s)
{
    return eg_slope(s->year, s->level, s->variance, ask->n_years, method(ask),
                    ask->analysis->settings->confidence);
}

/*
 * Against all students, who contain the group: the gap is (1 - q) times that against the rest,
 * and so is its standard error; group and whole are not independent.
 */
static void overall_gaps(const eg_ask *ask, const series *group, const series *whole,
                         double *gap, double *variance)
{
    const eg_reference_at to_rest = {.kind = EG_REFERENCE_REST, .label = "rest"};
    eg_ask other = *ask;
    series rest;
    other.reference = &to_rest;
    reference_series(&other, &rest);
    for (size_t i = 0; i < ask->n_years; i++) {
        uint64_t all = whole->side[i].n;
        double left = all == 0 ? NAN : 1 - (double)group->side[i].n / (double)all;
        gap[i] = group->level[i] - whole->level[i];
        variance[i] = left * left * (group->variance[i] + rest.variance[i]);
        if (isnan(variance[i]))
            gap[i] = NAN;
    }
}

static eg_estimate gap_slope_of(const eg_ask *ask, const series *group, const series *reference)
{
    double scratch[2 * EG_YEARS_MOST], gap[EG_YEARS_MOST], variance[EG_YEARS_MOST];
    eg_gap_years years = {.year = group->year,
                          .a = group->level,
                          .va = group->variance,
                          .b = reference->level,
                          .vb = reference->variance,
                          .count = ask->n_years};
    double confidence = ask->analysis->settings->confidence;
    if (ask->reference->kind != EG_REFERENCE_OVERALL)
        return eg_gap_slope(&years, method(ask), confidence, scratch);
    overall_gaps(ask, group, reference, gap, variance);
    return eg_slope(group->year, gap, variance, ask->n_years, method(ask), confidence);
}

static size_t paired_years(const eg_ask *ask, const series *group, const series *reference)
{
    size_t n = 0;
    for (size_t i = 0; i < ask->n_years; i++)
        n += !isnan(group->level[i]) && !isnan(reference->level[i]);
    return n;
}

static const char too_few[] = "fewer than three comparable years";

eg_status eg_row_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    series own;
    own_series(ask, &own);
    if (own.hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (paired_years(ask, &own, &own) < 3)
        eg_answer_none(answer, EG_FACT_TOO_FEW, too_few);
    else
        eg_answer_estimate(answer, slope_of(ask, &own), own.n);
    return EG_OK;
}

/* Both series; false, with the answer given, when one is hidden or there are too few years. */
static bool both_series(const eg_ask *ask, eg_answer *answer, series *group, series *reference)
{
    own_series(ask, group);
    reference_series(ask, reference);
    if (group->hidden || reference->hidden) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return false;
    }
    if (paired_years(ask, group, reference) < 3) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, too_few);
        return false;
    }
    return true;
}

eg_status eg_row_gap_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    series group, reference;
    if (both_series(ask, answer, &group, &reference))
        eg_answer_estimate(answer, gap_slope_of(ask, &group, &reference), group.n);
    return EG_OK;
}

static bool excludes_zero(const eg_estimate *e)
{
    return e->ok && (e->low > 0 || e->high < 0);
}

/* The gap over the years of the trend, each weighing alike. */
static double typical_gap(const eg_ask *ask, const series *group, const series *reference)
{
    double sum = 0;
    for (size_t i = 0; i < ask->n_years; i++)
        if (!isnan(group->level[i]) && !isnan(reference->level[i]))
            sum += group->level[i] - reference->level[i];
    return sum;
}

/*
 * What moved the gap. The one behind is told by the outcome's direction; a side moved when its
 * own slope's interval excludes zero.
 */
static const char *verdict_words(const eg_ask *ask, const series *group,
                                 const series *reference)
{
    eg_estimate gap = gap_slope_of(ask, group, reference);
    double level = typical_gap(ask, group, reference);
    if (!excludes_zero(&gap) || level == 0)
        return "no clear change";
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    bool group_behind = lower ? level > 0 : level < 0;
    eg_estimate a = slope_of(ask, group), b = slope_of(ask, reference);
    bool behind_moved = excludes_zero(group_behind ? &a : &b);
    bool ahead_moved = excludes_zero(group_behind ? &b : &a);
    bool closing = (gap.value > 0) != (level > 0);
    if (behind_moved == ahead_moved)
        return closing ? "closing, both moved" : "widening, both moved";
    if (closing)
        return behind_moved ? "closing, the group behind improved"
                            : "closing, the group ahead fell";
    return behind_moved ? "widening, the group behind fell"
                        : "widening, the group ahead improved";
}

static void answer_words(eg_answer *answer, double value, const char *words, uint64_t n)
{
    eg_answer_estimate(answer, eg_estimate_of(0), n);
    answer->estimate.value = value;
    (void)snprintf(answer->note, sizeof answer->note, "%s", words);
}

eg_status eg_row_verdict(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    series group, reference;
    own_series(ask, &group);
    reference_series(ask, &reference);
    if (group.hidden || reference.hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (paired_years(ask, &group, &reference) < 3)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "too few years");
    else
        answer_words(answer, NAN, verdict_words(ask, &group, &reference), group.n);
    return EG_OK;
}

enum { PERSISTENCE_YEARS = 5 };

/* Whether the group was behind beyond the margin in each year; -1 where there is nothing to
 * compare. */
static void behind_by_year(const eg_ask *ask, const series *group, const series *reference,
                           int behind[EG_YEARS_MOST])
{
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    for (size_t i = 0; i < ask->n_years; i++) {
        const eg_side *a = &group->side[i], *b = &reference->side[i];
        behind[i] = -1;
        if (!a->exists || a->n == 0 || !b->exists || b->n == 0)
            continue;
        eg_ask year = *ask;
        year.place.year = (uint32_t)ask->years[i];
        eg_estimate gap = eg_sides_difference(&year, a, b);
        if (!gap.ok)
            continue;
        bool worse = lower ? gap.value > 0 : gap.value < 0;
        behind[i] = worse && eg_beyond_margin(&year, &gap, a, b);
    }
}

static bool persisting_at(const int *behind, size_t i)
{
    return behind[i] == 1 && ((i >= 1 && behind[i - 1] == 1) || (i >= 2 && behind[i - 2] == 1));
}

/* The gap draws near zero, and its slope's interval says so. */
static bool narrowing(const eg_ask *ask, const series *group, const series *reference)
{
    if (paired_years(ask, group, reference) < 3)
        return false;
    eg_estimate slope = gap_slope_of(ask, group, reference);
    return excludes_zero(&slope) &&
           (slope.value > 0) != (typical_gap(ask, group, reference) > 0);
}

static const char *state_words(const eg_ask *ask, const series *group, const series *reference,
                               const int *behind, size_t from)
{
    size_t last = ask->n_years - 1;
    if (behind[last] != 1)
        return last >= 1 && persisting_at(behind, last - 1) ? "closed" : "none";
    if (persisting_at(behind, last))
        return narrowing(ask, group, reference) ? "narrowing" : "persisting";
    for (size_t i = from; i < last; i++)
        if (behind[i] == 1)
            return "recurring";
    return "new";
}

eg_status eg_row_persistence(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    series group, reference;
    int behind[EG_YEARS_MOST];
    double k = 0;
    uint64_t n = 0;
    bool compared = false;
    own_series(ask, &group);
    reference_series(ask, &reference);
    size_t from = ask->n_years > PERSISTENCE_YEARS ? ask->n_years - PERSISTENCE_YEARS : 0;
    for (size_t i = from; i < ask->n_years; i++) {
        if ((group.side[i].exists && group.side[i].mark != EG_SHOWN) ||
            (reference.side[i].exists && reference.side[i].mark != EG_SHOWN)) {
            eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
            return EG_OK;
        }
        n += group.side[i].n;
    }
    behind_by_year(ask, &group, &reference, behind);
    for (size_t i = from; i < ask->n_years; i++) {
        k += behind[i] == 1;
        compared = compared || behind[i] >= 0;
    }
    if (!compared)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no year can be compared");
    else
        answer_words(answer, k, state_words(ask, &group, &reference, behind, from), n);
    return EG_OK;
}
