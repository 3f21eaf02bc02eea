#include "statistics/math_segregation.h"

#include <string.h>

#include "statistics/math_draw.h"

static double x_log_x(double x)
{
    return x > 0 ? x * log(x) : 0;
}

static double at(const eg_spread *s, size_t unit, size_t group)
{
    return (double)s->count[unit * s->groups + group];
}

static double unit_size(const eg_spread *s, size_t unit)
{
    double n = 0;
    for (size_t g = 0; g < s->groups; g++) {
        n += at(s, unit, g);
    }
    return n;
}

static double group_size(const eg_spread *s, size_t group)
{
    double n = 0;
    for (size_t u = 0; u < s->units; u++) {
        n += at(s, u, group);
    }
    return n;
}

static double everybody(const eg_spread *s)
{
    double n = 0;
    for (size_t g = 0; g < s->groups; g++) {
        n += group_size(s, g);
    }
    return n;
}

/* Entropy of the groups; NAN when nobody is there. */
static double group_entropy(const eg_spread *s)
{
    double n = everybody(s), sum = 0;
    for (size_t g = 0; g < s->groups; g++) {
        sum += x_log_x(group_size(s, g));
    }
    return n > 0 ? fmax(0, log(n) - sum / n) : NAN;
}

double eg_segregation_m(const eg_spread *s)
{
    double n = 0, cells = 0, units = 0, groups = 0;
    for (size_t u = 0; u < s->units; u++) {
        double size = unit_size(s, u);
        n += size;
        units += x_log_x(size);
        for (size_t g = 0; g < s->groups; g++) {
            cells += x_log_x(at(s, u, g));
        }
    }
    for (size_t g = 0; g < s->groups; g++) {
        groups += x_log_x(group_size(s, g));
    }
    return n > 0 ? fmax(0, (cells - units - groups + x_log_x(n)) / n) : NAN;
}

double eg_segregation_h(const eg_spread *s)
{
    double entropy = group_entropy(s);
    return entropy > 0 ? eg_segregation_m(s) / entropy : NAN;
}

double eg_segregation_local_group(const eg_spread *s, size_t group)
{
    double n = everybody(s), size = group_size(s, group), sum = 0;
    for (size_t u = 0; u < s->units && size > 0; u++) {
        double share = at(s, u, group) / size;
        sum += share > 0 ? share * log(share * n / unit_size(s, u)) : 0;
    }
    return size > 0 ? sum : NAN;
}

double eg_segregation_local_unit(const eg_spread *s, size_t unit)
{
    double n = everybody(s), size = unit_size(s, unit), sum = 0;
    for (size_t g = 0; g < s->groups && size > 0; g++) {
        double share = at(s, unit, g) / size;
        sum += share > 0 ? share * log(share * n / group_size(s, g)) : 0;
    }
    return size > 0 ? sum : NAN;
}

double eg_dissimilarity(const eg_spread *s, size_t group)
{
    double size = group_size(s, group), others = everybody(s) - size, sum = 0;
    for (size_t u = 0; u < s->units; u++) {
        double mine = at(s, u, group);
        sum += fabs(mine / size - (unit_size(s, u) - mine) / others);
    }
    return size > 0 && others > 0 ? 0.5 * sum : NAN;
}

double eg_exposure(const eg_spread *s, size_t group, size_t to)
{
    double size = group_size(s, group), sum = 0;
    for (size_t u = 0; u < s->units && size > 0; u++) {
        double mine = at(s, u, group);
        sum += mine > 0 ? mine / size * at(s, u, to) / unit_size(s, u) : 0;
    }
    return size > 0 ? sum : NAN;
}

double eg_isolation(const eg_spread *s, size_t group)
{
    return eg_exposure(s, group, group);
}

double eg_exposure_to_others(const eg_spread *s, size_t group)
{
    return 1 - eg_isolation(s, group);
}

double eg_variance_ratio_index(const eg_spread *s, size_t group)
{
    double share = group_size(s, group) / everybody(s);
    return share > 0 && share < 1 ? (eg_isolation(s, group) - share) / (1 - share) : NAN;
}

