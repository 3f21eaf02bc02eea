/* config_from.c - a dimension composed of several columns, and how its students are counted. */
#include "schema/config.h"

enum { LARGEST_POSITION = 1000, COLUMNS_MOST = 32 };

/* {"Group": "column"}: each group's yes/no column. */
static eg_status from_flags(eg_config *config, const eg_json *value, void *into)
{
    eg_from_spec *from = into;
    eg_arena *arena = config->settings->arena;
    eg_status status = EG_OK;
    if (value->kind != EG_JSON_OBJECT)
        return eg_config_wrong_kind(config, value, "an object of groups and their columns");
    if (value->n > COLUMNS_MOST)
        return eg_config_fail(config, value, "%d columns are the most that are composed",
                              (int)COLUMNS_MOST);
    for (const eg_json *item = value->first; status == EG_OK && item != NULL;
         item = item->next) {
        const char *column = NULL;
        if (item->key[0] == '\0')
            return eg_config_fail(config, item, "a group has no name");
        status = eg_config_text(config, item, &column);
        if (status == EG_OK)
            status = eg_strings_add(arena, &from->flags, eg_text_of(column), config->err);
        if (status == EG_OK)
            status =
                eg_strings_add(arena, &from->flag_groups, eg_text_of(item->key), config->err);
    }
    return status;
}

static eg_status from_hispanic(eg_config *config, const eg_json *value, void *into)
{
    eg_from_spec *from = into;
    return eg_config_columns(config, value, &from->hispanic);
}

static eg_status from_race(eg_config *config, const eg_json *value, void *into)
{
    eg_from_spec *from = into;
    return eg_config_columns(config, value, &from->race);
}

static eg_status string_column(eg_config *config, const eg_json *value, void *into)
{
    eg_from_spec *from = into;
    return eg_config_columns(config, value, &from->string);
}

static eg_status add_position(eg_config *config, const eg_json *item, eg_from_spec *from)
{
    eg_arena *arena = config->settings->arena;
    const char *group = NULL;
    uint64_t at = 0;
    eg_spec spec;
    eg_status status = eg_config_spec(config, &spec);
    if (status == EG_OK)
        status = eg_config_placed(
            config, item,
            eg_spec_whole(&spec, eg_text_of(item->key), 1, LARGEST_POSITION, &at));
    if (status == EG_OK)
        status = eg_config_text(config, item, &group);
    if (status != EG_OK)
        return status;
    size_t n = from->position_groups.n;
    uint32_t *grown = eg_spec_grow(arena, from->positions, n, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(config->err);
    grown[n] = (uint32_t)at - 1;
    from->positions = grown;
    return eg_strings_add(arena, &from->position_groups, eg_text_of(group), config->err);
}

/* {"1": "Group"}: what a 1 at each place says. */
static eg_status string_positions(eg_config *config, const eg_json *value, void *into)
{
    eg_status status = EG_OK;
    if (value->kind != EG_JSON_OBJECT)
        return eg_config_wrong_kind(config, value, "an object of places and their groups");
    if (value->n > COLUMNS_MOST)
        return eg_config_fail(config, value, "%d places are the most that are read",
                              (int)COLUMNS_MOST);
    for (const eg_json *item = value->first; status == EG_OK && item != NULL; item = item->next)
        status = add_position(config, item, into);
    return status;
}

static const eg_config_key string_keys[] = {
    {"column", string_column}, {"positions", string_positions}, {0}};

static eg_status from_string(eg_config *config, const eg_json *value, void *into)
{
    eg_from_spec *from = into;
    eg_status status = eg_config_members(config, value, string_keys, into);
    if (status == EG_OK && (from->string.n == 0 || from->position_groups.n == 0))
        return eg_config_fail(config, value, "\"%s\" is missing",
                              from->string.n == 0 ? "column" : "positions");
    return status;
}

static const eg_config_key from_keys[] = {{"flags", from_flags},
                                          {"hispanic", from_hispanic},
                                          {"race", from_race},
                                          {"string", from_string},
                                          {0}};

eg_status eg_config_from(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    eg_from_spec *from = eg_arena_alloc(config->settings->arena, 1, sizeof *from);
    if (from == NULL)
        return eg_fail_memory(config->err);
    eg_status status = eg_config_members(config, value, from_keys, from);
    if (status != EG_OK)
        return status;
    if (from->flags.n + from->hispanic.n + from->race.n + from->string.n == 0)
        return eg_config_fail(config, value,
                              "it names no column; give flags, hispanic, race or string");
    dimension->from = from;
    return EG_OK;
}

eg_status eg_config_counting(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    unsigned word = 0;
    eg_spec spec;
    if (value->kind != EG_JSON_STRING)
        return eg_config_wrong_kind(config, value, "a text");
    eg_status status = eg_config_spec(config, &spec);
    if (status == EG_OK)
        status = eg_spec_choice(&spec, eg_text_of(value->text),
                                eg_option_words(EG_SLOT_race_counting), &word);
    if (status != EG_OK)
        return eg_config_placed(config, value, status);
    dimension->has_counting = true;
    dimension->counting = (eg_race_counting)word;
    return EG_OK;
}
