/* privacy/guard_system.h - one outcome as a reader sees it: unknowns and sums to attack. */
#ifndef EG_PRIVACY_GUARD_SYSTEM_H
#define EG_PRIVACY_GUARD_SYSTEM_H

#include "equitygap/attack.h"
#include "privacy/secret.h"

typedef struct {
    const eg_links *links;
    eg_secret *secrets; /* [outcome], protected link by link */
    size_t n;
    const uint32_t
        *order; /* all cells, in an order that does not depend on that of the input */
    const uint32_t *column; /* [outcome]: counts of the same column have the same number */
    double width_n;         /* hidden numbers of students keep an interval this wide ... */
    double width_count;     /* ... and hidden counts this */
} eg_guard;

/* Do all sums of a counted outcome hold in every figure, none being of parts that overlap? */
bool eg_guard_adds_up(const eg_secret *secret);

/* Figures of a cell: n, those without a value, counts. */
enum { EG_GUARD_N, EG_GUARD_MISSING, EG_GUARD_COUNT };
/* ... and after them n without each count. */
#define EG_GUARD_FIGURES(K) (EG_GUARD_COUNT + 2 * (K))

/* What is known of the cells before a round. */
typedef struct {
    const uint8_t *told;   /* [cell]: another outcome tells how many students it has */
    const uint8_t *stale;  /* [cell]: to be asked about */
    const uint32_t *piece; /* [cell]: cells that sums connect have the same, a cell's number */
    uint8_t *fine; /* [cell * EG_GUARD_FIGURES(K) + figure]: known to be wide enough, which more
                      hiding does not change; counts' rests after the figures */
} eg_guard_known;

typedef struct {
    const eg_guard *guard;
    const eg_secret *s;
    eg_guard_known known;
    eg_attack *attack;
    uint32_t *unknown;        /* [cell * (2 + K) + figure]: number + 1; 0: shown */
    uint32_t *rest;           /* [cell * (1 + K) + count]: n without the count, likewise */
    uint32_t *away;           /* [piece]: hidden cells */
    bool missing;             /* figures of those without a value take part */
    uint64_t *fits, *misfits; /* [family] */
    size_t n_families;
} eg_guard_system;

EG_MUST_USE eg_status eg_guard_system_make(eg_guard_system *out, const eg_guard *guard,
                                           size_t outcome, const eg_guard_known *known,
                                           eg_error *err);
void eg_guard_system_clear(eg_guard_system *out);
/* After the attack: what was asked for and is wide enough is not asked for again. */
void eg_guard_remember(const eg_guard_system *y);
/* Does some figure of the cell have too narrow an interval? *figure: the first that has. */
bool eg_guard_narrow(const eg_guard_system *system, uint32_t cell, size_t *figure);

#endif
