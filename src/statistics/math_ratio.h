/* statistics/math_ratio.h - relative rates, odds, and the students a group is short of. */
#ifndef EG_STATISTICS_MATH_RATIO_H
#define EG_STATISTICS_MATH_RATIO_H

#include "statistics/math_difference.h"

/*
 * Relative rate (x1/n1) / (x2/n2); se is that of its log (Katz). Zero numerator: 0 without
 * interval. Zero denominator: not ok. No p.
 */
eg_estimate eg_rate_ratio(eg_pair pair, double confidence);       /* Katz log interval */
eg_estimate eg_rate_ratio_score(eg_pair pair, double confidence); /* Miettinen-Nurminen score */

/* Odds ratio with Woolf's interval; se is that of its log. The zeros as above. */
eg_estimate eg_odds_ratio(eg_pair pair, double confidence);
/* Difference of arcsine-transformed rates; its interval has the variance 1/n1 + 1/n2. */
eg_estimate eg_cohens_h(eg_pair pair, double confidence);

/*
 * Additional successes (for `lower`: events fewer) with which x of n would reach a rate held
 * fixed: exact in whole numbers for the reference xr of nr; for a bare number with a guard of
 * 1e-12 against rounding. 0 when it is there already. NAN: not defined (n or nr is 0).
 */
double eg_to_parity(uint64_t x, uint64_t n, uint64_t xr, uint64_t nr, bool lower);
double eg_to_parity_goal(uint64_t x, uint64_t n, double goal, bool lower);
/* The same with an overall rate xa of na, group included, that the added successes move too. */
double eg_to_parity_moving(uint64_t x, uint64_t n, uint64_t xa, uint64_t na, bool lower);

#endif
