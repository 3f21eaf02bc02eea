/*
 * attack/kernel.h - all ways of moving that keep every sum: whole-number vectors of which every
 * one is made. Shared by kernel.c, which finds them, and walk.c, which goes along them.
 */
#ifndef EG_ATTACK_KERNEL_H
#define EG_ATTACK_KERNEL_H

#include "attack/attack_inside.h"

typedef struct {
    size_t places;    /* unknowns of the part, and after them its sums that are bounds */
    size_t n;         /* vectors */
    int16_t *of;      /* [vector * places + place] */
    uint32_t **on;    /* [vector]: places where it is not 0, rising ... */
    int16_t **by;     /* ... and what it is there ... */
    uint32_t *length; /* ... so many */
    uint32_t *bound;  /* [place - unknowns of the part]: the relation */
} eg_kernel;

/*
 * The vectors of a part, as short as adding one to another makes them. *n is 0 where they would
 * be too many, or not of whole numbers. local: as for eg_attack_linear.
 */
EG_MUST_USE eg_status eg_kernel_make(eg_kernel *out, const eg_attack *attack,
                                     const eg_attack_part *part, uint32_t *local,
                                     eg_error *err);
void eg_kernel_clear(eg_kernel *kernel);

/* Lists where a vector is not 0, of these places alone, which rise. false: no memory. */
EG_MUST_USE bool eg_kernel_list(eg_kernel *kernel, size_t vector, const uint32_t *at, size_t n);
/* Adds vectors to others where that shortens them (shorten.c). false: no memory. */
EG_MUST_USE bool eg_kernel_shorten(eg_kernel *kernel);

#endif
