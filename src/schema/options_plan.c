/* options_plan.c - targets and the year they are to be reached in. */
#include <string.h>

#include "schema/options.h"
#include "schema/years.h"

/* "0.9", "90%", "math_score=500"; a name with = in it stands in double quotes. */
static eg_status read_target(const eg_spec *spec, eg_text text, eg_target_spec *out)
{
    *out = (eg_target_spec){0};
    eg_text rest = eg_text_trim(text);
    if (rest.n > 0 && (rest.at[0] == '"' || memchr(rest.at, '=', rest.n) != NULL)) {
        eg_status status = eg_spec_name(spec, &rest, "=", &out->name);
        if (status != EG_OK)
            return status;
        size_t skip = rest.n > 0 ? 1 : 0;
        rest = eg_text_trim((eg_text){rest.at + skip, rest.n - skip});
    }
    eg_decimal value = 0;
    bool percent = false;
    if (eg_decimal_parse(rest, &value, &percent) != EG_NUMBER_OK)
        return eg_spec_fail(spec,
                            "\"%.*s\" is no target; write a number, as 0.9 or 90%%, "
                            "or NAME=NUMBER",
                            EG_SHOWN(text));
    out->value = eg_decimal_to_double(value);
    return EG_OK;
}

static bool same_outcome(const eg_target_spec *a, const eg_target_spec *b)
{
    return a->name == NULL || b->name == NULL ? a->name == b->name
                                              : strcmp(a->name, b->name) == 0;
}

eg_status eg_option_set_target(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_target_spec target;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_target, &spec, err);
    if (status == EG_OK)
        status = read_target(&spec, eg_text_of(value), &target);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_target, &fresh))
        return status;
    if (fresh)
        settings->n_targets = 0;
    for (size_t i = 0; i < settings->n_targets; i++)
        if (same_outcome(&settings->targets[i], &target)) {
            settings->targets[i] = target; /* the last one counts */
            return EG_OK;
        }
    eg_target_spec *grown =
        eg_spec_grow(settings->arena, settings->targets, settings->n_targets, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->targets = grown;
    grown[settings->n_targets++] = target;
    return EG_OK;
}

eg_status eg_option_set_by_year(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_text text = eg_text_trim(eg_text_of(value));
    eg_status status = eg_settings_spec(settings, EG_SLOT_by_year, &spec, err);
    if (status != EG_OK)
        return status;
    eg_year year = eg_year_read(text, false);
    if (year.first_year == INT32_MIN)
        return eg_spec_fail(&spec,
                            "\"%.*s\" is no year; write it as the data do, such as "
                            "2028-29 or 2029",
                            EG_SHOWN(text));
    if (!eg_settings_claim(settings, EG_SLOT_by_year, NULL))
        return EG_OK;
    const char *label =
        eg_arena_string(settings->arena, year.label[0] == '\0' ? text : eg_text_of(year.label));
    if (label == NULL)
        return eg_fail_memory(err);
    settings->by_year = label;
    return EG_OK;
}
