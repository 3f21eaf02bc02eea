/*
 * Shorter vectors, by adding one to another where that makes it shorter. What shortens a vector
 * has more than half of itself in common with it: so each is looked up at most of its places,
 * but not where nearly all stand, and a pair again only after one of the two has changed.
 */
#include <stdlib.h>

#include "attack/kernel.h"

enum { PASSES = 6 };

/* A place and how many stand there; a vector and where it is met first. */
typedef struct {
    uint32_t crowd, place;
} crowded;

typedef struct {
    uint32_t vector;
    int32_t value;
} stand;

/* Vectors by places: of place i: of[at[i]] .. of[at[i + 1] - 1]. */
typedef struct {
    size_t *at;
    stand *of;
} stands;

/* How much of another vector would go by adding it or taking it off, at most. */
typedef struct {
    int32_t added, taken;
} prospect;

typedef struct {
    eg_kernel *k;
    stands all, fresh; /* all vectors; those that the pass before has changed */
    uint32_t *crowd;   /* [place]: vectors that stand there */
    crowded *order;    /* scratch, [place], and [vector] */
    int *size;         /* [vector]: the sum of what it is, without signs */
    stand **rare;      /* [vector]: the places where the fewest stand, what it is there ... */
    uint32_t *n_rare;  /* ... so many */
    int *rest;         /* ... and what it is elsewhere less what it is there, without signs */
    prospect *other;   /* [vector]: for the vector at hand */
    uint8_t *changed;  /* [vector]: bit 0 in this pass, bit 1 in the one before */
    uint32_t *met;     /* vectors that the one at hand meets */
    uint8_t *is_met;
    size_t n_met;
    uint32_t *listed;
    uint64_t *bits; /* places of the vector at hand, and of those added to it */
} shortener;

bool eg_kernel_list(eg_kernel *k, size_t vector, const uint32_t *at, size_t n)
{
    const int16_t *of = k->of + vector * k->places;
    uint32_t *on = eg_alloc(n + 1, sizeof *on);
    int16_t *by = eg_alloc(n + 1, sizeof *by);
    if (on == NULL || by == NULL) {
        eg_free(on);
        eg_free(by);
        return false;
    }
    uint32_t length = 0;
    for (size_t i = 0; i < n; i++) {
        if (of[at[i]] == 0)
            continue;
        on[length] = at[i];
        by[length++] = of[at[i]];
    }
    eg_free(k->on[vector]);
    eg_free(k->by[vector]);
    k->on[vector] = on;
    k->by[vector] = by;
    k->length[vector] = length;
    return true;
}

/* Does adding sign times the other make a vector shorter? *sign: the better one. */
static bool shortens(const shortener *s, size_t vector, size_t other, int *sign)
{
    const int16_t *of = s->k->of + vector * s->k->places, *by = s->k->by[other];
    const uint32_t *on = s->k->on[other];
    uint32_t n = s->k->length[other];
    int more = 0, less = 0, left = s->size[other];
    for (uint32_t i = 0; i < n; i++) {
        int own = of[on[i]], add = by[i], now = abs(own);
        more += abs(own + add) - now;
        less += abs(own - add) - now;
        left -= abs(add);
        if (more >= left && less >= left)
            return false; /* what is left cannot make up for it */
    }
    *sign = more < less ? 1 : -1;
    return more < 0 || less < 0;
}

static int compare_crowds(const void *a, const void *b)
{
    const crowded *l = a, *r = b;
    if (l->crowd != r->crowd)
        return l->crowd < r->crowd ? -1 : 1;
    return l->place < r->place ? -1 : l->place > r->place;
}

static void measure(shortener *s, size_t vector)
{
    s->size[vector] = 0;
    for (uint32_t q = 0; q < s->k->length[vector]; q++)
        s->size[vector] += abs(s->k->by[vector][q]);
}

