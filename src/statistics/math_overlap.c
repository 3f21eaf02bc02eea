#include "statistics/math_overlap.h"

#include "ext/gslx.h"
#include "statistics/math_proportion.h"
#include "statistics/math_ratio.h"

double eg_rate_covariance(eg_pair pair, uint64_t xs, uint64_t ns)
{
    double n1 = (double)pair.n1, n2 = (double)pair.n2;
    double p1 = (double)pair.x1 / n1, p2 = (double)pair.x2 / n2;
    double successes = (double)xs, failures = (double)ns - successes;
    return (successes * (1 - p1) * (1 - p2) + failures * p1 * p2) / (n1 * n2);
}

double eg_mean_covariance(eg_moments a, eg_moments b, eg_moments shared)
{
    if (a.n < 2 || b.n < 2)
        return NAN;
    if (shared.n == 0)
        return 0;
    double n1 = (double)a.n, n2 = (double)b.n;
    double products =
        shared.ss + (double)shared.n * (shared.mean - a.mean) * (shared.mean - b.mean);
    return products / sqrt(n1 * (n1 - 1) * n2 * (n2 - 1));
}

static void correlated_newcombe(eg_pair pair, double covariance, double confidence,
                                eg_estimate *e)
{
    eg_estimate a = eg_rate(pair.x1, pair.n1, EG_RATE_WILSON, confidence);
    eg_estimate b = eg_rate(pair.x2, pair.n2, EG_RATE_WILSON, confidence);
    double va = a.value * (1 - a.value) / (double)pair.n1;
    double vb = b.value * (1 - b.value) / (double)pair.n2;
    double r = va > 0 && vb > 0 ? fmax(-1, fmin(1, covariance / sqrt(va * vb))) : 0;
    double below_a = a.value - a.low, above_a = a.high - a.value;
    double below_b = b.value - b.low, above_b = b.high - b.value;
    double down = below_a * below_a + above_b * above_b - 2 * r * below_a * above_b;
    double up = above_a * above_a + below_b * below_b - 2 * r * above_a * below_b;
    e->low = e->value - sqrt(fmax(0, down));
    e->high = e->value + sqrt(fmax(0, up));
}

/* The students in one group alone; where one group lies within the other, it against the rest.
 */
static eg_pair apart(eg_pair pair, uint64_t xs, uint64_t ns)
{
    eg_pair own = {pair.x1 - xs, pair.n1 - ns, pair.x2 - xs, pair.n2 - ns};
    if (own.n1 == 0)
        return (eg_pair){xs, ns, own.x2, own.n2};
    if (own.n2 == 0)
        return (eg_pair){own.x1, own.n1, xs, ns};
    return own;
}

static double difference_test(eg_pair pair, uint64_t xs, uint64_t ns, double difference)
{
    eg_pair own = apart(pair, xs, ns);
    if (own.n1 == 0 || own.n2 == 0)
        return NAN;
    if (eg_pair_is_small(own))
        return eg_fisher_exact(own);
    double n1 = (double)pair.n1, n2 = (double)pair.n2, s = (double)ns;
    double pooled = ((double)pair.x1 + (double)pair.x2 - (double)xs) / (n1 + n2 - s);
    double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2 - 2 * s / (n1 * n2));
    return variance > 0 ? 2 * eg_normal_q(fabs(difference) / sqrt(variance)) : NAN;
}

eg_estimate eg_rate_difference_sharing(eg_pair pair, uint64_t xs, uint64_t ns,
                                       double confidence)
{
    eg_estimate e = eg_rate_difference(pair, confidence);
    if (!e.ok || ns == 0)
        return e;
    e.p = difference_test(pair, xs, ns, e.value);
    correlated_newcombe(pair, eg_rate_covariance(pair, xs, ns), confidence, &e);
    if (pair.n1 == ns && pair.n2 == ns) {
        e.low = e.high = NAN;
        e.why = "both groups are the same students";
    }
    return e;
}

eg_estimate eg_rate_ratio_sharing(eg_pair pair, uint64_t xs, uint64_t ns, double confidence)
{
    eg_estimate e = eg_rate_ratio(pair, confidence);
    if (!e.ok || ns == 0 || isnan(e.low))
        return e;
    double p1 = (double)pair.x1 / (double)pair.n1, p2 = (double)pair.x2 / (double)pair.n2;
    double variance = e.se * e.se - 2 * eg_rate_covariance(pair, xs, ns) / (p1 * p2);
    e.se = sqrt(fmax(0, variance));
    double factor = exp(eg_two_sided_z(confidence) * e.se);
    e.low = e.value / factor;
    e.high = e.value * factor;
    return e;
}

eg_estimate eg_mean_difference_sharing(eg_moments a, eg_moments b, eg_moments shared,
                                       double confidence)
{
    eg_estimate e = eg_mean_difference(a, b, confidence);
    if (!e.ok || shared.n == 0 || isnan(e.low))
        return e;
    double sa = eg_moments_sd(a), sb = eg_moments_sd(b);
    double variance =
        sa * sa / (double)a.n + sb * sb / (double)b.n - 2 * eg_mean_covariance(a, b, shared);
    return eg_estimate_t(e.value, sqrt(fmax(0, variance)), eg_welch_df(a, b), confidence);
}
