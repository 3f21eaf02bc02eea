/* One analysis: read, code, count, settle, roll up, hide, bind. */
#include <math.h>
#include <string.h>

#include "job/database.h"
#include "job/internal.h"
#include "job/job_threads.h"
#include "job/portions.h"

/* ---- opening
 * ------------------------------------------------------------------------------------ */

static eg_status open_source(eg_job *job, const char *const *paths, size_t n_paths,
                             eg_error *err)
{
    eg_source_options *options = eg_arena_alloc(job->arena, 1, sizeof *options);
    if (options == NULL)
        return eg_fail_memory(err);
    *options = (eg_source_options){.delimiter = job->settings->delimiter,
                                   .encoding = job->settings->encoding,
                                   .sheet = job->settings->sheet,
                                   .reject = job->silent ? NULL : job->options->reject,
                                   .reject_context = job->options->reject_context,
                                   .control = job->options->control,
                                   .aside = job->settings->threads != 1,
                                   .libcsv = strcmp(job->settings->parser, "libcsv") == 0,
                                   .marks = true};
    eg_sql_options *sql = NULL;
    const eg_strings typed = {(const char **)(uintptr_t)paths, n_paths};
    eg_status status = eg_database_options(&sql, job->settings, &typed, job->options->password,
                                           job->arena, err);
    options->sql = sql;
    if (status == EG_OK && job->portions != NULL)
        status = eg_portions_source(job->portions, &job->source, &job->roster, err);
    else if (status == EG_OK)
        status = eg_source_open(&job->source, paths, n_paths, options, err);
    if (status == EG_OK)
        status = eg_intake_new(&job->intake, job->settings, job->source, true, err);
    if (status == EG_OK && job->settings->roster.n > 0 && job->portions == NULL)
        status = eg_roster_open(&job->roster, job->settings, job->intake, options, err);
    if (status == EG_OK && job->roster != NULL)
        status = eg_intake_join(job->intake, job->roster, err);
    return status;
}

static eg_status check_shape(const eg_settings *settings, eg_error *err)
{
    if (settings->roster.n > 0 && settings->key.n == 0)
        return eg_fail(
            err, EG_E_USAGE,
            "--roster needs --key: the columns by which a record finds its row of the "
            "roster, such as --key student_id");
    if (settings->key.n > 0 && settings->roster.n == 0)
        return eg_fail(err, EG_E_USAGE, "--key belongs to --roster FILE, which is not given");
    return EG_OK;
}

static eg_status resolve(eg_job *job, eg_error *err)
{
    size_t n = eg_source_files(job->source);
    const eg_text **headers = eg_arena_alloc(job->arena, n, sizeof *headers);
    size_t *names = eg_arena_alloc(job->arena, n, sizeof *names);
    const char **files = eg_arena_alloc(job->arena, n, sizeof *files);
    if (headers == NULL || names == NULL || files == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < n; f++) {
        headers[f] = eg_intake_header(job->intake, f, &names[f]);
        files[f] = eg_source_tally(job->source, f)->name;
    }
    eg_status status =
        eg_schema_resolve(&job->schema, job->settings, headers, names, files, n, err);
    if (status != EG_OK)
        return status;
    if (job->settings->per == EG_PER_STUDENT && !job->schema->has_id)
        return eg_fail(err, EG_E_USAGE,
                       "--per student needs to know the students: name their column with --id");
    if (job->settings->collapse != EG_COLLAPSE_NONE && !job->schema->has_id)
        return eg_fail(err, EG_E_USAGE,
                       "--collapse needs to know the students: name their column with --id");
    if (job->portions != NULL)
        return EG_OK; /* there are no records to be asked for columns */
    const eg_rejected_from from = {job->schema, job->source, job->intake,
                                   job->silent ? NULL : job->options->reject,
                                   job->options->reject_context};
    status = eg_rejected_rows_new(&job->rejected, &from, err);
    if (status == EG_OK && job->roster != NULL)
        status = eg_roster_read(job->roster, eg_intake_joined(job->intake),
                                job->options->control, err);
    return status;
}