/* The places of a vector where the fewest stand, three quarters of what it is long. */
static bool find_rare(shortener *s, size_t vector)
{
    const eg_kernel *k = s->k;
    const int16_t *of = k->of + vector * k->places;
    uint32_t n = k->length[vector], m = 0;
    int size = 0;
    for (uint32_t q = 0; q < n; q++)
        s->order[q] = (crowded){s->crowd[k->on[vector][q]], k->on[vector][q]};
    if (n > 0)
        qsort(s->order, n, sizeof *s->order, compare_crowds);
    stand *rare = eg_alloc((size_t)n + 1, sizeof *rare);
    if (rare == NULL)
        return false;
    while (m < n && 4 * size < 3 * s->size[vector]) {
        rare[m] = (stand){s->order[m].place, of[s->order[m].place]};
        size += abs(rare[m++].value);
    }
    eg_free(s->rare[vector]);
    s->rare[vector] = rare;
    s->n_rare[vector] = m;
    s->rest[vector] = s->size[vector] - 2 * size;
    return true;
}

static bool index_places(shortener *s, stands *out, bool fresh)
{
    const eg_kernel *k = s->k;
    size_t entries = 0;
    for (size_t j = 0; j < k->n; j++)
        entries += s->n_rare[j];
    eg_free(out->of);
    out->of = eg_alloc(entries + 1, sizeof *out->of);
    if (out->of == NULL)
        return false;
    for (size_t i = 0; i < k->places + 2; i++)
        out->at[i] = 0;
    for (size_t j = 0; j < k->n; j++)
        for (uint32_t q = 0; q < s->n_rare[j] && (!fresh || s->changed[j] != 0); q++)
            out->at[s->rare[j][q].vector + 2]++;
    for (size_t i = 2; i < k->places + 2; i++)
        out->at[i] += out->at[i - 1];
    for (uint32_t j = 0; j < k->n; j++)
        for (uint32_t q = 0; q < s->n_rare[j] && (!fresh || s->changed[j] != 0); q++) {
            stand rare = s->rare[j][q];
            out->of[out->at[rare.vector + 1]++] = (stand){j, rare.value};
        }
    return true;
}

/* Before a pass: what the last one has changed is looked up anew. */
static bool look_up(shortener *s)
{
    const eg_kernel *k = s->k;
    for (size_t i = 0; i < k->places; i++)
        s->crowd[i] = 0;
    for (size_t j = 0; j < k->n; j++) {
        s->changed[j] = (uint8_t)((s->changed[j] & 1u) << 1u);
        for (uint32_t q = 0; q < k->length[j]; q++)
            s->crowd[k->on[j][q]]++;
    }
    bool made = true;
    for (size_t j = 0; j < k->n && made; j++)
        made = s->changed[j] == 0 || find_rare(s, j);
    return made && index_places(s, &s->all, false) && index_places(s, &s->fresh, true);
}

/* By the first place that both have, as they would be met if each were looked up everywhere. */
static void put_in_order(shortener *s, size_t vector)
{
    const eg_kernel *k = s->k;
    const int16_t *of = k->of + vector * k->places;
    for (size_t m = 0; m < s->n_met; m++) {
        uint32_t other = s->met[m], q = 0;
        while (q < k->length[other] && of[k->on[other][q]] == 0)
            q++;
        /* changed since: it may have nothing in common any more */
        s->order[m] = (crowded){q < k->length[other] ? k->on[other][q] : UINT32_MAX, other};
    }
    if (s->n_met > 1)
        qsort(s->order, s->n_met, sizeof *s->order, compare_crowds);
    for (size_t m = 0; m < s->n_met; m++)
        s->met[m] = s->order[m].place;
}

/* Which others might shorten it, by what they have in common where few stand. */
static void meet_others(shortener *s, size_t vector)
{
    const eg_kernel *k = s->k;
    const stands *others = s->changed[vector] != 0 ? &s->all : &s->fresh;
    size_t n = 0;
    s->n_met = 0;
    for (uint32_t q = 0; q < k->length[vector]; q++) {
        uint32_t i = k->on[vector][q];
        int own = k->by[vector][q], now = abs(own);
        for (size_t m = others->at[i]; m < others->at[i + 1]; m++) {
            stand other = others->of[m];
            prospect *p = &s->other[other.vector];
            if (!s->is_met[other.vector]) {
                s->is_met[other.vector] = 1;
                *p = (prospect){0};
                s->met[s->n_met++] = other.vector;
            }
            int all = now + abs(other.value);
            p->added += all - abs(own + other.value);
            p->taken += all - abs(own - other.value);
        }
    }
    for (size_t m = 0; m < s->n_met; m++) {
        uint32_t other = s->met[m];
        const prospect *p = &s->other[other];
        int most = p->added > p->taken ? p->added : p->taken;
        s->is_met[other] = 0;
        if (other != vector && most + s->rest[other] > 0)
            s->met[n++] = other;
    }
    s->n_met = n;
    put_in_order(s, vector);
}

