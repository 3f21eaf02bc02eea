/* Where trends stop and which years are not there: for the quality section and for pictures. */
#include <stdio.h>
#include <string.h>

#include "job/internal.h"

/* ---- years that are not there
 * ------------------------------------------------------------------------- */

/* A year written as its neighbour is: 2019-20, or 2019. */
static void add_year(eg_buffer *out, int32_t first, const char *like)
{
    if (strchr(like, '-') != NULL)
        eg_buffer_printf(out, "%d-%02d", (int)first, (int)((first + 1) % 100));
    else
        eg_buffer_printf(out, "%d", (int)first);
}

static uint32_t gap_between(int32_t before, int32_t after)
{
    bool known = before != INT32_MIN && after != INT32_MIN;
    return known && after > before + 1 ? (uint32_t)(after - before - 1) : 0;
}

/* [year]: how many are missing right before it. */
static bool count_gaps(eg_job *job, uint32_t *gaps, uint32_t *total)
{
    int32_t before = INT32_MIN;
    *total = 0;
    for (size_t y = 0; y < job->report.n_years; y++) {
        int32_t first = eg_views_first_year(job->views, y);
        gaps[y] = gap_between(before, first);
        *total += gaps[y];
        before = first == INT32_MIN ? before : first;
    }
    return *total > 0;
}

static bool note_gaps(eg_job *job, eg_report_quality *row, const uint32_t *gaps, uint32_t total)
{
    enum { NAMED_MOST = 6 };
    eg_buffer out = {0};
    uint32_t named = 0;
    eg_buffer_add_string(&out, "no record is of ");
    for (size_t y = 0; y < job->report.n_years; y++)
        for (uint32_t k = gaps[y]; k > 0 && named < NAMED_MOST; k--, named++) {
            eg_buffer_add_string(&out, named == 0 ? "" : named + 1 == total ? " and " : ", ");
            add_year(&out, eg_views_first_year(job->views, y) - (int32_t)k,
                     job->report.years[y]);
        }
    if (total > named)
        eg_buffer_printf(&out, " and %u more years in between", (unsigned)(total - named));
    eg_buffer_add_string(&out, "; trends keep the true distance of the years around, and "
                               "nothing is put in their place");
    *row = (eg_report_quality){
        .code = "years_missing",
        .column = job->schema->year_name,
        .count = total,
        .text = out.failed ? NULL : eg_arena_string(job->arena, (eg_text){out.at, out.n})};
    eg_buffer_clear(&out);
    return row->text != NULL;
}

/* ---- breaks
 * ---------------------------------------------------------------------------------------- */

static bool concerns(const eg_item *item, const eg_trend_break *b)
{
    for (size_t a = 0; a < item->n_axes; a++)
        if (b->axes[item->axis[a]])
            return true;
    return false;
}

static const char *break_words(eg_job *job, const eg_trend_break *b)
{
    const char *of = b->dimension != NULL || b->outcome != NULL ? " of " : "";
    const char *between = b->dimension != NULL && b->outcome != NULL ? " by " : "";
    const char *outcome = b->outcome == NULL ? "" : b->outcome;
    const char *dimension = b->dimension == NULL ? "" : b->dimension;
    if (!b->splits)
        return eg_arena_printf(job->arena,
                               "the break declared for %s has no years on both sides of it and "
                               "splits no trend",
                               b->since);
    if (b->group != NULL)
        return eg_arena_printf(
            job->arena,
            "trends of %s stop before %s: the group \"%s\" is first met there (a group of its "
            "own since the federal standard of 2024), so who counts in the others changes",
            dimension, b->year, b->group);
    bool same = strcmp(b->since, b->year) == 0;
    const char *since =
        same ? "" : eg_arena_printf(job->arena, " (a break declared for %s)", b->since);
    return since == NULL ? NULL
                         : eg_arena_printf(job->arena, "trends%s%s%s%s stop before %s%s%s%s",
                                           of, outcome, between, dimension, b->year, since,
                                           b->why == NULL || b->why[0] == '\0' ? "" : ": ",
                                           b->why == NULL ? "" : b->why);
}

/* One row for each item and outcome a picture must break for. */
static bool place_break(eg_job *job, const eg_trend_break *b, eg_report_break *rows, size_t *n)
{
    size_t n_items = b->axes == NULL ? 1 : job->schema->n_items;
    size_t n_outcomes = b->outcomes == NULL ? 1 : job->schema->n_outcomes;
    for (size_t i = 0; i < n_items && b->splits; i++)
        for (size_t o = 0; o < n_outcomes; o++) {
            if ((b->axes != NULL && !concerns(&job->schema->items[i], b)) ||
                (b->outcomes != NULL && !b->outcomes[o]))
                continue;
            rows[(*n)++] = (eg_report_break){
                .year = b->year,
                .dimension = b->axes == NULL ? NULL : job->schema->items[i].name,
                .outcome = b->outcomes == NULL ? NULL : job->schema->outcomes[o].name};
        }
    return true;
}

/* ---- all
 * -------------------------------------------------------------------------------------------
 */

size_t eg_job_quality_trend_rows(const eg_job *job)
{
    size_t n;
    (void)eg_analysis_breaks(job->analysis, &n);
    return n + 1;
}

bool eg_job_quality_trends(eg_job *job, eg_report_quality *rows, size_t *n)
{
    size_t n_breaks;
    const eg_trend_break *breaks = eg_analysis_breaks(job->analysis, &n_breaks);
    size_t each = (job->schema->n_items + 1) * (job->schema->n_outcomes + 1);
    uint32_t total = 0,
             *gaps = eg_arena_alloc(job->arena, job->report.n_years + 1, sizeof *gaps);
    eg_report_break *places = eg_arena_alloc(job->arena, n_breaks * each + 1, sizeof *places);
    *n = 0;
    if (gaps == NULL || places == NULL)
        return false;
    if (count_gaps(job, gaps, &total) && !note_gaps(job, &rows[(*n)++], gaps, total))
        return false;
    job->report.years_missing = gaps;
    for (size_t b = 0; b < n_breaks && job->report.n_years > 0; b++) {
        const char *text = break_words(job, &breaks[b]);
        rows[(*n)++] =
            (eg_report_quality){.code = breaks[b].splits ? "trend_break" : "break_outside",
                                .column = breaks[b].dimension,
                                .count = 1,
                                .text = text};
        if (text == NULL || !place_break(job, &breaks[b], places, &job->report.n_breaks))
            return false;
    }
    job->report.breaks = places;
    return true;
}
