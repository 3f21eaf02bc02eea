/* statistics/math_adjust.h - p-values of many comparisons at once. */
#ifndef EG_STATISTICS_MATH_ADJUST_H
#define EG_STATISTICS_MATH_ADJUST_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    EG_MULTIPLE_NONE,
    EG_MULTIPLE_BH, /* Benjamini-Hochberg: the share of false alarms among the flagged */
    EG_MULTIPLE_HOLM,
    EG_MULTIPLE_HOCHBERG,
    EG_MULTIPLE_BY, /* Benjamini-Yekutieli: BH under any dependence */
    EG_MULTIPLE_BONFERRONI
} eg_multiple_method;

/*
 * The adjusted value of each of n p-values, in their places; p and adjusted may be the same
 * array. NAN stays NAN and is no comparison. O(n log n). false: no memory (adjusted untouched).
 */
bool eg_adjust_p(eg_multiple_method method, const double *p, size_t n, double *adjusted);

#endif
