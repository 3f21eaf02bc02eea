/* config.c - a config file: its top level, which is the option table and a few keys more. */
#include "schema/config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "schema/said.h"

#define LARGEST_FILE ((size_t)4 << 20)

/* ---- keys of the option table ---------------------------------------------------------------
 */

/* An option's key is its name with underscores. */
static bool is_key_of(const char *option, const char *key)
{
    size_t i = 0;
    while (option[i] != '\0' && key[i] == (option[i] == '-' ? '_' : option[i]))
        i++;
    return option[i] == '\0' && key[i] == '\0';
}

static eg_status has_no_key(void *settings, const char *value, eg_error *err)
{
    (void)settings;
    (void)value;
    return eg_fail(err, EG_E_CONFIG, "it has no key in a config");
}

/* By slot. What has no key is not known here: --config itself reads a config. */
#define SETTER_EG_KEY_NONE(id)                                            has_no_key,
#define SETTER_EG_KEY_ONE(id)                                             eg_option_set_##id,
#define SETTER_EG_KEY_LIST(id)                                            eg_option_set_##id,
#define SETTER_EG_KEY_NAMES(id)                                           eg_option_set_##id,
#define SETTER_EG_KEY_PRIVACY(id)                                         eg_option_set_##id,
#define SETTER(id, name, short_name, argument, heading, help, words, key) SETTER_##key(id)
static eg_status (*const setters[])(void *settings, const char *value,
                                    eg_error *err) = {EG_SETTINGS_OPTIONS(SETTER)};

static eg_status set_option(eg_config *config, eg_slot slot, const eg_json *value)
{
    if (value->kind != EG_JSON_STRING && value->kind != EG_JSON_NUMBER)
        return eg_config_wrong_kind(config, value, "a text or a number");
    eg_settings_config_key(config->settings, config->path);
    eg_status status = setters[slot](config->settings, value->text, config->err);
    return eg_config_placed(config, value, status);
}

static eg_status set_options(eg_config *config, eg_slot slot, const eg_json *value)
{
    if (value->kind != EG_JSON_ARRAY)
        return set_option(config, slot, value);
    if (value->n == 0)
        return eg_config_fail(config, value, "the list is empty; leave the key out");
    eg_status status = EG_OK;
    for (const eg_json *item = value->first; status == EG_OK && item != NULL; item = item->next)
        status = set_option(config, slot, item);
    return status;
}

static eg_status set_names(eg_config *config, eg_slot slot, const eg_json *value)
{
    eg_strings names = {0};
    bool nothing = slot == EG_SLOT_within && value->kind == EG_JSON_ARRAY && value->n == 0;
    eg_status status = nothing ? EG_OK : eg_config_columns(config, value, &names);
    if (status != EG_OK)
        return status;
    eg_settings_config_key(config->settings, config->path);
    status = eg_settings_take_names(config->settings, slot, &names, config->err);
    return eg_config_placed(config, value, status);
}

static eg_status read_option(eg_config *config, eg_slot slot, const eg_json *value)
{
    config->has_by = config->has_by || slot == EG_SLOT_by;
    eg_key_form form = eg_option_key_form(slot);
    if (form == EG_KEY_NAMES)
        return set_names(config, slot, value);
    return form == EG_KEY_LIST ? set_options(config, slot, value)
                               : set_option(config, slot, value);
}

/* ---- the other keys -------------------------------------------------------------------------
 */

static eg_status read_missing(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    settings->missing_replaced = true;
    return eg_config_words(config, value, true, &settings->missing_marks);
}

static eg_status read_suppressed(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    settings->suppressed_replaced = true;
    return eg_config_words(config, value, false, &settings->suppressed_marks);
}

static eg_status read_not_applicable(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    return eg_config_words(config, value, false, &settings->not_applicable_marks);
}

/* A key of the object "privacy" is an option; what is yes or no may be true or false. */
static eg_status privacy_option(eg_config *config, const eg_json *value, void *into)
{
    unsigned slot = 0;
    while (!is_key_of(eg_option_name((eg_slot)slot), value->key))
        slot++;
    (void)into;
    bool truth = value->kind == EG_JSON_TRUE || value->kind == EG_JSON_FALSE;
    if (slot != EG_SLOT_next_smallest || !truth)
        return set_option(config, (eg_slot)slot, value);
    eg_json word = *value;
    word.kind = EG_JSON_STRING;
    word.text = value->kind == EG_JSON_TRUE ? "yes" : "no";
    return set_option(config, (eg_slot)slot, &word);
}

