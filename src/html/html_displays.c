/* html_displays.c - parts 3, 5 and 6: what is here, what varies within groups, access beside
 * outcomes. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

#define LEAST_OPEN 2
#define MOST_OPEN  4

typedef struct {
    size_t outcome;
    const char *dimension;
} shown_display;

typedef struct {
    shown_display at[MOST_OPEN];
    size_t n;
} selection;

static bool holds(const selection *chosen, size_t outcome, const char *dimension)
{
    for (size_t i = 0; i < chosen->n; i++) {
        if (chosen->at[i].outcome == outcome &&
            strcmp(chosen->at[i].dimension, dimension) == 0) {
            return true;
        }
    }
    return false;
}

static void choose(selection *chosen, size_t outcome, const char *dimension)
{
    if (chosen->n < MOST_OPEN && !eg_html_is_cross(dimension) &&
        strcmp(dimension, "all") != 0 && !holds(chosen, outcome, dimension)) {
        chosen->at[chosen->n++] = (shown_display){outcome, dimension};
    }
}

/* Those that findings speak of, in their order; at least two where there are two. */
static selection select_displays(const eg_report *report)
{
    selection chosen = {.n = 0};
    for (size_t i = 0; i < report->n_findings; i++) {
        for (size_t o = 0; o < report->n_outcomes; o++) {
            if (strcmp(report->outcomes[o].name, report->findings[i].outcome) == 0) {
                choose(&chosen, o, report->findings[i].dimension);
            }
        }
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; d < report->n_dimensions && chosen.n < LEAST_OPEN; d++) {
            choose(&chosen, o, report->dimensions[d].name);
        }
    }
    return chosen;
}

/* No heading where nothing stands under it. */
static void put_others(eg_html *html, const selection *chosen)
{
    const eg_report *report = html->report;
    bool any = false;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; d < report->n_dimensions; d++) {
            const char *dimension = report->dimensions[d].name;
            if (eg_html_is_cross(dimension) || holds(chosen, o, dimension)) {
                continue;
            }
            if (!any) {
                eg_html_element(html, "h3", eg_html_word(html, EG_T("Everything else")));
            }
            any = true;
            eg_html_display(html, o, dimension, false);
        }
    }
}

void eg_part_displays(eg_html *html)
{
    const eg_report *report = html->report;
    selection chosen = select_displays(report);
    eg_html_section_begin(html, "displays", 2, eg_html_word(html, EG_T("Here is what")));
    static const char *const gaps[] = {"gap", NULL};
    bool family = report->audience == EG_AUDIENCE_FAMILY;
    if (!family) {
        eg_html_matrix(html);
    }
    eg_html_findings(html, gaps);
    for (size_t i = 0; i < chosen.n; i++) {
        if (family) {
            eg_html_family_display(html, chosen.at[i].outcome, chosen.at[i].dimension);
        } else {
            eg_html_display(html, chosen.at[i].outcome, chosen.at[i].dimension, true);
        }
    }
    if (report->audience != EG_AUDIENCE_TEAM) {
        eg_html_section_end(html);
        return;
    }
    eg_html_rules(html);
    put_others(html, &chosen);
    eg_html_section_end(html);
}

/* ---- within groups --------------------------------------------------------------------------
 */

static bool any_cross(const eg_report *report)
{
    for (size_t d = 0; d < report->n_dimensions; d++) {
        if (eg_html_is_cross(report->dimensions[d].name)) {
            return true;
        }
    }
    return false;
}

static const char *const points[] = {"p10", "p25", "median", "p75", "p90"};
#define POINTS (sizeof points / sizeof points[0])

static bool has_spread(eg_html *html, size_t o, const char *dimension, bool quantiles)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, outcome->name, dimension, &n);
    for (size_t g = 0; g < n; g++) {
        const eg_fact *fact = eg_run_find(html->index, groups[g], "", html->latest[o],
                                          quantiles ? "median" : "sd", NULL);
        if (fact != NULL && fact->status == EG_FACT_OK) {
            return true;
        }
    }
    return false;
}

static void put_spread_row(eg_html *html, size_t o, eg_run run, bool quantiles)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    int decimals = eg_html_decimals(html, outcome, html->latest[o]);
    const char *const plain[] = {"mean", "sd"};
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
    eg_html_put(html, "</th>");
    for (size_t i = 0; i < 2 + (quantiles ? POINTS : 0); i++) {
        const eg_fact *fact = eg_run_find(html->index, run, "", html->latest[o],
                                          i < 2 ? plain[i] : points[i - 2], NULL);
        eg_html_cell(html, fact, eg_html_level(html, outcome, fact, decimals));
    }
    eg_html_put(html, "</tr>\n");
}

