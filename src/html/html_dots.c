/* html_dots.c - a dot and its interval for each group or unit. */
#include <math.h>
#include <string.h>

#include "html/picture.h"

/* Heights in pixels. */
#define BAND   20
#define TOP    6
#define BOTTOM 26
#define PIECE  800 /* pixels: fits on a page */

#define LABEL_COLUMNS 30 /* of a line of a label: fits the narrowest page beside its figure */

/* Bytes of the next line of escaped text; an entity is one letter and never cut. */
static size_t line_bytes(const char *text)
{
    size_t columns = 0;
    size_t space = 0;
    size_t at = 0;
    while (text[at] != '\0') {
        if (columns >= LABEL_COLUMNS) {
            return space > 0 ? space : at;
        }
        if (text[at] == ' ') {
            space = at;
        }
        size_t n = 1;
        if (text[at] == '&') {
            n = strcspn(text + at, ";") + 1;
        } else {
            while (((unsigned char)text[at + n] & 0xc0) == 0x80) {
                n++;
            }
        }
        at += n;
        columns++;
    }
    return at;
}

size_t eg_picture_label_lines(const char *text)
{
    size_t lines = 0;
    while (*text != '\0') {
        text += line_bytes(text);
        text += strspn(text, " ");
        lines++;
    }
    return lines > 0 ? lines : 1;
}

void eg_picture_label(eg_html *html, const char *name, int y)
{
    while (*name != '\0') {
        size_t n = line_bytes(name);
        eg_html_putf(html, "<text x=\"0\" y=\"%d\">%.*s</text>", y + 13, (int)n, name);
        name += n + strspn(name + n, " ");
        y += EG_PICTURE_LINE;
    }
}

/* What stands at the end of the label's line: the figure, and for whom. */
static void put_figure(eg_html *html, const eg_dot_plot *plot, const eg_dot *dot, int y)
{
    const char *level = eg_html_level(html, plot->outcome, dot->fact, plot->decimals);
    eg_html_putf(html, "<text x=\"100%%\" y=\"%d\" class=\"value\"", y + 13);
    if (dot->place != SIZE_MAX) {
        eg_html_putf(html, " data-f=\"%zu\"", dot->place);
    }
    eg_html_putf(html, ">%s</text>", level);
}

static void put_marks(eg_html *html, const eg_ruler *axis, const eg_fact *fact, int y)
{
    if (fact == NULL || (fact->status != EG_FACT_OK && fact->status != EG_FACT_INTERVAL)) {
        return;
    }
    if (isfinite(fact->ci_low) && isfinite(fact->ci_high)) {
        eg_html_putf(
            html, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
            fact->status == EG_FACT_OK ? "range" : "range bounds",
            eg_ruler_end_x(axis, fact->ci_low), eg_ruler_end_x(axis, fact->ci_high), y, y);
    }
    if (fact->status == EG_FACT_OK && isfinite(fact->value)) {
        eg_html_putf(html, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%d\" r=\"5\"/>",
                     eg_ruler_x(axis, fact->value), y);
    }
}

static bool shown(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value);
}

static bool has_target(const eg_dot_plot *plot)
{
    return plot->with_target && plot->outcome->has_target;
}

static eg_ruler axis_of(eg_html *html, const eg_dot_plot *plot, bool *cut)
{
    eg_ruler axis;
    const eg_fact **facts = eg_arena_alloc(html->arena, plot->n + 1, sizeof *facts);
    eg_ruler_begin(&axis, plot->outcome);
    html->failed = html->failed || facts == NULL;
    for (size_t i = 0; facts != NULL && i < plot->n; i++) {
        facts[i] = plot->dots[i].fact;
    }
    *cut = facts != NULL && eg_ruler_take_all(html, &axis, facts, plot->n);
    if (shown(plot->whole)) {
        eg_ruler_take_value(&axis, plot->whole->value);
    }
    if (has_target(plot)) {
        eg_ruler_take_value(&axis, plot->outcome->target);
    }
    eg_ruler_end(&axis);
    return axis;
}

