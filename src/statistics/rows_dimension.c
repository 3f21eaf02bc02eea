/* Rows of a whole dimension: one number over all its groups that may be shown. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/hash.h"
#include "statistics/engine.h"
#include "statistics/math_predictability.h"
#include "statistics/math_trend.h"
#include "statistics/rows.h"

/* Random numbers belong to an address: the same fact draws the same ones wherever it stands. */
static uint64_t seed_of(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const char *parts[] = {
        ask->place.scope == 0 ? "all"
                              : a->schema->axes[a->schema->units[ask->place.scope - 1]].name,
        eg_views_unit(a->views, ask->place.scope, ask->place.unit),
        a->schema->outcomes[ask->outcome].name,
        a->schema->items[ask->place.item - 1].name,
        eg_views_year(a->views, ask->place.year),
    };
    uint64_t seed = a->settings->seed;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        seed = eg_hash(parts[i], strlen(parts[i]), seed).low;
    return seed;
}

/* The groups' figures as the mathematics takes them. */
typedef struct {
    eg_side *sides;
    uint64_t *table; /* groups * levels, or x and n */
    eg_moments *moments;
    size_t n;
    uint64_t students;
    bool hidden;
} groups;

static void groups_clear(groups *g)
{
    eg_free(g->sides);
    eg_free(g->table);
    eg_free(g->moments);
}

static void fill_levels(const eg_ask *ask, groups *g, size_t n_levels)
{
    size_t at = 0;
    eg_place place = ask->place;
    g->hidden = false;
    g->students = 0;
    for (size_t i = 0; i < eg_views_groups(ask->analysis->views, place.item); i++) {
        bool shown = true;
        eg_tally tally;
        place.group = (uint32_t)i;
        eg_views_tally(ask->analysis->views, ask->outcome, &place, &tally);
        if (tally.n == 0)
            continue;
        for (size_t k = 0; k < n_levels; k++)
            shown = shown && eg_marks_level(ask->analysis->marks, ask->outcome, &place, k,
                                            NULL) == EG_SHOWN;
        g->hidden = g->hidden || !shown;
        if (!shown)
            continue;
        memcpy(g->table + at * n_levels, tally.counts, n_levels * sizeof *g->table);
        g->students += tally.n;
        at++;
    }
    g->n = at;
}

static bool gather(const eg_ask *ask, groups *g)
{
    const eg_outcome_settled *settled = &ask->analysis->settled->outcomes[ask->outcome];
    size_t most = eg_views_groups(ask->analysis->views, ask->place.item);
    size_t width = settled->kind == EG_KIND_LEVELS ? settled->n_levels : 2;
    memset(g, 0, sizeof *g);
    g->sides = eg_alloc(most, sizeof *g->sides);
    g->table = eg_alloc_zero(most, width * sizeof *g->table);
    g->moments = eg_alloc(most, sizeof *g->moments);
    if (g->sides == NULL || g->table == NULL || g->moments == NULL)
        return false;
    if (settled->kind == EG_KIND_LEVELS) {
        fill_levels(ask, g, width);
        return true;
    }
    g->n = eg_sides_shown(ask, g->sides, &g->hidden, &g->students);
    for (size_t i = 0; i < g->n; i++) {
        g->moments[i] = g->sides[i].moments;
        g->table[i] = g->sides[i].x;
        g->table[most + i] = g->sides[i].n;
    }
    return true;
}

static eg_status predict(const eg_ask *ask, groups *g, bool interval, bool test,
                         eg_estimate *out)
{
    eg_resampling how = {.seed = seed_of(ask),
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

static void answer_dimension(eg_answer *answer, const groups *g, eg_estimate estimate)
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
    groups g;
    eg_estimate estimate = eg_estimate_none("fewer than two groups");
    eg_status status = gather(ask, &g) ? EG_OK : EG_E_MEMORY;
    if (status == EG_OK && g.n >= 2)
        status = predict(ask, &g, ask->want_interval, ask->want_p, &estimate);
    if (status == EG_OK)
        answer_dimension(answer, &g, estimate);
    groups_clear(&g);
    return status == EG_OK ? EG_OK : eg_fail_memory(err);
}

eg_status eg_row_predictability_slope(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    double year[EG_YEARS_MOST], value[EG_YEARS_MOST];
    uint64_t students = 0;
    size_t n = 0;
    bool hidden = false;
    for (size_t i = 0; i < ask->n_years; i++) {
        groups g;
        eg_ask one = *ask;
        eg_estimate estimate = eg_estimate_none(NULL);
        one.place.year = (uint32_t)ask->years[i];
        bool gathered = gather(&one, &g);
        eg_status status = gathered ? EG_OK : EG_E_MEMORY;
        if (gathered && g.n >= 2)
            status = predict(&one, &g, false, false, &estimate);
        if (estimate.ok) {
            year[n] = eg_views_first_year(ask->analysis->views, ask->years[i]);
            value[n++] = estimate.value;
            students += g.students;
        }
        hidden = hidden || g.hidden;
        groups_clear(&g);
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
