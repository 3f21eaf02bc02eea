#include "statistics/math_inequality.h"

static const char one_group[] = "fewer than two groups";
static const char zero_mean[] = "the overall level is not above zero";
static const char zero_level[] = "a group's level is zero";

double eg_levels_mean(const eg_levels *g)
{
    double total = 0, mean = 0;
    for (size_t i = 0; i < g->count; i++) {
        total += g->n[i];
        mean += (g->level[i] - mean) * g->n[i] / total;
    }
    return mean;
}

static double total_of(const eg_levels *g)
{
    double total = 0;
    for (size_t i = 0; i < g->count; i++) {
        total += g->n[i];
    }
    return total;
}

static eg_estimate with_se(double value, double se, double confidence)
{
    eg_estimate e = eg_estimate_of(value);
    if (se >= 0) {
        double half = eg_two_sided_z(confidence) * se;
        e.se = se;
        e.low = value - half;
        e.high = value + half;
    }
    return e;
}

size_t eg_best_level(const eg_levels *g, bool lower_is_better)
{
    size_t best = 0;
    for (size_t i = 1; i < g->count; i++) {
        bool ahead =
            lower_is_better ? g->level[i] < g->level[best] : g->level[i] > g->level[best];
        best = ahead ? i : best;
    }
    return best;
}

eg_estimate eg_max_min_difference(const eg_levels *g, double confidence)
{
    if (g->count < 2) {
        return eg_estimate_none(one_group);
    }
    size_t top = eg_best_level(g, false), bottom = eg_best_level(g, true);
    double se = g->se == NULL ? NAN : hypot(g->se[top], g->se[bottom]);
    return with_se(g->level[top] - g->level[bottom], se, confidence);
}

eg_estimate eg_max_min_ratio(const eg_levels *g, double confidence)
{
    if (g->count < 2) {
        return eg_estimate_none(one_group);
    }
    size_t top = eg_best_level(g, false), bottom = eg_best_level(g, true);
    double high = g->level[top], low = g->level[bottom];
    if (!(low > 0)) {
        return eg_estimate_none(zero_level);
    }
    eg_estimate e = eg_estimate_of(high / low);
    if (g->se != NULL) {
        e.se = hypot(g->se[top] / high, g->se[bottom] / low); /* of the log */
        double factor = exp(eg_two_sided_z(confidence) * e.se);
        e.low = e.value / factor;
        e.high = e.value * factor;
    }
    return e;
}

static double between_variance(const eg_levels *g)
{
    double mean = eg_levels_mean(g), total = total_of(g), sum = 0;
    for (size_t i = 0; i < g->count; i++) {
        double away = g->level[i] - mean;
        sum += g->n[i] / total * away * away;
    }
    return sum;
}

eg_estimate eg_between_group_variance(const eg_levels *g, double confidence)
{
    if (g->count < 2) {
        return eg_estimate_none(one_group);
    }
    if (g->se == NULL) {
        return eg_estimate_of(between_variance(g));
    }
    double mean = eg_levels_mean(g), total = total_of(g);
    double linear = 0, s2 = 0, s4 = 0, own = 0;
    for (size_t i = 0; i < g->count; i++) {
        double p = g->n[i] / total, v = g->se[i] * g->se[i], away = g->level[i] - mean;
        linear += p * p * v * away * away;
        s2 += p * p * v;
        s4 += p * p * p * p * v * v;
        own += p * p * (1 - p) * (1 - p) * v * v;
    }
    double se = sqrt(4 * linear + 2 * (s2 * s2 - s4 + own));
    return with_se(between_variance(g), se, confidence);
}

eg_estimate eg_between_group_sd(const eg_levels *g)
{
    return g->count < 2 ? eg_estimate_none(one_group)
                        : eg_estimate_of(sqrt(between_variance(g)));
}

static const char *no_relative(const eg_levels *g)
{
    return g->count < 2 ? one_group : eg_levels_mean(g) > 0 ? NULL : zero_mean;
}

eg_estimate eg_coefficient_of_variation(const eg_levels *g)
{
    const char *why = no_relative(g);
    return why != NULL ? eg_estimate_none(why)
                       : eg_estimate_of(100 * sqrt(between_variance(g)) / eg_levels_mean(g));
}

