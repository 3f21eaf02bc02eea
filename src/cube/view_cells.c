/* view_cells.c - the cells of views: added to, and asked for. */
#include <stdlib.h>
#include <string.h>

#include "cube/view_tables.h"

uint64_t *eg_view_words(const eg_views *views, size_t cell)
{
    return views->blocks[cell / EG_VIEW_BLOCK] + cell % EG_VIEW_BLOCK * views->layout.words;
}

int eg_view_compare_groups(const void *a, const void *b)
{
    const eg_view_group *left = a, *right = b;
    for (size_t i = 0; i < 4; i++)
        if (left->levels[i] != right->levels[i])
            return left->levels[i] < right->levels[i] ? -1 : 1;
    return 0;
}

const eg_cube *eg_view_cube(const eg_cubes *cubes, const eg_axis_set *set)
{
    const eg_cube *best = NULL;
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        const eg_cube *cube = &cubes->cubes[c];
        if (eg_axis_set_within(set, cube->axis, cube->n_axes) &&
            (best == NULL || eg_cells_count(cube->cells) < eg_cells_count(best->cells)))
            best = cube;
    }
    return best;
}

/* Final level of an axis in a cube's cell. */
uint32_t eg_view_final_level(const eg_views *views, const eg_cube *cube, size_t cell,
                             uint32_t axis)
{
    const uint32_t *key = eg_cells_key(cube->cells, cell);
    for (size_t k = 0; k < cube->n_axes; k++)
        if (cube->axis[k] == axis)
            return views->settled->axes[axis].final_of[key[k]];
    return 0;
}

bool eg_view_new_cell(eg_views *views, size_t *cell)
{
    if (views->n_cells == views->n_blocks * EG_VIEW_BLOCK) {
        uint64_t **blocks =
            eg_realloc(views->blocks, views->n_blocks + 1, sizeof *views->blocks);
        if (blocks == NULL)
            return false;
        views->blocks = blocks;
        blocks[views->n_blocks] =
            eg_alloc_zero(EG_VIEW_BLOCK, views->layout.words * sizeof(uint64_t));
        if (blocks[views->n_blocks] == NULL)
            return false;
        views->n_blocks++;
    }
    *cell = views->n_cells++;
    return true;
}

/* A word's counts go where the settled outcome says: successes, levels, or nowhere (invalid).
 */
static void add_words(const eg_outcome_settled *settled, const uint64_t *counts, uint32_t width,
                      uint64_t *to, bool rate)
{
    for (uint32_t w = 0; w < width && w < settled->n_words; w++) {
        int16_t as = settled->word_as[w];
        if (counts[w] == 0 || as < 0)
            continue;
        to[EG_WORD_N] += counts[w];
        if (!rate)
            to[EG_WORD_FIRST + as] += counts[w];
        else if (as > 0)
            to[EG_WORD_FIRST] += counts[w];
    }
}

static bool add_outcome(const eg_views *views, const eg_layout *raw, size_t o,
                        const uint64_t *from, uint64_t *cell)
{
    const eg_slot *source = &raw->slots[o], *slot = &views->layout.slots[o];
    const eg_outcome_settled *settled = &views->settled->outcomes[o];
    const uint64_t *more = from + source->at;
    uint64_t *to = cell + slot->at;
    to[EG_WORD_SUPPRESSED] += more[EG_WORD_SUPPRESSED];
    if (source->form == EG_FORM_RATE) {
        to[EG_WORD_N] += more[EG_WORD_N];
        to[EG_WORD_FIRST] += more[EG_WORD_FIRST];
        return true;
    }
    if (slot->form == EG_FORM_MEAN) {
        bool both = source->form == EG_FORM_BOTH;
        to[EG_WORD_N] += both ? from[eg_slot_moments(source) - 1] : more[EG_WORD_N];
        return eg_moments_merge(to + EG_WORD_FIRST, from + eg_slot_moments(source));
    }
    add_words(settled, more + EG_WORD_FIRST, source->width, to, slot->form == EG_FORM_RATE);
    return true;
}

