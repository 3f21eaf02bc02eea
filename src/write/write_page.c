/* write_page.c - lines and paragraphs that fit. */
#include <string.h>

#include "ext/unicode.h"
#include "write/page.h"
#include "write/parts.h"

enum { USUAL_COLUMNS = 80, LEAST_COLUMNS = 60 };

eg_page eg_page_of(const eg_report *report, eg_sink *sink, const eg_write_options *options)
{
    int columns = options != NULL && options->columns > 0 ? options->columns : USUAL_COLUMNS;
    return (eg_page){.report = report,
                     .sink = sink,
                     .language = eg_report_language(report),
                     .margin = eg_margin_of(report),
                     .columns = (size_t)(columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns),
                     .colour = options != NULL && options->colour,
                     .unicode = options == NULL || options->unicode};
}

const char *eg_page_checked(eg_page *page, const char *text)
{
    if (text == NULL) {
        page->failed = true;
        return "";
    }
    return text;
}

const char *eg_page_safe(eg_page *page, const char *text)
{
    eg_buffer out = {0};
    eg_buffer_add_escaped(&out, eg_text_of(text == NULL ? "" : text));
    const char *copy =
        out.failed ? NULL : eg_arena_string(page->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return eg_page_checked(page, copy);
}

const char *eg_page_word(const eg_page *page, const char *english)
{
    return eg_language_word(page->language, english);
}

static const char *fill(eg_page *page, const char *template, const eg_place_value *values)
{
    size_t n = 0;
    while (values[n].name != NULL) {
        n++;
    }
    return eg_page_checked(page, eg_say_template(template, values, n, page->arena));
}

const char *eg_page_fill(eg_page *page, const char *english, const eg_place_value *values)
{
    return fill(page, eg_page_word(page, english), values);
}

const char *eg_page_counted(eg_page *page, const char *one, const char *many, uint64_t n)
{
    const char *number = n == EG_COUNT_FEW
                             ? EG_PAGE(page, EG_T("fewer than {min}"),
                                       {"min", eg_page_count(page, page->report->min_n)})
                         : n == EG_COUNT_KEPT ? eg_page_word(page, EG_T("some"))
                                              : eg_page_count(page, n);
    const eg_place_value values[] = {{"n", number}, {NULL, NULL}};
    return fill(page, eg_language_count(page->language, one, many, n), values);
}

const char *eg_page_said(eg_page *page, const char *said, const char *english)
{
    return eg_page_safe(page, said != NULL ? said : english);
}

const char *eg_page_count(eg_page *page, uint64_t n)
{
    return eg_page_checked(page, eg_say_count(n, page->arena));
}

const char *eg_page_fixed(eg_page *page, double x, int decimals)
{
    return eg_page_checked(page, eg_say_fixed(x, decimals, page->arena));
}

const char *eg_page_percent(eg_page *page, double share)
{
    return eg_page_checked(page, eg_say_percent(page->language, share, page->arena));
}

const char *eg_page_first_words(eg_page *page, const char *note)
{
    eg_text words = eg_text_trim((eg_text){note, strcspn(note, ";(.")});
    const char *copy = eg_page_checked(page, eg_arena_string(page->arena, words));
    return eg_page_safe(page, eg_page_word(page, copy));
}

size_t eg_page_width(const char *text)
{
    return eg_unicode_columns(eg_text_of(text));
}

void eg_page_spaces(eg_page *page, size_t n)
{
    static const char spaces[] = "                                ";
    while (n > 0) {
        size_t now = n < sizeof spaces - 1 ? n : sizeof spaces - 1;
        eg_sink_put(page->sink, spaces, now);
        n -= now;
    }
}

void eg_page_blank(eg_page *page)
{
    eg_sink_puts(page->sink, "\n");
}

static void look_on(eg_page *page, eg_look look)
{
    if (page->colour && look != EG_PLAIN) {
        eg_sink_puts(page->sink, look == EG_BOLD ? "\033[1m" : "\033[2m");
    }
}

static void look_off(eg_page *page, eg_look look)
{
    if (page->colour && look != EG_PLAIN) {
        eg_sink_puts(page->sink, "\033[0m");
    }
}

void eg_page_line(eg_page *page, eg_look look, const char *text)
{
    eg_page_paragraph(page, look, 0, 0, text);
}

void eg_page_title(eg_page *page, const char *text)
{
    eg_page_blank(page);
    eg_page_line(page, EG_BOLD, text);
    size_t width = eg_page_width(text);
    for (size_t i = 0; i < (width < page->columns ? width : page->columns); i++) {
        eg_sink_puts(page->sink, page->unicode ? "─" : "-");
    }
    eg_page_blank(page);
}

size_t eg_page_piece(const char *text, size_t width, size_t *skip)
{
    eg_text rest = eg_text_of(text);
    size_t used = 0;
    size_t n = 0;
    size_t last_space = 0; /* bytes before it; 0: none yet */
    while (n < rest.n) {
        uint32_t rune = 0;
        eg_text at = {rest.at + n, rest.n - n};
        size_t bytes = eg_utf8_next(at, &rune);
        int wide = bytes == 0 ? 1 : eg_unicode_width(rune);
        bytes = bytes == 0 ? 1 : bytes;
        if (rune == ' ' && n > 0) {
            last_space = n;
        }
        if (used + (size_t)(wide > 0 ? wide : 0) > width && n > 0) {
            break;
        }
        used += (size_t)(wide > 0 ? wide : 0);
        n += bytes;
    }
    if (n >= rest.n) {
        *skip = 0;
        return rest.n;
    }
    n = last_space > 0 ? last_space : n;
    *skip = strspn(text + n, " ");
    return n;
}

void eg_page_paragraph(eg_page *page, eg_look look, size_t first, size_t rest, const char *text)
{
    size_t indent = first;
    do {
        size_t skip = 0;
        size_t n = eg_page_piece(text, page->columns - indent, &skip);
        eg_page_spaces(page, indent);
        look_on(page, look);
        eg_sink_put(page->sink, text, n);
        look_off(page, look);
        eg_sink_puts(page->sink, "\n");
        text += n + skip;
        indent = rest;
    } while (*text != '\0');
}

void eg_page_internal(eg_page *page)
{
    eg_page_paragraph(
        page, EG_BOLD, 0, 0,
        eg_page_checked(
            page,
            eg_arena_printf(page->arena, "*** %s ***",
                            eg_page_word(page, EG_T("INTERNAL EDITION: small groups are "
                                                    "NOT hidden. Not for publication.")))));
}
