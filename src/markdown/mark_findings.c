/* mark_findings.c - what stands out, what persists, what to ask and what to do. */
#include <math.h>
#include <string.h>

#include "equitygap/compare.h"
#include "markdown/markdown.h"

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
static void put_notes(eg_markdown *md, const char *id)
{
    const eg_report_note *note = NULL;
    while ((note = eg_report_note_next(md->report, id, note)) != NULL) {
        const char *role = eg_mark_escape(md, note->role);
        eg_mark_put(md, "  - ");
        eg_mark_put(md, *role == '\0'
                            ? EG_MARK(md, EG_T("Note: {text}"),
                                      {"text", eg_mark_escape(md, note->text)})
                            : EG_MARK(md, EG_T("Note ({role}): {text}"), {"role", role},
                                      {"text", eg_mark_escape(md, note->text)}));
        eg_mark_put(md, "\n");
    }
}

bool eg_mark_findings(eg_markdown *md, const char *const *kinds)
{
    bool any = false;
    for (size_t i = 0; i < md->report->n_findings; i++) {
        const eg_finding *finding = &md->report->findings[i];
        if (is_kind(finding, kinds) && eg_report_tells(md->report, finding)) {
            eg_mark_item(
                md, eg_mark_checked(
                        md, eg_arena_printf(md->arena, "%s (%s)",
                                            eg_mark_said(md, finding->said, finding->sentence),
                                            finding->id)));
            put_notes(md, finding->id);
            any = true;
        }
    }
    if (any) {
        eg_mark_list_end(md);
    }
    return any;
}

void eg_mark_strengths(eg_markdown *md)
{
    static const char *const kinds[] = {"strength", NULL};
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("Strengths first")));
    if (!eg_mark_findings(md, kinds)) {
        eg_mark_paragraph(
            md, eg_mark_word(md, EG_T("No group shown is ahead of its reference or improving "
                                      "beyond the margin once the number of comparisons is "
                                      "allowed for. That is no proof that nothing works: ask "
                                      "what the figures cannot see.")));
    }
}

/* ---- persistence ----------------------------------------------------------------------------
 */

/* A state or verdict without what the engine adds behind it. */
static const char *first_words(eg_markdown *md, const char *note)
{
    eg_text words = eg_text_trim((eg_text){note, strcspn(note, ";(.")});
    const char *copy = eg_mark_checked(md, eg_arena_string(md->arena, words));
    return eg_mark_escape(md, eg_mark_word(md, copy));
}

static void put_state(eg_markdown *md, const eg_report_outcome *outcome, eg_run run, bool *any)
{
    const eg_fact *level = eg_fact_index_at(md->index, run.begin);
    const char *reference = eg_run_reference(md->index, run);
    const char *cut = eg_outcome_cut(outcome);
    if (reference == NULL || eg_group_unknown(level->group)) {
        return;
    }
    const eg_fact *state = eg_run_find(md->index, run, reference, NULL, "persistence", cut);
    const eg_fact *verdict = eg_run_find(md->index, run, reference, NULL, "verdict", cut);
    if (state == NULL || state->status != EG_FACT_OK || state->note[0] == '\0' ||
        strncmp(state->note, "none", 4) == 0) {
        return;
    }
    if (!*any) {
        const char *const heads[] = {
            eg_mark_word(md, EG_T("Outcome")), eg_mark_word(md, EG_T("Group")),
            eg_mark_word(md, EG_T("State")), eg_mark_word(md, EG_T("The gap is")),
            eg_mark_word(md, EG_T("Years behind"))};
        eg_mark_paragraph(md,
                          eg_mark_word(md, EG_T("Behind its reference, beyond the margin")));
        eg_mark_heads(md, heads, 5, 4);
        *any = true;
    }
    bool said = verdict != NULL && verdict->status == EG_FACT_OK;
    eg_mark_cell(md, eg_mark_outcome(md, outcome));
    eg_mark_cell(md, EG_MARK(md, EG_T("{group} ({dimension})"),
                             {"group", eg_mark_group(md, level->group)},
                             {"dimension", eg_mark_dimension(md, level->dimension)}));
    eg_mark_cell(md, first_words(md, state->note));
    eg_mark_cell(md, said ? first_words(md, verdict->note) : "\xe2\x80\x93");
    eg_mark_cell(md, eg_mark_students(md, state));
    eg_mark_row_end(md);
}

static bool put_states(eg_markdown *md)
{
    const eg_report *report = md->report;
    bool any = false;
    for (size_t r = 0; r < eg_fact_index_runs(md->index); r++) {
        eg_run run = eg_fact_index_run_at(md->index, r);
        const eg_fact *fact = eg_fact_index_at(md->index, run.begin);
        for (size_t o = 0; o < report->n_outcomes && fact->group[0] != '\0'; o++) {
            if (strcmp(report->outcomes[o].name, fact->outcome) == 0) {
                put_state(md, &report->outcomes[o], run, &any);
            }
        }
    }
    if (any) {
        eg_mark_table_end(md);
    }
    return any;
}

