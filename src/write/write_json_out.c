/* write_json_out.c - JSON as it is put, piece by piece. */
#include "write/json_out.h"

/* A string of JSON: names as written; what is not UTF-8 becomes U+FFFD. */
void eg_out_string_value(eg_sink *sink, const char *string)
{
    eg_text text = eg_text_of(string == NULL ? "" : string);
    eg_sink_puts(sink, "\"");
    while (text.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        if (n == 0) {
            eg_sink_puts(sink, "\\ufffd");
            n = 1;
        } else if (rune == '"' || rune == '\\') {
            eg_sink_printf(sink, "\\%c", (char)rune);
        } else if (rune < 0x20 || rune == 0x7f) {
            eg_sink_printf(sink, "\\u%04x", (unsigned)rune);
        } else {
            eg_sink_put(sink, text.at, n);
        }
        text.at += n;
        text.n -= n;
    }
    eg_sink_puts(sink, "\"");
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

void eg_out_count(eg_out *to, const char *name, uint64_t value)
{
    eg_out_key(to, name);
    eg_sink_printf(to->sink, "%llu", (unsigned long long)value);
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
