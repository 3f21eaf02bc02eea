#include "statistics/math_hetop.h"

#include <string.h>

#include "ext/gslx.h"
#include "statistics/math_linear.h"

enum { MOST_STEPS = 200 };

static const char not_settled[] = "the level counts do not settle the groups' spreads";

/* Parameters in one row: mu of each group, log sigma of each group, cuts from the third. */
typedef struct {
    size_t groups, levels, k;
    const uint64_t *counts;
    double first, second;
    double *theta, *trial, *score, *step, *scale, *information, *slope;
    double *share, *cut; /* [group * levels]: at the theta looked at last */
    double *density;     /* [level] */
    bool *used;
    double *block;
} work;

static double cut_of(const work *w, const double *theta, size_t index)
{
    return index == 0 ? w->first : index == 1 ? w->second : theta[2 * w->groups + index - 2];
}

/* P(Z <= u) for u below 0, else P(Z > u): what keeps its digits. */
static double tail_of(double u)
{
    return eg_normal_q(fabs(u));
}

/* Share expected between two standardised cuts, from the tail of each. */
static double share_between(double below, double above, double tail_below, double tail_above)
{
    if (below > 0) {
        return tail_below - tail_above;
    }
    return (above > 0 ? 1 - tail_above : tail_above) - tail_below;
}

/* Of each group: standardised cuts and the shares of its levels that they cut off. */
static void shares_at(work *w, const double *theta)
{
    for (size_t g = 0; g < w->groups; g++) {
        double inverse = exp(-theta[w->groups + g]), mu = theta[g];
        double below = -INFINITY, tail_below = 0;
        double *share = w->share + g * w->levels, *u = w->cut + g * w->levels;
        for (size_t l = 0; l < w->levels; l++) {
            bool last = l + 1 == w->levels;
            double above = last ? INFINITY : (cut_of(w, theta, l) - mu) * inverse;
            double tail_above = last ? 0 : tail_of(above);
            share[l] = share_between(below, above, tail_below, tail_above);
            u[l] = above;
            below = above;
            tail_below = tail_above;
        }
    }
}

/* Leaves the shares at theta behind. */
static double loss(work *w, const double *theta)
{
    double sum = 0;
    for (size_t c = 2; c + 1 < w->levels; c++) {
        if (!(cut_of(w, theta, c) > cut_of(w, theta, c - 1))) {
            return INFINITY;
        }
    }
    shares_at(w, theta);
    for (size_t i = 0; i < w->groups * w->levels; i++) {
        double n = (double)w->counts[i], p = n > 0 ? w->share[i] : 1;
        if (!(p > 0)) {
            return INFINITY;
        }
        sum -= n > 0 ? n * log(p) : 0;
    }
    return sum;
}

/* slope = derivative of a level's share in every parameter; density at the cuts of its group.
 */
static void share_slope(work *w, size_t g, size_t level, const double *density)
{
    double inverse = exp(-w->theta[w->groups + g]);
    const double *u = w->cut + g * w->levels;
    memset(w->slope, 0, w->k * sizeof *w->slope);
    for (int side = 0; side < 2; side++) {
        bool upper = side == 0;
        if (upper ? level + 1 == w->levels : level == 0) {
            continue;
        }
        size_t cut = upper ? level : level - 1;
        double signed_density = upper ? density[cut] : -density[cut];
        w->slope[g] -= signed_density * inverse;
        w->slope[w->groups + g] -= signed_density * u[cut];
        if (cut >= 2) {
            w->slope[2 * w->groups + cut - 2] += signed_density * inverse;
        }
    }
}

static void add_slope(work *w, double pull, double weight)
{
    for (size_t i = 0; i < w->k; i++) {
        if (w->slope[i] == 0) {
            continue;
        }
        w->score[i] += pull * w->slope[i];
        for (size_t j = 0; j < w->k; j++) {
            w->information[i * w->k + j] += weight * w->slope[i] * w->slope[j];
        }
    }
}

/* At theta, whose shares are there. */
static void score_and_information(work *w)
{
    memset(w->score, 0, w->k * sizeof *w->score);
    memset(w->information, 0, w->k * w->k * sizeof *w->information);
    for (size_t g = 0; g < w->groups; g++) {
        double n = 0;
        for (size_t l = 0; l < w->levels; l++) {
            n += (double)w->counts[g * w->levels + l];
            w->density[l] =
                l + 1 < w->levels ? eg_normal_density(w->cut[g * w->levels + l]) : 0;
        }
        for (size_t l = 0; l < w->levels; l++) {
            double p = fmax(1e-300, w->share[g * w->levels + l]);
            double pull = (double)w->counts[g * w->levels + l] / p;
            share_slope(w, g, l, w->density);
            add_slope(w, pull, n / p);
        }
    }
}

