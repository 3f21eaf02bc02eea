/* config_shared.c - errors with their place, walks over objects and lists, simple values. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "schema/config.h"

enum { KEYS_MOST = 64 };

/* ---- errors ---------------------------------------------------------------------------------
 */

static eg_status fail_at(eg_config *config, eg_json_place place, const char *text)
{
    eg_status status = eg_fail(config->err, EG_E_CONFIG, "key \"%s\": %s", config->path, text);
    eg_error_place(config->err, config->file, place.line, place.column, NULL);
    return status;
}

eg_status eg_config_fail(eg_config *config, const eg_json *value, const char *format, ...)
{
    char text[640];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return fail_at(config, value->place, text);
}

eg_status eg_config_wrong_kind(eg_config *config, const eg_json *value, const char *expected)
{
    return eg_config_fail(config, value, "takes %s, and here is %s", expected,
                          eg_json_kind_words(value->kind));
}

eg_status eg_config_placed(eg_config *config, const eg_json *value, eg_status status)
{
    if (status == EG_E_CONFIG)
        eg_error_place(config->err, config->file, value->place.line, value->place.column, NULL);
    return status;
}

eg_status eg_config_spec(eg_config *config, eg_spec *spec)
{
    *spec = (eg_spec){.arena = config->settings->arena,
                      .who = eg_arena_printf(config->scratch, "key \"%s\"", config->path),
                      .wrong = EG_E_CONFIG,
                      .err = config->err};
    return spec->who == NULL ? eg_fail_memory(config->err) : EG_OK;
}

/* ---- unknown keys ---------------------------------------------------------------------------
 */

/* Another object in which a key of this name, or nearly, may stand; NULL: none. */
static const char *other_home(const eg_config *config, eg_text key, const char **nearest)
{
    for (const eg_config_home *home = config->homes; home->name != NULL; home++) {
        const char *names[KEYS_MOST];
        size_t n = 0;
        for (const eg_config_key *k = home->keys; k->key != NULL && n < KEYS_MOST; k++)
            names[n++] = k->key;
        *nearest = eg_text_nearest(key, names, n);
        if (*nearest != NULL)
            return home->name;
    }
    return NULL;
}

static void list_keys(eg_buffer *out, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        eg_buffer_add_string(out, i == 0 ? "" : ", ");
        eg_buffer_add_string(out, keys[i]);
    }
}

eg_status eg_config_unknown(eg_config *config, const eg_json *member, const char *const *keys,
                            size_t n)
{
    eg_text key = eg_text_of(member->key);
    eg_buffer text = {0};
    const char *other = NULL;
    const char *nearest = eg_text_nearest(key, keys, n);
    const char *home = nearest == NULL ? other_home(config, key, &other) : NULL;
    eg_buffer_add_string(&text, "there is no such key here; ");
    if (nearest != NULL) {
        eg_buffer_printf(&text, "did you mean \"%s\"?", nearest);
    } else if (home != NULL) {
        eg_buffer_printf(&text, "\"%s\" stands in %s", other, home);
    } else {
        eg_buffer_add_string(&text, "the keys are ");
        list_keys(&text, keys, n);
    }
    eg_status status = text.failed
                           ? eg_fail_memory(config->err)
                           : fail_at(config, member->key_place, eg_buffer_string(&text));
    eg_buffer_clear(&text);
    return status;
}

/* ---- walks ----------------------------------------------------------------------------------
 */

