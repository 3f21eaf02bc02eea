#include "statistics/math_meta.h"

#include "ext/gslx.h"

/* Weighted mean and what goes with it at a given tau squared. */
typedef struct {
    double weight, square, cube; /* sums of w, w^2, w^3 */
    double mu;
    double q;  /* sum w (y - mu)^2 */
    double q2; /* sum w^2 (y - mu)^2 */
} sums;

static sums sums_at(const double *y, const double *v, size_t units, double tau)
{
    sums s = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < units; i++) {
        double w = 1 / (v[i] + tau);
        s.weight += w;
        s.square += w * w;
        s.cube += w * w * w;
        s.mu += (y[i] - s.mu) * w / s.weight;
    }
    for (size_t i = 0; i < units; i++) {
        double w = 1 / (v[i] + tau), away = y[i] - s.mu;
        s.q += w * away * away;
        s.q2 += w * w * away * away;
    }
    return s;
}

static double der_simonian(const double *y, const double *v, size_t units)
{
    sums s = sums_at(y, v, units, 0);
    return fmax(0, (s.q - ((double)units - 1)) / (s.weight - s.square / s.weight));
}

/* Slope of the restricted likelihood in tau squared, times two. */
static double reml_slope(const double *y, const double *v, size_t units, double tau)
{
    sums s = sums_at(y, v, units, tau);
    return s.q2 - s.weight + s.square / s.weight;
}

static double paule_mandel(const double *y, const double *v, size_t units, double tau)
{
    return sums_at(y, v, units, tau).q - ((double)units - 1);
}

typedef double (*in_tau)(const double *, const double *, size_t, double);

/*
 * Between a tau at which f is above zero and one at which it is not: by secants, an end that
 * stays twice counting half (Illinois), halves where they creep, to the last digit.
 */
static double close_in(in_tau f, const double *y, const double *v, size_t units,
                       const double above[2], const double below[2])
{
    double lo = above[0], hi = below[0], f_lo = above[1], f_hi = below[1], before = hi - lo;
    int stays = 0; /* -1: the low end stayed in the step before */
    for (int i = 0; i < 400 && f_hi < 0 && hi - lo > 4e-16 * hi; i++) {
        double at = lo + (hi - lo) * (f_lo / (f_lo - f_hi));
        bool creeps = i % 3 == 2 && hi - lo > 0.5 * before;
        before = i % 3 == 2 ? hi - lo : before;
        at = creeps || !(at > lo && at < hi) ? 0.5 * (lo + hi) : at;
        double there = f(y, v, units, at);
        if (there > 0) {
            f_hi *= stays > 0 ? 0.5 : 1;
            stays = 1;
            lo = at;
            f_lo = there;
        } else {
            f_lo *= stays < 0 ? 0.5 : 1;
            stays = -1;
            hi = at;
            f_hi = there;
        }
    }
    return f_hi < 0 ? 0.5 * (lo + hi) : hi;
}

/* Where a function that ends below zero crosses it: 0 when it starts below. */
static double crossing(in_tau f, const double *y, const double *v, size_t units)
{
    double above[2] = {0, f(y, v, units, 0)}, below[2] = {0, 0};
    if (above[1] <= 0) {
        return 0;
    }
    for (size_t i = 0; i < units; i++) {
        below[0] = fmax(below[0], v[i] + (y[i] - y[0]) * (y[i] - y[0]));
    }
    below[1] = f(y, v, units, below[0]);
    for (int i = 0; i < 100 && below[1] > 0; i++) {
        above[0] = below[0];
        above[1] = below[1];
        below[0] *= 2;
        below[1] = f(y, v, units, below[0]);
    }
    return close_in(f, y, v, units, above, below);
}

static double tau_squared_by(eg_meta_method method, const double *y, const double *v,
                             size_t units)
{
    switch (method) {
    case EG_META_DL:
        return der_simonian(y, v, units);
    case EG_META_REML:
        return crossing(reml_slope, y, v, units);
    case EG_META_PM:
        return crossing(paule_mandel, y, v, units);
    case EG_META_FIXED:
        break;
    }
    return 0;
}

