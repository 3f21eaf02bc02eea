/*
 * job/intake.h - records as the schema sees them: those of a source with columns from the
 * file's name, from --set, from wide columns melted and from a roster. Without any of these a
 * batch of the source goes through as it is. No text is copied.
 */
#ifndef EG_JOB_INTAKE_H
#define EG_JOB_INTAKE_H

#include "equitygap/schema.h"
#include "equitygap/source.h"
#include "job/roster_find.h"

typedef struct eg_intake eg_intake;

typedef struct {
    uint64_t wide;  /* records with columns that were melted */
    uint64_t made;  /* records made of them */
    uint64_t empty; /* not made: no melted column has a value */
    size_t columns; /* made of wide ones */
} eg_intake_tally;

/*
 * records: all of these, and every file's name must fit; else a roster: a year from the name
 * where all names have one. source and settings must outlive it. EG_E_USAGE: a name that does
 * not fit, a column set that a file has, nothing to melt.
 */
EG_MUST_USE eg_status eg_intake_new(eg_intake **out, const eg_settings *settings,
                                    eg_source *source, bool records, eg_error *err);
void eg_intake_free(eg_intake *intake);

size_t eg_intake_files(const eg_intake *intake);
const char *eg_intake_name(const eg_intake *intake,
                           size_t file); /* as eg_source_tally has it */
const eg_text *eg_intake_header(const eg_intake *intake, size_t file, size_t *n);
/* Adds the columns of a roster, which must outlive it. Before _select; its rows are read after.
 */
EG_MUST_USE eg_status eg_intake_join(eg_intake *intake, eg_roster *roster, eg_error *err);

/* As eg_source_select and eg_source_next. */
EG_MUST_USE eg_status eg_intake_select(eg_intake *intake, const int32_t *columns, size_t n,
                                       eg_error *err);
/* [column of the roster]: whether _select asks for it; NULL: none is joined. The roster is read
 * with it before the first _next. */
const uint8_t *eg_intake_joined(const eg_intake *intake);
EG_MUST_USE eg_status eg_intake_next(eg_intake *intake, eg_batch *batch, eg_error *err);
/* Batches are those of the source. */
bool eg_intake_plain(const eg_intake *intake);
/* Records that were read elsewhere are added to its tally. */
void eg_intake_told(eg_intake *intake, const eg_intake_tally *tally);
const eg_intake_tally *eg_intake_tally_of(const eg_intake *intake);

#endif
