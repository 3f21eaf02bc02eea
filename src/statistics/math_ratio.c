#include "statistics/math_ratio.h"

#include "equitygap/base.h"
#include "ext/gslx.h"

static const char no_denominator[] = "the reference has a rate of zero";
static const char no_numerator[] = "no interval at a rate of zero";

static bool usable(eg_pair pair)
{
    return pair.n1 > 0 && pair.n2 > 0 && pair.x1 <= pair.n1 && pair.x2 <= pair.n2;
}

/* ok with value and se of the log; the interval is left to the caller. false: e is final. */
static bool ratio_start(eg_pair pair, eg_estimate *e)
{
    if (!usable(pair)) {
        *e = eg_estimate_none("no students with a value on one side");
        return false;
    }
    if (pair.x2 == 0) {
        *e = eg_estimate_none(no_denominator);
        return false;
    }
    double x1 = (double)pair.x1, n1 = (double)pair.n1, x2 = (double)pair.x2,
           n2 = (double)pair.n2;
    *e = eg_estimate_of(x1 * n2 / (n1 * x2));
    if (pair.x1 == 0) {
        e->why = no_numerator;
        return false;
    }
    e->se = sqrt((n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2));
    return true;
}

static void log_interval(eg_estimate *e, double confidence)
{
    double factor = exp(eg_two_sided_z(confidence) * e->se);
    e->low = e->value / factor;
    e->high = e->value * factor;
}

eg_estimate eg_rate_ratio(eg_pair pair, double confidence)
{
    eg_estimate e;
    if (ratio_start(pair, &e)) {
        log_interval(&e, confidence);
    }
    return e;
}

/* Miettinen-Nurminen score at a true ratio of r; falls as r grows. */
static double ratio_score(eg_pair pair, double r)
{
    double x1 = (double)pair.x1, n1 = (double)pair.n1, x2 = (double)pair.x2,
           n2 = (double)pair.n2;
    double total = n1 + n2;
    double a = total * r, b = -(n1 * r + x1 + n2 + x2 * r), c = x1 + x2;
    /* the smaller root, in the form that does not cancel */
    double p2 = 2 * c / (-b + sqrt(fmax(0, b * b - 4 * a * c)));
    p2 = fmin(p2, fmin(1, 1 / r));
    double p1 = p2 * r;
    double variance = (p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2) * (total / (total - 1));
    double apart = x1 / n1 - r * x2 / n2;
    if (!(variance > 0)) {
        return apart == 0 ? 0 : copysign(INFINITY, apart);
    }
    return apart / sqrt(variance);
}

static double solve_ratio(eg_pair pair, double target, double lo, double hi)
{
    for (int i = 0; i < 200; i++) {
        double mid = 0.5 * (lo + hi);
        if (mid <= lo || mid >= hi) {
            break;
        }
        if (ratio_score(pair, exp(mid)) > target) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return exp(0.5 * (lo + hi));
}

eg_estimate eg_rate_ratio_score(eg_pair pair, double confidence)
{
    eg_estimate e;
    if (!ratio_start(pair, &e)) {
        return e;
    }
    double z = eg_two_sided_z(confidence), centre = log(e.value);
    e.low = solve_ratio(pair, z, centre - 60, centre);
    e.high = solve_ratio(pair, -z, centre, centre + 60);
    return e;
}

eg_estimate eg_odds_ratio(eg_pair pair, double confidence)
{
    if (!usable(pair)) {
        return eg_estimate_none("no students with a value on one side");
    }
    double x1 = (double)pair.x1, f1 = (double)(pair.n1 - pair.x1);
    double x2 = (double)pair.x2, f2 = (double)(pair.n2 - pair.x2);
    if (f1 * x2 <= 0) {
        return eg_estimate_none("the odds of one side have a zero below the line");
    }
    eg_estimate e = eg_estimate_of(x1 * f2 / (f1 * x2));
    if (x1 * f2 <= 0) {
        e.why = no_numerator;
        return e;
    }
    e.se = sqrt(1 / x1 + 1 / f1 + 1 / x2 + 1 / f2);
    log_interval(&e, confidence);
    return e;
}

eg_estimate eg_cohens_h(eg_pair pair, double confidence)
{
    if (!usable(pair)) {
        return eg_estimate_none("no students with a value on one side");
    }
    double n1 = (double)pair.n1, n2 = (double)pair.n2;
    double h = 2 * asin(sqrt((double)pair.x1 / n1)) - 2 * asin(sqrt((double)pair.x2 / n2));
    eg_estimate e = eg_estimate_normal(h, sqrt(1 / n1 + 1 / n2), confidence);
    e.p = NAN;
    return e;
}

/* The least whole k with k * below >= above, 0 when above is not positive. */
static double whole_steps(eg_i128 above, eg_i128 below)
{
    if (above <= 0) {
        return 0;
    }
    eg_i128 steps = (above + below - 1) / below;
    return (double)steps;
}

double eg_to_parity(uint64_t x, uint64_t n, uint64_t xr, uint64_t nr, bool lower)
{
    if (n == 0 || nr == 0) {
        return NAN;
    }
    eg_i128 short_of = (eg_i128)xr * n - (eg_i128)x * nr;
    return whole_steps(lower ? -short_of : short_of, nr);
}

double eg_to_parity_goal(uint64_t x, uint64_t n, double goal, bool lower)
{
    if (n == 0 || !isfinite(goal)) {
        return NAN;
    }
    double short_of = goal * (double)n - (double)x;
    double wanted = lower ? -short_of : short_of;
    return fmax(0, ceil(wanted - 1e-12 * fmax(1, fabs(wanted))));
}

double eg_to_parity_moving(uint64_t x, uint64_t n, uint64_t xa, uint64_t na, bool lower)
{
    if (n == 0 || na <= n) {
        return NAN;
    }
    eg_i128 short_of = (eg_i128)xa * n - (eg_i128)x * na;
    return whole_steps(lower ? -short_of : short_of, (eg_i128)(na - n));
}
