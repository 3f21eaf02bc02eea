/* mark_words.c - escaping, names, templates. */
#include <stdint.h>
#include <string.h>

#include "markdown/markdown.h"

const char *eg_mark_checked(eg_markdown *md, const char *mark)
{
    md->failed = md->failed || mark == NULL;
    return mark == NULL ? "" : mark;
}

const char *eg_mark_word(const eg_markdown *md, const char *english)
{
    return eg_language_word(md->language, english);
}

/* ---- escaping -------------------------------------------------------------------------------
 */

/* Characters that steer direction or are no text. */
static bool is_control(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || (rune >= 0x202a && rune <= 0x202e) ||
           (rune >= 0x2066 && rune <= 0x2069) || rune == 0x200e || rune == 0x200f ||
           (rune & 0xfffe) == 0xfffe || (rune >= 0xfdd0 && rune <= 0xfdef);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether Markdown may read the sign as its own: emphasis, code, links, HTML, entities, tables,
 * mentions, addresses. Not a colon before a blank, nor a line within a word. */
static bool is_sign(const char *from, const char *at)
{
    if (*at == ':') {
        return at[1] != ' ' && at[1] != '\0';
    }
    if (*at == '_') {
        return at == from || !is_word(at[-1]) || !is_word(at[1]);
    }
    return strchr("\\`*{}[]<>#|~&@$", *at) != NULL;
}

/* At its beginning a text could be an item of a list: "- ", "+ ", "1. ", "1) ". */
static size_t list_mark(const char *text)
{
    if (*text == '-' || *text == '+') {
        return 1;
    }
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && (text[digits] == '.' || text[digits] == ')') ? digits + 1 : 0;
}

/* "www." makes a link of what follows. */
static bool is_address(const char *from, const char *at)
{
    return *at == '.' && at - from >= 3 && (at[-1] | 0x20) == 'w' && (at[-2] | 0x20) == 'w' &&
           (at[-3] | 0x20) == 'w';
}

static void add_escaped(eg_buffer *out, const char *text)
{
    size_t mark = list_mark(text);
    eg_text rest = eg_text_of(text);
    while (rest.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(rest, &rune);
        bool marked = mark > 0 && (size_t)(rest.at - text) == mark - 1;
        if (n == 1 && (*rest.at == '\n' || *rest.at == '\r' || *rest.at == '\t')) {
            eg_buffer_add_char(out, ' ');
        } else if (n == 0 || is_control(rune)) {
            eg_buffer_add_string(out, "\xef\xbf\xbd");
        } else {
            bool escaped =
                n == 1 && (marked || is_sign(text, rest.at) || is_address(text, rest.at));
            eg_buffer_add_string(out, escaped ? "\\" : "");
            eg_buffer_add(out, rest.at, n);
        }
        n = n == 0 ? 1 : n;
        rest.at += n;
        rest.n -= n;
    }
}

/* The buffer's text in the arena; the buffer is cleared. */
static const char *keep(eg_markdown *md, eg_buffer *buffer)
{
    const char *copy =
        buffer->failed ? NULL : eg_arena_string(md->arena, (eg_text){buffer->at, buffer->n});
    eg_buffer_clear(buffer);
    return eg_mark_checked(md, copy);
}

const char *eg_mark_escape(eg_markdown *md, const char *text)
{
    eg_buffer out = {0};
    add_escaped(&out, text == NULL ? "" : text);
    return keep(md, &out);
}

const char *eg_mark_said(eg_markdown *md, const char *said, const char *english)
{
    return eg_mark_escape(md, said == NULL ? english : said);
}

/* ---- names ----------------------------------------------------------------------------------
 */

/* The parts of a cross are told apart by a comma. */
const char *eg_mark_group(eg_markdown *md, const char *group)
{
    eg_buffer out = {0}, part = {0};
    while (group != NULL) {
        group = eg_group_part(group, md->language, &part);
        eg_buffer_add_string(&out, out.n > 0 ? ", " : "");
        add_escaped(&out, eg_buffer_string(&part));
    }
    eg_buffer_clear_into(&part, &out);
    return keep(md, &out);
}

const char *eg_mark_outcome(eg_markdown *md, const eg_report_outcome *outcome)
{
    const char *name =
        eg_mark_escape(md, outcome->label != NULL ? outcome->label : outcome->name);
    const char *cut = eg_outcome_cut(outcome);
    if (cut == NULL) {
        return name;
    }
    return EG_MARK(md, EG_T("{outcome}, at {level} or above"), {"outcome", name},
                   {"level", eg_mark_escape(md, cut)});
}

const char *eg_mark_dimension(eg_markdown *md, const char *name)
{
    for (size_t d = 0; d < md->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &md->report->dimensions[d];
        if (strcmp(dimension->name, name) == 0 && dimension->label != NULL) {
            return eg_mark_escape(md, dimension->label);
        }
    }
    return eg_mark_escape(md, name);
}

const char *eg_mark_in_year(eg_markdown *md, const char *year)
{
    return year[0] == '\0' ? ""
                           : eg_mark_checked(md, eg_arena_printf(md->arena, ", %s",
                                                                 eg_mark_escape(md, year)));
}

/* ---- templates ------------------------------------------------------------------------------
 */

static const char *fill(eg_markdown *md, const char *template, const eg_place_value *values)
{
    size_t n = 0;
    while (values[n].name != NULL) {
        n++;
    }
    return eg_mark_checked(md, eg_say_template(template, values, n, md->arena));
}

const char *eg_mark_fill(eg_markdown *md, const char *english, const eg_place_value *values)
{
    return fill(md, eg_mark_word(md, english), values);
}

/* A count that a public report does not tell: see EG_COUNT_FEW. */
static const char *untold(eg_markdown *md, uint64_t n)
{
    return n == EG_COUNT_FEW ? EG_MARK(md, EG_T("fewer than {min}"),
                                       {"min", eg_mark_count(md, md->report->min_n)})
                             : eg_mark_word(md, EG_T("some"));
}

const char *eg_mark_counted(eg_markdown *md, const char *one, const char *many, uint64_t n)
{
    bool told = n != EG_COUNT_FEW && n != EG_COUNT_KEPT;
    const eg_place_value values[] = {{"n", told ? eg_mark_count(md, n) : untold(md, n)},
                                     {NULL, NULL}};
    return fill(md, eg_language_count(md->language, one, many, told ? n : 2), values);
}

/* ---- blocks ---------------------------------------------------------------------------------
 */

void eg_mark_put(eg_markdown *md, const char *mark)
{
    eg_sink_puts(md->sink, mark);
}

void eg_mark_paragraph(eg_markdown *md, const char *mark)
{
    eg_mark_put(md, mark);
    eg_mark_put(md, "\n\n");
}

void eg_mark_heading(eg_markdown *md, int level, const char *mark)
{
    for (int i = 0; i < level; i++) {
        eg_mark_put(md, "#");
    }
    eg_mark_put(md, " ");
    eg_mark_paragraph(md, mark);
}

void eg_mark_item(eg_markdown *md, const char *mark)
{
    eg_mark_put(md, "- ");
    eg_mark_put(md, mark);
    eg_mark_put(md, "\n");
}

void eg_mark_list_end(eg_markdown *md)
{
    eg_mark_put(md, "\n");
}

void eg_mark_cell(eg_markdown *md, const char *mark)
{
    eg_mark_put(md, "| ");
    eg_mark_put(md, mark);
    eg_mark_put(md, *mark == '\0' ? "" : " ");
}

void eg_mark_row_end(eg_markdown *md)
{
    eg_mark_put(md, "|\n");
}

void eg_mark_heads(eg_markdown *md, const char *const *marks, size_t n, size_t left)
{
    for (size_t i = 0; i < n; i++) {
        eg_mark_cell(md, marks[i]);
    }
    eg_mark_row_end(md);
    for (size_t i = 0; i < n; i++) {
        eg_mark_put(md, i < left ? "| --- " : "| ---: ");
    }
    eg_mark_row_end(md);
}

void eg_mark_table_end(eg_markdown *md)
{
    eg_mark_put(md, "\n");
}

const char *eg_mark_count(eg_markdown *md, uint64_t n)
{
    return eg_mark_checked(md, eg_say_count(n, md->arena));
}
