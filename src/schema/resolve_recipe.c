/* The columns of a recipe: named, or found by what they are. */
#include <string.h>

#include "schema/recipes.h"
#include "schema/resolve.h"

static bool is_of(const eg_name *name, const char *concept)
{
    return name->hit.row != NULL && strcmp(name->hit.row->concept, concept) == 0;
}

/* Names of a concept, best spelling first. */
static eg_status known(eg_resolver *r, const char *concept, eg_name_list *out)
{
    *out = (eg_name_list){eg_arena_alloc(r->arena, r->n_names + 1, sizeof *out->at), 0};
    if (out->at == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < r->n_names; i++) {
        if (!is_of(&r->names[i], concept))
            continue;
        size_t k = out->n++;
        for (; k > 0 && r->names[out->at[k - 1]].hit.rank > r->names[i].hit.rank; k--)
            out->at[k] = out->at[k - 1];
        out->at[k] = (uint32_t)i;
    }
    return EG_OK;
}

static eg_status none_found(eg_resolver *r, const eg_recipe *recipe, size_t input,
                            eg_status wrong)
{
    bool two = eg_recipe_inputs(recipe) > 1;
    return eg_fail(
        r->err, wrong,
        "the recipe %s needs a column that holds %s, and none is recognised; name %s: "
        "--outcome '@%s(%s%s)', or \"columns\": {\"%s\": \"COLUMN\"} in a config",
        recipe->name, eg_concept_words(recipe->inputs[input]), two ? "its columns" : "it",
        recipe->name, two ? "COLUMN,COLUMN" : "COLUMN", "", recipe->inputs[input]);
}

eg_status eg_resolve_recipe(eg_resolver *r, const eg_outcome_spec *spec, eg_status wrong,
                            eg_outcome *out)
{
    const eg_recipe *recipe = spec->recipe;
    eg_status status = EG_OK;
    for (size_t i = 0; i < eg_recipe_inputs(recipe) && status == EG_OK; i++) {
        const eg_strings *named = &spec->recipe_columns[i];
        eg_name_list list;
        status = named->n > 0 ? eg_resolve_wanted(r, named, wrong, &list)
                              : known(r, recipe->inputs[i], &list);
        if (status == EG_OK && list.n == 0)
            return none_found(r, recipe, i, wrong);
        if (status == EG_OK)
            status = eg_resolve_field(r, &list, EG_USE_OUTCOME, wrong, &out->recipe_field[i]);
        if (status == EG_OK)
            out->recipe_column[i] = r->names[list.at[0]].written;
    }
    out->recipe = recipe;
    out->field = out->recipe_field[0];
    out->column = out->recipe_column[0];
    return status;
}
