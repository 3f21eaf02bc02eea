#include "cli/command.h"

#include <string.h>

#include "cli/audit_out.h"
#include "cli/outputs.h"
#include "cli/saved.h"
#include "cli/tell.h"
#include "equitygap/job.h"
#include "equitygap/source.h"

/* Results of an audit are what a reader could compute: for the one who asked. */
enum { MODE_PRIVATE = 0600 };
/* A report as JSON is read as a whole. */
#define JSON_MOST ((size_t)256 << 20)

typedef struct {
    const eg_session *session;
    eg_audit *audit;
    eg_audited_file *files;
    eg_paths inputs;
    eg_sink **sinks;
    eg_meter meter;
} auditor;

/* ---- reports ---- */

static bool is_json(const char *path)
{
    size_t n = strlen(path);
    return n > 5 && strcmp(path + n - 5, ".json") == 0;
}

static eg_status read_json(auditor *run, uint32_t file, const char *path, eg_error *err)
{
    eg_buffer bytes = {.at = NULL};
    eg_status status =
        eg_read_whole(&bytes, path, JSON_MOST, "give the CSV of the same report", err);
    if (status == EG_OK)
        status = eg_audit_read_json(run->audit, file, (eg_text){bytes.at, bytes.n}, err);
    eg_buffer_clear(&bytes);
    return status;
}

static eg_status read_batch(auditor *run, uint32_t file, const eg_batch *batch, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t r = 0; r < batch->rows && status == EG_OK; r++) {
        eg_text fields[16];
        for (size_t c = 0; c < 16; c++) {
            const eg_field *field = &batch->fields[c * batch->stride + r];
            fields[c] = (eg_text){field->at, field->n};
        }
        status = eg_audit_read_row(run->audit, file, fields, err);
        if (status != EG_OK)
            eg_error_place(err, run->files[file].name, batch->line[r], 0, NULL);
    }
    return status;
}

static eg_status read_rows(auditor *run, uint32_t file, eg_source *source, eg_error *err)
{
    int32_t columns[16];
    for (int32_t c = 0; c < 16; c++)
        columns[c] = c;
    eg_status status = eg_source_select(source, columns, 16, err);
    eg_batch batch = {.rows = 1};
    while (status == EG_OK && batch.rows > 0) {
        status = eg_source_next(source, &batch, err);
        if (status == EG_OK)
            status = read_batch(run, file, &batch, err);
    }
    if (status == EG_OK && eg_source_tally(source, 0)->rejected > 0) {
        eg_error_place(err, run->files[file].name, 0, 0, NULL);
        status =
            eg_fail(err, EG_E_INPUT,
                    "some records of the report cannot be read; was it changed after it was "
                    "written?");
    }
    return status;
}

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n > m && strcmp(path + n - m, end) == 0;
}

/* The sheet of a workbook of ours that holds what the CSV does. */
static const char *const facts_sheet = "All facts";

/* *report: the table has the columns of a report and was read. *book: it is in a workbook. */
static eg_status read_table(auditor *run, uint32_t file, const char *path, const char *sheet,
                            bool found[2], eg_error *err)
{
    eg_source *source = NULL;
    eg_control control = eg_meter_control(&run->meter);
    eg_source_options options = {.control = &control, .sheet = sheet};
    size_t n = 0;
    eg_status status = eg_source_open(&source, &path, 1, &options, err);
    if (status != EG_OK)
        return status;
    const eg_text *header = eg_source_header(source, 0, &n);
    found[0] = eg_audit_is_report(header, n);
    found[1] = strcmp(eg_source_tally(source, 0)->format, "xlsx") == 0;
    if (found[0])
        status = read_rows(run, file, source, err);
    eg_source_close(source);
    return status;
}

/* *report: the file is one of ours and was read. */
static eg_status read_report(auditor *run, uint32_t file, const char *path, bool *report,
                             eg_error *err)
{
    const eg_settings *settings = run->session->settings;
    bool found[2] = {false, false};
    *report = is_json(path);
    if (*report)
        return read_json(run, file, path, err);
    if (settings->n_counts == 0 && (ends_with(path, ".html") || ends_with(path, ".htm"))) {
        eg_error_place(err, path, 0, 0, NULL);
        return eg_fail(err, EG_E_USAGE,
                       "a page is not read back; give the JSON, CSV or workbook of the same "
                       "report (analyze ... -o report.json)");
    }
    eg_status status = read_table(run, file, path, settings->sheet, found, err);
    if (status == EG_OK && !found[0] && found[1] && settings->sheet == NULL) {
        eg_error none = {.status = EG_OK};
        eg_status other = read_table(run, file, path, facts_sheet, found, &none);
        status = found[0] ? other : EG_OK;
        if (status != EG_OK && err != NULL)
            *err = none;
    }
    *report = found[0];
    return status;
}

/* ---- tables of groups ---- */

static eg_status read_groups(auditor *run, uint32_t file, const char *path, eg_error *err)
{
    const eg_session *session = run->session;
    eg_job *job = NULL;
    eg_control control = eg_meter_control(&run->meter);
    eg_job_options options = {.control = &control, .cells_only = true};
    if (session->settings->n_counts == 0) {
        eg_error_place(err, path, 0, 0, NULL);
        return eg_fail(err, EG_E_USAGE,
                       "is no report of equitygap that can be read back (its JSON, CSV or "
                       "workbook); a table of groups needs --counts, such as "
                       "--counts 'n=Tested,count=Proficient', and --group-column");
    }
    eg_status status = eg_job_run(&job, session->settings, &path, 1, &options, err);
    if (status == EG_OK) {
        eg_job_cells given = eg_job_cells_of(job);
        eg_audit_cells cells = {given.views, given.schema, given.settled, given.additive};
        run->files[file].differing = given.given->differing;
        run->files[file].differing_rows = given.given->differing_rows;
        status = eg_audit_views(run->audit, file, &cells, err);
    }
    eg_job_free(job);
    return status;
}

