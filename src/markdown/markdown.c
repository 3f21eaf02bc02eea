/* markdown.c - the report as blocks that paste into a school improvement plan. */
#include "markdown/markdown.h"

#include <string.h>

#include "report/report_rules.h"
#include "write/writers.h"

static void put_header(eg_markdown *md)
{
    const eg_report *report = md->report;
    const char *title = report->title == NULL ? eg_mark_word(md, EG_T("Equity report"))
                                              : eg_mark_escape(md, report->title);
    eg_mark_heading(md, 1,
                    report->unit == NULL
                        ? title
                        : EG_MARK(md, EG_T("{title}: {unit}"), {"title", title},
                                  {"unit", eg_mark_escape(md, report->unit)}));
    if (report->edition == EG_EDITION_INTERNAL) {
        eg_mark_paragraph(
            md, eg_mark_checked(
                    md, eg_arena_printf(
                            md->arena, "**%s**",
                            eg_mark_word(md, EG_T("INTERNAL EDITION: small groups are not "
                                                  "hidden. Not for publication.")))));
    } else {
        eg_mark_paragraph(md, EG_MARK(md, eg_report_public_sentence(report),
                                      {"min", eg_mark_count(md, report->min_n)}));
    }
    if (report->timestamp != NULL) {
        eg_mark_paragraph(md, eg_mark_escape(md, report->timestamp));
    }
}

static void put_parts(eg_markdown *md)
{
    static const struct {
        eg_report_part part;
        void (*put)(eg_markdown *md);
    } parts[] = {
        {EG_REPORT_ABOUT, eg_mark_about},         {EG_REPORT_STRENGTHS, eg_mark_strengths},
        {EG_REPORT_DISPLAYS, eg_mark_displays},   {EG_REPORT_PERSISTENCE, eg_mark_persistence},
        {EG_REPORT_QUESTIONS, eg_mark_questions}, {EG_REPORT_ACTIONS, eg_mark_actions},
        {EG_REPORT_METHODS, eg_mark_methods},
    };
    put_header(md);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (eg_report_reads(md->report, parts[i].part)) {
            parts[i].put(md);
        }
    }
}

static eg_status write_blocks(eg_markdown *md, eg_error *err)
{
    const eg_report *report = md->report;
    md->latest = eg_arena_alloc(md->arena, report->n_outcomes + 1, sizeof *md->latest);
    if (md->latest == NULL) {
        return eg_fail_memory(err);
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        md->latest[o] = eg_index_latest(md->index, report, &report->outcomes[o]);
    }
    put_parts(md);
    return md->failed ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_write_markdown(const eg_report *report, eg_sink *sink,
                            const eg_write_options *options, eg_error *err)
{
    (void)options;
    eg_fact_index *index = NULL, *whole = NULL;
    eg_status status = eg_fact_index_new(&index, report, NULL, NULL, err);
    if (status == EG_OK && report->unit != NULL) {
        status = eg_fact_index_new(&whole, report, "all", NULL, err);
    }
    if (status == EG_OK) {
        eg_markdown md = {.report = report,
                          .sink = sink,
                          .arena = eg_arena_new(),
                          .language = eg_report_language(report),
                          .index = index,
                          .whole = whole,
                          .margin = eg_margin_of(report)};
        status = md.arena == NULL ? eg_fail_memory(err) : write_blocks(&md, err);
        eg_arena_free(md.arena);
    }
    eg_fact_index_free(index);
    eg_fact_index_free(whole);
    return status;
}
