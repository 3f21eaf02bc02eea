/* Vectors over many units: random effects, shrinkage, funnels, ordered probit, a file of
 * students. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/math_hetop.h"
#include "statistics/math_mean.h"
#include "statistics/math_meta.h"
#include "vectors.h"

typedef struct {
    double y[VECTOR_LIST], v[VECTOR_LIST];
    size_t units;
} study;

static study study_of(const vector *v)
{
    study s;
    s.units = vector_list_in(v, "yi", s.y);
    vector_list_in(v, "vi", s.v);
    return s;
}

static void effects_by(const vector *v, eg_meta_method method)
{
    study s = study_of(v);
    eg_meta m = eg_random_effects(s.y, s.v, s.units, method, 0.95);
    vector_expect(v, "mu", m.mu.value);
    vector_expect(v, "se", m.mu.se);
    vector_expect(v, "lower", m.mu.low);
    vector_expect(v, "upper", m.mu.high);
    vector_expect(v, "Q", m.q);
    vector_expect(v, "Q_p", m.q_p);
    vector_expect(v, "tau2", m.tau_squared);
    vector_expect(v, "I2_metafor", 100 * m.i_squared);
    vector_expect(v, "H2", m.h_squared);
    vector_expect(v, "I2_higgins_Q", 100 * m.i_squared_q);
}

static void fixed(const vector *v)
{
    effects_by(v, EG_META_FIXED);
}

static void der_simonian(const vector *v)
{
    effects_by(v, EG_META_DL);
}

static void reml(const vector *v)
{
    effects_by(v, EG_META_REML);
}

static void paule_mandel(const vector *v)
{
    effects_by(v, EG_META_PM);
}

static void hksj(const vector *v)
{
    study s = study_of(v);
    eg_meta m = eg_random_effects(s.y, s.v, s.units, EG_META_DL, 0.95);
    eg_estimate e = eg_hksj(s.y, s.v, s.units, &m, 0.95);
    vector_expect(v, "mu", e.value);
    vector_expect(v, "se", e.se);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
    /* the peer lets q fall under 1 and ends narrower than DL */
    double q = 0;
    for (size_t i = 0; i < s.units; i++) {
        double away = s.y[i] - m.mu.value;
        q += away * away / (s.v[i] + m.tau_squared) / ((double)s.units - 1);
    }
    ck_assert(q < 1);
    vector_expect(v, "peer_se_q_below_1", m.mu.se * sqrt(q));
}

static void shrinkage(const vector *v)
{
    study s = study_of(v);
    eg_meta m = eg_random_effects(s.y, s.v, s.units, EG_META_DL, 0.95);
    double lambda[VECTOR_LIST], eb[VECTOR_LIST], se[VECTOR_LIST];
    for (size_t i = 0; i < s.units; i++) {
        eg_shrunk one = eg_shrink(s.y[i], s.v[i], m.mu.value, m.mu.se, m.tau_squared);
        lambda[i] = one.reliability;
        eb[i] = one.value;
        se[i] = one.se_full;
    }
    vector_expect_list(v, "lambda", lambda, s.units);
    vector_expect_list(v, "eb", eb, s.units);
    vector_expect_list(v, "blup_se", se, s.units);
}

static void seda(const vector *v)
{
    double se = vector_in(v, "se");
    eg_shrunk one = eg_shrink(vector_in(v, "est"), se * se, vector_in(v, "fitted_mean"), NAN,
                              vector_in(v, "tau2"));
    vector_expect(v, "reliability", one.reliability);
    vector_expect(v, "eb", one.value);
    vector_expect(v, "eb_se", one.se);
}

static void beta_binomial(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST];
    double eb[VECTOR_LIST];
    size_t units = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    eg_beta_binomial b = eg_beta_binomial_of(x, n, units);
    vector_expect(v, "p", b.p);
    vector_expect(v, "rho_anova", b.rho);
    vector_expect(v, "M", b.m);
    for (size_t i = 0; i < units; i++) {
        eb[i] = eg_beta_binomial_shrink(&b, x[i], n[i]);
    }
    vector_expect_list(v, "eb", eb, units);
}

