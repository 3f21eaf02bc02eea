/* The noncentral t distribution, and the noncentrality at which it has a given probability. */
#include <string.h>

#include "ext/gslx.h"
#include "statistics/math_mean.h"

enum { MIX_MOST = 800 };

/* The distribution of S = sqrt(chi-square / df) in points and weights. */
typedef struct {
    double s[MIX_MOST + 1], weight[MIX_MOST + 1];
    int steps;
} mixture;

/*
 * On u = log S density and normal are smooth and vanish fast at both ends, so the trapezoid
 * rule is right to twelve digits at half a standard deviation a step, a quarter with few
 * degrees of freedom, less where the normal is the steeper one. false: it would take too many
 * points.
 */
static bool mix_by_log(mixture *m, double t, double df)
{
    double spread = 1 / sqrt(2 * df), steep = fabs(t) * spread;
    double step = (df < 10 ? 0.25 : 0.5) * spread / sqrt(1 + steep * steep);
    double below = fmin(42 / df + 0.5, 9.3 * spread * (1 + 4 * spread));
    double above = fmin(9.3 * spread, 0.5 * log(2 + 90 / df));
    double points = ceil(below / step) + ceil(above / step);
    if (!(points <= MIX_MOST)) {
        return false;
    }
    double sum = 0, first = -step * ceil(below / step);
    m->steps = (int)points;
    for (int i = 0; i <= m->steps; i++) {
        double u = first + step * i, square = expm1(2 * u);
        m->s[i] = sqrt(1 + square);
        m->weight[i] = exp(df * (u - 0.5 * square));
        sum += m->weight[i];
    }
    for (int i = 0; i <= m->steps; i++) {
        m->weight[i] /= sum;
    }
    return true;
}

/* Simpson's rule on a few hundred points of S, for the rest. */
static void mix(mixture *m, double t, double df)
{
    if (mix_by_log(m, t, df)) {
        return;
    }
    double constant = log(2) + 0.5 * df * log(0.5 * df) - eg_log_gamma(0.5 * df);
    double spread = 1 / sqrt(2 * df), sum = 0;
    double lo = fmax(1e-12, 1 - 11 * spread), hi = 1 + 11 * spread + 4 / df;
    m->steps = MIX_MOST;
    for (int i = 0; i <= m->steps; i++) {
        double s = lo + (hi - lo) / m->steps * i;
        double rule = i == 0 || i == m->steps ? 1 : i % 2 == 1 ? 4 : 2;
        m->s[i] = s;
        m->weight[i] = rule * exp(constant + (df - 1) * log(s) - 0.5 * df * s * s);
        sum += m->weight[i];
    }
    for (int i = 0; i <= m->steps; i++) {
        m->weight[i] /= sum; /* their quotient drops what is lost in the constant */
    }
}

/* P(Z <= t S - nc) */
static double mixed_p(const mixture *m, double t, double nc)
{
    double sum = 0;
    for (int i = 0; i <= m->steps; i++) {
        sum += m->weight[i] * eg_normal_p(t * m->s[i] - nc);
    }
    return fmin(1, fmax(0, sum));
}

static const double df_of_normal = 1e7; /* beyond it t is normal */

double eg_noncentral_t_p(double t, double df, double noncentrality)
{
    if (!(df > 0) || isnan(t) || isnan(noncentrality)) {
        return NAN;
    }
    if (df > df_of_normal) {
        return eg_normal_p(t - noncentrality);
    }
    mixture m;
    mix(&m, t, df);
    return mixed_p(&m, t, noncentrality);
}

/*
 * On the normal scale P falls with nc in all but a straight line: secants, kept inside a
 * bracket. A secant errs by less than the product of the two steps before it.
 */
static double noncentrality_of(const mixture *m, double p, double t, double df)
{
    double lo = -INFINITY, hi = INFINITY, z = eg_normal_quantile(p);
    double scale = sqrt(1 + t * t / (2 * df)), nc = t * (1 - 1 / (4 * df)) - z * scale;
    double slope = -1 / scale, was = NAN, off_was = NAN, step_was = INFINITY;
    for (int i = 0; i < 200; i++) {
        double at = mixed_p(m, t, nc);
        if (at > p) {
            lo = nc;
        } else {
            hi = nc;
        }
        bool inside = at > 0 && at < 1;
        double off = inside ? eg_normal_quantile(at) - z : at > p ? 8 : -8;
        double secant = (off - off_was) / (nc - was);
        bool straight = inside && secant < 0.5 * slope && secant > 2 * slope;
        slope = straight ? secant : slope;
        was = nc;
        off_was = inside ? off : NAN;
        double next = nc - off / slope, enough = 1e-13 * fmax(1, fabs(t));
        if (!(next > lo && next < hi)) {
            next = isinf(lo) ? hi - 8 : isinf(hi) ? lo + 8 : 0.5 * (lo + hi);
            straight = false;
        }
        double step = fabs(next - nc);
        if (step <= enough || (straight && step * step_was <= 0.01 * enough)) {
            return next;
        }
        nc = next;
        step_was = step;
    }
    return nc;
}

