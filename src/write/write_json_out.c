/* write_json_out.c - JSON as it is put, piece by piece. */
#include "write/json_out.h"

/* Names as written; what is not UTF-8 becomes U+FFFD. Runs of plain characters go as one. */
void eg_out_escaped(eg_sink *sink, const char *string)
{
    eg_text rest = eg_text_of(string == NULL ? "" : string);
    const char *run = rest.at;
    while (rest.n > 0) {
        uint32_t rune = (unsigned char)*rest.at;
        size_t n = rune < 0x80 ? 1 : eg_utf8_next(rest, &rune);
        bool plain = n > 0 && rune >= 0x20 && rune != 0x7f && rune != '"' && rune != '\\';
        if (!plain) {
            eg_sink_put(sink, run, (size_t)(rest.at - run));
            if (n == 0)
                eg_sink_puts(sink, "\\ufffd");
            else if (rune == '"' || rune == '\\')
                eg_sink_printf(sink, "\\%c", (char)rune);
            else
                eg_sink_printf(sink, "\\u%04x", (unsigned)rune);
            n = n == 0 ? 1 : n;
            run = rest.at + n;
        }
        rest.at += n;
        rest.n -= n;
    }
    eg_sink_put(sink, run, (size_t)(rest.at - run));
}

void eg_out_string_value(eg_sink *sink, const char *string)
{
    eg_sink_put(sink, "\"", 1);
    eg_out_escaped(sink, string);
    eg_sink_put(sink, "\"", 1);
}

/* ,"name": - the comma only where something stands before. */
void eg_out_key(eg_out *to, const char *name)
{
    eg_sink_puts(to->sink, to->any ? "," : "");
    eg_out_string_value(to->sink, name);
    eg_sink_puts(to->sink, ":");
    to->any = true;
}

void eg_out_string(eg_out *to, const char *name, const char *value)
{
    eg_out_key(to, name);
    eg_out_string_value(to->sink, value);
}

void eg_out_string_or_null(eg_out *to, const char *name, const char *value)
{
    eg_out_key(to, name);
    if (value == NULL) {
        eg_sink_puts(to->sink, "null");
    } else {
        eg_out_string_value(to->sink, value);
    }
}

void eg_out_number(eg_out *to, const char *name, double value)
{
    char text[40];
    eg_out_key(to, name);
    eg_sink_put(to->sink, text, eg_number_json(text, value));
}

void eg_out_whole(eg_sink *sink, uint64_t value)
{
    char text[24], *at = text + sizeof text;
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    eg_sink_put(sink, at, (size_t)(text + sizeof text - at));
}

void eg_out_count(eg_out *to, const char *name, uint64_t value)
{
    eg_out_key(to, name);
    eg_out_whole(to->sink, value);
}

/* A count that a public report may not tell is null. */
bool eg_out_told(eg_out *to, const char *name, uint64_t value)
{
    bool told = value != EG_COUNT_FEW && value != EG_COUNT_KEPT;
    if (told)
        eg_out_count(to, name, value);
    else
        eg_out_key(to, name);
    eg_sink_puts(to->sink, told ? "" : "null");
    return told;
}

void eg_out_strings(eg_out *to, const char *name, const char *const *values, size_t n)
{
    eg_out_key(to, name);
    eg_sink_puts(to->sink, "[");
    for (size_t i = 0; i < n; i++) {
        eg_sink_puts(to->sink, i == 0 ? "" : ",");
        eg_out_string_value(to->sink, values[i]);
    }
    eg_sink_puts(to->sink, "]");
}

/* An element of a list on a line of its own, opened with { and closed by the caller. */
eg_out eg_out_element(eg_out *list)
{
    eg_sink_puts(list->sink, list->any ? ",\n{" : "\n{");
    list->any = true;
    return (eg_out){list->sink, false};
}
