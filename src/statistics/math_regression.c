#include "statistics/math_regression.h"

#include <string.h>

#include "statistics/math_linear.h"

enum { MOST_STEPS = 60 };

/* Beyond this a fitted log-odds is no estimate but a flight to infinity. */
static const double endless = 25;

/* Working room of one fit. */
typedef struct {
    double *bread; /* k * k: inverse of the information */
    double *meat;  /* k * k */
    double *room;  /* k * k */
    double *scale; /* k */
    double *score; /* k */
    double *step;  /* k */
    double *sums;  /* clusters * k */
    double *met;   /* clusters: students in each */
    double *fit;   /* cells: the fitted mean or rate at beta */
    double *eta;   /* cells: before it is made a rate */
    double *block;
    /* what of x is not zero, cell by cell, as eg_cells has it: its own or the two owned here */
    const double *value;
    const uint32_t *column;
    const size_t *from;
    uint32_t *own_column;
    size_t *own_from;
} work;

static size_t not_zero(const eg_cells *cells)
{
    size_t n = 0;
    if (cells->value != NULL) {
        return 0;
    }
    for (size_t i = 0; i < cells->cells * cells->columns; i++) {
        n += (size_t)(cells->x[i] != 0);
    }
    return n;
}

static void list_values(work *w, const eg_cells *cells, double *value)
{
    size_t at = 0, k = cells->columns;
    w->value = cells->value;
    w->column = cells->column;
    w->from = cells->from;
    if (cells->value != NULL) {
        return;
    }
    for (size_t c = 0; c < cells->cells; c++) {
        w->own_from[c] = at;
        for (size_t i = 0; i < k; i++) {
            if (cells->x[c * k + i] != 0) {
                value[at] = cells->x[c * k + i];
                w->own_column[at++] = (uint32_t)i;
            }
        }
    }
    w->own_from[cells->cells] = at;
    w->value = value;
    w->column = w->own_column;
    w->from = w->own_from;
}

static void work_clear(work *w)
{
    eg_free(w->block);
    eg_free(w->own_column);
    eg_free(w->own_from);
}

static bool work_room(work *w, const eg_cells *cells)
{
    size_t k = cells->columns;
    size_t values = not_zero(cells), listed = cells->value != NULL ? 0 : cells->cells;
    size_t doubles = 3 * k * k + 3 * k + cells->clusters * (k + 1) + 2 * cells->cells + values;
    w->block = eg_alloc(doubles + 1, sizeof(double));
    w->own_column = eg_alloc(values + 1, sizeof *w->own_column);
    w->own_from = eg_alloc(listed + 1, sizeof *w->own_from);
    if (w->block == NULL || w->own_column == NULL || w->own_from == NULL) {
        work_clear(w);
        return false;
    }
    w->bread = w->block;
    w->meat = w->bread + k * k;
    w->room = w->meat + k * k;
    w->scale = w->room + k * k;
    w->score = w->scale + k;
    w->step = w->score + k;
    w->sums = w->step + k;
    w->met = w->sums + cells->clusters * k;
    w->fit = w->met + cells->clusters;
    w->eta = w->fit + cells->cells;
    list_values(w, cells, w->eta + cells->cells);
    return true;
}

static bool fit_room(eg_fit *fit, size_t k)
{
    eg_fit none = {k, NULL, NULL, NULL, NAN, NAN, NAN, NAN, false, false, NULL};
    *fit = none;
    fit->beta = eg_alloc_zero(k + 1, sizeof *fit->beta);
    fit->covariance = eg_alloc_zero(k * k + 1, sizeof *fit->covariance);
    fit->used = eg_alloc_zero(k + 1, sizeof *fit->used);
    if (fit->beta == NULL || fit->covariance == NULL || fit->used == NULL) {
        eg_fit_clear(fit);
        return false;
    }
    return true;
}

void eg_fit_clear(eg_fit *fit)
{
    eg_free(fit->beta);
    eg_free(fit->covariance);
    eg_free(fit->used);
    fit->beta = NULL;
    fit->covariance = NULL;
    fit->used = NULL;
}

/* into += weight x x' */
static void add_outer(double *into, const double *x, double weight, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        double wx = weight * x[i];
        for (size_t j = 0; j < k && wx != 0; j++) {
            into[i * k + j] += wx * x[j];
        }
    }
}

/* into += weight x x' of a cell: the lower half of it. */
static void add_cell(double *into, const work *w, size_t c, double weight, size_t k)
{
    for (size_t i = w->from[c]; i < w->from[c + 1]; i++) {
        double wx = weight * w->value[i];
        double *row = into + w->column[i] * k;
        for (size_t j = w->from[c]; j <= i; j++) {
            row[w->column[j]] += wx * w->value[j];
        }
    }
}

