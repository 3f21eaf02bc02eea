/*
 * ext/csvx.h - libcsv: one delimited grammar, strict, fed a piece at a time.
 *
 * Blanks (space, tab) around an unquoted field are dropped, a doubled quote is one, blanks may
 * follow a closing quote; a quote inside an unquoted field or text after a closing quote is a
 * syntax error. A line of blanks gives nothing. Line ends are LF, CR or both, and belong to the
 * field within quotes.
 */
#ifndef EG_EXT_CSVX_H
#define EG_EXT_CSVX_H

#include "equitygap/base.h"

typedef struct eg_csvx eg_csvx;

/* bytes are valid during the call only; n may be 0. */
typedef void eg_csvx_on_field(void *bytes, size_t n, void *context);
/* After the last field of a record; end is the byte that ended it, -1 at the end of the input.
 */
typedef void eg_csvx_on_record(int end, void *context);

typedef enum { EG_CSVX_OK, EG_CSVX_SYNTAX, EG_CSVX_MEMORY } eg_csvx_result;

EG_MUST_USE eg_csvx *eg_csvx_new(char delimiter, eg_csvx_on_field *field,
                                 eg_csvx_on_record *record, void *context);
void eg_csvx_free(eg_csvx *csv);

/* After anything but EG_CSVX_OK only _reset and _free make sense. */
eg_csvx_result eg_csvx_feed(eg_csvx *csv, const char *bytes, size_t n);
/* The end of the input: ends a last record that has no line end. SYNTAX: within quotes. */
eg_csvx_result eg_csvx_finish(eg_csvx *csv);
/* Is a quote open? */
bool eg_csvx_inside(const eg_csvx *csv);
/* Forgets a record that was begun; ready for the first byte of another. */
void eg_csvx_reset(eg_csvx *csv);

#endif
