/*
 * statistics/math_auc.h - 2 AUC - 1 of guessing success from the rate of a student's group:
 * over all pairs of groups |s1 n2 - s2 n1|, which are whole numbers, over successes times
 * failures.
 */
#ifndef EG_STATISTICS_MATH_AUC_H
#define EG_STATISTICS_MATH_AUC_H

#include "statistics/math_draw.h"

/* So many replicates at once; students and groups beyond which sorting by rate is to be done.
 */
enum { EG_AUC_LANES = 8, EG_AUC_STUDENTS = 1 << 20, EG_AUC_GROUPS = 64 };

/* Rates of the same groups time and again. Zeroed it is of none. Owned: eg_auc_clear. */
typedef struct {
    size_t groups, told; /* of value: the next to be told */
    const eg_lot *lots;  /* borrowed */
    double *n, *x;       /* of each group; x in each lane */
    double *one;         /* x of one replicate */
    double value[EG_AUC_LANES];
    uint32_t *words;
} eg_auc;

/* Whether so many pairs are worth it, and exact. */
bool eg_auc_fits(double students, size_t groups);
void eg_auc_clear(eg_auc *auc);
/* size: of each group. The lots are needed for eg_auc_draw alone, and as long. false: no
 * memory.
 */
EG_MUST_USE bool eg_auc_make(eg_auc *auc, const eg_lot *lots, const uint64_t *size,
                             size_t groups);
/* Of successes and failures, group by group; 0 where there are none of one kind. */
double eg_auc_of(eg_auc *auc, const uint64_t *counts);
/* Of the next replicate, which takes a word a group; some are drawn ahead. Every group has a
 * lot with a table. */
double eg_auc_draw(eg_auc *auc, eg_random *random);

#endif