static eg_status read_all(auditor *run, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = 0; i < run->inputs.n && status == EG_OK; i++) {
        const char *path = run->inputs.at[i];
        uint32_t file = 0;
        run->files[i].name = path;
        status = eg_audit_file(run->audit, path, &file, err);
        if (status == EG_OK)
            status = read_report(run, file, path, &run->files[i].report, err);
        if (status == EG_OK && !run->files[i].report)
            status = read_groups(run, file, path, err);
        run->files[i].policy = status == EG_OK ? eg_audit_policy(run->audit, file) : NULL;
    }
    return status;
}

/* ---- what was found ---- */

static eg_status plan_outputs(const auditor *run, eg_error *err)
{
    const eg_strings *outputs = &run->session->asked->outputs;
    for (size_t o = 0; o < outputs->n; o++)
        for (size_t i = 0; i < run->inputs.n; i++)
            if (eg_same_file(outputs->at[o], run->inputs.at[i]))
                return eg_fail(err, EG_E_USAGE,
                               "--output %s is an input of this run and would be overwritten; "
                               "name another file",
                               outputs->at[o]);
    eg_status status = EG_OK;
    for (size_t o = 0; o < outputs->n && status == EG_OK; o++)
        status = eg_can_write(outputs->at[o], "--output", err);
    return status;
}

static void put(eg_buffer *text, const eg_audited *audited, bool json)
{
    if (json)
        eg_audit_json_out(text, audited);
    else
        eg_audit_text_out(text, audited);
}

static eg_status write_file(auditor *run, size_t o, const eg_audited *audited, eg_error *err)
{
    const char *path = run->session->asked->outputs.at[o];
    eg_buffer text = {.at = NULL};
    put(&text, audited, is_json(path));
    eg_status status = text.failed ? eg_fail_memory(err) : EG_OK;
    if (status == EG_OK)
        status = eg_sink_open_file(&run->sinks[o], path, MODE_PRIVATE, err);
    if (status == EG_OK) {
        eg_sink_put(run->sinks[o], text.at, text.n);
        status = eg_sink_finish(run->sinks[o], err);
    }
    eg_buffer_clear(&text);
    return status;
}

static eg_status write_all(auditor *run, const eg_audited *audited, eg_error *err)
{
    const eg_invocation *asked = run->session->asked;
    eg_status status = EG_OK;
    for (size_t o = 0; o < asked->outputs.n && status == EG_OK; o++)
        status = write_file(run, o, audited, err);
    if (status == EG_OK && (asked->outputs.n == 0 || asked->json)) {
        eg_buffer text = {.at = NULL};
        put(&text, audited, asked->json);
        status = text.failed ? eg_fail_memory(err) : eg_tell_out(&text, err);
        eg_buffer_clear(&text);
    }
    for (size_t o = 0; o < asked->outputs.n && status == EG_OK; o++)
        status = eg_sink_publish(run->sinks[o], err);
    return status;
}

static eg_status conclude(auditor *run, eg_error *err)
{
    eg_control control = eg_meter_control(&run->meter);
    eg_status status = eg_audit_run(run->audit, &control, err);
    eg_meter_clear(&run->meter);
    if (status != EG_OK)
        return status;
    const eg_audit_result *result = eg_audit_result_of(run->audit);
    eg_audited audited = {result, run->files, run->inputs.n, run->session->asked->width};
    status = write_all(run, &audited, err);
    if (status == EG_OK && result->found > 0)
        return eg_fail(err, EG_E_DISCLOSURE,
                       "%s of what is hidden can be computed back or is told",
                       eg_count_words(result->found).text);
    return status;
}

static eg_status run_all(auditor *run, eg_error *err)
{
    const eg_session *session = run->session;
    const char **paths = NULL;
    eg_status status = eg_source_expand(session->operands, session->n_operands, session->arena,
                                        &paths, &run->inputs.n, err);
    run->inputs.at = paths;
    if (status != EG_OK)
        return status;
    eg_audit_options options = {.min_n = session->settings->min_n,
                                .width = (double)session->asked->width,
                                .listed = (size_t)session->asked->list,
                                .everyone = true,
                                .rules = &session->settings->rules};
    run->files = eg_arena_alloc(session->arena, run->inputs.n + 1, sizeof *run->files);
    run->sinks = eg_arena_alloc(session->arena, session->asked->outputs.n + 1, sizeof(void *));
    if (!run->files || !run->sinks)
        return eg_fail_memory(err);
    status = plan_outputs(run, err);
    if (status == EG_OK)
        status = eg_audit_new(&run->audit, &options, err);
    if (status == EG_OK)
        status = read_all(run, err);
    return status == EG_OK ? conclude(run, err) : status;
}

eg_status eg_command_audit(eg_session *session, eg_error *err)
{
    auditor run = {.session = session};
    eg_meter_init(&run.meter, session->terminal, session->asked);
    eg_status status = run_all(&run, err);
    eg_meter_clear(&run.meter);
    for (size_t o = 0; run.sinks && o < session->asked->outputs.n; o++)
        eg_sink_close(run.sinks[o]);
    eg_audit_free(run.audit);
    return status;
}
