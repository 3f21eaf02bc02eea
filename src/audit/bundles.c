/*
 * A student hidden in all outcomes may be any student: whole students are moved between such
 * groups, with a value of each outcome. Which value is open, so that of each outcome the
 * commonest is tried first, and then the others.
 */
#include <math.h>
#include <stdlib.h>

#include "audit/store.h"

enum { LAYERS_MOST = EG_MAX_LEVELS };
#define REST_LAYER UINT32_MAX

/* A part of n: successes, the rest, a level, or n itself. */
typedef struct {
    uint32_t part;
    double mass; /* students of hidden cells */
} layer;

typedef struct {
    eg_audit *audit;
    layer *layers; /* [outcome * LAYERS_MOST + i], the commonest first */
    size_t *n;     /* [outcome] */
} bundler;

static size_t outcome_of(const eg_audit *audit, uint32_t word)
{
    size_t i = 0;
    while (i < audit->n_outcomes && audit->outcomes[i] != word)
        i++;
    return i;
}

static bool is_hidden(const eg_audit *audit, uint32_t cell)
{
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    return n != EG_NO_WORD && audit->quantities[n].shown == FIGURE_HIDDEN;
}

static void weigh(bundler *b, size_t outcome, uint32_t part, double mass)
{
    layer *layers = b->layers + outcome * LAYERS_MOST;
    size_t i = 0;
    while (i < b->n[outcome] && layers[i].part != part)
        i++;
    if (i == LAYERS_MOST || isnan(mass))
        return;
    if (i == b->n[outcome])
        layers[b->n[outcome]++] = (layer){part, 0};
    layers[i].mass += mass;
}

/* The parts that n of a cell has. */
static void weigh_cell(bundler *b, uint32_t cell)
{
    const eg_audit *audit = b->audit;
    size_t outcome = outcome_of(audit, audit->cells[cell].at.at[AT_OUTCOME]);
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    bool parts = false;
    if (!is_hidden(audit, cell))
        return;
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD;
         q = audit->quantities[q].next) {
        const eg_quantity *x = &audit->quantities[q];
        if (x->part == PART_N || x->part == PART_MISSING)
            continue;
        parts = true;
        weigh(b, outcome, x->part, x->truth);
        if (x->part == PART_COUNT)
            weigh(b, outcome, REST_LAYER, audit->quantities[n].truth - x->truth);
    }
    if (!parts)
        weigh(b, outcome, PART_N, audit->quantities[n].truth);
}

static int heavier(const void *a, const void *b)
{
    const layer *l = a, *r = b;
    if (l->mass != r->mass)
        return l->mass > r->mass ? -1 : 1;
    return l->part < r->part ? -1 : l->part > r->part;
}

static uint32_t unknown_of(const eg_audit *audit, uint32_t cell, uint32_t part)
{
    uint32_t q = eg_audit_quantity_find(audit, cell, part == REST_LAYER ? PART_COUNT : part);
    if (q == EG_NO_WORD)
        return EG_NO_WORD;
    return part == REST_LAYER ? audit->quantities[q].rest : q;
}

/* Of one group its unknown of every outcome; 0: not all hide it. */
static size_t gather(const bundler *b, uint32_t cell, size_t pass, uint32_t *unknowns)
{
    const eg_audit *audit = b->audit;
    eg_address at = audit->cells[cell].at;
    size_t n = 0;
    for (size_t o = 0; o < audit->n_outcomes; o++) {
        at.at[AT_OUTCOME] = audit->outcomes[o];
        uint32_t other = eg_audit_cell_find(audit, &at);
        if (other == EG_NO_WORD)
            continue;
        if (!is_hidden(audit, other) || b->n[o] == 0)
            return 0;
        if (n == 0 && other != cell)
            return 0; /* the first of them speaks for all */
        uint32_t part = b->layers[o * LAYERS_MOST + pass % b->n[o]].part;
        unknowns[n] = unknown_of(audit, other, part);
        if (unknowns[n++] == EG_NO_WORD)
            return 0;
    }
    return n;
}

