/* options_words.c - the setters of options that name files, and say how a report is told. */
#include <string.h>

#include "schema/options.h"

enum { TITLE_MOST = 200 }; /* bytes: a heading, no paragraph */

/* The name of a file; what: of what it is, for the message. */
static eg_status set_file(eg_settings *settings, eg_slot slot, const char *value,
                          const char *what, const char **to, eg_error *err)
{
    eg_spec spec;
    if (strcmp(value, "-") != 0)
        return eg_option_take(settings, slot, eg_text_of(value), "a file name is missing", to,
                              err);
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    return status == EG_OK ? eg_spec_fail(&spec, "%s cannot come from standard input", what)
                           : status;
}

eg_status eg_option_set_notes(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_file(settings, EG_SLOT_notes, value, "notes", &settings->notes, err);
}

eg_status eg_option_set_state(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_file(settings, EG_SLOT_state, value, "the State's counts", &settings->state,
                    err);
}

eg_status eg_option_set_title(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_text title = eg_text_trim(eg_text_of(value));
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, EG_SLOT_title, &spec, err);
    if (status == EG_OK && (title.n == 0 || title.n > TITLE_MOST || !eg_utf8_valid(title)))
        return eg_spec_fail(&spec, "a title is a line of 1 to %d bytes of UTF-8", TITLE_MOST);
    for (size_t i = 0; status == EG_OK && i < title.n; i++)
        if ((unsigned char)title.at[i] < ' ')
            return eg_spec_fail(&spec, "a title is one line, without tabs");
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_title, NULL))
        return status;
    settings->title = eg_arena_string(settings->arena, title);
    return settings->title == NULL ? eg_fail_memory(err) : EG_OK;
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
