/*
 * source_read.h - what the reader makes of some bytes, as one text that is easy to write in a
 * test.
 *
 *   H name|name          the header of each file
 *   2 cell|"cell|~       a record with its line; " before a quoted cell, ~ for an absent column
 *   x2 reason: bytes     a reject
 *   EG_E_INPUT message   how it ended, when not well
 *
 * CR, LF, tab, NUL and backslash in cells come as \r \n \t \0 and \\.
 */
#ifndef SOURCE_READ_H
#define SOURCE_READ_H

#include "source/source.h"

typedef struct {
    eg_buffer text;
    eg_status status;
    eg_error error;
    eg_file_tally tally;  /* of the first file */
    const char *encoding; /* asked for; NULL: recognised */
    char delimiter;
    const char *sheet;
    const eg_control *control;
    eg_source_sizes sizes; /* 0: the usual */
    bool libcsv;           /* no vector lane */
    bool apart;            /* rejects stand behind all records */
    eg_buffer rejects;
} source_read;

/* The result, as a string; read->text is cleared by source_read_clear. */
const char *source_read_bytes(source_read *read, const void *bytes, size_t n);
const char *source_read_string(source_read *read, const char *text);
const char *source_read_files(source_read *read, const char *const *paths, size_t n);
void source_read_clear(source_read *read);

/* A new folder for this test, and a file in it; both abort when that fails. Paths are
 * malloc'ed. */
char *source_test_folder(void);
char *source_test_file(const char *folder, const char *name, const void *bytes, size_t n);

#endif
