/* book_unit.c - a workbook about one unit: its line beside everybody's. */
#include "book/book.h"

static void put_side(eg_bookwork *work, eg_book_pen *pen, size_t o, const eg_fact_index *index)
{
    const eg_report_outcome *outcome = &work->report->outcomes[o];
    eg_run run = eg_index_whole(index, outcome->name);
    eg_book_put_fact(work, pen,
                     eg_run_find(index, run, "", work->latest[o], eg_outcome_statistic(outcome),
                                 eg_outcome_cut(outcome)),
                     EG_PART_VALUE, eg_book_level_style(work, o));
    eg_book_put_fact(work, pen, eg_run_find(index, run, "", work->latest[o], "n", NULL),
                     EG_PART_VALUE, EG_BOOK_WHOLE);
}

eg_status eg_book_unit(eg_bookwork *work, eg_error *err)
{
    const eg_report *report = work->report;
    eg_fact_index *whole = NULL;
    if (report->unit == NULL)
        return EG_OK;
    eg_status status = eg_fact_index_new(&whole, report, "all", NULL, err);
    if (status != EG_OK)
        return status;
    eg_book_pen pen = {.sheet = eg_book_sheet_add(
                           work->book, eg_book_say(work, EG_T("Beside all units together")))};
    eg_book_width(pen.sheet, 0, 40);
    eg_book_put_head(work, &pen, EG_T("Outcome"));
    eg_book_put_head(work, &pen, EG_T("Year"));
    eg_book_put_text(&pen, report->unit, EG_BOOK_HEAD);
    eg_book_put_head(work, &pen, EG_T("Students"));
    eg_book_put_head(work, &pen, EG_T("All units together"));
    eg_book_put_head(work, &pen, EG_T("Students"));
    for (uint16_t c = 1; c < pen.column; c++)
        eg_book_width(pen.sheet, c, 16);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        pen.row++;
        pen.column = 0;
        eg_book_put_text(&pen, eg_book_outcome_name(work, &report->outcomes[o]), EG_BOOK_PLAIN);
        eg_book_put_text(&pen, work->latest[o], EG_BOOK_PLAIN);
        put_side(work, &pen, o, work->index);
        put_side(work, &pen, o, whole);
    }
    eg_book_freeze(pen.sheet, 1, 1);
    eg_fact_index_free(whole);
    return EG_OK;
}

const char *eg_book_note_words(eg_bookwork *work, const char *finding)
{
    const char *words = "";
    const eg_report_note *note = NULL;
    while ((note = eg_report_note_next(work->report, finding, note)) != NULL)
        words = eg_book_checked(
            work, eg_arena_printf(work->arena, "%s%s%s%s%s", words, *words == '\0' ? "" : "\n",
                                  note->role, *note->role == '\0' ? "" : ": ", note->text));
    return words;
}
