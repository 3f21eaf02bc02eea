/* The walk over all addresses, in the order of reports; privacy before any row is asked. */
#include "statistics/engine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/walk.h"

void eg_answer_estimate(eg_answer *answer, eg_estimate estimate, uint64_t n)
{
    answer->estimate = estimate;
    answer->n = n;
    answer->has_n = true;
    answer->status = estimate.ok ? EG_FACT_OK : EG_FACT_NOT_ESTIMABLE;
    (void)snprintf(answer->note, sizeof answer->note, "%s",
                   estimate.why == NULL ? "" : estimate.why);
}

static const char hidden_words[] = "hidden: too few students, or to protect others";

void eg_answer_none(eg_answer *answer, eg_fact_status status, const char *why)
{
    answer->estimate = eg_estimate_none(why);
    answer->has_n = false;
    answer->status = status;
    (void)snprintf(answer->note, sizeof answer->note, "%s",
                   status == EG_FACT_SUPPRESSED ? hidden_words
                   : why == NULL                ? eg_fact_status_word(status)
                                                : why);
}

/* ---- privacy of a group's own row
 * ------------------------------------------------------------------ */

static eg_mark own_mark(const eg_ask *ask, const eg_catalogue_row *row, double *bound)
{
    const eg_analysis *a = ask->analysis;
    if (ask->level == SIZE_MAX)
        return eg_marks_of(a->marks, ask->outcome, &ask->place, bound);
    return row->levels_above_first
               ? eg_marks_at_or_above(a->marks, ask->outcome, &ask->place, ask->level, bound)
               : eg_marks_level(a->marks, ask->outcome, &ask->place, ask->level, bound);
}

/* "0.95 or more"; for a count the students that bound means. */
static void answer_coded(const eg_ask *ask, const eg_catalogue_row *row, eg_mark mark,
                         double bound, eg_answer *answer)
{
    bool top = mark == EG_TOP_CODED;
    eg_tally tally;
    eg_views_tally(ask->analysis->views, ask->outcome, &ask->place, &tally);
    eg_answer_none(answer, top ? EG_FACT_TOP_CODED : EG_FACT_BOTTOM_CODED, NULL);
    answer->has_n = true;
    answer->n = tally.n;
    if (strncmp(row->about.name, "count", 5) != 0) {
        (void)snprintf(answer->note, sizeof answer->note, "%.2f or %s", bound,
                       top ? "more" : "less");
        return;
    }
    double count = bound * (double)tally.n;
    (void)snprintf(answer->note, sizeof answer->note, "%.0f or %s",
                   top ? ceil(count - 1e-9) : floor(count + 1e-9), top ? "more" : "fewer");
}

/* True when the answer is settled by what may be shown. */
static bool withheld(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    double bound = 0;
    if (row->about.scope != EG_SCOPE_GROUP || ask->reference != NULL)
        return false;
    eg_mark mark = row->uses == EG_USES_N
                       ? eg_marks_of(ask->analysis->marks, ask->outcome, &ask->place, &bound)
                       : own_mark(ask, row, &bound);
    if (mark == EG_SHOWN || (row->uses == EG_USES_N && mark != EG_HIDDEN))
        return false;
    if (mark == EG_HIDDEN || row->uses == EG_USES_FIGURES)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else
        answer_coded(ask, row, mark, bound, answer);
    return true;
}

/* ---- one fact
 * --------------------------------------------------------------------------------------- */

static void address(const eg_walk *walk, const eg_ask *ask, eg_fact *fact)
{
    const eg_analysis *a = walk->analysis;
    bool whole = ask->place.item == EG_ITEM_ALL;
    fact->unit_type = ask->place.scope == 0
                          ? "all"
                          : a->schema->axes[a->schema->units[ask->place.scope - 1]].name;
    fact->unit = eg_views_unit(a->views, ask->place.scope, ask->place.unit);
    fact->outcome = a->schema->outcomes[ask->outcome].name;
    fact->dimension = whole ? "all" : a->schema->items[ask->place.item - 1].name;
    fact->group = walk->whole_dimension
                      ? ""
                      : eg_views_group(a->views, ask->place.item, ask->place.group);
    fact->reference = ask->reference == NULL ? "" : ask->reference->label;
    fact->year = ask->years != NULL ? a->trend_label : eg_views_year(a->views, ask->place.year);
    fact->scope_index = ask->place.scope;
    fact->unit_index = ask->place.unit;
    fact->outcome_index = ask->outcome;
    fact->item_index = ask->place.item;
    fact->group_index = walk->whole_dimension ? SIZE_MAX : ask->place.group;
    fact->year_index = ask->years != NULL ? SIZE_MAX : ask->place.year;
}

