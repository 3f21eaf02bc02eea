/*
 * Which sets of axes are counted together. One cube over all axes while that has few cells;
 * when it has too many, cubes over as many sets as still have few cells together. The fewer
 * cubes, the fewer sums a record changes; the fewer cells, the more of them the cache holds.
 */
#include <string.h>

#include "cube/internal.h"

enum { TOGETHER_MOST = 1024 }; /* cells of several sets when they are put together */

/* Different cells of a set of axes among those of a cube that has them all; SIZE_MAX: no
 * memory. */
static size_t cells_of(const eg_cube *cube, const eg_axis_set *set)
{
    eg_cells *cells = eg_cells_new(set->n, 1);
    size_t place[EG_KEY_MOST] = {0}, n = 0;

    if (cells == NULL)
        return SIZE_MAX;
    for (size_t k = 0; k < set->n; k++)
        while (cube->axis[place[k]] != set->axis[k])
            place[k]++;
    for (size_t i = 0; i < eg_cells_count(cube->cells) && n != SIZE_MAX; i++) {
        const uint32_t *from = eg_cells_key(cube->cells, i);
        uint32_t key[EG_KEY_MOST];

        for (size_t k = 0; k < set->n; k++)
            key[k] = from[place[k]];
        n = eg_cells_at(cells, key);
    }
    if (n != SIZE_MAX)
        n = eg_cells_count(cells);
    eg_cells_free(cells);
    return n;
}

static eg_axis_set both_of(const eg_axis_set *one, const eg_axis_set *two)
{
    eg_axis_set both = *one;

    for (size_t k = 0; k < two->n && both.n < EG_KEY_MOST; k++)
        eg_axis_set_add(&both, two->axis[k]);
    return both;
}

bool eg_cube_divisible(const eg_cubes *cubes, size_t c)
{
    size_t sets = 0;

    for (size_t s = 0; s < cubes->n_sets; s++)
        sets += cubes->owner[s] == c;
    return sets > 1;
}

/* A plan of the cubes to be made of one: their axes, and each set's cube. */
typedef struct {
    eg_axis_set *axes;
    size_t n;
    uint32_t *owner; /* [set]; of other cubes' sets as before */
} plan;

/* The sets of cube c by rising number of cells; *n of them. false: no memory. */
static bool order_sets(const eg_cubes *cubes, size_t c, size_t *order, size_t *n)
{
    size_t *count = eg_alloc(cubes->n_sets, sizeof *count);

    *n = 0;
    for (size_t s = 0; count != NULL && s < cubes->n_sets; s++) {
        size_t at = *n;

        if (cubes->owner[s] != c)
            continue;
        count[s] = cells_of(&cubes->cubes[c], &cubes->sets[s]);
        for (; at > 0 && count[order[at - 1]] > count[s]; at--)
            order[at] = order[at - 1];
        order[at] = s;
        ++*n;
    }
    eg_free(count);
    return count != NULL;
}

/* The first goes into cube c's place, the others behind all there are. */
static uint32_t number_of(const eg_cubes *cubes, size_t c, size_t group)
{
    return (uint32_t)(group == 0 ? c : cubes->n_cubes + group - 1);
}

static bool make_plan(const eg_cubes *cubes, size_t c, bool alone, plan *p)
{
    size_t *order = eg_alloc(cubes->n_sets, sizeof *order), n = 0;
    bool fine = order != NULL && order_sets(cubes, c, order, &n);

    for (size_t i = 0; fine && i < n; i++) {
        const eg_axis_set *set = &cubes->sets[order[i]];
        const eg_axis_set both = p->n > 0 ? both_of(&p->axes[p->n - 1], set) : *set;
        const size_t cells =
            p->n == 0 || alone ? SIZE_MAX - 1 : cells_of(&cubes->cubes[c], &both);

        fine = cells != SIZE_MAX;
        if (cells <= TOGETHER_MOST)
            p->axes[p->n - 1] = both;
        else
            p->axes[p->n++] = *set;
        p->owner[order[i]] = number_of(cubes, c, p->n - 1);
    }
    eg_free(order);
    return fine;
}

/* The cubes of the plan take what the one had. */
static eg_status carry_out(eg_cubes *cubes, size_t c, const plan *p, eg_error *err)
{
    const eg_cube_maps same = {NULL, NULL};
    const eg_layout *layout = &cubes->layout;
    eg_cube *old = &cubes->cubes[c];
    eg_cube *made = eg_cube_array(p->axes, p->n, layout->words);
    eg_cube *all = eg_alloc_zero(cubes->n_cubes + p->n - 1, sizeof *all);
    eg_status status = EG_OK;

    if (made == NULL || all == NULL) {
        eg_cube_array_free(made, p->n);
        eg_free(all);
        return eg_fail_memory(err);
    }
    for (size_t i = 0; status == EG_OK && i < p->n; i++) {
        made[i].values = old->values == NULL ? NULL : eg_values_new();
        if (old->values != NULL && made[i].values == NULL)
            status = eg_fail_memory(err);
        else
            status = eg_cube_fold(&made[i], layout, old, layout, &same, err);
    }
    if (status != EG_OK) {
        eg_cube_array_free(made, p->n);
        eg_free(all);
        return status;
    }
    eg_cube_clear(old);
    memcpy(all, cubes->cubes, cubes->n_cubes * sizeof *all);
    for (size_t i = 0; i < p->n; i++)
        all[number_of(cubes, c, i)] = made[i];
    eg_free(made);
    eg_free(cubes->cubes);
    cubes->cubes = all;
    cubes->n_cubes += p->n - 1;
    memcpy(cubes->owner, p->owner, cubes->n_sets * sizeof *cubes->owner);
    return EG_OK;
}

static eg_status divide(eg_cubes *cubes, size_t c, bool alone, eg_error *err)
{
    plan p = {.axes = eg_alloc_zero(cubes->n_sets, sizeof *p.axes),
              .owner = eg_alloc_zero(cubes->n_sets, sizeof *p.owner)};
    eg_status status;

    if (p.axes == NULL || p.owner == NULL) {
        eg_free(p.axes);
        eg_free(p.owner);
        return eg_fail_memory(err);
    }
    memcpy(p.owner, cubes->owner, cubes->n_sets * sizeof *p.owner);
    status =
        make_plan(cubes, c, alone, &p) ? carry_out(cubes, c, &p, err) : eg_fail_memory(err);
    eg_free(p.axes);
    eg_free(p.owner);
    return status;
}

eg_status eg_cubes_divide(eg_cubes *cubes, size_t c, eg_error *err)
{
    return divide(cubes, c, cubes->is_joint, err);
}

/* Cube s is the one of set s. */
static void order_cubes(eg_cubes *cubes)
{
    for (uint32_t s = 0; s < cubes->n_sets; s++) {
        const uint32_t from = cubes->owner[s];
        const eg_cube cube = cubes->cubes[s];

        cubes->cubes[s] = cubes->cubes[from];
        cubes->cubes[from] = cube;
        for (size_t other = s; other < cubes->n_sets; other++)
            if (cubes->owner[other] == s)
                cubes->owner[other] = from;
        cubes->owner[s] = s;
    }
}

eg_status eg_cubes_split(eg_cubes *cubes, eg_error *err)
{
    eg_status status = EG_OK;

    for (size_t c = 0; status == EG_OK && c < cubes->n_cubes; c++)
        if (eg_cube_divisible(cubes, c))
            status = divide(cubes, c, true, err);
    if (status == EG_OK)
        order_cubes(cubes);
    return status;
}
