/* A group's level in a unit drawn towards the same group in all units. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/gslx.h"
#include "statistics/math_meta.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* What all units that are shown say of a group's level. */
struct eg_prior {
    bool made, hidden;
    size_t units;
    eg_beta_binomial rate;
    eg_meta mean;
    double sd; /* of a mean's values within units */
    bool weighed;
    eg_excess excess; /* of the funnel */
    struct {
        double a, b, low, high;
    } drawn; /* of the beta met last, which the next row asks for again; a 0: none */
};

/* ---- gathering
 * --------------------------------------------------------------------------------- */

typedef struct {
    uint64_t *x, *n;
    double *y, *v;
    void *room;
} levels;

static bool make_levels(levels *l, size_t units)
{
    uint64_t *counts = eg_alloc(units + 1, 4 * sizeof(uint64_t));
    *l = (levels){.room = counts};
    if (counts == NULL)
        return false;
    l->x = counts;
    l->n = counts + units;
    l->y = (double *)(void *)(counts + 2 * units);
    l->v = l->y + units;
    return true;
}

static void fit_prior(const eg_ask *ask, const levels *l, struct eg_prior *prior)
{
    if (prior->units < 3)
        return;
    if (eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN)
        prior->mean = eg_random_effects(l->y, l->v, prior->units, EG_META_REML,
                                        ask->analysis->settings->confidence);
    else
        prior->rate = eg_beta_binomial_of(l->x, l->n, prior->units);
}

static eg_status gather(const eg_ask *ask, struct eg_prior *prior, eg_error *err)
{
    const eg_analysis *a = ask->analysis;
    bool mean = eg_outcome_kind(a, ask->outcome) == EG_KIND_MEAN;
    size_t units = eg_views_units(a->views, ask->place.scope);
    double squares = 0, freedom = 0;
    levels l;
    eg_place place = ask->place;
    if (!make_levels(&l, units))
        return eg_fail_memory(err);
    for (size_t u = 0; u < units; u++) {
        place.unit = (uint32_t)u;
        eg_side side = eg_side_of(a, ask->outcome, &place, SIZE_MAX);
        prior->hidden = prior->hidden || (side.exists && side.mark != EG_SHOWN);
        bool usable = side.exists && side.mark == EG_SHOWN && side.n > 0 &&
                      (!mean || (side.n > 1 && side.moments.ss > 0 && !side.no_spread));
        if (!usable)
            continue;
        l.x[prior->units] = side.x;
        l.n[prior->units] = side.n;
        if (mean) {
            double sd = eg_moments_sd(side.moments);
            l.y[prior->units] = side.moments.mean;
            l.v[prior->units] = sd * sd / (double)side.n;
            squares += side.moments.ss;
            freedom += (double)side.n - 1;
        }
        prior->units++;
    }
    prior->sd = freedom > 0 ? sqrt(squares / freedom) : NAN;
    fit_prior(ask, &l, prior);
    prior->made = true;
    eg_free(l.room);
    return EG_OK;
}

/* Where a group's prior stands in the memo: units take turns, so each is kept. */
static size_t prior_number(const eg_ask *ask, size_t *n)
{
    const eg_views *views = ask->analysis->views;
    size_t before = 0, groups = 0, outcomes = ask->analysis->schema->n_outcomes;
    for (size_t i = 0; i < eg_views_items(views); i++) {
        before += i < ask->place.item ? eg_views_groups(views, i) : 0;
        groups += eg_views_groups(views, i);
    }
    *n = eg_views_scopes(views) * outcomes * groups * eg_views_years(views);
    return ((ask->place.scope * outcomes + ask->outcome) * groups + before + ask->place.group) *
               eg_views_years(views) +
           ask->place.year;
}

/* The memo's, or *own, which is emptied. */
static eg_status slot_of(const eg_ask *ask, struct eg_prior *own, struct eg_prior **out,
                         eg_error *err)
{
    enum { PRIORS_MOST = 1 << 18 };
    size_t n = 0, at = prior_number(ask, &n);
    eg_memo *memo = ask->memo;
    memset(own, 0, sizeof *own);
    *out = own;
    if (memo == NULL || n > PRIORS_MOST)
        return EG_OK;
    if (memo->priors == NULL)
        memo->priors = eg_alloc_zero(n, sizeof *memo->priors);
    if (memo->priors == NULL)
        return eg_fail_memory(err);
    *out = &memo->priors[at];
    return EG_OK;
}

/* The memo's, or *own. */
static eg_status prior_of(const eg_ask *ask, struct eg_prior *own, struct eg_prior **out,
                          eg_error *err)
{
    eg_status status = slot_of(ask, own, out, err);
    if (status == EG_OK && !(*out)->made)
        status = gather(ask, *out, err);
    return status;
}

/* ---- what units differ by beyond chance
 * -------------------------------------------------------- */

/* Spiegelhalter draws in a tenth of the units at either end. */
static const double drawn_in = 0.1;

