/*
 * equitygap/source.h - what bytes say: files, standard input or memory as one data set of
 * records.
 *
 * Knows delimiters, quotes, encodings and compression; knows nothing of schools. Gives records
 * (eg_batch), and is asked for the columns wanted. Several files are one data set: each keeps
 * its own header, columns are matched by name by whoever asks (see eg_source_select).
 */
#ifndef EQUITYGAP_SOURCE_H
#define EQUITYGAP_SOURCE_H

#include "equitygap/base.h"

typedef struct eg_source eg_source;

/* Hard limits; beyond them EG_E_LIMIT names the limit and the place. */
#define EG_LIMIT_CELL    (1u << 20) /* bytes of one field */
#define EG_LIMIT_RECORD  (8u << 20) /* bytes of one record */
#define EG_LIMIT_COLUMNS 65536u

/*
 * A record that could not be used. file and reason are C strings; bytes are the record as read
 * (decoded, without its line end). They may hold a student's data: they go to the --rejects
 * file or nowhere.
 */
typedef struct {
    const char *file;
    uint64_t line;
    const char *reason;
    eg_text bytes;
} eg_reject;

typedef struct {
    char delimiter; /* 0: recognise among comma, tab, semicolon, pipe, caret (flag --delimiter)
                     */
    const char *encoding; /* NULL: recognise (flag --encoding); an iconv name */
    const char *sheet;    /* NULL: the first visible sheet of a workbook (flag --sheet) */
    void (*reject)(void *context, const eg_reject *reject); /* may be NULL */
    void *reject_context;
    const eg_control *control; /* may be NULL */
    bool aside;                /* large packed files may be unpacked by a thread */
    bool libcsv; /* no vector lane (flag --parser): slower, with the same result */
    bool marks;  /* batches may say where fields stand (eg_batch.marks) */
    const struct eg_sql_options *sql; /* for "odbc:..."; NULL: no database may be read */
} eg_source_options;

/* What was met in one file; all counts are records unless said. */
typedef struct {
    const char *name; /* as given; "-" is standard input */
    uint64_t bytes;   /* as stored */
    uint64_t records; /* data records delivered */
    uint64_t rejected;
    uint64_t blank;    /* blank records set aside */
    uint64_t headers;  /* records that repeat the header, set aside */
    uint64_t preamble; /* lines above the header */
    uint64_t footer;   /* remarks below the last record ("Total records: 7"), set aside */
    /* Lines that were not in the file's encoding and were read as Windows-1252; where bytes
       came through iconv, sequences that became U+FFFD. */
    uint64_t damaged;
    uint64_t uncomputed;     /* cells of a workbook with a formula and no value: empty */
    const char *format;      /* "csv", "xlsx" */
    const char *compression; /* "none", "gzip" */
    const char *encoding;    /* "UTF-8", "UTF-16LE", ... */
    char delimiter;
    bool byte_order_mark;
} eg_file_tally;

/*
 * Expands what was typed into file names: a name that exists, or "-", is taken as it is; else,
 * when it has * ? or [, the matching names in byte order. *paths is in the arena. EG_E_IO: no
 * such file, nothing matches.
 */
EG_MUST_USE eg_status eg_source_expand(const char *const *typed, size_t n_typed,
                                       eg_arena *arena, const char ***paths, size_t *n_paths,
                                       eg_error *err);

/*
 * Opens every file as far as its header. paths and options must outlive the source.
 * EG_E_IO: missing or unreadable (naming it). EG_E_INPUT: empty file, no header, binary
 * content, an unclosed quote, a name that stands twice in a header (only reported when such a
 * column is selected).
 */
EG_MUST_USE eg_status eg_source_open(eg_source **out, const char *const *paths, size_t n_paths,
                                     const eg_source_options *options, eg_error *err);
/* One file from memory (tests, fuzzers); bytes must outlive the source. */
EG_MUST_USE eg_status eg_source_open_memory(eg_source **out, const void *bytes, size_t n,
                                            const char *name, const eg_source_options *options,
                                            eg_error *err);
void eg_source_close(eg_source *source);

size_t eg_source_files(const eg_source *source);
/* Header of a file: names as written (decoded, line breaks as one space, blanks trimmed), *n of
 * them. */
