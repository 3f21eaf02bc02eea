/* html_trends.c - a small picture for each group over the years, all on one scale. */
#include <math.h>
#include <string.h>

#include "html/picture.h"

#define HEIGHT 124
#define TOP    20 /* figures stand above their dots */
#define BOTTOM 22

#define MANY_YEARS 8 /* more want a wider picture */

typedef struct {
    eg_html *html;
    const eg_trend_plot *plot;
    eg_ruler axis;
    const uint32_t *slots; /* [year]: its place among all, holes counted */
    uint32_t n_slots;
} panels;

static const eg_fact *level(const panels *at, eg_run run, size_t year)
{
    return eg_run_find(at->html->index, run, "", at->html->report->years[year],
                       eg_outcome_statistic(at->plot->outcome),
                       eg_outcome_cut(at->plot->outcome));
}

static bool shown(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value);
}

static double x_of(const panels *at, size_t year)
{
    return at->n_slots < 2 ? 50 : 9 + 82.0 * at->slots[year] / (at->n_slots - 1);
}

static double y_of(const panels *at, double value)
{
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * eg_ruler_share(&at->axis, value);
}

static bool joined(const panels *at, size_t year)
{
    return eg_picture_joined(at->html->report, at->plot, at->slots, year);
}

static void put_lines(const panels *at, eg_run run, const char *class_name)
{
    for (size_t y = 1; y < at->html->report->n_years; y++) {
        const eg_fact *from = level(at, run, y - 1);
        const eg_fact *to = level(at, run, y);
        if (shown(from) && shown(to) && joined(at, y)) {
            eg_html_putf(
                at->html,
                "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" y2=\"%.1f\"/>",
                class_name, x_of(at, y - 1), y_of(at, from->value), x_of(at, y),
                y_of(at, to->value));
        }
    }
}

static void put_breaks(const panels *at)
{
    const eg_report *report = at->html->report;
    for (size_t y = 1; y < report->n_years; y++) {
        if (!joined(at, y)) {
            double x = (x_of(at, y - 1) + x_of(at, y)) / 2;
            eg_html_putf(
                at->html,
                "<line class=\"break\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>", x, x,
                TOP, HEIGHT - BOTTOM);
        }
    }
}

/* First and last years with a figure; false: none. */
static bool ends(const panels *at, eg_run run, size_t *first, size_t *last)
{
    bool any = false;
    for (size_t y = 0; y < at->html->report->n_years; y++) {
        if (shown(level(at, run, y))) {
            *first = any ? *first : y;
            *last = y;
            any = true;
        }
    }
    return any;
}

/* Above the dot, and its interval where that is short. */
static double top_of(const panels *at, const eg_fact *fact)
{
    double dot = y_of(at, fact->value) - 9;
    double line = isfinite(fact->ci_high) ? y_of(at, fact->ci_high) - 4 : dot;
    return line < dot && dot - line < 14 ? line : dot;
}

static void put_value(const panels *at, eg_run run, size_t year, bool at_end)
{
    const eg_fact *fact = level(at, run, year);
    double x = x_of(at, year);
    const char *anchor = x < 20 ? "start" : x > 80 ? "end" : "middle";
    double side = at_end && x > 80 ? x + 9 : x < 20 ? x - 9 : x;
    eg_html_putf(
        at->html,
        "<text class=\"small\" text-anchor=\"%s\" x=\"%.2f%%\" y=\"%.1f\" data-f=\"%zu\">",
        anchor, side, top_of(at, fact), eg_fact_index_place(at->html->index, fact));
    eg_html_put(at->html, eg_html_level(at->html, at->plot->outcome, fact, at->plot->decimals));
    eg_html_put(at->html, "</text>");
}

static void put_dots(const panels *at, eg_run run)
{
    for (size_t y = 0; y < at->html->report->n_years; y++) {
        const eg_fact *fact = level(at, run, y);
        if (!shown(fact)) {
            continue;
        }
        double x = x_of(at, y);
        if (isfinite(fact->ci_low) && isfinite(fact->ci_high)) {
            eg_html_putf(at->html,
                         "<line class=\"range thin\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.1f\" "
                         "y2=\"%.1f\"/>",
                         x, x, y_of(at, fact->ci_low), y_of(at, fact->ci_high));
        }
        eg_html_putf(at->html, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"3.5\"/>", x,
                     y_of(at, fact->value));
    }
}

