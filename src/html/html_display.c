/* html_display.c - one outcome by one dimension: the picture, the years, the table behind it.
 */
#include <math.h>
#include <string.h>

#include "html/parts.h"

typedef struct {
    eg_html *html;
    const eg_report_outcome *outcome;
    const char *dimension, *year;
    const eg_run *groups;
    size_t n;
    eg_run whole;
    int decimals;
    bool with_gap, with_parity;
} display;

static const char *title_of(const display *at)
{
    return EG_FILL(at->html, EG_T("{outcome} by {dimension}"),
                   {"outcome", eg_html_outcome(at->html, at->outcome)},
                   {"dimension", eg_html_dimension(at->html, at->dimension)});
}

static bool shown(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value);
}

/* ---- in words -------------------------------------------------------------------------------
 */

/* What the picture says: from where to where, and what is not shown. */
static const char *alternative(const display *at)
{
    eg_html *html = at->html;
    const eg_fact *low = NULL;
    const eg_fact *high = NULL;
    size_t hidden = 0;
    for (size_t g = 0; g < at->n; g++) {
        const eg_fact *fact = eg_html_own(html, at->outcome, at->groups[g], at->year);
        if (!shown(fact)) {
            hidden++;
            continue;
        }
        low = low == NULL || fact->value < low->value ? fact : low;
        high = high == NULL || fact->value > high->value ? fact : high;
    }
    const char *left = hidden == 0
                           ? ""
                           : eg_html_counted(html,
                                             EG_TN(" {n} group is not shown as a figure.",
                                                   " {n} groups are not shown as figures."),
                                             hidden);
    if (low == NULL) {
        return EG_FILL(html, EG_T("{title}{year}: no group can be shown."),
                       {"title", title_of(at)}, {"year", eg_html_in_year(html, at->year)});
    }
    return EG_FILL(
        html,
        EG_T("{title}{year}: from {low} ({first}) to {high} ({last}).{hidden} The table "
             "below has every figure."),
        {"title", title_of(at)}, {"year", eg_html_in_year(html, at->year)},
        {"low", eg_html_level(html, at->outcome, low, at->decimals)},
        {"first", eg_html_group_text(html, low->group)},
        {"high", eg_html_level(html, at->outcome, high, at->decimals)},
        {"last", eg_html_group_text(html, high->group)}, {"hidden", left});
}

static void put_picture(const display *at)
{
    eg_html *html = at->html;
    eg_dot *dots = eg_arena_alloc(html->arena, at->n + 1, sizeof *dots);
    if (dots == NULL) {
        html->failed = true;
        return;
    }
    for (size_t g = 0; g < at->n; g++) {
        const eg_fact *fact = eg_html_own(html, at->outcome, at->groups[g], at->year);
        dots[g] =
            (eg_dot){eg_html_group_text(html, eg_html_group_of(html, at->groups[g])), fact,
                     fact == NULL ? SIZE_MAX : eg_fact_index_place(html->index, fact)};
    }
    eg_dot_plot plot = {.outcome = at->outcome,
                        .alternative = alternative(at),
                        .dots = dots,
                        .n = at->n,
                        .whole = eg_html_own(html, at->outcome, at->whole, at->year),
                        .with_target = true,
                        .decimals = at->decimals};
    eg_picture_dots(html, &plot);
}

/* ---- the table ------------------------------------------------------------------------------
 */

static const char *reference_words(const display *at)
{
    for (size_t g = 0; g < at->n; g++) {
        const char *reference = eg_run_reference(at->html->index, at->groups[g]);
        if (reference != NULL) {
            return eg_html_escape(
                at->html,
                eg_html_checked(at->html,
                                eg_say_reference(at->html->language, reference,
                                                 eg_html_share(at->outcome), at->html->arena)));
        }
    }
    return NULL;
}

