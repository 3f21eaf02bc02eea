/* Rows of segregation: how unevenly the groups of a dimension are spread over units. All
 * students count, whatever their outcomes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/math_segregation.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_segregation.h"
#include "statistics/rows_shared.h"

/* A cell may be shown when its students may be, whatever the outcome. */
static bool cell_shown(const eg_analysis *a, const eg_place *place)
{
    for (size_t o = 0; o < a->schema->n_outcomes; o++) {
        eg_mark mark = eg_marks_of(a->marks, o, place, NULL);
        if (mark != EG_SHOWN && mark != EG_TOP_CODED && mark != EG_BOTTOM_CODED)
            return false;
    }
    return true;
}

static void count_students(const eg_ask *ask, eg_spread_table *s)
{
    const eg_analysis *a = ask->analysis;
    size_t units = s->of.units, groups = s->of.groups;
    eg_place place = ask->place;
    for (size_t i = 0; i < units * groups; i++) {
        eg_tally tally;
        place.unit = (uint32_t)(i / groups);
        place.group = (uint32_t)(i % groups);
        if (eg_views_cell(a->views, &place) == SIZE_MAX)
            continue;
        if (!cell_shown(a, &place)) {
            s->hidden = true;
            continue;
        }
        eg_views_tally(a->views, 0, &place, &tally);
        s->count[i] = tally.students;
        s->students += tally.students;
    }
}

/* The same for all groups and rows of a dimension and year: from the memo, or to it. */
static void count_once(const eg_ask *ask, eg_spread_table *s)
{
    eg_memo *memo = ask->memo;
    size_t year = ask->place.year, bytes = s->of.units * s->of.groups * sizeof *s->count;
    eg_memo_key key = {.place = ask->place, .level = SIZE_MAX, .reference = -1};
    key.place.group = key.place.unit = 0;
    if (memo == NULL || year >= EG_YEARS_MOST) {
        count_students(ask, s);
        return;
    }
    if (memo->table[year].count != NULL && eg_memo_same(&memo->table[year].key, &key)) {
        memcpy(s->count, memo->table[year].count, bytes);
        s->students = memo->table[year].students;
        s->hidden = memo->table[year].hidden;
        return;
    }
    count_students(ask, s);
    eg_free(memo->table[year].count);
    memo->table[year].count = eg_alloc(bytes + 1, 1);
    if (memo->table[year].count == NULL)
        return; /* not kept */
    memcpy(memo->table[year].count, s->count, bytes);
    memo->table[year].key = key;
    memo->table[year].students = s->students;
    memo->table[year].hidden = s->hidden;
}

eg_status eg_spread_gather(const eg_ask *ask, eg_spread_table *s, eg_error *err)
{
    const eg_analysis *a = ask->analysis;
    size_t units = eg_views_units(a->views, ask->place.scope);
    size_t groups = eg_views_groups(a->views, ask->place.item);
    memset(s, 0, sizeof *s);
    s->count = eg_alloc_zero(units * groups, sizeof *s->count);
    if (s->count == NULL)
        return eg_fail_memory(err);
    s->of = (eg_spread){units, groups, s->count};
    count_once(ask, s);
    for (size_t u = 0; u < units && ask->place.group < groups; u++)
        s->of_group += s->count[u * groups + ask->place.group];
    return EG_OK;
}

size_t eg_spread_units(const eg_spread_table *s)
{
    size_t used = 0;
    for (size_t u = 0; u < s->of.units; u++) {
        uint64_t students = 0;
        for (size_t g = 0; g < s->of.groups; g++)
            students += s->count[u * s->of.groups + g];
        used += students > 0;
    }
    return used;
}

void eg_answer_over(eg_answer *answer, size_t units, bool hidden, eg_estimate estimate,
                    uint64_t n)
{
    if (units < 2)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than two units");
    else if (!estimate.ok || isnan(estimate.value))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "one group only");
    else
        eg_answer_estimate(answer, estimate, n);
    if (hidden && answer->status == EG_FACT_OK)
        (void)snprintf(answer->note, sizeof answer->note, "computed from what is shown");
}

void eg_answer_spread(eg_answer *answer, const eg_spread_table *s, eg_estimate estimate,
                      uint64_t n)
{
    eg_answer_over(answer, eg_spread_units(s), s->hidden, estimate, n);
}

static eg_status of_dimension(const eg_ask *ask, eg_answer *answer,
                              double (*index)(const eg_spread *), eg_error *err)
{
    eg_spread_table s;
    eg_status status = eg_spread_gather(ask, &s, err);
    if (status != EG_OK)
        return status;
    eg_answer_spread(answer, &s, eg_estimate_of(index(&s.of)), s.students);
    eg_free(s.count);
    return EG_OK;
}

static eg_status of_group(const eg_ask *ask, eg_answer *answer,
                          double (*index)(const eg_spread *, size_t), eg_error *err)
{
    eg_spread_table s;
    eg_status status = eg_spread_gather(ask, &s, err);
    if (status != EG_OK)
        return status;
    double value = s.of_group == 0 ? NAN : index(&s.of, ask->place.group);
    eg_answer_spread(answer, &s, eg_estimate_of(value), s.of_group);
    if (s.of_group == 0 && s.hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    eg_free(s.count);
    return EG_OK;
}

eg_status eg_row_segregation_m(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_dimension(ask, answer, eg_segregation_m, err);
}

eg_status eg_row_segregation_h(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_dimension(ask, answer, eg_segregation_h, err);
}

eg_status eg_row_segregation_local(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_group(ask, answer, eg_segregation_local_group, err);
}

eg_status eg_row_dissimilarity(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_group(ask, answer, eg_dissimilarity, err);
}

eg_status eg_row_isolation(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_group(ask, answer, eg_isolation, err);
}

eg_status eg_row_exposure(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return of_group(ask, answer, eg_exposure_to_others, err);
}