const eg_text *eg_source_header(const eg_source *source, size_t file, size_t *n);
const eg_file_tally *eg_source_tally(const eg_source *source, size_t file);

/*
 * The columns of every batch, by position in each file's header: columns[file * n + c], or -1
 * where that file has no such column (its fields are then EG_FIELD_ABSENT). Call once, before
 * the first eg_source_next; without it every column of the first file comes.
 */
EG_MUST_USE eg_status eg_source_select(eg_source *source, const int32_t *columns, size_t n,
                                       eg_error *err);

/*
 * From here on equal records of a database may come as one (eg_batch.times), which nobody who
 * counts can tell apart; and columns with sum[c], of those selected, as their sums
 * (eg_batch.sums), where they are no marks. Both must outlive the source. Before the first
 * eg_source_next.
 */
typedef struct {
    const bool *sum;
    const eg_decimal *marks; /* numbers that stand for no value */
    size_t n_marks;
} eg_counting;
void eg_source_count(eg_source *source, const eg_counting *counting);
/* *more: in every file column c of those selected is a number of a database whose sums are
 * exact, and somewhere neither 0 nor 1 nor a mark. Asks the databases; after eg_source_count.
 */
EG_MUST_USE eg_status eg_source_more_than_bits(eg_source *source, size_t c, bool *more,
                                               eg_error *err);
/* The query that a database is going to be asked; "" for a file. NULL: it failed. */
const char *eg_source_query(eg_source *source, size_t file, eg_error *err);

/*
 * The next records, all of one file, in the order of the files and lines. batch->rows is 0 at
 * the end. A record that is ragged or breaks the grammar is handed to options.reject and
 * counted; reading goes on at the next line end after the record's first line. Errors: EG_E_IO
 * (read, damaged gzip), EG_E_INPUT (a quote never closed, with file:line:column of the quote),
 * EG_E_LIMIT, EG_E_INTERRUPTED.
 */
EG_MUST_USE eg_status eg_source_next(eg_source *source, eg_batch *batch, eg_error *err);

/* ---- in parts, several at a time ------------------------------------------------------------
 */

/*
 * Instead of eg_source_next: the files cut at line ends into parts of some MiB, each read on
 * its own. Together they give the records and rejects that eg_source_next gives, unless a part
 * is torn: then its end is no end of a record, all that was read is to be forgotten, and the
 * source to be opened again and read with eg_source_next. Nothing here calls options.reject or
 * options.control but eg_parts_finish.
 */
typedef struct eg_parts eg_parts;
typedef struct eg_part_reader eg_part_reader;

/*
 * After eg_source_select; source must outlive it and not be read otherwise. *out is NULL where
 * it is not worth it or cannot be: less than `threads` could share, pipes, compressed files,
 * workbooks, UTF-16.
 */
EG_MUST_USE eg_status eg_parts_new(eg_parts **out, eg_source *source, size_t threads,
                                   eg_error *err);
void eg_parts_free(eg_parts *parts);
/* One a thread. stop: asked now and then, false ends the reading (EG_E_INTERRUPTED). */
EG_MUST_USE eg_status eg_part_reader_new(eg_part_reader **out, eg_parts *parts,
                                         bool (*go_on)(void *context), void *context,
                                         eg_error *err);
void eg_part_reader_free(eg_part_reader *reader);
/* The next part that nobody has; *any: there is one. Not by two threads at the same time. */
EG_MUST_USE eg_status eg_part_claim(eg_part_reader *reader, bool *any, eg_error *err);
/* Its records, as eg_source_next; lines are eg_parts_line's until all is read. */
EG_MUST_USE eg_status eg_part_next(eg_part_reader *reader, eg_batch *batch, eg_error *err);
/* After the last batch of a part: it is torn. */
bool eg_part_torn(const eg_part_reader *reader);
/* Bytes of the parts read. */
uint64_t eg_part_bytes(const eg_part_reader *reader);
/* When every part is read: tallies are those of the source, rejects are handed over in order.
 */
void eg_parts_finish(eg_parts *parts);
/* The line in its file of a batch's line, after eg_parts_finish. */
uint64_t eg_parts_line(const eg_parts *parts, uint64_t line);

/* Where reading stands, for progress. */
void eg_source_progress(const eg_source *source, eg_progress *progress);

#endif
