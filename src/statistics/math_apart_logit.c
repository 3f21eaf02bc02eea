/* The logit of one group against all others, from what its covariates alone make of the rates.
 */
#include <math.h>
#include <string.h>

#include "statistics/math_apart.h"

/* As math_regression.c has them. */
enum { MOST_STEPS = 60 };
static const double endless = 25, new_share = 1e-10;

/* One climb. The last column is the group's; p NULL: nobody is in it. */
typedef struct {
    const eg_apart *a;
    const eg_part *p;          /* in cells of the covariates */
    const eg_part *by_cluster; /* the same as eg_apart_logit has it */
    const bool *used;
    size_t k;
    double *beta;    /* [column] */
    double *matrix;  /* columns * columns: the information, then its Cholesky factor */
    double *score;   /* [column], then the step */
    double *eta;     /* [cell], of students who are not of the group */
    double *sums;    /* [cluster] */
    double furthest; /* of all log-odds */
    double *block;
} climb;

static bool make_room(climb *m, const eg_apart *a, const eg_part *p, const bool *used)
{
    size_t k = a->cells.columns, cells = a->cells.cells;
    *m = (climb){.a = a, .p = p, .used = used, .k = k};
    m->block = eg_alloc_zero(k * k + 2 * k + cells + a->by.clusters + 1, sizeof(double));
    if (m->block == NULL) {
        return false;
    }
    m->matrix = m->block;
    m->beta = m->matrix + k * k;
    m->score = m->beta + k;
    m->eta = m->score + k;
    m->sums = m->eta + cells;
    return true;
}

/* n students at log-odds eta of whom x succeed: what they add to score and information. */
static double pull_of(climb *m, double n, double x, double eta, double *weight)
{
    double e = exp(-fabs(eta)), high = 1 / (1 + e), low = e / (1 + e);
    *weight = n * high * low;
    m->furthest = fmax(m->furthest, fabs(eta));
    return x - n * (eta >= 0 ? high : low);
}

/* The group's students of a cell; what is left goes to *n and *x. */
static void take_group(climb *m, size_t at, double eta, double *n, double *x, double pull[2])
{
    double own = m->p->students[at], successes = own * m->p->mean[at];
    double *row = m->matrix + (m->k - 1) * m->k;
    const eg_cells *cells = &m->a->cells;
    size_t c = m->p->cell[at];
    pull[0] = pull_of(m, own, successes, eta + m->beta[m->k - 1], &pull[1]);
    for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
        row[cells->column[i]] += pull[1] * cells->value[i];
    }
    row[m->k - 1] += pull[1];
    m->score[m->k - 1] += pull[0];
    *n -= own;
    *x -= successes;
}

/* A cell of ones: to score and information, but for the diagonal. Gives the next cell's pairs.
 */
static const uint32_t *add_ones(climb *m, size_t c, const uint32_t *pair, const double by[2])
{
    const eg_cells *cells = &m->a->cells;
    const uint32_t *column = cells->column + cells->from[c];
    size_t n = cells->from[c + 1] - cells->from[c], pairs = n * (n - 1) / 2;
    double *matrix = m->matrix, *score = m->score, pull = by[0], weight = by[1];
    matrix[0] += weight;
    for (size_t i = 0; i < pairs; i++) {
        matrix[pair[i]] += weight;
    }
    for (size_t i = 0; i < n; i++) {
        score[column[i]] += pull;
    }
    return pair + pairs;
}

/* Score and information at beta. */
static void look(climb *m)
{
    const eg_cells *cells = &m->a->cells;
    memset(m->matrix, 0, m->k * m->k * sizeof *m->matrix);
    memset(m->score, 0, m->k * sizeof *m->score);
    m->furthest = 0;
    const uint32_t *pair = m->a->pairs;
    for (size_t c = 0, at = 0; c < cells->cells; c++) {
        double n = cells->n[c], x = n * cells->mean[c], own[2] = {0, 0}, weight = 0;
        double eta = eg_apart_dot(m->a, c, m->beta);
        m->eta[c] = eta;
        if (m->p != NULL && at < m->p->n && m->p->cell[at] == c) {
            take_group(m, at++, eta, &n, &x, own);
        }
        double pull = n > 0.5 ? pull_of(m, n, x, eta, &weight) : 0;
        if (pair != NULL) {
            pair = add_ones(m, c, pair, (const double[2]){pull + own[0], weight + own[1]});
            continue;
        }
        eg_cells_add_outer(m->matrix, cells, c, weight + own[1]);
        for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
            m->score[cells->column[i]] += (pull + own[0]) * cells->value[i];
        }
    }
    /* a column of ones by itself is that column by the constant */
    for (size_t i = 1; pair != NULL && i < m->k; i++) {
        m->matrix[i * m->k + i] = m->matrix[i * m->k];
    }
}

