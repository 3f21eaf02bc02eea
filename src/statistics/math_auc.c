#include "statistics/math_auc.h"

#include <math.h>

enum { LANES = EG_AUC_LANES, PAD = 4 };

bool eg_auc_fits(double students, size_t groups)
{
    return students <= EG_AUC_STUDENTS && groups <= EG_AUC_GROUPS;
}

void eg_auc_clear(eg_auc *auc)
{
    eg_free(auc->n);
    eg_free(auc->words);
    *auc = (eg_auc){0};
}

bool eg_auc_make(eg_auc *auc, const eg_lot *lots, const uint64_t *size, size_t groups)
{
    size_t padded = groups + PAD;
    *auc = (eg_auc){.groups = groups,
                    .told = LANES,
                    .lots = lots,
                    .n = eg_alloc_zero(padded, (2 + LANES) * sizeof *auc->n),
                    .words = eg_alloc(groups, LANES * sizeof *auc->words)};
    if (auc->n == NULL || auc->words == NULL) {
        eg_auc_clear(auc);
        return false;
    }
    auc->one = auc->n + padded;
    auc->x = auc->one + padded;
    for (size_t g = 0; g < groups; g++) {
        auc->n[g] = (double)size[g];
    }
    return true;
}

static double told(double above, double successes, double students)
{
    double failures = students - successes;
    return successes > 0 && failures > 0 ? above / (successes * failures) : 0;
}

double eg_auc_of(eg_auc *auc, const uint64_t *counts)
{
    double *x = auc->one, *n = auc->n, students = 0, successes = 0, above[PAD] = {0};
    for (size_t g = 0; g < auc->groups; g++) {
        x[g] = (double)(int64_t)counts[2 * g];
        successes += x[g];
        students += n[g];
    }
    for (size_t g = 0; g < auc->groups; g++) {
        for (size_t h = g + 1; h < auc->groups;
             h += PAD) { /* beyond the last there is nobody */
            for (size_t i = 0; i < PAD; i++) {
                above[i] += fabs(x[g] * n[h + i] - x[h + i] * n[g]);
            }
        }
    }
    return told(above[0] + above[1] + above[2] + above[3], successes, students);
}

/* above += |x n2 - x2 n| of a group with each of those before it. */
static void add_pairs(const eg_auc *auc, size_t g, double *above)
{
    const double *x = auc->x + g * LANES;
    double n = auc->n[g], sum[LANES] = {0};
    for (size_t h = 0; h < g; h++) {
        const double *other = auc->x + h * LANES;
        double others = auc->n[h];
        for (size_t i = 0; i < LANES; i++) {
            sum[i] += fabs(x[i] * others - other[i] * n);
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        above[i] += sum[i];
    }
}

static void draw_lanes(eg_auc *auc, eg_random *random)
{
    double students = 0, successes[LANES] = {0}, above[LANES] = {0};
    size_t groups = auc->groups;
    eg_random_words(random, auc->words, LANES * groups);
    for (size_t g = 0; g < groups; g++) {
        const eg_lot lot = auc->lots[g];
        double *x = auc->x + g * LANES;
        for (size_t i = 0; i < LANES; i++) {
            x[i] = (double)(int64_t)eg_lot_pick(&lot, auc->words[i * groups + g]);
        }
        for (size_t i = 0; i < LANES; i++) {
            successes[i] += x[i];
        }
        students += auc->n[g];
        add_pairs(auc, g, above);
    }
    for (size_t i = 0; i < LANES; i++) {
        auc->value[i] = told(above[i], successes[i], students);
    }
    auc->told = 0;
}

double eg_auc_draw(eg_auc *auc, eg_random *random)
{
    if (auc->told == LANES) {
        draw_lanes(auc, random);
    }
    return auc->value[auc->told++];
}
