/* html_spread.c - how students of each group lie apart, and how much groups overlap. */
#include <math.h>

#include "html/parts.h"

#define BAND   22
#define TOP    6
#define BOTTOM 26

typedef enum { P10, P25, MEDIAN, P75, P90, POINTS } point;
static const char *const names[POINTS] = {"p10", "p25", "median", "p75", "p90"};

typedef struct {
    eg_html *html;
    const eg_report_outcome *outcome;
    const char *year;
    eg_ruler ruler;
    int decimals;
} spread;

static double value(const spread *at, eg_run run, point p)
{
    const eg_fact *fact = eg_run_find(at->html->index, run, "", at->year, names[p], NULL);
    return fact != NULL && fact->status == EG_FACT_OK ? fact->value : (double)NAN;
}

static bool complete(const spread *at, eg_run run)
{
    for (point p = P10; p < POINTS; p++) {
        if (!isfinite(value(at, run, p))) {
            return false;
        }
    }
    return true;
}

static void put_line(const spread *at, eg_run run, point from, point to, const char *class_name,
                     int y)
{
    eg_html_putf(at->html,
                 "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                 class_name, eg_ruler_x(&at->ruler, value(at, run, from)),
                 eg_ruler_x(&at->ruler, value(at, run, to)), y, y);
}

/* At y; returns where the next row begins. */
static int put_row(const spread *at, eg_run run, int y)
{
    eg_html *html = at->html;
    const char *name = eg_html_group_text(html, eg_html_group_of(html, run));
    int middle = y + (int)eg_picture_label_lines(name) * EG_PICTURE_LINE + BAND / 2 - 2;
    eg_picture_label(html, name, y);
    if (complete(at, run)) {
        put_line(at, run, P10, P90, "range thin", middle);
        put_line(at, run, P25, P75, "range half", middle);
        double x = eg_ruler_x(&at->ruler, value(at, run, MEDIAN));
        eg_html_putf(html, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%d\" r=\"5\"/>", x,
                     middle);
    } else {
        eg_html_putf(html, "<text class=\"value\" x=\"100%%\" y=\"%d\">%s</text>", y + 13,
                     eg_html_word(html, EG_T("hidden")));
    }
    return middle + BAND / 2 + 2;
}

static void put_ticks(const spread *at, int height)
{
    for (double v = at->ruler.low; v <= at->ruler.high + at->ruler.step / 2;
         v += at->ruler.step) {
        double x = eg_ruler_x(&at->ruler, v);
        eg_html_putf(at->html,
                     "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>"
                     "<text class=\"tick\" x=\"%.2f%%\" y=\"%d\">",
                     x, x, height - BOTTOM + 4, x, height - 8);
        eg_html_put(at->html, eg_ruler_label(at->html, &at->ruler, v));
        eg_html_put(at->html, "</text>");
    }
}

static bool any_complete(const spread *at, const eg_run *groups, size_t n)
{
    for (size_t g = 0; g < n; g++) {
        if (complete(at, groups[g])) {
            return true;
        }
    }
    return false;
}

bool eg_html_spread(eg_html *html, size_t o, const char *dimension)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    spread at = {.html = html,
                 .outcome = outcome,
                 .year = html->latest[o],
                 .decimals = eg_html_decimals(html, outcome, html->latest[o])};
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, outcome->name, dimension, &n);
    if (groups == NULL || !any_complete(&at, groups, n)) {
        return false;
    }
    eg_ruler_begin(&at.ruler, outcome);
    for (size_t g = 0; g < n; g++) {
        for (point p = P10; p < POINTS; p++) {
            eg_ruler_take_value(&at.ruler, value(&at, groups[g], p));
        }
    }
    eg_ruler_end(&at.ruler);
    int height = TOP + BOTTOM;
    for (size_t g = 0; g < n; g++) {
        const char *name = eg_html_group_text(html, eg_html_group_of(html, groups[g]));
        height += (int)eg_picture_label_lines(name) * EG_PICTURE_LINE + BAND;
    }
    const char *title =
        EG_FILL(html, EG_T("{outcome} by {dimension}: how far students lie apart"),
                {"outcome", eg_html_outcome(html, outcome)},
                {"dimension", eg_html_dimension(html, dimension)});
    eg_html_figure_begin(html, title);
    eg_html_putf(html, "<svg role=\"img\" height=\"%d\" aria-label=\"", height);
    eg_html_put(html, EG_FILL(html, EG_T("{title}. The table below has every figure."),
                              {"title", title}));
    eg_html_put(html, "\">");
    put_ticks(&at, height);
    int y = TOP;
    for (size_t g = 0; g < n; g++) {
        y = put_row(&at, groups[g], y);
    }
    eg_html_put(html, "</svg>\n<p class=\"legend\">");
    eg_html_put(
        html,
        eg_html_word(
            html, EG_T("Dot: half of the students lie below it. Thick line: the middle half. "
                       "Thin line: eight of ten. Where lines overlap, so do the "
                       "groups.")));
    eg_html_put(html, "</p>\n");
    return true;
}
