/* What was noticed about the data, with counts and places; never with a cell's content. */
#include <string.h>

#include "job/file_notes.h"
#include "job/internal.h"

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n, capacity;
    bool failed;
} list;

static const char *plural(uint64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

/* Adds a row when count > 0; text is the arena's. */
static void note(list *l, const char *code, const char *column, uint64_t count,
                 const char *text)
{
    if (count == 0)
        return;
    if (text == NULL || l->n == l->capacity) {
        l->failed = true;
        return;
    }
    l->rows[l->n++] =
        (eg_report_quality){.code = code, .column = column, .count = count, .text = text};
}

/* A count as it is told: eg_job_told. */
static const char *words(list *l, uint64_t told)
{
    const char *text = eg_job_told_words(l->job, told);
    l->failed = l->failed || text == NULL;
    return text == NULL ? "" : text;
}

#define COUNTED(count) words(l, count)

static void of_file(list *l, size_t file)
{
    const eg_file_tally *t = eg_source_tally(l->job->source, file);
    size_t before = l->n, n;
    const eg_file_note *notes = eg_file_notes(&n);
    for (size_t i = 0; i < n; i++) {
        uint64_t count = eg_file_note_count(&notes[i], t);
        count = notes[i].students ? eg_job_told(l->job, count) : count;
        bool list_them = notes[i].code == notes[0].code && l->job->options->reject == NULL;
        note(
            l, notes[i].code, NULL, count,
            eg_arena_printf(l->job->arena, "%s %s%s", COUNTED(count),
                            plural(count, notes[i].one, notes[i].many),
                            list_them ? "; --rejects FILE lists them with their reasons" : ""));
    }
    for (size_t i = before; i < l->n; i++)
        l->rows[i].file = l->job->report.inputs[file].name;
}

static void of_coder(list *l)
{
    eg_arena *arena = l->job->arena;
    eg_coder_tally all = *eg_coder_tally_of(l->job->coder);
    const eg_coder_tally *t = &all;
    uint64_t *told[] = {&all.filtered, &all.totals_rows, &all.bad_weight, &all.damaged_ids,
                        &all.no_id};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        *told[i] = eg_job_told(l->job, *told[i]);
    note(l, "filtered", NULL, t->filtered,
         eg_arena_printf(arena, "%s %s left out by --where", COUNTED(t->filtered),
                         plural(t->filtered, "record was", "records were")));
    note(l, "totals_rows", NULL, t->totals_rows,
         eg_arena_printf(arena, "%s %s a total and %s set aside", COUNTED(t->totals_rows),
                         plural(t->totals_rows, "record is", "records are"),
                         plural(t->totals_rows, "was", "were")));
    note(l, "bad_weight", l->job->schema->weight_name, t->bad_weight,
         eg_arena_printf(arena, "%s %s no whole weight and %s not counted",
                         COUNTED(t->bad_weight),
                         plural(t->bad_weight, "record has", "records have"),
                         plural(t->bad_weight, "was", "were")));
    note(l, "damaged_id", l->job->schema->id_name, t->damaged_ids,
         eg_arena_printf(
             arena,
             "%s %s an id that a spreadsheet turned into a number such as 1.23E+09; "
             "its digits are lost, so it is not used and %s counted as a student "
             "each; export the column as text",
             COUNTED(t->damaged_ids), plural(t->damaged_ids, "record has", "records have"),
             plural(t->damaged_ids, "the record is", "the records are")));
    note(l, "no_id", l->job->schema->id_name, t->no_id,
         eg_arena_printf(arena, "%s %s no id and %s counted as a student each",
                         COUNTED(t->no_id), plural(t->no_id, "record has", "records have"),
                         plural(t->no_id, "was", "were")));
}

static void of_students(list *l)
{
    eg_arena *arena = l->job->arena;
    if (l->job->students == NULL)
        return;
    eg_students_tally all = *eg_students_tally_of(l->job->students);
    const eg_students_tally *t = &all;
    all.identical = eg_job_told(l->job, all.identical);
    all.merged = eg_job_told(l->job, all.merged);
    const char *id = l->job->schema->id_name;
    bool collapsed = l->job->settings->collapse != EG_COLLAPSE_NONE;
    note(l, "repeated_identical", id, t->identical,
         eg_arena_printf(arena,
                         "%s %s another one of the same student exactly and %s not "
                         "counted again",
                         COUNTED(t->identical),
                         plural(t->identical, "record repeats", "records repeat"),
                         plural(t->identical, "was", "were")));
    note(l, collapsed ? "collapsed" : "joined", id, t->merged,
         collapsed ? eg_arena_printf(arena,
                                     "%s further %s of a student already met, collapsed as "
                                     "asked",
                                     COUNTED(t->merged), plural(t->merged, "record", "records"))
                   : eg_arena_printf(arena,
                                     "%s %s other outcomes of a student already met; the "
                                     "student is counted once",
                                     COUNTED(t->merged),
                                     plural(t->merged, "record adds", "records add")));
}

static void of_outcome(list *l, size_t o)
{
    static const struct {
        eg_value_state state;
        const char *code, *one, *many;
    } kinds[] = {
        {EG_VALUE_MISSING, "missing", "value is missing", "values are missing"},
        {EG_VALUE_SUPPRESSED, "suppressed_in_input", "value is suppressed in the input",
         "values are suppressed in the input"},
        {EG_VALUE_NOT_APPLICABLE, "not_applicable", "value does not apply",
         "values do not apply"},
        {EG_VALUE_INVALID, "invalid", "value cannot be read and counts as missing",
         "values cannot be read and count as missing"},
    };
    const eg_outcome_tally *t = eg_coder_outcome_tally(l->job->coder, o);
    uint64_t whole = 0;
    bool keep = eg_job_keeps_outcome(l->job, o);
    for (size_t k = 0; k < EG_VALUE_STATES; k++)
        whole += t->state[k];
    keep = keep || eg_job_few(l->job, t->state[EG_VALUE_OK]);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        uint64_t count = eg_job_told_of(l->job, t->state[kinds[k].state], whole);
        count = keep && count > 0 && count != EG_COUNT_FEW ? EG_COUNT_KEPT : count;
        size_t before = l->n;
        note(l, kinds[k].code, l->job->schema->outcomes[o].column, count,
             eg_arena_printf(l->job->arena, "%s %s", COUNTED(count),
                             plural(count, kinds[k].one, kinds[k].many)));
        if (kinds[k].state == EG_VALUE_INVALID && l->n > before) {
            l->rows[before].file = l->job->report.inputs[t->first_invalid_file].name;
            l->rows[before].line = t->first_invalid_line;
        }
    }
}

