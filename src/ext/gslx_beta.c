/* The distributions GSL leaves holes in, by our own arithmetic: beta and what follows from it.
 */
#include <float.h>
#include <math.h>

#include "ext/gslx.h"

static const double pi = 3.14159265358979323846;

/* a log(a / m) + m - a without cancellation near a = m. */
static double deviance_part(double a, double m)
{
    double v = (a - m) / (a + m);
    if (fabs(v) >= 0.1) {
        return a * log(a / m) + m - a;
    }
    double sum = (a - m) * v, term = 2 * a * v, square = v * v;
    for (int j = 3; j < 1000; j += 2) {
        term *= square;
        double next = sum + term / j;
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

/* x^a (1-x)^b / B(a, b), by deviance so that large a and b keep their digits. */
static double beta_kernel(double x, double y, double a, double b)
{
    double n = a + b;
    double rest = eg_stirling_rest(n) - eg_stirling_rest(a) - eg_stirling_rest(b);
    double deviance = deviance_part(a, n * x) + deviance_part(b, n * y);
    return exp(rest - deviance) * sqrt(a * (b / n) / (2 * pi));
}

/* Lentz's continued fraction of the incomplete beta function; x below the mean. */
static double beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int i = 1; i < 1000000; i++) {
        double m = i;
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < 2 * DBL_EPSILON) {
            break;
        }
    }
    return h;
}

double eg_beta_p(double x, double a, double b)
{
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
        return NAN;
    }
    if (x == 0 || x == 1) {
        return x;
    }
    double y = 1 - x;
    double kernel = beta_kernel(x, y, a, b);
    double p = x < (a + 1) / (a + b + 2) ? kernel * beta_fraction(x, a, b) / a
                                         : 1 - kernel * beta_fraction(y, b, a) / b;
    return fmin(1, fmax(0, p));
}

/* P(X <= x) less p, and the density there. */
static double beta_excess(double x, double p, double a, double b, double *density)
{
    double y = 1 - x, kernel = beta_kernel(x, y, a, b);
    double at = x < (a + 1) / (a + b + 2) ? kernel * beta_fraction(x, a, b) / a
                                          : 1 - kernel * beta_fraction(y, b, a) / b;
    *density = kernel / (x * y);
    return at - p;
}

double eg_beta_quantile(double p, double a, double b)
{
    if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) {
        return NAN;
    }
    if (p == 0 || p == 1) {
        return p;
    }
    double lo = 0, hi = 1, mid = a / (a + b);
    mid = mid > 0 && mid < 1 ? mid : 0.5;
    /* Newton's steps while they stay inside; ends when no double lies between */
    for (int step = 0; lo < mid && mid < hi; step++) {
        double density, excess = beta_excess(mid, p, a, b, &density);
        if (excess < 0) {
            lo = mid;
        } else {
            hi = mid;
        }
        double next = mid - excess / density;
        if (fabs(next - mid) <= 2 * DBL_EPSILON * mid && step < 50) {
            return next;
        }
        mid = step < 50 && next > lo && next < hi ? next : 0.5 * (lo + hi);
    }
    return mid;
}

double eg_binomial_p(uint64_t x, double p, uint64_t n)
{
    if (!(p >= 0 && p <= 1)) {
        return NAN;
    }
    return x >= n ? 1 : eg_beta_p(1 - p, (double)(n - x), (double)x + 1);
}

double eg_f_q(double f, double df1, double df2)
{
    if (!(df1 > 0 && df2 > 0) || isnan(f)) {
        return NAN;
    }
    if (f <= 0 || isinf(f)) {
        return f <= 0 ? 1 : 0;
    }
    double ratio = df1 * f;
    return isinf(ratio) ? 0 : eg_beta_p(df2 / (df2 + ratio), 0.5 * df2, 0.5 * df1);
}

double eg_f_quantile(double p, double df1, double df2)
{
    if (!(p >= 0 && p < 1 && df1 > 0 && df2 > 0)) {
        return NAN;
    }
    double y = eg_beta_quantile(1 - p, 0.5 * df2, 0.5 * df1);
    return y > 0 ? df2 * (1 - y) / (df1 * y) : DBL_MAX;
}