static void put_spread(eg_html *html, size_t o, const char *dimension)
{
    static const char *const heads[] = {
        EG_T("Group"),         EG_T("Mean"),          EG_T("Standard deviation"),
        EG_T("10% lie below"), EG_T("25% lie below"), EG_T("Half lie below"),
        EG_T("75% lie below"), EG_T("90% lie below")};
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    bool quantiles = has_spread(html, o, dimension, true);
    if (!quantiles && !has_spread(html, o, dimension, false)) {
        return;
    }
    bool drawn = eg_html_spread(html, o, dimension);
    eg_html_table_begin(
        html, EG_FILL(html, EG_T("How far students lie apart: {outcome} by {dimension}{year}"),
                      {"outcome", eg_html_outcome(html, outcome)},
                      {"dimension", eg_html_dimension(html, dimension)},
                      {"year", eg_html_in_year(html, html->latest[o])}));
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < 3 + (quantiles ? POINTS : 0); i++) {
        eg_html_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    put_spread_row(html, o, eg_index_whole(html->index, outcome->name), quantiles);
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, outcome->name, dimension, &n);
    for (size_t g = 0; g < n; g++) {
        put_spread_row(html, o, groups[g], quantiles);
    }
    eg_html_table_end(html);
    if (drawn) {
        eg_html_figure_end(html);
    }
}

void eg_part_within(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_section_begin(html, "within", 2,
                          eg_html_word(html, EG_T("Similar and different within groups")));
    eg_html_element(
        html, "p",
        eg_html_word(html, EG_T("A group is no person: within every group students lie far "
                                "apart, and groups overlap.")));
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; report->outcomes[o].kind == EG_KIND_MEAN && d < report->n_dimensions;
             d++) {
            if (!eg_html_is_cross(report->dimensions[d].name)) {
                put_spread(html, o, report->dimensions[d].name);
            }
        }
    }
    eg_html_element(html, "h3",
                    eg_html_word(html, EG_T("Students who belong to two groups at once")));
    if (!any_cross(report)) {
        eg_html_element(
            html, "p",
            eg_html_word(html, EG_T("No cross was asked for. --by race*gender, with the names "
                                    "of your columns, shows where two groups meet.")));
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; d < report->n_dimensions; d++) {
            if (eg_html_is_cross(report->dimensions[d].name)) {
                eg_html_display(html, o, report->dimensions[d].name, false);
            }
        }
    }
    eg_html_section_end(html);
}

/* ---- access ---------------------------------------------------------------------------------
 */

static bool has_both(const eg_report *report)
{
    size_t access = 0;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        access += eg_outcome_is_access(report->outcomes[o].name) ? 1 : 0;
    }
    return access > 0 && access < report->n_outcomes;
}

static void put_side_heads(eg_html *html, bool access)
{
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &html->report->outcomes[o];
        if (eg_outcome_is_access(outcome->name) == access) {
            eg_html_head(html, !outcome->lower
                                   ? eg_html_outcome(html, outcome)
                                   : EG_FILL(html, EG_T("{outcome} (lower is better)"),
                                             {"outcome", eg_html_outcome(html, outcome)}));
        }
    }
}

static void put_side(eg_html *html, const char *dimension, const char *group, bool access)
{
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &html->report->outcomes[o];
        if (eg_outcome_is_access(outcome->name) == access) {
            eg_run run = eg_fact_index_run(html->index, outcome->name, dimension, group);
            const eg_fact *gap = eg_html_difference(html, outcome, run, html->latest[o]);
            eg_html_cell(html, gap,
                         eg_html_gap(html, outcome, gap,
                                     eg_html_decimals(html, outcome, html->latest[o])));
        }
    }
}

static void put_access(eg_html *html, const eg_report_dimension *dimension)
{
    eg_html_table_begin(
        html, EG_FILL(html, EG_T("Gaps in access beside gaps in outcomes, by {dimension}"),
                      {"dimension", eg_html_dimension(html, dimension->name)}));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    put_side_heads(html, true);
    put_side_heads(html, false);
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t g = 0; g < dimension->n_groups; g++) {
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_group(html, dimension->groups[g]));
        eg_html_put(html, "</th>");
        put_side(html, dimension->name, dimension->groups[g], true);
        put_side(html, dimension->name, dimension->groups[g], false);
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

void eg_part_access(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_section_begin(html, "access", 2,
                          eg_html_word(html, EG_T("Access beside outcomes")));
    if (has_both(report)) {
        eg_html_element(
            html, "p",
            eg_html_word(html,
                         EG_T("Attendance, discipline and who is let into which course come "
                              "first, then what students reach. Where both point the "
                              "same way, look at what the system controls.")));
        for (size_t d = 0; d < report->n_dimensions; d++) {
            if (!eg_html_is_cross(report->dimensions[d].name)) {
                put_access(html, &report->dimensions[d]);
            }
        }
    } else {
        eg_html_element(
            html, "p",
            eg_html_word(html, EG_T("The data have one side only. Put attendance, suspensions, "
                                    "placements or advanced courses beside results, and this "
                                    "part compares them.")));
    }
    eg_html_section_end(html);
}
