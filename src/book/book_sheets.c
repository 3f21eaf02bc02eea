/* book_sheets.c - notes, the glance, findings, units, all facts. */
#include <math.h>
#include <string.h>

#include "book/book.h"
#include "report/report_rules.h"

#define NOTE_WIDTH 110
#define MOST_UNITS 5000
#define MOST_FACTS 100000 /* rows of the sheet of facts; the CSV has all of them */

/* ---- notes ----------------------------------------------------------------------------------
 */

static unsigned lines_of(const char *text, size_t width)
{
    return (unsigned)(eg_text_of(text).n / width + 1);
}

static void note(eg_book_pen *pen, const char *text, eg_book_style style)
{
    if (style == EG_BOOK_WRAP)
        eg_book_height(pen->sheet, pen->row, lines_of(text, NOTE_WIDTH));
    eg_book_text(pen->sheet, pen->row++, 0, text, style);
}

static void note_pair(eg_bookwork *work, eg_book_pen *pen, const char *name, const char *text)
{
    note(pen, eg_book_checked(work, eg_arena_printf(work->arena, "%s: %s", name, text)),
         EG_BOOK_WRAP);
}

static void note_edition(eg_bookwork *work, eg_book_pen *pen)
{
    if (work->report->edition == EG_EDITION_INTERNAL) {
        note(pen,
             eg_book_say(work, EG_T("INTERNAL EDITION: small groups are not hidden. Not for "
                                    "publication.")),
             EG_BOOK_STRONG);
        return;
    }
    const eg_place_value min = {
        "min", eg_book_checked(work, eg_say_count(work->report->min_n, work->arena))};
    note(pen,
         eg_book_checked(
             work, eg_say_template(eg_book_say(work, eg_report_public_sentence(work->report)),
                                   &min, 1, work->arena)),
         EG_BOOK_WRAP);
    for (size_t i = 0; i < work->report->n_hiding; i++)
        note(pen, work->report->hiding[i], EG_BOOK_WRAP);
}

void eg_book_notes(eg_bookwork *work)
{
    const eg_report *report = work->report;
    eg_book_pen pen = {.sheet =
                           eg_book_sheet_add(work->book, eg_book_say(work, EG_T("Notes")))};
    eg_book_width(pen.sheet, 0, NOTE_WIDTH);
    note(&pen, eg_book_title(work), EG_BOOK_TITLE);
    if (report->unit != NULL)
        note_pair(work, &pen, report->unit_type, report->unit);
    note_edition(work, &pen);
    for (size_t i = 0; i < report->n_inputs; i++)
        note(&pen, report->inputs[i].name, EG_BOOK_WRAP);
    pen.row++;
    note(&pen, eg_book_say(work, EG_T("What each outcome counts")), EG_BOOK_STRONG);
    for (size_t o = 0; o < report->n_outcomes; o++)
        note_pair(work, &pen, eg_book_outcome_name(work, &report->outcomes[o]),
                  report->outcomes[o].said != NULL ? report->outcomes[o].said
                                                   : report->outcomes[o].definition);
    pen.row++;
    note(&pen, eg_book_say(work, EG_T("How to read the sheets")), EG_BOOK_STRONG);
    note(
        &pen,
        eg_book_say(
            work,
            EG_T("hidden: not shown, to protect students. none: no student with a value. A gap "
                 "is the group minus its reference.")),
        EG_BOOK_WRAP);
    note(
        &pen,
        eg_book_say(
            work,
            EG_T("The figures describe students who are in the data and have a value; they say "
                 "where outcomes differ, not why.")),
        EG_BOOK_WRAP);
    pen.row++;
    note(&pen, eg_book_say(work, EG_T("Data quality")), EG_BOOK_STRONG);
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        const char *text = quality->said != NULL ? quality->said : quality->text;
        if (quality->column == NULL || strstr(quality->text, quality->column) != NULL)
            note(&pen, text, EG_BOOK_WRAP);
        else
            note_pair(work, &pen, quality->column, text);
    }
    pen.row++;
    note(&pen, eg_book_say(work, EG_T("Settings")), EG_BOOK_STRONG);
    for (size_t i = 0; i < report->n_settings; i++) {
        if (report->settings[i].value != NULL && report->settings[i].value[0] != '\0')
            note_pair(work, &pen, report->settings[i].name, report->settings[i].value);
    }
}

/* ---- the glance -----------------------------------------------------------------------------
 */

static void glance_row(eg_bookwork *work, eg_book_pen *pen, const char *dimension,
                       const char *group)
{
    pen->row++;
    pen->column = 0;
    eg_book_put_text(
        pen, strcmp(dimension, "all") == 0 ? "" : eg_book_dimension_name(work, dimension),
        EG_BOOK_PLAIN);
    eg_book_put_text(pen, eg_book_group_name(work, group), EG_BOOK_PLAIN);
    for (size_t o = 0; o < work->report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &work->report->outcomes[o];
        eg_run run = eg_fact_index_run(work->index, outcome->name, dimension, group);
        eg_book_put_fact(work, pen,
                         eg_run_find(work->index, run, "", work->latest[o],
                                     eg_outcome_statistic(outcome), eg_outcome_cut(outcome)),
                         EG_PART_VALUE, eg_book_level_style(work, o));
    }
}

