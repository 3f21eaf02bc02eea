/* Rows of inequality: one number over the groups of a dimension that may be shown. */
#include <math.h>
#include <stdio.h>

#include "statistics/engine.h"
#include "statistics/math_inequality.h"
#include "statistics/math_information.h"
#include "statistics/math_ordered.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* Levels of the groups with the room they need. */
typedef struct {
    eg_groups groups;
    eg_levels of;
    double *room; /* level, n, se, successes */
    const double *x;
    bool lower;
    double confidence;
} levels;

static void levels_clear(levels *l)
{
    eg_free(l->room);
    eg_groups_clear(&l->groups);
}

static eg_status levels_of(const eg_ask *ask, levels *l, eg_error *err)
{
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    eg_status status = eg_groups_gather(ask, &l->groups, err);
    if (status != EG_OK)
        return status;
    size_t n = l->groups.n;
    l->room = eg_alloc(n, 4 * sizeof *l->room);
    if (l->room == NULL) {
        eg_groups_clear(&l->groups);
        return eg_fail_memory(err);
    }
    double *level = l->room, *students = level + n, *se = students + n, *x = se + n;
    l->x = x;
    for (size_t g = 0; g < n; g++) {
        const eg_side *side = &l->groups.sides[g];
        students[g] = (double)side->n;
        x[g] = (double)side->x;
        if (mean) {
            level[g] = side->moments.mean;
            se[g] = eg_moments_sd(side->moments) / sqrt(students[g]);
        } else {
            level[g] = (double)side->x / students[g];
            se[g] = sqrt(level[g] * (1 - level[g]) / students[g]);
        }
    }
    l->of = (eg_levels){n, level, students, se};
    l->lower = eg_outcome_lower(ask->analysis, ask->outcome);
    l->confidence = ask->analysis->settings->confidence;
    return EG_OK;
}

/* The best group: among those with min_n students, never Unknown. SIZE_MAX: none. */
static size_t best_of(const eg_ask *ask, const levels *l)
{
    size_t best = SIZE_MAX;
    for (size_t g = 0; g < l->groups.n; g++) {
        const eg_side *side = &l->groups.sides[g];
        if (side->n < ask->analysis->settings->min_n ||
            eg_views_group_unknown(ask->analysis->views, ask->place.item, l->groups.group[g]))
            continue;
        double ahead = best == SIZE_MAX ? 1 : l->of.level[g] - l->of.level[best];
        if (l->lower && best != SIZE_MAX)
            ahead = -ahead;
        if (ahead > 0 || (!(ahead < 0) && l->of.n[g] > l->of.n[best]))
            best = g;
    }
    return best;
}

/* The group that the dimension's reference names, among those that are shown; SIZE_MAX: none.
 */
static size_t named_of(const eg_ask *ask, const levels *l)
{
    size_t group = eg_reference_group(ask->analysis, ask->place.item);
    for (size_t g = 0; g < l->groups.n; g++)
        if (l->groups.group[g] == group)
            return g;
    return SIZE_MAX;
}

typedef eg_estimate (*measure)(const eg_ask *ask, const levels *l);

static eg_status over_levels(const eg_ask *ask, eg_answer *answer, measure of, eg_error *err)
{
    levels l;
    eg_status status = levels_of(ask, &l, err);
    if (status != EG_OK)
        return status;
    eg_estimate estimate =
        l.groups.n < 2 ? eg_estimate_none("fewer than two groups") : of(ask, &l);
    estimate.p = NAN;
    eg_answer_groups(answer, &l.groups, estimate);
    levels_clear(&l);
    return EG_OK;
}

