/* write_rules.c - where rules of impact disagree about the same group. */
#include <string.h>

#include "report/say.h"
#include "write/cell.h"
#include "write/parts.h"

static const char *verdict_word(const eg_page *page, eg_rule_verdict verdict)
{
    static const char *const words[] = {EG_T("no"), EG_T("FLAG"), "-", EG_T("hidden"), "-"};
    return *words[verdict] == '-' ? "-" : eg_page_word(page, words[verdict]);
}

static void add_row(eg_table *table, const eg_rule_row *row)
{
    const char **cells = eg_table_row(table);
    if (cells == NULL) {
        return;
    }
    cells[0] = eg_cell_group(table->page, row->group);
    for (size_t r = 0; r < EG_RULES; r++) {
        cells[r + 1] = verdict_word(table->page, row->verdict[r]);
    }
}

/* The rows of one outcome, under its dimensions. */
static void print_outcome(eg_page *page, size_t outcome)
{
    const eg_report *report = page->report;
    const char *dimension = "", *year = "";
    bool any = false;
    eg_table table;
    eg_table_init(&table, page);
    eg_table_column(&table, "", true);
    for (size_t r = 0; r < EG_RULES; r++) {
        eg_table_column(&table, eg_page_word(page, eg_rule_at(r)->title), false);
        table.wrap[r + 1] = 9;
    }
    table.wrap[0] = 24;
    for (size_t i = 0; i < report->n_rules; i++) {
        const eg_rule_row *row = &report->rules[i];
        if (row->outcome_index != outcome || !row->differ) {
            continue;
        }
        if (strcmp(dimension, row->dimension) != 0) {
            eg_table_heading(&table, eg_cell_dimension(page, row->dimension));
        }
        dimension = row->dimension;
        year = row->year;
        any = true;
        add_row(&table, row);
    }
    if (any) {
        const char *name = eg_cell_outcome(page, &report->outcomes[outcome]);
        const char *between = year[0] == '\0' ? "" : ", ";
        eg_page_blank(page);
        eg_page_line(page, EG_BOLD,
                     eg_page_checked(page, eg_arena_printf(page->arena, "%s%s%s", name, between,
                                                           eg_page_safe(page, year))));
        eg_table_print(&table);
    }
    eg_table_clear(&table);
}

/* Groups of which at least one rule says anything. */
static size_t judged(const eg_report *report, size_t *differ)
{
    size_t n = 0;
    *differ = 0;
    for (size_t i = 0; i < report->n_rules; i++) {
        bool any = false;
        for (size_t r = 0; r < EG_RULES; r++) {
            any = any || report->rules[i].verdict[r] <= EG_RULE_FLAGGED;
        }
        n += any;
        *differ += report->rules[i].differ;
    }
    return n;
}

/* What the heads and the dashes mean. */
static void print_legend(eg_page *page)
{
    eg_page_blank(page);
    for (size_t r = 0; r < EG_RULES; r++) {
        const char *line =
            eg_page_checked(page, eg_arena_printf(page->arena, "%s: %s.",
                                                  eg_page_word(page, eg_rule_at(r)->title),
                                                  eg_page_word(page, eg_rule_at(r)->what)));
        eg_page_paragraph(page, EG_DIM, 0, 2, line);
    }
    eg_page_paragraph(
        page, EG_DIM, 0, 2,
        eg_page_word(page, EG_T("-: no verdict (too few, a zero, not for this outcome, or no "
                                "threshold of the State is given).")));
}

void eg_page_rules(eg_page *page)
{
    const eg_report *report = page->report;
    size_t differ = 0;
    if (!report->has_rules) {
        return;
    }
    size_t n = judged(report, &differ);
    const char *groups = eg_page_checked(page, eg_say_count(n, page->arena));
    const char *some = eg_page_checked(page, eg_say_count(differ, page->arena));
    eg_page_title(page, eg_page_word(page, EG_T("Where rules of impact disagree")));
    const char *line =
        n == 0 ? eg_page_word(page, EG_T("No group has a rate of which a rule of impact says "
                                         "anything."))
        : differ == 0
            ? EG_PAGE(page,
                      EG_T("They agree on every group of which they say anything: {n}, each "
                           "outcome counted."),
                      {"n", groups})
            : EG_PAGE(page,
                      EG_T("Of {some} of {n} groups, each outcome counted, they say different "
                           "things: a flag hangs on the rule chosen. A flag is a reason to "
                           "look, not a finding."),
                      {"some", some}, {"n", groups});
    eg_page_paragraph(page, EG_PLAIN, 0, 0, line);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        print_outcome(page, o);
    }
    if (differ > 0) {
        print_legend(page);
    }
}
