/*
 * statistics/math_disclosure.h - what a published table gives away: exact bounds of hidden
 * cells, counts behind rounded percents, codes of extreme rates.
 */
#ifndef EG_STATISTICS_MATH_DISCLOSURE_H
#define EG_STATISTICS_MATH_DISCLOSURE_H

#include "equitygap/base.h"

/* A table of rows * columns counts, row by row, and which of them are hidden. */
typedef struct {
    size_t rows, columns;
    const uint64_t *count;
    const bool *hidden;
} eg_published;
/*
 * Least and greatest whole number a hidden cell can be, when every other cell and all margins
 * of the table are published: low = high is exact disclosure. EG_E_MEMORY only.
 */
EG_MUST_USE eg_status eg_cell_bounds(const eg_published *table, size_t cell, uint64_t *low,
                                     uint64_t *high);

/*
 * Counts of n that a percent rounded to `digits` decimals may stand for: first..last; false
 * when none does. first = last means that the percent gives the count away.
 */
bool eg_counts_of_percent(uint64_t n, double percent, int digits, uint64_t *first,
                          uint64_t *last);

/* A rate that says something about every single student. */
bool eg_reveals_everyone(uint64_t x, uint64_t n);

typedef enum { EG_CODE_NONE, EG_CODE_HIDDEN, EG_CODE_TOP, EG_CODE_BOTTOM } eg_code;
typedef struct {
    uint64_t n_from; /* groups of this many students or more ... */
    double percent;  /* ... are coded within this of 0 and 100 */
} eg_code_tier;
/* Tiers from large n to small. *bound: the percent said in place of the figure, for TOP and
 * BOTTOM. */
eg_code eg_code_of(uint64_t n, double percent, uint64_t min_n, const eg_code_tier *tiers,
                   size_t count, double *bound);

/*
 * New York's rule: groups under min_n are hidden and, when they are one or their total is under
 * min_n, the next smallest too. hidden[groups] is set; returns the total of the hidden.
 */
uint64_t eg_hide_next_smallest(const uint64_t *n, size_t groups, uint64_t min_n, bool *hidden);

#endif
