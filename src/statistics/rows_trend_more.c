/* Rows over the years beyond the slope: robust trends, a break, and planning to a target. */
#include <math.h>
#include <stdio.h>

#include "schema/years.h"
#include "statistics/engine.h"
#include "statistics/math_trend.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* The years of a series that have a level, in time. */
typedef struct {
    double year[EG_YEARS_MOST], level[EG_YEARS_MOST];
    size_t n;
} points;

static points points_of(const eg_series *s, size_t n_years)
{
    points p = {.n = 0};
    for (size_t i = 0; i < n_years; i++)
        if (!isnan(s->level[i])) {
            p.year[p.n] = s->year[i];
            p.level[p.n++] = s->level[i];
        }
    return p;
}

/* The group's own years; false, with the answer given, when hidden or fewer than `least`. */
static bool own_points(const eg_ask *ask, eg_answer *answer, size_t least, eg_series *own,
                       points *p)
{
    eg_own_series(ask, own);
    *p = points_of(own, ask->n_years);
    if (own->hidden) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return false;
    }
    if (p->n < least) {
        eg_answer_none(answer, EG_FACT_TOO_FEW,
                       least == 1 ? "no comparable year" : eg_too_few_years);
        return false;
    }
    return true;
}

eg_status eg_row_theil_sen(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_series own;
    points p;
    eg_sen sen;
    if (!own_points(ask, answer, 3, &own, &p))
        return EG_OK;
    if (!eg_theil_sen(p.year, p.level, p.n, ask->analysis->settings->confidence, &sen))
        return eg_fail_memory(err);
    eg_answer_estimate(answer, sen.slope, own.n);
    return EG_OK;
}

eg_status eg_row_mann_kendall(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_series own;
    points p;
    eg_kendall k;
    if (!own_points(ask, answer, 3, &own, &p))
        return EG_OK;
    if (!eg_mann_kendall(p.level, p.n, &k))
        return eg_fail_memory(err);
    eg_estimate estimate = k.ok ? eg_estimate_of(k.z) : eg_estimate_none(k.why);
    if (k.ok)
        estimate.p = k.p;
    eg_answer_estimate(answer, estimate, own.n);
    return EG_OK;
}

eg_status eg_row_joinpoint(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series own;
    points p;
    if (!own_points(ask, answer, 3, &own, &p))
        return EG_OK;
    eg_joint joint = eg_joinpoint(p.year, p.level, p.n);
    if (!joint.ok) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, joint.why);
    } else if (!joint.better) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "no break: one straight line describes the years as well");
    } else {
        eg_answer_estimate(answer, eg_estimate_of(joint.at), own.n);
        (void)snprintf(answer->note, sizeof answer->note, "%.4g a year before, %.4g after",
                       joint.slope_before, joint.slope_after);
    }
    return EG_OK;
}

/* ---- gaps
 * -----------------------------------------------------------------------------------------------
 */

/* Both series, whatever the number of years; false, with the answer given, when one is hidden.
 */
static bool gaps(const eg_ask *ask, eg_answer *answer, eg_series *group, eg_series *reference)
{
    eg_own_series(ask, group);
    eg_reference_series(ask, reference);
    if (!group->hidden && !reference->hidden)
        return true;
    eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    return false;
}

eg_status eg_row_gap_change(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series group, reference;
    double gap[EG_YEARS_MOST], variance[EG_YEARS_MOST];
    size_t last[2], n = 0;
    if (!gaps(ask, answer, &group, &reference))
        return EG_OK;
    eg_yearly_gaps(ask, &group, &reference, gap, variance);
    for (size_t i = ask->n_years; i-- > 0 && n < 2;)
        if (!isnan(gap[i]) && variance[i] > 0)
            last[n++] = i;
    if (n < 2) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than two years with a gap");
        return EG_OK;
    }
    eg_answer_estimate(answer,
                       eg_estimate_normal(gap[last[0]] - gap[last[1]],
                                          sqrt(variance[last[0]] + variance[last[1]]),
                                          ask->analysis->settings->confidence),
                       group.side[last[0]].n + group.side[last[1]].n);
    return EG_OK;
}

