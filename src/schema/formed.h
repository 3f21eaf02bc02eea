/*
 * schema/formed.h - a column of numbers of one form, by what instructions the machine has.
 */
#ifndef EG_SCHEMA_FORMED_H
#define EG_SCHEMA_FORMED_H

#include "schema/cell.h"

/* n cells: that of record r begins behind end[r * step - 1] and ends at end[r * step]; eight
 * bytes of each may be read. */
typedef struct {
    const char *text;
    const uint32_t *end;
    size_t step, n;
    eg_cell_form form;
    eg_decimal low, high; /* a number from one to the other may be a mark */
} eg_formed_cells;

/* Where the numbers go. */
typedef struct {
    eg_decimal *value;
    uint32_t *units; /* of 1 / 10^9 times the form's scale */
    uint8_t *state;  /* 0; `other` and no units where there is no such number */
    uint8_t other;
} eg_formed_numbers;

/* How many are `other`. Each gives the same. */
typedef size_t eg_formed_read(const eg_formed_cells *cells, const eg_formed_numbers *to);
typedef enum {
    EG_FORMED_BEST,
    EG_FORMED_PLAIN,
    EG_FORMED_AVX2,
    EG_FORMED_AVX512
} eg_formed_way;
#define EG_FORMED_WAYS 4
/* NULL: this machine has it not. */
eg_formed_read *eg_formed_of(eg_formed_way way);

#endif
