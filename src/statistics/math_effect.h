/*
 * statistics/math_effect.h - distributions of two groups against each other, from exact
 * histograms.
 *
 * A histogram is `size` distinct values in rising order and how many students have each;
 * ordered levels are one too, without values.
 */
#ifndef EG_STATISTICS_MATH_EFFECT_H
#define EG_STATISTICS_MATH_EFFECT_H

#include "statistics/math_estimate.h"

/* Quantile p of a histogram: type 7 (the program's, R's default) or 6 (SPSS). NAN when it is
 * empty. */
double eg_quantile(const double *value, const uint64_t *count, size_t size, double p, int type);

/* Quantiles of type 7 at several rising p, in one pass, of a histogram that is not empty. */
void eg_quantiles(const double *value, const uint64_t *count, size_t size, const double *p,
                  size_t many, double *out);

/*
 * Gaps a - b at tau that minimise quantile regression's loss on a group dummy: one number, or a
 * range where a group's quantile lies between two students. NAN when a group is empty.
 */
typedef struct {
    double low, high;
} eg_range;
eg_range eg_quantile_regression_gap(const double *value, const uint64_t *a, const uint64_t *b,
                                    size_t size, double tau);

typedef struct {
    double superiority;    /* P(A > B) + P(tie) / 2 */
    double cliffs_delta;   /* 2 P - 1 */
    double delta_variance; /* Cliff's unbiased estimate */
    double u;              /* Mann-Whitney's, of a */
    double p;              /* by the normal approximation, ties and continuity corrected */
    double v;              /* sqrt2 Phi^-1(P); infinite at P = 0 or 1 */
    bool ok;
    const char *why;
} eg_superiority;
eg_superiority eg_superiority_of(const uint64_t *a, const uint64_t *b, size_t size);
/* The same without its tests: superiority, cliffs_delta, u and v alone. */
eg_superiority eg_superiority_bare(const uint64_t *a, const uint64_t *b, size_t size);

/*
 * A group within everybody's histogram, by the values that it has: what it is against all
 * others costs as much as the group has values, not everybody.
 */
typedef struct {
    size_t n;                /* values of the group */
    const uint32_t *at;      /* [n] which of everybody's, rising */
    const uint64_t *count;   /* [n] students of the group */
    const uint64_t *through; /* [n] ... up to that value and with it */
    size_t size;
    const double *value;   /* [size] everybody's, rising */
    const uint64_t *below; /* [size + 1] students of everybody below each, and in all */
} eg_within;

/* As eg_superiority_bare of the group against the others. */
eg_superiority eg_within_superiority(const eg_within *within);
/* As eg_quantiles of the others, who are somebody. */
void eg_within_quantiles(const eg_within *within, const double *p, size_t many, double *out);

#endif