static void put_since(eg_markdown *md)
{
    const eg_comparison *since = md->report->since;
    if (since == NULL) {
        return;
    }
    eg_mark_heading(
        md, 3,
        EG_MARK(md, EG_T("Since {report}"), {"report", eg_mark_escape(md, since->before)}));
    eg_mark_paragraph(
        md,
        EG_MARK(md,
                EG_T("Levels and gaps: {moved} moved beyond the margin, {new} are new, {gone} "
                     "are gone, {same} are the same."),
                {"moved", eg_mark_count(md, since->counts[EG_CHANGE_MOVED])},
                {"new", eg_mark_count(md, since->counts[EG_CHANGE_NEW])},
                {"gone", eg_mark_count(md, since->counts[EG_CHANGE_GONE])},
                {"same", eg_mark_count(md, since->counts[EG_CHANGE_SAME])}));
    for (size_t i = 0; i < since->n_findings; i++) {
        const eg_finding_change *change = &since->findings[i];
        const char *word = change->kind == EG_CHANGE_NEW    ? EG_T("New finding")
                           : change->kind == EG_CHANGE_GONE ? EG_T("Gone")
                                                            : EG_T("Still there");
        eg_mark_item(
            md, eg_mark_checked(md, eg_arena_printf(md->arena, "**%s**: %s (%s)",
                                                    eg_mark_word(md, word),
                                                    eg_mark_said(md, change->finding->said,
                                                                 change->finding->sentence),
                                                    eg_mark_escape(md, change->finding->id))));
    }
    eg_mark_list_end(md);
}

void eg_mark_persistence(eg_markdown *md)
{
    static const char *const kinds[] = {"persistence", "trend", NULL};
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("What persists, and what is changing")));
    if (md->report->n_years < 2) {
        eg_mark_paragraph(
            md, eg_mark_word(
                    md, md->report->n_years == 0
                            ? EG_T("The report was made without a year: nothing can be said "
                                   "about change. Where the records are of several years, "
                                   "name their column (--year), or take the year from the "
                                   "files' names (--year-from-name).")
                            : EG_T("There is one year in the data: nothing can be said about "
                                   "change yet.")));
    } else {
        bool found = eg_mark_findings(md, kinds);
        bool any = put_states(md);
        if (!found && !any) {
            eg_mark_paragraph(md, eg_mark_word(md, EG_T("No gap persists and none moves beyond "
                                                        "the margin.")));
        }
    }
    put_since(md);
}

/* ---- so what, now what ----------------------------------------------------------------------
 */

static void put_question(eg_markdown *md, const char *tag, const char *question, const char *id)
{
    eg_mark_put(md, "1. ");
    eg_mark_put(md, eg_mark_checked(md, eg_arena_printf(md->arena, "**%s** %s%s%s%s\n",
                                                        eg_mark_word(md, tag), question,
                                                        *id == '\0' ? "" : " (", id,
                                                        *id == '\0' ? "" : ")")));
}

void eg_mark_questions(eg_markdown *md)
{
    static const char *const beliefs[] = {
        EG_T("Where did the figures differ from what we expected, and what did we take for "
             "granted?"),
        EG_T("Which explanation did we reach for first, and who would tell it differently?")};
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("So what: questions to ask")));
    for (size_t i = 0; i < sizeof beliefs / sizeof beliefs[0]; i++) {
        put_question(md, EG_T("belief"), eg_mark_word(md, beliefs[i]), "");
    }
    for (size_t i = 0; i < md->report->n_findings; i++) {
        const eg_finding *finding = &md->report->findings[i];
        bool action =
            strcmp(finding->kind, "strength") == 0 || strcmp(finding->kind, "trend") == 0;
        put_question(md, action ? EG_T("action") : EG_T("system"),
                     eg_mark_said(md, finding->asked, finding->question), finding->id);
        put_question(md, EG_T("belief"),
                     eg_mark_said(md, finding->challenged, finding->critical), "");
    }
    eg_mark_list_end(md);
}

#define BLANK_ROWS 3

void eg_mark_actions(eg_markdown *md)
{
    static const char *const heads[] = {EG_T("What we will do"), EG_T("Who leads it"),
                                        EG_T("How we will know"), EG_T("When we look again"),
                                        EG_T("Where we want to be in five years")};
    enum { HEADS = sizeof heads / sizeof heads[0] };
    const char *words[HEADS];
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("Now what: what we will do")));
    if (md->report->audience != EG_AUDIENCE_FAMILY) {
        eg_mark_paths(md);
    }
    for (size_t i = 0; i < HEADS; i++) {
        words[i] = eg_mark_word(md, heads[i]);
    }
    eg_mark_paragraph(md, eg_mark_word(md, EG_T("To fill in together")));
    eg_mark_heads(md, words, HEADS, HEADS);
    for (size_t row = 0; row < BLANK_ROWS; row++) {
        for (size_t i = 0; i < HEADS; i++) {
            eg_mark_cell(md, "");
        }
        eg_mark_row_end(md);
    }
    eg_mark_table_end(md);
}
