/*
 * attack/attack_inside.h - the inside of an attack: unknowns, relations, and the steps that
 * narrow them.
 */
#ifndef EG_ATTACK_ATTACK_INSIDE_H
#define EG_ATTACK_ATTACK_INSIDE_H

#include "equitygap/attack.h"

/* Whole numbers from sums in floating point. */
#define EG_ATTACK_SLACK 1e-6
/* Up to so many unknowns a part is asked as a whole; up to so many it is walked in. */
#define EG_ATTACK_SMALL     1500
#define EG_ATTACK_WALK_MOST 12000

struct eg_attack {
    size_t n, capacity; /* unknowns */
    double *low, *high, *want, *truth;
    uint8_t *found, *looked;
    uint32_t *by; /* the relation that settled each */
    bool has_truth;
    double *aim; /* how wide an interval is looked for: wanted, or needed for what is wanted */
    double *seen_low, *seen_high; /* values met in tables that fit all that is published */

    size_t rows, rows_capacity;
    double *row_low, *row_high;
    uint8_t *broken; /* contradicts the others: left out */
    size_t *start;   /* terms of relation r: start[r] .. start[r + 1] - 1 */
    size_t terms, terms_capacity;
    uint32_t *column;
    double *factor;
    uint8_t *tie;     /* [relation] */
    uint8_t *follows; /* [relation]: narrows, and takes part in nothing else */
    struct eg_bundled {
        uint32_t pass, leader, unknown;
        int8_t way; /* where the leader goes up */
    } * bundled;    /* pass by pass, bundle by bundle */
    size_t n_bundled, bundled_capacity;
    bool failed; /* memory */
    bool hasty;
    const eg_control *control; /* of the run under way; may be NULL */

    size_t *at; /* relations of unknown u: of[at[u]] .. of[at[u + 1] - 1] */
    uint32_t *of;
    double *of_factor;
    /* [relation]: the unknown that follows from it and stands in no other, + 1; 0: none */
    uint32_t *observer;
    uint32_t *root; /* [unknown]: the same where relations connect, but for those of observers
                       that are split */
    uint8_t *split; /* [unknown]: an observer whose parts no other relation connects */
    uint64_t contradictions;
};

static inline bool eg_attack_open(const eg_attack *a, uint32_t unknown)
{
    return a->low[unknown] < a->high[unknown];
}

/* Neither left out nor implied; the relation of an observer that is split connects nothing. */
static inline bool eg_attack_takes_part(const eg_attack *a, uint32_t r)
{
    return !a->broken[r] && !a->follows[r] &&
           (a->observer[r] == 0 || !a->split[a->observer[r] - 1]);
}

/* Small parts, and those with nearly as many sums as unknowns, where circles are long and few:
 * the hasty walk there at once, and go in circles first in others. */
static inline bool eg_attack_walks(size_t unknowns, size_t relations)
{
    return unknowns <= EG_ATTACK_SMALL ||
           (unknowns <= EG_ATTACK_WALK_MOST && 3 * relations >= 2 * unknowns);
}

/* The root of a tree of what hangs together; the way there gets shorter. */
static inline uint32_t eg_attack_root(uint32_t *root, uint32_t u)
{
    while (root[u] != u) {
        root[u] = root[root[u]];
        u = root[u];
    }
    return u;
}

/* Lists the relations of each unknown: all, or but for those that follow from others. */
void eg_attack_index(eg_attack *attack, bool all);
/* From relations with one unknown left: published ones alone first, then on from what was
 * found. */
bool eg_attack_subtract(eg_attack *attack);
/* Which unknowns only look on; and, after narrowing, what hangs together without them. */
bool eg_attack_observe(eg_attack *attack);
void eg_attack_connect(eg_attack *attack);
/*
 * Other tables that fit, found by moving whole students around from the truth: most intervals
 * are wide enough by them. false: no memory.
 */
bool eg_attack_move(eg_attack *attack);
/* How wide the interval is known to be: by its ends, or by what was met. */
double eg_attack_width(const eg_attack *attack, uint32_t unknown);
/* ... and of an observer that is split, by its parts. */
bool eg_attack_proved(const eg_attack *attack, uint32_t unknown, double width);
/* Is it still asked whether its interval has this width? width below 0: it never was. */
static inline bool eg_attack_left(const eg_attack *a, uint32_t unknown, double width)
{
    return width >= 0 && eg_attack_open(a, unknown) && !eg_attack_proved(a, unknown, width);
}
/* ... that of the unknown, or of an observer of it? */
bool eg_attack_some_left(const eg_attack *attack, uint32_t unknown);
/* Narrows bounds relation by relation until nothing moves, or long enough. */
bool eg_attack_narrow(eg_attack *attack);
/* What is left, part by part: relations that run in circles need linear programs. */
eg_status eg_attack_parts(eg_attack *attack, const eg_control *control, eg_error *err);

/* Unknowns whose truth is not told get numbers that fit; has_truth ends where there are none.
 */
EG_MUST_USE eg_status eg_attack_suppose(eg_attack *attack, eg_error *err);

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
/*
 * The neighbourhood of one unknown, everything else being what it really is: may prove that its
 * interval is wide, never that it is narrow. Needs the truth.
 */
eg_status eg_attack_nearby(eg_attack *attack, const eg_attack_part *part, uint32_t *local,
                           uint32_t unknown, eg_error *err);

/*
 * Other tables of a part that fit, reached along all the vectors that keep its sums: most
 * intervals are proved wide by them, none narrow; in small parts the hasty then ask programs
 * along the same vectors about the rest. Needs the truth. *walked: there were vectors.
 */
EG_MUST_USE eg_status eg_attack_walk(eg_attack *attack, const eg_attack_part *part,
                                     uint32_t *local, bool *walked, eg_error *err);

/* Whole numbers that fit the part, everything else being what it really is, become its truth;
 * NAN stays where none were found. */
EG_MUST_USE eg_status eg_attack_fit(eg_attack *attack, const eg_attack_part *part,
                                    uint32_t *local, eg_error *err);

#endif
