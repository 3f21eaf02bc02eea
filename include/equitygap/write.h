/*
 * equitygap/write.h - how it is put: a report as bytes. One row of the table adds a format.
 */
#ifndef EQUITYGAP_WRITE_H
#define EQUITYGAP_WRITE_H

#include "equitygap/base.h"
#include "equitygap/report.h"

typedef struct {
    int columns;    /* of the terminal, text only; 80 */
    bool colour;    /* text only */
    bool unicode;   /* text only: bars and marks beyond ASCII */
    bool all;       /* comparisons, text only: every line, not the first ones */
    size_t threads; /* that may work on it; the same bytes whatever their number */
} eg_write_options;

typedef struct {
    const char *name;      /* "csv" */
    const char *extension; /* ".csv" */
    const char *about;     /* one line for --help */
    eg_status (*write)(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                       eg_error *err);
} eg_writer;

size_t eg_writers_count(void);
const eg_writer *eg_writers_at(size_t index);
const eg_writer *eg_writer_of_name(eg_text name); /* NULL: unknown */
const eg_writer *eg_writer_of_path(eg_text path); /* by extension, case folded */

/* What changed between two reports, whole; report is the later one. */
typedef struct {
    const char *extension;
    eg_status (*write)(const eg_comparison *comparison, const eg_report *report, eg_sink *sink,
                       const eg_write_options *options, eg_error *err);
} eg_comparison_writer;

const eg_comparison_writer *eg_comparison_writer_of_path(eg_text path); /* NULL: none */

#define EG_COMPARISON_WRITERS(W)                                                               \
    W(".txt", eg_write_comparison_text)                                                        \
    W(".json", eg_write_comparison_json)                                                       \
    W(".html", eg_write_comparison_html)
#define EG_COMPARISON_WRITER(extension, function)                                              \
    eg_status function(const eg_comparison *comparison, const eg_report *report,               \
                       eg_sink *sink, const eg_write_options *options, eg_error *err);
EG_COMPARISON_WRITERS(EG_COMPARISON_WRITER)
#undef EG_COMPARISON_WRITER

#endif
