/* html_about.c - parts 0 and 1: who is in the data, what the words mean; then what the readers
 * expect. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

/* ---- who is in it ---------------------------------------------------------------------------
 */

static void put_counted(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_put(html, "<p>");
    if (report->students > 0) {
        /* a student of three years is counted in each of them */
        eg_html_put(html,
                    report->n_years > 1
                        ? eg_html_counted(html,
                                          EG_TN("Counted: {n} student, once a year.",
                                                "Counted: {n} students, each once a year."),
                                          report->students)
                        : eg_html_counted(
                              html, EG_TN("Counted: {n} student.", "Counted: {n} students."),
                              report->students));
    } else {
        eg_html_put(
            html, eg_html_counted(html, EG_TN("Counted: {n} record.", "Counted: {n} records."),
                                  report->records));
    }
    if (report->n_years > 1) {
        eg_html_put(html, " ");
        eg_html_put(
            html, EG_FILL(html, EG_T("Years: {first} to {last}."),
                          {"first", eg_html_escape(html, report->years[0])},
                          {"last", eg_html_escape(html, report->years[report->n_years - 1])}));
    }
    eg_html_put(html, "</p>\n");
}

/* Who is not in the figures: those without a value, in the year shown. */
static void put_missing(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_table_begin(html,
                        eg_html_word(html, EG_T("Who is in each figure, and who is not")));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Outcome")));
    eg_html_head(html, eg_html_word(html, EG_T("Year")));
    eg_html_head(html, eg_html_word(html, EG_T("Students with a value")));
    eg_html_head(html, eg_html_word(html, EG_T("Without a value")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        eg_run whole = eg_index_whole(html->index, outcome->name);
        const eg_fact *n = eg_run_find(html->index, whole, "", html->latest[o], "n", NULL);
        const eg_fact *missing =
            eg_run_find(html->index, whole, "", html->latest[o], "missing", NULL);
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_outcome(html, outcome));
        eg_html_put(html, "</th>");
        eg_html_cell(html, NULL, eg_html_year(html, html->latest[o]));
        eg_html_cell(html, n, eg_html_students(html, n));
        eg_html_cell(html, missing, eg_html_students(html, missing));
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

static const char *target_words(eg_html *html, const eg_report_outcome *outcome)
{
    if (!outcome->has_target) {
        return "";
    }
    const char *figure =
        eg_html_share(outcome)
            ? eg_html_percent(html, outcome->target)
            : eg_html_fixed(html, outcome->target, eg_say_decimals(fabs(outcome->target)));
    return outcome->target_year == NULL
               ? EG_FILL(html, EG_T(" Target: {x}."), {"x", figure})
               : EG_FILL(html, EG_T(" Target: {x} by {year}."), {"x", figure},
                         {"year", eg_html_escape(html, outcome->target_year)});
}

static void put_definitions(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_element(html, "h3", eg_html_word(html, EG_T("What each outcome counts")));
    eg_html_put(html, "<dl>\n");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        eg_html_put(html, "<dt>");
        eg_html_put(html, eg_html_outcome(html, outcome));
        eg_html_put(html, "</dt><dd>");
        eg_html_put(html, eg_html_said(html, outcome->said, outcome->definition));
        eg_html_put(html, target_words(html, outcome));
        eg_html_put(html, "</dd>\n");
    }
    eg_html_put(html, "</dl>\n");
}

void eg_part_about(eg_html *html)
{
    eg_html_section_begin(html, "about", 2,
                          eg_html_word(html, EG_T("What this is, and who is in it")));
    eg_html_element(
        html, "p",
        eg_html_word(
            html,
            EG_T("This report shows how each group of students fares on each outcome, how "
                 "sure that is, how far groups are apart and whether that is "
                 "changing. It is made for a conversation among people who know "
                 "the students. It says where outcomes differ, not why.")));
    if (html->whole == NULL) {
        put_counted(html);
    } else {
        eg_html_unit(html);
    }
    put_missing(html);
    put_definitions(html);
    eg_html_section_end(html);
}

/* ---- what we expect -------------------------------------------------------------------------
 */

void eg_html_lines(eg_html *html, int n, const char *label)
{
    eg_html_put(html, "<div class=\"lines\">");
    if (label != NULL) {
        eg_html_element(html, "p class=\"lines-label\"", label);
    }
    for (int i = 0; i < n; i++) {
        eg_html_put(html, "<span class=\"line-to-write\"></span>");
    }
    eg_html_put(html, "</div>\n");
}

static void put_group_names(eg_html *html, const eg_report_dimension *dimension)
{
    eg_html_put(html, "<li><strong>");
    eg_html_put(html, eg_html_dimension(html, dimension->name));
    eg_html_put(html, ":</strong> ");
    for (size_t g = 0; g < dimension->n_groups; g++) {
        eg_html_put(html, g == 0 ? "" : "; ");
        eg_html_put(html, eg_html_group(html, dimension->groups[g]));
    }
    eg_html_put(html, "</li>\n");
}

/* No figure stands on this page: what is expected is written down before anything is seen. */
void eg_part_predict(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_section_begin(html, "predict", 2,
                          eg_html_word(html, EG_T("Before you look: what do you expect?")));
    eg_html_element(
        html, "p",
        eg_html_word(html, EG_T("Write first, alone, then compare. What you expected and "
                                "did not find is where the conversation begins.")));
    eg_html_element(html, "h3", eg_html_word(html, EG_T("The groups")));
    eg_html_put(html, "<ul>\n");
    for (size_t d = 0; d < report->n_dimensions; d++) {
        if (!eg_html_is_cross(report->dimensions[d].name)) {
            put_group_names(html, &report->dimensions[d]);
        }
    }
    eg_html_put(html, "</ul>\n");
    eg_html_element(html, "h3", eg_html_word(html, EG_T("The outcomes")));
    eg_html_element(html, "p",
                    eg_html_word(html, EG_T("For each: which groups will be near each other, "
                                            "which far apart, and is that changing?")));
    eg_html_put(html, "<div class=\"expect\">\n");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        eg_html_lines(html, 2, eg_html_outcome(html, &report->outcomes[o]));
    }
    eg_html_put(html, "</div>\n");
    eg_html_lines(html, 2, eg_html_word(html, EG_T("What makes you expect this?")));
    eg_html_section_end(html);
}
