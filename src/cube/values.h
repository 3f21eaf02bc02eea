/*
 * cube/values.h - exact histograms: how many students of a cell have each value of an outcome.
 * Only kept when a statistic needs them.
 */
#ifndef EG_CUBE_VALUES_H
#define EG_CUBE_VALUES_H

#include "equitygap/cube.h"

typedef struct {
    eg_decimal value;
    uint64_t count; /* 0: an empty place of the table */
    uint32_t cell;
    uint32_t outcome;
} eg_value_entry;

typedef struct {
    eg_value_entry *at; /* open addressing */
    size_t used, places;
    size_t most; /* bytes; may be lowered */
    bool full;   /* would need more than that: nothing is added any more */
} eg_values;

eg_values *eg_values_new(void);
void eg_values_free(eg_values *values);
/* Of NULL: 0. Of a full one more than any budget. */
size_t eg_values_bytes(const eg_values *values);
/* false: no memory */
EG_MUST_USE bool eg_values_add(eg_values *values, const eg_value_entry *more);

/* The same, sorted and packed for reading. */
typedef struct {
    eg_value_count *counts;
    uint64_t *key; /* of each run: cell, outcome */
    size_t *from;  /* of each run, and one past the last */
    size_t runs;
} eg_value_index;
void eg_value_index_clear(eg_value_index *index);
const eg_value_count *eg_value_index_find(const eg_value_index *index, size_t cell,
                                          size_t outcome, size_t *n);

#endif