double eg_segregation_gini(const eg_spread *s, size_t group)
{
    double n = everybody(s), share = group_size(s, group) / n, sum = 0;
    for (size_t u = 0; u < s->units; u++) {
        double size = unit_size(s, u);
        for (size_t w = 0; w < u && size > 0; w++) {
            double other = unit_size(s, w);
            double apart =
                other > 0 ? fabs(at(s, u, group) / size - at(s, w, group) / other) : 0;
            sum += 2 * size * other * apart;
        }
    }
    return share > 0 && share < 1 ? sum / (2 * n * n * share * (1 - share)) : NAN;
}

eg_spread_parts eg_segregation_parts(const eg_spread *s, const size_t *cluster, size_t clusters,
                                     uint64_t *room)
{
    memset(room, 0, clusters * s->groups * sizeof *room);
    for (size_t u = 0; u < s->units; u++) {
        for (size_t g = 0; g < s->groups; g++) {
            room[cluster[u] * s->groups + g] += s->count[u * s->groups + g];
        }
    }
    eg_spread whole = {clusters, s->groups, room};
    eg_spread_parts parts = {eg_segregation_m(s), eg_segregation_m(&whole), NAN,
                             group_entropy(s)};
    parts.within = fmax(0, parts.total - parts.between);
    return parts;
}

/* ---- change
 * ------------------------------------------------------------------------------------- */

/* Scales each line of t to the total wanted of it: units, where rows, else groups; returns the
 * worst misfit. */
static double scale_margin(double *t, const eg_spread *like, const double *wanted, bool rows)
{
    size_t lines = rows ? like->units : like->groups,
           others = rows ? like->groups : like->units;
    size_t line = rows ? like->groups : 1, step = rows ? 1 : like->groups;
    double worst = 0;
    for (size_t i = 0; i < lines; i++) {
        double *at = t + i * line, now = 0;
        for (size_t j = 0; j < others; j++) {
            now += at[j * step];
        }
        double factor = now > 0 ? wanted[i] / now : 0;
        worst = fmax(worst, now > 0         ? fabs(wanted[i] - now) / fmax(1, wanted[i])
                            : wanted[i] > 0 ? 1
                                            : 0);
        for (size_t j = 0; j < others; j++) {
            at[j * step] *= factor;
        }
    }
    return worst;
}

/* M of `structure` fitted to the margins of `margins`; NAN when zeros keep it from fitting.
 * room: for cells, units and groups. */
static double fitted_m(const eg_spread *margins, const eg_spread *structure, double *room)
{
    size_t cells = structure->units * structure->groups;
    double worst = 1, m = 0, n = everybody(margins);
    double *t = room, *units = t + cells, *groups = units + margins->units;
    for (size_t i = 0; i < cells; i++) {
        t[i] = (double)structure->count[i];
    }
    for (size_t u = 0; u < margins->units; u++) {
        units[u] = unit_size(margins, u);
    }
    for (size_t g = 0; g < margins->groups; g++) {
        groups[g] = group_size(margins, g);
    }
    for (int step = 0; step < 5000 && worst > 1e-12; step++) {
        scale_margin(t, margins, groups, false);
        worst = scale_margin(t, margins, units, true);
    }
    if (!(worst < 1e-6)) {
        return NAN;
    }
    for (size_t u = 0; u < margins->units; u++) {
        for (size_t g = 0; g < margins->groups; g++) {
            double share = t[u * margins->groups + g] / n;
            double even = units[u] * groups[g] / (n * n);
            m += share > 0 ? share * log(share / even) : 0;
        }
    }
    return m;
}

eg_status eg_segregation_change(const eg_spread *before, const eg_spread *after,
                                eg_spread_change *out)
{
    eg_spread_change c = {eg_segregation_m(before),
                          eg_segregation_m(after),
                          NAN,
                          NAN,
                          false,
                          "the two tables cannot be fitted to each other"};
    size_t cells = before->units * before->groups;
    double *room = eg_alloc(cells + before->units + before->groups + 1, sizeof *room);
    *out = c;
    if (room == NULL) {
        return EG_E_MEMORY;
    }
    double old_margins = fitted_m(before, after, room),
           new_margins = fitted_m(after, before, room);
    eg_free(room);
    if (isfinite(old_margins) && isfinite(new_margins)) {
        c.structure = 0.5 * ((old_margins - c.before) + (c.after - new_margins));
        c.margins = 0.5 * ((new_margins - c.before) + (c.after - old_margins));
        c.ok = true;
        c.why = NULL;
    }
    *out = c;
    return EG_OK;
}

/* ---- bias
 * ----------------------------------------------------------------------------------------- */

