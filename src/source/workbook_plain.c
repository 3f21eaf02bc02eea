/*
 * Rows in the form that spreadsheets write, read without expat: numbers, shared and inline
 * strings, with no entity, comment or formula. Whatever is not exactly that
 * goes to expat, which also reads all that stands around the rows; since a row left out is a
 * whole element, what expat sees is as sound as what the file holds.
 */
#include <string.h>

#include "source/workbook.h"

typedef struct {
    const char *at, *end;
    bool more; /* the bytes ended where nothing was wrong yet */
} pen;

static bool expect(pen *from, const char *word)
{
    const size_t n = strlen(word);
    const size_t left = (size_t)(from->end - from->at);

    if (left < n) {
        from->more = memcmp(from->at, word, left) == 0;
        return false;
    }
    if (memcmp(from->at, word, n) != 0)
        return false;
    from->at += n;
    return true;
}

static bool begins(pen *from, const char *word)
{
    const size_t n = strlen(word);

    return (size_t)(from->end - from->at) >= n && memcmp(from->at, word, n) == 0;
}

/* Up to `until`, through bytes that stand for themselves. */
static bool take_text(pen *from, char until, eg_text *text)
{
    const char *at = from->at;
    bool ascii = true;

    for (; at < from->end && *at != until; at++) {
        const unsigned char c = (unsigned char)*at;

        /* 0xEF begins the two characters that XML forbids, among others. */
        if (c < ' ' || c == '&' || c == '<' || c == ']' || c == 0xEF)
            return false;
        ascii = ascii && c < 0x80;
    }
    if (at == from->end) {
        from->more = true;
        return false;
    }
    *text = (eg_text){from->at, (size_t)(at - from->at)};
    from->at = at;
    return ascii || eg_utf8_valid(*text);
}

/* ` name="value"`; *name.n is 0 where the tag ends instead. */
static bool take_attribute(pen *from, eg_text *name, eg_text *value)
{
    const char *at;

    *name = (eg_text){NULL, 0};
    if (from->at < from->end && (*from->at == '>' || *from->at == '/'))
        return true;
    if (!expect(from, " "))
        return false;
    for (at = from->at;
         at < from->end && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                            *at == ':' || (*at >= '0' && *at <= '9' && at > from->at));)
        at++;
    *name = (eg_text){from->at, (size_t)(at - from->at)};
    from->at = at;
    if (name->n == 0 && at < from->end)
        return false;
    return expect(from, "=\"") && take_text(from, '"', value) && expect(from, "\"");
}

/* Digits only, and few enough. */
static bool number_of(eg_text text, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.n > 0 && text.n <= 9;
}

/* An attribute that stands twice is an error, which is expat's to say. */
static bool is_new(const eg_text *names, size_t n, eg_text name)
{
    for (size_t i = 0; i < n; i++)
        if (eg_text_equal(names[i], name))
            return false;
    return true;
}

static bool take_row_tag(pen *from, uint64_t *row)
{
    enum { MOST = 16 };
    eg_text names[MOST];
    eg_text name, value;
    size_t n = 0;

    if (!expect(from, "<row"))
        return false;
    for (;;) {
        if (!take_attribute(from, &name, &value))
            return false;
        if (name.n == 0)
            return true;
        if (n == MOST || !is_new(names, n, name))
            return false;
        names[n++] = name;
        if (eg_text_is(name, "r") && !number_of(value, row))
            return false;
    }
}

static bool column_of(eg_text reference, size_t *column)
{
    size_t i = 0;

    for (*column = 0; i < reference.n && reference.at[i] >= 'A' && reference.at[i] <= 'Z'; i++)
        *column = *column * 26 + (size_t)(reference.at[i] - 'A') + 1;
    if (i == 0 || i > 3)
        return false;
    --*column;
    return true;
}

static bool type_of(eg_text word, eg_cell_type *type)
{
    if (word.n == 1 && word.at[0] == 's')
        *type = EG_CELL_SHARED;
    else if (word.n == 1 && word.at[0] == 'n')
        *type = EG_CELL_NUMBER;
    else if (word.n == 1 && word.at[0] == 'b')
        *type = EG_CELL_BOOLEAN;
    else if (eg_text_is(word, "inlineStr"))
        *type = EG_CELL_INLINE;
    else
        return false;
    return true;
}

