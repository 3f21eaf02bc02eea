/* Rows over many units: how a group's figure or gap varies between schools, and each one drawn
 * towards the others. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ext/gslx.h"
#include "statistics/engine.h"
#include "statistics/math_decomposition.h"
#include "statistics/math_inequality.h"
#include "statistics/math_meta.h"
#include "statistics/math_proportion.h"
#include "statistics/memo.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

static const char left_out[] = "computed from the units that are shown";

/* A group's and its reference's level in each unit where both may be shown; n is 0 where a unit
 * has nobody of one. */
struct eg_unit_levels {
    double *room;
    double *n_a, *level_a, *v_a, *n_b, *level_b, *v_b, *gap, *variance;
    size_t units;
    uint64_t students, students_beside; /* of all units, of those that have both */
    bool hidden;                        /* some unit is left out */
    bool hidden_pair;                   /* ... that has both */
    eg_memo_key key;                    /* kept: the address they are of */
    bool fitted;                        /* fit is that of their n_gaps gaps */
    size_t n_gaps;
    eg_meta fit;
};

void eg_unit_levels_free(eg_unit_levels *levels)
{
    if (levels == NULL)
        return;
    eg_free(levels->room);
    eg_free(levels);
}

static double level_of(const eg_side *side, bool mean, double *variance)
{
    if (mean) {
        double sd = side->n < 2 ? NAN : eg_moments_sd(side->moments);
        *variance = sd * sd / (double)side->n;
        return side->moments.mean;
    }
    *variance = eg_rate_variance(side->x, side->n);
    return (double)side->x / (double)side->n;
}

static void take_unit(const eg_ask *ask, eg_unit_levels *l, uint32_t unit)
{
    eg_ask one = *ask;
    one.place.unit = unit;
    eg_side a = eg_side_of(ask->analysis, ask->outcome, &one.place, SIZE_MAX);
    eg_side b = eg_side_reference(&one, ask->place.year);
    /* Of rows that are groups one that is not given is not known to be empty. */
    if (eg_views_are_given(ask->analysis->views) && (!a.exists || !b.exists))
        return;
    if ((a.exists && a.mark != EG_SHOWN) || (b.exists && b.mark != EG_SHOWN)) {
        l->hidden = true;
        l->hidden_pair = l->hidden_pair || (a.exists && b.exists);
        return;
    }
    if (a.n == 0 && b.n == 0)
        return;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    size_t u = l->units++;
    l->n_a[u] = (double)a.n;
    l->n_b[u] = (double)b.n;
    l->level_a[u] = level_of(&a, mean, &l->v_a[u]);
    l->level_b[u] = level_of(&b, mean, &l->v_b[u]);
    if (eg_side_overlaps(&one)) /* the two are only ever added: the variance of the gap */
        l->v_b[u] -= 2 * eg_shared_covariance(&one, ask->place.year, &a, &b);
    l->students += a.n;
    l->students_beside += b.n > 0 ? a.n : 0;
}

static eg_status gather_units(const eg_ask *ask, eg_unit_levels *l, eg_error *err)
{
    size_t n = eg_views_units(ask->analysis->views, ask->place.scope);
    memset(l, 0, sizeof *l);
    l->room = eg_alloc(n, 8 * sizeof *l->room);
    if (l->room == NULL)
        return eg_fail_memory(err);
    double **parts[] = {&l->n_a,     &l->level_a, &l->v_a, &l->n_b,
                        &l->level_b, &l->v_b,     &l->gap, &l->variance};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] = l->room + i * n;
    for (size_t u = 0; u < n; u++)
        take_unit(ask, l, (uint32_t)u);
    return EG_OK;
}

/* The rows of an address share them: the memo's, or *own, whose room is then the caller's. */
static eg_status levels_of(const eg_ask *ask, eg_unit_levels *own, eg_unit_levels **out,
                           eg_error *err)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = eg_memo_key_of(ask);
    own->room = NULL;
    *out = own;
    if (memo == NULL)
        return gather_units(ask, own, err);
    if (memo->units != NULL && eg_memo_same(&memo->units->key, &key)) {
        *out = memo->units;
        return EG_OK;
    }
    eg_unit_levels_free(memo->units);
    memo->units = NULL;
    eg_unit_levels *kept = eg_alloc_zero(1, sizeof *kept);
    if (kept == NULL)
        return eg_fail_memory(err);
    eg_status status = gather_units(ask, kept, err);
    if (status != EG_OK) {
        eg_unit_levels_free(kept);
        return status;
    }
    kept->key = key;
    *out = memo->units = kept;
    return EG_OK;
}

static void say_left_out(eg_answer *answer, bool hidden)
{
    if (hidden && answer->status == EG_FACT_OK)
        (void)snprintf(answer->note, sizeof answer->note, "%s", left_out);
}