static void put_axis(eg_html *html, const eg_ruler *axis, int height)
{
    for (double v = axis->low; v <= axis->high + axis->step / 2; v += axis->step) {
        double x = eg_ruler_x(axis, v);
        double end = v > axis->high ? axis->high : v;
        eg_html_putf(html,
                     "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>"
                     "<text class=\"tick\" x=\"%.2f%%\" y=\"%d\">",
                     x, x, height - BOTTOM + 4, x, height - 8);
        eg_html_put(html, eg_ruler_label(html, axis, end));
        eg_html_put(html, "</text>");
    }
}

static void put_upright(eg_html *html, const char *class_name, double x, int height)
{
    eg_html_putf(html, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>",
                 class_name, x, x, height - BOTTOM + 4);
}

/* What the upright lines are, under the picture. */
static void put_legend(eg_html *html, const eg_dot_plot *plot, bool cut)
{
    eg_html_put(html, "<p class=\"legend\">");
    eg_html_put(html, eg_html_word(html, EG_T("Dot: the figure. Line: its interval.")));
    if (cut) {
        eg_html_put(html, " ");
        eg_html_put(html, eg_html_word(html, EG_T("A line that runs to the edge goes on: the "
                                                  "table has its ends.")));
    }
    if (shown(plot->whole)) {
        eg_html_put(html, " <span class=\"key whole\" aria-hidden=\"true\"></span> ");
        eg_html_put(html, EG_FILL(html, EG_T("All students: {x}."),
                                  {"x", eg_html_level(html, plot->outcome, plot->whole,
                                                      plot->decimals)}));
    }
    if (has_target(plot)) {
        double target = plot->outcome->target;
        const char *figure = eg_html_share(plot->outcome)
                                 ? eg_html_percent(html, target)
                                 : eg_html_fixed(html, target, plot->decimals);
        eg_html_put(html, " <span class=\"key target\" aria-hidden=\"true\"></span> ");
        eg_html_put(html, EG_FILL(html, EG_T("Target: {x}."), {"x", figure}));
    }
    eg_html_put(html, "</p>\n");
}

static int height_of(const eg_dot_plot *plot)
{
    int height = TOP + BOTTOM;
    for (size_t i = 0; i < plot->n; i++) {
        height += (int)eg_picture_label_lines(plot->dots[i].name) * EG_PICTURE_LINE + BAND;
    }
    return height;
}

static void put_piece(eg_html *html, const eg_dot_plot *plot, const eg_ruler *axis)
{
    int height = height_of(plot);
    eg_html_putf(html, "<svg class=\"dots\" role=\"img\" height=\"%d\" aria-label=\"", height);
    eg_html_put(html, plot->alternative);
    eg_html_put(html, "\">");
    put_axis(html, axis, height);
    if (shown(plot->whole)) {
        put_upright(html, "whole", eg_ruler_x(axis, plot->whole->value), height);
    }
    if (has_target(plot)) {
        put_upright(html, "target", eg_ruler_x(axis, plot->outcome->target), height);
    }
    int y = TOP;
    for (size_t i = 0; i < plot->n; i++) {
        const eg_dot *dot = &plot->dots[i];
        eg_picture_label(html, dot->name, y);
        put_figure(html, plot, dot, y);
        y += (int)eg_picture_label_lines(dot->name) * EG_PICTURE_LINE;
        put_marks(html, axis, dot->fact, y + BAND / 2 - 2);
        y += BAND;
        if (i + 1 < plot->n) {
            eg_html_putf(html,
                         "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>",
                         y - 1, y - 1);
        }
    }
    eg_html_put(html, "</svg>\n");
}

void eg_picture_dots(eg_html *html, const eg_dot_plot *plot)
{
    bool cut = false;
    eg_ruler axis = axis_of(html, plot, &cut);
    /* even pieces, each with the whole axis: a picture taller than paper would be sawn up */
    size_t pieces = (size_t)height_of(plot) / PIECE + 1;
    size_t rows = (plot->n + pieces - 1) / pieces;
    for (size_t begin = 0; begin < plot->n || begin == 0; begin += rows > 0 ? rows : 1) {
        eg_dot_plot piece = *plot;
        piece.dots += begin;
        piece.n = plot->n - begin < rows ? plot->n - begin : rows;
        put_piece(html, &piece, &axis);
    }
    put_legend(html, plot, cut);
}
