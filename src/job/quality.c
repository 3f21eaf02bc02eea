/* What was noticed about the data, with counts and places; never with a cell's content. */
#include <stdio.h>
#include <string.h>

#include "job/file_notes.h"
#include "job/internal.h"
#include "job/quality_words.h"
#include "schema/policies.h"

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n, capacity;
    bool failed;
} list;

/* Adds a row when count > 0; its words are the arena's. */
static void note(list *l, const char *code, const char *column, uint64_t count, eg_note words)
{
    if (count == 0)
        return;
    if (words.text == NULL || l->n == l->capacity) {
        l->failed = true;
        return;
    }
    l->rows[l->n] = (eg_report_quality){.code = code, .column = column, .count = count};
    eg_note_put(&l->rows[l->n++], words);
}

/* A row whose sentence has nothing in it but the count, as it is told (eg_job_told). */
static void counted(list *l, const char *code, const char *column, uint64_t count,
                    eg_note_key key)
{
    note(l, code, column, count, eg_note_say(l->job, key, count, NULL));
}

static void of_file(list *l, size_t file)
{
    const eg_file_tally *t = eg_source_tally(l->job->source, file);
    size_t before = l->n, n;
    const eg_file_note *notes = eg_file_notes(&n);
    for (size_t i = 0; i < n; i++) {
        static const eg_note_key keys[] = {
            EG_NOTE_REJECTED, EG_NOTE_BLANK,   EG_NOTE_REPEATED_HEADER, EG_NOTE_PREAMBLE,
            EG_NOTE_FOOTER,   EG_NOTE_FORMULA, EG_NOTE_DAMAGED};
        uint64_t count = eg_file_note_count(&notes[i], t);
        bool listed = i == 0 && l->job->options->reject == NULL;
        count = notes[i].students ? eg_job_told(l->job, count) : count;
        counted(l, notes[i].code, NULL, count, listed ? EG_NOTE_REJECTED_LISTED : keys[i]);
    }
    for (size_t i = before; i < l->n; i++)
        l->rows[i].file = l->job->report.inputs[file].name;
}

static void of_coder(list *l)
{
    const eg_job *job = l->job;
    const eg_coder_tally *t = eg_coder_tally_of(job->coder);
    const char *id = job->schema->id_name;
    counted(l, "filtered", NULL, eg_job_told(job, t->filtered), EG_NOTE_FILTERED);
    counted(l, "totals_rows", NULL, eg_job_told(job, t->totals_rows), EG_NOTE_TOTALS);
    counted(l, "bad_weight", job->schema->weight_name, eg_job_told(job, t->bad_weight),
            EG_NOTE_BAD_WEIGHT);
    counted(l, "damaged_id", id, eg_job_told(job, t->damaged_ids), EG_NOTE_DAMAGED_ID);
    counted(l, "no_id", id, eg_job_told(job, t->no_id), EG_NOTE_NO_ID);
}

/* A threshold met in rows protects nobody who has several; said until it is raised. */
static void of_rows(list *l)
{
    const eg_job *job = l->job;
    char least[24];
    (void)snprintf(least, sizeof least, "%u", (unsigned)job->settings->min_n);
    if (!job->report.rows_counted)
        return;
    const eg_policy_row *policy = eg_policy_find(job->settings->policy);
    bool chosen = job->settings->edition != EG_EDITION_PUBLIC ||
                  (policy != NULL && job->settings->min_n > policy->min_n);
    note(l, chosen ? "rows_counted" : "rows_counted_public", job->schema->id_name, 1,
         chosen ? eg_note_say(job, EG_NOTE_ROWS_COUNTED, 0, NULL)
                : EG_NOTE_SAY(job, ROWS_COUNTED_PUBLIC, 0, {"min", eg_note_name(least)}));
}

static void of_students(list *l)
{
    of_rows(l);
    if (l->job->students == NULL)
        return;
    const eg_students_tally *t = eg_students_tally_of(l->job->students);
    const char *id = l->job->schema->id_name;
    bool collapsed = l->job->settings->collapse != EG_COLLAPSE_NONE;
    counted(l, "repeated_identical", id, eg_job_told(l->job, t->identical), EG_NOTE_IDENTICAL);
    counted(l, collapsed ? "collapsed" : "joined", id, eg_job_told(l->job, t->merged),
            collapsed ? EG_NOTE_COLLAPSED : EG_NOTE_JOINED);
}

