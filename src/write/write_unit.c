/* write_unit.c - a report about one unit: its line beside everybody's; notes under findings. */
#include <math.h>

#include "report/say.h"
#include "write/cell.h"
#include "write/parts.h"

void eg_page_notes(eg_page *page, const char *id)
{
    const eg_report_note *note = NULL;
    while ((note = eg_report_note_next(page->report, id, note)) != NULL) {
        const char *role = eg_page_safe(page, note->role);
        eg_page_paragraph(
            page, EG_PLAIN, 3, 5,
            eg_page_checked(page, eg_arena_printf(page->arena, "Note%s%s%s: %s",
                                                  *role == '\0' ? "" : " (", role,
                                                  *role == '\0' ? "" : ")",
                                                  eg_page_safe(page, note->text))));
    }
}

static void put_row(eg_page *page, eg_table *table, size_t o, const eg_fact_index *whole)
{
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    const eg_fact_index *sides[] = {page->index, whole};
    const char **row = eg_table_row(table);
    if (row == NULL) {
        return;
    }
    row[0] = eg_cell_outcome(page, outcome);
    const eg_fact *sd = eg_run_find(page->index, eg_index_whole(page->index, outcome->name), "",
                                    page->latest[o], "sd", NULL);
    int decimals =
        eg_say_decimals(sd != NULL && sd->status == EG_FACT_OK ? sd->value : (double)NAN);
    for (size_t side = 0; side < 2; side++) {
        eg_run run = eg_index_whole(sides[side], outcome->name);
        const eg_fact *level =
            eg_run_find(sides[side], run, "", page->latest[o], eg_outcome_statistic(outcome),
                        eg_outcome_cut(outcome));
        row[1 + 2 * side] = eg_cell_level(page, outcome, level, decimals);
        row[2 + 2 * side] =
            eg_cell_count(page, eg_run_find(sides[side], run, "", page->latest[o], "n", NULL));
    }
}

eg_status eg_page_unit(eg_page *page, eg_error *err)
{
    const eg_report *report = page->report;
    eg_fact_index *whole = NULL;
    if (report->unit == NULL) {
        return EG_OK;
    }
    eg_status status = eg_fact_index_new(&whole, report, "all", NULL, err);
    if (status != EG_OK) {
        return status;
    }
    const char *unit = eg_page_safe(page, report->unit);
    eg_page_title(page,
                  eg_page_checked(page, eg_arena_printf(page->arena,
                                                        "%s beside all units together", unit)));
    eg_page_paragraph(
        page, EG_PLAIN, 0, 0,
        eg_page_checked(page, eg_arena_printf(page->arena,
                                              "This report is about %s alone: \"all students\" "
                                              "and \"all other students\" are those of %s.",
                                              unit, unit)));
    eg_page_blank(page);
    eg_table table;
    eg_table_init(&table, page);
    eg_table_column(&table, "Outcome", true);
    eg_table_column(&table, "Here", false);
    eg_table_column(&table, "Students", false);
    eg_table_column(&table, "Together", false);
    eg_table_column(&table, "Students", false);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        put_row(page, &table, o, whole);
    }
    eg_table_print(&table);
    eg_table_clear(&table);
    eg_fact_index_free(whole);
    return EG_OK;
}
