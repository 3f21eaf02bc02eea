/* ext/gslx_inner.h - the generator of gslx.c, whose words gslx_draw.c turns into draws. */
#ifndef EG_EXT_GSLX_INNER_H
#define EG_EXT_GSLX_INNER_H

#include "ext/gslx.h"
#include "ext/mersenne.h"

enum { EG_STRIPS = 256 }; /* of the normal curve: left ones, right ones */

struct eg_random {
    void *rng;             /* gsl_rng */
    eg_mersenne *words;    /* its state */
    double *log_factorial; /* of 0 .. known - 1, filled as drawing needs them */
    size_t known;
    bool learned;             /* what follows */
    double width[EG_STRIPS];  /* of a 2^24th of each strip of GSL's ziggurat of the normal */
    uint32_t sure[EG_STRIPS]; /* fewer of them lie under the curve for certain */
};

/* Fills width and sure. */
void eg_random_learn(eg_random *random);
/* The next normal from GSL itself. */
double eg_random_seldom_normal(eg_random *random);

#endif
