/* Reports written, several at a time where their facts are at hand. */
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/outputs.h"
#include "ext/team.h"

enum { MODE_PRIVATE = 0600 };

typedef struct {
    unsigned mode;
    size_t threads;
} manner;

/* A file's bytes depend on the input and settings alone, not on the terminal it was made from.
 */
static eg_status write_file(eg_output *output, const manner *how, const eg_report *report,
                            eg_error *err)
{
    const eg_write_options options = {.columns = 80, .unicode = true, .threads = how->threads};
    eg_status status = eg_sink_open_file(&output->sink, output->path, how->mode, err);
    if (status == EG_OK)
        status = output->writer->write(report, output->sink, &options, err);
    return status == EG_OK ? eg_sink_finish(output->sink, err) : status;
}

static eg_status write_standard(eg_output *output, const eg_session *session,
                                const eg_report *report, eg_error *err)
{
    const eg_terminal *terminal = session->terminal;
    const eg_write_options options = {.columns = terminal->columns,
                                      .unicode = terminal->unicode,
                                      .colour = eg_terminal_colour(terminal, session->asked)};
    eg_status status =
        eg_sink_open_descriptor(&output->sink, STDOUT_FILENO, "standard output", err);
    if (status == EG_OK)
        status = output->writer->write(report, output->sink, &options, err);
    return status == EG_OK ? eg_sink_finish(output->sink, err) : status;
}

/* ---- several at a time
 * ------------------------------------------------------------------------
 */

typedef struct {
    eg_output *output;
    size_t place; /* in the order asked for */
    size_t row;   /* of its writer: later ones take longer */
    eg_status status;
    eg_error err;
} task;

typedef struct {
    task *tasks; /* in the order they are begun */
    size_t n;
    const eg_report *report;
    manner how;
    atomic_size_t next;
    atomic_size_t failed; /* the first in the order asked for */
} writing;

static int longest_first(const void *a, const void *b)
{
    const task *x = a, *y = b;
    if (x->row != y->row)
        return x->row > y->row ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static size_t row_of(const eg_writer *writer)
{
    size_t row = 0;
    while (row < eg_writers_count() && eg_writers_at(row) != writer)
        row++;
    return row;
}

static void note_failure(writing *with, size_t place)
{
    size_t first = atomic_load(&with->failed);
    while (place < first && !atomic_compare_exchange_weak(&with->failed, &first, place))
        continue;
}

/* What comes after a failure would not have been written by one alone. */
static void work(void *context, size_t member)
{
    writing *with = context;
    (void)member;
    for (;;) {
        size_t next = atomic_fetch_add(&with->next, 1);
        if (next >= with->n)
            return;
        task *one = &with->tasks[next];
        if (one->place > atomic_load(&with->failed))
            continue;
        one->status = write_file(one->output, &with->how, with->report, &one->err);
        if (one->status != EG_OK)
            note_failure(with, one->place);
    }
}

static eg_status share(writing *with, size_t threads, eg_error *err)
{
    qsort(with->tasks, with->n, sizeof *with->tasks, longest_first);
    eg_team_run(threads < with->n ? threads : with->n, work, with);
    for (size_t i = 0; i < with->n; i++) {
        if (with->tasks[i].place != atomic_load(&with->failed))
            continue;
        *err = with->tasks[i].err;
        return with->tasks[i].status;
    }
    return EG_OK;
}

/* A pipe or a device may want what comes to it in turn. */
static bool some_special(const eg_output *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (eg_is_special(at[i].path))
            return true;
    }
    return false;
}

eg_status eg_outputs_write_files(eg_output *at, size_t n, const eg_session *session,
                                 const eg_report *report, eg_error *err)
{
    /* a session of a command without analysis options has no settings */
    size_t asked = session->settings == NULL ? 1 : eg_team_size(session->settings->threads);
    size_t threads = report->at_once && !some_special(at, n) ? asked : 1;
    writing with = {.n = n, .report = report, .how = {MODE_PRIVATE, asked}};
    /* asked here: the only way to ask changes it for a moment, for all threads */
    if (report->edition == EG_EDITION_PUBLIC)
        with.how.mode = eg_file_mode();
    eg_status status = EG_OK;
    if (threads < 2 || n < 2) {
        for (size_t i = 0; i < n && status == EG_OK; i++)
            status = write_file(&at[i], &with.how, report, err);
        return status;
    }
    with.tasks = eg_alloc_zero(n, sizeof *with.tasks);
    if (with.tasks == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        with.tasks[i] = (task){.output = &at[i], .place = i, .row = row_of(at[i].writer)};
    atomic_init(&with.next, 0);
    atomic_init(&with.failed, SIZE_MAX);
    status = share(&with, threads, err);
    eg_free(with.tasks);
    return status;
}

/* Standard output is the last of them. */
eg_status eg_outputs_write(eg_outputs *outputs, const eg_session *session,
                           const eg_report *report, eg_error *err)
{
    size_t files = 0;
    while (files < outputs->n && outputs->at[files].path != NULL)
        files++;
    eg_status status = eg_outputs_write_files(outputs->at, files, session, report, err);
    for (size_t i = files; i < outputs->n && status == EG_OK; i++) {
        eg_error own = {0};
        status = write_standard(&outputs->at[i], session, report, &own);
        if (status == EG_E_PIPE)
            status = EG_OK; /* whoever read had enough; the files are still wanted */
        else if (status != EG_OK)
            *err = own;
    }
    if (status != EG_OK)
        return status;
    return outputs->rejects ? eg_sink_finish(outputs->rejects, err) : EG_OK;
}
