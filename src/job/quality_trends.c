/* Where trends stop and which years are not there: for the quality section and for pictures. */
#include <stdio.h>
#include <string.h>

#include "job/internal.h"
#include "job/quality_words.h"

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
    const char *last = NULL;
    for (size_t y = 0; y < job->report.n_years; y++)
        for (uint32_t k = gaps[y]; k > 0 && named < NAMED_MOST; k--, named++) {
            bool closes = named > 0 && named + 1 == total;
            eg_buffer year = {0};
            add_year(closes ? &year : &out, eg_views_first_year(job->views, y) - (int32_t)k,
                     job->report.years[y]);
            if (closes)
                last = eg_arena_string(job->arena, (eg_text){year.at, year.n});
            else if (named + 1 < NAMED_MOST && named + 2 < total)
                eg_buffer_add_string(&out, ", ");
            out.failed = out.failed || year.failed;
            eg_buffer_clear(&year);
        }
    eg_note years =
        eg_note_name(out.failed ? NULL : eg_arena_string(job->arena, (eg_text){out.at, out.n}));
    eg_buffer_clear(&out);
    eg_note_key key = EG_NOTE_YEARS_MISSING;
    const eg_note_place places[] = {{"years", years},
                                    {"last", eg_note_name(last == NULL ? "" : last)},
                                    {NULL, {NULL, NULL}}};
    if (last != NULL)
        key = EG_NOTE_YEARS_MISSING_AND;
    else if (total > named)
        key = EG_NOTE_YEARS_MISSING_MORE;
    *row = (eg_report_quality){
        .code = "years_missing", .column = job->schema->year_name, .count = total};
    eg_note_put(row, years.text == NULL ? years : eg_note_say(job, key, total - named, places));
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

/* What stops, then since when it was declared and why, where that is known. */
static eg_note break_words(eg_job *job, const eg_trend_break *b)
{
    if (!b->splits)
        return EG_NOTE_SAY(job, BREAK_OUTSIDE, 0, {"since", eg_note_name(b->since)});
    const char *outcome = b->outcome == NULL ? "" : b->outcome;
    const char *dimension = b->dimension == NULL ? "" : b->dimension;
    const eg_note_place places[] = {{"outcome", eg_note_name(outcome)},
                                    {"dimension", eg_note_name(dimension)},
                                    {"year", eg_note_name(b->year)},
                                    {"group", eg_note_name(b->group == NULL ? "" : b->group)},
                                    {NULL, {NULL, NULL}}};
    if (b->group != NULL)
        return eg_note_say(job, EG_NOTE_BREAK_GROUP, 0, places);
    eg_note_key of_outcome = b->dimension == NULL ? EG_NOTE_BREAK_OUTCOME : EG_NOTE_BREAK_BOTH;
    eg_note_key of_all = b->dimension == NULL ? EG_NOTE_BREAK_ALL : EG_NOTE_BREAK_DIMENSION;
    eg_note words = eg_note_say(job, b->outcome == NULL ? of_all : of_outcome, 0, places);
    if (strcmp(b->since, b->year) != 0)
        words = EG_NOTE_SAY(job, BREAK_SINCE, 0, {"what", words},
                            {"since", eg_note_name(b->since)});
    if (b->why != NULL && b->why[0] != '\0')
        words = EG_NOTE_SAY(job, BREAK_WHY, 0, {"what", words}, {"why", eg_note_name(b->why)});
    return words;
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
        eg_note words = break_words(job, &breaks[b]);
        rows[*n] =
            (eg_report_quality){.code = breaks[b].splits ? "trend_break" : "break_outside",
                                .column = breaks[b].dimension,
                                .count = 1};
        eg_note_put(&rows[(*n)++], words);
        if (words.text == NULL || !place_break(job, &breaks[b], places, &job->report.n_breaks))
            return false;
    }
    job->report.breaks = places;
    return true;
}
