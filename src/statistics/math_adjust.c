#include "statistics/math_adjust.h"

#include <math.h>
#include <stdlib.h>

#include "equitygap/base.h"

typedef struct {
    double p;
    size_t at;
} place;

static int by_p(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->p != y->p) {
        return x->p < y->p ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

/* What the p of rank `rank` (1 the smallest) among m is multiplied by. */
static double multiplier(eg_multiple_method method, size_t rank, size_t m, double harmonic)
{
    double r = (double)rank, of = (double)m;
    switch (method) {
    case EG_MULTIPLE_BH:
        return of / r;
    case EG_MULTIPLE_BY:
        return harmonic * of / r;
    case EG_MULTIPLE_HOLM:
    case EG_MULTIPLE_HOCHBERG:
        return of - r + 1;
    case EG_MULTIPLE_BONFERRONI:
        return of;
    case EG_MULTIPLE_NONE:
        break;
    }
    return 1;
}

static void step_up(eg_multiple_method method, const place *sorted, size_t m, double *adjusted)
{
    double harmonic = 0, least = 1;
    for (size_t rank = 1; rank <= m; rank++) {
        harmonic += 1 / (double)rank;
    }
    for (size_t rank = m; rank >= 1; rank--) {
        least = fmin(least, sorted[rank - 1].p * multiplier(method, rank, m, harmonic));
        adjusted[sorted[rank - 1].at] = least;
    }
}

static void step_down(eg_multiple_method method, const place *sorted, size_t m,
                      double *adjusted)
{
    double most = 0;
    for (size_t rank = 1; rank <= m; rank++) {
        most = fmax(most, sorted[rank - 1].p * multiplier(method, rank, m, 1));
        adjusted[sorted[rank - 1].at] = fmin(1, most);
    }
}

bool eg_adjust_p(eg_multiple_method method, const double *p, size_t n, double *adjusted)
{
    if (n == 0) {
        return true;
    }
    place *sorted = eg_alloc(n, sizeof *sorted);
    if (sorted == NULL) {
        return false;
    }
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = p[i];
        if (!isnan(p[i])) {
            sorted[m++] = (place){p[i], i};
        }
    }
    if (method == EG_MULTIPLE_HOLM || method == EG_MULTIPLE_BONFERRONI) {
        qsort(sorted, m, sizeof *sorted, by_p);
        step_down(method, sorted, m, adjusted);
    } else if (method != EG_MULTIPLE_NONE) {
        qsort(sorted, m, sizeof *sorted, by_p);
        step_up(method, sorted, m, adjusted);
    }
    eg_free(sorted);
    return true;
}