static eg_status make_counters(eg_job *job, eg_error *err)
{
    eg_status status = eg_coder_new(&job->coder, job->schema, err);
    if (status == EG_OK)
        eg_rejected_rows_watch(job->rejected, job->coder);
    if (status == EG_OK && job->schema->n_figures > 0)
        return eg_given_new(&job->given, job->schema, err);
    if (status == EG_OK)
        status = eg_job_cubes(job, &job->cubes, err);
    if (status == EG_OK && job->schema->has_id && job->settings->per != EG_PER_ROW)
        status = eg_students_new(&job->students, job->schema, err);
    return status;
}

/* ---- reading
 * -------------------------------------------------------------------------------------- */

static eg_status count_batch(eg_job *job, const eg_batch *batch, eg_error *err)
{
    const eg_coded *coded = NULL;
    eg_status status = eg_coder_code(job->coder, batch, &coded, err);
    if (status == EG_OK && job->students != NULL)
        status = eg_students_take(job->students, coded, &coded, err);
    if (status == EG_OK && job->given != NULL)
        status = eg_rejected_rows_keep(job->rejected, job->coder, batch, coded, err);
    if (status == EG_OK)
        status = job->given != NULL ? eg_given_add(job->given, coded, err)
                                    : eg_cubes_add(job->cubes, coded, err);
    for (size_t u = 0; status == EG_OK && job->students != NULL && u < job->schema->n_units;
         u++)
        status =
            eg_cubes_add_within(job->cubes, u, eg_students_elsewhere(job->students, u), err);
    return status == EG_OK ? eg_job_check_memory(job, err) : status;
}

static eg_status read_one_by_one(eg_job *job, eg_error *err)
{
    for (;;) {
        eg_batch batch;
        eg_progress progress = {.stage = "reading"};
        eg_status status = eg_intake_next(job->intake, &batch, err);
        if (status != EG_OK || batch.rows == 0)
            return status;
        status = count_batch(job, &batch, err);
        if (status != EG_OK) {
            eg_error_place(err, eg_source_tally(job->source, batch.file)->name, 0, 0, NULL);
            return status;
        }
        eg_source_progress(job->source, &progress);
        if (!eg_go_on(job->options->control, &progress))
            return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    }
}

static eg_status read_all(eg_job *job, eg_error *err)
{
    if (job->portions != NULL)
        return eg_portions_count(job->portions, job, err);
    size_t threads = job->alone ? 1 : eg_job_threads(job);
    eg_parts_read read = EG_PARTS_NOT;
    eg_status status = EG_OK;
    if (threads > 1)
        status = eg_job_read_parts(job, threads, &read, err);
    job->shared = read != EG_PARTS_NOT;
    job->silent = read == EG_PARTS_DONE; /* of what is refused all is said */
    if (status == EG_OK && read == EG_PARTS_TORN)
        return eg_fail(err, EG_E_BUG, "the parts of the files do not fit together");
    if (status == EG_OK && read == EG_PARTS_DONE)
        return eg_job_check_memory(job, err);
    return status == EG_OK ? read_one_by_one(job, err) : status;
}

/* ---- is it fit to count
 * ------------------------------------------------------------------------------ */

static eg_status check_rejects(const eg_job *job, eg_error *err)
{
    uint64_t rejected = 0, records = 0;
    for (size_t f = 0; f < eg_source_files(job->source); f++) {
        rejected += eg_source_tally(job->source, f)->rejected;
        records += eg_source_tally(job->source, f)->records;
    }
    double share = rejected == 0 ? 0 : (double)rejected / (double)(rejected + records);
    if (rejected <= 10 || share <= job->settings->max_rejects)
        return EG_OK;
    eg_error_place(err, eg_source_tally(job->source, 0)->name, 0, 0, NULL);
    return eg_fail(err, EG_E_INPUT,
                   "%s of %s records (%.1f%%) could not be used, more than --max-rejects "
                   "allows; --rejects FILE lists them with their reasons",
                   eg_count_words(rejected).text, eg_count_words(rejected + records).text,
                   100 * share);
}

