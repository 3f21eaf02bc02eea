/*
 * schema/settle_given.h - what settling rows of groups works on; private to settle_given*.c.
 */
#ifndef EG_SCHEMA_SETTLE_GIVEN_H
#define EG_SCHEMA_SETTLE_GIVEN_H

#include "schema/coder.h"

/* A group met: what it is called, and where it goes. */
typedef struct {
    const char *dimension; /* of the dimension's column; NULL: one column alone */
    const char *name;
    uint32_t rank;  /* in the order of the group's column */
    uint32_t found; /* number of the dimension found; EG_NO_WORD: none */
    bool total, aside;
} eg_given_met;

typedef struct {
    const char *name;
    bool additive;
} eg_given_dimension;

typedef struct {
    eg_coder *coder;
    const eg_schema *raw;
    const eg_settings *settings;
    eg_settled *settled;
    const eg_axis_settled *raw_axes; /* as the columns have them */
    eg_axis_settled *axes;           /* as dimensions, year and units have them */
    eg_given_plan *plan;
    eg_given_met *groups;
    size_t n;
    eg_given_dimension *dimensions;
    size_t n_dimensions;
    eg_arena *arena;
    eg_error *err;
} eg_given_work;

/* A label without the mark that settling gives one that is no total of ours. */
const char *eg_given_plain(const char *label);
/* The label means everybody: by the table of names, or --totals. */
bool eg_given_is_total(const eg_given_work *w, const char *label);
/* Year and units behind the first n axes of plan->schema. */
EG_MUST_USE eg_status eg_given_carry_axes(eg_given_work *w, size_t n);

/*
 * Two columns of which a row names a combination (--group-column A*B): the dimensions A, B and
 * A*B, or those of --by. Fills plan->item, level, aside and pairs, the schema's items and axes,
 * and settled->axes. EG_E_USAGE: --by names something else, or --parts is given.
 */
EG_MUST_USE eg_status eg_given_cross(eg_given_work *w);

#endif
