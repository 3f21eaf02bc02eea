/* Rows of the rules on significant disproportionality, 34 CFR 300.646 and 300.647. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/breaks.h"
#include "statistics/engine.h"
#include "statistics/idea_rules.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* The ratio that the law takes in one year. */
typedef struct {
    bool hidden;    /* a side may not be shown */
    bool bounded;   /* ... because the input gives bounds */
    bool empty;     /* a side has nobody */
    bool state;     /* the State gives its others */
    uint64_t n;     /* of the group */
    eg_pair pair;   /* with the district's others */
    eg_pair others; /* x2 of n2: the State's */
    eg_risk_ratio ratio;
} idea_year;

static const eg_reference_at to_rest = {.kind = EG_REFERENCE_REST, .label = "rest"};

static idea_year year_of(const eg_ask *ask, const eg_idea_standard *standard, uint32_t year)
{
    eg_ask at = *ask;
    at.place.year = year;
    at.reference = &to_rest;
    idea_year y = {.n = 0};
    eg_side group = eg_side_of(at.analysis, at.outcome, &at.place, SIZE_MAX);
    eg_side rest = eg_side_reference(&at, year);
    y.hidden = group.mark != EG_SHOWN || rest.mark != EG_SHOWN;
    y.bounded = y.hidden && (group.mark == EG_SHOWN || group.mark == EG_BOUNDED) &&
                (rest.mark == EG_SHOWN || rest.mark == EG_BOUNDED);
    y.empty = group.n == 0;
    if (y.hidden)
        return y;
    y.n = group.n;
    y.pair = (eg_pair){group.x, group.n, rest.x, rest.n};
    y.others = (eg_pair){group.x, group.n, 0, 0};
    y.state = eg_state_others(at.analysis, at.outcome, &at.place, &y.others.x2, &y.others.n2);
    y.ratio = eg_risk_ratio_of(y.pair, y.state ? &y.others : NULL, &standard->limits);
    return y;
}

static void not_calculated(eg_answer *answer, eg_idea_miss miss,
                           const eg_idea_standard *standard)
{
    char why[EG_NOTE_MOST];
    unsigned long long cell = standard->limits.min_cell, n = standard->limits.min_n;
    static const char none[] = "not calculated";
    switch (miss) {
    case EG_MISS_CELL:
        (void)snprintf(why, sizeof why, "%s: fewer than %llu in the cell", none, cell);
        break;
    case EG_MISS_N:
        (void)snprintf(why, sizeof why, "%s: fewer than %llu children in the group", none, n);
        break;
    case EG_MISS_OTHERS_CELL:
        (void)snprintf(why, sizeof why,
                       "%s: the comparison group has fewer than %llu in the cell; the "
                       "alternate ratio needs the State's counts",
                       none, cell);
        break;
    case EG_MISS_OTHERS_N:
        (void)snprintf(why, sizeof why,
                       "%s: the comparison group has fewer than %llu children; the alternate "
                       "ratio needs the State's counts",
                       none, n);
        break;
    case EG_MISS_STATE_CELL:
    case EG_MISS_STATE_N:
        (void)snprintf(why, sizeof why,
                       "%s: the State's comparison group too misses the minimum %s", none,
                       miss == EG_MISS_STATE_CELL ? "cell" : "n");
        break;
    case EG_MISS_ZERO:
    case EG_MISS_NONE:
        (void)snprintf(why, sizeof why, "%s: the comparison group's risk is zero", none);
        break;
    }
    eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, why);
}

/* The year asked; false, with the answer given, where there is nothing to go on. */
static bool this_year(const eg_ask *ask, const eg_idea_standard *standard, idea_year *y,
                      eg_answer *answer)
{
    *y = year_of(ask, standard, ask->place.year);
    if (y->bounded)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the input gives bounds only");
    else if (y->hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (y->empty)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "no child of the group has a value");
    return !y->hidden && !y->empty;
}

eg_status eg_row_risk_ratio(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year y;
    if (!this_year(ask, &standard, &y, answer))
        return EG_OK;
    eg_risk_ratio own = eg_risk_ratio_of(y.pair, NULL, &standard.limits);
    if (own.ok)
        eg_answer_estimate(answer, eg_estimate_of(own.ratio), y.n);
    else if (y.ratio.alternate)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "not calculated: the comparison group is too small; the alternate risk "
                       "ratio stands instead");
    else
        not_calculated(answer, y.ratio.miss, &standard);
    return EG_OK;
}

