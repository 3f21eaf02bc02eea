/* option_names.c - what options are called and take, without their setters: below these. */
#include "schema/options.h"

static const struct {
    const char *name;
    const char *words;
    eg_key_form form;
} rows[] = {
#define OPTION_NAME(id, name, short_name, argument, heading, help, words, key)                 \
    {name, words, key},
    EG_SETTINGS_OPTIONS(OPTION_NAME)
#undef OPTION_NAME
};

const char *eg_option_name(eg_slot slot)
{
    return rows[slot].name;
}

const char *eg_option_words(eg_slot slot)
{
    return rows[slot].words;
}

eg_key_form eg_option_key_form(eg_slot slot)
{
    return rows[slot].form;
}
