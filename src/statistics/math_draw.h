/*
 * statistics/math_draw.h - many draws from one small distribution: a table made once, then one
 * random word a draw (Walker's alias method), and the few that have no table.
 */
#ifndef EG_STATISTICS_MATH_DRAW_H
#define EG_STATISTICS_MATH_DRAW_H

#include "equitygap/base.h"
#include "ext/gslx.h"

/* Zeroed, it always draws 0. Owned: eg_lot_clear. */
typedef struct {
    uint32_t *bar;   /* of each column: below it the column itself is drawn ... */
    uint32_t *other; /* ... else this one */
    size_t size;
    uint64_t first; /* what column 0 stands for */
    uint64_t n;     /* without a table: n trials of share p */
    double p;
} eg_lot;

void eg_lot_clear(eg_lot *lot);
/* 0 .. kinds - 1 with weights of any scale. false: no memory. */
EG_MUST_USE bool eg_lot_weights(eg_lot *lot, const double *weight, size_t kinds);
/* Successes in n trials; what lies beyond seven standard deviations and four is not drawn. */
EG_MUST_USE bool eg_lot_binomial(eg_lot *lot, uint64_t n, double p);
/* Marked ones among `drawn` taken without replacement from `marked` + `plain`; likewise. false
 * also where the table would be too wide: eg_random_hypergeometric draws those. */
EG_MUST_USE bool eg_lot_hypergeometric(eg_lot *lot, uint64_t marked, uint64_t plain,
                                       uint64_t drawn);
/* Whether the table is small enough to be made: beyond, draw without one. */
bool eg_lot_hypergeometric_fits(uint64_t marked, uint64_t plain, uint64_t drawn);
uint64_t eg_lot_draw(const eg_lot *lot, eg_random *random);
/* The draw that a random word means; only of a lot with a table (size > 0). */
static inline uint64_t eg_lot_pick(const eg_lot *lot, uint32_t word)
{
    uint64_t place = (uint64_t)word * lot->size;
    size_t column = (size_t)(place >> 32), other = lot->other[column];
    /* nobody can guess which of the two it is: no branch */
    size_t own = 0 - (size_t)((uint32_t)place < lot->bar[column]);
    return lot->first + (other ^ ((column ^ other) & own));
}

/*
 * Successes in n trials without a table, for an n that changes from draw to draw: by inversion,
 * and where n p (1 - p) is over 9 by the normal, corrected for skewness and tails.
 */
uint64_t eg_draw_binomial(eg_random *random, uint64_t n, double p);
/* Chi-square: from 50 degrees of freedom on Wilson and Hilferty's cube of a normal. */
typedef struct {
    double df, middle, sd; /* of its cube root; sd 0: drawn as a gamma */
} eg_chi_square;
eg_chi_square eg_chi_square_of(double df);
double eg_draw_chi_square(eg_random *random, const eg_chi_square *of);
/* Whether it is the cube: the one of a normal is that. */
static inline bool eg_chi_square_cubed(const eg_chi_square *of)
{
    return of->sd > 0;
}
static inline double eg_chi_square_at(const eg_chi_square *of, double normal)
{
    double root = of->middle + of->sd * normal;
    return of->df * root * root * root;
}

#endif
