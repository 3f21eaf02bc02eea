/* html_path.c - the way to the target: this year's marker, the pace it needs, where the trend
 * leads. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

typedef struct {
    eg_html *html;
    const eg_report_outcome *outcome;
    int decimals;
} path;

static const char *const columns[] = {"pace_needed", "marker", "projected"};
#define COLUMNS (sizeof columns / sizeof columns[0])

static const eg_fact *trend(const path *at, eg_run run, const char *statistic)
{
    return eg_run_find(at->html->index, run, "", NULL, statistic, eg_outcome_cut(at->outcome));
}

/* A pace is a change: in points for rates, with its sign. */
static const char *pace(const path *at, const eg_fact *fact)
{
    eg_html *html = at->html;
    if (fact == NULL || fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return fact == NULL ? eg_html_word(html, EG_T("none"))
                            : eg_html_status(html, fact->status);
    }
    double x = eg_html_share(at->outcome) ? 100 * fact->value : fact->value;
    const char *figure =
        eg_html_fixed(html, fabs(x), eg_html_share(at->outcome) ? 1 : at->decimals);
    const char *sign = strspn(figure, "0.,") == strlen(figure) ? ""
                       : x < 0                                 ? "\xe2\x88\x92"
                                                               : "+";
    return eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", sign, figure));
}

static void put_row(const path *at, eg_run run)
{
    eg_html *html = at->html;
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
    eg_html_put(html, "</th>");
    for (size_t c = 0; c < COLUMNS; c++) {
        const eg_fact *fact = trend(at, run, columns[c]);
        eg_html_cell(html, fact,
                     c == 0 ? pace(at, fact)
                            : eg_html_level(html, at->outcome, fact, at->decimals));
    }
    const eg_fact *projected = trend(at, run, "projected");
    eg_html_cell(html, projected, eg_html_interval(html, at->outcome, projected, at->decimals));
    eg_html_put(html, "</tr>\n");
}

static void put_dimension(const path *at, const char *dimension)
{
    static const char *const heads[] = {EG_T("Group"), EG_T("Pace needed a year"),
                                        EG_T("Marker for the next year"),
                                        EG_T("Where the trend leads"), EG_T("Its interval")};
    eg_html *html = at->html;
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, at->outcome->name, dimension, &n);
    if (groups == NULL || n == 0 || trend(at, groups[0], "pace_needed") == NULL) {
        return;
    }
    const char *target = eg_html_share(at->outcome)
                             ? eg_html_percent(html, at->outcome->target)
                             : eg_html_fixed(html, at->outcome->target, at->decimals);
    const char *year = at->outcome->target_year == NULL ? "" : at->outcome->target_year;
    eg_html_table_begin(
        html, EG_FILL(html, EG_T("The way to {target} by {year}: {outcome} by {dimension}"),
                      {"target", target}, {"year", eg_html_escape(html, year)},
                      {"outcome", eg_html_outcome(html, at->outcome)},
                      {"dimension", eg_html_dimension(html, dimension)}));
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        eg_html_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    put_row(at, eg_index_whole(html->index, at->outcome->name));
    for (size_t g = 0; g < n; g++) {
        put_row(at, groups[g]);
    }
    eg_html_table_end(html);
}

void eg_html_paths(eg_html *html)
{
    const eg_report *report = html->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        path at = {html, &report->outcomes[o],
                   eg_html_decimals(html, &report->outcomes[o], html->latest[o])};
        for (size_t d = 0; at.outcome->has_target && d < report->n_dimensions; d++) {
            if (!eg_html_is_cross(report->dimensions[d].name)) {
                put_dimension(&at, report->dimensions[d].name);
            }
        }
    }
}
