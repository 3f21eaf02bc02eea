/*
 * schema/recipes.h - outcomes counted from columns that are not the outcome itself: chronic
 * absence from days, proficiency from levels (recipes.def).
 */
#ifndef EG_SCHEMA_RECIPES_H
#define EG_SCHEMA_RECIPES_H

#include "equitygap/schema.h"

/*
 * Numbers of the columns to a state and, where it is EG_VALUE_OK, whether it is a success:
 * NOT_APPLICABLE is out of the denominator, INVALID what cannot be (absent longer than
 * enrolled).
 */
typedef eg_value_state (*eg_recipe_judge)(const eg_decimal *numbers, bool *success);
/* The same of a canonical word. */
typedef eg_value_state (*eg_recipe_read)(eg_text word, bool *success);

struct eg_recipe {
    const char *name, *title;
    bool lower;
    const char *inputs[EG_RECIPE_INPUTS]; /* concepts; NULL: no such column */
    eg_recipe_judge judge;                /* one of the two */
    eg_recipe_read read;
    const char *numerator, *denominator, *exclusions, *source;
};

size_t eg_recipes_count(void);
const eg_recipe *eg_recipes_at(size_t index);
/* NULL: no such recipe. */
const eg_recipe *eg_recipes_find(eg_text name);
/* The nearest name, for messages; NULL: none is near. */
const char *eg_recipes_nearest(eg_text name);
static inline size_t eg_recipe_inputs(const eg_recipe *recipe)
{
    return recipe->inputs[1] == NULL ? 1 : 2;
}

#endif
