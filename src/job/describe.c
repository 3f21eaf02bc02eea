/* What the report says beside its facts: inputs, settings, outcomes, dimensions, coverage. */
#include <string.h>

#include "job/internal.h"
#include "language/language.h"
#include "report/report_rules.h"
#include "report/say.h"
#include "schema/mean_first.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static const char *delimiter_word(char delimiter, eg_arena *arena)
{
    return delimiter == '\t' ? "tab" : eg_arena_printf(arena, "%c", delimiter);
}

static eg_status describe_inputs(eg_job *job, eg_error *err)
{
    const eg_source *roster = job->roster == NULL ? NULL : eg_roster_source(job->roster);
    size_t own = eg_source_files(job->source);
    size_t joined = own + (roster == NULL ? 0 : eg_source_files(roster));
    size_t n = joined + (job->state == NULL ? 0 : 1);
    eg_report_input *inputs = eg_arena_alloc(job->arena, n, sizeof *inputs);
    if (inputs == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < n; f++) {
        const eg_file_tally *tally = f < own      ? eg_source_tally(job->source, f)
                                     : f < joined ? eg_source_tally(roster, f - own)
                                                  : eg_state_tally(job->state);
        inputs[f] =
            (eg_report_input){.name = base_name(tally->name),
                              .bytes = tally->bytes,
                              .records = tally->records,
                              .rejected = tally->rejected,
                              .format = tally->format,
                              .compression = tally->compression,
                              .encoding = tally->encoding,
                              .delimiter = delimiter_word(tally->delimiter, job->arena)};
        if (inputs[f].delimiter == NULL)
            return eg_fail_memory(err);
    }
    eg_job_guard_inputs(job, inputs, n);
    job->report.inputs = inputs;
    job->report.n_inputs = n;
    return EG_OK;
}

/* What an outcome counts, in words; NULL: no memory. */
static const char *define(const eg_job *job, size_t o, const char *tag)
{
    const eg_outcome *outcome = &job->schema->outcomes[o];
    const eg_language *language = eg_language_of(eg_text_of(tag == NULL ? "en" : tag));
    const char *words =
        eg_report_definition(outcome, &job->settled->outcomes[o], tag, job->arena);
    if (words == NULL || !eg_mean_first(job->schema, outcome))
        return words;
    const char *mean = EG_T("The value of a student is the mean of the student's records.");
    return eg_arena_printf(job->arena, "%s %s", words, eg_language_word(language, mean));
}

static eg_status describe_outcomes(eg_job *job, eg_error *err)
{
    size_t n = job->schema->n_outcomes;
    eg_report_outcome *outcomes = eg_arena_alloc(job->arena, n, sizeof *outcomes);
    if (outcomes == NULL)
        return eg_fail_memory(err);
    for (size_t o = 0; o < n; o++) {
        const eg_outcome *outcome = &job->schema->outcomes[o];
        const eg_outcome_settled *settled = &job->settled->outcomes[o];
        outcomes[o] = (eg_report_outcome){
            .name = outcome->name,
            .label = outcome->label,
            .kind = settled->kind,
            .lower = settled->lower,
            .definition = define(job, o, NULL),
            .said = define(job, o, job->report.language),
            .levels = settled->levels,
            .n_levels = settled->kind == EG_KIND_LEVELS ? settled->n_levels : 0,
            .has_target = outcome->spec.has_target,
            .target = outcome->spec.target,
            .target_year = outcome->spec.target_year,
        };
        if (outcomes[o].definition == NULL || outcomes[o].said == NULL)
            return eg_fail_memory(err);
    }
    job->report.outcomes = outcomes;
    job->report.n_outcomes = n;
    return EG_OK;
}

