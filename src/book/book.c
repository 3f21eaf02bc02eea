/* book.c - the workbook: a sheet a table, real numbers, no formula, nothing hidden. */
#include "book/book.h"

#include "write/writers.h"

static eg_status put_sheets(eg_bookwork *work, eg_error *err)
{
    const eg_report *report = work->report;
    work->latest = eg_arena_alloc(work->arena, report->n_outcomes + 1, sizeof *work->latest);
    if (work->latest == NULL)
        return eg_fail_memory(err);
    for (size_t o = 0; o < report->n_outcomes; o++)
        work->latest[o] = eg_index_latest(work->index, report, &report->outcomes[o]);
    eg_book_notes(work);
    eg_status status = eg_book_unit(work, err);
    if (status != EG_OK)
        return status;
    eg_book_glance(work);
    eg_book_findings(work);
    for (size_t o = 0; o < report->n_outcomes; o++)
        eg_book_outcome(work, o);
    status = eg_book_units(work, err);
    return status == EG_OK ? eg_book_facts(work, err) : status;
}

static eg_status write_book(eg_bookwork *work, eg_sink *sink, eg_error *err)
{
    eg_status status = eg_book_new(&work->book, eg_book_title(work), err);
    if (status == EG_OK)
        status = put_sheets(work, err);
    if (status == EG_OK && work->failed)
        status = eg_fail_memory(err);
    if (status == EG_OK)
        status = eg_book_finish(work->book, work->threads, sink, err);
    eg_book_free(work->book);
    return status;
}

eg_status eg_write_xlsx(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                        eg_error *err)
{
    eg_fact_index *index = NULL;
    eg_status status = eg_fact_index_new(&index, report, NULL, NULL, err);
    if (status != EG_OK)
        return status;
    eg_bookwork work = {.report = report,
                        .index = index,
                        .arena = eg_arena_new(),
                        .threads = options->threads,
                        .margin = eg_margin_of(report),
                        .language = eg_language_of(
                            eg_text_of(report->language == NULL ? "en" : report->language))};
    status = work.arena == NULL ? eg_fail_memory(err) : write_book(&work, sink, err);
    eg_arena_free(work.arena);
    eg_fact_index_free(index);
    return status;
}
