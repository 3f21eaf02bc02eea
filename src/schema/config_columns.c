/* config_columns.c - what a config says of dimensions and outcomes. */
#include <string.h>

#include "schema/config.h"

/* ---- dimensions -----------------------------------------------------------------------------
 */

static eg_status dimension_column(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    return eg_config_columns(config, value, &dimension->columns);
}

static eg_status dimension_label(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    return eg_config_text(config, value, &dimension->label);
}

static eg_status dimension_levels(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    eg_arena *arena = config->settings->arena;
    if (value->kind != EG_JSON_OBJECT)
        return eg_config_wrong_kind(config, value, "an object of codes and their labels");
    eg_status status = EG_OK;
    for (const eg_json *item = value->first; status == EG_OK && item != NULL;
         item = item->next) {
        const char *label = NULL;
        status = eg_config_word(config, item, &label);
        if (status == EG_OK)
            status = eg_strings_add(arena, &dimension->level_from, eg_text_of(item->key),
                                    config->err);
        if (status == EG_OK)
            status =
                eg_strings_add(arena, &dimension->level_to, eg_text_of(label), config->err);
    }
    return status;
}

static eg_status dimension_order(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    if (value->kind != EG_JSON_ARRAY)
        return eg_config_wrong_kind(config, value, "a list of groups");
    return eg_config_words(config, value, false, &dimension->order);
}

/* Kept as text: what it means depends on the columns, which may come later. */
static eg_status dimension_reference(eg_config *config, const eg_json *value, void *into)
{
    eg_dimension_spec *dimension = into;
    eg_status status = eg_config_word(config, value, &dimension->reference.level);
    dimension->has_reference = status == EG_OK;
    return status;
}

const eg_config_key eg_config_dimension_keys[] = {
    {"column", dimension_column},       {"label", dimension_label},
    {"from", eg_config_from},           {"counting", eg_config_counting},
    {"levels", dimension_levels},       {"order", dimension_order},
    {"reference", dimension_reference}, {0}};

/* Within a dimension a bare word is one of its groups. */
static eg_status settle_reference(eg_config *config, const eg_json *value,
                                  eg_dimension_spec *dimension)
{
    eg_spec spec;
    const char *typed = dimension->reference.level;
    const char *equals = strchr(typed, '=');
    eg_text left = {typed, equals == NULL ? 0 : (size_t)(equals - typed)};
    left = eg_text_trim(left);
    bool own = false;
    for (size_t i = 0; i < dimension->columns.n; i++)
        own = own || eg_text_is(left, dimension->columns.at[i]);
    eg_text whole = eg_text_trim(eg_text_of(typed));
    bool word = eg_text_is(whole, "rest") || eg_text_is(whole, "overall") ||
                eg_text_is(whole, "highest") || (equals != NULL && eg_text_is(left, "goal"));
    eg_status status = eg_config_spec(config, &spec);
    if (status != EG_OK)
        return status;
    if (word) {
        status = eg_spec_reference(&spec, whole, &dimension->reference);
        return eg_config_placed(config, eg_json_get(value, "reference"), status);
    }
    eg_text level = own ? eg_text_trim(eg_text_of(equals + 1)) : whole;
    if (level.n == 0)
        return eg_config_fail(config, eg_json_get(value, "reference"),
                              "no group stands behind \"%.*s=\"", EG_SHOWN(left));
    dimension->reference = (eg_reference){
        .kind = EG_REFERENCE_LEVEL,
        .dimension = dimension->columns.at[0],
        .level = eg_arena_string(config->settings->arena, level),
    };
    return dimension->reference.level == NULL ? eg_fail_memory(config->err) : EG_OK;
}

static eg_status check_new_columns(eg_config *config, const eg_json *value,
                                   const eg_dimension_spec *dimension)
{
    const eg_settings *settings = config->settings;
    for (size_t i = 0; i < settings->n_dimensions; i++) {
        for (size_t j = 0; j < dimension->columns.n; j++) {
            if (eg_strings_have(&settings->dimensions[i].columns, dimension->columns.at[j]))
                return eg_config_fail(config, value,
                                      "the column \"%.*s\" is described already, in "
                                      "dimensions[%zu]",
                                      EG_SHOWN(eg_text_of(dimension->columns.at[j])), i);
        }
    }
    return EG_OK;
}

