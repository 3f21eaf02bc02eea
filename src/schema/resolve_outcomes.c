/* Outcomes: what was asked for, what the config adds, what the alias table knows. */
#include <stdlib.h>
#include <string.h>

#include "schema/recipes.h"
#include "schema/resolve.h"

static bool intersect(eg_resolver *r, const eg_strings *a, const eg_strings *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (eg_resolve_same(r, a->at[i], b->at[k]))
                return true;
    return false;
}

static bool says_kind(const eg_outcome_spec *spec)
{
    return spec->kind != EG_KIND_AUTO || spec->success.n > 0 || spec->levels.n > 0 ||
           spec->compare != EG_COMPARE_NONE;
}

static const char *called(const eg_outcome_spec *spec)
{
    return spec->name != NULL || spec->columns.n == 0 ? spec->name : spec->columns.at[0];
}

static bool same_name(const eg_outcome_spec *a, const eg_outcome_spec *b)
{
    return called(a) != NULL && called(b) != NULL && strcmp(called(a), called(b)) == 0;
}

/* The config's outcome of this name, or else the first of its column. */
static const eg_outcome_spec *note_for(eg_resolver *r, const eg_outcome_spec *spec)
{
    const eg_outcome_spec *of_column = NULL;
    for (size_t i = 0; i < r->settings->n_outcome_notes; i++) {
        const eg_outcome_spec *note = &r->settings->outcome_notes[i];
        bool alike = spec->recipe != NULL ? spec->recipe == note->recipe
                                          : intersect(r, &spec->columns, &note->columns);
        if (alike && same_name(spec, note))
            return note;
        if (alike && of_column == NULL)
            of_column = note;
    }
    return of_column;
}

/*
 * What the config notes of a column fills what the flag left open. The label and target of an
 * outcome that has another name are its own.
 */
static void merge_note(eg_outcome_spec *spec, const eg_outcome_spec *note)
{
    if (spec->columns.n < note->columns.n)
        spec->columns = note->columns;
    bool other = spec->name != NULL && !same_name(spec, note);
    if (spec->name == NULL)
        spec->name = note->name;
    if (spec->label == NULL && !other)
        spec->label = note->label;
    if (!says_kind(spec)) {
        spec->kind = note->kind;
        spec->success = note->success;
        spec->compare = note->compare;
        spec->threshold = note->threshold;
        spec->levels = note->levels;
    }
    for (size_t i = 0; i < EG_RECIPE_INPUTS; i++)
        if (spec->recipe_columns[i].n == 0)
            spec->recipe_columns[i] = note->recipe_columns[i];
    if (!spec->direction_given) {
        spec->lower = spec->lower || note->lower;
        spec->direction_given = note->direction_given;
    }
    if (!spec->has_target && !other) {
        spec->has_target = note->has_target;
        spec->target = note->target;
        spec->target_year = note->target_year;
    }
}

/* rate(<1) of a count that is better low counts the good ones: the table's direction is then
 * wrong. */
static bool direction_applies(const eg_outcome_spec *spec)
{
    return spec->success.n == 0 && spec->levels.n == 0 && spec->compare != EG_COMPARE_LT &&
           spec->compare != EG_COMPARE_LE && spec->compare != EG_COMPARE_EQ &&
           spec->compare != EG_COMPARE_NE;
}

static void merge_alias(eg_outcome_spec *spec, const eg_alias *row)
{
    if (row == NULL || row->role != EG_ROLE_OUTCOME)
        return;
    if (!says_kind(spec)) {
        spec->kind = row->kind;
        if (row->flags & EG_ALIAS_ABOVE_ZERO)
            spec->compare = EG_COMPARE_GT;
    }
    if (!spec->direction_given && direction_applies(spec) && (row->flags & EG_ALIAS_LOWER))
        spec->lower = true;
}

/* A % in the header makes 67.3 mean 0.673; all files must agree on it. */
static eg_status read_percent(eg_resolver *r, eg_outcome *outcome)
{
    bool with = false, without = false;
    for (size_t f = 0; f < r->n_files; f++) {
        int32_t column = r->fields[outcome->field][f];
        if (column < 0)
            continue;
        eg_text header = r->headers[f][column];
        bool percent = header.n > 0 && memchr(header.at, '%', header.n) != NULL;
        with = with || percent;
        without = without || !percent;
    }
    outcome->per_hundred = with;
    if (with && without)
        return eg_resolve_fail(r, EG_E_INPUT, outcome->column,
                               "its header has a %% in some files and none in others, so 67.3 "
                               "may mean two things; make the headers alike");
    return EG_OK;
}

