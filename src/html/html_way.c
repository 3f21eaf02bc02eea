/* html_way.c - the way to the target as a picture: where each group was, the straight way it
 * needs, the next marker on it, and where its trend leads. */
#include <math.h>
#include <stdint.h>

#include "html/picture.h"

#define HEIGHT   168
#define TOP      22
#define BOTTOM   24
#define LEFT     4.0 /* percent of the width */
#define RIGHT    78.0
#define LINE     15 /* between labels at the right */
#define FARTHEST 40 /* years to a target that a picture holds */

typedef struct {
    eg_html *html;
    const eg_trend_plot *plot;
    eg_ruler axis;
    const uint32_t *slots; /* [year] */
    uint32_t by, n_slots;  /* the target's year; all of them */
} ways;

/* One group's; NULL where there is none or it is not shown. */
typedef struct {
    const eg_fact *level, *pace, *marker, *slope, *projected;
    size_t last;  /* year of the level */
    bool reached; /* the target, already: there is no way to it */
} way;

static const eg_fact *shown(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value) ? fact : NULL;
}

static const eg_fact *level_in(const ways *at, eg_run run, size_t year)
{
    return shown(eg_run_find(at->html->index, run, "", at->html->report->years[year],
                             eg_outcome_statistic(at->plot->outcome),
                             eg_outcome_cut(at->plot->outcome)));
}

static const eg_fact *trend(const ways *at, eg_run run, const char *statistic)
{
    return shown(eg_run_find(at->html->index, run, "", NULL, statistic,
                             eg_outcome_cut(at->plot->outcome)));
}

static way way_of(const ways *at, eg_run run)
{
    way w = {.pace = trend(at, run, "pace_needed"),
             .marker = trend(at, run, "marker"),
             .slope = trend(at, run, "slope"),
             .projected = trend(at, run, "projected")};
    for (size_t y = at->html->report->n_years; y-- > 0 && w.level == NULL;) {
        w.level = level_in(at, run, y);
        w.last = y;
    }
    if (w.level == NULL) {
        return (way){.level = NULL};
    }
    const eg_report_outcome *outcome = at->plot->outcome;
    w.reached =
        outcome->lower ? w.level->value <= outcome->target : w.level->value >= outcome->target;
    w.projected = eg_html_off_scale(at->plot->outcome, w.projected) ? NULL : w.projected;
    return w;
}

/* Years from the level to the target, by the pace that leads there; 0: cannot be told. */
static uint32_t years_left(const ways *at, const way *w)
{
    if (w->pace == NULL || !(fabs(w->pace->value) > 1e-9)) {
        return 0;
    }
    double left = (at->plot->outcome->target - w->level->value) / w->pace->value;
    return left > 0.5 && left < FARTHEST ? (uint32_t)llround(left) : 0;
}

/* ---- places ---------------------------------------------------------------------------------
 */

static double x_of(const ways *at, double slot)
{
    return LEFT + (RIGHT - LEFT) * slot / (at->n_slots - 1);
}

static double y_of(const ways *at, double value)
{
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * eg_ruler_share(&at->axis, value);
}

static bool joined(const ways *at, size_t year)
{
    return eg_picture_joined(at->html->report, at->plot, at->slots, year);
}

static void put_line(const ways *at, const char *class_name, const double from[2],
                     const double to[2])
{
    eg_html_putf(
        at->html, "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" y2=\"%.1f\"/>",
        class_name, x_of(at, from[0]), y_of(at, from[1]), x_of(at, to[0]), y_of(at, to[1]));
}

/* ---- what is drawn --------------------------------------------------------------------------
 */

static void put_past(const ways *at, eg_run run)
{
    for (size_t y = 0; y < at->html->report->n_years; y++) {
        const eg_fact *to = level_in(at, run, y);
        const eg_fact *from = y == 0 ? NULL : level_in(at, run, y - 1);
        if (from != NULL && to != NULL && joined(at, y)) {
            put_line(at, "line", (double[]){at->slots[y - 1], from->value},
                     (double[]){at->slots[y], to->value});
        }
    }
    for (size_t y = 0; y < at->html->report->n_years; y++) {
        const eg_fact *fact = level_in(at, run, y);
        if (fact != NULL) {
            eg_html_putf(at->html,
                         "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"3.5\"/>",
                         x_of(at, at->slots[y]), y_of(at, fact->value));
        }
    }
}

/* The line of the trend from the last year on, and the interval at its end. */
static void put_trend(const ways *at, const way *w)
{
    const eg_fact *end = w->projected;
    if (end == NULL || w->slope == NULL) {
        return;
    }
    double start = end->value - w->slope->value * (at->by - at->slots[w->last]);
    put_line(at, "trend", (double[]){at->slots[w->last], start},
             (double[]){at->by, end->value});
    if (isfinite(end->ci_low) && isfinite(end->ci_high)) {
        put_line(at, "range thin", (double[]){at->by, end->ci_low},
                 (double[]){at->by, end->ci_high});
    }
    eg_html_putf(at->html, "<circle class=\"ring\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"5\"/>",
                 x_of(at, at->by), y_of(at, end->value));
}

