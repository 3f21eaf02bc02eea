/* cube_make.c - empty cubes of the tables asked for, and what frees them. */
#include <string.h>

#include "cube/internal.h"

enum { FIRST_WIDTH = 8 };
#define BYTES_MOST ((size_t)320 << 20)

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
