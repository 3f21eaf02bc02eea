/* Rows of disproportionate impact: each rule with the reference it is written for. */
#include <math.h>
#include <stdio.h>

#include "statistics/engine.h"
#include "statistics/math_fragility.h"
#include "statistics/note.h"
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

/* How many students would end it is what fragility says: margin and comparison move with them,
 * and a rule that flags its own edge is not ended there. */
static void answer_flag(const eg_ask *ask, eg_answer *answer, bool flag, eg_verdict verdict)
{
    eg_answer_estimate(answer, eg_estimate_of(flag ? 1 : 0), verdict.pair.n1);
    if (!flag) {
        eg_answer_say(answer, "no impact by this rule");
        return;
    }
    verdict.contains = ask->reference->kind == EG_REFERENCE_OVERALL;
    eg_fragility f = eg_fragility_of(&verdict);
    eg_note note = {.to = answer->note, .size = sizeof answer->note};
    eg_note_add(&note, "impact");
    if (f.changes) {
        eg_note_add(&note, "; ");
        eg_note_add_count(&note, f.students);
        eg_note_add(&note,
                    f.students == 1 ? " student would end it" : " students would end it");
    }
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
        answer_flag(ask, answer, gap.flag,
                    (eg_verdict){.rule = ask->analysis->settings->ppg_rule == EG_PPG_DISIMPACT
                                             ? EG_VERDICT_PPG_DISIMPACT
                                             : EG_VERDICT_PPG_CCCCO2022,
                                 .pair = pair,
                                 .lower = eg_outcome_lower(ask->analysis, ask->outcome)});
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
        answer_flag(ask, answer, index.flag,
                    (eg_verdict){.rule = EG_VERDICT_FOUR_FIFTHS, .pair = pair});
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
