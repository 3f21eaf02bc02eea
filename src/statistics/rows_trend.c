/* Rows over the years: slopes, what moved a gap, and in how many years it stood. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/math_proportion.h"
#include "statistics/math_trend.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"
#include "statistics/walk.h"

static void put(eg_series *s, size_t i, const eg_ask *ask, eg_side side)
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

static void make_series(const eg_ask *ask, bool reference, eg_series *s)
{
    s->n = 0;
    s->hidden = false;
    for (size_t i = 0; i < ask->n_years; i++) {
        eg_place place = ask->place;
        place.year = (uint32_t)ask->years[i];
        put(s, i, ask,
            reference ? eg_side_reference(ask, ask->years[i])
                      : eg_side_of(ask->analysis, ask->outcome, &place, ask->level));
    }
}

/* The series asked last, which the rows of a trend share. */
struct eg_kept_series {
    bool made;
    eg_memo_key key;
    const size_t *years;
    size_t n_years;
    eg_series of;
};

static void copy_series(eg_series *to, const eg_series *from, size_t n_years)
{
    to->n = from->n;
    to->hidden = from->hidden;
    memcpy(to->year, from->year, n_years * sizeof *to->year);
    memcpy(to->level, from->level, n_years * sizeof *to->level);
    memcpy(to->variance, from->variance, n_years * sizeof *to->variance);
    memcpy(to->side, from->side, n_years * sizeof *to->side);
}

static void series_of(const eg_ask *ask, bool reference, eg_series *s)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = eg_memo_key_of(ask);
    if (memo != NULL && memo->series == NULL)
        memo->series = eg_alloc_zero(2, sizeof *memo->series);
    if (memo == NULL || memo->series == NULL) {
        make_series(ask, reference, s);
        return;
    }
    if (!reference) { /* the same whatever it is compared with */
        key.reference = -1;
        key.reference_group = SIZE_MAX;
    }
    struct eg_kept_series *kept = &memo->series[reference];
    if (!kept->made || !eg_memo_same(&kept->key, &key) || kept->years != ask->years ||
        kept->n_years != ask->n_years) {
        make_series(ask, reference, &kept->of);
        kept->made = true;
        kept->key = key;
        kept->years = ask->years;
        kept->n_years = ask->n_years;
    }
    copy_series(s, &kept->of, ask->n_years);
}

void eg_own_series(const eg_ask *ask, eg_series *s)
{
    series_of(ask, false, s);
}

void eg_reference_series(const eg_ask *ask, eg_series *s)
{
    series_of(ask, true, s);
}

eg_slope_method eg_slope_method_of(const eg_ask *ask)
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

static eg_estimate slope_of(const eg_ask *ask, const eg_series *s)
{
    return eg_slope(s->year, s->level, s->variance, ask->n_years, eg_slope_method_of(ask),
                    ask->analysis->settings->confidence);
}

/*
 * Against all students, who contain the group: the gap is (1 - q) times that against the rest,
 * and so is its standard error; group and whole are not independent.
 */
static void overall_gaps(const eg_ask *ask, const eg_series *group, const eg_series *whole,
                         double *gap, double *variance)
{
    const eg_reference_at to_rest = {.kind = EG_REFERENCE_REST, .label = "rest"};
    eg_ask other = *ask;
    eg_series rest;
    other.reference = &to_rest;
    eg_reference_series(&other, &rest);
    for (size_t i = 0; i < ask->n_years; i++) {
        uint64_t all = whole->side[i].n;
        double left = all == 0 ? NAN : 1 - (double)group->side[i].n / (double)all;
        gap[i] = group->level[i] - whole->level[i];
        variance[i] = left * left * (group->variance[i] + rest.variance[i]);
        if (isnan(variance[i]))
            gap[i] = NAN;
    }
}

/* Against anybody else: a side without a usable variance takes its year out. */
static void separate_gaps(const eg_ask *ask, const eg_series *group, const eg_series *reference,
                          double *gap, double *variance)
{
    for (size_t i = 0; i < ask->n_years; i++) {
        gap[i] = group->level[i] - reference->level[i];
        variance[i] = group->variance[i] + reference->variance[i];
    }
}