static eg_status check_records(const eg_job *job, eg_error *err)
{
    const eg_coder_tally *tally = eg_coder_tally_of(job->coder);
    if (tally->records > 0)
        return EG_OK;
    eg_error_place(err, eg_source_tally(job->source, 0)->name, 0, 0, NULL);
    if (tally->filtered > 0)
        return eg_fail(err, EG_E_INPUT,
                       "--where leaves none of %s records; it compares with what the file says "
                       "(B, where that is the code of Black): equitygap profile shows it",
                       eg_count_words(tally->filtered).text);
    return eg_fail(err, EG_E_INPUT,
                   "there is a header but no record under it that can be used");
}

static eg_status check_repeats(const eg_job *job, eg_error *err)
{
    const eg_students_tally *tally =
        job->students == NULL ? NULL : eg_students_tally_of(job->students);
    if (tally == NULL || tally->conflicts == 0)
        return EG_OK;
    eg_error_place(err, NULL, 0, 0, job->schema->id_name);
    return eg_fail(
        err, EG_E_INPUT,
        "%s %s more than one row%s, and the rows differ (%s more rows than "
        "students); say which counts with --collapse first|last|min|max|mean|any, or "
        "count rows with --per row",
        eg_count_words(tally->conflicting_students).text,
        tally->conflicting_students == 1 ? "student has" : "students have",
        job->schema->year >= 0 ? " in a year" : "", eg_count_words(tally->conflicts).text);
}

static eg_status count_collapsed(eg_job *job, eg_error *err)
{
    const eg_coded *coded = NULL;
    eg_status status = EG_OK;
    do {
        if (job->students == NULL)
            return EG_OK;
        status = eg_students_rest(job->students, job->settled, &coded, err);
        if (status == EG_OK)
            status = eg_cubes_add(job->cubes, coded, err);
    } while (status == EG_OK && coded->rows > 0);
    return status;
}

static eg_status check_all(const eg_job *job, eg_error *err)
{
    /* What is little of a part may be enough of the whole, and the other way round. */
    eg_status status = eg_rejected_rows_check(job->rejected, err);
    if (status == EG_OK && !job->options->save_only)
        status = check_rejects(job, err);
    if (status == EG_OK && !job->options->save_only)
        status = check_records(job, err);
    if (status == EG_OK && job->roster != NULL)
        status = eg_roster_check(job->roster, err);
    if (status == EG_OK)
        status = check_repeats(job, err);
    return status;
}

/* ---- from counts to a report
 * -------------------------------------------------------------------------- */

static eg_status facts(const void *self, eg_fact_visitor visit, void *context, eg_error *err)
{
    const eg_job *job = self;
    return eg_fact_store_walk(job->facts, job->analysis, visit, context, err);
}

/* From here on the dimensions are those of the groups met. */
static eg_status place_groups(eg_job *job, eg_error *err)
{
    eg_status status = eg_given_settle(job->coder, job->settled, &job->plan, err);
    if (status != EG_OK)
        return status;
    job->columns = job->schema;
    job->schema = job->plan.schema;
    status = eg_views_given(&job->views, job->given, &job->plan, job->settled, err);
    eg_rejected_rows_tell(job->rejected, job->given);
    return status;
}

/* Rows of groups are told apart once all are read, also where a part is only saved: what
 * differs there differs in the whole. What else is wrong is told when merging. */
