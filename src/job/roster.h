/*
 * job/roster.h - columns of a roster joined onto records: many records to one row, by key.
 *
 * Holds for each key a hash and a number a column used (24 bytes and 4 a column, rounded up to
 * 16, a quarter to a half more while the table grows), never the rows. A key whose rows do not
 * agree joins nothing: how many records would need one is counted, and the caller refuses.
 */
#ifndef EG_JOB_ROSTER_H
#define EG_JOB_ROSTER_H

#include "job/intake.h"
#include "job/roster_find.h"

typedef struct {
    uint64_t rows;      /* of the roster */
    uint64_t keys;      /* different ones */
    uint64_t no_key;    /* rows without one, set aside */
    uint64_t repeated;  /* keys with several rows that say the same */
    uint64_t ambiguous; /* keys with several rows that do not */
    uint64_t unused;    /* keys no record asked for */
    uint64_t matched;   /* records */
    uint64_t unmatched;
    uint64_t records_no_key;
    uint64_t records_ambiguous;
} eg_roster_tally;

/*
 * Opens the files of settings->roster and settles keys and columns against the headers of
 * `records`. EG_E_USAGE: a key that one side has not. options must outlive it.
 */
EG_MUST_USE eg_status eg_roster_open(eg_roster **out, const eg_settings *settings,
                                     const eg_intake *records, const eg_source_options *options,
                                     eg_error *err);
void eg_roster_close(eg_roster *roster);

/* Reads every row, keeping the columns for which used[column] is set: see eg_intake_joined.
 * Once. */
EG_MUST_USE eg_status eg_roster_read(eg_roster *roster, const uint8_t *used,
                                     const eg_control *control, eg_error *err);
/* After the last record: EG_E_INPUT where a record needed a key that says two things. */
EG_MUST_USE eg_status eg_roster_check(eg_roster *roster, eg_error *err);
const eg_roster_tally *eg_roster_tally_of(const eg_roster *roster);
/* Sentences on keys and columns, for the report's quality section. */
const eg_strings *eg_roster_notes(const eg_roster *roster);
const eg_source *eg_roster_source(const eg_roster *roster);

#endif