/* Against another group that may share students. */
static void shared_gaps(const eg_ask *ask, const eg_series *group, const eg_series *reference,
                        double *gap, double *variance)
{
    for (size_t i = 0; i < ask->n_years; i++) {
        gap[i] = group->level[i] - reference->level[i];
        variance[i] = group->variance[i] + reference->variance[i];
        if (!isnan(gap[i]) && !isnan(variance[i]))
            variance[i] -= 2 * eg_shared_covariance(ask, ask->years[i], &group->side[i],
                                                    &reference->side[i]);
        if (!(variance[i] > 0))
            gap[i] = NAN;
    }
}

void eg_yearly_gaps(const eg_ask *ask, const eg_series *group, const eg_series *reference,
                    double *gap, double *variance)
{
    if (eg_side_overlaps(ask))
        shared_gaps(ask, group, reference, gap, variance);
    else if (ask->reference->kind == EG_REFERENCE_OVERALL)
        overall_gaps(ask, group, reference, gap, variance);
    else
        separate_gaps(ask, group, reference, gap, variance);
}

eg_estimate eg_gap_slope_of(const eg_ask *ask, const eg_series *group,
                            const eg_series *reference)
{
    double scratch[2 * EG_YEARS_MOST], gap[EG_YEARS_MOST], variance[EG_YEARS_MOST];
    eg_gap_years years = {.year = group->year,
                          .a = group->level,
                          .va = group->variance,
                          .b = reference->level,
                          .vb = reference->variance,
                          .count = ask->n_years};
    double confidence = ask->analysis->settings->confidence;
    if (!eg_side_overlaps(ask) && ask->reference->kind != EG_REFERENCE_OVERALL)
        return eg_gap_slope(&years, eg_slope_method_of(ask), confidence, scratch);
    eg_yearly_gaps(ask, group, reference, gap, variance);
    return eg_slope(group->year, gap, variance, ask->n_years, eg_slope_method_of(ask),
                    confidence);
}

size_t eg_paired_years(const eg_ask *ask, const eg_series *group, const eg_series *reference)
{
    double gap[EG_YEARS_MOST], variance[EG_YEARS_MOST] = {0};
    size_t n = 0;
    if (group == reference)
        memcpy(gap, group->level, ask->n_years * sizeof *gap);
    else
        eg_yearly_gaps(ask, group, reference, gap, variance);
    for (size_t i = 0; i < ask->n_years; i++)
        n += !isnan(gap[i]) && (group == reference || variance[i] > 0);
    return n;
}

const char eg_too_few_years[] = "fewer than three comparable years";

eg_status eg_row_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series own;
    eg_own_series(ask, &own);
    if (own.hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (eg_paired_years(ask, &own, &own) < 3)
        eg_answer_none(answer, EG_FACT_TOO_FEW, eg_too_few_years);
    else
        eg_answer_estimate(answer, slope_of(ask, &own), own.n);
    return EG_OK;
}

/* Both series; false, with the answer given, when one is hidden or there are too few years. */
bool eg_both_series(const eg_ask *ask, eg_answer *answer, eg_series *group,
                    eg_series *reference)
{
    eg_own_series(ask, group);
    eg_reference_series(ask, reference);
    if (group->hidden || reference->hidden) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return false;
    }
    if (eg_paired_years(ask, group, reference) < 3) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, eg_too_few_years);
        return false;
    }
    return true;
}

eg_status eg_row_gap_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series group, reference;
    if (eg_both_series(ask, answer, &group, &reference))
        eg_answer_estimate(answer, eg_gap_slope_of(ask, &group, &reference), group.n);
    return EG_OK;
}

static bool excludes_zero(const eg_estimate *e)
{
    return e->ok && (e->low > 0 || e->high < 0);
}

