/* Targets against the data: kinds of outcomes and the form of years are known only now. */
#include <string.h>

#include "schema/years.h"
#include "statistics/walk.h"

static eg_status check_value(const eg_analysis *a, size_t o, eg_error *err)
{
    const eg_outcome *outcome = &a->schema->outcomes[o];
    eg_kind kind = eg_outcome_kind(a, o);
    if (kind == EG_KIND_LEVELS)
        return eg_fail(err, EG_E_USAGE,
                       "\"%.80s\" is an outcome of levels, which has no single target: count "
                       "it as a rate, as in --outcome 'NAME=%.80s:rate(Proficient|Advanced)'",
                       outcome->name, outcome->name);
    if (kind == EG_KIND_RATE && !(outcome->spec.target >= 0 && outcome->spec.target <= 1))
        return eg_fail(err, EG_E_USAGE,
                       "the target %g of \"%.80s\" is no rate: write it from 0 to 1, or in "
                       "percent as 90%%",
                       outcome->spec.target, outcome->name);
    return EG_OK;
}

/* School years and calendar years start at different times: one is not taken for the other. */
static eg_status check_year(const eg_analysis *a, size_t o, eg_error *err)
{
    const char *given = a->schema->outcomes[o].spec.target_year;
    eg_year by = eg_year_read(eg_text_of(given), false);
    size_t last = a->n_years == 0 ? SIZE_MAX : a->years[a->n_years - 1];
    if (last == SIZE_MAX)
        return eg_fail(err, EG_E_USAGE, "a target needs years: name their column with --year");
    const char *label = eg_views_year(a->views, last);
    bool school = eg_year_read(eg_text_of(label), false).label[0] != '\0';
    if (school != (by.label[0] != '\0'))
        return eg_fail(err, EG_E_USAGE,
                       "the target\'s year %.40s is written otherwise than the years of the "
                       "data, such as %.40s; write it as they are",
                       given, label);
    if (by.first_year <= eg_views_first_year(a->views, last))
        return eg_fail(err, EG_E_USAGE,
                       "the target\'s year %.40s is not after %.40s, the last year of the data",
                       given, label);
    return EG_OK;
}

eg_status eg_targets_check(const eg_analysis *a, eg_error *err)
{
    bool said = a->settings->n_targets > 0 || a->settings->by_year != NULL;
    size_t n = 0;
    eg_status status = EG_OK;
    for (size_t o = 0; o < a->schema->n_outcomes && status == EG_OK; o++) {
        const eg_outcome_spec *spec = &a->schema->outcomes[o].spec;
        if (!spec->has_target)
            continue;
        n += spec->target_year != NULL;
        if (!said && !a->settings->plan)
            continue;
        status = check_value(a, o, err);
        if (status == EG_OK && spec->target_year != NULL)
            status = check_year(a, o, err);
    }
    if (status == EG_OK && a->settings->plan && n == 0)
        return eg_fail(err, EG_E_USAGE,
                       "no outcome has a target with a year: give --target and --by-year, or "
                       "an outcome\'s \"target\" in the config");
    return status;
}

bool eg_walk_plans(const eg_analysis *a, size_t outcome)
{
    const eg_outcome_spec *spec = &a->schema->outcomes[outcome].spec;
    return !a->settings->plan || (spec->has_target && spec->target_year != NULL);
}
