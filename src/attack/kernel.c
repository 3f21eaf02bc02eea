/*
 * Elimination: every sum gives one unknown in terms of others. Those that no sum gives may be
 * moved at will, one at a time, and all others follow: these are the vectors. Where each sum
 * has a factor of 1 for the unknown it gives, as sums of counts nearly always have, whatever
 * whole numbers fit are reached by whole steps along them.
 */
#include "attack/kernel.h"

#include <math.h>
#include <stdlib.h>

enum { FACTOR_MOST = 1000, ENTRIES_MOST = 24000000 };

typedef struct {
    uint32_t place;
    int32_t factor;
} entry;

/* A sum with an unknown that it gives, and later that unknown in terms of free ones. */
typedef struct {
    entry *entries;
    size_t n;
    uint32_t gives;
} given;

typedef struct {
    const eg_attack *a;
    const eg_attack_part *part;
    const uint32_t *local;
    size_t places, rows; /* sums so far */
    given *sums;
    uint32_t *sum_of; /* [place]: which sum gives it, + 1; 0: none */
    uint32_t *count;  /* [place]: sums that it stands in */
    int32_t *value;   /* [place]: the sum at hand */
    uint8_t *is_met;
    uint32_t *met; /* places of the sum at hand */
    size_t n_met;
    uint32_t *bound; /* eg_kernel.bound */
    bool failed;     /* memory */
    bool no_good;    /* not of whole numbers, or too large ones */
} solver;

static void meet(solver *s, uint32_t place, int64_t by)
{
    if (!s->is_met[place]) {
        s->is_met[place] = 1;
        s->met[s->n_met++] = place;
    }
    int64_t value = s->value[place] + by;
    s->no_good = s->no_good || value > FACTOR_MOST || value < -FACTOR_MOST;
    s->value[place] = s->no_good ? 0 : (int32_t)value;
}

static void forget(solver *s)
{
    for (size_t i = 0; i < s->n_met; i++) {
        s->value[s->met[i]] = 0;
        s->is_met[s->met[i]] = 0;
    }
    s->n_met = 0;
}

static bool is_equation(const eg_attack *a, uint32_t r)
{
    return a->row_low[r] == a->row_high[r];
}

static void load(solver *s, uint32_t r)
{
    const eg_attack *a = s->a;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        if (!eg_attack_open(a, a->column[t]))
            continue;
        s->no_good = s->no_good || fabs(a->factor[t]) != 1;
        meet(s, s->local[a->column[t]], a->factor[t] > 0 ? 1 : -1);
    }
}

/* What earlier sums give is put in their terms; a place may come back, later ones alone. */
static void put_in(solver *s)
{
    bool again = true;
    while (again && !s->no_good) {
        again = false;
        for (size_t i = 0; i < s->n_met && !s->no_good; i++) {
            uint32_t place = s->met[i];
            int32_t value = s->value[place];
            if (value == 0 || s->sum_of[place] == 0)
                continue;
            const given *g = &s->sums[s->sum_of[place] - 1];
            for (size_t k = 0; k < g->n; k++)
                meet(s, g->entries[k].place, -(int64_t)value * g->entries[k].factor);
            again = true;
        }
    }
}

/* The unknown that stands in the fewest sums; UINT32_MAX: none has a factor of 1. */
static uint32_t choose(const solver *s)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < s->n_met; i++) {
        uint32_t place = s->met[i];
        if (abs(s->value[place]) != 1)
            continue;
        if (best == UINT32_MAX || s->count[place] < s->count[best] ||
            (place < best && s->count[place] == s->count[best]))
            best = place;
    }
    return best;
}

/* Keeps the sum at hand, divided so that what it gives has the factor 1. */
static void keep(solver *s, given *g, uint32_t gives)
{
    int32_t sign = s->value[gives] > 0 ? 1 : -1;
    size_t n = 0;
    for (size_t i = 0; i < s->n_met; i++)
        n += s->value[s->met[i]] != 0;
    entry *entries = eg_alloc(n + 1, sizeof *entries);
    s->failed = s->failed || entries == NULL;
    if (entries == NULL)
        return;
    n = 0;
    for (size_t i = 0; i < s->n_met; i++) {
        uint32_t place = s->met[i];
        if (s->value[place] != 0)
            entries[n++] = (entry){place, sign * s->value[place]};
    }
    eg_free(g->entries);
    *g = (given){entries, n, gives};
}

/* A sum more; where it is a bound its own value is one more place. */
static void add_sum(solver *s, uint32_t r)
{
    load(s, r);
    uint32_t own = UINT32_MAX;
    if (!is_equation(s->a, r)) {
        s->bound[s->places - s->part->n] = r;
        own = (uint32_t)s->places++;
        meet(s, own, -1);
    }
    put_in(s);
    bool empty = true;
    for (size_t i = 0; i < s->n_met && empty; i++)
        empty = s->value[s->met[i]] == 0;
    uint32_t gives = own != UINT32_MAX ? own : choose(s);
    if (!empty && gives == UINT32_MAX)
        s->no_good = true;
    if (!empty && !s->no_good) {
        keep(s, &s->sums[s->rows], gives);
        s->sum_of[gives] = (uint32_t)++s->rows;
    }
    forget(s);
}

