/* What was published before, and what less of it is published when all is decided again. */
#include "equitygap/privacy.h"
#include "job/internal.h"

eg_status eg_job_remember(const eg_job *job, eg_ledger *ledger, bool *same, eg_error *err)
{
    return eg_ledger_add(ledger, job->marks, job->schema, same, err);
}

bool eg_job_changed_since(const eg_job *job, size_t outcome, uint32_t year,
                          uint32_t publication)
{
    return eg_marks_changed_since(job->marks, outcome, year, publication);
}

bool eg_job_hold(eg_job *job, size_t outcome, uint32_t year)
{
    size_t years = eg_views_years(job->views);
    if (job->held == NULL)
        job->held = eg_arena_alloc(job->arena, job->schema->n_outcomes * years, 1);
    if (job->held == NULL || job->held[outcome * years + year] == EG_HELD_ALL)
        return false;
    job->held[outcome * years + year]++;
    return true;
}

bool eg_job_close(eg_job *job, const eg_place *place)
{
    size_t cell = eg_views_cell(job->views, place);
    if (job->closed == NULL)
        job->closed = eg_arena_alloc(job->arena, eg_views_cells(job->views) + 1, 1);
    if (job->closed == NULL || cell == SIZE_MAX || job->closed[cell] != 0)
        return false;
    job->closed[cell] = 1;
    return true;
}