static void outcome_heads(eg_bookwork *work, eg_book_pen *pen)
{
    for (size_t o = 0; o < work->report->n_outcomes; o++) {
        const char *name = eg_book_outcome_name(work, &work->report->outcomes[o]);
        const char *year = work->latest[o];
        eg_book_width(pen->sheet, pen->column, 16);
        eg_book_put_text(
            pen,
            year[0] == '\0'
                ? name
                : eg_book_checked(work, eg_arena_printf(work->arena, "%s, %s", name, year)),
            EG_BOOK_HEAD);
    }
}

void eg_book_glance(eg_bookwork *work)
{
    const eg_report *report = work->report;
    eg_book_pen pen = {.sheet = eg_book_sheet_add(
                           work->book, eg_book_say(work, EG_T("Every group, every outcome")))};
    eg_book_width(pen.sheet, 0, 24);
    eg_book_width(pen.sheet, 1, 34);
    eg_book_put_head(work, &pen, EG_T("Dimension"));
    eg_book_put_head(work, &pen, EG_T("Group"));
    outcome_heads(work, &pen);
    uint16_t last = (uint16_t)(pen.column - 1);
    glance_row(work, &pen, "all", "All students");
    for (size_t d = 0; d < report->n_dimensions; d++) {
        for (size_t g = 0; g < report->dimensions[d].n_groups; g++)
            glance_row(work, &pen, report->dimensions[d].name, report->dimensions[d].groups[g]);
    }
    eg_book_freeze(pen.sheet, 1, 2);
    eg_book_filter(pen.sheet, 0, pen.row, last);
}

/* ---- findings -------------------------------------------------------------------------------
 */

void eg_book_findings(eg_bookwork *work)
{
    const eg_report *report = work->report;
    eg_book_pen pen = {.sheet =
                           eg_book_sheet_add(work->book, eg_book_say(work, EG_T("Findings")))};
    eg_book_width(pen.sheet, 0, 12);
    eg_book_width(pen.sheet, 1, 14);
    eg_book_width(pen.sheet, 2, 90);
    eg_book_width(pen.sheet, 3, 70);
    eg_book_width(pen.sheet, 4, 70);
    eg_book_put_head(work, &pen, EG_T("Finding"));
    eg_book_put_head(work, &pen, EG_T("Kind"));
    eg_book_put_head(work, &pen, EG_T("In words"));
    eg_book_put_head(work, &pen, EG_T("To ask"));
    if (report->n_notes > 0) {
        eg_book_width(pen.sheet, pen.column, 60);
        eg_book_put_head(work, &pen, EG_T("Notes"));
    }
    eg_book_put_head(work, &pen, EG_T("A critical friend asks"));
    for (size_t i = 0; i < report->n_findings; i++) {
        const eg_finding *finding = &report->findings[i];
        pen.row++;
        pen.column = 0;
        const char *sentence = finding->said != NULL ? finding->said : finding->sentence;
        const char *question = finding->asked != NULL ? finding->asked : finding->question;
        const char *critical =
            finding->challenged != NULL ? finding->challenged : finding->critical;
        unsigned said = lines_of(sentence, 80);
        unsigned asked = lines_of(question, 60);
        unsigned doubted = lines_of(critical, 60);
        asked = doubted > asked ? doubted : asked;
        eg_book_height(pen.sheet, pen.row, said > asked ? said : asked);
        eg_book_put_text(&pen, finding->id, EG_BOOK_PLAIN);
        eg_book_put_text(&pen, eg_book_say(work, finding->kind), EG_BOOK_PLAIN);
        eg_book_put_text(&pen, sentence, EG_BOOK_WRAP);
        eg_book_put_text(&pen, question, EG_BOOK_WRAP);
        if (report->n_notes > 0)
            eg_book_put_text(&pen, eg_book_note_words(work, finding->id), EG_BOOK_WRAP);
        eg_book_put_text(&pen, critical, EG_BOOK_WRAP);
    }
    eg_book_freeze(pen.sheet, 1, 0);
}

/* ---- units ----------------------------------------------------------------------------------
 */

typedef struct {
    eg_bookwork *work;
    eg_book_pen pen;
    char *type, *unit; /* of the row under way */
    size_t n;
    bool more;
} unit_rows;

