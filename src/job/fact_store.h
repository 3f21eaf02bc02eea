/* job/fact_store.h - the facts of an analysis, kept while they are few: a second format costs
 * no second computation. */
#ifndef EG_JOB_FACT_STORE_H
#define EG_JOB_FACT_STORE_H

#include "equitygap/statistics.h"

typedef struct eg_fact_store eg_fact_store;
/* NULL: no memory. */
eg_fact_store *eg_fact_store_new(void);
void eg_fact_store_free(eg_fact_store *store);
typedef struct {
    size_t units;
    size_t threads; /* 0: one a core */
} eg_fact_store_size;
/* Keeps them now, or those of the whole input where there seem to be too many in so many units:
 * the same whatever the threads. What the analysis fails with. */
EG_MUST_USE eg_status eg_fact_store_fill(eg_fact_store *store, const eg_analysis *analysis,
                                         const eg_fact_store_size *size, eg_error *err);
/* All are kept: several threads may walk at the same time. */
bool eg_fact_store_full(const eg_fact_store *store);
/* As eg_analysis_facts of the same analysis, every time; what is not kept is computed each
 * time. */
EG_MUST_USE eg_status eg_fact_store_walk(const eg_fact_store *store,
                                         const eg_analysis *analysis, eg_fact_visitor visit,
                                         void *context, eg_error *err);

#endif
