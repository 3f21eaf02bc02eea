#include "statistics/math_apart.h"

#include <string.h>

#include "statistics/math_linear.h"

/* As math_regression.c has it. */
static const double new_share = 1e-10; /* of a column, that earlier ones do not explain */

/* ---- what all groups share
 * ---------------------------------------------------------------------- */

static bool is_of_ones(const eg_cells *cells)
{
    for (size_t c = 0; c < cells->cells; c++) {
        size_t from = cells->from[c], to = cells->from[c + 1];
        if (from == to || cells->column[from] != 0) {
            return false;
        }
        for (size_t i = from; i < to; i++) {
            if (cells->value[i] != 1) {
                return false;
            }
        }
    }
    return true;
}

static void add_row(const eg_apart *a, size_t c, double weight, double *into)
{
    const eg_cells *cells = &a->cells;
    for (size_t i = cells->from[c]; a->ones && i < cells->from[c + 1]; i++) {
        into[cells->column[i]] += weight;
    }
    for (size_t i = cells->from[c]; !a->ones && i < cells->from[c + 1]; i++) {
        into[cells->column[i]] += weight * cells->value[i];
    }
}

/* eg_cells_add_outer where there is nothing but ones. */
static void add_ones(double *into, const eg_cells *cells, size_t c, double weight)
{
    const uint32_t *column = cells->column + cells->from[c];
    size_t n = cells->from[c + 1] - cells->from[c];
    for (size_t i = 0; i < n; i++) {
        double *row = into + column[i] * cells->columns;
        for (size_t j = 0; j <= i; j++) {
            row[column[j]] += weight;
        }
    }
}

static size_t invert_total(eg_apart *a, double *scale)
{
    const eg_cells *cells = &a->cells;
    size_t k = cells->columns;
    for (size_t c = 0; c < cells->cells; c++) {
        if (a->ones) {
            add_ones(a->bread, cells, c, cells->n[c]);
        } else {
            eg_cells_add_outer(a->bread, cells, c, cells->n[c]);
        }
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < i; j++) {
            a->bread[j * k + i] = a->bread[i * k + j];
        }
    }
    return eg_invert_symmetric(a->bread, k, a->used, scale);
}

static void count_clusters(eg_apart *a, bool *met)
{
    const eg_clustered *by = &a->by;
    for (size_t i = 0; i < by->n; i++) {
        if (by->students[i] > 0 && !met[by->cluster[i]]) {
            met[by->cluster[i]] = true;
            a->clusters++;
        }
    }
}

/* Residuals at beta. Those of a cell are those of its clusters added up: the mean of many
 * students is rounded more than those of few. */
static void take_residuals(eg_apart *a)
{
    const eg_cells *cells = &a->cells;
    const eg_clustered *by = &a->by;
    for (size_t c = 0; c < cells->cells; c++) {
        a->fit[c] = eg_apart_dot(a, c, a->beta);
        a->left[c] = by->n > 0 ? 0 : cells->n[c] * (cells->mean[c] - a->fit[c]);
    }
    for (size_t i = 0; i < by->n; i++) {
        a->by_left[i] = by->students[i] * (by->mean[i] - a->fit[by->cell[i]]);
        a->left[by->cell[i]] += a->by_left[i];
    }
}

static void fit_total(eg_apart *a, double *score, double *step)
{
    const eg_cells *cells = &a->cells;
    size_t k = cells->columns;
    for (size_t c = 0; c < cells->cells; c++) {
        add_row(a, c, cells->n[c], a->total);
        a->left[c] = cells->n[c] * cells->mean[c];
        a->students += cells->n[c];
        a->successes += cells->n[c] * cells->mean[c];
    }
    /* a second pass on the residuals takes back what rounding cost the first */
    for (int pass = 0; pass < 2; pass++) {
        memset(score, 0, k * sizeof *score);
        for (size_t c = 0; c < cells->cells; c++) {
            add_row(a, c, a->left[c], score);
        }
        eg_multiply_vector(a->bread, score, k, step);
        for (size_t i = 0; i < k; i++) {
            a->beta[i] += step[i];
        }
        take_residuals(a);
    }
    for (size_t c = 0; c < cells->cells; c++) {
        double away = cells->n[c] > 0 ? a->left[c] * a->left[c] / cells->n[c] : 0;
        a->squares[c] = away + (cells->ss == NULL ? 0 : cells->ss[c]);
    }
}

