/* options_shared.c - what the setters of several options share. */
#include "schema/options.h"

eg_status eg_option_choose(eg_settings *settings, eg_slot slot, const char *value,
                           unsigned *word, eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status != EG_OK)
        return status;
    return eg_spec_choice(&spec, eg_text_of(value), eg_option_words(slot), word);
}

eg_status eg_option_whole(eg_settings *settings, eg_slot slot, const char *value,
                          eg_option_range range, uint64_t *out, eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status != EG_OK)
        return status;
    return eg_spec_whole(&spec, eg_text_of(value), range.least, range.most, out);
}

eg_status eg_option_take(eg_settings *settings, eg_slot slot, eg_text text, const char *missing,
                         const char **out, eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK && text.n == 0)
        return eg_spec_fail(&spec, "%s", missing);
    if (status != EG_OK || !eg_settings_claim(settings, slot, NULL))
        return status;
    const char *copy = eg_arena_string(settings->arena, text);
    if (copy == NULL)
        return eg_fail_memory(err);
    *out = copy;
    return EG_OK;
}

eg_status eg_option_add_names(eg_settings *settings, eg_strings *list, const eg_strings *names,
                              eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = 0; status == EG_OK && i < names->n; i++)
        if (!eg_strings_have(list, names->at[i]))
            status = eg_strings_add(settings->arena, list, eg_text_of(names->at[i]), err);
    return status;
}

eg_status eg_option_add(eg_settings *settings, eg_slot slot, const char *value,
                        eg_strings *list, eg_error *err)
{
    eg_spec spec;
    eg_strings names = {0};
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK)
        status = eg_names_split(&spec, eg_text_of(value), &names);
    if (status != EG_OK || !eg_settings_claim(settings, slot, &fresh))
        return status;
    if (fresh)
        *list = (eg_strings){0};
    return eg_option_add_names(settings, list, &names, err);
}
