/* What hiding a cell takes out of sight, and what it costs. */
#include "privacy/secret.h"

bool eg_secret_hide(eg_secret *s, uint32_t cell)
{
    bool n = !s->hidden[cell] && !eg_secret_known(s, cell, 0), any = n;
    if (n)
        s->hidden[cell] = 1;
    for (size_t k = 0; k < s->K; k++) {
        if (s->unknown[cell * s->K + k] || eg_secret_known(s, cell, k + 1))
            continue;
        s->unknown[cell * s->K + k] = 1;
        any = true;
    }
    return any;
}

bool eg_secret_cheaper(const eg_secret *s, uint32_t a, uint32_t b)
{
    const uint64_t *cost = s->weight != NULL ? s->weight : s->n;
    return cost[a] < cost[b];
}
