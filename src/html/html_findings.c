/* html_findings.c - parts 2, 4 and 7: what stands out, what persists, what to ask. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

static bool is_kind(const eg_finding *finding, const char *const *kinds)
{
    for (; *kinds != NULL; kinds++) {
        if (strcmp(finding->kind, *kinds) == 0) {
            return true;
        }
    }
    return false;
}

/* What people noted, under their finding. */
static void put_notes(eg_html *html, const char *id)
{
    const eg_report_note *note = NULL;
    while ((note = eg_report_note_next(html->report, id, note)) != NULL) {
        const char *role = eg_html_name(html, note->role);
        const char *text = eg_html_name(html, note->text);
        eg_html_element(
            html, "p class=\"note\"",
            note->role[0] == '\0'
                ? EG_FILL(html, EG_T("Note: {text}"), {"text", text})
                : EG_FILL(html, EG_T("Note ({role}): {text}"), {"role", role}, {"text", text}));
    }
}

static void put_finding(eg_html *html, const eg_finding *finding)
{
    eg_html_putf(html, "<li id=\"%s\" class=\"finding\"><p>", finding->id);
    eg_html_put(html, eg_html_said(html, finding->said, finding->sentence));
    eg_html_putf(html, " <span class=\"id\">%s</span></p>", finding->id);
    put_notes(html, finding->id);
    if (html->report->audience != EG_AUDIENCE_FAMILY) {
        eg_html_finding_facts(html, finding);
    }
    eg_html_put(html, "</li>\n");
}

bool eg_html_findings(eg_html *html, const char *const *kinds)
{
    bool any = false;
    for (size_t i = 0; i < html->report->n_findings; i++) {
        if (is_kind(&html->report->findings[i], kinds) &&
            eg_report_tells(html->report, &html->report->findings[i])) {
            eg_html_put(html, any ? "" : "<ul class=\"findings\">\n");
            put_finding(html, &html->report->findings[i]);
            any = true;
        }
    }
    eg_html_put(html, any ? "</ul>\n" : "");
    return any;
}

/* ---- persistence ----------------------------------------------------------------------------
 */

static void put_state(eg_html *html, const eg_report_outcome *outcome, eg_run run, bool *any)
{
    const eg_fact *level = eg_fact_index_at(html->index, run.begin);
    const char *reference = eg_run_reference(html->index, run);
    const char *cut = eg_outcome_cut(outcome);
    if (reference == NULL || eg_group_unknown(level->group)) {
        return;
    }
    const eg_fact *state = eg_run_find(html->index, run, reference, NULL, "persistence", cut);
    const eg_fact *verdict = eg_run_find(html->index, run, reference, NULL, "verdict", cut);
    if (state == NULL || state->status != EG_FACT_OK || state->note[0] == '\0' ||
        strncmp(state->note, "none", 4) == 0) {
        return;
    }
    if (!*any) {
        eg_html_table_begin(
            html, eg_html_word(html, EG_T("Behind its reference, beyond the margin")));
        eg_html_put(html, "<thead><tr>");
        eg_html_head(html, eg_html_word(html, EG_T("Outcome")));
        eg_html_words_head(html, eg_html_word(html, EG_T("Group")));
        eg_html_head(html, eg_html_word(html, EG_T("Years behind")));
        eg_html_words_head(html, eg_html_word(html, EG_T("State")));
        eg_html_words_head(html, eg_html_word(html, EG_T("The gap is")));
        eg_html_put(html, "</tr></thead>\n<tbody>\n");
        *any = true;
    }
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_outcome(html, outcome));
    eg_html_put(html, "</th>");
    eg_html_words_cell(html, eg_html_group_in(html, level->dimension, level->group));
    eg_html_cell(html, state, eg_html_students(html, state));
    eg_html_words_cell(html, eg_html_first_words(html, state->note));
    bool said = verdict != NULL && verdict->status == EG_FACT_OK;
    eg_html_words_cell(html, said ? eg_html_first_words(html, verdict->note) : "\xe2\x80\x93");
    eg_html_put(html, "</tr>\n");
}

static void put_since(eg_html *html)
{
    if (html->report->since != NULL) {
        eg_html_element(html, "h3",
                        EG_FILL(html, EG_T("Since {report}"),
                                {"report", eg_html_name(html, html->report->since->before)}));
        eg_html_changes(html, html->report->since);
    }
}

