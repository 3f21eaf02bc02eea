/* Rows of segregation that small units bias no more, and why it changed since the year before.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/breaks.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_segregation.h"
#include "statistics/rows_shared.h"

enum { SPREAD_REPLICATES = 199 };

/* ---- less the bias -------------------------------------------------------------------------
 */

static uint64_t total_of(const eg_spread *s, size_t group)
{
    uint64_t n = 0;
    for (size_t u = 0; u < s->units; u++)
        n += s->count[u * s->groups + group];
    return n;
}

/* By their students, then unit by unit: draws must not depend on what groups are called. */
static bool before(const eg_spread *s, size_t a, size_t b)
{
    uint64_t n = total_of(s, a), m = total_of(s, b);
    for (size_t u = 0; n == m && u < s->units; u++) {
        n = s->count[u * s->groups + a];
        m = s->count[u * s->groups + b];
    }
    return n < m;
}

static void sort_groups(const eg_spread *s, size_t *order)
{
    for (size_t g = 0; g < s->groups; g++) {
        size_t i = g;
        for (; i > 0 && before(s, g, order[i - 1]); i--)
            order[i] = order[i - 1];
        order[i] = g;
    }
}

/* M, H and every D of a table; d holds one for each group. */
static eg_status correct(const eg_ask *ask, const eg_spread *s, eg_segregation_set *out)
{
    size_t cells = s->units * s->groups;
    uint64_t *count = eg_alloc(cells + 1, sizeof *count);
    size_t *order = eg_alloc(s->groups + 1, sizeof *order);
    eg_estimate *d = eg_alloc(s->groups + 1, sizeof *d);
    eg_status status = EG_E_MEMORY;
    if (count != NULL && order != NULL && d != NULL) {
        sort_groups(s, order);
        for (size_t i = 0; i < cells; i++)
            count[i] = s->count[i - i % s->groups + order[i % s->groups]];
        const eg_spread sorted = {s->units, s->groups, count};
        eg_segregation_set set = {.d = d};
        eg_resampling how = {.seed = eg_seed_of(ask),
                             .confidence = ask->analysis->settings->confidence,
                             .replicates = SPREAD_REPLICATES};
        status = eg_segregation_correct_set(&sorted, &how, &set);
        out->m = set.m;
        out->h = set.h;
        for (size_t g = 0; g < s->groups && status == EG_OK; g++)
            out->d[order[g]] = d[g];
    }
    eg_free(count);
    eg_free(order);
    eg_free(d);
    return status;
}

/* One drawing serves all rows of a dimension and year. */
static eg_status remembered(const eg_ask *ask, const eg_spread *s, eg_memo_spread *kept)
{
    eg_memo_key key = {.place = ask->place, .level = SIZE_MAX, .reference = -1};
    key.place.group = 0;
    if (kept->set.d != NULL && eg_memo_same(&kept->key, &key))
        return EG_OK;
    eg_estimate *d = eg_realloc(kept->set.d, s->groups + 1, sizeof *d);
    if (d == NULL)
        return EG_E_MEMORY;
    kept->set.d = d;
    kept->key = key;
    return correct(ask, s, &kept->set);
}

typedef enum { OF_M, OF_H, OF_D } corrected;

static eg_status answer_corrected(const eg_ask *ask, eg_answer *answer, corrected what,
                                  eg_error *err)
{
    eg_spread_table s;
    eg_memo_spread own = {.set = {.d = NULL}};
    bool keep = ask->memo != NULL && ask->place.year < EG_YEARS_MOST;
    eg_memo_spread *kept = keep ? &ask->memo->spread[ask->place.year] : &own;
    eg_status status = eg_spread_gather(ask, &s, err);
    if (status != EG_OK)
        return status;
    status = s.students > 0 ? remembered(ask, &s.of, kept) : EG_OK;
    if (status != EG_OK) {
        status = eg_fail_memory(err);
    } else if (what == OF_D && s.of_group == 0 && s.hidden) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    } else if (s.students == 0 || (what == OF_D && s.of_group == 0)) {
        eg_answer_spread(answer, &s, eg_estimate_none("one group only"), 0);
    } else {
        eg_estimate e = what == OF_M   ? kept->set.m
                        : what == OF_H ? kept->set.h
                                       : kept->set.d[ask->place.group];
        eg_answer_spread(answer, &s, e, what == OF_D ? s.of_group : s.students);
    }
    eg_free(own.set.d);
    eg_free(s.count);
    return status;
}

eg_status eg_row_segregation_m_corrected(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return answer_corrected(ask, answer, OF_M, err);
}

