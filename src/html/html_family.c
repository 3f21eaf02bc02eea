/* html_family.c - a display in plain words: how many students, how many of them, no interval.
 */
#include <math.h>

#include "html/parts.h"

/* The share as a bar beside its figure, which says the same: nothing for a reader to hear. */
static const char *bar(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact)
{
    if (!eg_html_share(outcome) || fact == NULL || fact->status != EG_FACT_OK ||
        !(fact->value >= 0 && fact->value <= 1)) {
        return "";
    }
    return eg_html_checked(
        html, eg_arena_printf(
                  html->arena,
                  " <svg class=\"share\" viewBox=\"0 0 102 12\" "
                  "height=\"12\" aria-hidden=\"true\" focusable=\"false\"><rect x=\"1\" "
                  "y=\"1\" width=\"100\" height=\"10\"/><rect x=\"1\" y=\"1\" width=\"%.1f\" "
                  "height=\"10\"/></svg>",
                  100 * fact->value));
}

static void put_row(eg_html *html, size_t o, eg_run run)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    const char *year = html->latest[o];
    const eg_fact *n = eg_run_find(html->index, run, "", year, "n", NULL);
    const eg_fact *count = eg_run_find(html->index, run, "", year, "count", NULL);
    const eg_fact *level = eg_html_own(html, outcome, run, year);
    int decimals = eg_html_decimals(html, outcome, year);
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_group(html, eg_html_group_of(html, run)));
    eg_html_put(html, "</th>");
    eg_html_cell(html, n, eg_html_students(html, n));
    if (outcome->kind == EG_KIND_RATE) {
        eg_html_cell(html, count, eg_html_students(html, count));
    }
    eg_html_cell(
        html, level,
        eg_html_checked(html, eg_arena_printf(html->arena, "%s%s",
                                              eg_html_level(html, outcome, level, decimals),
                                              bar(html, outcome, level))));
    eg_html_put(html, "</tr>\n");
}

void eg_html_family_display(eg_html *html, size_t o, const char *dimension)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    size_t n = 0;
    const eg_run *groups = eg_html_groups(html, outcome->name, dimension, &n);
    eg_run whole = eg_index_whole(html->index, outcome->name);
    if (groups == NULL || n == 0) {
        return;
    }
    const char *title = EG_FILL(html, EG_T("{outcome} by {dimension}"),
                                {"outcome", eg_html_outcome(html, outcome)},
                                {"dimension", eg_html_dimension(html, dimension)});
    eg_html_element(html, "h3", title);
    eg_html_table_begin(
        html, eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", title,
                                                    eg_html_in_year(html, html->latest[o]))));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    eg_html_head(html, eg_html_word(html, EG_T("Students")));
    if (outcome->kind == EG_KIND_RATE) {
        eg_html_head(html, eg_html_word(html, EG_T("Count")));
    }
    eg_html_head(html, outcome->kind == EG_KIND_MEAN ? eg_html_word(html, EG_T("Average"))
                                                     : eg_html_word(html, EG_T("Share")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    if (whole.begin < whole.end) {
        put_row(html, o, whole);
    }
    for (size_t g = 0; g < n; g++) {
        put_row(html, o, groups[g]);
    }
    eg_html_table_end(html);
}
