/* html_page.c - escaping, names, templates, tables. */
#include "html/page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *eg_html_checked(eg_html *html, const char *markup)
{
    if (markup == NULL) {
        html->failed = true;
        return "";
    }
    return markup;
}

const char *eg_html_word(const eg_html *html, const char *english)
{
    return eg_language_word(html->language, english);
}

/* ---- escaping -------------------------------------------------------------------------------
 */

/* Characters that steer direction or are no text: shown as what they are, a fault. */
static bool is_control(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || (rune >= 0x202a && rune <= 0x202e) ||
           (rune >= 0x2066 && rune <= 0x2069) || rune == 0x200e || rune == 0x200f ||
           (rune & 0xfffe) == 0xfffe || (rune >= 0xfdd0 && rune <= 0xfdef);
}

static const char *entity(uint32_t rune)
{
    switch (rune) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return is_control(rune) ? "\xef\xbf\xbd" : NULL;
    }
}

static void add_escaped(eg_buffer *out, const char *text)
{
    eg_text rest = eg_text_of(text == NULL ? "" : text);
    while (rest.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(rest, &rune);
        const char *instead = n == 0 ? "\xef\xbf\xbd" : entity(rune);
        n = n == 0 ? 1 : n;
        if (instead != NULL) {
            eg_buffer_add_string(out, instead);
        } else {
            eg_buffer_add(out, rest.at, n);
        }
        rest.at += n;
        rest.n -= n;
    }
}

/* The buffer's text in the arena; the buffer is cleared. */
static const char *keep(eg_html *html, eg_buffer *buffer)
{
    const char *copy =
        buffer->failed ? NULL : eg_arena_string(html->arena, (eg_text){buffer->at, buffer->n});
    eg_buffer_clear(buffer);
    return eg_html_checked(html, copy);
}

const char *eg_html_escape(eg_html *html, const char *text)
{
    eg_buffer out = {0};
    add_escaped(&out, text);
    return keep(html, &out);
}

const char *eg_html_name(eg_html *html, const char *text)
{
    eg_buffer out = {0};
    eg_buffer_add_string(&out, "<bdi>");
    add_escaped(&out, text);
    eg_buffer_add_string(&out, "</bdi>");
    return keep(html, &out);
}

const char *eg_html_year(eg_html *html, const char *year)
{
    return eg_html_checked(html, eg_arena_printf(html->arena, "<span class=\"year\">%s</span>",
                                                 eg_html_escape(html, year)));
}

const char *eg_html_span(eg_html *html, const char *range)
{
    const char *dots = strstr(range, "..");
    if (dots == NULL) {
        return eg_html_year(html, range);
    }
    const char *first = eg_html_checked(
        html, eg_arena_string(html->arena, (eg_text){range, (size_t)(dots - range)}));
    const eg_place_value values[] = {{"first", eg_html_year(html, first)},
                                     {"last", eg_html_year(html, dots + 2)}};
    return eg_html_checked(html,
                           eg_say_fill(html->language, EG_SAY_SPAN, values, 2, html->arena));
}

/* The parts of a cross are told apart by a comma. */
static void add_group(eg_html *html, eg_buffer *out, const char *group, bool isolated)
{
    eg_buffer part = {0};
    while (group != NULL) {
        group = eg_group_part(group, html->language, &part);
        eg_buffer_add_string(out, out->n > 0 ? ", " : "");
        eg_buffer_add_string(out, isolated ? "<bdi>" : "");
        add_escaped(out, eg_buffer_string(&part));
        eg_buffer_add_string(out, isolated ? "</bdi>" : "");
    }
    eg_buffer_clear_into(&part, out);
}

const char *eg_html_group(eg_html *html, const char *group)
{
    eg_buffer out = {0};
    add_group(html, &out, group, true);
    return keep(html, &out);
}

const char *eg_html_group_in(eg_html *html, const char *dimension, const char *group)
{
    if (strcmp(dimension, "all") == 0) {
        return eg_html_group(html, group);
    }
    return EG_FILL(html, EG_T("{group} ({dimension})"), {"group", eg_html_group(html, group)},
                   {"dimension", eg_html_dimension(html, dimension)});
}

const char *eg_html_group_text(eg_html *html, const char *group)
{
    eg_buffer out = {0};
    add_group(html, &out, group, false);
    return keep(html, &out);
}

const char *eg_html_outcome(eg_html *html, const eg_report_outcome *outcome)
{
    const char *name =
        eg_html_escape(html, outcome->label != NULL ? outcome->label : outcome->name);
    const char *cut = eg_outcome_cut(outcome);
    if (cut == NULL) {
        return name;
    }
    return EG_FILL(html, EG_T("{outcome}, at {level} or above"), {"outcome", name},
                   {"level", eg_html_escape(html, cut)});
}

const char *eg_html_dimension(eg_html *html, const char *name)
{
    for (size_t d = 0; d < html->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &html->report->dimensions[d];
        if (strcmp(dimension->name, name) == 0 && dimension->label != NULL) {
            return eg_html_escape(html, dimension->label);
        }
    }
    const char *star = strchr(name, '*');
    if (star == NULL) {
        return eg_html_escape(html, name);
    }
    const char *first = eg_arena_string(html->arena, (eg_text){name, (size_t)(star - name)});
    return EG_FILL(html, EG_T("{first} and {second}"),
                   {"first", eg_html_dimension(html, eg_html_checked(html, first))},
                   {"second", eg_html_dimension(html, star + 1)});
}

