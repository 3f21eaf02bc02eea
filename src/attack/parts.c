/* What hangs together is looked at together, and nothing else. */
#include <math.h>
#include <stdlib.h>

#include "attack/attack_inside.h"

/* Unknowns and relations around one of them, the nearest first. */
typedef struct {
    uint32_t *unknowns, *relations;
    uint32_t *met, *met_relation; /* [unknown], [relation]: in which search */
    uint32_t search;
} neighbourhood;

typedef struct {
    double range;
    uint32_t unknown;
} ranged;

typedef struct {
    eg_attack *a;
    uint32_t *order;    /* open unknowns, part by part */
    uint32_t *relation; /* relations with two open unknowns or more, part by part */
    uint32_t *local;
    neighbourhood around;
    ranged *left;           /* scratch */
    size_t asked, ask_most; /* neighbourhoods */
} splitter;

/* The first open unknown of a relation, and how many it has. */
static uint32_t first_open(const eg_attack *a, uint32_t r, size_t *n)
{
    uint32_t first = UINT32_MAX;
    *n = 0;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
        if (eg_attack_open(a, a->column[t])) {
            first = *n == 0 ? a->column[t] : first;
            ++*n;
        }
    return first;
}

/* Counting sort of unknowns and relations by the root of their part. */
static bool sort_by_part(splitter *s, size_t **from, size_t **rows_from)
{
    const eg_attack *a = s->a;
    size_t n;
    *from = eg_alloc_zero(a->n + 2, sizeof **from);
    *rows_from = eg_alloc_zero(a->n + 2, sizeof **rows_from);
    if (*from == NULL || *rows_from == NULL)
        return false;
    for (uint32_t u = 0; u < a->n; u++)
        if (eg_attack_open(a, u))
            (*from)[a->root[u] + 2]++;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = eg_attack_takes_part(a, r) ? first_open(a, r, &n) : UINT32_MAX;
        if (first != UINT32_MAX && n > 1)
            (*rows_from)[a->root[first] + 2]++;
    }
    for (size_t u = 2; u < a->n + 2; u++) {
        (*from)[u] += (*from)[u - 1];
        (*rows_from)[u] += (*rows_from)[u - 1];
    }
    for (uint32_t u = 0; u < a->n; u++)
        if (eg_attack_open(a, u))
            s->order[(*from)[a->root[u] + 1]++] = u;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = eg_attack_takes_part(a, r) ? first_open(a, r, &n) : UINT32_MAX;
        if (first != UINT32_MAX && n > 1)
            s->relation[(*rows_from)[a->root[first] + 1]++] = r;
    }
    return true;
}

static size_t left_of(const eg_attack *a, const eg_attack_part *part)
{
    size_t left = 0;
    for (size_t i = 0; i < part->n; i++)
        left += eg_attack_left(a, part->unknowns[i], a->aim[part->unknowns[i]]) &&
                (!a->hasty || eg_attack_some_left(a, part->unknowns[i]));
    return left;
}

/* No relations run in a circle: bounds are exact as they are. */
static bool plain(const eg_attack *a, const eg_attack_part *part)
{
    size_t edges = 0;
    for (size_t i = 0; i < part->rows; i++) {
        size_t n;
        (void)first_open(a, part->relations[i], &n);
        edges += n;
    }
    return edges + 1 <= part->n + part->rows;
}

static void meet(neighbourhood *h, uint32_t unknown, eg_attack_part *part)
{
    if (h->met[unknown] == h->search)
        return;
    h->met[unknown] = h->search;
    h->unknowns[part->n++] = unknown;
}

/*
 * Neighbourhoods of so many unknowns, then so many times more. In a part that is not small the
 * hasty go no further than HASTY, and nobody who knows the truth further than HUGE_PART:
 * programs of that size take minutes, and what is left open there was proved wide when it was
 * hidden. Who knows the truth and is not hasty asks ASK_MOST neighbourhoods, the narrowest
 * intervals first.
 */
enum { ASK_MOST = 400 };
enum { NEAR = 100, WIDER = 4, HASTY = 401, HUGE_PART = 5000, FEW = 8 };

