/* options_counts.c - the setters for rows that are groups: which column holds what. */
#include <string.h>

#include "schema/options.h"

typedef enum {
    KEY_N,
    KEY_COUNT,
    KEY_RATE,
    KEY_MEAN,
    KEY_SD,
    KEY_LEVEL,
    KEY_NAME,
    KEY_BETTER
} key;
static const char key_words[] = "n count rate mean sd level name better";

static eg_status take_level(const eg_spec *spec, const char *level, const char *column,
                            eg_counts_spec *out)
{
    enum { MOST = 32 };
    if (level == NULL)
        return eg_spec_fail(spec, "level needs a name: level:NAME=COLUMN");
    if (eg_strings_have(&out->levels, level))
        return eg_spec_fail(spec, "the level \"%.*s\" stands twice",
                            EG_SHOWN(eg_text_of(level)));
    if (out->levels.n == MOST)
        return eg_spec_fail(spec, "more than %d levels", (int)MOST);
    eg_status status = eg_strings_add(spec->arena, &out->levels, eg_text_of(level), spec->err);
    return status == EG_OK
               ? eg_strings_add(spec->arena, &out->level_columns, eg_text_of(column), spec->err)
               : status;
}

static eg_status take_pair(const eg_spec *spec, key which, const char *level, const char *value,
                           eg_counts_spec *out)
{
    const char **places[] = {&out->n, &out->count, &out->rate, &out->mean, &out->sd};
    if (which == KEY_LEVEL)
        return take_level(spec, level, value, out);
    if (level != NULL)
        return eg_spec_fail(spec, "only level takes a name: level:NAME=COLUMN");
    if (which == KEY_BETTER) {
        eg_outcome_spec direction = {.lower = false};
        eg_status status = eg_spec_direction(spec, eg_text_of(value), &direction);
        out->lower = direction.lower;
        return status;
    }
    const char **place = which == KEY_NAME ? &out->name : places[which];
    if (*place != NULL)
        return eg_spec_fail(spec, "a part stands twice");
    *place = value;
    return EG_OK;
}

static eg_status check(const eg_spec *spec, const eg_counts_spec *map)
{
    int kinds =
        (map->count != NULL || map->rate != NULL) + (map->mean != NULL) + (map->levels.n > 0);
    if (kinds > 1)
        return eg_spec_fail(spec, "count or rate, mean, and level are different outcomes; give "
                                  "each a --counts of its own");
    if (kinds == 0)
        return eg_spec_fail(spec,
                            "a figure is missing: count=COLUMN, rate=COLUMN, mean=COLUMN or "
                            "level:NAME=COLUMN");
    if (map->levels.n == 1)
        return eg_spec_fail(spec, "one level alone is a count: count=COLUMN");
    if (map->n == NULL && map->levels.n == 0)
        return eg_spec_fail(spec, "n=COLUMN is missing: how many students each group has");
    if (map->sd != NULL && map->mean == NULL)
        return eg_spec_fail(spec, "sd belongs to a mean: mean=COLUMN");
    return EG_OK;
}

static eg_status parse(const eg_spec *spec, eg_text rest, eg_counts_spec *out)
{
    memset(out, 0, sizeof *out);
    for (bool more = true; more; more = eg_spec_step(&rest, ',')) {
        const char *word = NULL, *level = NULL, *value = NULL;
        unsigned which = 0;
        eg_status status = eg_spec_name(spec, &rest, ":=,", &word);
        if (status == EG_OK)
            status = eg_spec_choice(spec, eg_text_of(word), key_words, &which);
        if (status == EG_OK && eg_spec_step(&rest, ':'))
            status = eg_spec_name(spec, &rest, "=,", &level);
        if (status == EG_OK && !eg_spec_step(&rest, '='))
            status = eg_spec_fail(spec, "a column is missing: %s=COLUMN", word);
        if (status == EG_OK)
            status = eg_spec_name(spec, &rest, ",", &value);
        if (status == EG_OK)
            status = take_pair(spec, (key)which, level, value, out);
        if (status != EG_OK)
            return status;
    }
    return check(spec, out);
}

/* Adds a map to a list of them. */
static eg_status set_map(eg_settings *settings, eg_slot slot, const char *value,
                         eg_counts_spec **list, size_t *n, eg_error *err)
{
    eg_spec spec;
    eg_counts_spec map;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK)
        status = parse(&spec, eg_text_of(value), &map);
    if (status != EG_OK || !eg_settings_claim(settings, slot, &fresh))
        return status;
    if (fresh)
        *n = 0;
    eg_counts_spec *grown = eg_spec_grow(settings->arena, *list, *n, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    *list = grown;
    grown[(*n)++] = map;
    return EG_OK;
}

