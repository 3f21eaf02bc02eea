/* An analysis bound together: which rows, which years, p-values adjusted by family. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/math_adjust.h"
#include "statistics/walk.h"

/* ---- which rows
 * -------------------------------------------------------------------------------------- */

static bool row_named(const eg_catalogue_row *row, eg_text name)
{
    if (eg_text_is(name, "all") || eg_text_is(name, row->about.set))
        return true;
    const eg_statistic *found = eg_statistics_find(name);
    size_t stem = strcspn(row->about.name, ":");
    size_t asked = 0;
    while (asked < name.n && name.at[asked] != ':')
        asked++;
    return found != NULL && stem == asked && memcmp(row->about.name, name.at, stem) == 0;
}

static eg_status unknown_statistic(const char *name, eg_error *err)
{
    const char *names[256];
    size_t n = 0;
    for (size_t r = 0; r < eg_catalogue_count() && n + 2 < 256; r++) {
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

/* ---- which years
 * --------------------------------------------------------------------------------------- */

static bool break_before(const eg_analysis *a, size_t year)
{
    for (size_t b = 0; b < a->settings->n_breaks; b++)
        if (strcmp(a->settings->breaks[b].year, eg_views_year(a->views, year)) == 0)
            return true;
    return false;
}

/* Comparable years are in time; of two labels for one year neither can be trusted to come
 * first. */
static void gather_years(eg_analysis *a)
{
    for (size_t y = 0; y < eg_views_years(a->views) && a->n_years < EG_YEARS_MOST; y++) {
        int32_t first = eg_views_first_year(a->views, y);
        if (first == INT32_MIN)
            continue;
        if (a->n_years > 0 && eg_views_first_year(a->views, a->years[a->n_years - 1]) == first)
            continue;
        a->years[a->n_years++] = y;
    }
}

/* The last stretch of three years and more between breaks; without one, the last stretch. */
static void find_trend(eg_analysis *a)
{
    size_t to, from;
    gather_years(a);
    a->trend_from = 0;
    a->trend_to = to = a->n_years;
    bool settled = false;
    while (to > 0 && !settled) {
        from = to - 1;
        while (from > 0 && !break_before(a, a->years[from]))
            from--;
        if (to == a->n_years || to - from >= 3) {
            a->trend_from = from;
            a->trend_to = to;
        }
        settled = to - from >= 3;
        to = from;
    }
    if (a->trend_to > a->trend_from)
        (void)snprintf(a->trend_label, sizeof a->trend_label, "%s..%s",
                       eg_views_year(a->views, a->years[a->trend_from]),
                       eg_views_year(a->views, a->years[a->trend_to - 1]));
}

/* ---- p-values
 * ---------------------------------------------------------------------------------------------
 */

eg_status eg_walk_keep_p(eg_walk *walk, size_t row, double p, eg_error *err)
{
    eg_analysis *a = walk->keep;
    if (a->n_p == a->p_capacity) {
        size_t capacity = a->p_capacity == 0 ? 256 : a->p_capacity * 2;
        double *values = eg_realloc(a->p_values, capacity, sizeof *values);
        if (values == NULL)
            return eg_fail_memory(err);
        a->p_values = values;
        uint16_t *rows = eg_realloc(a->p_rows, capacity, sizeof *rows);
        if (rows == NULL)
            return eg_fail_memory(err);
        a->p_rows = rows;
        a->p_capacity = capacity;
    }
    a->p_values[a->n_p] = p;
    a->p_rows[a->n_p++] = (uint16_t)row;
    if (!isnan(p))
        a->comparisons[row]++;
    return EG_OK;
}

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
    for (size_t i = 0; i < a->n_p; i++)
        if (same_family(a->p_rows[i], row))
            family[n++] = a->p_values[i];
    if (!eg_adjust_p(method(a->settings), family, n, family))
        return false;
    n = 0;
    for (size_t i = 0; i < a->n_p; i++)
        if (same_family(a->p_rows[i], row))
            a->p_adjusted[i] = family[n++];
    return true;
}

static eg_status adjust_all(eg_analysis *a, eg_error *err)
{
    double *family = eg_alloc(a->n_p, sizeof *family);
    a->p_adjusted = eg_alloc(a->n_p, sizeof *a->p_adjusted);
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
    eg_walk walk = {.analysis = a, .gather = true, .keep = a};
    find_trend(a);
    eg_status status = eg_walk_all(&walk, err);
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
    a->settings = parts->schema->settings;
    eg_status status = select_rows(a, err);
    if (status == EG_OK)
        status = eg_references_check(a, err);
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
    eg_free(analysis->selected);
    eg_free(analysis->comparisons);
    eg_free(analysis->p_values);
    eg_free(analysis->p_rows);
    eg_free(analysis->p_adjusted);
    eg_free(analysis);
}

eg_status eg_analysis_facts(const eg_analysis *analysis, eg_fact_visitor visit, void *context,
                            eg_error *err)
{
    eg_walk walk = {.analysis = analysis, .visit = visit, .context = context};
    return eg_walk_all(&walk, err);
}

uint64_t eg_analysis_comparisons(const eg_analysis *analysis, const char *statistic)
{
    uint64_t n = 0;
    for (size_t r = 0; r < eg_catalogue_count(); r++) {
        size_t stem = strcspn(eg_catalogue_at(r)->about.name, ":");
        if (strlen(statistic) == stem &&
            memcmp(eg_catalogue_at(r)->about.name, statistic, stem) == 0)
            n += analysis->comparisons[r];
    }
    return n;
}
