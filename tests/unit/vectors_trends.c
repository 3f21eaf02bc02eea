/* Vectors of change over the years. */
#include <check.h>

#include "statistics/math_trend.h"
#include "vectors.h"

static size_t series(const vector *v, const char *y_path, double *t, double *y)
{
    vector_list_in(v, y_path, y);
    return vector_list_in(v, "t", t);
}

static void ols(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST];
    size_t n = series(v, "y", t, y);
    eg_line line = eg_fit_line(t, y, n, 0.95);
    vector_expect(v, "slope", line.slope);
    vector_expect(v, "intercept", line.intercept);
    vector_expect(v, "se", line.se);
    vector_expect(v, "t", line.t);
    vector_expect(v, "p", line.p);
    vector_expect(v, "lower", line.low);
    vector_expect(v, "upper", line.high);
    vector_expect(v, "r2", line.r_squared);
    eg_estimate e = eg_slope(t, y, NULL, n, EG_SLOPE_PLAIN, 0.95);
    vector_expect(v, "slope", e.value);
    vector_expect(v, "p", e.p);
}

static void theil_sen(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST];
    size_t n = series(v, "y", t, y);
    eg_sen sen;
    ck_assert(eg_theil_sen(t, y, n, 0.95, &sen));
    vector_expect(v, "slope", sen.slope.value);
    vector_expect(v, "intercept_median_residual", sen.intercept);
    vector_expect(v, "intercept_conover", sen.intercept_conover);
    vector_expect(v, "n_slopes", (double)sen.pairs);
}

static void gilbert(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST];
    size_t n = series(v, "y", t, y);
    eg_sen sen;
    ck_assert(eg_theil_sen(t, y, n, vector_in(v, "conf"), &sen));
    vector_expect(v, "C_alpha", sen.c_alpha);
    vector_expect(v, "M1", sen.m1);
    vector_expect(v, "M2", sen.m2);
    vector_expect(v, "lower_interp", sen.slope.low);
    vector_expect(v, "upper_interp", sen.slope.high);
}

static void mann_kendall(const vector *v)
{
    double y[VECTOR_LIST];
    size_t n = vector_list_in(v, "y", y);
    eg_kendall k;
    ck_assert(eg_mann_kendall(y, n, &k));
    vector_expect(v, "S", k.s);
    vector_expect(v, "varS", k.variance);
    vector_expect(v, "Z", k.z);
    vector_expect(v, "p", k.p);
    vector_expect(v, "tau", k.tau);
    vector_expect(v, "p_exact", k.p_exact);
}

static void slopes_apart(const vector *v)
{
    double t[VECTOR_LIST], a[VECTOR_LIST], b[VECTOR_LIST], scratch[2 * VECTOR_LIST];
    size_t n = series(v, "y_a", t, a);
    vector_list_in(v, "y_b", b);
    eg_line line_a = eg_fit_line(t, a, n, 0.95), line_b = eg_fit_line(t, b, n, 0.95);
    eg_estimate pooled = eg_slopes_apart(&line_b, &line_a, 0.95);
    vector_expect(v, "slope_a", line_a.slope);
    vector_expect(v, "slope_diff_b_minus_a", pooled.value);
    vector_expect(v, "se_pooled", pooled.se);
    vector_expect(v, "t", pooled.value / pooled.se);
    vector_expect(v, "p_df16", pooled.p);
    const eg_gap_years years = {t, a, NULL, b, NULL, n};
    eg_estimate paired = eg_gap_slope(&years, EG_SLOPE_PLAIN, 0.95, scratch);
    vector_expect(v, "gap_slope_a_minus_b", paired.value);
    vector_expect(v, "gap_slope_se_df8", paired.se);
    vector_expect(v, "gap_slope_p_df8", paired.p);
}

static void joinpoint(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST];
    size_t n = series(v, "y", t, y);
    eg_joint b = eg_joinpoint(t, y, n);
    vector_expect(v, "best_k", b.at);
    vector_expect(v, "sse_k", b.sse);
    vector_expect(v, "sse_0", b.sse_straight);
    vector_expect(v, "slope1", b.slope_before);
    vector_expect(v, "slope2", b.slope_after);
    vector_expect(v, "bic0", b.bic_straight);
    vector_expect(v, "bic1", b.bic);
    vector_expect(v, "segmented_psi", b.at_free);
    ck_assert(b.better);
}

static void percent_change(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST], logs[VECTOR_LIST];
    size_t n = series(v, "y", t, y);
    eg_estimate e = eg_annual_percent_change(t, y, n, 0.95, logs);
    vector_expect(v, "apc_percent", e.value);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void durbin_watson(const vector *v)
{
    double t[VECTOR_LIST], y[VECTOR_LIST], dw, lag1;
    size_t n = series(v, "y", t, y);
    eg_line line = eg_fit_line(t, y, n, 0.95);
    eg_line_autocorrelation(&line, t, y, &dw, &lag1);
    vector_expect(v, "dw", dw);
    vector_expect(v, "lag1_acf", lag1);
}

static const vector_row rows[] = {
    {"ols_slope", ols},
    {"theil_sen", theil_sen},
    {"sen_slope_ci_gilbert", gilbert},
    {"mann_kendall", mann_kendall},
    {"difference_in_slopes", slopes_apart},
    {"joinpoint_grid_1", joinpoint},
    {"apc_loglinear", percent_change},
    {"durbin_watson", durbin_watson},
};
VECTOR_TABLE_OF(vectors_of_trends, rows)
