/* What joining, melting and several schools did to the records, for the report's quality
 * section. */
#include "job/internal.h"

#define COUNTED(count) eg_count_words(count).text

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n, room;
    bool failed;
} list;

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

/*
 * A count that, beside the tables, would tell the size of a group that they hide. Whoever runs
 * it is told; a public report that hides anything says only that there are some.
 */
static void guarded(list *l, const char *code, uint64_t count, const char *text,
                    const char *some)
{
    const eg_job *job = l->job;
    bool hide = job->settings->edition == EG_EDITION_PUBLIC && job->report.cells_hidden > 0;
    if (count == 0)
        return;
    if (text == NULL || some == NULL) {
        l->failed = true;
        return;
    }
    note(l, code, NULL, hide ? 1 : count, hide ? some : text);
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
    const eg_roster_tally *t = eg_roster_tally_of(l->job->roster);
    const eg_source *source = eg_roster_source(l->job->roster);
    for (size_t f = 0; f < eg_source_files(source); f++) {
        uint64_t rejected = eg_source_tally(source, f)->rejected;
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
    note(l, "roster_unused", file, t->unused,
         eg_arena_printf(arena, "%s of %s keys of the roster are asked for by no record",
                         COUNTED(t->unused), COUNTED(t->keys)));
}

static void of_roster(list *l)
{
    eg_arena *arena = l->job->arena;
    if (l->job->roster == NULL)
        return;
    const eg_roster_tally *t = eg_roster_tally_of(l->job->roster);
    const char *file = l->job->report.inputs[eg_source_files(l->job->source)].name;
    const eg_strings *notes = eg_roster_notes(l->job->roster);
    uint64_t all = t->matched + t->unmatched + t->records_no_key;
    for (size_t i = 0; i < notes->n; i++)
        note(l, "roster", file, 1, notes->at[i]);
    of_roster_rows(l, file);
    guarded(l, "roster_unmatched", t->unmatched,
            eg_arena_printf(arena,
                            "%s of %s records %s no match in the roster; what it would add is "
                            "Unknown there",
                            COUNTED(t->unmatched), COUNTED(all),
                            plural(t->unmatched, "has", "have")),
            "some records have no match in the roster; what it would add is Unknown "
            "there " SOME_KEPT);
    guarded(l, "roster_records_no_key", t->records_no_key,
            eg_arena_printf(arena,
                            "%s of %s records %s no key for the roster; what it would add is "
                            "Unknown there",
                            COUNTED(t->records_no_key), COUNTED(all),
                            plural(t->records_no_key, "has", "have")),
            "some records have no key for the roster; what it would add is Unknown "
            "there " SOME_KEPT);
}

static void of_melt(list *l)
{
    const eg_intake_tally *t = eg_intake_tally_of(l->job->intake);
    const eg_melt *melt = &l->job->settings->melt;
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
    const eg_students_tally *t = eg_students_tally_of(l->job->students);
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

bool eg_job_quality_shape(eg_job *job, eg_report_quality *rows, size_t *n)
{
    list l = {.job = job, .rows = rows, .room = eg_job_quality_shape_rows(job)};
    of_melt(&l);
    of_roster(&l);
    of_units(&l);
    *n = l.n;
    return !l.failed;
}

size_t eg_job_quality_shape_rows(const eg_job *job)
{
    enum { ROWS = 10 };
    return ROWS + (job->roster == NULL ? 0
                                       : eg_roster_notes(job->roster)->n +
                                             eg_source_files(eg_roster_source(job->roster)));
}
