/* Groups that overlap: in which a cell counts, and the students that two of them share. */
#include <string.h>

#include "cube/view_tables.h"

/* The final levels of an axis in a cube's cell: one, unless its groups overlap. */
static const uint32_t *final_levels(const eg_views *views, const eg_cube *cube, size_t cell,
                                    uint32_t axis, size_t *n)
{
    const eg_axis_settled *settled = &views->settled->axes[axis];
    const uint32_t *key = eg_cells_key(cube->cells, cell);
    size_t k = 0;
    while (cube->axis[k] != axis)
        k++;
    *n = settled->member_from == NULL
             ? 0
             : settled->member_from[key[k] + 1] - settled->member_from[key[k]];
    if (*n > 0)
        return &settled->members[settled->member_from[key[k]]];
    *n = 1;
    return &settled->final_of[key[k]];
}

size_t eg_view_choices(const eg_views *views, const eg_cube *cube, size_t cell, size_t number)
{
    const eg_item *item = number == EG_ITEM_ALL ? NULL : &views->schema->items[number - 1];
    size_t choices = 1, n;
    for (size_t k = 0; item != NULL && k < item->n_axes; k++) {
        (void)final_levels(views, cube, cell, item->axis[k], &n);
        choices *= n;
    }
    return choices;
}

void eg_view_levels(const eg_views *views, const eg_cube *cube, size_t cell,
                    const eg_item *item, size_t choice, uint32_t levels[4])
{
    memset(levels, 0, 4 * sizeof *levels);
    for (size_t k = 0; k < item->n_axes; k++) {
        size_t n;
        const uint32_t *finals = final_levels(views, cube, cell, item->axis[k], &n);
        levels[k] = finals[choice % n];
        choice /= n;
    }
}

/* ---- pairs: their levels make an axis of their own ---- */

/* Pairs with low <= high, among n levels, in the order of low and then high. */
static uint32_t pair_number(uint32_t n, uint32_t a, uint32_t b)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    return low * n - low * (low + 1) / 2 + high;
}

/* Every pair of groups in which a coder's level counts. */
static bool make_pairs(const eg_axis_settled *from, eg_axis_settled *to, eg_arena *arena)
{
    size_t total = 0;
    for (size_t r = 0; r < from->n_raw; r++) {
        size_t n = from->member_from[r + 1] - from->member_from[r];
        total += n * (n + 1) / 2;
    }
    to->n = from->n * (from->n + 1) / 2;
    to->levels = eg_arena_alloc(arena, to->n + 1, sizeof *to->levels);
    to->final_of = eg_arena_alloc(arena, from->n_raw + 1, sizeof *to->final_of);
    to->member_from = eg_arena_alloc(arena, from->n_raw + 1, sizeof *to->member_from);
    to->members = eg_arena_alloc(arena, total + 1, sizeof *to->members);
    to->unknown = EG_NO_WORD;
    if (to->levels == NULL || to->final_of == NULL || to->member_from == NULL ||
        to->members == NULL)
        return false;
    for (size_t i = 0; i < to->n; i++)
        to->levels[i] = (eg_level){"", INT32_MIN};
    uint32_t at = 0, n = (uint32_t)from->n;
    for (size_t r = 0; r < from->n_raw; r++) {
        to->member_from[r] = at;
        for (uint32_t i = from->member_from[r]; i < from->member_from[r + 1]; i++)
            for (uint32_t k = i; k < from->member_from[r + 1]; k++)
                to->members[at++] = pair_number(n, from->members[i], from->members[k]);
        to->final_of[r] = at > to->member_from[r] ? to->members[to->member_from[r]] : 0;
    }
    to->member_from[from->n_raw] = at;
    return true;
}

eg_settled *eg_settled_of_pairs(const eg_schema *schema, const eg_settled *settled,
                                eg_arena *arena)
{
    eg_settled *pairs = eg_arena_alloc(arena, 1, sizeof *pairs);
    eg_axis_settled *axes = eg_arena_alloc(arena, schema->n_axes + 1, sizeof *axes);
    if (pairs == NULL || axes == NULL)
        return NULL;
    *pairs = *settled;
    pairs->axes = axes;
    for (size_t a = 0; a < schema->n_axes; a++) {
        axes[a] = settled->axes[a];
        if (axes[a].member_from != NULL && !make_pairs(&settled->axes[a], &axes[a], arena))
            return NULL;
    }
    return pairs;
}

bool eg_views_overlap(const eg_views *views, size_t item)
{
    return views->shared != NULL && item != EG_ITEM_ALL &&
           eg_item_overlaps(views->settled, &views->schema->items[item - 1]);
}

void eg_views_shared(const eg_views *views, size_t outcome, const eg_place *place, size_t other,
                     eg_tally *tally)
{
    memset(tally, 0, sizeof *tally);
    if (!eg_views_overlap(views, place->item))
        return;
    const eg_item *item = &views->schema->items[place->item - 1];
    uint32_t levels[4] = {0};
    for (size_t k = 0; k < item->n_axes; k++) {
        const eg_axis_settled *axis = &views->settled->axes[item->axis[k]];
        uint32_t a = eg_views_group_level(views, place->item, place->group, k);
        uint32_t b = eg_views_group_level(views, place->item, other, k);
        if (axis->member_from == NULL && a != b)
            return;
        levels[k] = axis->member_from == NULL ? a : pair_number((uint32_t)axis->n, a, b);
    }
    eg_place shared = *place;
    size_t group = eg_views_group_find(views->shared, place->item, levels);
    shared.group = (uint32_t)group;
    if (group != SIZE_MAX)
        eg_views_tally(views->shared, outcome, &shared, tally);
}

uint32_t *eg_view_place_of(const eg_views *views, const eg_cube *cube, size_t c, size_t scope,
                           size_t item, size_t choice)
{
    const eg_schema *schema = views->schema;
    const eg_view_table *t = &views->tables[scope * views->n_items + item];
    uint32_t levels[4] = {0};
    if (item > 0)
        eg_view_levels(views, cube, c, &schema->items[item - 1], choice, levels);
    size_t g = item == 0 ? 0 : eg_views_group_find(views, item, levels);
    size_t unit =
        scope == 0 ? 0 : eg_view_final_level(views, cube, c, schema->units[scope - 1]);
    size_t year =
        schema->year < 0 ? 0 : eg_view_final_level(views, cube, c, (uint32_t)schema->year);
    return g == SIZE_MAX ? NULL : &t->cells[(unit * t->groups + g) * t->years + year];
}
