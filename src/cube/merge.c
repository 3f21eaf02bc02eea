/* Cells of one set of cubes added to those of another. */
#include <string.h>

#include "cube/internal.h"
#include "cube/view_tables.h"

/* The widths that the other set's counts will need here. */
static bool widen_to(eg_cubes *into, const eg_cubes *from, const uint32_t *const *word_map)
{
    for (size_t o = 0; o < from->layout.n_slots; o++) {
        const eg_slot *slot = &from->layout.slots[o];
        uint32_t most = 0;
        if (slot->form == EG_FORM_RATE || slot->form == EG_FORM_MEAN)
            continue;
        for (size_t i = 0; i < eg_cells_count(from->cubes[0].cells); i++) {
            const uint64_t *counts =
                eg_cells_words(from->cubes[0].cells, i) + slot->at + EG_WORD_FIRST;
            /* The map has rows for words that occur; the width may be larger. */
            for (uint32_t w = 0; w < slot->width; w++) {
                if (counts[w] == 0)
                    continue;
                uint32_t mapped = word_map == NULL || word_map[o] == NULL ? w : word_map[o][w];
                if (mapped + 1 > most)
                    most = mapped + 1;
            }
        }
        if (!eg_cubes_widen(into, o, most))
            return false;
    }
    return true;
}

/* The smallest cube of the other set that has all axes of this one; NULL: none has. */
static const eg_cube *source_of(const eg_cubes *from, const eg_cube *cube)
{
    eg_axis_set set = {.n = cube->n_axes};
    memcpy(set.axis, cube->axis, sizeof set.axis);
    return eg_view_cube(from, &set);
}

/* Every cube from one of the other set; where that has divided its cubes otherwise, from set to
 * set. */
static eg_status merge_cells(eg_cubes *into, const eg_cubes *from, const eg_cube_maps *map,
                             eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t c = 0; c < into->n_cubes; c++)
        if (source_of(from, &into->cubes[c]) == NULL) {
            status = eg_cubes_split(into, err);
            break;
        }
    for (size_t c = 0; status == EG_OK && c < into->n_cubes; c++) {
        const eg_cube *source = source_of(from, &into->cubes[c]);
        status = source == NULL ? eg_fail(err, EG_E_BUG, "cubes of other axes are to be merged")
                                : eg_cube_fold(&into->cubes[c], &into->layout, source,
                                               &from->layout, map, err);
    }
    return status;
}

/* Calls itself once, for the records that count within one unit alone: these have none
 * themselves. */
// NOLINTNEXTLINE(misc-no-recursion)
eg_status eg_cubes_merge(eg_cubes *into, const eg_cubes *from, const uint32_t *const *level_map,
                         const uint32_t *const *word_map, eg_error *err)
{
    const eg_cube_maps map = {level_map, word_map};
    eg_status status = EG_OK;
    if (!widen_to(into, from, word_map))
        return eg_fail_memory(err);
    status = merge_cells(into, from, &map, err);
    for (size_t u = 0; status == EG_OK && from->within != NULL && u < from->schema->n_units;
         u++) {
        eg_cubes *within = NULL;
        if (from->within[u] == NULL)
            continue;
        status = eg_cubes_within(into, u, &within, err);
        if (status == EG_OK)
            status = eg_cubes_merge(within, from->within[u], level_map, word_map, err);
    }
    if (status == EG_OK && into->joint_cells != NULL && from->joint_cells != NULL)
        status = eg_cubes_merge(into->joint_cells, from->joint_cells, level_map, word_map, err);
    if (status == EG_OK && from->joint_dropped) {
        eg_cubes_free(into->joint_cells);
        into->joint_cells = NULL;
        into->joint_dropped = true;
    }
    if (status == EG_OK)
        status = eg_cubes_check_joint(into, err);
    return status == EG_OK && !into->is_joint ? eg_cubes_check(into, err) : status;
}
