/* privacy/joint_table.h - the joint cells of one outcome, item, scope and year, for joint.c. */
#ifndef EG_PRIVACY_JOINT_TABLE_H
#define EG_PRIVACY_JOINT_TABLE_H

#include "privacy/joint.h"

/* Sums of one group in one stratum. */
typedef struct {
    uint64_t n, x;
    eg_i128 sum;
    eg_u192 square;
} eg_joint_sums;

typedef struct {
    uint32_t group, stratum;
    eg_joint_sums sums;
} eg_joint_part;

/* What a group may be shown by: a rate's tails, a mean's spread, min_n students. */
typedef struct {
    eg_kind kind;
    uint32_t min_n;
    const eg_rules *rules;
} eg_joint_policy;

typedef struct {
    const eg_views *views;
    eg_joint_policy policy;
    eg_place at; /* scope, item, year */
    size_t outcome;
    size_t units, groups, strata;
    eg_joint_part *parts; /* unit by unit, by stratum */
    size_t *from;         /* [unit], and one past the last */
    uint8_t *shown;       /* [unit * groups]: the decision so far */
    eg_joint_sums *row;   /* scratch: groups + 1 */
} eg_joint_table;

/* false: no memory; clear it all the same. */
EG_MUST_USE bool eg_joint_table_make(eg_joint_table *t, const eg_views *views, size_t outcome,
                                     const eg_place *at, eg_joint_policy policy);
void eg_joint_table_clear(eg_joint_table *t);
/* Takes groups of a unit out until what a reader could know of its table may be known. */
void eg_joint_unit(eg_joint_table *t, size_t unit);
/* The same of the sums over units, of groups that the whole's table t0 shows: SIZE_MAX, or a
 * unit that must be taken out. rows: scratch of (groups + 1) * strata. */
size_t eg_joint_over_units(const eg_joint_table *t, const eg_joint_table *whole,
                           eg_joint_sums *rows);
/* Some group of the unit is shown; every group of it with students is. */
bool eg_joint_some(const eg_joint_table *t, size_t unit);
bool eg_joint_full(const eg_joint_table *t, size_t unit);

#endif