void eg_part_persistence(eg_html *html)
{
    static const char *const kinds[] = {"persistence", "trend", NULL};
    const eg_report *report = html->report;
    bool any = false;
    eg_html_section_begin(html, "persistence", 2,
                          eg_html_word(html, EG_T("What persists, and what is changing")));
    if (report->n_years < 2) {
        eg_html_element(
            html, "p",
            eg_html_word(
                html,
                report->n_years == 0
                    ? EG_T("The report was made without a year: nothing can be said about "
                           "change. Where the records are of several years, name their "
                           "column (--year), or take the year from the files' names "
                           "(--year-from-name).")
                    : EG_T("There is one year in the data: nothing can be said about change "
                           "yet.")));
        put_since(html);
        eg_html_section_end(html);
        return;
    }
    bool found = eg_html_findings(html, kinds);
    for (size_t r = 0; r < eg_fact_index_runs(html->index); r++) {
        eg_run run = eg_fact_index_run_at(html->index, r);
        const eg_fact *fact = eg_fact_index_at(html->index, run.begin);
        for (size_t o = 0; o < report->n_outcomes; o++) {
            if (fact->group[0] != '\0' &&
                strcmp(report->outcomes[o].name, fact->outcome) == 0) {
                put_state(html, &report->outcomes[o], run, &any);
            }
        }
    }
    if (any) {
        eg_html_table_end(html);
    }
    if (!any && !found) {
        eg_html_element(
            html, "p",
            eg_html_word(html, EG_T("No gap persists and none moves beyond the margin.")));
    }
    put_since(html);
    eg_html_section_end(html);
}

/* ---- so what --------------------------------------------------------------------------------
 */

/* What a question is about: what people believe, what they do, how the system is set up. */
static const char *tag_of(const eg_html *html, const eg_finding *finding)
{
    if (strcmp(finding->kind, "strength") == 0 || strcmp(finding->kind, "trend") == 0) {
        return eg_html_word(html, EG_T("action"));
    }
    return eg_html_word(html, EG_T("system"));
}

static void put_question(eg_html *html, const char *tag, const char *question)
{
    eg_html_put(html, "<p><span class=\"tag\">");
    eg_html_put(html, tag);
    eg_html_put(html, "</span> ");
    eg_html_put(html, question);
    eg_html_put(html, "</p>");
    eg_html_lines(html, 2, NULL);
}

/* What to ask about practice, then what a critical friend asks of those who answer. */
static void put_questions_on(eg_html *html, const eg_finding *finding)
{
    const char *asked = eg_html_said(html, finding->asked, finding->question);
    const char *link = eg_arena_printf(html->arena, "%s <a href=\"#%s\" class=\"id\">%s</a>",
                                       asked, finding->id, finding->id);
    eg_html_put(html, "<li>");
    put_question(html, tag_of(html, finding), eg_html_checked(html, link));
    put_question(html, eg_html_word(html, EG_T("belief")),
                 eg_html_said(html, finding->challenged, finding->critical));
    eg_html_put(html, "</li>\n");
}

void eg_part_questions(eg_html *html)
{
    static const char *const beliefs[] = {
        EG_T("Where did the figures differ from what we expected, and what did we take for "
             "granted?"),
        EG_T("Which explanation did we reach for first, and who would tell it differently?")};
    const eg_report *report = html->report;
    eg_html_section_begin(html, "questions", 2,
                          eg_html_word(html, EG_T("So what: questions to ask")));
    eg_html_put(html, "<ol class=\"questions\">\n");
    for (size_t i = 0; i < sizeof beliefs / sizeof beliefs[0]; i++) {
        eg_html_put(html, "<li>");
        put_question(html, eg_html_word(html, EG_T("belief")), eg_html_word(html, beliefs[i]));
        eg_html_put(html, "</li>\n");
    }
    for (size_t i = 0; i < report->n_findings; i++) {
        put_questions_on(html, &report->findings[i]);
    }
    eg_html_put(html, "</ol>\n");
    eg_html_section_end(html);
}

/* ---- now what -------------------------------------------------------------------------------
 */

#define BLANK_ROWS 5

void eg_part_actions(eg_html *html)
{
    static const char *const heads[] = {EG_T("What we will do"), EG_T("Who leads it"),
                                        EG_T("How we will know"), EG_T("When we look again"),
                                        EG_T("Where we want to be in five years")};
    size_t n = sizeof heads / sizeof heads[0];
    eg_html_section_begin(html, "actions", 2,
                          eg_html_word(html, EG_T("Now what: what we will do")));
    if (html->report->audience != EG_AUDIENCE_FAMILY) {
        eg_html_paths(html);
    }
    eg_html_table_begin(html, eg_html_word(html, EG_T("To fill in together")));
    eg_html_put(html, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        eg_html_head(html, eg_html_word(html, heads[i]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t row = 0; row < BLANK_ROWS; row++) {
        eg_html_put(html, "<tr class=\"to-write\">");
        for (size_t i = 0; i < n; i++) {
            eg_html_put(html, "<td>&nbsp;</td>");
        }
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
    eg_html_section_end(html);
}