/* The year of which another label names a part: "2006 Aug" lies within "2006". */
static const char *overlapped(const eg_axis_settled *years, size_t part)
{
    const char *label = years->levels[part].label;
    for (size_t y = 0; y < years->n; y++) {
        const char *other = years->levels[y].label;
        size_t n = strlen(other);
        if (years->levels[y].first_year != INT32_MIN && strncmp(label, other, n) == 0 &&
            label[n] == ' ')
            return other;
    }
    return NULL;
}

static void of_axis(list *l, size_t a)
{
    const eg_axis *axis = &l->job->schema->axes[a];
    const eg_axis_settled *settled = &l->job->settled->axes[a];
    if (settled->scheme != NULL)
        note(l, "codes_labelled", axis->name, settled->n,
             eg_arena_printf(l->job->arena, "codes were given labels (%s)", settled->scheme));
    if (!axis->is_year)
        return;
    for (size_t y = 0; y < settled->n; y++) {
        const char *whole = overlapped(settled, y);
        if (settled->levels[y].first_year == INT32_MIN)
            note(l, whole == NULL ? "year_not_comparable" : "year_overlaps", axis->name, 1,
                 eg_arena_printf(l->job->arena,
                                 "the year \"%s\" %s%s%s and stays out of "
                                 "trends",
                                 settled->levels[y].label,
                                 whole == NULL ? "is not comparable" : "overlaps \"",
                                 whole == NULL ? "" : whole, whole == NULL ? "" : "\""));
    }
}

static void of_notes(list *l, const char *code, const eg_strings *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        note(l, code, NULL, 1, notes->at[i]);
}

/* Told to whoever runs it, since it changes what is counted. */
static void tell(const eg_job *job, const eg_report_quality *row)
{
    static const char *const worth[] = {
        "rejected",        "repeated_identical", "joined",           "invalid",
        "no_id",           "bad_weight",         "damaged_encoding", "formula_without_value",
        "address_differs", "inconsistent"};
    if (job->options->notice == NULL)
        return;
    for (size_t i = 0; i < sizeof worth / sizeof *worth; i++) {
        if (!eg_text_is(eg_text_of(row->code), worth[i]))
            continue;
        eg_error notice = {.status = EG_OK};
        (void)eg_fail(&notice, EG_E_INPUT, "%s", row->text);
        notice.status = EG_OK;
        eg_error_place(&notice, row->file, row->line, 0, row->column);
        job->options->notice(job->options->notice_context, &notice);
    }
}

eg_status eg_job_quality(eg_job *job, eg_error *err)
{
    enum { FILE_ROWS = 7, CODER_ROWS = 5, STUDENT_ROWS = 2, OUTCOME_ROWS = 4 };
    list l = {.job = job};
    eg_report_quality *given = NULL;
    size_t n_given = 0;
    eg_status made = eg_job_given_quality(job, &given, &n_given, err);
    if (made != EG_OK)
        return made;
    size_t years = job->schema->year < 0 ? 0 : job->settled->axes[job->schema->year].n;
    l.capacity = eg_source_files(job->source) * FILE_ROWS + CODER_ROWS + STUDENT_ROWS +
                 job->schema->n_outcomes * OUTCOME_ROWS + job->schema->n_axes + years +
                 job->schema->notes.n + job->settled->notes.n + eg_job_quality_shape_rows(job) +
                 eg_job_quality_trend_rows(job) + eg_job_quality_idea_rows(job);
    l.rows = eg_arena_alloc(job->arena, l.capacity, sizeof *l.rows);
    if (l.rows == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < eg_source_files(job->source); f++)
        of_file(&l, f);
    of_coder(&l);
    of_students(&l);
    size_t shape = 0;
    l.failed = !eg_job_quality_shape(job, l.rows + l.n, &shape) || l.failed;
    l.n += shape;
    for (size_t o = 0; o < job->schema->n_outcomes && job->given == NULL; o++)
        of_outcome(&l, o);
    for (size_t g = 0; g < n_given; g++)
        l.rows[l.n++] = given[g];
    for (size_t a = 0; a < job->schema->n_axes; a++)
        of_axis(&l, a);
    size_t trends = 0;
    l.failed = !eg_job_quality_trends(job, l.rows + l.n, &trends) || l.failed;
    l.n += trends;
    size_t idea = 0;
    l.failed = !eg_job_quality_idea(job, l.rows + l.n, &idea) || l.failed;
    l.n += idea;
    of_notes(&l, "columns", &job->schema->notes);
    of_notes(&l, "levels", &job->settled->notes);
    if (l.failed)
        return eg_fail_memory(err);
    job->report.quality = l.rows;
    job->report.n_quality = l.n;
    for (size_t i = 0; i < l.n; i++)
        tell(job, &l.rows[i]);
    return EG_OK;
}
