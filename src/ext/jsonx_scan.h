/* ext/jsonx_scan.h - JSON's grammar and places; see jsonx.h for what callers use. */
#ifndef EG_EXT_JSONX_SCAN_H
#define EG_EXT_JSONX_SCAN_H

#include "ext/jsonx.h"

/* Where a value stands, in the order of the file: a container before what it holds. */
typedef struct {
    size_t at; /* offset and length in the text */
    size_t n;
    eg_json_place place;
    eg_json_place key_place;
} eg_json_mark;

typedef struct {
    eg_json_mark *at;
    size_t n;
    size_t capacity;
} eg_json_marks;

/*
 * Checks that text[0..n) is one JSON value and notes where each value in it stands. Overwrites
 * comments and a byte order mark with blanks, so that offsets stay. marks starts zeroed and is
 * the caller's to free (eg_free of at), also after an error.
 */
EG_MUST_USE eg_status eg_json_scan(char *text, size_t n, eg_json_marks *marks, eg_status wrong,
                                   eg_error *err);

#endif
