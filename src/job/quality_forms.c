/*
 * Numbers that may not mean what they say: percent signs on some of a column alone, thresholds
 * of shares among percentages, decimal commas.
 */
#include "job/internal.h"
#include "job/quality_words.h"
#include "schema/forms.h"
#include "schema/labels_alike.h"
#include "schema/mean_first.h"
#include "schema/recipes.h"
#include "schema/set_aside.h"

enum { MISSPELT = 4, ROWS = 4 + MISSPELT }; /* of an outcome */

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n;
    bool failed;
} list;

/* Whoever runs it is told the count; a public report says `some`, or nothing. */
static void note(list *l, const char *column, const char *code, uint64_t count,
                 const eg_note pair[2])
{
    const eg_job *job = l->job;
    const eg_note whole = pair[0], some = pair[1];
    const bool public = job->settings->edition == EG_EDITION_PUBLIC;
    l->failed = l->failed || whole.text == NULL;
    if (!public || some.text != NULL) {
        l->rows[l->n] = (eg_report_quality){
            .code = code, .column = column, .count = public ? EG_COUNT_KEPT : count};
        eg_note_put(&l->rows[l->n++], public ? some : whole);
    }
    if (job->options->notice == NULL || whole.text == NULL)
        return;
    eg_error notice = {.status = EG_OK};
    (void)eg_fail(&notice, EG_E_INPUT, "%s", whole.text);
    notice.status = EG_OK;
    eg_error_place(&notice, NULL, 0, 0, column);
    job->options->notice(job->options->notice_context, &notice);
}

static const char *column_of(const list *l, size_t outcome)
{
    return l->job->schema->outcomes[outcome].column;
}

/* A typed value may be a student's id, so that the condition's column alone is named. */
static void of_where(list *l)
{
    const eg_job *job = l->job;
    for (size_t w = 0; w < job->settings->n_where; w++) {
        const size_t n = eg_coder_where_unmet(job->coder, w);
        if (n > 0)
            note(l, job->settings->where[w].column, "where_unmet", n,
                 (eg_note[2]){eg_note_say(job, EG_NOTE_WHERE_UNMET, n, NULL), {NULL, NULL}});
    }
}

/* "Exeeds" would count nobody and say nothing. The word of the records is for who runs it. */
static void of_listed(list *l, size_t outcome)
{
    const eg_job *job = l->job;
    const char *near = NULL;
    size_t at = 0;
    for (size_t said = 0; said < MISSPELT; said++) {
        const eg_text word = eg_coder_misspelt(job->coder, outcome, &at, &near);
        if (word.at == NULL)
            return;
        const char *listed = eg_arena_string(job->arena, word);
        if (listed == NULL) {
            l->failed = true;
            return;
        }
        note(l, column_of(l, outcome), "success_unmet", 1,
             (eg_note[2]){EG_NOTE_SAY(job, SUCCESS_UNMET, 0, {"word", eg_note_name(listed)},
                                      {"near", eg_note_name(near)}),
                          {NULL, NULL}});
    }
}

static void of_percent(list *l, size_t outcome)
{
    const eg_number_forms *forms = eg_coder_forms(l->job->coder, outcome);
    const uint64_t usable = eg_coder_outcome_tally(l->job->coder, outcome)->state[EG_VALUE_OK];
    if (forms->percent == 0 || forms->percent >= usable ||
        l->job->schema->outcomes[outcome].per_hundred)
        return;
    /* 85% and 0.9 are shares both; a public report would tell that nobody is above 1. */
    if (forms->over == 0 && eg_forms_ranged(&l->job->schema->outcomes[outcome].spec) &&
        l->job->settings->edition != EG_EDITION_PUBLIC)
        return;
    const uint64_t told = eg_job_told_of(l->job, forms->percent, usable);
    const eg_note all = eg_note_count(l->job, eg_job_told(l->job, usable));
    note(l, column_of(l, outcome), "percent_mixed", forms->percent,
         (eg_note[2]){EG_NOTE_SAY(l->job, PERCENT_MIXED, told, {"all", all}),
                      eg_note_say(l->job, EG_NOTE_PERCENT_MIXED_SOME, 0, NULL)});
}

static void of_comma(list *l, size_t outcome)
{
    const uint64_t n = eg_coder_forms(l->job->coder, outcome)->comma;
    if (n == 0)
        return;
    note(l, column_of(l, outcome), "decimal_comma", n,
         (eg_note[2]){eg_note_say(l->job, EG_NOTE_DECIMAL_COMMA, eg_job_told(l->job, n), NULL),
                      eg_note_say(l->job, EG_NOTE_DECIMAL_COMMA_SOME, 0, NULL)});
}

/* 2,875 and 3,125 and no value without a comma may be 2.875 and 3.125, where decimals have
 * commas; a public report would tell how low every value can be. */
static void of_thousands(list *l, size_t outcome)
{
    const uint64_t n = eg_coder_forms(l->job->coder, outcome)->grouped;
    const uint64_t usable = eg_coder_outcome_tally(l->job->coder, outcome)->state[EG_VALUE_OK];
    if (n > 0 && n == usable && l->job->schema->outcomes[outcome].recipe == NULL)
        note(l, column_of(l, outcome), "thousands", n,
             (eg_note[2]){eg_note_say(l->job, EG_NOTE_THOUSANDS, n, NULL), {NULL, NULL}});
}

