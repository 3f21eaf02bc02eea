#include "statistics/math_proportion.h"

#include "ext/gslx.h"

static void wilson(double x, double n, double z, eg_estimate *e)
{
    double p = x / n, z2 = z * z;
    double middle = 2 * x + z2;
    double half = z * sqrt(z2 + 4 * x * (1 - p));
    e->low = (middle - half) / (2 * (n + z2));
    e->high = (middle + half) / (2 * (n + z2));
}

static void wilson_cc(double x, double n, double z, eg_estimate *e)
{
    /* the correction never passes the distance to one half, as R's prop.test has it */
    double p = x / n, c = fmin(0.5, fabs(x - n / 2)), z22n = z * z / (2 * n);
    double low = p - c / n, high = p + c / n;
    e->low = (low + z22n - z * sqrt(low * (1 - low) / n + z22n / (2 * n))) / (1 + 2 * z22n);
    e->high = (high + z22n + z * sqrt(high * (1 - high) / n + z22n / (2 * n))) / (1 + 2 * z22n);
}

static void agresti_coull(double x, double n, double z, eg_estimate *e)
{
    double more = n + z * z, p = (x + z * z / 2) / more;
    double half = z * sqrt(p * (1 - p) / more);
    e->low = fmax(0, p - half);
    e->high = fmin(1, p + half);
}

eg_estimate eg_rate(uint64_t x, uint64_t n, eg_rate_method method, double confidence)
{
    if (n == 0 || x > n) {
        return eg_estimate_none("no students with a value");
    }
    double dx = (double)x, dn = (double)n, tail = 0.5 - 0.5 * confidence;
    double z = eg_two_sided_z(confidence);
    eg_estimate e = eg_estimate_of(dx / dn);
    switch (method) {
    case EG_RATE_WILSON:
        wilson(dx, dn, z, &e);
        break;
    case EG_RATE_WILSON_CC:
        wilson_cc(dx, dn, z, &e);
        break;
    case EG_RATE_AGRESTI_COULL:
        agresti_coull(dx, dn, z, &e);
        break;
    case EG_RATE_CLOPPER_PEARSON:
        e.low = x == 0 ? 0 : eg_beta_quantile(tail, dx, dn - dx + 1);
        e.high = x == n ? 1 : eg_beta_quantile(1 - tail, dx + 1, dn - dx);
        break;
    case EG_RATE_JEFFREYS:
        e.low = x == 0 ? 0 : eg_beta_quantile(tail, dx + 0.5, dn - dx + 0.5);
        e.high = x == n ? 1 : eg_beta_quantile(1 - tail, dx + 0.5, dn - dx + 0.5);
        break;
    }
    if (x == 0) {
        e.low = 0;
    }
    if (x == n) {
        e.high = 1;
    }
    return e;
}

eg_estimate eg_rate_against_goal(uint64_t x, uint64_t n, double goal, double confidence)
{
    eg_estimate e = eg_rate(x, n, EG_RATE_WILSON, confidence);
    if (!e.ok) {
        return e;
    }
    e.value -= goal;
    e.low -= goal;
    e.high -= goal;
    double variance = goal * (1 - goal) / (double)n;
    if (variance > 0) {
        e.p = 2 * eg_normal_q(fabs(e.value) / sqrt(variance));
    } else {
        e.why = "a goal of 0 or 1 leaves no test";
    }
    return e;
}

double eg_rate_variance(uint64_t x, uint64_t n)
{
    if (n == 0) {
        return NAN;
    }
    bool edge = x == 0 || x >= n;
    double p = edge ? ((double)x + 2) / ((double)n + 4) : (double)x / (double)n;
    return p * (1 - p) / (double)n;
}

eg_estimate eg_poisson_exact(uint64_t count, double confidence)
{
    double c = (double)count, tail = 0.5 - 0.5 * confidence;
    eg_estimate e = eg_estimate_of(c);
    e.low = count == 0 ? 0 : 0.5 * eg_chi_square_quantile(tail, 2 * c);
    e.high = 0.5 * eg_chi_square_quantile(1 - tail, 2 * c + 2);
    return e;
}

eg_estimate eg_poisson_byar(uint64_t count, double confidence)
{
    double c = (double)count, z = eg_two_sided_z(confidence);
    eg_estimate e = eg_estimate_of(c);
    e.low = count == 0 ? 0 : c * pow(1 - 1 / (9 * c) - z / (3 * sqrt(c)), 3);
    e.high = (c + 1) * pow(1 - 1 / (9 * (c + 1)) + z / (3 * sqrt(c + 1)), 3);
    return e;
}
