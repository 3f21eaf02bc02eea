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
        const char *text = eg_page_safe(page, note->text);
        eg_page_paragraph(page, EG_PLAIN, 3, 5,
                          *role == '\0' ? EG_PAGE(page, EG_T("Note: {text}"), {"text", text})
                                        : EG_PAGE(page, EG_T("Note ({role}): {text}"),
                                                  {"role", role}, {"text", text}));
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
                  EG_PAGE(page, EG_T("{unit} beside all units together"), {"unit", unit}));
    eg_page_paragraph(
        page, EG_PLAIN, 0, 0,
        EG_PAGE(page,
                EG_T("This report is about {unit} alone: \"all students\" and \"all other "
                     "students\" are those of {unit}."),
                {"unit", unit}));
    eg_page_blank(page);
    eg_table table;
    eg_table_init(&table, page);
    eg_table_column(&table, eg_page_word(page, EG_T("Outcome")), true);
    eg_table_column(&table, eg_page_word(page, EG_T("Here")), false);
    eg_table_column(&table, eg_page_word(page, EG_T("Students")), false);
    eg_table_column(&table, eg_page_word(page, EG_T("Together")), false);
    eg_table_column(&table, eg_page_word(page, EG_T("Students")), false);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        put_row(page, &table, o, whole);
    }
    eg_table_print(&table);
    eg_table_clear(&table);
    eg_fact_index_free(whole);
    return EG_OK;
}
