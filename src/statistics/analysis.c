/* An analysis bound together: which rows, which years, p-values adjusted by family. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/breaks.h"
#include "statistics/idea_rules.h"
#include "statistics/math_adjust.h"
#include "statistics/walk.h"

/* ---- which rows
 * -------------------------------------------------------------------------------------- */

static bool row_named(const eg_catalogue_row *row, eg_text name)
{
    if (eg_text_is(name, "all") || eg_text_is(name, row->about.set))
        return true;
    size_t stem = strcspn(row->about.name, ":");
    size_t asked = 0;
    while (asked < name.n && name.at[asked] != ':')
        asked++;
    return stem == asked && memcmp(row->about.name, name.at, stem) == 0 &&
           eg_statistics_find(name) != NULL;
}

static bool some_named(const eg_settings *settings, bool (*what)(const eg_catalogue_row *row))
{
    for (size_t s = 0; s < settings->stats.n; s++)
        for (size_t r = 0; r < eg_catalogue_count(); r++)
            if (what(eg_catalogue_at(r)) &&
                row_named(eg_catalogue_at(r), eg_text_of(settings->stats.at[s])))
                return true;
    return false;
}

static bool needs_values(const eg_catalogue_row *row)
{
    return row->values;
}

static bool needs_joint(const eg_catalogue_row *row)
{
    return row->joint;
}

bool eg_statistics_need_values(const eg_settings *settings)
{
    return some_named(settings, needs_values);
}

bool eg_statistics_need_joint(const eg_settings *settings)
{
    return some_named(settings, needs_joint);
}

static eg_status unknown_statistic(const char *name, eg_error *err)
{
    const char *names[512];
    size_t n = 0;
    for (size_t r = 0; r < eg_catalogue_count() && n + 2 < 512; r++) {
        names[n++] = eg_catalogue_at(r)->about.name;
        names[n++] = eg_catalogue_at(r)->about.set;
    }
    const char *near = eg_text_nearest(eg_text_of(name), names, n);
    if (near == NULL)
        return eg_fail(
            err, EG_E_USAGE,
            "--stats does not know \"%s\"; `equitygap explain` lists every statistic", name);
    return eg_fail(err, EG_E_USAGE, "--stats does not know \"%s\"; did you mean \"%s\"?", name,
                   near);
}

static eg_status select_rows(eg_analysis *a, eg_error *err)
{
    for (size_t s = 0; s < a->settings->stats.n; s++) {
        eg_text name = eg_text_of(a->settings->stats.at[s]);
        bool found = false;
        for (size_t r = 0; r < eg_catalogue_count(); r++)
            if (row_named(eg_catalogue_at(r), name))
                a->selected[r] = found = true;
        if (!found)
            return unknown_statistic(a->settings->stats.at[s], err);
    }
    return EG_OK;
}

static bool list_rows(eg_analysis *a, size_t scope, size_t sort)
{
    eg_row_list *asked = &a->asked[scope][sort], *gathered = &a->gathered[scope][sort];
    asked->row = eg_alloc(eg_catalogue_count(), sizeof *asked->row);
    gathered->row = eg_alloc(eg_catalogue_count(), sizeof *gathered->row);
    if (asked->row == NULL || gathered->row == NULL)
        return false;
    for (size_t r = 0; r < eg_catalogue_count(); r++) {
        const eg_catalogue_row *row = eg_catalogue_at(r);
        bool in_scope = row->about.scope == scope || (row->also_pair && scope == EG_SCOPE_PAIR);
        if (!a->selected[r] || !in_scope || !eg_row_applies(row, sort))
            continue;
        asked->row[asked->n++] = (uint16_t)r;
        if (row->tests || row->drawn || row->joint)
            gathered->row[gathered->n++] = (uint16_t)r;
    }
    return true;
}