#define MEASURE(name, expression)                                                              \
    static eg_estimate name##_measure(const eg_ask *ask, const levels *l)                      \
    {                                                                                          \
        (void)ask;                                                                             \
        return expression;                                                                     \
    }                                                                                          \
    eg_status eg_row_##name(const eg_ask *ask, eg_answer *answer, eg_error *err)               \
    {                                                                                          \
        return over_levels(ask, answer, name##_measure, err);                                  \
    }

static eg_estimate par_of(const eg_ask *ask, const levels *l, bool fraction)
{
    size_t best = best_of(ask, l);
    if (best == SIZE_MAX)
        return eg_estimate_none("no group is large enough to be the best");
    return fraction ? eg_population_attributable_fraction(&l->of, best, l->lower, l->confidence)
                    : eg_population_attributable_risk(&l->of, best, l->lower, l->confidence);
}

static eg_estimate distance_to(const levels *l, size_t group, const char *why)
{
    return group == SIZE_MAX ? eg_estimate_none(why)
                             : eg_mean_distance_group(&l->of, false, group);
}

static eg_estimate positive(const levels *l, eg_estimate (*of)(const eg_levels *, double))
{
    for (size_t g = 0; g < l->of.count; g++)
        if (!(l->of.level[g] > 0))
            return eg_estimate_none("a group's level is zero or below");
    return of(&l->of, l->confidence);
}

static eg_estimate cov_of(const levels *l)
{
    return eg_levels_mean(&l->of) > 0 ? eg_coefficient_of_variation(&l->of)
                                      : eg_estimate_none("the overall level is not positive");
}

static eg_estimate idis_of(const levels *l, bool weighted)
{
    return eg_levels_mean(&l->of) > 0 ? eg_index_of_disparity(&l->of, weighted)
                                      : eg_estimate_none("the overall level is not positive");
}

MEASURE(max_min_difference, eg_max_min_difference(&l->of, l->confidence))
MEASURE(max_min_ratio, eg_max_min_ratio(&l->of, l->confidence))
MEASURE(bgv, eg_between_group_variance(&l->of, l->confidence))
MEASURE(bgsd, eg_between_group_sd(&l->of))
MEASURE(cov, cov_of(l))
MEASURE(idis, idis_of(l, false))
MEASURE(idis_weighted, idis_of(l, true))
MEASURE(mdm, eg_mean_distance_mean(&l->of, false))
MEASURE(mdb, distance_to(l, best_of(ask, l), "no group is large enough to be the best"))
MEASURE(mdr,
        distance_to(l, named_of(ask, l), "needs --reference naming a group of the dimension"))
MEASURE(theil, eg_theil_index(&l->of, l->confidence))
MEASURE(mld, positive(l, eg_mean_log_deviation))
MEASURE(par, par_of(ask, l, false))
MEASURE(paf, par_of(ask, l, true))

/* ---- tables of groups by level
 * -------------------------------------------------------------------------- */

typedef eg_estimate (*association)(const uint64_t *table, size_t groups, size_t n_levels);

/* A rate is a table of two levels. */
static eg_status over_table(const eg_ask *ask, eg_answer *answer, association of, eg_error *err)
{
    eg_groups g;
    eg_status status = eg_groups_gather(ask, &g, err);
    if (status != EG_OK)
        return status;
    bool rate = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_RATE;
    size_t n_levels = rate ? 2 : ask->analysis->settled->outcomes[ask->outcome].n_levels;
    uint64_t *pairs = rate ? eg_alloc(g.n, 2 * sizeof *pairs) : NULL;
    if (rate && pairs == NULL) {
        eg_groups_clear(&g);
        return eg_fail_memory(err);
    }
    for (size_t i = 0; rate && i < g.n; i++) {
        pairs[2 * i] = g.sides[i].n - g.sides[i].x;
        pairs[2 * i + 1] = g.sides[i].x;
    }
    eg_answer_groups(answer, &g,
                     g.n < 2 ? eg_estimate_none("fewer than two groups")
                             : of(rate ? pairs : g.table, g.n, n_levels));
    eg_free(pairs);
    eg_groups_clear(&g);
    return EG_OK;
}

static eg_estimate number_or_none(double value)
{
    return isnan(value) ? eg_estimate_none("everyone has the same outcome")
                        : eg_estimate_of(value);
}

static eg_estimate uncertainty(const uint64_t *table, size_t groups, size_t n_levels)
{
    return number_or_none(eg_uncertainty_coefficient(table, groups, n_levels));
}

static eg_estimate gk_tau(const uint64_t *table, size_t groups, size_t n_levels)
{
    return number_or_none(eg_gk_tau(table, groups, n_levels));
}

static eg_estimate cramers_v(const uint64_t *table, size_t groups, size_t n_levels)
{
    eg_contingency c = eg_table_association(table, groups, n_levels);
    return c.ok ? eg_estimate_of(c.v_corrected) : eg_estimate_none(c.why);
}

eg_status eg_row_uncertainty_coefficient(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_table(ask, answer, uncertainty, err);
}

eg_status eg_row_gk_tau(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_table(ask, answer, gk_tau, err);
}

eg_status eg_row_cramers_v(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_table(ask, answer, cramers_v, err);
}

static eg_status over_moments(const eg_ask *ask, eg_answer *answer, bool omega, eg_error *err)
{
    eg_groups g;
    eg_status status = eg_groups_gather(ask, &g, err);
    if (status != EG_OK)
        return status;
    eg_anova anova = eg_one_way(g.moments, g.n);
    eg_answer_groups(answer, &g,
                     anova.ok ? eg_estimate_of(omega ? anova.omega_squared : anova.eta_squared)
                              : eg_estimate_none(anova.why));
    eg_groups_clear(&g);
    return EG_OK;
}

eg_status eg_row_eta_squared(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_moments(ask, answer, false, err);
}

eg_status eg_row_omega_squared(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_moments(ask, answer, true, err);
}

/* ---- ordered dimensions
 * -------------------------------------------------------------------------------- */

/* The config gives the dimension an order: groups then come from the least to the most
 * advantaged. */
static bool is_ordered(const eg_ask *ask)
{
    const eg_schema *schema = ask->analysis->schema;
    const eg_item *item = &schema->items[ask->place.item - 1];
    const eg_axis *axis = &schema->axes[item->axis[0]];
    return item->n_axes == 1 && axis->spec != NULL && axis->spec->order.n > 0;
}

/* Unknown has no rank. */
static void leave_out_unknown(const eg_ask *ask, levels *l)
{
    size_t kept = 0, all = l->of.count;
    for (size_t g = 0; g < l->groups.n; g++) {
        if (eg_views_group_unknown(ask->analysis->views, ask->place.item, l->groups.group[g])) {
            l->groups.students -= l->groups.sides[g].n;
            continue;
        }
        l->groups.sides[kept] = l->groups.sides[g];
        double *level = l->room, *n = level + all, *se = n + all, *x = se + all;
        level[kept] = level[g];
        n[kept] = n[g];
        x[kept] = x[g];
        se[kept++] = se[g];
    }
    l->groups.n = l->of.count = kept;
}

typedef enum { SII, RII, ACI, RCI } ordered;

static eg_estimate ordered_of(const eg_ask *ask, const levels *l, ordered what)
{
    if (what == ACI)
        return eg_absolute_concentration(&l->of, l->confidence);
    if (what == RCI)
        return eg_relative_concentration(&l->of, l->confidence);
    eg_slope_index index;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN) {
        index = eg_slope_index_linear(&l->of, l->confidence);
    } else {
        index = eg_slope_index_of(l->x, l->of.n, l->of.count, l->confidence);
    }
    return what == SII ? index.sii : index.rii;
}

static eg_status over_ranks(const eg_ask *ask, eg_answer *answer, ordered what, eg_error *err)
{
    levels l;
    if (!is_ordered(ask)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the config gives this dimension no order");
        return EG_OK;
    }
    eg_status status = levels_of(ask, &l, err);
    if (status != EG_OK)
        return status;
    leave_out_unknown(ask, &l);
    eg_estimate estimate = l.groups.n < 3 ? eg_estimate_none("fewer than three groups")
                                          : ordered_of(ask, &l, what);
    estimate.p = NAN;
    eg_answer_groups(answer, &l.groups, estimate);
    levels_clear(&l);
    return EG_OK;
}

eg_status eg_row_sii(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_ranks(ask, answer, SII, err);
}

eg_status eg_row_rii(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_ranks(ask, answer, RII, err);
}

eg_status eg_row_aci(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_ranks(ask, answer, ACI, err);
}

eg_status eg_row_rci(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return over_ranks(ask, answer, RCI, err);
}
