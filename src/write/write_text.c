/* write_text.c - the report for a terminal: the whole at a glance, what matters most, then the
 * detail. */
#include <string.h>

#include "report/audience.h"
#include "report/report_rules.h"
#include "report/say.h"
#include "write/cell.h"
#include "write/comparison.h"
#include "write/parts.h"
#include "write/writers.h"

#define SHOWN_INPUTS  5
#define SHOWN_CHANGES 10 /* of a kind, since the last report */

/* "students.csv (24,000 records)" */
static const char *input_words(eg_page *page, const eg_report_input *input)
{
    const char *name = eg_page_safe(page, input->name);
    if (input->records == EG_COUNT_KEPT)
        return name;
    const char *records =
        eg_page_counted(page, EG_TN("{n} record", "{n} records"), input->records);
    return eg_page_checked(page, eg_arena_printf(page->arena, "%s (%s)", name, records));
}

static const char *years_words(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->n_years == 0 || report->years[0][0] == '\0') {
        return "";
    }
    const char *first = eg_page_safe(page, report->years[0]);
    if (report->n_years == 1) {
        return EG_PAGE(page, EG_T("; the year {year}"), {"year", first});
    }
    return EG_PAGE(
        page, EG_T("; {years}, {first} to {last}"),
        {"years", eg_page_counted(page, EG_TN("{n} year", "{n} years"), report->n_years)},
        {"first", first}, {"last", eg_page_safe(page, report->years[report->n_years - 1])});
}

#define HEAD 10 /* columns of "Counted:  ", at least */

/* A line of the head, as "Read:     students.csv": what follows starts at one column. */
static void head_line(eg_page *page, const char *const *words, size_t which, const char *text)
{
    size_t indent = HEAD;
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t width = eg_page_width(eg_page_word(page, words[i])) + 2;
        indent = width > indent ? width : indent;
    }
    const char *word = eg_page_word(page, words[which]);
    eg_page_paragraph(
        page, EG_PLAIN, 0, indent,
        eg_page_checked(page, eg_arena_printf(page->arena, "%s%*s%s", word,
                                              (int)(indent - eg_page_width(word)), "", text)));
}

static const char *read_words(eg_page *page)
{
    const eg_report *report = page->report;
    eg_buffer read = {0};
    for (size_t i = 0; i < report->n_inputs && i < SHOWN_INPUTS; i++) {
        eg_buffer_add_string(&read, i == 0 ? "" : ", ");
        eg_buffer_add_string(&read, input_words(page, &report->inputs[i]));
    }
    if (report->n_inputs > SHOWN_INPUTS) {
        eg_buffer_add_string(&read, " ");
        eg_buffer_add_string(
            &read, eg_page_counted(page, EG_TN("and {n} more file", "and {n} more files"),
                                   report->n_inputs - SHOWN_INPUTS));
    }
    eg_buffer_add_string(&read,
                         report->n_inputs == 0 ? eg_page_word(page, EG_T("nothing")) : "");
    const char *text =
        read.failed ? NULL : eg_arena_string(page->arena, (eg_text){read.at, read.n});
    eg_buffer_clear(&read);
    return eg_page_checked(page, text);
}

static const char *counted_words(eg_page *page)
{
    const eg_report *report = page->report;
    bool both = report->students > 0 && report->students != report->records;
    const char *students =
        !both ? ""
        : report->n_years > 1 /* a student of three years is counted in each of them */
            ? eg_page_counted(
                  page, EG_TN("{n} student, once a year", "{n} students, each once a year"),
                  report->students)
            : eg_page_counted(page, EG_TN("{n} student", "{n} students"), report->students);
    return eg_page_checked(
        page, eg_arena_printf(
                  page->arena, "%s%s%s%s",
                  eg_page_counted(page, EG_TN("{n} record", "{n} records"), report->records),
                  both ? ", " : "", students, years_words(page)));
}

void eg_page_heading(eg_page *page)
{
    static const char *const words[] = {EG_T("Read:"), EG_T("Counted:"), EG_T("Edition:"),
                                        EG_T("Made:"), NULL};
    const eg_report *report = page->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        eg_page_internal(page);
        eg_page_blank(page);
    }
    const char *title = report->title == NULL ? eg_page_word(page, EG_T("Equity report"))
                                              : eg_page_safe(page, report->title);
    eg_page_line(page, EG_BOLD,
                 report->unit == NULL ? title
                                      : EG_PAGE(page, EG_T("{title}: {unit}"), {"title", title},
                                                {"unit", eg_page_safe(page, report->unit)}));
    head_line(page, words, 0, read_words(page));
    head_line(page, words, 1, counted_words(page));
    const char *edition =
        report->edition == EG_EDITION_INTERNAL
            ? eg_page_word(page, EG_T("internal: every group is shown, however small"))
            : EG_PAGE(page, eg_report_public_line(report),
                      {"min", eg_page_count(page, report->min_n)});
    head_line(page, words, 2, edition);
    if (report->timestamp != NULL) {
        head_line(page, words, 3, eg_page_safe(page, report->timestamp));
    }
}