static eg_status tell_set_aside(eg_job *job, eg_error *err)
{
    eg_error part = {.status = EG_OK};
    if (job->rejected == NULL || job->given == NULL)
        return EG_OK;
    eg_status status = eg_coder_settle(job->coder, &job->settled, &part);
    if (status == EG_OK)
        status = place_groups(job, &part);
    return status == EG_E_MEMORY ? eg_fail_memory(err) : EG_OK;
}

static eg_status make_views(eg_job *job, eg_error *err)
{
    if (job->given != NULL)
        return place_groups(job, err);
    return eg_views_new(&job->views, job->cubes, job->schema, job->settled, err);
}

/* Facts that are few are computed once, here. */
static eg_status keep_facts(eg_job *job, eg_error *err)
{
    eg_fact_store_size size = {.threads = job->settings->threads};
    for (size_t s = 1; s < eg_views_scopes(job->views); s++)
        size.units += eg_views_units(job->views, s);
    return eg_fact_store_fill(job->facts, job->analysis, &size, err);
}

/* The State's counts, where there are any, and the analysis. */
static eg_status bind(eg_job *job, eg_error *err)
{
    eg_analysis_parts parts = {.schema = job->schema,
                               .settled = job->settled,
                               .views = job->views,
                               .marks = job->marks,
                               .control = job->options->control};
    if (job->settings->state != NULL) {
        const eg_state_wanted wanted = {job->settings, job->schema, job->settled, job->views,
                                        job->options->control};
        eg_status status = eg_state_read(&job->state, &wanted, err);
        if (status != EG_OK)
            return status;
        parts.state = eg_state_counts_of(job->state, &parts.n_state);
    }
    job->facts = eg_fact_store_new();
    eg_status status =
        job->facts == NULL ? eg_fail_memory(err) : eg_analysis_new(&job->analysis, &parts, err);
    return status == EG_OK ? keep_facts(job, err) : status;
}

static eg_status decide(eg_job *job, eg_error *err)
{
    eg_status status = eg_privacy_decide(&job->marks, job->views, job->schema, job->settled,
                                         &job->policy, err);
    return status == EG_OK ? bind(job, err) : status;
}

static eg_status conclude(eg_job *job, eg_error *err)
{
    eg_status status = eg_coder_settle(job->coder, &job->settled, err);
    if (status == EG_OK)
        status = count_collapsed(job, err);
    eg_students_forget(job->students);
    if (status == EG_OK)
        status = make_views(job, err);
    /* The views hold all that is needed from here on. */
    eg_cubes_free(job->cubes);
    job->cubes = NULL;
    if (status != EG_OK || job->options->cells_only)
        return status;
    job->policy = (eg_policy){.edition = job->settings->edition,
                              .min_n = job->settings->min_n,
                              .rules = &job->settings->rules,
                              .control = job->options->control,
                              .ledger = job->options->ledger};
    return decide(job, err);
}

static eg_status make_report(eg_job *job, eg_error *err)
{
    job->report.facts = facts;
    job->report.self = job;
    job->report.at_once = eg_fact_store_full(job->facts);
    eg_status status = eg_job_describe(job, err);
    if (status == EG_OK)
        status = eg_job_quality(job, err);
    if (status != EG_OK)
        return status;
    eg_finding *findings = NULL;
    status = eg_findings_make(&job->report, EG_FINDINGS_MOST, job->arena, &findings,
                              &job->report.n_findings, err);
    job->report.findings = findings;
    return status;
}