eg_status eg_option_set_counts(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_map(settings, EG_SLOT_counts, value, &settings->counts, &settings->n_counts,
                   err);
}

eg_status eg_option_set_state_counts(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_map(settings, EG_SLOT_state_counts, value, &settings->state_counts,
                   &settings->n_state_counts, err);
}

static eg_status set_groups(eg_settings *settings, eg_slot slot, const char *value,
                            eg_strings *out, eg_error *err)
{
    eg_spec spec;
    eg_strings names = {0};
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK)
        status = eg_names_split(&spec, eg_text_of(value), &names);
    if (status == EG_OK && names.n > 2)
        return eg_spec_fail(&spec, "two columns at most: the dimension's, then the group's");
    if (status == EG_OK && names.n == 2 && strcmp(names.at[0], names.at[1]) == 0)
        return eg_spec_fail(&spec, "a column stands twice");
    if (status == EG_OK && eg_settings_claim(settings, slot, NULL))
        *out = names;
    return status;
}

/* A*B: each row is of a group of A and one of B. false: no cross. */
static bool is_cross(const eg_spec *spec, eg_text rest, eg_strings *names, eg_status *status)
{
    const char *first = NULL, *second = NULL;
    *status = eg_spec_name(spec, &rest, "*,", &first);
    if (*status != EG_OK || !eg_spec_step(&rest, '*'))
        return *status != EG_OK;
    *status = eg_spec_name(spec, &rest, "*,", &second);
    if (*status == EG_OK && rest.n > 0)
        *status = eg_spec_fail(spec, "two columns at most can be crossed: A*B");
    else if (*status == EG_OK && strcmp(first, second) == 0)
        *status = eg_spec_fail(spec, "a column stands twice");
    if (*status == EG_OK)
        *status = eg_strings_add(spec->arena, names, eg_text_of(first), spec->err);
    if (*status == EG_OK)
        *status = eg_strings_add(spec->arena, names, eg_text_of(second), spec->err);
    return true;
}

eg_status eg_option_set_group_column(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_strings names = {0};
    eg_status status = eg_settings_spec(settings, EG_SLOT_group_column, &spec, err);
    if (status != EG_OK)
        return status;
    if (is_cross(&spec, eg_text_of(value), &names, &status)) {
        if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_group_column, NULL)) {
            settings->group_columns = names;
            settings->group_cross = true;
        }
        return status;
    }
    const char **before = settings->group_columns.at;
    status = set_groups(settings, EG_SLOT_group_column, value, &settings->group_columns, err);
    /* what is said elsewhere may win */
    if (settings->group_columns.at != before)
        settings->group_cross = false;
    return status;
}

eg_status eg_option_set_state_group_column(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return set_groups(settings, EG_SLOT_state_group_column, value,
                      &settings->state_group_columns, err);
}

eg_status eg_option_set_totals(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_strings names = {0};
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_totals, &spec, err);
    if (status == EG_OK)
        status = eg_names_split(&spec, eg_text_of(value), &names);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_totals, &fresh))
        return status;
    if (fresh)
        settings->totals = (eg_strings){0};
    for (size_t i = 0; i < names.n && status == EG_OK; i++)
        status =
            eg_strings_add(settings->arena, &settings->totals, eg_text_of(names.at[i]), err);
    return status;
}

/* [NAME=]A+B; a name with + , or = in it stands between quotes. */
static eg_status parse_parts(const eg_spec *spec, eg_text rest, eg_parts_spec *out)
{
    memset(out, 0, sizeof *out);
    for (bool more = true; more; more = eg_spec_step(&rest, '+')) {
        const char *name = NULL;
        eg_status status = eg_spec_name(spec, &rest, "+=", &name);
        if (status == EG_OK && eg_spec_step(&rest, '=')) {
            if (out->name != NULL || out->groups.n > 0)
                return eg_spec_fail(spec, "one name stands before the groups: NAME=A+B");
            out->name = name;
            status = eg_spec_name(spec, &rest, "+", &name);
        }
        if (status == EG_OK)
            status = eg_strings_add(spec->arena, &out->groups, eg_text_of(name), spec->err);
        if (status != EG_OK)
            return status;
    }
    return out->groups.n >= 2
               ? EG_OK
               : eg_spec_fail(spec, "two groups at least, joined by +: Male+Female");
}

eg_status eg_option_set_parts(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_parts_spec parts;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_parts, &spec, err);
    if (status == EG_OK)
        status = parse_parts(&spec, eg_text_of(value), &parts);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_parts, &fresh))
        return status;
    if (fresh)
        settings->n_parts = 0;
    eg_parts_spec *grown =
        eg_spec_grow(settings->arena, settings->parts, settings->n_parts, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->parts = grown;
    grown[settings->n_parts++] = parts;
    return EG_OK;
}
