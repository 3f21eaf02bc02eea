/*
 * ext/bookx.h - libxlsxwriter: a workbook of sheets, cells with formats, and line charts.
 *
 * The same cells give the same bytes: no time and no name of the machine goes in. Text is
 * always text, never a formula. Errors are sticky: write on, and ask once with eg_book_finish.
 */
#ifndef EG_EXT_BOOKX_H
#define EG_EXT_BOOKX_H

#include "equitygap/base.h"

typedef struct eg_book eg_book;
typedef struct eg_book_sheet eg_book_sheet;

/* How a cell looks. */
typedef enum {
    EG_BOOK_PLAIN,
    EG_BOOK_TITLE,  /* large, bold */
    EG_BOOK_STRONG, /* bold */
    EG_BOOK_HEAD,   /* bold, wrapped, a rule below */
    EG_BOOK_WRAP,   /* wrapped text */
    EG_BOOK_WORD,   /* a word where a figure is not shown: right, grey italics */
    EG_BOOK_WHOLE,  /* 1,234 */
    EG_BOOK_SHARE,  /* 0.724 as 72.4% */
    EG_BOOK_POINTS, /* +0.036 as +3.6: see eg_book_number */
    EG_BOOK_FIXED0, /* FIXED0 + n: n decimals, up to 6 */
    EG_BOOK_FIXED6 = EG_BOOK_FIXED0 + 6,
    EG_BOOK_GENERAL,
    EG_BOOK_STYLES
} eg_book_style;

EG_MUST_USE eg_status eg_book_new(eg_book **out, const char *title, eg_error *err);
void eg_book_free(eg_book *book);

/* Named like this as far as a workbook can: 31 characters, none of []:*?/\, unlike every other.
 */
eg_book_sheet *eg_book_sheet_add(eg_book *book, const char *name);
/* The name it got. */
const char *eg_book_sheet_name(const eg_book_sheet *sheet);

/* Rows and columns from 0. Text over 32,000 bytes is cut. */
void eg_book_text(eg_book_sheet *sheet, uint32_t row, uint16_t column, const char *text,
                  eg_book_style style);
/* Not finite: the cell stays empty. */
void eg_book_number(eg_book_sheet *sheet, uint32_t row, uint16_t column, double value,
                    eg_book_style style);
void eg_book_width(eg_book_sheet *sheet, uint16_t column, double characters);
/* Room for so many lines of text. */
void eg_book_height(eg_book_sheet *sheet, uint32_t row, unsigned lines);
/* Rows above and columns left of this cell stay in sight; rows are repeated in print. */
void eg_book_freeze(eg_book_sheet *sheet, uint32_t row, uint16_t column);
void eg_book_filter(eg_book_sheet *sheet, uint32_t head, uint32_t last, uint16_t last_column);

/*
 * Cells of a sheet with very many rows, without a style, in a tenth of the time: one sheet of a
 * book, rows under its first, downwards, and cells to the right, fewer than 26.
 */
void eg_book_bulk_begin(eg_book_sheet *sheet, uint32_t row);
void eg_book_bulk_put(eg_book_sheet *sheet, uint16_t column, const char *text);
void eg_book_bulk_figure(eg_book_sheet *sheet, uint16_t column, double value);

/*
 * One line for each of `rows`: labels in label_column, figures in first_column..last_column,
 * whose heads stand in head_row. Every one of those cells must hold a number: a word would be
 * drawn as 0. Lines differ by marker and dash, not by colour alone. low: where the upright axis
 * begins; NAN: 0.
 */
typedef struct {
    const char *title;
    const uint32_t *rows;
    size_t n_rows;
    uint32_t head_row;
    uint16_t label_column, first_column, last_column;
    uint32_t at_row;
    uint16_t at_column;
    bool share;
    double low;
} eg_book_chart;
void eg_book_line_chart(eg_book *book, eg_book_sheet *sheet, const eg_book_chart *chart);

/* Puts the workbook into the sink; up to so many threads pack it. */
EG_MUST_USE eg_status eg_book_finish(eg_book *book, size_t threads, eg_sink *sink,
                                     eg_error *err);

#endif
