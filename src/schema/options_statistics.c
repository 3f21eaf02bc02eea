/* options_statistics.c - the setters of options that say what is computed, as lists. */
#include "schema/options.h"

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

eg_status eg_option_set_stats(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return eg_option_add(settings, EG_SLOT_stats, value, &settings->stats, err);
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
    status = eg_option_add_names(settings, &settings->covariates, &names, err);
    return status == EG_OK
               ? eg_option_add_names(settings, &settings->covariate_numbers, &numbers, err)
               : status;
}
