/*
 * Unknowns that only look on: a number of students is what has the outcome and what has not,
 * and where the sums are about these two it takes part in none. Without it the two fall apart
 * into systems of their own, smaller and simpler ones.
 */
#include <math.h>

#include "attack/attack_inside.h"

/* The smaller number is the root: no order but that of the unknowns. true: they were apart. */
static bool join(eg_attack *a, uint32_t one, uint32_t other)
{
    one = eg_attack_root(a->root, one);
    other = eg_attack_root(a->root, other);
    if (one == other)
        return false;
    a->root[one < other ? other : one] = one < other ? one : other;
    return true;
}

/* Its relation alone says between what ends the unknown of term t lies. */
static bool implied(const eg_attack *a, uint32_t r, uint32_t u)
{
    double least = a->row_low[r], greatest = least, own = 0;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t other = a->column[t];
        double low = a->factor[t] * a->low[other], high = a->factor[t] * a->high[other];
        if (fabs(a->factor[t]) != 1)
            return false;
        if (other == u) {
            own = a->factor[t];
            continue;
        }
        least -= fmax(low, high);
        greatest -= fmin(low, high);
    }
    return fmin(own * least, own * greatest) >= a->low[u] &&
           fmax(own * least, own * greatest) <= a->high[u];
}

static void find_observers(eg_attack *a)
{
    for (uint32_t u = 0; u < a->n; u++) {
        if (a->at[u + 1] - a->at[u] != 1 || !eg_attack_open(a, u))
            continue;
        uint32_t r = a->of[a->at[u]];
        bool equation = a->row_low[r] == a->row_high[r];
        if (equation && a->observer[r] == 0 && a->start[r + 1] - a->start[r] > 2 &&
            implied(a, r, u))
            a->observer[r] = u + 1;
    }
}

/* Joins the unknowns of a relation, but for `without`. true: some were apart. */
static bool join_relation(eg_attack *a, uint32_t r, uint32_t without)
{
    uint32_t first = UINT32_MAX;
    bool apart = false;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t u = a->column[t];
        if (u == without || !eg_attack_open(a, u))
            continue;
        apart = (first != UINT32_MAX && join(a, first, u)) || apart;
        first = first == UINT32_MAX ? u : first;
    }
    return apart;
}

/* No two of its parts are connected. */
static bool is_split(const eg_attack *a, uint32_t r, uint32_t observer)
{
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
        for (size_t v = a->start[r]; v < t; v++)
            if (a->column[t] != observer && a->column[v] != observer &&
                eg_attack_root(a->root, a->column[t]) == eg_attack_root(a->root, a->column[v]))
                return false;
    return true;
}

void eg_attack_connect(eg_attack *a)
{
    for (uint32_t u = 0; u < a->n; u++) {
        a->root[u] = u;
        a->split[u] = 0;
    }
    for (uint32_t r = 0; r < a->rows; r++) {
        a->observer[r] = a->broken[r] ? 0 : a->observer[r];
        if (!a->broken[r] && !a->follows[r] && a->observer[r] == 0)
            (void)join_relation(a, r, UINT32_MAX);
    }
    bool again = true;
    while (again) {
        again = false;
        for (uint32_t r = 0; r < a->rows; r++)
            if (a->observer[r] != 0 && !is_split(a, r, a->observer[r] - 1))
                again = join_relation(a, r, a->observer[r] - 1) || again;
    }
    for (uint32_t r = 0; r < a->rows; r++) {
        if (a->observer[r] == 0)
            continue;
        a->split[a->observer[r] - 1] = is_split(a, r, a->observer[r] - 1);
        if (!a->split[a->observer[r] - 1])
            (void)join_relation(a, r, UINT32_MAX);
    }
    for (uint32_t u = 0; u < a->n; u++)
        a->root[u] = eg_attack_root(a->root, u);
}

bool eg_attack_observe(eg_attack *a)
{
    a->observer = eg_alloc_zero(a->rows + 1, sizeof *a->observer);
    a->root = eg_alloc(a->n + 1, sizeof *a->root);
    a->split = eg_alloc_zero(a->n + 1, 1);
    if (a->observer == NULL || a->root == NULL || a->split == NULL)
        return false;
    find_observers(a);
    return true;
}

double eg_attack_width(const eg_attack *a, uint32_t u)
{
    double seen = a->seen_high[u] >= a->seen_low[u] ? a->seen_high[u] - a->seen_low[u] : 0;
    return a->looked[u] ? fmax(seen, a->high[u] - a->low[u]) : seen;
}

bool eg_attack_proved(const eg_attack *a, uint32_t u, double width)
{
    double sum = eg_attack_width(a, u);
    if (sum >= width && sum > 0)
        return true;
    if (!a->split[u])
        return false;
    uint32_t r = a->of[a->at[u]];
    sum = 0;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
        sum += a->column[t] == u ? 0 : eg_attack_width(a, a->column[t]);
    return sum >= width && sum > 0;
}

bool eg_attack_some_left(const eg_attack *a, uint32_t u)
{
    bool left = eg_attack_left(a, u, a->want[u]);
    for (size_t i = a->at[u]; i < a->at[u + 1] && !left; i++)
        left = a->observer[a->of[i]] != 0 &&
               eg_attack_left(a, a->observer[a->of[i]] - 1, a->want[a->observer[a->of[i]] - 1]);
    return left;
}