/* The gap over the years of the trend, each weighing alike: who is behind on the whole. */
static double typical_gap(const eg_ask *ask, const eg_series *group, const eg_series *reference)
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
static const char *verdict_words(const eg_ask *ask, const eg_series *group,
                                 const eg_series *reference)
{
    eg_estimate gap = eg_gap_slope_of(ask, group, reference);
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
    eg_series group, reference;
    eg_own_series(ask, &group);
    eg_reference_series(ask, &reference);
    if (group.hidden || reference.hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (eg_paired_years(ask, &group, &reference) < 3)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "too few years");
    else
        answer_words(answer, NAN, verdict_words(ask, &group, &reference), group.n);
    return EG_OK;
}

enum { PERSISTENCE_YEARS = 5 };

/* Whether the group was behind beyond the margin in year i; -1 where there is nothing to
 * compare. */
static int behind_in(const eg_ask *ask, const eg_series *group, const eg_series *reference,
                     size_t i)
{
    const eg_side *a = &group->side[i], *b = &reference->side[i];
    eg_ask year = *ask;
    year.place.year = (uint32_t)ask->years[i];
    if (!a->exists || a->n == 0 || !b->exists || b->n == 0)
        return -1;
    eg_estimate gap = eg_sides_difference(&year, a, b);
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    bool worse = lower ? gap.value > 0 : gap.value < 0;
    /* without an interval nobody can say whether it excludes zero */
    return gap.ok && !isnan(gap.low) ? worse && eg_beyond_margin(&year, &gap, a, b) : -1;
}

/* The years in which the unit has students: a school that closed has its own last year. */
static size_t years_of_unit(const eg_ask *ask, size_t at[EG_YEARS_MOST])
{
    size_t n = 0;
    for (size_t i = 0; i < ask->n_years; i++)
        if (eg_walk_unit_has(ask->analysis, ask->place, ask->years[i]))
            at[n++] = i;
    return n;
}

static bool persisting_at(const int *behind, size_t i)
{
    return behind[i] == 1 && ((i >= 1 && behind[i - 1] == 1) || (i >= 2 && behind[i - 2] == 1));
}

/* The gap of a group that is behind draws near zero, and its slope's interval says so; a slope
 * through a hidden year, before those that count, may say nothing. */
static bool narrowing(const eg_ask *ask, const eg_series *group, const eg_series *reference)
{
    if (group->hidden || reference->hidden || eg_paired_years(ask, group, reference) < 3)
        return false;
    eg_estimate slope = eg_gap_slope_of(ask, group, reference);
    return excludes_zero(&slope) &&
           (slope.value > 0) != eg_outcome_lower(ask->analysis, ask->outcome);
}

/* behind: of the years from the first that counts to this one. */
static const char *state_words(const eg_ask *ask, const eg_series *group,
                               const eg_series *reference, const int *behind, size_t n)
{
    size_t last = n - 1;
    if (behind[last] != 1)
        return last >= 1 && persisting_at(behind, last - 1) ? "closed" : "none";
    if (persisting_at(behind, last))
        return narrowing(ask, group, reference) ? "narrowing" : "persisting";
    for (size_t i = 0; i < last; i++)
        if (behind[i] == 1)
            return "recurring";
    return "new";
}

eg_status eg_row_persistence(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series group, reference;
    int behind[PERSISTENCE_YEARS];
    size_t at[EG_YEARS_MOST], n_at = years_of_unit(ask, at);
    double k = 0;
    uint64_t n = 0;
    eg_own_series(ask, &group);
    eg_reference_series(ask, &reference);
    size_t years = n_at < PERSISTENCE_YEARS ? n_at : PERSISTENCE_YEARS;
    const size_t *recent = at + (n_at - years);
    for (size_t y = 0; y < years; y++) {
        const eg_side *a = &group.side[recent[y]], *b = &reference.side[recent[y]];
        if ((a->exists && a->mark != EG_SHOWN) || (b->exists && b->mark != EG_SHOWN)) {
            eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
            return EG_OK;
        }
        n += a->n;
        behind[y] = behind_in(ask, &group, &reference, recent[y]);
        k += behind[y] == 1;
    }
    if (years == 0 || behind[years - 1] < 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the last year cannot be compared");
    else
        answer_words(answer, k, state_words(ask, &group, &reference, behind, years), n);
    return EG_OK;
}
