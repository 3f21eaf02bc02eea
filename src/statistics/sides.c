/* Figures of a group and of what it is compared with, each with what may be shown of it. */
#include <math.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/memo.h"

eg_kind eg_outcome_kind(const eg_analysis *analysis, size_t outcome)
{
    return analysis->settled->outcomes[outcome].kind;
}

bool eg_outcome_lower(const eg_analysis *analysis, size_t outcome)
{
    return analysis->settled->outcomes[outcome].lower;
}

size_t eg_outcome_sort(const eg_analysis *analysis, size_t outcome)
{
    return 2 * (size_t)eg_outcome_kind(analysis, outcome) +
           (eg_outcome_lower(analysis, outcome) ? 1 : 0);
}

static eg_bounds exactly(uint64_t value)
{
    return (eg_bounds){value, value, EG_GIVEN_EXACT};
}

/* Bounds of a side's n and x; a mean given alone has no spread. */
static void take_bounds(eg_side *side, const eg_analysis *analysis, size_t outcome,
                        const eg_place *place)
{
    const eg_views *views = analysis->views;
    eg_kind kind = analysis->settled->outcomes[outcome].kind;
    side->n_in = exactly(side->n);
    side->x_in = exactly(side->x);
    if (!eg_views_are_given(views))
        return;
    side->n_in = eg_views_bounds(views, outcome, place, EG_BOUNDS_N);
    if (kind == EG_KIND_RATE)
        side->x_in = eg_views_bounds(views, outcome, place, 0);
    side->no_spread =
        kind == EG_KIND_MEAN &&
        eg_views_bounds(views, outcome, place, EG_BOUNDS_SPREAD).state != EG_GIVEN_EXACT;
}

static void fill(eg_side *side, eg_kind kind, const eg_tally *tally, size_t n_levels,
                 size_t level)
{
    side->students = tally->students;
    side->n = tally->n;
    side->x = tally->x;
    if (kind == EG_KIND_MEAN) {
        side->moments.n = tally->n;
        eg_exact_moments(tally->n, tally->sum, &tally->square, &side->moments.mean,
                         &side->moments.ss);
    } else if (kind == EG_KIND_LEVELS && level != SIZE_MAX) {
        side->x = 0;
        for (size_t k = level; k < n_levels; k++)
            side->x += tally->counts[k];
    }
}

eg_side eg_side_of(const eg_analysis *analysis, size_t outcome, const eg_place *place,
                   size_t level)
{
    eg_side side = {.exists = eg_views_cell(analysis->views, place) != SIZE_MAX};
    const eg_outcome_settled *settled = &analysis->settled->outcomes[outcome];
    if (!side.exists)
        return side;
    eg_tally tally;
    eg_views_tally(analysis->views, outcome, place, &tally);
    fill(&side, settled->kind, &tally, settled->n_levels, level);
    take_bounds(&side, analysis, outcome, place);
    side.mark = settled->kind == EG_KIND_LEVELS && level != SIZE_MAX
                    ? eg_marks_at_or_above(analysis->marks, outcome, place, level, &side.bound)
                    : eg_marks_of(analysis->marks, outcome, place, &side.bound);
    return side;
}

static bool contains(const eg_tally *all, const eg_tally *own, size_t n_levels)
{
    bool fits = all->students >= own->students && all->n >= own->n && all->x >= own->x &&
                all->n - own->n >= all->x - own->x;
    eg_u192 square = all->square;
    for (size_t k = 0; k < n_levels; k++)
        fits = fits && all->counts[k] >= own->counts[k];
    return fits && eg_u192_subtract(&square, &own->square);
}

eg_side eg_side_less(const eg_analysis *analysis, size_t outcome, const eg_place *whole,
                     const eg_place *part, size_t level)
{
    const eg_outcome_settled *settled = &analysis->settled->outcomes[outcome];
    eg_tally all, own;
    eg_views_tally(analysis->views, outcome, whole, &all);
    eg_views_tally(analysis->views, outcome, part, &own);
    /* Given cells may contradict each other: then there is no rest. */
    if (eg_views_are_given(analysis->views) && !contains(&all, &own, settled->n_levels))
        return (eg_side){0};
    all.students -= own.students;
    all.n -= own.n;
    all.x -= own.x;
    all.sum -= own.sum;
    (void)eg_u192_subtract(&all.square, &own.square);
    for (size_t k = 0; k < settled->n_levels; k++)
        all.counts[k] -= own.counts[k];
    eg_side side = {.exists = all.students > 0};
    fill(&side, settled->kind, &all, settled->n_levels, level);
    return side;
}

/* The others as a group of their own: as small, as uniform, as coded as any group. */
static eg_mark mark_rest(const eg_analysis *analysis, const eg_side *rest, const eg_side *whole,
                         const eg_side *group, bool mean)
{
    eg_mark mark = EG_SHOWN;
    double bound = 0;
    if (analysis->settings->edition == EG_EDITION_INTERNAL) {
        if (whole->mark == EG_SHOWN || group->mark != EG_SHOWN)
            return group->mark;
        return whole->mark;
    }
    if (whole->mark != EG_SHOWN || group->mark != EG_SHOWN)
        return EG_HIDDEN;
    if (rest->n == 0)
        return EG_SHOWN;
    if (rest->n < analysis->settings->min_n ||
        (!mean && eg_rules_tail(&analysis->settings->rules, rest->x, rest->n, &mark, &bound)))
        return EG_HIDDEN;
    return EG_SHOWN;
}

