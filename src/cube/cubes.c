/*
 * Cubes filled record by record: one over all axes while that has few cells, which is the usual
 * case and needs one update a record; else several, each for one or more of the largest sets of
 * axes asked for (cube_groups.c).
 */
#include <string.h>

#include "cube/internal.h"

enum { FIRST_WIDTH = 8, TOGETHER_CELLS_MOST = 4096 };
#define BYTES_MOST        ((size_t)320 << 20)
#define WITHIN_BYTES_MOST ((size_t)32 << 20) /* few students are in two units */

void eg_axis_set_add(eg_axis_set *set, uint32_t axis)
{
    size_t at = set->n;
    for (size_t i = 0; i < set->n; i++)
        if (set->axis[i] == axis)
            return;
    while (at > 0 && set->axis[at - 1] > axis) {
        set->axis[at] = set->axis[at - 1];
        at--;
    }
    set->axis[at] = axis;
    set->n++;
}

eg_axis_set eg_axis_set_of(const eg_schema *schema, size_t scope, size_t item)
{
    eg_axis_set set = {.n = 0};
    if (schema->year >= 0)
        eg_axis_set_add(&set, (uint32_t)schema->year);
    if (scope > 0)
        eg_axis_set_add(&set, schema->units[scope - 1]);
    if (item > 0)
        for (size_t i = 0; i < schema->items[item - 1].n_axes; i++)
            eg_axis_set_add(&set, schema->items[item - 1].axis[i]);
    return set;
}

bool eg_axis_set_within(const eg_axis_set *inner, const uint32_t *axis, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < inner->n; i++)
        for (size_t j = 0; j < n; j++)
            found += inner->axis[i] == axis[j];
    return found == inner->n;
}

/* Keeps the sets that no other one contains. */
static size_t keep_largest(eg_axis_set *sets, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool covered = false;
        for (size_t j = 0; j < n && !covered; j++)
            covered = j != i && eg_axis_set_within(&sets[i], sets[j].axis, sets[j].n) &&
                      (sets[j].n > sets[i].n || j < i);
        /* Writing below i never changes a set that is still to be compared with. */
        if (!covered)
            sets[kept++] = sets[i];
    }
    return kept;
}

static eg_form form_of(eg_kind kind)
{
    switch (kind) {
    case EG_KIND_RATE:
        return EG_FORM_RATE;
    case EG_KIND_MEAN:
        return EG_FORM_MEAN;
    case EG_KIND_LEVELS:
        return EG_FORM_WORDS;
    case EG_KIND_AUTO:
        return EG_FORM_BOTH;
    }
    return EG_FORM_BOTH;
}

static bool make_layout(eg_layout *layout, const eg_schema *schema)
{
    layout->n_slots = schema->n_outcomes;
    layout->slots = eg_alloc_zero(layout->n_slots, sizeof *layout->slots);
    if (layout->slots == NULL)
        return false;
    for (size_t i = 0; i < layout->n_slots; i++) {
        layout->slots[i].form = form_of(schema->outcomes[i].kind);
        layout->slots[i].width = FIRST_WIDTH;
    }
    eg_layout_place(layout);
    return true;
}

static bool cube_init(eg_cube *cube, const eg_axis_set *set, size_t words)
{
    memcpy(cube->axis, set->axis, sizeof cube->axis);
    cube->n_axes = set->n;
    cube->cells = eg_cells_new(cube->n_axes, words);
    return cube->cells != NULL;
}

void eg_cube_clear(eg_cube *cube)
{
    eg_cells_free(cube->cells);
    eg_values_free(cube->values);
}

void eg_cube_array_free(eg_cube *cubes, size_t n)
{
    for (size_t i = 0; i < n && cubes != NULL; i++)
        eg_cube_clear(&cubes[i]);
    eg_free(cubes);
}

eg_cube *eg_cube_array(const eg_axis_set *sets, size_t n, size_t words)
{
    eg_cube *cubes = eg_alloc_zero(n, sizeof *cubes);
    for (size_t i = 0; i < n && cubes != NULL; i++)
        if (!cube_init(&cubes[i], &sets[i], words)) {
            eg_cube_array_free(cubes, n);
            return NULL;
        }
    return cubes;
}

/* All axes asked for; false when they are too many for one cube. */
static bool union_of(const eg_axis_set *sets, size_t n, eg_axis_set *all)
{
    all->n = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sets[i].n; k++) {
            if (all->n == EG_KEY_MOST)
                return false;
            eg_axis_set_add(all, sets[i].axis[k]);
        }
    return true;
}

