/* What follows from bounds of the input for two sides, for shares and over the years. */
#include "statistics/bounded.h"

#include <math.h>
#include <string.h>

#include "statistics/idea_rules.h"
#include "statistics/math_bounds.h"
#include "statistics/math_impact.h"
#include "statistics/math_ratio.h"

/* ---- statistics of two rates ---- */

typedef struct {
    double goal;
    bool lower, against_goal;
    eg_idea_rule limits;
    bool missed; /* a rule's minimum is not met somewhere within the bounds */
} asked;

static double rate(uint64_t x, uint64_t n)
{
    return n == UINT64_MAX ? 0 : (double)x / (double)n;
}

static bool endless(const eg_pair *p)
{
    return p->n1 == UINT64_MAX || p->n2 == UINT64_MAX;
}

static double over(double above, double below)
{
    if (below > 0)
        return above / below;
    return above > 0 ? INFINITY : NAN;
}

static double difference(const eg_pair *p, void *context)
{
    const asked *a = context;
    return rate(p->x1, p->n1) - (a->against_goal ? a->goal : rate(p->x2, p->n2));
}

static double ratio(const eg_pair *p, void *context)
{
    (void)context;
    if (endless(p))
        return over(rate(p->x1, p->n1), rate(p->x2, p->n2));
    return over((double)p->x1 * (double)p->n2, (double)p->n1 * (double)p->x2);
}

static double to_parity(const eg_pair *p, void *context)
{
    const asked *a = context;
    if (endless(p))
        return INFINITY;
    return a->against_goal ? eg_to_parity_goal(p->x1, p->n1, a->goal, a->lower)
                           : eg_to_parity(p->x1, p->n1, p->x2, p->n2, a->lower);
}

static double to_parity_moving(const eg_pair *p, void *context)
{
    const asked *a = context;
    return endless(p) ? INFINITY : eg_to_parity_moving(p->x1, p->n1, p->x2, p->n2, a->lower);
}

static double odds_ratio(const eg_pair *p, void *context)
{
    (void)context;
    if (endless(p))
        return NAN;
    double fail1 = (double)(p->n1 - p->x1), fail2 = (double)(p->n2 - p->x2);
    return over((double)p->x1 * fail2, fail1 * (double)p->x2);
}

static double cohens_h(const eg_pair *p, void *context)
{
    (void)context;
    return 2 * asin(sqrt(rate(p->x1, p->n1))) - 2 * asin(sqrt(rate(p->x2, p->n2)));
}

static double below_four_fifths(const eg_pair *p, void *context)
{
    (void)context;
    if (p->x2 == 0 || endless(p))
        return NAN;
    return 5 * (eg_u128)p->x1 * p->n2 < 4 * (eg_u128)p->n1 * p->x2;
}

/* Against the district's others alone: where they miss a minimum another comparison is due. */
static double risk_ratio(const eg_pair *p, void *context)
{
    asked *a = context;
    a->missed = a->missed || endless(p) || p->x1 < a->limits.min_cell ||
                p->n1 < a->limits.min_n || p->x2 < a->limits.min_cell ||
                p->n2 < a->limits.min_n;
    return ratio(p, context);
}

static const struct {
    const char *name;
    eg_box_value value;
} pairs[] = {{"difference", difference},
             {"ratio", ratio},
             {"to_parity", to_parity},
             {"to_parity_moving", to_parity_moving},
             {"odds_ratio", odds_ratio},
             {"cohens_h", cohens_h},
             {"ppg", difference},
             {"proportionality_index", ratio},
             {"proportionality_index_flag", below_four_fifths},
             {"four_fifths", ratio},
             {"four_fifths_flag", below_four_fifths},
             {"risk_ratio", risk_ratio}};

static eg_box_value value_of(const eg_catalogue_row *row)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (strcmp(pairs[i].name, row->about.name) == 0)
            return pairs[i].value;
    return NULL;
}

/* ---- sides ---- */

static bool usable(eg_mark mark)
{
    return mark == EG_SHOWN || mark == EG_BOUNDED;
}

static eg_box box_of(const eg_side *side)
{
    return (eg_box){side->n_in.low, side->n_in.high, side->x_in.low, side->x_in.high};
}

