/*
 * statistics/math_information.h - how much a table of groups by outcome holds together.
 *
 * A table is groups * levels counts, group by group. Empty groups and levels do not matter.
 */
#ifndef EG_STATISTICS_MATH_INFORMATION_H
#define EG_STATISTICS_MATH_INFORMATION_H

#include "statistics/math_estimate.h"

/* 2 AUC - 1 of guessing success from the group's rate alone; NAN when nobody or everybody
 * succeeds. order holds `groups` indices of the caller's, any permutation of 0..groups-1; it
 * comes back sorted by rate. */
double eg_group_only_gini(const uint64_t *x, const uint64_t *n, size_t groups, size_t *order);

/* Mutual information over the outcome's entropy; NAN when the outcome has one level. */
double eg_uncertainty_coefficient(const uint64_t *table, size_t groups, size_t levels);
/* Goodman and Kruskal's tau, predicting the outcome. */
double eg_gk_tau(const uint64_t *table, size_t groups, size_t levels);

typedef struct {
    double chi_square, df, p;
    double v;           /* Cramer's V as the textbooks have it */
    double v_corrected; /* Bergsma's, less what chance gives */
    bool ok;
    const char *why;
} eg_contingency;
eg_contingency eg_table_association(const uint64_t *table, size_t groups, size_t levels);

typedef struct {
    double h, df, p;
    double epsilon_squared; /* h / (n - 1) */
    bool ok;
    const char *why;
} eg_kruskal;
/* Kruskal-Wallis on ordered levels (each distinct value is a level), corrected for ties. */
eg_kruskal eg_kruskal_wallis(const uint64_t *table, size_t groups, size_t levels);

#endif
