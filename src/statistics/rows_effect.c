/* Rows of effect sizes: gaps in units that compare across outcomes. */
#include <math.h>

#include "statistics/engine.h"
#include "statistics/math_effect.h"
#include "statistics/math_hetop.h"
#include "statistics/math_ratio.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_distribution.h"
#include "statistics/rows_shared.h"

typedef eg_estimate (*of_rates)(eg_pair pair, double confidence);
typedef eg_estimate (*of_means)(eg_moments a, eg_moments b, double confidence);

static eg_status rates(const eg_ask *ask, eg_answer *answer, of_rates effect)
{
    eg_side group, reference;
    if (eg_both_sides(ask, answer, &group, &reference)) {
        eg_pair pair = {group.x, group.n, reference.x, reference.n};
        eg_answer_estimate(answer, effect(pair, ask->analysis->settings->confidence), group.n);
        answer->estimate.p = NAN;
    }
    return EG_OK;
}

static eg_status means(const eg_ask *ask, eg_answer *answer, of_means effect)
{
    eg_side group, reference;
    if (eg_both_sides(ask, answer, &group, &reference))
        eg_answer_estimate(
            answer,
            effect(group.moments, reference.moments, ask->analysis->settings->confidence),
            group.n);
    return EG_OK;
}

eg_status eg_row_odds_ratio(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return rates(ask, answer, eg_odds_ratio);
}

eg_status eg_row_cohens_h(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return rates(ask, answer, eg_cohens_h);
}

static bool same_moments(eg_moments a, eg_moments b)
{
    return a.n == b.n && a.mean == b.mean && a.ss == b.ss;
}

/* d of the two sides; g is made of the same. */
static eg_estimate cohens_d(const eg_ask *ask, eg_moments a, eg_moments b)
{
    double confidence = ask->analysis->settings->confidence;
    if (ask->memo == NULL)
        return eg_cohens_d(a, b, confidence);
    if (!ask->memo->cohens.made || !same_moments(ask->memo->cohens.a, a) ||
        !same_moments(ask->memo->cohens.b, b)) {
        ask->memo->cohens.d = eg_cohens_d(a, b, confidence);
        ask->memo->cohens.a = a;
        ask->memo->cohens.b = b;
        ask->memo->cohens.made = true;
    }
    return ask->memo->cohens.d;
}

eg_status eg_row_cohens_d(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, reference;
    if (eg_both_sides(ask, answer, &group, &reference))
        eg_answer_estimate(answer, cohens_d(ask, group.moments, reference.moments), group.n);
    return EG_OK;
}

eg_status eg_row_hedges_g(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, reference;
    if (eg_both_sides(ask, answer, &group, &reference)) {
        eg_estimate d = cohens_d(ask, group.moments, reference.moments);
        eg_answer_estimate(answer, eg_hedges_of(d, group.moments, reference.moments), group.n);
    }
    return EG_OK;
}

static eg_estimate glass(eg_moments a, eg_moments b, double confidence)
{
    (void)confidence;
    return eg_glass_delta(a, b);
}

eg_status eg_row_glass_delta(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return means(ask, answer, glass);
}

/* ---- whole distributions
 * ------------------------------------------------------------------------------ */

typedef enum { SUPERIORITY, CLIFFS_DELTA, V_GAP } overlap;

static eg_superiority superiority_of(const eg_ask *ask, const eg_distributions *d)
{
    if (!d->kept)
        return eg_superiority_bare(d->a, d->b, d->size);
    eg_memo_values *memo = &ask->memo->pair;
    if (!memo->compared)
        memo->superiority = d->part ? eg_within_superiority(&d->within)
                                    : eg_superiority_bare(d->a, d->b, d->size);
    memo->compared = true;
    return memo->superiority;
}

static eg_estimate overlap_of(const eg_ask *ask, const eg_distributions *d, overlap what)
{
    eg_superiority s = superiority_of(ask, d);
    if (!s.ok)
        return eg_estimate_none(s.why);
    double value = what == SUPERIORITY    ? s.superiority
                   : what == CLIFFS_DELTA ? s.cliffs_delta
                                          : s.v;
    return isfinite(value) ? eg_estimate_of(value)
                           : eg_estimate_none("the two groups do not overlap");
}

static eg_status overlaps(const eg_ask *ask, eg_answer *answer, overlap what, eg_error *err)
{
    eg_distributions d;
    eg_estimate estimate;
    eg_status status = eg_distributions_of(ask, answer, &d, err);
    if (status != EG_OK || !d.ok)
        return status;
    if (what == V_GAP && eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_LEVELS)
        status = eg_v_gap_of_levels(d.a, d.b, d.size, &estimate);
    else
        estimate = overlap_of(ask, &d, what);
    if (status == EG_OK)
        eg_answer_estimate(answer, estimate, d.n);
    else
        status = eg_fail_memory(err);
    if (status == EG_OK) {
        answer->estimate.low = answer->estimate.high = answer->estimate.p = NAN;
    }
    eg_distributions_clear(&d);
    return status;
}

eg_status eg_row_superiority(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return overlaps(ask, answer, SUPERIORITY, err);
}

eg_status eg_row_cliffs_delta(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return overlaps(ask, answer, CLIFFS_DELTA, err);
}

eg_status eg_row_v_gap(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return overlaps(ask, answer, V_GAP, err);
}
