/* html_facts.c - what a finding is built from: each fact with its address, in words. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

typedef enum { LEVEL, STUDENTS, CHANGE, GAP, WORDS } reading;

typedef struct {
    const char *statistic; /* without its level */
    const char *title, *title_share;
    reading as;
} kind;

static const kind kinds[] = {
    {"rate", EG_T("Rate"), NULL, LEVEL},
    {"mean", EG_T("Mean"), NULL, LEVEL},
    {"at_or_above", EG_T("Share"), NULL, LEVEL},
    {"sd", EG_T("Standard deviation"), NULL, LEVEL},
    {"n", EG_T("Students"), NULL, STUDENTS},
    {"count", EG_T("Count"), NULL, STUDENTS},
    {"difference", EG_T("Gap"), EG_T("Gap, in points"), GAP},
    {"to_parity", EG_T("Students who would close it"), NULL, STUDENTS},
    {"slope", EG_T("Change a year"), EG_T("Change a year, in points"), CHANGE},
    {"gap_slope", EG_T("Change of the gap a year"), EG_T("Change of the gap a year, in points"),
     CHANGE},
    {"persistence", EG_T("Years behind"), NULL, STUDENTS},
    {"verdict", EG_T("The gap is"), NULL, WORDS},
};

static const kind *kind_of(const char *statistic)
{
    size_t n = strcspn(statistic, ":");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].statistic) == n && strncmp(kinds[i].statistic, statistic, n) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

static const eg_report_outcome *outcome_of(const eg_html *html, const char *name)
{
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        if (strcmp(html->report->outcomes[o].name, name) == 0) {
            return &html->report->outcomes[o];
        }
    }
    return NULL;
}

const char *eg_html_first_words(eg_html *html, const char *note)
{
    eg_text words = eg_text_trim((eg_text){note, strcspn(note, ";(.")});
    const char *copy = eg_html_checked(html, eg_arena_string(html->arena, words));
    return eg_html_escape(html, eg_html_word(html, copy));
}

static const char *figure(eg_html *html, const kind *of, const eg_report_outcome *outcome,
                          const eg_fact *fact)
{
    const char *year = strstr(fact->year, "..");
    int decimals = eg_html_decimals(html, outcome, year == NULL ? fact->year : year + 2);
    switch (of->as) {
    case LEVEL:
        return eg_html_level(html, outcome, fact, decimals);
    case STUDENTS:
        return eg_html_students(html, fact);
    case GAP:
    case CHANGE:
        return eg_html_change(html, outcome, fact, decimals);
    case WORDS:
        break;
    }
    return eg_html_first_words(html, fact->note);
}

/* Of a change in the unit of the figure beside it. */
static const char *interval(eg_html *html, const kind *of, const eg_report_outcome *outcome,
                            const eg_fact *fact)
{
    if (of->as == LEVEL) {
        return eg_html_interval(html, outcome, fact,
                                eg_html_decimals(html, outcome, fact->year));
    }
    if ((of->as != GAP && of->as != CHANGE) || !isfinite(fact->ci_low) ||
        !isfinite(fact->ci_high)) {
        return "";
    }
    eg_fact low = *fact;
    eg_fact high = *fact;
    low.value = fact->ci_low;
    high.value = fact->ci_high;
    const char *year = strstr(fact->year, "..");
    int decimals = eg_html_decimals(html, outcome, year == NULL ? fact->year : year + 2);
    return EG_FILL(html, EG_T("{low} to {high}"),
                   {"low", eg_html_change(html, outcome, &low, decimals)},
                   {"high", eg_html_change(html, outcome, &high, decimals)});
}

static void put_row(eg_html *html, const eg_finding_fact *address)
{
    const eg_fact *fact =
        eg_fact_index_find(html->index, address->outcome, address->year, address->dimension,
                           address->group, address->reference, address->statistic);
    const eg_report_outcome *outcome = outcome_of(html, address->outcome);
    const kind *of = kind_of(address->statistic);
    if (fact == NULL || outcome == NULL || of == NULL) {
        return;
    }
    bool share = eg_html_share(outcome) && of->title_share != NULL;
    const char *reference =
        eg_html_checked(html, eg_say_reference(html->language, address->reference,
                                               eg_html_share(outcome), html->arena));
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_word(html, share ? of->title_share : of->title));
    eg_html_put(html, "</th>");
    eg_html_words_cell(html, eg_html_group(html, address->group));
    eg_html_words_cell(html, eg_html_escape(html, reference));
    eg_html_words_cell(html, eg_html_span(html, address->year));
    eg_html_cell(html, fact, figure(html, of, outcome, fact));
    eg_html_cell(html, fact, interval(html, of, outcome, fact));
    eg_html_put(html, "</tr>\n");
}

void eg_html_finding_facts(eg_html *html, const eg_finding *finding)
{
    static const char *const heads[] = {EG_T("Fact"), EG_T("Group"), EG_T("Compared with"),
                                        EG_T("Year")};
    if (finding->n_facts == 0) {
        return;
    }
    const char *title =
        EG_FILL(html, EG_T("The facts behind {finding}"), {"finding", finding->id});
    eg_html_put(html, "<details class=\"facts\"><summary>");
    eg_html_put(html, title);
    eg_html_put(html, "</summary>\n");
    eg_html_table_begin(html, title);
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        eg_html_words_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_head(html, eg_html_word(html, EG_T("Figure")));
    eg_html_head(html, eg_html_word(html, EG_T("Interval")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < finding->n_facts; i++) {
        put_row(html, &finding->facts[i]);
    }
    eg_html_table_end(html);
    eg_html_put(html, "</details>\n");
}
