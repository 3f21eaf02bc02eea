/* The walk over all addresses, in the order of reports. */
#include "statistics/breaks.h"
#include "statistics/memo.h"
#include "statistics/rows_shared.h"
#include "statistics/walk.h"

/* ---- one address after another
 * -------------------------------------------------------------------------------- */

static eg_status trend_rows(eg_walk *walk, const eg_ask *at, eg_stat_scope scope, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    const eg_trend *trend = eg_trend_of(a, at->outcome, at->place.item);
    if (trend->to - trend->from < 2)
        return EG_OK;
    eg_ask ask = *at;
    ask.years = a->years + trend->from;
    ask.n_years = trend->to - trend->from;
    ask.place.year = (uint32_t)a->years[trend->to - 1];
    return eg_walk_rows(walk, &ask, scope, err);
}

static bool exists_in_trend(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const eg_trend *trend = eg_trend_of(a, ask->outcome, ask->place.item);
    for (size_t i = trend->from; i < trend->to; i++)
        if (eg_walk_exists(a, ask->place, a->years[i]))
            return true;
    return false;
}

/* The trend against each year's best says nothing of a group that is always the best. */
static bool always_best(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const eg_trend *trend = eg_trend_of(a, ask->outcome, ask->place.item);
    for (size_t i = trend->from; i < trend->to; i++) {
        size_t best = eg_memo_best(ask->memo, ask, a->years[i], ask->level);
        if (best != SIZE_MAX && best != ask->place.group)
            return false;
    }
    return true;
}

static size_t top_level(const eg_analysis *a, size_t outcome)
{
    return eg_outcome_kind(a, outcome) == EG_KIND_LEVELS
               ? a->settled->outcomes[outcome].n_levels - 1
               : SIZE_MAX;
}

static eg_status pair_year(eg_walk *walk, const eg_ask *at, size_t year, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_ask ask = *at;
    ask.place.year = (uint32_t)year;
    if (!eg_walk_exists(a, ask.place, year) || ask.reference->trend_only)
        return EG_OK;
    if (ask.reference->by_year &&
        eg_memo_best(walk->memo, &ask, year, top_level(a, ask.outcome)) != ask.reference->group)
        return EG_OK;
    return eg_walk_rows(walk, &ask, EG_SCOPE_PAIR, err);
}

static eg_status pair_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    if (eg_walk_is_itself(at, at->reference))
        return EG_OK;
    for (size_t y = 0; y < eg_views_years(a->views); y++) {
        eg_status status = pair_year(walk, at, y, err);
        if (status != EG_OK)
            return status;
    }
    eg_ask top = *at;
    top.level = top_level(a, at->outcome);
    top.memo = walk->memo;
    if (at->reference->by_year || !exists_in_trend(at) ||
        (at->reference->trend_only && always_best(&top)))
        return EG_OK;
    return trend_rows(walk, at, EG_SCOPE_PAIR_TREND, err);
}

static eg_status own_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    for (size_t y = 0; y < eg_views_years(a->views); y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        eg_status status = eg_walk_exists(a, ask.place, y)
                               ? eg_walk_rows(walk, &ask, EG_SCOPE_GROUP, err)
                               : EG_OK;
        if (status != EG_OK)
            return status;
    }
    return exists_in_trend(at) ? trend_rows(walk, at, EG_SCOPE_GROUP_TREND, err) : EG_OK;
}

/* ---- the levels of the walk
 * ----------------------------------------------------------------------------- */

static eg_status dimension_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    bool together = at->place.item == EG_ITEM_ALL;
    if (together && eg_plain_dimensions(a->schema) < 2)
        return EG_OK;
    walk->whole_dimension = true;
    for (size_t y = 0; y < eg_views_years(a->views) && status == EG_OK; y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        if (eg_walk_unit_has(a, ask.place, y))
            status = eg_walk_rows(walk, &ask, together ? EG_SCOPE_TOGETHER : EG_SCOPE_DIMENSION,
                                  err);
    }
    if (status == EG_OK && !together)
        status = trend_rows(walk, at, EG_SCOPE_DIMENSION_TREND, err);
    walk->whole_dimension = false;
    return status;
}

