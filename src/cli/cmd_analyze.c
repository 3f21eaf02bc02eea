#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/fail_on.h"
#include "cli/notes.h"
#include "cli/outputs.h"
#include "cli/remembered.h"
#include "cli/saved.h"
#include "cli/self_audit.h"
#include "cli/split.h"
#include "cli/tell.h"
#include "equitygap/job.h"
#include "equitygap/source.h"

/* What one run holds; cleared in one place. */
typedef struct {
    const eg_session *session;
    eg_outputs outputs;
    eg_condition *conditions;
    eg_notices notices;
    eg_meter meter;
    eg_job *job;
    eg_saved *earlier; /* --since; NULL: not asked for */
    eg_remembered remembered;
    eg_paths kept; /* files that may not be written */
    const eg_report_note *notes;
    size_t n_notes;
    char timestamp[32];
} analyzer;

/* ISO 8601 from SOURCE_DATE_EPOCH; *out stays empty where it is not set. */
static eg_status read_timestamp(char *out, size_t size, eg_error *err)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    if (!epoch || !*epoch)
        return EG_OK;
    errno = 0;
    bool digits = strspn(epoch, "0123456789") == strlen(epoch);
    long long seconds = digits ? strtoll(epoch, NULL, 10) : -1;
    time_t at = (time_t)seconds;
    struct tm parts;
    if (seconds < 0 || errno != 0 || !gmtime_r(&at, &parts) || parts.tm_year > 9999 - 1900)
        return eg_fail(
            err, EG_E_USAGE,
            "SOURCE_DATE_EPOCH is not a whole number of seconds since 1970; unset it or "
            "correct it");
    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return EG_OK;
}

/* Nobody asked for a report. */
static bool only_saves(const analyzer *run)
{
    const eg_invocation *asked = run->session->asked;
    return run->outputs.cube != NULL && run->outputs.n == 0 && asked->fail_on.n == 0 &&
           asked->since == NULL;
}

static eg_status read_and_count(analyzer *run, const eg_paths *inputs,
                                const eg_control *control, eg_error *err)
{
    const eg_session *session = run->session;
    eg_job_options options = {
        .reject = run->outputs.rejects ? eg_outputs_reject : NULL,
        .reject_context = &run->outputs,
        /* -v tells every row of the report's quality section; the notices are among them */
        .notice = session->asked->quiet || (session->asked->verbose && !only_saves(run))
                      ? NULL
                      : eg_notices_add,
        .notice_context = &run->notices,
        .control = control,
        .timestamp = run->timestamp[0] ? run->timestamp : NULL,
        .digits = session->asked->digits,
        .save = run->outputs.cube,
        .save_only = only_saves(run),
        .asked_names = &session->asked->asked_names,
        .asked_values = &session->asked->asked_values,
        .ledger = run->remembered.ledger,
        .queries_only = session->asked->print_sql,
        .password = getenv("EQUITYGAP_PASSWORD"),
    };
    return eg_job_run(&run->job, session->settings, inputs->at, inputs->n, &options, err);
}

/* What every database would be asked, on standard output. */
static eg_status print_queries(const analyzer *run, eg_error *err)
{
    eg_buffer text = {0};
    const char *query = NULL;
    eg_status status = EG_OK;
    for (size_t i = 0; status == EG_OK && (i == 0 || query != NULL); i++) {
        status = eg_job_query(run->job, i, &query, err);
        if (query != NULL)
            eg_buffer_add_string(&text, query);
    }
    if (status == EG_OK && text.n == 0)
        status = eg_fail(err, EG_E_USAGE,
                         "--print-sql: no database is named; give one as odbc:NAME");
    if (status == EG_OK)
        status = eg_tell_out(&text, err);
    eg_buffer_clear(&text);
    return status;
}

/* EG_E_CONDITION when one holds, told in a line each; the reports are out by then. */
static eg_status tell_conditions(const analyzer *run, eg_error *err)
{
    const eg_invocation *asked = run->session->asked;
    eg_status status = EG_OK;
    for (size_t i = 0; i < asked->fail_on.n; i++) {
        const eg_condition *condition = &run->conditions[i];
        if (condition->looked_at == 0 && !asked->quiet)
            eg_tell_line("--fail-on \"%.80s\": the report has no fact of this statistic, so it "
                         "cannot hold; see --stats",
                         condition->text);
        if (condition->holds == 0)
            continue;
        if (status == EG_OK)
            status = eg_fail(err, EG_E_CONDITION,
                             "--fail-on \"%.80s\" holds for %llu fact%s; the first: %s",
                             condition->text, (unsigned long long)condition->holds,
                             condition->holds == 1 ? "" : "s", condition->first);
        else
            eg_tell_line("--fail-on \"%.80s\" holds for %llu fact%s", condition->text,
                         (unsigned long long)condition->holds,
                         condition->holds == 1 ? "" : "s");
    }
    return status;
}

