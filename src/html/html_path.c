/* html_path.c - the way to the target: this year's marker, the pace it needs, where the trend
 * leads. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

typedef struct {
    eg_html *html;
    const eg_report_outcome *outcome;
    int decimals;
    bool folded; /* one of an outcome stands open */
} path;

static const eg_fact *trend(const path *at, eg_run run, const char *statistic)
{
    return eg_run_find(at->html->index, run, "", NULL, statistic, eg_outcome_cut(at->outcome));
}

/* A pace away from a target that is reached is none to plan with. */
static bool reached(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK &&
           strncmp(fact->note, "the target is reached", 21) == 0;
}

static void put_row(const path *at, eg_run run)
{
    eg_html *html = at->html;
    const eg_report_outcome *outcome = at->outcome;
    const eg_fact *pace = trend(at, run, "pace_needed");
    const eg_fact *marker = trend(at, run, "marker");
    const eg_fact *projected = trend(at, run, "projected");
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
    eg_html_put(html, "</th>");
    const char *done = eg_html_word(html, EG_T("reached"));
    eg_html_cell(html, pace,
                 reached(pace) ? done : eg_html_change(html, outcome, pace, at->decimals));
    eg_html_cell(html, marker,
                 reached(marker) ? done : eg_html_level(html, outcome, marker, at->decimals));
    eg_html_cell(html, projected,
                 eg_html_off_scale(outcome, projected)
                     ? eg_html_word(html, EG_T("off the scale"))
                     : eg_html_level(html, outcome, projected, at->decimals));
    eg_html_cell(html, projected, eg_html_reach(html, outcome, projected, at->decimals));
    eg_html_put(html, "</tr>\n");
}

static void put_dimension(path *at, const char *dimension)
{
    static const char *const heads[] = {EG_T("Group"), EG_T("Pace needed a year"),
                                        EG_T("Marker for the next year"),
                                        EG_T("Where the trend leads"), EG_T("Its interval")};
    eg_html *html = at->html;
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, at->outcome->name, dimension, &n);
    eg_run whole = eg_index_whole(html->index, at->outcome->name);
    if (groups == NULL || n == 0 || trend(at, groups[0], "pace_needed") == NULL) {
        return;
    }
    const char *target = eg_html_share(at->outcome)
                             ? eg_html_percent(html, at->outcome->target)
                             : eg_html_fixed(html, at->outcome->target, at->decimals);
    const char *year = at->outcome->target_year == NULL ? "" : at->outcome->target_year;
    const char *title =
        EG_FILL(html, EG_T("The way to {target} by {year}: {outcome} by {dimension}"),
                {"target", target}, {"year", eg_html_escape(html, year)},
                {"outcome", eg_html_outcome(html, at->outcome)},
                {"dimension", eg_html_dimension(html, dimension)});
    eg_html_put(html, at->folded ? "<details class=\"again\"><summary>" : "");
    eg_html_put(html, at->folded ? title : "");
    eg_html_put(html, at->folded ? "</summary>\n" : "");
    bool drawn = eg_picture_ways(html, &(eg_trend_plot){.outcome = at->outcome,
                                                        .dimension = dimension,
                                                        .caption = title,
                                                        .groups = groups,
                                                        .n = n,
                                                        .whole = whole,
                                                        .decimals = at->decimals});
    eg_html_table_begin(html, title);
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        eg_html_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    put_row(at, whole);
    for (size_t g = 0; g < n; g++) {
        put_row(at, groups[g]);
    }
    eg_html_table_end(html);
    if (drawn) {
        eg_html_figure_end(html);
    }
    eg_html_put(html, at->folded ? "</details>\n" : "");
    at->folded = true;
}

void eg_html_paths(eg_html *html)
{
    const eg_report *report = html->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        path at = {html, &report->outcomes[o],
                   eg_html_decimals(html, &report->outcomes[o], html->latest[o]), false};
        for (size_t d = 0; at.outcome->has_target && d < report->n_dimensions; d++) {
            if (!eg_html_is_cross(report->dimensions[d].name)) {
                put_dimension(&at, report->dimensions[d].name);
            }
        }
    }
}
