#include "statistics/math_estimate.h"

#include "ext/gslx.h"

eg_estimate eg_estimate_none(const char *why)
{
    eg_estimate e = {NAN, NAN, NAN, NAN, NAN, false, why};
    return e;
}

eg_estimate eg_estimate_of(double value)
{
    eg_estimate e = {value, NAN, NAN, NAN, NAN, true, NULL};
    return e;
}

double eg_two_sided_z(double confidence)
{
    return eg_normal_quantile(0.5 + 0.5 * confidence);
}

double eg_two_sided_t(double confidence, double df)
{
    return eg_t_quantile(0.5 + 0.5 * confidence, df);
}

eg_estimate eg_estimate_normal(double value, double se, double confidence)
{
    return eg_estimate_t(value, se, INFINITY, confidence);
}

eg_estimate eg_estimate_t(double value, double se, double df, double confidence)
{
    return eg_estimate_within(value, se, df,
                              se > 0 && df > 0 ? eg_two_sided_t(confidence, df) : 0);
}

eg_estimate eg_estimate_within(double value, double se, double df, double quantile)
{
    eg_estimate e = eg_estimate_of(value);
    if (!(se > 0) || !(df > 0)) {
        e.why = "no spread to judge it by";
        return e;
    }
    double half = quantile * se;
    e.se = se;
    e.low = value - half;
    e.high = value + half;
    e.p = 2 * eg_t_q(fabs(value) / se, df);
    return e;
}

eg_estimate eg_difference_to_overall(eg_estimate against_rest, double q)
{
    eg_estimate e = against_rest;
    e.value *= 1 - q;
    e.low *= 1 - q;
    e.high *= 1 - q;
    e.se *= 1 - q;
    return e;
}

static double ratio_to_overall(double r, double q)
{
    return isinf(r) ? 1 / q : r / (q * r + 1 - q);
}

eg_estimate eg_ratio_to_overall(eg_estimate against_rest, double q)
{
    eg_estimate e = against_rest;
    e.value = ratio_to_overall(e.value, q);
    e.low = ratio_to_overall(e.low, q);
    e.high = ratio_to_overall(e.high, q);
    e.se = NAN;
    return e;
}