/* Mean distance from a point: each group alike or by its students. */
static double distance_from(const eg_levels *g, double point, bool weighted)
{
    double total = total_of(g), sum = 0;
    for (size_t i = 0; i < g->count; i++) {
        sum += fabs(g->level[i] - point) * (weighted ? g->n[i] / total : 1 / (double)g->count);
    }
    return sum;
}

eg_estimate eg_index_of_disparity(const eg_levels *g, bool weighted)
{
    const char *why = no_relative(g);
    double mean = eg_levels_mean(g);
    return why != NULL ? eg_estimate_none(why)
                       : eg_estimate_of(100 * distance_from(g, mean, weighted) / mean);
}

eg_estimate eg_index_of_disparity_best(const eg_levels *g, bool lower_is_better)
{
    if (g->count < 2) {
        return eg_estimate_none(one_group);
    }
    double best = g->level[eg_best_level(g, lower_is_better)], k = (double)g->count;
    if (!(best > 0)) {
        return eg_estimate_none(zero_level);
    }
    return eg_estimate_of(100 * distance_from(g, best, false) * k / (k - 1) / best);
}

eg_estimate eg_mean_distance_mean(const eg_levels *g, bool weighted)
{
    return g->count < 2 ? eg_estimate_none(one_group)
                        : eg_estimate_of(distance_from(g, eg_levels_mean(g), weighted));
}

eg_estimate eg_mean_distance_best(const eg_levels *g, bool weighted, bool lower_is_better)
{
    return eg_mean_distance_group(g, weighted, eg_best_level(g, lower_is_better));
}

eg_estimate eg_mean_distance_group(const eg_levels *g, bool weighted, size_t group)
{
    return g->count < 2 || group >= g->count
               ? eg_estimate_none(one_group)
               : eg_estimate_of(distance_from(g, g->level[group], weighted));
}

/* r log r, continued to 0 at 0. */
static double r_log_r(double r)
{
    return r > 0 ? r * log(r) : 0;
}

eg_estimate eg_theil_index(const eg_levels *g, double confidence)
{
    const char *why = no_relative(g);
    if (why != NULL) {
        return eg_estimate_none(why);
    }
    double mean = eg_levels_mean(g), total = total_of(g), theil = 0, centre = 0, variance = 0;
    for (size_t i = 0; i < g->count; i++) {
        double p = g->n[i] / total, r = g->level[i] / mean;
        if (r < 0) {
            return eg_estimate_none("a group's level is below zero");
        }
        theil += p * r_log_r(r);
        centre += p * (r + r_log_r(r));
    }
    for (size_t i = 0; i < g->count && g->se != NULL; i++) {
        double p = g->n[i] / total, r = g->level[i] / mean;
        double pull = r > 0 ? 1 + log(r) - centre : 0;
        variance += pull * pull * p * p * g->se[i] * g->se[i] / (mean * mean);
    }
    return with_se(1000 * theil, g->se == NULL ? NAN : 1000 * sqrt(variance), confidence);
}

eg_estimate eg_mean_log_deviation(const eg_levels *g, double confidence)
{
    const char *why = no_relative(g);
    if (why != NULL) {
        return eg_estimate_none(why);
    }
    double mean = eg_levels_mean(g), total = total_of(g), mld = 0, variance = 0;
    for (size_t i = 0; i < g->count; i++) {
        double p = g->n[i] / total, r = g->level[i] / mean;
        if (!(r > 0)) {
            return eg_estimate_none(zero_level);
        }
        double pull = (1 - 1 / r) * p / mean * (g->se == NULL ? 0 : g->se[i]);
        mld -= p * log(r);
        variance += pull * pull;
    }
    return with_se(1000 * mld, g->se == NULL ? NAN : 1000 * sqrt(variance), confidence);
}

eg_estimate eg_generalized_entropy_2(const eg_levels *g)
{
    const char *why = no_relative(g);
    double mean = eg_levels_mean(g);
    return why != NULL ? eg_estimate_none(why)
                       : eg_estimate_of(0.5 * between_variance(g) / (mean * mean));
}

eg_estimate eg_atkinson(const eg_levels *g, double aversion)
{
    const char *why = no_relative(g);
    if (why != NULL) {
        return eg_estimate_none(why);
    }
    if (aversion == 1) {
        eg_estimate mld = eg_mean_log_deviation(g, 0.95);
        return mld.ok ? eg_estimate_of(-expm1(-mld.value / 1000)) : mld;
    }
    double mean = eg_levels_mean(g), total = total_of(g), sum = 0;
    for (size_t i = 0; i < g->count; i++) {
        sum += g->n[i] / total * pow(g->level[i] / mean, 1 - aversion);
    }
    return eg_estimate_of(1 - pow(sum, 1 / (1 - aversion)));
}

