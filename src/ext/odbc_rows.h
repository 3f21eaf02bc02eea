/* ext/odbc_rows.h - rows in hand, copied close together from where a driver puts them. */
#ifndef EG_EXT_ODBC_ROWS_H
#define EG_EXT_ODBC_ROWS_H

#include "ext/odbc_room.h"

typedef struct {
    size_t at; /* in bytes */
    size_t n;  /* bytes or units; SIZE_MAX: NULL */
} eg_odbc_kept;

typedef struct {
    size_t rows;
    size_t columns;
    eg_odbc_kept *cell; /* [row * columns + column] */
    size_t capacity;    /* of cell */
    eg_buffer bytes;
    int64_t since; /* ms, when it was empty */
} eg_odbc_rows;

/* Takes every cell of the first n rows of a room; false: no memory. */
EG_MUST_USE bool eg_odbc_rows_add(eg_odbc_rows *rows, const eg_odbc_room *room, size_t n);
/* Whether it holds as much as should be handed on at once, or has waited for that for a tenth
 * of a second. */
bool eg_odbc_rows_full(const eg_odbc_rows *rows);
eg_odbc_cell eg_odbc_rows_cell(const eg_odbc_rows *rows, const eg_odbc_room *room, size_t row,
                               size_t column);
/* Empty for rows of so many columns; keeps the memory. */
void eg_odbc_rows_reset(eg_odbc_rows *rows, size_t columns);
void eg_odbc_rows_clear(eg_odbc_rows *rows);

#endif
