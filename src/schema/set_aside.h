/*
 * schema/set_aside.h - whoever wants to know of records that are read well and cannot be
 * counted.
 */
#ifndef EG_SCHEMA_SET_ASIDE_H
#define EG_SCHEMA_SET_ASIDE_H

#include "equitygap/schema.h"

typedef struct {
    /* Record of the batch that is coded just then; why is a sentence. */
    void (*record)(void *context, const eg_batch *batch, size_t record, const char *why);
    void *context;
} eg_set_aside;

/* tell must outlive the coder; NULL: nobody. Records without a whole weight are told. */
void eg_coder_on_aside(eg_coder *coder, const eg_set_aside *tell);
/* Which record of the batch coded last is row r of its result. */
size_t eg_coder_record(const eg_coder *coder, size_t r);
/* How many values that a condition with = or != names no record has. */
size_t eg_coder_where_unmet(const eg_coder *coder, size_t where);
/*
 * The next word from *at on that rate(A|B) lists, that no record has, and that a word of the
 * records resembles: *near. Ends with {NULL, 0}.
 */
eg_text eg_coder_misspelt(const eg_coder *coder, size_t outcome, size_t *at, const char **near);
/* How many values of a column of figures of groups are read as thousands (1,234), where all of
 * its values are; else 0. */
uint64_t eg_coder_figure_thousands(eg_coder *coder, size_t figure);

#endif