eg_status eg_row_alternate_risk_ratio(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year y;
    if (!this_year(ask, &standard, &y, answer))
        return EG_OK;
    if (y.ratio.ok && y.ratio.alternate)
        eg_answer_estimate(answer, eg_estimate_of(y.ratio.ratio), y.n);
    else if (y.ratio.ok)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "not called for: the district's comparison group is large enough");
    else
        not_calculated(answer, y.ratio.miss, &standard);
    return EG_OK;
}

/* ---- weighted with the State's composition
 * ------------------------------------------------------------ */

/* Figures of every group that has children, and the State's; why they cannot be had. */
typedef struct {
    uint64_t *x, *n;
    double *composition;
    size_t groups;
    bool hidden;
    const char *why;
} idea_groups;

static void gather(const eg_ask *ask, idea_groups *g)
{
    eg_place place = ask->place;
    for (size_t i = 0; i < g->groups; i++) {
        place.group = (uint32_t)i;
        eg_side side = eg_side_of(ask->analysis, ask->outcome, &place, SIZE_MAX);
        const eg_state_count *state = eg_state_find(ask->analysis, ask->outcome, &place, i);
        g->hidden = g->hidden || (side.exists && side.mark != EG_SHOWN);
        g->x[i] = side.x;
        g->n[i] = side.n;
        if (state != NULL)
            g->composition[i] = (double)state->n;
        else if (side.n > 0 && !eg_views_group_unknown(ask->analysis->views, place.item, i))
            g->why =
                "not calculated: the State's counts lack a group or year of this dimension";
    }
}

static void weighted(const eg_ask *ask, const idea_groups *g, const idea_year *y,
                     const eg_idea_standard *standard, eg_answer *answer)
{
    if (ask->analysis->n_state == 0)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "not calculated: it needs the State's counts (--state FILE)");
    else if (eg_views_overlap(ask->analysis->views, ask->place.item))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "the groups overlap: a student may count in several");
    else if (g->hidden)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else if (y->ratio.miss == EG_MISS_CELL || y->ratio.miss == EG_MISS_N)
        not_calculated(answer, y->ratio.miss, standard);
    else if (g->why != NULL)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, g->why);
    else if (!(g->composition[ask->place.group] > 0))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "not calculated: the State does not count this group");
    else {
        double ratio =
            eg_weighted_risk_ratio(g->x, g->n, g->composition, g->groups, ask->place.group);
        eg_answer_estimate(answer,
                           isnan(ratio) ? eg_estimate_none("the other groups' risk is zero")
                                        : eg_estimate_of(ratio),
                           y->n);
    }
}

eg_status eg_row_weighted_risk_ratio(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year y;
    if (!this_year(ask, &standard, &y, answer))
        return EG_OK;
    idea_groups g = {.groups = eg_views_groups(ask->analysis->views, ask->place.item)};
    g.x = eg_alloc_zero(g.groups, sizeof *g.x);
    g.n = eg_alloc_zero(g.groups, sizeof *g.n);
    g.composition = eg_alloc_zero(g.groups, sizeof *g.composition);
    bool made = g.x != NULL && g.n != NULL && g.composition != NULL;
    if (made) {
        gather(ask, &g);
        weighted(ask, &g, &y, &standard, answer);
    }
    eg_free(g.x);
    eg_free(g.n);
    eg_free(g.composition);
    return made ? EG_OK : eg_fail_memory(err);
}

/* ---- the threshold
 * ---------------------------------------------------------------------------------------- */

static const char *ratio_words(const idea_year *y)
{
    return y->ratio.alternate ? "the alternate ratio is " : "";
}

/* The year's ratio with a threshold to hold it against. */
static bool flaggable(const eg_ask *ask, const eg_idea_standard *standard, idea_year *y,
                      eg_answer *answer)
{
    if (!this_year(ask, standard, y, answer))
        return false;
    if (!y->ratio.ok)
        not_calculated(answer, y->ratio.miss, standard);
    else if (standard->why != NULL)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, standard->why);
    return y->ratio.ok && standard->why == NULL;
}

eg_status eg_row_risk_ratio_flag(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year y;
    if (!flaggable(ask, &standard, &y, answer))
        return EG_OK;
    eg_answer_estimate(answer, eg_estimate_of(y.ratio.above ? 1 : 0), y.n);
    if (y.ratio.above)
        (void)snprintf(answer->note, sizeof answer->note,
                       "%sabove the threshold of %g; %.0f %s fewer would end it",
                       ratio_words(&y), standard.limits.threshold, y.ratio.distance,
                       y.ratio.distance > 1 ? "children" : "child");
    else
        (void)snprintf(answer->note, sizeof answer->note, "%snot above the threshold of %g",
                       ratio_words(&y), standard.limits.threshold);
    return EG_OK;
}

