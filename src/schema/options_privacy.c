/*
 * options_privacy.c - setters of what may be shown: a policy by name, and its numbers one by
 * one. A number that is said wins over the policy's, whichever comes first.
 */
#include <string.h>

#include "schema/options.h"
#include "schema/policies.h"

/* Takes over of the policy what nobody has said. */
static void fill(eg_settings *settings, const eg_policy_row *row)
{
    eg_rules said = settings->rules, *rules = &settings->rules;
    settings->policy = row->name;
    *rules = row->rules;
    if (eg_settings_given(settings, EG_SLOT_tails)) {
        memcpy(rules->tails, said.tails, sizeof rules->tails);
        rules->n_tails = said.n_tails;
        rules->tail_least = said.tail_least;
    }
    if (!eg_settings_given(settings, EG_SLOT_min_n))
        settings->min_n = row->min_n;
    if (eg_settings_given(settings, EG_SLOT_min_count))
        rules->min_count = said.min_count;
    if (eg_settings_given(settings, EG_SLOT_min_rest))
        rules->min_rest = said.min_rest;
    if (eg_settings_given(settings, EG_SLOT_next_smallest))
        rules->next_smallest = said.next_smallest;
    if (eg_settings_given(settings, EG_SLOT_dominance))
        rules->dominance = said.dominance;
}

eg_status eg_option_set_policy(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = eg_option_choose(settings, EG_SLOT_policy, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_policy, NULL))
        fill(settings, eg_policy_at(word));
    return status;
}

eg_status eg_option_set_tails(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_rules read = settings->rules;
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, EG_SLOT_tails, &spec, err);
    if (status != EG_OK)
        return status;
    const char *wrong = eg_tails_read(value, &read);
    if (wrong != NULL)
        return eg_spec_fail(&spec, "\"%.*s\" %s", EG_SHOWN(eg_text_of(value)), wrong);
    if (eg_settings_claim(settings, EG_SLOT_tails, NULL))
        settings->rules = read;
    return EG_OK;
}

/* Above this no group of a district would show a rate. */
enum { THRESHOLD_MOST = 1000 };

static eg_status threshold(eg_settings *settings, eg_slot slot, const char *value,
                           uint32_t *out, eg_error *err)
{
    const eg_option_range range = {0, THRESHOLD_MOST};
    uint64_t n = 0;
    eg_status status = eg_option_whole(settings, slot, value, range, &n, err);
    if (status == EG_OK && eg_settings_claim(settings, slot, NULL))
        *out = (uint32_t)n;
    return status;
}

eg_status eg_option_set_min_count(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return threshold(settings, EG_SLOT_min_count, value, &settings->rules.min_count, err);
}

eg_status eg_option_set_min_rest(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return threshold(settings, EG_SLOT_min_rest, value, &settings->rules.min_rest, err);
}

eg_status eg_option_set_next_smallest(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = eg_option_choose(settings, EG_SLOT_next_smallest, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_next_smallest, NULL))
        settings->rules.next_smallest = word == 0;
    return status;
}

eg_status eg_option_set_dominance(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    double share = 0;
    eg_status status = eg_settings_spec(settings, EG_SLOT_dominance, &spec, err);
    if (status == EG_OK && !eg_text_is(eg_text_of(value), "none"))
        status = eg_spec_level(&spec, eg_text_of(value), &share);
    if (status == EG_OK && share > 0 && share * EG_SHARE_ONE < 1)
        status = eg_spec_fail(&spec, "is at least 0.01%%");
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_dominance, NULL))
        settings->rules.dominance = (uint32_t)(share * EG_SHARE_ONE + 0.5);
    return status;
}
