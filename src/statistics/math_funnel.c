#include "ext/gslx.h"
#include "statistics/math_meta.h"
#include "statistics/math_resample.h"

eg_limits eg_funnel_normal(double p0, double n, double z, double tau_squared)
{
    double half = z * sqrt(p0 * (1 - p0) / n + tau_squared);
    eg_limits limits = {p0 - half, p0 + half};
    return limits;
}

static double sine_square(double angle)
{
    double s = sin(fmax(0, fmin(asin(1), angle)));
    return s * s;
}

eg_limits eg_funnel_arcsine(double p0, double n, double z, double tau_squared)
{
    double centre = asin(sqrt(p0)), half = z * sqrt(1 / (4 * n) + tau_squared);
    eg_limits limits = {sine_square(centre - half), sine_square(centre + half)};
    return limits;
}

/* The least x with P(X <= x) >= q. */
static uint64_t binomial_quantile(double p0, uint64_t n, double q)
{
    uint64_t lo = 0, hi = n;
    while (lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (eg_binomial_p(mid, p0, n) >= q) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return lo;
}

double eg_funnel_exact(double p0, uint64_t n, double q)
{
    if (n == 0 || !(p0 >= 0 && p0 <= 1)) {
        return NAN;
    }
    uint64_t r = binomial_quantile(p0, n, q);
    double at = eg_binomial_p(r, p0, n), below = r == 0 ? 0 : eg_binomial_p(r - 1, p0, n);
    double part = at > below ? (at - q) / (at - below) : 0;
    return ((double)r - part) / (double)n;
}

double eg_funnel_z(uint64_t x, uint64_t n, double p0, double tau_squared)
{
    double rate = (double)x / (double)n;
    return (rate - p0) / sqrt(p0 * (1 - p0) / (double)n + tau_squared);
}

eg_overdispersion eg_overdispersion_of(double *z, const double *weight, size_t units,
                                       double share)
{
    eg_overdispersion o = {0, 0, 0};
    double k = (double)units, sum = 0, square = 0;
    eg_sort_doubles(z, units);
    double low = eg_sorted_quantile(z, units, share),
           high = eg_sorted_quantile(z, units, 1 - share);
    for (size_t i = 0; i < units; i++) {
        double drawn_in = fmax(low, fmin(high, z[i]));
        o.phi += z[i] * z[i] / k;
        o.phi_winsorised += drawn_in * drawn_in / k;
        sum += weight[i];
        square += weight[i] * weight[i];
    }
    double excess = k * o.phi_winsorised - (k - 1), left = sum - square / sum;
    o.tau_squared = excess > 0 && left > 0 ? excess / left : 0;
    return o;
}

eg_overdispersion eg_funnel_overdispersion(const uint64_t *x, const uint64_t *n, size_t units,
                                           double p0, double share, double *room)
{
    double *weight = room + units;
    for (size_t i = 0; i < units; i++) {
        room[i] = eg_funnel_z(x[i], n[i], p0, 0);
        weight[i] = (double)n[i] / (p0 * (1 - p0));
    }
    return eg_overdispersion_of(room, weight, units, share);
}
