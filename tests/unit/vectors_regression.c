/* Vectors of regression and decomposition. */
#include <check.h>
#include <stdio.h>

#include "statistics/math_decomposition.h"
#include "statistics/math_information.h"
#include "statistics/math_ratio.h"
#include "vectors.h"

enum { COLUMNS = 4 };

/* A vector's rows as cells of one student: constant, frl, prior and, last, g, as far as it has
 * them. */
typedef struct {
    double x[COLUMNS * VECTOR_LIST];
    double y[VECTOR_LIST], ones[VECTOR_LIST], g[VECTOR_LIST];
    bool in_a[VECTOR_LIST];
    uint32_t school[VECTOR_LIST];
    eg_cells cells;
} rows_of_vector;

static void design(const vector *v, const char *y_path, const char *const *columns, size_t k,
                   rows_of_vector *r)
{
    size_t n = vector_list_in(v, y_path, r->y);
    double column[VECTOR_LIST];
    vector_list_in(v, "g", r->g);
    for (size_t i = 0; i < n; i++) {
        r->x[i * (k + 1)] = 1;
        r->ones[i] = 1;
        r->in_a[i] = r->g[i] == 0;
    }
    for (size_t c = 0; c < k; c++) {
        vector_list_in(v, columns[c], column);
        for (size_t i = 0; i < n; i++) {
            r->x[i * (k + 1) + c + 1] = column[i];
        }
    }
    r->cells = (eg_cells){.cells = n, .columns = k + 1, .x = r->x, .n = r->ones, .mean = r->y};
}

static double se_by(const rows_of_vector *r, eg_covariance type, size_t column)
{
    eg_fit fit;
    ck_assert_int_eq(eg_fit_means(&r->cells, type, &fit), EG_OK);
    double se = eg_fit_coefficient(&fit, column, 0.95).se;
    eg_fit_clear(&fit);
    return se;
}

