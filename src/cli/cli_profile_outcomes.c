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
        if (kind.n > 0 && as.kind != EG_KIND_LEVELS) {
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

static void add_outcome(eg_buffer *out, const eg_profile *profile, const eg_outcome *outcome)
{
    const eg_profile_column *column = column_of(profile, outcome->column);
    eg_buffer_add_string(out, "    // ");
    if (outcome->recipe != NULL)
        eg_buffer_printf(out, "%s: %s, out of %s; left out: %s", outcome->recipe->title,
                         outcome->recipe->numerator, outcome->recipe->denominator,
                         outcome->recipe->exclusions);
    else if (column != NULL && column->why != NULL)
        eg_buffer_add_escaped(out, eg_text_of(column->why));
    eg_buffer_add_string(out, "\n    {");
    if (strcmp(outcome->name, outcome->column) != 0 || outcome->recipe != NULL) {
        eg_buffer_add_string(out, "\"name\": ");
        eg_profile_quote(out, outcome->name);
        eg_buffer_add_string(out, ", ");
    }
    if (outcome->recipe != NULL) {
        add_recipe(out, outcome);
    } else {
        eg_buffer_add_string(out, "\"column\": ");
        eg_profile_quote(out, outcome->column);
        add_counting(out, outcome, column);
    }
    eg_buffer_printf(out, ", \"better\": \"%s\"}", outcome->lower ? "lower" : "higher");
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

/* ---- other options ---- */

static bool written_otherwise(const char *name)
{
    static const char *const names[] = {"by",     "outcome", "id",    "year",   "weight",
                                        "within", "edition", "min-n", "policy", "threads"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void add_key(eg_buffer *out, const char *name)
{
    eg_buffer_add_string(out, "  \"");
    for (; *name; name++)
        eg_buffer_add_char(out, *name == '-' ? '_' : *name);
    eg_buffer_add_string(out, "\": ");
}

void eg_profile_asked(eg_buffer *out, const eg_profiled *profiled)
{
    const eg_strings *names = profiled->asked_names, *values = profiled->asked_values;
    for (size_t i = 0; names && i < names->n; i++) {
        size_t first = 0, n = 0;
        while (strcmp(names->at[first], names->at[i]) != 0)
            first++;
        if (first < i || written_otherwise(names->at[i]))
            continue;
        for (size_t k = i; k < names->n; k++)
            n += strcmp(names->at[k], names->at[i]) == 0;
        add_key(out, names->at[i]);
        eg_buffer_add_string(out, n > 1 ? "[" : "");
        for (size_t k = i, told = 0; k < names->n; k++) {
            if (strcmp(names->at[k], names->at[i]) != 0)
                continue;
            eg_buffer_add_string(out, told++ ? ", " : "");
            eg_profile_quote(out, values->at[k]);
        }
        eg_buffer_add_string(out, n > 1 ? "],\n" : ",\n");
    }
}