/* Whole students, in passes of their own. Returns the next pass. */
static uint32_t move_students(const bundler *b, uint32_t *unknowns, int8_t *ways)
{
    eg_audit *audit = b->audit;
    size_t passes = 0;
    for (size_t o = 0; o < audit->n_outcomes; o++) {
        passes = b->n[o] > passes ? b->n[o] : passes;
        ways[o] = 1;
    }
    for (size_t pass = 0; pass < passes && audit->n_outcomes > 1; pass++)
        for (uint32_t c = 0; c < audit->n_cells; c++) {
            size_t n = is_hidden(audit, c) ? gather(b, c, pass, unknowns) : 0;
            if (n > 0)
                eg_attack_bundle(audit->attack, (uint32_t)pass, unknowns, ways, n);
        }
    return (uint32_t)passes;
}

static bool is_away(const eg_audit *audit, uint32_t cell, uint32_t part)
{
    uint32_t q = eg_audit_quantity_find(audit, cell, part == REST_LAYER ? PART_COUNT : part);
    return q != EG_NO_WORD && audit->quantities[q].shown != FIGURE_SHOWN;
}

/* Who stays in a group may have another value, or none: one more of this, one fewer of that. */
static void exchange(const bundler *b, size_t outcome, uint32_t more, uint32_t fewer,
                     uint32_t pass)
{
    static const int8_t ways[2] = {1, -1};
    eg_audit *audit = b->audit;
    for (uint32_t c = 0; c < audit->n_cells; c++) {
        if (audit->cells[c].at.at[AT_OUTCOME] != audit->outcomes[outcome] ||
            !is_away(audit, c, more) || !is_away(audit, c, fewer))
            continue;
        uint32_t two[2] = {unknown_of(audit, c, more), unknown_of(audit, c, fewer)};
        if (two[0] != EG_NO_WORD && two[1] != EG_NO_WORD)
            eg_attack_bundle(audit->attack, pass, two, ways, 2);
    }
}

static void exchange_all(const bundler *b, uint32_t pass)
{
    for (size_t o = 0; o < b->audit->n_outcomes; o++) {
        const layer *layers = b->layers + o * LAYERS_MOST;
        for (size_t i = 1; i < b->n[o]; i++)
            exchange(b, o, layers[i].part, layers[0].part, pass++);
        for (size_t i = 2; i < b->n[o]; i++)
            exchange(b, o, layers[i].part, layers[1].part, pass++);
        for (size_t i = 0; i < b->n[o]; i++)
            exchange(b, o, layers[i].part, PART_MISSING, pass++);
    }
}

bool eg_audit_bundles(eg_audit *audit)
{
    if (!audit->told)
        return true;
    bundler b = {.audit = audit};
    b.layers = eg_alloc_zero(audit->n_outcomes * LAYERS_MOST, sizeof *b.layers);
    b.n = eg_alloc_zero(audit->n_outcomes, sizeof *b.n);
    uint32_t *unknowns = eg_alloc(audit->n_outcomes, sizeof *unknowns);
    int8_t *ways = eg_alloc(audit->n_outcomes, sizeof *ways);
    bool made = b.layers != NULL && b.n != NULL && unknowns != NULL && ways != NULL;
    for (uint32_t c = 0; made && c < audit->n_cells; c++)
        weigh_cell(&b, c);
    for (size_t o = 0; made && o < audit->n_outcomes; o++)
        qsort(b.layers + o * LAYERS_MOST, b.n[o], sizeof *b.layers, heavier);
    if (made)
        exchange_all(&b, move_students(&b, unknowns, ways));
    eg_free(b.layers);
    eg_free(b.n);
    eg_free(unknowns);
    eg_free(ways);
    return made;
}
