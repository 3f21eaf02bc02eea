/* html_axis.c - a scale whose ends and steps are numbers people count in. */
#include <math.h>
#include <stdlib.h>

#include "html/picture.h"

#define STEPS     4 /* about so many */
#define FAR_WIDER 4 /* times the middle one */
#define FIRST     5.0
#define LAST      84.0 /* right of it stand figures */

void eg_ruler_begin(eg_ruler *axis, const eg_report_outcome *outcome)
{
    *axis = (eg_ruler){
        .low = (double)INFINITY, .high = -(double)INFINITY, .share = eg_html_share(outcome)};
}

void eg_ruler_take_value(eg_ruler *axis, double x)
{
    if (isfinite(x)) {
        axis->low = x < axis->low ? x : axis->low;
        axis->high = x > axis->high ? x : axis->high;
    }
}

void eg_ruler_take(eg_ruler *axis, const eg_fact *fact)
{
    if (fact != NULL && (fact->status == EG_FACT_OK || fact->status == EG_FACT_INTERVAL)) {
        eg_ruler_take_value(axis, fact->value);
        eg_ruler_take_value(axis, fact->ci_low);
        eg_ruler_take_value(axis, fact->ci_high);
    }
}

static double width_of(const eg_fact *fact)
{
    bool shown =
        fact != NULL && (fact->status == EG_FACT_OK || fact->status == EG_FACT_INTERVAL);
    return shown && isfinite(fact->ci_low) && isfinite(fact->ci_high)
               ? fact->ci_high - fact->ci_low
               : (double)NAN;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

bool eg_ruler_take_all(eg_html *html, eg_ruler *axis, const eg_fact *const *facts, size_t n)
{
    double *widths = eg_arena_alloc(html->arena, n + 1, sizeof *widths);
    size_t known = 0;
    bool cut = false;
    if (widths == NULL) {
        html->failed = true;
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (isfinite(width_of(facts[i]))) {
            widths[known++] = width_of(facts[i]);
        }
    }
    qsort(widths, known, sizeof *widths, by_size);
    double most = known == 0 ? 0 : FAR_WIDER * widths[(known - 1) / 2];
    for (size_t i = 0; i < n; i++) {
        bool far = width_of(facts[i]) > most && most > 0 && isfinite(facts[i]->value);
        cut = cut || far;
        if (far) {
            eg_ruler_take_value(axis, facts[i]->value);
        } else {
            eg_ruler_take(axis, facts[i]);
        }
    }
    return cut;
}

/* 1, 2 or 5 tens. */
static double nice_step(double width)
{
    double ten = pow(10, floor(log10(width / STEPS)));
    double many = width / STEPS / ten;
    return many > 5 ? 10 * ten : many > 2 ? 5 * ten : many > 1 ? 2 * ten : ten;
}

void eg_ruler_end(eg_ruler *axis)
{
    if (!(axis->high >= axis->low)) {
        axis->low = 0;
        axis->high = 1;
    }
    if (!(axis->high > axis->low)) {
        double around = fabs(axis->low) > 0 ? fabs(axis->low) / 10 : 0.1;
        axis->low -= around;
        axis->high += around;
    }
    axis->step = nice_step(axis->high - axis->low);
    axis->low = floor(axis->low / axis->step + 1e-9) * axis->step;
    axis->high = ceil(axis->high / axis->step - 1e-9) * axis->step;
    if (axis->share) {
        axis->low = axis->low < 0 ? 0 : axis->low;
        axis->high = axis->high > 1 ? 1 : axis->high;
    }
    double step = axis->share ? 100 * axis->step : axis->step;
    axis->decimals = 0;
    while (axis->decimals < 6 && step < 0.999) {
        axis->decimals++;
        step *= 10;
    }
}

double eg_ruler_share(const eg_ruler *axis, double value)
{
    double share = (value - axis->low) / (axis->high - axis->low);
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

double eg_ruler_x(const eg_ruler *axis, double value)
{
    return FIRST + (LAST - FIRST) * eg_ruler_share(axis, value);
}

double eg_ruler_end_x(const eg_ruler *axis, double value)
{
    double beyond = (axis->high - axis->low) * 1e-9;
    return value < axis->low - beyond    ? 0
           : value > axis->high + beyond ? LAST + FIRST
                                         : eg_ruler_x(axis, value);
}

const char *eg_ruler_label(eg_html *html, const eg_ruler *axis, double value)
{
    const char *figure = eg_html_fixed(html, axis->share ? 100 * value : value, axis->decimals);
    return axis->share ? EG_FILL(html, EG_T("{x}%"), {"x", figure}) : figure;
}
