#include "statistics/math_predictability.h"

#include <stdlib.h>
#include <string.h>

#include "statistics/math_information.h"

static const char one_group[] = "fewer than two groups";
static const char one_outcome[] = "everyone has the same outcome";

/*
 * A table of groups by levels (a rate has two: success, failure) with room for a replicate.
 * Rows are sorted by their counts, so that the draws do not depend on the order the groups came
 * in.
 */
typedef struct {
    size_t groups, levels;
    uint64_t *cells; /* sorted rows */
    uint64_t *size;  /* of each row */
    uint64_t *replicate;
    uint64_t *margin; /* of each level */
    uint64_t *left;   /* of each level, while drawing */
    double *share;    /* of each cell in its row */
    uint64_t *rate_x; /* replicate's successes, for rates */
    size_t *order;    /* for rates */
    double (*statistic)(void *table);
} table;

static void table_clear(table *t)
{
    eg_free(t->cells);
    eg_free(t->share);
    eg_free(t->order);
}

static bool table_room(table *t, size_t groups, size_t levels)
{
    t->groups = groups;
    t->levels = levels;
    size_t cells = groups * levels;
    t->cells = eg_alloc_zero(2 * cells + 2 * groups + 2 * levels, sizeof(uint64_t));
    t->share = eg_alloc(cells, sizeof *t->share);
    t->order = eg_alloc(groups, sizeof *t->order);
    if (t->cells == NULL || t->share == NULL || t->order == NULL) {
        table_clear(t);
        return false;
    }
    t->replicate = t->cells + cells;
    t->size = t->replicate + cells;
    t->rate_x = t->size + groups;
    t->margin = t->rate_x + groups;
    t->left = t->margin + levels;
    for (size_t g = 0; g < groups; g++) {
        t->order[g] = g;
    }
    return true;
}

static bool row_before(const uint64_t *a, const uint64_t *b, size_t levels)
{
    for (size_t l = 0; l < levels; l++) {
        if (a[l] != b[l]) {
            return a[l] < b[l];
        }
    }
    return false;
}

static void sort_rows(uint64_t *cells, size_t groups, size_t levels, uint64_t *room)
{
    size_t bytes = levels * sizeof *cells, gap = 1;
    while (gap < groups / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < groups; i++) {
            size_t j = i;
            memcpy(room, cells + i * levels, bytes);
            while (j >= gap && row_before(room, cells + (j - gap) * levels, levels)) {
                memcpy(cells + j * levels, cells + (j - gap) * levels, bytes);
                j -= gap;
            }
            memcpy(cells + j * levels, room, bytes);
        }
    }
}

/* Keeps the rows that hold anybody, sorted, and fills sizes, margins and shares. */
static void table_settle(table *t)
{
    size_t kept = 0, levels = t->levels;
    for (size_t g = 0; g < t->groups; g++) {
        uint64_t size = 0;
        for (size_t l = 0; l < levels; l++) {
            size += t->cells[g * levels + l];
        }
        if (size > 0) {
            memmove(t->cells + kept * levels, t->cells + g * levels, levels * sizeof *t->cells);
            kept++;
        }
    }
    t->groups = kept;
    sort_rows(t->cells, kept, levels, t->replicate);
    for (size_t g = 0; g < kept; g++) {
        for (size_t l = 0; l < levels; l++) {
            t->size[g] += t->cells[g * levels + l];
            t->margin[l] += t->cells[g * levels + l];
        }
        for (size_t l = 0; l < levels; l++) {
            t->share[g * levels + l] = (double)t->cells[g * levels + l] / (double)t->size[g];
        }
    }
}

static double rate_statistic(void *context)
{
    table *t = context;
    for (size_t g = 0; g < t->groups; g++) {
        t->rate_x[g] = t->replicate[2 * g];
    }
    double gini = eg_group_only_gini(t->rate_x, t->size, t->groups, t->order);
    return isnan(gini) ? 0 : gini;
}

static double level_statistic(void *context)
{
    table *t = context;
    double u = eg_uncertainty_coefficient(t->replicate, t->groups, t->levels);
    return isnan(u) ? 0 : u;
}

/* Each group anew from its own shares. */
static double table_again(void *context, eg_random *random)
{
    table *t = context;
    for (size_t g = 0; g < t->groups; g++) {
        eg_random_multinomial(random, t->size[g], t->levels, t->share + g * t->levels,
                              t->replicate + g * t->levels);
    }
    return t->statistic(t);
}

