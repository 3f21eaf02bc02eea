/* ext/odbc_room.h - where a driver puts the cells of the rows in hand. */
#ifndef EG_EXT_ODBC_ROOM_H
#define EG_EXT_ODBC_ROOM_H

#include "ext/odbcx.h"

/* Of one column: cells of `width` bytes side by side, and the length of each. */
typedef struct {
    bool wide;
    size_t width; /* 0: cells are asked for one by one, into piece */
    char *cells;
    ptrdiff_t *lengths; /* bytes, or one of the two below */
    eg_buffer piece;
} eg_odbc_place;
enum { EG_ODBC_NULL = -1, EG_ODBC_CUT = -4 };

typedef struct {
    eg_odbc_place *place;
    size_t n;
    size_t rows; /* of one fetch */
    bool alone;  /* some column is asked for cell by cell: then all are, and rows is 1 */
    char *bytes;
} eg_odbc_room;

/* Memory for as many rows as sensible, by the widths; false: none. */
EG_MUST_USE bool eg_odbc_room_make(eg_odbc_room *room);
void eg_odbc_room_clear(eg_odbc_room *room);
/* The first column of which a cell did not fit; n: all did. */
size_t eg_odbc_room_cut(const eg_odbc_room *room, size_t rows);
eg_odbc_cell eg_odbc_room_cell(const eg_odbc_room *room, size_t row, size_t column);

#endif