/* The last sums first: what they are made of is free already. */
static void put_back(solver *s)
{
    for (size_t i = s->rows; i-- > 0 && !s->failed && !s->no_good;) {
        given *g = &s->sums[i];
        for (size_t k = 0; k < g->n; k++) {
            uint32_t place = g->entries[k].place;
            const given *later = s->sum_of[place] == 0 || place == g->gives
                                     ? NULL
                                     : &s->sums[s->sum_of[place] - 1];
            for (size_t q = 0; later != NULL && q < later->n; q++)
                if (later->entries[q].place != place)
                    meet(s, later->entries[q].place,
                         -(int64_t)g->entries[k].factor * later->entries[q].factor);
            if (later == NULL)
                meet(s, place, g->entries[k].factor);
        }
        if (!s->no_good)
            keep(s, g, g->gives);
        forget(s);
    }
}

typedef struct {
    uint32_t length, relation;
} sized;

static int shorter(const void *a, const void *b)
{
    const sized *l = a, *r = b;
    if (l->length != r->length)
        return l->length < r->length ? -1 : 1;
    return l->relation < r->relation ? -1 : l->relation > r->relation;
}

/* Short sums first: they make little of much. */
static void eliminate(solver *s)
{
    const eg_attack *a = s->a;
    sized *order = eg_alloc(s->part->rows + 1, sizeof *order);
    s->failed = order == NULL;
    for (size_t i = 0; order != NULL && i < s->part->rows; i++) {
        uint32_t r = s->part->relations[i], n = 0;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
            if (eg_attack_open(a, a->column[t])) {
                s->count[s->local[a->column[t]]]++;
                n++;
            }
        order[i] = (sized){n, r};
    }
    if (order != NULL && s->part->rows > 0)
        qsort(order, s->part->rows, sizeof *order, shorter);
    for (size_t i = 0; order != NULL && i < s->part->rows && !s->failed && !s->no_good; i++)
        add_sum(s, order[i].relation);
    eg_free(order);
    put_back(s);
}

/* ---- vectors ---- */

static bool make_vectors(const solver *s, eg_kernel *k)
{
    uint32_t *number = eg_alloc(s->places + 1, sizeof *number);
    k->places = s->places;
    for (uint32_t i = 0; number != NULL && i < s->places; i++) {
        number[i] = (uint32_t)k->n;
        k->n += s->sum_of[i] == 0;
    }
    if (number == NULL || k->n * k->places > ENTRIES_MOST) {
        bool made = number != NULL;
        eg_free(number);
        k->n = 0;
        return made;
    }
    k->of = eg_alloc_zero(k->n * k->places + 1, sizeof *k->of);
    k->on = eg_alloc_zero(k->n + 1, sizeof *k->on);
    k->by = eg_alloc_zero(k->n + 1, sizeof *k->by);
    k->length = eg_alloc_zero(k->n + 1, sizeof *k->length);
    bool made = k->of != NULL && k->on != NULL && k->by != NULL && k->length != NULL;
    for (uint32_t i = 0; made && i < s->places; i++)
        if (s->sum_of[i] == 0)
            k->of[number[i] * k->places + i] = 1;
    for (size_t r = 0; made && r < s->rows; r++)
        for (size_t q = 0; q < s->sums[r].n; q++) {
            entry e = s->sums[r].entries[q];
            if (e.place != s->sums[r].gives)
                k->of[number[e.place] * k->places + s->sums[r].gives] = (int16_t)-e.factor;
        }
    for (uint32_t i = 0; i < s->places; i++)
        number[i] = i;
    for (size_t j = 0; made && j < k->n; j++)
        made = eg_kernel_list(k, j, number, k->places);
    eg_free(number);
    return made;
}

static bool make_solver(solver *s)
{
    size_t places = s->part->n + s->part->rows + 1;
    s->sums = eg_alloc_zero(s->part->rows + 1, sizeof *s->sums);
    s->sum_of = eg_alloc_zero(places, sizeof *s->sum_of);
    s->count = eg_alloc_zero(places, sizeof *s->count);
    s->value = eg_alloc_zero(places, sizeof *s->value);
    s->is_met = eg_alloc_zero(places, 1);
    s->met = eg_alloc(places, sizeof *s->met);
    return s->sums != NULL && s->sum_of != NULL && s->count != NULL && s->value != NULL &&
           s->is_met != NULL && s->met != NULL;
}

static void clear_solver(solver *s)
{
    for (size_t i = 0; s->sums != NULL && i <= s->part->rows; i++)
        eg_free(s->sums[i].entries);
    eg_free(s->sums);
    eg_free(s->sum_of);
    eg_free(s->count);
    eg_free(s->value);
    eg_free(s->is_met);
    eg_free(s->met);
}

eg_status eg_kernel_make(eg_kernel *k, const eg_attack *a, const eg_attack_part *part,
                         uint32_t *local, eg_error *err)
{
    solver s = {.a = a, .part = part, .local = local, .places = part->n};
    *k = (eg_kernel){0};
    for (uint32_t i = 0; i < part->n; i++)
        local[part->unknowns[i]] = i;
    bool made = make_solver(&s);
    s.bound = k->bound = eg_alloc(part->rows + 1, sizeof *k->bound);
    made = made && k->bound != NULL;
    if (made)
        eliminate(&s);
    made = made && !s.failed && (s.no_good || make_vectors(&s, k));
    clear_solver(&s);
    made = made && eg_kernel_shorten(k);
    if (!made)
        eg_kernel_clear(k);
    return made ? EG_OK : eg_fail_memory(err);
}

void eg_kernel_clear(eg_kernel *k)
{
    for (size_t j = 0; k->on != NULL && j < k->n; j++)
        eg_free(k->on[j]);
    for (size_t j = 0; k->by != NULL && j < k->n; j++)
        eg_free(k->by[j]);
    eg_free(k->on);
    eg_free(k->by);
    eg_free(k->of);
    eg_free(k->length);
    eg_free(k->bound);
    *k = (eg_kernel){0};
}
