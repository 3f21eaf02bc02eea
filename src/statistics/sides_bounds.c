/* What follows from figures that the input gives in bounds. */
#include <math.h>

#include "statistics/engine.h"

void eg_side_rates(const eg_side *side, double *low, double *high)
{
    bool none = side->n_in.high == UINT64_MAX || side->n_in.high == 0;
    *low = none ? 0 : (double)side->x_in.low / (double)side->n_in.high;
    *high = side->n_in.low == 0 || side->x_in.high >= side->n_in.low
                ? 1
                : (double)side->x_in.high / (double)side->n_in.low;
}

static bool usable(const eg_side *side)
{
    return side->mark == EG_SHOWN || side->mark == EG_BOUNDED;
}

bool eg_bounded_pair(const eg_ask *ask, bool ratio, eg_answer *answer)
{
    if (!eg_views_are_given(ask->analysis->views) ||
        eg_outcome_kind(ask->analysis, ask->outcome) != EG_KIND_RATE)
        return false;
    eg_side group = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    bool goal = ask->reference->kind == EG_REFERENCE_GOAL;
    eg_side reference = eg_side_reference(ask, ask->place.year);
    bool exact = group.mark == EG_SHOWN && (goal || reference.mark == EG_SHOWN);
    if (exact || !usable(&group) || (!goal && (!usable(&reference) || !reference.exists)))
        return false;
    double low, high, other_low = ask->reference->goal, other_high = other_low;
    eg_side_rates(&group, &low, &high);
    if (!goal)
        eg_side_rates(&reference, &other_low, &other_high);
    if (ratio)
        eg_answer_bounds(answer, other_high > 0 ? low / other_high : NAN,
                         other_low > 0 ? high / other_low : NAN);
    else
        eg_answer_bounds(answer, low - other_high, high - other_low);
    return true;
}
