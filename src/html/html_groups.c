/* html_groups.c - the groups of a dimension, and the glance over all of them. */
#include <string.h>

#include "html/parts.h"

bool eg_html_is_cross(const char *dimension)
{
    return strchr(dimension, '*') != NULL;
}

const char *eg_html_in_year(eg_html *html, const char *year)
{
    if (year[0] == '\0') {
        return "";
    }
    return eg_html_checked(html,
                           eg_arena_printf(html->arena, ", %s", eg_html_escape(html, year)));
}

static bool is_group_of(const eg_html *html, size_t r, const char *outcome,
                        const char *dimension)
{
    const eg_fact *fact =
        eg_fact_index_at(html->index, eg_fact_index_run_at(html->index, r).begin);
    return fact->group[0] != '\0' && strcmp(fact->outcome, outcome) == 0 &&
           strcmp(fact->dimension, dimension) == 0;
}

const eg_run *eg_html_groups(eg_html *html, const char *outcome, const char *dimension,
                             size_t *n)
{
    size_t all = eg_fact_index_runs(html->index);
    size_t most = 0;
    for (size_t r = 0; r < all; r++) {
        most += is_group_of(html, r, outcome, dimension) ? 1 : 0;
    }
    *n = 0;
    eg_run *runs = eg_arena_alloc(html->arena, most + 1, sizeof *runs);
    if (runs == NULL) {
        html->failed = true;
        return NULL;
    }
    for (size_t r = 0; r < all; r++) {
        if (is_group_of(html, r, outcome, dimension)) {
            runs[(*n)++] = eg_fact_index_run_at(html->index, r);
        }
    }
    return runs;
}

const char *eg_html_group_of(const eg_html *html, eg_run run)
{
    return eg_fact_index_at(html->index, run.begin)->group;
}

const eg_fact *eg_html_own(const eg_html *html, const eg_report_outcome *outcome, eg_run run,
                           const char *year)
{
    return eg_run_find(html->index, run, "", year, eg_outcome_statistic(outcome),
                       eg_outcome_cut(outcome));
}

const eg_fact *eg_html_difference(const eg_html *html, const eg_report_outcome *outcome,
                                  eg_run run, const char *year)
{
    const char *reference = eg_run_reference(html->index, run);
    return reference == NULL ? NULL
                             : eg_run_find(html->index, run, reference, year, "difference",
                                           eg_outcome_cut(outcome));
}

/* ---- the glance -----------------------------------------------------------------------------
 */

static const char *mark_of(eg_html *html, const eg_report_outcome *outcome, const eg_fact *gap)
{
    int side = gap == NULL ? 0 : eg_margin_side(&html->margin, html->index, outcome, gap);
    return eg_html_mark(html, side, EG_T("ahead"), EG_T("behind"));
}

static void put_cell(eg_html *html, size_t o, const char *dimension, const char *group)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    eg_run run = eg_fact_index_run(html->index, outcome->name, dimension, group);
    const eg_fact *level = eg_html_own(html, outcome, run, html->latest[o]);
    const char *mark = "";
    /* all students have a goal at most, which is not what the groups are marked against */
    if (strcmp(dimension, "all") != 0) {
        mark = mark_of(html, outcome, eg_html_difference(html, outcome, run, html->latest[o]));
    }
    const char *text =
        eg_html_level(html, outcome, level, eg_html_decimals(html, outcome, html->latest[o]));
    eg_html_cell(html, level,
                 eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", text, mark)));
}

static void put_row(eg_html *html, const char *dimension, const char *group)
{
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, group));
    eg_html_put(html, "</th>");
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        put_cell(html, o, dimension, group);
    }
    eg_html_put(html, "</tr>\n");
}

static void put_heads(eg_html *html)
{
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &html->report->outcomes[o];
        const char *name = eg_html_checked(
            html, eg_arena_printf(html->arena, "%s%s", eg_html_outcome(html, outcome),
                                  eg_html_in_year(html, html->latest[o])));
        eg_html_head(html, !outcome->lower ? name
                                           : EG_FILL(html, EG_T("{outcome} (lower is better)"),
                                                     {"outcome", name}));
    }
    eg_html_put(html, "</tr></thead>\n");
}

static void put_dimension(eg_html *html, const eg_report_dimension *dimension)
{
    eg_html_putf(html, "<tbody><tr class=\"part\"><th scope=\"rowgroup\" colspan=\"%zu\">",
                 html->report->n_outcomes + 1);
    eg_html_put(html, eg_html_dimension(html, dimension->name));
    eg_html_put(html, "</th></tr>\n");
    for (size_t g = 0; g < dimension->n_groups; g++) {
        put_row(html, dimension->name, dimension->groups[g]);
    }
}

void eg_html_matrix(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_table_begin(html, eg_html_word(html, EG_T("Every group, every outcome")));
    put_heads(html);
    eg_html_put(html, "<tbody>");
    put_row(html, "all", "All students");
    for (size_t d = 0; d < report->n_dimensions; d++) {
        if (!eg_html_is_cross(report->dimensions[d].name)) {
            eg_html_put(html, "</tbody>\n");
            put_dimension(html, &report->dimensions[d]);
        }
    }
    eg_html_table_end(html);
    eg_html_put(html, "<p class=\"legend\">");
    eg_html_put(
        html,
        EG_FILL(html,
                EG_T("{up} ahead of and {down} behind its reference, beyond the margin, by "
                     "what is better for the outcome; no mark: not beyond it. hidden: not "
                     "shown, to protect students. none: no student with a value."),
                {"up", "\xe2\x96\xb2"}, {"down", "\xe2\x96\xbc"}));
    eg_html_put(html, "</p>\n");
}
