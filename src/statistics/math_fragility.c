/* Fragility: the nearest whole number of events with another verdict. */
#include "statistics/math_fragility.h"

#include "equitygap/base.h"

enum { TRY_ALL = 256, TRY_MOST = 65536 };

/* The group with x events, and those outside it. */
static eg_pair apart(const eg_verdict *v, uint64_t x)
{
    eg_pair pair = v->pair;
    if (v->contains) {
        pair.x2 -= pair.x1;
        pair.n2 -= pair.n1;
    }
    pair.x1 = x;
    return pair;
}

bool eg_verdict_with(const eg_verdict *v, uint64_t x)
{
    eg_pair pair = v->pair;
    pair.x1 = x;
    if (v->contains)
        pair.x2 = pair.x2 - v->pair.x1 + x;
    switch (v->rule) {
    case EG_VERDICT_PPG_CCCCO2022:
        return eg_ppg_of(pair, &eg_ppg_cccco2022, v->lower).flag;
    case EG_VERDICT_PPG_DISIMPACT:
        return eg_ppg_of(pair, &eg_ppg_disimpact, v->lower).flag;
    case EG_VERDICT_FOUR_FIFTHS:
        return eg_four_fifths(pair).flag;
    case EG_VERDICT_RISK_RATIO:
        return pair.x1 > eg_risk_ratio_allows(pair.n1, pair.x2, pair.n2, v->threshold);
    case EG_VERDICT_SIGNIFICANT:
        break;
    }
    pair = apart(v, x);
    double p = eg_pair_is_small(pair) ? eg_fisher_exact(pair) : eg_two_proportion_z(pair).p;
    return p < v->alpha;
}

/* Events of the group at which it is level with its reference: where a test turns. */
static uint64_t parity(const eg_verdict *v)
{
    eg_pair pair = apart(v, v->pair.x1);
    return pair.n2 == 0 ? pair.x1 : (uint64_t)((eg_u128)pair.n1 * pair.x2 / pair.n2);
}

static uint64_t moved(const eg_verdict *v, uint64_t k, bool more)
{
    return more ? v->pair.x1 + k : v->pair.x1 - k;
}

/* The first k in lo+1..hi with another verdict, where that of lo is `was` and hi's is not. */
static uint64_t halve(const eg_verdict *v, bool more, uint64_t lo, uint64_t hi, bool was)
{
    while (hi - lo > 1) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (eg_verdict_with(v, moved(v, mid, more)) == was)
            lo = mid;
        else
            hi = mid;
    }
    return hi;
}

static uint64_t one_by_one(const eg_verdict *v, bool more, uint64_t most, bool was)
{
    for (uint64_t k = 1; k <= most; k++)
        if (eg_verdict_with(v, moved(v, k, more)) != was)
            return k;
    return UINT64_MAX;
}

static bool small(const eg_verdict *v, uint64_t x)
{
    return eg_pair_is_small(apart(v, x));
}

/* The fewest events more (or fewer) with another verdict; UINT64_MAX: none. */
static uint64_t steps(const eg_verdict *v, bool more, bool was)
{
    uint64_t most = more ? v->pair.n1 - v->pair.x1 : v->pair.x1, found = UINT64_MAX;
    if (most == 0)
        return found;
    uint64_t turn = parity(v), lo = 0;
    bool ahead = more ? turn > v->pair.x1 : turn < v->pair.x1;
    if (ahead && v->rule == EG_VERDICT_SIGNIFICANT) {
        uint64_t to = more ? turn - v->pair.x1 : v->pair.x1 - turn;
        if (eg_verdict_with(v, turn) != was)
            found = halve(v, more, 0, to, was);
        lo = to;
    }
    if (found == UINT64_MAX && eg_verdict_with(v, moved(v, most, more)) != was)
        found = halve(v, more, lo, most, was);
    uint64_t reached = found == UINT64_MAX ? v->pair.x1 : moved(v, found, more);
    if (v->rule == EG_VERDICT_SIGNIFICANT && (small(v, v->pair.x1) || small(v, reached))) {
        if (found != UINT64_MAX)
            most = found;
        return one_by_one(v, more, most < TRY_MOST ? most : TRY_MOST, was);
    }
    return found;
}

/* Both ways at once, so that the further one is not looked for. */
static eg_fragility nearest(const eg_verdict *v, bool was)
{
    uint64_t x = v->pair.x1, up = v->pair.n1 - x;
    eg_fragility f = {.flagged = was, .more = true};
    for (uint64_t k = 1; (k <= up || k <= x) && !f.changes; k++) {
        bool more = k <= up && eg_verdict_with(v, x + k) != was;
        f.changes = more || (k <= x && eg_verdict_with(v, x - k) != was);
        f.more = more || !f.changes;
        f.students = f.changes ? k : 0;
    }
    return f;
}

eg_fragility eg_fragility_of(const eg_verdict *v)
{
    eg_fragility f = {.flagged = eg_verdict_with(v, v->pair.x1)};
    if (v->pair.n1 <= TRY_ALL)
        return nearest(v, f.flagged);
    uint64_t more = steps(v, true, f.flagged), fewer = steps(v, false, f.flagged);
    f.changes = more != UINT64_MAX || fewer != UINT64_MAX;
    f.more = more <= fewer;
    f.students = f.changes ? (f.more ? more : fewer) : 0;
    return f;
}
