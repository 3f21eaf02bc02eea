/* Views: cubes rolled up into every table that may be shown, in final levels. */
#include <stdlib.h>
#include <string.h>

#include "cube/view_tables.h"

uint64_t *eg_view_words(const eg_views *views, size_t cell)
{
    return views->blocks[cell / EG_VIEW_BLOCK] + cell % EG_VIEW_BLOCK * views->layout.words;
}

static size_t axis_levels(const eg_views *views, size_t axis)
{
    return views->settled->axes[axis].n;
}

static bool level_unknown(const eg_views *views, size_t axis, uint32_t level)
{
    return views->settled->axes[axis].unknown == level;
}

/* ---- groups
 * ---------------------------------------------------------------------------------- */

static int compare_groups(const void *a, const void *b)
{
    const eg_view_group *left = a, *right = b;
    for (size_t i = 0; i < 4; i++)
        if (left->levels[i] != right->levels[i])
            return left->levels[i] < right->levels[i] ? -1 : 1;
    return 0;
}

static const char *group_label(eg_views *views, const eg_item *item, const eg_view_group *g)
{
    eg_buffer label = {0};
    for (size_t k = 0; k < item->n_axes; k++) {
        if (k > 0)
            eg_buffer_add_char(&label, '*');
        eg_buffer_add_string(&label,
                             views->settled->axes[item->axis[k]].levels[g->levels[k]].label);
    }
    const char *copy =
        label.failed ? NULL : eg_arena_string(views->arena, (eg_text){label.at, label.n});
    eg_buffer_clear(&label);
    return copy;
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

/* The combinations that students have, sorted; Unknown sorts last since its level is the last.
 */
static eg_status gather_groups(eg_views *views, const eg_cubes *cubes, size_t i, eg_error *err)
{
    const eg_item *item = &views->schema->items[i - 1];
    eg_axis_set set = eg_axis_set_of(views->schema, 0, i);
    const eg_cube *cube = eg_view_cube(cubes, &set);
    eg_cells *seen = eg_cells_new(4, 1);
    if (seen == NULL)
        return eg_fail_memory(err);
    bool fine = true;
    for (size_t c = 0; c < eg_cells_count(cube->cells) && fine; c++) {
        size_t n =
            eg_cells_words(cube->cells, c)[0] > 0 ? eg_view_choices(views, cube, c, i) : 0;
        for (size_t k = 0; k < n && fine; k++) {
            uint32_t levels[4];
            eg_view_levels(views, cube, c, item, k, levels);
            fine = eg_cells_at(seen, levels) != SIZE_MAX;
        }
    }
    if (!fine) {
        eg_cells_free(seen);
        return eg_fail_memory(err);
    }
    eg_view_groups *list = &views->items[i];
    list->n = eg_cells_count(seen);
    list->groups = eg_arena_alloc(views->arena, list->n, sizeof *list->groups);
    bool made = list->groups != NULL;
    for (size_t g = 0; g < list->n && made; g++)
        memcpy(list->groups[g].levels, eg_cells_key(seen, g), sizeof list->groups[g].levels);
    eg_cells_free(seen);
    if (!made)
        return eg_fail_memory(err);
    qsort(list->groups, list->n, sizeof *list->groups, compare_groups);
    for (size_t g = 0; g < list->n; g++) {
        eg_view_group *one = &list->groups[g];
        one->label = group_label(views, item, one);
        if (one->label == NULL)
            return eg_fail_memory(err);
        for (size_t k = 0; k < item->n_axes; k++)
            one->unknown = one->unknown || level_unknown(views, item->axis[k], one->levels[k]);
    }
    return EG_OK;
}

static eg_status make_groups(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    views->items = eg_arena_alloc(views->arena, views->n_items, sizeof *views->items);
    eg_view_group *whole = eg_arena_alloc(views->arena, 1, sizeof *whole);
    if (views->items == NULL || whole == NULL)
        return eg_fail_memory(err);
    whole->label = "All students";
    views->items[EG_ITEM_ALL] = (eg_view_groups){whole, 1};
    for (size_t i = 1; i < views->n_items; i++) {
        eg_status status = gather_groups(views, cubes, i, err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* ---- cells
 * ------------------------------------------------------------------------------------ */

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

static eg_status add_cell(eg_views *views, const eg_cubes *cubes, const uint64_t *from,
                          uint32_t *place, eg_error *err)
{
    if (*place == 0) {
        size_t cell = 0;
        if (!eg_view_new_cell(views, &cell))
            return eg_fail_memory(err);
        *place = (uint32_t)cell + 1;
    }
    if (!eg_view_add_sums(views, &cubes->layout, from, eg_view_words(views, *place - 1)))
        return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
    return EG_OK;
}

static size_t find_group(const eg_view_groups *list, const uint32_t levels[4])
{
    eg_view_group key = {.label = NULL};
    memcpy(key.levels, levels, sizeof key.levels);
    const eg_view_group *found = list->n == 0 ? NULL
                                              : bsearch(&key, list->groups, list->n,
                                                        sizeof *list->groups, compare_groups);
    return found == NULL ? SIZE_MAX : (size_t)(found - list->groups);
}

eg_status eg_view_table_make(eg_views *views, size_t scope, size_t item, eg_error *err)
{
    const eg_schema *schema = views->schema;
    eg_view_table *t = &views->tables[scope * views->n_items + item];
    t->units = scope == 0 ? 1 : axis_levels(views, schema->units[scope - 1]);
    t->groups = views->items[item].n;
    t->years = views->n_years;
    if (t->groups > 0 && t->units > EG_PLACES_MOST / t->groups / t->years)
        return eg_fail(err, EG_E_LIMIT,
                       "too many units and groups for one table: drop --within "
                       "or a cross");
    t->cells = eg_alloc_zero(t->units * t->groups * t->years, sizeof *t->cells);
    return t->cells == NULL ? eg_fail_memory(err) : EG_OK;
}

uint32_t *eg_view_place_of(const eg_views *views, const eg_cube *cube, size_t c, size_t scope,
                           size_t item, size_t choice)
{
    const eg_schema *schema = views->schema;
    const eg_view_table *t = &views->tables[scope * views->n_items + item];
    uint32_t levels[4] = {0};
    if (item > 0)
        eg_view_levels(views, cube, c, &schema->items[item - 1], choice, levels);
    size_t g = item == 0 ? 0 : find_group(&views->items[item], levels);
    size_t unit =
        scope == 0 ? 0 : eg_view_final_level(views, cube, c, schema->units[scope - 1]);
    size_t year =
        schema->year < 0 ? 0 : eg_view_final_level(views, cube, c, (uint32_t)schema->year);
    return g == SIZE_MAX ? NULL : &t->cells[(unit * t->groups + g) * t->years + year];
}

static eg_status add_cells(eg_views *views, const eg_cubes *cubes, size_t scope, size_t item,
                           eg_error *err)
{
    eg_axis_set set = eg_axis_set_of(views->schema, scope, item);
    const eg_cube *cube = eg_view_cube(cubes, &set);
    for (size_t c = 0; c < eg_cells_count(cube->cells); c++) {
        const uint64_t *from = eg_cells_words(cube->cells, c);
        size_t n = from[0] == 0 ? 0 : eg_view_choices(views, cube, c, item);
        for (size_t k = 0; k < n; k++) {
            uint32_t *place = eg_view_place_of(views, cube, c, scope, item, k);
            eg_status status = place == NULL ? EG_OK : add_cell(views, cubes, from, place, err);
            if (status != EG_OK)
                return status;
        }
    }
    return EG_OK;
}

static eg_status fill_table(eg_views *views, const eg_cubes *cubes, size_t scope, size_t item,
                            eg_error *err)
{
    const eg_cubes *more = eg_cubes_only_within(cubes, scope);
    eg_status status = eg_view_table_make(views, scope, item, err);
    if (status == EG_OK)
        status = add_cells(views, cubes, scope, item, err);
    if (status == EG_OK && more != NULL)
        status = add_cells(views, more, scope, item, err);
    return status;
}

static eg_form final_form(eg_kind kind)
{
    return kind == EG_KIND_MEAN     ? EG_FORM_MEAN
           : kind == EG_KIND_LEVELS ? EG_FORM_WORDS
                                    : EG_FORM_RATE;
}

static bool make_layout(eg_views *views)
{
    eg_layout *layout = &views->layout;
    layout->n_slots = views->schema->n_outcomes;
    layout->slots = eg_arena_alloc(views->arena, layout->n_slots, sizeof *layout->slots);
    if (layout->slots == NULL)
        return false;
    for (size_t o = 0; o < layout->n_slots; o++) {
        layout->slots[o].form = final_form(views->settled->outcomes[o].kind);
        layout->slots[o].width = (uint32_t)views->settled->outcomes[o].n_levels;
    }
    eg_layout_place(layout);
    return true;
}

eg_views *eg_views_start(const eg_schema *schema, const eg_settled *settled)
{
    eg_views *views = eg_alloc_zero(1, sizeof *views);
    if (views == NULL)
        return NULL;
    views->schema = schema;
    views->settled = settled;
    views->n_scopes = schema->n_units + 1;
    views->n_items = schema->n_items + 1;
    views->n_years = schema->year < 0 ? 1 : settled->axes[schema->year].n;
    views->arena = eg_arena_new();
    views->tables = eg_alloc_zero(views->n_scopes * views->n_items, sizeof *views->tables);
    if (views->arena == NULL || views->tables == NULL || !make_layout(views)) {
        eg_views_free(views);
        return NULL;
    }
    return views;
}

/* Tables of pairs of groups, of the items whose groups overlap. */
static eg_status make_shared(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    const eg_schema *schema = views->schema;
    bool overlap = false;
    for (size_t i = 0; i < schema->n_items; i++)
        overlap = overlap || eg_item_overlaps(views->settled, &schema->items[i]);
    if (!overlap)
        return EG_OK;
    eg_settled *pairs = eg_settled_of_pairs(schema, views->settled, views->arena);
    views->shared = pairs == NULL ? NULL : eg_views_start(schema, pairs);
    if (views->shared == NULL)
        return eg_fail_memory(err);
    eg_status status = make_groups(views->shared, cubes, err);
    for (size_t s = 0; s < views->n_scopes; s++)
        for (size_t i = 1; i < views->n_items && status == EG_OK; i++)
            if (eg_item_overlaps(views->settled, &schema->items[i - 1]))
                status = fill_table(views->shared, cubes, s, i, err);
    return status;
}

eg_status eg_views_new(eg_views **out, const eg_cubes *cubes, const eg_schema *schema,
                       const eg_settled *settled, eg_error *err)
{
    eg_views *views = eg_views_start(schema, settled);
    *out = NULL;
    if (views == NULL)
        return eg_fail_memory(err);
    eg_status status = make_groups(views, cubes, err);
    for (size_t s = 0; s < views->n_scopes && status == EG_OK; s++)
        for (size_t i = 0; i < views->n_items && status == EG_OK; i++)
            status = fill_table(views, cubes, s, i, err);
    if (status == EG_OK && cubes->within != NULL)
        status = eg_view_note_overlap(views, cubes, err);
    if (status == EG_OK)
        status = eg_view_values_make(views, cubes, err);
    if (status == EG_OK)
        status = make_shared(views, cubes, err);
    if (status == EG_OK)
        status = eg_view_joint_make(views, cubes, err);
    if (status != EG_OK) {
        eg_views_free(views);
        return status;
    }
    *out = views;
    return EG_OK;
}

void eg_views_free(eg_views *views)
{
    if (views == NULL)
        return;
    if (views->tables != NULL)
        for (size_t i = 0; i < views->n_scopes * views->n_items; i++)
            eg_free(views->tables[i].cells);
    eg_free(views->tables);
    for (size_t i = 0; i < views->n_blocks; i++)
        eg_free(views->blocks[i]);
    eg_free(views->blocks);
    for (size_t o = 0; views->given != NULL && o < views->layout.n_slots; o++)
        eg_free(views->given[o]);
    eg_free(views->given);
    eg_views_free(views->shared);
    eg_view_joint_free(views->joint);
    eg_value_index_clear(&views->values);
    eg_arena_free(views->arena);
    eg_free(views);
}

/* ---- reading
 * ------------------------------------------------------------------------------------ */

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
