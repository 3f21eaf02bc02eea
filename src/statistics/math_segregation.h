/*
 * statistics/math_segregation.h - how unevenly groups are spread over units.
 *
 * A table is units * groups counts of students, unit by unit; logarithms are natural.
 */
#ifndef EG_STATISTICS_MATH_SEGREGATION_H
#define EG_STATISTICS_MATH_SEGREGATION_H

#include "statistics/math_resample.h"

typedef struct {
    size_t units, groups;
    const uint64_t *count;
} eg_spread;

double
eg_segregation_m(const eg_spread *s); /* Theil's mutual information; NAN when nobody is there */
double
eg_segregation_h(const eg_spread *s); /* M over the entropy of the groups; NAN with one group */
/* How far a group's spread over the units, or a unit's mix of groups, is from everybody's. NAN:
 * empty. */
double eg_segregation_local_group(const eg_spread *s, size_t group);
double eg_segregation_local_unit(const eg_spread *s, size_t unit);

/* A group against all others: dissimilarity; chance of meeting the others, or one's own, in the
 * unit. */
double eg_dissimilarity(const eg_spread *s, size_t group);
double eg_isolation(const eg_spread *s, size_t group);
double eg_exposure(const eg_spread *s, size_t group, size_t to);
double eg_exposure_to_others(const eg_spread *s, size_t group);
/* (isolation - share) / (1 - share): eta squared, the variance ratio. */
double eg_variance_ratio_index(const eg_spread *s, size_t group);
double eg_segregation_gini(const eg_spread *s, size_t group);

/*
 * M of units within clusters (schools within districts): cluster[u] < clusters. room holds
 * clusters * groups counts. Divide by the entropy of the groups for H.
 */
typedef struct {
    double total, between, within;
    double entropy; /* of the groups */
} eg_spread_parts;
eg_spread_parts eg_segregation_parts(const eg_spread *s, const size_t *cluster, size_t clusters,
                                     uint64_t *room);

/*
 * Why M changed from one table to the next of the same units and groups: margins (sizes of
 * units, mix of groups) and structure, each the mean over both orders of change (Shapley).
 * Tables with the margins of the one and the structure of the other come from iterative
 * proportional fitting. EG_E_MEMORY only.
 */
typedef struct {
    double before, after, margins, structure;
    bool ok;
    const char *why;
} eg_spread_change;
EG_MUST_USE eg_status eg_segregation_change(const eg_spread *before, const eg_spread *after,
                                            eg_spread_change *out);

typedef enum { EG_SEGREGATION_M, EG_SEGREGATION_H, EG_SEGREGATION_D } eg_segregation_index;
/*
 * M, H, or D of a group, less the upward bias of small units as the bootstrap shows it (2 value
 * - mean of the draws), with its percentile interval shifted likewise; *raw gets the index as
 * it stands. EG_E_MEMORY.
 */
EG_MUST_USE eg_status eg_segregation_corrected(const eg_spread *s, eg_segregation_index index,
                                               size_t group, const eg_resampling *how,
                                               double *raw, eg_estimate *out);

/* The same of M, H and the D of every group (d holds s->groups), all from one set of draws. */
typedef struct {
    eg_estimate m, h, *d;
} eg_segregation_set;
EG_MUST_USE eg_status eg_segregation_correct_set(const eg_spread *s, const eg_resampling *how,
                                                 eg_segregation_set *out);

#endif