static void funnel_normal(const vector *v)
{
    double n[VECTOR_LIST], z[VECTOR_LIST], low[2][VECTOR_LIST], high[2][VECTOR_LIST];
    size_t count = vector_list_in(v, "n", n);
    vector_list_in(v, "z", z);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < count; i++) {
            eg_limits l = eg_funnel_normal(vector_in(v, "p0"), n[i], z[k], 0);
            low[k][i] = l.low;
            high[k][i] = l.high;
        }
    }
    vector_expect_list(v, "lower95", low[0], count);
    vector_expect_list(v, "upper95", high[0], count);
    vector_expect_list(v, "lower998", low[1], count);
    vector_expect_list(v, "upper998", high[1], count);
}

static void funnel_exact(const vector *v)
{
    static const char *const names[] = {"q025", "q975", "q001", "q999"};
    uint64_t n[VECTOR_LIST];
    double q[VECTOR_LIST], limit[VECTOR_LIST];
    size_t count = vector_counts_in(v, "n", n);
    ck_assert_uint_eq(vector_list_in(v, "q", q), 4);
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < count; i++) {
            limit[i] = eg_funnel_exact(vector_in(v, "p0"), n[i], q[k]);
        }
        vector_expect_list(v, names[k], limit, count);
    }
}

static void overdispersion(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST];
    double z[VECTOR_LIST], room[2 * VECTOR_LIST], all_x = 0, all_n = 0;
    size_t units = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    for (size_t i = 0; i < units; i++) {
        all_x += (double)x[i];
        all_n += (double)n[i];
    }
    for (size_t i = 0; i < units; i++) {
        z[i] = eg_funnel_z(x[i], n[i], all_x / all_n, 0);
    }
    eg_overdispersion o =
        eg_funnel_overdispersion(x, n, units, all_x / all_n, vector_in(v, "winsor"), room);
    vector_expect(v, "phi_raw", o.phi);
    vector_expect(v, "phi_winsorised", o.phi_winsorised);
    vector_expect(v, "tau2_additive", o.tau_squared);
    vector_expect_list(v, "z", z, units);
}

static void funnel_arcsine(const vector *v)
{
    double n[VECTOR_LIST], low[VECTOR_LIST], high[VECTOR_LIST];
    size_t count = vector_list_in(v, "n", n);
    for (size_t i = 0; i < count; i++) {
        eg_limits l = eg_funnel_arcsine(vector_in(v, "p0"), n[i], vector_in(v, "z"),
                                        vector_in(v, "tau2"));
        low[i] = l.low;
        high[i] = l.high;
    }
    vector_expect_list(v, "lower", low, count);
    vector_expect_list(v, "upper", high, count);
}

enum { HETOP_GROUPS = 4, HETOP_LEVELS = 4 };

static void hetop(const vector *v)
{
    uint64_t counts[HETOP_GROUPS * HETOP_LEVELS];
    double n[HETOP_GROUPS], row[VECTOR_LIST], cut[2], icc;
    for (size_t g = 0; g < HETOP_GROUPS; g++) {
        ck_assert_uint_eq(vector_numbers(eg_json_at(vector_node(v->input, "ngk"), g), row),
                          HETOP_LEVELS);
        n[g] = 0;
        for (size_t l = 0; l < HETOP_LEVELS; l++) {
            counts[g * HETOP_LEVELS + l] = (uint64_t)row[l];
            n[g] += row[l];
        }
    }
    vector_list_in(v, "fixedcuts", cut);
    eg_hetop fit;
    ck_assert_int_eq(eg_hetop_fit(counts, HETOP_GROUPS, HETOP_LEVELS, cut[0], cut[1], &fit),
                     EG_OK);
    ck_assert(fit.ok);
    vector_expect_list(v, "fc_mu", fit.mu, HETOP_GROUPS);
    vector_expect_list(v, "fc_sigma", fit.sigma, HETOP_GROUPS);
    vector_expect(v, "cut3", fit.cut[2]);
    vector_expect(v, "negll", fit.negative_log_likelihood);
    ck_assert(eg_hetop_standardise(&fit, n, false, &icc));
    vector_expect_list(v, "star_mu", fit.mu, HETOP_GROUPS);
    vector_expect_list(v, "star_sigma", fit.sigma, HETOP_GROUPS);
    vector_expect_list(v, "star_cuts", fit.cut, HETOP_LEVELS - 1);
    vector_expect(v, "icc", icc);
    ck_assert(eg_hetop_standardise(&fit, n, true, &icc));
    vector_expect_list(v, "starbc_mu", fit.mu, HETOP_GROUPS);
    vector_expect(v, "starbc_icc", icc);
    eg_hetop_clear(&fit);
}