static void fill_upper(double *matrix, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < i; j++) {
            matrix[j * k + i] = matrix[i * k + j];
        }
    }
}

/* x'a x of a cell of x. */
static double spread_of(const work *w, size_t c, const double *a, size_t k)
{
    double sum = 0;
    for (size_t i = w->from[c]; i < w->from[c + 1]; i++) {
        double row = 0;
        for (size_t j = w->from[c]; j < w->from[c + 1]; j++) {
            row += a[w->column[i] * k + w->column[j]] * w->value[j];
        }
        sum += w->value[i] * row;
    }
    return sum;
}

/* What beta makes of each cell. */
static void fit_cells(const eg_cells *cells, const double *beta, bool logit, work *w)
{
    for (size_t c = 0; c < cells->cells; c++) {
        double eta = 0;
        for (size_t i = w->from[c]; i < w->from[c + 1]; i++) {
            eta += beta[w->column[i]] * w->value[i];
        }
        w->eta[c] = eta;
        w->fit[c] = logit ? eg_expit(eta) : eta;
    }
}

/* bread = inverse information at the fit; returns the rank. */
static size_t information(const eg_cells *cells, bool logit, work *w, bool *used)
{
    size_t k = cells->columns;
    memset(w->bread, 0, k * k * sizeof *w->bread);
    for (size_t c = 0; c < cells->cells; c++) {
        double p = w->fit[c];
        add_cell(w->bread, w, c, logit ? cells->n[c] * p * (1 - p) : cells->n[c], k);
    }
    fill_upper(w->bread, k);
    return eg_invert_symmetric(w->bread, k, used, w->scale);
}

/* score = X'(y - fit) */
static void scores(const eg_cells *cells, work *w)
{
    memset(w->score, 0, cells->columns * sizeof *w->score);
    for (size_t c = 0; c < cells->cells; c++) {
        double rest = cells->n[c] > 0 ? cells->n[c] * (cells->mean[c] - w->fit[c]) : 0;
        for (size_t i = w->from[c]; i < w->from[c + 1]; i++) {
            w->score[w->column[i]] += rest * w->value[i];
        }
    }
}

/* Squared residuals of a cell's students, added up. */
static double cell_squares(const eg_cells *cells, size_t c, double rest, bool logit)
{
    double n = cells->n[c], mean = cells->mean[c];
    if (logit) {
        return n * (rest * rest + mean * (1 - mean));
    }
    return n * rest * rest + (cells->ss == NULL ? 0 : cells->ss[c]);
}

static void meat_of_students(const eg_cells *cells, eg_covariance type, bool logit, work *w)
{
    size_t k = cells->columns;
    for (size_t c = 0; c < cells->cells; c++) {
        if (cells->n[c] > 0) {
            double weight = cell_squares(cells, c, cells->mean[c] - w->fit[c], logit);
            bool leverage = !logit && (type == EG_COVARIANCE_HC2 || type == EG_COVARIANCE_HC3);
            double room = leverage ? 1 - spread_of(w, c, w->bread, k) : 0;
            if (room > 1e-12) {
                weight /= type == EG_COVARIANCE_HC2 ? room : room * room;
            }
            add_cell(w->meat, w, c, weight, k);
        }
    }
    fill_upper(w->meat, k);
}

/* Returns the number of clusters that have students. */
static double meat_of_clusters(const eg_cells *cells, work *w)
{
    size_t k = cells->columns;
    double count = 0;
    memset(w->sums, 0, cells->clusters * (k + 1) * sizeof *w->sums); /* met too */
    for (size_t c = 0; c < cells->cells; c++) {
        if (cells->n[c] > 0) {
            double rest = cells->n[c] * (cells->mean[c] - w->fit[c]);
            double *sum = w->sums + cells->cluster[c] * k;
            w->met[cells->cluster[c]] += cells->n[c];
            for (size_t i = w->from[c]; i < w->from[c + 1]; i++) {
                sum[w->column[i]] += rest * w->value[i];
            }
        }
    }
    for (size_t g = 0; g < cells->clusters; g++) {
        count += w->met[g] > 0 ? 1 : 0;
        add_outer(w->meat, w->sums + g * k, 1, k);
    }
    return count;
}

