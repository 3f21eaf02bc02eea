/* html_rules.c - where rules of impact disagree about the same group; units to learn from. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

/* ---- rules ----------------------------------------------------------------------------------
 */

static const char *verdict(const eg_html *html, eg_rule_verdict verdict)
{
    switch (verdict) {
    case EG_RULE_FLAGGED:
        return eg_html_word(html, EG_T("flagged"));
    case EG_RULE_NOT_FLAGGED:
        return eg_html_word(html, EG_T("not flagged"));
    case EG_RULE_SUPPRESSED:
        return eg_html_word(html, EG_T("hidden"));
    case EG_RULE_NOT_ESTIMABLE:
    case EG_RULE_NOT_APPLIED:
        break;
    }
    return "\xe2\x80\x93";
}

static void put_rule_row(eg_html *html, const eg_rule_row *row)
{
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_outcome(html, &html->report->outcomes[row->outcome_index]));
    eg_html_put(html, "</th>");
    eg_html_cell(html, NULL, eg_html_dimension(html, row->dimension));
    eg_html_cell(html, NULL, eg_html_group(html, row->group));
    for (size_t r = 0; r < EG_RULES; r++) {
        eg_html_cell(html, NULL, verdict(html, row->verdict[r]));
    }
    eg_html_put(html, "</tr>\n");
}

static size_t differing(const eg_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_rules; i++) {
        n += report->rules[i].differ ? 1 : 0;
    }
    return n;
}

void eg_html_rules(eg_html *html)
{
    const eg_report *report = html->report;
    if (!report->has_rules) {
        return;
    }
    eg_html_element(html, "h3", eg_html_word(html, EG_T("Where rules disagree")));
    if (differing(report) == 0) {
        eg_html_element(
            html, "p",
            eg_html_word(html, EG_T("Every rule that could be used says the same of every "
                                    "group.")));
        return;
    }
    eg_html_table_begin(
        html,
        eg_html_word(html,
                     EG_T("The same group, judged by different rules: no rule is the truth")));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Outcome")));
    eg_html_head(html, eg_html_word(html, EG_T("Dimension")));
    eg_html_head(html, eg_html_word(html, EG_T("Group")));
    for (size_t r = 0; r < EG_RULES; r++) {
        eg_html_head(html, eg_html_escape(html, eg_rule_at(r)->title));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->n_rules; i++) {
        if (report->rules[i].differ) {
            put_rule_row(html, &report->rules[i]);
        }
    }
    eg_html_table_end(html);
}

/* ---- bright spots ---------------------------------------------------------------------------
 */

#define MOST_BRIGHT 50

typedef struct {
    eg_html *html;
    size_t place, n;
} bright_rows;

/* The note tells a bright spot from what is none. */
static bool is_bright(const eg_fact *fact)
{
    return strcmp(fact->statistic, "bright_spot") == 0 && fact->status == EG_FACT_OK &&
           strncmp(fact->note, "bright spot", 11) == 0;
}

static const eg_report_outcome *outcome_of(const eg_html *html, const char *name, size_t *index)
{
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        if (strcmp(html->report->outcomes[o].name, name) == 0) {
            *index = o;
            return &html->report->outcomes[o];
        }
    }
    return NULL;
}

static void put_bright_head(eg_html *html)
{
    static const char *const heads[] = {EG_T("Unit"),
                                        EG_T("Outcome"),
                                        EG_T("Group"),
                                        EG_T("Year"),
                                        EG_T("Ahead of the same group elsewhere"),
                                        EG_T("Interval")};
    eg_html_table_begin(
        html, eg_html_word(html, EG_T("Units to learn from: the same group does better here, "
                                      "beyond doubt and the margin")));
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        eg_html_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
}

static eg_status visit(void *context, const eg_fact *fact, eg_error *err)
{
    bright_rows *to = context;
    eg_html *html = to->html;
    size_t place = to->place++;
    size_t o = 0;
    (void)err;
    if (!is_bright(fact) || to->n >= MOST_BRIGHT) {
        return EG_OK;
    }
    const eg_report_outcome *outcome = outcome_of(html, fact->outcome, &o);
    if (outcome == NULL || strcmp(fact->year, html->latest[o]) != 0) {
        return EG_OK;
    }
    if (to->n++ == 0) {
        put_bright_head(html);
    }
    int decimals = eg_html_decimals(html, outcome, fact->year);
    bool share = eg_html_share(outcome);
    double x = share ? 100 * fabs(fact->value) : fabs(fact->value);
    const char *figure = eg_html_fixed(html, x, share ? 1 : decimals);
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_name(html, fact->unit));
    eg_html_put(html, "</th>");
    eg_html_cell(html, NULL, eg_html_outcome(html, outcome));
    eg_html_cell(html, NULL, eg_html_group(html, fact->group));
    eg_html_cell(html, NULL, eg_html_escape(html, fact->year));
    eg_html_cell_at(
        html, place,
        eg_html_checked(html, eg_arena_printf(html->arena, "%s%s",
                                              fact->value < 0 ? "\xe2\x88\x92" : "+", figure)));
    eg_html_cell_at(html, place, eg_html_interval(html, outcome, fact, decimals));
    eg_html_put(html, "</tr>\n");
    return EG_OK;
}

eg_status eg_html_bright_spots(eg_html *html, eg_error *err)
{
    bright_rows to = {.html = html};
    if (html->report->n_unit_types == 0) {
        return EG_OK;
    }
    eg_status status = eg_report_facts(html->report, visit, &to, err);
    if (to.n > 0) {
        eg_html_table_end(html);
    }
    return status;
}