static void gaps_by_cut(const vector *v)
{
    double low[VECTOR_LIST], high[VECTOR_LIST], share_low[VECTOR_LIST], share_high[VECTOR_LIST];
    double points[VECTOR_LIST], probits[VECTOR_LIST], n_low = 0, n_high = 0;
    size_t levels = vector_list_in(v, "lower_group", low);
    vector_list_in(v, "higher_group", high);
    for (size_t l = levels; l-- > 0;) {
        n_low += low[l];
        n_high += high[l];
        if (l > 0) {
            share_low[l - 1] = n_low;
            share_high[l - 1] = n_high;
        }
    }
    for (size_t c = 0; c + 1 < levels; c++) {
        share_low[c] /= n_low;
        share_high[c] /= n_high;
        points[c] = share_high[c] - share_low[c];
        probits[c] = eg_probit_gap(share_high[c], share_low[c]);
    }
    vector_expect_list(v, "pct_above_lower", share_low, levels - 1);
    vector_expect_list(v, "pct_above_higher", share_high, levels - 1);
    vector_expect_list(v, "ppd", points, levels - 1);
    vector_expect_list(v, "transformed_percent_above_cut", probits, levels - 1);
}

/* The n-th field of a line, past its opening quote; no field of the file holds a comma. */
static const char *field(const char *line, size_t n)
{
    for (; n > 0 && line != NULL; n--) {
        line = strchr(line, ',');
        line = line == NULL ? NULL : line + 1;
    }
    return line != NULL && *line == '"' ? line + 1 : line;
}

static void add_value(eg_moments *m, double x)
{
    double n = (double)++m->n, away = x - m->mean;
    m->mean += away / n;
    m->ss += away * (x - m->mean);
}

/* The peer divides spreads by n for d and pools for g; neither column is named for what it is.
 */
static void texas(const vector *v)
{
    static const char path[] = "../shared/data/students/synth_texas.csv";
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        printf("skipped: no %s\n", path);
        return;
    }
    char line[512];
    size_t grade = 0, score = 0, male = 0;
    eg_moments m[2] = {{0, 0, 0}, {0, 0, 0}};
    ck_assert(fgets(line, sizeof line, file) != NULL);
    for (size_t i = 0; field(line, i) != NULL; i++) {
        const char *name = field(line, i);
        grade = strncmp(name, "grade_level", 11) == 0 ? i : grade;
        score = strncmp(name, "math_ss", 7) == 0 ? i : score;
        male = strncmp(name, "male", 4) == 0 ? i : male;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        char *end;
        double x = strtod(field(line, score), &end);
        char sex = *field(line, male);
        bool number = end != field(line, score) && strncmp(field(line, score), "NA", 2) != 0;
        if (number && strtod(field(line, grade), NULL) == vector_in(v, "grade") &&
            (sex == 'F' || sex == 'M')) {
            add_value(&m[sex == 'M'], x);
        }
    }
    fclose(file);
    vector_expect(v, "mean_diff", m[0].mean - m[1].mean);
    double n = (double)(m[0].n + m[1].n);
    vector_expect(v, "cohens_d_ml",
                  eg_gap_in_sd(m[0], m[1], sqrt((m[0].ss + m[1].ss) / n)).value);
    vector_expect(v, "hedges_g_uncorrected", eg_cohens_d(m[0], m[1], 0.95).value);
}

static const vector_row rows[] = {
    {"random_effects_FE", fixed},
    {"random_effects_DL", der_simonian},
    {"random_effects_REML", reml},
    {"random_effects_PM", paule_mandel},
    {"random_effects_DL_HKSJ", hksj},
    {"eb_shrinkage_normal", shrinkage},
    {"seda_eb_shrink", seda},
    {"beta_binomial_mom_anova", beta_binomial},
    {"funnel_limits_normal", funnel_normal},
    {"funnel_limits_exact_binomial", funnel_exact},
    {"funnel_overdispersion", overdispersion},
    {"funnel_arcsine_overdispersed", funnel_arcsine},
    {"hetop_mle_4groups", hetop},
    {"ppd_and_probit_gap_by_cut", gaps_by_cut},
    {"opensdp_gap_test_grade4", texas},
};
VECTOR_TABLE_OF(vectors_of_units, rows)
