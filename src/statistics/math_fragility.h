/*
 * statistics/math_fragility.h - how many students of a group would have to differ for a verdict
 * on it to change.
 */
#ifndef EG_STATISTICS_MATH_FRAGILITY_H
#define EG_STATISTICS_MATH_FRAGILITY_H

#include "statistics/math_impact.h"

typedef enum {
    EG_VERDICT_PPG_CCCCO2022,
    EG_VERDICT_PPG_DISIMPACT,
    EG_VERDICT_FOUR_FIFTHS, /* under 0.80 of the reference's rate */
    EG_VERDICT_RISK_RATIO,  /* above threshold times the reference's risk */
    EG_VERDICT_SIGNIFICANT  /* the test of the difference, p < alpha, either way */
} eg_verdict_rule;

/* A rule and what it is asked of. */
typedef struct {
    eg_verdict_rule rule;
    eg_pair pair;
    bool contains;    /* x2 of n2 are all students, who contain the group and move with it */
    bool lower;       /* of PPG: a lower value is the better one */
    double threshold; /* RISK_RATIO */
    double alpha;     /* SIGNIFICANT */
} eg_verdict;

/* The verdict as it would be with x events in the group: x1 of n1 are the real ones. */
bool eg_verdict_with(const eg_verdict *verdict, uint64_t x);

typedef struct {
    bool flagged;      /* the verdict as it is */
    bool changes;      /* some number of students would change it */
    bool more;         /* events more, else fewer */
    uint64_t students; /* fewest of them */
} eg_fragility;
/*
 * By search over whole students, more and fewer; of two equal numbers the one that adds events.
 * Every number is tried up to a group of 256; beyond, where each rule turns at most at parity,
 * by halving on each side of it, and every number again where Fisher's test decides.
 */
eg_fragility eg_fragility_of(const eg_verdict *verdict);

#endif