static eg_status take_column(eg_resolver *r, eg_outcome_spec *spec, eg_status wrong,
                             eg_outcome *outcome)
{
    eg_name_list list;
    eg_status status = eg_resolve_wanted(r, &spec->columns, wrong, &list);
    if (status == EG_OK)
        status = eg_resolve_field(r, &list, EG_USE_OUTCOME, wrong, &outcome->field);
    if (status != EG_OK)
        return status;
    merge_alias(spec, r->names[list.at[0]].hit.row);
    outcome->column = r->names[list.at[0]].written;
    outcome->name =
        spec->name != NULL ? spec->name : eg_resolve_reported(r, &spec->columns, &list);
    return EG_OK;
}

static eg_status take_recipe(eg_resolver *r, eg_outcome_spec *spec, eg_status wrong,
                             eg_outcome *outcome)
{
    spec->kind = EG_KIND_RATE;
    spec->lower = spec->direction_given ? spec->lower : spec->recipe->lower;
    outcome->name = spec->name;
    return eg_resolve_recipe(r, spec, wrong, outcome);
}

static eg_status add_outcome(eg_resolver *r, const eg_outcome_spec *asked, eg_status wrong)
{
    eg_schema *schema = r->schema;
    eg_outcome_spec spec = *asked;
    const eg_outcome_spec *note = note_for(r, &spec);
    if (note != NULL)
        merge_note(&spec, note);
    eg_outcome *outcome = &schema->outcomes[schema->n_outcomes];
    *outcome = (eg_outcome){.field = -1};
    eg_status status = spec.recipe != NULL ? take_recipe(r, &spec, wrong, outcome)
                                           : take_column(r, &spec, wrong, outcome);
    if (status != EG_OK)
        return status;
    outcome->label = spec.label != NULL ? spec.label : outcome->name;
    outcome->kind = spec.kind;
    outcome->lower = spec.lower;
    outcome->levels = spec.levels;
    outcome->spec = spec;
    if (outcome->name == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < schema->n_outcomes; i++)
        if (strcmp(schema->outcomes[i].name, outcome->name) == 0)
            return eg_resolve_fail(r, wrong, outcome->name,
                                   "two outcomes have this name; give one another: "
                                   "--outcome NAME=COLUMN");
    schema->n_outcomes++;
    return read_percent(r, outcome);
}

eg_status eg_resolve_named_outcomes(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    bool notes = s->n_outcomes == 0;
    const eg_outcome_spec *asked = notes ? s->outcome_notes : s->outcomes;
    size_t n = notes ? s->n_outcome_notes : s->n_outcomes;
    r->schema->outcomes =
        eg_arena_alloc(r->arena, n + r->n_names + 1, sizeof *r->schema->outcomes);
    if (r->schema->outcomes == NULL)
        return eg_fail_memory(r->err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < n && status == EG_OK; i++)
        status = add_outcome(r, &asked[i], notes ? EG_E_CONFIG : EG_E_USAGE);
    return status;
}

static int compare_outcomes(const void *a, const void *b)
{
    const eg_outcome *left = a, *right = b;
    return strcmp(left->name, right->name);
}

eg_status eg_resolve_recognised_outcomes(eg_resolver *r)
{
    eg_schema *schema = r->schema;
    if (schema->n_outcomes > 0)
        return EG_OK;
    for (size_t i = 0; i < r->n_names; i++) {
        const eg_name *name = &r->names[i];
        if (name->role != EG_ROLE_OUTCOME ||
            (name->uses & ~(unsigned)(EG_USE_WHERE | EG_USE_PARENT)) != 0)
            continue;
        const char *column = name->written;
        eg_outcome_spec spec = {.columns = {&column, 1}};
        const char **kept = eg_arena_alloc(r->arena, 1, sizeof *kept);
        if (kept == NULL)
            return eg_fail_memory(r->err);
        *kept = column;
        spec.columns.at = kept;
        eg_status status = add_outcome(r, &spec, EG_E_INPUT);
        r->names[i].asked = false;
        if (status != EG_OK)
            return status;
    }
    if (schema->n_outcomes == 0)
        return eg_fail(r->err, EG_E_INPUT,
                       "no outcome column is recognised; name one with --outcome COLUMN "
                       "(equitygap profile lists the columns)");
    qsort(schema->outcomes, schema->n_outcomes, sizeof *schema->outcomes, compare_outcomes);
    return EG_OK;
}

/* A column the config speaks of must exist, whether or not this run uses it; breaks come
 * later. */
eg_status eg_resolve_check_config(eg_resolver *r)
{
    eg_name_list list;
    eg_status status = EG_OK;
    for (size_t i = 0; i < r->settings->n_dimensions && status == EG_OK; i++)
        if (!eg_resolve_is_plan(r, &r->settings->dimensions[i].columns))
            status =
                eg_resolve_wanted(r, &r->settings->dimensions[i].columns, EG_E_CONFIG, &list);
    for (size_t i = 0; i < r->settings->n_outcome_notes && status == EG_OK; i++)
        status = r->settings->outcome_notes[i].recipe != NULL
                     ? EG_OK
                     : eg_resolve_wanted(r, &r->settings->outcome_notes[i].columns, EG_E_CONFIG,
                                         &list);
    return status;
}
