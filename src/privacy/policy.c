/* Tail codes: rates so near to none or all that they would tell of everyone in the group. */
#include "equitygap/privacy.h"
#include "schema/policies.h"

/* Bounds by count have nine places, rounded so that the count still follows. */
#define PLACES UINT64_C(1000000000)

/* Counts up to limit are coded, as `share` (of PLACES) or less. */
typedef struct {
    bool any;
    uint64_t limit, share;
} edge;

static const eg_tail *tail_of(const eg_rules *rules, uint64_t n)
{
    const eg_tail *tail = rules->n_tails > 0 ? &rules->tails[0] : NULL;
    for (size_t i = 1; i < rules->n_tails && n >= rules->tails[i].from; i++)
        tail = &rules->tails[i];
    return tail;
}

/* Of n >= limit students, as a share that is rounded up; PLACES is more than any. */
static uint64_t share_of(uint64_t limit, uint64_t n)
{
    if (limit >= n)
        return PLACES;
    return (uint64_t)(((eg_u128)limit * PLACES + n - 1) / n);
}

/* fewest: so many must have the outcome (for the other end, lack it) to be shown. */
static edge edge_of(const eg_rules *rules, uint64_t n, uint32_t fewest)
{
    edge e = {.any = false};
    const eg_tail *tail = tail_of(rules, n);
    if (tail != NULL) {
        uint64_t by_share = n * tail->low / EG_SHARE_ONE;
        e = (edge){true, by_share < tail->most ? by_share : tail->most,
                   tail->low * (PLACES / EG_SHARE_ONE)};
        if (e.limit < rules->tail_least)
            e = (edge){true, rules->tail_least, share_of(rules->tail_least, n)};
    }
    if (fewest > 0 && (!e.any || fewest - 1 > e.limit))
        e = (edge){true, fewest - 1, share_of(fewest - 1, n)};
    return e;
}

bool eg_rules_tail(const eg_rules *rules, uint64_t x, uint64_t n, eg_mark *mark, double *bound)
{
    if (n == 0 || x > n)
        return false;
    rules = rules == NULL ? eg_rules_default() : rules;
    edge low = edge_of(rules, n, rules->min_count), high = edge_of(rules, n, rules->min_rest);
    bool bottom = low.any && x <= low.limit;
    if (!bottom && !(high.any && n - x <= high.limit))
        return false;
    *mark = bottom ? EG_BOTTOM_CODED : EG_TOP_CODED;
    *bound = (double)(bottom ? low.share : PLACES - high.share) / (double)PLACES;
    return true;
}

bool eg_rules_mean(const eg_rules *rules, uint64_t n, eg_i128 sum, const eg_u192 *square)
{
    double mean, ss, share = rules->dominance / (double)EG_SHARE_ONE;
    eg_exact_moments(n, sum, square, &mean, &ss);
    if (rules->n_tails > 0 && ss <= 0)
        return false;
    /* The largest value is no more than the root of the sum of squares. */
    double squares = ss + (double)n * mean * mean, most = share * (double)n * mean;
    return rules->dominance == 0 || squares <= most * most;
}
