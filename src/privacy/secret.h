/* privacy/secret.h - the figures of one outcome and which of them are out of sight. */
#ifndef EG_PRIVACY_SECRET_H
#define EG_PRIVACY_SECRET_H

#include "equitygap/privacy.h"
#include "privacy/links.h"

typedef struct eg_earlier eg_earlier;

/*
 * The secret figures of one outcome, by cell. K counts a cell: the successes of a rate (K = 1),
 * a count for each level (K = levels), none for a mean (K = 0).
 */
typedef struct {
    const eg_links *links;
    uint32_t min_n;
    const eg_rules *rules; /* NULL: the default policy's */
    size_t n_cells;
    size_t K;
    uint64_t *n;
    uint64_t *count;          /* [cell * K + k] */
    const uint64_t *students; /* with and without a value, in all outcomes; NULL: not known */
    const uint64_t *weight;   /* what hiding a cell costs; NULL: its n */
    bool adds_up; /* every sum holds in every figure: what follows from others need not be kept
                   */
    bool levels;  /* counts are levels, which make up n */
    uint8_t *vague;   /* NULL, or [cell * (K + 1) + j]: what n (j 0) or a count really is, the
                         input   does not tell; 2: it has no such figure */
    uint64_t *spare;  /* NULL, or [cell * K + k]: how much more an unknown count may be (given
                         cells) */
    uint8_t *hidden;  /* nothing of the cell may be shown; primary ones are set by the caller */
    uint8_t *unknown; /* [cell * K + k]: this count may not be shown; primary ones likewise */
    /* NULL, or [cell * (K + 1) + j]: n (j 0) or a count was published before and is the same:
     * hiding it hides nothing, so it never is. */
    const uint8_t *known;
    eg_earlier *earlier; /* NULL: nothing was published before */
} eg_secret;

/* One more cell out of sight, but what of it is known: the caller then protects anew. false:
 * there was nothing left to hide. */
bool eg_secret_hide(eg_secret *secret, uint32_t cell);
/* Was it published before? j as for known. */
static inline bool eg_secret_known(const eg_secret *s, uint32_t cell, size_t j)
{
    return s->known != NULL && s->known[cell * (s->K + 1) + j] != 0;
}
/* Does hiding a cost less than hiding b? By weight, the first of equals. */
bool eg_secret_cheaper(const eg_secret *secret, uint32_t a, uint32_t b);

#endif
