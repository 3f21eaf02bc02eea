/* Means that the input gives in bounds, and what follows for differences. */
#include <math.h>
#include <string.h>

#include "statistics/bounded.h"

/* NAN: no bound on that side. */
typedef struct {
    double low, high;
    double n_low, n_high;
} mean_bounds;

static double value_of(uint64_t bits)
{
    eg_decimal value = (eg_decimal)bits;
    return value == INT64_MIN || value == INT64_MAX ? NAN
                                                    : (double)value / (double)EG_DECIMAL_ONE;
}

static mean_bounds mean_of(const eg_ask *ask, const eg_place *place)
{
    const eg_views *views = ask->analysis->views;
    eg_bounds own = eg_views_bounds(views, ask->outcome, place, 0);
    eg_bounds n = eg_views_bounds(views, ask->outcome, place, EG_BOUNDS_N);
    mean_bounds out = {NAN, NAN, (double)n.low, (double)n.high};
    if (own.state == EG_GIVEN_BOUNDS) {
        out.low = value_of(own.low);
        out.high = value_of(own.high);
    } else if (own.state == EG_GIVEN_EXACT) {
        out.low = out.high =
            eg_side_of(ask->analysis, ask->outcome, place, SIZE_MAX).moments.mean;
    }
    return out;
}

static void answer(eg_answer *out, double low, double high)
{
    if (isnan(low) && isnan(high))
        eg_answer_none(out, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    else
        eg_answer_bounds(out, low, high);
}

/* m - (N M - n m) / (N - n) is N (m - M) / (N - n), so that each mean stands once; it grows or
 * falls with n, and with N. */
static void against_rest(const mean_bounds *own, const mean_bounds *whole, eg_answer *out)
{
    const double n[] = {own->n_low, own->n_high}, all[] = {whole->n_low, whole->n_high};
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < 4; i++) {
        double factor = all[i / 2] / (all[i / 2] - n[i % 2]);
        if (!(all[i / 2] > n[i % 2])) {
            answer(out, NAN, NAN);
            return;
        }
        /* NAN stays: no bound */
        double least = factor * (own->low - whole->high),
               most = factor * (own->high - whole->low);
        low = isnan(least) || least < low ? least : low;
        high = isnan(most) || most > high ? most : high;
    }
    answer(out, low, high);
}

static void differ(const eg_ask *ask, eg_answer *out)
{
    eg_reference_kind kind = ask->reference->kind;
    eg_place place = ask->place;
    mean_bounds own = mean_of(ask, &place), other;
    if (kind == EG_REFERENCE_GOAL) {
        answer(out, own.low - ask->reference->goal, own.high - ask->reference->goal);
        return;
    }
    bool another = kind == EG_REFERENCE_LEVEL || kind == EG_REFERENCE_HIGHEST;
    place.item = another ? place.item : EG_ITEM_ALL;
    place.group = another ? (uint32_t)ask->reference->group : 0;
    other = mean_of(ask, &place);
    if (kind == EG_REFERENCE_REST)
        against_rest(&own, &other, out);
    else
        answer(out, own.low - other.high, own.high - other.low);
}

bool eg_bounded_mean(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *out)
{
    if (eg_outcome_kind(ask->analysis, ask->outcome) != EG_KIND_MEAN)
        return false;
    if (strcmp(row->about.name, "mean") == 0) {
        mean_bounds own = mean_of(ask, &ask->place);
        answer(out, own.low, own.high);
        return true;
    }
    if (strcmp(row->about.name, "difference") != 0 || ask->reference == NULL)
        return false;
    differ(ask, out);
    return true;
}
