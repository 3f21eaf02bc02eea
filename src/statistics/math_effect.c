#include "statistics/math_effect.h"

#include "ext/gslx.h"

static double total_of(const uint64_t *count, size_t size)
{
    uint64_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n += count[i];
    }
    return (double)n;
}

/* Students below a value of a histogram. */
typedef struct {
    uint64_t below;
    size_t at;
} reached;

/* The value of the student at a 1-based rank not before *from; *next that of the one after. */
static double rank_from(const double *value, const uint64_t *count, size_t size, double rank,
                        reached *from, double *next)
{
    uint64_t below = from->below, wanted = rank < 1 ? 1 : (uint64_t)ceil(rank);
    size_t i = from->at;
    while (i + 1 < size && below + count[i] < wanted) {
        below += count[i++];
    }
    from->below = below;
    from->at = i;
    size_t last = i;
    while (last > 0 && count[last] == 0) {
        last--; /* beyond everybody: the last who is there */
    }
    size_t after = i;
    if (below + count[i] < wanted + 1) {
        after++;
    }
    while (after < size && count[after] == 0) {
        after++;
    }
    *next = after < size ? value[after] : value[last];
    return value[last];
}

static double at_rank(const double *value, const uint64_t *count, size_t size, double rank,
                      double *next)
{
    reached from = {0, 0};
    return rank_from(value, count, size, rank, &from, next);
}

/* The rank of a quantile, whole, and in *part what is beyond it. */
static double rank_of(double n, double p, int type, double *part)
{
    double rank = type == 6 ? (n + 1) * p : 1 + (n - 1) * p;
    rank = fmax(1, fmin(n, rank));
    /* a rank whole but for rounding is whole, as R has it */
    double whole = floor(rank + 4e-16 * rank);
    *part = rank - whole > 4e-16 * rank ? rank - whole : 0;
    return whole;
}

double eg_quantile(const double *value, const uint64_t *count, size_t size, double p, int type)
{
    double n = total_of(count, size), next = NAN, part;
    if (!(n > 0) || !(p >= 0 && p <= 1)) {
        return NAN;
    }
    double whole = rank_of(n, p, type, &part);
    double low = at_rank(value, count, size, whole, &next);
    return part > 0 ? low + part * (next - low) : low;
}

void eg_quantiles(const double *value, const uint64_t *count, size_t size, const double *p,
                  size_t many, double *out)
{
    reached from = {0, 0};
    double n = total_of(count, size);
    for (size_t i = 0; i < many; i++) {
        double next = NAN, part, whole = rank_of(n, p[i], 7, &part);
        double low = rank_from(value, count, size, whole, &from, &next);
        out[i] = part > 0 ? low + part * (next - low) : low;
    }
}

static eg_range quantile_set(const double *value, const uint64_t *count, size_t size,
                             double tau)
{
    double n = total_of(count, size), target = n * tau, whole = round(target);
    bool between = fabs(target - whole) < 1e-9 * fmax(1, n) && whole >= 1 && whole < n;
    eg_range set;
    double next = NAN;
    set.low = at_rank(value, count, size, between ? whole : fmax(1, ceil(target)), &next);
    set.high = between ? next : set.low;
    return set;
}

eg_range eg_quantile_regression_gap(const double *value, const uint64_t *a, const uint64_t *b,
                                    size_t size, double tau)
{
    eg_range gap = {NAN, NAN};
    if (total_of(a, size) > 0 && total_of(b, size) > 0) {
        eg_range of_a = quantile_set(value, a, size, tau),
                 of_b = quantile_set(value, b, size, tau);
        gap.low = of_a.low - of_b.high;
        gap.high = of_a.high - of_b.low;
    }
    return gap;
}

/* What is made of delta. */
static void take_delta(eg_superiority *s, double delta, double pairs)
{
    s->cliffs_delta = delta;
    s->superiority = (1 + delta) / 2;
    s->u = s->superiority * pairs;
    s->v = sqrt(2) * eg_normal_quantile(s->superiority);
    s->ok = true;
    s->why = NULL;
}

eg_superiority eg_superiority_bare(const uint64_t *a, const uint64_t *b, size_t size)
{
    eg_superiority s = {NAN, NAN, NAN,   NAN,
                        NAN, NAN, false, "no students with a value on one side"};
    double na = total_of(a, size), nb = total_of(b, size), delta = 0;
    uint64_t below_b = 0;
    if (!(na > 0) || !(nb > 0)) {
        return s;
    }
    for (size_t i = 0; i < size; i++) {
        if (a[i] > 0) {
            delta += (double)a[i] * (2 * (double)below_b + (double)b[i] - nb);
        }
        below_b += b[i];
    }
    take_delta(&s, delta / (na * nb), na * nb);
    return s;
}

