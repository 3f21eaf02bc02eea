/* Statistics at the corners of what bounds allow. */
#include "statistics/math_bounds.h"

#include <math.h>

typedef struct {
    uint64_t x, n;
} corner;

enum { CORNERS_MOST = 16 };

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void add(corner *out, size_t *count, const eg_box *box, uint64_t spare, corner c)
{
    bool inside = c.n >= box->n_low && c.n <= box->n_high && c.x >= box->x_low &&
                  c.x <= box->x_high && c.x <= c.n && c.n > 0;
    bool endless = c.n == UINT64_MAX;
    if (!inside || (endless && (spare != UINT64_MAX || c.x == UINT64_MAX)) ||
        (!endless && c.n - c.x > spare))
        return;
    for (size_t i = 0; i < *count; i++)
        if (out[i].x == c.x && out[i].n == c.n)
            return;
    out[(*count)++] = c;
}

/* Corners of x <= n, n - x <= spare and the box. */
static size_t corners(const eg_box *given, uint64_t spare, corner out[CORNERS_MOST])
{
    eg_box box = *given;
    size_t count = 0;
    box.n_low = box.n_low == 0 ? 1 : box.n_low;
    const uint64_t xs[] = {box.x_low, box.x_high}, ns[] = {box.n_low, box.n_high};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++)
            add(out, &count, &box, spare, (corner){xs[i], ns[j]});
        add(out, &count, &box, spare, (corner){xs[i], xs[i]});
        add(out, &count, &box, spare, (corner){xs[i], plus(xs[i], spare)});
        add(out, &count, &box, spare, (corner){ns[i], ns[i]});
        if (ns[i] >= spare)
            add(out, &count, &box, spare, (corner){ns[i] - spare, ns[i]});
    }
    return count;
}

typedef struct {
    double low, high;
    bool any;
} found;

static void see(found *f, double value)
{
    if (isnan(value))
        return;
    f->low = !f->any || value < f->low ? value : f->low;
    f->high = !f->any || value > f->high ? value : f->high;
    f->any = true;
}

static bool tell(const found *f, double *low, double *high)
{
    *low = f->any && isfinite(f->low) ? f->low : NAN;
    *high = f->any && isfinite(f->high) ? f->high : NAN;
    return f->any;
}

bool eg_box_bounds(const eg_box_pair *boxes, eg_box_value value, void *context, double *low,
                   double *high)
{
    corner a[CORNERS_MOST], b[CORNERS_MOST];
    found f = {NAN, NAN, false};
    eg_box first = boxes->a;
    uint64_t whole_x = boxes->b.x_low, whole_n = boxes->b.n_low, spare = UINT64_MAX;
    if (boxes->relation != EG_BOX_APART) {
        uint64_t most = whole_n == 0 ? 0 : whole_n - 1;
        spare = whole_n - whole_x;
        first.n_high = first.n_high > most ? most : first.n_high;
        first.x_high = first.x_high > whole_x ? whole_x : first.x_high;
    }
    size_t n_a = corners(&first, spare, a);
    size_t n_b = boxes->relation == EG_BOX_APART ? corners(&boxes->b, UINT64_MAX, b) : 1;
    for (size_t i = 0; i < n_a; i++)
        for (size_t j = 0; j < n_b; j++) {
            eg_pair pair = {a[i].x, a[i].n, whole_x, whole_n};
            if (boxes->relation == EG_BOX_APART) {
                pair.x2 = b[j].x;
                pair.n2 = b[j].n;
            } else if (boxes->relation == EG_BOX_REST) {
                pair.x2 -= a[i].x;
                pair.n2 -= a[i].n;
            }
            see(&f, value(&pair, context));
        }
    return tell(&f, low, high);
}

bool eg_box_bounds_alone(const eg_box *box, eg_box_value value, void *context, double *low,
                         double *high)
{
    corner a[CORNERS_MOST];
    found f = {NAN, NAN, false};
    size_t n = corners(box, UINT64_MAX, a);
    for (size_t i = 0; i < n; i++) {
        eg_pair pair = {a[i].x, a[i].n, 0, 0};
        see(&f, value(&pair, context));
    }
    return tell(&f, low, high);
}

bool eg_slope_bounds(const double *year, const double *low, const double *high, size_t count,
                     double *least, double *greatest)
{
    double mean = 0, spread = 0;
    size_t k = 0;
    *least = *greatest = NAN;
    for (size_t i = 0; i < count; i++)
        if (!isnan(low[i])) {
            mean += year[i];
            k++;
        }
    mean = k == 0 ? 0 : mean / (double)k;
    for (size_t i = 0; i < count; i++)
        spread += isnan(low[i]) ? 0 : (year[i] - mean) * (year[i] - mean);
    if (k < 3 || !(spread > 0))
        return false;
    *least = *greatest = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = (year[i] - mean) / spread;
        if (isnan(low[i]))
            continue;
        *least += weight * (weight > 0 ? low[i] : high[i]);
        *greatest += weight * (weight > 0 ? high[i] : low[i]);
    }
    return true;
}
