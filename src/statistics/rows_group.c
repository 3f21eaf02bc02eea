/* Rows of a group by itself: students, counts, rates, means, shares. */
#include <math.h>
#include <stdio.h>

#include "statistics/bounded.h"
#include "statistics/engine.h"
#include "statistics/math_proportion.h"
#include "statistics/rows.h"

static eg_tally tally_of(const eg_ask *ask)
{
    eg_tally tally;
    eg_views_tally(ask->analysis->views, ask->outcome, &ask->place, &tally);
    return tally;
}

/* The input has no number of students at all; zero would be one. */
static bool n_unknown(const eg_ask *ask, eg_answer *answer)
{
    const eg_views *views = ask->analysis->views;
    if (!eg_views_are_given(views) ||
        eg_views_bounds(views, ask->outcome, &ask->place, EG_BOUNDS_N).state != EG_GIVEN_NONE)
        return false;
    eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the input gives no number of students");
    return true;
}

eg_status eg_row_n(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    if (n_unknown(ask, answer))
        return EG_OK;
    eg_tally t = tally_of(ask);
    eg_answer_estimate(answer, eg_estimate_of((double)t.n), t.n);
    return EG_OK;
}

eg_status eg_row_missing(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_tally t = tally_of(ask);
    if (n_unknown(ask, answer))
        return EG_OK;
    if (eg_views_are_given(ask->analysis->views) && t.students == t.n)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the input does not say how many have no value");
    else
        eg_answer_estimate(answer, eg_estimate_of((double)(t.students - t.n)), t.n);
    return EG_OK;
}

static eg_rate_method interval_method(const eg_ask *ask)
{
    switch (ask->analysis->settings->interval) {
    case EG_INTERVAL_WILSON:
        return EG_RATE_WILSON;
    case EG_INTERVAL_CLOPPER_PEARSON:
        return EG_RATE_CLOPPER_PEARSON;
    case EG_INTERVAL_JEFFREYS:
        return EG_RATE_JEFFREYS;
    case EG_INTERVAL_AGRESTI_COULL:
        return EG_RATE_AGRESTI_COULL;
    }
    return EG_RATE_WILSON;
}

static void answer_share(const eg_ask *ask, eg_answer *answer, uint64_t x, uint64_t n)
{
    if (n == 0) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no student has a value");
        return;
    }
    eg_answer_estimate(
        answer, eg_rate(x, n, interval_method(ask), ask->analysis->settings->confidence), n);
}

eg_status eg_row_count(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_tally t = tally_of(ask);
    uint64_t x = ask->level == SIZE_MAX ? t.x : t.counts[ask->level];
    if (t.n == 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no student has a value");
    else
        eg_answer_estimate(answer, eg_estimate_of((double)x), t.n);
    return EG_OK;
}

eg_status eg_row_rate(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_tally t = tally_of(ask);
    answer_share(ask, answer, t.x, t.n);
    return EG_OK;
}

eg_status eg_row_share(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_tally t = tally_of(ask);
    answer_share(ask, answer, t.counts[ask->level], t.n);
    return EG_OK;
}

eg_status eg_row_at_or_above(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side side = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    answer_share(ask, answer, side.x, side.n);
    return EG_OK;
}

eg_status eg_row_mean(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side side = eg_side_own(ask);
    if (side.n == 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no student has a value");
    else if (side.no_spread)
        eg_answer_estimate(answer, eg_estimate_of(side.moments.mean), side.n);
    else
        eg_answer_estimate(answer, eg_mean(side.moments, ask->analysis->settings->confidence),
                           side.n);
    return EG_OK;
}

eg_status eg_row_sd(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side side = eg_side_own(ask);
    if (side.no_spread)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the input gives no standard deviation");
    else if (side.n < 2)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "fewer than two students have a value");
    else
        eg_answer_estimate(answer, eg_estimate_of(eg_moments_sd(side.moments)), side.n);
    return EG_OK;
}

eg_status eg_row_share_of_students(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    if (n_unknown(ask, answer))
        return EG_OK;
    eg_tally t = tally_of(ask), whole;
    eg_place all = ask->place;
    all.item = EG_ITEM_ALL;
    all.group = 0;
    eg_views_tally(ask->analysis->views, ask->outcome, &all, &whole);
    bool bounds =
        eg_views_are_given(ask->analysis->views) &&
        eg_views_bounds(ask->analysis->views, ask->outcome, &all, EG_BOUNDS_N).state ==
            EG_GIVEN_BOUNDS;
    if (eg_marks_of(ask->analysis->marks, ask->outcome, &all, NULL) == EG_HIDDEN)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (bounds && eg_bounded_share(ask, answer))
        return EG_OK;
    else if (bounds)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the input gives bounds only for all students");
    else if (whole.n == 0 || t.n == 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no student has a value");
    else
        eg_answer_estimate(answer, eg_estimate_of((double)t.n / (double)whole.n), t.n);
    return EG_OK;
}