static eg_status next_unit(unit_rows *to, const eg_fact *fact, eg_error *err)
{
    eg_arena *arena = to->work->arena;
    to->type = eg_arena_string(arena, eg_text_of(fact->unit_type));
    to->unit = eg_arena_string(arena, eg_text_of(fact->unit));
    if (to->type == NULL || to->unit == NULL)
        return eg_fail_memory(err);
    to->n++;
    to->more = to->n > MOST_UNITS;
    if (!to->more) {
        to->pen.row++;
        to->pen.column = 0;
        eg_book_put_text(&to->pen, to->type, EG_BOOK_PLAIN);
        eg_book_put_text(&to->pen, to->unit, EG_BOOK_PLAIN);
    }
    return EG_OK;
}

static eg_status take_unit(void *context, const eg_fact *fact, eg_error *err)
{
    unit_rows *to = context;
    const eg_report *report = to->work->report;
    if (fact->unit[0] == '\0' || strcmp(fact->dimension, "all") != 0 ||
        fact->reference[0] != '\0')
        return EG_OK;
    if (to->unit == NULL || strcmp(to->unit, fact->unit) != 0 ||
        strcmp(to->type, fact->unit_type) != 0) {
        eg_status status = next_unit(to, fact, err);
        if (status != EG_OK)
            return status;
    }
    for (size_t o = 0; o < report->n_outcomes && !to->more; o++) {
        if (strcmp(fact->year, to->work->latest[o]) == 0 &&
            eg_fact_is_level(fact, &report->outcomes[o])) {
            to->pen.column = (uint16_t)(2 + o);
            eg_book_put_fact(to->work, &to->pen, fact, EG_PART_VALUE,
                             eg_book_level_style(to->work, o));
        }
    }
    return EG_OK;
}

eg_status eg_book_units(eg_bookwork *work, eg_error *err)
{
    if (work->report->n_unit_types == 0)
        return EG_OK;
    unit_rows to = {
        .work = work,
        .pen = {.sheet = eg_book_sheet_add(
                    work->book, eg_book_say(work, EG_T("Schools and other units")))}};
    eg_book_width(to.pen.sheet, 0, 14);
    eg_book_width(to.pen.sheet, 1, 36);
    eg_book_put_head(work, &to.pen, EG_T("Kind"));
    eg_book_put_head(work, &to.pen, EG_T("Unit"));
    outcome_heads(work, &to.pen);
    uint16_t last = (uint16_t)(to.pen.column - 1);
    eg_status status = eg_report_facts(work->report, take_unit, &to, err);
    eg_book_freeze(to.pen.sheet, 1, 2);
    eg_book_filter(to.pen.sheet, 0, to.pen.row, last);
    return status;
}

/* ---- facts ----------------------------------------------------------------------------------
 */

typedef struct {
    eg_bookwork *work;
    eg_book_pen pen;
    uint64_t n;
} fact_rows;

static eg_status take_fact(void *context, const eg_fact *fact, eg_error *err)
{
    fact_rows *to = context;
    (void)err;
    if (to->n++ >= MOST_FACTS)
        return EG_OK;
    const char *const texts[] = {fact->unit_type, fact->unit,      fact->outcome,
                                 fact->year,      fact->dimension, fact->group,
                                 fact->reference, fact->statistic};
    const double numbers[] = {fact->value, fact->ci_low, fact->ci_high, fact->p_value,
                              fact->p_adjusted};
    eg_book_sheet *sheet = to->pen.sheet;
    uint16_t column = 0;
    eg_book_bulk_begin(sheet, ++to->pen.row);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        eg_book_bulk_put(sheet, column++, texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        eg_book_bulk_figure(sheet, column++, numbers[i]);
    eg_book_bulk_figure(sheet, column++, fact->has_n ? (double)fact->n : (double)NAN);
    eg_book_bulk_put(sheet, column++, eg_fact_status_word(fact->status));
    eg_book_bulk_put(sheet, column, fact->note);
    return EG_OK;
}

/* The CSV's columns by their names, which are the interface's and stay English. */
eg_status eg_book_facts(eg_bookwork *work, eg_error *err)
{
    static const char *const heads[] = {"unit_type",  "unit",   "outcome",   "year",
                                        "dimension",  "group",  "reference", "statistic",
                                        "value",      "ci_low", "ci_high",   "p_value",
                                        "p_adjusted", "n",      "status",    "note"};
    fact_rows to = {
        .work = work,
        .pen = {.sheet = eg_book_sheet_add(work->book, eg_book_say(work, EG_T("All facts")))}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        eg_book_width(to.pen.sheet, to.pen.column, i == 5 || i == 15 ? 30 : 14);
        eg_book_put_text(&to.pen, heads[i], EG_BOOK_HEAD);
    }
    eg_status status = eg_report_facts(work->report, take_fact, &to, err);
    eg_book_freeze(to.pen.sheet, 1, 0);
    eg_book_filter(to.pen.sheet, 0, to.pen.row, 15);
    if (to.n > MOST_FACTS)
        eg_book_text(
            to.pen.sheet, to.pen.row + 1, 0,
            eg_book_say(work,
                        EG_T("There are more facts than a sheet holds well: the CSV and JSON "
                             "reports have all of them.")),
            EG_BOOK_STRONG);
    return status;
}