/* The rows whose key form is EG_KEY_PRIVACY. */
#define KEY_OF_EG_KEY_NONE(id)
#define KEY_OF_EG_KEY_ONE(id)
#define KEY_OF_EG_KEY_LIST(id)
#define KEY_OF_EG_KEY_NAMES(id)
#define KEY_OF_EG_KEY_PRIVACY(id)                                         {#id, privacy_option},
#define KEY_OF(id, name, short_name, argument, heading, help, words, key) KEY_OF_##key(id)
static const eg_config_key privacy_keys[] = {EG_SETTINGS_OPTIONS(KEY_OF){0}};

static eg_status read_privacy(eg_config *config, const eg_json *value, void *into)
{
    eg_status status = eg_config_members(config, value, privacy_keys, into);
    for (const eg_json *item = value->first; status == EG_OK && item != NULL; item = item->next)
        status = eg_settings_say(config->settings, value->key, item->key, item, config->err);
    return status;
}

static eg_status break_year(eg_config *config, const eg_json *value, void *into)
{
    eg_break *one = into;
    return eg_config_word(config, value, &one->year);
}

static eg_status break_why(eg_config *config, const eg_json *value, void *into)
{
    eg_break *one = into;
    return eg_config_text(config, value, &one->why);
}

static eg_status break_dimension(eg_config *config, const eg_json *value, void *into)
{
    eg_break *one = into;
    return eg_config_columns(config, value, &one->dimension);
}

static eg_status break_outcome(eg_config *config, const eg_json *value, void *into)
{
    eg_break *one = into;
    return eg_config_columns(config, value, &one->outcome);
}

static const eg_config_key break_keys[] = {{"year", break_year},
                                           {"why", break_why},
                                           {"dimension", break_dimension},
                                           {"outcome", break_outcome},
                                           {0}};