static void put_needed(const ways *at, const way *w)
{
    double target = at->plot->outcome->target;
    put_line(at, "target", (double[]){0, target}, (double[]){at->by, target});
    if (w->marker == NULL || w->reached || years_left(at, w) == 0) {
        return;
    }
    put_line(at, "needed", (double[]){at->slots[w->last], w->level->value},
             (double[]){at->by, target});
    eg_html_putf(at->html,
                 "<svg x=\"%.2f%%\" y=\"%.1f\" width=\"1\" height=\"1\"><path class=\"marker\" "
                 "d=\"M0-6 6 0 0 6-6 0Z\"/></svg>",
                 x_of(at, at->slots[w->last] + 1), y_of(at, w->marker->value));
}

/* ---- labels ---------------------------------------------------------------------------------
 */

static void put_text(const ways *at, const eg_fact *fact, const char *anchor,
                     const double place[2])
{
    eg_html_putf(at->html,
                 "<text class=\"small\" text-anchor=\"%s\" x=\"%.2f%%\" y=\"%.1f\" "
                 "data-f=\"%zu\">",
                 anchor, place[0], place[1], eg_fact_index_place(at->html->index, fact));
    eg_html_put(at->html, eg_html_level(at->html, at->plot->outcome, fact, at->plot->decimals));
    eg_html_put(at->html, "</text>");
}

static const char *target_words(const ways *at)
{
    double target = at->plot->outcome->target;
    return eg_html_share(at->plot->outcome)
               ? eg_html_percent(at->html, target)
               : eg_html_fixed(at->html, target, at->plot->decimals);
}

/* Beside the ends of the lines; where they would touch, the higher one stays above. */
static void put_ends(const ways *at, const way *w)
{
    double x = x_of(at, at->by) + 3;
    double target = y_of(at, at->plot->outcome->target) + 4;
    double end = w->projected == NULL ? target + 2 * LINE : y_of(at, w->projected->value) + 4;
    double apart = fabs(end - target);
    if (apart < LINE) {
        double push = (LINE - apart) / 2;
        bool below = end >= target;
        end += below ? push : -push;
        target += below ? -push : push;
    }
    eg_html_putf(at->html, "<text class=\"small goal\" x=\"%.2f%%\" y=\"%.1f\">%s</text>", x,
                 target, target_words(at));
    if (w->projected != NULL) {
        put_text(at, w->projected, "start", (double[]){x, end});
    }
}

/* The last level and the marker after it stand on both sides of the way between them. */
static void put_values(const ways *at, const way *w)
{
    bool up = w->marker == NULL || w->marker->value >= w->level->value;
    double above = -9;
    double below = 18;
    bool marked = w->marker != NULL && !w->reached && years_left(at, w) > 0;
    bool room = at->slots[w->last] > 0;
    put_text(at, w->level, room ? "middle" : "start",
             (double[]){x_of(at, at->slots[w->last]),
                        y_of(at, w->level->value) + (up && marked ? below : above)});
    if (marked) {
        bool end = at->slots[w->last] + 1 >= at->by;
        put_text(at, w->marker, end ? "end" : "middle",
                 (double[]){x_of(at, at->slots[w->last] + 1),
                            y_of(at, w->marker->value) + (up ? above - 2 : below + 2)});
    }
}

static void put_years(const ways *at)
{
    const eg_report *report = at->html->report;
    eg_html_putf(at->html, "<text class=\"small\" x=\"0\" y=\"%d\">%s</text>", HEIGHT - 6,
                 eg_html_escape(at->html, report->years[0]));
    eg_html_putf(at->html,
                 "<text class=\"small\" text-anchor=\"end\" x=\"100%%\" y=\"%d\">%s</text>",
                 HEIGHT - 6, eg_html_escape(at->html, at->plot->outcome->target_year));
}

/* ---- in words -------------------------------------------------------------------------------
 */

static const char *needed_words(const ways *at, const way *w)
{
    eg_html *html = at->html;
    const eg_report_outcome *outcome = at->plot->outcome;
    if (w->pace == NULL || w->marker == NULL) {
        return "";
    }
    if (w->reached) {
        return EG_FILL(html, EG_T(" The target of {target} is reached."),
                       {"target", target_words(at)});
    }
    const char *pace = eg_html_change(html, outcome, w->pace, at->plot->decimals);
    const char *marker = eg_html_level(html, outcome, w->marker, at->plot->decimals);
    const char *year = eg_html_escape(html, outcome->target_year);
    return EG_FILL(html,
                   eg_html_share(outcome)
                       ? EG_T(" To reach {target} by {year} it needs {pace} points a year; the "
                              "next marker is {marker}.")
                       : EG_T(" To reach {target} by {year} it needs {pace} a year; the next "
                              "marker is {marker}."),
                   {"target", target_words(at)}, {"year", year}, {"pace", pace},
                   {"marker", marker});
}