static void tell_input(const eg_report *report, const eg_report_input *input, eg_arena *arena)
{
    const char *records = eg_report_count_words(report, input->records, arena);
    const char *rejected = eg_report_count_words(report, input->rejected, arena);
    const char *bytes = eg_report_count_words(report, input->bytes, arena);
    if (records == NULL || rejected == NULL || bytes == NULL)
        return;
    bool plain = strcmp(input->compression, "none") == 0;
    bool text = input->delimiter[0] != '\0';
    eg_tell_line("%s: %s records, %s rejected, %s bytes; %s, %s%s%s%s%s%s", input->name,
                 records, rejected, bytes, input->format, input->encoding,
                 text ? ", delimiter \"" : "", input->delimiter, text ? "\"" : "",
                 plain ? "" : ", ", plain ? "" : input->compression);
}

static void tell_quality(const eg_report_quality *row)
{
    eg_error line = {0};
    (void)eg_fail(&line, EG_E_INPUT, "%s", row->text);
    eg_error_place(&line, row->file, row->line, 0, row->column);
    eg_tell_error(&line);
}

/* On a terminal, or with -v: what was written, and with -v what was read and noticed. */
static void tell_done(const analyzer *run, const eg_report *report)
{
    const eg_session *session = run->session;
    bool verbose = session->asked->verbose;
    if (session->asked->quiet || (!verbose && !session->terminal->error_is_terminal))
        return;
    for (size_t i = 0; i < report->n_inputs && verbose; i++) {
        tell_input(report, &report->inputs[i], session->arena);
    }
    for (size_t i = 0; i < report->n_quality && verbose; i++)
        tell_quality(&report->quality[i]);
    for (size_t i = 0; i < run->outputs.n; i++) {
        if (run->outputs.at[i].path)
            eg_tell_line("wrote %s", run->outputs.at[i].path);
    }
    if (run->outputs.rejects_path)
        eg_tell_line("wrote %s", run->outputs.rejects_path);
    if (run->outputs.cube_path)
        eg_tell_line("wrote %s", run->outputs.cube_path);
    const char *records = eg_report_count_words(report, report->records, session->arena);
    if (verbose && records != NULL)
        eg_tell_line("%s records in %.2f s", records, eg_meter_seconds(&run->meter));
}

/* One of everything, or of everything one a unit; says which notes found no place. */
static eg_status write_reports(analyzer *run, const eg_report *report, eg_error *err)
{
    const eg_session *session = run->session;
    bool *used = eg_arena_alloc(session->arena, report->n_notes + 1, sizeof *used);
    if (!used)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    if (session->settings->split) {
        status = eg_split_write(&run->outputs, session, &run->kept, report, used, err);
    } else {
        eg_notes_mark(used, report);
        status = eg_outputs_write(&run->outputs, session, report, err);
    }
    eg_meter_clear(&run->meter);
    if (status == EG_OK && !session->asked->quiet)
        eg_notes_tell_unused(used, report, session->settings->notes);
    return status;
}

static eg_status write_and_publish(analyzer *run, const eg_report *report, eg_error *err)
{
    eg_status status =
        eg_conditions_count(run->conditions, run->session->asked->fail_on.n, report, err);
    if (status == EG_OK)
        status = eg_remember(&run->remembered, run->job, err);
    if (status == EG_OK)
        status = write_reports(run, report, err);
    if (status == EG_OK && run->outputs.cube)
        status = eg_sink_finish(run->outputs.cube, err);
    eg_meter_clear(&run->meter);
    if (status == EG_OK && eg_signals_caught())
        status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    if (status == EG_OK)
        status = eg_outputs_publish(&run->outputs, err);
    if (status == EG_OK) {
        tell_done(run, report);
        status = tell_conditions(run, err);
    }
    return status;
}

/* A saved cube and nothing else. */
static eg_status save_and_publish(analyzer *run, eg_error *err)
{
    eg_status status = eg_sink_finish(run->outputs.cube, err);
    if (status == EG_OK && run->outputs.rejects)
        status = eg_sink_finish(run->outputs.rejects, err);
    if (status == EG_OK && eg_signals_caught())
        status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    if (status == EG_OK)
        status = eg_outputs_publish(&run->outputs, err);
    const eg_session *session = run->session;
    bool loud = session->asked->verbose || session->terminal->error_is_terminal;
    if (status == EG_OK && loud && !session->asked->quiet)
        eg_tell_line("wrote %s", run->outputs.cube_path);
    return status;
}