eg_meta eg_random_effects(const double *y, const double *v, size_t units, eg_meta_method method,
                          double confidence)
{
    eg_meta m = {eg_estimate_none("fewer than two units"),
                 NAN,
                 NAN,
                 NAN,
                 NAN,
                 NAN,
                 NAN,
                 units,
                 false,
                 "fewer than two units"};
    bool known = true;
    for (size_t i = 0; i < units; i++) {
        known = known && v[i] > 0 && isfinite(v[i]) && isfinite(y[i]);
    }
    if (units < 2 || !known) {
        m.why = units < 2 ? m.why : "a unit's figure has no sampling variance";
        m.mu.why = m.why;
        return m;
    }
    double df = (double)units - 1;
    sums fixed = sums_at(y, v, units, 0);
    m.tau_squared = tau_squared_by(method, y, v, units);
    sums s = sums_at(y, v, units, m.tau_squared);
    m.mu = eg_estimate_normal(s.mu, 1 / sqrt(s.weight), confidence);
    m.q = fixed.q;
    m.q_p = eg_chi_square_q(fixed.q, df);
    m.i_squared_q = fixed.q > 0 ? fmax(0, (fixed.q - df) / fixed.q) : 0;
    double typical = df * fixed.weight / (fixed.weight * fixed.weight - fixed.square);
    m.i_squared = m.tau_squared / (m.tau_squared + typical);
    m.h_squared = 1 + m.tau_squared / typical;
    if (method == EG_META_FIXED) {
        m.i_squared = m.i_squared_q;
        m.h_squared = fixed.q / df;
    }
    m.ok = true;
    m.why = NULL;
    return m;
}

static double hksj_se(const double *y, const double *v, size_t units, const eg_meta *fit)
{
    sums s = sums_at(y, v, units, fit->tau_squared);
    return sqrt(fmax(1, s.q / ((double)units - 1)) / s.weight);
}

eg_estimate eg_hksj(const double *y, const double *v, size_t units, const eg_meta *fit,
                    double confidence)
{
    if (!fit->ok) {
        return eg_estimate_none(fit->why);
    }
    return eg_estimate_t(fit->mu.value, hksj_se(y, v, units, fit), (double)units - 1,
                         confidence);
}

eg_estimate eg_prediction_interval(const double *y, const double *v, size_t units,
                                   const eg_meta *fit, double confidence)
{
    if (!fit->ok || units < 3) {
        return eg_estimate_none(fit->ok ? "fewer than three units" : fit->why);
    }
    double se = hksj_se(y, v, units, fit);
    eg_estimate e = eg_estimate_t(fit->mu.value, sqrt(fit->tau_squared + se * se),
                                  (double)units - 2, confidence);
    e.p = NAN;
    return e;
}

eg_shrunk eg_shrink(double own, double variance, double fitted, double fitted_se,
                    double tau_squared)
{
    eg_shrunk s;
    s.reliability = tau_squared + variance > 0 ? tau_squared / (tau_squared + variance) : 1;
    s.value = s.reliability * own + (1 - s.reliability) * fitted;
    double conditional = s.reliability * variance, pulled = (1 - s.reliability) * fitted_se;
    s.se = sqrt(conditional);
    s.se_full = sqrt(conditional + pulled * pulled);
    return s;
}

eg_beta_binomial eg_beta_binomial_of(const uint64_t *x, const uint64_t *n, size_t units)
{
    eg_beta_binomial out = {NAN, NAN, NAN, false, "fewer than two units"};
    double total = 0, successes = 0, squares = 0, between = 0, within = 0, k = 0;
    for (size_t i = 0; i < units; i++) {
        total += (double)n[i];
        successes += (double)x[i];
        squares += (double)n[i] * (double)n[i];
        k += n[i] > 0 ? 1 : 0;
    }
    if (k < 2 || !(total > k)) {
        return out;
    }
    out.p = successes / total;
    for (size_t i = 0; i < units; i++) {
        if (n[i] > 0) {
            double r = (double)x[i] / (double)n[i];
            between += (double)n[i] * (r - out.p) * (r - out.p) / (k - 1);
            within += (double)x[i] * (1 - r) / (total - k);
        }
    }
    double n0 = (total - squares / total) / (k - 1);
    double below = between + (n0 - 1) * within;
    out.rho = below > 0 ? (between - within) / below : 0;
    out.m = out.rho > 0 ? (1 - out.rho) / out.rho : INFINITY;
    out.ok = true;
    out.why = NULL;
    return out;
}

double eg_beta_binomial_shrink(const eg_beta_binomial *fit, uint64_t x, uint64_t n)
{
    return isinf(fit->m) ? fit->p : ((double)x + fit->m * fit->p) / ((double)n + fit->m);
}