double eg_noncentrality(double p, double t, double df)
{
    if (!(p > 0 && p < 1)) {
        return NAN;
    }
    if (df > df_of_normal) {
        return t - eg_normal_quantile(p);
    }
    mixture m;
    mix(&m, t, df);
    return noncentrality_of(&m, p, t, df);
}

enum { TERMS_MOST = 28 };

/*
 * With c_k the means of He_k / k! over S in standard deviations from its mean, P(T <= t) is
 * Phi(z) + phi(z) * sum over k >= 3 of (-1)^(k-1) c_k r^k He_(k-1)(z), where
 * z = (t mean - nc) / width, width^2 = 1 + (t sd)^2 and r = t sd / width (S as a Gram-Charlier
 * series under the integral). One normal then stands for all points.
 */
typedef struct {
    double middle, width;        /* t mean; width */
    double term[TERMS_MOST + 1]; /* (-1)^(k-1) c_k r^k */
    int last;
} series;

/* The points in standard deviations from their mean, and He_k / k! there times the weight. */
typedef struct {
    double u[MIX_MOST + 1], before[MIX_MOST + 1], now[MIX_MOST + 1];
} hermite;

/* From k - 1 to k; the sum. */
static double lift(hermite *h, int points, int k)
{
    double sum = 0, by = 1.0 / k;
    for (int i = 0; i < points; i++) {
        double next = (h->u[i] * h->now[i] - h->before[i]) * by;
        h->before[i] = h->now[i];
        h->now[i] = next;
    }
    for (int i = 0; i < points; i++) {
        sum += h->now[i];
    }
    return sum;
}

/* Mean of the points and their sd, in *u in these units. */
static double spread_of(const mixture *m, hermite *h, double *mean)
{
    double sum = 0, square = 0;
    for (int i = 0; i <= m->steps; i++) {
        sum += m->weight[i] * m->s[i];
    }
    for (int i = 0; i <= m->steps; i++) {
        h->u[i] = m->s[i] - sum;
        square += m->weight[i] * h->u[i] * h->u[i];
    }
    double sd = sqrt(square);
    for (int i = 0; i <= m->steps; i++) {
        h->u[i] /= sd;
        h->before[i] = m->weight[i];
        h->now[i] = m->weight[i] * h->u[i];
    }
    *mean = sum;
    return sd;
}

/* false: the terms do not fall fast enough. */
static bool expand(series *to, const mixture *m, double t)
{
    hermite h;
    double mean, across = t * spread_of(m, &h, &mean);
    to->middle = t * mean;
    to->width = sqrt(1 + across * across);
    double r = across / to->width, power = -r * r;
    double most = 1; /* phi He_(k-1) is below the root of (k-1)!, by Cramer's inequality */
    int small = 0;
    (void)lift(&h, m->steps + 1, 2);
    for (int k = 3; k <= TERMS_MOST; k++) {
        power *= -r;
        most *= sqrt(k - 1);
        to->term[k] = lift(&h, m->steps + 1, k) * power;
        to->last = k;
        small = fabs(to->term[k]) * most < 1e-17 ? small + 1 : 0;
        if (small == 3) {
            return true;
        }
    }
    return false;
}

/* P at z less p, over phi(z), and its slope over phi(z). */
static double series_at(const series *s, double z, double p, double *slope)
{
    double before = 1, now = z, sum = 0; /* He_0, He_1 */
    *slope = 1;
    for (int k = 3; k <= s->last; k++) {
        double next = z * now - (k - 2) * before; /* He_(k-1) */
        before = now;
        now = next;
        sum += s->term[k] * now;
        *slope -= s->term[k] * (z * now - (k - 1) * before);
    }
    return (eg_normal_p(z) - p) / eg_normal_density(z) + sum;
}

/* Newton's steps; NAN: they do not settle at once, as they do where the series is short. */
static double solve_series(const series *s, double p)
{
    double z = eg_normal_quantile(p);
    for (int i = 0; i < 8; i++) {
        double slope, step = series_at(s, z, p, &slope) / slope;
        z -= step;
        if (fabs(step) < 1e-8) { /* what is left is its square */
            return s->middle - z * s->width;
        }
    }
    return NAN;
}

void eg_noncentralities(double tail, double t, double df, double *low, double *high)
{
    if (df > df_of_normal) {
        *low = eg_noncentrality(1 - tail, t, df);
        *high = eg_noncentrality(tail, t, df);
        return;
    }
    mixture m; /* serves both */
    series s;
    mix(&m, t, df);
    bool made = expand(&s, &m, t);
    *low = made ? solve_series(&s, 1 - tail) : NAN;
    *high = made ? solve_series(&s, tail) : NAN;
    if (isnan(*low)) {
        *low = noncentrality_of(&m, 1 - tail, t, df);
    }
    if (isnan(*high)) {
        *high = noncentrality_of(&m, tail, t, df);
    }
}