/* ---- gaps between units
 * -------------------------------------------------------------------------------- */

typedef enum { TAU_SQUARED, I_SQUARED, PREDICTION } spread;

static void fit_gaps(eg_unit_levels *l, double confidence)
{
    for (size_t u = 0; u < l->units; u++) {
        double variance = l->v_a[u] + l->v_b[u];
        if (!(variance > 0))
            continue;
        l->gap[l->n_gaps] = l->level_a[u] - l->level_b[u];
        l->variance[l->n_gaps++] = variance;
    }
    if (l->n_gaps >= 2)
        l->fit = eg_random_effects(l->gap, l->variance, l->n_gaps, EG_META_REML, confidence);
    l->fitted = true;
}

static eg_estimate spread_of(const eg_unit_levels *l, spread what, double confidence)
{
    if (!l->fit.ok)
        return eg_estimate_none(l->fit.why);
    if (what == PREDICTION) {
        eg_estimate e =
            eg_prediction_interval(l->gap, l->variance, l->n_gaps, &l->fit, confidence);
        e.p = NAN;
        return e;
    }
    return eg_estimate_of(what == TAU_SQUARED ? l->fit.tau_squared : l->fit.i_squared);
}

static eg_status gap_spread(const eg_ask *ask, eg_answer *answer, spread what, eg_error *err)
{
    eg_unit_levels own = {.room = NULL}, *l;
    eg_status status = levels_of(ask, &own, &l, err);
    if (status != EG_OK)
        return status;
    double confidence = ask->analysis->settings->confidence;
    size_t least = what == PREDICTION ? 3 : 2;
    if (!l->fitted)
        fit_gaps(l, confidence);
    if (l->n_gaps < least)
        eg_answer_none(answer, EG_FACT_TOO_FEW,
                       least == 2 ? "fewer than two units" : "fewer than three units");
    else
        eg_answer_estimate(answer, spread_of(l, what, confidence), l->students_beside);
    say_left_out(answer, l->hidden_pair);
    eg_free(own.room);
    return EG_OK;
}

eg_status eg_row_tau_squared(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_spread(ask, answer, TAU_SQUARED, err);
}

eg_status eg_row_i_squared(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_spread(ask, answer, I_SQUARED, err);
}

eg_status eg_row_prediction_interval(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_spread(ask, answer, PREDICTION, err);
}

typedef enum { WITHIN, AMBIGUOUS, BETWEEN, RATE_PART, COMPOSITION_PART } part;

static eg_estimate part_of(const eg_unit_levels *l, part what)
{
    if (what >= RATE_PART) {
        eg_kitagawa k = eg_kitagawa_of(l->n_a, l->level_a, l->n_b, l->level_b, l->units);
        return !k.ok ? eg_estimate_none(k.why)
                     : eg_estimate_of(what == RATE_PART ? k.rate : k.composition);
    }
    eg_unit_gap gap = eg_unit_gap_of(l->n_a, l->level_a, l->n_b, l->level_b, l->units);
    if (!gap.ok)
        return eg_estimate_none(gap.why);
    return eg_estimate_of(what == WITHIN      ? gap.within
                          : what == AMBIGUOUS ? gap.ambiguous
                                              : gap.between);
}

static eg_status gap_part(const eg_ask *ask, eg_answer *answer, part what, eg_error *err)
{
    eg_unit_levels own = {.room = NULL}, *l;
    eg_status status = levels_of(ask, &own, &l, err);
    if (status != EG_OK)
        return status;
    if (l->units < 2)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than two units");
    else
        eg_answer_estimate(answer, part_of(l, what), l->students);
    say_left_out(answer, l->hidden);
    eg_free(own.room);
    return EG_OK;
}

eg_status eg_row_within_units(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_part(ask, answer, WITHIN, err);
}

eg_status eg_row_ambiguous_units(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_part(ask, answer, AMBIGUOUS, err);
}

eg_status eg_row_between_units(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return gap_part(ask, answer, BETWEEN, err);
}

eg_status eg_kitagawa_over_units(const eg_ask *ask, bool composition, eg_answer *answer,
                                 eg_error *err)
{
    return gap_part(ask, answer, composition ? COMPOSITION_PART : RATE_PART, err);
}

/* ---- inequality between and within units
 * -------------------------------------------------------------- */

typedef struct {
    double *room, *level, *n, *scratch;
    size_t *unit;
    size_t count, units;
    uint64_t students;
    bool hidden;
} unit_groups;

