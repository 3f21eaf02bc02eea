/*
 * job/portions.h - saved cubes: an analysis that stops when it has counted, and one that begins
 * with what others have counted.
 *
 * A saved cube holds the settings, the headers and tallies of the files, what the coder met and
 * the cells; never a record, an id or anything computed from one id. So students are told apart
 * within a saved cube, and not between two: those that may share students are refused unless
 * the user says that they do not.
 */
#ifndef EG_JOB_PORTIONS_H
#define EG_JOB_PORTIONS_H

#include "equitygap/job.h"
#include "job/intake.h"
#include "schema/pack.h"
#include "source/told.h"

/* ---- settings (portion_settings.c) ---- */

/* One setting as reports have it. */
typedef struct {
    const char *name, *value;
    bool decides; /* the cells depend on it */
} eg_portion_row;

typedef struct {
    eg_portion_row *rows;
    size_t n;
    eg_strings said_keys, said_values;    /* by config files, as schema/said.h has them */
    eg_strings typed_names, typed_values; /* on the command line */
} eg_portion_settings;

/* The settings of a job whose schema is resolved; in its arena. before: what the saved cubes it
 * is made of remember, or NULL. */
EG_MUST_USE eg_status eg_portion_settings_of(const eg_job *job,
                                             const eg_portion_settings *before,
                                             eg_portion_settings *out, eg_error *err);
void eg_portion_settings_save(const eg_portion_settings *settings, eg_pack *pack);
EG_MUST_USE bool eg_portion_settings_load(eg_portion_settings *settings, eg_unpack *unpack,
                                          eg_arena *arena);
/* What one was counted with and the other not, in words; "" when they agree. asked: options
 * typed now, which need not agree where no cell depends on them. NULL: no memory. */
const char *eg_portion_difference(const eg_portion_settings *one, const char *one_name,
                                  const eg_portion_settings *two, const char *two_name,
                                  const eg_strings *asked, eg_arena *arena);
/* The same of what cells depend on and a job needs. */
const char *eg_portion_lacks(const eg_portion_settings *saved, const char *name,
                             const eg_portion_settings *needed, eg_arena *arena);

/* ---- one saved cube, as far as its cells (portion_head.c) ---- */

typedef struct {
    const char *path;
    eg_portion_settings settings;
    eg_told_file *files;
    size_t n_files;
    eg_intake_tally melted;
    eg_roster *roster; /* NULL: nothing was joined */
    bool groups;       /* its rows are groups */
    bool students;     /* students are told apart */
    eg_students_tally tally;
    eg_hash128 head; /* of all that */
} eg_portion;

EG_MUST_USE eg_status eg_portion_save(const eg_job *job, const eg_portion_settings *settings,
                                      eg_pack *pack, eg_error *err);
/* portion->path is set; what it holds is the arena's but the roster. */
EG_MUST_USE eg_status eg_portion_load(eg_portion *portion, const eg_settings *settings,
                                      eg_unpack *unpack, eg_arena *arena, eg_error *err);

/* ---- rosters (roster_told.c) ---- */

EG_MUST_USE bool eg_roster_save(const eg_roster *roster, eg_pack *pack);
EG_MUST_USE eg_status eg_roster_load(eg_roster **out, const eg_settings *settings,
                                     eg_unpack *unpack, eg_error *err);
/* The same roster joined onto other records; false: it is another one. */
bool eg_roster_add(eg_roster *into, const eg_roster *from);
/* Tallies and headers of a source's files. */
void eg_told_save(const eg_source *source, eg_pack *pack);
EG_MUST_USE bool eg_told_load(eg_told_file **files, size_t *n, eg_unpack *unpack,
                              eg_arena *arena);

/* ---- nobody and nothing twice (portion_claims.c) ---- */

/* Which of several saved cubes had students of a year, and which a file with records of it. */
typedef struct eg_claims eg_claims;

/* Both are borrowed. NULL: no memory. */
EG_MUST_USE eg_claims *eg_claims_new(const eg_job *job, const eg_portion *portions);
void eg_claims_free(eg_claims *claims);
/* A file is known again by its name, size, counts and header. EG_E_INPUT: students of a year
 * that another one has too; EG_E_USAGE: a file with records of a year that another one has.
 * With --disjoint neither, and a notice of the file. */
EG_MUST_USE eg_status eg_claims_add(eg_claims *claims, size_t which, eg_coder *coder,
                                    eg_error *err);

/* ---- many (portions.c) ---- */

typedef struct eg_portions eg_portions;

/* *out is NULL when no path is a saved cube. EG_E_USAGE: some are and some are not. The arena
 * is the job's. */
EG_MUST_USE eg_status eg_portions_open(eg_portions **out, const eg_job *job,
                                       const char *const *paths, size_t n, eg_error *err);
void eg_portions_close(eg_portions *portions);
/* In place of eg_source_open and eg_roster_open; *roster may stay NULL, and is the caller's. */
EG_MUST_USE eg_status eg_portions_source(eg_portions *portions, eg_source **source,
                                         eg_roster **roster, eg_error *err);
/* In place of reading: into the coder, the cubes and the tallies of a job that has them. */
EG_MUST_USE eg_status eg_portions_count(eg_portions *portions, eg_job *job, eg_error *err);
/* What the first of them remembers; NULL of NULL. */
const eg_portion_settings *eg_portions_settings(const eg_portions *portions);
/* Which saved cubes these are made of, to be saved again. */
void eg_portions_save_origins(const eg_portions *portions, eg_pack *pack);

/* ---- saving (portion_save.c) ---- */

/* Into options->save, once; collapses what is to be collapsed. Nothing is settled. */
EG_MUST_USE eg_status eg_job_save(eg_job *job, eg_error *err);

#endif
