#include "statistics/math_difference.h"

#include "ext/gslx.h"
#include "statistics/math_proportion.h"

static bool usable(eg_pair pair)
{
    return pair.n1 > 0 && pair.n2 > 0 && pair.x1 <= pair.n1 && pair.x2 <= pair.n2;
}

static double rate_1(eg_pair pair)
{
    return (double)pair.x1 / (double)pair.n1;
}

static double rate_2(eg_pair pair)
{
    return (double)pair.x2 / (double)pair.n2;
}

static void newcombe(eg_pair pair, eg_rate_method single, double confidence, eg_estimate *e)
{
    eg_estimate a = eg_rate(pair.x1, pair.n1, single, confidence);
    eg_estimate b = eg_rate(pair.x2, pair.n2, single, confidence);
    double below_a = a.value - a.low, above_a = a.high - a.value;
    double below_b = b.value - b.low, above_b = b.high - b.value;
    e->low = e->value - sqrt(below_a * below_a + above_b * above_b);
    e->high = e->value + sqrt(above_a * above_a + below_b * below_b);
}

/* The rate of the second group that fits best when the first is larger by delta. */
static double restricted_rate(eg_pair pair, double delta)
{
    double n1 = (double)pair.n1, n2 = (double)pair.n2, x1 = (double)pair.x1,
           x2 = (double)pair.x2;
    double a = n1 + n2;
    double b = (n1 + 2 * n2) * delta - a - (x1 + x2);
    double c = (n2 * delta - a - 2 * x2) * delta + x1 + x2;
    double d = x2 * delta * (1 - delta);
    double third = b / (3 * a);
    double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
    double u = copysign(sqrt(fmax(0, third * third - c / (3 * a))), v);
    double ratio = u == 0 ? 0 : v / (u * u * u);
    double angle = (acos(-1.0) + acos(fmax(-1, fmin(1, ratio)))) / 3;
    double p = 2 * u * cos(angle) - third;
    return fmax(fmax(0, -delta), fmin(fmin(1, 1 - delta), p));
}

/* The score statistic at a true difference of delta; falls as delta grows. */
static double difference_score(eg_pair pair, double delta, double factor)
{
    double p2 = restricted_rate(pair, delta), p1 = p2 + delta;
    double variance =
        (p1 * (1 - p1) / (double)pair.n1 + p2 * (1 - p2) / (double)pair.n2) * factor;
    double apart = rate_1(pair) - rate_2(pair) - delta;
    if (variance <= 0) {
        return apart == 0 ? 0 : copysign(INFINITY, apart);
    }
    return apart / sqrt(variance);
}

