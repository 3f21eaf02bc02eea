/* cube/internal.h - what cubes and views share. */
#ifndef EG_CUBE_INTERNAL_H
#define EG_CUBE_INTERNAL_H

#include "cube/cells.h"
#include "cube/cube_quick.h"
#include "cube/layout.h"
#include "cube/values.h"
#include "equitygap/cube.h"

/* One cube: the cells of one set of axes, in rising order of axis number. */
typedef struct {
    uint32_t axis[EG_KEY_MOST];
    size_t n_axes;
    eg_cells *cells;
    eg_values *values; /* by number of cell; NULL: not kept */
    bool quick;        /* the records in hand are added by eg_quick_add */
} eg_cube;

/* A set of axes, sorted and without doubles. */
typedef struct {
    uint32_t axis[EG_KEY_MOST];
    size_t n;
} eg_axis_set;

struct eg_cubes {
    const eg_schema *schema;
    eg_cube *cubes;
    size_t n_cubes;
    eg_axis_set *sets; /* the largest sets of axes asked for */
    uint32_t *owner;   /* [set]: the cube that has its axes, and perhaps others' */
    size_t n_sets;
    eg_layout layout;
    uint32_t *cell_of; /* scratch: the cell of each record of a batch, and its sums */
    uint64_t **words_of;
    size_t cell_of_capacity;
    eg_quick *quick; /* NULL: records are never added so */
    size_t bytes_most;
    eg_cubes **within;     /* [unit]: records that count there alone; NULL: none so far */
    eg_cubes *joint_cells; /* the same records by all covariates; NULL: not kept */
    bool joint_dropped;    /* they were, and became too many */
    bool is_joint;         /* these are joint cells */
};

/* The axes of a view: the scope's unit (scope > 0), the year, the item's axes (item > 0). */
eg_axis_set eg_axis_set_of(const eg_schema *schema, size_t scope, size_t item);
void eg_axis_set_add(eg_axis_set *set, uint32_t axis);
/* The axes of the joint cells of an item (from 1): without covariates there are none, n is 0.
 */
eg_axis_set eg_joint_set_of(const eg_schema *schema, size_t scope, size_t item);
/* Keeps joint cells from the first record on. */
eg_status eg_cubes_new_joint(eg_cubes **out, const eg_schema *schema, eg_error *err);
/* After joint cells were added: EG_E_LIMIT, or they are dropped, where they became too many. */
eg_status eg_cubes_check_joint(eg_cubes *cubes, eg_error *err);
bool eg_axis_set_within(const eg_axis_set *inner, const uint32_t *axis, size_t n);

/* The cell of each record, added where it is new, and its sums (cube_add.c). false: no memory.
 */
EG_MUST_USE bool eg_cube_find(const eg_cube *cube, const eg_coded *coded, uint32_t *cell,
                              uint64_t **words);
/* Adds the records to these sums; the outcome of which one does not fit, SIZE_MAX: all do. */
EG_MUST_USE size_t eg_cube_add(const eg_layout *layout, uint64_t *const *words,
                               const eg_coded *coded);

/* n cubes with these axes, `words` words a cell. NULL: no memory. */
eg_cube *eg_cube_array(const eg_axis_set *sets, size_t n, size_t words);
void eg_cube_array_free(eg_cube *cubes, size_t n);
void eg_cube_clear(eg_cube *cube);
/* How the numbers of another set read here; NULL rows leave them as they are. */
typedef struct {
    const uint32_t *const *levels; /* [axis][level] */
    const uint32_t *const *words;  /* [outcome][word] */
} eg_cube_maps;
/* Adds the cells of a cube that has all axes of the other, and perhaps more. */
EG_MUST_USE eg_status eg_cube_fold(eg_cube *target, const eg_layout *to_layout,
                                   const eg_cube *source, const eg_layout *from_layout,
                                   const eg_cube_maps *map, eg_error *err);
/* Makes sure that outcome o keeps counts for word numbers below `words`. false: no memory. */
bool eg_cubes_widen(eg_cubes *cubes, size_t o, uint32_t words);
/* Those of a unit alone, made when there are none. */
eg_status eg_cubes_within(eg_cubes *cubes, size_t unit, eg_cubes **out, eg_error *err);
/* ---- sets counted together (cube_groups.c) ---- */
/* The cube counts several sets. */
bool eg_cube_divisible(const eg_cubes *cubes, size_t c);
/* Makes several cubes of one that has too many cells for the sets it counts. */
EG_MUST_USE eg_status eg_cubes_divide(eg_cubes *cubes, size_t c, eg_error *err);
/* One cube for each set. */
EG_MUST_USE eg_status eg_cubes_split(eg_cubes *cubes, eg_error *err);
/* EG_E_LIMIT when the cells exceed the memory budget. */
eg_status eg_cubes_check(const eg_cubes *cubes, eg_error *err);

#endif
