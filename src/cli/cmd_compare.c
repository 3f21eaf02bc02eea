#include "cli/command.h"

#include <math.h>
#include <string.h>

#include "cli/fail_on.h"
#include "cli/outputs.h"
#include "cli/saved.h"
#include "equitygap/compare.h"
#include "equitygap/write.h"

typedef struct {
    const eg_session *session;
    eg_saved *saved[2];
    eg_report after; /* the later one; internal when either is */
    const eg_comparison *comparison;
    eg_condition *conditions;
    eg_sink **sinks;
    eg_sink *standard;
    const eg_comparison_writer **writers;
    const eg_comparison_writer *printer; /* for standard output; NULL: nothing goes there */
} comparer;

/* ---- what was asked -------------------------------------------------------------------------
 */

static const char *const counted[] = {"new", "gone", "moved", "same"};

static bool counts_of(const eg_condition *condition, eg_change_kind *kind)
{
    for (eg_change_kind k = EG_CHANGE_NEW; k < EG_CHANGES; k++) {
        if (eg_text_is(condition->statistic, counted[k])) {
            *kind = k;
            return true;
        }
    }
    return false;
}

static bool counts(const eg_condition *condition)
{
    eg_change_kind kind = EG_CHANGE_NEW;
    return counts_of(condition, &kind);
}

static eg_status plan_output(comparer *run, size_t o, eg_error *err)
{
    const eg_session *session = run->session;
    const char *path = session->asked->outputs.at[o];
    for (size_t i = 0; i < session->n_operands; i++) {
        if (eg_same_file(path, session->operands[i]))
            return eg_fail(err, EG_E_USAGE,
                           "--output %s is an input of this run and would be overwritten; name "
                           "another file",
                           path);
    }
    run->writers[o] = eg_comparison_writer_of_path(eg_text_of(path));
    if (!run->writers[o])
        return eg_fail(err, EG_E_USAGE,
                       "--output %s: a comparison is written as .txt, .json or .html", path);
    return eg_can_write(path, "--output", err);
}

/* Formats are named as their files end, but that text is a word. */
static eg_status plan_printer(comparer *run, eg_error *err)
{
    const eg_invocation *asked = run->session->asked;
    const char *format = asked->json ? "json" : asked->format;
    if (!format && asked->outputs.n > 0)
        return EG_OK;
    bool text = !format || strcmp(format, "text") == 0;
    const char *path = eg_arena_printf(run->session->arena, "-.%s", text ? "txt" : format);
    if (!path)
        return eg_fail_memory(err);
    run->printer = eg_comparison_writer_of_path(eg_text_of(path));
    if (!run->printer)
        return eg_fail(err, EG_E_USAGE, "--format %s is none of text, json and html", format);
    return EG_OK;
}

static eg_status plan_outputs(comparer *run, eg_error *err)
{
    size_t n = run->session->asked->outputs.n;
    run->sinks = eg_arena_alloc(run->session->arena, n + 1, sizeof(void *));
    run->writers = eg_arena_alloc(run->session->arena, n + 1, sizeof *run->writers);
    if (!run->sinks || !run->writers)
        return eg_fail_memory(err);
    eg_status status = plan_printer(run, err);
    for (size_t o = 0; o < n && status == EG_OK; o++)
        status = plan_output(run, o, err);
    return status;
}

/* ---- reading and writing --------------------------------------------------------------------
 */

static eg_status read_and_compare(comparer *run, eg_error *err)
{
    const eg_session *session = run->session;
    eg_status status = EG_OK;
    for (size_t i = 0; i < 2 && status == EG_OK; i++)
        status = eg_saved_open(&run->saved[i], session->operands[i], err);
    if (status != EG_OK)
        return status;
    const eg_report *before = eg_saved_report(run->saved[0]);
    run->after = *eg_saved_report(run->saved[1]);
    if (before->edition == EG_EDITION_INTERNAL)
        run->after.edition = EG_EDITION_INTERNAL;
    status = eg_comparison_make(&run->comparison, before, &run->after, session->arena, err);
    if (status != EG_OK)
        return status;
    eg_comparison *named = eg_arena_alloc(session->arena, 1, sizeof *named);
    if (!named)
        return eg_fail_memory(err);
    *named = *run->comparison;
    named->before = eg_file_name(session->operands[0]);
    named->after = eg_file_name(session->operands[1]);
    run->comparison = named;
    return EG_OK;
}

