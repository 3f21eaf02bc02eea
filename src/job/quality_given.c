/* What was noticed about rows that are groups: marks apart, addresses that stand twice, totals.
 */
#include "job/internal.h"

#define COUNTED(count) eg_count_words(count).text

static const char *plural(uint64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n;
    bool failed;
} list;

static eg_report_quality *note(list *l, const char *code, const char *column, uint64_t count,
                               const char *text)
{
    if (count == 0)
        return NULL;
    l->failed = l->failed || text == NULL;
    l->rows[l->n] =
        (eg_report_quality){.code = code, .column = column, .count = count, .text = text};
    return &l->rows[l->n++];
}

/* One row a mark: suppressed is not missing, and * need not mean what - means. */
static void of_mark(list *l, const char *column, const eg_figure_mark *mark)
{
    static const struct {
        const char *code, *one, *many;
    } states[EG_FIGURE_STATES] = {
        [EG_FIGURE_INTERVAL] = {"interval", "figure is given by bounds",
                                "figures are given by bounds"},
        [EG_FIGURE_SUPPRESSED] = {"suppressed_in_input", "figure is suppressed in the input",
                                  "figures are suppressed in the input"},
        [EG_FIGURE_NOT_APPLICABLE] = {"not_applicable", "figure does not apply",
                                      "figures do not apply"},
        [EG_FIGURE_MISSING] = {"missing", "figure is missing", "figures are missing"},
        [EG_FIGURE_INVALID] = {"invalid", "figure cannot be read and counts as missing",
                               "figures cannot be read and count as missing"},
    };
    eg_arena *arena = l->job->arena;
    const char *words = plural(mark->count, states[mark->state].one, states[mark->state].many);
    const char *text =
        mark->mark.n == 0
            ? eg_arena_printf(arena, "%s %s", COUNTED(mark->count), words)
            : eg_arena_printf(arena, "%s %s, marked \"%.*s\"", COUNTED(mark->count), words,
                              (int)mark->mark.n, mark->mark.at);
    eg_report_quality *row = note(l, states[mark->state].code, column, mark->count, text);
    if (row != NULL && mark->state == EG_FIGURE_INVALID) {
        row->file = l->job->report.inputs[mark->first_file].name;
        row->line = mark->first_line;
    }
}

static void of_rows(list *l)
{
    eg_arena *arena = l->job->arena;
    const eg_given_tally *t = eg_given_tally_of(l->job->given);
    const char *group = l->job->columns->axes[l->job->columns->group_axis].name;
    note(l, "group_rows", group, t->rows,
         eg_arena_printf(arena, "%s %s one group each", COUNTED(t->rows),
                         plural(t->rows, "record holds", "records hold")));
    note(l, "no_group", group, t->no_group,
         eg_arena_printf(arena, "%s %s no group and %s set aside", COUNTED(t->no_group),
                         plural(t->no_group, "record names", "records name"),
                         plural(t->no_group, "was", "were")));
    note(l, "dimension_left_out", group, t->not_wanted,
         eg_arena_printf(arena, "%s %s to dimensions that --by leaves out",
                         COUNTED(t->not_wanted),
                         plural(t->not_wanted, "record belongs", "records belong")));
    note(l, "address_repeated", group, t->identical,
         eg_arena_printf(arena,
                         "%s %s a unit, year and group with the same figures and %s "
                         "counted once",
                         COUNTED(t->identical),
                         plural(t->identical, "record repeats", "records repeat"),
                         plural(t->identical, "was", "were")));
    note(l, "address_differs", group, t->differing,
         eg_arena_printf(
             arena,
             "%s %s of unit, year and group %s more than once with different figures "
             "(%s records) and %s set aside%s",
             COUNTED(t->differing), plural(t->differing, "address", "addresses"),
             plural(t->differing, "stands", "stand"), COUNTED(t->differing_rows),
             plural(t->differing, "was", "were"),
             l->job->schema->n_units > 0
                 ? ""
                 : "; where rows belong to schools or districts, name their column "
                   "with --within"));
    note(l, "inconsistent", group, t->inconsistent,
         eg_arena_printf(arena,
                         "%s %s contradict each other (a count above its n, a percentage "
                         "beyond 100) and count as missing",
                         COUNTED(t->inconsistent),
                         plural(t->inconsistent, "group's figures", "groups' figures")));
    note(l, "beyond_whole", group, t->beyond_whole,
         eg_arena_printf(arena,
                         "%s %s more students than all students of the unit and year; "
                         "nothing is subtracted there",
                         COUNTED(t->beyond_whole),
                         plural(t->beyond_whole, "group has", "groups have")));
    note(l, "whole_summed", group, t->summed,
         eg_arena_printf(arena, "%s %s made of the groups that --parts names",
                         COUNTED(t->summed), plural(t->summed, "whole was", "wholes were")));
}

eg_status eg_job_given_quality(eg_job *job, eg_report_quality **out, size_t *n, eg_error *err)
{
    enum { ROWS = 8 };
    list l = {.job = job};
    size_t most = ROWS, marks = 0;
    *out = NULL;
    *n = 0;
    if (job->given == NULL)
        return EG_OK;
    for (size_t f = 0; f < job->columns->n_figures; f++) {
        (void)eg_coder_figure_marks(job->coder, f, &marks);
        most += marks;
    }
    l.rows = eg_arena_alloc(job->arena, most, sizeof *l.rows);
    if (l.rows == NULL)
        return eg_fail_memory(err);
    of_rows(&l);
    for (size_t f = 0; f < job->columns->n_figures; f++) {
        const char *column = job->columns->figures[f].column;
        const eg_figure_mark *at = eg_coder_figure_marks(job->coder, f, &marks);
        bool again = false;
        for (size_t e = 0; e < f; e++)
            again = again || job->columns->figures[e].field == job->columns->figures[f].field;
        for (size_t m = 0; m < marks && !again; m++)
            of_mark(&l, column, &at[m]);
    }
    *out = l.rows;
    *n = l.n;
    return l.failed ? eg_fail_memory(err) : EG_OK;
}
