/* report_findings.c - which facts deserve a sentence: found, ranked, chosen. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/findings.h"

static eg_status add(eg_finding_maker *maker, const eg_candidate *candidate, eg_error *err)
{
    if (maker->n == maker->capacity) {
        size_t wanted = maker->capacity == 0 ? 64 : maker->capacity * 2;
        eg_candidate *larger = eg_realloc(maker->at, wanted, sizeof *larger);
        if (larger == NULL) {
            return eg_fail_memory(err);
        }
        maker->at = larger;
        maker->capacity = wanted;
    }
    maker->at[maker->n] = *candidate;
    maker->at[maker->n].order = maker->n;
    maker->n++;
    return EG_OK;
}

/* The bound nearest to zero: size and certainty in one figure. 0 when the interval holds zero.
 */
static double near_bound(const eg_fact *fact)
{
    if (fact->status != EG_FACT_OK || !isfinite(fact->ci_low) || !isfinite(fact->ci_high)) {
        return 0;
    }
    if (fact->ci_low > 0) {
        return fact->ci_low;
    }
    return fact->ci_high < 0 ? -fact->ci_high : 0;
}

/* The share of certainty that the p-value leaves; 0 when it is not small enough for the report.
 */
static double certainty(const eg_finding_maker *maker, const eg_fact *fact)
{
    double p = isfinite(fact->p_adjusted) ? fact->p_adjusted : fact->p_value;
    if (!isfinite(p)) {
        return 1;
    }
    return p <= 1 - maker->report->confidence + 1e-12 ? 1 - p : 0;
}

static const eg_fact *own(const eg_finding_maker *maker, const eg_candidate *at,
                          const char *statistic)
{
    return eg_run_find(maker->index, at->run, "", at->year, statistic, at->cut);
}

static const eg_fact *paired(const eg_finding_maker *maker, const eg_candidate *at,
                             const char *year, const char *statistic)
{
    return eg_run_find(maker->index, at->run, at->reference, year, statistic, at->cut);
}

static bool can_be_said(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && fact->has_n;
}

static eg_status consider_level(eg_finding_maker *maker, eg_candidate at, eg_error *err)
{
    at.fact = paired(maker, &at, at.year, "difference");
    double scale = 0;
    if (at.fact == NULL || !can_be_said(at.level)) {
        return EG_OK;
    }
    int side = eg_margin_side(&maker->margin, maker->index, at.outcome, at.fact);
    (void)eg_margin_size(&maker->margin, maker->index, at.outcome, at.fact, &scale);
    double sure = certainty(maker, at.fact);
    if (side == 0 || !(sure > 0)) {
        return EG_OK;
    }
    at.kind = side > 0 ? EG_FINDING_STRENGTH : EG_FINDING_GAP;
    at.good = side > 0;
    at.sd_size = at.fact->value / scale * maker->margin.sd;
    at.score = near_bound(at.fact) / scale * sure * sqrt((double)at.level->n);
    /* Being ahead of the others is often the mirror of a gap; improving comes before it. */
    at.score *= side > 0 ? 0.5 : 1;
    return add(maker, &at, err);
}

/* What one margin is for this outcome, for facts that are not differences. */
static double margin_unit(const eg_finding_maker *maker, const eg_candidate *at)
{
    if (at->outcome->kind != EG_KIND_MEAN) {
        return maker->margin.rate;
    }
    eg_run whole = eg_index_whole(maker->index, at->outcome->name);
    const eg_fact *sd = eg_run_find(maker->index, whole, "", at->year, "sd", NULL);
    return sd != NULL && sd->status == EG_FACT_OK ? sd->value * maker->margin.sd : (double)NAN;
}

