/* config_recipe.c - an outcome that is a recipe: which columns it takes. */
#include <string.h>

#include "schema/config.h"
#include "schema/recipes.h"

static eg_status read_inputs(eg_config *config, const eg_json *columns, eg_outcome_spec *spec)
{
    const eg_recipe *recipe = spec->recipe;
    size_t n = eg_recipe_inputs(recipe);
    eg_status status = EG_OK;
    for (const eg_json *item = columns->first; status == EG_OK && item != NULL;
         item = item->next) {
        size_t i = 0;
        while (i < n && strcmp(recipe->inputs[i], item->key) != 0)
            i++;
        if (i == n)
            return eg_config_unknown(config, item, recipe->inputs, n);
        status = eg_config_columns(config, item, &spec->recipe_columns[i]);
    }
    return status;
}

eg_status eg_config_recipe(eg_config *config, const eg_json *outcome, const eg_json *columns,
                           eg_outcome_spec *spec)
{
    if (spec->recipe == NULL)
        return eg_config_fail(config, outcome,
                              "\"columns\" belongs to a \"recipe\"; for one column there is "
                              "\"column\"");
    if (spec->columns.n > 0 || spec->kind != EG_KIND_AUTO)
        return eg_config_fail(config, outcome,
                              "\"recipe\" takes the place of \"column\" and \"kind\"; its own "
                              "columns stand in \"columns\"");
    if (spec->name == NULL)
        spec->name = spec->recipe->name;
    return columns == NULL ? EG_OK : read_inputs(config, columns, spec);
}