eg_status eg_apart_make(eg_apart *out, const eg_cells *cells, const eg_clustered *by,
                        bool separated)
{
    size_t k = cells->columns, n = cells->cells;
    eg_apart a = {.cells = *cells,
                  .by = by == NULL ? (eg_clustered){.n = 0} : *by,
                  .state = separated ? EG_APART_SEPARATED : EG_APART_UNTRIED};
    a.ones = is_of_ones(cells);
    *out = a;
    a.room = eg_alloc_zero(k * k + 6 * k + 3 * n + a.by.n + 1, sizeof *a.room);
    a.used = eg_alloc_zero(k + a.by.clusters + 1, sizeof *a.used);
    if (a.room == NULL || a.used == NULL) {
        eg_apart_clear(&a);
        return EG_E_MEMORY;
    }
    a.bread = a.room;
    a.beta = a.bread + k * k;
    a.total = a.beta + k;
    a.logit = a.total + k;
    a.left = a.logit + k;
    a.squares = a.left + n;
    a.fit = a.squares + n;
    a.by_left = a.fit + n;
    double *score = a.by_left + a.by.n, *step = score + k, *scale = step + k;
    a.rank = (double)invert_total(&a, scale);
    count_clusters(&a, a.used + k);
    fit_total(&a, score, step);
    *out = a;
    return EG_OK;
}

void eg_apart_clear(eg_apart *apart)
{
    eg_free(apart->room);
    eg_free(apart->used);
    eg_free(apart->pairs);
    memset(apart, 0, sizeof *apart);
}

/* ---- least squares
 * ------------------------------------------------------------------------------ */

/* What a cell holds of the two sides: students, residuals and their squares. */
typedef struct {
    double n, left, squares;
} side;

static bool has_part(const eg_part *p, size_t at, size_t c)
{
    return at < p->n && p->cell[at] == c;
}

/* The rest of a cell that the part has at *at without its students, who go to *own. */
static side take_part(const eg_apart *a, const eg_part *p, size_t c, size_t *at, side *own)
{
    side rest = {a->cells.n[c], a->left[c], a->squares[c]};
    size_t i = (*at)++;
    /* the cell's fitted level: its own mean less what is left of it */
    double fit = a->cells.mean[c] - a->left[c] / a->cells.n[c];
    double away = p->mean[i] - fit;
    own->n = p->students[i];
    own->left = p->left == NULL ? own->n * away : p->left[i];
    own->squares = own->n * away * away + (p->ss == NULL ? 0 : p->ss[i]);
    rest.n -= own->n;
    rest.left = rest.n > 0 ? rest.left - own->left : 0;
    rest.squares = rest.n > 0 ? fmax(0, rest.squares - own->squares) : 0;
    return rest;
}

/* Working room of one group. */
typedef struct {
    double *of_group; /* X'd */
    double *slope;    /* its regression on X */
    double *fitted;   /* [cell] X slope */
    double *sums;     /* [cluster] */
    double *block;
} room;

static bool make_room(room *r, const eg_apart *a)
{
    size_t k = a->cells.columns;
    r->block = eg_alloc_zero(2 * k + a->cells.cells + a->by.clusters + 1, sizeof(double));
    if (r->block == NULL) {
        return false;
    }
    r->of_group = r->block;
    r->slope = r->of_group + k;
    r->fitted = r->slope + k;
    r->sums = r->fitted + a->cells.cells;
    return true;
}