static void list_own_references(eg_analysis *a, size_t sort)
{
    bool listed[EG_REFERENCE_STATE + 1] = {false};
    eg_own_references *own = &a->own_references[sort];
    for (size_t r = 0; r < eg_catalogue_count(); r++) {
        const eg_catalogue_row *row = eg_catalogue_at(r);
        if (!a->selected[r] || !row->has_only || !eg_row_applies(row, sort))
            continue;
        eg_reference_kind kind = eg_row_reference(a, row);
        if (!listed[kind])
            own->kind[own->n++] = kind;
        listed[kind] = true;
    }
}

/* The rows of a scope and of a sort of outcomes, so that a walk need not look at all of them at
 * every address. */
static eg_status sort_by_scope(eg_analysis *a, eg_error *err)
{
    for (size_t s = 0; s <= EG_SCOPE_TOGETHER; s++)
        for (size_t sort = 0; sort < EG_OUTCOME_SORTS; sort++)
            if (!list_rows(a, s, sort))
                return eg_fail_memory(err);
    for (size_t sort = 0; sort < EG_OUTCOME_SORTS; sort++)
        list_own_references(a, sort);
    return EG_OK;
}

/* ---- p-values
 * ---------------------------------------------------------------------------------------------
 */

static eg_multiple_method method(const eg_settings *settings)
{
    switch (settings->adjust) {
    case EG_ADJUST_BH:
        return EG_MULTIPLE_BH;
    case EG_ADJUST_HOLM:
        return EG_MULTIPLE_HOLM;
    case EG_ADJUST_HOCHBERG:
        return EG_MULTIPLE_HOCHBERG;
    case EG_ADJUST_BY:
        return EG_MULTIPLE_BY;
    case EG_ADJUST_BONFERRONI:
        return EG_MULTIPLE_BONFERRONI;
    case EG_ADJUST_NONE:
        return EG_MULTIPLE_NONE;
    }
    return EG_MULTIPLE_NONE;
}

/* Rows that share a function are one statistic: `difference` and `difference:LEVEL`. */
static bool same_family(size_t a, size_t b)
{
    return eg_catalogue_at(a)->answer == eg_catalogue_at(b)->answer;
}

static bool first_of_family(size_t row)
{
    for (size_t r = 0; r < row; r++)
        if (same_family(r, row))
            return false;
    return true;
}

static bool adjust_family(eg_analysis *a, size_t row, double *family)
{
    size_t n = 0;
    for (size_t i = 0; i < a->found.n_p; i++)
        if (same_family(a->found.p_rows[i], row))
            family[n++] = a->found.p_values[i];
    if (!eg_adjust_p(method(a->settings), family, n, family))
        return false;
    n = 0;
    for (size_t i = 0; i < a->found.n_p; i++)
        if (same_family(a->found.p_rows[i], row))
            a->p_adjusted[i] = family[n++];
    return true;
}

static void count_comparisons(eg_analysis *a)
{
    for (size_t i = 0; i < a->found.n_p; i++)
        a->comparisons[a->found.p_rows[i]] += isnan(a->found.p_values[i]) ? 0 : 1;
}

static eg_status adjust_all(eg_analysis *a, eg_error *err)
{
    count_comparisons(a);
    double *family = eg_alloc(a->found.n_p, sizeof *family);
    a->p_adjusted = eg_alloc(a->found.n_p, sizeof *a->p_adjusted);
    bool made = family != NULL && a->p_adjusted != NULL;
    for (size_t r = 0; made && r < eg_catalogue_count(); r++)
        if (eg_catalogue_at(r)->tests && first_of_family(r))
            made = adjust_family(a, r, family);
    eg_free(family);
    return made ? EG_OK : eg_fail_memory(err);
}

/* ---- life
 * ------------------------------------------------------------------------------------------------------
 */

static eg_analysis *analysis_alloc(void)
{
    eg_analysis *a = eg_alloc_zero(1, sizeof *a);
    if (a == NULL)
        return NULL;
    a->selected = eg_alloc_zero(eg_catalogue_count(), sizeof *a->selected);
    a->comparisons = eg_alloc_zero(eg_catalogue_count(), sizeof *a->comparisons);
    if (a->selected != NULL && a->comparisons != NULL)
        return a;
    eg_analysis_free(a);
    return NULL;
}