/* Where the score passes the target between lo (score above it) and hi (below it). */
static double solve_difference(eg_pair pair, double factor, double target, double lo, double hi)
{
    for (int i = 0; i < 200; i++) {
        double mid = 0.5 * (lo + hi);
        if (mid <= lo || mid >= hi) {
            break;
        }
        if (difference_score(pair, mid, factor) > target) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return 0.5 * (lo + hi);
}

static void score_interval(eg_pair pair, bool mee, double confidence, eg_estimate *e)
{
    double total = (double)pair.n1 + (double)pair.n2;
    double factor = mee ? 1 : total / (total - 1);
    double z = eg_two_sided_z(confidence);
    e->low = solve_difference(pair, factor, z, -1, e->value);
    e->high = solve_difference(pair, factor, -z, e->value, 1);
}

/* Wald's interval after adding that many successes and failures to each side. */
static void wald(eg_pair pair, double added, double confidence, eg_estimate *e)
{
    double n1 = (double)pair.n1 + 2 * added, n2 = (double)pair.n2 + 2 * added;
    double p1 = ((double)pair.x1 + added) / n1, p2 = ((double)pair.x2 + added) / n2;
    double half = eg_two_sided_z(confidence) * sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
    e->low = fmax(-1, p1 - p2 - half);
    e->high = fmin(1, p1 - p2 + half);
}

eg_estimate eg_rate_difference_by(eg_pair pair, eg_difference_method method, double confidence)
{
    if (!usable(pair)) {
        return eg_estimate_none("no students with a value on one side");
    }
    eg_estimate e = eg_estimate_of(rate_1(pair) - rate_2(pair));
    switch (method) {
    case EG_DIFFERENCE_NEWCOMBE:
        newcombe(pair, EG_RATE_WILSON, confidence, &e);
        break;
    case EG_DIFFERENCE_NEWCOMBE_CC:
        newcombe(pair, EG_RATE_WILSON_CC, confidence, &e);
        break;
    case EG_DIFFERENCE_MIETTINEN_NURMINEN:
        score_interval(pair, false, confidence, &e);
        break;
    case EG_DIFFERENCE_MEE:
        score_interval(pair, true, confidence, &e);
        break;
    case EG_DIFFERENCE_WALD:
        wald(pair, 0, confidence, &e);
        break;
    case EG_DIFFERENCE_AGRESTI_CAFFO:
        wald(pair, 1, confidence, &e);
        break;
    }
    return e;
}

bool eg_pair_is_small(eg_pair pair)
{
    double total = (double)pair.n1 + (double)pair.n2;
    double successes = (double)pair.x1 + (double)pair.x2;
    double n = fmin((double)pair.n1, (double)pair.n2);
    return n * fmin(successes, total - successes) < 5 * total;
}

eg_estimate eg_two_proportion_z(eg_pair pair)
{
    if (!usable(pair)) {
        return eg_estimate_none("no students with a value on one side");
    }
    double n1 = (double)pair.n1, n2 = (double)pair.n2;
    double pooled = ((double)pair.x1 + (double)pair.x2) / (n1 + n2);
    double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
    if (!(variance > 0)) {
        return eg_estimate_none("everyone has the same outcome");
    }
    eg_estimate e = eg_estimate_of((rate_1(pair) - rate_2(pair)) / sqrt(variance));
    e.p = 2 * eg_normal_q(fabs(e.value));
    return e;
}

eg_estimate eg_chi_square_pair(eg_pair pair, bool yates)
{
    eg_estimate z = eg_two_proportion_z(pair);
    if (!z.ok) {
        return z;
    }
    double n1 = (double)pair.n1, n2 = (double)pair.n2, total = n1 + n2;
    double x = (double)pair.x1 + (double)pair.x2;
    double away = fabs((double)pair.x1 - n1 * x / total);
    if (yates) {
        away -= fmin(0.5, away);
    }
    eg_estimate e =
        eg_estimate_of(away * away * total * total * total / (n1 * n2 * x * (total - x)));
    e.p = eg_chi_square_q(e.value, 1);
    return e;
}

/* The table with x successes in the first row, weighed against the likeliest one. */
typedef struct {
    double n1, n2, successes;
    double limit; /* tables up to this weight count */
    double all, extreme;
} fisher;

static void fisher_take(fisher *f, double weight)
{
    f->all += weight;
    if (weight <= f->limit) {
        f->extreme += weight;
    }
}

/* weight(x + 1) / weight(x) */
static double fisher_step(const fisher *f, double x)
{
    return (f->n1 - x) * (f->successes - x) / ((x + 1) * (f->n2 - f->successes + x + 1));
}

double eg_fisher_exact(eg_pair pair)
{
    if (!usable(pair)) {
        return NAN;
    }
    fisher f = {(double)pair.n1, (double)pair.n2, (double)pair.x1 + (double)pair.x2, 0, 0, 0};
    double lowest = fmax(0, f.successes - f.n2), highest = fmin(f.n1, f.successes);
    double likeliest = floor((f.n1 + 1) * (f.successes + 1) / (f.n1 + f.n2 + 2));
    uint64_t mode = (uint64_t)fmax(lowest, fmin(highest, likeliest));
    uint64_t least = (uint64_t)lowest, most = (uint64_t)highest;
    double observed = 1;
    for (uint64_t x = mode; x < pair.x1; x++) {
        observed *= fisher_step(&f, (double)x);
    }
    for (uint64_t x = mode; x > pair.x1; x--) {
        observed /= fisher_step(&f, (double)(x - 1));
    }
    f.limit = observed * (1 + 1e-7);
    double weight = 1;
    for (uint64_t x = mode; x <= most && weight > 0; x++) {
        fisher_take(&f, weight);
        weight *= fisher_step(&f, (double)x);
    }
    weight = 1;
    for (uint64_t x = mode; x > least && weight > 0; x--) {
        weight /= fisher_step(&f, (double)(x - 1));
        fisher_take(&f, weight);
    }
    return fmin(1, f.extreme / f.all);
}

eg_estimate eg_rate_difference(eg_pair pair, double confidence)
{
    eg_estimate e = eg_rate_difference_by(pair, EG_DIFFERENCE_NEWCOMBE, confidence);
    if (e.ok) {
        e.p = eg_pair_is_small(pair) ? eg_fisher_exact(pair) : eg_two_proportion_z(pair).p;
    }
    return e;
}

static double power_at(double n, double p1, double p2, double z)
{
    double mean = 0.5 * (p1 + p2);
    double apart = sqrt(n) * (p2 - p1) - z * sqrt(2 * mean * (1 - mean));
    return eg_normal_p(apart / sqrt(p1 * (1 - p1) + p2 * (1 - p2)));
}

double eg_detectable_rate(double n_each, double p, double confidence, double power)
{
    double z = eg_two_sided_z(confidence), lo = p, hi = 1;
    if (!(n_each > 0 && p > 0 && p < 1) || power_at(n_each, p, 1, z) < power) {
        return NAN;
    }
    for (int i = 0; i < 100; i++) {
        double mid = 0.5 * (lo + hi);
        if (power_at(n_each, p, mid, z) < power) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return 0.5 * (lo + hi);
}