eg_status eg_row_segregation_h_corrected(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return answer_corrected(ask, answer, OF_H, err);
}

eg_status eg_row_dissimilarity_corrected(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return answer_corrected(ask, answer, OF_D, err);
}

/* ---- since the year before -----------------------------------------------------------------
 */

/* The comparable year before the one asked; SIZE_MAX: none, or a break lies between. */
static size_t year_before(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    for (size_t i = 1; i < a->n_years; i++)
        if (a->years[i] == ask->place.year)
            return eg_break_before(a, i, ask->outcome, ask->place.item) ? SIZE_MAX
                                                                        : a->years[i - 1];
    return SIZE_MAX;
}

/* A cell that is hidden in one of the years is left out of both. */
static void leave_out(const eg_ask *ask, eg_spread_table *now, eg_spread_table *then,
                      uint32_t year)
{
    eg_place place = ask->place;
    for (size_t i = 0; i < now->of.units * now->of.groups; i++) {
        place.unit = (uint32_t)(i / now->of.groups);
        place.group = (uint32_t)(i % now->of.groups);
        place.year = ask->place.year;
        bool here = eg_views_cell(ask->analysis->views, &place) != SIZE_MAX;
        place.year = year;
        bool there = eg_views_cell(ask->analysis->views, &place) != SIZE_MAX;
        bool out = (here && now->count[i] == 0) || (there && then->count[i] == 0);
        now->students -= out ? now->count[i] : 0;
        now->count[i] = out ? 0 : now->count[i];
        then->count[i] = out ? 0 : then->count[i];
    }
}

typedef enum { IN_ALL, BY_MARGINS, BY_STRUCTURE } change_part;

typedef struct {
    eg_spread_change change;
    uint64_t students;
    size_t units;
    bool hidden;
} change_found;

static void answer_change(eg_answer *answer, const change_found *found, change_part part)
{
    const eg_spread_change *change = &found->change;
    if (isnan(change->before) || isnan(change->after)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "nobody is shown in one of the years");
        return;
    }
    if (part != IN_ALL && !change->ok) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, change->why);
        return;
    }
    double value = part == IN_ALL       ? change->after - change->before
                   : part == BY_MARGINS ? change->margins
                                        : change->structure;
    eg_answer_over(answer, found->units, found->hidden, eg_estimate_of(value), found->students);
}

static eg_status find_change(const eg_ask *ask, size_t year, change_found *out, eg_error *err)
{
    eg_spread_table now, then;
    eg_ask earlier = *ask;
    earlier.place.year = (uint32_t)year;
    eg_status status = eg_spread_gather(ask, &now, err);
    if (status != EG_OK)
        return status;
    status = eg_spread_gather(&earlier, &then, err);
    if (status == EG_OK) {
        leave_out(ask, &now, &then, (uint32_t)year);
        out->hidden = now.hidden || then.hidden;
        out->students = now.students;
        out->units = eg_spread_units(&now);
        status = eg_segregation_change(&then.of, &now.of, &out->change);
        if (status != EG_OK)
            status = eg_fail_memory(err);
        eg_free(then.count);
    }
    eg_free(now.count);
    return status;
}

/* The rows of an address share it. */
static eg_status change_of(const eg_ask *ask, size_t year, change_found *out, eg_error *err)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = eg_memo_key_of(ask);
    if (memo != NULL && memo->change.made && eg_memo_same(&memo->change.key, &key)) {
        *out = (change_found){memo->change.change, memo->change.students, memo->change.units,
                              memo->change.hidden};
        return EG_OK;
    }
    eg_status status = find_change(ask, year, out, err);
    if (status != EG_OK || memo == NULL)
        return status;
    memo->change.made = true;
    memo->change.key = key;
    memo->change.change = out->change;
    memo->change.students = out->students;
    memo->change.units = out->units;
    memo->change.hidden = out->hidden;
    return EG_OK;
}

static eg_status since(const eg_ask *ask, eg_answer *answer, change_part part, eg_error *err)
{
    change_found found;
    size_t year = year_before(ask);
    if (year == SIZE_MAX) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "no comparable year before");
        return EG_OK;
    }
    eg_status status = change_of(ask, year, &found, err);
    if (status == EG_OK)
        answer_change(answer, &found, part);
    return status;
}

eg_status eg_row_segregation_change(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return since(ask, answer, IN_ALL, err);
}

eg_status eg_row_segregation_change_margins(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return since(ask, answer, BY_MARGINS, err);
}

eg_status eg_row_segregation_change_structure(const eg_ask *ask, eg_answer *answer,
                                              eg_error *err)
{
    return since(ask, answer, BY_STRUCTURE, err);
}
