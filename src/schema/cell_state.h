/*
 * schema/cell_state.h - what a cell of an aggregate file says: a value, bounds, or one of the
 * marks for why there is none. Nothing is folded into anything else, and bounds stay bounds.
 */
#ifndef EG_SCHEMA_CELL_STATE_H
#define EG_SCHEMA_CELL_STATE_H

#include "schema/cell.h"

/* Bounds as they are written: <10, n<10, >=95%, GE95, 21-39. */
typedef struct {
    eg_decimal low, high;
    bool has_low, has_high, open_low, open_high;
    bool percent; /* a % sign stands in it: low and high are shares */
    bool about_n; /* n<10: speaks of the group's size, whatever column it stands in */
} eg_bound;

/* A number, or a percentage: then the value is the share. */
bool eg_bound_number(eg_text text, eg_decimal *value, bool *percent);
/* words: also "fewer than 10", "95 or more", "95+" and a dash of Unicode, which only a column
 * of figures has. */
bool eg_bound_parse(eg_text text, bool words, eg_bound *out);
/* <10 in a column of percentages or means: also how many files mark a group of fewer than ten
 * students. true where its n, as far as it is known, leaves that open; LE5, LT50 and <10% are
 * always figures. */
bool eg_bound_fits_size(eg_text text, const eg_figure *n);

/* A canonical cell. Bounds on n in another column than n's own are SUPPRESSED. */
eg_figure eg_figure_read(const eg_mark_table *marks, eg_text canonical, eg_figure_role role);

#endif
