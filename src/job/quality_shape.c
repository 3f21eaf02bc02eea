/* What joining, melting and several schools did to the records, for the report's quality
 * section. */
#include "job/internal.h"
#include "job/quality_words.h"

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n, room;
    bool failed;
} list;

static void note(list *l, const char *code, const char *file, uint64_t count, eg_note words)
{
    if (count == 0)
        return;
    if (words.text == NULL || l->n == l->room) {
        l->failed = true;
        return;
    }
    l->rows[l->n] = (eg_report_quality){.code = code, .count = count, .file = file};
    eg_note_put(&l->rows[l->n++], words);
}

/* A row whose sentence has nothing in it but the count, as it is told (eg_job_told). */
static void counted(list *l, const char *code, const char *file, uint64_t count,
                    eg_note_key key)
{
    note(l, code, file, count, eg_note_say(l->job, key, count, NULL));
}

static bool hides(const eg_job *job)
{
    return job->settings->edition == EG_EDITION_PUBLIC && job->report.cells_hidden > 0;
}

/*
 * A count that, beside the tables, would tell the size of a group that they hide. Whoever runs
 * it is told; a public report that hides anything says only that there are some.
 */
static void guarded(list *l, const char *code, uint64_t count, eg_note words, eg_note_key some)
{
    const eg_job *job = l->job;
    bool hide = hides(job);
    if (count == 0)
        return;
    note(l, code, NULL, hide ? EG_COUNT_KEPT : count,
         hide ? eg_note_say(job, some, 0, NULL) : words);
    if (job->options->notice == NULL || words.text == NULL)
        return;
    eg_error notice = {.status = EG_OK};
    (void)eg_fail(&notice, EG_E_INPUT, "%s", words.text);
    notice.status = EG_OK;
    job->options->notice(job->options->notice_context, &notice);
}

static void of_roster_rows(list *l, const char *file)
{
    const eg_job *job = l->job;
    const eg_source *source = eg_roster_source(job->roster);
    const eg_roster_tally *t = eg_roster_tally_of(job->roster);
    for (size_t f = 0; f < eg_source_files(source); f++)
        counted(l, "rejected", job->report.inputs[eg_source_files(job->source) + f].name,
                eg_job_told(job, eg_source_tally(source, f)->rejected),
                EG_NOTE_ROSTER_REJECTED);
    counted(l, "roster_no_key", file, eg_job_told(job, t->no_key), EG_NOTE_ROSTER_NO_KEY);
    counted(l, "roster_repeated", file, eg_job_told(job, t->repeated), EG_NOTE_ROSTER_REPEATED);
    counted(l, "roster_ambiguous_unused", file, eg_job_told(job, t->ambiguous),
            EG_NOTE_ROSTER_AMBIGUOUS);
    /* beside the students counted, those who are in the roster tell who is not */
    uint64_t told = eg_job_told_of(job, t->unused, t->keys);
    uint64_t unused = told > 0 && hides(job) ? EG_COUNT_KEPT : told;
    note(l, "roster_unused", file, unused,
         unused == EG_COUNT_KEPT
             ? eg_note_say(job, EG_NOTE_ROSTER_UNUSED_SOME, 0, NULL)
             : EG_NOTE_SAY(job, ROSTER_UNUSED, told,
                           {"all", eg_note_count(job, eg_job_told(job, t->keys))}));
}

static void of_roster(list *l)
{
    const eg_job *job = l->job;
    if (job->roster == NULL)
        return;
    const eg_roster_tally *t = eg_roster_tally_of(job->roster);
    const char *file = job->report.inputs[eg_source_files(job->source)].name;
    const eg_strings *notes = eg_roster_notes(job->roster);
    uint64_t all = t->matched + t->unmatched + t->records_no_key;
    uint64_t unmatched = eg_job_told_of(job, t->unmatched, all);
    uint64_t no_key = eg_job_told_of(job, t->records_no_key, all);
    bool alone = eg_job_keeps_inputs(job);
    const eg_note_place places[] = {{"all", eg_note_count(job, alone ? 0 : all)},
                                    {NULL, {NULL, NULL}}};
    for (size_t i = 0; i < notes->n; i++)
        note(l, "roster", file, 1, (eg_note){notes->at[i], NULL});
    of_roster_rows(l, file);
    guarded(l, "roster_unmatched", unmatched,
            eg_note_say(job, alone ? EG_NOTE_ROSTER_UNMATCHED : EG_NOTE_ROSTER_UNMATCHED_OF,
                        unmatched, places),
            EG_NOTE_ROSTER_UNMATCHED_SOME);
    guarded(l, "roster_records_no_key", no_key,
            eg_note_say(
                job, alone ? EG_NOTE_ROSTER_RECORDS_NO_KEY : EG_NOTE_ROSTER_RECORDS_NO_KEY_OF,
                no_key, places),
            EG_NOTE_ROSTER_RECORDS_NO_KEY_SOME);
}

