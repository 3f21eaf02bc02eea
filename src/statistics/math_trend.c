#include "statistics/math_trend.h"

#include "ext/gslx.h"

static bool usable(double y, const double *variance, size_t i, eg_slope_method method)
{
    return isfinite(y) &&
           (method == EG_SLOPE_PLAIN || (variance[i] > 0 && isfinite(variance[i])));
}

size_t eg_slope_years(const double *y, const double *variance, size_t count,
                      eg_slope_method method)
{
    size_t k = 0;
    for (size_t i = 0; i < count; i++) {
        k += usable(y[i], variance, i, method) ? 1 : 0;
    }
    return k;
}

typedef struct {
    double k;      /* years */
    double weight; /* sum */
    double mean_t, mean_y;
    double spread, joint; /* weighted sums of squares and products about the means */
} line_sums;

static double weight_of(const double *variance, size_t i, eg_slope_method method)
{
    return method == EG_SLOPE_PLAIN ? 1 : 1 / variance[i];
}

static line_sums sum_up(const double *year, const double *y, const double *variance,
                        size_t count, eg_slope_method method)
{
    line_sums s = {0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (usable(y[i], variance, i, method)) {
            double w = weight_of(variance, i, method);
            s.k++;
            s.weight += w;
            s.mean_t += (year[i] - s.mean_t) * w / s.weight;
            s.mean_y += (y[i] - s.mean_y) * w / s.weight;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (usable(y[i], variance, i, method)) {
            double w = weight_of(variance, i, method), t = year[i] - s.mean_t;
            s.spread += w * t * t;
            s.joint += w * t * (y[i] - s.mean_y);
        }
    }
    return s;
}

eg_estimate eg_slope(const double *year, const double *y, const double *variance, size_t count,
                     eg_slope_method method, double confidence)
{
    line_sums s = sum_up(year, y, variance, count, method);
    if (s.k < 3) {
        return eg_estimate_none("fewer than three comparable years");
    }
    if (!(s.spread > 0)) {
        return eg_estimate_none("all values are of one year");
    }
    double slope = s.joint / s.spread;
    if (method == EG_SLOPE_BY_VARIANCE) {
        return eg_estimate_normal(slope, 1 / sqrt(s.spread), confidence);
    }
    double scatter = 0;
    for (size_t i = 0; i < count; i++) {
        if (usable(y[i], variance, i, method)) {
            double rest = y[i] - s.mean_y - slope * (year[i] - s.mean_t);
            scatter += weight_of(variance, i, method) * rest * rest;
        }
    }
    return eg_estimate_t(slope, sqrt(scatter / (s.k - 2) / s.spread), s.k - 2, confidence);
}

eg_estimate eg_gap_slope(const eg_gap_years *years, eg_slope_method method, double confidence,
                         double *scratch)
{
    double *gap = scratch, *variance = scratch + years->count;
    for (size_t i = 0; i < years->count; i++) {
        gap[i] = years->a[i] - years->b[i];
        bool known = years->va != NULL && years->vb != NULL;
        /* a side without a usable variance takes its year out, though the sum might look fine
         */
        bool sound = known && years->va[i] > 0 && years->vb[i] > 0;
        variance[i] = sound ? years->va[i] + years->vb[i] : NAN;
    }
    return eg_slope(years->year, gap, variance, years->count, method, confidence);
}

eg_line eg_fit_line(const double *year, const double *y, size_t count, double confidence)
{
    eg_line line = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0, false, NULL};
    line_sums s = sum_up(year, y, NULL, count, EG_SLOPE_PLAIN);
    line.count = (size_t)s.k;
    if (s.k < 3 || !(s.spread > 0)) {
        line.why = "fewer than three comparable years";
        return line;
    }
    double total = 0;
    line.ok = true;
    line.slope = s.joint / s.spread;
    line.intercept = s.mean_y - line.slope * s.mean_t;
    line.mean_year = s.mean_t;
    line.spread = s.spread;
    line.sse = 0;
    for (size_t i = 0; i < count; i++) {
        if (isfinite(y[i])) {
            double away = y[i] - s.mean_y, rest = away - line.slope * (year[i] - s.mean_t);
            line.sse += rest * rest;
            total += away * away;
        }
    }
    line.r_squared = total > 0 ? 1 - line.sse / total : NAN;
    line.df = s.k - 2;
    eg_estimate e =
        eg_estimate_t(line.slope, sqrt(line.sse / line.df / s.spread), line.df, confidence);
    line.se = e.se;
    line.t = line.slope / e.se;
    line.p = e.p;
    line.low = e.low;
    line.high = e.high;
    return line;
}

eg_estimate eg_slopes_apart(const eg_line *a, const eg_line *b, double confidence)
{
    if (!a->ok || !b->ok) {
        return eg_estimate_none("fewer than three comparable years");
    }
    double df = a->df + b->df, scatter = (a->sse + b->sse) / df;
    double se = sqrt(scatter * (1 / a->spread + 1 / b->spread));
    return eg_estimate_t(a->slope - b->slope, se, df, confidence);
}

void eg_line_autocorrelation(const eg_line *line, const double *year, const double *y,
                             double *dw, double *lag1)
{
    double before = 0, steps = 0, products = 0, squares = 0;
    bool first = true;
    for (size_t i = 0; i < line->count; i++) {
        double rest = y[i] - line->intercept - line->slope * year[i];
        if (!first) {
            steps += (rest - before) * (rest - before);
            products += rest * before;
        }
        squares += rest * rest;
        before = rest;
        first = false;
    }
    *dw = steps / squares;
    *lag1 = products / squares;
}

eg_estimate eg_line_project(const eg_line *line, double year, double confidence)
{
    if (!line->ok) {
        return eg_estimate_none(line->why);
    }
    double away = year - line->mean_year;
    double variance =
        line->sse / line->df * (1 + 1 / (double)line->count + away * away / line->spread);
    eg_estimate e = eg_estimate_t(line->intercept + line->slope * year, sqrt(variance),
                                  line->df, confidence);
    e.p = NAN;
    return e;
}

double eg_pace_needed(double level, double from, double target, double by)
{
    return by > from ? (target - level) / (by - from) : NAN;
}

double eg_marker(double level, double from, double target, double by, double year)
{
    return level + eg_pace_needed(level, from, target, by) * (year - from);
}

double eg_years_to_parity(double gap, double gap_slope)
{
    if (gap == 0) {
        return 0;
    }
    double years = -gap / gap_slope;
    return years > 0 ? years : INFINITY;
}
