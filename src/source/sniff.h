/*
 * source/sniff.h - what the first bytes of a file say about the rest: its encoding, its
 * delimiter and where its header is. Looks at a fixed number of bytes, so that a pipe and a
 * file are read alike.
 */
#ifndef EG_SOURCE_SNIFF_H
#define EG_SOURCE_SNIFF_H

#include "source/window.h"

/* given: an encoding named by the user, or NULL. A byte order mark is believed first. */
eg_encoding eg_sniff_encoding(eg_text bytes, const char *given);

/* Is this no text at all, whatever the encoding? (bytes: decoded) */
bool eg_sniff_binary(eg_text bytes);

/* `sep=;` as a first line: its delimiter, else 0. */
char eg_sniff_sep_line(eg_text line);

/*
 * Which delimiter gives most of the first records the same number of fields; comma where none
 * does. text: from the first line on; its last line may be cut off.
 */
char eg_sniff_delimiter(eg_text text);

/* How many physical lines stand above the header; *bytes they take. */
size_t eg_sniff_preamble(eg_text text, char delimiter, size_t *bytes);

/* How many records, and of a record how many fields, are looked at. */
enum { EG_SNIFF_RECORDS = 64, EG_SNIFF_FIELDS = 64 };

/* What a quick look at a record sees: fields, those not blank, and the last such. */
typedef struct {
    size_t n;     /* bytes, with the line end */
    size_t lines; /* physical */
    size_t fields;
    size_t filled;
    size_t last; /* one-based position of the last field that is not blank */
    /* Of the first 64 fields, a bit each: digits without a letter; a letter; blank or the same
     * as the field before, as under a title that spans columns. */
    uint64_t number, word, spanned;
    uint32_t mark[EG_SNIFF_FIELDS]; /* a hash of the field */
} eg_glance;
/* Adds what field number `at` (from 0) says; before: the field before it. */
void eg_sniff_field(eg_glance *seen, size_t at, eg_text field, eg_text before);
/* The record at the start of text; n is 0 at its end. */
eg_glance eg_sniff_record(eg_text text, char delimiter);

/*
 * How many of the first records of a table, at most EG_SNIFF_RECORDS, stand above its header:
 * rows with at most half of the cells filled, and rows of titles over rows of names.
 */
size_t eg_sniff_above(const eg_glance *record, size_t n);

#endif
