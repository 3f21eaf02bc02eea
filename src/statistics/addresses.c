/* Addresses: who is at one, what it is its own reference to, its random numbers. */
#include <string.h>

#include "ext/hash.h"
#include "statistics/rows_shared.h"
#include "statistics/walk.h"

bool eg_walk_exists(const eg_analysis *a, eg_place place, size_t year)
{
    place.year = (uint32_t)year;
    return eg_views_cell(a->views, &place) != SIZE_MAX;
}

/* A unit whose whole is not given still has its groups. */
bool eg_walk_unit_has(const eg_analysis *a, eg_place place, size_t year)
{
    size_t items = eg_views_are_given(a->views) ? eg_views_items(a->views) : 1;
    for (place.item = EG_ITEM_ALL; place.item < items; place.item++)
        for (place.group = 0; place.group < eg_views_groups(a->views, place.item);
             place.group++)
            if (eg_walk_exists(a, place, year))
                return true;
    return false;
}

/* The group is its own reference in this year. */
bool eg_walk_is_itself(const eg_ask *ask, const eg_reference_at *reference)
{
    return (reference->kind == EG_REFERENCE_LEVEL ||
            (reference->kind == EG_REFERENCE_HIGHEST && !reference->trend_only)) &&
           reference->group == ask->place.group;
}

uint64_t eg_seed_of(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const char *parts[] = {
        ask->place.scope == 0 ? "all"
                              : a->schema->axes[a->schema->units[ask->place.scope - 1]].name,
        eg_views_unit(a->views, ask->place.scope, ask->place.unit),
        a->schema->outcomes[ask->outcome].name,
        ask->place.item == EG_ITEM_ALL ? "all" : a->schema->items[ask->place.item - 1].name,
        eg_views_year(a->views, ask->place.year),
    };
    uint64_t seed = a->settings->seed;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        seed = eg_hash(parts[i], strlen(parts[i]), seed).low;
    return seed;
}
