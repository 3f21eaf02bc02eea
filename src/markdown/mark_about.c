/* mark_about.c - who is in the data, what the words mean; how the figures were made. */
#include <math.h>
#include <string.h>

#include "markdown/markdown.h"

/* ---- who is in it ---------------------------------------------------------------------------
 */

static void put_counted(eg_markdown *md)
{
    const eg_report *report = md->report;
    const char *counted =
        report->students == 0
            ? eg_mark_counted(md, EG_TN("Counted: {n} record.", "Counted: {n} records."),
                              report->records)
        : report->n_years > 1 /* a student of three years is counted in each of them */
            ? eg_mark_counted(md,
                              EG_TN("Counted: {n} student, once a year.",
                                    "Counted: {n} students, each once a year."),
                              report->students)
            : eg_mark_counted(md, EG_TN("Counted: {n} student.", "Counted: {n} students."),
                              report->students);
    const char *years =
        report->n_years < 2
            ? ""
            : EG_MARK(md, EG_T("Years: {first} to {last}."),
                      {"first", eg_mark_escape(md, report->years[0])},
                      {"last", eg_mark_escape(md, report->years[report->n_years - 1])});
    eg_mark_paragraph(md,
                      eg_mark_checked(md, eg_arena_printf(md->arena, "%s%s%s", counted,
                                                          *years == '\0' ? "" : " ", years)));
}

static const eg_fact *whole_of(const eg_markdown *md, size_t o, const char *statistic)
{
    eg_run run = eg_index_whole(md->index, md->report->outcomes[o].name);
    return eg_run_find(md->index, run, "", md->latest[o], statistic, NULL);
}

/* Who is not in the figures: those without a value, in the year shown. */
static void put_missing(eg_markdown *md)
{
    const char *const heads[] = {eg_mark_word(md, EG_T("Outcome")),
                                 eg_mark_word(md, EG_T("Year")),
                                 eg_mark_word(md, EG_T("Students with a value")),
                                 eg_mark_word(md, EG_T("Without a value"))};
    eg_mark_paragraph(md, eg_mark_word(md, EG_T("Who is in each figure, and who is not")));
    eg_mark_heads(md, heads, 4, 2);
    for (size_t o = 0; o < md->report->n_outcomes; o++) {
        eg_mark_cell(md, eg_mark_outcome(md, &md->report->outcomes[o]));
        eg_mark_cell(md, eg_mark_escape(md, md->latest[o]));
        eg_mark_cell(md, eg_mark_students(md, whole_of(md, o, "n")));
        eg_mark_cell(md, eg_mark_students(md, whole_of(md, o, "missing")));
        eg_mark_row_end(md);
    }
    eg_mark_table_end(md);
}

static const char *target_words(eg_markdown *md, const eg_report_outcome *outcome)
{
    if (!outcome->has_target) {
        return "";
    }
    const char *figure =
        eg_mark_share(outcome)
            ? EG_MARK(md, EG_T("{x}%"), {"x", eg_mark_fixed(md, 100 * outcome->target, 1)})
            : eg_mark_fixed(md, outcome->target, eg_say_decimals(fabs(outcome->target)));
    return outcome->target_year == NULL
               ? EG_MARK(md, EG_T(" Target: {x}."), {"x", figure})
               : EG_MARK(md, EG_T(" Target: {x} by {year}."), {"x", figure},
                         {"year", eg_mark_escape(md, outcome->target_year)});
}

static void put_definitions(eg_markdown *md)
{
    eg_mark_heading(md, 3, eg_mark_word(md, EG_T("What each outcome counts")));
    for (size_t o = 0; o < md->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &md->report->outcomes[o];
        eg_mark_item(
            md, eg_mark_checked(
                    md, eg_arena_printf(md->arena, "**%s**: %s%s", eg_mark_outcome(md, outcome),
                                        eg_mark_said(md, outcome->said, outcome->definition),
                                        target_words(md, outcome))));
    }
    eg_mark_list_end(md);
}

/* All students of the unit beside all students of the whole input. */
static void put_beside(eg_markdown *md)
{
    const eg_report *report = md->report;
    const char *unit = eg_mark_escape(md, report->unit);
    const char *everybody = eg_mark_word(md, EG_T("All units together"));
    const char *const heads[] = {eg_mark_word(md, EG_T("Outcome")),
                                 eg_mark_word(md, EG_T("Year")),
                                 unit,
                                 eg_mark_word(md, EG_T("Students")),
                                 everybody,
                                 eg_mark_word(md, EG_T("Students"))};
    eg_mark_heading(md, 3,
                    EG_MARK(md, EG_T("{unit} beside all units together"), {"unit", unit}));
    eg_mark_heads(md, heads, 6, 2);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        int decimals = eg_mark_decimals(md, outcome, md->latest[o]);
        eg_mark_cell(md, eg_mark_outcome(md, outcome));
        eg_mark_cell(md, eg_mark_escape(md, md->latest[o]));
        for (int side = 0; side < 2; side++) {
            const eg_fact_index *index = side == 0 ? md->index : md->whole;
            eg_run run = eg_index_whole(index, outcome->name);
            eg_mark_cell(md, eg_mark_level(md, outcome,
                                           eg_run_find(index, run, "", md->latest[o],
                                                       eg_outcome_statistic(outcome),
                                                       eg_outcome_cut(outcome)),
                                           decimals));
            eg_mark_cell(md, eg_mark_students(
                                 md, eg_run_find(index, run, "", md->latest[o], "n", NULL)));
        }
        eg_mark_row_end(md);
    }
    eg_mark_table_end(md);
}