/* Students dealt to the groups at random, both margins kept. */
static double table_chance(void *context, eg_random *random)
{
    table *t = context;
    memcpy(t->left, t->margin, t->levels * sizeof *t->left);
    for (size_t g = 0; g < t->groups; g++) {
        uint64_t others = 0, places = t->size[g];
        for (size_t l = 0; l < t->levels; l++) {
            others += t->left[l];
        }
        for (size_t l = 0; l < t->levels; l++) {
            others -= t->left[l];
            uint64_t dealt = eg_random_hypergeometric(random, t->left[l], others, places);
            t->replicate[g * t->levels + l] = dealt;
            t->left[l] -= dealt;
            places -= dealt;
        }
    }
    return t->statistic(t);
}

static eg_status table_run(table *t, const eg_resampling *how, eg_estimate *out)
{
    size_t used = 0;
    table_settle(t);
    for (size_t l = 0; l < t->levels; l++) {
        used += t->margin[l] > 0 ? 1 : 0;
    }
    if (t->groups < 2 || used < 2) {
        *out = eg_estimate_none(t->groups < 2 ? one_group : one_outcome);
        return EG_OK;
    }
    memcpy(t->replicate, t->cells, t->groups * t->levels * sizeof *t->cells);
    *out = eg_estimate_of(t->statistic(t));
    const eg_replay replay = {t, table_again, table_chance};
    return eg_resample(how, &replay, out);
}

eg_status eg_predictability_rate(const uint64_t *x, const uint64_t *n, size_t groups,
                                 const eg_resampling *how, eg_estimate *out)
{
    table t;
    *out = eg_estimate_none(one_group);
    if (groups < 2) {
        return EG_OK;
    }
    if (!table_room(&t, groups, 2)) {
        return EG_E_MEMORY;
    }
    t.statistic = rate_statistic;
    for (size_t g = 0; g < groups; g++) {
        t.cells[2 * g] = x[g];
        t.cells[2 * g + 1] = n[g] - x[g];
    }
    eg_status status = table_run(&t, how, out);
    table_clear(&t);
    return status;
}

eg_status eg_predictability_levels(const uint64_t *cells, size_t groups, size_t levels,
                                   const eg_resampling *how, eg_estimate *out)
{
    table t;
    *out = eg_estimate_none(groups < 2 ? one_group : one_outcome);
    if (groups < 2 || levels < 2) {
        return EG_OK;
    }
    if (!table_room(&t, groups, levels)) {
        return EG_E_MEMORY;
    }
    t.statistic = level_statistic;
    memcpy(t.cells, cells, groups * levels * sizeof *cells);
    eg_status status = table_run(&t, how, out);
    table_clear(&t);
    return status;
}

/* ---- means
 * ------------------------------------------------------------------------------------ */

typedef struct {
    size_t groups;
    eg_moments *moments; /* sorted */
    eg_moments *replicate;
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

/* Each group's mean and spread anew from a normal population like it. */
static double means_again(void *context, eg_random *random)
{
    mean_cells *m = context;
    for (size_t g = 0; g < m->groups; g++) {
        eg_moments from = m->moments[g];
        if (from.n >= 2 && from.ss > 0) {
            double n = (double)from.n, variance = from.ss / (n - 1);
            from.mean += sqrt(variance / n) * eg_random_normal(random);
            from.ss = variance * eg_random_chi_square(random, n - 1);
        }
        m->replicate[g] = from;
    }
    return eg_one_way(m->replicate, m->groups).omega_squared;
}

eg_status eg_predictability_mean(const eg_moments *moments, size_t groups,
                                 const eg_resampling *how, eg_estimate *out)
{
    mean_cells m = {0, eg_alloc(groups, 2 * sizeof *m.moments), NULL};
    if (m.moments == NULL) {
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
        eg_free(m.moments);
        return EG_OK;
    }
    *out = eg_estimate_of(anova.omega_squared);
    out->p = anova.p;
    eg_resampling plan = *how;
    plan.correct = false; /* omega squared is corrected by nature */
    const eg_replay replay = {&m, means_again, NULL};
    eg_status status = eg_resample(&plan, &replay, out);
    eg_free(m.moments);
    return status;
}