static eg_status write_file(comparer *run, size_t o, const eg_write_options *options,
                            eg_error *err)
{
    bool internal = run->after.edition == EG_EDITION_INTERNAL;
    eg_status status = eg_sink_open_file(&run->sinks[o], run->session->asked->outputs.at[o],
                                         internal ? 0600 : eg_file_mode(), err);
    if (status == EG_OK)
        status =
            run->writers[o]->write(run->comparison, &run->after, run->sinks[o], options, err);
    return status == EG_OK ? eg_sink_finish(run->sinks[o], err) : status;
}

static eg_status write_all(comparer *run, eg_error *err)
{
    const eg_session *session = run->session;
    const eg_invocation *asked = session->asked;
    const eg_terminal *terminal = session->terminal;
    eg_write_options file = {.columns = 80, .unicode = true, .all = true};
    eg_write_options screen = {.columns = terminal->columns,
                               .colour = eg_terminal_colour(terminal, asked),
                               .unicode = terminal->unicode,
                               .all = asked->verbose};
    eg_status status = EG_OK;
    for (size_t o = 0; o < asked->outputs.n && status == EG_OK; o++)
        status = write_file(run, o, &file, err);
    if (status == EG_OK && run->printer) {
        status = eg_sink_open_descriptor(&run->standard, 1, "standard output", err);
        if (status == EG_OK)
            status =
                run->printer->write(run->comparison, &run->after, run->standard, &screen, err);
        if (status == EG_OK)
            status = eg_sink_finish(run->standard, err);
    }
    for (size_t o = 0; o < asked->outputs.n && status == EG_OK; o++)
        status = eg_sink_publish(run->sinks[o], err);
    return status;
}

/* ---- conditions -----------------------------------------------------------------------------
 */

static bool holds(const comparer *run, eg_condition *condition)
{
    const eg_comparison *comparison = run->comparison;
    eg_change_kind kind = EG_CHANGE_NEW;
    eg_fact fact = {.statistic = "",
                    .status = EG_FACT_OK,
                    .ci_low = NAN,
                    .ci_high = NAN,
                    .p_value = NAN,
                    .p_adjusted = NAN};
    if (counts_of(condition, &kind)) {
        fact.statistic = counted[kind];
        fact.value = (double)comparison->counts[kind];
        return eg_condition_holds(condition, &fact);
    }
    for (size_t i = 0; i < comparison->n_changes; i++) {
        fact.statistic = comparison->changes[i].statistic;
        fact.value = comparison->changes[i].after - comparison->changes[i].before;
        if (comparison->changes[i].kind == EG_CHANGE_MOVED &&
            eg_condition_holds(condition, &fact))
            return true;
    }
    return false;
}

static eg_status tell_conditions(const comparer *run, eg_error *err)
{
    for (size_t i = 0; i < run->session->asked->fail_on.n; i++) {
        if (holds(run, &run->conditions[i]))
            return eg_fail(err, EG_E_CONDITION, "--fail-on \"%.80s\" holds",
                           run->conditions[i].text);
    }
    return EG_OK;
}

eg_status eg_command_compare(eg_session *session, eg_error *err)
{
    comparer run = {.session = session};
    eg_status status = eg_conditions_read(&run.conditions, &session->asked->fail_on, counts,
                                          session->arena, err);
    if (status == EG_OK)
        status = plan_outputs(&run, err);
    if (status == EG_OK)
        status = read_and_compare(&run, err);
    if (status == EG_OK)
        status = write_all(&run, err);
    if (status == EG_OK)
        status = tell_conditions(&run, err);
    for (size_t o = 0; run.sinks && o < session->asked->outputs.n; o++)
        eg_sink_close(run.sinks[o]);
    eg_sink_close(run.standard);
    eg_saved_free(run.saved[0]);
    eg_saved_free(run.saved[1]);
    return status;
}