static const char *finding_head(const eg_page *page, const eg_finding *finding)
{
    static const char *const heads[][2] = {{"strength", EG_T("Strength")},
                                           {"gap", EG_T("Gap")},
                                           {"trend", EG_T("Over the years")},
                                           {"persistence", EG_T("Persistence")}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (strcmp(heads[i][0], finding->kind) == 0) {
            return eg_page_word(page, heads[i][1]);
        }
    }
    return finding->kind;
}

static void put_finding(eg_page *page, const eg_finding *finding, size_t number)
{
    eg_page_paragraph(page, EG_PLAIN, 0, 3,
                      eg_page_checked(page, eg_arena_printf(page->arena, "%zu. %s. %s", number,
                                                            finding_head(page, finding),
                                                            eg_page_said(page, finding->said,
                                                                         finding->sentence))));
    eg_page_paragraph(
        page, EG_DIM, 3, 3,
        EG_PAGE(page, EG_T("To ask: {question} [{id}]"),
                {"question", eg_page_said(page, finding->asked, finding->question)},
                {"id", eg_page_safe(page, finding->id)}));
    eg_page_notes(page, finding->id);
}

void eg_page_findings(eg_page *page)
{
    const eg_report *report = page->report;
    eg_page_title(page, eg_page_word(page, EG_T("What stands out, strengths first")));
    if (report->n_findings == 0) {
        eg_page_paragraph(
            page, EG_PLAIN, 0, 0,
            eg_page_word(page,
                         EG_T("Of the figures shown, no difference and no change goes beyond "
                              "the margin once the number of comparisons is allowed for. "
                              "That is not proof that there is none.")));
        return;
    }
    size_t told = 0;
    for (size_t i = 0; i < report->n_findings; i++) {
        if (eg_report_tells(report, &report->findings[i])) {
            put_finding(page, &report->findings[i], ++told);
        }
    }
}

static eg_status print(eg_page *page, eg_error *err)
{
    const eg_report *report = page->report;
    page->latest = eg_arena_alloc(page->arena, report->n_outcomes + 1, sizeof *page->latest);
    if (page->latest == NULL) {
        return eg_fail_memory(err);
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        page->latest[o] = eg_index_latest(page->index, report, &report->outcomes[o]);
    }
    eg_page_heading(page);
    if (report->plan) {
        eg_page_plan(page);
        eg_page_methods(page);
        return page->failed ? eg_fail_memory(err) : EG_OK;
    }
    eg_status status = eg_page_unit(page, err);
    if (status != EG_OK) {
        return status;
    }
    bool team = report->audience == EG_AUDIENCE_TEAM;
    eg_page_matrix(page);
    eg_page_findings(page);
    for (size_t o = 0; team && o < report->n_outcomes && !eg_sink_failed(page->sink); o++) {
        eg_page_outcome(page, o);
    }
    if (team) {
        eg_page_rules(page);
    }
    if (report->since != NULL && eg_report_reads(report, EG_REPORT_PERSISTENCE)) {
        eg_page_title(page, EG_PAGE(page, EG_T("Since {report}"),
                                    {"report", eg_page_safe(page, report->since->before)}));
        eg_page_comparison(page, report->since, SHOWN_CHANGES);
    }
    status = eg_report_reads(report, EG_REPORT_UNITS) ? eg_page_units(page, err) : EG_OK;
    if (status != EG_OK) {
        return status;
    }
    if (eg_report_reads(report, EG_REPORT_METHODS)) {
        eg_page_methods(page);
    }
    return page->failed ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_write_text(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                        eg_error *err)
{
    eg_fact_index *index = NULL;
    eg_status status = eg_fact_index_new(&index, report, NULL, NULL, err);
    if (status != EG_OK) {
        return status;
    }
    eg_page page = eg_page_of(report, sink, options);
    page.index = index;
    page.arena = eg_arena_new();
    status = page.arena == NULL ? eg_fail_memory(err) : print(&page, err);
    eg_arena_free(page.arena);
    eg_fact_index_free(index);
    return status;
}
