/* Units that overlap: students counted in several of one scope. */
#include "cube/view_tables.h"

const eg_cubes *eg_cubes_only_within(const eg_cubes *cubes, size_t scope)
{
    return scope == 0 || cubes->within == NULL ? NULL : cubes->within[scope - 1];
}

eg_status eg_view_note_overlap(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    views->overlap = eg_arena_alloc(views->arena, views->n_scopes, sizeof *views->overlap);
    for (size_t s = 1; views->overlap != NULL && s < views->n_scopes; s++)
        views->overlap[s] = eg_cubes_only_within(cubes, s) != NULL;
    return views->overlap == NULL ? eg_fail_memory(err) : EG_OK;
}

bool eg_views_units_overlap(const eg_views *views, size_t scope)
{
    return views->overlap != NULL && views->overlap[scope];
}
