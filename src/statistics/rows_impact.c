/* Rows of disproportionate impact: each rule with the reference it is written for. */
#include <math.h>
#include <stdio.h>

#include "statistics/engine.h"
#include "statistics/math_impact.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

static bool pair_of(const eg_ask *ask, eg_answer *answer, eg_pair *pair)
{
    eg_side group, reference;
    if (!eg_both_sides(ask, answer, &group, &reference))
        return false;
    *pair = (eg_pair){group.x, group.n, reference.x, reference.n};
    return true;
}

static eg_ppg ppg_of(const eg_ask *ask, eg_pair pair)
{
    bool disimpact = ask->analysis->settings->ppg_rule == EG_PPG_DISIMPACT;
    return eg_ppg_of(pair, disimpact ? &eg_ppg_disimpact : &eg_ppg_cccco2022,
                     eg_outcome_lower(ask->analysis, ask->outcome));
}

static void answer_flag(eg_answer *answer, bool flag, double to_escape, uint64_t n)
{
    eg_answer_estimate(answer, eg_estimate_of(flag ? 1 : 0), n);
    if (flag)
        (void)snprintf(answer->note, sizeof answer->note, "impact; %.0f students would end it",
                       to_escape);
    else
        (void)snprintf(answer->note, sizeof answer->note, "no impact by this rule");
}

eg_status eg_row_ppg(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_pair pair;
    if (!pair_of(ask, answer, &pair))
        return EG_OK;
    eg_ppg gap = ppg_of(ask, pair);
    eg_estimate estimate = gap.ok ? eg_estimate_of(gap.gap) : eg_estimate_none(gap.why);
    if (gap.ok) {
        estimate.low = gap.gap - gap.margin;
        estimate.high = gap.gap + gap.margin;
    }
    eg_answer_estimate(answer, estimate, pair.n1);
    return EG_OK;
}

eg_status eg_row_ppg_flag(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_pair pair;
    if (!pair_of(ask, answer, &pair))
        return EG_OK;
    eg_ppg gap = ppg_of(ask, pair);
    if (!gap.ok)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, gap.why);
    else if (gap.too_few)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "ten students or fewer: no verdict");
    else
        answer_flag(answer, gap.flag, gap.to_escape, pair.n1);
    return EG_OK;
}

static eg_status index_row(const eg_ask *ask, eg_answer *answer, bool four_fifths, bool flag)
{
    eg_pair pair;
    if (!pair_of(ask, answer, &pair))
        return EG_OK;
    eg_index index = four_fifths ? eg_four_fifths(pair)
                                 : eg_proportionality_index(pair.x1, pair.n1, pair.x2, pair.n2);
    if (!index.ok)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, index.why);
    else if (flag)
        answer_flag(answer, index.flag, index.to_escape, pair.n1);
    else
        eg_answer_estimate(answer, eg_estimate_of(index.value), pair.n1);
    return EG_OK;
}

eg_status eg_row_proportionality_index(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return index_row(ask, answer, false, false);
}

eg_status eg_row_proportionality_index_flag(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return index_row(ask, answer, false, true);
}

eg_status eg_row_four_fifths(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return index_row(ask, answer, true, false);
}

eg_status eg_row_four_fifths_flag(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return index_row(ask, answer, true, true);
}
