/* The dialect filter: what exports write in place of doubled quotes, as libcsv reads it. */
#include "source/delimited.h"

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

/* Excel's ="00123" at `at`: the offset of its closing quote, 0 when it is none. */
static size_t excel_text(eg_text line, size_t at, char delimiter)
{
    size_t end = at + 2;

    if (at + 2 >= line.n || line.at[at] != '=' || line.at[at + 1] != '"')
        return 0;
    while (end < line.n && line.at[end] != '"' && line.at[end] != '\n' && line.at[end] != '\r')
        end++;
    if (end == line.n || line.at[end] != '"')
        return 0;
    size_t after = end + 1;
    while (after < line.n && is_blank(line.at[after], delimiter))
        after++;
    if (after < line.n && line.at[after] != delimiter && line.at[after] != '\n' &&
        line.at[after] != '\r')
        return 0;
    return end;
}

/* One byte, or two that belong together, within quotes; returns how many. */
static size_t within_quotes(eg_text line, size_t at, bool *inside, eg_buffer *out)
{
    const char c = line.at[at];
    const char next = at + 1 < line.n ? line.at[at + 1] : '\0';

    if (c == '\\' && next == '"') {
        eg_buffer_add_string(out, "\"\"");
        return 2;
    }
    if ((c == '\\' && next == '\\') || (c == '"' && next == '"')) {
        eg_buffer_add(out, line.at + at, 2);
        return 2;
    }
    if (c == '"')
        *inside = false;
    eg_buffer_add_char(out, c);
    return 1;
}

void eg_repair_line(eg_text line, char delimiter, bool *inside, eg_buffer *out)
{
    bool begins = true; /* a field may begin here */

    for (size_t i = 0; i < line.n;) {
        const char c = line.at[i];
        size_t end;

        if (*inside) {
            i += within_quotes(line, i, inside, out);
            begins = false;
            continue;
        }
        end = begins ? excel_text(line, i, delimiter) : 0;
        if (end > 0) {
            eg_buffer_add_string(out, "\"=\"\"");
            eg_buffer_add(out, line.at + i + 2, end - i - 2);
            eg_buffer_add_string(out, "\"\"\"");
            i = end + 1;
            begins = false;
            continue;
        }
        *inside = begins && c == '"';
        begins = c == delimiter || (begins && is_blank(c, delimiter));
        eg_buffer_add_char(out, c);
        i++;
    }
}
