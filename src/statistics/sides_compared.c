/* Two sides: their difference, and whether it counts. */
#include <math.h>

#include "statistics/engine.h"
#include "statistics/math_difference.h"
#include "statistics/math_overlap.h"
#include "statistics/math_proportion.h"

/* Against all students: what the comparison with the rest becomes, since they contain the
 * group. */
static eg_estimate against_overall(const eg_ask *ask, const eg_side *group,
                                   const eg_side *whole)
{
    double confidence = ask->analysis->settings->confidence;
    double share = whole->n == 0 ? 0 : (double)group->n / (double)whole->n;
    eg_place place = ask->place, all = ask->place;
    all.item = EG_ITEM_ALL;
    all.group = 0;
    eg_side rest = eg_side_less(ask->analysis, ask->outcome, &all, &place, ask->level);
    if (rest.n == 0)
        return eg_estimate_none("the group is all students");
    if (group->no_spread || whole->no_spread)
        return eg_estimate_of(group->moments.mean - whole->moments.mean);
    eg_estimate to_rest =
        eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN
            ? eg_mean_difference(group->moments, rest.moments, confidence)
            : eg_rate_difference((eg_pair){group->x, group->n, rest.x, rest.n}, confidence);
    return eg_difference_to_overall(to_rest, share);
}

eg_estimate eg_sides_difference(const eg_ask *ask, const eg_side *group,
                                const eg_side *reference)
{
    double confidence = ask->analysis->settings->confidence;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    if (ask->reference->kind == EG_REFERENCE_GOAL && group->no_spread)
        return eg_estimate_of(group->moments.mean - ask->reference->goal);
    if (ask->reference->kind == EG_REFERENCE_GOAL)
        return mean
                   ? eg_mean_against_goal(group->moments, ask->reference->goal, confidence)
                   : eg_rate_against_goal(group->x, group->n, ask->reference->goal, confidence);
    if (ask->reference->kind == EG_REFERENCE_OVERALL)
        return against_overall(ask, group, reference);
    if (mean && (group->no_spread || reference->no_spread))
        return eg_estimate_of(group->moments.mean - reference->moments.mean);
    eg_shared shared = eg_side_shared(ask, group, reference);
    if (mean)
        return eg_mean_difference_sharing(group->moments, reference->moments, shared.moments,
                                          confidence);
    return eg_rate_difference_sharing((eg_pair){group->x, group->n, reference->x, reference->n},
                                      shared.x, shared.n, confidence);
}

bool eg_reaches_margin(double gap, double margin)
{
    /* 0.43 less 0.40 is 0.03, but not in binary */
    return fabs(gap) >= margin * (1 - 1e-12);
}

bool eg_beyond_margin(const eg_ask *ask, const eg_estimate *gap, const eg_side *group,
                      const eg_side *reference)
{
    const eg_settings *settings = ask->analysis->settings;
    if (!gap->ok || !(gap->low > 0 || gap->high < 0))
        return false;
    double margin = settings->margin_rate;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN)
        margin = settings->margin_sd * eg_pooled_sd(group->moments, reference->moments);
    return eg_reaches_margin(gap->value, margin);
}
