/* statistics/walk.h - one walk over all facts: the first gathers p-values, later ones give
 * facts. */
#ifndef EG_STATISTICS_WALK_H
#define EG_STATISTICS_WALK_H

#include "statistics/engine.h"

typedef struct {
    const eg_analysis *analysis;
    bool gather;               /* first walk: only rows with tests are asked, for their p */
    bool whole_dimension;      /* the row has no group */
    bool over_units;           /* ... no unit */
    bool no_outcome;           /* ... no outcome */
    size_t p_next;             /* later walks: next stored p */
    size_t limit_next;         /* later walks: next stored interval */
    size_t kept_next;          /* later walks: next answer of a row that keeps its own */
    eg_found *keep;            /* first walk: where what is found goes */
    const eg_control *control; /* asked before each dimension; may be NULL */
    eg_fact_visitor visit;
    void *context;
    eg_memo *memo; /* eg_walk_from's own */
} eg_walk;

/* EG_E_USAGE: a target that its outcome or the data's years cannot have. */
eg_status eg_targets_check(const eg_analysis *a, eg_error *err);
/* A plan is of outcomes with a target alone. */
bool eg_walk_plans(const eg_analysis *a, size_t outcome);
/*
 * The walk in tasks that depend on nothing of one another, in its order: a dimension of the
 * whole input, an outcome of a unit, what is over all units. walk->memo is the caller's.
 */
size_t eg_walk_tasks(const eg_analysis *a);
size_t eg_walk_tasks_of_whole(const eg_analysis *a); /* the first ones */
/* Tasks one after another, with a memo of their own. */
eg_status eg_walk_from(eg_walk *walk, size_t from, size_t to, eg_error *err);
eg_status eg_walk_task(eg_walk *walk, size_t task, eg_error *err);
/* The first walk, its tasks shared by as many threads as the settings allow: what is found
 * goes to a->found in the order of the walk. */
eg_status eg_walk_first(eg_analysis *a, eg_error *err);
/* True when the answer is settled by what may be shown. */
bool eg_withheld(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer);
/* The selected rows of a scope of statistics at one address. */
eg_status eg_walk_rows(eg_walk *walk, const eg_ask *at, eg_stat_scope scope, eg_error *err);
bool eg_walk_exists(const eg_analysis *a, eg_place place, size_t year);
/* Anybody of the unit, whatever the group. */
bool eg_walk_unit_has(const eg_analysis *a, eg_place place, size_t year);
/* The group is its own reference. */
bool eg_walk_is_itself(const eg_ask *ask, const eg_reference_at *reference);
/* Facts over all units of a scope: the unit is blank, of segregation the outcome too. */
eg_status eg_walk_units(eg_walk *walk, size_t scope, eg_error *err);
/* The p of a fact that has a test, NAN included; the limits of one that is drawn. */
eg_status eg_found_p(eg_found *found, size_t row, double p, eg_error *err);
eg_status eg_found_limits(eg_found *found, double low, double high, eg_error *err);
/*
 * Answers of rows that need joint cells: kept in the first walk, up to a number; later walks
 * ask for them in the same order. false: this one was not kept.
 */
eg_status eg_found_answer(eg_found *found, const eg_answer *answer, eg_error *err);
bool eg_walk_kept_answer(eg_walk *walk, eg_answer *answer);
/* Adds what another walk found from one place to another. */
typedef struct {
    size_t p, p_end, limits, limits_end, kept, kept_end;
} eg_found_span;
eg_status eg_found_join(eg_found *to, const eg_found *from, eg_found_span at, eg_error *err);
void eg_found_clear(eg_found *found);

#endif