static eg_status group_rows(eg_walk *walk, eg_ask *at, const eg_reference_at *references,
                            size_t n_references, eg_error *err)
{
    eg_status status = own_rows(walk, at, err);
    for (size_t r = 0; r < n_references && status == EG_OK; r++) {
        at->reference = &references[r];
        status = pair_rows(walk, at, err);
    }
    at->reference = NULL;
    return status;
}

static eg_status item_rows(eg_walk *walk, eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_reference_at references[EG_REFERENCES_MOST];
    eg_arena *labels = eg_arena_new();
    if (labels == NULL)
        return eg_fail_memory(err);
    size_t n = eg_references_of(a, at->outcome, &at->place, references, labels);
    eg_status status = dimension_rows(walk, at, err);
    for (size_t g = 0; g < eg_views_groups(a->views, at->place.item) && status == EG_OK; g++) {
        at->place.group = (uint32_t)g;
        status = group_rows(walk, at, references, n, err);
    }
    at->place.group = 0;
    eg_arena_free(labels);
    return status;
}

static bool unit_exists(const eg_analysis *a, eg_place place)
{
    for (size_t y = 0; y < eg_views_years(a->views); y++)
        if (eg_walk_unit_has(a, place, y))
            return true;
    return false;
}

static eg_status outcome_rows(eg_walk *walk, eg_ask *at, size_t from, size_t to, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    if (!unit_exists(a, at->place) || !eg_walk_plans(a, at->outcome))
        return EG_OK;
    for (size_t i = from; i < to && status == EG_OK; i++) {
        eg_progress progress = {.stage = walk->gather ? "computing" : "writing"};
        if (!eg_go_on(walk->control, &progress))
            return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
        at->place.item = (uint32_t)i;
        status = item_rows(walk, at, err);
    }
    return status;
}

/* Of the whole input each dimension is a task: there is most to draw. */
static size_t tasks_of_scope(const eg_analysis *a, size_t scope)
{
    size_t outcomes = a->schema->n_outcomes;
    return scope == 0 ? outcomes * eg_views_items(a->views)
                      : 1 + eg_views_units(a->views, scope) * outcomes;
}

size_t eg_walk_tasks(const eg_analysis *a)
{
    size_t n = 0;
    for (size_t s = 0; s < eg_views_scopes(a->views); s++)
        n += tasks_of_scope(a, s);
    return n;
}

eg_status eg_walk_task(eg_walk *walk, size_t task, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    size_t s = 0, items = eg_views_items(a->views);
    while (task >= tasks_of_scope(a, s))
        task -= tasks_of_scope(a, s++);
    eg_ask ask = {.analysis = a, .place = {.scope = (uint32_t)s}, .level = SIZE_MAX};
    if (s == 0) {
        ask.outcome = task / items;
        return outcome_rows(walk, &ask, task % items, task % items + 1, err);
    }
    if (task == 0)
        return eg_walk_units(walk, s, err);
    ask.place.unit = (uint32_t)((task - 1) / a->schema->n_outcomes);
    ask.outcome = (task - 1) % a->schema->n_outcomes;
    return outcome_rows(walk, &ask, 0, items, err);
}

size_t eg_walk_tasks_of_whole(const eg_analysis *a)
{
    return tasks_of_scope(a, 0);
}

eg_status eg_walk_from(eg_walk *walk, size_t from, size_t to, eg_error *err)
{
    eg_status status = EG_OK;
    eg_memo memo = {0};
    walk->memo = &memo;
    for (size_t t = from; t < to && status == EG_OK; t++)
        status = eg_walk_task(walk, t, err);
    eg_memo_clear(&memo);
    walk->memo = NULL;
    return status;
}
