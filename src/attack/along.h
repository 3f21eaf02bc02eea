/*
 * attack/along.h - linear programs along the vectors of a part, for whoever has walked there.
 */
#ifndef EG_ATTACK_ALONG_H
#define EG_ATTACK_ALONG_H

#include "attack/kernel.h"

/* An end as far away as this is none. */
enum { EG_ALONG_FAR = 1000000 };

typedef struct {
    const eg_attack_part *part;
    const eg_kernel *k;
    const uint32_t *by; /* vectors of place i: by[at[i]] .. by[at[i + 1] - 1] */
    const size_t *at;
    const int32_t *low, *high; /* [place]: from the truth */
} eg_along;

/*
 * What is left of the unknowns of the part: ends are narrowed, and what was met counts as seen,
 * be it of whole numbers or not. For the hasty. EG_E_MEMORY, EG_E_INTERRUPTED.
 */
EG_MUST_USE eg_status eg_attack_along(eg_attack *a, const eg_along *way, eg_error *err);

#endif