static bool make_sets(eg_cubes *cubes, const eg_schema *schema)
{
    size_t items = schema->n_items + 1, scopes = schema->n_units + 1;
    cubes->sets = eg_alloc_zero(items * scopes, sizeof *cubes->sets);
    if (cubes->sets == NULL)
        return false;
    for (size_t scope = 0; scope < scopes; scope++)
        for (size_t item = 0; item < items; item++)
            if (!cubes->is_joint)
                cubes->sets[cubes->n_sets++] = eg_axis_set_of(schema, scope, item);
            else if (item > 0 && eg_joint_set_of(schema, scope, item).n > 0)
                cubes->sets[cubes->n_sets++] = eg_joint_set_of(schema, scope, item);
    cubes->n_sets = keep_largest(cubes->sets, cubes->n_sets);
    cubes->owner = eg_alloc_zero(cubes->n_sets, sizeof *cubes->owner);
    return cubes->owner != NULL;
}

static eg_status new_cubes(eg_cubes **out, const eg_schema *schema, bool joint, eg_error *err)
{
    *out = NULL;
    eg_axis_set all;
    eg_cubes *cubes = eg_alloc_zero(1, sizeof *cubes);
    bool made = cubes != NULL;
    if (made) {
        cubes->is_joint = joint;
        cubes->schema = schema;
        cubes->bytes_most = BYTES_MOST;
        made = make_sets(cubes, schema) && make_layout(&cubes->layout, schema) &&
               eg_quick_new(&cubes->quick, &cubes->layout);
    }
    if (made) {
        bool one = union_of(cubes->sets, cubes->n_sets, &all);
        cubes->n_cubes = one ? 1 : cubes->n_sets;
        for (size_t s = 0; s < cubes->n_sets && !one; s++)
            cubes->owner[s] = (uint32_t)s;
        cubes->cubes =
            eg_cube_array(one ? &all : cubes->sets, cubes->n_cubes, cubes->layout.words);
        made = cubes->cubes != NULL;
    }
    if (!made) {
        eg_cubes_free(cubes);
        return eg_fail_memory(err);
    }
    *out = cubes;
    return EG_OK;
}

eg_status eg_cubes_new(eg_cubes **out, const eg_schema *schema, eg_error *err)
{
    return new_cubes(out, schema, false, err);
}

eg_status eg_cubes_new_joint(eg_cubes **out, const eg_schema *schema, eg_error *err)
{
    return new_cubes(out, schema, true, err);
}

/* Calls itself for parts that have none themselves. */
// NOLINTNEXTLINE(misc-no-recursion)
void eg_cubes_free(eg_cubes *cubes)
{
    if (cubes == NULL)
        return;
    for (size_t u = 0; cubes->within != NULL && u < cubes->schema->n_units; u++)
        eg_cubes_free(cubes->within[u]);
    eg_free(cubes->within);
    eg_cubes_free(cubes->joint_cells);
    eg_cube_array_free(cubes->cubes, cubes->n_cubes);
    eg_free(cubes->sets);
    eg_free(cubes->owner);
    eg_free(cubes->layout.slots);
    eg_free(cubes->cell_of);
    eg_free(cubes->words_of);
    eg_quick_free(cubes->quick);
    eg_free(cubes);
}

/* Copies every cell into a layout whose counts are wider. */
static bool widen(eg_cubes *cubes, const eg_layout *wider)
{
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        eg_cube *cube = &cubes->cubes[c];
        eg_cells *cells = eg_cells_new(cube->n_axes, wider->words);
        if (cells == NULL)
            return false;
        for (size_t i = 0; i < eg_cells_count(cube->cells); i++) {
            size_t at = eg_cells_at(cells, eg_cells_key(cube->cells, i));
            if (at == SIZE_MAX) {
                eg_cells_free(cells);
                return false;
            }
            const uint64_t *from = eg_cells_words(cube->cells, i);
            uint64_t *to = eg_cells_words(cells, at);
            to[0] = from[0];
            for (size_t o = 0; o < wider->n_slots; o++) {
                const eg_slot *old = &cubes->layout.slots[o], *new = &wider->slots[o];
                size_t counts = old->form == EG_FORM_RATE   ? 1
                                : old->form == EG_FORM_MEAN ? EG_MOMENT_WORDS
                                                            : old->width;
                memcpy(to + new->at, from + old->at, (EG_WORD_FIRST + counts) * sizeof *to);
                if (old->form == EG_FORM_BOTH)
                    memcpy(to + eg_slot_moments(new) - 1, from + eg_slot_moments(old) - 1,
                           (1 + EG_MOMENT_WORDS) * sizeof *to);
            }
        }
        eg_cells_free(cube->cells);
        cube->cells = cells;
    }
    return true;
}

