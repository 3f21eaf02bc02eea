/* statistics/rows_distribution.h - whole distributions of a group and its reference. */
#ifndef EG_STATISTICS_ROWS_DISTRIBUTION_H
#define EG_STATISTICS_ROWS_DISTRIBUTION_H

#include "statistics/engine.h"
#include "statistics/math_effect.h"

enum { EG_QUANTILES = 5 }; /* p10, p25, p50, p75, p90 */

/* A histogram of each side over the same rising values; of levels, their counts. Owned. */
typedef struct {
    double *value; /* NULL: levels */
    uint64_t *a, *b;
    size_t size;
    uint64_t n, n_b;       /* students of the group, of the reference */
    uint64_t most, most_b; /* students at the commonest value of each side */
    bool ok;               /* else the answer is given */
    bool kept;             /* the walk's memo owns it */
    /* A group and all others: value, a and size are the group's alone, b is NULL. What within
     * has of everybody is the memo's; at is owned. */
    bool part;
    uint32_t *at;
    eg_within within;
} eg_distributions;

/* Hidden where either side may not be shown, each level of it included. EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_distributions_of(const eg_ask *ask, eg_answer *answer,
                                          eg_distributions *out, eg_error *err);
/* The group alone: b and n_b are empty. */
EG_MUST_USE eg_status eg_distribution_of(const eg_ask *ask, eg_answer *answer,
                                         eg_distributions *out, eg_error *err);
void eg_distributions_clear(eg_distributions *d);

#endif