static eg_status describe_dimensions(eg_job *job, eg_error *err)
{
    size_t n = job->schema->n_items;
    eg_report_dimension *dimensions = eg_arena_alloc(job->arena, n, sizeof *dimensions);
    if (dimensions == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const eg_item *item = &job->schema->items[i];
        const eg_dimension_spec *spec = job->schema->axes[item->axis[0]].spec;
        size_t groups = eg_views_groups(job->views, i + 1);
        const char **names = eg_arena_alloc(job->arena, groups, sizeof *names);
        if (names == NULL)
            return eg_fail_memory(err);
        for (size_t g = 0; g < groups; g++)
            names[g] = eg_views_group(job->views, i + 1, g);
        dimensions[i] = (eg_report_dimension){
            .name = item->name,
            .label = item->label,
            .order_rule = spec != NULL && spec->order.n > 0
                              ? EG_T("the order of the configuration, Unknown last")
                              : EG_T("alphabetical, Unknown last"),
            .definition = job->given != NULL ? NULL : eg_report_counting(job->schema, item),
            .groups = names,
            .n_groups = groups};
    }
    job->report.dimensions = dimensions;
    job->report.n_dimensions = n;
    return EG_OK;
}

static eg_status describe_coverage(eg_job *job, eg_error *err)
{
    size_t n_years = job->schema->year < 0 ? 0 : eg_views_years(job->views);
    const char **units = eg_arena_alloc(job->arena, job->schema->n_units, sizeof *units);
    const char **years = eg_arena_alloc(job->arena, n_years, sizeof *years);
    if (units == NULL || years == NULL)
        return eg_fail_memory(err);
    for (size_t u = 0; u < job->schema->n_units; u++)
        units[u] = job->schema->axes[job->schema->units[u]].name;
    for (size_t y = 0; y < n_years; y++)
        years[y] = eg_views_year(job->views, y);
    job->report.unit_types = units;
    job->report.n_unit_types = job->schema->n_units;
    job->report.years = years;
    job->report.n_years = n_years;
    const eg_coder_tally *coded = eg_coder_tally_of(job->coder);
    job->report.records = coded->records;
    /* who has no usable id is a student each, in every figure */
    job->report.students =
        job->students == NULL
            ? 0
            : eg_students_tally_of(job->students)->students + coded->no_id + coded->damaged_ids;
    eg_job_guard_totals(job);
    const eg_privacy_tally *privacy = eg_marks_tally(job->marks);
    job->report.cells = privacy->cells;
    job->report.cells_hidden = privacy->hidden;
    job->report.cells_coded = privacy->coded;
    return EG_OK;
}

static eg_status describe_rules(eg_job *job, eg_error *err)
{
    eg_rule_row *rules = NULL;
    job->report.has_rules = eg_analysis_has_set(job->analysis, "impact");
    eg_status status =
        eg_analysis_rules(job->analysis, job->arena, &rules, &job->report.n_rules, err);
    job->report.rules = rules;
    return status;
}

static eg_status describe_families(eg_job *job, eg_error *err)
{
    eg_family *families = NULL;
    eg_status status = eg_analysis_families(job->analysis, job->arena, &families,
                                            &job->report.n_families, err);
    job->report.families = families;
    return status;
}

eg_status eg_job_describe(eg_job *job, eg_error *err)
{
    eg_report *report = &job->report;
    report->version = EG_VERSION;
    report->timestamp = job->options->timestamp;
    report->language = job->settings->language;
    report->audience = job->settings->audience;
    report->title = job->settings->title;
    report->plan = job->settings->plan;
    report->edition = job->settings->edition;
    report->min_n = job->settings->min_n;
    report->rows_counted = job->settings->per == EG_PER_ROW && job->given == NULL;
    report->confidence = job->settings->confidence;
    report->digits = job->options->digits;
    eg_report_setting *settings = NULL;
    eg_status status = eg_report_settings_make(job->settings, job->schema, job->arena,
                                               &settings, &report->n_settings, err);
    report->settings = settings;
    if (status == EG_OK)
        status = describe_inputs(job, err);
    if (status == EG_OK)
        status = describe_outcomes(job, err);
    if (status == EG_OK)
        status = describe_dimensions(job, err);
    if (status == EG_OK)
        status = describe_coverage(job, err);
    if (status == EG_OK)
        status = describe_rules(job, err);
    if (status == EG_OK)
        status = describe_families(job, err);
    if (status == EG_OK)
        status = eg_report_rules_make(job->settings, eg_report_language(report), job->arena,
                                      report, err);
    return status;
}
