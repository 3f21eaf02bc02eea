/*
 * source/delimited.h - inside the reader of delimited text: one record at a time through
 * libcsv.
 *
 * delimited.c decides about records (accept, set aside, refuse); record.c takes one out of the
 * window.
 */
#ifndef EG_SOURCE_DELIMITED_H
#define EG_SOURCE_DELIMITED_H

#include "ext/csvx.h"
#include "lane/lane.h"
#include "source/file.h"

typedef enum {
    EG_RECORD_ROW,   /* read */
    EG_RECORD_BLANK, /* a line of blanks */
    EG_RECORD_BAD,   /* not of the grammar; reason says how */
    EG_RECORD_OPEN,  /* a quote is open at the end of the file, or the record has no end in the
                        limit */
    EG_RECORD_END    /* no more */
} eg_outcome;

/* What one attempt at a record found. */
typedef struct {
    eg_outcome outcome;
    const char *reason;
    bool beyond;    /* of an OPEN one: at the limit, not at the end of the file */
    size_t seen;    /* fields */
    size_t filled;  /* one-based position of the last field that is not empty */
    size_t too_big; /* one-based position of a field over EG_LIMIT_CELL */
    size_t used;    /* bytes in the window */
    size_t lines;   /* physical */
    size_t first;   /* bytes of the first of them */
} eg_record;

typedef struct {
    eg_file *file;
    eg_window *window;
    eg_csvx *csv;
    eg_block *block; /* NULL while the header is read */
    eg_encoding encoding;
    char delimiter;
    uint64_t line; /* of the window's start */
    eg_record record;
    bool ended; /* by libcsv: the record in hand is complete */

    /* Where the fields of the record in hand go. */
    const eg_slot *slot;
    char *text;
    size_t row;
    bool watch; /* the record needs a second look at every field */
    /* What libcsv was fed of this record, for telling which fields were quoted. */
    eg_text fed;
    size_t fed_at;
    eg_buffer repaired;

    eg_buffer words; /* the header's names, one after another, cleaned */
    eg_text *names;
    size_t *ends; /* while it is read: where each name ends */
    size_t n_names, names_capacity;
    bool no_memory;
    size_t named;  /* fields up to the last that has a name */
    eg_buffer raw; /* the header as it stands in the file, without line end */

    eg_lane *lane;               /* NULL: libcsv alone */
    size_t lane_most;            /* records that it looks at next: more where it does well */
    size_t lane_wait, lane_rest; /* records for libcsv before it is asked again */
    eg_lane_run run;             /* of a marked block */
} eg_delimited;

eg_csvx_on_field eg_record_field;
eg_csvx_on_record eg_record_end;

/*
 * Tries the record at the window's start; reader->record says what it is. repair: backslash
 * escapes and Excel's ="..." are rewritten first. Fails only for memory, reading and
 * interruption.
 */
EG_MUST_USE eg_status eg_record_try(eg_delimited *reader, bool repair, eg_error *err);
/* Could a repair change anything? */
bool eg_record_repairable(const eg_delimited *reader);

/*
 * Regular records from the window's start go into the block, as many as it takes; *taken: how
 * many. Where any did, what is visible of the window is held, for fields stand in it. Fails
 * only for memory, reading and interruption (lane_rows.c).
 */
EG_MUST_USE eg_status eg_lane_rows(eg_delimited *reader, size_t *taken, eg_error *err);

/* The record as it stands in the file, n bytes of it, without its line end. */
eg_text eg_record_bytes(const eg_delimited *reader, size_t n);

/* EG_E_INPUT or EG_E_LIMIT with the place of the quote that is open. */
eg_status eg_record_fail_open(eg_delimited *reader, eg_error *err);
eg_status eg_record_fail_big(eg_delimited *reader, eg_error *err);

/* The header: the first record that is not blank. */
EG_MUST_USE eg_status eg_header_read(eg_delimited *reader, eg_error *err);

/*
 * Appends a line with \" as "" within quotes and ="text" as "=""text""". *inside: is a quote
 * open, before and after.
 */
void eg_repair_line(eg_text line, char delimiter, bool *inside, eg_buffer *out);

#endif
