/* statistics/math_difference.h - two shares, x1 of n1 minus x2 of n2: intervals and tests. */
#ifndef EG_STATISTICS_MATH_DIFFERENCE_H
#define EG_STATISTICS_MATH_DIFFERENCE_H

#include "statistics/math_estimate.h"

/* A group and its reference. */
typedef struct {
    uint64_t x1, n1;
    uint64_t x2, n2;
} eg_pair;

typedef enum {
    EG_DIFFERENCE_NEWCOMBE, /* hybrid score, Newcombe 1998 method 10: the program's own */
    EG_DIFFERENCE_NEWCOMBE_CC,
    EG_DIFFERENCE_MIETTINEN_NURMINEN,
    EG_DIFFERENCE_MEE,
    EG_DIFFERENCE_WALD,
    EG_DIFFERENCE_AGRESTI_CAFFO
} eg_difference_method;

/*
 * The difference with Newcombe's interval and, as p, the pooled z test, or Fisher's exact test
 * where an expected count is under 5.
 */
eg_estimate eg_rate_difference(eg_pair pair, double confidence);
/* The same difference with another interval; no p. */
eg_estimate eg_rate_difference_by(eg_pair pair, eg_difference_method method, double confidence);

/* The pooled two-sample z in value and its p; not ok when nobody or everybody succeeds. */
eg_estimate eg_two_proportion_z(eg_pair pair);
/* Two-sided p: the tables at most as likely as this one. Any size; the cost is the smallest
 * margin. */
double eg_fisher_exact(eg_pair pair);
bool eg_pair_is_small(eg_pair pair); /* an expected count is under 5 */

/*
 * The second rate (above the first, p) a comparison of n students each would find with that
 * power: pooled z test, the far tail not counted. NAN: none under 1.
 */
double eg_detectable_rate(double n_each, double p, double confidence, double power);

/* Chi-square of the 2 x 2 table in value, its p; with Yates' correction when asked. */
eg_estimate eg_chi_square_pair(eg_pair pair, bool yates);

#endif
