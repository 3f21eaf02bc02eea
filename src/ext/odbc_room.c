#include "ext/odbc_room.h"

/*
 * A fetch costs a driver something beside its rows: some rows at least, even where a driver
 * says 8,190 letters of any text. Few pages of that are ever touched.
 */
enum { ROWS_MOST = 1024, ROWS_SOME = 32, BYTES = 4 << 20, BYTES_MOST = 16 << 20 };

static size_t rows_of(size_t row)
{
    size_t rows = BYTES / row;
    if (rows < ROWS_SOME)
        rows = BYTES_MOST / row < ROWS_SOME ? BYTES_MOST / row : ROWS_SOME;
    return rows > ROWS_MOST ? ROWS_MOST : rows == 0 ? 1 : rows;
}

static size_t unit_of(const eg_odbc_place *place)
{
    return place->wide ? sizeof(uint16_t) : 1;
}

bool eg_odbc_room_make(eg_odbc_room *room)
{
    size_t row = 1;
    room->alone = false;
    for (size_t i = 0; i < room->n; i++) {
        row += room->place[i].width + sizeof(ptrdiff_t);
        room->alone = room->alone || room->place[i].width == 0;
    }
    room->rows = room->alone ? 1 : rows_of(row);
    room->bytes = eg_alloc_zero(room->rows, row);
    if (room->bytes == NULL)
        return false;
    char *at = room->bytes + room->n * room->rows * sizeof(ptrdiff_t);
    for (size_t i = 0; i < room->n; i++) {
        room->place[i].lengths = (ptrdiff_t *)(void *)room->bytes + i * room->rows;
        room->place[i].cells = at;
        at += room->place[i].width * room->rows;
    }
    return true;
}

void eg_odbc_room_clear(eg_odbc_room *room)
{
    for (size_t i = 0; room->place != NULL && i < room->n; i++)
        eg_buffer_clear(&room->place[i].piece);
    eg_free(room->bytes);
    *room = (eg_odbc_room){0};
}

/* Drivers say that they do not know, or more than was asked for, of what they cut. */
size_t eg_odbc_room_cut(const eg_odbc_room *room, size_t rows)
{
    for (size_t i = 0; i < room->n; i++) {
        const eg_odbc_place *p = &room->place[i];
        for (size_t r = 0; r < rows && p->width > 0; r++) {
            const ptrdiff_t n = p->lengths[r];
            if (n != EG_ODBC_NULL && (n < 0 || (size_t)n > p->width - unit_of(p)))
                return i;
        }
    }
    return room->n;
}

eg_odbc_cell eg_odbc_room_cell(const eg_odbc_room *room, size_t row, size_t column)
{
    const eg_odbc_place *p = &room->place[column];
    const ptrdiff_t n = p->lengths[row];
    if (n <= 0)
        return (eg_odbc_cell){.at = "", .wide = p->wide, .null = n == EG_ODBC_NULL};
    return (eg_odbc_cell){.at = room->alone ? p->piece.at : p->cells + row * p->width,
                          .n = (size_t)n / unit_of(p),
                          .wide = p->wide};
}
