/* The walk over all addresses, in the order of reports; privacy before any row is asked. */
#include "statistics/breaks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/bounded.h"
#include "statistics/memo.h"
#include "statistics/note.h"
#include "statistics/rows_shared.h"
#include "statistics/walk.h"

/* ---- one fact
 * --------------------------------------------------------------------------------------- */

static void address(const eg_walk *walk, const eg_ask *ask, eg_fact *fact)
{
    const eg_analysis *a = walk->analysis;
    bool whole = ask->place.item == EG_ITEM_ALL;
    fact->unit_type = ask->place.scope == 0
                          ? "all"
                          : a->schema->axes[a->schema->units[ask->place.scope - 1]].name;
    fact->unit =
        walk->over_units ? "" : eg_views_unit(a->views, ask->place.scope, ask->place.unit);
    fact->outcome = walk->no_outcome ? "" : a->schema->outcomes[ask->outcome].name;
    fact->dimension = whole ? "all" : a->schema->items[ask->place.item - 1].name;
    fact->group = walk->whole_dimension
                      ? ""
                      : eg_views_group(a->views, ask->place.item, ask->place.group);
    fact->reference = ask->reference == NULL ? "" : ask->reference->label;
    fact->year = ask->years != NULL ? eg_trend_of(a, ask->outcome, ask->place.item)->label
                                    : eg_views_year(a->views, ask->place.year);
    fact->scope_index = ask->place.scope;
    fact->unit_index = walk->over_units ? SIZE_MAX : ask->place.unit;
    fact->outcome_index = walk->no_outcome ? SIZE_MAX : ask->outcome;
    fact->item_index = ask->place.item;
    fact->group_index = walk->whole_dimension ? SIZE_MAX : ask->place.group;
    fact->year_index = ask->years != NULL ? SIZE_MAX : ask->place.year;
}

/* What the first walk finds of a fact that later ones need. */
static eg_status keep(eg_walk *walk, size_t row, const eg_estimate *estimate, eg_error *err)
{
    eg_status status = EG_OK;
    if (eg_catalogue_at(row)->tests)
        status = eg_found_p(walk->keep, row, estimate->p, err);
    if (status == EG_OK && eg_catalogue_at(row)->drawn)
        status = eg_found_limits(walk->keep, estimate->low, estimate->high, err);
    return status;
}

/* One number over groups that overlap would count students twice. */
static bool overlapping(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    if ((row->about.scope != EG_SCOPE_DIMENSION &&
         row->about.scope != EG_SCOPE_DIMENSION_TREND) ||
        !eg_views_overlap(ask->analysis->views, ask->place.item))
        return false;
    eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                   "the groups overlap: a student may count in several");
    return true;
}

/* Intervals of two groups are those of separate ones, unless the row counts what they share. */
static void without_interval(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    if (row->about.scope != EG_SCOPE_PAIR || row->sharing || answer->status != EG_FACT_OK ||
        !eg_side_overlaps(ask))
        return;
    bool had = !isnan(answer->estimate.low) || !isnan(answer->estimate.p);
    answer->estimate.low = answer->estimate.high = answer->estimate.p = NAN;
    if (had)
        (void)snprintf(answer->note, sizeof answer->note, "%s",
                       "no interval: the groups may share students");
}

/* Its answers are kept from the first walk; over units they are made of no joint cells. */
static bool is_kept(const eg_ask *ask, const eg_catalogue_row *row)
{
    return row->joint && !ask->over_units;
}

static eg_status answer_of(eg_walk *walk, const eg_ask *ask, const eg_catalogue_row *row,
                           eg_answer *answer, eg_error *err)
{
    if (is_kept(ask, row) && !walk->gather && eg_walk_kept_answer(walk, answer))
        return EG_OK;
    if (!eg_withheld(ask, row, answer) && !overlapping(ask, row, answer) &&
        !eg_bounded(ask, row, answer)) {
        eg_status status = row->answer(ask, answer, err);
        if (status != EG_OK)
            return status;
        without_interval(ask, row, answer);
    }
    return is_kept(ask, row) && walk->gather ? eg_found_answer(walk->keep, answer, err) : EG_OK;
}

