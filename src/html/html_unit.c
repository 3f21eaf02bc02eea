/* html_unit.c - a report about one unit: whom it is about, and its line beside everybody's. */
#include <stdint.h>

#include "html/parts.h"

static void put_side(eg_html *html, const eg_report_outcome *outcome,
                     const eg_fact_index *index, const char *year)
{
    eg_run run = eg_index_whole(index, outcome->name);
    const eg_fact *level = eg_run_find(index, run, "", year, eg_outcome_statistic(outcome),
                                       eg_outcome_cut(outcome));
    const eg_fact *n = eg_run_find(index, run, "", year, "n", NULL);
    int decimals = eg_html_decimals(html, outcome, year);
    eg_html_cell_at(html, level == NULL ? SIZE_MAX : eg_fact_index_place(index, level),
                    eg_html_level(html, outcome, level, decimals));
    eg_html_cell_at(html, n == NULL ? SIZE_MAX : eg_fact_index_place(index, n),
                    eg_html_students(html, n));
}

void eg_html_unit(eg_html *html)
{
    const eg_report *report = html->report;
    const char *unit = eg_html_name(html, report->unit);
    eg_html_element(html, "p",
                    EG_FILL(html,
                            EG_T("It is about {unit} alone: \"all students\" and \"all other "
                                 "students\" are those of {unit}."),
                            {"unit", unit}));
    eg_html_table_begin(
        html, EG_FILL(html, EG_T("{unit} beside all units together"), {"unit", unit}));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Outcome")));
    eg_html_head(html, eg_html_word(html, EG_T("Year")));
    eg_html_head(html, unit);
    eg_html_head(html, eg_html_word(html, EG_T("Students")));
    eg_html_head(html, eg_html_word(html, EG_T("All units together")));
    eg_html_head(html, eg_html_word(html, EG_T("Students")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_outcome(html, &report->outcomes[o]));
        eg_html_put(html, "</th>");
        eg_html_putf(html, "<td class=\"year\">%s</td>", eg_html_escape(html, html->latest[o]));
        put_side(html, &report->outcomes[o], html->index, html->latest[o]);
        put_side(html, &report->outcomes[o], html->whole, html->latest[o]);
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}