static const char *trend_words(const ways *at, const way *w)
{
    eg_html *html = at->html;
    const eg_report_outcome *outcome = at->plot->outcome;
    if (w->projected == NULL) {
        return "";
    }
    const char *end = eg_html_level(html, outcome, w->projected, at->plot->decimals);
    const char *interval = eg_html_reach(html, outcome, w->projected, at->plot->decimals);
    return *interval == '\0'
               ? EG_FILL(html, EG_T(" Its trend leads to {x}."), {"x", end})
               : EG_FILL(html, EG_T(" Its trend leads to {x} (interval {interval})."),
                         {"x", end}, {"interval", interval});
}

static const char *sentence(const ways *at, eg_run run, const way *w)
{
    eg_html *html = at->html;
    const char *group =
        eg_html_group_text(html, eg_fact_index_at(html->index, run.begin)->group);
    if (w->level == NULL) {
        return EG_FILL(html, EG_T("{group}: no year is shown."), {"group", group});
    }
    const char *now =
        EG_FILL(html, EG_T("{group}: {x} in {year}."), {"group", group},
                {"x", eg_html_level(html, at->plot->outcome, w->level, at->plot->decimals)},
                {"year", eg_html_escape(html, html->report->years[w->last])});
    return eg_html_checked(html, eg_arena_printf(html->arena, "%s%s%s", now,
                                                 needed_words(at, w), trend_words(at, w)));
}

/* ---- the panels -----------------------------------------------------------------------------
 */

static void put_panel(const ways *at, eg_run run)
{
    eg_html *html = at->html;
    way w = way_of(at, run);
    eg_html_put(html, "<div class=\"panel\"><p class=\"panel-name\">");
    eg_html_put(html, eg_html_group(html, eg_fact_index_at(html->index, run.begin)->group));
    if (w.level == NULL) {
        eg_html_putf(html, ": %s</p></div>\n", eg_html_word(html, EG_T("hidden")));
        return;
    }
    eg_html_putf(html, "</p><svg class=\"way\" role=\"img\" height=\"%d\" aria-label=\"",
                 HEIGHT);
    eg_html_put(html, sentence(at, run, &w));
    eg_html_put(html, "\">");
    put_needed(at, &w);
    put_trend(at, &w);
    put_past(at, run);
    put_values(at, &w);
    put_ends(at, &w);
    put_years(at);
    eg_html_put(html, "</svg></div>\n");
}

static bool make_slots(ways *at, const eg_trend_plot *plot)
{
    const eg_report *report = at->html->report;
    const uint32_t *slots = eg_picture_slots(at->html, &at->n_slots);
    if (slots == NULL) {
        return false;
    }
    at->slots = slots;
    for (size_t g = 0; g <= plot->n && at->by == 0; g++) {
        way w = way_of(at, g == 0 ? plot->whole : plot->groups[g - 1]);
        uint32_t left = years_left(at, &w);
        at->by = left == 0 ? 0 : slots[w.last] + left;
    }
    at->n_slots = at->by + 1;
    return at->by > 0 && report->n_years > 0 && slots[report->n_years - 1] < at->by;
}

static void set_axis(ways *at)
{
    eg_ruler_begin(&at->axis, at->plot->outcome);
    eg_ruler_take_value(&at->axis, at->plot->outcome->target);
    for (size_t g = 0; g <= at->plot->n; g++) {
        eg_run run = g == 0 ? at->plot->whole : at->plot->groups[g - 1];
        if (eg_group_unknown(eg_fact_index_at(at->html->index, run.begin)->group)) {
            continue;
        }
        way w = way_of(at, run);
        for (size_t y = 0; y < at->html->report->n_years; y++) {
            const eg_fact *fact = level_in(at, run, y);
            eg_ruler_take_value(&at->axis, fact == NULL ? (double)NAN : fact->value);
        }
        eg_ruler_take_value(&at->axis, w.projected == NULL ? (double)NAN : w.projected->value);
    }
    eg_ruler_end(&at->axis);
}

bool eg_picture_ways(eg_html *html, const eg_trend_plot *plot)
{
    ways at = {.html = html, .plot = plot};
    if (plot->outcome->target_year == NULL || !make_slots(&at, plot)) {
        return false;
    }
    set_axis(&at);
    eg_html_figure_begin(html, plot->caption);
    eg_html_put(html, "<div class=\"panels wide\">\n");
    put_panel(&at, plot->whole);
    for (size_t g = 0; g < plot->n; g++) {
        const char *group = eg_fact_index_at(html->index, plot->groups[g].begin)->group;
        if (!eg_group_unknown(group)) { /* who is in it is a question for the data */
            put_panel(&at, plot->groups[g]);
        }
    }
    eg_html_put(html, "</div>\n<p class=\"legend\">");
    eg_html_put(
        html,
        EG_FILL(
            html,
            EG_T("All on one scale, from {low} to {high}. Dots: the years so far. Level "
                 "line: the target. Dotted line: the straight way to it; diamond: the next "
                 "year's marker. Dashed line and ring: where the trend leads, with its "
                 "interval, cut where it leaves the picture. A line knows nothing of what a "
                 "district will do."),
            {"low", eg_ruler_label(html, &at.axis, at.axis.low)},
            {"high", eg_ruler_label(html, &at.axis, at.axis.high)}));
    eg_html_put(html, "</p>\n");
    return true;
}
