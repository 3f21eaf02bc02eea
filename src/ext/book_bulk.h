/*
 * ext/book_bulk.h - many plain rows of one sheet, as the text a workbook holds them in.
 *
 * libxlsxwriter keeps every cell in memory and prints each number three times as long as this
 * takes; it makes the workbook, and these rows are put into its sheet afterwards.
 */
#ifndef EG_EXT_BOOK_BULK_H
#define EG_EXT_BOOK_BULK_H

#include "equitygap/base.h"

typedef struct {
    eg_buffer rows; /* its failure flag is sticky */
    char row[12];   /* the row under way, as cells name it: from 1 */
    size_t row_digits;
    size_t threads; /* that may pack it; 0, 1: the caller's alone */
} eg_book_bulk;

void eg_book_bulk_clear(eg_book_bulk *bulk);
/* A new row, from 0; rows go down the sheet, and their cells to the right. */
void eg_book_bulk_row(eg_book_bulk *bulk, uint32_t row);
/* The text of this number among the workbook's texts. Columns from 0, fewer than 26. */
void eg_book_bulk_text(eg_book_bulk *bulk, unsigned column, uint32_t text);
/* Round-trip exact; nothing where it is not finite. */
void eg_book_bulk_number(eg_book_bulk *bulk, unsigned column, double value);
/*
 * Puts the rows into a workbook, behind the first row of the sheet of this number (from 1);
 * `book` is the file's bytes, before and after. The same bytes every time.
 */
EG_MUST_USE eg_status eg_book_bulk_finish(eg_book_bulk *bulk, eg_buffer *book, unsigned sheet,
                                          eg_error *err);

#endif
