#include "equitygap/base.h"
#include "ext/gslx.h"
#include "statistics/math_resample.h"
#include "statistics/math_trend.h"

static double median_of(double *values, size_t n)
{
    eg_sort_doubles(values, n);
    return eg_sorted_quantile(values, n, 0.5);
}

/* Variance of Kendall's S, less for tied values; room holds n doubles. */
static double kendall_variance(const double *y, size_t n, double *room)
{
    double k = (double)n, sum = k * (k - 1) * (2 * k + 5);
    for (size_t i = 0; i < n; i++) {
        room[i] = y[i];
    }
    eg_sort_doubles(room, n);
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        while (j < n && room[j] == room[i]) {
            j++;
        }
        double t = (double)(j - i);
        sum -= t * (t - 1) * (2 * t + 5);
        i = j;
    }
    return sum / 18;
}

/* The value at a rank that need not be whole, 1-based, held within the list. */
static double at_rank(const double *sorted, size_t n, double rank)
{
    return n < 2 ? sorted[0] : eg_sorted_quantile(sorted, n, (rank - 1) / (double)(n - 1));
}

static size_t pairwise_slopes(const double *year, const double *y, size_t count, double *slopes)
{
    size_t pairs = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (year[j] != year[i]) {
                slopes[pairs++] = (y[j] - y[i]) / (year[j] - year[i]);
            }
        }
    }
    return pairs;
}

bool eg_theil_sen(const double *year, const double *y, size_t count, double confidence,
                  eg_sen *out)
{
    eg_sen sen = {
        eg_estimate_none("fewer than three comparable years"), NAN, NAN, NAN, NAN, NAN, 0};
    *out = sen;
    if (count < 3) {
        return true;
    }
    double *slopes = eg_alloc(count * (count - 1) / 2 + count, sizeof *slopes);
    if (slopes == NULL) {
        return false;
    }
    double *room = slopes + count * (count - 1) / 2;
    sen.pairs = pairwise_slopes(year, y, count, slopes);
    if (sen.pairs > 0) {
        double n = (double)sen.pairs;
        sen.slope = eg_estimate_of(median_of(slopes, sen.pairs));
        sen.c_alpha = eg_two_sided_z(confidence) * sqrt(kendall_variance(y, count, room));
        sen.m1 = (n - sen.c_alpha) / 2;
        sen.m2 = (n + sen.c_alpha) / 2;
        if (sen.m1 >= 1) {
            sen.slope.low = at_rank(slopes, sen.pairs, sen.m1);
            sen.slope.high = at_rank(slopes, sen.pairs, sen.m2 + 1);
        } else {
            sen.slope.why = "too few years for an interval";
        }
        for (size_t i = 0; i < count; i++) {
            room[i] = y[i] - sen.slope.value * year[i];
        }
        sen.intercept = median_of(room, count);
        for (size_t i = 0; i < count; i++) {
            room[i] = y[i];
        }
        sen.intercept_conover = median_of(room, count);
        for (size_t i = 0; i < count; i++) {
            room[i] = year[i];
        }
        sen.intercept_conover -= sen.slope.value * median_of(room, count);
    }
    *out = sen;
    eg_free(slopes);
    return true;
}

enum { EXACT_YEARS = 40 };

/* P(at most `inversions` inversions) in a random order of n. */
static double inversions_at_most(size_t n, size_t inversions)
{
    double p[EXACT_YEARS * (EXACT_YEARS - 1) / 2 + 1] = {1};
    size_t most = 0;
    for (size_t i = 2; i <= n; i++) {
        size_t reach = most + i - 1;
        double window = 0, next[EXACT_YEARS * (EXACT_YEARS - 1) / 2 + 1];
        for (size_t k = 0; k <= reach; k++) {
            window += k <= most ? p[k] : 0;
            window -= k >= i ? p[k - i] : 0;
            next[k] = window / (double)i;
        }
        for (size_t k = 0; k <= reach; k++) {
            p[k] = next[k];
        }
        most = reach;
    }
    double sum = 0;
    for (size_t k = 0; k <= inversions && k <= most; k++) {
        sum += p[k];
    }
    return sum;
}

static double kendall_exact(double s, size_t n)
{
    size_t count = n * (n - 1) / 2;
    double pairs = (double)count;
    /* by symmetry the smaller tail is that of the rarer kind of pair */
    double rarer = (pairs - fabs(s)) / 2;
    return fmin(1, 2 * inversions_at_most(n, (size_t)rarer));
}

