/*
 * write/page.h - a page of text: lines that fit, paragraphs that wrap, tables that break into
 * blocks. Everything given as `text` is escaped already (eg_page_safe); widths are terminal
 * columns.
 */
#ifndef EG_WRITE_PAGE_H
#define EG_WRITE_PAGE_H

#include "equitygap/write.h"
#include "language/language.h"
#include "report/index.h"
#include "report/margin.h"
#include "report/say.h"

typedef struct {
    const eg_report *report;
    eg_sink *sink;
    eg_arena *arena;
    const eg_fact_index *index; /* the whole input */
    const eg_language *language;
    eg_margin margin;
    const char **latest; /* year that tables show, by outcome */
    size_t columns;
    bool colour, unicode;
    bool failed; /* memory: checked once, at the end */
} eg_page;

/* Looks, colour only: nothing else changes with it. */
typedef enum { EG_PLAIN, EG_BOLD, EG_DIM } eg_look;

/* An empty page as the options have it (NULL: the usual ones); its arena and index are the
 * caller's. */
eg_page eg_page_of(const eg_report *report, eg_sink *sink, const eg_write_options *options);
/* A copy with control, direction and invalid characters escaped; never NULL (failed is set). */
const char *eg_page_safe(eg_page *page, const char *text);
/* text, or "" with failed set when it is NULL. */
const char *eg_page_checked(eg_page *page, const char *text);
size_t eg_page_width(const char *text);

/* The catalogue's word in the report's language. */
const char *eg_page_word(const eg_page *page, const char *english);
/* A template of the catalogue with its {places} filled; values are escaped already and end with
 * a NULL name. */
const char *eg_page_fill(eg_page *page, const char *english, const eg_place_value *values);
#define EG_PAGE(page, english, ...)                                                            \
    eg_page_fill(page, english, (const eg_place_value[]){__VA_ARGS__, {NULL, NULL}})
/* By number; {n} is filled with it, or with words for a count that is not told. */
const char *eg_page_counted(eg_page *page, const char *one, const char *many, uint64_t n);
/* A sentence that came with the report: in its language where it is known, else English. */
const char *eg_page_said(eg_page *page, const char *said, const char *english);
/* "1,234"; "12.4"; "72.4%". */
const char *eg_page_count(eg_page *page, uint64_t n);
const char *eg_page_fixed(eg_page *page, double x, int decimals);
const char *eg_page_percent(eg_page *page, double share);
/* A state or verdict without what the engine adds behind it. */
const char *eg_page_first_words(eg_page *page, const char *note);

void eg_page_blank(eg_page *page);
/* A title with a rule under it. */
void eg_page_title(eg_page *page, const char *text);
/* Words wrapped to the page; the first line starts at `first`, the others at `rest`. */
void eg_page_paragraph(eg_page *page, eg_look look, size_t first, size_t rest,
                       const char *text);
void eg_page_line(eg_page *page, eg_look look, const char *text);

/* The next piece of text that is at most width columns: bytes to print, and *skip bytes to pass
 * over. */
size_t eg_page_piece(const char *text, size_t width, size_t *skip);
void eg_page_spaces(eg_page *page, size_t n);

#define EG_TABLE_COLUMNS 64

/* Cells fill rows left to right; the first column wraps and is repeated in every block. */
typedef struct {
    eg_page *page;
    size_t n_columns;
    const char *heads[EG_TABLE_COLUMNS];
    bool left[EG_TABLE_COLUMNS]; /* else aligned right */
    size_t
        wrap[EG_TABLE_COLUMNS]; /* headings wrap at this width; the first column's cells too */
    size_t indent;
    const char **cells; /* n_rows * n_columns; NULL in column 1: a line of its own */
    size_t n_rows, capacity;
} eg_table;

void eg_table_init(eg_table *table, eg_page *page);
void eg_table_clear(eg_table *table);
/* Adds a column before any row; at most EG_TABLE_COLUMNS, more are not kept. */
void eg_table_column(eg_table *table, const char *head, bool left);
/* A row of n_columns cells, all ""; NULL when memory is out. Valid until the next row. */
const char **eg_table_row(eg_table *table);
/* A line across the table. */
void eg_table_heading(eg_table *table, const char *text);
size_t eg_table_column_width(const eg_table *table, size_t column);
void eg_table_print(eg_table *table);

#endif