/* Makes sure that outcome o keeps counts for word numbers below `words`. */
bool eg_cubes_widen(eg_cubes *cubes, size_t o, uint32_t words)
{
    if (words <= cubes->layout.slots[o].width)
        return true;
    eg_layout wider = {.n_slots = cubes->layout.n_slots};
    wider.slots = eg_alloc(wider.n_slots, sizeof *wider.slots);
    if (wider.slots == NULL)
        return false;
    memcpy(wider.slots, cubes->layout.slots, wider.n_slots * sizeof *wider.slots);
    while (wider.slots[o].width < words)
        wider.slots[o].width *= 2;
    eg_layout_place(&wider);
    if (!widen(cubes, &wider)) {
        eg_free(wider.slots);
        return false;
    }
    eg_free(cubes->layout.slots);
    cubes->layout = wider;
    return true;
}

eg_status eg_cubes_keep_values(eg_cubes *cubes, eg_error *err)
{
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        cubes->cubes[c].values = eg_values_new();
        if (cubes->cubes[c].values == NULL)
            return eg_fail_memory(err);
    }
    return EG_OK;
}

static bool add_values(const eg_cubes *cubes, const eg_cube *cube, const eg_coded *coded,
                       size_t o)
{
    eg_form form = cubes->layout.slots[o].form;
    if (form != EG_FORM_MEAN && form != EG_FORM_BOTH)
        return true;
    for (size_t r = 0; r < coded->rows; r++) {
        bool both = form == EG_FORM_BOTH;
        if (coded->state[o][r] != EG_VALUE_OK || (both && !coded->numeric[o][r]))
            continue;
        eg_value_entry entry = {both ? coded->number[o][r] : coded->value[o][r],
                                coded->weight == NULL ? 1 : coded->weight[r], cubes->cell_of[r],
                                (uint32_t)o};
        if (!eg_values_add(cube->values, &entry))
            return false;
    }
    return true;
}

static bool widen_for(eg_cubes *cubes, const eg_coded *coded)
{
    for (size_t o = 0; o < cubes->layout.n_slots; o++) {
        eg_form form = cubes->layout.slots[o].form;
        eg_decimal most = -1;
        if (form != EG_FORM_WORDS && form != EG_FORM_BOTH)
            continue;
        for (size_t r = 0; r < coded->rows; r++)
            if (coded->state[o][r] == EG_VALUE_OK && coded->value[o][r] > most &&
                coded->value[o][r] != EG_NO_WORD)
                most = coded->value[o][r];
        if (!eg_cubes_widen(cubes, o, (uint32_t)(most + 1)))
            return false;
    }
    return true;
}

static size_t bytes_of(const eg_cubes *cubes)
{
    size_t bytes = 0;
    for (size_t c = 0; cubes != NULL && c < cubes->n_cubes; c++)
        bytes +=
            eg_cells_bytes(cubes->cubes[c].cells) + eg_values_bytes(cubes->cubes[c].values);
    return bytes;
}

size_t eg_cubes_bytes(const eg_cubes *cubes)
{
    if (cubes == NULL)
        return 0;
    size_t bytes = bytes_of(cubes) + bytes_of(cubes->joint_cells);
    for (size_t u = 0; cubes->within != NULL && u < cubes->schema->n_units; u++)
        bytes += bytes_of(cubes->within[u]);
    return bytes;
}

eg_status eg_cubes_check(const eg_cubes *cubes, eg_error *err)
{
    size_t bytes = 0, largest = 0, values = 0;
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        size_t own = eg_cells_bytes(cubes->cubes[c].cells);
        bytes += own;
        values += eg_values_bytes(cubes->cubes[c].values);
        if (own >= eg_cells_bytes(cubes->cubes[largest].cells))
            largest = c;
    }
    if (bytes <= cubes->bytes_most && bytes + values > cubes->bytes_most)
        return eg_fail(err, EG_E_LIMIT,
                       "the distributions asked for exceed the memory budget of %zu MiB: leave "
                       "medians, quantiles, v_gap and superiority out of --stats, or drop "
                       "--within or a cross",
                       cubes->bytes_most >> 20);
    if (bytes <= cubes->bytes_most)
        return EG_OK;
    const eg_cube *cube = &cubes->cubes[largest];
    char names[256] = "";
    size_t used = 0;
    for (size_t k = 0; k < cube->n_axes; k++) {
        const char *name = cubes->schema->axes[cube->axis[k]].name;
        size_t n = strlen(name);
        if (used + n + 4 > sizeof names)
            break;
        memcpy(names + used, k == 0 ? "" : " x ", k == 0 ? 0 : 3);
        used += k == 0 ? 0 : 3;
        memcpy(names + used, name, n);
        used += n;
        names[used] = '\0';
    }
    return eg_fail(
        err, EG_E_LIMIT,
        "the cells asked for exceed the memory budget of %zu MiB; the largest table is "
        "%s: drop --within, a cross or a dimension with many levels",
        cubes->bytes_most >> 20, names);
}

