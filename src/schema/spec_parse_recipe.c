/* spec_parse_recipe.c - @NAME[(COL[,COL])], a recipe instead of a column. */
#include "schema/recipes.h"
#include "schema/spec_parse.h"

eg_status eg_spec_direction(const eg_spec *spec, eg_text text, eg_outcome_spec *out)
{
    unsigned which = 0;
    eg_status status = eg_spec_choice(spec, text, "higher lower", &which);
    if (status == EG_OK) {
        out->lower = which == 1;
        out->direction_given = true;
    }
    return status;
}

eg_status eg_spec_recipe_name(const eg_spec *spec, eg_text name, eg_outcome_spec *out)
{
    name = eg_text_trim(name);
    out->recipe = eg_recipes_find(name);
    if (out->recipe != NULL)
        return EG_OK;
    const char *near = eg_recipes_nearest(name);
    if (near != NULL)
        return eg_spec_fail(spec, "there is no recipe \"%.*s\"; did you mean \"%s\"?",
                            EG_SHOWN(name), near);
    return eg_spec_fail(spec,
                        "there is no recipe \"%.*s\"; equitygap explain recipes lists them",
                        EG_SHOWN(name));
}

static eg_status read_columns(const eg_spec *spec, eg_text list, eg_outcome_spec *out)
{
    eg_strings names = {0};
    size_t most = eg_recipe_inputs(out->recipe);
    eg_status status = eg_names_split(spec, list, &names);
    if (status == EG_OK && names.n != most)
        return eg_spec_fail(spec, "the recipe %s takes %zu %s in parentheses: %s%s%s",
                            out->recipe->name, most, most == 1 ? "column" : "columns",
                            out->recipe->inputs[0], most > 1 ? "," : "",
                            most > 1 ? out->recipe->inputs[1] : "");
    for (size_t i = 0; i < names.n && status == EG_OK; i++)
        status = eg_strings_add(spec->arena, &out->recipe_columns[i], eg_text_of(names.at[i]),
                                spec->err);
    return status;
}

/* Offset of the first of two characters outside quotes, or n. */
static size_t find(eg_text text, char a, char b)
{
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        quoted = quoted != (text.at[i] == '"');
        if (!quoted && (text.at[i] == a || text.at[i] == b))
            return i;
    }
    return text.n;
}

eg_status eg_spec_recipe(const eg_spec *spec, eg_text text, eg_outcome_spec *out)
{
    text = eg_text_trim(text);
    text = (eg_text){text.at + 1, text.n - 1};
    size_t end = find(text, '(', ':');
    eg_status status = eg_spec_recipe_name(spec, (eg_text){text.at, end}, out);
    if (status != EG_OK)
        return status;
    text = (eg_text){text.at + end, text.n - end};
    if (out->name == NULL)
        out->name = out->recipe->name;
    if (text.n > 0 && text.at[0] == '(') {
        size_t close = find(text, ')', ')');
        if (close == text.n)
            return eg_spec_fail(spec, "the parenthesis after @%s is not closed",
                                out->recipe->name);
        status = read_columns(spec, (eg_text){text.at + 1, close - 1}, out);
        text = eg_text_trim((eg_text){text.at + close + 1, text.n - close - 1});
    }
    if (status != EG_OK || text.n == 0)
        return status;
    if (text.at[0] != ':')
        return eg_spec_fail(spec, "after @%s only :lower or :higher may stand",
                            out->recipe->name);
    return eg_spec_direction(spec, (eg_text){text.at + 1, text.n - 1}, out);
}
