/* The outcomes of a config, as the analysis would count them. */
#include <string.h>

#include "cli/profile_out.h"
#include "schema/recipes.h"

static const eg_profile_column *column_of(const eg_profile *profile, const char *name)
{
    for (size_t i = 0; i < eg_profile_columns(profile); i++)
        if (strcmp(eg_profile_column_at(profile, i)->name, name) == 0)
            return eg_profile_column_at(profile, i);
    return NULL;
}

static void add_words(eg_buffer *out, const char *key, const eg_strings *words)
{
    eg_buffer_printf(out, ", \"%s\": [", key);
    for (size_t i = 0; i < words->n; i++) {
        eg_buffer_add_string(out, i ? ", " : "");
        eg_profile_quote(out, words->at[i]);
    }
    eg_buffer_add_char(out, ']');
}

/* What is counted of a column: listed words, or the kind the values have. */
static void add_counting(eg_buffer *out, const eg_outcome *outcome,
                         const eg_profile_column *column)
{
    eg_buffer kind = {0};
    if (outcome->spec.success.n > 0) {
        add_words(out, "success", &outcome->spec.success);
    } else if (outcome->spec.levels.n > 0) {
        add_words(out, "levels", &outcome->spec.levels);
    } else if (column != NULL) {
        eg_profile_column as = *column;
        as.role = EG_ROLE_OUTCOME;
        if (outcome->kind != EG_KIND_AUTO) {
            as.kind = outcome->kind;
            as.compare = outcome->spec.compare;
            as.threshold = outcome->spec.threshold;
        }
        eg_profile_kind(&kind, &as);
        /* levels that the values show stay theirs, unless they were asked for */
        if (kind.n > 0 && (as.kind != EG_KIND_LEVELS || outcome->kind == EG_KIND_LEVELS)) {
            eg_buffer_add_string(out, ", \"kind\": ");
            eg_profile_quote(out, eg_buffer_string(&kind));
        }
    }
    eg_buffer_clear_into(&kind, out);
}

static void add_recipe(eg_buffer *out, const eg_outcome *outcome)
{
    const eg_recipe *recipe = outcome->recipe;
    eg_buffer_printf(out, "\"recipe\": \"%s\", \"columns\": {", recipe->name);
    for (size_t i = 0; i < eg_recipe_inputs(recipe); i++) {
        eg_buffer_printf(out, "%s\"%s\": ", i ? ", " : "", recipe->inputs[i]);
        eg_profile_quote(out, outcome->recipe_column[i]);
    }
    eg_buffer_add_char(out, '}');
}

/* A config's list of names stays one: next year's file may have another of them. */
static void add_column(eg_buffer *out, const eg_outcome *outcome)
{
    const eg_strings *names = &outcome->spec.columns;
    if (names->n > 1) {
        eg_buffer_add_string(out, "\"column\": [");
        for (size_t i = 0; i < names->n; i++) {
            eg_buffer_add_string(out, i > 0 ? ", " : "");
            eg_profile_quote(out, names->at[i]);
        }
        eg_buffer_add_char(out, ']');
        return;
    }
    eg_buffer_add_string(out, "\"column\": ");
    eg_profile_quote(out, outcome->column);
}

/* What a config notes of a column that --outcome names. */
static void add_notes(eg_buffer *out, const eg_outcome_spec *spec)
{
    char number[40];
    if (spec->label != NULL) {
        eg_buffer_add_string(out, ", \"label\": ");
        eg_profile_quote(out, spec->label);
    }
    if (!spec->has_target)
        return;
    eg_number_json(number, spec->target);
    eg_buffer_printf(out, ", \"target\": {\"value\": %s", number);
    if (spec->target_year != NULL) {
        eg_buffer_add_string(out, ", \"year\": ");
        eg_profile_quote(out, spec->target_year);
    }
    eg_buffer_add_char(out, '}');
}

static void add_outcome(eg_buffer *out, const eg_profile *profile, const eg_outcome *outcome)
{
    const eg_profile_column *column = column_of(profile, outcome->column);
    size_t start = out->n;
    eg_buffer_add_string(out, "    // ");
    size_t empty = out->n;
    if (outcome->recipe != NULL)
        eg_buffer_printf(out, "%s: %s, out of %s; left out: %s", outcome->recipe->title,
                         outcome->recipe->numerator, outcome->recipe->denominator,
                         outcome->recipe->exclusions);
    else if (column != NULL && column->why != NULL)
        eg_buffer_add_escaped(out, eg_text_of(column->why));
    if (out->n == empty)
        out->n = start;
    eg_buffer_add_string(out, out->n == start ? "    {" : "\n    {");
    if (strcmp(outcome->name, outcome->column) != 0 || outcome->recipe != NULL) {
        eg_buffer_add_string(out, "\"name\": ");
        eg_profile_quote(out, outcome->name);
        eg_buffer_add_string(out, ", ");
    }
    if (outcome->recipe != NULL) {
        add_recipe(out, outcome);
    } else {
        add_column(out, outcome);
        add_counting(out, outcome, column);
    }
    eg_buffer_printf(out, ", \"better\": \"%s\"", outcome->lower ? "lower" : "higher");
    add_notes(out, &outcome->spec);
    eg_buffer_add_char(out, '}');
}

void eg_profile_outcomes(eg_buffer *out, const eg_profile *profile)
{
    const eg_schema *schema = eg_profile_schema(profile);
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        eg_buffer_add_string(out, o ? ",\n" : "  \"outcomes\": [\n");
        add_outcome(out, profile, &schema->outcomes[o]);
    }
    if (schema->n_outcomes > 0)
        eg_buffer_add_string(out, "\n  ],\n");
}