/* Everybody's probits give the start: the same normal for all groups. false: a level nobody is
 * at. */
static bool start(work *w)
{
    double total = 0, below = 0, z[2] = {0, 0};
    for (size_t i = 0; i < w->groups * w->levels; i++) {
        total += (double)w->counts[i];
    }
    for (size_t l = 0; l + 1 < w->levels; l++) {
        double here = 0;
        for (size_t g = 0; g < w->groups; g++) {
            here += (double)w->counts[g * w->levels + l];
        }
        below += here;
        if (!(here > 0) || !(below < total)) {
            return false;
        }
        double probit = eg_normal_quantile(below / total);
        if (l < 2) {
            z[l] = probit;
        }
        if (l >= 2) {
            double unit = (w->second - w->first) / (z[1] - z[0]);
            w->theta[2 * w->groups + l - 2] = w->first + (probit - z[0]) * unit;
        }
    }
    double unit = (w->second - w->first) / (z[1] - z[0]);
    for (size_t g = 0; g < w->groups; g++) {
        w->theta[g] = w->first - z[0] * unit;
        w->theta[w->groups + g] = log(unit);
    }
    return true;
}

/* Fisher scoring with halved steps. */
static bool climb(work *w, double *best)
{
    *best = loss(w, w->theta);
    for (int round = 0; round < MOST_STEPS; round++) {
        double moved = 0, now = INFINITY;
        score_and_information(w);
        if (eg_invert_symmetric(w->information, w->k, w->used, w->scale) < w->k) {
            return false;
        }
        eg_multiply_vector(w->information, w->score, w->k, w->step);
        for (int half = 0; half < 40 && !(now <= *best + 1e-10); half++) {
            double size = ldexp(1, -half);
            moved = 0;
            for (size_t i = 0; i < w->k; i++) {
                w->trial[i] = w->theta[i] + size * w->step[i];
                moved = fmax(moved, fabs(size * w->step[i]));
            }
            now = loss(w, w->trial);
        }
        if (!isfinite(now) || !isfinite(moved)) {
            return false;
        }
        memcpy(w->theta, w->trial, w->k * sizeof *w->theta);
        *best = fmin(now, *best);
        if (moved < 1e-11) {
            return true;
        }
    }
    return false;
}

static bool sensible(const work *w)
{
    for (size_t g = 0; g < w->groups; g++) {
        double spread = w->theta[w->groups + g] - log(w->second - w->first);
        if (fabs(spread) > 7) {
            return false;
        }
    }
    return true;
}

/*
 * A group's spread has no estimate where its students are at one level, at two neighbouring
 * ones (the likelihood rises all the way to no spread) or at the two ends alone (to endless
 * spread).
 */
static bool spreads_settle(const work *w)
{
    for (size_t g = 0; g < w->groups; g++) {
        size_t used = 0, first = 0, last = 0;
        for (size_t l = 0; l < w->levels; l++) {
            if (w->counts[g * w->levels + l] > 0) {
                first = used == 0 ? l : first;
                last = l;
                used++;
            }
        }
        if (used < 2 || (used == 2 && (last == first + 1 || last == first + w->levels - 1))) {
            return false;
        }
    }
    return true;
}

static bool room_for(work *w, eg_hetop *fit)
{
    size_t k = w->k;
    size_t all = w->groups * w->levels;
    w->block = eg_alloc_zero(6 * k + k * k + 2 * all + w->levels, sizeof(double));
    w->used = eg_alloc_zero(k, sizeof *w->used);
    fit->mu = eg_alloc_zero(w->groups, sizeof *fit->mu);
    fit->sigma = eg_alloc_zero(w->groups, sizeof *fit->sigma);
    fit->cut = eg_alloc_zero(w->levels, sizeof *fit->cut);
    if (w->block == NULL || w->used == NULL || fit->mu == NULL || fit->sigma == NULL ||
        fit->cut == NULL) {
        eg_free(w->block);
        eg_free(w->used);
        eg_hetop_clear(fit);
        return false;
    }
    w->theta = w->block;
    w->trial = w->theta + k;
    w->score = w->trial + k;
    w->step = w->score + k;
    w->scale = w->step + k;
    w->slope = w->scale + k;
    w->information = w->slope + k;
    w->share = w->information + k * k;
    w->cut = w->share + all;
    w->density = w->cut + all;
    return true;
}

