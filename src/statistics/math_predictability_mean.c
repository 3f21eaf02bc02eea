/* Predictability of means: omega squared over the groups of a dimension. */
#include <math.h>
#include <stdlib.h>

#include "statistics/math_draw.h"
#include "statistics/math_predictability.h"

enum { LANES = 8 };

/* What every replicate of a group needs. */
typedef struct {
    size_t group;
    double mean, se, variance;
    eg_chi_square spread;
} population;

/* LANES replicates are drawn one after the other, and told from one another in step. */
typedef struct {
    size_t groups, drawn, gammas; /* drawn ones have a spread; the first of these are few */
    eg_moments *moments;          /* sorted */
    population *populations;      /* of the drawn ones */
    double *n, *mean, *ss;        /* of each group; mean and ss in each lane */
    double *normals;
    double students, value[LANES];
    size_t told; /* of value */
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

/* omega squared of the replicates; NAN where one has no spread. */
static void omega_squared(mean_cells *m)
{
    const double *first = m->mean;
    double sum[LANES] = {0}, within[LANES] = {0}, between[LANES] = {0}, middle[LANES];
    for (size_t g = 0; g < m->groups; g++) {
        const double *mean = m->mean + g * LANES, *ss = m->ss + g * LANES;
        for (size_t i = 0; i < LANES; i++) {
            sum[i] += m->n[g] * (mean[i] - first[i]);
            within[i] += ss[i];
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        middle[i] = first[i] + sum[i] / m->students;
    }
    for (size_t g = 0; g < m->groups; g++) {
        const double *mean = m->mean + g * LANES;
        for (size_t i = 0; i < LANES; i++) {
            double d = mean[i] - middle[i];
            between[i] += m->n[g] * d * d;
        }
    }
    double df = (double)m->groups - 1, rest = m->students - df - 1;
    for (size_t i = 0; i < LANES; i++) {
        double error = within[i] / rest, all = between[i] + within[i] + error;
        m->value[i] = all > 0 ? (between[i] - df * error) / all : NAN;
    }
}

static void populate(mean_cells *m)
{
    for (size_t g = 0; g < m->groups; g++) {
        const eg_moments *from = &m->moments[g];
        double n = (double)from->n;
        m->n[g] = n;
        m->students += n;
        for (size_t i = 0; i < LANES; i++) {
            m->mean[g * LANES + i] = from->mean;
            m->ss[g * LANES + i] = from->ss;
        }
        if (from->n >= 2 && from->ss > 0) {
            double variance = from->ss / (n - 1);
            population p = {g, from->mean, sqrt(variance / n), variance,
                            eg_chi_square_of(n - 1)};
            m->populations[m->drawn++] = p;
            m->gammas += eg_chi_square_cubed(&p.spread) ? 0 : 1;
        }
    }
}

/* Groups are sorted, so all with few students come first. */
static void draw_lane(mean_cells *m, eg_random *random, size_t lane)
{
    for (size_t i = 0; i < m->gammas; i++) {
        const population *p = &m->populations[i];
        size_t at = p->group * LANES + lane;
        m->mean[at] = p->mean + p->se * eg_random_normal(random);
        m->ss[at] = p->variance * eg_draw_chi_square(random, &p->spread);
    }
    const double *z = m->normals;
    eg_random_normals(random, m->normals, 2 * (m->drawn - m->gammas));
    for (size_t i = m->gammas; i < m->drawn; i++, z += 2) {
        const population *p = &m->populations[i];
        size_t at = p->group * LANES + lane;
        m->mean[at] = p->mean + p->se * z[0];
        m->ss[at] = p->variance * eg_chi_square_at(&p->spread, z[1]);
    }
}

/* Each group's mean and spread anew from a normal population like it. */
static double means_again(void *context, eg_random *random)
{
    mean_cells *m = context;
    if (m->told == LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            draw_lane(m, random, lane);
        }
        omega_squared(m);
        m->told = 0;
    }
    return m->value[m->told++];
}

static void clear(mean_cells *m)
{
    eg_free(m->moments);
    eg_free(m->populations);
    eg_free(m->n);
}

static bool make(mean_cells *m, size_t groups)
{
    m->moments = eg_alloc(groups, sizeof *m->moments);
    m->populations = eg_alloc(groups, sizeof *m->populations);
    m->n = eg_alloc(groups, (3 + 2 * LANES) * sizeof *m->n);
    if (m->moments == NULL || m->populations == NULL || m->n == NULL) {
        return false;
    }
    m->normals = m->n + groups;
    m->mean = m->normals + 2 * groups;
    m->ss = m->mean + LANES * groups;
    return true;
}

eg_status eg_predictability_mean(const eg_moments *moments, size_t groups,
                                 const eg_resampling *how, eg_estimate *out)
{
    mean_cells m = {.told = LANES};
    if (!make(&m, groups)) {
        clear(&m);
        return EG_E_MEMORY;
    }
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