static eg_status emit(eg_walk *walk, const eg_ask *ask, size_t row_index, eg_error *err)
{
    const eg_catalogue_row *row = eg_catalogue_at(row_index);
    eg_answer answer; /* its note is long: not all of it is made empty */
    answer.estimate = (eg_estimate){.value = 0};
    answer.status = EG_FACT_OK;
    answer.note[0] = '\0';
    answer.n = 0;
    answer.has_n = false;
    eg_status status = answer_of(walk, ask, row, &answer, err);
    if (status != EG_OK)
        return status;
    bool ok = answer.status == EG_FACT_OK;
    if (answer.status == EG_FACT_SUPPRESSED &&
        walk->analysis->settings->edition == EG_EDITION_INTERNAL)
        (void)snprintf(answer.note, sizeof answer.note, "%s", "suppressed in the input");
    if (walk->gather)
        return ok ? keep(walk, row_index, &answer.estimate, err) : EG_OK;
    eg_fact fact = {.row = &row->about, .status = answer.status, .note = answer.note};
    address(walk, ask, &fact);
    char name[256];
    fact.statistic = row->about.name;
    if (ask->level != SIZE_MAX) {
        size_t stem = strcspn(row->about.name, ":");
        eg_note of_level = {.to = name, .size = sizeof name};
        eg_note_add_some(&of_level, row->about.name, stem);
        eg_note_add(&of_level, ":");
        eg_note_add(&of_level,
                    walk->analysis->settled->outcomes[ask->outcome].levels[ask->level]);
        fact.statistic = name;
    }
    bool bounds = answer.status == EG_FACT_INTERVAL;
    fact.value = ok ? answer.estimate.value : NAN;
    fact.ci_low = ok || bounds ? answer.estimate.low : NAN;
    fact.ci_high = ok || bounds ? answer.estimate.high : NAN;
    if (row->drawn && ok) {
        fact.ci_low = walk->analysis->found.limits[walk->limit_next++];
        fact.ci_high = walk->analysis->found.limits[walk->limit_next++];
    }
    fact.p_value = fact.p_adjusted = NAN;
    if (row->tests && ok) {
        fact.p_value = walk->analysis->found.p_values[walk->p_next];
        fact.p_adjusted = walk->analysis->p_adjusted[walk->p_next++];
    }
    bool coded = answer.status == EG_FACT_TOP_CODED || answer.status == EG_FACT_BOTTOM_CODED;
    fact.has_n = answer.has_n && (ok || coded);
    fact.n = fact.has_n ? answer.n : 0;
    return walk->visit(walk->context, &fact, err);
}

/* ---- rows of one address
 * ------------------------------------------------------------------------------ */

size_t eg_outcome_sort(const eg_analysis *analysis, size_t outcome)
{
    return 2 * (size_t)eg_outcome_kind(analysis, outcome) +
           (eg_outcome_lower(analysis, outcome) ? 1 : 0);
}

bool eg_row_applies(const eg_catalogue_row *row, size_t sort)
{
    return strchr(row->about.kinds, "ARML"[sort / 2]) != NULL &&
           !(row->not_lower && sort % 2 == 1);
}

eg_reference_kind eg_row_reference(const eg_analysis *analysis, const eg_catalogue_row *row)
{
    if (!row->by_rule)
        return row->only;
    return analysis->settings->ppg_rule == EG_PPG_DISIMPACT ? EG_REFERENCE_OVERALL
                                                            : EG_REFERENCE_REST;
}

static bool takes_reference(const eg_analysis *analysis, const eg_catalogue_row *row,
                            const eg_reference_at *reference)
{
    if (reference == NULL)
        return true;
    if (row->has_only)
        return eg_row_reference(analysis, row) == reference->kind;
    if (reference->own_only || (row->apart && reference->kind == EG_REFERENCE_OVERALL))
        return false;
    return reference->kind != EG_REFERENCE_GOAL || row->goals;
}

/* A row over units stands for a pair where covariates take the units' place. */
static bool has_scope(const eg_analysis *a, const eg_catalogue_row *row, eg_stat_scope scope,
                      const eg_place *place)
{
    if (row->about.scope == scope)
        return true;
    return row->also_pair && scope == EG_SCOPE_PAIR && place->item != EG_ITEM_ALL &&
           (a->schema->n_units == 0 || a->schema->covariates_named);
}

eg_status eg_walk_rows(eg_walk *walk, const eg_ask *at, eg_stat_scope scope, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    const eg_row_list *rows =
        &(walk->gather ? a->gathered : a->asked)[scope][eg_outcome_sort(a, at->outcome)];
    eg_ask ask = *at;
    ask.over_units = walk->over_units;
    ask.memo = walk->memo;
    for (size_t i = 0; i < rows->n; i++) {
        size_t r = rows->row[i];
        const eg_catalogue_row *row = eg_catalogue_at(r);
        if (!has_scope(a, row, scope, &at->place) || (row->units && at->place.scope == 0) ||
            !takes_reference(a, row, at->reference) ||
            (walk->gather && !row->tests && !row->drawn && !is_kept(&ask, row)))
            continue;
        ask.want_p = walk->gather && row->tests;
        ask.want_interval = walk->gather == row->drawn;
        size_t first = row->levels_above_first ? 1 : 0;
        size_t levels = row->family ? a->settled->outcomes[at->outcome].n_levels : first + 1;
        for (size_t k = first; k < levels; k++) {
            ask.level = row->family ? k : SIZE_MAX;
            eg_status status = emit(walk, &ask, r, err);
            if (status != EG_OK)
                return status;
        }
    }
    return EG_OK;
}

