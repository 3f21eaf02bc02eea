/*
 * source/told.h - files that were read elsewhere: a source that has their headers and tallies,
 * and no records any more.
 */
#ifndef EG_SOURCE_TOLD_H
#define EG_SOURCE_TOLD_H

#include "equitygap/source.h"

typedef struct {
    eg_file_tally tally;
    const eg_text *header;
    size_t n_header;
} eg_told_file;

/* Everything is copied. n may be 0. */
EG_MUST_USE eg_status eg_source_told(eg_source **out, const eg_told_file *files, size_t n,
                                     eg_error *err);

#endif
