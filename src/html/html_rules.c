/* html_rules.c - where rules of impact disagree about the same group. */
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
        eg_html_head(html, eg_html_word(html, eg_rule_at(r)->title));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->n_rules; i++) {
        if (report->rules[i].differ) {
            put_rule_row(html, &report->rules[i]);
        }
    }
    eg_html_table_end(html);
}