eg_estimate eg_gini(const eg_levels *g, size_t *order)
{
    const char *why = no_relative(g);
    if (why != NULL) {
        return eg_estimate_none(why);
    }
    for (size_t i = 0; i < g->count; i++) {
        size_t j = i;
        while (j > 0 && g->level[order[j - 1]] > g->level[i]) {
            order[j] = order[j - 1];
            j--;
        }
        order[j] = i;
    }
    double total = total_of(g), mean = eg_levels_mean(g), before = 0, area = 0;
    for (size_t i = 0; i < g->count; i++) {
        double p = g->n[order[i]] / total, after = before + p * g->level[order[i]] / mean;
        area += p * (before + after);
        before = after;
    }
    return eg_estimate_of(1 - area);
}

/* Walter's standard error of the fraction, from the four-fold table it implies. */
static double walter(const eg_levels *g, size_t best)
{
    double total = total_of(g), mean = eg_levels_mean(g);
    double c = g->level[best] * g->n[best], d = g->n[best] - c;
    double a = mean * total - c, b = total - a - g->n[best];
    double variance =
        c * total * (a * d * (total - c) + b * c * c) / (pow(a + c, 3) * pow(c + d, 3));
    return variance >= 0 ? sqrt(variance) : NAN;
}

static eg_estimate attributable(const eg_levels *g, size_t best, bool lower_is_better,
                                double scale, double confidence)
{
    double mean = eg_levels_mean(g), gain = g->level[best] - mean;
    bool behind = lower_is_better ? gain > 0 : gain < 0;
    double se = scale * walter(g, best);
    return with_se(behind ? 0 : gain * scale / mean, se, confidence);
}

eg_estimate eg_population_attributable_risk(const eg_levels *g, size_t best,
                                            bool lower_is_better, double confidence)
{
    const char *why = no_relative(g);
    return why != NULL ? eg_estimate_none(why)
                       : attributable(g, best, lower_is_better, eg_levels_mean(g), confidence);
}

eg_estimate eg_population_attributable_fraction(const eg_levels *g, size_t best,
                                                bool lower_is_better, double confidence)
{
    const char *why = no_relative(g);
    return why != NULL ? eg_estimate_none(why)
                       : attributable(g, best, lower_is_better, 100, confidence);
}

eg_theil_parts eg_theil_over_units(const eg_levels *g, const size_t *unit, size_t units,
                                   double *room)
{
    eg_theil_parts t = {NAN, NAN, NAN, false, no_relative(g)};
    if (t.why != NULL) {
        return t;
    }
    double *n = room, *mean = room + units, all = eg_levels_mean(g), total = total_of(g);
    for (size_t u = 0; u < units; u++) {
        n[u] = mean[u] = 0;
    }
    for (size_t i = 0; i < g->count; i++) {
        size_t u = unit[i];
        n[u] += g->n[i];
        mean[u] += (g->level[i] - mean[u]) * g->n[i] / n[u];
    }
    t.between = t.within = 0;
    for (size_t u = 0; u < units; u++) {
        t.between += 1000 * n[u] / total * r_log_r(mean[u] / all);
    }
    for (size_t i = 0; i < g->count; i++) {
        double own = mean[unit[i]];
        t.within +=
            own > 0 ? 1000 * g->n[i] / total * own / all * r_log_r(g->level[i] / own) : 0;
    }
    t.total = t.between + t.within;
    t.ok = true;
    return t;
}

double eg_differential_fairness(const uint64_t *x, const uint64_t *n, size_t groups, double c)
{
    double low = INFINITY, high = -INFINITY, low_fail = INFINITY, high_fail = -INFINITY;
    for (size_t i = 0; i < groups; i++) {
        double rate = ((double)x[i] + c / 2) / ((double)n[i] + c);
        low = fmin(low, log(rate));
        high = fmax(high, log(rate));
        low_fail = fmin(low_fail, log1p(-rate));
        high_fail = fmax(high_fail, log1p(-rate));
    }
    return groups < 2 ? NAN : fmax(high - low, high_fail - low_fail);
}
