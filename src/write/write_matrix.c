/* write_matrix.c - every group and every outcome at one glance; the same for a few units. */
#include <math.h>
#include <string.h>

#include "report/say.h"
#include "write/cell.h"
#include "write/parts.h"

static const eg_fact *level_fact(const eg_page *page, size_t o, eg_run run)
{
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    return eg_run_find(page->index, run, "", page->latest[o], eg_outcome_statistic(outcome),
                       eg_outcome_cut(outcome));
}

/* Decimals by what the whole looks like: its sd says how fine a mean is told. */
static int mean_decimals(const eg_page *page, const eg_report_outcome *outcome,
                         const char *year)
{
    const eg_fact *sd = eg_run_find(page->index, eg_index_whole(page->index, outcome->name), "",
                                    year, "sd", NULL);
    return eg_say_decimals(sd != NULL && sd->status == EG_FACT_OK ? sd->value : (double)NAN);
}

static const char *cell(eg_page *page, size_t o, eg_run run)
{
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    const char *text = eg_cell_level(page, outcome, level_fact(page, o, run),
                                     mean_decimals(page, outcome, page->latest[o]));
    const char *reference = eg_run_reference(page->index, run);
    bool whole = run.begin == eg_index_whole(page->index, outcome->name).begin;
    int side = 0;
    /* All students have a goal at most, which is not what the groups are marked against. */
    if (reference != NULL && !whole) {
        const eg_fact *gap = eg_run_find(page->index, run, reference, page->latest[o],
                                         "difference", eg_outcome_cut(outcome));
        if (gap != NULL) {
            side = eg_margin_side(&page->margin, page->index, outcome, gap);
        }
    }
    return eg_page_checked(page, eg_arena_printf(page->arena, "%s %s", text,
                                                 side == 0 ? " " : eg_cell_mark(page, side)));
}

static bool same_year(const eg_page *page)
{
    for (size_t o = 1; o < page->report->n_outcomes; o++) {
        if (strcmp(page->latest[o], page->latest[0]) != 0) {
            return false;
        }
    }
    return true;
}

static void add_columns(eg_table *table, const char *first, bool with_year)
{
    eg_page *page = table->page;
    eg_table_column(table, first, true);
    for (size_t o = 0; o < page->report->n_outcomes && o + 1 < EG_TABLE_COLUMNS; o++) {
        const char *head = eg_cell_outcome(page, &page->report->outcomes[o]);
        if (page->report->outcomes[o].lower) {
            head = EG_PAGE(page, EG_T("{outcome} (lower is better)"), {"outcome", head});
        }
        if (with_year && page->latest[o][0] != '\0') {
            head = eg_page_checked(page, eg_arena_printf(page->arena, "%s, %s", head,
                                                         eg_page_safe(page, page->latest[o])));
        }
        eg_table_column(table, head, false);
    }
}

static void add_row(eg_table *table, const char *dimension, const char *group)
{
    eg_page *page = table->page;
    const char **row = eg_table_row(table);
    if (row == NULL) {
        return;
    }
    row[0] = eg_cell_group(page, group);
    for (size_t c = 1; c < table->n_columns; c++) {
        row[c] = cell(page, c - 1,
                      eg_fact_index_run(page->index, page->report->outcomes[c - 1].name,
                                        dimension, group));
    }
}

/* Groups of a dimension over all outcomes, in the order they come; each once. */
static void add_groups(eg_table *table, const char *dimension, size_t first_outcome)
{
    const eg_page *page = table->page;
    for (size_t r = 0; r < eg_fact_index_runs(page->index); r++) {
        const eg_fact *fact =
            eg_fact_index_at(page->index, eg_fact_index_run_at(page->index, r).begin);
        if (strcmp(fact->dimension, dimension) != 0 || fact->group[0] == '\0' ||
            strcmp(fact->outcome, page->report->outcomes[first_outcome].name) != 0) {
            continue;
        }
        bool seen = false;
        for (size_t o = 0; o < first_outcome && !seen; o++) {
            eg_run run = eg_fact_index_run(page->index, page->report->outcomes[o].name,
                                           dimension, fact->group);
            seen = run.end > run.begin;
        }
        if (!seen) {
            add_row(table, dimension, fact->group);
        }
    }
}