static eg_status first_walk(eg_analysis *a, eg_error *err)
{
    eg_status status = eg_breaks_find(a, err);
    if (status == EG_OK)
        status = eg_targets_check(a, err);
    if (status == EG_OK)
        status = eg_walk_first(a, err);
    return status == EG_OK ? adjust_all(a, err) : status;
}

eg_status eg_analysis_new(eg_analysis **out, const eg_analysis_parts *parts, eg_error *err)
{
    *out = NULL;
    eg_analysis *a = analysis_alloc();
    if (a == NULL)
        return eg_fail_memory(err);
    a->schema = parts->schema;
    a->settled = parts->settled;
    a->views = parts->views;
    a->marks = parts->marks;
    a->control = parts->control;
    a->state = parts->state;
    a->n_state = parts->n_state;
    a->settings = parts->schema->settings;
    eg_status status = select_rows(a, err);
    if (status == EG_OK)
        status = sort_by_scope(a, err);
    if (status == EG_OK)
        status = eg_references_check(a, err);
    if (status == EG_OK)
        status = eg_idea_check(a, err);
    if (status == EG_OK)
        status = first_walk(a, err);
    if (status != EG_OK) {
        eg_analysis_free(a);
        return status;
    }
    *out = a;
    return EG_OK;
}

void eg_analysis_free(eg_analysis *analysis)
{
    if (analysis == NULL)
        return;
    eg_breaks_clear(analysis);
    for (size_t s = 0; s <= EG_SCOPE_TOGETHER; s++)
        for (size_t sort = 0; sort < EG_OUTCOME_SORTS; sort++) {
            eg_free(analysis->asked[s][sort].row);
            eg_free(analysis->gathered[s][sort].row);
        }
    eg_free(analysis->selected);
    eg_free(analysis->comparisons);
    eg_found_clear(&analysis->found);
    eg_free(analysis->begins);
    eg_free(analysis->p_adjusted);
    eg_free(analysis);
}

eg_status eg_analysis_facts(const eg_analysis *analysis, eg_fact_visitor visit, void *context,
                            eg_error *err)
{
    const eg_facts_stretch all = {.to = eg_walk_tasks(analysis)};
    return eg_analysis_facts_between(analysis, &all, visit, context, err);
}

size_t eg_analysis_stretches(const eg_analysis *analysis, size_t *of_whole)
{
    *of_whole = eg_walk_tasks_of_whole(analysis);
    return eg_walk_tasks(analysis);
}

eg_status eg_analysis_facts_between(const eg_analysis *analysis,
                                    const eg_facts_stretch *stretch, eg_fact_visitor visit,
                                    void *context, eg_error *err)
{
    const eg_found_place *begin = &analysis->begins[stretch->from];
    eg_walk walk = {.analysis = analysis,
                    .visit = visit,
                    .context = context,
                    .control = stretch->quiet ? NULL : analysis->control,
                    .p_next = begin->p,
                    .limit_next = begin->limits,
                    .kept_next = begin->kept};
    return eg_walk_from(&walk, stretch->from, stretch->to, err);
}

eg_status eg_analysis_families(const eg_analysis *a, eg_arena *arena, eg_family **out,
                               size_t *n, eg_error *err)
{
    eg_family *families = eg_arena_alloc(arena, eg_catalogue_count(), sizeof *families);
    *out = families;
    *n = 0;
    if (families == NULL)
        return eg_fail_memory(err);
    for (size_t r = 0; r < eg_catalogue_count(); r++) {
        if (!eg_catalogue_at(r)->tests || !first_of_family(r))
            continue;
        eg_family family = {.p_values = 0};
        for (size_t other = r; other < eg_catalogue_count(); other++)
            family.p_values += same_family(r, other) ? a->comparisons[other] : 0;
        const char *name = eg_catalogue_at(r)->about.name;
        family.statistic = eg_arena_string(arena, (eg_text){name, strcspn(name, ":")});
        if (family.statistic == NULL)
            return eg_fail_memory(err);
        if (family.p_values > 0)
            families[(*n)++] = family;
    }
    return EG_OK;
}
