/* The rows of the catalogue at one address; privacy before any row is asked. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/bounded.h"
#include "statistics/breaks.h"
#include "statistics/note.h"
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