static bool take_cell_tag(pen *from, eg_sheet *sheet)
{
    size_t column = sheet->next_column;
    unsigned seen = 0;
    uint64_t style = 0;
    eg_text name, value;

    sheet->type = EG_CELL_NUMBER;
    for (;;) {
        if (!take_attribute(from, &name, &value))
            return false;
        if (name.n == 0)
            break;
        const unsigned which = name.n != 1         ? 0
                               : name.at[0] == 'r' ? 1
                               : name.at[0] == 's' ? 2
                               : name.at[0] == 't' ? 4
                                                   : 0;
        if (which == 0 || (seen & which) != 0 || (which == 1 && !column_of(value, &column)) ||
            (which == 2 && !number_of(value, &style)) ||
            (which == 4 && !type_of(value, &sheet->type)))
            return false;
        seen |= which;
    }
    if (column < sheet->next_column)
        return false;
    sheet->style =
        style < sheet->styles->n ? sheet->styles->of[style] : (eg_style){EG_STYLE_PLAIN, 0};
    sheet->column = column;
    sheet->next_column = column + 1;
    sheet->formula = false;
    sheet->from = sheet->text.n;
    return true;
}

static bool take_content(pen *from, bool in_line, eg_text *text)
{
    if (from->at < from->end && *from->at == '/')
        return expect(from, "/>");
    if (!expect(from, ">"))
        return false;
    if (begins(from, "</c>") || begins(from, "<v/>") || begins(from, "<v />"))
        return (!begins(from, "<v/>") || expect(from, "<v/>")) &&
               (!begins(from, "<v />") || expect(from, "<v />")) && expect(from, "</c>");
    if (in_line)
        return expect(from, "<is><t>") && take_text(from, '<', text) &&
               expect(from, "</t></is></c>");
    return expect(from, "<v>") && take_text(from, '<', text) && expect(from, "</v></c>");
}

/* From after `<c` to after `</c>`. */
static bool take_cell(pen *from, eg_sheet *sheet)
{
    eg_text text = {NULL, 0};

    if (!take_cell_tag(from, sheet))
        return false;
    if (!take_content(from, sheet->type == EG_CELL_INLINE, &text))
        return false;
    if (text.n > EG_LIMIT_CELL || sheet->text.n + text.n > EG_LIMIT_RECORD)
        return false;
    eg_buffer_add_text(&sheet->text, text);
    eg_sheet_take_cell(sheet);
    return true;
}

static bool take_cells(pen *from, eg_sheet *sheet)
{
    if (from->at < from->end && *from->at == '/')
        return expect(from, "/>");
    if (!expect(from, ">"))
        return false;
    while (begins(from, "<c")) {
        from->at += 2;
        if (!take_cell(from, sheet) || sheet->failed != EG_OK)
            return false;
    }
    return expect(from, "</row>");
}

eg_plain eg_sheet_plain_row(eg_sheet *sheet, eg_text bytes, size_t *used)
{
    const uint64_t before = sheet->row;
    uint64_t row = before + 1;
    pen from = {bytes.at, bytes.at + bytes.n, false};

    while (from.at < from.end && (*from.at == '\n' || *from.at == '\r' || *from.at == ' '))
        from.at++;
    if (take_row_tag(&from, &row) && row > before) {
        eg_sheet_begin_row(sheet, row);
        if (take_cells(&from, sheet)) {
            *used = (size_t)(from.at - bytes.at);
            sheet->in_row = false;
            sheet->got_row = true;
            return EG_PLAIN_ROW;
        }
        sheet->in_row = false;
        if (sheet->failed != EG_OK)
            return EG_PLAIN_ROW;
        sheet->row = before; /* it begins again, elsewhere or with more bytes */
    }
    return from.more ? EG_PLAIN_MORE : EG_PLAIN_NO;
}
