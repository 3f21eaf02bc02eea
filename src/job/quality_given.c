/* What was noticed about rows that are groups: marks apart, addresses that stand twice, totals.
 */
#include "job/internal.h"
#include "job/quality_words.h"

typedef struct {
    eg_job *job;
    eg_report_quality *rows;
    size_t n;
    bool failed;
} list;

static eg_report_quality *note(list *l, const char *code, const char *column, uint64_t count,
                               eg_note words)
{
    if (count == 0)
        return NULL;
    l->failed = l->failed || words.text == NULL;
    l->rows[l->n] = (eg_report_quality){.code = code, .column = column, .count = count};
    eg_note_put(&l->rows[l->n], words);
    return &l->rows[l->n++];
}

/* One row a mark: suppressed is not missing, and * need not mean what - means. */
static void of_mark(list *l, const char *column, const eg_figure_mark *mark)
{
    static const struct {
        const char *code;
        eg_note_key key;
    } states[EG_FIGURE_STATES] = {
        [EG_FIGURE_INTERVAL] = {"interval", EG_NOTE_FIGURE_INTERVAL},
        [EG_FIGURE_SUPPRESSED] = {"suppressed_in_input", EG_NOTE_FIGURE_SUPPRESSED},
        [EG_FIGURE_NOT_APPLICABLE] = {"not_applicable", EG_NOTE_FIGURE_NOT_APPLICABLE},
        [EG_FIGURE_MISSING] = {"missing", EG_NOTE_FIGURE_MISSING},
        [EG_FIGURE_INVALID] = {"invalid", EG_NOTE_FIGURE_INVALID},
    };
    eg_note words = eg_note_say(l->job, states[mark->state].key, mark->count, NULL);
    if (mark->mark.n > 0)
        words = EG_NOTE_SAY(l->job, MARKED, 0, {"what", words},
                            {"mark", eg_note_name(eg_arena_string(l->job->arena, mark->mark))});
    eg_report_quality *row = note(l, states[mark->state].code, column, mark->count, words);
    if (row != NULL && mark->state == EG_FIGURE_INVALID) {
        row->file = l->job->report.inputs[mark->first_file].name;
        row->line = mark->first_line;
    }
}

static void of_rows(list *l)
{
    const eg_given_tally *t = eg_given_tally_of(l->job->given);
    const char *group = l->job->columns->axes[l->job->columns->group_axis].name;
    bool within = l->job->schema->n_units > 0;
    const struct {
        const char *code;
        uint64_t count;
        eg_note_key key;
    } rows[] = {
        {"group_rows", t->rows, EG_NOTE_GROUP_ROWS},
        {"no_group", t->no_group, EG_NOTE_NO_GROUP},
        {"dimension_left_out", t->not_wanted, EG_NOTE_LEFT_OUT},
        {"address_repeated", t->identical, EG_NOTE_ADDRESS_REPEATED},
        {"address_differs", t->differing,
         within ? EG_NOTE_ADDRESS_DIFFERS : EG_NOTE_ADDRESS_DIFFERS_WITHIN},
        {"inconsistent", t->inconsistent, EG_NOTE_INCONSISTENT},
        {"beyond_whole", t->beyond_whole, EG_NOTE_BEYOND_WHOLE},
        {"whole_summed", t->summed, EG_NOTE_SUMMED},
        {"level_shares", t->level_shares, EG_NOTE_LEVEL_SHARES},
    };
    const eg_note_place places[] = {{"rows", eg_note_count(l->job, t->differing_rows)},
                                    {NULL, {NULL, NULL}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        note(l, rows[i].code, group, rows[i].count,
             eg_note_say(l->job, rows[i].key, rows[i].count, places));
}

eg_status eg_job_given_quality(eg_job *job, eg_report_quality **out, size_t *n, eg_error *err)
{
    enum { ROWS = 9 };
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