/* Notes are part of the report; with --since what changed is too. */
static eg_status add_and_write(analyzer *run, eg_error *err)
{
    eg_report with = *eg_job_report(run->job);
    with.notes = run->notes;
    with.n_notes = run->n_notes;
    eg_status status = run->earlier ? eg_since(&with, run->earlier, run->session, err) : EG_OK;
    return status == EG_OK ? write_and_publish(run, &with, err) : status;
}

/* Until nothing that is hidden follows from this report, nor from it and earlier ones. */
static eg_status make_safe(analyzer *run, eg_error *err)
{
    const eg_settings *settings = run->session->settings;
    eg_control control = eg_meter_control(&run->meter);
    eg_status status = EG_OK;
    for (bool again = true; again && status == EG_OK;) {
        again = false;
        status = eg_guard_together(&run->remembered, run->job, settings, &control, err);
        if (status == EG_OK)
            status = eg_self_audit(run->job, run->remembered.ledger, settings, &control, &again,
                                   err);
        if (again)
            status = eg_job_decide_again(run->job, err);
    }
    return status;
}

/* What becomes of what was counted. */
static eg_status give_out(analyzer *run, eg_error *err)
{
    if (run->session->asked->print_sql)
        return print_queries(run, err);
    if (only_saves(run))
        return save_and_publish(run, err);
    eg_status status = make_safe(run, err);
    return status == EG_OK ? add_and_write(run, err) : status;
}

/* A config is an input too: neither may be written over. */
static eg_status plan_outputs(analyzer *run, const eg_paths *inputs, eg_error *err)
{
    const eg_strings *configs = &run->session->asked->configs;
    const eg_strings *roster = &run->session->settings->roster;
    size_t read = inputs->n + configs->n, n = read + roster->n;
    const char **at = eg_arena_alloc(run->session->arena, n + 5, sizeof *at);
    if (!at)
        return eg_fail_memory(err);
    const char *state = run->session->settings->state;
    const char *since = run->session->asked->since;
    for (size_t i = 0; i < n; i++)
        at[i] = i < inputs->n ? inputs->at[i]
                : i < read    ? configs->at[i - inputs->n]
                              : roster->at[i - read];
    if (state != NULL)
        at[n++] = state;
    if (since != NULL)
        at[n++] = since;
    if (run->session->settings->notes != NULL)
        at[n++] = run->session->settings->notes;
    if (run->session->settings->ledger != NULL)
        at[n++] = run->session->settings->ledger;
    run->kept = (eg_paths){at, n};
    eg_status status = eg_outputs_plan(&run->outputs, run->session, &run->kept, err);
    return status == EG_OK && run->session->settings->split != NULL
               ? eg_split_prepare(run->session, &run->outputs, err)
               : status;
}

static eg_status run_all(analyzer *run, eg_error *err)
{
    const eg_session *session = run->session;
    const char **paths = NULL;
    eg_paths inputs = {NULL, 0};
    eg_status status = read_timestamp(run->timestamp, sizeof run->timestamp, err);
    if (status == EG_OK)
        status = eg_conditions_read(&run->conditions, &session->asked->fail_on, NULL,
                                    session->arena, err);
    if (status == EG_OK)
        status = eg_source_expand(session->operands, session->n_operands, session->arena,
                                  &paths, &inputs.n, err);
    inputs.at = paths;
    if (status == EG_OK)
        status = plan_outputs(run, &inputs, err);
    if (status == EG_OK && session->asked->since)
        status = eg_saved_open(&run->earlier, session->asked->since, err);
    if (status == EG_OK && session->settings->notes)
        status = eg_notes_read(&run->notes, &run->n_notes, session->settings->notes,
                               session->arena, err);
    if (status == EG_OK)
        status = eg_remembered_open(&run->remembered, session, err);
    if (status != EG_OK)
        return status;
    eg_control control = eg_meter_control(&run->meter);
    status = read_and_count(run, &inputs, &control, err);
    eg_meter_clear(&run->meter);
    eg_notices_tell(&run->notices);
    if (status == EG_OK)
        return give_out(run, err);
    if (eg_status_exit(status) == eg_status_exit(EG_E_INPUT)) {
        eg_error own = {0}; /* the input's fault is the one to tell */
        if (eg_outputs_publish_rejects(&run->outputs, &own) != EG_OK)
            eg_tell_error(&own);
    }
    return status;
}

eg_status eg_command_analyze(eg_session *session, eg_error *err)
{
    analyzer run = {.session = session};
    eg_notices_init(&run.notices, session->asked->verbose);
    eg_meter_init(&run.meter, session->terminal, session->asked);
    eg_status status = run_all(&run, err);
    eg_meter_clear(&run.meter);
    eg_job_free(run.job);
    eg_saved_free(run.earlier);
    eg_remembered_close(&run.remembered);
    eg_outputs_close(&run.outputs);
    eg_notices_clear(&run.notices);
    return status;
}
