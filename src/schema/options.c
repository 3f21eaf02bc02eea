/* options.c - the option table with its setters: above them all. */
#include "schema/options.h"

static const eg_option options[] = {
#define OPTION_ROW(id, name, short_name, argument, heading, help, words, key)                  \
    {name, short_name, argument, heading, help, words, eg_option_set_##id},
    EG_SETTINGS_OPTIONS(OPTION_ROW)
#undef OPTION_ROW
        {0}};

const eg_option *eg_settings_options(void)
{
    return options;
}

eg_status eg_option_set_config(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    if (value == NULL || value[0] == '\0')
        return eg_fail(err, EG_E_USAGE, "--config: a file name is missing");
    return eg_config_read(settings, value, err);
}