static eg_status read_dimension(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    eg_dimension_spec dimension = {0};
    eg_status status = eg_config_members(config, value, eg_config_dimension_keys, &dimension);
    if (status == EG_OK && dimension.columns.n == 0)
        return eg_config_fail(config, value, "\"column\" is missing");
    if (status == EG_OK)
        status = check_new_columns(config, value, &dimension);
    if (status == EG_OK && dimension.has_reference)
        status = settle_reference(config, value, &dimension);
    if (status != EG_OK)
        return status;
    eg_dimension_spec *grown = eg_spec_grow(settings->arena, settings->dimensions,
                                            settings->n_dimensions, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(config->err);
    settings->dimensions = grown;
    grown[settings->n_dimensions++] = dimension;
    return EG_OK;
}

eg_status eg_config_dimensions(eg_config *config, const eg_json *value, void *into)
{
    config->settings->n_dimensions = 0;
    config->settings->dimensions = NULL;
    config->has_dimensions = true;
    (void)into;
    return eg_config_items(config, value, config->settings, read_dimension);
}

/* ---- outcomes -------------------------------------------------------------------------------
 */

/* One as it is read: the lists beside the kind are brought together at the end. */
typedef struct {
    eg_outcome_spec spec;
    eg_strings success;
    eg_strings levels;
    const eg_json *inputs; /* of a recipe */
} outcome_entry;

static eg_status outcome_column(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    return eg_config_columns(config, value, &entry->spec.columns);
}

static eg_status outcome_name(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    return eg_config_text(config, value, &entry->spec.name);
}

static eg_status outcome_label(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    return eg_config_text(config, value, &entry->spec.label);
}

static eg_status outcome_kind(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    eg_spec spec;
    if (value->kind != EG_JSON_STRING)
        return eg_config_wrong_kind(config, value, "a text");
    eg_status status = eg_config_spec(config, &spec);
    if (status == EG_OK)
        status = eg_spec_kind(&spec, eg_text_of(value->text), &entry->spec);
    return eg_config_placed(config, value, status);
}

static eg_status outcome_recipe(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    eg_spec spec;
    if (value->kind != EG_JSON_STRING)
        return eg_config_wrong_kind(config, value, "the name of a recipe");
    eg_status status = eg_config_spec(config, &spec);
    if (status == EG_OK)
        status = eg_spec_recipe_name(&spec, eg_text_of(value->text), &entry->spec);
    return eg_config_placed(config, value, status);
}

/* Read when the recipe is known, which may come later. */
static eg_status outcome_inputs(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    entry->inputs = value;
    return value->kind == EG_JSON_OBJECT
               ? EG_OK
               : eg_config_wrong_kind(config, value, "an object of a recipe's columns");
}

static eg_status outcome_success(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    eg_status status = eg_config_words(config, value, false, &entry->success);
    if (status == EG_OK && entry->success.n == 0)
        return eg_config_fail(config, value, "the list is empty");
    return status;
}

static eg_status outcome_levels(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    if (value->kind != EG_JSON_ARRAY)
        return eg_config_wrong_kind(config, value, "a list of levels, lowest first");
    eg_status status = eg_config_words(config, value, false, &entry->levels);
    if (status == EG_OK && entry->levels.n < 2)
        return eg_config_fail(config, value, "needs two levels or more, lowest first");
    return status;
}

static eg_status outcome_better(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    eg_spec spec;
    if (value->kind != EG_JSON_STRING)
        return eg_config_wrong_kind(config, value, "\"higher\" or \"lower\"");
    eg_status status = eg_config_spec(config, &spec);
    if (status == EG_OK)
        status = eg_spec_direction(&spec, eg_text_of(value->text), &entry->spec);
    return eg_config_placed(config, value, status);
}

static eg_status target_value(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    eg_decimal number = 0;
    bool percent = false;
    bool readable = value->kind == EG_JSON_NUMBER || value->kind == EG_JSON_STRING;
    if (!readable ||
        eg_decimal_parse(eg_text_of(value->text), &number, &percent) != EG_NUMBER_OK)
        return eg_config_fail(config, value, "takes a number such as 0.8 or \"80%%\"");
    entry->spec.target = eg_decimal_to_double(number);
    entry->spec.has_target = true;
    return EG_OK;
}

static eg_status target_year(eg_config *config, const eg_json *value, void *into)
{
    outcome_entry *entry = into;
    return eg_config_word(config, value, &entry->spec.target_year);
}

const eg_config_key eg_config_target_keys[] = {
    {"value", target_value}, {"year", target_year}, {0}};

static eg_status outcome_target(eg_config *config, const eg_json *value, void *into)
{
    const outcome_entry *entry = into;
    eg_status status = eg_config_members(config, value, eg_config_target_keys, into);
    if (status == EG_OK && !entry->spec.has_target)
        return eg_config_fail(config, value, "\"value\" is missing");
    return status;
}

const eg_config_key eg_config_outcome_keys[] = {{"column", outcome_column},
                                                {"name", outcome_name},
                                                {"label", outcome_label},
                                                {"kind", outcome_kind},
                                                {"success", outcome_success},
                                                {"levels", outcome_levels},
                                                {"better", outcome_better},
                                                {"target", outcome_target},
                                                {"recipe", outcome_recipe},
                                                {"columns", outcome_inputs},
                                                {0}};

/* kind, success and levels say one thing together. */
static eg_status settle_kind(eg_config *config, const eg_json *value, outcome_entry *entry)
{
    eg_outcome_spec *spec = &entry->spec;
    if (spec->recipe != NULL && entry->success.n + entry->levels.n > 0)
        return eg_config_fail(config, value,
                              "a recipe says itself what it counts; \"success\" "
                              "and \"levels\" do not go with it");
    if (entry->success.n > 0) {
        if (spec->kind != EG_KIND_AUTO && spec->kind != EG_KIND_RATE)
            return eg_config_fail(config, value, "\"success\" belongs to the kind \"rate\"");
        if (spec->compare != EG_COMPARE_NONE || spec->success.n > 0)
            return eg_config_fail(config, value,
                                  "\"kind\" and \"success\" both say what a success is; "
                                  "keep one");
        spec->kind = EG_KIND_RATE;
        spec->success = entry->success;
    }
    if (entry->levels.n > 0) {
        if (spec->kind != EG_KIND_AUTO && spec->kind != EG_KIND_LEVELS)
            return eg_config_fail(config, value, "\"levels\" belongs to the kind \"levels\"");
        if (spec->levels.n > 0)
            return eg_config_fail(config, value,
                                  "\"kind\" and \"levels\" both list the levels; keep one");
        spec->kind = EG_KIND_LEVELS;
        spec->levels = entry->levels;
    }
    return EG_OK;
}

static eg_status read_outcome(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    outcome_entry entry = {0};
    eg_status status = eg_config_members(config, value, eg_config_outcome_keys, &entry);
    if (status == EG_OK && (entry.spec.recipe != NULL || entry.inputs != NULL))
        status = eg_config_recipe(config, value, entry.inputs, &entry.spec);
    else if (status == EG_OK && entry.spec.columns.n == 0)
        return eg_config_fail(config, value, "\"column\" is missing");
    if (status == EG_OK)
        status = settle_kind(config, value, &entry);
    if (status != EG_OK)
        return status;
    eg_settings_config_key(settings, config->path);
    status = eg_settings_take_outcome(settings, &entry.spec, config->err);
    if (status != EG_OK)
        return eg_config_placed(config, value, status);
    eg_outcome_spec *grown = eg_spec_grow(settings->arena, settings->outcome_notes,
                                          settings->n_outcome_notes, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(config->err);
    settings->outcome_notes = grown;
    grown[settings->n_outcome_notes++] = entry.spec;
    return EG_OK;
}

eg_status eg_config_outcomes(eg_config *config, const eg_json *value, void *into)
{
    config->settings->n_outcome_notes = 0;
    config->settings->outcome_notes = NULL;
    (void)into;
    return eg_config_items(config, value, config->settings, read_outcome);
}