eg_status eg_row_years_to_parity(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_series group, reference;
    if (!eg_both_series(ask, answer, &group, &reference))
        return EG_OK;
    eg_estimate slope = eg_gap_slope_of(ask, &group, &reference);
    size_t last = ask->n_years;
    while (last > 0 && (isnan(group.level[last - 1]) || isnan(reference.level[last - 1])))
        last--;
    double gap = last == 0 ? NAN : group.level[last - 1] - reference.level[last - 1];
    double years = slope.ok ? eg_years_to_parity(gap, slope.value) : NAN;
    if (!slope.ok)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, slope.why);
    else if (!isfinite(years))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the gap does not close at this slope");
    else
        eg_answer_estimate(answer, eg_estimate_of(years), group.n);
    return EG_OK;
}

/* ---- planning
 * -------------------------------------------------------------------------------------------
 */

typedef struct {
    eg_series own;
    double target, by;  /* the year it is to be reached in */
    double level, from; /* where the group stands, and when */
    uint64_t n;         /* of the years that are shown */
} plan;

/* The last year with students: all that pace and marker rest on. False: it may not be shown. */
static bool stand(const eg_ask *ask, plan *out)
{
    eg_series *own = &out->own;
    eg_own_series(ask, own);
    out->level = NAN;
    out->n = 0;
    for (size_t i = 0; i < ask->n_years; i++)
        out->n += own->side[i].exists && own->side[i].mark == EG_SHOWN ? own->side[i].n : 0;
    for (size_t i = ask->n_years; i-- > 0 && isnan(out->level);) {
        if (own->side[i].exists && own->side[i].mark != EG_SHOWN)
            return false;
        out->level = own->level[i];
        out->from = own->year[i];
    }
    return true;
}

/* False, with the answer given, when the outcome has no target or the group no level. */
static bool make_plan(const eg_ask *ask, eg_answer *answer, plan *out)
{
    const eg_outcome_spec *spec = &ask->analysis->schema->outcomes[ask->outcome].spec;
    eg_year by = {.first_year = INT32_MIN};
    if (!stand(ask, out)) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return false;
    }
    if (isnan(out->level)) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "no comparable year");
        return false;
    }
    if (spec->has_target && spec->target_year != NULL)
        by = eg_year_read(eg_text_of(spec->target_year), false);
    if (!spec->has_target || by.first_year == INT32_MIN) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the outcome has no target with a year");
        return false;
    }
    out->target = spec->target;
    out->by = by.first_year;
    if (out->by > out->from)
        return true;
    eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the target's year is not ahead");
    return false;
}

static bool reaches(const eg_ask *ask, double level, double target)
{
    return eg_outcome_lower(ask->analysis, ask->outcome) ? level <= target : level >= target;
}

static void note_reached(const eg_ask *ask, const plan *p, eg_answer *answer)
{
    if (reaches(ask, p->level, p->target))
        (void)snprintf(answer->note, sizeof answer->note, "the target is reached already");
}

eg_status eg_row_pace_needed(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    plan p;
    if (!make_plan(ask, answer, &p))
        return EG_OK;
    eg_answer_estimate(answer, eg_estimate_of(eg_pace_needed(p.level, p.from, p.target, p.by)),
                       p.n);
    note_reached(ask, &p, answer);
    return EG_OK;
}

eg_status eg_row_marker(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    plan p;
    if (!make_plan(ask, answer, &p))
        return EG_OK;
    eg_answer_estimate(
        answer, eg_estimate_of(eg_marker(p.level, p.from, p.target, p.by, p.from + 1)), p.n);
    note_reached(ask, &p, answer);
    return EG_OK;
}

eg_status eg_row_projected(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    plan p;
    eg_series own;
    points line_of;
    if (!own_points(ask, answer, 1, &own, &line_of) || !make_plan(ask, answer, &p))
        return EG_OK;
    double confidence = ask->analysis->settings->confidence;
    eg_line line = eg_fit_line(line_of.year, line_of.level, line_of.n, confidence);
    if (line_of.n < 3 || !line.ok) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, eg_too_few_years);
        return EG_OK;
    }
    eg_estimate expected = eg_line_project(&line, p.by, confidence);
    expected.p = NAN;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_RATE && !isnan(expected.low)) {
        /* no rate lies beyond; where the line does, so does the value, and its limit with it */
        expected.low = fmax(expected.low, fmin(0, expected.value));
        expected.high = fmin(expected.high, fmax(1, expected.value));
    }
    eg_answer_estimate(answer, expected, own.n);
    bool open = expected.low <= p.target && expected.high >= p.target;
    if (expected.ok)
        (void)snprintf(answer->note, sizeof answer->note, "%s%s",
                       reaches(ask, expected.value, p.target)
                           ? "the trend reaches the target"
                           : "the trend does not reach the target",
                       open ? "; its interval holds the target" : "");
    return EG_OK;
}
