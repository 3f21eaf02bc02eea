/* Vectors of inequality over the groups of a dimension. */
#include <check.h>
#include <math.h>

#include "statistics/math_linear.h"
#include "statistics/math_ordered.h"
#include "statistics/math_regression.h"
#include "vectors.h"

typedef struct {
    double level[VECTOR_LIST], n[VECTOR_LIST], se[VECTOR_LIST];
    eg_levels g;
} levels_of_vector;

static void read_levels(const vector *v, const char *level, const char *n, levels_of_vector *l)
{
    size_t count = vector_list_in(v, level, l->level);
    for (size_t i = 0; i < count; i++) {
        l->n[i] = 1;
    }
    if (n != NULL) {
        vector_list_in(v, n, l->n);
    }
    bool errors = eg_json_get(v->input, "se") != NULL;
    if (errors) {
        vector_list_in(v, "se", l->se);
    }
    l->g = (eg_levels){count, l->level, l->n, errors ? l->se : NULL};
}

static void who(const vector *v, levels_of_vector *l)
{
    read_levels(v, "est", "pop", l);
}

static void concentration(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    eg_estimate e = eg_absolute_concentration(&l.g, 0.95);
    vector_expect(v, "estimate", e.value);
    vector_expect(v, "se", e.se);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

/* Whole successes, as WHO rounds them. */
static eg_slope_index index_of(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    double x[VECTOR_LIST];
    for (size_t i = 0; i < l.g.count; i++) {
        x[i] = round(l.level[i] / 100 * l.n[i]);
    }
    return eg_slope_index_of(x, l.n, l.g.count, 0.95);
}

static void slope_index(const vector *v)
{
    eg_slope_index s = index_of(v);
    vector_expect(v, "sii", 100 * s.sii.value);
    vector_expect(v, "rii", s.rii.value);
    vector_expect(v, "se_hc1", s.sii.se);
    vector_expect(v, "se_log_rii_hc1", s.rii.se);
    vector_expect(v, "b0", s.intercept);
    vector_expect(v, "b1", s.slope);
}

/* The general logit on rank with every group's population entering twice, which is the peer's
 * mistake. */
static void fit_twice(const levels_of_vector *l, eg_fit *fit)
{
    size_t k = l->g.count;
    double rank[VECTOR_LIST], x[2 * VECTOR_LIST], n[VECTOR_LIST], mean[VECTOR_LIST];
    uint32_t group[VECTOR_LIST];
    eg_midpoint_ranks(l->n, k, rank);
    for (size_t i = 0; i < k; i++) {
        x[2 * i] = 1;
        x[2 * i + 1] = rank[i];
        n[i] = l->n[i] * l->n[i];
        mean[i] = round(l->level[i] / 100 * l->n[i]) / l->n[i];
        group[i] = (uint32_t)i;
    }
    const eg_cells cells = {.cells = k,
                            .columns = 2,
                            .x = x,
                            .n = n,
                            .mean = mean,
                            .cluster = group,
                            .clusters = k};
    ck_assert_int_eq(eg_fit_logit(&cells, EG_COVARIANCE_CR1, fit), EG_OK);
    /* from clusters' small-sample factor to HC1 over groups */
    double groups = (double)k;
    double factor = groups / (groups - 2) /
                    (groups / (groups - 1) * (fit->students - 1) / (fit->students - 2));
    for (size_t i = 0; i < 4; i++) {
        fit->covariance[i] *= factor;
    }
}

static void slope_index_of_peer(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    eg_fit fit;
    fit_twice(&l, &fit);
    double b0 = fit.beta[0], b1 = fit.beta[1];
    double p0 = 1 / (1 + exp(-b0)), p1 = 1 / (1 + exp(-b0 - b1));
    double d0 = p0 * (1 - p0), d1 = p1 * (1 - p1);
    const double points[2] = {d1 - d0, d1}, logs[2] = {p0 - p1, 1 - p1};
    vector_expect(v, "sii", 100 * (p1 - p0));
    vector_expect(v, "rii", p1 / p0);
    vector_expect(v, "b0", b0);
    vector_expect(v, "b1", b1);
    vector_expect(v, "se_unscaled", sqrt(eg_quadratic(points, fit.covariance, points, 2)));
    vector_expect(v, "se_log_rii", sqrt(eg_quadratic(logs, fit.covariance, logs, 2)));
    eg_fit_clear(&fit);
    /* ours is the other figure */
    ck_assert(fabs(100 * index_of(v).sii.value - 44.9052640436) < 1e-8);
}

static void linear_index(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    eg_slope_index s = eg_slope_index_linear(&l.g, 0.95);
    vector_expect(v, "sii", s.sii.value);
    vector_expect(v, "intercept", s.intercept);
    vector_expect(v, "rii_ratio", s.rii.value);
}

static void extended(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    double rank[VECTOR_LIST];
    eg_midpoint_ranks(l.n, l.g.count, rank);
    vector_expect_list(v, "rank", rank, l.g.count);
    double mean = eg_levels_mean(&l.g);
    vector_expect(v, "eACI_nu2", mean * eg_extended_concentration(&l.g, 2));
    vector_expect(v, "eRCI_nu2", eg_extended_concentration(&l.g, 2));
    vector_expect(v, "eRCI_nu3", eg_extended_concentration(&l.g, 3));
    vector_expect(v, "eRCI_nu4", eg_extended_concentration(&l.g, 4));
    vector_expect(v, "cov_form_2cov", eg_relative_concentration(&l.g, 0.95).value);
}

static void between_variance(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    eg_estimate e = eg_between_group_variance(&l.g, 0.95);
    vector_expect(v, "estimate", e.value);
    vector_expect(v, "se", e.se);
}

static void variation(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_coefficient_of_variation(&l.g).value);
    double sd = eg_between_group_sd(&l.g).value;
    vector_expect(v, "estimate", 100 * sd / eg_levels_mean(&l.g));
}

