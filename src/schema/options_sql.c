/* options_sql.c - the setters of options that concern a database. */
#include "schema/options.h"

static eg_status take(eg_settings *settings, eg_slot slot, const char *value, const char **out,
                      eg_error *err)
{
    return eg_option_take(settings, slot, eg_text_of(value), "a name is missing", out, err);
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
    unsigned word = 0;
    eg_status status = eg_option_choose(settings, slot, value, &word, err);
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
    const eg_option_range a_day = {0, 86400};
    eg_settings *settings = subject;
    uint64_t seconds = 0;
    eg_status status = eg_option_whole(settings, EG_SLOT_timeout, value, a_day, &seconds, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_timeout, NULL))
        settings->timeout = (unsigned)seconds;
    return status;
}

eg_status eg_option_set_shard_key(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return eg_option_add(settings, EG_SLOT_shard_key, value, &settings->shard_key, err);
}
