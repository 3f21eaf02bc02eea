/* write_plan.c - a plan: where each group stands, what it needs a year, and where its trend
 * leads. */
#include <math.h>
#include <string.h>

#include "ext/unicode.h"
#include "report/say.h"
#include "write/cell.h"
#include "write/parts.h"

enum { GROUP_WIDTH = 20, PLAN_HEAD = 7 };

/* One group's facts of the plan; NULL where the report has none. */
typedef struct {
    const eg_fact *level, *pace, *marker, *slope, *projected;
} planned;

static planned facts_of(const eg_page *page, size_t o, eg_run run)
{
    planned p = {NULL, NULL, NULL, NULL, NULL};
    const char *level = eg_outcome_statistic(&page->report->outcomes[o]);
    for (size_t i = run.begin; i < run.end; i++) {
        const eg_fact *fact = eg_fact_index_at(page->index, i);
        if (fact->reference[0] != '\0') {
            continue;
        }
        const struct {
            const char *name;
            const eg_fact **into;
        } rows[] = {{level, &p.level},
                    {"pace_needed", &p.pace},
                    {"marker", &p.marker},
                    {"slope", &p.slope},
                    {"projected", &p.projected}};
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            if (strcmp(fact->statistic, rows[k].name) == 0 &&
                (k > 0 || strcmp(fact->year, page->latest[o]) == 0)) {
                *rows[k].into = fact;
            }
        }
    }
    return p;
}

/* A change a year: "+3.8" points of a rate, or the measure's own. */
static const char *change_words(eg_page *page, const eg_report_outcome *outcome,
                                const eg_fact *fact, int decimals)
{
    if (fact == NULL) {
        return "";
    }
    if (fact->status != EG_FACT_OK) {
        return eg_cell_word(page, fact->status);
    }
    bool share = eg_cell_share(outcome);
    double change = share ? 100 * fact->value : fact->value;
    const char *words =
        eg_page_checked(page, eg_say_fixed(change, share ? 1 : decimals + 1, page->arena));
    bool sign = words[0] != '-' && strpbrk(words, "123456789") != NULL;
    return sign ? eg_page_checked(page, eg_arena_printf(page->arena, "+%s", words)) : words;
}

static const char *figure(eg_page *page, const eg_report_outcome *outcome, double level,
                          int decimals)
{
    bool share = eg_cell_share(outcome);
    return eg_page_checked(page,
                           eg_say_fixed(share ? 100 * level : level, decimals, page->arena));
}

/* "75.0 (70.1 to 80.0)" */
static const char *projected_words(eg_page *page, const eg_report_outcome *outcome,
                                   const eg_fact *fact, int decimals)
{
    if (fact == NULL) {
        return "";
    }
    if (fact->status != EG_FACT_OK) {
        return eg_cell_word(page, fact->status);
    }
    bool share = eg_cell_share(outcome);
    const char *level = figure(page, outcome, fact->value, share ? 1 : decimals);
    if (isnan(fact->ci_low)) {
        return level;
    }
    return EG_PAGE(page, EG_T("{x} ({low} to {high})"), {"x", level},
                   {"low", figure(page, outcome, fact->ci_low, share ? 0 : decimals)},
                   {"high", figure(page, outcome, fact->ci_high, share ? 0 : decimals)});
}

static bool beyond(const eg_report_outcome *outcome, double level)
{
    return outcome->lower ? level <= outcome->target : level >= outcome->target;
}

/* By the trend: "yes", "no", or "open" where the interval holds the target. */
static const char *reach_words(const eg_page *page, const eg_report_outcome *outcome,
                               const planned *p)
{
    if (p->level != NULL && p->level->status == EG_FACT_OK && p->pace != NULL &&
        p->pace->status == EG_FACT_OK && beyond(outcome, p->level->value)) {
        return eg_page_word(page, EG_T("reached"));
    }
    if (p->projected == NULL || p->projected->status != EG_FACT_OK) {
        return "";
    }
    if (p->projected->ci_low <= outcome->target && p->projected->ci_high >= outcome->target) {
        return eg_page_word(page, EG_T("open"));
    }
    return beyond(outcome, p->projected->value) ? eg_page_word(page, EG_T("yes"))
                                                : eg_page_word(page, EG_T("no"));
}

static void put_group(eg_table *table, size_t o, eg_run run, int decimals)
{
    eg_page *page = table->page;
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    planned p = facts_of(page, o, run);
    if (p.level == NULL && p.pace == NULL) {
        return;
    }
    const char **row = eg_table_row(table);
    if (row == NULL) {
        return;
    }
    row[0] = eg_cell_group(page, eg_fact_index_at(page->index, run.begin)->group);
    row[1] = eg_cell_level(page, outcome, p.level, decimals);
    row[2] = change_words(page, outcome, p.pace, decimals);
    row[3] = eg_cell_level(page, outcome, p.marker, decimals);
    row[4] = change_words(page, outcome, p.slope, decimals);
    row[5] = projected_words(page, outcome, p.projected, decimals);
    row[6] = reach_words(page, outcome, &p);
}

