/* What a database may count and add up by itself, so that nobody can tell. */
#include <string.h>

#include "equitygap/sql.h"
#include "job/internal.h"
#include "schema/cell.h"
#include "schema/derived.h"

/* Why its rows have to come one by one; NULL: it may count. */
static const char *why_rows(const eg_job *job)
{
    if (job->schema->n_figures > 0)
        return "its rows are groups already";
    if (job->schema->has_id)
        return "rows are told apart by a student's id; --id none counts rows";
    return eg_intake_plain(job->intake) ? NULL : "columns are added to its rows";
}

/* ---- which columns are only ever added up ---- */

static void forbid(bool *sum, int32_t field)
{
    if (field >= 0)
        sum[field] = false;
}

static void forbid_axis(bool *sum, const eg_axis *axis)
{
    forbid(sum, axis->field);
    forbid(sum, axis->parent_field);
    for (size_t p = 0; axis->derived != NULL && p < axis->derived->n_parts; p++)
        forbid(sum, axis->derived->parts[p].field);
}

static bool only_numbers(const eg_outcome *outcome)
{
    return outcome->recipe == NULL && !outcome->per_hundred &&
           (outcome->kind == EG_KIND_MEAN || outcome->kind == EG_KIND_AUTO);
}

static void find_sums(const eg_schema *schema, bool *sum)
{
    for (size_t o = 0; o < schema->n_outcomes; o++)
        if (only_numbers(&schema->outcomes[o]))
            sum[schema->outcomes[o].field] = true;
    for (size_t a = 0; a < schema->n_axes; a++)
        forbid_axis(sum, &schema->axes[a]);
    for (size_t w = 0; w < schema->settings->n_where; w++)
        forbid(sum, schema->where_field[w]);
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        const eg_outcome *outcome = &schema->outcomes[o];
        if (!only_numbers(outcome))
            forbid(sum, outcome->field);
        for (size_t i = 0; outcome->recipe != NULL && i < EG_RECIPE_INPUTS; i++)
            forbid(sum, outcome->recipe_field[i]);
    }
}

/* Numbers that stand for no value are no part of any sum. */
static eg_status copy_marks(eg_job *job, eg_counting *counting, eg_error *err)
{
    const eg_decimal *numbers = NULL;
    const eg_value_state *states = NULL;
    eg_mark_table *marks = NULL;
    eg_status status = eg_mark_table_new(&marks, job->settings, err);
    if (status != EG_OK)
        return status;
    size_t n = eg_mark_numbers(marks, &numbers, &states);
    eg_decimal *kept = eg_arena_alloc(job->arena, n + 1, sizeof *kept);
    if (kept != NULL && n > 0)
        memcpy(kept, numbers, n * sizeof *kept);
    eg_mark_table_free(marks);
    counting->marks = kept;
    counting->n_marks = n;
    return kept == NULL ? eg_fail_memory(err) : EG_OK;
}

/* An outcome of open kind is a mean as soon as it has another number than 0 and 1; but not
 * where it is saved, since other parts may hold words, nor under conditions, since rows that do
 * not meet them say nothing. */
static eg_status settle_open(eg_job *job, bool *sum, eg_error *err)
{
    for (size_t o = 0; o < job->schema->n_outcomes; o++) {
        eg_outcome *outcome = &job->schema->outcomes[o];
        bool more = false;
        if (outcome->kind != EG_KIND_AUTO || !sum[outcome->field])
            continue;
        eg_status status = EG_OK;
        if (job->options->save == NULL && job->settings->n_where == 0)
            status = eg_source_more_than_bits(job->source, (size_t)outcome->field, &more, err);
        if (status != EG_OK)
            return status;
        if (more)
            outcome->kind = EG_KIND_MEAN;
        else
            sum[outcome->field] = false;
        outcome->asked = more;
    }
    return EG_OK;
}

eg_status eg_job_let_count(eg_job *job, const eg_strings *paths, eg_error *err)
{
    const char *why = why_rows(job);
    bool any = false;
    for (size_t i = 0; i < paths->n; i++)
        any = any || eg_sql_is_place(paths->at[i]);
    if (!any)
        return EG_OK;
    if (why != NULL && strcmp(job->settings->fetch, "cells") == 0)
        return eg_fail(err, EG_E_USAGE, "--fetch cells: the database cannot count, since %s",
                       why);
    if (why != NULL || strcmp(job->settings->fetch, "rows") == 0)
        return EG_OK;
    bool *sum = eg_arena_alloc(job->arena, job->schema->n_fields + 1, sizeof *sum);
    eg_counting *counting = eg_arena_alloc(job->arena, 1, sizeof *counting);
    if (sum == NULL || counting == NULL)
        return eg_fail_memory(err);
    counting->sum = sum;
    eg_status status = copy_marks(job, counting, err);
    if (status != EG_OK)
        return status;
    eg_source_count(job->source, counting);
    if (job->schema->has_weight || eg_statistics_need_values(job->settings))
        return EG_OK;
    find_sums(job->schema, sum);
    return settle_open(job, sum, err);
}