bool eg_mann_kendall(const double *y, size_t count, eg_kendall *out)
{
    eg_kendall k = {NAN, NAN, NAN, NAN, NAN, NAN, false, "fewer than three comparable years"};
    *out = k;
    if (count < 3) {
        return true;
    }
    double *room = eg_alloc(count, sizeof *room);
    if (room == NULL) {
        return false;
    }
    bool ties = false;
    k.s = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            k.s += y[j] > y[i] ? 1 : y[j] < y[i] ? -1 : 0;
            ties = ties || y[j] == y[i];
        }
    }
    k.variance = kendall_variance(y, count, room);
    eg_free(room);
    k.ok = k.variance > 0;
    k.why = k.ok ? NULL : "the values are all the same";
    k.tau = k.s / ((double)count * (double)(count - 1) / 2);
    if (k.ok) {
        double step = k.s > 0 ? 1 : k.s < 0 ? -1 : 0;
        k.z = (k.s - step) / sqrt(k.variance);
        k.p = 2 * eg_normal_q(fabs(k.z));
        if (!ties && count <= EXACT_YEARS) {
            k.p_exact = kendall_exact(k.s, count);
        }
    }
    *out = k;
    return true;
}

eg_estimate eg_annual_percent_change(const double *year, const double *y, size_t count,
                                     double confidence, double *logs)
{
    bool positive = true;
    for (size_t i = 0; i < count; i++) {
        positive = positive && y[i] > 0;
        logs[i] = log(y[i]);
    }
    eg_line line = eg_fit_line(year, logs, count, confidence);
    if (!positive || !line.ok) {
        return eg_estimate_none(positive ? line.why : "a value of zero has no percent change");
    }
    eg_estimate e = eg_estimate_of(100 * expm1(line.slope));
    e.low = 100 * expm1(line.low);
    e.high = 100 * expm1(line.high);
    e.p = line.p;
    return e;
}

/* ---- one break ------------------------------------------------------------------------------
 */

typedef struct {
    double before, after, sse;
} two_lines;

/* Least squares of y on 1, t and (t - at)+; false when the years do not allow it. */
static bool fit_joint(const double *year, const double *y, size_t count, double at,
                      two_lines *fit)
{
    double n = (double)count, mt = 0, mh = 0, my = 0;
    for (size_t i = 0; i < count; i++) {
        mt += year[i] / n;
        mh += fmax(0, year[i] - at) / n;
        my += y[i] / n;
    }
    double tt = 0, th = 0, hh = 0, ty = 0, hy = 0;
    for (size_t i = 0; i < count; i++) {
        double t = year[i] - mt, h = fmax(0, year[i] - at) - mh, v = y[i] - my;
        tt += t * t;
        th += t * h;
        hh += h * h;
        ty += t * v;
        hy += h * v;
    }
    double det = tt * hh - th * th;
    if (!(det > 1e-12 * tt * hh)) {
        return false;
    }
    double b = (hh * ty - th * hy) / det, c = (tt * hy - th * ty) / det;
    fit->before = b;
    fit->after = b + c;
    fit->sse = 0;
    for (size_t i = 0; i < count; i++) {
        double rest = y[i] - my - b * (year[i] - mt) - c * (fmax(0, year[i] - at) - mh);
        fit->sse += rest * rest;
    }
    return true;
}

/* Where the free lines of the first `left` years and of the others meet. */
static double meeting_point(const double *year, const double *y, size_t count, size_t left)
{
    double slope[2], level[2];
    for (int side = 0; side < 2; side++) {
        size_t from = side == 0 ? 0 : left, to = side == 0 ? left : count;
        double n = (double)(to - from), mt = 0, my = 0, tt = 0, ty = 0;
        for (size_t i = from; i < to; i++) {
            mt += year[i] / n;
            my += y[i] / n;
        }
        for (size_t i = from; i < to; i++) {
            tt += (year[i] - mt) * (year[i] - mt);
            ty += (year[i] - mt) * (y[i] - my);
        }
        slope[side] = ty / tt;
        level[side] = my - slope[side] * mt;
    }
    return (level[1] - level[0]) / (slope[0] - slope[1]);
}

eg_joint eg_joinpoint(const double *year, const double *y, size_t count)
{
    eg_joint best = {NAN, NAN, NAN,      INFINITY, NAN,   NAN,
                     NAN, NAN, INFINITY, false,    false, "fewer than five comparable years"};
    eg_line straight = eg_fit_line(year, y, count, 0.95);
    if (count < 5 || !straight.ok) {
        return best;
    }
    double n = (double)count;
    two_lines fit;
    for (size_t i = 2; i + 2 < count; i++) {
        if (fit_joint(year, y, count, year[i], &fit) && fit.sse < best.sse) {
            best.at = year[i];
            best.slope_before = fit.before;
            best.slope_after = fit.after;
            best.sse = fit.sse;
        }
    }
    best.at_free = best.at;
    best.sse_free = best.sse;
    for (size_t left = 2; left + 2 <= count; left++) {
        double at = meeting_point(year, y, count, left);
        bool between = at >= year[left - 1] && at <= year[left];
        if (between && fit_joint(year, y, count, at, &fit) && fit.sse < best.sse_free) {
            best.at_free = at;
            best.sse_free = fit.sse;
        }
    }
    best.ok = isfinite(best.sse);
    best.why = best.ok ? NULL : "no break can be placed";
    best.sse_straight = straight.sse;
    best.bic = n * log(best.sse / n) + 4 * log(n);
    best.bic_straight = n * log(straight.sse / n) + 2 * log(n);
    best.better = best.ok && best.bic < best.bic_straight;
    return best;
}