/* What X leaves of the column: its square; *pull: its product with the residuals. */
static double leave(const eg_apart *a, const eg_part *p, room *r, double *pull)
{
    double own_square = 0;
    for (size_t i = 0; i < p->n; i++) {
        add_row(a, p->cell[i], p->students[i], r->of_group);
    }
    eg_multiply_vector(a->bread, r->of_group, a->cells.columns, r->slope);
    *pull = 0;
    for (size_t c = 0, at = 0; c < a->cells.cells; c++) {
        double h = eg_apart_dot(a, c, r->slope);
        r->fitted[c] = h;
        if (!has_part(p, at, c)) {
            own_square += a->cells.n[c] * h * h;
            *pull -= a->left[c] * h;
            continue;
        }
        side own, rest = take_part(a, p, c, &at, &own);
        own_square += rest.n * h * h + own.n * (1 - h) * (1 - h);
        *pull += own.left * (1 - h) - rest.left * h;
    }
    return own_square;
}

/* Squares of a side's residuals when each moves by `by`. */
static double moved(const side *s, double by)
{
    double squares = s->squares + 2 * by * s->left + s->n * by * by;
    return squares > 0 ? squares : 0;
}

/* Of each student residual and remaining column multiplied: squares added up. */
static double scatter(const eg_apart *a, const eg_part *p, const room *r, double beta)
{
    double sum = 0;
    for (size_t c = 0, at = 0; c < a->cells.cells; c++) {
        double h = r->fitted[c];
        if (!has_part(p, at, c)) {
            const side all = {a->cells.n[c], a->left[c], a->squares[c]};
            sum += h * h * moved(&all, beta * h);
            continue;
        }
        side own, rest = take_part(a, p, c, &at, &own);
        sum += h * h * moved(&rest, beta * h);
        if (own.n > 0) {
            sum += (1 - h) * (1 - h) * moved(&own, -beta * (1 - h));
        }
    }
    return sum;
}

/* The same, added up within each cluster before it is squared. */
static double scatter_of_clusters(const eg_apart *a, const eg_part *p, const room *r,
                                  double beta)
{
    const eg_clustered *by = &a->by;
    double sum = 0;
    for (size_t c = 0, at = 0; c < by->n; c++) {
        double n = by->students[c], left = a->by_left[c], h = r->fitted[by->cell[c]];
        double *to = &r->sums[by->cluster[c]];
        if (at < p->n && p->cell[at] == c) {
            double own = p->students[at];
            double own_left = own * (p->mean[at++] - a->fit[by->cell[c]]);
            *to += (own_left - own * beta * (1 - h)) * (1 - h);
            n -= own;
            left = n > 0 ? left - own_left : 0;
        }
        *to -= (left + n * beta * h) * h;
    }
    for (size_t g = 0; g < by->clusters; g++) {
        sum += r->sums[g] * r->sums[g];
    }
    return sum;
}

static const char nothing_left[] = "the covariates leave nothing of the group to compare";

eg_estimate eg_apart_estimate(eg_apart *a, double value, double se, double df,
                              double confidence)
{
    if (df > 0 && (a->quantile_df != df || a->quantile_at != confidence)) {
        a->quantile = eg_two_sided_t(confidence, df);
        a->quantile_df = df;
        a->quantile_at = confidence;
    }
    return eg_estimate_within(value, se, df, a->quantile);
}

/* p: as eg_apart_means has it. */
static eg_estimate estimate_of(eg_apart *a, const eg_part *p, const room *r,
                               const double fit[2], double confidence)
{
    bool clustered = a->by.n > 0;
    double beta = fit[0], square = fit[1], n = a->students, df = n - a->rank - 1;
    double groups = a->clusters;
    double meat = clustered ? scatter_of_clusters(a, p, r, beta) : scatter(a, p, r, beta);
    double factor = clustered ? groups / (groups - 1) * (n - 1) / df : n / df;
    return eg_apart_estimate(a, beta, sqrt(factor * meat) / square, clustered ? groups - 1 : df,
                             confidence);
}