static void set_bits(shortener *s, size_t vector)
{
    const eg_kernel *k = s->k;
    for (uint32_t q = 0; q < k->length[vector]; q++)
        s->bits[k->on[vector][q] / 64] |= UINT64_C(1) << (k->on[vector][q] % 64);
}

/* Lists a vector that others were added to; no bit stays. */
static bool list_again(shortener *s, size_t vector)
{
    size_t n = 0;
    for (size_t w = 0; w <= s->k->places / 64; w++) {
        for (uint64_t bits = s->bits[w]; bits != 0; bits &= bits - 1)
            s->listed[n++] = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
        s->bits[w] = 0;
    }
    if (!eg_kernel_list(s->k, vector, s->listed, n))
        return false;
    measure(s, vector);
    return true;
}

static bool add_others(shortener *s, size_t vector)
{
    eg_kernel *k = s->k;
    int16_t *of = k->of + vector * k->places;
    bool changed = false;
    for (size_t m = 0; m < s->n_met; m++) {
        uint32_t other = s->met[m];
        int sign;
        if (!shortens(s, vector, other, &sign))
            continue;
        if (!changed)
            set_bits(s, vector);
        set_bits(s, other);
        for (uint32_t i = 0; i < k->length[other]; i++) {
            uint32_t at = k->on[other][i];
            of[at] = (int16_t)(of[at] + sign * k->by[other][i]);
        }
        changed = true;
    }
    s->changed[vector] |= changed ? 1 : 0;
    return !changed || list_again(s, vector);
}

static bool make(shortener *s)
{
    const eg_kernel *k = s->k;
    s->all.at = eg_alloc(k->places + 2, sizeof *s->all.at);
    s->fresh.at = eg_alloc(k->places + 2, sizeof *s->fresh.at);
    s->crowd = eg_alloc(k->places + 1, sizeof *s->crowd);
    s->order = eg_alloc(k->places + k->n + 1, sizeof *s->order);
    s->listed = eg_alloc(k->places + 1, sizeof *s->listed);
    s->size = eg_alloc(k->n + 1, sizeof *s->size);
    s->n_rare = eg_alloc_zero(k->n + 1, sizeof *s->n_rare);
    s->rest = eg_alloc(k->n + 1, sizeof *s->rest);
    s->other = eg_alloc(k->n + 1, sizeof *s->other);
    s->rare = eg_alloc_zero(k->n + 1, sizeof *s->rare);
    s->changed = eg_alloc(k->n + 1, 1);
    s->met = eg_alloc(k->n + 1, sizeof *s->met);
    s->is_met = eg_alloc_zero(k->n + 1, 1);
    s->bits = eg_alloc_zero(k->places / 64 + 1, sizeof *s->bits);
    return s->all.at != NULL && s->fresh.at != NULL && s->crowd != NULL && s->order != NULL &&
           s->listed != NULL && s->size != NULL && s->n_rare != NULL && s->rest != NULL &&
           s->other != NULL && s->rare != NULL && s->changed != NULL && s->met != NULL &&
           s->is_met != NULL && s->bits != NULL;
}

static void clear(shortener *s)
{
    for (size_t j = 0; s->rare != NULL && j < s->k->n; j++)
        eg_free(s->rare[j]);
    void *all[] = {s->all.at, s->all.of,       s->fresh.at, s->fresh.of, s->crowd,   s->order,
                   s->n_rare, (void *)s->rare, s->rest,     s->other,    s->changed, s->met,
                   s->is_met, s->bits,         s->listed,   s->size};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
}

bool eg_kernel_shorten(eg_kernel *k)
{
    shortener s = {.k = k};
    bool made = make(&s), again = made;
    for (size_t j = 0; made && j < k->n; j++) {
        s.changed[j] = 1;
        measure(&s, j);
    }
    for (unsigned pass = 0; pass < PASSES && again && made; pass++) {
        made = look_up(&s);
        again = false;
        for (size_t j = 0; j < k->n && made; j++) {
            meet_others(&s, j);
            made = add_others(&s, j);
            again = again || (s.changed[j] & 1u) != 0;
        }
    }
    clear(&s);
    return made;
}
