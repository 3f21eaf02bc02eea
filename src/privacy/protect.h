/*
 * privacy/protect.h - which cells of one outcome are hidden: small ones, and what would give
 * them away.
 */
#ifndef EG_PRIVACY_PROTECT_H
#define EG_PRIVACY_PROTECT_H

#include "equitygap/privacy.h"
#include "privacy/links.h"

/*
 * The secret figures of one outcome, by cell. K counts a cell: the successes of a rate (K = 1),
 * a count for each level (K = levels), none for a mean (K = 0).
 */
typedef struct {
    const eg_links *links;
    uint32_t min_n;
    size_t n_cells;
    size_t K;
    uint64_t *n;
    uint64_t *count;  /* [cell * K + k] */
    uint64_t *spare;  /* NULL, or [cell * K + k]: how much more an unknown count may be (given
                         cells) */
    uint8_t *hidden;  /* nothing of the cell may be shown; primary ones are set by the caller */
    uint8_t *unknown; /* [cell * K + k]: this count may not be shown; primary ones likewise */
} eg_secret;

/* Hides more until every link keeps its secret. Deterministic. false: no memory. */
bool eg_protect(eg_secret *secret);

#endif
