/* job/file_notes.h - what may be noticed of a file while it is read: one table for analyze's
 * quality section and for profile. */
#ifndef EG_JOB_FILE_NOTES_H
#define EG_JOB_FILE_NOTES_H

#include "equitygap/source.h"

typedef struct {
    const char *code; /* of the quality section */
    const char *one;  /* what follows the count: "record could not be used" */
    const char *many;
    size_t offset; /* of the count in eg_file_tally */
    bool students; /* of records: a public report does not tell a small one */
} eg_file_note;

/* *n rows, in the order they are told. */
const eg_file_note *eg_file_notes(size_t *n);
uint64_t eg_file_note_count(const eg_file_note *note, const eg_file_tally *tally);

#endif