static void of_melt(list *l)
{
    const eg_job *job = l->job;
    const eg_intake_tally *t = eg_intake_tally_of(job->intake);
    const eg_melt *melt = &job->settings->melt;
    const char *columns = eg_arena_printf(job->arena, "%zu", t->columns);
    if (columns == NULL || t->wide == 0) {
        l->failed = l->failed || columns == NULL;
        return;
    }
    bool some = eg_job_keeps_inputs(job);
    const eg_note_place places[] = {
        {"name", eg_note_name(melt->name == NULL ? "" : melt->name)},
        {"columns", eg_note_name(columns)},
        {"made", eg_note_count(job, t->made)},
        {"empty", eg_note_count(job, t->empty)},
        {NULL, {NULL, NULL}}};
    note(l, "melted", NULL, some ? EG_COUNT_KEPT : t->wide,
         eg_note_say(job, some ? EG_NOTE_MELTED_SOME : EG_NOTE_MELTED, t->wide, places));
}

static void of_units(list *l)
{
    if (l->job->students == NULL)
        return;
    uint64_t n = eg_job_told(l->job, eg_students_tally_of(l->job->students)->in_several);
    guarded(l, "several_units", n, eg_note_say(l->job, EG_NOTE_SEVERAL_UNITS, n, NULL),
            EG_NOTE_SEVERAL_UNITS_SOME);
}

/* Students of all years without a level of an axis, from the joint cells of an item; place of
 * the axis among its covariates. */
static uint64_t without_level(const eg_job *job, size_t item, size_t place_of, uint32_t axis)
{
    uint64_t n = 0;
    eg_place place = {.item = (uint32_t)item};
    for (place.year = 0; place.year < eg_views_years(job->views); place.year++) {
        size_t first, cells = eg_views_joint_cells(job->views, &place, &first);
        for (size_t i = 0; i < cells; i++) {
            eg_joint_cell cell = eg_views_joint_cell(job->views, &place, first + i);
            eg_tally tally;
            if (eg_views_stratum(job->views, 0, item, cell.stratum)[place_of] !=
                job->settled->axes[axis].unknown)
                continue;
            eg_views_joint_tally(job->views, 0, &place, &cell, &tally);
            n += tally.students;
        }
    }
    return n;
}

/* The first item of which an axis is a covariate, and where among them; 0: none. */
static size_t item_with(const eg_job *job, size_t axis, size_t *at)
{
    for (size_t i = 1; i < eg_views_items(job->views); i++) {
        uint32_t axes[EG_COVARIATES_MOST];
        if (eg_views_joint(job->views, i) != EG_JOINT_KEPT)
            continue;
        size_t n = eg_item_covariates(job->schema, i - 1, axes);
        for (*at = 0; *at < n; ++*at)
            if (axes[*at] == axis)
                return i;
    }
    return 0;
}

/* A public report says no number: few students may lack a covariate. */
static void of_covariates(list *l)
{
    const eg_job *job = l->job;
    bool public = job->settings->edition == EG_EDITION_PUBLIC;
    for (size_t a = 0; a < job->schema->n_axes; a++) {
        size_t at = 0, item = item_with(job, a, &at);
        uint64_t n = item == 0 ? 0 : without_level(job, item, at, (uint32_t)a);
        const char *name = job->schema->axes[a].name;
        eg_note_key key = public ? EG_NOTE_COVARIATE_MISSING_SOME : EG_NOTE_COVARIATE_MISSING;
        const eg_note_place places[] = {{"name", eg_note_name(name)}, {NULL, {NULL, NULL}}};
        if (n > 0)
            note(l, "covariate_missing", NULL, public ? 1 : n,
                 eg_note_say(job, key, n, places));
    }
}

bool eg_job_quality_shape(eg_job *job, eg_report_quality *rows, size_t *n)
{
    list l = {.job = job, .rows = rows, .room = eg_job_quality_shape_rows(job)};
    of_melt(&l);
    of_roster(&l);
    of_units(&l);
    of_covariates(&l);
    *n = l.n;
    return !l.failed;
}

size_t eg_job_quality_shape_rows(const eg_job *job)
{
    enum { ROWS = 10 };
    return ROWS + job->schema->n_axes +
           (job->roster == NULL ? 0
                                : eg_roster_notes(job->roster)->n +
                                      eg_source_files(eg_roster_source(job->roster)));
}