/* matrix = L L' in its lower half; false where a column says nothing beyond earlier ones. */
static bool factor(climb *m)
{
    size_t k = m->k;
    for (size_t i = 0; i < k; i++) {
        double *row = m->matrix + i * k, whole = row[i];
        if (!m->used[i]) {
            memset(row, 0, (i + 1) * sizeof *row);
            row[i] = 1;
            m->score[i] = 0;
            continue;
        }
        for (size_t j = 0; j <= i; j++) {
            const double *other = m->matrix + j * k;
            double sum = m->used[j] ? row[j] : 0;
            for (size_t l = 0; l < j; l++) {
                sum -= row[l] * other[l];
            }
            row[j] = j < i ? sum / other[j] : sum;
        }
        if (!(row[i] > new_share * whole)) {
            return false;
        }
        row[i] = sqrt(row[i]);
    }
    return true;
}

/* v = L^-1 v, and with `both` L'^-1 of that. */
static void solve(const climb *m, double *v, bool both)
{
    size_t k = m->k;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < i; j++) {
            v[i] -= m->matrix[i * k + j] * v[j];
        }
        v[i] /= m->matrix[i * k + i];
    }
    for (size_t i = both ? k : 0; i-- > 0;) {
        v[i] /= m->matrix[i * k + i];
        for (size_t j = 0; j < i; j++) {
            v[j] -= m->matrix[i * k + j] * v[i];
        }
    }
}

/* From beta to the top, with the factor and the scores of it; false: it does not settle. */
static bool climb_up(climb *m)
{
    look(m);
    bool stands = factor(m);
    for (int step = 0; stands && step < MOST_STEPS; step++) {
        double moved = 0;
        solve(m, m->score, true);
        for (size_t i = 0; i < m->k; i++) {
            m->beta[i] += m->score[i];
            moved = fmax(moved, fabs(m->score[i]) / (1 + fabs(m->beta[i])));
            stands = stands && isfinite(m->score[i]);
        }
        look(m);
        stands = stands && m->furthest <= endless && factor(m);
        if (stands && moved < 1e-8) { /* the step is quadratic: what is left is its square */
            return true;
        }
    }
    return false;
}

/* Where each cell's columns meet in the information. */
static bool make_pairs(eg_apart *a)
{
    const eg_cells *cells = &a->cells;
    size_t n = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        size_t own = cells->from[c + 1] - cells->from[c];
        n += own * (own - 1) / 2;
    }
    a->pairs = eg_alloc(n + 1, sizeof *a->pairs);
    if (a->pairs == NULL) {
        return false;
    }
    uint32_t *to = a->pairs;
    for (size_t c = 0; c < cells->cells; c++) {
        for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
            for (size_t j = cells->from[c]; j < i; j++) {
                *to++ = (uint32_t)(cells->column[i] * cells->columns + cells->column[j]);
            }
        }
    }
    return true;
}

static eg_status fit_covariates(eg_apart *a)
{
    climb m;
    if ((a->ones && !make_pairs(a)) || !make_room(&m, a, NULL, a->used)) {
        return EG_E_MEMORY;
    }
    a->state = climb_up(&m) ? EG_APART_FITS : EG_APART_SEPARATED;
    memcpy(a->logit, m.beta, m.k * sizeof *m.beta);
    eg_free(m.block);
    return EG_OK;
}

/* ---- average effect
 * ------------------------------------------------------------------------------ */

static double expit_and_slope(double eta, double *slope)
{
    double p = eg_expit(eta);
    *slope = p * (1 - p);
    return p;
}

/* slope = derivative of the effect in every parameter. */
static double effect_of(const climb *m, double *slope)
{
    const eg_cells *cells = &m->a->cells;
    double effect = 0, own = m->beta[m->k - 1];
    memset(slope, 0, m->k * sizeof *slope);
    for (size_t c = 0; c < cells->cells; c++) {
        double d0, d1, share = cells->n[c] / m->a->students;
        double p0 = expit_and_slope(m->eta[c], &d0);
        double p1 = expit_and_slope(m->eta[c] + own, &d1);
        effect += share * (p1 - p0);
        slope[m->k - 1] += share * d1;
        for (size_t i = cells->from[c]; i < cells->from[c + 1]; i++) {
            slope[cells->column[i]] += share * (d1 - d0) * cells->value[i];
        }
    }
    for (size_t i = 0; i < m->k; i++) {
        slope[i] = m->used[i] ? slope[i] : 0;
    }
    return effect;
}

