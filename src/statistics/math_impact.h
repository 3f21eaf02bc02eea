/*
 * statistics/math_impact.h - rules of disproportionate impact and of the Individuals with
 * Disabilities Education Act. Edges are kept as each rule writes them; counts are compared as
 * whole numbers.
 */
#ifndef EG_STATISTICS_MATH_IMPACT_H
#define EG_STATISTICS_MATH_IMPACT_H

#include "statistics/math_difference.h"

/* ---- percentage point gap
 * ---------------------------------------------------------------------- */

typedef struct {
    bool own_rate; /* the margin uses the group's own rate; else one half */
    double least;  /* the margin is never under it */
    uint64_t few;  /* at or under this many students: no verdict */
} eg_ppg_limits;
extern const eg_ppg_limits eg_ppg_cccco2022; /* own rate, 0.02, 10; against all others */
extern const eg_ppg_limits eg_ppg_disimpact; /* one half, 0.03, 0; against overall */

typedef struct {
    double gap, margin;
    bool too_few;
    bool flag; /* gap <= -margin; for `lower`, gap >= margin */
    double
        to_escape; /* successes more (`lower`: fewer) that would end the flag; 0 without it */
    double to_parity; /* to the reference held fixed */
    bool ok;
    const char *why;
} eg_ppg;
/* The group and its reference. */
eg_ppg eg_ppg_of(eg_pair pair, const eg_ppg_limits *rule, bool lower);
/* 1.96 sqrt(p (1-p) / n), at least `least`. */
double eg_ppg_margin(double p, double n, double least);

/* ---- indices, flagged strictly under 0.80
 * -------------------------------------------------------- */

typedef struct {
    double value;
    bool flag;
    double to_escape, to_parity;
    bool ok;
    const char *why;
} eg_index;
/* (x/xa) / (n/na), the group's share of successes over its share of students; xa, na are
 * overall. */
eg_index eg_proportionality_index(uint64_t x, uint64_t n, uint64_t xa, uint64_t na);
/* The group's rate over that of the highest group. */
eg_index eg_four_fifths(eg_pair pair);

/* ---- risk ratios, 34 CFR 300.646-647
 * ------------------------------------------------------------ */

typedef struct {
    uint64_t min_cell; /* 10 */
    uint64_t min_n;    /* 30 */
    double threshold;  /* for distance; 0: none */
} eg_idea_rule;

/* What keeps a ratio from being calculated. */
typedef enum {
    EG_MISS_NONE,
    EG_MISS_CELL, /* of the group ... */
    EG_MISS_N,
    EG_MISS_OTHERS_CELL, /* of the district's others, and the State's are not given ... */
    EG_MISS_OTHERS_N,
    EG_MISS_STATE_CELL, /* of the State's others */
    EG_MISS_STATE_N,
    EG_MISS_ZERO /* the comparison's risk is zero */
} eg_idea_miss;

typedef struct {
    double risk, comparison, ratio;
    bool alternate; /* the comparison is the State's */
    bool above;     /* ratio > threshold */
    double
        distance; /* events fewer with which the ratio is no longer above; 0 when it is not */
    bool ok;      /* calculated */
    const char *why;
    eg_idea_miss miss;
} eg_risk_ratio;
/* The most events among n1 with which the ratio to x2 of n2 (> 0) is not above the threshold.
 */
uint64_t eg_risk_ratio_allows(uint64_t n1, uint64_t x2, uint64_t n2, double threshold);
/*
 * The group against all other children of the district; against the State's others (state, may
 * be NULL: x2 of n2 is read) where the district's comparison group misses min_cell or min_n.
 * Not calculated when the group itself misses them.
 */
eg_risk_ratio eg_risk_ratio_of(eg_pair pair, const eg_pair *state, const eg_idea_rule *rule);
/*
 * r_i over the mean risk of the other groups, weighted with their share p_j of the State's
 * children: r_i sum p_j / sum p_j r_j, over the others that the district has. With all of them
 * there it is (1 - p_i) r_i / sum p_j r_j. composition need not add up to 1. NAN: not
 * estimable.
 */
double eg_weighted_risk_ratio(const uint64_t *x, const uint64_t *n, const double *composition,
                              size_t groups, size_t group);

typedef enum {
    EG_IDEA_NOT,
    EG_IDEA_WATCH,
    EG_IDEA_PROGRESS,
    EG_IDEA_SIGNIFICANT
} eg_idea_state;
/*
 * ratio[0..years-1], oldest first, NAN where not calculated; above: which exceed the threshold.
 * Significant when the last `needed` years (3) exceed it, unless the ratio fell by at least
 * `progress` in each of the last two years (progress < 0: not used by the State); watch: the
 * last ones do, but fewer than needed. *run: how many.
 */
eg_idea_state eg_idea_verdict(const double *ratio, const bool *above, size_t years,
                              size_t needed, double progress, size_t *run);

/* ---- the California Dashboard
 * ------------------------------------------------------------------- */

typedef enum {
    EG_DASHBOARD_RED,
    EG_DASHBOARD_ORANGE,
    EG_DASHBOARD_YELLOW,
    EG_DASHBOARD_GREEN,
    EG_DASHBOARD_BLUE
} eg_dashboard_colour;
/* Chronic absenteeism: status and change against last year, both in percent. */
eg_dashboard_colour eg_dashboard_absenteeism(double status, double change);
const char *eg_dashboard_word(eg_dashboard_colour colour);

#endif
