/* Tail codes: rates so near to none or all that they would tell of everyone in the group. */
#include "equitygap/privacy.h"

/* From n on, a rate is shown only between low and 1 - low (in hundredths). Largest n first. */
static const struct {
    uint64_t n;
    uint64_t low;
} tiers[] = {{100, 2}, {40, 5}, {20, 10}, {0, 20}};

enum { COUNT_FROM = 300, COUNT_MOST = 3 };

/* Above the tiers a count of 3 or fewer is coded; its bound keeps the same 1 percent
 * everywhere. */
static bool rare(uint64_t count, uint64_t n)
{
    return n >= COUNT_FROM && count <= COUNT_MOST;
}

static uint64_t tier_of(uint64_t n)
{
    size_t i = 0;
    while (n < tiers[i].n)
        i++;
    return tiers[i].low;
}

bool eg_policy_tail(uint64_t x, uint64_t n, eg_mark *mark, double *bound)
{
    if (n == 0 || x > n)
        return false;
    uint64_t low = n >= COUNT_FROM ? 1 : tier_of(n);
    /* Edges are coded too: x/n <= low/100 in whole numbers. */
    bool bottom = n >= COUNT_FROM ? rare(x, n) : x * 100 <= n * low;
    bool top = n >= COUNT_FROM ? rare(n - x, n) : (n - x) * 100 <= n * low;
    if (!bottom && !top)
        return false;
    *mark = bottom ? EG_BOTTOM_CODED : EG_TOP_CODED;
    *bound = (double)(bottom ? low : 100 - low) / 100.0;
    return true;
}
