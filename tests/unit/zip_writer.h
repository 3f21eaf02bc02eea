/*
 * zip_writer.h - a zip archive of stored parts, and workbooks of as few parts as there can be.
 */
#ifndef ZIP_WRITER_H
#define ZIP_WRITER_H

#include "equitygap/base.h"

typedef struct {
    eg_buffer bytes;    /* the archive, after zip_writer_end */
    eg_buffer contents; /* its table of contents */
    unsigned n;
} zip_writer;

void zip_writer_add(zip_writer *zip, const char *name, const char *text);
void zip_writer_end(zip_writer *zip);
void zip_writer_clear(zip_writer *zip);

/*
 * A workbook: rows are what stands within sheetData. strings are what stands within sst, styles
 * what stands within styleSheet, book what stands before sheets in the workbook; NULL: no such
 * part or nothing.
 */
typedef struct {
    const char *rows;
    const char *strings;
    const char *styles;
    const char *book;
} workbook_text;
void zip_writer_workbook(zip_writer *zip, const workbook_text *text);
/* The parts that every workbook has, for one with sheets of its own. */
void zip_writer_book(zip_writer *zip, const char *book, const char *sheets,
                     const char *relations);
void zip_writer_sheet(zip_writer *zip, const char *name, const char *rows);

#endif