eg_status eg_hetop_fit(const uint64_t *counts, size_t groups, size_t levels, double first,
                       double second, eg_hetop *fit)
{
    eg_hetop none = {groups, levels, NULL,  NULL,
                     NULL,   NAN,    false, "fewer than three levels in use"};
    *fit = none;
    if (levels < 3 || groups == 0) {
        return EG_OK;
    }
    work w;
    memset(&w, 0, sizeof w);
    w.groups = groups;
    w.levels = levels;
    w.k = 2 * groups + levels - 3;
    w.counts = counts;
    w.first = first;
    w.second = second;
    if (!room_for(&w, fit)) {
        return EG_E_MEMORY;
    }
    double best = NAN;
    if (start(&w)) {
        fit->ok = spreads_settle(&w) && climb(&w, &best) && sensible(&w);
        fit->why = fit->ok ? NULL : not_settled;
    }
    fit->negative_log_likelihood = best;
    for (size_t g = 0; g < groups; g++) {
        fit->mu[g] = w.theta[g];
        fit->sigma[g] = exp(w.theta[groups + g]);
    }
    for (size_t c = 0; c + 1 < levels; c++) {
        fit->cut[c] = cut_of(&w, w.theta, c);
    }
    eg_free(w.block);
    eg_free(w.used);
    return EG_OK;
}

void eg_hetop_clear(eg_hetop *fit)
{
    eg_free(fit->mu);
    eg_free(fit->sigma);
    eg_free(fit->cut);
    fit->mu = fit->sigma = fit->cut = NULL;
}

bool eg_hetop_standardise(eg_hetop *fit, const double *n, bool corrected, double *icc)
{
    double total = 0, mean = 0, inverse = 0, between = 0, within = 0, surplus = 0;
    for (size_t g = 0; g < fit->groups; g++) {
        total += n[g];
        mean += (fit->mu[g] - mean) * n[g] / total;
        inverse += 1 / (n[g] - 1) / (double)fit->groups;
        if (corrected && !(n[g] > 1)) {
            return false;
        }
    }
    for (size_t g = 0; g < fit->groups; g++) {
        double share = n[g] / total, variance = fit->sigma[g] * fit->sigma[g];
        between += share * (fit->mu[g] - mean) * (fit->mu[g] - mean);
        within += share * variance;
        surplus += (1 - share) * variance / total;
    }
    if (corrected) {
        /* typical size of a group, by the harmonic mean of n - 1 */
        double keep = 1 / inverse / (1 + 1 / inverse);
        between -= keep * surplus;
        within *= keep;
    }
    double sd = sqrt(between + within);
    if (!(sd > 0)) {
        return false;
    }
    *icc = between / (between + within);
    for (size_t g = 0; g < fit->groups; g++) {
        fit->mu[g] = (fit->mu[g] - mean) / sd;
        fit->sigma[g] /= sd;
    }
    for (size_t c = 0; c + 1 < fit->levels; c++) {
        fit->cut[c] = (fit->cut[c] - mean) / sd;
    }
    return true;
}

eg_status eg_v_gap_of_levels(const uint64_t *a, const uint64_t *b, size_t levels,
                             eg_estimate *out)
{
    uint64_t *both = eg_alloc_zero(2 * levels + 1, sizeof *both);
    size_t used = 0;
    if (both == NULL) {
        return EG_E_MEMORY;
    }
    for (size_t l = 0; l < levels; l++) {
        used += a[l] + b[l] > 0 ? 1 : 0;
    }
    for (size_t l = 0, at = 0; l < levels; l++) {
        if (a[l] + b[l] > 0) {
            both[at] = a[l];
            both[used + at] = b[l];
            at++;
        }
    }
    eg_hetop fit;
    eg_status status = eg_hetop_fit(both, 2, used, -1, 0, &fit);
    eg_free(both);
    if (status != EG_OK) {
        return status;
    }
    *out = eg_estimate_none(fit.why);
    if (fit.ok) {
        double spread = sqrt(0.5 * (fit.sigma[0] * fit.sigma[0] + fit.sigma[1] * fit.sigma[1]));
        *out = eg_estimate_of((fit.mu[0] - fit.mu[1]) / spread);
    }
    eg_hetop_clear(&fit);
    return EG_OK;
}

double eg_probit_gap(double share_a, double share_b)
{
    return eg_normal_quantile(share_a) - eg_normal_quantile(share_b);
}