static eg_status emit(eg_walk *walk, const eg_ask *ask, size_t row_index, eg_error *err)
{
    const eg_catalogue_row *row = eg_catalogue_at(row_index);
    eg_answer answer = {.status = EG_FACT_OK};
    if (!withheld(ask, row, &answer)) {
        eg_status status = row->answer(ask, &answer, err);
        if (status != EG_OK)
            return status;
    }
    bool ok = answer.status == EG_FACT_OK;
    if (walk->gather)
        return row->tests && ok ? eg_walk_keep_p(walk, row_index, answer.estimate.p, err)
                                : EG_OK;
    eg_fact fact = {.row = &row->about, .status = answer.status, .note = answer.note};
    address(walk, ask, &fact);
    char name[256];
    fact.statistic = row->about.name;
    if (ask->level != SIZE_MAX) {
        size_t stem = strcspn(row->about.name, ":");
        (void)snprintf(name, sizeof name, "%.*s:%s", (int)stem, row->about.name,
                       walk->analysis->settled->outcomes[ask->outcome].levels[ask->level]);
        fact.statistic = name;
    }
    fact.value = ok ? answer.estimate.value : NAN;
    fact.ci_low = ok ? answer.estimate.low : NAN;
    fact.ci_high = ok ? answer.estimate.high : NAN;
    fact.p_value = fact.p_adjusted = NAN;
    if (row->tests && ok) {
        fact.p_value = walk->analysis->p_values[walk->p_next];
        fact.p_adjusted = walk->analysis->p_adjusted[walk->p_next++];
    }
    bool coded = answer.status == EG_FACT_TOP_CODED || answer.status == EG_FACT_BOTTOM_CODED;
    fact.has_n = answer.has_n && (ok || coded);
    fact.n = fact.has_n ? answer.n : 0;
    return walk->visit(walk->context, &fact, err);
}

/* ---- rows of one address
 * ------------------------------------------------------------------------------ */

static bool applies(const eg_walk *walk, const eg_catalogue_row *row, size_t outcome)
{
    char letter = "ARML"[eg_outcome_kind(walk->analysis, outcome)];
    return strchr(row->about.kinds, letter) != NULL;
}

static bool takes_reference(const eg_catalogue_row *row, const eg_reference_at *reference)
{
    if (reference == NULL)
        return true;
    if (row->has_only)
        return row->only == reference->kind;
    if (reference->own_only)
        return false;
    return reference->kind != EG_REFERENCE_GOAL || row->goals;
}