static eg_status weigh(const eg_ask *ask, double centre, double spread, eg_excess *out,
                       eg_error *err)
{
    const eg_analysis *a = ask->analysis;
    bool mean = eg_outcome_kind(a, ask->outcome) == EG_KIND_MEAN;
    size_t units = eg_views_units(a->views, ask->place.scope);
    double *z = eg_alloc(units + 1, 2 * sizeof *z);
    if (z == NULL)
        return eg_fail_memory(err);
    double *weight = z + units;
    eg_place place = ask->place;
    *out = (eg_excess){.units = 0};
    for (size_t u = 0; u < units; u++) {
        place.unit = (uint32_t)u;
        eg_side side = eg_side_of(a, ask->outcome, &place, SIZE_MAX);
        out->hidden = out->hidden || (side.exists && side.mark != EG_SHOWN);
        if (!side.exists || side.mark != EG_SHOWN || side.n == 0)
            continue;
        double n = (double)side.n, level = mean ? side.moments.mean : (double)side.x / n;
        weight[out->units] = n / (spread * spread);
        z[out->units++] = (level - centre) * sqrt(n) / spread;
    }
    out->tau_squared = eg_overdispersion_of(z, weight, out->units, drawn_in).tau_squared;
    eg_free(z);
    return EG_OK;
}

eg_status eg_units_excess(const eg_ask *ask, double centre, double spread, eg_excess *out,
                          eg_error *err)
{
    struct eg_prior own, *slot;
    eg_status status = slot_of(ask, &own, &slot, err);
    if (status == EG_OK && !slot->weighed)
        status = weigh(ask, centre, spread, &slot->excess, err);
    if (status != EG_OK)
        return status;
    slot->weighed = true;
    *out = slot->excess;
    return EG_OK;
}

/* ---- drawing towards it
 * ------------------------------------------------------------------------ */

static void take_limits(struct eg_prior *prior, double a, double b, double tail, eg_estimate *e)
{
    if (prior->drawn.a != a || prior->drawn.b != b) {
        prior->drawn.a = a;
        prior->drawn.b = b;
        prior->drawn.low = eg_beta_quantile(tail, a, b);
        prior->drawn.high = eg_beta_quantile(1 - tail, a, b);
    }
    e->low = prior->drawn.low;
    e->high = prior->drawn.high;
}

/* The level after shrinkage, and in *centre what it is drawn towards. */
static eg_estimate shrunken(struct eg_prior *prior, const eg_side *side, bool mean,
                            double confidence, double *centre)
{
    double tail = (1 - confidence) / 2;
    eg_estimate e;
    if (mean) {
        double sd = side->n > 1 && !side->no_spread ? eg_moments_sd(side->moments) : NAN;
        if (!(sd > 0))
            return eg_estimate_none("one student, or no spread");
        if (!prior->mean.ok)
            return eg_estimate_none(prior->mean.why);
        *centre = prior->mean.mu.value;
        eg_shrunk s = eg_shrink(side->moments.mean, sd * sd / (double)side->n, *centre,
                                prior->mean.mu.se, prior->mean.tau_squared);
        e = eg_estimate_normal(s.value, s.se_full, confidence);
    } else {
        if (!prior->rate.ok)
            return eg_estimate_none(prior->rate.why);
        double m = prior->rate.m, p = prior->rate.p;
        *centre = p;
        e = eg_estimate_of(eg_beta_binomial_shrink(&prior->rate, side->x, side->n));
        double a = (double)side->x + m * p, b = (double)(side->n - side->x) + m * (1 - p);
        if (isfinite(m) && a > 0 && b > 0) {
            take_limits(prior, a, b, tail, &e);
        } else {
            e.why = "the units do not differ beyond chance";
        }
    }
    e.p = NAN;
    return e;
}

static void add_note(eg_answer *answer, const char *text)
{
    size_t used = strlen(answer->note);
    (void)snprintf(answer->note + used, sizeof answer->note - used, "%s%s",
                   used > 0 ? "; " : "", text);
}

/* Better than elsewhere beyond doubt, and by enough to count. */
static bool is_bright(const eg_ask *ask, const struct eg_prior *prior, const eg_estimate *e,
                      bool mean)
{
    const eg_settings *s = ask->analysis->settings;
    bool lower = eg_outcome_lower(ask->analysis, ask->outcome);
    double margin = mean ? s->margin_sd * prior->sd : s->margin_rate;
    return (lower ? e->high < 0 : e->low > 0) && eg_reaches_margin(e->value, margin);
}

static eg_status answer_shrunken(const eg_ask *ask, bool bright, eg_answer *answer,
                                 eg_error *err)
{
    struct eg_prior here, *prior;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    double centre = NAN;
    eg_status status = prior_of(ask, &here, &prior, err);
    if (status != EG_OK)
        return status;
    eg_side own = eg_side_own(ask);
    if (own.n == 0 || prior->units < 3) {
        eg_answer_none(answer, own.n == 0 ? EG_FACT_NOT_ESTIMABLE : EG_FACT_TOO_FEW,
                       own.n == 0 ? "nobody has a value" : "fewer than three units");
        return EG_OK;
    }
    eg_estimate e = shrunken(prior, &own, mean, ask->analysis->settings->confidence, &centre);
    if (bright && e.ok) {
        e.value -= centre;
        e.low -= centre;
        e.high -= centre;
    }
    eg_answer_estimate(answer, e, own.n);
    if (answer->status != EG_FACT_OK)
        return EG_OK;
    if (bright)
        add_note(answer, is_bright(ask, prior, &e, mean) ? "bright spot" : "no bright spot");
    if (prior->hidden)
        add_note(answer, "computed from the units that are shown");
    return EG_OK;
}

eg_status eg_row_shrunken(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return answer_shrunken(ask, false, answer, err);
}

eg_status eg_row_bright_spot(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return answer_shrunken(ask, true, answer, err);
}
