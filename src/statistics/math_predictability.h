/*
 * statistics/math_predictability.h - how much knowing the group improves a guess of the
 * outcome; zero is the goal.
 *
 * Interval and test by eg_resample from the cells; groups of size 0 do not matter, nor does
 * their order. EG_E_MEMORY is the only failure; what cannot be estimated comes as out->ok
 * false.
 */
#ifndef EG_STATISTICS_MATH_PREDICTABILITY_H
#define EG_STATISTICS_MATH_PREDICTABILITY_H

#include "statistics/math_mean.h"
#include "statistics/math_resample.h"

/* Scaled AUC (2 AUC - 1) of guessing success from the group's rate. */
EG_MUST_USE eg_status eg_predictability_rate(const uint64_t *x, const uint64_t *n,
                                             size_t groups, const eg_resampling *how,
                                             eg_estimate *out);
/*
 * The same guessed from other students alone: each success and failure that are compared are
 * left out of the rates of their cells (leave-pair-out: Airola and others 2011), so that more
 * cells do not raise it by chance. May be negative; how->correct does not matter.
 */
EG_MUST_USE eg_status eg_predictability_left_out(const uint64_t *x, const uint64_t *n,
                                                 size_t cells, const eg_resampling *how,
                                                 eg_estimate *out);
/* Omega squared (may be negative); p is that of F whether or not a test is asked. */
EG_MUST_USE eg_status eg_predictability_mean(const eg_moments *moments, size_t groups,
                                             const eg_resampling *how, eg_estimate *out);
/* Uncertainty coefficient of a table of groups * levels counts, group by group. */
EG_MUST_USE eg_status eg_predictability_levels(const uint64_t *table, size_t groups,
                                               size_t levels, const eg_resampling *how,
                                               eg_estimate *out);

#endif