static double index_of(const eg_spread *s, eg_segregation_index index, size_t group)
{
    switch (index) {
    case EG_SEGREGATION_M:
        return eg_segregation_m(s);
    case EG_SEGREGATION_H:
        return eg_segregation_h(s);
    case EG_SEGREGATION_D:
        return eg_dissimilarity(s, group);
    }
    return NAN;
}

/* Tables drawn anew, and room for what comes of them. */
typedef struct {
    eg_random *random;
    uint64_t *table; /* a replicate */
    double *share;   /* of each cell */
    double *draws;
    size_t replicates;
} redraw;

/* Draws the whole table again and again; how many sorted draws are usable. */
static size_t draw_tables(const eg_spread *s, eg_segregation_index index, size_t group,
                          redraw *r)
{
    size_t cells = s->units * s->groups, usable = 0;
    uint64_t n = (uint64_t)everybody(s);
    for (size_t i = 0; i < cells; i++) {
        r->share[i] = (double)s->count[i];
    }
    const eg_spread again = {s->units, s->groups, r->table};
    for (size_t i = 0; i < r->replicates; i++) {
        eg_random_multinomial(r->random, n, cells, r->share, r->table);
        double draw = index_of(&again, index, group);
        if (isfinite(draw)) {
            r->draws[usable++] = draw;
        }
    }
    eg_sort_doubles(r->draws, usable);
    return usable;
}

/* raw less the bias the sorted draws show, and their percentiles moved by twice as much. */
static eg_estimate less_bias(double raw, const double *draws, size_t n, double confidence)
{
    double mean = 0, tail = 0.5 - 0.5 * confidence;
    for (size_t i = 0; i < n; i++) {
        mean += draws[i] / (double)n;
    }
    double bias = mean - raw;
    eg_estimate e = eg_estimate_of(fmax(0, raw - bias));
    e.low = fmin(e.value, fmax(0, eg_sorted_quantile(draws, n, tail) - 2 * bias));
    e.high = fmax(e.value, eg_sorted_quantile(draws, n, 1 - tail) - 2 * bias);
    return e;
}

eg_status eg_segregation_corrected(const eg_spread *s, eg_segregation_index index, size_t group,
                                   const eg_resampling *how, double *raw, eg_estimate *out)
{
    size_t cells = s->units * s->groups,
           replicates = how->replicates == 0 ? EG_REPLICATES : how->replicates;
    *raw = index_of(s, index, group);
    *out = eg_estimate_none("fewer than two groups with students");
    if (isnan(*raw)) {
        return EG_OK;
    }
    redraw r = {eg_random_new(how->seed), eg_alloc(cells + 1, sizeof *r.table),
                eg_alloc(cells + replicates, sizeof *r.share), NULL, replicates};
    eg_status status = EG_E_MEMORY;
    if (r.random != NULL && r.table != NULL && r.share != NULL) {
        r.draws = r.share + cells;
        size_t n = draw_tables(s, index, group, &r);
        *out = less_bias(*raw, r.draws, n, how->confidence);
        status = EG_OK;
    }
    eg_random_free(r.random);
    eg_free(r.table);
    eg_free(r.share);
    return status;
}

/* What every draw of a set needs again. */
typedef struct {
    redraw draw;
    size_t *usable;       /* [index]: draws that are numbers */
    double *unit, *group; /* sizes in the draw */
    double *logs;         /* n log n of small n */
    double *value;        /* [index]: M, H, then the groups' D */
} set_redraw;

enum { LOGS_MOST = 1 << 15 };

static double log_of(const set_redraw *r, size_t n_logs, uint64_t n)
{
    return n < n_logs ? r->logs[n] : x_log_x((double)n);
}

static void draw_table(set_redraw *r, size_t cells, uint64_t n)
{
    double left = 0;
    for (size_t i = 0; i < cells; i++) {
        left += r->draw.share[i];
    }
    for (size_t i = 0; i < cells; i++) {
        double share = r->draw.share[i];
        /* left is a sum of whole numbers: exact, so the last cell takes the rest */
        uint64_t k = share < left ? eg_draw_binomial(r->draw.random, n, share / left) : n;
        r->draw.table[i] = share > 0 ? k : 0;
        n -= r->draw.table[i];
        left -= share;
    }
}

