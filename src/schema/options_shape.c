/* options_shape.c - the setters of options that give the input its shape: joined, set, named
 * and melted columns. */
#include <regex.h>
#include <string.h>

#include "schema/options.h"

eg_status eg_option_set_key(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_strings list = {0};
    eg_status status = eg_settings_spec(settings, EG_SLOT_key, &spec, err);
    if (status == EG_OK)
        status = eg_names_split(&spec, eg_text_of(value), &list);
    return status == EG_OK ? eg_settings_take_names(settings, EG_SLOT_key, &list, err) : status;
}

eg_status eg_option_set_roster(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_roster, &spec, err);
    if (status == EG_OK && value[0] == '\0')
        return eg_spec_fail(&spec, "a file name is missing");
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_roster, &fresh))
        return status;
    if (fresh)
        settings->roster = (eg_strings){0};
    return eg_strings_add(settings->arena, &settings->roster, eg_text_of(value), err);
}

eg_status eg_option_set_set(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    bool fresh = false;
    const char *name = NULL, *held = NULL;
    eg_text rest = eg_text_of(value);
    eg_status status = eg_settings_spec(settings, EG_SLOT_set, &spec, err);
    if (status == EG_OK)
        status = eg_spec_name(&spec, &rest, "=", &name);
    if (status == EG_OK && (rest.n == 0 || name[0] == '\0'))
        return eg_spec_fail(&spec, "write NAME=VALUE, such as school=Lincoln");
    if (status != EG_OK)
        return status;
    rest = (eg_text){rest.at + 1, rest.n - 1};
    status = eg_spec_name(&spec, &rest, "", &held);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_set, &fresh))
        return status;
    if (fresh)
        settings->set_names = settings->set_values = (eg_strings){0};
    if (eg_strings_have(&settings->set_names, name))
        return eg_spec_fail(&spec, "\"%.*s\" is set twice", EG_SHOWN(eg_text_of(name)));
    status = eg_strings_add(settings->arena, &settings->set_names, eg_text_of(name), err);
    return status == EG_OK
               ? eg_strings_add(settings->arena, &settings->set_values, eg_text_of(held), err)
               : status;
}

eg_status eg_option_set_year_from_name(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    regex_t expression;
    eg_status status = eg_settings_spec(settings, EG_SLOT_year_from_name, &spec, err);
    if (status != EG_OK)
        return status;
    if (regcomp(&expression, value, REG_EXTENDED) != 0)
        return eg_spec_fail(&spec, "\"%.*s\" is no extended regular expression",
                            EG_SHOWN(eg_text_of(value)));
    size_t groups = expression.re_nsub;
    regfree(&expression);
    if (groups == 0)
        return eg_spec_fail(&spec, "put the year in parentheses, as in scores_([0-9]{4})");
    if (!eg_settings_claim(settings, EG_SLOT_year_from_name, NULL))
        return EG_OK;
    settings->year_from_name = eg_arena_string(settings->arena, eg_text_of(value));
    return settings->year_from_name == NULL ? eg_fail_memory(err) : EG_OK;
}

/* ---- melt
 * -------------------------------------------------------------------------------------
 */

#define MELT_FORM "write NAME=VALUE,VALUE, such as grade=k,1,2,3 or term=Fall,Winter"

static eg_text behind(eg_text text)
{
    return (eg_text){text.at + 1, text.n - 1};
}

/* VALUE or VALUE:LABEL. */
static eg_status melt_value(const eg_spec *spec, eg_text *rest, eg_melt *melt)
{
    const char *value = NULL, *label = NULL;
    eg_status status = eg_spec_name(spec, rest, ",:;", &value);
    if (status == EG_OK && rest->n > 0 && rest->at[0] == ':') {
        *rest = behind(*rest);
        status = eg_spec_name(spec, rest, ",;", &label);
    }
    if (status != EG_OK)
        return status;
    if (value[0] == '\0')
        return eg_spec_fail(spec, "a value is empty; " MELT_FORM);
    for (size_t i = 0; i < melt->values.n; i++)
        if (eg_text_same_word(eg_text_of(melt->values.at[i]), value))
            return eg_spec_fail(spec, "\"%.*s\" stands twice", EG_SHOWN(eg_text_of(value)));
    status = eg_strings_add(spec->arena, &melt->values, eg_text_of(value), spec->err);
    return status == EG_OK
               ? eg_strings_add(spec->arena, &melt->labels,
                                eg_text_of(label == NULL ? value : label), spec->err)
               : status;
}

static eg_status melt_pattern(const eg_spec *spec, eg_text *rest, eg_melt *melt)
{
    const char *pattern = NULL;
    eg_status status = eg_spec_name(spec, rest, ",", &pattern);
    if (status != EG_OK)
        return status;
    const char *hole = strstr(pattern, "{}");
    if (hole == NULL || strstr(hole + 2, "{}") != NULL || strcmp(pattern, "{}") == 0)
        return eg_spec_fail(spec,
                            "\"%.*s\" must hold {} once, where the value stands in the "
                            "column's name, as in read{}",
                            EG_SHOWN(eg_text_of(pattern)));
    return eg_strings_add(spec->arena, &melt->patterns, eg_text_of(pattern), spec->err);
}

static eg_status read_melt(const eg_spec *spec, eg_text rest, eg_melt *melt)
{
    eg_status status = eg_spec_name(spec, &rest, "=", &melt->name);
    if (status == EG_OK && (rest.n == 0 || melt->name[0] == '\0'))
        return eg_spec_fail(spec, MELT_FORM);
    do {
        if (status == EG_OK) {
            rest = behind(rest);
            status = melt_value(spec, &rest, melt);
        }
    } while (status == EG_OK && rest.n > 0 && rest.at[0] == ',');
    if (status == EG_OK && melt->values.n < 2)
        return eg_spec_fail(spec, "one value makes nothing longer; " MELT_FORM);
    while (status == EG_OK && rest.n > 0) {
        rest = behind(rest);
        status = melt_pattern(spec, &rest, melt);
    }
    return status;
}

eg_status eg_option_set_melt(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_melt melt = {0};
    eg_status status = eg_settings_spec(settings, EG_SLOT_melt, &spec, err);
    if (status == EG_OK)
        status = read_melt(&spec, eg_text_of(value), &melt);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_melt, NULL))
        settings->melt = melt;
    return status;
}
