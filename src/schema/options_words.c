/* options_words.c - the setters of options that say how a report is told. */
#include <string.h>

#include "schema/options.h"

/* The name of a file; what: of what it is, for the message. */
static eg_status set_file(eg_settings *settings, eg_slot slot, const char *value,
                          const char *what, const char **to, eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK && value[0] == '\0')
        return eg_spec_fail(&spec, "a file name is missing");
    if (status == EG_OK && strcmp(value, "-") == 0)
        return eg_spec_fail(&spec, "%s cannot come from standard input", what);
    if (status != EG_OK || !eg_settings_claim(settings, slot, NULL))
        return status;
    *to = eg_arena_string(settings->arena, eg_text_of(value));
    return *to == NULL ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_option_set_notes(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_file(settings, EG_SLOT_notes, value, "notes", &settings->notes, err);
}

eg_status eg_option_set_ledger(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_file(settings, EG_SLOT_ledger, value, "a ledger", &settings->ledger, err);
}

eg_status eg_option_set_split(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_text rest = eg_text_of(value);
    const char *name = NULL;
    eg_status status = eg_settings_spec(settings, EG_SLOT_split, &spec, err);
    if (status == EG_OK)
        status = eg_spec_name(&spec, &rest, "", &name);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_split, NULL))
        return status;
    settings->split = eg_arena_string(settings->arena, eg_text_of(name));
    return settings->split == NULL ? eg_fail_memory(err) : EG_OK;
}
