/*
 * statistics/joint_design.h - the joint cells of a group and its reference as a regression
 * takes them.
 */
#ifndef EG_STATISTICS_JOINT_DESIGN_H
#define EG_STATISTICS_JOINT_DESIGN_H

#include "statistics/engine.h"
#include "statistics/math_regression.h"

/*
 * Students with a value of the outcome and of every covariate. x (without zeros): the constant,
 * a column for each level of a covariate but its first, last the group's 0/1. Arrays are owned:
 * eg_design_clear.
 */
typedef struct {
    eg_cells cells;
    bool *in_group;    /* [cell] */
    uint32_t *stratum; /* [cell], dense from 0; only without clusters */
    size_t n_strata;
    uint64_t n, reference; /* students of either side */
    uint64_t left_out;     /* of both sides, without a value of a covariate */
    double *room;
    size_t *from;
} eg_design;

/* A joint cell with a value of the outcome, as designs of several groups take it. */
typedef struct {
    uint32_t group, stratum, unit;
    bool complete; /* no covariate is Unknown */
    uint64_t n, x;
    eg_i128 sum;
    eg_u192 square;
} eg_design_cell;

/*
 * clustered: cells of each unit of the first unit type, which is their cluster. status of the
 * answer other than EG_FACT_OK: it is given, and the design empty.
 */
EG_MUST_USE eg_status eg_design_make(eg_design *design, const eg_ask *ask, bool clustered,
                                     eg_answer *answer, eg_error *err);
/*
 * The unclustered one, which the rows of an address share: the memo's, or made in *own, to be
 * cleared by the caller either way. NULL: failed, or the answer is given.
 */
EG_MUST_USE eg_status eg_design_of(const eg_ask *ask, eg_design *own, const eg_design **out,
                                   eg_answer *answer, eg_error *err);
/* All students as the reference, nobody in the group: what designs against the rest share.
 * Where clustered of all units together, strata numbered in the order in which the cells have
 * them. The answer is given where the covariates are too many. */
EG_MUST_USE eg_status eg_design_whole(eg_design *design, const eg_ask *ask, bool clustered,
                                      eg_answer *answer, eg_error *err);
/*
 * The cells that have a value of the outcome, of all units where clustered, in their order:
 * the memo's, or *own, which is then owned. NULL: no memory.
 */
const eg_design_cell *eg_design_cells(const eg_ask *ask, bool clustered, eg_design_cell **own,
                                      size_t *count);
/* [stratum of a unit] EG_NO_WORD: not numbered yet. Owned; NULL: no memory. */
uint32_t *eg_design_numbers(const eg_ask *ask);
void eg_design_clear(eg_design *design);
/* Students can be clustered by unit: the whole input is asked of, in three units or more, and
 * what the interval would tell of them may be told. */
bool eg_design_clusters(const eg_ask *ask);
/* Both sides and their joint cells may be shown and there are covariates; else the answer is
 * given. */
bool eg_design_may(const eg_ask *ask, eg_answer *answer);
/* "gender, meals held equal; ..." into the note of an answer that is OK. */
void eg_design_note(const eg_design *design, const eg_ask *ask, const char *how,
                    eg_answer *answer);

#endif
