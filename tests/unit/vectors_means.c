/* Vectors of means, distributions and many groups. */
#include <check.h>

#include "ext/gslx.h"
#include "statistics/math_effect.h"
#include "statistics/math_information.h"
#include "statistics/math_mean.h"
#include "vectors.h"

enum { DISTINCT = 4 * VECTOR_LIST };

/* The groups of a vector as histograms over all their values. */
typedef struct {
    double value[DISTINCT];
    uint64_t count[3][DISTINCT];
    size_t size;
} histograms;

static void histogram_add(histograms *h, size_t group, double x)
{
    size_t at = 0;
    while (at < h->size && h->value[at] < x) {
        at++;
    }
    if (at == h->size || h->value[at] != x) {
        for (size_t i = h->size; i > at; i--) {
            h->value[i] = h->value[i - 1];
            for (size_t g = 0; g < 3; g++) {
                h->count[g][i] = h->count[g][i - 1];
            }
        }
        h->value[at] = x;
        for (size_t g = 0; g < 3; g++) {
            h->count[g][at] = 0;
        }
        h->size++;
    }
    h->count[group][at]++;
}

static histograms histograms_of(const vector *v, const char *const *paths, size_t groups)
{
    histograms h = {{0}, {{0}}, 0};
    for (size_t g = 0; g < groups; g++) {
        double x[VECTOR_LIST];
        size_t n = vector_list_in(v, paths[g], x);
        for (size_t i = 0; i < n; i++) {
            histogram_add(&h, g, x[i]);
        }
    }
    return h;
}

static const char *const two[] = {"x", "y"};
static const char *const three[] = {"groups.0", "groups.1", "groups.2"};

static eg_moments moments_in(const vector *v, const char *path)
{
    double x[VECTOR_LIST];
    size_t n = vector_list_in(v, path, x);
    return eg_moments_of(x, n);
}

static void welch(const vector *v)
{
    eg_moments a = moments_in(v, "x"), b = moments_in(v, "y");
    eg_estimate e = eg_mean_difference(a, b, 0.95);
    vector_expect(v, "diff", e.value);
    vector_expect(v, "t", e.value / e.se);
    vector_expect(v, "df", eg_welch_df(a, b));
    vector_expect(v, "p", e.p);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void cliff(const vector *v)
{
    histograms h = histograms_of(v, two, 2);
    eg_superiority s = eg_superiority_of(h.count[0], h.count[1], h.size);
    vector_expect(v, "U", s.u);
    vector_expect(v, "cles_prob_superiority", s.superiority);
    vector_expect(v, "cliffs_delta", s.cliffs_delta);
    vector_expect(v, "var_unbiased", s.delta_variance);
    vector_expect(v, "v_statistic_nonparametric", s.v);
    vector_expect(v, "mannwhitney_p_normal_cc", s.p);
}

static void quantile_gaps(const vector *v)
{
    histograms h = histograms_of(v, two, 2);
    double probs[VECTOR_LIST], gaps[VECTOR_LIST];
    size_t n = vector_list_in(v, "probs", probs);
    for (size_t i = 0; i < n; i++) {
        gaps[i] = eg_quantile(h.value, h.count[0], h.size, probs[i], 6) -
                  eg_quantile(h.value, h.count[1], h.size, probs[i], 6);
    }
    vector_expect_list(v, "gaps", gaps, n);
}

static void variance_ratio(const vector *v)
{
    eg_estimate e = eg_variance_ratio(moments_in(v, "x"), moments_in(v, "y"), 0.95);
    vector_expect(v, "ratio", e.value);
    vector_expect(v, "log_ratio", log(e.value));
    vector_expect(v, "F_p", e.p);
}

static void one_way(const vector *v)
{
    eg_moments groups[3];
    for (size_t g = 0; g < 3; g++) {
        groups[g] = moments_in(v, three[g]);
    }
    eg_anova a = eg_one_way(groups, 3);
    vector_expect(v, "F", a.f);
    vector_expect(v, "p", a.p);
    vector_expect(v, "eta2", a.eta_squared);
    vector_expect(v, "omega2", a.omega_squared);
    vector_expect(v, "epsilon2", a.epsilon_squared);
    vector_expect(v, "icc1_anova", a.icc);
    vector_expect(v, "n0", a.n0);
}

static void kruskal(const vector *v)
{
    histograms h = histograms_of(v, three, 3);
    uint64_t table[3 * DISTINCT];
    for (size_t g = 0; g < 3; g++) {
        for (size_t i = 0; i < h.size; i++) {
            table[g * h.size + i] = h.count[g][i];
        }
    }
    eg_kruskal k = eg_kruskal_wallis(table, 3, h.size);
    vector_expect(v, "H", k.h);
    vector_expect(v, "p", k.p);
    vector_expect(v, "epsilon2", k.epsilon_squared);
}

/* The peer's d divides both spreads by n, and its g by n-1, whatever the sizes; ours pools on
 * n1 + n2 - 2. */
static void peer_gap(const vector *v, eg_moments a, eg_moments b)
{
    double na = (double)a.n, nb = (double)b.n;
    vector_expect(v, "mean_diff", a.mean - b.mean);
    double ml = sqrt((a.ss + b.ss) / (na + nb));
    vector_expect(v, "cohens_d_ml", eg_gap_in_sd(a, b, ml).value);
    vector_expect(v, "hedges_g_uncorrected", eg_cohens_d(a, b, 0.95).value);
}

static void opensdp(const vector *v)
{
    eg_moments m[2];
    for (size_t g = 0; g < 2; g++) {
        double n[2], mean[2], sd[2];
        vector_list_in(v, "n", n);
        vector_list_in(v, "mean", mean);
        vector_list_in(v, "sd", sd);
        m[g] = (eg_moments){(uint64_t)n[g], mean[g], sd[g] * sd[g] * (n[g] - 1)};
    }
    peer_gap(v, m[0], m[1]);
    vector_expect(v, "with_state_sd_148_22", eg_gap_in_sd(m[0], m[1], 148.22).value);
}

static void quantile_regression(const vector *v)
{
    double y[VECTOR_LIST], g[VECTOR_LIST], tau[VECTOR_LIST], gap[VECTOR_LIST];
    size_t n = vector_list_in(v, "y", y), taus = vector_list_in(v, "tau", tau);
    vector_list_in(v, "g", g);
    histograms h = {{0}, {{0}}, 0};
    for (size_t i = 0; i < n; i++) {
        histogram_add(&h, g[i] > 0 ? 1 : 0, y[i]);
    }
    for (size_t i = 0; i < taus; i++) {
        /* where the loss has many minima, the peer stops at the upper end of them */
        gap[i] =
            eg_quantile_regression_gap(h.value, h.count[1], h.count[0], h.size, tau[i]).high;
    }
    vector_expect_list(v, "coef_g", gap, taus);
}

static const vector_row rows[] = {
    {"welch_t", welch},
    {"cliffs_delta_cles", cliff},
    {"quantile_gaps_type6", quantile_gaps},
    {"variance_ratio", variance_ratio},
    {"eta_omega_icc", one_way},
    {"kruskal_wallis", kruskal},
    {"opensdp_gap_test", opensdp},
    {"quantile_regression_gap", quantile_regression},
};
VECTOR_TABLE_OF(vectors_of_means, rows)
