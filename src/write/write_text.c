/* write_text.c - the report for a terminal: the whole at a glance, what matters most, then the
 * detail. */
#include <string.h>

#include "report/audience.h"
#include "report/say.h"
#include "write/cell.h"
#include "write/comparison.h"
#include "write/parts.h"
#include "write/writers.h"

#define USUAL_COLUMNS 80
#define LEAST_COLUMNS 60
#define SHOWN_INPUTS  5
#define SHOWN_CHANGES 10 /* of a kind, since the last report */

static const char *counted(eg_page *page, uint64_t n, const char *one, const char *many)
{
    return eg_page_checked(
        page, eg_arena_printf(
                  page->arena, "%s %s",
                  eg_page_checked(page, eg_report_count_words(page->report, n, page->arena)),
                  n == 1 ? one : many));
}

/* "students.csv (24,000 records)" */
static const char *input_words(eg_page *page, const eg_report_input *input)
{
    if (input->records == EG_COUNT_KEPT)
        return eg_page_safe(page, input->name);
    return eg_page_checked(
        page, eg_arena_printf(page->arena, "%s (%s)", eg_page_safe(page, input->name),
                              counted(page, input->records, "record", "records")));
}

static const char *years_words(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->n_years == 0 || report->years[0][0] == '\0') {
        return "";
    }
    const char *first = eg_page_safe(page, report->years[0]);
    if (report->n_years == 1) {
        return eg_page_checked(page, eg_arena_printf(page->arena, "; the year %s", first));
    }
    return eg_page_checked(
        page, eg_arena_printf(page->arena, "; %s, %s to %s",
                              counted(page, report->n_years, "year", "years"), first,
                              eg_page_safe(page, report->years[report->n_years - 1])));
}

void eg_page_heading(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        eg_page_paragraph(
            page, EG_BOLD, 0, 0,
            "*** INTERNAL EDITION: small groups are NOT hidden. Not for publication. "
            "***");
        eg_page_blank(page);
    }
    eg_page_line(
        page, EG_BOLD,
        report->unit == NULL
            ? "Equity report"
            : eg_page_checked(page, eg_arena_printf(page->arena, "Equity report: %s",
                                                    eg_page_safe(page, report->unit))));
    eg_buffer read = {0};
    for (size_t i = 0; i < report->n_inputs && i < SHOWN_INPUTS; i++) {
        eg_buffer_add_string(&read, i == 0 ? "" : ", ");
        eg_buffer_add_string(&read, input_words(page, &report->inputs[i]));
    }
    if (report->n_inputs > SHOWN_INPUTS) {
        eg_buffer_printf(&read, " and %zu more files", report->n_inputs - SHOWN_INPUTS);
    }
    eg_buffer_add_string(&read, report->n_inputs == 0 ? "nothing" : "");
    page->failed = page->failed || read.failed;
    eg_page_paragraph(page, EG_PLAIN, 0, 10,
                      eg_page_checked(page, eg_arena_printf(page->arena, "Read:     %s",
                                                            eg_buffer_string(&read))));
    eg_buffer_clear(&read);
    const char *students =
        report->students > 0 && report->students != report->records
            ? eg_page_checked(
                  page, eg_arena_printf(page->arena, ", %s",
                                        counted(page, report->students, "student", "students")))
            : "";
    eg_page_paragraph(page, EG_PLAIN, 0, 10,
                      eg_page_checked(page, eg_arena_printf(page->arena, "Counted:  %s%s%s",
                                                            counted(page, report->records,
                                                                    "record", "records"),
                                                            students, years_words(page))));
    const char *edition =
        report->edition == EG_EDITION_INTERNAL
            ? "Edition:  internal: every group is shown, however small"
            : eg_page_checked(page,
                              eg_arena_printf(page->arena,
                                              "Edition:  public: groups of fewer than %u "
                                              "students are hidden, and what would give them "
                                              "away",
                                              (unsigned)report->min_n));
    eg_page_paragraph(page, EG_PLAIN, 0, 10, edition);
    if (report->timestamp != NULL) {
        eg_page_paragraph(
            page, EG_PLAIN, 0, 10,
            eg_page_checked(page, eg_arena_printf(page->arena, "Made:     %s",
                                                  eg_page_safe(page, report->timestamp))));
    }
}

static const char *finding_head(const eg_page *page, const eg_finding *finding)
{
    (void)page;
    static const char *const heads[][2] = {{"strength", "Strength"},
                                           {"gap", "Gap"},
                                           {"trend", "Over the years"},
                                           {"persistence", "Persistence"}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (strcmp(heads[i][0], finding->kind) == 0) {
            return heads[i][1];
        }
    }
    return finding->kind;
}

void eg_page_findings(eg_page *page)
{
    const eg_report *report = page->report;
    eg_page_title(page, "What stands out, strengths first");
    if (report->n_findings == 0) {
        eg_page_paragraph(page, EG_PLAIN, 0, 0,
                          "No difference and no change goes beyond the margin and its own "
                          "uncertainty. That is not proof that there is none.");
        return;
    }
    size_t told = 0;
    for (size_t i = 0; i < report->n_findings; i++) {
        const eg_finding *finding = &report->findings[i];
        if (!eg_report_tells(report, finding)) {
            continue;
        }
        eg_page_paragraph(
            page, EG_PLAIN, 0, 3,
            eg_page_checked(page, eg_arena_printf(page->arena, "%zu. %s. %s", ++told,
                                                  finding_head(page, finding),
                                                  eg_page_safe(page, finding->sentence))));
        eg_page_paragraph(
            page, EG_DIM, 3, 3,
            eg_page_checked(page, eg_arena_printf(page->arena, "To ask: %s [%s]",
                                                  eg_page_safe(page, finding->question),
                                                  eg_page_safe(page, finding->id))));
        eg_page_notes(page, finding->id);
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
        eg_page_title(
            page,
            eg_page_checked(page, eg_arena_printf(page->arena, "Since %s",
                                                  eg_page_safe(page, report->since->before))));
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
    int columns = options != NULL && options->columns > 0 ? options->columns : USUAL_COLUMNS;
    eg_page page = {.report = report,
                    .sink = sink,
                    .index = index,
                    .margin = eg_margin_of(report),
                    .columns = (size_t)(columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns),
                    .colour = options != NULL && options->colour,
                    .unicode = options == NULL || options->unicode};
    page.arena = eg_arena_new();
    status = page.arena == NULL ? eg_fail_memory(err) : print(&page, err);
    eg_arena_free(page.arena);
    eg_fact_index_free(index);
    return status;
}