static eg_status read_break(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    eg_break one = {.year = NULL,
                    .why = "",
                    .file = eg_arena_string(config->settings->arena, eg_text_of(config->file)),
                    .line = value->place.line,
                    .column = value->place.column};
    if (one.file == NULL)
        return eg_fail_memory(config->err);
    eg_status status = eg_config_members(config, value, break_keys, &one);
    if (status == EG_OK && one.year == NULL)
        return eg_config_fail(config, value, "\"year\" is missing");
    if (status != EG_OK)
        return status;
    eg_break *grown =
        eg_spec_grow(settings->arena, settings->breaks, settings->n_breaks, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(config->err);
    settings->breaks = grown;
    grown[settings->n_breaks++] = one;
    return EG_OK;
}

static eg_status read_breaks(eg_config *config, const eg_json *value, void *into)
{
    config->settings->n_breaks = 0;
    return eg_config_items(config, value, into, read_break);
}

static eg_status read_margin(eg_config *config, const eg_json *value, double most, double *out)
{
    if (value->kind != EG_JSON_NUMBER)
        return eg_config_wrong_kind(config, value, "a number");
    if (!(value->number >= 0 && value->number <= most))
        return eg_config_fail(config, value, "must lie between 0 and %g", most);
    *out = value->number;
    return EG_OK;
}

static eg_status read_margin_rate(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    return read_margin(config, value, 1, &settings->margin_rate);
}

static eg_status read_margin_sd(eg_config *config, const eg_json *value, void *into)
{
    eg_settings *settings = into;
    return read_margin(config, value, 10, &settings->margin_sd);
}

static const eg_config_key top_keys[] = {{"dimensions", eg_config_dimensions},
                                         {"outcomes", eg_config_outcomes},
                                         {"missing", read_missing},
                                         {"suppressed", read_suppressed},
                                         {"not_applicable", read_not_applicable},
                                         {"privacy", read_privacy},
                                         {"breaks", read_breaks},
                                         {"margin_rate", read_margin_rate},
                                         {"margin_sd", read_margin_sd},
                                         {0}};

/* ---- the top level --------------------------------------------------------------------------
 */

static bool at_top(eg_slot slot)
{
    eg_key_form form = eg_option_key_form(slot);
    return form != EG_KEY_NONE && form != EG_KEY_PRIVACY;
}

/* Every key of the top level, for did-you-mean. */
static eg_status fail_unknown(eg_config *config, const eg_json *member)
{
    const char *names[EG_SLOTS + sizeof top_keys / sizeof top_keys[0]];
    size_t n = 0;
    for (const eg_config_key *k = top_keys; k->key != NULL; k++)
        names[n++] = k->key;
    for (unsigned slot = 0; slot < EG_SLOTS; slot++) {
        if (!at_top((eg_slot)slot))
            continue;
        char *key = eg_arena_string(config->scratch, eg_text_of(eg_option_name((eg_slot)slot)));
        if (key == NULL)
            return eg_fail_memory(config->err);
        for (char *c = strchr(key, '-'); c != NULL; c = strchr(c, '-'))
            *c = '_';
        names[n++] = key;
    }
    return eg_config_unknown(config, member, names, n);
}

static eg_status read_known(eg_config *config, const eg_json *member)
{
    for (const eg_config_key *k = top_keys; k->key != NULL; k++) {
        if (strcmp(k->key, member->key) == 0)
            return k->read(config, member, config->settings);
    }
    for (unsigned slot = 0; slot < EG_SLOTS; slot++) {
        if (at_top((eg_slot)slot) && is_key_of(eg_option_name((eg_slot)slot), member->key))
            return read_option(config, (eg_slot)slot, member);
    }
    return fail_unknown(config, member);
}

static eg_status read_member(eg_config *config, const eg_json *member)
{
    eg_status status = read_known(config, member);
    return status == EG_OK
               ? eg_settings_say(config->settings, NULL, member->key, member, config->err)
               : status;
}

/* Dimensions that are described are also the ones wanted, unless somebody says `by`. */
static eg_status select_described(eg_config *config)
{
    eg_settings *settings = config->settings;
    bool wanted = config->has_dimensions && !config->has_by && settings->n_dimensions > 0;
    if (!wanted || !eg_settings_claim(settings, EG_SLOT_by, NULL))
        return EG_OK;
    eg_settings_unsay(settings, "by");
    settings->n_by = 0;
    for (size_t i = 0; i < settings->n_dimensions; i++) {
        eg_by item = {{0}};
        eg_by *grown =
            eg_spec_grow(settings->arena, settings->by, settings->n_by, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(config->err);
        settings->by = grown;
        eg_status status =
            eg_strings_add(settings->arena, &item.columns,
                           eg_text_of(settings->dimensions[i].columns.at[0]), config->err);
        if (status != EG_OK)
            return status;
        grown[settings->n_by++] = item;
    }
    return EG_OK;
}

static eg_status read_top(eg_config *config, const eg_json *root)
{
    eg_status status = EG_OK;
    if (root->kind != EG_JSON_OBJECT) {
        status = eg_fail(config->err, EG_E_CONFIG, "a config is an object, and here is %s",
                         eg_json_kind_words(root->kind));
        return eg_config_placed(config, root, status);
    }
    eg_settings_config_begins(config->settings);
    for (const eg_json *item = root->first; status == EG_OK && item != NULL;
         item = item->next) {
        config->path =
            eg_arena_printf(config->scratch, "%.*s", EG_SHOWN(eg_text_of(item->key)));
        status = config->path == NULL ? eg_fail_memory(config->err) : read_member(config, item);
    }
    if (status == EG_OK)
        status = select_described(config);
    eg_settings_config_ends(config->settings);
    return status;
}

eg_status eg_config_parse(eg_settings *settings, eg_text json, const char *name, eg_error *err)
{
    static const eg_config_home homes[] = {{"privacy", privacy_keys},
                                           {"dimensions", eg_config_dimension_keys},
                                           {"outcomes", eg_config_outcome_keys},
                                           {"target of an outcome", eg_config_target_keys},
                                           {"breaks", break_keys},
                                           {0}};
    eg_json_doc *doc = NULL;
    eg_config config = {.settings = settings, .homes = homes, .file = name, .err = err};
    eg_status status = eg_json_parse(&doc, json, name, EG_E_CONFIG, err);
    if (status != EG_OK)
        return status;
    config.scratch = eg_arena_new();
    status =
        config.scratch == NULL ? eg_fail_memory(err) : read_top(&config, eg_json_root(doc));
    eg_arena_free(config.scratch);
    eg_json_free(doc);
    return status;
}

/* ---- files ----------------------------------------------------------------------------------
 */

static eg_status read_all(FILE *file, eg_buffer *text, eg_error *err)
{
    while (!feof(file) && !ferror(file) && text->n <= LARGEST_FILE) {
        char bytes[8192];
        errno = 0;
        size_t n = fread(bytes, 1, sizeof bytes, file);
        eg_buffer_add(text, bytes, n);
    }
    if (ferror(file))
        return eg_fail(err, EG_E_IO, "cannot be read: %s", strerror(errno));
    if (text->failed)
        return eg_fail_memory(err);
    if (text->n > LARGEST_FILE)
        return eg_fail(err, EG_E_CONFIG, "this is larger than a config can be (%zu MiB)",
                       LARGEST_FILE >> 20);
    return EG_OK;
}

eg_status eg_config_read(eg_settings *settings, const char *path, eg_error *err)
{
    eg_buffer text = {0};
    eg_status status = EG_OK;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        status = eg_fail(err, EG_E_IO, "cannot be opened: %s", strerror(errno));
    } else {
        status = read_all(file, &text, err);
        (void)fclose(file);
    }
    if (status == EG_OK)
        status = eg_config_parse(settings, (eg_text){text.at, text.n}, path, err);
    else if (status != EG_E_MEMORY)
        eg_error_place(err, path, 0, 0, NULL);
    eg_buffer_clear(&text);
    return status;
}