static void oaxaca_of(const eg_apart *a, const eg_part *p, const room *r, double beta,
                      eg_oaxaca *out)
{
    double others = a->students - p->total, own = 0, all = 0;
    for (size_t c = 0; c < a->cells.cells && a->by.n == 0; c++) {
        all += a->cells.n[c] * a->cells.mean[c];
    }
    for (size_t c = 0; c < a->by.n; c++) {
        all += a->by.students[c] * a->by.mean[c];
    }
    for (size_t i = 0; i < p->n; i++) {
        own += p->students[i] * p->mean[i];
    }
    out->gap = own / p->total - (all - own) / others;
    out->explained = 0;
    for (size_t i = 0; i + 1 < a->cells.columns; i++) {
        double apart = r->of_group[i] / p->total - (a->total[i] - r->of_group[i]) / others;
        out->explained += apart * (a->beta[i] - beta * r->slope[i]);
    }
    out->unexplained = out->gap - out->explained;
    out->ok = true;
    out->why = NULL;
}

eg_status eg_apart_is_new(const eg_apart *a, const eg_part *p, bool *is)
{
    room r;
    double pull;
    if (!make_room(&r, a)) {
        return EG_E_MEMORY;
    }
    *is = leave(a, p, &r, &pull) > new_share * p->total;
    eg_free(r.block);
    return EG_OK;
}

eg_status eg_part_of_cells(const eg_apart *a, const eg_part *p, eg_part *out, void **block)
{
    size_t cells = a->cells.cells;
    *out = *p;
    *block = NULL;
    if (a->by.n == 0) {
        return EG_OK;
    }
    double *students = eg_alloc_zero(cells + 1, 3 * sizeof(double) + sizeof(uint32_t));
    if (students == NULL) {
        return EG_E_MEMORY;
    }
    double *mean = students + cells, *left = mean + cells;
    uint32_t *cell = (uint32_t *)(void *)(left + cells);
    for (size_t i = 0; i < p->n; i++) {
        uint32_t at = a->by.cell[p->cell[i]];
        students[at] += p->students[i];
        mean[at] += p->students[i] * p->mean[i];
        left[at] += p->students[i] * (p->mean[i] - a->fit[at]);
    }
    size_t n = 0;
    for (size_t c = 0; c < cells; c++) {
        if (students[c] > 0) {
            double all = students[c];
            mean[n] = mean[c] / all;
            students[n] = all;
            left[n] = left[c];
            cell[n++] = (uint32_t)c;
        }
    }
    *out = (eg_part){.n = n,
                     .cell = cell,
                     .students = students,
                     .mean = mean,
                     .left = left,
                     .total = p->total,
                     .successes = p->successes};
    *block = students;
    return EG_OK;
}

/* in_cells: the same part in cells of the covariates. */
static eg_status answer_means(eg_apart *a, const eg_part *p, const eg_part *in_cells,
                              double confidence, eg_estimate *estimate, eg_oaxaca *parts)
{
    room r;
    double pull;
    if (!make_room(&r, a)) {
        return EG_E_MEMORY;
    }
    double square = leave(a, in_cells, &r, &pull);
    bool used = square > new_share * p->total;
    bool enough = a->students > a->rank + (used ? 1 : 0);
    const char *why = !enough ? "no more students than coefficients" : nothing_left;
    if (estimate != NULL) {
        *estimate = eg_estimate_none(why);
    }
    *parts = (eg_oaxaca){NAN, NAN, NAN, NAN, NAN, NAN, false, why};
    if (enough && used) {
        double fit[2] = {pull / square, square};
        oaxaca_of(a, p, &r, fit[0], parts);
        if (estimate != NULL) {
            *estimate = estimate_of(a, p, &r, fit, confidence);
        }
    }
    eg_free(r.block);
    return EG_OK;
}

eg_status eg_apart_means(eg_apart *a, const eg_part *p, double confidence,
                         eg_estimate *estimate, eg_oaxaca *parts)
{
    eg_part in_cells;
    void *block;
    eg_status status = eg_part_of_cells(a, p, &in_cells, &block);
    if (status == EG_OK) {
        status = answer_means(a, p, &in_cells, confidence, estimate, parts);
    }
    eg_free(block);
    return status;
}