/* What may be left of one when the other is taken away. */
static eg_bounds bounds_left(const eg_bounds *all, const eg_bounds *part)
{
    eg_bounds left = {.state = EG_GIVEN_BOUNDS};
    left.low = all->low > part->high ? all->low - part->high : 0;
    left.high = all->high == UINT64_MAX ? UINT64_MAX
                : all->high > part->low ? all->high - part->low
                                        : 0;
    if (all->state == EG_GIVEN_EXACT && part->state == EG_GIVEN_EXACT)
        left.state = EG_GIVEN_EXACT;
    return left;
}

static eg_side rest_of(const eg_ask *ask, const eg_place *place)
{
    eg_place whole = *place;
    whole.item = EG_ITEM_ALL;
    whole.group = 0;
    eg_side all = eg_side_of(ask->analysis, ask->outcome, &whole, ask->level);
    eg_side own = eg_side_of(ask->analysis, ask->outcome, place, ask->level);
    eg_side rest = eg_side_less(ask->analysis, ask->outcome, &whole, place, ask->level);
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    rest.mark = mark_rest(ask->analysis, &rest, &all, &own, mean);
    rest.no_spread = all.no_spread || own.no_spread;
    rest.n_in = bounds_left(&all.n_in, &own.n_in);
    rest.x_in = bounds_left(&all.x_in, &own.x_in);
    return rest;
}

eg_side eg_side_reference(const eg_ask *ask, size_t year)
{
    eg_place place = ask->place;
    place.year = (uint32_t)year;
    size_t best;
    switch (ask->reference->kind) {
    case EG_REFERENCE_REST:
        return rest_of(ask, &place);
    case EG_REFERENCE_OVERALL:
        place.item = EG_ITEM_ALL;
        place.group = 0;
        break;
    case EG_REFERENCE_LEVEL:
        place.group = (uint32_t)ask->reference->group;
        break;
    case EG_REFERENCE_HIGHEST:
        best = ask->reference->trend_only ? eg_memo_best(ask->memo, ask, year, ask->level)
                                          : ask->reference->group;
        if (best == SIZE_MAX)
            return (eg_side){0};
        place.group = (uint32_t)best;
        break;
    case EG_REFERENCE_GOAL:
    case EG_REFERENCE_STATE:
        return (eg_side){0};
    }
    return eg_side_of(ask->analysis, ask->outcome, &place, ask->level);
}

/* 1: a is better than b by direction, or as good and larger; -1: b is. Rates are compared as
 * fractions. */
static int ahead(const eg_side *a, const eg_side *b, bool mean, bool lower)
{
    int order;
    if (mean) {
        order = (a->moments.mean > b->moments.mean) - (a->moments.mean < b->moments.mean);
    } else {
        eg_u128 left = (eg_u128)a->x * b->n, right = (eg_u128)b->x * a->n;
        order = (left > right) - (left < right);
    }
    if (lower)
        order = -order;
    return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

/* Ties that are left go by the alphabet, whatever order the groups are shown in. */
static bool sooner(const eg_views *views, size_t item, size_t a, size_t b)
{
    return strcmp(eg_views_group(views, item, a), eg_views_group(views, item, b)) < 0;
}

size_t eg_best_group(const eg_analysis *analysis, size_t outcome, eg_place place, size_t level)
{
    size_t best = SIZE_MAX;
    eg_side best_side = {0};
    bool mean = eg_outcome_kind(analysis, outcome) == EG_KIND_MEAN;
    for (size_t g = 0; g < eg_views_groups(analysis->views, place.item); g++) {
        place.group = (uint32_t)g;
        eg_side side = eg_side_of(analysis, outcome, &place, level);
        if (!side.exists || side.mark != EG_SHOWN || side.n < analysis->settings->min_n ||
            eg_views_group_unknown(analysis->views, place.item, g))
            continue;
        int order = best == SIZE_MAX
                        ? 1
                        : ahead(&side, &best_side, mean, eg_outcome_lower(analysis, outcome));
        if (order > 0 || (order == 0 && sooner(analysis->views, place.item, g, best))) {
            best = g;
            best_side = side;
        }
    }
    return best;
}

/* ---- as the memo has them ---- */

eg_side eg_side_own(const eg_ask *ask)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = {.place = ask->place,
                       .outcome = ask->outcome,
                       .level = ask->level,
                       .reference_group = SIZE_MAX,
                       .reference = -1};
    if (memo != NULL && memo->side.made && eg_memo_same(&memo->side.key, &key))
        return memo->side.side;
    eg_side side = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    if (memo != NULL) {
        memo->side.made = true;
        memo->side.key = key;
        memo->side.side = side;
    }
    return side;
}

size_t eg_memo_best(eg_memo *memo, const eg_ask *ask, size_t year, size_t level)
{
    eg_memo_key key = {.place = ask->place,
                       .outcome = ask->outcome,
                       .level = level,
                       .reference_group = SIZE_MAX,
                       .reference = -1};
    key.place.year = (uint32_t)year;
    if (memo == NULL || year >= EG_YEARS_MOST)
        return eg_best_group(ask->analysis, ask->outcome, key.place, level);
    key.place.group = key.place.year = 0;
    if (!eg_memo_same(&memo->best.key, &key)) {
        memset(memo->best.of, 0, sizeof memo->best.of);
        memo->best.key = key;
    }
    size_t *best = &memo->best.of[year];
    if (*best == 0) {
        eg_place place = key.place;
        place.year = (uint32_t)year;
        *best = eg_best_group(ask->analysis, ask->outcome, place, level) + 1;
    }
    return *best - 1;
}
