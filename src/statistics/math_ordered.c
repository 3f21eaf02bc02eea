#include "statistics/math_ordered.h"

#include "ext/gslx.h"

static const char too_few[] = "fewer than three ordered groups";

void eg_midpoint_ranks(const double *n, size_t count, double *rank)
{
    double total = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        total += n[i];
    }
    for (size_t i = 0; i < count; i++) {
        rank[i] = (before + 0.5 * n[i]) / total;
        before += n[i];
    }
}

/* Weighted line of level on rank; the ranks' mean is one half by construction. */
typedef struct {
    double slope, se, intercept;
    double spread; /* variance of rank over students */
    double mean;
} rank_line;

static double total_of(const double *n, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        total += n[i];
    }
    return total;
}

static rank_line line_on_rank(const eg_levels *g)
{
    rank_line line = {0, 0, 0, 0, eg_levels_mean(g)};
    double total = total_of(g->n, g->count), before = 0, joint = 0, scatter = 0;
    for (int pass = 0; pass < 2; pass++) {
        before = 0;
        for (size_t i = 0; i < g->count; i++) {
            double p = g->n[i] / total, r = before + 0.5 * p - 0.5, y = g->level[i] - line.mean;
            before += p;
            if (pass == 0) {
                line.spread += p * r * r;
                joint += p * r * y;
            } else {
                scatter += p * (y - line.slope * r) * (y - line.slope * r);
            }
        }
        line.slope = joint / line.spread;
    }
    line.se = sqrt(scatter / ((double)g->count - 2) / line.spread);
    line.intercept = line.mean - 0.5 * line.slope;
    return line;
}

eg_estimate eg_absolute_concentration(const eg_levels *g, double confidence)
{
    if (g->count < 3) {
        return eg_estimate_none(too_few);
    }
    rank_line line = line_on_rank(g);
    double scale = 2 * line.spread;
    eg_estimate e = eg_estimate_normal(scale * line.slope, scale * line.se, confidence);
    e.p = NAN;
    return e;
}

eg_estimate eg_relative_concentration(const eg_levels *g, double confidence)
{
    eg_estimate e = eg_absolute_concentration(g, confidence);
    double mean = eg_levels_mean(g);
    if (e.ok && !(mean > 0)) {
        return eg_estimate_none("the overall level is not above zero");
    }
    e.value /= mean;
    e.se /= mean;
    e.low /= mean;
    e.high /= mean;
    return e;
}

double eg_extended_concentration(const eg_levels *g, double nu)
{
    double total = total_of(g->n, g->count), mean = eg_levels_mean(g), before = 0, sum = 0;
    for (size_t i = 0; i < g->count; i++) {
        double p = g->n[i] / total, rank = before + 0.5 * p;
        before += p;
        /* as a covariance: midpoint ranks of few groups do not average to what nu assumes */
        sum += p * (mean - g->level[i]) * pow(1 - rank, nu - 1);
    }
    return nu * sum / mean;
}

/* ---- slope index
 * ------------------------------------------------------------------------------- */

typedef struct {
    double a, b, d; /* symmetric 2 x 2: a b / b d */
} two_by_two;

static two_by_two inverse(two_by_two m)
{
    double det = m.a * m.d - m.b * m.b;
    two_by_two out = {m.d / det, -m.b / det, m.a / det};
    return out;
}

static double quadratic(two_by_two m, double x, double y)
{
    return m.a * x * x + 2 * m.b * x * y + m.d * y * y;
}

typedef struct {
    double intercept, slope;
    two_by_two bread, meat;
} rank_logit;

/* Score and information at the present coefficients; meat gathers squared scores of groups. */
static void logit_sums(const double *x, const double *n, size_t count, rank_logit *fit,
                       double score[2])
{
    double total = total_of(n, count), before = 0;
    two_by_two information = {0, 0, 0}, meat = {0, 0, 0};
    score[0] = score[1] = 0;
    for (size_t i = 0; i < count; i++) {
        double rank = (before + 0.5 * n[i]) / total;
        double p = 1 / (1 + exp(-fit->intercept - fit->slope * rank));
        double rest = x[i] - n[i] * p, weight = n[i] * p * (1 - p);
        before += n[i];
        score[0] += rest;
        score[1] += rest * rank;
        information.a += weight;
        information.b += weight * rank;
        information.d += weight * rank * rank;
        meat.a += rest * rest;
        meat.b += rest * rest * rank;
        meat.d += rest * rest * rank * rank;
    }
    fit->bread = inverse(information);
    fit->meat = meat;
}

