/* The students that a group and another group of its dimension share. */
#include "statistics/engine.h"
#include "statistics/math_overlap.h"

static uint64_t successes(const eg_analysis *a, size_t outcome, const eg_tally *t, size_t level)
{
    uint64_t x = t->x;
    if (eg_outcome_kind(a, outcome) != EG_KIND_LEVELS || level == SIZE_MAX)
        return x;
    x = 0;
    for (size_t k = level; k < a->settled->outcomes[outcome].n_levels; k++)
        x += t->counts[k];
    return x;
}

/* A part of the students that can be computed from what would be published: is it fit to show?
 */
static bool fit(const eg_ask *ask, uint64_t x, uint64_t n)
{
    eg_mark mark;
    double bound;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    return n == 0 ||
           (n >= ask->analysis->settings->min_n &&
            (mean || !eg_rules_tail(&ask->analysis->settings->rules, x, n, &mark, &bound)));
}

static bool all_fit(const eg_ask *ask, const eg_side *group, const eg_side *reference,
                    const eg_shared *s)
{
    if (ask->analysis->settings->edition == EG_EDITION_INTERNAL)
        return true;
    eg_place whole = ask->place;
    whole.item = EG_ITEM_ALL;
    whole.group = 0;
    eg_side all = eg_side_of(ask->analysis, ask->outcome, &whole, ask->level);
    uint64_t either = group->n + reference->n - s->n, either_x = group->x + reference->x - s->x;
    return fit(ask, s->x, s->n) && fit(ask, group->x - s->x, group->n - s->n) &&
           fit(ask, reference->x - s->x, reference->n - s->n) &&
           fit(ask, all.x - either_x, all.n - either);
}

bool eg_side_overlaps(const eg_ask *ask)
{
    return ask->reference != NULL &&
           (ask->reference->kind == EG_REFERENCE_LEVEL ||
            ask->reference->kind == EG_REFERENCE_HIGHEST) &&
           eg_views_overlap(ask->analysis->views, ask->place.item);
}

eg_shared eg_side_shared(const eg_ask *ask, const eg_side *group, const eg_side *reference)
{
    eg_shared s = {.n = 0};
    const eg_analysis *a = ask->analysis;
    if (!eg_side_overlaps(ask) || !group->exists || !reference->exists)
        return s;
    size_t other = ask->reference->trend_only
                       ? eg_best_group(a, ask->outcome, ask->place, ask->level)
                       : ask->reference->group;
    if (other == SIZE_MAX)
        return s;
    eg_tally t;
    eg_views_shared(a->views, ask->outcome, &ask->place, other, &t);
    s.n = t.n;
    s.x = successes(a, ask->outcome, &t, ask->level);
    if (eg_outcome_kind(a, ask->outcome) == EG_KIND_MEAN) {
        s.moments.n = t.n;
        eg_exact_moments(t.n, t.sum, &t.square, &s.moments.mean, &s.moments.ss);
    }
    if (!all_fit(ask, group, reference, &s))
        s = (eg_shared){.hidden = true};
    return s;
}

double eg_shared_covariance(const eg_ask *ask, size_t year, const eg_side *group,
                            const eg_side *reference)
{
    eg_ask at = *ask;
    at.place.year = (uint32_t)year;
    eg_shared s = eg_side_shared(&at, group, reference);
    if (s.n == 0)
        return 0;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN)
        return eg_mean_covariance(group->moments, reference->moments, s.moments);
    eg_pair pair = {group->x, group->n, reference->x, reference->n};
    return eg_rate_covariance(pair, s.x, s.n);
}