static eg_status trend_rows(eg_walk *walk, const eg_ask *at, eg_stat_scope scope, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    const eg_trend *trend = eg_trend_of(a, at->outcome, at->place.item);
    if (trend->to - trend->from < 2)
        return EG_OK;
    eg_ask ask = *at;
    ask.years = a->years + trend->from;
    ask.n_years = trend->to - trend->from;
    ask.place.year = (uint32_t)a->years[trend->to - 1];
    return eg_walk_rows(walk, &ask, scope, err);
}

bool eg_walk_exists(const eg_analysis *a, eg_place place, size_t year)
{
    place.year = (uint32_t)year;
    return eg_views_cell(a->views, &place) != SIZE_MAX;
}

static bool exists_in_trend(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const eg_trend *trend = eg_trend_of(a, ask->outcome, ask->place.item);
    for (size_t i = trend->from; i < trend->to; i++)
        if (eg_walk_exists(a, ask->place, a->years[i]))
            return true;
    return false;
}

/* The group is its own reference in this year. */
bool eg_walk_is_itself(const eg_ask *ask, const eg_reference_at *reference)
{
    return (reference->kind == EG_REFERENCE_LEVEL ||
            (reference->kind == EG_REFERENCE_HIGHEST && !reference->trend_only)) &&
           reference->group == ask->place.group;
}

/* The trend against each year's best says nothing of a group that is always the best. */
static bool always_best(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    const eg_trend *trend = eg_trend_of(a, ask->outcome, ask->place.item);
    for (size_t i = trend->from; i < trend->to; i++) {
        size_t best = eg_memo_best(ask->memo, ask, a->years[i], ask->level);
        if (best != SIZE_MAX && best != ask->place.group)
            return false;
    }
    return true;
}

static size_t top_level(const eg_analysis *a, size_t outcome)
{
    return eg_outcome_kind(a, outcome) == EG_KIND_LEVELS
               ? a->settled->outcomes[outcome].n_levels - 1
               : SIZE_MAX;
}

static eg_status pair_year(eg_walk *walk, const eg_ask *at, size_t year, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_ask ask = *at;
    ask.place.year = (uint32_t)year;
    if (!eg_walk_exists(a, ask.place, year) || ask.reference->trend_only)
        return EG_OK;
    if (ask.reference->by_year &&
        eg_memo_best(walk->memo, &ask, year, top_level(a, ask.outcome)) != ask.reference->group)
        return EG_OK;
    return eg_walk_rows(walk, &ask, EG_SCOPE_PAIR, err);
}

static eg_status pair_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    if (eg_walk_is_itself(at, at->reference))
        return EG_OK;
    for (size_t y = 0; y < eg_views_years(a->views); y++) {
        eg_status status = pair_year(walk, at, y, err);
        if (status != EG_OK)
            return status;
    }
    eg_ask top = *at;
    top.level = top_level(a, at->outcome);
    top.memo = walk->memo;
    if (at->reference->by_year || !exists_in_trend(at) ||
        (at->reference->trend_only && always_best(&top)))
        return EG_OK;
    return trend_rows(walk, at, EG_SCOPE_PAIR_TREND, err);
}

static eg_status own_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    for (size_t y = 0; y < eg_views_years(a->views); y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        eg_status status = eg_walk_exists(a, ask.place, y)
                               ? eg_walk_rows(walk, &ask, EG_SCOPE_GROUP, err)
                               : EG_OK;
        if (status != EG_OK)
            return status;
    }
    return exists_in_trend(at) ? trend_rows(walk, at, EG_SCOPE_GROUP_TREND, err) : EG_OK;
}

/* ---- the levels of the walk
 * ----------------------------------------------------------------------------- */

/* A unit whose whole is not given still has its groups. */
bool eg_walk_unit_has(const eg_analysis *a, eg_place place, size_t year)
{
    size_t items = eg_views_are_given(a->views) ? eg_views_items(a->views) : 1;
    for (place.item = EG_ITEM_ALL; place.item < items; place.item++)
        for (place.group = 0; place.group < eg_views_groups(a->views, place.item);
             place.group++)
            if (eg_walk_exists(a, place, year))
                return true;
    return false;
}