static bool climb(const double *x, const double *n, size_t count, rank_logit *fit)
{
    double score[2];
    for (int i = 0; i < 60; i++) {
        logit_sums(x, n, count, fit, score);
        double da = fit->bread.a * score[0] + fit->bread.b * score[1];
        double db = fit->bread.b * score[0] + fit->bread.d * score[1];
        fit->intercept += da;
        fit->slope += db;
        if (!isfinite(da) || !isfinite(db) || fabs(fit->intercept) > 30 ||
            fabs(fit->intercept + fit->slope) > 30) {
            return false;
        }
        if (fabs(da) + fabs(db) < 1e-13 * (1 + fabs(fit->intercept) + fabs(fit->slope))) {
            break;
        }
    }
    logit_sums(x, n, count, fit, score);
    return true;
}

/* HC1 variance of a combination u of the coefficients. */
static double hc1(const rank_logit *fit, size_t count, double u0, double u1)
{
    double v0 = fit->bread.a * u0 + fit->bread.b * u1,
           v1 = fit->bread.b * u0 + fit->bread.d * u1;
    double k = (double)count;
    return quadratic(fit->meat, v0, v1) * k / (k - 2);
}

eg_slope_index eg_slope_index_of(const double *x, const double *n, size_t count,
                                 double confidence)
{
    eg_estimate none = eg_estimate_none(too_few);
    eg_slope_index out = {none, none, NAN, NAN};
    rank_logit fit = {0, 0, {0, 0, 0}, {0, 0, 0}};
    if (count < 3) {
        return out;
    }
    if (!climb(x, n, count, &fit)) {
        out.sii = out.rii = eg_estimate_none("the groups' rates leave no finite slope");
        return out;
    }
    out.intercept = fit.intercept;
    out.slope = fit.slope;
    double p0 = 1 / (1 + exp(-fit.intercept)), p1 = 1 / (1 + exp(-fit.intercept - fit.slope));
    double d0 = p0 * (1 - p0), d1 = p1 * (1 - p1);
    out.sii = eg_estimate_normal(p1 - p0, sqrt(hc1(&fit, count, d1 - d0, d1)), confidence);
    out.sii.p = NAN;
    out.rii = eg_estimate_of(p1 / p0);
    out.rii.se = sqrt(hc1(&fit, count, p0 - p1, 1 - p1)); /* of the log: d log p = 1 - p */
    double factor = exp(eg_two_sided_z(confidence) * out.rii.se);
    out.rii.low = out.rii.value / factor;
    out.rii.high = out.rii.value * factor;
    return out;
}

/* The same sums of a straight line: bread and meat of its intercept and slope. */
static rank_logit line_sums(const eg_levels *g, const rank_line *line)
{
    rank_logit fit = {line->intercept, line->slope, {0, 0, 0}, {0, 0, 0}};
    two_by_two information = {0, 0, 0};
    double total = total_of(g->n, g->count), before = 0;
    for (size_t i = 0; i < g->count; i++) {
        double rank = (before + 0.5 * g->n[i]) / total, weight = g->n[i];
        double rest = weight * (g->level[i] - line->intercept - line->slope * rank);
        before += g->n[i];
        information.a += weight;
        information.b += weight * rank;
        information.d += weight * rank * rank;
        fit.meat.a += rest * rest;
        fit.meat.b += rest * rest * rank;
        fit.meat.d += rest * rest * rank * rank;
    }
    fit.bread = inverse(information);
    return fit;
}

eg_slope_index eg_slope_index_linear(const eg_levels *g, double confidence)
{
    eg_estimate none = eg_estimate_none(too_few);
    eg_slope_index out = {none, none, NAN, NAN};
    if (g->count < 3) {
        return out;
    }
    rank_line line = line_on_rank(g);
    out.intercept = line.intercept;
    out.slope = line.slope;
    rank_logit fit = line_sums(g, &line);
    out.sii = eg_estimate_normal(line.slope, sqrt(hc1(&fit, g->count, 0, 1)), confidence);
    out.sii.p = NAN;
    double bottom = line.intercept, top = line.intercept + line.slope;
    if (!(bottom > 0)) {
        out.rii = eg_estimate_none("the line leaves nothing at the bottom");
        return out;
    }
    out.rii = eg_estimate_of(top / bottom);
    if (top > 0) {
        out.rii.se = sqrt(hc1(&fit, g->count, 1 / top - 1 / bottom, 1 / top)); /* of the log */
        double factor = exp(eg_two_sided_z(confidence) * out.rii.se);
        out.rii.low = out.rii.value / factor;
        out.rii.high = out.rii.value * factor;
    }
    return out;
}
