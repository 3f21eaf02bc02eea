/* write_table.c - aligned columns, wrapped where they must, in blocks when the page is too
 * narrow. */
#include <string.h>

#include "ext/unicode.h"
#include "write/page.h"

#define GAP        2  /* columns between two cells */
#define HEAD_WIDTH 12 /* a heading longer than this wraps */

void eg_table_init(eg_table *table, eg_page *page)
{
    *table = (eg_table){.page = page};
}

void eg_table_clear(eg_table *table)
{
    eg_free(table->cells);
    table->cells = NULL;
    table->n_rows = table->capacity = 0;
}

void eg_table_column(eg_table *table, const char *head, bool left)
{
    if (table->n_columns < EG_TABLE_COLUMNS) {
        table->heads[table->n_columns] = head;
        table->left[table->n_columns] = left || table->n_columns == 0;
        table->wrap[table->n_columns] =
            table->n_columns == 0 ? table->page->columns * 3 / 10 : HEAD_WIDTH;
        table->n_columns++;
    }
}

const char **eg_table_row(eg_table *table)
{
    if (table->n_rows == table->capacity) {
        size_t wanted = table->capacity == 0 ? 32 : table->capacity * 2;
        const char **larger =
            eg_realloc(table->cells, wanted, table->n_columns * sizeof *larger);
        if (larger == NULL) {
            table->page->failed = true;
            return NULL;
        }
        table->cells = larger;
        table->capacity = wanted;
    }
    const char **row = table->cells + table->n_rows * table->n_columns;
    for (size_t c = 0; c < table->n_columns; c++) {
        row[c] = "";
    }
    table->n_rows++;
    return row;
}

void eg_table_heading(eg_table *table, const char *text)
{
    const char **row = eg_table_row(table);
    if (row != NULL && table->n_columns > 1) {
        row[0] = text;
        row[1] = NULL;
    }
}

/* The widest line of text when it wraps at limit. */
static size_t wrapped_width(const char *text, size_t limit)
{
    size_t widest = 0;
    do {
        size_t skip = 0;
        size_t n = eg_page_piece(text, limit, &skip);
        size_t width = eg_unicode_columns((eg_text){text, n});
        widest = width > widest ? width : widest;
        text += n + skip;
    } while (*text != '\0');
    return widest;
}

size_t eg_table_column_width(const eg_table *table, size_t column)
{
    size_t widest = wrapped_width(table->heads[column], table->wrap[column]);
    for (size_t r = 0; r < table->n_rows; r++) {
        const char **row = table->cells + r * table->n_columns;
        if (row[1] == NULL) {
            continue;
        }
        size_t width =
            column == 0 ? wrapped_width(row[0], table->wrap[0]) : eg_page_width(row[column]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* ---- printing
 * -------------------------------------------------------------------------------- */

typedef struct {
    eg_table *table;
    size_t width[EG_TABLE_COLUMNS];
    size_t begin, end; /* columns of this block beside the first */
} block;

static void put_cell(const block *at, size_t column, eg_text text, bool last)
{
    size_t width = eg_unicode_columns(text);
    size_t fill = width < at->width[column] ? at->width[column] - width : 0;
    bool left = at->table->left[column];
    eg_page_spaces(at->table->page, left ? 0 : fill);
    while (last && text.n > 0 && text.at[text.n - 1] == ' ') {
        text.n--; /* no spaces at the end of a line */
    }
    eg_sink_put_text(at->table->page->sink, text);
    eg_page_spaces(at->table->page, left && !last ? fill : 0);
}

/* Whether anything but spaces stands in this line at or after a column. */
static bool more(const block *at, const char *const *rest, size_t column)
{
    for (size_t c = column; c < at->end; c++) {
        if (rest[c][strspn(rest[c], " ")] != '\0') {
            return true;
        }
    }
    return false;
}

/* One line of a row whose texts still to print are in rest; moves rest on. */
static void put_line(const block *at, const char **rest, const size_t *limit)
{
    eg_page *page = at->table->page;
    eg_page_spaces(page, at->table->indent);
    for (size_t c = 0; c < at->end; c = c == 0 ? at->begin : c + 1) {
        size_t skip = 0;
        size_t n = eg_page_piece(rest[c], limit[c], &skip);
        eg_page_spaces(page, c > 0 ? GAP : 0);
        bool last = !more(at, rest, c == 0 ? at->begin : c + 1);
        put_cell(at, c, (eg_text){rest[c], n}, last);
        rest[c] += n + skip;
        if (last) {
            break;
        }
    }
    eg_sink_puts(page->sink, "\n");
}

static void put_row(const block *at, const char *const *row, bool heads)
{
    const char *rest[EG_TABLE_COLUMNS];
    size_t limit[EG_TABLE_COLUMNS];
    size_t lines = 1;
    for (size_t c = 0; c < at->table->n_columns; c++) {
        rest[c] = c == 0 || (c >= at->begin && c < at->end) ? row[c] : "";
        limit[c] = c == 0 || heads ? at->table->wrap[c] : SIZE_MAX;
        size_t pieces = 0;
        for (const char *text = rest[c]; *text != '\0'; pieces++) {
            size_t skip = 0;
            text += eg_page_piece(text, limit[c], &skip);
            text += skip;
        }
        lines = pieces > lines ? pieces : lines;
    }
    for (size_t l = 0; l < lines; l++) {
        put_line(at, rest, limit);
    }
}

static void put_rule(const block *at)
{
    eg_page *page = at->table->page;
    eg_page_spaces(page, at->table->indent);
    for (size_t c = 0; c < at->end; c = c == 0 ? at->begin : c + 1) {
        eg_page_spaces(page, c > 0 ? GAP : 0);
        for (size_t i = 0; i < at->width[c]; i++) {
            eg_sink_puts(page->sink, page->unicode ? "─" : "-");
        }
    }
    eg_sink_puts(page->sink, "\n");
}

static void put_block(const block *at)
{
    eg_table *table = at->table;
    put_row(at, table->heads, true);
    put_rule(at);
    for (size_t r = 0; r < table->n_rows; r++) {
        const char **row = table->cells + r * table->n_columns;
        if (row[1] == NULL) {
            eg_page_paragraph(table->page, EG_BOLD, table->indent, table->indent + 2, row[0]);
        } else {
            put_row(at, row, false);
        }
    }
}

void eg_table_print(eg_table *table)
{
    if (table->n_columns < 2 || table->page->failed) {
        return;
    }
    block at = {.table = table, .begin = 1};
    for (size_t c = 0; c < table->n_columns; c++) {
        at.width[c] = eg_table_column_width(table, c);
    }
    while (at.begin < table->n_columns) {
        size_t used = table->indent + at.width[0];
        at.end = at.begin;
        while (at.end < table->n_columns &&
               (at.end == at.begin || used + GAP + at.width[at.end] <= table->page->columns)) {
            used += GAP + at.width[at.end];
            at.end++;
        }
        if (at.begin > 1) {
            eg_page_blank(table->page);
        }
        put_block(&at);
        at.begin = at.end;
    }
}
