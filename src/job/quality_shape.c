/* What joining, melting and several schools did to the records, for the report's quality
 * section. */
#include "job/internal.h"

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n, room;
    bool failed;
} list;

/* A count as it is told: eg_job_told. */
static const char *words(list *l, uint64_t told)
{
    const char *text = eg_job_told_words(l->job, told);
    l->failed = l->failed || text == NULL;
    return text == NULL ? "" : text;
}

#define COUNTED(count) words(l, count)

static const char *plural(uint64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

static void note(list *l, const char *code, const char *file, uint64_t count, const char *text)
{
    if (count == 0)
        return;
    if (text == NULL || l->n == l->room) {
        l->failed = true;
        return;
    }
    l->rows[l->n++] =
        (eg_report_quality){.code = code, .count = count, .file = file, .text = text};
}

static bool hides(const eg_job *job)
{
    return job->settings->edition == EG_EDITION_PUBLIC && job->report.cells_hidden > 0;
}

/*
 * A count that, beside the tables, would tell the size of a group that they hide. Whoever runs
 * it is told; a public report that hides anything says only that there are some.
 */
static void guarded(list *l, const char *code, uint64_t count, const char *text,
                    const char *some)
{
    const eg_job *job = l->job;
    bool hide = hides(job);
    if (count == 0)
        return;
    if (text == NULL || some == NULL) {
        l->failed = true;
        return;
    }
    note(l, code, NULL, hide ? EG_COUNT_KEPT : count, hide ? some : text);
    if (job->options->notice == NULL)
        return;
    eg_error notice = {.status = EG_OK};
    (void)eg_fail(&notice, EG_E_INPUT, "%s", text);
    notice.status = EG_OK;
    job->options->notice(job->options->notice_context, &notice);
}

#define SOME_KEPT "(the public edition does not say how many, since groups are hidden)"

static void of_roster_rows(list *l, const char *file)
{
    eg_arena *arena = l->job->arena;
    const eg_source *source = eg_roster_source(l->job->roster);
    eg_roster_tally all = *eg_roster_tally_of(l->job->roster);
    const eg_roster_tally *t = &all;
    uint64_t *told[] = {&all.no_key, &all.repeated, &all.ambiguous};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        *told[i] = eg_job_told(l->job, *told[i]);
    all.unused = eg_job_told_of(l->job, all.unused, all.keys);
    all.keys = eg_job_told(l->job, all.keys);
    for (size_t f = 0; f < eg_source_files(source); f++) {
        uint64_t rejected = eg_job_told(l->job, eg_source_tally(source, f)->rejected);
        note(l, "rejected", l->job->report.inputs[eg_source_files(l->job->source) + f].name,
             rejected,
             eg_arena_printf(arena,
                             "%s %s of the roster could not be used (--rejects FILE "
                             "lists them)",
                             COUNTED(rejected), plural(rejected, "row", "rows")));
    }
    note(l, "roster_no_key", file, t->no_key,
         eg_arena_printf(arena, "%s %s of the roster %s no key and %s set aside",
                         COUNTED(t->no_key), plural(t->no_key, "row", "rows"),
                         plural(t->no_key, "has", "have"), plural(t->no_key, "was", "were")));
    note(l, "roster_repeated", file, t->repeated,
         eg_arena_printf(arena,
                         "%s %s on several rows of the roster that say the same of what "
                         "is used; each is joined once",
                         COUNTED(t->repeated),
                         plural(t->repeated, "key stands", "keys stand")));
    note(l, "roster_ambiguous_unused", file, t->ambiguous,
         eg_arena_printf(arena,
                         "%s %s on several rows of the roster that differ; no record "
                         "asks for %s",
                         COUNTED(t->ambiguous),
                         plural(t->ambiguous, "key stands", "keys stand"),
                         plural(t->ambiguous, "it", "them")));
    /* beside the students counted, those who are in the roster tell who is not */
    uint64_t unused = t->unused > 0 && hides(l->job) ? EG_COUNT_KEPT : t->unused;
    note(l, "roster_unused", file, unused,
         unused == EG_COUNT_KEPT
             ? "some keys of the roster are asked for by no record " SOME_KEPT
             : eg_arena_printf(arena, "%s of %s keys of the roster are asked for by no record",
                               COUNTED(t->unused), COUNTED(t->keys)));
}

static void of_roster(list *l)
{
    eg_arena *arena = l->job->arena;
    if (l->job->roster == NULL)
        return;
    eg_roster_tally told = *eg_roster_tally_of(l->job->roster);
    const eg_roster_tally *t = &told;
    const char *file = l->job->report.inputs[eg_source_files(l->job->source)].name;
    const eg_strings *notes = eg_roster_notes(l->job->roster);
    uint64_t all = t->matched + t->unmatched + t->records_no_key;
    told.unmatched = eg_job_told_of(l->job, t->unmatched, all);
    told.records_no_key = eg_job_told_of(l->job, t->records_no_key, all);
    const char *of =
        eg_job_keeps_inputs(l->job) ? "" : eg_arena_printf(arena, " of %s", COUNTED(all));
    if (of == NULL) {
        l->failed = true;
        return;
    }
    for (size_t i = 0; i < notes->n; i++)
        note(l, "roster", file, 1, notes->at[i]);
    of_roster_rows(l, file);
    guarded(l, "roster_unmatched", t->unmatched,
            eg_arena_printf(arena,
                            "%s%s records %s no match in the roster; what it would add is "
                            "Unknown there",
                            COUNTED(t->unmatched), of, plural(t->unmatched, "has", "have")),
            "some records have no match in the roster; what it would add is Unknown "
            "there " SOME_KEPT);
    guarded(l, "roster_records_no_key", t->records_no_key,
            eg_arena_printf(arena,
                            "%s%s records %s no key for the roster; what it would add is "
                            "Unknown there",
                            COUNTED(t->records_no_key), of,
                            plural(t->records_no_key, "has", "have")),
            "some records have no key for the roster; what it would add is Unknown "
            "there " SOME_KEPT);
}

static void of_melt(list *l)
{
    const eg_intake_tally *t = eg_intake_tally_of(l->job->intake);
    const eg_melt *melt = &l->job->settings->melt;
    if (t->wide > 0 && eg_job_keeps_inputs(l->job)) {
        note(l, "melted", NULL, EG_COUNT_KEPT,
             eg_arena_printf(l->job->arena,
                             "wide records became one for each value of \"%s\" (%zu columns "
                             "made of wide ones); those without a value in such a column were "
                             "left out",
                             melt->name == NULL ? "" : melt->name, t->columns));
        return;
    }
    note(l, "melted", NULL, t->wide,
         eg_arena_printf(
             l->job->arena,
             "%s wide records became %s, one for each value of \"%s\" (%zu columns "
             "made of wide ones); %s were left out, since no such column has a value "
             "in them",
             COUNTED(t->wide), COUNTED(t->made), melt->name == NULL ? "" : melt->name,
             t->columns, COUNTED(t->empty)));
}

static void of_units(list *l)
{
    eg_arena *arena = l->job->arena;
    if (l->job->students == NULL)
        return;
    eg_students_tally told = *eg_students_tally_of(l->job->students);
    const eg_students_tally *t = &told;
    told.in_several = eg_job_told(l->job, t->in_several);
    guarded(
        l, "several_units", t->in_several,
        eg_arena_printf(arena,
                        "%s %s in more than one unit of --within: counted once in the whole "
                        "and once in each unit, so that units add up to more than the whole",
                        COUNTED(t->in_several),
                        plural(t->in_several, "student is", "students are")),
        "some students are in more than one unit of --within: counted once in the whole and "
        "once in each unit, so that units add up to more than the whole " SOME_KEPT);
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
        if (n > 0)
            note(l, "covariate_missing", NULL, public ? 1 : n,
                 eg_arena_printf(job->arena,
                                 "%s %s no value of the covariate \"%s\" and %s left out of "
                                 "adjusted figures",
                                 public ? "some" : COUNTED(n),
                                 public ? "students have"
                                        : plural(n, "student has", "students have"),
                                 name, public ? "are" : plural(n, "is", "are")));
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
