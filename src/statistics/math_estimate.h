/*
 * statistics/math_estimate.h - what every function of the mathematics gives back.
 *
 * The rooms math_*.h are pure functions on plain numbers: no schema, no cells, no messages, no
 * state. Proportions are 0 to 1, confidence is 0.95 and the like, p-values are two-sided.
 */
#ifndef EG_STATISTICS_MATH_ESTIMATE_H
#define EG_STATISTICS_MATH_ESTIMATE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * NAN in low and high: no interval; in p: no test; in se: none defined. When ok is false every
 * number is NAN and why says in plain words, for a note, what stands against an estimate. why
 * may also be set when ok is true: it then says why the interval or the test is missing. why is
 * static text or NULL.
 */
typedef struct {
    double value;
    double low;
    double high;
    double p;
    double se;
    bool ok;
    const char *why;
} eg_estimate;

eg_estimate eg_estimate_none(const char *why);
eg_estimate eg_estimate_of(double value);
/* value -+ z se and the two-sided normal p of value = 0. A se of 0 gives neither. */
eg_estimate eg_estimate_normal(double value, double se, double confidence);
/* value -+ t se with df degrees of freedom and its p. */
eg_estimate eg_estimate_t(double value, double se, double df, double confidence);
/* The same with its quantile: eg_two_sided_t of the confidence and df. */
eg_estimate eg_estimate_within(double value, double se, double df, double quantile);

/* The multiplier of a two-sided normal or t interval. */
double eg_two_sided_z(double confidence);
double eg_two_sided_t(double confidence, double df);

/*
 * What a comparison with the rest of the students becomes against all students, of whom the
 * group is the share q: a difference shrinks by 1-q, a ratio r becomes r / (q r + 1 - q). The
 * test stays as it is.
 */
eg_estimate eg_difference_to_overall(eg_estimate against_rest, double q);
eg_estimate eg_ratio_to_overall(eg_estimate against_rest, double q);

#endif
