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

eg_overdispersion eg_funnel_overdispersion(const uint64_t *x, const uint64_t *n, size_t units,
                                           double p0, double share, double *room)
{
    eg_overdispersion o = {0, 0, 0};
    double k = (double)units, weight = 0, square = 0;
    for (size_t i = 0; i < units; i++) {
        double w = (double)n[i] / (p0 * (1 - p0));
        room[i] = eg_funnel_z(x[i], n[i], p0, 0);
        o.phi += room[i] * room[i] / k;
        weight += w;
        square += w * w;
    }
    eg_sort_doubles(room, units);
    double low = eg_sorted_quantile(room, units, share),
           high = eg_sorted_quantile(room, units, 1 - share);
    for (size_t i = 0; i < units; i++) {
        double z = fmax(low, fmin(high, room[i]));
        o.phi_winsorised += z * z / k;
    }
    double excess = k * o.phi_winsorised - (k - 1), room_left = weight - square / weight;
    o.tau_squared = excess > 0 && room_left > 0 ? excess / room_left : 0;
    return o;
}
