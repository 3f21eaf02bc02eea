/* Rows of a group and its reference: differences, ratios, students to parity. */
#include <math.h>
#include <stdio.h>

#include "statistics/engine.h"
#include "statistics/math_overlap.h"
#include "statistics/math_ratio.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

static void sides(const eg_ask *ask, eg_side *group, eg_side *reference)
{
    eg_memo_key key = eg_memo_key_of(ask);
    if (ask->memo != NULL && ask->memo->sides.made &&
        eg_memo_same(&ask->memo->sides.key, &key)) {
        *group = ask->memo->sides.group;
        *reference = ask->memo->sides.reference;
        return;
    }
    *group = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    *reference = eg_side_reference(ask, ask->place.year);
    if (ask->memo == NULL)
        return;
    ask->memo->sides.made = true;
    ask->memo->sides.key = key;
    ask->memo->sides.group = *group;
    ask->memo->sides.reference = *reference;
}

bool eg_both_sides(const eg_ask *ask, eg_answer *answer, eg_side *group, eg_side *reference)
{
    sides(ask, group, reference);
    bool goal = ask->reference->kind == EG_REFERENCE_GOAL;
    if (group->mark != EG_SHOWN || (!goal && reference->mark != EG_SHOWN)) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return false;
    }
    if (group->n == 0 || (!goal && reference->n == 0)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       group->n == 0 ? "no student of the group has a value"
                                     : "no student of the reference has a value");
        return false;
    }
    return true;
}

/* Without what the groups share the interval is that of separate groups: too wide, not too
 * narrow. */
static void note_hidden_overlap(eg_answer *answer, bool hidden)
{
    if (hidden && answer->status == EG_FACT_OK && answer->note[0] == '\0')
        (void)snprintf(answer->note, sizeof answer->note, "%s",
                       "the groups share students, who are not told: the interval is that of "
                       "separate groups");
}

eg_status eg_row_difference(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, reference;
    if (!eg_both_sides(ask, answer, &group, &reference))
        return EG_OK;
    eg_answer_estimate(answer, eg_sides_difference(ask, &group, &reference), group.n);
    note_hidden_overlap(answer, eg_side_shared(ask, &group, &reference).hidden);
    return EG_OK;
}

static eg_estimate ratio(const eg_ask *ask, eg_pair pair)
{
    double confidence = ask->analysis->settings->confidence;
    return ask->analysis->settings->ratio_interval == EG_RATIO_SCORE
               ? eg_rate_ratio_score(pair, confidence)
               : eg_rate_ratio(pair, confidence);
}

/* The pair is the group and the rest. Where the rest has none, all successes are the group's:
 * 1/q. */
static eg_estimate ratio_to_whole(const eg_ask *ask, eg_pair pair)
{
    double share = (double)pair.n1 / (double)(pair.n1 + pair.n2);
    if (pair.n2 == 0)
        return eg_estimate_none("the group is all students");
    if (pair.x1 > 0 && pair.x2 == 0) {
        eg_estimate e = eg_estimate_of(1 / share);
        e.why = "no interval: nobody else has the outcome";
        return e;
    }
    return eg_ratio_to_overall(ratio(ask, pair), share);
}

eg_status eg_row_ratio(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, reference;
    if (!eg_both_sides(ask, answer, &group, &reference))
        return EG_OK;
    eg_pair pair = {group.x, group.n, reference.x, reference.n};
    if (ask->reference->kind == EG_REFERENCE_OVERALL) {
        pair.x2 -= group.x;
        pair.n2 -= group.n;
        eg_answer_estimate(answer, ratio_to_whole(ask, pair), group.n);
        return EG_OK;
    }
    eg_shared shared = eg_side_shared(ask, &group, &reference);
    eg_answer_estimate(answer,
                       shared.n == 0
                           ? ratio(ask, pair)
                           : eg_rate_ratio_sharing(pair, shared.x, shared.n,
                                                   ask->analysis->settings->confidence),
                       group.n);
    note_hidden_overlap(answer, shared.hidden);
    return EG_OK;
}

eg_status eg_row_to_parity(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, reference;
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    if (!eg_both_sides(ask, answer, &group, &reference))
        return EG_OK;
    double needed = ask->reference->kind == EG_REFERENCE_GOAL
                        ? eg_to_parity_goal(group.x, group.n, ask->reference->goal, lower)
                        : eg_to_parity(group.x, group.n, reference.x, reference.n, lower);
    eg_answer_estimate(answer, eg_estimate_of(needed), group.n);
    return EG_OK;
}

eg_status eg_row_to_parity_moving(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_side group, whole;
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    if (!eg_both_sides(ask, answer, &group, &whole))
        return EG_OK;
    double needed = eg_to_parity_moving(group.x, group.n, whole.x, whole.n, lower);
    if (isnan(needed))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the group is all students");
    else
        eg_answer_estimate(answer, eg_estimate_of(needed), group.n);
    return EG_OK;
}