static eg_side whole_of(const eg_ask *ask, const eg_place *at)
{
    eg_place place = *at;
    place.item = EG_ITEM_ALL;
    place.group = 0;
    return eg_side_of(ask->analysis, ask->outcome, &place, ask->level);
}

typedef enum { EXACT, BOUNDED, HIDDEN } knowledge;

/* The two sides of the year asked. */
static knowledge sides_of(const eg_ask *ask, eg_box_pair *boxes, bool *alone)
{
    eg_reference_kind kind = ask->reference->kind;
    eg_side group = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    *alone = kind == EG_REFERENCE_GOAL;
    if (!group.exists || !usable(group.mark))
        return HIDDEN;
    boxes->a = box_of(&group);
    if (*alone)
        return group.mark == EG_SHOWN ? EXACT : BOUNDED;
    eg_side reference = eg_side_reference(ask, ask->place.year);
    bool part = kind == EG_REFERENCE_REST || kind == EG_REFERENCE_OVERALL;
    eg_side whole = part ? whole_of(ask, &ask->place) : reference;
    if (!usable(reference.mark) || !usable(whole.mark) || !whole.exists)
        return HIDDEN;
    bool known = part && whole.mark == EG_SHOWN;
    boxes->relation = !known                      ? EG_BOX_APART
                      : kind == EG_REFERENCE_REST ? EG_BOX_REST
                                                  : EG_BOX_WITHIN;
    boxes->b = box_of(known ? &whole : &reference);
    return group.mark == EG_SHOWN && whole.mark == EG_SHOWN ? EXACT : BOUNDED;
}

static asked asked_of(const eg_ask *ask)
{
    return (asked){.goal = ask->reference->goal,
                   .against_goal = ask->reference->kind == EG_REFERENCE_GOAL,
                   .lower = eg_outcome_lower(ask->analysis, ask->outcome),
                   .limits = eg_idea_standard_of(ask->analysis, ask->outcome).limits};
}

static bool bounds_of(const eg_box_pair *boxes, bool alone, eg_box_value value, asked *context,
                      double *low, double *high)
{
    return alone ? eg_box_bounds_alone(&boxes->a, value, context, low, high)
                 : eg_box_bounds(boxes, value, context, low, high);
}

static bool answer_pair(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    eg_box_pair boxes;
    bool alone, rates = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_RATE;
    double low, high;
    if (sides_of(ask, &boxes, &alone) != BOUNDED)
        return false;
    asked context = asked_of(ask);
    eg_box_value value = rates ? value_of(row) : NULL;
    if (!rates && eg_bounded_mean(ask, row, answer))
        return true;
    if (value == NULL)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    else if (!bounds_of(&boxes, alone, value, &context, &low, &high))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the input's bounds contradict each other");
    else if (context.missed || (isnan(low) && isnan(high)))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    else
        eg_answer_bounds(answer, low, high);
    return true;
}

/* ---- over the years ---- */

/* One year's own rate, or its gap. */
static knowledge point_of(const eg_ask *ask, bool pair, double *low, double *high)
{
    eg_box_pair boxes;
    bool alone;
    *low = *high = NAN;
    if (pair) {
        eg_side group = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
        eg_side reference = eg_side_reference(ask, ask->place.year);
        if (!group.exists || (!reference.exists && ask->reference->kind != EG_REFERENCE_GOAL &&
                              group.mark == EG_SHOWN))
            return EXACT;
        knowledge known = sides_of(ask, &boxes, &alone);
        asked context = asked_of(ask);
        if (known != HIDDEN)
            (void)bounds_of(&boxes, alone, difference, &context, low, high);
        return known;
    }
    eg_side side = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    if (!side.exists || (side.mark == EG_SHOWN && side.n == 0))
        return EXACT;
    if (!usable(side.mark))
        return HIDDEN;
    eg_side_rates(&side, low, high);
    return side.mark == EG_SHOWN ? EXACT : BOUNDED;
}