/* The dimension's groups under its name; a dimension without facts has no heading. */
static void put_dimension(eg_table *table, size_t o, const char *dimension, int decimals)
{
    eg_page *page = table->page;
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    bool headed = false;
    for (size_t r = 0; r < eg_fact_index_runs(page->index); r++) {
        eg_run run = eg_fact_index_run_at(page->index, r);
        const eg_fact *first = eg_fact_index_at(page->index, run.begin);
        if (strcmp(first->outcome, outcome->name) != 0 ||
            strcmp(first->dimension, dimension) != 0 || first->group[0] == '\0') {
            continue;
        }
        if (!headed && strcmp(dimension, "all") != 0) {
            eg_table_heading(table, eg_cell_dimension(page, dimension));
        }
        headed = true;
        put_group(table, o, run, decimals);
    }
}

/* A head wraps between its words, never within one. */
static size_t longest_word(const char *head)
{
    size_t most = PLAN_HEAD;
    for (const char *at = head; *at != '\0'; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        size_t width = eg_unicode_columns((eg_text){at, n});
        most = width > most ? width : most;
        at += n;
    }
    return most;
}

static void put_table(eg_page *page, size_t o)
{
    const eg_report *report = page->report;
    const eg_report_outcome *outcome = &report->outcomes[o];
    int decimals = eg_say_decimals(fabs(outcome->target) / 3);
    const char *year = eg_page_safe(page, outcome->target_year);
    eg_table table;
    eg_table_init(&table, page);
    eg_table_column(&table, eg_page_word(page, EG_T("Group")), true);
    eg_table_column(&table,
                    eg_cell_share(outcome) ? eg_page_word(page, EG_T("now"))
                                           : eg_page_word(page, EG_T("mean now")),
                    false);
    eg_table_column(&table, eg_page_word(page, EG_T("needed a year")), false);
    eg_table_column(&table, eg_page_word(page, EG_T("next year")), false);
    eg_table_column(&table, eg_page_word(page, EG_T("trend a year")), false);
    eg_table_column(&table, EG_PAGE(page, EG_T("trend in {year}"), {"year", year}), false);
    eg_table_column(&table, eg_page_word(page, EG_T("reaches")), true);
    table.wrap[0] = GROUP_WIDTH;
    for (size_t c = 1; c < table.n_columns; c++) {
        table.wrap[c] = c == 5 ? 16 : longest_word(table.heads[c]);
    }
    put_dimension(&table, o, "all", decimals);
    for (size_t d = 0; d < report->n_dimensions; d++) {
        put_dimension(&table, o, report->dimensions[d].name, decimals);
    }
    eg_table_print(&table);
    eg_table_clear(&table);
}

static void put_plan(eg_page *page, size_t o)
{
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    const char *target =
        eg_cell_share(outcome)
            ? eg_page_percent(page, outcome->target)
            : eg_page_fixed(page, outcome->target, eg_say_decimals(fabs(outcome->target) / 3));
    const char *year = eg_page_safe(page, outcome->target_year);
    eg_page_title(page, eg_cell_outcome(page, outcome));
    if (outcome->definition != NULL) {
        eg_page_paragraph(page, EG_PLAIN, 0, 0,
                          eg_page_said(page, outcome->said, outcome->definition));
    }
    eg_page_paragraph(page, EG_PLAIN, 0, 0,
                      outcome->lower
                          ? EG_PAGE(page, EG_T("Target: {x} by {year}; lower is better."),
                                    {"x", target}, {"year", year})
                          : EG_PAGE(page, EG_T("Target: {x} by {year}; higher is better."),
                                    {"x", target}, {"year", year}));
    eg_page_blank(page);
    put_table(page, o);
    eg_page_blank(page);
}

/* "95%" */
static const char *plain_percent(eg_page *page, double share)
{
    const char *x = eg_page_fixed(page, 100 * share, 1);
    size_t n = strlen(x);
    bool whole = n > 2 && strcmp(x + n - 2, ".0") == 0;
    return EG_PAGE(page, EG_T("{x}%"), {"x", whole ? eg_page_fixed(page, 100 * share, 0) : x});
}

void eg_page_plan(eg_page *page)
{
    const eg_report *report = page->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        if (report->outcomes[o].has_target && report->outcomes[o].target_year != NULL) {
            put_plan(page, o);
        }
    }
    eg_page_paragraph(
        page, EG_DIM, 0, 0,
        EG_PAGE(page,
                EG_T("now: the last year's level. needed: the change a year that reaches the "
                     "target in its year, in percentage points for rates. next year: where the "
                     "group should then stand. trend: the line through the years, with the {x} "
                     "interval in which the target year's level would lie if it went on; open: "
                     "that interval holds the target, so the trend does not tell. reached: the "
                     "last year is there already. A line knows nothing of what a district will "
                     "do."),
                {"x", plain_percent(page, report->confidence)}));
}
