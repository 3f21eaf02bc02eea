/* html.c - the report on the table: one page, no network, no script, parts in the order of the
 * talk. */
#include "html/parts.h"
#include "report/report_rules.h"
#include "write/writers.h"

#define SHOWN_INPUTS 5

/* Who reads which stands in report/audience.h. */
typedef struct {
    eg_report_part part;
    const char *id, *title;
    void (*put)(eg_html *html);
} chapter;

static const chapter chapters[] = {
    {EG_REPORT_ABOUT, "about", EG_T("What this is, and who is in it"), eg_part_about},
    {EG_REPORT_PREDICT, "predict", EG_T("Before you look: what do you expect?"),
     eg_part_predict},
    {EG_REPORT_STRENGTHS, "strengths", EG_T("Strengths first"), eg_part_strengths},
    {EG_REPORT_DISPLAYS, "displays", EG_T("Here is what"), eg_part_displays},
    {EG_REPORT_UNITS, "units", EG_T("Schools and other units"), eg_part_units},
    {EG_REPORT_PERSISTENCE, "persistence", EG_T("What persists, and what is changing"),
     eg_part_persistence},
    {EG_REPORT_WITHIN, "within", EG_T("Similar and different within groups"), eg_part_within},
    {EG_REPORT_ACCESS, "access", EG_T("Access beside outcomes"), eg_part_access},
    {EG_REPORT_QUESTIONS, "questions", EG_T("So what: questions to ask"), eg_part_questions},
    {EG_REPORT_ACTIONS, "actions", EG_T("Now what: what we will do"), eg_part_actions},
    {EG_REPORT_METHODS, "methods", EG_T("How this was made, and its limits"), eg_part_methods},
};
#define CHAPTERS (sizeof chapters / sizeof chapters[0])

static bool is_read(const eg_report *report, const chapter *at)
{
    return eg_report_reads(report, at->part) &&
           (at->put != eg_part_units || report->n_unit_types > 0);
}

static void put_inputs(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_put(html, "<p class=\"under\">");
    for (size_t i = 0; i < report->n_inputs && i < SHOWN_INPUTS; i++) {
        eg_html_put(html, i == 0 ? "" : ", ");
        eg_html_put(html, eg_html_name(html, report->inputs[i].name));
    }
    if (report->n_inputs > SHOWN_INPUTS) {
        eg_html_put(html, " ");
        eg_html_put(html,
                    eg_html_counted(html, EG_TN("and {n} more file", "and {n} more files"),
                                    report->n_inputs - SHOWN_INPUTS));
    }
    eg_html_put(html, "</p>\n");
}

static void put_header(eg_html *html)
{
    const eg_report *report = html->report;
    bool internal = report->edition == EG_EDITION_INTERNAL;
    eg_html_put(html, "<header>\n");
    if (internal) {
        eg_html_element(
            html, "p class=\"banner\"",
            eg_html_word(html, EG_T("INTERNAL EDITION: small groups are not hidden. Not for "
                                    "publication.")));
    }
    const char *title = report->title == NULL ? eg_html_word(html, EG_T("Equity report"))
                                              : eg_html_name(html, report->title);
    eg_html_element(html, "h1",
                    report->unit == NULL
                        ? title
                        : EG_FILL(html, EG_T("{title}: {unit}"), {"title", title},
                                  {"unit", eg_html_name(html, report->unit)}));
    put_inputs(html);
    if (!internal) {
        eg_html_element(html, "p class=\"under\"",
                        EG_FILL(html, eg_report_public_sentence(report),
                                {"min", eg_html_count(html, report->min_n)}));
    }
    if (report->timestamp != NULL) {
        eg_html_element(html, "p class=\"under\"", eg_html_escape(html, report->timestamp));
    }
    eg_html_put(html, "</header>\n");
}

static void put_contents(eg_html *html)
{
    eg_html_put(html, "<nav aria-label=\"");
    eg_html_put(html, eg_html_word(html, EG_T("Contents")));
    eg_html_put(html, "\"><ol>\n");
    for (size_t i = 0; i < CHAPTERS; i++) {
        if (is_read(html->report, &chapters[i])) {
            eg_html_putf(html, "<li><a href=\"#%s\">%s</a></li>\n", chapters[i].id,
                         eg_html_word(html, chapters[i].title));
        }
    }
    eg_html_put(html, "</ol></nav>\n");
}

static void put_parts(eg_html *html)
{
    eg_html_put(html, "<main id=\"main\">\n");
    for (size_t i = 0; i < CHAPTERS; i++) {
        if (is_read(html->report, &chapters[i])) {
            chapters[i].put(html);
        }
    }
    eg_html_put(html, "</main>\n");
}

static eg_status write_page(eg_html *html, eg_error *err)
{
    const eg_report *report = html->report;
    html->latest = eg_arena_alloc(html->arena, report->n_outcomes + 1, sizeof *html->latest);
    if (html->latest == NULL) {
        return eg_fail_memory(err);
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        html->latest[o] = eg_index_latest(html->index, report, &report->outcomes[o]);
    }
    eg_status status = eg_html_gather_units(html, err);
    if (status != EG_OK) {
        return status;
    }
    eg_html_begin(html,
                  report->title != NULL ? eg_html_escape(html, report->title)
                                        : eg_html_word(html, EG_T("Equity report")),
                  report->unit != NULL                             ? report->unit
                  : report->title == NULL && report->n_inputs == 1 ? report->inputs[0].name
                                                                   : NULL);
    put_header(html);
    put_contents(html);
    put_parts(html);
    eg_html_end(html);
    return html->failed ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_write_html(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                        eg_error *err)
{
    (void)options;
    eg_fact_index *index = NULL, *whole = NULL;
    eg_status status = eg_fact_index_new(&index, report, NULL, NULL, err);
    if (status == EG_OK && report->unit != NULL) {
        status = eg_fact_index_new(&whole, report, "all", NULL, err);
    }
    if (status != EG_OK) {
        eg_fact_index_free(index);
        return status;
    }
    eg_html html = {.report = report,
                    .sink = sink,
                    .index = index,
                    .whole = whole,
                    .margin = eg_margin_of(report),
                    .language = eg_language_of(
                        eg_text_of(report->language == NULL ? "en" : report->language))};
    html.arena = eg_arena_new();
    status = html.arena == NULL ? eg_fail_memory(err) : write_page(&html, err);
    eg_arena_free(html.arena);
    eg_fact_index_free(index);
    eg_fact_index_free(whole);
    return status;
}
