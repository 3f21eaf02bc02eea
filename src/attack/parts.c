/* What hangs together is looked at together, and nothing else. */
#include <math.h>

#include "attack/system.h"

typedef struct {
    eg_attack *a;
    uint32_t *root;     /* [unknown]: a union-find forest */
    uint32_t *order;    /* open unknowns, part by part */
    uint32_t *relation; /* relations with two open unknowns or more, part by part */
    uint32_t *local;
    size_t n, rows;
} splitter;

static uint32_t root_of(uint32_t *root, uint32_t u)
{
    while (root[u] != u) {
        root[u] = root[root[u]];
        u = root[u];
    }
    return u;
}

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

static void join(splitter *s)
{
    const eg_attack *a = s->a;
    size_t n;
    for (uint32_t u = 0; u < a->n; u++)
        s->root[u] = u;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = a->broken[r] ? UINT32_MAX : first_open(a, r, &n);
        for (size_t t = a->start[r]; first != UINT32_MAX && t < a->start[r + 1]; t++) {
            if (!eg_attack_open(a, a->column[t]))
                continue;
            uint32_t one = root_of(s->root, first), other = root_of(s->root, a->column[t]);
            /* The smaller number is the root: no order but that of the unknowns. */
            s->root[one < other ? other : one] = one < other ? one : other;
        }
    }
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
            (*from)[root_of(s->root, u) + 2]++;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = a->broken[r] ? UINT32_MAX : first_open(a, r, &n);
        if (first != UINT32_MAX && n > 1)
            (*rows_from)[root_of(s->root, first) + 2]++;
    }
    for (size_t u = 2; u < a->n + 2; u++) {
        (*from)[u] += (*from)[u - 1];
        (*rows_from)[u] += (*rows_from)[u - 1];
    }
    for (uint32_t u = 0; u < a->n; u++)
        if (eg_attack_open(a, u))
            s->order[(*from)[root_of(s->root, u) + 1]++] = u;
    for (uint32_t r = 0; r < a->rows; r++) {
        uint32_t first = a->broken[r] ? UINT32_MAX : first_open(a, r, &n);
        if (first != UINT32_MAX && n > 1)
            s->relation[(*rows_from)[root_of(s->root, first) + 1]++] = r;
    }
    return true;
}

/* Nothing is left to ask, or no relations run in a circle: bounds are exact as they are. */
static bool plain(const eg_attack *a, const eg_attack_part *part)
{
    size_t edges = 0;
    bool wanted = false;
    for (size_t i = 0; i < part->n; i++)
        wanted = wanted || a->want[part->unknowns[i]] >= 0;
    for (size_t i = 0; i < part->rows; i++) {
        size_t n;
        (void)first_open(a, part->relations[i], &n);
        edges += n;
    }
    return !wanted || edges + 1 <= part->n + part->rows;
}

static eg_status look_at(splitter *s, const eg_attack_part *part, eg_error *err)
{
    eg_attack *a = s->a;
    if (!plain(a, part))
        return eg_attack_linear(a, part, s->local, err);
    for (size_t i = 0; i < part->n; i++)
        a->looked[part->unknowns[i]] = 1;
    return EG_OK;
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

eg_status eg_attack_parts(eg_attack *a, const eg_control *control, eg_error *err)
{
    splitter s = {.a = a};
    size_t *from = NULL, *rows_from = NULL;
    s.root = eg_alloc(a->n + 1, sizeof *s.root);
    s.order = eg_alloc(a->n + 1, sizeof *s.order);
    s.relation = eg_alloc(a->rows + 1, sizeof *s.relation);
    s.local = eg_alloc(a->n + 1, sizeof *s.local);
    bool made = s.root != NULL && s.order != NULL && s.relation != NULL && s.local != NULL;
    if (made) {
        join(&s);
        made = sort_by_part(&s, &from, &rows_from);
    }
    eg_status status =
        made ? each_part(&s, from, rows_from, control, err) : eg_fail_memory(err);
    void *all[] = {s.root, s.order, s.relation, s.local, from, rows_from};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    return status;
}