static void put_heads(const display *at)
{
    eg_html *html = at->html;
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    eg_html_head(html, eg_html_word(html, EG_T("Students")));
    if (at->outcome->kind == EG_KIND_RATE) {
        eg_html_head(html, eg_html_word(html, EG_T("Count")));
    }
    eg_html_head(html,
                 at->outcome->kind == EG_KIND_MEAN
                     ? eg_html_word(html, EG_T("Mean"))
                     : (at->outcome->kind == EG_KIND_RATE ? eg_html_word(html, EG_T("Rate"))
                                                          : eg_html_word(html, EG_T("Share"))));
    eg_html_head(html, eg_html_word(html, EG_T("Interval")));
    if (at->outcome->kind == EG_KIND_MEAN) {
        eg_html_head(html, eg_html_word(html, EG_T("Standard deviation")));
    }
    if (at->with_gap) {
        eg_html_head(html, eg_html_share(at->outcome)
                               ? eg_html_word(html, EG_T("Gap, in points"))
                               : eg_html_word(html, EG_T("Gap")));
    }
    if (at->with_parity) {
        eg_html_head(html, at->outcome->lower
                               ? eg_html_word(html, EG_T("Fewer students to close it"))
                               : eg_html_word(html, EG_T("More students to close it")));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
}

static const eg_fact *pair(const display *at, eg_run run, const char *statistic)
{
    const char *reference = eg_run_reference(at->html->index, run);
    return reference == NULL ? NULL
                             : eg_run_find(at->html->index, run, reference, at->year, statistic,
                                           eg_outcome_cut(at->outcome));
}

static void put_own(const display *at, eg_run run, const char *statistic, bool students)
{
    const eg_fact *fact = eg_run_find(at->html->index, run, "", at->year, statistic, NULL);
    eg_html_cell(at->html, fact,
                 students ? eg_html_students(at->html, fact)
                          : eg_html_level(at->html, at->outcome, fact, at->decimals));
}

/* Students needed stand beside the size of a gap; at or beyond the reference none are. */
static void put_parity(const display *at, eg_run run)
{
    const eg_fact *needed = pair(at, run, "to_parity");
    bool none = needed != NULL && needed->status == EG_FACT_OK && !(needed->value >= 1);
    if (needed == NULL || none) {
        eg_html_cell(at->html, none ? needed : NULL, none ? "0" : "\xe2\x80\x93");
    } else {
        eg_html_cell(at->html, needed, eg_html_students(at->html, needed));
    }
}

static void put_gap(const display *at, eg_run run)
{
    const eg_fact *gap = pair(at, run, "difference");
    const eg_fact *level = eg_html_own(at->html, at->outcome, run, at->year);
    if (gap == NULL && shown(level)) {
        eg_html_cell(at->html, NULL, eg_html_word(at->html, EG_T("reference")));
        return;
    }
    eg_html_cell(at->html, gap, eg_html_gap(at->html, at->outcome, gap, at->decimals));
}

static void put_row(const display *at, eg_run run, bool is_whole)
{
    eg_html *html = at->html;
    const eg_fact *level = eg_html_own(html, at->outcome, run, at->year);
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
    eg_html_put(html, "</th>");
    put_own(at, run, "n", true);
    if (at->outcome->kind == EG_KIND_RATE) {
        put_own(at, run, "count", true);
    }
    eg_html_cell(html, level, eg_html_level(html, at->outcome, level, at->decimals));
    eg_html_cell(html, level, eg_html_interval(html, at->outcome, level, at->decimals));
    if (at->outcome->kind == EG_KIND_MEAN) {
        put_own(at, run, "sd", false);
    }
    if (at->with_gap) {
        is_whole ? eg_html_cell(html, NULL, "\xe2\x80\x93") : put_gap(at, run);
    }
    if (at->with_parity) {
        is_whole ? eg_html_cell(html, NULL, "\xe2\x80\x93") : put_parity(at, run);
    }
    eg_html_put(html, "</tr>\n");
}

static void put_table(const display *at)
{
    eg_html *html = at->html;
    const char *reference = reference_words(at);
    const char *caption =
        reference == NULL
            ? EG_FILL(html, EG_T("{title}{year}"), {"title", title_of(at)},
                      {"year", eg_html_in_year(html, at->year)})
            : EG_FILL(html, EG_T("{title}{year}; gap: the group minus {reference}"),
                      {"title", title_of(at)}, {"year", eg_html_in_year(html, at->year)},
                      {"reference", reference});
    eg_html_table_begin(html, caption);
    put_heads(at);
    put_row(at, at->whole, true);
    for (size_t g = 0; g < at->n; g++) {
        put_row(at, at->groups[g], false);
    }
    eg_html_table_end(html);
}

/* What the bars of levels show. */
static void put_shares(const display *at)
{
    eg_html *html = at->html;
    const eg_report_outcome *outcome = at->outcome;
    if (outcome->kind != EG_KIND_LEVELS) {
        return;
    }
    eg_html_table_begin(html, EG_FILL(html, EG_T("{title}{year}: the share at each level"),
                                      {"title", title_of(at)},
                                      {"year", eg_html_in_year(html, at->year)}));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    for (size_t l = 0; l < outcome->n_levels; l++) {
        eg_html_head(html, eg_html_name(html, outcome->levels[l]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t g = 0; g <= at->n; g++) {
        eg_run run = g == 0 ? at->whole : at->groups[g - 1];
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
        eg_html_put(html, "</th>");
        for (size_t l = 0; l < outcome->n_levels; l++) {
            const eg_fact *fact =
                eg_run_find(html->index, run, "", at->year, "share", outcome->levels[l]);
            eg_html_cell(html, fact, eg_html_level(html, outcome, fact, at->decimals));
        }
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

#define FEW 30 /* below it one student moves a rate by more than three points */

/* Small numbers, in words. */
static void put_few(const display *at)
{
    eg_html *html = at->html;
    eg_buffer names = {0};
    for (size_t g = 0; g < at->n; g++) {
        const eg_fact *n = eg_run_find(html->index, at->groups[g], "", at->year, "n", NULL);
        if (shown(n) && n->value > 0 && n->value < FEW) {
            eg_buffer_add_string(&names, names.n > 0 ? ", " : "");
            eg_buffer_add_string(&names,
                                 eg_html_group(html, eg_html_group_of(html, at->groups[g])));
        }
    }
    html->failed = html->failed || names.failed;
    if (names.n > 0) {
        eg_html_put(html, "<p class=\"legend\">");
        eg_html_put(html, eg_html_word(html, EG_T("Few students (under 30), where one changes "
                                                  "much; read with care: ")));
        eg_html_put(html, eg_buffer_string(&names));
        eg_html_put(html, ".</p>\n");
    }
    eg_buffer_clear(&names);
}

#define PAPER_YEARS 8 /* as many as paper has room for; more become further tables */

static void put_year_heads(const display *at, size_t from, size_t to)
{
    eg_html *html = at->html;
    const eg_report *report = html->report;
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    for (size_t y = from; y < to; y++) {
        const char *year = eg_html_year(html, report->years[y]);
        bool broken =
            eg_picture_breaks(report, report->years[y], at->outcome->name, at->dimension);
        eg_html_head(html, broken
                               ? EG_FILL(html, EG_T("{year} (break before it)"), {"year", year})
                               : year);
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
}

/* Levels by year; a break stands before the year in which something changed. */
static void put_some_years(const display *at, size_t from, size_t to)
{
    eg_html *html = at->html;
    const eg_report *report = html->report;
    eg_html_table_begin(html, EG_FILL(html, EG_T("{title}, {first} to {last}"),
                                      {"title", title_of(at)},
                                      {"first", eg_html_escape(html, report->years[from])},
                                      {"last", eg_html_escape(html, report->years[to - 1])}));
    put_year_heads(at, from, to);
    for (size_t g = 0; g <= at->n; g++) {
        eg_run run = g == 0 ? at->whole : at->groups[g - 1];
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
        eg_html_put(html, "</th>");
        for (size_t y = from; y < to; y++) {
            const eg_fact *fact = eg_html_own(html, at->outcome, run, report->years[y]);
            eg_html_cell(html, fact, eg_html_level(html, at->outcome, fact, at->decimals));
        }
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

static void put_years(const display *at)
{
    size_t n = at->html->report->n_years;
    for (size_t from = 0; from < n && n > 1; from += PAPER_YEARS) {
        put_some_years(at, from, from + PAPER_YEARS < n ? from + PAPER_YEARS : n);
    }
}

static void put_tables(const display *at, bool open)
{
    eg_html *html = at->html;
    if (open) {
        eg_html_put(html, "<details><summary>");
        eg_html_put(
            html, EG_FILL(html, EG_T("The table behind it: {title}"), {"title", title_of(at)}));
        eg_html_put(html, "</summary>\n");
    }
    put_table(at);
    put_few(at);
    put_shares(at);
    put_years(at);
    eg_html_put(html, open ? "</details>\n" : "");
}

static void decide_columns(display *at)
{
    for (size_t g = 0; g < at->n; g++) {
        at->with_gap = at->with_gap || pair(at, at->groups[g], "difference") != NULL;
        at->with_parity = at->with_parity || pair(at, at->groups[g], "to_parity") != NULL;
    }
}

void eg_html_display(eg_html *html, size_t o, const char *dimension, bool open)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    display at = {.html = html,
                  .outcome = outcome,
                  .dimension = dimension,
                  .year = html->latest[o],
                  .whole = eg_index_whole(html->index, outcome->name),
                  .decimals = eg_html_decimals(html, outcome, html->latest[o])};
    at.groups = eg_html_groups(html, outcome->name, dimension, &at.n);
    if (at.groups == NULL || at.n == 0) {
        return;
    }
    decide_columns(&at);
    if (open) {
        eg_html_element(html, "h3", title_of(&at));
    } else {
        eg_html_put(html, "<details><summary>");
        eg_html_put(html, title_of(&at));
        eg_html_put(html, "</summary>\n");
    }
    eg_html_figure_begin(html,
                         EG_FILL(html, EG_T("The level of each group and its interval{year}"),
                                 {"year", eg_html_in_year(html, at.year)}));
    put_picture(&at);
    eg_trend_plot trends = {.outcome = outcome,
                            .dimension = dimension,
                            .caption = eg_html_word(html, EG_T("Each group over the years")),
                            .groups = at.groups,
                            .n = at.n,
                            .whole = at.whole,
                            .decimals = at.decimals};
    if (outcome->kind == EG_KIND_LEVELS) {
        eg_picture_levels(html, &trends, at.year);
    }
    if (open) {
        eg_picture_trends(html, &trends);
    }
    put_tables(&at, open);
    eg_html_figure_end(html);
    eg_html_put(html, open ? "" : "</details>\n");
}
