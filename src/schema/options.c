/* options.c - the option table, and the setters of options that take lists. */
#include "schema/options.h"

#include <string.h>

static const eg_option options[] = {
#define OPTION_ROW(id, name, short_name, argument, heading, help, words, key)                  \
    {name, short_name, argument, heading, help, words, eg_option_set_##id},
    EG_SETTINGS_OPTIONS(OPTION_ROW)
#undef OPTION_ROW
        {0}};

static const eg_key_form key_forms[] = {
#define OPTION_KEY(id, name, short_name, argument, heading, help, words, key) key,
    EG_SETTINGS_OPTIONS(OPTION_KEY)
#undef OPTION_KEY
};

const eg_option *eg_settings_options(void)
{
    return options;
}

eg_key_form eg_option_key_form(eg_slot slot)
{
    return key_forms[slot];
}

eg_status eg_option_set_config(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    if (value == NULL || value[0] == '\0')
        return eg_fail(err, EG_E_USAGE, "--config: a file name is missing");
    return eg_config_read(settings, value, err);
}

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

/* ---- statistics -----------------------------------------------------------------------------
 */

eg_status eg_option_set_reference(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_reference reference;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_reference, &spec, err);
    if (status == EG_OK)
        status = eg_spec_reference(&spec, eg_text_of(value), &reference);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_reference, &fresh))
        return status;
    if (fresh)
        settings->n_references = 0;
    /* One reference twice would be two facts of one address. */
    for (size_t i = 0; i < settings->n_references; i++) {
        if (eg_reference_same(&settings->references[i], &reference))
            return EG_OK;
    }
    eg_reference *grown = eg_spec_grow(settings->arena, settings->references,
                                       settings->n_references, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->references = grown;
    grown[settings->n_references++] = reference;
    return EG_OK;
}

static eg_status add_names(eg_settings *settings, eg_strings *list, const eg_strings *names,
                           eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = 0; status == EG_OK && i < names->n; i++)
        if (!eg_strings_have(list, names->at[i]))
            status = eg_strings_add(settings->arena, list, eg_text_of(names->at[i]), err);
    return status;
}

/* Adds the names of a list to those of the same source, each once. */
static eg_status set_list(eg_settings *settings, eg_slot slot, const char *value,
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
    return add_names(settings, list, &names, err);
}

eg_status eg_option_set_stats(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_list(settings, EG_SLOT_stats, value, &settings->stats, err);
}

eg_status eg_option_set_covariates(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_strings names = {0}, numbers = {0};
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_covariates, &spec, err);
    if (status == EG_OK)
        status = eg_spec_covariates(&spec, eg_text_of(value), &names, &numbers);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_covariates, &fresh))
        return status;
    if (fresh)
        settings->covariates = settings->covariate_numbers = (eg_strings){0};
    status = add_names(settings, &settings->covariates, &names, err);
    return status == EG_OK ? add_names(settings, &settings->covariate_numbers, &numbers, err)
                           : status;
}
