#include "statistics/math_decomposition.h"

#include <string.h>

static double sum_of(const double *n, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += n[i];
    }
    return sum;
}

eg_kitagawa eg_kitagawa_of(const double *n_a, const double *mean_a, const double *n_b,
                           const double *mean_b, size_t strata)
{
    eg_kitagawa out = {NAN, NAN, NAN, false, "no students with a value on one side"};
    double total_a = sum_of(n_a, strata), total_b = sum_of(n_b, strata);
    if (!(total_a > 0) || !(total_b > 0)) {
        return out;
    }
    out.rate = 0;
    out.composition = 0;
    for (size_t i = 0; i < strata; i++) {
        if (n_a[i] > 0 || n_b[i] > 0) {
            double a = n_a[i] > 0 ? mean_a[i] : mean_b[i],
                   b = n_b[i] > 0 ? mean_b[i] : mean_a[i];
            double share_a = n_a[i] / total_a, share_b = n_b[i] / total_b;
            out.rate += 0.5 * (share_a + share_b) * (a - b);
            out.composition += 0.5 * (a + b) * (share_a - share_b);
        }
    }
    out.gap = out.rate + out.composition;
    out.ok = true;
    out.why = NULL;
    return out;
}

/* Room for the fits of Oaxaca's method: students of one side, means of x, the widened design.
 */
typedef struct {
    double *block;
    double *n_a, *n_b;       /* per cell */
    double *mean_a, *mean_b; /* per column */
    double *wide;            /* cells * (columns + 1) */
} oaxaca_room;

static bool room_for(oaxaca_room *r, const eg_cells *cells)
{
    size_t c = cells->cells, k = cells->columns;
    r->block = eg_alloc_zero(2 * c + 2 * k + c * (k + 1), sizeof(double));
    if (r->block == NULL) {
        return false;
    }
    r->n_a = r->block;
    r->n_b = r->n_a + c;
    r->mean_a = r->n_b + c;
    r->mean_b = r->mean_a + k;
    r->wide = r->mean_b + k;
    return true;
}

/* Fills means of x; returns the gap in means of y. NAN when a side is empty. */
static double side_means(const eg_cells *cells, const bool *in_a, oaxaca_room *r)
{
    size_t k = cells->columns;
    double y_a = 0, y_b = 0;
    for (size_t c = 0; c < cells->cells; c++) {
        r->n_a[c] = in_a[c] ? cells->n[c] : 0;
        r->n_b[c] = in_a[c] ? 0 : cells->n[c];
    }
    double total_a = sum_of(r->n_a, cells->cells), total_b = sum_of(r->n_b, cells->cells);
    for (size_t c = 0; c < cells->cells; c++) {
        for (size_t i = 0; i < k; i++) {
            r->mean_a[i] += r->n_a[c] / total_a * cells->x[c * k + i];
            r->mean_b[i] += r->n_b[c] / total_b * cells->x[c * k + i];
            r->wide[c * (k + 1) + i] = cells->x[c * k + i];
        }
        r->wide[c * (k + 1) + k] = in_a[c] ? 1 : 0;
        y_a += r->n_a[c] > 0 ? r->n_a[c] / total_a * cells->mean[c] : 0;
        y_b += r->n_b[c] > 0 ? r->n_b[c] / total_b * cells->mean[c] : 0;
    }
    return total_a > 0 && total_b > 0 ? y_a - y_b : NAN;
}

static void parts_of(const eg_fit *a, const eg_fit *b, const eg_fit *reference,
                     const oaxaca_room *r, double *detail, eg_oaxaca *out)
{
    out->explained = out->endowments = out->coefficients = out->interaction = 0;
    for (size_t i = 0; i < a->columns; i++) {
        double apart = r->mean_a[i] - r->mean_b[i], other = a->beta[i] - b->beta[i];
        double part = apart * reference->beta[i];
        out->explained += part;
        out->endowments += apart * b->beta[i];
        out->coefficients += r->mean_b[i] * other;
        out->interaction += apart * other;
        if (detail != NULL) {
            detail[i] = part;
        }
    }
    out->unexplained = out->gap - out->explained;
    out->ok = true;
    out->why = NULL;
}

static eg_status fit_sides(const eg_cells *cells, const oaxaca_room *r,
                           eg_oaxaca_reference reference, eg_fit fits[3])
{
    eg_cells side = *cells;
    side.n = r->n_a;
    eg_status status = eg_fit_means(&side, EG_COVARIANCE_CLASSIC, &fits[0]);
    if (status == EG_OK) {
        side.n = r->n_b;
        status = eg_fit_means(&side, EG_COVARIANCE_CLASSIC, &fits[1]);
    }
    if (status == EG_OK) {
        side.n = reference == EG_OAXACA_OF_A   ? r->n_a
                 : reference == EG_OAXACA_OF_B ? r->n_b
                                               : cells->n;
        if (reference == EG_OAXACA_POOLED) {
            side.x = r->wide;
            side.columns = cells->columns + 1;
        }
        status = eg_fit_means(&side, EG_COVARIANCE_CLASSIC, &fits[2]);
    }
    return status;
}

