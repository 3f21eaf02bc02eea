/* options_columns.c - the setters of options that name columns and rows. */
#include "schema/options.h"

/* ---- columns --------------------------------------------------------------------------------
 */

eg_status eg_option_set_by(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_by *checked = NULL;
    size_t n = 0;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_by, &spec, err);
    if (status == EG_OK)
        status = eg_spec_by(&spec, eg_text_of(value), &checked, &n);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_by, &fresh))
        return status;
    if (fresh)
        settings->n_by = 0;
    return eg_spec_by(&spec, eg_text_of(value), &settings->by, &settings->n_by);
}

eg_status eg_option_set_outcome(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_outcome_spec outcome;
    eg_status status = eg_settings_spec(settings, EG_SLOT_outcome, &spec, err);
    if (status == EG_OK)
        status = eg_spec_outcome(&spec, eg_text_of(value), &outcome);
    return status == EG_OK ? eg_settings_take_outcome(settings, &outcome, err) : status;
}

/* One name; a comma in it is its own unless several are allowed. */
static eg_status set_names(eg_settings *settings, eg_slot slot, const char *value,
                           eg_error *err)
{
    eg_spec spec;
    eg_strings list = {0};
    const char *name = NULL;
    eg_text rest = eg_text_of(value);
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK && slot == EG_SLOT_within) {
        status = eg_names_split(&spec, rest, &list);
    } else if (status == EG_OK) {
        status = eg_spec_name(&spec, &rest, "", &name);
        if (status == EG_OK)
            status = eg_strings_add(settings->arena, &list, eg_text_of(name), err);
    }
    return status == EG_OK ? eg_settings_take_names(settings, slot, &list, err) : status;
}

eg_status eg_option_set_year(void *subject, const char *value, eg_error *err)
{
    return set_names(subject, EG_SLOT_year, value, err);
}

eg_status eg_option_set_within(void *subject, const char *value, eg_error *err)
{
    return set_names(subject, EG_SLOT_within, value, err);
}

eg_status eg_option_set_id(void *subject, const char *value, eg_error *err)
{
    return set_names(subject, EG_SLOT_id, value, err);
}

eg_status eg_option_set_weight(void *subject, const char *value, eg_error *err)
{
    return set_names(subject, EG_SLOT_weight, value, err);
}

/* ---- rows -----------------------------------------------------------------------------------
 */

eg_status eg_option_set_where(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_where where;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_where, &spec, err);
    if (status == EG_OK)
        status = eg_spec_where(&spec, eg_text_of(value), &where);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_where, &fresh))
        return status;
    if (fresh)
        settings->n_where = 0;
    eg_where *grown =
        eg_spec_grow(settings->arena, settings->where, settings->n_where, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->where = grown;
    grown[settings->n_where++] = where;
    return EG_OK;
}