/* Of each cluster's scores along v: squares added up. */
static double scatter_of_clusters(const climb *m, const double *v)
{
    const eg_clustered *by = &m->a->by;
    const eg_part *p = m->by_cluster;
    double sum = 0, own = m->beta[m->k - 1];
    for (size_t c = 0, at = 0; c < by->n; c++) {
        double along = eg_apart_dot(m->a, by->cell[c], v), eta = m->eta[by->cell[c]];
        double n = by->students[c], x = n * by->mean[c];
        double *into = &m->sums[by->cluster[c]];
        if (at < p->n && p->cell[at] == c) {
            double students = p->students[at], successes = students * p->mean[at++];
            *into += (successes - students * eg_expit(eta + own)) * (along + v[m->k - 1]);
            n -= students;
            x -= successes;
        }
        *into += n > 0.5 ? (x - n * eg_expit(eta)) * along : 0;
    }
    for (size_t g = 0; g < by->clusters; g++) {
        sum += m->sums[g] * m->sums[g];
    }
    return sum;
}

static eg_estimate estimate_of(eg_apart *a, const climb *m, double confidence)
{
    double *slope = m->score, n = m->a->students, variance = 0;
    double groups = m->a->clusters;
    bool clustered = m->a->by.n > 0;
    double effect = effect_of(m, slope);
    solve(m, slope, clustered);
    for (size_t i = 0; i < m->k; i++) {
        variance += slope[i] * slope[i];
    }
    if (clustered) {
        double df = n - m->a->rank - 1;
        variance = groups / (groups - 1) * (n - 1) / df * scatter_of_clusters(m, slope);
    }
    return eg_apart_estimate(a, effect, sqrt(variance), clustered ? groups - 1 : INFINITY,
                             confidence);
}

static const char same[] = "everyone has the same outcome";
static const char separated[] =
    "the covariates separate success from failure (no estimate exists)";
static const char nothing_left[] = "the covariates leave nothing of the group to compare";

/* The covariates' own fit, and for the group what sets its log-odds apart from what that has
 * for its students. */
static void start_near(climb *m)
{
    const eg_part *p = m->p;
    double eta = 0;
    memcpy(m->beta, m->a->logit, m->k * sizeof *m->beta);
    for (size_t i = 0; i < p->n; i++) {
        eta += p->students[i] / p->total * eg_apart_dot(m->a, p->cell[i], m->beta);
    }
    m->beta[m->k - 1] =
        m->used[m->k - 1] ? log(p->successes / (p->total - p->successes)) - eta : 0;
}

/* From nearby; from nothing where that led astray. */
static bool reaches_top(climb *m)
{
    start_near(m);
    if (climb_up(m)) {
        return true;
    }
    memset(m->beta, 0, m->k * sizeof *m->beta);
    return climb_up(m);
}

/* A group that is not told apart by the covariates alone. */
static eg_status fit_group(eg_apart *a, const eg_part *p, const eg_part *by_cluster,
                           double confidence, eg_estimate *out)
{
    climb m;
    bool *used = eg_alloc_zero(a->cells.columns + 1, sizeof *used);
    if (used == NULL || !make_room(&m, a, p, used)) {
        eg_free(used);
        return EG_E_MEMORY;
    }
    m.by_cluster = by_cluster;
    memcpy(used, a->used, a->cells.columns * sizeof *used);
    eg_status status = eg_apart_is_new(a, p, &used[m.k - 1]);
    if (status == EG_OK && !used[m.k - 1]) {
        *out = eg_estimate_none(nothing_left);
    } else if (status == EG_OK && reaches_top(&m)) {
        *out = estimate_of(a, &m, confidence);
    }
    eg_free(m.block);
    eg_free(used);
    return status;
}

eg_status eg_apart_logit(eg_apart *a, const eg_part *p, double confidence, eg_estimate *out)
{
    double others = a->students - p->total, theirs = a->successes - p->successes;
    *out = eg_estimate_none(same);
    if (!(a->successes > 0.5) || !(a->successes < a->students - 0.5)) {
        return EG_OK;
    }
    eg_status status = a->state == EG_APART_UNTRIED ? fit_covariates(a) : EG_OK;
    *out = eg_estimate_none(separated);
    if (status != EG_OK || a->state == EG_APART_SEPARATED || p->successes < 0.5 ||
        p->successes > p->total - 0.5 || theirs < 0.5 || theirs > others - 0.5) {
        return status;
    }
    eg_part in_cells;
    void *block;
    status = eg_part_of_cells(a, p, &in_cells, &block);
    if (status == EG_OK) {
        status = fit_group(a, &in_cells, p, confidence, out);
    }
    eg_free(block);
    return status;
}