eg_status eg_oaxaca_of(const eg_cells *cells, const bool *in_a, eg_oaxaca_reference reference,
                       double *detail, eg_oaxaca *out)
{
    eg_oaxaca none = {NAN, NAN, NAN,   NAN,
                      NAN, NAN, false, "no students with a value on one side"};
    oaxaca_room room;
    eg_fit fits[3];
    memset(fits, 0, sizeof fits);
    *out = none;
    if (!room_for(&room, cells)) {
        return EG_E_MEMORY;
    }
    eg_status status = EG_OK;
    out->gap = side_means(cells, in_a, &room);
    if (!isnan(out->gap)) {
        status = fit_sides(cells, &room, reference, fits);
        if (status == EG_OK && fits[0].ok && fits[1].ok && fits[2].ok) {
            parts_of(&fits[0], &fits[1], &fits[2], &room, detail, out);
        } else {
            out->why = "too few students for the covariates";
        }
    }
    for (int i = 0; i < 3; i++) {
        eg_fit_clear(&fits[i]);
    }
    eg_free(room.block);
    return status;
}

/* Means of every column and, last, of y over one side, `group` 0 or 1. */
static double means_of_side(const eg_cells *cells, double group, double *mean)
{
    size_t k = cells->columns;
    double total = 0;
    memset(mean, 0, (k + 1) * sizeof *mean);
    for (size_t c = 0; c < cells->cells; c++) {
        eg_cell_row row = eg_cells_row(cells, c);
        bool has = row.n > 0 && eg_cell_column(&row, row.n - 1) == k - 1;
        if ((has ? row.value[row.n - 1] : 0) != group || !(cells->n[c] > 0)) {
            continue;
        }
        total += cells->n[c];
        for (size_t i = 0; i < row.n; i++) {
            mean[eg_cell_column(&row, i)] += cells->n[c] * row.value[i];
        }
        mean[k] += cells->n[c] * cells->mean[c];
    }
    for (size_t i = 0; i <= k; i++) {
        mean[i] /= total;
    }
    return total;
}

eg_status eg_oaxaca_of_fit(const eg_cells *cells, const eg_fit *fit, eg_oaxaca *out)
{
    size_t k = cells->columns;
    double *a = eg_alloc(k + 1, 2 * sizeof *a);
    *out = (eg_oaxaca){NAN, NAN, NAN,   NAN,
                       NAN, NAN, false, "no students with a value on one side"};
    if (a == NULL) {
        return EG_E_MEMORY;
    }
    double *b = a + k + 1;
    bool both = means_of_side(cells, 1, a) > 0 && means_of_side(cells, 0, b) > 0;
    if (both && fit->ok && fit->used[k - 1]) {
        out->gap = a[k] - b[k];
        out->explained = 0;
        for (size_t i = 0; i + 1 < k; i++) {
            out->explained += (a[i] - b[i]) * fit->beta[i];
        }
        out->unexplained = out->gap - out->explained;
        out->ok = true;
        out->why = NULL;
    } else if (both) {
        out->why = fit->ok ? "the covariates leave nothing of the group to compare" : fit->why;
    }
    eg_free(a);
    return EG_OK;
}

eg_status eg_oaxaca_pooled(const eg_cells *cells, eg_oaxaca *out)
{
    eg_fit fit;
    eg_status status = eg_fit_means(cells, EG_COVARIANCE_CLASSIC, &fit);
    if (status != EG_OK) {
        return status;
    }
    status = eg_oaxaca_of_fit(cells, &fit, out);
    eg_fit_clear(&fit);
    return status;
}

eg_unit_gap eg_unit_gap_of(const double *n_a, const double *mean_a, const double *n_b,
                           const double *mean_b, size_t units)
{
    eg_unit_gap out = {NAN, NAN, NAN, NAN, NAN, false, "no students with a value on one side"};
    double total_a = sum_of(n_a, units), total_b = sum_of(n_b, units);
    if (!(total_a > 0) || !(total_b > 0)) {
        return out;
    }
    double gap = 0, apart = 0, weights = 0, together = 0;
    for (size_t i = 0; i < units; i++) {
        double n = n_a[i] + n_b[i];
        if (n > 0) {
            double share_a = n_a[i] / total_a, share_b = n_b[i] / total_b;
            apart += (share_a - share_b) * n_a[i] / n;
            gap +=
                (n_a[i] > 0 ? share_a * mean_a[i] : 0) - (n_b[i] > 0 ? share_b * mean_b[i] : 0);
        }
        if (n_a[i] > 0 && n_b[i] > 0) {
            double weight = n_a[i] * n_b[i] / n;
            weights += weight;
            together += weight * (mean_a[i] - mean_b[i]);
        }
    }
    if (!(weights > 0)) {
        out.why = "no unit has students of both";
        return out;
    }
    double inside = together / weights;
    out.gap = gap;
    out.segregation = apart;
    out.within = (1 - apart) * inside;
    out.ambiguous = apart * inside;
    out.between = gap - inside;
    out.ok = true;
    out.why = NULL;
    return out;
}
