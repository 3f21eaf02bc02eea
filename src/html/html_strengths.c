/* html_strengths.c - part 2: what is reached, what improves, where the same group does better.
 */
#include <math.h>
#include <string.h>

#include "html/units.h"

#define MOST_OPEN 12 /* rows of a table that stands open */

static bool reached(const eg_report_outcome *outcome, const eg_fact *level)
{
    if (level == NULL || level->status != EG_FACT_OK || !isfinite(level->value)) {
        return false;
    }
    return outcome->lower ? level->value <= outcome->target : level->value >= outcome->target;
}

/* A table that begins with its first row. */
typedef struct {
    eg_html *html;
    const char *caption;
    const char *const *heads; /* NULL ends them */
    size_t words;             /* columns of them */
    bool folded;
    size_t n;
} rows;

static void row_begin(rows *to, size_t o)
{
    eg_html *html = to->html;
    if (to->n++ == 0) {
        eg_html_put(html, to->folded ? "<details class=\"again\"><summary>" : "");
        eg_html_put(html, to->folded ? to->caption : "");
        eg_html_put(html, to->folded ? "</summary>\n" : "");
        eg_html_table_begin(html, to->caption);
        eg_html_put(html, "<thead><tr>");
        for (size_t i = 0; to->heads[i] != NULL; i++) {
            (i < to->words ? eg_html_words_head
                           : eg_html_head)(html, eg_html_word(html, to->heads[i]));
        }
        eg_html_put(html, "</tr></thead>\n<tbody>\n");
    }
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_outcome(html, &html->report->outcomes[o]));
    eg_html_put(html, "</th>");
}

static bool rows_end(const rows *to)
{
    if (to->n > 0) {
        eg_html_table_end(to->html);
        eg_html_put(to->html, to->folded ? "</details>\n" : "");
    }
    return to->n > 0;
}

/* ---- targets --------------------------------------------------------------------------------
 */

static void put_reached(rows *to, size_t o, const eg_report_dimension *dimension,
                        const char *group)
{
    eg_html *html = to->html;
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    eg_run run = eg_fact_index_run(html->index, outcome->name, dimension->name, group);
    const eg_fact *level = eg_html_own(html, outcome, run, html->latest[o]);
    if (!reached(outcome, level) || eg_group_unknown(group)) {
        return;
    }
    row_begin(to, o);
    eg_html_words_cell(html, eg_html_group_in(html, dimension->name, group));
    eg_html_words_cell(html, eg_html_year(html, html->latest[o]));
    eg_html_cell(
        html, level,
        eg_html_level(html, outcome, level, eg_html_decimals(html, outcome, html->latest[o])));
    eg_html_put(html, "</tr>\n");
}

static bool put_groups(eg_html *html)
{
    static const char *const heads[] = {EG_T("Outcome"), EG_T("Group"), EG_T("Year"),
                                        EG_T("Level"), NULL};
    const eg_report *report = html->report;
    rows to = {.html = html,
               .caption = eg_html_word(html, EG_T("Groups at or beyond the target")),
               .heads = heads,
               .words = 3};
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; report->outcomes[o].has_target && d < report->n_dimensions; d++) {
            const eg_report_dimension *dimension = &report->dimensions[d];
            for (size_t g = 0; g < dimension->n_groups; g++) {
                put_reached(&to, o, dimension, dimension->groups[g]);
            }
        }
    }
    return rows_end(&to);
}

static size_t count_reached(const eg_html *html, const eg_html_units *at)
{
    size_t n = 0;
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &html->report->outcomes[o];
        for (size_t u = 0; outcome->has_target && u < at->n && u < EG_HTML_MOST_UNITS; u++) {
            n += reached(outcome, eg_html_unit_level(html, at, u, o)) ? 1 : 0;
        }
    }
    return n;
}

static bool put_units(eg_html *html, const eg_html_units *at)
{
    static const char *const heads[] = {EG_T("Outcome"), EG_T("Unit"), EG_T("Year"),
                                        EG_T("Level"), NULL};
    const eg_report *report = html->report;
    rows to = {.html = html,
               .caption = EG_FILL(html,
                                  EG_T("All students of a {unit} at or beyond the target, in "
                                       "the order of the report"),
                                  {"unit", eg_html_escape(html, at->unit_type)}),
               .heads = heads,
               .words = 3,
               .folded = count_reached(html, at) > MOST_OPEN};
    for (size_t o = 0; o < report->n_outcomes && at->n <= EG_HTML_MOST_UNITS; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        for (size_t u = 0; outcome->has_target && u < at->n; u++) {
            const eg_fact *level = eg_html_unit_level(html, at, u, o);
            if (!reached(outcome, level)) {
                continue;
            }
            row_begin(&to, o);
            eg_html_words_cell(html, eg_html_name(html, at->names[u]));
            eg_html_words_cell(html, eg_html_year(html, html->latest[o]));
            eg_html_cell_at(html, eg_html_unit_place(html, at, u, o),
                            eg_html_level(html, outcome, level,
                                          eg_html_decimals(html, outcome, html->latest[o])));
            eg_html_put(html, "</tr>\n");
        }
    }
    return rows_end(&to);
}