void eg_mark_about(eg_markdown *md)
{
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("What this is, and who is in it")));
    eg_mark_paragraph(
        md, eg_mark_word(
                md, EG_T("This report shows how each group of students fares on each outcome, "
                         "how sure that is, how far groups are apart and whether that is "
                         "changing. It is made for a conversation among people who know "
                         "the students. It says where outcomes differ, not why.")));
    if (md->whole != NULL) {
        eg_mark_paragraph(
            md, EG_MARK(md,
                        EG_T("It is about {unit} alone: \"all students\" and \"all other "
                             "students\" are those of {unit}."),
                        {"unit", eg_mark_escape(md, md->report->unit)}));
    } else {
        put_counted(md);
    }
    put_missing(md);
    if (md->whole != NULL) {
        put_beside(md);
    }
    put_definitions(md);
}

/* ---- how it was made ------------------------------------------------------------------------
 */

static void put_figures(eg_markdown *md)
{
    eg_mark_item(md, EG_MARK(md,
                             EG_T("Intervals cover {x}%: where the same was counted again and "
                                  "again, so many of them would hold the figure."),
                             {"x", eg_mark_fixed(md, 100 * md->report->confidence, 0)}));
    eg_mark_item(
        md, EG_MARK(md,
                    EG_T("A difference counts when its interval leaves out zero and it is at "
                         "least {points} points for rates and shares, {sd} standard deviations "
                         "for means."),
                    {"points", eg_mark_fixed(md, 100 * md->margin.rate, 1)},
                    {"sd", eg_mark_fixed(md, md->margin.sd, 2)}));
    const char *adjust = eg_report_setting_find(md->report, "adjust");
    bool adjusted = adjust != NULL && *adjust != '\0' && strcmp(adjust, "none") != 0;
    eg_mark_item(md,
                 eg_mark_word(md, adjusted ? EG_T("p-values are adjusted for the number of "
                                                  "comparisons of the same statistic; findings "
                                                  "stand on the adjusted ones.")
                                           : EG_T("p-values are not adjusted for the number of "
                                                  "comparisons: some will look remarkable by "
                                                  "chance.")));
    const char *list = eg_mark_checked(md, eg_report_families(md->report, md->arena));
    if (list[0] != '\0') {
        eg_mark_item(md, EG_MARK(md, EG_T("Comparisons of each statistic: {list}."),
                                 {"list", eg_mark_escape(md, list)}));
    }
    eg_mark_item(
        md,
        eg_mark_word(md, EG_T("A gap is the group minus its reference, its sign never turned. "
                              "Unless the report names another reference, it is all other "
                              "students, so that no group is made the norm of the others.")));
}

static void put_hiding(eg_markdown *md)
{
    const eg_report *report = md->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        eg_mark_item(md, eg_mark_word(md, EG_T("Internal edition: nothing is hidden. Keep it "
                                               "inside the team.")));
        return;
    }
    eg_mark_item(
        md, EG_MARK(md,
                    EG_T("Groups of fewer than {min} students are hidden, and others that "
                         "would give them away by "
                         "subtraction. Hidden: {hidden} of {cells} cells of the tables; as "
                         "a bound only: "
                         "{coded}. Everything that depends on a hidden cell is hidden too."),
                    {"min", eg_mark_count(md, report->min_n)},
                    {"hidden", eg_mark_count(md, report->cells_hidden)},
                    {"cells", eg_mark_count(md, report->cells)},
                    {"coded", eg_mark_count(md, report->cells_coded)}));
    for (size_t i = 0; i < report->n_hiding; i++)
        eg_mark_item(md, eg_mark_escape(md, report->hiding[i]));
}

static void put_quality(eg_markdown *md)
{
    const eg_report *report = md->report;
    eg_mark_heading(md, 3, eg_mark_word(md, EG_T("Data quality")));
    for (size_t i = 0; i < report->n_inputs; i++) {
        const eg_report_input *input = &report->inputs[i];
        eg_mark_item(md,
                     EG_MARK(md, EG_T("Read: {file}, {records}."),
                             {"file", eg_mark_escape(md, input->name)},
                             {"records", eg_mark_counted(md, EG_TN("{n} record", "{n} records"),
                                                         input->records)}));
    }
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        bool named = quality->column == NULL || strstr(quality->text, quality->column) != NULL;
        eg_mark_item(md,
                     eg_mark_checked(
                         md, eg_arena_printf(md->arena, "%s%s%s",
                                             named ? "" : eg_mark_escape(md, quality->column),
                                             named ? "" : ": ",
                                             eg_mark_said(md, quality->said, quality->text))));
    }
    eg_mark_list_end(md);
}

void eg_mark_methods(eg_markdown *md)
{
    char hash[EG_SETTINGS_HASH];
    eg_report_settings_hash(md->report, hash);
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("How this was made, and its limits")));
    put_figures(md);
    put_hiding(md);
    eg_mark_item(
        md,
        eg_mark_word(md, EG_T("The figures describe students who are in the data and have a "
                              "value; they say where outcomes differ, not why.")));
    eg_mark_list_end(md);
    if (md->report->audience == EG_AUDIENCE_TEAM) {
        put_quality(md);
    }
    eg_mark_paragraph(md, EG_MARK(md, EG_T("equitygap {version}; settings {hash}"),
                                  {"version", md->report->version}, {"hash", hash}));
}
