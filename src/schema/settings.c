/* settings.c - the settings of an analysis, their defaults, and which source a value came from.
 */
#include <limits.h>
#include <string.h>

#include "schema/options.h"
#include "schema/policies.h"

/* Sources in the order in which they win: nobody, config files as they come, the command line.
 */
enum { FROM_NOBODY = 0 };
#define FROM_FLAGS   UINT_MAX
#define FROM_EARLIER (UINT_MAX - 1) /* the command line of an earlier run */

/* What eg_settings_new really makes; every pointer to settings that a setter gets is one. */
typedef struct {
    eg_settings settings;
    unsigned given[EG_SLOTS];
    unsigned now;
    unsigned configs;
    const char *key; /* while a config is read */
} settings_state;

static settings_state *state_of(eg_settings *settings)
{
    return (settings_state *)(void *)settings;
}

static eg_status fill_defaults(eg_settings *s, eg_error *err)
{
    static const eg_reference rest = {.kind = EG_REFERENCE_REST};
    s->confidence = 0.95;
    s->seed = 1;
    s->language = "en";
    s->min_n = eg_policy_at(0)->min_n;
    s->policy = eg_policy_at(0)->name;
    s->rules = *eg_rules_default();
    s->margin_rate = 0.03;
    s->margin_sd = 0.10;
    s->max_rejects = 0.01;
    s->parser = "auto";
    s->fetch = "auto";
    s->references = eg_spec_grow(s->arena, NULL, 0, sizeof rest);
    if (s->references == NULL)
        return eg_fail_memory(err);
    s->references[0] = rest;
    s->n_references = 1;
    return eg_strings_add(s->arena, &s->stats, eg_text_of("basic"), err);
}

eg_status eg_settings_new(eg_settings **out, eg_error *err)
{
    *out = NULL;
    settings_state *state = eg_alloc_zero(1, sizeof *state);
    if (state == NULL)
        return eg_fail_memory(err);
    state->now = FROM_FLAGS;
    state->settings.arena = eg_arena_new();
    eg_status status = state->settings.arena == NULL ? eg_fail_memory(err)
                                                     : fill_defaults(&state->settings, err);
    if (status != EG_OK) {
        eg_settings_free(&state->settings);
        return status;
    }
    *out = &state->settings;
    return EG_OK;
}

void eg_settings_free(eg_settings *settings)
{
    if (settings == NULL)
        return;
    eg_arena_free(settings->arena);
    eg_free(state_of(settings));
}

void eg_settings_config_begins(eg_settings *settings)
{
    settings_state *state = state_of(settings);
    if (state->configs < FROM_EARLIER - 1)
        state->configs++;
    state->now = state->configs;
}

void eg_settings_earlier_begins(eg_settings *settings)
{
    state_of(settings)->now = FROM_EARLIER;
}

void eg_settings_config_key(eg_settings *settings, const char *key)
{
    state_of(settings)->key = key;
}

void eg_settings_config_ends(eg_settings *settings)
{
    state_of(settings)->now = FROM_FLAGS;
    state_of(settings)->key = NULL;
}

bool eg_settings_claim(eg_settings *settings, eg_slot slot, bool *fresh)
{
    settings_state *state = state_of(settings);
    if (state->given[slot] > state->now)
        return false;
    if (fresh != NULL)
        *fresh = state->given[slot] < state->now;
    state->given[slot] = state->now;
    return true;
}

bool eg_settings_given(eg_settings *settings, eg_slot slot)
{
    return state_of(settings)->given[slot] != FROM_NOBODY;
}

eg_status eg_settings_spec(eg_settings *settings, eg_slot slot, eg_spec *spec, eg_error *err)
{
    const settings_state *state = state_of(settings);
    bool flags = state->now >= FROM_EARLIER;
    *spec = (eg_spec){
        .arena = settings->arena, .wrong = flags ? EG_E_USAGE : EG_E_CONFIG, .err = err};
    const char *name = eg_option_name(slot);
    spec->who = flags || state->key == NULL
                    ? eg_arena_printf(settings->arena, "--%s", name)
                    : eg_arena_printf(settings->arena, "key \"%s\"", state->key);
    return spec->who == NULL ? eg_fail_memory(err) : EG_OK;
}

static eg_strings *names_of(eg_settings *settings, eg_slot slot)
{
    /* a new row of EG_KEY_NAMES has its list here */
    return slot == EG_SLOT_year     ? &settings->year
           : slot == EG_SLOT_within ? &settings->within
           : slot == EG_SLOT_id     ? &settings->id
           : slot == EG_SLOT_key    ? &settings->key
                                    : &settings->weight;
}

const eg_strings *eg_settings_names(eg_settings *settings, eg_slot slot)
{
    return names_of(settings, slot);
}

eg_status eg_settings_take_names(eg_settings *settings, eg_slot slot, const eg_strings *list,
                                 eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status != EG_OK)
        return status;
    bool none = eg_strings_have(list, "none");
    for (size_t i = 0; i < list->n; i++) {
        const eg_strings before = {list->at, i};
        if (list->at[i][0] == '\0')
            return eg_spec_fail(&spec, "a name is empty");
        if (eg_strings_have(&before, list->at[i]))
            return eg_spec_fail(&spec, "\"%.*s\" stands twice",
                                EG_SHOWN(eg_text_of(list->at[i])));
    }
    if (none && list->n > 1)
        return eg_spec_fail(&spec, "none stands alone, without other names");
    if (eg_settings_claim(settings, slot, NULL)) {
        /* Nothing is repeated within units by default, so that none is just no name there. */
        *names_of(settings, slot) = slot == EG_SLOT_within && none ? (eg_strings){0} : *list;
    }
    return EG_OK;
}

static const char *report_name(const eg_outcome_spec *outcome)
{
    return outcome->name != NULL ? outcome->name : outcome->columns.at[0];
}

eg_status eg_settings_take_outcome(eg_settings *settings, const eg_outcome_spec *outcome,
                                   eg_error *err)
{
    eg_spec spec;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_outcome, &spec, err);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_outcome, &fresh))
        return status;
    if (fresh)
        settings->n_outcomes = 0;
    for (size_t i = 0; i < settings->n_outcomes; i++) {
        if (strcmp(report_name(&settings->outcomes[i]), report_name(outcome)) == 0)
            return eg_spec_fail(&spec,
                                "two outcomes are called \"%.*s\"; give one another name%s",
                                EG_SHOWN(eg_text_of(report_name(outcome))),
                                spec.wrong == EG_E_USAGE ? " with NAME=COLUMN" : "");
    }
    eg_outcome_spec *grown =
        eg_spec_grow(settings->arena, settings->outcomes, settings->n_outcomes, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->outcomes = grown;
    grown[settings->n_outcomes++] = *outcome;
    return EG_OK;
}
