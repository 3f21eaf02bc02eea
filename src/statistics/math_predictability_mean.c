/* Predictability of means: omega squared over the groups of a dimension. */
#include <math.h>
#include <stdlib.h>

#include "statistics/math_draw.h"
#include "statistics/math_predictability.h"

/* What every replicate of a group needs; se 0: it has no spread, and stays as it is. */
typedef struct {
    double se, variance;
    eg_chi_square spread;
} population;

typedef struct {
    size_t groups;
    eg_moments *moments; /* sorted */
    eg_moments *replicate;
    population *populations;
} mean_cells;

static int by_moments(const void *a, const void *b)
{
    const eg_moments *x = a, *y = b;
    if (x->n != y->n) {
        return x->n < y->n ? -1 : 1;
    }
    if (x->mean != y->mean) {
        return x->mean < y->mean ? -1 : 1;
    }
    return x->ss < y->ss ? -1 : x->ss > y->ss;
}

/* omega squared of the replicate; NAN where a replicate has no spread. */
static double omega_squared(const mean_cells *m)
{
    double total = 0, sum = 0, within = 0, between = 0;
    for (size_t g = 0; g < m->groups; g++) {
        double n = (double)m->replicate[g].n;
        total += n;
        sum += n * (m->replicate[g].mean - m->replicate[0].mean);
        within += m->replicate[g].ss;
    }
    double middle = m->replicate[0].mean + sum / total, df = (double)m->groups - 1;
    for (size_t g = 0; g < m->groups; g++) {
        double d = m->replicate[g].mean - middle;
        between += (double)m->replicate[g].n * d * d;
    }
    double error = within / (total - df - 1), all = between + within + error;
    return all > 0 ? (between - df * error) / all : NAN;
}

static void populate(mean_cells *m)
{
    for (size_t g = 0; g < m->groups; g++) {
        const eg_moments *from = &m->moments[g];
        double n = (double)from->n;
        m->replicate[g] = *from;
        m->populations[g] = (population){0, 0, {0, 0, 0}};
        if (from->n >= 2 && from->ss > 0) {
            double variance = from->ss / (n - 1);
            m->populations[g] =
                (population){sqrt(variance / n), variance, eg_chi_square_of(n - 1)};
        }
    }
}

/* Each group's mean and spread anew from a normal population like it. */
static double means_again(void *context, eg_random *random)
{
    mean_cells *m = context;
    for (size_t g = 0; g < m->groups; g++) {
        const population *p = &m->populations[g];
        if (p->se > 0) {
            m->replicate[g].mean = m->moments[g].mean + p->se * eg_random_normal(random);
            m->replicate[g].ss = p->variance * eg_draw_chi_square(random, &p->spread);
        }
    }
    return omega_squared(m);
}

static void clear(mean_cells *m)
{
    eg_free(m->moments);
    eg_free(m->populations);
}

eg_status eg_predictability_mean(const eg_moments *moments, size_t groups,
                                 const eg_resampling *how, eg_estimate *out)
{
    mean_cells m = {0, eg_alloc(groups, 2 * sizeof *m.moments), NULL,
                    eg_alloc(groups, sizeof *m.populations)};
    if (m.moments == NULL || m.populations == NULL) {
        clear(&m);
        return EG_E_MEMORY;
    }
    m.replicate = m.moments + groups;
    for (size_t g = 0; g < groups; g++) {
        if (moments[g].n > 0) {
            m.moments[m.groups++] = moments[g];
        }
    }
    qsort(m.moments, m.groups, sizeof *m.moments, by_moments);
    eg_anova anova = eg_one_way(m.moments, m.groups);
    if (!anova.ok) {
        *out = eg_estimate_none(anova.why);
        clear(&m);
        return EG_OK;
    }
    populate(&m);
    *out = eg_estimate_of(anova.omega_squared);
    out->p = anova.p;
    eg_resampling plan = *how;
    plan.correct = false; /* omega squared is corrected by nature */
    const eg_replay replay = {&m, means_again, NULL, false, false};
    eg_status status = eg_resample(&plan, &replay, out);
    clear(&m);
    return status;
}
