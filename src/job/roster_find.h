/* job/roster_find.h - what a record gets from a roster, whose rows are read by roster.h. */
#ifndef EG_JOB_ROSTER_FIND_H
#define EG_JOB_ROSTER_FIND_H

#include "equitygap/schema.h"
#include "equitygap/source.h"

typedef struct eg_roster eg_roster;

/* Columns it adds to every record. */
size_t eg_roster_columns(const eg_roster *roster);
eg_text eg_roster_column(const eg_roster *roster, size_t column);
/* Columns of a file of records that make its key, eg_roster_key_parts of them. */
size_t eg_roster_key_parts(const eg_roster *roster);
const int32_t *eg_roster_key(const eg_roster *roster, size_t file);

/* What a record gets for a column: text[column], blank without a match. Valid until the next
 * call. */
EG_MUST_USE eg_status eg_roster_find(eg_roster *roster, const eg_field *const *key, size_t row,
                                     const eg_text **text, eg_error *err);

#endif
