/*
 * cube/given.h - rows that are groups, as they came: levels and figures, until all are read.
 */
#ifndef EG_CUBE_GIVEN_H
#define EG_CUBE_GIVEN_H

#include "cube/view_tables.h"

struct eg_given {
    const eg_schema *schema; /* of the columns */
    uint32_t *keys;          /* [row * width]: group, year, units */
    eg_figure *figures;      /* [row * n_figures] */
    size_t width, n, capacity;
    uint8_t *why; /* [row] eg_given_why; NULL: not placed yet */
    eg_given_tally tally;
};

/* Whether a row was set aside, once the views are made of all. */
typedef enum { EG_GIVEN_USED, EG_GIVEN_NO_GROUP, EG_GIVEN_DIFFERS } eg_given_why;
eg_given_why eg_given_why_of(const eg_given *given, size_t row);

/* Figures of one outcome of a row, by what they are; NULL: the map has none. */
typedef struct {
    const eg_figure *n, *count, *rate, *mean, *sd;
    const eg_figure *level[EG_MAX_LEVELS];
    size_t n_levels;
    eg_kind kind;
    bool mean_bounds; /* a mean in bounds is kept; else it is hidden */
} eg_given_figures;

/* What they amount to: bounds[0] is n, bounds[1 + k] a count; of a mean bounds[1] and the
 * spread bounds[2]. Bounds of a mean are the bits of an eg_decimal each, INT64_MIN and
 * INT64_MAX where there is none. */
typedef struct {
    eg_bounds bounds[1 + EG_MAX_LEVELS];
    uint64_t students;
    eg_i128 sum;
    eg_u192 square;
    bool inconsistent;
} eg_given_sums;

/* How many bounds a cell keeps of an outcome. */
size_t eg_given_width(eg_kind kind, size_t n_levels);
/* Levels that add up to 100, or to 1, in every row that gives them all, and not to its n, are
 * shares. */
void eg_given_find_shares(eg_given *given);
void eg_given_combine(const eg_given_figures *figures, eg_given_sums *out);

#endif
