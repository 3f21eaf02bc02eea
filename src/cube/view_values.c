/* Distributions of views: the values of cubes rolled up like their sums. */
#include "cube/view_tables.h"

/* The cube's values in the cells of one table. */
static bool gather_values(const eg_views *views, const eg_cubes *cubes, size_t scope,
                          size_t item, eg_values *into)
{
    eg_axis_set set = eg_axis_set_of(views->schema, scope, item);
    const eg_cube *cube = eg_view_cube(cubes, &set);
    for (size_t i = 0; i < cube->values->places; i++) {
        eg_value_entry entry = cube->values->at[i];
        if (entry.count == 0 || views->settled->outcomes[entry.outcome].kind != EG_KIND_MEAN)
            continue;
        size_t cell = entry.cell, n = eg_view_choices(views, cube, cell, item);
        for (size_t k = 0; k < n; k++) {
            const uint32_t *place = eg_view_place_of(views, cube, cell, scope, item, k);
            if (place == NULL || *place == 0)
                continue;
            entry.cell = *place - 1;
            if (!eg_values_add(into, &entry))
                return false;
        }
    }
    return true;
}

#define VALUES_MOST ((size_t)160 << 20)

eg_status eg_view_values_make(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    if (cubes->cubes[0].values == NULL)
        return EG_OK;
    eg_values *all = eg_values_new();
    bool made = all != NULL, fits = true;
    for (size_t s = 0; s < views->n_scopes && made; s++)
        for (size_t i = 0; i < views->n_items && made && fits; i++) {
            const eg_cubes *more = eg_cubes_only_within(cubes, s);
            made = gather_values(views, cubes, s, i, all) &&
                   (more == NULL || gather_values(views, more, s, i, all));
            fits = eg_values_bytes(all) <= VALUES_MOST;
        }
    made = made && (!fits || eg_value_index_make(&views->values, all));
    eg_values_free(all);
    if (!made)
        return eg_fail_memory(err);
    return fits ? EG_OK
                : eg_fail(err, EG_E_LIMIT,
                          "the distributions asked for exceed the memory budget of %zu MiB: "
                          "leave medians, quantiles, v_gap and superiority out of --stats, or "
                          "drop --within or a cross",
                          VALUES_MOST >> 20);
}

const eg_value_count *eg_views_values(const eg_views *views, size_t outcome,
                                      const eg_place *place, size_t *n)
{
    size_t cell = eg_views_cell(views, place);
    *n = 0;
    return cell == SIZE_MAX ? NULL : eg_value_index_find(&views->values, cell, outcome, n);
}
