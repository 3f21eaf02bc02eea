#include "cli/command.h"

#include <unistd.h>

#include "cli/outputs.h"
#include "cli/tell.h"
#include "synth/synth.h"

static eg_status read_options(const eg_invocation *asked, eg_synth_options *options,
                              eg_error *err)
{
    eg_synth_defaults(options);
    if (asked->rows && asked->students)
        return eg_fail(
            err, EG_E_USAGE,
            "synth takes --students or --rows, not both: rows are students times years");
    if (asked->students)
        options->students = asked->students;
    if (asked->schools)
        options->schools = asked->schools;
    if (asked->years)
        options->years = asked->years;
    if (asked->seed_given)
        options->seed = asked->seed;
    options->rows = asked->rows;
    return EG_OK;
}

static eg_status check_targets(const eg_invocation *asked, eg_error *err)
{
    const char *data = asked->outputs.n ? asked->outputs.at[0] : NULL;
    if (asked->outputs.n > 1)
        return eg_fail(err, EG_E_USAGE, "synth writes one file; --output is given %zu times",
                       asked->outputs.n);
    if (data && asked->truth && eg_same_file(data, asked->truth))
        return eg_fail(err, EG_E_USAGE, "--truth %s is the --output file too; name another",
                       asked->truth);
    eg_status status = EG_OK;
    if (data)
        status = eg_can_write(data, "--output", err);
    if (status == EG_OK && asked->truth)
        status = eg_can_write(asked->truth, "--truth", err);
    return status;
}

static eg_status open_sinks(const eg_invocation *asked, eg_sink **data, eg_sink **truth,
                            eg_error *err)
{
    unsigned mode = eg_file_mode();
    const char *path = asked->outputs.n ? asked->outputs.at[0] : "-";
    eg_status status =
        path[0] == '-' && path[1] == '\0'
            ? eg_sink_open_descriptor(data, STDOUT_FILENO, "standard output", err)
            : eg_sink_open_file(data, path, mode, err);
    if (status == EG_OK && asked->truth)
        status = eg_sink_open_file(truth, asked->truth, mode, err);
    return status;
}

/* Both on the disk before either has its name. */
static eg_status finish(eg_sink *data, eg_sink *truth, eg_error *err)
{
    eg_status status = eg_sink_finish(data, err);
    if (status == EG_OK && truth)
        status = eg_sink_finish(truth, err);
    if (status == EG_OK && eg_signals_caught())
        status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    if (status == EG_OK)
        status = eg_sink_publish(data, err);
    if (status == EG_OK && truth)
        status = eg_sink_publish(truth, err);
    return status;
}

eg_status eg_command_synth(eg_session *session, eg_error *err)
{
    eg_synth_options options;
    eg_sink *data = NULL, *truth = NULL;
    eg_meter meter;
    eg_meter_init(&meter, session->terminal, session->asked);
    eg_control control = eg_meter_control(&meter);
    eg_status status = read_options(session->asked, &options, err);
    if (status == EG_OK)
        status = check_targets(session->asked, err);
    if (status == EG_OK)
        status = open_sinks(session->asked, &data, &truth, err);
    if (status == EG_OK)
        status = eg_synth_write(&options, data, truth, &control, err);
    eg_meter_clear(&meter);
    if (status == EG_OK)
        status = finish(data, truth, err);
    eg_sink_close(data);
    eg_sink_close(truth);
    return status;
}