/* ---- improvements ---------------------------------------------------------------------------
 */

static const eg_fact *improvement(const eg_html *html, size_t o, eg_run run)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    const eg_fact *slope =
        eg_run_find(html->index, run, "", NULL, "slope", eg_outcome_cut(outcome));
    return eg_margin_improves(&html->margin, html->index, outcome, slope,
                              html->report->confidence)
               ? slope
               : NULL;
}

static void put_improvement(rows *to, size_t o, const eg_fact *slope)
{
    eg_html *html = to->html;
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    int decimals = eg_html_decimals(html, outcome, html->latest[o]);
    eg_fact low = *slope;
    eg_fact high = *slope;
    low.value = slope->ci_low;
    high.value = slope->ci_high;
    row_begin(to, o);
    eg_html_words_cell(html, eg_html_group_in(html, slope->dimension, slope->group));
    eg_html_words_cell(html, eg_html_span(html, slope->year));
    eg_html_cell(html, slope, eg_html_change(html, outcome, slope, decimals));
    eg_html_cell(html, slope,
                 EG_FILL(html, EG_T("{low} to {high}"),
                         {"low", eg_html_change(html, outcome, &low, decimals)},
                         {"high", eg_html_change(html, outcome, &high, decimals)}));
    eg_html_put(html, "</tr>\n");
}

static void put_improving(rows *to, size_t o, const char *dimension)
{
    eg_html *html = to->html;
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, html->report->outcomes[o].name, dimension, &n);
    for (size_t g = 0; groups != NULL && g < n; g++) {
        const eg_fact *slope = improvement(html, o, groups[g]);
        if (slope != NULL && !eg_group_unknown(eg_html_group_of(html, groups[g]))) {
            put_improvement(to, o, slope);
        }
    }
}

static bool put_improvements(eg_html *html)
{
    static const char *const heads[] = {EG_T("Outcome"),       EG_T("Group"),    EG_T("Years"),
                                        EG_T("Change a year"), EG_T("Interval"), NULL};
    const eg_report *report = html->report;
    rows to = {.html = html,
               .caption = eg_html_word(html, EG_T("Groups that improve beyond the margin and "
                                                  "their own uncertainty (rates: in points)")),
               .heads = heads,
               .words = 3};
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; d < report->n_dimensions; d++) {
            put_improving(&to, o, report->dimensions[d].name);
        }
    }
    return rows_end(&to);
}

/* ---- bright spots ---------------------------------------------------------------------------
 */

static bool put_bright(eg_html *html)
{
    static const char *const heads[] = {EG_T("Outcome"),
                                        EG_T("Unit"),
                                        EG_T("Group"),
                                        EG_T("Year"),
                                        EG_T("Ahead of the same group elsewhere"),
                                        EG_T("Interval"),
                                        NULL};
    rows to = {.html = html,
               .caption = eg_html_word(html, EG_T("Units to learn from: the same group does "
                                                  "better here, beyond doubt and the margin")),
               .heads = heads,
               .words = 4,
               .folded = html->gathered->n_bright > MOST_OPEN};
    for (size_t i = 0; i < html->gathered->n_bright; i++) {
        const eg_html_bright *at = &html->gathered->bright[i];
        const eg_report_outcome *outcome = &html->report->outcomes[at->outcome];
        int decimals = eg_html_decimals(html, outcome, at->fact.year);
        row_begin(&to, at->outcome);
        eg_html_words_cell(html, eg_html_name(html, at->fact.unit));
        eg_html_words_cell(html, eg_html_group_in(html, at->fact.dimension, at->fact.group));
        eg_html_words_cell(html, eg_html_year(html, html->latest[at->outcome]));
        eg_html_cell_at(html, at->place, eg_html_change(html, outcome, &at->fact, decimals));
        eg_html_cell_at(html, at->place, eg_html_interval(html, outcome, &at->fact, decimals));
        eg_html_put(html, "</tr>\n");
    }
    return rows_end(&to);
}

void eg_part_strengths(eg_html *html)
{
    static const char *const kinds[] = {"strength", NULL};
    bool family = html->report->audience == EG_AUDIENCE_FAMILY;
    eg_html_section_begin(html, "strengths", 2, eg_html_word(html, EG_T("Strengths first")));
    bool any = eg_html_findings(html, kinds);
    any = put_groups(html) || any;
    for (size_t t = 0; t < html->report->n_unit_types; t++) {
        any = put_units(html, &html->gathered->types[t]) || any;
    }
    any = (!family && put_improvements(html)) || any;
    any = (!family && put_bright(html)) || any;
    if (!any) {
        eg_html_element(
            html, "p",
            eg_html_word(
                html, EG_T("No group shown is ahead of its reference or improving beyond the "
                           "margin once the number of comparisons is allowed for. That is "
                           "no proof that nothing works: ask what the figures cannot see.")));
    }
    eg_html_section_end(html);
}
