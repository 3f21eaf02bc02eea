/*
 * schema/nests.h - which columns lie within others: schools within districts, a detailed race
 * within a broad one. Who reads a report knows that as a rule, so that groups of the one add up
 * to those of the other.
 *
 * Found from the records, whatever their order. Of two units, year by year: those levels of the
 * outer one whose inner ones lie in no other. Of two dimensions: all levels or none, over all
 * years.
 */
#ifndef EG_SCHEMA_NESTS_H
#define EG_SCHEMA_NESTS_H

#include "schema/coder_save.h"

typedef struct eg_nests eg_nests;
/* NULL: no memory. */
eg_nests *eg_nests_new(const eg_schema *schema);
void eg_nests_free(eg_nests *nests);
/* false: no memory. */
EG_MUST_USE bool eg_nests_add(eg_nests *nests, const eg_coded *coded);
/* levels: [axis][level] of from in into; NULL, or a NULL row: the same. */
EG_MUST_USE bool eg_nests_merge(eg_nests *into, const eg_nests *from, uint32_t *const *levels);
/* By the numbers of the saved labels. */
EG_MUST_USE bool eg_nests_save(const eg_nests *nests, eg_pack *pack,
                               const eg_coder_ranks *ranks);
/* After the labels were read; damage is a failure of unpack. */
EG_MUST_USE bool eg_nests_load(eg_nests *nests, const eg_coder *coder, eg_unpack *unpack);
/* Into settled->nests. */
EG_MUST_USE bool eg_nests_settle(const eg_nests *nests, const eg_schema *schema,
                                 eg_settled *settled);

#endif
