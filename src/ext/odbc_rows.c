#include "ext/odbc_rows.h"

#include <time.h>

/* Some milliseconds of work for whoever takes them; less would be spent on handing over. */
enum { ROWS_FULL = 2048, BYTES_FULL = 1 << 20, WAIT_MS = 100 };

static int64_t clock_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void eg_odbc_rows_reset(eg_odbc_rows *rows, size_t columns)
{
    rows->rows = 0;
    rows->columns = columns;
    rows->since = clock_ms();
    eg_buffer_reset(&rows->bytes);
}

void eg_odbc_rows_clear(eg_odbc_rows *rows)
{
    eg_free(rows->cell);
    eg_buffer_clear(&rows->bytes);
    *rows = (eg_odbc_rows){0};
}

static bool make_room(eg_odbc_rows *rows, size_t n)
{
    const size_t wanted = (rows->rows + n) * rows->columns;
    if (wanted <= rows->capacity)
        return true;
    eg_odbc_kept *grown = eg_realloc(rows->cell, wanted * 2, sizeof *grown);
    if (grown == NULL)
        return false;
    rows->cell = grown;
    rows->capacity = wanted * 2;
    return true;
}

/* Units of two bytes begin at even places. */
static void keep(eg_buffer *bytes, eg_odbc_cell cell, eg_odbc_kept *kept)
{
    if (cell.wide && bytes->n % sizeof(uint16_t) != 0)
        eg_buffer_add_char(bytes, '\0');
    *kept = (eg_odbc_kept){bytes->n, cell.null ? SIZE_MAX : cell.n};
    if (cell.n > 0)
        eg_buffer_add(bytes, cell.at, cell.wide ? cell.n * sizeof(uint16_t) : cell.n);
}

bool eg_odbc_rows_add(eg_odbc_rows *rows, const eg_odbc_room *room, size_t n)
{
    if (!make_room(rows, n))
        return false;
    for (size_t r = 0; r < n; r++) {
        eg_odbc_kept *kept = rows->cell + (rows->rows + r) * rows->columns;
        for (size_t i = 0; i < rows->columns; i++)
            keep(&rows->bytes, eg_odbc_room_cell(room, r, i), &kept[i]);
    }
    rows->rows += n;
    return !rows->bytes.failed;
}

bool eg_odbc_rows_full(const eg_odbc_rows *rows)
{
    return rows->rows > 0 && (rows->rows >= ROWS_FULL || rows->bytes.n >= BYTES_FULL ||
                              clock_ms() - rows->since >= WAIT_MS);
}

eg_odbc_cell eg_odbc_rows_cell(const eg_odbc_rows *rows, const eg_odbc_room *room, size_t row,
                               size_t column)
{
    const eg_odbc_kept kept = rows->cell[row * rows->columns + column];
    const bool wide = room->place[column].wide;
    if (kept.n == SIZE_MAX || kept.n == 0)
        return (eg_odbc_cell){.at = "", .wide = wide, .null = kept.n == SIZE_MAX};
    return (eg_odbc_cell){.at = rows->bytes.at + kept.at, .n = kept.n, .wide = wide};
}