static eg_status rows_of_scope(eg_walk *walk, const eg_ask *at, eg_stat_scope scope,
                               eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    for (size_t r = 0; r < eg_catalogue_count(); r++) {
        const eg_catalogue_row *row = eg_catalogue_at(r);
        if (!a->selected[r] || row->about.scope != scope || !applies(walk, row, at->outcome) ||
            !takes_reference(row, at->reference))
            continue;
        eg_ask ask = *at;
        ask.want_p = walk->gather && row->tests;
        ask.want_interval = !walk->gather;
        if (walk->gather && !row->tests)
            continue;
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

static bool has_trend(const eg_analysis *a)
{
    return a->trend_to - a->trend_from >= 2;
}

static eg_status trend_rows(eg_walk *walk, const eg_ask *at, eg_stat_scope scope, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    if (!has_trend(a))
        return EG_OK;
    eg_ask ask = *at;
    ask.years = a->years + a->trend_from;
    ask.n_years = a->trend_to - a->trend_from;
    ask.place.year = (uint32_t)a->years[a->trend_to - 1];
    return rows_of_scope(walk, &ask, scope, err);
}

static bool exists(const eg_analysis *a, eg_place place, size_t year)
{
    place.year = (uint32_t)year;
    return eg_views_cell(a->views, &place) != SIZE_MAX;
}

static bool exists_in_trend(const eg_analysis *a, const eg_place *place)
{
    for (size_t i = a->trend_from; i < a->trend_to; i++)
        if (exists(a, *place, a->years[i]))
            return true;
    return false;
}

/* The group is its own reference in this year. */
static bool is_itself(const eg_ask *ask, const eg_reference_at *reference)
{
    return (reference->kind == EG_REFERENCE_LEVEL ||
            (reference->kind == EG_REFERENCE_HIGHEST && !reference->trend_only)) &&
           reference->group == ask->place.group;
}

/* The trend against each year's best says nothing of a group that is always the best. */
static bool always_best(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    for (size_t i = a->trend_from; i < a->trend_to; i++) {
        eg_place place = ask->place;
        place.year = (uint32_t)a->years[i];
        size_t best = eg_best_group(a, ask->outcome, place, ask->level);
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
    if (!exists(a, ask.place, year) || ask.reference->trend_only)
        return EG_OK;
    if (ask.reference->by_year &&
        eg_best_group(a, ask.outcome, ask.place, top_level(a, ask.outcome)) !=
            ask.reference->group)
        return EG_OK;
    return rows_of_scope(walk, &ask, EG_SCOPE_PAIR, err);
}

static eg_status pair_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    if (is_itself(at, at->reference))
        return EG_OK;
    for (size_t y = 0; y < eg_views_years(a->views); y++) {
        eg_status status = pair_year(walk, at, y, err);
        if (status != EG_OK)
            return status;
    }
    eg_ask top = *at;
    top.level = top_level(a, at->outcome);
    if (at->reference->by_year || !exists_in_trend(a, &at->place) ||
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
        eg_status status =
            exists(a, ask.place, y) ? rows_of_scope(walk, &ask, EG_SCOPE_GROUP, err) : EG_OK;
        if (status != EG_OK)
            return status;
    }
    return exists_in_trend(a, &at->place) ? trend_rows(walk, at, EG_SCOPE_GROUP_TREND, err)
                                          : EG_OK;
}

/* ---- the levels of the walk
 * ----------------------------------------------------------------------------- */

static bool unit_has(const eg_analysis *a, eg_place place, size_t year)
{
    place.item = EG_ITEM_ALL;
    place.group = 0;
    return exists(a, place, year);
}

static eg_status dimension_rows(eg_walk *walk, const eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    walk->whole_dimension = true;
    for (size_t y = 0; y < eg_views_years(a->views) && status == EG_OK; y++) {
        eg_ask ask = *at;
        ask.place.year = (uint32_t)y;
        if (unit_has(a, ask.place, y))
            status = rows_of_scope(walk, &ask, EG_SCOPE_DIMENSION, err);
    }
    if (status == EG_OK)
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
    eg_status status = EG_OK;
    if (at->place.item != EG_ITEM_ALL)
        status = dimension_rows(walk, at, err);
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
        if (unit_has(a, place, y))
            return true;
    return false;
}

static eg_status unit_rows(eg_walk *walk, eg_ask *at, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    if (!unit_exists(a, at->place))
        return EG_OK;
    for (size_t o = 0; o < a->schema->n_outcomes && status == EG_OK; o++) {
        at->outcome = o;
        for (size_t i = 0; i < eg_views_items(a->views) && status == EG_OK; i++) {
            eg_progress progress = {.stage = walk->gather ? "computing" : "writing"};
            if (!eg_go_on(a->control, &progress))
                return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
            at->place.item = (uint32_t)i;
            status = item_rows(walk, at, err);
        }
    }
    return status;
}

eg_status eg_walk_all(eg_walk *walk, eg_error *err)
{
    const eg_analysis *a = walk->analysis;
    eg_status status = EG_OK;
    for (size_t s = 0; s < eg_views_scopes(a->views); s++)
        for (size_t u = 0; u < eg_views_units(a->views, s) && status == EG_OK; u++) {
            eg_ask ask = {.analysis = a,
                          .place = {.scope = (uint32_t)s, .unit = (uint32_t)u},
                          .level = SIZE_MAX};
            status = unit_rows(walk, &ask, err);
        }
    return status;
}
