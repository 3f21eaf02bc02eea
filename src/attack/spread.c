/* Narrowing without a solver: one relation at a time. */
#include <math.h>

#include "attack/attack_inside.h"

/* Relations waiting to be looked at, each at most once. */
typedef struct {
    uint32_t *ring;
    uint8_t *waiting;
    size_t head, length, capacity;
} line;

static bool line_make(line *l, const eg_attack *a)
{
    *l = (line){.capacity = a->rows + 1};
    l->ring = eg_alloc(l->capacity, sizeof *l->ring);
    l->waiting = eg_alloc_zero(l->capacity, 1);
    return l->ring != NULL && l->waiting != NULL;
}

static void line_clear(line *l)
{
    eg_free(l->ring);
    eg_free(l->waiting);
}

static void line_add(line *l, uint32_t relation)
{
    if (l->waiting[relation])
        return;
    l->waiting[relation] = 1;
    l->ring[(l->head + l->length++) % l->capacity] = relation;
}

static uint32_t line_take(line *l)
{
    uint32_t relation = l->ring[l->head];
    l->head = (l->head + 1) % l->capacity;
    l->length--;
    l->waiting[relation] = 0;
    return relation;
}

static void wake(line *l, const eg_attack *a, uint32_t unknown)
{
    for (size_t i = a->at[unknown]; i < a->at[unknown + 1]; i++)
        line_add(l, a->of[i]);
}

static void contradict(eg_attack *a, uint32_t relation)
{
    a->broken[relation] = 1;
    a->contradictions++;
}

/*
 * The only open unknown of an equation, by its term; SIZE_MAX: none or several. *value is what
 * it must be, *published whether everything else was.
 */
static size_t only_open(const eg_attack *a, uint32_t r, double *value, bool *published)
{
    size_t open = SIZE_MAX;
    double rest = a->row_low[r];
    *published = true;
    if (a->broken[r] || a->row_low[r] != a->row_high[r])
        return SIZE_MAX;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t u = a->column[t];
        if (eg_attack_open(a, u)) {
            if (open != SIZE_MAX)
                return SIZE_MAX;
            open = t;
            continue;
        }
        rest -= a->factor[t] * a->low[u];
        *published = *published && a->found[u] == EG_FOUND_GIVEN;
    }
    if (open != SIZE_MAX)
        *value = rest / a->factor[open];
    return open;
}

static bool settle(eg_attack *a, uint32_t r, uint32_t u, double value, eg_found found)
{
    double whole = nearbyint(value);
    if (fabs(whole - value) > EG_ATTACK_SLACK || whole < a->low[u] || whole > a->high[u]) {
        contradict(a, r);
        return false;
    }
    a->low[u] = a->high[u] = whole;
    a->found[u] = (uint8_t)found;
    a->by[u] = r;
    return true;
}

bool eg_attack_subtract(eg_attack *a)
{
    line l;
    double value = 0;
    bool published;
    bool made = line_make(&l, a);
    /* First what one sum of published figures gives: what a settled unknown gives waits. */
    for (uint32_t r = 0; made && r < a->rows; r++) {
        size_t t = only_open(a, r, &value, &published);
        if (t != SIZE_MAX && published &&
            settle(a, r, a->column[t], value, EG_FOUND_SUBTRACTED))
            wake(&l, a, a->column[t]);
    }
    for (uint32_t r = 0; made && r < a->rows; r++)
        line_add(&l, r);
    while (made && l.length > 0) {
        uint32_t r = line_take(&l);
        size_t t = only_open(a, r, &value, &published);
        if (t != SIZE_MAX && settle(a, r, a->column[t], value, EG_FOUND_CHAINED))
            wake(&l, a, a->column[t]);
    }
    line_clear(&l);
    return made;
}

/* The least and the greatest that a relation's terms come to; open ends are counted apart. */
typedef struct {
    double least, greatest;
    size_t no_least, no_greatest;
} reach;

static void term_ends(const eg_attack *a, size_t t, double *least, double *greatest)
{
    uint32_t u = a->column[t];
    double one = a->factor[t] * a->low[u], other = a->factor[t] * a->high[u];
    *least = fmin(one, other);
    *greatest = fmax(one, other);
}

/* Adds a term's ends (sign 1), or takes them off again (-1). */
static void count_term(reach *all, double least, double greatest, int sign)
{
    if (isinf(least))
        all->no_least += (size_t)sign;
    else
        all->least += sign * least;
    if (isinf(greatest))
        all->no_greatest += (size_t)sign;
    else
        all->greatest += sign * greatest;
}

static reach reach_of(const eg_attack *a, uint32_t r)
{
    reach all = {0};
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        double least, greatest;
        term_ends(a, t, &least, &greatest);
        count_term(&all, least, greatest, 1);
    }
    return all;
}

/* What relation r leaves the unknown of term t, the others being anywhere within their bounds.
 */
static void left_for(const eg_attack *a, uint32_t r, size_t t, const reach *all, double ends[2])
{
    double least, greatest, low = -INFINITY, high = INFINITY;
    term_ends(a, t, &least, &greatest);
    if (all->no_greatest == (isinf(greatest) ? 1u : 0u))
        low = a->row_low[r] - (all->greatest - (isinf(greatest) ? 0 : greatest));
    if (all->no_least == (isinf(least) ? 1u : 0u))
        high = a->row_high[r] - (all->least - (isinf(least) ? 0 : least));
    low /= a->factor[t];
    high /= a->factor[t];
    ends[0] = ceil(fmin(low, high) - EG_ATTACK_SLACK);
    ends[1] = floor(fmax(low, high) + EG_ATTACK_SLACK);
}

/* Narrows the unknowns of one relation; how often one may move is in *budget. */
static void narrow_relation(eg_attack *a, uint32_t r, uint8_t *moves, line *l)
{
    enum { MOVES_MOST = 100 };
    reach all = reach_of(a, r);
    for (size_t t = a->start[r]; t < a->start[r + 1] && !a->broken[r]; t++) {
        uint32_t u = a->column[t];
        double ends[2];
        if (!eg_attack_open(a, u) || moves[u] >= MOVES_MOST)
            continue;
        left_for(a, r, t, &all, ends);
        double low = fmax(ends[0], a->low[u]), high = fmin(ends[1], a->high[u]);
        if (low > high) {
            contradict(a, r);
            return;
        }
        if (low == a->low[u] && high == a->high[u])
            continue;
        double least, greatest;
        term_ends(a, t, &least, &greatest);
        count_term(&all, least, greatest, -1);
        a->low[u] = low;
        a->high[u] = high;
        moves[u]++;
        term_ends(a, t, &least, &greatest);
        count_term(&all, least, greatest, 1);
        if (low == high) {
            a->found[u] = EG_FOUND_BOUNDED;
            a->by[u] = r;
        }
        wake(l, a, u);
    }
}

bool eg_attack_narrow(eg_attack *a)
{
    line l;
    bool made = line_make(&l, a);
    uint8_t *moves = eg_alloc_zero(a->n + 1, 1);
    made = made && moves != NULL;
    for (uint32_t r = 0; made && r < a->rows; r++)
        line_add(&l, r);
    while (made && l.length > 0) {
        uint32_t r = line_take(&l);
        if (!a->broken[r])
            narrow_relation(a, r, moves, &l);
    }
    eg_free(moves);
    line_clear(&l);
    return made;
}
