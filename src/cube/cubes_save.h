/* cube/cubes_save.h - what was counted, written into a saved cube and read back. */
#ifndef EG_CUBE_CUBES_SAVE_H
#define EG_CUBE_CUBES_SAVE_H

#include "equitygap/cube.h"
#include "schema/coder_save.h"

/* Cells by the numbers of ranks (eg_coder_save), in rising order. Divides the cubes
 * (eg_cubes_by_set). */
EG_MUST_USE eg_status eg_cubes_save(eg_cubes *cubes, const eg_coder_ranks *ranks, eg_pack *pack,
                                    eg_error *err);
/*
 * Into cubes that have counted nothing. ranks: those of eg_coder_load, whose coder has the
 * levels. Values and joint cells that these cubes do not keep are passed over. What cannot be
 * is a failure of unpack.
 */
EG_MUST_USE eg_status eg_cubes_load(eg_cubes *cubes, const eg_coder *coder,
                                    const eg_coder_ranks *ranks, eg_unpack *unpack,
                                    eg_error *err);

/* Divides them so that each set of axes has a cube of its own. */
EG_MUST_USE eg_status eg_cubes_by_set(eg_cubes *cubes, eg_error *err);

/* The same of rows that are groups, in the order in which they came. */
void eg_given_save(const eg_given *given, const eg_coder_ranks *ranks, eg_pack *pack);
EG_MUST_USE eg_status eg_given_load(eg_given *given, const eg_coder *coder, eg_unpack *unpack,
                                    eg_error *err);
/* Appends the rows of another one; maps and groups are those of the coders' merging. */
EG_MUST_USE eg_status eg_given_merge(eg_given *into, const eg_given *from,
                                     const eg_coder_maps *maps, const uint32_t *groups,
                                     eg_error *err);

/* Students of another table, no one of whom is in this one, are added to its tally. */
void eg_students_told(eg_students *students, const eg_students_tally *tally);

#endif