eg_status eg_config_members(eg_config *config, const eg_json *object, const eg_config_key *keys,
                            void *into)
{
    const char *outer = config->path;
    const char *names[KEYS_MOST];
    size_t n = 0;
    if (object->kind != EG_JSON_OBJECT)
        return eg_config_wrong_kind(config, object, "an object");
    for (const eg_config_key *k = keys; k->key != NULL && n < KEYS_MOST; k++)
        names[n++] = k->key;
    eg_status status = EG_OK;
    for (const eg_json *item = object->first; status == EG_OK && item != NULL;
         item = item->next) {
        config->path =
            eg_arena_printf(config->scratch, "%s.%.*s", outer, EG_SHOWN(eg_text_of(item->key)));
        if (config->path == NULL)
            return eg_fail_memory(config->err);
        const eg_config_key *k = keys;
        while (k->key != NULL && strcmp(k->key, item->key) != 0)
            k++;
        status = k->key != NULL ? k->read(config, item, into)
                                : eg_config_unknown(config, item, names, n);
    }
    config->path = outer;
    return status;
}

eg_status eg_config_items(eg_config *config, const eg_json *list, void *into,
                          eg_status (*read)(eg_config *config, const eg_json *value,
                                            void *into))
{
    const char *outer = config->path;
    size_t number = 0;
    if (list->kind != EG_JSON_ARRAY)
        return eg_config_wrong_kind(config, list, "a list of objects");
    eg_status status = EG_OK;
    for (const eg_json *item = list->first; status == EG_OK && item != NULL;
         item = item->next) {
        config->path = eg_arena_printf(config->scratch, "%s[%zu]", outer, number++);
        if (config->path == NULL)
            return eg_fail_memory(config->err);
        status = read(config, item, into);
    }
    config->path = outer;
    return status;
}

/* ---- values ---------------------------------------------------------------------------------
 */

static eg_status keep(eg_config *config, const char *text, const char **out)
{
    *out = eg_arena_string(config->settings->arena, eg_text_of(text));
    return *out == NULL ? eg_fail_memory(config->err) : EG_OK;
}

eg_status eg_config_text(eg_config *config, const eg_json *value, const char **out)
{
    if (value->kind != EG_JSON_STRING)
        return eg_config_wrong_kind(config, value, "a text");
    if (eg_text_trim(eg_text_of(value->text)).n == 0)
        return eg_config_fail(config, value, "the text is empty");
    return keep(config, value->text, out);
}

eg_status eg_config_word(eg_config *config, const eg_json *value, const char **out)
{
    if (value->kind == EG_JSON_NUMBER)
        return keep(config, value->text, out);
    return eg_config_text(config, value, out);
}

static eg_status add_word(eg_config *config, const eg_json *value, bool empty, eg_strings *out)
{
    bool word = value->kind == EG_JSON_STRING || value->kind == EG_JSON_NUMBER;
    if (!word)
        return eg_config_wrong_kind(config, value, "a text or a list of texts");
    if (!empty && eg_text_trim(eg_text_of(value->text)).n == 0)
        return eg_config_fail(config, value, "a text is empty");
    if (eg_strings_have(out, value->text))
        return eg_config_fail(config, value, "\"%.*s\" stands twice in the list",
                              EG_SHOWN(eg_text_of(value->text)));
    return eg_strings_add(config->settings->arena, out, eg_text_of(value->text), config->err);
}

eg_status eg_config_words(eg_config *config, const eg_json *value, bool empty, eg_strings *out)
{
    *out = (eg_strings){0};
    if (value->kind != EG_JSON_ARRAY)
        return add_word(config, value, empty, out);
    eg_status status = EG_OK;
    for (const eg_json *item = value->first; status == EG_OK && item != NULL; item = item->next)
        status = add_word(config, item, empty, out);
    return status;
}

eg_status eg_config_columns(eg_config *config, const eg_json *value, eg_strings *out)
{
    const eg_json *item = value->kind == EG_JSON_ARRAY ? value->first : value;
    if (item == NULL)
        return eg_config_fail(config, value, "the list is empty; name a column");
    for (; item != NULL; item = item == value ? NULL : item->next) {
        if (item->kind != EG_JSON_STRING)
            return eg_config_wrong_kind(config, item, "a column's name or a list of names");
    }
    return eg_config_words(config, value, false, out);
}
