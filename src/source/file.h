/*
 * source/file.h - one file of the data set, open or not, and the formats a file can have.
 *
 * A format is a row of eg_formats. Adding one (a workbook, say) is a row with its three
 * functions; a row without them is a kind of file that is recognised and refused with what to
 * do instead.
 */
#ifndef EG_SOURCE_FILE_H
#define EG_SOURCE_FILE_H

#include "equitygap/source.h"
#include "source/block.h"
#include "source/window.h"

typedef struct eg_file eg_file;

/* What opening a delimited file finds out; borrowed from it, or kept in an arena. */
typedef struct {
    eg_encoding encoding;
    char delimiter;
    const eg_text *names;
    size_t n_names, named;
    eg_text raw; /* the header as it stands in the file, without line end */
} eg_dialect;

typedef struct {
    const char *name;
    const char *magic; /* NULL: what no other row takes */
    size_t n_magic;
    const char *refusal; /* NULL: it is read */
    /* Up to the header: sets file->reader, names and n_names. */
    eg_status (*open)(eg_file *file, eg_error *err);
    /* Records until the block is full or the file is done. */
    eg_status (*next)(eg_file *file, eg_block *block, eg_error *err);
    void (*close)(eg_file *file);
} eg_format;

struct eg_file {
    const char *path;
    const char *place; /* "odbc:..." as typed, for path is then its table; NULL: a file */
    const eg_counting *counting; /* it may come counted; NULL: it may not */
    const eg_source_options *options;
    const eg_source_sizes *sizes;
    const eg_pulse *pulse;
    eg_file_tally tally;
    eg_text *header; /* in the source's arena, kept from the first opening */
    size_t n_header;
    uint64_t device, inode; /* of a regular file, to tell it from the others */

    /* Of a part: the bytes [from, upto) are read; upto is 0 for all. */
    uint64_t from, upto;
    const eg_dialect *dialect; /* of a part that does not begin with the header */
    bool goes_on;              /* the file goes on behind the part */
    bool torn; /* what is at the end of the part cannot be told without what is behind it */

    /* Only while open. */
    const eg_format *format; /* NULL: not open */
    eg_bytes *bytes;         /* owned by the window's stages */
    eg_window window;
    void *reader;         /* the format's own */
    const eg_text *names; /* the header as this opening read it, the reader's */
    size_t n_names;
    bool done;
};

extern const eg_format eg_formats[];
extern const size_t eg_formats_count;

/* The row for a file that begins so. Never NULL. */
const eg_format *eg_format_of(eg_text beginning);

/* Opens up to the header; `memory` instead of the path where memory.at is not NULL. */
EG_MUST_USE eg_status eg_file_open(eg_file *file, eg_text memory, eg_error *err);
void eg_file_close(eg_file *file);
/* Fills the block; file->done when there is no more. */
EG_MUST_USE eg_status eg_file_next(eg_file *file, eg_block *block, eg_error *err);

/* Delimited text (delimited.c). */
eg_status eg_delimited_open_part(eg_file *file, eg_error *err);
/* What the encoding was, once all is read. */
void eg_delimited_settle(eg_file_tally *tally, uint64_t damaged, bool multibyte, eg_decode how);
eg_dialect eg_delimited_dialect(const eg_file *file);
/* Physical lines consumed; and the number that the next one gets. */
uint64_t eg_delimited_lines(const eg_file *file);
void eg_delimited_number(eg_file *file, uint64_t more);
eg_status eg_delimited_open(eg_file *file, eg_error *err);
eg_status eg_delimited_next(eg_file *file, eg_block *block, eg_error *err);
void eg_delimited_close(eg_file *file);

/* Tables of a database (database.c): a format that no magic shows. */
extern const eg_format eg_format_database;
/* The query for the block's columns; NULL on failure. */
const char *eg_database_query(eg_file *file, const eg_block *block, eg_error *err);
/* As eg_source_more_than_bits; of a file, or a column that is not there: false. */
eg_status eg_database_more_than_bits(eg_file *file, int32_t column, bool *more, eg_error *err);

/* Workbooks (workbook.c). */
eg_status eg_workbook_open(eg_file *file, eg_error *err);
eg_status eg_workbook_next(eg_file *file, eg_block *block, eg_error *err);
void eg_workbook_close(eg_file *file);

#endif