bool eg_view_add_sums(const eg_views *views, const eg_layout *raw, const uint64_t *from,
                      uint64_t *to)
{
    to[0] += from[0];
    for (size_t o = 0; o < views->layout.n_slots; o++)
        if (!add_outcome(views, raw, o, from, to))
            return false;
    return true;
}

static size_t find_group(const eg_view_groups *list, const uint32_t levels[4])
{
    eg_view_group key = {.label = NULL};
    memcpy(key.levels, levels, sizeof key.levels);
    const eg_view_group *found = list->n == 0
                                     ? NULL
                                     : bsearch(&key, list->groups, list->n,
                                               sizeof *list->groups, eg_view_compare_groups);
    return found == NULL ? SIZE_MAX : (size_t)(found - list->groups);
}

void eg_view_read(const eg_views *views, size_t outcome, const uint64_t *words, eg_tally *tally)
{
    const eg_slot *slot = &views->layout.slots[outcome];
    const uint64_t *at = words + slot->at;
    tally->students = words[0];
    tally->n = at[EG_WORD_N];
    tally->suppressed = at[EG_WORD_SUPPRESSED];
    if (slot->form == EG_FORM_RATE)
        tally->x = at[EG_WORD_FIRST];
    else if (slot->form == EG_FORM_MEAN)
        eg_moments_get(at + EG_WORD_FIRST, &tally->sum, &tally->square);
    else
        memcpy(tally->counts, at + EG_WORD_FIRST, slot->width * sizeof *at);
}

size_t eg_views_scopes(const eg_views *views)
{
    return views->n_scopes;
}

size_t eg_views_units(const eg_views *views, size_t scope)
{
    return views->tables[scope * views->n_items].units;
}

const char *eg_views_unit(const eg_views *views, size_t scope, size_t unit)
{
    return scope == 0
               ? ""
               : views->settled->axes[views->schema->units[scope - 1]].levels[unit].label;
}

size_t eg_views_years(const eg_views *views)
{
    return views->n_years;
}

const char *eg_views_year(const eg_views *views, size_t year)
{
    int32_t axis = views->schema->year;
    return axis < 0 ? "" : views->settled->axes[axis].levels[year].label;
}

int32_t eg_views_first_year(const eg_views *views, size_t year)
{
    int32_t axis = views->schema->year;
    return axis < 0 ? INT32_MIN : views->settled->axes[axis].levels[year].first_year;
}

size_t eg_views_items(const eg_views *views)
{
    return views->n_items;
}

size_t eg_views_groups(const eg_views *views, size_t item)
{
    return views->items[item].n;
}

const char *eg_views_group(const eg_views *views, size_t item, size_t g)
{
    return views->items[item].groups[g].label;
}

bool eg_views_group_unknown(const eg_views *views, size_t item, size_t g)
{
    return views->items[item].groups[g].unknown;
}

uint32_t eg_views_group_level(const eg_views *views, size_t item, size_t g, size_t part)
{
    return views->items[item].groups[g].levels[part];
}

size_t eg_views_group_find(const eg_views *views, size_t item, const uint32_t *levels)
{
    uint32_t all[4] = {0};
    size_t n = item == 0 ? 0 : views->schema->items[item - 1].n_axes;
    memcpy(all, levels, n * sizeof *levels);
    return find_group(&views->items[item], all);
}

size_t eg_views_cells(const eg_views *views)
{
    return views->n_cells;
}

size_t eg_views_cell(const eg_views *views, const eg_place *place)
{
    const eg_view_table *t = &views->tables[place->scope * views->n_items + place->item];
    uint32_t at = t->cells[(place->unit * t->groups + place->group) * t->years + place->year];
    return at == 0 ? SIZE_MAX : at - 1;
}

void eg_views_tally(const eg_views *views, size_t outcome, const eg_place *place,
                    eg_tally *tally)
{
    size_t cell = eg_views_cell(views, place);
    memset(tally, 0, sizeof *tally);
    if (cell != SIZE_MAX)
        eg_view_read(views, outcome, eg_view_words(views, cell), tally);
}