static bool answer_trend(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    double year[EG_YEARS_MOST], low[EG_YEARS_MOST], high[EG_YEARS_MOST], least, greatest;
    bool rates = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_RATE;
    bool pair = row->about.scope == EG_SCOPE_PAIR_TREND, bounds = false;
    for (size_t i = 0; i < ask->n_years; i++) {
        eg_ask at = *ask;
        at.place.year = (uint32_t)ask->years[i];
        year[i] = eg_views_first_year(ask->analysis->views, ask->years[i]);
        knowledge known = point_of(&at, pair, &low[i], &high[i]);
        if (known == HIDDEN)
            return false;
        bounds = bounds || known == BOUNDED;
    }
    bool slope = strcmp(row->about.name, pair ? "gap_slope" : "slope") == 0;
    bool plain = ask->analysis->settings->slope_se == EG_SLOPE_OLS;
    if (!bounds)
        return false;
    if (!slope || !rates)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    else if (!plain)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the input gives bounds only; --slope-se ols has bounds of the slope");
    else if (!eg_slope_bounds(year, low, high, ask->n_years, &least, &greatest))
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than three comparable years");
    else
        eg_answer_bounds(answer, least, greatest);
    return true;
}

bool eg_bounded(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    if (!eg_views_are_given(ask->analysis->views))
        return false;
    if (row->about.scope == EG_SCOPE_PAIR && ask->reference != NULL)
        return answer_pair(ask, row, answer);
    if (row->about.scope == EG_SCOPE_GROUP_TREND || row->about.scope == EG_SCOPE_PAIR_TREND)
        return answer_trend(ask, row, answer);
    return false;
}

/* ---- shares ---- */

static bool numbers(const eg_bounds *b)
{
    return b->state == EG_GIVEN_EXACT || b->state == EG_GIVEN_BOUNDS;
}

bool eg_bounded_share(const eg_ask *ask, eg_answer *answer)
{
    const eg_views *views = ask->analysis->views;
    eg_place all = ask->place;
    all.item = EG_ITEM_ALL;
    all.group = 0;
    eg_bounds n = eg_views_bounds(views, ask->outcome, &ask->place, EG_BOUNDS_N);
    eg_bounds of = eg_views_bounds(views, ask->outcome, &all, EG_BOUNDS_N);
    eg_mark whole = eg_marks_of(ask->analysis->marks, ask->outcome, &all, NULL);
    bool exact = n.state == EG_GIVEN_EXACT && of.state == EG_GIVEN_EXACT;
    if (exact || !numbers(&n) || !numbers(&of) || whole == EG_HIDDEN || of.high == 0)
        return false;
    if (ask->place.item == EG_ITEM_ALL) {
        eg_answer_bounds(answer, 1, 1);
        return true;
    }
    double low = of.high == UINT64_MAX ? 0 : (double)n.low / (double)of.high;
    double high = n.high >= of.low ? 1 : (double)n.high / (double)of.low;
    eg_answer_bounds(answer, low < 1 ? low : 1, high);
    return true;
}

/* Levels add up to n, so those below limit those above. */
void eg_bounded_above(const eg_ask *ask, eg_answer *answer)
{
    const eg_views *views = ask->analysis->views;
    size_t n_levels = ask->analysis->settled->outcomes[ask->outcome].n_levels;
    eg_bounds n = eg_views_bounds(views, ask->outcome, &ask->place, EG_BOUNDS_N);
    uint64_t least[2] = {0, 0}, most[2] = {0, 0}; /* below the level; at it or above */
    bool known = n.state == EG_GIVEN_EXACT && n.low > 0;
    for (size_t k = 0; k < n_levels && known; k++) {
        eg_bounds b = eg_views_bounds(views, ask->outcome, &ask->place, k);
        size_t side = k >= ask->level;
        known = numbers(&b);
        least[side] += b.low;
        most[side] += b.high > n.low ? n.low : b.high;
    }
    uint64_t low = n.low > most[0] ? n.low - most[0] : 0;
    uint64_t high = n.low > least[0] ? n.low - least[0] : 0;
    low = low > least[1] ? low : least[1];
    high = high < most[1] ? high : most[1];
    if (!known)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    else if (low > high)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the input's bounds contradict each other");
    else
        eg_answer_bounds(answer, (double)low / (double)n.low, (double)high / (double)n.low);
}
