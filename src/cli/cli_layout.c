#include "cli/layout.h"

#include <string.h>

#include "ext/unicode.h"

void eg_pad(eg_buffer *out, size_t start, size_t column)
{
    if (start > out->n)
        return;
    size_t now = eg_unicode_columns((eg_text){out->at + start, out->n - start});
    for (; now < column; now++)
        eg_buffer_add_char(out, ' ');
}

static void new_line(eg_buffer *out, size_t indent)
{
    eg_buffer_add_char(out, '\n');
    for (size_t i = 0; i < indent; i++)
        eg_buffer_add_char(out, ' ');
}

void eg_wrap(eg_buffer *out, const char *text, size_t column, size_t indent, size_t width)
{
    size_t now = column;
    bool first = true;
    while (*text) {
        if (*text == '\n' || *text == ' ') {
            if (*text == '\n' && text[1]) {
                new_line(out, indent);
                now = indent;
                first = true;
            }
            text++;
            continue;
        }
        eg_text word = {text, strcspn(text, " \n")};
        size_t columns = eg_unicode_columns(word);
        if (!first && now + 1 + columns > width) {
            new_line(out, indent);
            now = indent;
            first = true;
        }
        if (!first) {
            eg_buffer_add_char(out, ' ');
            now++;
        }
        eg_buffer_add_text(out, word);
        now += columns;
        first = false;
        text += word.n;
    }
    eg_buffer_add_char(out, '\n');
}

void eg_add_count(eg_buffer *out, uint64_t number)
{
    if (number >= 1000) {
        eg_add_count(out, number / 1000);
        eg_buffer_printf(out, ",%03u", (unsigned)(number % 1000));
    } else {
        eg_buffer_printf(out, "%u", (unsigned)number);
    }
}

void eg_add_cut(eg_buffer *out, eg_text text, size_t columns)
{
    eg_buffer whole = {0};
    eg_buffer_add_escaped(&whole, text);
    eg_text left = {whole.at, whole.n};
    bool cut = eg_unicode_columns(left) > columns;
    size_t room = cut && columns > 3 ? columns - 3 : columns, used = 0;
    while (left.n) {
        uint32_t rune = 0;
        size_t bytes = eg_utf8_next(left, &rune);
        if (bytes == 0)
            break;
        int wide = eg_unicode_width(rune);
        if (used + (size_t)(wide > 0 ? wide : 0) > room)
            break;
        used += (size_t)(wide > 0 ? wide : 0);
        eg_buffer_add(out, left.at, bytes);
        left = (eg_text){left.at + bytes, left.n - bytes};
    }
    if (cut && columns > 3)
        eg_buffer_add_string(out, "...");
    eg_buffer_clear_into(&whole, out);
}