static void school_dummies(const vector *v)
{
    static const char *const columns[] = {"g"};
    rows_of_vector r;
    double school[VECTOR_LIST];
    design(v, "y", columns, 1, &r);
    vector_list_in(v, "school", school);
    for (size_t i = 0; i < r.cells.cells; i++) {
        double g = r.g[i];
        /* one dummy too many: it has to be left out */
        r.x[i * 4] = g;
        for (size_t s = 1; s <= 3; s++) {
            r.x[i * 4 + s] = school[i] == (double)s ? 1 : 0;
        }
    }
    r.cells.columns = 4;
    eg_fit fit;
    ck_assert_int_eq(eg_fit_means(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    vector_expect(v, "school_fe_gap", fit.beta[0]);
    eg_fit_clear(&fit);
}

static void adjusted_gap(const vector *v)
{
    static const char *const columns[] = {"frl", "prior", "g"};
    rows_of_vector r;
    double school[VECTOR_LIST];
    design(v, "y", columns, 3, &r);
    vector_list_in(v, "school", school);
    for (size_t i = 0; i < r.cells.cells; i++) {
        r.school[i] = (uint32_t)school[i];
    }
    r.cells.cluster = r.school;
    r.cells.clusters = 4; /* number 0 is nobody's */
    eg_fit fit;
    ck_assert_int_eq(eg_fit_means(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    vector_expect(v, "adj_gap", fit.beta[3]);
    vector_expect(v, "df", fit.df);
    eg_fit_clear(&fit);
    vector_expect(v, "se_classic", se_by(&r, EG_COVARIANCE_CLASSIC, 3));
    vector_expect(v, "se_HC0", se_by(&r, EG_COVARIANCE_HC0, 3));
    vector_expect(v, "se_HC1", se_by(&r, EG_COVARIANCE_HC1, 3));
    vector_expect(v, "se_HC2", se_by(&r, EG_COVARIANCE_HC2, 3));
    vector_expect(v, "se_HC3", se_by(&r, EG_COVARIANCE_HC3, 3));
    vector_expect(v, "se_cluster_CR1", se_by(&r, EG_COVARIANCE_CR1, 3));
    static const char *const alone[] = {"g"};
    design(v, "y", alone, 1, &r);
    ck_assert_int_eq(eg_fit_means(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    vector_expect(v, "raw_gap", fit.beta[1]);
    eg_fit_clear(&fit);
    school_dummies(v);
}

/* Cells of a rate: n and share, with the columns constant, g and frl. */
static void rate_cells(const vector *v, rows_of_vector *r)
{
    static const char *const columns[] = {"g", "frl"};
    design(v, "x", columns, 2, r);
    vector_list_in(v, "n", r->ones);
    for (size_t i = 0; i < r->cells.cells; i++) {
        r->y[i] /= r->ones[i];
    }
}

static double deviance_without_g(const vector *v)
{
    static const char *const columns[] = {"frl"};
    rows_of_vector r;
    eg_fit fit;
    design(v, "x", columns, 1, &r);
    vector_list_in(v, "n", r.ones);
    for (size_t i = 0; i < r.cells.cells; i++) {
        r.y[i] /= r.ones[i];
    }
    ck_assert_int_eq(eg_fit_logit(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    double deviance = eg_students_deviance(&r.cells, fit.beta);
    eg_fit_clear(&fit);
    return deviance;
}

static void auc_of_cells(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST];
    size_t order[] = {0, 1, 2, 3}, k = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    vector_expect(v, "auc_two_demographics", 0.5 + 0.5 * eg_group_only_gini(x, n, k, order));
}

static void adjusted_logit(const vector *v)
{
    rows_of_vector r;
    eg_fit fit;
    eg_estimate effect;
    rate_cells(v, &r);
    ck_assert_int_eq(eg_fit_logit(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    ck_assert_int_eq(eg_average_effect(&r.cells, &fit, 1, 0.95, &effect), EG_OK);
    vector_expect(v, "intercept", fit.beta[0]);
    vector_expect(v, "beta_g", fit.beta[1]);
    vector_expect(v, "se_g", eg_fit_coefficient(&fit, 1, 0.95).se);
    vector_expect(v, "beta_frl", fit.beta[2]);
    vector_expect(v, "se_frl", eg_fit_coefficient(&fit, 2, 0.95).se);
    vector_expect(v, "odds_ratio_adj", exp(fit.beta[1]));
    vector_expect(v, "ame_g", effect.value);
    vector_expect(v, "ame_se_delta", effect.se);
    double deviance = eg_students_deviance(&r.cells, fit.beta);
    double null_deviance = eg_students_deviance(&r.cells, NULL);
    vector_expect(v, "null_deviance", null_deviance);
    vector_expect(v, "deviance", deviance);
    vector_expect(v, "mcfadden_r2", 1 - deviance / null_deviance);
    vector_expect(v, "lr_chisq_g", deviance_without_g(v) - deviance);
    eg_fit_clear(&fit);
    eg_pair pair = {27 + 24, 45 + 65, 40 + 21, 50 + 40};
    vector_expect(v, "odds_ratio_raw", eg_odds_ratio(pair, 0.95).value);
    auc_of_cells(v);
}

static void logit_trend(const vector *v)
{
    double t[VECTOR_LIST];
    rows_of_vector r;
    size_t n = vector_list_in(v, "t", t);
    vector_list_in(v, "x", r.y);
    vector_list_in(v, "n", r.ones);
    for (size_t i = 0; i < n; i++) {
        r.x[2 * i] = 1;
        r.x[2 * i + 1] = t[i] - t[0];
        r.y[i] /= r.ones[i];
    }
    r.cells = (eg_cells){.cells = n, .columns = 2, .x = r.x, .n = r.ones, .mean = r.y};
    eg_fit fit;
    ck_assert_int_eq(eg_fit_logit(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    eg_estimate e = eg_fit_coefficient(&fit, 1, 0.95);
    vector_expect(v, "slope", e.value);
    vector_expect(v, "se", e.se);
    vector_expect(v, "p", e.p);
    vector_expect(v, "deviance", eg_cells_deviance(&r.cells, fit.beta));
    eg_fit_clear(&fit);
}

static void separation(const vector *v)
{
    static const char *const columns[] = {"g", "frl"};
    rows_of_vector r;
    eg_fit fit;
    design(v, "pass", columns, 2, &r);
    ck_assert_int_eq(eg_fit_logit(&r.cells, EG_COVARIANCE_CLASSIC, &fit), EG_OK);
    vector_expect(v, "converged", fit.ok ? 1 : 0);
    ck_assert(fit.separated);
    eg_fit_clear(&fit);
}

static void oaxaca_by(const vector *v, const rows_of_vector *r, eg_oaxaca_reference reference,
                      const char *name)
{
    char path[64];
    eg_oaxaca o;
    double detail[COLUMNS];
    ck_assert_int_eq(eg_oaxaca_of(&r->cells, r->in_a, reference, detail, &o), EG_OK);
    ck_assert(o.ok);
    vector_expect(v, "gap", o.gap);
    snprintf(path, sizeof path, "%s.explained", name);
    vector_expect(v, path, o.explained);
    snprintf(path, sizeof path, "%s.unexplained", name);
    vector_expect(v, path, o.unexplained);
    vector_expect(v, "threefold.endowments", o.endowments);
    vector_expect(v, "threefold.coefficients", o.coefficients);
    vector_expect(v, "threefold.interaction", o.interaction);
    if (reference == EG_OAXACA_OF_A) {
        vector_expect(v, "detailed_refA.1", detail[0]);
        vector_expect(v, "detailed_refA.frl", detail[1]);
        vector_expect(v, "detailed_refA.prior", detail[2]);
    }
}

static void oaxaca(const vector *v)
{
    static const char *const columns[] = {"frl", "prior"};
    rows_of_vector r;
    design(v, "y", columns, 2, &r);
    oaxaca_by(v, &r, EG_OAXACA_OF_A, "twofold_ref_A");
    oaxaca_by(v, &r, EG_OAXACA_OF_B, "twofold_ref_B");
    oaxaca_by(v, &r, EG_OAXACA_POOLED_BARE, "twofold_neumark_pooled_no_g");
    oaxaca_by(v, &r, EG_OAXACA_POOLED, "twofold_jann_pooled_with_g");
    /* the same in one fit, the group's dummy last */
    static const char *const with_group[] = {"frl", "prior", "g"};
    eg_oaxaca o;
    design(v, "y", with_group, 3, &r);
    for (size_t i = 0; i < r.cells.cells; i++)
        r.x[i * COLUMNS + COLUMNS - 1] = r.in_a[i] ? 1 : 0;
    ck_assert_int_eq(eg_oaxaca_pooled(&r.cells, &o), EG_OK);
    ck_assert(o.ok);
    vector_expect(v, "gap", o.gap);
    vector_expect(v, "twofold_jann_pooled_with_g.explained", o.explained);
    vector_expect(v, "twofold_jann_pooled_with_g.unexplained", o.unexplained);
}

static const vector_row rows[] = {
    {"regression_adjusted_gap_ols", adjusted_gap},
    {"regression_adjusted_gap_logit", adjusted_logit},
    {"ols_slope_logit_binomial", logit_trend},
    {"logit_separation_detected", separation},
    {"oaxaca_blinder", oaxaca},
};
VECTOR_TABLE_OF(vectors_of_regression, rows)
