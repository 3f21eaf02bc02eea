/* What a cell of a sheet says. */
#include <string.h>

#include "source/workbook.h"

void eg_sheet_fail(eg_sheet *sheet, eg_status status, const char *text)
{
    if (sheet->failed != EG_OK)
        return;
    sheet->failed = status == EG_E_MEMORY ? eg_fail_memory(sheet->err)
                                          : eg_fail(sheet->err, status, "%s", text);
    eg_error_place(sheet->err, sheet->path, sheet->row, 0, NULL);
    eg_expatx_stop(sheet->part.xml);
}

void eg_sheet_begin_row(eg_sheet *sheet, uint64_t row)
{
    sheet->row = row;
    sheet->in_row = true;
    sheet->next_column = 0;
    sheet->filled = sheet->last = sheet->fields = 0;
    sheet->same = sheet->header != NULL;
    sheet->n_same = 0;
    sheet->uncomputed = 0;
    sheet->n_cells = 0;
    eg_buffer_reset(&sheet->text);
}

static void keep(eg_sheet *sheet, eg_sheet_cell cell)
{
    if (sheet->n_cells == sheet->cells_capacity) {
        const size_t capacity = sheet->cells_capacity == 0 ? 64 : sheet->cells_capacity * 2;
        eg_sheet_cell *cells = eg_realloc(sheet->cells, capacity, sizeof *cells);

        if (cells == NULL) {
            eg_sheet_fail(sheet, EG_E_MEMORY, NULL);
            return;
        }
        sheet->cells = cells;
        sheet->cells_capacity = capacity;
    }
    sheet->cells[sheet->n_cells++] = cell;
}

/* The cell's text becomes `text`. */
static void replace(eg_sheet *sheet, eg_text text)
{
    sheet->text.n = sheet->from;
    eg_buffer_add_text(&sheet->text, text);
}

/* false: no such string, said. */
static bool shared_text(eg_sheet *sheet, eg_text raw, eg_text *text)
{
    const eg_shared_strings *all = sheet->strings;
    size_t at = 0;

    for (size_t i = 0; i < raw.n; i++) {
        if (raw.at[i] < '0' || raw.at[i] > '9')
            at = all->n;
        else if (at < all->n)
            at = at * 10 + (size_t)(raw.at[i] - '0');
    }
    if (at >= all->n || raw.n == 0) {
        if (sheet->failed == EG_OK) {
            sheet->failed = eg_workbook_fail_damaged(
                sheet->part.name, "a cell refers to a text that is not there", sheet->err);
            eg_error_place(sheet->err, sheet->path, sheet->row, 0, NULL);
            eg_expatx_stop(sheet->part.xml);
        }
        return false;
    }
    const size_t from = at == 0 ? 0 : all->end[at - 1];
    *text = (eg_text){all->bytes.at != NULL ? all->bytes.at + from : "", all->end[at] - from};
    return true;
}

/* 2023-05-01T00:00:00 is a date; with a time its T becomes a blank. */
static void take_iso_date(eg_sheet *sheet, eg_text raw)
{
    char *at = sheet->text.at + sheet->from;

    if (raw.n < 19 || at[10] != 'T')
        return;
    if (memcmp(at + 11, "00:00:00", 8) == 0)
        sheet->text.n = sheet->from + 10;
    else
        at[10] = ' ';
}

/* The cell in hand as text of the row; false where it refers to a shared one. */
static void convert(eg_sheet *sheet, eg_text raw)
{
    char room[EG_WORKBOOK_NUMBER];

    switch (sheet->type) {
    case EG_CELL_NUMBER:
        raw = eg_workbook_number(raw, sheet->style, sheet->epoch_1904, room);
        if (raw.at == room)
            replace(sheet, raw);
        break;
    case EG_CELL_BOOLEAN:
        if (eg_text_is(raw, "1"))
            replace(sheet, eg_text_of("TRUE"));
        else if (eg_text_is(raw, "0"))
            replace(sheet, eg_text_of("FALSE"));
        break;
    case EG_CELL_ISO_DATE:
        take_iso_date(sheet, raw);
        break;
    case EG_CELL_INLINE:
    case EG_CELL_FORMULA_TEXT:
    case EG_CELL_ERROR:
    case EG_CELL_SHARED:
        break;
    }
}

static void compare(eg_sheet *sheet, eg_text text)
{
    if (eg_text_equal(text, sheet->header[sheet->column]))
        sheet->n_same++;
    else
        sheet->same = false;
}

void eg_sheet_take_cell(eg_sheet *sheet)
{
    eg_text raw = {sheet->text.at + sheet->from, sheet->text.n - sheet->from};
    eg_text text = {NULL, 0};
    bool wanted;

    if (sheet->text.failed) {
        eg_sheet_fail(sheet, EG_E_MEMORY, NULL);
        return;
    }
    sheet->fields = sheet->column + 1;
    if (raw.n > 0)
        raw.n = eg_workbook_clean(sheet->text.at + sheet->from, raw.n);
    sheet->text.n = sheet->from + raw.n;
    if (raw.n == 0 || sheet->column >= sheet->width) {
        sheet->uncomputed += raw.n == 0 && sheet->formula && sheet->type == EG_CELL_NUMBER &&
                             sheet->column < sheet->width;
        sheet->text.n = sheet->from;
        return;
    }
    if (sheet->type == EG_CELL_SHARED) {
        if (!shared_text(sheet, raw, &text))
            return;
        sheet->text.n = sheet->from;
        if (text.n == 0)
            return;
    }
    sheet->filled++;
    sheet->last = sheet->column + 1;
    wanted = sheet->wanted == NULL || sheet->wanted[sheet->column];
    if (!wanted && !sheet->same) {
        sheet->text.n = sheet->from;
        return;
    }
    if (text.at == NULL)
        convert(sheet, raw);
    if (sheet->text.failed)
        return; /* said at the end of the row */
    if (sheet->same)
        compare(sheet, text.at != NULL ? text
                                       : (eg_text){sheet->text.at + sheet->from,
                                                   sheet->text.n - sheet->from});
    keep(sheet, (eg_sheet_cell){.column = sheet->column,
                                .shared = text.at,
                                .from = sheet->from,
                                .n = text.at != NULL ? text.n : sheet->text.n - sheet->from});
}
