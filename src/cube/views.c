/* Views: cubes rolled up into every table that may be shown, in final levels. */
#include <stdlib.h>
#include <string.h>

#include "cube/view_tables.h"

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
    qsort(list->groups, list->n, sizeof *list->groups, eg_view_compare_groups);
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
