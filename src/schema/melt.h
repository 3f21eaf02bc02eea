/*
 * schema/melt.h - wide columns: which columns of a header hold one thing for several years or
 * terms.
 */
#ifndef EG_SCHEMA_MELT_H
#define EG_SCHEMA_MELT_H

#include "equitygap/schema.h"

/* One column of the long table: where it stands in the wide one for each value, -1: nowhere. */
typedef struct {
    const char *name;
    int32_t *column; /* [value] */
} eg_melted;

typedef struct {
    eg_melted *at;
    size_t n;
    int32_t *melted_of; /* [column of the header]: index in at, or -1 */
} eg_melt_map;

/*
 * Finds them in a header; names and arrays are the arena's. Without patterns a column is melted
 * when its name begins or ends with a value (letters of either case; a digit is not cut out of
 * a number) and what is left is also left of a column with another value. EG_E_INPUT: two
 * columns for one value.
 */
EG_MUST_USE eg_status eg_melt_find(eg_melt_map *out, const eg_melt *melt, const eg_text *header,
                                   size_t n, eg_arena *arena, eg_error *err);

#endif
