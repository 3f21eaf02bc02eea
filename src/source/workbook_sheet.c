/* A sheet, a row at a time. */
#include <string.h>

#include "source/workbook.h"

#define MOST_ROW UINT64_C(1000000000)

static void fail_damaged(eg_sheet *sheet, const char *how)
{
    if (sheet->failed != EG_OK)
        return;
    sheet->failed = eg_workbook_fail_damaged(sheet->part.name, how, sheet->err);
    eg_error_place(sheet->err, sheet->path, sheet->row, 0, NULL);
    eg_expatx_stop(sheet->part.xml);
}

/* ---- what begins ----------------------------------------------------------------------------
 */

/* Rows without a number follow the one before. */
static void begin_row(eg_sheet *sheet, const char *const *attributes)
{
    const char *number = eg_expatx_attribute(attributes, "r");
    uint64_t row = sheet->row + 1;

    if (number != NULL) {
        row = 0;
        for (; *number >= '0' && *number <= '9' && row < MOST_ROW; number++)
            row = row * 10 + (uint64_t)(*number - '0');
        if (*number != '\0' || row <= sheet->row) {
            fail_damaged(sheet, "its rows are out of order");
            return;
        }
    }
    eg_sheet_begin_row(sheet, row);
}

/* BC12 is column 54, counted from 0; SIZE_MAX: no such place. */
static size_t column_of(const char *reference)
{
    size_t column = 0;

    for (; *reference >= 'A' && *reference <= 'Z'; reference++) {
        column = column * 26 + (size_t)(*reference - 'A') + 1;
        if (column > EG_LIMIT_COLUMNS)
            return EG_LIMIT_COLUMNS;
    }
    return column == 0 ? SIZE_MAX : column - 1;
}

static eg_cell_type type_of(const char *t)
{
    static const struct {
        const char *word;
        eg_cell_type type;
    } words[] = {{"s", EG_CELL_SHARED},  {"inlineStr", EG_CELL_INLINE},
                 {"n", EG_CELL_NUMBER},  {"str", EG_CELL_FORMULA_TEXT},
                 {"b", EG_CELL_BOOLEAN}, {"e", EG_CELL_ERROR},
                 {"d", EG_CELL_ISO_DATE}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(t, words[i].word) == 0)
            return words[i].type;
    return EG_CELL_FORMULA_TEXT;
}

static eg_style style_at(const eg_sheet *sheet, const char *number)
{
    size_t at = 0;

    for (; *number >= '0' && *number <= '9' && at < sheet->styles->n; number++)
        at = at * 10 + (size_t)(*number - '0');
    return at < sheet->styles->n ? sheet->styles->of[at] : (eg_style){EG_STYLE_PLAIN, 0};
}

static void begin_cell(eg_sheet *sheet, const char *const *attributes)
{
    size_t column = sheet->next_column;

    sheet->type = EG_CELL_NUMBER;
    sheet->style = style_at(sheet, "0");
    /* No prefix here: attributes of cells have none, and this is the busiest place there is. */
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (attributes[i][1] != '\0')
            continue;
        if (attributes[i][0] == 'r')
            column = column_of(attributes[i + 1]);
        else if (attributes[i][0] == 't')
            sheet->type = type_of(attributes[i + 1]);
        else if (attributes[i][0] == 's')
            sheet->style = style_at(sheet, attributes[i + 1]);
    }
    if (column == SIZE_MAX || column < sheet->next_column) {
        fail_damaged(sheet, "the cells of this row are out of order");
        return;
    }
    if (column >= EG_LIMIT_COLUMNS) {
        eg_sheet_fail(sheet, EG_E_LIMIT, "the row has more than 65,536 columns");
        return;
    }
    sheet->column = column;
    sheet->next_column = column + 1;
    sheet->in_cell = true;
    sheet->formula = false;
    sheet->from = sheet->text.n;
}

static void begin_inside(eg_sheet *sheet, const char *name)
{
    if (strcmp(name, "v") == 0)
        sheet->in_text = true;
    else if (strcmp(name, "f") == 0)
        sheet->formula = true;
    else if (strcmp(name, "is") == 0)
        sheet->in_inline = true;
    else if (strcmp(name, "t") == 0)
        sheet->in_text = sheet->in_inline && sheet->in_phonetic == 0;
    else if (strcmp(name, "rPh") == 0)
        sheet->in_phonetic++;
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
    eg_sheet *sheet = context;

    if (sheet->in_cell)
        begin_inside(sheet, name);
    else if (sheet->in_row && strcmp(name, "c") == 0)
        begin_cell(sheet, attributes);
    else if (sheet->in_data && !sheet->in_row && strcmp(name, "row") == 0)
        begin_row(sheet, attributes);
    else if (strcmp(name, "sheetData") == 0)
        sheet->in_data = sheet->beginning = true;
}

