/*
 * statistics/math_deal.h - students over cells at random, whole handfuls or one by one: exact,
 * and for some hundred students several times as fast as drawing the cells one after the other.
 */
#ifndef EG_STATISTICS_MATH_DEAL_H
#define EG_STATISTICS_MATH_DEAL_H

#include "statistics/math_draw.h"

enum { EG_HANDFUL_KINDS = 8, EG_HANDFUL_PICKS = 48, EG_DEALING_WORDS = 4 };

/*
 * A multinomial: n students over kinds of given weights. What a handful of them may be is
 * listed once, so that a handful is one random word. Zeroed it deals nobody. Owned:
 * eg_handfuls_clear.
 */
typedef struct {
    eg_lot whole, rest; /* full handfuls, and the students left over */
    uint64_t *counts;   /* of every kind, 16 bits each; a word or two a column */
    uint64_t *rest_counts;
    size_t kinds, full; /* full handfuls to be drawn */
    bool any_rest;
} eg_handfuls;

/* Whether n students of so many kinds are few enough for it. */
bool eg_handfuls_fit(size_t kinds, uint64_t n);
void eg_handfuls_clear(eg_handfuls *h);
/* false: no memory. */
EG_MUST_USE bool eg_handfuls_make(eg_handfuls *h, const uint64_t *weight, size_t kinds,
                                  uint64_t n);
void eg_handfuls_draw(const eg_handfuls *h, eg_random *random, uint64_t *count);

/*
 * Two partitions of the same students laid over one another at random: a table with both its
 * margins. Zeroed it deals nobody. Owned: eg_dealing_clear.
 */
typedef struct {
    uint16_t *seat; /* of each student: the row (or column) that the seat belongs to */
    uint64_t lane[8 * EG_DEALING_WORDS][EG_DEALING_WORDS]; /* of each owner of seats, where they
                                                              are few: a 1 in its byte */
    const uint64_t *row;                                   /* borrowed */
    const uint64_t *column;
    size_t rows, columns;
    uint32_t students;
    bool by_rows; /* seats are of columns, rows take them */
    size_t last;  /* the largest of those who take seats: it has those that are left */
} eg_dealing;

/* Whether that is faster than one hypergeometric draw a cell. */
bool eg_dealing_fits(const uint64_t *row, size_t rows, const uint64_t *column, size_t columns);
void eg_dealing_clear(eg_dealing *d);
/* Both margins have the same sum, and are needed as long as the dealing. false: no memory. */
EG_MUST_USE bool eg_dealing_make(eg_dealing *d, const uint64_t *row, size_t rows,
                                 const uint64_t *column, size_t columns);
/* table: rows * columns, row by row. */
void eg_dealing_draw(eg_dealing *d, eg_random *random, uint64_t *table);

#endif
