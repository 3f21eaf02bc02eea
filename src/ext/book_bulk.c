#include "ext/book_bulk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/zip_splice.h"
#include "ext/zipx.h"

void eg_book_bulk_clear(eg_book_bulk *bulk)
{
    eg_buffer_clear(&bulk->rows);
}

static void put(eg_book_bulk *bulk, const char *text)
{
    eg_buffer_add(&bulk->rows, text, strlen(text));
}

static size_t digits(char out[12], uint32_t n)
{
    return (size_t)snprintf(out, 12, "%u", (unsigned)n);
}

static void end_row(eg_book_bulk *bulk)
{
    if (bulk->row_digits > 0)
        put(bulk, "</row>");
}

void eg_book_bulk_row(eg_book_bulk *bulk, uint32_t row)
{
    end_row(bulk);
    bulk->row_digits = digits(bulk->row, row + 1);
    put(bulk, "<row r=\"");
    eg_buffer_add(&bulk->rows, bulk->row, bulk->row_digits);
    put(bulk, "\">");
}

static void open_cell(eg_book_bulk *bulk, unsigned column, const char *rest)
{
    const char letter = (char)('A' + column);
    put(bulk, "<c r=\"");
    eg_buffer_add(&bulk->rows, &letter, 1);
    eg_buffer_add(&bulk->rows, bulk->row, bulk->row_digits);
    put(bulk, rest);
}

void eg_book_bulk_text(eg_book_bulk *bulk, unsigned column, uint32_t text)
{
    char number[40];
    open_cell(bulk, column, "\" t=\"s\"><v>");
    eg_buffer_add(&bulk->rows, number, eg_number_json(number, text));
    put(bulk, "</v></c>");
}

void eg_book_bulk_number(eg_book_bulk *bulk, unsigned column, double value)
{
    char number[40];
    if (!isfinite(value))
        return;
    open_cell(bulk, column, "\"><v>");
    eg_buffer_add(&bulk->rows, number, eg_number_json(number, value));
    put(bulk, "</v></c>");
}

/* ---- into the workbook
 * ------------------------------------------------------------------------ */

static eg_status fail_as(eg_zipx_result result, eg_error *err)
{
    if (result == EG_ZIPX_MEMORY)
        return eg_fail_memory(err);
    return eg_fail(err, EG_E_IO, "the workbook cannot be put together");
}

static eg_zipx_result read_part(eg_buffer *out, eg_text book, const char *name)
{
    eg_zipx *zip = NULL;
    eg_zipx_part *part = NULL;
    char piece[16384];
    size_t got = 0;
    eg_zipx_result result = eg_zipx_open_memory(&zip, book);
    if (result == EG_ZIPX_OK)
        result = eg_zipx_part_open(&part, zip, name);
    while (result == EG_ZIPX_OK) {
        result = eg_zipx_part_read(part, piece, sizeof piece, &got);
        if (result != EG_ZIPX_OK || got == 0)
            break;
        eg_buffer_add(out, piece, got);
    }
    eg_zipx_part_close(part);
    eg_zipx_close(zip);
    return out->failed ? EG_ZIPX_MEMORY : result;
}

static eg_zipx_result splice(eg_buffer *book, const char *name, const eg_book_bulk *bulk)
{
    const eg_buffer *part = &bulk->rows;
    if (part->failed)
        return EG_ZIPX_MEMORY;
    switch (eg_zip_splice(book, name, (eg_text){part->at, part->n}, bulk->threads)) {
    case EG_SPLICE_OK:
        return EG_ZIPX_OK;
    case EG_SPLICE_MEMORY:
        return EG_ZIPX_MEMORY;
    case EG_SPLICE_DAMAGED:
        break;
    }
    return EG_ZIPX_DAMAGED;
}

eg_status eg_book_bulk_finish(eg_book_bulk *bulk, eg_buffer *book, unsigned sheet,
                              eg_error *err)
{
    static const char end[] = "</row>";
    char name[48];
    eg_buffer part = {0};
    (void)snprintf(name, sizeof name, "xl/worksheets/sheet%u.xml", sheet);
    eg_zipx_result result = read_part(&part, (eg_text){book->at, book->n}, name);
    end_row(bulk);
    bulk->row_digits = 0;
    const char *first = result == EG_ZIPX_OK ? strstr(eg_buffer_string(&part), end) : NULL;
    if (result == EG_ZIPX_OK && first == NULL)
        result = part.failed ? EG_ZIPX_MEMORY : EG_ZIPX_DAMAGED;
    if (first != NULL) {
        size_t head = (size_t)(first - part.at) + strlen(end), n = part.n;
        /* the head before the rows, the tail behind them: one move of the rows' bytes */
        if (eg_buffer_reserve(&bulk->rows, n)) {
            memmove(bulk->rows.at + head, bulk->rows.at, bulk->rows.n);
            memcpy(bulk->rows.at, part.at, head);
            bulk->rows.n += head;
            eg_buffer_add(&bulk->rows, part.at + head, n - head);
        }
        result = splice(book, name, bulk);
    }
    eg_buffer_clear(&part);
    return result == EG_ZIPX_OK ? EG_OK : fail_as(result, err);
}