/* All that is `most` unknowns near or nearer. */
static eg_attack_part near_to(splitter *s, uint32_t unknown, size_t most)
{
    const eg_attack *a = s->a;
    neighbourhood *h = &s->around;
    eg_attack_part part = {.unknowns = h->unknowns, .relations = h->relations};
    h->search++;
    meet(h, unknown, &part);
    for (size_t head = 0; head < part.n; head++)
        for (size_t i = a->at[h->unknowns[head]]; i < a->at[h->unknowns[head] + 1]; i++) {
            uint32_t r = a->of[i];
            if (h->met_relation[r] == h->search || !eg_attack_takes_part(a, r))
                continue;
            h->met_relation[r] = h->search;
            h->relations[part.rows++] = r;
            /* of long sums a few: who is far away in one may be near in all others */
            size_t room = part.n + most / FEW < most ? part.n + most / FEW : most;
            for (size_t t = a->start[r]; t < a->start[r + 1] && part.n < room; t++)
                if (eg_attack_open(a, a->column[t]))
                    meet(h, a->column[t], &part);
        }
    return part;
}

static int compare_ranges(const void *a, const void *b)
{
    const ranged *l = a, *r = b;
    if (l->range != r->range)
        return l->range < r->range ? -1 : 1;
    return l->unknown < r->unknown ? -1 : l->unknown > r->unknown;
}

/* Those left, the narrowest first: what follows exactly is among them. */
static size_t list_left(splitter *s, const eg_attack_part *part)
{
    const eg_attack *a = s->a;
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++) {
        uint32_t u = part->unknowns[i];
        /* wide, or known not to be */
        if (eg_attack_left(a, u, a->aim[u]) && a->high[u] - a->low[u] >= a->want[u])
            s->left[n++] = (ranged){a->high[u] - a->low[u], u};
    }
    qsort(s->left, n, sizeof *s->left, compare_ranges);
    return n;
}

static eg_status look_nearby(splitter *s, const eg_attack_part *part, size_t most,
                             eg_error *err)
{
    eg_status status = EG_OK;
    size_t n = list_left(s, part);
    for (size_t i = 0; i < n && status == EG_OK; i++) {
        uint32_t u = s->left[i].unknown;
        if (!eg_attack_left(s->a, u, s->a->aim[u]) || (!s->a->hasty && s->asked >= s->ask_most))
            continue;
        eg_attack_part around = near_to(s, u, most);
        status = eg_attack_nearby(s->a, &around, s->local, u, err);
        s->asked++;
    }
    return status;
}

static eg_status look_further(splitter *s, const eg_attack_part *part, size_t most,
                              eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t near = NEAR; status == EG_OK && near < most; near *= WIDER)
        status = look_nearby(s, part, near, err);
    return status;
}

/*
 * Who knows the truth and is in haste: what is not proved wide counts as narrow. Where circles
 * were gone in they have proved most, and neighbourhoods do the rest.
 */
static eg_status look_hastily(splitter *s, const eg_attack_part *part, eg_error *err)
{
    if (!eg_attack_walks(part->n, part->rows))
        return look_further(s, part, HASTY, err);
    bool walked;
    eg_status status = eg_attack_walk(s->a, part, s->local, &walked, err);
    if (status != EG_OK || walked || part->n > EG_ATTACK_SMALL || left_of(s->a, part) == 0)
        return status;
    return eg_attack_linear(s->a, part, s->local, err);
}

static eg_status look_at(splitter *s, const eg_attack_part *part, eg_error *err)
{
    eg_attack *a = s->a;
    eg_status status = EG_OK;
    bool walked;
    if (left_of(a, part) == 0)
        return EG_OK;
    if (plain(a, part)) {
        for (size_t i = 0; i < part->n; i++)
            a->looked[part->unknowns[i]] = 1;
        return EG_OK;
    }
    if (a->hasty && a->has_truth)
        return look_hastily(s, part, err);
    if (a->has_truth && part->n <= EG_ATTACK_WALK_MOST)
        status = eg_attack_walk(a, part, s->local, &walked, err);
    size_t most = !a->has_truth || part->n <= HUGE_PART ? part->n : HUGE_PART;
    if (a->has_truth && status == EG_OK)
        status = look_further(s, part, most, err);
    if (status == EG_OK && a->has_truth && most < part->n)
        return EG_OK;
    if (a->has_truth && s->asked >= s->ask_most)
        return status;
    return status == EG_OK && left_of(a, part) > 0 ? eg_attack_linear(a, part, s->local, err)
                                                   : status;
}