static eg_status run(eg_job *job, const char *const *paths, size_t n_paths, eg_error *err)
{
    job->arena = eg_arena_new();
    eg_status status = job->arena == NULL ? eg_fail_memory(err) : EG_OK;
    if (status == EG_OK)
        status = eg_portions_open(&job->portions, job, paths, n_paths, err);
    if (status == EG_OK && job->portions == NULL)
        status = check_shape(job->settings, err);
    if (status == EG_OK)
        status = open_source(job, paths, n_paths, err);
    if (status == EG_OK)
        status = resolve(job, err);
    const eg_strings typed = {(const char **)(uintptr_t)paths, n_paths};
    if (status == EG_OK)
        status = eg_job_let_count(job, &typed, err);
    if (status != EG_OK || job->options->queries_only)
        return status;
    status = make_counters(job, err);
    if (status == EG_OK)
        status = read_all(job, err);
    if (status == EG_OK)
        status = check_all(job, err);
    if (status == EG_OK)
        status = eg_job_save(job, err);
    if (status == EG_OK && job->options->save_only)
        status = tell_set_aside(job, err);
    if (status != EG_OK || job->options->save_only)
        return status;
    status = conclude(job, err);
    if (status == EG_OK && !job->options->cells_only)
        status = make_report(job, err);
    return status;
}

/* What many threads cannot do one does, and says what is wrong in its own words. */
static bool try_alone(const eg_job *job, eg_status status)
{
    return job->shared && status != EG_OK && status != EG_E_INTERRUPTED &&
           status != EG_E_MEMORY;
}

eg_status eg_job_run(eg_job **out, const eg_settings *settings, const char *const *paths,
                     size_t n_paths, const eg_job_options *options, eg_error *err)
{
    eg_job first = {.settings = settings, .options = options};
    *out = NULL;
    for (;;) {
        eg_job *job = eg_alloc_zero(1, sizeof *job);
        if (job == NULL)
            return eg_fail_memory(err);
        *job = first;
        eg_status status = run(job, paths, n_paths, err);
        bool again = try_alone(job, status);
        first.alone = again;
        first.cube_is_out = job->cube_is_out;
        first.silent = job->silent;
        if (status == EG_OK) {
            *out = job;
            return EG_OK;
        }
        eg_job_free(job);
        if (!again)
            return status;
        if (err != NULL)
            *err = (eg_error){0};
    }
}

void eg_job_free(eg_job *job)
{
    if (job == NULL)
        return;
    eg_fact_store_free(job->facts);
    eg_analysis_free(job->analysis);
    eg_state_free(job->state);
    eg_marks_free(job->marks);
    eg_views_free(job->views);
    eg_settled_free(job->settled);
    eg_cubes_free(job->cubes);
    eg_students_free(job->students);
    eg_coder_free(job->coder);
    eg_given_free(job->given);
    eg_schema_free(job->columns != NULL ? job->columns : job->schema);
    eg_rejected_rows_free(job->rejected);
    eg_intake_free(job->intake);
    eg_portions_close(job->portions);
    eg_roster_close(job->roster);
    eg_source_close(job->source);
    eg_arena_free(job->arena);
    eg_free(job);
}

eg_status eg_job_decide_again(eg_job *job, eg_error *err)
{
    eg_fact_store_free(job->facts);
    eg_analysis_free(job->analysis);
    eg_state_free(job->state);
    eg_marks_free(job->marks);
    job->facts = NULL;
    job->analysis = NULL;
    job->state = NULL;
    job->marks = NULL;
    job->policy.held = job->held;
    job->policy.closed = job->closed;
    job->report = (eg_report){.facts = NULL};
    eg_status status = decide(job, err);
    return status == EG_OK ? make_report(job, err) : status;
}

eg_status eg_job_query(const eg_job *job, size_t file, const char **out, eg_error *err)
{
    *out = NULL;
    if (file >= eg_source_files(job->source))
        return EG_OK;
    *out = eg_source_query(job->source, file, err);
    return *out == NULL ? err->status : EG_OK;
}

const eg_report *eg_job_report(const eg_job *job)
{
    return &job->report;
}

eg_job_cells eg_job_cells_of(const eg_job *job)
{
    bool given = job->given != NULL;
    return (eg_job_cells){job->views, job->schema, job->settled,
                          given ? job->plan.additive : NULL,
                          given ? eg_given_tally_of(job->given) : NULL};
}