static void take_groups(const eg_ask *ask, unit_groups *g, uint32_t unit)
{
    eg_place place = ask->place;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    place.unit = unit;
    for (size_t i = 0; i < eg_views_groups(ask->analysis->views, place.item); i++) {
        place.group = (uint32_t)i;
        eg_side side = eg_side_of(ask->analysis, ask->outcome, &place, SIZE_MAX);
        if (!side.exists || side.n == 0)
            continue;
        if (side.mark != EG_SHOWN) {
            g->hidden = true;
            continue;
        }
        double variance;
        g->level[g->count] = level_of(&side, mean, &variance);
        g->n[g->count] = (double)side.n;
        g->unit[g->count++] = unit;
        g->students += side.n;
    }
}

static eg_status theil_part(const eg_ask *ask, eg_answer *answer, bool between, eg_error *err)
{
    unit_groups g = {.units = eg_views_units(ask->analysis->views, ask->place.scope)};
    size_t most = g.units * eg_views_groups(ask->analysis->views, ask->place.item);
    g.room = eg_alloc(2 * most + 2 * g.units, sizeof *g.room);
    g.unit = eg_alloc(most, sizeof *g.unit);
    if (g.room == NULL || g.unit == NULL) {
        eg_free(g.room);
        eg_free(g.unit);
        return eg_fail_memory(err);
    }
    g.level = g.room;
    g.n = g.room + most;
    g.scratch = g.n + most;
    for (size_t u = 0; u < g.units; u++)
        take_groups(ask, &g, (uint32_t)u);
    const eg_levels levels = {g.count, g.level, g.n, NULL};
    if (g.count < 2) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than two groups are shown");
    } else {
        eg_theil_parts parts = eg_theil_over_units(&levels, g.unit, g.units, g.scratch);
        eg_answer_estimate(answer,
                           parts.ok ? eg_estimate_of(between ? parts.between : parts.within)
                                    : eg_estimate_none(parts.why),
                           g.students);
        if (g.hidden && answer->status == EG_FACT_OK)
            (void)snprintf(answer->note, sizeof answer->note, "%s", left_out);
    }
    eg_free(g.room);
    eg_free(g.unit);
    return EG_OK;
}

eg_status eg_row_theil_between(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return theil_part(ask, answer, true, err);
}

eg_status eg_row_theil_within(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return theil_part(ask, answer, false, err);
}

/* ---- one unit against a group's overall level
 * ------------------------------------------------------------ */

static void say_funnel(eg_answer *answer, double z, bool hidden)
{
    const char *words = fabs(z) > eg_normal_quantile(0.999)   ? "beyond 99.8"
                        : fabs(z) > eg_normal_quantile(0.975) ? "beyond 95"
                                                              : "within";
    (void)snprintf(answer->note, sizeof answer->note, "%s%s%s", words, hidden ? "; " : "",
                   hidden ? left_out : "");
}

/* What one student's value or success scatters by, in the group as a whole. */
static double spread_of_one(const eg_side *all, bool mean)
{
    double level = (double)all->x / (double)all->n;
    return mean ? eg_moments_sd(all->moments) : sqrt(level * (1 - level));
}

static void answer_funnel(const eg_ask *ask, const eg_side *own, const eg_side *all,
                          const eg_excess *excess, eg_answer *answer)
{
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    double variance, n = (double)own->n, level = level_of(all, mean, &variance);
    double se = mean ? spread_of_one(all, true) / sqrt(n) : sqrt(level * (1 - level) / n);
    if (excess->tau_squared > 0)
        se = sqrt(se * se + excess->tau_squared);
    double here = mean ? own->moments.mean : (double)own->x / n;
    eg_estimate z = eg_estimate_of((here - level) / se);
    double reach = eg_normal_quantile(0.975) * se;
    z.low = mean ? level - reach : fmax(0, level - reach);
    z.high = mean ? level + reach : fmin(1, level + reach);
    eg_answer_estimate(answer, z, own->n);
    say_funnel(answer, z.value, excess->hidden);
}

eg_status eg_row_funnel(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_place place = ask->place;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    bool wide = ask->analysis->settings->funnel == EG_FUNNEL_OVERDISPERSED;
    eg_side own = eg_side_own(ask);
    eg_excess excess = {.units = 0};
    place.scope = place.unit = 0;
    eg_side all = eg_side_of(ask->analysis, ask->outcome, &place, SIZE_MAX);
    if (all.mark != EG_SHOWN) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return EG_OK;
    }
    if (own.n == 0 || !(spread_of_one(&all, mean) > 0)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       own.n == 0 ? "no student has a value"
                                  : "no spread in the group as a whole");
        return EG_OK;
    }
    double variance, level = level_of(&all, mean, &variance);
    eg_status status =
        wide ? eg_units_excess(ask, level, spread_of_one(&all, mean), &excess, err) : EG_OK;
    if (status == EG_OK && wide && excess.units < 3)
        eg_answer_none(answer, EG_FACT_TOO_FEW, "fewer than three units");
    else if (status == EG_OK)
        answer_funnel(ask, &own, &all, &excess, answer);
    return status;
}
