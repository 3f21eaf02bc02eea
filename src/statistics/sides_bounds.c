/* What follows from figures that the input gives in bounds. */
#include <math.h>

#include "statistics/engine.h"

void eg_side_rates(const eg_side *side, double *low, double *high)
{
    bool none = side->n_in.high == UINT64_MAX || side->n_in.high == 0;
    *low = none ? 0 : (double)side->x_in.low / (double)side->n_in.high;
    *high = side->n_in.low == 0 || side->x_in.high >= side->n_in.low
                ? 1
                : (double)side->x_in.high / (double)side->n_in.low;
}