static eg_status each_part(splitter *s, const size_t *from, const size_t *rows_from,
                           const eg_control *control, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t u = 0; u < s->a->n && status == EG_OK; u++) {
        eg_attack_part part = {s->order + from[u], from[u + 1] - from[u],
                               s->relation + rows_from[u], rows_from[u + 1] - rows_from[u]};
        eg_progress progress = {.stage = "auditing", .rows = u};
        if (part.n == 0)
            continue;
        status = look_at(s, &part, err);
        if (status == EG_OK && part.rows > 8 && !eg_go_on(control, &progress))
            status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    }
    return status;
}

/* What is asked of an observer is asked of its parts; eg_attack_proved adds up. */
static void ask_parts(eg_attack *a)
{
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t o = a->observer[r] - 1;
        if (a->observer[r] == 0 || !a->split[o] || a->want[o] < 0 || !eg_attack_open(a, o) ||
            eg_attack_proved(a, o, a->want[o]))
            continue;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
            if (a->column[t] != o)
                a->aim[a->column[t]] = fmax(a->aim[a->column[t]], a->want[o]);
    }
}

/* The ends of an observer are those of its parts together. */
static void add_parts(eg_attack *a)
{
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t o = a->observer[r] - 1;
        double low = a->row_low[r], high = low, own = 1;
        bool looked = true;
        if (a->observer[r] == 0 || !a->split[o] || !eg_attack_open(a, o))
            continue;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
            uint32_t u = a->column[t];
            double one = a->factor[t] * a->low[u], other = a->factor[t] * a->high[u];
            if (u == o) {
                own = a->factor[t];
                continue;
            }
            low -= fmax(one, other);
            high -= fmin(one, other);
            looked = looked && (a->looked[u] || !eg_attack_open(a, u));
        }
        a->low[o] = fmax(a->low[o], fmin(own * low, own * high));
        a->high[o] = fmin(a->high[o], fmax(own * low, own * high));
        a->looked[o] = looked;
        if (!eg_attack_open(a, o) && a->found[o] == EG_FOUND_NOT)
            a->found[o] = EG_FOUND_BOUNDED;
    }
}

static bool make(splitter *s)
{
    const eg_attack *a = s->a;
    s->order = eg_alloc(a->n + 1, sizeof *s->order);
    s->relation = eg_alloc(a->rows + 1, sizeof *s->relation);
    s->local = eg_alloc_zero(a->n + 1, sizeof *s->local);
    s->around.unknowns = eg_alloc(a->n + 1, sizeof *s->order);
    s->around.relations = eg_alloc(a->rows + 1, sizeof *s->order);
    s->around.met = eg_alloc_zero(a->n + 1, sizeof *s->order);
    s->around.met_relation = eg_alloc_zero(a->rows + 1, sizeof *s->order);
    s->left = eg_alloc(a->n + 1, sizeof *s->left);
    s->ask_most = ASK_MOST;
    return s->left != NULL && s->order != NULL && s->relation != NULL && s->local != NULL &&
           s->around.unknowns != NULL && s->around.relations != NULL && s->around.met != NULL &&
           s->around.met_relation != NULL;
}

eg_status eg_attack_parts(eg_attack *a, const eg_control *control, eg_error *err)
{
    splitter s = {.a = a};
    size_t *from = NULL, *rows_from = NULL;
    bool made = make(&s);
    if (made) {
        ask_parts(a);
        made = sort_by_part(&s, &from, &rows_from);
    }
    eg_status status =
        made ? each_part(&s, from, rows_from, control, err) : eg_fail_memory(err);
    if (status == EG_OK)
        add_parts(a);
    void *all[] = {s.left,
                   s.order,
                   s.relation,
                   s.local,
                   s.around.unknowns,
                   s.around.relations,
                   s.around.met,
                   s.around.met_relation,
                   from,
                   rows_from};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    return status;
}
