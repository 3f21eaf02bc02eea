/* options_sql.c - the setters of options that concern a database. */
#include "schema/options.h"

static eg_status take(eg_settings *settings, eg_slot slot, const char *value, const char **out,
                      eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK && value[0] == '\0')
        return eg_spec_fail(&spec, "a name is missing");
    if (status != EG_OK || !eg_settings_claim(settings, slot, NULL))
        return status;
    *out = eg_arena_string(settings->arena, eg_text_of(value));
    return *out == NULL ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_option_set_table(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return take(settings, EG_SLOT_table, value, &settings->table, err);
}

eg_status eg_option_set_query(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return take(settings, EG_SLOT_query, value, &settings->query, err);
}

eg_status eg_option_set_password_file(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return take(settings, EG_SLOT_password_file, value, &settings->password_file, err);
}

/* One of the row's words, as a text. */
static eg_status choose(eg_settings *settings, eg_slot slot, const char *value,
                        const char **out, eg_error *err)
{
    eg_spec spec;
    unsigned word = 0;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK)
        status =
            eg_spec_choice(&spec, eg_text_of(value), eg_settings_options()[slot].words, &word);
    return status == EG_OK ? take(settings, slot, value, out, err) : status;
}

eg_status eg_option_set_fetch(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return choose(settings, EG_SLOT_fetch, value, &settings->fetch, err);
}

eg_status eg_option_set_dialect(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return choose(settings, EG_SLOT_dialect, value, &settings->dialect, err);
}

eg_status eg_option_set_timeout(void *subject, const char *value, eg_error *err)
{
    enum { A_DAY = 86400 };
    eg_settings *settings = subject;
    eg_spec spec;
    uint64_t seconds = 0;
    eg_status status = eg_settings_spec(settings, EG_SLOT_timeout, &spec, err);
    if (status == EG_OK)
        status = eg_spec_whole(&spec, eg_text_of(value), 0, A_DAY, &seconds);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_timeout, NULL))
        settings->timeout = (unsigned)seconds;
    return status;
}

eg_status eg_option_set_shard_key(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_strings names = {0};
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_shard_key, &spec, err);
    if (status == EG_OK)
        status = eg_names_split(&spec, eg_text_of(value), &names);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_shard_key, &fresh))
        return status;
    if (fresh)
        settings->shard_key = (eg_strings){0};
    for (size_t i = 0; status == EG_OK && i < names.n; i++)
        if (!eg_strings_have(&settings->shard_key, names.at[i]))
            status = eg_strings_add(settings->arena, &settings->shard_key,
                                    eg_text_of(names.at[i]), err);
    return status;
}
