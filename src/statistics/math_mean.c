#include "statistics/math_mean.h"

#include "ext/gslx.h"

static const char too_few[] = "fewer than two students";
static const char nobody[] = "no students with a value";

eg_moments eg_moments_of(const double *x, size_t n)
{
    eg_moments m = {n, NAN, 0};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    if (n > 0) {
        m.mean = sum / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        m.ss += (x[i] - m.mean) * (x[i] - m.mean);
    }
    return m;
}

static double variance(eg_moments m)
{
    return m.n < 2 ? NAN : fmax(0, m.ss) / ((double)m.n - 1);
}

double eg_moments_sd(eg_moments m)
{
    return sqrt(variance(m));
}

eg_estimate eg_mean_against_goal(eg_moments m, double goal, double confidence)
{
    if (m.n == 0) {
        return eg_estimate_none(nobody);
    }
    if (m.n == 1) {
        eg_estimate e = eg_estimate_of(m.mean - goal);
        e.why = too_few;
        return e;
    }
    double n = (double)m.n;
    return eg_estimate_t(m.mean - goal, sqrt(variance(m) / n), n - 1, confidence);
}

eg_estimate eg_mean(eg_moments m, double confidence)
{
    eg_estimate e = eg_mean_against_goal(m, 0, confidence);
    e.p = NAN;
    return e;
}

double eg_welch_df(eg_moments a, eg_moments b)
{
    double na = (double)a.n, nb = (double)b.n;
    double va = variance(a) / na, vb = variance(b) / nb;
    double df = (va + vb) * (va + vb) / (va * va / (na - 1) + vb * vb / (nb - 1));
    return isfinite(df) ? df : NAN;
}

eg_estimate eg_mean_difference(eg_moments a, eg_moments b, double confidence)
{
    if (a.n == 0 || b.n == 0) {
        return eg_estimate_none("no students with a value on one side");
    }
    if (a.n == 1 || b.n == 1) {
        eg_estimate e = eg_estimate_of(a.mean - b.mean);
        e.why = "fewer than two students on one side";
        return e;
    }
    double se = sqrt(variance(a) / (double)a.n + variance(b) / (double)b.n);
    return eg_estimate_t(a.mean - b.mean, se, eg_welch_df(a, b), confidence);
}

double eg_pooled_sd(eg_moments a, eg_moments b)
{
    if (a.n == 0 || b.n == 0 || a.n + b.n < 3) {
        return NAN;
    }
    return sqrt((fmax(0, a.ss) + fmax(0, b.ss)) / ((double)a.n + (double)b.n - 2));
}

eg_estimate eg_gap_in_sd(eg_moments a, eg_moments b, double sd)
{
    if (a.n == 0 || b.n == 0) {
        return eg_estimate_none("no students with a value on one side");
    }
    if (!(sd > 0)) {
        return eg_estimate_none("no spread to measure the gap in");
    }
    return eg_estimate_of((a.mean - b.mean) / sd);
}

eg_estimate eg_cohens_d(eg_moments a, eg_moments b, double confidence)
{
    eg_estimate e = eg_gap_in_sd(a, b, eg_pooled_sd(a, b));
    if (!e.ok) {
        return e;
    }
    double na = (double)a.n, nb = (double)b.n, df = na + nb - 2;
    double root = sqrt(na * nb / (na + nb)), t = e.value * root;
    double tail = 0.5 - 0.5 * confidence;
    eg_noncentralities(tail, t, df, &e.low, &e.high);
    e.low /= root;
    e.high /= root;
    return e;
}

double eg_hedges_factor(double df)
{
    if (!(df > 1)) {
        return NAN;
    }
    if (df > 1e5) {
        return 1 - 3 / (4 * df - 1); /* the gammas would cancel; right to 1e-15 here */
    }
    return exp(eg_log_gamma(df / 2) - eg_log_gamma((df - 1) / 2)) / sqrt(df / 2);
}

eg_estimate eg_hedges_g(eg_moments a, eg_moments b, double confidence)
{
    return eg_hedges_of(eg_cohens_d(a, b, confidence), a, b);
}

eg_estimate eg_hedges_of(eg_estimate d, eg_moments a, eg_moments b)
{
    eg_estimate e = d;
    if (!e.ok) {
        return e;
    }
    double j = eg_hedges_factor((double)a.n + (double)b.n - 2);
    if (isnan(j)) {
        return eg_estimate_none("too few students for the small-sample factor");
    }
    e.value *= j;
    e.low *= j;
    e.high *= j;
    return e;
}

eg_estimate eg_glass_delta(eg_moments a, eg_moments b)
{
    return eg_gap_in_sd(a, b, eg_moments_sd(b));
}

eg_estimate eg_variance_ratio(eg_moments a, eg_moments b, double confidence)
{
    double va = variance(a), vb = variance(b);
    if (!(va > 0) || !(vb > 0)) {
        return eg_estimate_none("no spread on one side");
    }
    eg_estimate e = eg_estimate_of(va / vb);
    double df1 = (double)a.n - 1, df2 = (double)b.n - 1, tail = 0.5 - 0.5 * confidence;
    double q = eg_f_q(e.value, df1, df2);
    e.p = 2 * fmin(q, 1 - q);
    e.low = e.value / eg_f_quantile(1 - tail, df1, df2);
    e.high = e.value / eg_f_quantile(tail, df1, df2);
    return e;
}

/* ---- many groups
 * ----------------------------------------------------------------------------- */

static eg_anova no_anova(const char *why)
{
    eg_anova a = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, false, why};
    return a;
}

eg_anova eg_one_way(const eg_moments *groups, size_t count)
{
    double total = 0, mean = 0, squares = 0, within = 0, between = 0, k = 0;
    for (size_t i = 0; i < count; i++) {
        if (groups[i].n > 0) {
            double n = (double)groups[i].n;
            total += n;
            mean += (groups[i].mean - mean) * n / total;
            squares += n * n;
            within += fmax(0, groups[i].ss);
            k++;
        }
    }
    if (k < 2) {
        return no_anova("fewer than two groups");
    }
    for (size_t i = 0; i < count; i++) {
        if (groups[i].n > 0) {
            double d = groups[i].mean - mean;
            between += (double)groups[i].n * d * d;
        }
    }
    if (!(total > k) || !(within + between > 0)) {
        return no_anova("no spread within the groups");
    }
    eg_anova a = no_anova(NULL);
    double error = within / (total - k), effect = between / (k - 1);
    a.ok = true;
    a.df1 = k - 1;
    a.df2 = total - k;
    a.f = error > 0 ? effect / error : INFINITY;
    a.p = eg_f_q(a.f, a.df1, a.df2);
    a.eta_squared = between / (between + within);
    a.omega_squared = (between - a.df1 * error) / (between + within + error);
    a.epsilon_squared = (between - a.df1 * error) / (between + within);
    a.n0 = (total - squares / total) / a.df1;
    a.icc = (effect - error) / (effect + (a.n0 - 1) * error);
    return a;
}