static eg_status dimension_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    bool together = at->place.item == EG_ITEM_ALL;
    if (together && eg_plain_dimensions(a->schema) < 2)
        return EG_OK;
    walk->whole_dimension = true;
    for (size_t y = 0; y < eg_views_years(a->views) && status == EG_OK; y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        if (eg_walk_unit_has(a, ask.place, y))
            status = eg_walk_rows(walk, &ask, together ? EG_SCOPE_TOGETHER : EG_SCOPE_DIMENSION,
                                  err);
    }
    if (status == EG_OK && !together)
        status = trend_rows(walk, at, EG_SCOPE_DIMENSION_TREND, err);
    walk->whole_dimension = false;
    return status;
}

static eg_status group_rows(eg_walk *walk, eg_ask *at, const eg_reference_at *references,
                            size_t n_references, eg_error *err)
{
    eg_status status = own_rows(walk, at, err);
    for (size_t r = 0; r < n_references && status == EG_OK; r++) {
        at->reference = &references[r];
        status = pair_rows(walk, at, err);
    }
    at->reference = NULL;
    return status;
}

static eg_status item_rows(eg_walk *walk, eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_reference_at references[EG_REFERENCES_MOST];
    eg_arena *labels = eg_arena_new();
    if (labels == NULL)
        return eg_fail_memory(err);
    size_t n = eg_references_of(a, at->outcome, &at->place, references, labels);
    eg_status status = dimension_rows(walk, at, err);
    for (size_t g = 0; g < eg_views_groups(a->views, at->place.item) && status == EG_OK; g++) {
        at->place.group = (uint32_t)g;
        status = group_rows(walk, at, references, n, err);
    }
    at->place.group = 0;
    eg_arena_free(labels);
    return status;
}

static bool unit_exists(const eg_analysis *a, eg_place place)
{
    for (size_t y = 0; y < eg_views_years(a->views); y++)
        if (eg_walk_unit_has(a, place, y))
            return true;
    return false;
}

static eg_status outcome_rows(eg_walk *walk, eg_ask *at, size_t from, size_t to, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    if (!unit_exists(a, at->place) || !eg_walk_plans(a, at->outcome))
        return EG_OK;
    for (size_t i = from; i < to && status == EG_OK; i++) {
        eg_progress progress = {.stage = walk->gather ? "computing" : "writing"};
        if (!eg_go_on(walk->control, &progress))
            return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
        at->place.item = (uint32_t)i;
        status = item_rows(walk, at, err);
    }
    return status;
}

/* Of the whole input each dimension is a task: there is most to draw. */
static size_t tasks_of_scope(const eg_analysis *a, size_t scope)
{
    size_t outcomes = a->schema->n_outcomes;
    return scope == 0 ? outcomes * eg_views_items(a->views)
                      : 1 + eg_views_units(a->views, scope) * outcomes;
}

size_t eg_walk_tasks(const eg_analysis *a)
{
    size_t n = 0;
    for (size_t s = 0; s < eg_views_scopes(a->views); s++)
        n += tasks_of_scope(a, s);
    return n;
}

eg_status eg_walk_task(eg_walk *walk, size_t task, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    size_t s = 0, items = eg_views_items(a->views);
    while (task >= tasks_of_scope(a, s))
        task -= tasks_of_scope(a, s++);
    eg_ask ask = {.analysis = a, .place = {.scope = (uint32_t)s}, .level = SIZE_MAX};
    if (s == 0) {
        ask.outcome = task / items;
        return outcome_rows(walk, &ask, task % items, task % items + 1, err);
    }
    if (task == 0)
        return eg_walk_units(walk, s, err);
    ask.place.unit = (uint32_t)((task - 1) / a->schema->n_outcomes);
    ask.outcome = (task - 1) % a->schema->n_outcomes;
    return outcome_rows(walk, &ask, 0, items, err);
}

size_t eg_walk_tasks_of_whole(const eg_analysis *a)
{
    return tasks_of_scope(a, 0);
}

eg_status eg_walk_from(eg_walk *walk, size_t from, size_t to, eg_error *err)
{
    eg_status status = EG_OK;
    eg_memo memo = {0};
    walk->memo = &memo;
    for (size_t t = from; t < to && status == EG_OK; t++)
        status = eg_walk_task(walk, t, err);
    eg_memo_clear(&memo);
    walk->memo = NULL;
    return status;
}
