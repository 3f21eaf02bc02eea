/*
 * ext/mersenne.h - MT19937 (Matsumoto and Nishimura 1998, seeded as of 2002), 624 words at a
 * time: the same words as GSL's gsl_rng_mt19937 and C++'s std::mt19937.
 */
#ifndef EG_EXT_MERSENNE_H
#define EG_EXT_MERSENNE_H

#include <stdint.h>

enum { EG_MERSENNE_WORDS = 624 };

typedef struct {
    uint32_t state[EG_MERSENNE_WORDS];
    uint32_t ready[EG_MERSENNE_WORDS]; /* what state gives, in the order of drawing */
    uint32_t at;                       /* next of ready; EG_MERSENNE_WORDS: none is left */
} eg_mersenne;

void eg_mersenne_seed(eg_mersenne *m, uint32_t seed); /* 0 counts as 4357 */
void eg_mersenne_fill(eg_mersenne *m);                /* when none is left */

static inline uint32_t eg_mersenne_word(eg_mersenne *m)
{
    if (m->at == EG_MERSENNE_WORDS) {
        eg_mersenne_fill(m);
    }
    return m->ready[m->at++];
}

#endif
