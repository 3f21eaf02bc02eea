/*
 * Where the truth of some unknowns is not told (what earlier reports hide), a table that fits
 * the rest is as good: intervals are proved wide from any whole-number table that fits.
 */
#include <math.h>

#include "attack/attack_inside.h"

static bool is_untold(const eg_attack *a, uint32_t u)
{
    return isnan(a->truth[u]);
}

/* The one untold unknown of a relation, and what is left for it; false: none or several. */
static bool single(const eg_attack *a, uint32_t r, uint32_t *unknown, double *value)
{
    size_t untold = 0;
    double factor = 1, sum = 0;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t u = a->column[t];
        if (!is_untold(a, u)) {
            sum += a->factor[t] * a->truth[u];
            continue;
        }
        *unknown = u;
        factor = a->factor[t];
        untold++;
    }
    *value = (a->row_low[r] - sum) / factor;
    return untold == 1;
}

/* What follows from what is told, relation by relation. */
static void follow(eg_attack *a)
{
    bool again = true;
    for (uint32_t u = 0; u < a->n; u++)
        if (is_untold(a, u) && !eg_attack_open(a, u))
            a->truth[u] = a->low[u];
    while (again) {
        again = false;
        for (uint32_t r = 0; r < a->rows; r++) {
            uint32_t u;
            double value;
            if (a->broken[r] || a->row_low[r] != a->row_high[r] || !single(a, r, &u, &value))
                continue;
            a->truth[u] = nearbyint(value);
            again = true;
        }
    }
}

/* ---- what is left, piece by piece ---- */

typedef struct {
    uint32_t *root; /* [unknown]: the same where relations connect untold ones */
    uint32_t *unknowns, *relations, *local;
    uint8_t *taken; /* [relation] */
} pieces;

static void connect(const eg_attack *a, pieces *p)
{
    for (uint32_t u = 0; u < a->n; u++)
        p->root[u] = u;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = UINT32_MAX;
        for (size_t t = a->start[r]; t < a->start[r + 1] && !a->broken[r]; t++) {
            uint32_t u = a->column[t];
            if (!is_untold(a, u))
                continue;
            uint32_t own = eg_attack_root(p->root, u),
                     other = first == UINT32_MAX ? own : eg_attack_root(p->root, first);
            p->root[own < other ? other : own] = own < other ? own : other;
            first = u;
        }
    }
}

/* All that hangs together with an unknown, from it on. */
static eg_attack_part piece_of(const eg_attack *a, pieces *p, uint32_t root)
{
    eg_attack_part part = {.unknowns = p->unknowns, .relations = p->relations};
    for (uint32_t u = root; u < a->n; u++)
        if (is_untold(a, u) && eg_attack_root(p->root, u) == root)
            p->unknowns[part.n++] = u;
    for (size_t i = 0; i < part.n; i++)
        for (size_t k = a->at[p->unknowns[i]]; k < a->at[p->unknowns[i] + 1]; k++) {
            uint32_t r = a->of[k];
            if (p->taken[r] || a->broken[r])
                continue;
            p->taken[r] = 1;
            p->relations[part.rows++] = r;
        }
    return part;
}

static eg_status suppose_pieces(eg_attack *a, pieces *p, eg_error *err)
{
    eg_status status = EG_OK;
    connect(a, p);
    for (uint32_t u = 0; u < a->n && status == EG_OK && a->has_truth; u++) {
        if (!is_untold(a, u))
            continue;
        eg_attack_part part = piece_of(a, p, eg_attack_root(p->root, u));
        status = eg_attack_fit(a, &part, p->local, err);
        a->has_truth = !is_untold(a, u);
    }
    return status;
}

eg_status eg_attack_suppose(eg_attack *a, eg_error *err)
{
    pieces p = {.root = eg_alloc(a->n + 1, sizeof *p.root),
                .unknowns = eg_alloc(a->n + 1, sizeof *p.unknowns),
                .relations = eg_alloc(a->rows + 1, sizeof *p.relations),
                .local = eg_alloc_zero(a->n + 1, sizeof *p.local),
                .taken = eg_alloc_zero(a->rows + 1, 1)};
    bool made = p.root != NULL && p.unknowns != NULL && p.relations != NULL &&
                p.local != NULL && p.taken != NULL;
    eg_status status = made ? EG_OK : eg_fail_memory(err);
    if (made && a->has_truth) {
        follow(a);
        status = suppose_pieces(a, &p, err);
    }
    eg_free(p.root);
    eg_free(p.unknowns);
    eg_free(p.relations);
    eg_free(p.local);
    eg_free(p.taken);
    return status;
}
