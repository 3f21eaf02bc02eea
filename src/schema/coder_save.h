/*
 * schema/coder_save.h - what a coder met, written into a saved cube and read back. Labels and
 * words go in the order of their bytes, so that the order in which they were met leaves no
 * trace.
 */
#ifndef EG_SCHEMA_CODER_SAVE_H
#define EG_SCHEMA_CODER_SAVE_H

#include "equitygap/schema.h"
#include "schema/pack.h"

/* The numbers that a coder's own have in the saved cube: for what is counted by them. */
typedef struct {
    uint32_t **levels; /* [axis][level]; level 0 stays 0 */
    uint32_t **words;  /* [outcome][word] */
    size_t *n_words;   /* [outcome] that counts by word are kept for; 0: none are */
    uint32_t *groups;  /* of rows that are groups; NULL: none */
} eg_coder_ranks;

void eg_coder_ranks_free(eg_coder_ranks *ranks, const eg_schema *schema);
/* Before it is settled. EG_E_LIMIT: more marks than are told apart. */
EG_MUST_USE eg_status eg_coder_save(const eg_coder *coder, eg_pack *pack, eg_coder_ranks *ranks,
                                    eg_error *err);
/* The files of a saved cube, which is one of several: n of them, the first of which has this
 * number among all. */
typedef struct {
    uint32_t first, n;
} eg_saved_files;
/*
 * Into a coder that has met nothing. ranks gives the coder's numbers for the saved words
 * (levels and groups are the same: NULL). Places met get their file among all, and it in the
 * line too (eg_saved_line), so that eg_coder_merge takes the first. What cannot be is a failure
 * of unpack.
 */
EG_MUST_USE eg_status eg_coder_load(eg_coder *coder, eg_unpack *unpack,
                                    const eg_saved_files *file, eg_coder_ranks *ranks,
                                    eg_error *err);
/* To be given to eg_coder_number after the last merge. */
uint64_t eg_saved_line(const void *context, uint64_t line);

/*
 * The rest of eg_coder_merge where rows are groups: figures' marks, and in *groups the numbers
 * in `into` of the groups of `from` (to be freed).
 */
EG_MUST_USE eg_status eg_coder_merge_groups(eg_coder *into, const eg_coder *from,
                                            const eg_coder_maps *maps, uint32_t **groups,
                                            eg_error *err);

/*
 * Of outcomes whose levels are listed, what each word counts as, without settling the rest: for
 * eg_students_rest. Free with eg_settled_free.
 */
EG_MUST_USE eg_status eg_coder_settle_listed(const eg_coder *coder, eg_settled **out,
                                             eg_error *err);
/* Different groups met, where rows are groups. */
size_t eg_coder_groups(const eg_coder *coder);
/* Labels of years as keys of students have them: equal for every spelling of one; in the
 * coder's arena. NULL: no memory. */
const char *eg_coder_year_key(eg_coder *coder, uint32_t level);
/* Records without a year; 0 where there is no year at all. */
uint64_t eg_coder_without_year(const eg_coder *coder);

#endif
