/*
 * statistics/idea_rules.h - the standards of a State, by outcome: what --idea says of it, of
 * its category and of all, in this order; and the State's own counts.
 */
#ifndef EG_STATISTICS_IDEA_RULES_H
#define EG_STATISTICS_IDEA_RULES_H

#include "schema/idea.h"
#include "statistics/engine.h"
#include "statistics/math_impact.h"

typedef struct {
    eg_idea_rule limits;              /* min_cell 10, min_n 30; threshold 0: none */
    size_t years;                     /* 3 */
    double progress;                  /* under 0: the State does not use it */
    const eg_idea_category *category; /* NULL: not said */
    const char *why;                  /* there is no threshold; NULL: there is */
} eg_idea_standard;

/* EG_E_USAGE: --idea names what is neither an outcome nor a category. */
EG_MUST_USE eg_status eg_idea_check(const eg_analysis *analysis, eg_error *err);
eg_idea_standard eg_idea_standard_of(const eg_analysis *analysis, size_t outcome);

/* A figure of the State at a place's outcome, dimension and year; NULL: it gives none. */
const eg_state_count *eg_state_find(const eg_analysis *analysis, size_t outcome,
                                    const eg_place *place, size_t group);
/* The State's children outside the place's group; false: not to be told. */
bool eg_state_others(const eg_analysis *analysis, size_t outcome, const eg_place *place,
                     uint64_t *x, uint64_t *n);

#endif