eg_status eg_row_risk_ratio_fragility(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year y;
    if (!flaggable(ask, &standard, &y, answer))
        return EG_OK;
    eg_verdict verdict = {.rule = EG_VERDICT_RISK_RATIO,
                          .pair = y.ratio.alternate ? y.others : y.pair,
                          .threshold = standard.limits.threshold};
    eg_answer_fragility(answer, &verdict, "");
    return EG_OK;
}

/* ---- several years
 * ---------------------------------------------------------------------------------------- */

enum { LOOK_BACK = 3 };

/* Ratios of the years up to the one asked, oldest first; only consecutive, unbroken ones. */
typedef struct {
    double ratio[LOOK_BACK];
    bool above[LOOK_BACK];
    size_t n;    /* years there are */
    bool hidden; /* one that decides may not be shown */
    bool ended;  /* the data do not go back far enough, or not without a break */
} idea_years;

/* The comparable year `back` years before the one asked; SIZE_MAX: none. */
static size_t year_back(const eg_ask *ask, size_t back)
{
    const eg_analysis *a = ask->analysis;
    size_t at = 0;
    while (at < a->n_years && a->years[at] != ask->place.year)
        at++;
    if (back == 0)
        return ask->place.year;
    if (at >= a->n_years || at < back)
        return SIZE_MAX;
    int32_t now = eg_views_first_year(a->views, a->years[at]);
    for (size_t k = at; k > at - back; k--)
        if (eg_break_before(a, k, ask->outcome, ask->place.item))
            return SIZE_MAX;
    bool consecutive =
        eg_views_first_year(a->views, a->years[at - back]) == now - (int32_t)back;
    return consecutive ? a->years[at - back] : SIZE_MAX;
}

/* Goes back only as far as the answer depends on it, so that a hidden year hides no more. */
static void look_back(const eg_ask *ask, const eg_idea_standard *standard, idea_years *out)
{
    idea_year years[LOOK_BACK];
    bool running = true;
    *out = (idea_years){.n = 0};
    for (size_t back = 0; back < LOOK_BACK; back++) {
        bool judged = back >= standard->years;
        if (!running || (judged && standard->progress < 0))
            break;
        size_t year = year_back(ask, back);
        if (year == SIZE_MAX) {
            out->ended = !judged;
            break;
        }
        years[back] = year_of(ask, standard, (uint32_t)year);
        if (years[back].hidden) {
            out->hidden = true;
            return;
        }
        out->n++;
        running = judged || (years[back].ratio.ok && years[back].ratio.above);
    }
    for (size_t k = 0; k < out->n; k++) {
        const eg_risk_ratio *r = &years[out->n - 1 - k].ratio;
        out->ratio[k] = r->ok ? r->ratio : NAN;
        out->above[k] = r->ok && r->above;
    }
}

static void determine(const eg_idea_standard *standard, const idea_years *years, eg_answer *out)
{
    size_t run = 0;
    double limit = standard->limits.threshold;
    eg_idea_state state = eg_idea_verdict(years->ratio, years->above, years->n, standard->years,
                                          standard->progress, &run);
    run = run < standard->years ? run : standard->years; /* whether progress is judged or not */
    const char *plural = run == 1 ? "" : "s";
    out->estimate.value = (double)run;
    switch (state) {
    case EG_IDEA_NOT:
        (void)snprintf(out->note, sizeof out->note, "not above the threshold of %g", limit);
        break;
    case EG_IDEA_WATCH:
        (void)snprintf(out->note, sizeof out->note,
                       "above the threshold of %g for %zu year%s running, of %zu%s", limit, run,
                       plural, standard->years,
                       years->ended ? "; the years before cannot be compared or are not there"
                                    : "");
        break;
    case EG_IDEA_PROGRESS:
        (void)snprintf(out->note, sizeof out->note,
                       "reasonable progress: above the threshold of %g for %zu year%s running, "
                       "lower by %g or more in each of the last two",
                       limit, run, plural, standard->progress);
        break;
    case EG_IDEA_SIGNIFICANT:
        (void)snprintf(out->note, sizeof out->note,
                       "significant disproportionality: above the threshold of %g for %zu "
                       "year%s running",
                       limit, run, plural);
        break;
    }
}

eg_status eg_row_significant_disproportionality(const eg_ask *ask, eg_answer *answer,
                                                eg_error *err)
{
    (void)err;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    idea_year now;
    idea_years years;
    if (!flaggable(ask, &standard, &now, answer))
        return EG_OK;
    look_back(ask, &standard, &years);
    if (years.hidden) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return EG_OK;
    }
    eg_answer_estimate(answer, eg_estimate_of(0), now.n);
    determine(&standard, &years, answer);
    return EG_OK;
}
