/*
 * cube/layout.h - where the sums of one cell stand: 64-bit words, the same for cubes and views.
 *
 * word 0 is students; each outcome then has a stretch: n, suppressed, and by its form
 *   RATE   x
 *   MEAN   sum (2 words), sum of squares (3)
 *   WORDS  a count for each word, `width` of them
 *   BOTH   WORDS, then numbers met, sum and sum of squares (an outcome whose kind is not
 * settled)
 */
#ifndef EG_CUBE_LAYOUT_H
#define EG_CUBE_LAYOUT_H

#include <string.h>

#include "equitygap/base.h"

typedef enum { EG_FORM_RATE, EG_FORM_MEAN, EG_FORM_WORDS, EG_FORM_BOTH } eg_form;

typedef struct {
    eg_form form;
    uint32_t at;    /* first word */
    uint32_t width; /* WORDS, BOTH: counts kept */
} eg_slot;

typedef struct {
    eg_slot *slots;
    size_t n_slots;
    uint32_t words; /* of a cell */
} eg_layout;

enum { EG_WORD_N = 0, EG_WORD_SUPPRESSED = 1, EG_WORD_FIRST = 2, EG_MOMENT_WORDS = 5 };

/* Places the slots one after another by their form and width; sets words. */
void eg_layout_place(eg_layout *layout);
/* Where an outcome's moments begin in its stretch. */
uint32_t eg_slot_moments(const eg_slot *slot);

/* The 128-bit sum and 192-bit square at `at` (5 words); false on overflow. */
bool eg_moments_add(uint64_t *at, eg_decimal value, uint64_t times);

/*
 * The same for one student. 9.2e18 students of the largest value would be needed to overflow:
 * there is nothing to check.
 */
static inline void eg_moments_add_one(uint64_t *at, eg_decimal value)
{
    eg_i128 sum;
    eg_u128 square, own = (eg_u128)((eg_i128)value * value);
    memcpy(&sum, at, sizeof sum);
    memcpy(&square, at + 2, sizeof square);
    sum = sum + value;
    square = square + own;
    memcpy(at, &sum, sizeof sum);
    memcpy(at + 2, &square, sizeof square);
    at[4] += square < own ? 1 : 0;
}
/* The same for several students of whom no more than that many are there. */
static inline void eg_moments_gain(uint64_t *at, eg_i128 more, eg_u128 squares)
{
    eg_i128 sum;
    eg_u128 square;
    memcpy(&sum, at, sizeof sum);
    memcpy(&square, at + 2, sizeof square);
    sum = sum + more;
    square = square + squares;
    memcpy(at, &sum, sizeof sum);
    memcpy(at + 2, &square, sizeof square);
    at[4] += square < squares ? 1 : 0;
}
bool eg_moments_merge(uint64_t *into, const uint64_t *from);
bool eg_moments_add_sums(uint64_t *into, const eg_sums *sums);
void eg_moments_get(const uint64_t *at, eg_i128 *sum, eg_u192 *square);

#endif