static bool scratch(eg_cubes *cubes, size_t rows)
{
    if (rows <= cubes->cell_of_capacity)
        return true;
    uint32_t *grown = eg_realloc(cubes->cell_of, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    cubes->cell_of = grown;
    uint64_t **words = eg_realloc(cubes->words_of, rows, sizeof *words);
    if (words == NULL)
        return false;
    cubes->words_of = words;
    cubes->cell_of_capacity = rows;
    return true;
}

/* Calls itself once, for joint cells: these have none themselves. */
// NOLINTNEXTLINE(misc-no-recursion)
eg_status eg_cubes_add(eg_cubes *cubes, const eg_coded *coded, eg_error *err)
{
    if (coded->rows == 0)
        return EG_OK;
    if (cubes->joint_cells != NULL) {
        eg_status status = eg_cubes_add(cubes->joint_cells, coded, err);
        if (status == EG_OK)
            status = eg_cubes_check_joint(cubes, err);
        if (status != EG_OK)
            return status;
    }
    eg_quick_choose(cubes, coded);
    if (!scratch(cubes, coded->rows) || !widen_for(cubes, coded) || !eg_quick_add(cubes, coded))
        return eg_fail_memory(err);
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        eg_cube *cube = &cubes->cubes[c];
        if (cube->quick)
            continue;
        if (!eg_cube_find(cube, coded, cubes->cell_of, cubes->words_of))
            return eg_fail_memory(err);
        for (size_t o = 0; o < cubes->layout.n_slots && cube->values != NULL; o++)
            if (!add_values(cubes, cube, coded, o))
                return eg_fail_memory(err);
        size_t failed = eg_cube_add(&cubes->layout, cubes->words_of, coded);
        if (failed != SIZE_MAX) {
            (void)eg_fail(err, EG_E_LIMIT,
                          "the sum of this column exceeds what can be held "
                          "exactly; check its values and the weights");
            eg_error_place(err, NULL, 0, 0, cubes->schema->outcomes[failed].column);
            return EG_E_LIMIT;
        }
    }
    for (size_t c = cubes->n_cubes; c-- > 0;) {
        eg_status status = EG_OK;
        if (eg_cells_count(cubes->cubes[c].cells) > TOGETHER_CELLS_MOST &&
            eg_cube_divisible(cubes, c))
            status = eg_cubes_divide(cubes, c, err);
        if (status != EG_OK)
            return status;
    }
    return cubes->is_joint ? EG_OK : eg_cubes_check(cubes, err);
}

eg_status eg_cubes_within(eg_cubes *cubes, size_t unit, eg_cubes **out, eg_error *err)
{
    if (cubes->within == NULL)
        cubes->within = eg_alloc_zero(cubes->schema->n_units, sizeof(eg_cubes *));
    if (cubes->within == NULL)
        return eg_fail_memory(err);
    eg_cubes *own = cubes->within[unit];
    eg_status status = own == NULL ? eg_cubes_new(&own, cubes->schema, err) : EG_OK;
    *out = cubes->within[unit] = own;
    if (own == NULL)
        return status;
    own->bytes_most = WITHIN_BYTES_MOST;
    if (cubes->cubes[0].values != NULL && own->cubes[0].values == NULL)
        status = eg_cubes_keep_values(own, err);
    if (status == EG_OK && cubes->joint_cells != NULL && own->joint_cells == NULL)
        status = eg_cubes_keep_joint(own, err);
    return status;
}

eg_status eg_cubes_add_within(eg_cubes *cubes, size_t unit, const eg_coded *coded,
                              eg_error *err)
{
    eg_cubes *within = NULL;
    if (coded->rows == 0)
        return EG_OK;
    eg_status status = eg_cubes_within(cubes, unit, &within, err);
    return status == EG_OK && within != NULL ? eg_cubes_add(within, coded, err) : status;
}