static void of_outcome(list *l, size_t o)
{
    static const struct {
        eg_value_state state;
        const char *code;
        eg_note_key key;
    } kinds[] = {
        {EG_VALUE_MISSING, "missing", EG_NOTE_MISSING},
        {EG_VALUE_SUPPRESSED, "suppressed_in_input", EG_NOTE_SUPPRESSED},
        {EG_VALUE_NOT_APPLICABLE, "not_applicable", EG_NOTE_NOT_APPLICABLE},
        {EG_VALUE_INVALID, "invalid", EG_NOTE_INVALID},
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
        counted(l, kinds[k].code, l->job->schema->outcomes[o].column, count, kinds[k].key);
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
             EG_NOTE_SAY(l->job, LABELLED, 0, {"scheme", eg_note_name(settled->scheme)}));
    for (size_t y = 0; y < settled->n && axis->is_year; y++) {
        const char *whole = overlapped(settled, y);
        const eg_note year = eg_note_name(settled->levels[y].label);
        if (settled->levels[y].first_year == INT32_MIN)
            note(l, whole == NULL ? "year_not_comparable" : "year_overlaps", axis->name, 1,
                 whole == NULL ? EG_NOTE_SAY(l->job, YEAR_APART, 0, {"year", year})
                               : EG_NOTE_SAY(l->job, YEAR_OVERLAPS, 0, {"year", year},
                                             {"whole", eg_note_name(whole)}));
    }
}

/* What a ledger's earlier publications cost; a group counts once for each outcome and year. */
static void of_ledger(list *l)
{
    char least[24];
    uint64_t few = eg_marks_tally(l->job->marks)->few;
    (void)snprintf(least, sizeof least, "%u", (unsigned)l->job->policy.min_n);
    if (few > 0)
        note(l, "published_before", NULL, few,
             EG_NOTE_SAY(l->job, PUBLISHED_BEFORE, few, {"least", eg_note_name(least)}));
}

/* Sentences that come from where they were met, in English alone. */
static void of_notes(list *l, const char *code, const eg_strings *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        note(l, code, NULL, 1, (eg_note){notes->at[i], NULL});
}

/* Told to whoever runs it, since it changes what is counted. */
static void tell(const eg_job *job, const eg_report_quality *row)
{
    static const char *const worth[] = {"rejected",
                                        "repeated_identical",
                                        "joined",
                                        "invalid",
                                        "no_id",
                                        "bad_weight",
                                        "damaged_encoding",
                                        "formula_without_value",
                                        "address_differs",
                                        "inconsistent",
                                        "rows_counted_public",
                                        "columns_apart"};
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
    enum { FILE_ROWS = 7, CODER_ROWS = 5, STUDENT_ROWS = 3, OUTCOME_ROWS = 4, OTHER_ROWS = 1 };
    list l = {.job = job};
    eg_report_quality *given = NULL;
    size_t n_given = 0;
    eg_status made = eg_job_given_quality(job, &given, &n_given, err);
    if (made != EG_OK)
        return made;
    size_t years = job->schema->year < 0 ? 0 : job->settled->axes[job->schema->year].n;
    l.capacity = eg_source_files(job->source) * FILE_ROWS + CODER_ROWS + STUDENT_ROWS +
                 OTHER_ROWS + job->schema->n_outcomes * OUTCOME_ROWS + job->schema->n_axes +
                 years + job->schema->notes.n + job->schema->apart.n + job->settled->notes.n +
                 eg_job_quality_shape_rows(job) + eg_job_quality_forms_rows(job) +
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
    size_t forms = 0;
    l.failed = !eg_job_quality_forms(job, l.rows + l.n, &forms) || l.failed;
    l.n += forms;
    for (size_t g = 0; g < n_given; g++)
        l.rows[l.n++] = given[g];
    for (size_t a = 0; a < job->schema->n_axes; a++)
        of_axis(&l, a);
    of_ledger(&l);
    size_t trends = 0;
    l.failed = !eg_job_quality_trends(job, l.rows + l.n, &trends) || l.failed;
    l.n += trends;
    size_t idea = 0;
    l.failed = !eg_job_quality_idea(job, l.rows + l.n, &idea) || l.failed;
    l.n += idea;
    of_notes(&l, "columns_apart", &job->schema->apart);
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