/* All indices of a table in two passes over it. */
static void indices_of(const eg_spread *s, size_t n_logs, set_redraw *r)
{
    double n = 0, cells = 0, units = 0, groups = 0;
    memset(r->group, 0, s->groups * sizeof *r->group);
    for (size_t u = 0; u < s->units; u++) {
        uint64_t size = 0;
        for (size_t g = 0; g < s->groups; g++) {
            uint64_t k = s->count[u * s->groups + g];
            cells += log_of(r, n_logs, k);
            r->group[g] += (double)k;
            size += k;
            r->value[g + 2] = 0;
        }
        r->unit[u] = (double)size;
        units += log_of(r, n_logs, size);
        n += (double)size;
    }
    for (size_t g = 0; g < s->groups; g++) {
        groups += log_of(r, n_logs, (uint64_t)r->group[g]);
    }
    double entropy = log(n) - groups / n;
    r->value[0] = fmax(0, (cells - units - groups) / n + log(n));
    r->value[1] = entropy > 0 ? r->value[0] / entropy : NAN;
    for (size_t u = 0; u < s->units; u++) {
        for (size_t g = 0; g < s->groups; g++) {
            double k = (double)s->count[u * s->groups + g];
            r->value[g + 2] +=
                0.5 * fabs(k / r->group[g] - (r->unit[u] - k) / (n - r->group[g]));
        }
    }
}

/* draws: a row of replicates for each index, its usable ones first. */
static void draw_sets(const eg_spread *s, size_t n_logs, set_redraw *r)
{
    size_t cells = s->units * s->groups;
    uint64_t n = (uint64_t)everybody(s);
    const eg_spread again = {s->units, s->groups, r->draw.table};
    for (size_t i = 0; i < cells; i++) {
        r->draw.share[i] = (double)s->count[i];
    }
    for (size_t i = 0; i < r->draw.replicates; i++) {
        draw_table(r, cells, n);
        indices_of(&again, n_logs, r);
        for (size_t k = 0; k < s->groups + 2; k++) {
            if (isfinite(r->value[k])) {
                r->draw.draws[k * r->draw.replicates + r->usable[k]++] = r->value[k];
            }
        }
    }
}

static void correct_each(const eg_spread *s, const set_redraw *r, double confidence,
                         eg_segregation_set *out)
{
    for (size_t k = 0; k < s->groups + 2; k++) {
        eg_estimate *into = k == 0 ? &out->m : k == 1 ? &out->h : &out->d[k - 2];
        double *draws = r->draw.draws + k * r->draw.replicates;
        double raw = k == 0   ? eg_segregation_m(s)
                     : k == 1 ? eg_segregation_h(s)
                              : eg_dissimilarity(s, k - 2);
        *into = eg_estimate_none("one group only");
        if (isfinite(raw) && r->usable[k] > 0) {
            eg_sort_doubles(draws, r->usable[k]);
            *into = less_bias(raw, draws, r->usable[k], confidence);
        }
    }
}

eg_status eg_segregation_correct_set(const eg_spread *s, const eg_resampling *how,
                                     eg_segregation_set *out)
{
    size_t cells = s->units * s->groups, kinds = s->groups + 2,
           replicates = how->replicates == 0 ? EG_REPLICATES : how->replicates;
    size_t n_logs = (size_t)fmin(everybody(s) + 1, LOGS_MOST);
    size_t numbers = cells + kinds * replicates + s->units + s->groups + n_logs + kinds;
    set_redraw r = {.draw = {eg_random_new(how->seed), eg_alloc(cells + 1, sizeof(uint64_t)),
                             eg_alloc(numbers, sizeof(double)), NULL, replicates},
                    .usable = eg_alloc_zero(kinds, sizeof *r.usable)};
    eg_status status = EG_E_MEMORY;
    if (r.draw.random != NULL && r.draw.table != NULL && r.draw.share != NULL &&
        r.usable != NULL) {
        r.draw.draws = r.draw.share + cells;
        r.unit = r.draw.draws + kinds * replicates;
        r.group = r.unit + s->units;
        r.value = r.group + s->groups;
        r.logs = r.value + kinds;
        for (size_t i = 0; i < n_logs; i++) {
            r.logs[i] = x_log_x((double)i);
        }
        draw_sets(s, n_logs, &r);
        correct_each(s, &r, how->confidence, out);
        status = EG_OK;
    }
    eg_random_free(r.draw.random);
    eg_free(r.draw.table);
    eg_free(r.draw.share);
    eg_free(r.usable);
    return status;
}
