/* base/exact.h - of exact sums the mean alone, where nobody asks how far values lie apart. */
#ifndef EG_BASE_EXACT_H
#define EG_BASE_EXACT_H

#include "equitygap/base.h"

/* The mean that eg_exact_moments gives, bit for bit. */
double eg_exact_mean(uint64_t n, eg_i128 sum);

#endif