const char *eg_html_count(eg_html *html, uint64_t n)
{
    return eg_html_checked(html, eg_say_count(n, html->arena));
}

/* ---- templates ------------------------------------------------------------------------------
 */

static const char *fill(eg_html *html, const char *template, const eg_place_value *values)
{
    size_t n = 0;
    while (values[n].name != NULL) {
        n++;
    }
    return eg_html_checked(html, eg_say_template(template, values, n, html->arena));
}

const char *eg_html_fill(eg_html *html, const char *english, const eg_place_value *values)
{
    return fill(html, eg_html_word(html, english), values);
}

/* A count that a public report does not tell: see EG_COUNT_FEW. */
static const char *untold(eg_html *html, uint64_t n)
{
    return n == EG_COUNT_FEW ? EG_FILL(html, EG_T("fewer than {min}"),
                                       {"min", eg_html_count(html, html->report->min_n)})
                             : eg_html_word(html, EG_T("some"));
}

const char *eg_html_counted(eg_html *html, const char *one, const char *many, uint64_t n)
{
    if (n == EG_COUNT_FEW || n == EG_COUNT_KEPT) {
        const eg_place_value words[] = {{"n", untold(html, n)}, {NULL, NULL}};
        return fill(html, eg_language_count(html->language, one, many, 2), words);
    }
    const eg_place_value values[] = {{"n", eg_html_count(html, n)}, {NULL, NULL}};
    return fill(html, eg_language_count(html->language, one, many, n), values);
}

/* ---- markup ---------------------------------------------------------------------------------
 */

void eg_html_put(eg_html *html, const char *markup)
{
    eg_sink_puts(html->sink, markup);
}

void eg_html_putf(eg_html *html, const char *format, ...)
{
    eg_buffer out = {0};
    va_list arguments;
    va_start(arguments, format);
    char small[512];
    int n = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (n >= 0 && (size_t)n < sizeof small) {
        eg_sink_put(html->sink, small, (size_t)n);
        return;
    }
    if (n >= 0 && eg_buffer_reserve(&out, (size_t)n + 1)) {
        va_start(arguments, format);
        vsnprintf(out.at, (size_t)n + 1, format, arguments);
        va_end(arguments);
        eg_sink_put(html->sink, out.at, (size_t)n);
    } else {
        html->failed = true;
    }
    eg_buffer_clear(&out);
}

void eg_html_element(eg_html *html, const char *tag, const char *markup)
{
    eg_html_putf(html, "<%s>", tag);
    eg_html_put(html, markup);
    eg_html_putf(html, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

void eg_html_cell(eg_html *html, const eg_fact *fact, const char *markup)
{
    eg_html_cell_at(html, fact == NULL ? SIZE_MAX : eg_fact_index_place(html->index, fact),
                    markup);
}

void eg_html_cell_at(eg_html *html, size_t place, const char *markup)
{
    if (place == SIZE_MAX) {
        eg_html_put(html, "<td>");
    } else {
        eg_html_putf(html, "<td data-f=\"%zu\">", place);
    }
    eg_html_put(html, markup);
    eg_html_put(html, "</td>");
}

void eg_html_head(eg_html *html, const char *markup)
{
    eg_html_put(html, "<th scope=\"col\">");
    eg_html_put(html, markup);
    eg_html_put(html, "</th>");
}

void eg_html_words_head(eg_html *html, const char *markup)
{
    eg_html_put(html, "<th scope=\"col\" class=\"words\">");
    eg_html_put(html, markup);
    eg_html_put(html, "</th>");
}

void eg_html_words_cell(eg_html *html, const char *markup)
{
    eg_html_put(html, "<td class=\"words\">");
    eg_html_put(html, markup);
    eg_html_put(html, "</td>");
}

void eg_html_figure_begin(eg_html *html, const char *caption)
{
    eg_html_put(html, "<figure>\n");
    eg_html_element(html, "figcaption", caption);
}

void eg_html_figure_end(eg_html *html)
{
    eg_html_put(html, "</figure>\n");
}

void eg_html_table_begin(eg_html *html, const char *caption)
{
    size_t id = html->figures++;
    eg_html_putf(html,
                 "<section class=\"scroll\" tabindex=\"0\" aria-labelledby=\"t%zu\">"
                 "<table><caption id=\"t%zu\">",
                 id, id);
    eg_html_put(html, caption);
    eg_html_put(html, "</caption>\n");
}

void eg_html_table_end(eg_html *html)
{
    eg_html_put(html, "</tbody></table></section>\n");
}

void eg_html_section_begin(eg_html *html, const char *id, int level, const char *title)
{
    eg_html_putf(html, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h%d id=\"%s-h\">", id,
                 id, level, id);
    eg_html_put(html, title);
    eg_html_putf(html, "</h%d>\n", level);
}

void eg_html_section_end(eg_html *html)
{
    eg_html_put(html, "</section>\n");
}
