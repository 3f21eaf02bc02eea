/* ext/gslx_inner.h - the generator of gslx.c, whose words gslx_draw.c turns into draws. */
#ifndef EG_EXT_GSLX_INNER_H
#define EG_EXT_GSLX_INNER_H

#include "ext/gslx.h"
#include "ext/mersenne.h"

struct eg_random {
    void *rng;             /* gsl_rng */
    eg_mersenne *words;    /* its state */
    double *log_factorial; /* of 0 .. known - 1, filled as drawing needs them */
    size_t known;
};

#endif
