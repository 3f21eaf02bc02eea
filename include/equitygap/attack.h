/*
 * equitygap/attack.h - what a reader can compute: unknown whole numbers tied by published sums,
 * and the interval that is left for each.
 *
 * Knows nothing of schools: privacy asks it before something is published, audit afterwards.
 */
#ifndef EQUITYGAP_ATTACK_H
#define EQUITYGAP_ATTACK_H

#include "equitygap/base.h"

typedef struct eg_attack eg_attack;

/* How an unknown came to be known. */
typedef enum {
    EG_FOUND_NOT,        /* more than one value is left */
    EG_FOUND_GIVEN,      /* published */
    EG_FOUND_SUBTRACTED, /* from one sum, everything else in it being published */
    EG_FOUND_CHAINED,    /* from sums one after another */
    EG_FOUND_BOUNDED     /* the sums together leave one whole number */
} eg_found;

typedef struct {
    double low, high; /* what is proved; -INFINITY, INFINITY: nothing */
    bool
        looked; /* low and high are the ends; else the interval is at least as wide as wanted */
    eg_found found;
    uint32_t relation; /* SUBTRACTED: the sum; UINT32_MAX: none */
} eg_answer;

EG_MUST_USE eg_status eg_attack_new(eg_attack **out, eg_error *err);
void eg_attack_free(eg_attack *attack);

/*
 * An unknown between low and high, ends included (INFINITY: open); low == high: published. Its
 * number; what memory lacks is said by eg_attack_run.
 */
uint32_t eg_attack_unknown(eg_attack *attack, double low, double high);
/* Narrows an unknown further. What contradicts earlier bounds is passed over and counted. */
void eg_attack_bound(eg_attack *attack, uint32_t unknown, double low, double high);
/*
 * Asks for the interval, unless it can be shown to be at least `width` wide (INFINITY: its ends
 * in any case). Unknowns that are not asked for take part all the same.
 */
void eg_attack_want(eg_attack *attack, uint32_t unknown, double width);
/* What the unknown really is, of all unknowns or none: spares most of the work. */
void eg_attack_truth(eg_attack *attack, uint32_t unknown, double value);

/*
 * With the truth: in systems of thousands of unknowns an interval that cannot be shown to be
 * wide from its neighbourhood counts as narrow.
 */
void eg_attack_hasten(eg_attack *attack);

/* low <= sum of factor * unknown <= high: begin, its terms, and the next begin ends it. */
uint32_t eg_attack_relation(eg_attack *attack, double low, double high);
void eg_attack_term(eg_attack *attack, double factor, uint32_t unknown);

/* The relation at hand ties what bundles move together. */
void eg_attack_tie(eg_attack *attack);
/* The relation at hand follows from others that hold: tables that keep those keep it. */
void eg_attack_follows(eg_attack *attack);
/*
 * With the truth: unknowns that may be moved by the same amount together, unknowns[0] leading,
 * up (ways 1) or down (-1) where it goes up; all bundles of a pass have their unknowns in sums
 * alike. Passes are tried in order.
 */
void eg_attack_bundle(eg_attack *attack, uint32_t pass, const uint32_t *unknowns,
                      const int8_t *ways, size_t n);

/*
 * Finds out all that is asked for. Sums that contradict each other (rounding, errors of the
 * publisher) are left out and counted. EG_E_MEMORY, EG_E_INTERRUPTED.
 */
EG_MUST_USE eg_status eg_attack_run(eg_attack *attack, const eg_control *control,
                                    eg_error *err);
/* The terms of a relation, *unknowns and *factors of them; borrowed. */
size_t eg_attack_terms(const eg_attack *attack, uint32_t relation, const uint32_t **unknowns,
                       const double **factors);
eg_answer eg_attack_answer(const eg_attack *attack, uint32_t unknown);
/* It was asked for, and its interval is narrower than wanted, or not known to be wide enough.
 */
bool eg_attack_narrower(const eg_attack *attack, uint32_t unknown);
/* It was asked for, and its interval is known to be wide enough. */
bool eg_attack_wide(const eg_attack *attack, uint32_t unknown);
uint64_t eg_attack_contradictions(const eg_attack *attack);

#endif