/* ---- a group and all others
 * ------------------------------------------------------------------------------ */

static uint64_t group_below(const eg_within *w, size_t i)
{
    return i == 0 ? 0 : w->through[i - 1];
}

static uint64_t others_of(const eg_within *w)
{
    return w->below[w->size] - group_below(w, w->n);
}

eg_superiority eg_within_superiority(const eg_within *w)
{
    eg_superiority s = {NAN, NAN, NAN,   NAN,
                        NAN, NAN, false, "no students with a value on one side"};
    double na = (double)group_below(w, w->n), nb = (double)others_of(w), delta = 0;
    if (!(na > 0) || !(nb > 0)) {
        return s;
    }
    for (size_t i = 0; i < w->n; i++) {
        uint64_t below = w->below[w->at[i]] - group_below(w, i);
        uint64_t same = w->below[w->at[i] + 1] - w->through[i] - below;
        delta += (double)w->count[i] * (2 * (double)below + (double)same - nb);
    }
    take_delta(&s, delta / (na * nb), na * nb);
    return s;
}

/* The value of the one of the others at a 1-based rank. */
static double others_at(const eg_within *w, uint64_t rank)
{
    /* the group's first value up to which there are that many others */
    size_t low = 0, high = w->n;
    while (low < high) {
        size_t i = low + (high - low) / 2;
        if (w->below[w->at[i] + 1] - w->through[i] < rank) {
            low = i + 1;
        } else {
            high = i;
        }
    }
    /* between it and the one before nobody is of the group */
    uint64_t own = group_below(w, low);
    size_t first = low == 0 ? 0 : w->at[low - 1] + 1, last = low < w->n ? w->at[low] : w->size;
    while (first < last) {
        size_t i = first + (last - first) / 2;
        if (w->below[i + 1] - own < rank) {
            first = i + 1;
        } else {
            last = i;
        }
    }
    return w->value[first];
}

void eg_within_quantiles(const eg_within *w, const double *p, size_t many, double *out)
{
    uint64_t n = others_of(w);
    for (size_t i = 0; i < many; i++) {
        double part;
        uint64_t rank = (uint64_t)rank_of((double)n, p[i], 7, &part);
        out[i] = others_at(w, rank);
        if (part > 0) {
            out[i] += part * ((rank < n ? others_at(w, rank + 1) : out[i]) - out[i]);
        }
    }
}

eg_superiority eg_superiority_of(const uint64_t *a, const uint64_t *b, size_t size)
{
    eg_superiority s = {NAN, NAN, NAN,   NAN,
                        NAN, NAN, false, "no students with a value on one side"};
    double na = total_of(a, size), nb = total_of(b, size), n = na + nb;
    if (!(na > 0) || !(nb > 0)) {
        return s;
    }
    double delta = 0, below_b = 0, ties = 0;
    for (size_t i = 0; i < size; i++) {
        double ca = (double)a[i], cb = (double)b[i], t = ca + cb;
        delta += ca * (2 * below_b + cb - nb);
        below_b += cb;
        ties += t * t * t - t;
    }
    delta /= na * nb;
    /* Cliff: spread of each student's own dominance, and of the single comparisons */
    double own_a = 0, own_b = 0, tied = 0, below_a = 0;
    below_b = 0;
    for (size_t i = 0; i < size; i++) {
        double ca = (double)a[i], cb = (double)b[i];
        double da = (2 * below_b + cb - nb) / nb - delta,
               db = (na - ca - 2 * below_a) / na - delta;
        own_a += ca * da * da;
        own_b += cb * db * db;
        tied += ca * cb;
        below_a += ca;
        below_b += cb;
    }
    double single =
        na * nb - tied - na * nb * delta * delta; /* squares of +1, 0, -1 about delta */
    s.delta_variance =
        (nb * nb * own_a + na * na * own_b - single) / (na * nb * (na - 1) * (nb - 1));
    take_delta(&s, delta, na * nb);
    double variance = na * nb / 12 * (n + 1 - ties / (n * (n - 1)));
    double away = fmax(0, fabs(s.u - na * nb / 2) - 0.5);
    s.p = variance > 0 ? fmin(1, 2 * eg_normal_q(away / sqrt(variance))) : 1;
    return s;
}