static const char *sentence(const panels *at, eg_run run)
{
    eg_html *html = at->html;
    const eg_report *report = html->report;
    const char *group =
        eg_html_group_text(html, eg_fact_index_at(html->index, run.begin)->group);
    size_t first = 0;
    size_t last = 0;
    if (!ends(at, run, &first, &last)) {
        return EG_FILL(html, EG_T("{group}: no year is shown."), {"group", group});
    }
    const char *end =
        eg_html_level(html, at->plot->outcome, level(at, run, last), at->plot->decimals);
    if (first == last) {
        return EG_FILL(html, EG_T("{group}: {x} in {year}."), {"group", group}, {"x", end},
                       {"year", eg_html_escape(html, report->years[last])});
    }
    return EG_FILL(html, EG_T("{group}: {x} in {year}, {y} in {later}."), {"group", group},
                   {"x", eg_html_level(html, at->plot->outcome, level(at, run, first),
                                       at->plot->decimals)},
                   {"year", eg_html_escape(html, report->years[first])}, {"y", end},
                   {"later", eg_html_escape(html, report->years[last])});
}

static void put_years(const panels *at)
{
    const eg_report *report = at->html->report;
    eg_html_putf(at->html, "<text class=\"small\" x=\"0\" y=\"%d\">", HEIGHT - 6);
    eg_html_put(at->html, eg_html_escape(at->html, report->years[0]));
    eg_html_putf(at->html,
                 "</text><text class=\"small\" text-anchor=\"end\" x=\"100%%\" y=\"%d\">",
                 HEIGHT - 6);
    eg_html_put(at->html, eg_html_escape(at->html, report->years[report->n_years - 1]));
    eg_html_put(at->html, "</text>");
}

static void put_panel(const panels *at, eg_run run)
{
    eg_html *html = at->html;
    const char *group = eg_fact_index_at(html->index, run.begin)->group;
    eg_html_put(html, "<div class=\"panel\"><p class=\"panel-name\">");
    eg_html_put(html, eg_html_group(html, group));
    eg_html_putf(html, "</p><svg role=\"img\" height=\"%d\" aria-label=\"", HEIGHT);
    eg_html_put(html, sentence(at, run));
    eg_html_put(html, "\">");
    put_breaks(at);
    put_lines(at, at->plot->whole, "line whole");
    put_lines(at, run, "line");
    put_dots(at, run);
    size_t first = 0;
    size_t last = 0;
    if (ends(at, run, &first, &last)) {
        if (first != last) {
            put_value(at, run, first, false);
        }
        put_value(at, run, last, true);
    } else {
        eg_html_putf(
            html, "<text class=\"small\" text-anchor=\"middle\" x=\"50%%\" y=\"%d\">%s</text>",
            HEIGHT / 2, eg_html_word(html, EG_T("hidden")));
    }
    put_years(at);
    eg_html_put(html, "</svg></div>\n");
}

static void set_axis(panels *at)
{
    size_t years = at->html->report->n_years;
    const eg_fact **facts =
        eg_arena_alloc(at->html->arena, years * (at->plot->n + 1), sizeof *facts);
    eg_ruler_begin(&at->axis, at->plot->outcome);
    if (facts == NULL) {
        at->html->failed = true;
    } else {
        for (size_t i = 0; i < years * (at->plot->n + 1); i++) {
            size_t g = i / years;
            facts[i] =
                level(at, g == at->plot->n ? at->plot->whole : at->plot->groups[g], i % years);
        }
        (void)eg_ruler_take_all(at->html, &at->axis, facts, years * (at->plot->n + 1));
    }
    eg_ruler_end(&at->axis);
}

void eg_picture_trends(eg_html *html, const eg_trend_plot *plot)
{
    if (html->report->n_years < 2) {
        return;
    }
    panels at = {.html = html, .plot = plot};
    at.slots = eg_picture_slots(html, &at.n_slots);
    if (at.slots == NULL) {
        return;
    }
    set_axis(&at);
    eg_html_element(html, "p class=\"caption\"", plot->caption);
    eg_html_put(html, at.n_slots > MANY_YEARS ? "<div class=\"panels wide\">\n"
                                              : "<div class=\"panels\">\n");
    for (size_t g = 0; g < plot->n; g++) {
        put_panel(&at, plot->groups[g]);
    }
    eg_html_put(html, "</div>\n<p class=\"legend\">");
    eg_html_put(
        html,
        EG_FILL(
            html,
            EG_T(
                "All on one scale, from {low} to {high}. Dashed: all students. A gap is a year "
                "that is hidden or missing; a dotted upright is a break, across which nothing "
                "is compared."),
            {"low", eg_ruler_label(html, &at.axis, at.axis.low)},
            {"high", eg_ruler_label(html, &at.axis, at.axis.high)}));
    eg_html_put(html, "</p>\n");
}