/* The same of the means of groups. */
static void of_given_thousands(list *l)
{
    for (size_t f = 0; f < l->job->columns->n_figures; f++) {
        const eg_figure_column *column = &l->job->columns->figures[f];
        const uint64_t n =
            column->role == EG_FIGURE_MEAN ? eg_coder_figure_thousands(l->job->coder, f) : 0;
        if (n > 0)
            note(l, column->column, "thousands", n,
                 (eg_note[2]){eg_note_say(l->job, EG_NOTE_THOUSANDS, n, NULL), {NULL, NULL}});
    }
}

/* Names stay as they are written; whether 3 and 03 are one group is for the user to say. A
 * public report has both as rows, or hides what would tell that there are two. */
static void of_labels(list *l)
{
    const eg_job *job = l->job;
    for (size_t a = 0; a < job->schema->n_axes; a++) {
        size_t n = 0;
        l->failed =
            !eg_labels_alike(&job->schema->axes[a], &job->settled->axes[a], &n) || l->failed;
        if (n > 0)
            note(l, job->schema->axes[a].name, "labels_alike", n,
                 (eg_note[2]){eg_note_say(job, EG_NOTE_LABELS_ALIKE, n, NULL), {NULL, NULL}});
    }
}

/* rate(<90) for rate(<0.9), and back; NULL: no memory. */
static const char *other_way(const list *l, const eg_outcome_spec *spec)
{
    static const char *const signs[] = {
        [EG_COMPARE_NONE] = "", [EG_COMPARE_EQ] = "=",  [EG_COMPARE_NE] = "!=",
        [EG_COMPARE_LT] = "<",  [EG_COMPARE_LE] = "<=", [EG_COMPARE_GT] = ">",
        [EG_COMPARE_GE] = ">="};
    char number[400];
    const double threshold = eg_decimal_to_double(spec->threshold);
    const bool share = spec->threshold < EG_DECIMAL_ONE;
    (void)eg_number_plain(number, share ? threshold * 100 : threshold / 100, 12);
    return eg_arena_printf(l->job->arena, "rate(%s%s)", signs[spec->compare], number);
}

/*
 * Nearly all values above 1 beside a threshold between 0 and 1, or shares beside one above 1.
 * Whole numbers alone (0, 1, 2 days) are no shares. What it says of the values is nearly the
 * rate itself, which may be withheld, so that a public report has none of it.
 */
static void of_threshold(list *l, size_t outcome)
{
    enum { ALL_BUT = 20 };
    const eg_job *job = l->job;
    const eg_outcome_spec *spec = &job->schema->outcomes[outcome].spec;
    const eg_number_forms *forms = eg_coder_forms(job->coder, outcome);
    const uint64_t n = eg_coder_outcome_tally(job->coder, outcome)->state[EG_VALUE_OK];
    if (!eg_forms_ranged(spec) || n == 0)
        return;
    const bool share = spec->threshold < EG_DECIMAL_ONE;
    const bool over = share && n - forms->over <= n / ALL_BUT;
    const bool header = job->schema->outcomes[outcome].per_hundred;
    const bool shares =
        forms->within > n / 2 || eg_mean_first(job->schema, &job->schema->outcomes[outcome]);
    const bool under = !share && (header || (forms->over == 0 && shares));
    const char *say = over || under ? other_way(l, spec) : "";
    if (say == NULL)
        l->failed = true;
    else if (over)
        note(l, column_of(l, outcome), "threshold_is_share", forms->over,
             (eg_note[2]){EG_NOTE_SAY(job, THRESHOLD_SHARE, eg_job_told_of(job, forms->over, n),
                                      {"all", eg_note_count(job, eg_job_told(job, n))},
                                      {"say", eg_note_name(say)}),
                          {NULL, NULL}});
    else if (under)
        note(l, column_of(l, outcome), "threshold_is_percentage", n,
             (eg_note[2]){EG_NOTE_SAY(job, THRESHOLD_PERCENTAGE, n, {"say", eg_note_name(say)}),
                          {NULL, NULL}});
}

bool eg_job_quality_forms(eg_job *job, eg_report_quality *rows, size_t *n)
{
    list l = {.job = job, .rows = rows};
    of_where(&l);
    for (size_t o = 0; o < job->schema->n_outcomes && job->given == NULL; o++) {
        const eg_outcome *outcome = &job->schema->outcomes[o];
        const bool numbers = job->settled->outcomes[o].kind == EG_KIND_MEAN ||
                             outcome->spec.compare != EG_COMPARE_NONE ||
                             (outcome->recipe != NULL && outcome->recipe->judge != NULL);
        if (job->settled->outcomes[o].kind == EG_KIND_RATE && outcome->recipe == NULL)
            of_listed(&l, o);
        if (!numbers)
            continue;
        of_percent(&l, o);
        of_comma(&l, o);
        of_thousands(&l, o);
        of_threshold(&l, o);
    }
    if (job->given != NULL)
        of_given_thousands(&l);
    of_labels(&l);
    *n = l.n;
    return !l.failed;
}

size_t eg_job_quality_forms_rows(const eg_job *job)
{
    const size_t figures = job->given == NULL ? 0 : job->columns->n_figures;
    return ROWS * job->schema->n_outcomes + job->settings->n_where + job->schema->n_axes +
           figures;
}
