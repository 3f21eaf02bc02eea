/* cube/internal.h - what cubes and views share. */
#ifndef EG_CUBE_INTERNAL_H
#define EG_CUBE_INTERNAL_H

#include "cube/cells.h"
#include "cube/layout.h"
#include "equitygap/cube.h"

/* One cube: the cells of one set of axes, in rising order of axis number. */
typedef struct {
    uint32_t axis[EG_KEY_MOST];
    size_t n_axes;
    eg_cells *cells;
} eg_cube;

struct eg_cubes {
    const eg_schema *schema;
    eg_cube *cubes;
    size_t n_cubes;
    eg_layout layout;
    uint32_t *cell_of; /* scratch: the cell of each record of a batch */
    size_t cell_of_capacity;
    size_t bytes_most;
};

/* A set of axes, sorted and without doubles. */
typedef struct {
    uint32_t axis[EG_KEY_MOST];
    size_t n;
} eg_axis_set;

/* The axes of a view: the scope's unit (scope > 0), the year, the item's axes (item > 0). */
eg_axis_set eg_axis_set_of(const eg_schema *schema, size_t scope, size_t item);
bool eg_axis_set_within(const eg_axis_set *inner, const uint32_t *axis, size_t n);

#endif
