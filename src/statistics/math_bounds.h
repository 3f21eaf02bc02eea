/*
 * statistics/math_bounds.h - the widest bounds of a statistic of two rates whose whole numbers
 * are known within bounds.
 *
 * A statistic that grows or falls all along when one of x1, n1, x2 or n2 changes alone is least
 * and greatest at corners of what the bounds allow, and these corners are whole numbers, since
 * every limit is on x, n or n - x. So its values at the corners are its bounds, and they are
 * attained: except where both sides have bounds and one is part of the other, which are then
 * taken as independent, so that bounds hold but may be wider than need be.
 */
#ifndef EG_STATISTICS_MATH_BOUNDS_H
#define EG_STATISTICS_MATH_BOUNDS_H

#include "statistics/math_difference.h"

/* Of one side; n_high UINT64_MAX: none, and x_high may be that too. */
typedef struct {
    uint64_t n_low, n_high, x_low, x_high;
} eg_box;

typedef enum {
    EG_BOX_APART, /* two sides */
    EG_BOX_REST, /* the second is what the first leaves of a whole that is known: b is the whole
                  */
    EG_BOX_WITHIN /* the second is a known whole of which the first is part */
} eg_box_relation;

typedef struct {
    eg_box a, b;
    eg_box_relation relation;
} eg_box_pair;

/*
 * INFINITY where it grows beyond all numbers, NAN where there is none: then other corners
 * decide. n1 or n2 UINT64_MAX: as many as one likes, so that the rate is 0.
 */
typedef double (*eg_box_value)(const eg_pair *pair, void *context);

/* NAN: no bound on that side. false: the bounds contradict one another, or no corner has a
 * value. */
bool eg_box_bounds(const eg_box_pair *boxes, eg_box_value value, void *context, double *low,
                   double *high);
/* Of one side against a number; pair has n2 = 0. */
bool eg_box_bounds_alone(const eg_box *box, eg_box_value value, void *context, double *low,
                         double *high);

/* Least and greatest slope of least squares through points within bounds; NAN in low: no point.
 */
bool eg_slope_bounds(const double *year, const double *low, const double *high, size_t count,
                     double *least, double *greatest);

#endif