static eg_status consider_improving(eg_finding_maker *maker, eg_candidate at, eg_error *err)
{
    at.fact = eg_run_find(maker->index, at.run, "", NULL, "slope", at.cut);
    double unit = margin_unit(maker, &at);
    if (!can_be_said(at.level) || !(unit > 0) ||
        !eg_margin_improves(&maker->margin, maker->index, at.outcome, at.fact,
                            maker->report->confidence)) {
        return EG_OK;
    }
    double bound = near_bound(at.fact);
    double sure = certainty(maker, at.fact);
    at.kind = EG_FINDING_STRENGTH;
    at.improving = true;
    at.good = true;
    at.reference = "";
    at.score =
        bound * eg_years_between(at.fact->year) / unit * sure * sqrt((double)at.level->n);
    return add(maker, &at, err);
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static eg_status consider_trend(eg_finding_maker *maker, eg_candidate at, eg_error *err)
{
    at.fact = paired(maker, &at, NULL, "verdict");
    at.slope = paired(maker, &at, NULL, "gap_slope");
    double unit = margin_unit(maker, &at);
    if (at.fact == NULL || at.fact->status != EG_FACT_OK || at.slope == NULL || !(unit > 0) ||
        at.level == NULL || !at.level->has_n) {
        return EG_OK;
    }
    if (!starts(at.fact->note, "closing") && !starts(at.fact->note, "widening")) {
        return EG_OK;
    }
    double sure = certainty(maker, at.slope);
    if (!(near_bound(at.slope) > 0) || !(sure > 0)) {
        return EG_OK;
    }
    at.kind = EG_FINDING_TREND;
    at.good = starts(at.fact->note, "closing");
    at.score = near_bound(at.slope) * eg_years_between(at.slope->year) / unit * sure *
               sqrt((double)at.level->n);
    return add(maker, &at, err);
}

static eg_status consider_persistence(eg_finding_maker *maker, eg_candidate at, eg_error *err)
{
    at.fact = paired(maker, &at, NULL, "persistence");
    if (at.fact == NULL || at.fact->status != EG_FACT_OK || !(at.fact->value >= 2) ||
        at.level == NULL || !at.level->has_n) {
        return EG_OK;
    }
    if (!starts(at.fact->note, "persisting") && !starts(at.fact->note, "narrowing") &&
        !starts(at.fact->note, "recurring")) {
        return EG_OK;
    }
    const eg_fact *difference = paired(maker, &at, at.year, "difference");
    double size = eg_margin_size(&maker->margin, maker->index, at.outcome, difference, NULL);
    at.kind = EG_FINDING_PERSISTENCE;
    at.score = (isnan(size) ? 1 : fabs(size)) * at.fact->value / 5 * sqrt((double)at.level->n);
    return add(maker, &at, err);
}

static eg_status consider_run(eg_finding_maker *maker, eg_run run, eg_error *err)
{
    const eg_fact *first = eg_fact_index_at(maker->index, run.begin);
    if (first->group[0] == '\0' || strcmp(first->dimension, "all") == 0 ||
        eg_group_unknown(first->group)) {
        return EG_OK;
    }
    eg_candidate at = {.run = run, .dimension = first->dimension, .group = first->group};
    size_t o = 0;
    while (o < maker->report->n_outcomes &&
           strcmp(maker->report->outcomes[o].name, first->outcome) != 0) {
        o++;
    }
    if (o == maker->report->n_outcomes) {
        return EG_OK;
    }
    at.outcome = &maker->report->outcomes[o];
    at.cut = eg_outcome_cut(at.outcome);
    at.year = maker->latest[o];
    at.level = own(maker, &at, eg_outcome_statistic(at.outcome));
    eg_status status = consider_improving(maker, at, err);
    at.reference = eg_run_reference(maker->index, run);
    if (at.reference == NULL) {
        return status;
    }
    if (status == EG_OK) {
        status = consider_level(maker, at, err);
    }
    if (status == EG_OK) {
        status = consider_trend(maker, at, err);
    }
    return status == EG_OK ? consider_persistence(maker, at, err) : status;
}

/* ---- choosing
 * -------------------------------------------------------------------------------- */

/* By kind, the best first; equal ones in the order of the facts. */
static int by_rank(const void *left, const void *right)
{
    const eg_candidate *a = left;
    const eg_candidate *b = right;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

/* Whether a chosen finding already says the same thing, or its mirror. */
static bool repeats(const eg_finding_maker *maker, const eg_candidate *at)
{
    for (size_t i = 0; i < maker->n; i++) {
        const eg_candidate *other = &maker->at[i];
        if (!other->chosen || other->outcome != at->outcome ||
            strcmp(other->dimension, at->dimension) != 0) {
            continue;
        }
        if (strcmp(other->group, at->group) == 0 || other->kind == at->kind) {
            return true;
        }
        if (!at->improving && !other->improving && at->kind <= EG_FINDING_GAP &&
            other->kind <= EG_FINDING_GAP) {
            return true;
        }
    }
    return false;
}

/* How freely a choice may come back to what is chosen already. */
typedef enum { NEW_GROUP, NEW_MATTER, NEW_ADDRESS, ANY } freshness;

/* Whether one group is the other, or a part of it: Black and Black*F. */
static bool kin(const char *a, const char *b)
{
    const char *longer = strlen(a) > strlen(b) ? a : b;
    const char *shorter = longer == a ? b : a;
    return strcmp(a, b) == 0 ||
           (strchr(longer, '*') != NULL && strstr(longer, shorter) != NULL);
}

static bool group_chosen(const eg_finding_maker *maker, const eg_candidate *at)
{
    for (size_t i = 0; i < maker->n; i++) {
        if (maker->at[i].chosen && kin(maker->at[i].group, at->group)) {
            return true;
        }
    }
    return false;
}

static bool address_chosen(const eg_finding_maker *maker, const eg_candidate *at)
{
    for (size_t i = 0; i < maker->n; i++) {
        const eg_candidate *other = &maker->at[i];
        if (other->chosen && other->outcome == at->outcome && kin(other->group, at->group)) {
            return true;
        }
    }
    return false;
}

static bool fresh(const eg_finding_maker *maker, const eg_candidate *at, freshness wanted)
{
    switch (wanted) {
    case NEW_GROUP:
        return !group_chosen(maker, at) && !address_chosen(maker, at) && !repeats(maker, at);
    case NEW_MATTER:
        return !address_chosen(maker, at) && !repeats(maker, at);
    case NEW_ADDRESS:
        return !address_chosen(maker, at);
    case ANY:
        break;
    }
    return true;
}

/* Improving comes before being ahead, then the heavier before the lighter. */
static bool weightier(const eg_candidate *a, const eg_candidate *b)
{
    if (a->kind == EG_FINDING_STRENGTH && b->kind == EG_FINDING_STRENGTH &&
        a->improving != b->improving) {
        return a->improving;
    }
    return a->score > b->score;
}

/* The weightiest candidate of a kind (-1: of any). 1 when there was one. */
static size_t choose(eg_finding_maker *maker, int kind, freshness wanted)
{
    eg_candidate *best = NULL;
    for (size_t i = 0; i < maker->n; i++) {
        eg_candidate *at = &maker->at[i];
        if (at->chosen || (kind >= 0 && (int)at->kind != kind)) {
            continue;
        }
        /* One group ahead of the others is told once; being ahead is no progress. */
        if (kind < 0 && at->kind == EG_FINDING_STRENGTH && !at->improving) {
            continue;
        }
        if ((best == NULL || weightier(at, best)) && fresh(maker, at, wanted)) {
            best = at;
        }
    }
    if (best == NULL) {
        return 0;
    }
    best->chosen = true;
    return 1;
}

/* One of each kind first, at least one strength, then whatever weighs most and says something
 * new. */
static void choose_all(eg_finding_maker *maker, size_t most)
{
    static const int kinds[] = {EG_FINDING_GAP, EG_FINDING_STRENGTH, EG_FINDING_TREND,
                                EG_FINDING_PERSISTENCE};
    size_t room = most;
    for (size_t k = most > 1 ? 0 : 1; k < sizeof kinds / sizeof kinds[0] && room > 0; k++) {
        freshness last = kinds[k] == EG_FINDING_STRENGTH ? ANY : NEW_MATTER;
        size_t found = 0;
        for (int wanted = NEW_GROUP; wanted <= (int)last && found == 0; wanted++) {
            found = choose(maker, kinds[k], (freshness)wanted);
        }
        room -= found;
    }
    for (int wanted = NEW_GROUP; wanted <= NEW_ADDRESS; wanted++) {
        while (room > 0 && choose(maker, -1, (freshness)wanted) != 0) {
            room--;
        }
    }
}

static eg_status make(eg_finding_maker *maker, size_t most, eg_finding **findings, size_t *n,
                      eg_error *err)
{
    for (size_t i = 0; i < eg_fact_index_runs(maker->index); i++) {
        eg_status status = consider_run(maker, eg_fact_index_run_at(maker->index, i), err);
        if (status != EG_OK) {
            return status;
        }
    }
    choose_all(maker, most);
    if (maker->n > 0) {
        qsort(maker->at, maker->n, sizeof *maker->at, by_rank);
    }
    eg_finding *out = eg_arena_alloc(maker->arena, most + 1, sizeof *out);
    if (out == NULL) {
        return eg_fail_memory(err);
    }
    size_t at = 0;
    for (size_t i = 0; i < maker->n && at < most; i++) {
        if (maker->at[i].chosen && !eg_finding_say(maker, &maker->at[i], &out[at++])) {
            return eg_fail_memory(err);
        }
    }
    *findings = out;
    *n = at;
    return EG_OK;
}

eg_status eg_findings_make(const eg_report *report, size_t most, eg_arena *arena,
                           eg_finding **findings, size_t *n, eg_error *err)
{
    *findings = NULL;
    *n = 0;
    eg_finding_maker maker = {.report = report, .arena = arena, .margin = eg_margin_of(report)};
    eg_status status = eg_fact_index_new(&maker.index, report, NULL, NULL, err);
    if (status != EG_OK) {
        return status;
    }
    maker.latest = eg_arena_alloc(arena, report->n_outcomes + 1, sizeof *maker.latest);
    if (maker.latest == NULL) {
        status = eg_fail_memory(err);
    } else {
        for (size_t o = 0; o < report->n_outcomes; o++) {
            maker.latest[o] = eg_index_latest(maker.index, report, &report->outcomes[o]);
        }
        status = make(&maker, most, findings, n, err);
    }
    eg_free(maker.at);
    eg_fact_index_free(maker.index);
    return status;
}