/* ---- what ends ------------------------------------------------------------------------------
 */

static void end_inside(eg_sheet *sheet, const char *name)
{
    if (strcmp(name, "c") == 0) {
        sheet->in_cell = sheet->in_text = sheet->in_inline = false;
        sheet->in_phonetic = 0;
        eg_sheet_take_cell(sheet);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        sheet->in_text = false;
    } else if (strcmp(name, "rPh") == 0 && sheet->in_phonetic > 0) {
        sheet->in_phonetic--;
    }
}

static void on_end(void *context, const char *name)
{
    eg_sheet *sheet = context;

    if (sheet->in_cell) {
        end_inside(sheet, name);
    } else if (sheet->in_row && strcmp(name, "row") == 0) {
        sheet->in_row = false;
        sheet->got_row = true;
        eg_expatx_pause(sheet->part.xml);
    } else if (sheet->in_data && strcmp(name, "sheetData") == 0) {
        sheet->in_data = false;
        eg_expatx_stop(sheet->part.xml);
    }
}

static void on_text(void *context, const char *bytes, size_t n)
{
    eg_sheet *sheet = context;

    if (!sheet->in_text)
        return;
    if (sheet->text.n - sheet->from + n > EG_LIMIT_CELL)
        eg_sheet_fail(sheet, EG_E_LIMIT, "a cell is longer than 1 MiB");
    else if (sheet->text.n + n > EG_LIMIT_RECORD)
        eg_sheet_fail(sheet, EG_E_LIMIT, "the row is longer than 8 MiB");
    else
        eg_buffer_add(&sheet->text, bytes, n);
}

/* ---- the sheet ------------------------------------------------------------------------------
 */

eg_status eg_sheet_open(eg_sheet *sheet, eg_zipx *zip, const char *part, const eg_pulse *pulse,
                        eg_error *err)
{
    static const eg_expatx_handlers handlers = {on_start, on_end, on_text};

    if (!eg_buffer_reserve(&sheet->text, 1024))
        return eg_fail_memory(err);
    sheet->part.pulse = pulse;
    return eg_workbook_part_open(&sheet->part, zip, part, &handlers, sheet, err);
}

/* Is expat between two rows, with nothing half read? */
static bool between_rows(eg_sheet *sheet)
{
    const int depth = sheet->part.xml != NULL ? eg_expatx_depth(sheet->part.xml) : 0;

    if (!sheet->in_data || sheet->in_row || sheet->part.paused || depth == 0)
        return false;
    if (sheet->beginning)
        sheet->depth = depth;
    sheet->beginning = false;
    return depth == sheet->depth;
}

/* How much to give to expat: as far as the next row, where one is in sight. */
static size_t slice(const eg_workbook_part *part)
{
    const char *from = part->bytes + part->at;
    const char *end = part->bytes + part->n;
    const char *at = from;

    while (at < end && (at = memchr(at + 1, '<', (size_t)(end - at) - 1)) != NULL)
        if (end - at >= 4 && memcmp(at, "<row", 4) == 0)
            return (size_t)(at - from);
    return (size_t)(end - from);
}

static eg_status advance(eg_sheet *sheet, eg_error *err)
{
    eg_workbook_part *part = &sheet->part;
    const bool empty = part->at == part->n;
    size_t used = 0;

    if (part->paused)
        return eg_workbook_part_step(part, 0, &sheet->failed, err);
    if (empty && !part->ended)
        return eg_workbook_part_fill(part, err);
    if (!empty && between_rows(sheet)) {
        const eg_text bytes = {part->bytes + part->at, part->n - part->at};
        const eg_plain plain = eg_sheet_plain_row(sheet, bytes, &used);

        part->at += used;
        if (plain == EG_PLAIN_ROW)
            return sheet->failed;
        if (plain == EG_PLAIN_MORE && !part->ended && bytes.n <= EG_WORKBOOK_WAIT)
            return eg_workbook_part_fill(part, err);
    }
    return eg_workbook_part_step(part, empty ? 0 : slice(part), &sheet->failed, err);
}

eg_status eg_sheet_row(eg_sheet *sheet, eg_error *err)
{
    eg_status st = EG_OK;

    sheet->err = err;
    sheet->got_row = false;
    while (st == EG_OK && !sheet->got_row && !sheet->part.done)
        st = advance(sheet, err);
    if (st == EG_OK && sheet->text.failed)
        st = eg_fail_memory(err);
    /* A last row can come with the end of the part. */
    sheet->ended = st == EG_OK && !sheet->got_row;
    if (st != EG_OK)
        eg_error_place(err, sheet->path, sheet->row, 0, NULL);
    return st;
}

void eg_sheet_close(eg_sheet *sheet)
{
    eg_workbook_part_close(&sheet->part);
    eg_free(sheet->cells);
    eg_buffer_clear(&sheet->text);
    *sheet = (eg_sheet){0};
}