static void covariance(const eg_cells *cells, eg_covariance type, bool logit, work *w,
                       eg_fit *fit)
{
    size_t k = cells->columns;
    double n = fit->students, df = n - fit->rank, factor = 1;
    fit->df = logit ? INFINITY : df;
    if (type == EG_COVARIANCE_CLASSIC) {
        double scale = logit ? 1 : fit->sse / df;
        for (size_t i = 0; i < k * k; i++) {
            fit->covariance[i] = w->bread[i] * scale;
        }
        return;
    }
    memset(w->meat, 0, k * k * sizeof *w->meat);
    if (type == EG_COVARIANCE_CR1 && cells->cluster != NULL) {
        double groups = meat_of_clusters(cells, w);
        factor = groups / (groups - 1) * (n - 1) / df;
        fit->df = groups - 1;
    } else {
        meat_of_students(cells, type, logit, w);
        factor = type == EG_COVARIANCE_HC1 || (logit && type != EG_COVARIANCE_HC0) ? n / df : 1;
    }
    if (cells->last_alone) {
        fit->covariance[k * k - 1] = factor * eg_sandwich_last(w->bread, w->meat, k, w->room);
        return;
    }
    eg_sandwich(w->bread, w->meat, k, w->room, fit->covariance);
    for (size_t i = 0; i < k * k; i++) {
        fit->covariance[i] *= factor;
    }
}

static void fit_means(const eg_cells *cells, eg_covariance type, work *w, eg_fit *fit)
{
    size_t k = cells->columns;
    fit->students = eg_cells_students(cells);
    fit_cells(cells, fit->beta, false, w);
    fit->rank = (double)information(cells, false, w, fit->used);
    if (!(fit->students > fit->rank)) {
        fit->why = "no more students than coefficients";
        return;
    }
    /* a second pass on the residuals takes back what rounding cost the first */
    for (int pass = 0; pass < 2; pass++) {
        scores(cells, w);
        eg_multiply_vector(w->bread, w->score, k, w->step);
        for (size_t i = 0; i < k; i++) {
            fit->beta[i] += w->step[i];
        }
        fit_cells(cells, fit->beta, false, w);
    }
    fit->sse = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        double rest = cells->mean[c] - w->fit[c];
        fit->sse += cells->n[c] > 0 ? cell_squares(cells, c, rest, false) : 0;
    }
    fit->ok = true;
    covariance(cells, type, false, w, fit);
}

/* In room that is made for it and given back. */
static eg_status fit_by(void (*way)(const eg_cells *, eg_covariance, work *, eg_fit *),
                        const eg_cells *cells, eg_covariance type, eg_fit *fit)
{
    work w;
    if (!fit_room(fit, cells->columns)) {
        return EG_E_MEMORY;
    }
    if (!work_room(&w, cells)) {
        eg_fit_clear(fit);
        return EG_E_MEMORY;
    }
    way(cells, type, &w, fit);
    work_clear(&w);
    return EG_OK;
}

eg_status eg_fit_means(const eg_cells *cells, eg_covariance type, eg_fit *fit)
{
    return fit_by(fit_means, cells, type, fit);
}

/* ---- logit
 * ------------------------------------------------------------------------------------ */

static bool flies_off(const eg_cells *cells, const work *w)
{
    for (size_t c = 0; c < cells->cells; c++) {
        if (cells->n[c] > 0 && fabs(w->eta[c]) > endless) {
            return true;
        }
    }
    return false;
}

/* Newton's method; false when it does not settle, which for this likelihood means separation.
 */
static bool climb(const eg_cells *cells, work *w, eg_fit *fit)
{
    size_t k = cells->columns;
    fit_cells(cells, fit->beta, true, w);
    size_t rank = information(cells, true, w, fit->used);
    fit->rank = (double)rank;
    for (int step = 0; step < MOST_STEPS; step++) {
        double moved = 0;
        scores(cells, w);
        eg_multiply_vector(w->bread, w->score, k, w->step);
        for (size_t i = 0; i < k; i++) {
            fit->beta[i] += w->step[i];
            moved = fmax(moved, fabs(w->step[i]) / (1 + fabs(fit->beta[i])));
        }
        fit_cells(cells, fit->beta, true, w);
        if (!isfinite(moved) || flies_off(cells, w) ||
            information(cells, true, w, fit->used) < rank) {
            return false;
        }
        if (moved < 1e-8) { /* the step is quadratic: what is left is its square */
            return true;
        }
    }
    return false;
}

static void fit_logit(const eg_cells *cells, eg_covariance type, work *w, eg_fit *fit)
{
    double successes = eg_cells_successes(cells);
    fit->students = eg_cells_students(cells);
    if (!(successes > 0) || !(successes < fit->students)) {
        fit->why = "everyone has the same outcome";
        return;
    }
    if (!climb(cells, w, fit)) {
        fit->separated = true;
        fit->why = "the covariates separate success from failure (no estimate exists)";
        return;
    }
    fit->ok = true;
    covariance(cells, type, true, w, fit);
}

eg_status eg_fit_logit(const eg_cells *cells, eg_covariance type, eg_fit *fit)
{
    return fit_by(fit_logit, cells, type, fit);
}