void eg_page_matrix(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->n_outcomes == 0) {
        return;
    }
    bool one_year = same_year(page);
    const char *title = eg_page_word(page, EG_T("At a glance: every group, every outcome"));
    if (one_year && page->latest[0][0] != '\0') {
        title = eg_page_checked(page, eg_arena_printf(page->arena, "%s, %s", title,
                                                      eg_page_safe(page, page->latest[0])));
    }
    eg_page_title(page, title);
    eg_table table;
    eg_table_init(&table, page);
    add_columns(&table, eg_page_word(page, EG_T("Group")), !one_year);
    add_row(&table, "all", "All students");
    for (size_t d = 0; d < report->n_dimensions; d++) {
        eg_table_heading(&table, eg_cell_dimension(page, report->dimensions[d].name));
        for (size_t o = 0; o < report->n_outcomes; o++) {
            add_groups(&table, report->dimensions[d].name, o);
        }
    }
    eg_table_print(&table);
    eg_table_clear(&table);
    eg_page_paragraph(
        page, EG_DIM, 0, 0,
        EG_PAGE(page,
                EG_T("{up} ahead of and {down} behind its reference, beyond the margin, by "
                     "what is better for the outcome; no mark: not beyond it. hidden: not "
                     "shown, to protect students. none: no student with a value."),
                {"up", eg_cell_mark(page, 1)}, {"down", eg_cell_mark(page, -1)}));
}

/* ---- units
 * ------------------------------------------------------------------------------------- */

#define MOST_UNITS 12

typedef struct {
    eg_page *page;
    const char *unit_type;
    char *last; /* unit of the last fact of this type */
    size_t n;   /* units met */
    const char *names[MOST_UNITS];
    const char **cells; /* [unit][outcome] */
} units;

static eg_status new_unit(units *at, const eg_fact *fact, eg_error *err)
{
    at->last = eg_arena_string(at->page->arena, eg_text_of(fact->unit));
    if (at->last == NULL) {
        return eg_fail_memory(err);
    }
    if (at->n < MOST_UNITS) {
        at->names[at->n] = at->last;
    }
    at->n++;
    return EG_OK;
}

/* Only the level of all students of the first units is kept: a state has thousands of them. */
static eg_status take_unit(void *context, const eg_fact *fact, eg_error *err)
{
    units *at = context;
    eg_page *page = at->page;
    if (strcmp(fact->unit_type, at->unit_type) != 0) {
        return EG_OK;
    }
    if (at->last == NULL || strcmp(fact->unit, at->last) != 0) {
        eg_status status = new_unit(at, fact, err);
        if (status != EG_OK) {
            return status;
        }
    }
    if (at->n > MOST_UNITS || strcmp(fact->dimension, "all") != 0 ||
        fact->reference[0] != '\0') {
        return EG_OK;
    }
    for (size_t o = 0; o < page->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &page->report->outcomes[o];
        if (eg_fact_is_level(fact, outcome) && strcmp(fact->year, page->latest[o]) == 0) {
            at->cells[(at->n - 1) * page->report->n_outcomes + o] = eg_cell_level(
                page, outcome, fact, mean_decimals(page, outcome, page->latest[o]));
        }
    }
    return EG_OK;
}

static void print_units(const units *at)
{
    eg_page *page = at->page;
    size_t n_outcomes = page->report->n_outcomes;
    eg_table table;
    eg_table_init(&table, page);
    add_columns(&table, eg_page_safe(page, at->unit_type), !same_year(page));
    for (size_t u = 0; u < at->n; u++) {
        const char **row = eg_table_row(&table);
        for (size_t o = 0; row != NULL && o + 1 < table.n_columns; o++) {
            const char *text = at->cells[u * n_outcomes + o];
            row[0] = eg_page_safe(page, at->names[u]);
            row[o + 1] = text == NULL ? eg_page_word(page, EG_T("none")) : text;
        }
    }
    eg_table_print(&table);
    eg_table_clear(&table);
}

eg_status eg_page_units(eg_page *page, eg_error *err)
{
    const eg_report *report = page->report;
    for (size_t t = 0; t < report->n_unit_types && report->n_outcomes > 0; t++) {
        units at = {.page = page, .unit_type = report->unit_types[t]};
        at.cells =
            eg_arena_alloc(page->arena, MOST_UNITS * report->n_outcomes, sizeof *at.cells);
        if (at.cells == NULL) {
            return eg_fail_memory(err);
        }
        eg_status status = eg_report_facts(report, take_unit, &at, err);
        if (status != EG_OK) {
            return status;
        }
        const char *type = eg_page_safe(page, at.unit_type);
        eg_page_title(page, EG_PAGE(page, EG_T("By {unit}"), {"unit", type}));
        if (at.n > 0 && at.n <= MOST_UNITS) {
            eg_page_paragraph(page, EG_PLAIN, 0, 0,
                              eg_page_word(page, EG_T("All students of each, in the order of "
                                                      "the report; this is no ranking.")));
            print_units(&at);
        }
        eg_page_paragraph(
            page, EG_DIM, 0, 0,
            EG_PAGE(page,
                    EG_T("{unit}: {n} in the data. The tables of each, by group and year, are "
                         "in the CSV and JSON reports."),
                    {"unit", type}, {"n", eg_page_count(page, at.n)}));
    }
    return EG_OK;
}
