/* Rows that are groups: the columns of their figures. */
#include <string.h>

#include "schema/resolve.h"

typedef struct {
    const char *column; /* NULL: not asked for */
    eg_figure_role role;
    uint32_t level;
} wanted;

static bool has_percent(const eg_resolver *r, int32_t field)
{
    for (size_t f = 0; f < r->n_files; f++) {
        int32_t column = r->fields[field][f];
        if (column >= 0 && r->headers[f][column].n > 0 &&
            memchr(r->headers[f][column].at, '%', r->headers[f][column].n) != NULL)
            return true;
    }
    return false;
}

static eg_status take_figure(eg_resolver *r, uint32_t outcome, const wanted *w)
{
    const eg_strings names = {(const char **)&w->column, 1};
    eg_name_list list;
    if (w->column == NULL)
        return EG_OK;
    eg_figure_column *figure = &r->schema->figures[r->schema->n_figures];
    *figure = (eg_figure_column){.role = w->role, .outcome = outcome, .level = w->level};
    eg_status status = eg_resolve_wanted(r, &names, EG_E_USAGE, &list);
    if (status == EG_OK)
        status = eg_resolve_field(r, &list, EG_USE_OUTCOME, EG_E_USAGE, &figure->field);
    if (status != EG_OK)
        return status;
    figure->column = r->names[list.at[0]].written;
    figure->per_hundred = has_percent(r, figure->field);
    r->schema->n_figures++;
    return EG_OK;
}

static eg_status take_outcome(eg_resolver *r, const eg_counts_spec *spec)
{
    eg_schema *schema = r->schema;
    const char *column = spec->count != NULL  ? spec->count
                         : spec->rate != NULL ? spec->rate
                         : spec->mean != NULL ? spec->mean
                         : spec->n != NULL    ? spec->n
                                              : spec->level_columns.at[0];
    eg_outcome *outcome = &schema->given_outcomes[schema->n_given_outcomes];
    *outcome = (eg_outcome){.name = spec->name != NULL ? spec->name : column,
                            .column = column,
                            .lower = spec->lower,
                            .levels = spec->levels,
                            .field = -1};
    outcome->label = outcome->name;
    outcome->kind = spec->levels.n > 0   ? EG_KIND_LEVELS
                    : spec->mean != NULL ? EG_KIND_MEAN
                                         : EG_KIND_RATE;
    outcome->spec.lower = spec->lower;
    outcome->spec.kind = outcome->kind;
    outcome->counts = spec;
    for (size_t i = 0; i < schema->n_given_outcomes; i++)
        if (strcmp(schema->given_outcomes[i].name, outcome->name) == 0)
            return eg_resolve_fail(
                r, EG_E_USAGE, outcome->name,
                "two outcomes have this name; give one another in its --counts: "
                "name=NAME");
    schema->n_given_outcomes++;
    return EG_OK;
}

eg_status eg_resolve_counts(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    eg_schema *schema = r->schema;
    size_t most = 0;
    enum { SINGLE = 5 };
    for (size_t i = 0; i < s->n_counts; i++)
        most += SINGLE + s->counts[i].levels.n;
    schema->figures = eg_arena_alloc(r->arena, most + 1, sizeof *schema->figures);
    schema->given_outcomes =
        eg_arena_alloc(r->arena, s->n_counts + 1, sizeof *schema->given_outcomes);
    if (schema->figures == NULL || schema->given_outcomes == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < s->n_counts; i++) {
        const eg_counts_spec *spec = &s->counts[i];
        const wanted single[SINGLE] = {{spec->n, EG_FIGURE_N, 0},
                                       {spec->count, EG_FIGURE_COUNT, 0},
                                       {spec->rate, EG_FIGURE_RATE, 0},
                                       {spec->mean, EG_FIGURE_MEAN, 0},
                                       {spec->sd, EG_FIGURE_SD, 0}};
        eg_status status = take_outcome(r, spec);
        for (size_t k = 0; k < SINGLE && status == EG_OK; k++)
            status = take_figure(r, (uint32_t)i, &single[k]);
        for (size_t k = 0; k < spec->levels.n && status == EG_OK; k++) {
            const wanted level = {spec->level_columns.at[k], EG_FIGURE_LEVEL, (uint32_t)k};
            status = take_figure(r, (uint32_t)i, &level);
        }
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}
