/*
 * attack/system.h - the inside of an attack: unknowns, relations, and the steps that narrow
 * them.
 */
#ifndef EG_ATTACK_SYSTEM_H
#define EG_ATTACK_SYSTEM_H

#include "equitygap/attack.h"

/* Whole numbers from sums in floating point. */
#define EG_ATTACK_SLACK 1e-6

struct eg_attack {
    size_t n, capacity; /* unknowns */
    double *low, *high, *want, *truth;
    uint8_t *found, *looked;
    uint32_t *by; /* the relation that settled each */
    bool has_truth;

    size_t rows, rows_capacity;
    double *row_low, *row_high;
    uint8_t *broken; /* contradicts the others: left out */
    size_t *start;   /* terms of relation r: start[r] .. start[r + 1] - 1 */
    size_t terms, terms_capacity;
    uint32_t *column;
    double *factor;
    bool failed;               /* memory */
    const eg_control *control; /* of the run under way; may be NULL */

    size_t *at; /* relations of unknown u: of[at[u]] .. of[at[u + 1] - 1] */
    uint32_t *of;
    uint64_t contradictions;
};

static inline bool eg_attack_open(const eg_attack *a, uint32_t unknown)
{
    return a->low[unknown] < a->high[unknown];
}

/* Finds the relations of each unknown. false: no memory. */
bool eg_attack_index(eg_attack *attack);
/* From relations with one unknown left: published ones alone first, then on from what was
 * found. */
bool eg_attack_subtract(eg_attack *attack);
/* Narrows bounds relation by relation until nothing moves, or long enough. */
bool eg_attack_narrow(eg_attack *attack);
/* What is left, part by part: relations that run in circles need linear programs. */
eg_status eg_attack_parts(eg_attack *attack, const eg_control *control, eg_error *err);

/* One part: unknowns and relations that hang together, numbers rising. */
typedef struct {
    const uint32_t *unknowns;
    size_t n;
    const uint32_t *relations;
    size_t rows;
} eg_attack_part;
/* local[unknown]: its place in the part; made by the caller, used for its unknowns alone. */
eg_status eg_attack_linear(eg_attack *attack, const eg_attack_part *part, uint32_t *local,
                           eg_error *err);

#endif
