/* The walk over what has no single unit: numbers over all units of a scope. */
#include "statistics/walk.h"

static bool scope_selected(const eg_analysis *a, eg_stat_scope scope)
{
    for (size_t r = 0; r < eg_catalogue_count(); r++)
        if (a->selected[r] && eg_catalogue_at(r)->about.scope == scope)
            return true;
    return false;
}

/* Students of the group, or of anybody, somewhere in that year. */
static bool anywhere(const eg_analysis *a, eg_place place, size_t year)
{
    place.scope = place.unit = 0;
    return eg_walk_exists(a, place, year);
}

static eg_status years_over_units(eg_walk *walk, const eg_ask *at, eg_stat_scope scope,
                                  eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    eg_place somebody = at->place;
    if (walk->whole_dimension)
        somebody.item = somebody.group = 0;
    for (size_t y = 0; y < eg_views_years(a->views) && status == EG_OK; y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        if (anywhere(a, somebody, y))
            status = eg_walk_rows(walk, &ask, scope, err);
    }
    return status;
}

/* References that are the same everywhere: the rest, or one group. */
static eg_status pairs_over_units(eg_walk *walk, eg_ask *at, eg_error *err)
{
    eg_reference_at references[EG_REFERENCES_MOST];
    eg_arena *labels = eg_arena_new();
    if (labels == NULL)
        return eg_fail_memory(err);
    eg_place place = at->place;
    place.scope = place.unit = 0;
    size_t n = eg_references_of(walk->analysis, at->outcome, &place, references, labels);
    eg_status status = EG_OK;
    for (size_t r = 0; r < n && status == EG_OK; r++) {
        eg_reference_kind kind = references[r].kind;
        if ((kind != EG_REFERENCE_REST && kind != EG_REFERENCE_LEVEL) ||
            references[r].own_only || eg_walk_is_itself(at, &references[r]))
            continue;
        at->reference = &references[r];
        status = years_over_units(walk, at, EG_SCOPE_UNITS_PAIR, err);
    }
    at->reference = NULL;
    eg_arena_free(labels);
    return status;
}

static eg_status item_over_units(eg_walk *walk, eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_stat_scope whole =
        walk->no_outcome ? EG_SCOPE_SPREAD_DIMENSION : EG_SCOPE_UNITS_DIMENSION;
    walk->whole_dimension = true;
    at->place.group = 0;
    eg_status status = years_over_units(walk, at, whole, err);
    walk->whole_dimension = false;
    for (size_t g = 0; g < eg_views_groups(a->views, at->place.item) && status == EG_OK; g++) {
        at->place.group = (uint32_t)g;
        status = walk->no_outcome ? years_over_units(walk, at, EG_SCOPE_SPREAD_GROUP, err)
                                  : pairs_over_units(walk, at, err);
    }
    return status;
}

static eg_status scope_rows(eg_walk *walk, size_t scope, bool no_outcome, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    walk->over_units = true;
    walk->no_outcome = no_outcome;
    for (size_t o = 0; o < (no_outcome ? 1 : a->schema->n_outcomes) && status == EG_OK; o++)
        for (size_t i = 1; i < eg_views_items(a->views) && status == EG_OK; i++) {
            eg_ask ask = {.analysis = a,
                          .outcome = o,
                          .place = {.scope = (uint32_t)scope, .item = (uint32_t)i},
                          .level = SIZE_MAX};
            status = item_over_units(walk, &ask, err);
        }
    walk->over_units = walk->no_outcome = false;
    return status;
}

eg_status eg_walk_units(eg_walk *walk, size_t scope, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    if (a->schema->n_outcomes > 0 && (scope_selected(a, EG_SCOPE_SPREAD_DIMENSION) ||
                                      scope_selected(a, EG_SCOPE_SPREAD_GROUP)))
        status = scope_rows(walk, scope, true, err);
    if (status == EG_OK &&
        (scope_selected(a, EG_SCOPE_UNITS_PAIR) || scope_selected(a, EG_SCOPE_UNITS_DIMENSION)))
        status = scope_rows(walk, scope, false, err);
    return status;
}
