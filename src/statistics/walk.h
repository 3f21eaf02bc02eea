/* statistics/walk.h - one walk over all facts: the first gathers p-values, later ones give
 * facts. */
#ifndef EG_STATISTICS_WALK_H
#define EG_STATISTICS_WALK_H

#include "statistics/engine.h"

typedef struct {
    const eg_analysis *analysis;
    bool gather;          /* first walk: only rows with tests are asked, for their p */
    bool whole_dimension; /* the row has no group */
    size_t p_next;        /* later walks: next stored p */
    eg_analysis *keep;    /* first walk: where p-values go */
    eg_fact_visitor visit;
    void *context;
} eg_walk;

eg_status eg_walk_all(eg_walk *walk, eg_error *err);
/* The p of a fact that has a test, NAN included, in the order of the walk. */
eg_status eg_walk_keep_p(eg_walk *walk, size_t row, double p, eg_error *err);

#endif