static void disparity(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_index_of_disparity(&l.g, false).value);
}

static void best_unweighted(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_mean_distance_best(&l.g, false, false).value);
}

static void best_weighted(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_mean_distance_best(&l.g, true, false).value);
}

static void mean_unweighted(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_mean_distance_mean(&l.g, false).value);
}

static void mean_weighted(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    vector_expect(v, "estimate", eg_mean_distance_mean(&l.g, true).value);
}

static void group_unweighted(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    size_t group = (size_t)vector_in(v, "ref_index_1based") - 1;
    vector_expect(v, "estimate", eg_mean_distance_group(&l.g, false, group).value);
}

static void theil(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    eg_estimate e = eg_theil_index(&l.g, 0.95);
    vector_expect(v, "estimate", e.value);
    vector_expect(v, "se_correct_scale", e.se);
    vector_expect(v, "se_as_peer_reports", e.se / 1000);
}

static void attributable(const vector *v)
{
    levels_of_vector l;
    who(v, &l);
    for (size_t i = 0; i < l.g.count; i++) {
        l.level[i] /= vector_in(v, "scale");
    }
    size_t best = eg_best_level(&l.g, false);
    eg_estimate fraction = eg_population_attributable_fraction(&l.g, best, false, 0.95);
    eg_estimate risk = eg_population_attributable_risk(&l.g, best, false, 0.95);
    vector_expect(v, "paf_percent", fraction.value);
    vector_expect(v, "se_percent", fraction.se);
    vector_expect(v, "se_as_peer_fraction", fraction.se / 100);
    vector_expect(v, "par", 100 * risk.value);
    vector_expect(v, "par_se", 100 * risk.se);
    vector_expect(v, "par_lower", 100 * risk.low);
    vector_expect(v, "par_upper", 100 * risk.high);
}

static void extremes(const vector *v)
{
    levels_of_vector l;
    read_levels(v, "est", NULL, &l);
    eg_estimate d = eg_max_min_difference(&l.g, 0.95), r = eg_max_min_ratio(&l.g, 0.95);
    vector_expect(v, "d", d.value);
    vector_expect(v, "d_se", d.se);
    vector_expect(v, "d_lower", d.low);
    vector_expect(v, "d_upper", d.high);
    vector_expect(v, "r", r.value);
    vector_expect(v, "log_se", r.se);
    vector_expect(v, "r_lower", r.low);
    vector_expect(v, "r_upper", r.high);
}

static void published_disparity(const vector *v)
{
    levels_of_vector l;
    size_t order[VECTOR_LIST];
    read_levels(v, "rate_per_100k", "pop", &l);
    vector_expect(v, "overall", eg_levels_mean(&l.g));
    vector_expect(v, "idisp_mean_ref_divJ", eg_index_of_disparity(&l.g, false).value);
    vector_expect(v, "idisp_weighted", eg_index_of_disparity(&l.g, true).value);
    vector_expect(v, "idisp_best_ref_divJminus1", eg_index_of_disparity_best(&l.g, true).value);
    vector_expect(v, "gini", eg_gini(&l.g, order).value);
}

static void weighted_gini(const vector *v)
{
    levels_of_vector l;
    size_t order[VECTOR_LIST];
    read_levels(v, "y", "w", &l);
    vector_expect(v, "gini", eg_gini(&l.g, order).value);
    vector_expect(v, "mean", eg_levels_mean(&l.g));
    vector_expect(v, "theil", eg_theil_index(&l.g, 0.95).value / 1000);
    vector_expect(v, "mld", eg_mean_log_deviation(&l.g, 0.95).value / 1000);
    vector_expect(v, "cv", eg_coefficient_of_variation(&l.g).value / 100);
    vector_expect(v, "atkinson_05", eg_atkinson(&l.g, 0.5).value);
    vector_expect(v, "atkinson_1", eg_atkinson(&l.g, 1).value);
}

static void entropy(const vector *v)
{
    levels_of_vector l;
    read_levels(v, "benefit", NULL, &l);
    vector_expect(v, "ge2", eg_generalized_entropy_2(&l.g).value);
    vector_expect(v, "theil", eg_theil_index(&l.g, 0.95).value / 1000);
    vector_expect(v, "mld", eg_mean_log_deviation(&l.g, 0.95).value / 1000);
}

static const vector_row rows[] = {
    {"heat_aci", concentration},
    {"heat_sii_logit_peer_bug", slope_index_of_peer},
    {"sii_logit_correct_binomial", slope_index},
    {"sii_linear_wls", linear_index},
    {"hdcalc_extended_concentration", extended},
    {"heat_bgv", between_variance},
    {"heat_cov", variation},
    {"heat_idisu", disparity},
    {"heat_mdbu", best_unweighted},
    {"heat_mdbw", best_weighted},
    {"heat_mdmu", mean_unweighted},
    {"heat_mdmw", mean_weighted},
    {"heat_mdru", group_unweighted},
    {"heat_ti", theil},
    {"heat_paf_nonordered", attributable},
    {"heat_d_r_ordered", extremes},
    {"index_of_disparity_published", published_disparity},
    {"gini_weighted", weighted_gini},
    {"generalized_entropy", entropy},
};
VECTOR_TABLE_OF(vectors_of_inequality, rows)
