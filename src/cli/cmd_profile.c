#include "cli/command.h"

#include <stdlib.h>

#include "cli/outputs.h"
#include "cli/profile_out.h"
#include "cli/tell.h"
#include "equitygap/source.h"
#include "job/database.h"
#include "job/roster.h"

/* What one run holds. */
typedef struct {
    const eg_session *session;
    eg_source *source;
    eg_intake *intake;
    eg_roster *roster;
    eg_profile *profile;
    eg_sink *config;
    eg_meter meter;
    eg_error why_not;
} profiler;

/* Columns are those that an analysis would see: joined, set and melted ones too. */
static eg_status open_intake(profiler *run, const eg_source_options *options, eg_error *err)
{
    const eg_settings *settings = run->session->settings;
    bool roster = settings->roster.n > 0 && settings->key.n > 0;
    eg_status status = eg_intake_new(&run->intake, settings, run->source, true, err);
    if (status == EG_OK && roster)
        status = eg_roster_open(&run->roster, settings, run->intake, options, err);
    return status == EG_OK && roster ? eg_intake_join(run->intake, run->roster, err) : status;
}

static eg_status open_source(profiler *run, const char *const *paths, size_t n_paths,
                             eg_source_options *options, eg_error *err)
{
    const eg_session *session = run->session;
    options->delimiter = session->settings->delimiter;
    options->encoding = session->settings->encoding;
    options->sheet = session->settings->sheet;
    eg_sql_options *sql = NULL;
    const eg_strings typed = {(const char **)(uintptr_t)paths, n_paths};
    eg_status status = eg_database_options(&sql, session->settings, &typed,
                                           getenv("EQUITYGAP_PASSWORD"), session->arena, err);
    options->sql = sql;
    if (status == EG_OK)
        status = eg_source_open(&run->source, paths, n_paths, options, err);
    if (status == EG_OK)
        status = open_intake(run, options, err);
    if (status != EG_OK)
        return status;
    const eg_text **headers = eg_arena_alloc(session->arena, n_paths + 1, sizeof(void *));
    size_t *n_names = eg_arena_alloc(session->arena, n_paths + 1, sizeof *n_names);
    if (!headers || !n_names)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n_paths; i++)
        headers[i] = eg_intake_header(run->intake, i, &n_names[i]);
    status = eg_profile_new(&run->profile, session->settings, headers, n_names, paths, n_paths,
                            &run->why_not, err);
    if (status != EG_OK)
        return status;
    size_t n = 0;
    const int32_t *columns = eg_profile_select(run->profile, &n);
    status = eg_intake_select(run->intake, columns, n, err);
    if (status == EG_OK && run->roster != NULL)
        status =
            eg_roster_read(run->roster, eg_intake_joined(run->intake), options->control, err);
    return status;
}

static eg_status read_all(profiler *run, eg_error *err)
{
    eg_batch batch = {0};
    eg_status status = EG_OK;
    do {
        status = eg_intake_next(run->intake, &batch, err);
        if (status == EG_OK && batch.rows)
            status = eg_profile_add(run->profile, &batch, err);
    } while (status == EG_OK && batch.rows);
    return status == EG_OK ? eg_profile_finish(run->profile, err) : status;
}

/* Neither an input nor a config that was read may be written over. */
static eg_status check_config(const profiler *run, const eg_paths *inputs, eg_error *err)
{
    const char *path = run->session->asked->write_config;
    const eg_strings *configs = &run->session->asked->configs;
    for (size_t i = 0; i < inputs->n + configs->n; i++) {
        const char *other = i < inputs->n ? inputs->at[i] : configs->at[i - inputs->n];
        if (eg_same_file(path, other))
            return eg_fail(
                err, EG_E_USAGE,
                "--write-config %s is an input of this run and would be overwritten; "
                "name another file",
                path);
    }
    return eg_can_write(path, "--write-config", err);
}

static eg_status write_config(profiler *run, const eg_profiled *profiled, eg_error *err)
{
    const char *path = run->session->asked->write_config;
    eg_buffer text = {0};
    eg_status status = eg_profile_config(&text, profiled, err);
    if (status == EG_OK && text.failed)
        status = eg_fail_memory(err);
    if (status == EG_OK)
        status = eg_sink_open_file(&run->config, path, eg_file_mode(), err);
    if (status == EG_OK) {
        eg_sink_put(run->config, text.at, text.n);
        status = eg_sink_finish(run->config, err);
    }
    eg_buffer_clear(&text);
    return status;
}

static eg_status print(profiler *run, eg_error *err)
{
    const eg_invocation *asked = run->session->asked;
    eg_profiled profiled = {run->profile,  run->source,         run->session->settings,
                            &run->why_not, &asked->asked_names, &asked->asked_values};
    eg_buffer text = {0};
    eg_status status = asked->write_config ? write_config(run, &profiled, err) : EG_OK;
    if (asked->json)
        eg_profile_json(&text, &profiled);
    else
        eg_profile_text(&text, &profiled);
    eg_error own = {0};
    if (status == EG_OK)
        status = eg_tell_out(&text, &own);
    eg_buffer_clear(&text);
    if (status != EG_OK && status != EG_E_PIPE) {
        if (own.status != EG_OK)
            *err = own;
        return status;
    }
    return run->config ? eg_sink_publish(run->config, err) : EG_OK;
}

static eg_status run_all(profiler *run, eg_error *err)
{
    const eg_session *session = run->session;
    const char **paths = NULL;
    eg_paths inputs = {NULL, 0};
    eg_control control = eg_meter_control(&run->meter);
    eg_source_options options = {.control = &control};
    eg_status status = eg_source_expand(session->operands, session->n_operands, session->arena,
                                        &paths, &inputs.n, err);
    inputs.at = paths;
    if (status == EG_OK && session->asked->write_config)
        status = check_config(run, &inputs, err);
    if (status == EG_OK)
        status = open_source(run, inputs.at, inputs.n, &options, err);
    if (status == EG_OK)
        status = read_all(run, err);
    eg_meter_clear(&run->meter);
    if (status == EG_OK)
        status = print(run, err);
    eg_intake_free(run->intake);
    eg_roster_close(run->roster);
    eg_source_close(run->source); /* while its control is still there */
    run->source = NULL;
    return status;
}

eg_status eg_command_profile(eg_session *session, eg_error *err)
{
    profiler run = {.session = session};
    eg_meter_init(&run.meter, session->terminal, session->asked);
    eg_status status = run_all(&run, err);
    eg_profile_free(run.profile);
    eg_sink_close(run.config);
    return status;
}
