/* Rows of a whole dimension: one number over all its groups that may be shown. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/hash.h"
#include "statistics/engine.h"
#include "statistics/math_predictability.h"
#include "statistics/math_trend.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

void eg_groups_clear(eg_groups *g)
{
    if (g->kept)
        return;
    eg_free(g->sides);
    eg_free(g->group);
    eg_free(g->table);
    eg_free(g->moments);
    memset(g, 0, sizeof *g);
}

/* Whether all of a group's figures may be shown; of levels, every one of them. */
static bool group_shown(const eg_ask *ask, const eg_place *place, size_t n_levels)
{
    const eg_marks *marks = ask->analysis->marks;
    if (eg_outcome_kind(ask->analysis, ask->outcome) != EG_KIND_LEVELS)
        return eg_marks_of(marks, ask->outcome, place, NULL) == EG_SHOWN;
    for (size_t k = 0; k < n_levels; k++)
        if (eg_marks_level(marks, ask->outcome, place, k, NULL) != EG_SHOWN)
            return false;
    return true;
}

static void take_group(const eg_ask *ask, const eg_place *place, eg_groups *g, size_t n_levels)
{
    eg_tally tally;
    eg_views_tally(ask->analysis->views, ask->outcome, place, &tally);
    if (tally.n == 0)
        return;
    if (!group_shown(ask, place, n_levels)) {
        g->hidden = true;
        return;
    }
    size_t at = g->n++;
    g->group[at] = place->group;
    g->sides[at] = eg_side_of(ask->analysis, ask->outcome, place, SIZE_MAX);
    g->moments[at] = g->sides[at].moments;
    g->students += tally.n;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_LEVELS) {
        memcpy(g->table + at * n_levels, tally.counts, n_levels * sizeof *g->table);
        return;
    }
    g->table[at] = g->sides[at].x;
    g->table[g->most + at] = g->sides[at].n;
}

static eg_status gather(const eg_ask *ask, eg_groups *g, eg_error *err)
{
    const eg_outcome_settled *settled = &ask->analysis->settled->outcomes[ask->outcome];
    size_t most = eg_views_groups(ask->analysis->views, ask->place.item);
    size_t width = settled->kind == EG_KIND_LEVELS ? settled->n_levels : 2;
    memset(g, 0, sizeof *g);
    g->most = most;
    g->sides = eg_alloc(most, sizeof *g->sides);
    g->group = eg_alloc(most, sizeof *g->group);
    g->table = eg_alloc_zero(most, width * sizeof *g->table);
    g->moments = eg_alloc(most, sizeof *g->moments);
    if (g->sides == NULL || g->group == NULL || g->table == NULL || g->moments == NULL) {
        eg_groups_clear(g);
        return eg_fail_memory(err);
    }
    eg_place place = ask->place;
    for (size_t i = 0; i < most; i++) {
        place.group = (uint32_t)i;
        take_group(ask, &place, g, settled->n_levels);
    }
    return EG_OK;
}

/* All rows of a dimension and year take the same. */
eg_status eg_groups_gather(const eg_ask *ask, eg_groups *g, eg_error *err)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = {.place = ask->place, .outcome = ask->outcome, .reference = -1};
    key.place.group = 0;
    memset(g, 0, sizeof *g);
    if (memo == NULL || ask->place.year >= EG_YEARS_MOST)
        return gather(ask, g, err);
    eg_groups *kept = &memo->groups[ask->place.year].of;
    if (kept->sides == NULL || !eg_memo_same(&memo->groups[ask->place.year].key, &key)) {
        kept->kept = false;
        eg_groups_clear(kept);
        eg_status status = gather(ask, kept, err);
        if (status != EG_OK)
            return status;
        kept->kept = true;
        memo->groups[ask->place.year].key = key;
    }
    *g = *kept;
    return EG_OK;
}

static eg_status predict(const eg_ask *ask, eg_groups *g, bool interval, bool test,
                         eg_estimate *out)
{
    eg_resampling how = {.seed = eg_seed_of(ask),
                         .confidence = ask->analysis->settings->confidence,
                         .interval = interval,
                         .test = test};
    size_t most = eg_views_groups(ask->analysis->views, ask->place.item);
    switch (eg_outcome_kind(ask->analysis, ask->outcome)) {
    case EG_KIND_MEAN:
        return eg_predictability_mean(g->moments, g->n, &how, out);
    case EG_KIND_LEVELS:
        return eg_predictability_levels(
            g->table, g->n, ask->analysis->settled->outcomes[ask->outcome].n_levels, &how, out);
    case EG_KIND_RATE:
    case EG_KIND_AUTO:
        break;
    }
    return eg_predictability_rate(g->table, g->table + most, g->n, &how, out);
}

static const char left_out[] = "computed from the groups that are shown";

void eg_answer_groups(eg_answer *answer, const eg_groups *g, eg_estimate estimate)
{
    if (g->n < 2) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       g->hidden ? "fewer than two groups are shown"
                                 : "fewer than two groups have values");
        return;
    }
    eg_answer_estimate(answer, estimate, g->students);
    if (g->hidden && answer->status == EG_FACT_OK)
        (void)snprintf(answer->note, sizeof answer->note, "%s", left_out);
}

eg_status eg_row_predictability(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    if (ask->place.item == EG_ITEM_ALL)
        return eg_predictability_together(ask, answer, err);
    eg_groups g = {.n = 0};
    eg_estimate estimate = eg_estimate_none("fewer than two groups");
    eg_status status = eg_groups_gather(ask, &g, err);
    if (status == EG_OK && g.n >= 2)
        status = predict(ask, &g, ask->want_interval, ask->want_p, &estimate);
    if (status == EG_OK)
        eg_answer_groups(answer, &g, estimate);
    eg_groups_clear(&g);
    return status == EG_OK ? EG_OK : eg_fail_memory(err);
}

eg_status eg_row_predictability_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    double year[EG_YEARS_MOST], value[EG_YEARS_MOST];
    uint64_t students = 0;
    size_t n = 0;
    bool hidden = false;
    for (size_t i = 0; i < ask->n_years; i++) {
        eg_groups g = {.n = 0};
        eg_ask one = *ask;
        eg_estimate estimate = eg_estimate_none(NULL);
        one.place.year = (uint32_t)ask->years[i];
        eg_status status = eg_groups_gather(&one, &g, err);
        if (status == EG_OK && g.n >= 2)
            status = predict(&one, &g, false, false, &estimate);
        if (estimate.ok) {
            year[n] = eg_views_first_year(ask->analysis->views, ask->years[i]);
            value[n++] = estimate.value;
            students += g.students;
        }
        hidden = hidden || g.hidden;
        eg_groups_clear(&g);
        if (status != EG_OK)
            return eg_fail_memory(err);
    }
    if (n < 3) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than three comparable years");
        return EG_OK;
    }
    eg_estimate slope =
        eg_slope(year, value, NULL, n, EG_SLOPE_PLAIN, ask->analysis->settings->confidence);
    eg_answer_estimate(answer, slope, students);
    answer->estimate.p = NAN;
    if (hidden && answer->status == EG_FACT_OK)
        (void)snprintf(answer->note, sizeof answer->note, "%s", left_out);
    return EG_OK;
}
