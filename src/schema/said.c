/* said.c - what config files said, kept as JSON. */
#include "schema/said.h"

#include <string.h>

#include "schema/spec_parse.h"

void eg_json_quote(eg_buffer *out, const char *text)
{
    if (text == NULL) {
        eg_buffer_add_string(out, "null");
        return;
    }
    eg_buffer_add_char(out, '"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            eg_buffer_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            eg_buffer_printf(out, "\\u%04x", c);
        else
            eg_buffer_add_char(out, *text);
    }
    eg_buffer_add_char(out, '"');
}

/* The depth of what is read has a limit (EG_JSON_DEPTH), so this ends. */
static void add_items(eg_buffer *out, const eg_json *value, const char *without)
{
    bool first = true;
    for (const eg_json *item = value->first; item != NULL; item = item->next) {
        if (item->key != NULL && without != NULL && strcmp(item->key, without) == 0)
            continue;
        eg_buffer_add_string(out, first ? "" : ", ");
        first = false;
        if (item->key != NULL) {
            eg_json_quote(out, item->key);
            eg_buffer_add_string(out, ": ");
        }
        eg_json_add(out, item, without);
    }
}

void eg_json_add(eg_buffer *out, const eg_json *value, const char *without)
{
    switch (value->kind) {
    case EG_JSON_NULL:
        eg_buffer_add_string(out, "null");
        return;
    case EG_JSON_FALSE:
        eg_buffer_add_string(out, "false");
        return;
    case EG_JSON_TRUE:
        eg_buffer_add_string(out, "true");
        return;
    case EG_JSON_NUMBER:
        eg_buffer_add_string(out, value->text);
        return;
    case EG_JSON_STRING:
        eg_json_quote(out, value->text);
        return;
    case EG_JSON_ARRAY:
        eg_buffer_add_char(out, '[');
        add_items(out, value, without);
        eg_buffer_add_char(out, ']');
        return;
    case EG_JSON_OBJECT:
        eg_buffer_add_char(out, '{');
        add_items(out, value, without);
        eg_buffer_add_char(out, '}');
        return;
    }
}

/* ---- the list -------------------------------------------------------------------------------
 */

static size_t place_of(const eg_settings *settings, const char *key)
{
    size_t i = 0;
    while (i < settings->said_keys.n && strcmp(settings->said_keys.at[i], key) != 0)
        i++;
    return i;
}

const char *eg_settings_said(const eg_settings *settings, const char *key)
{
    size_t i = place_of(settings, key);
    return i < settings->said_keys.n ? settings->said_values.at[i] : NULL;
}

void eg_settings_unsay(eg_settings *settings, const char *key)
{
    size_t i = place_of(settings, key);
    if (i < settings->said_keys.n)
        settings->said_values.at[i] = NULL;
}

eg_status eg_settings_say(eg_settings *settings, const char *within, const char *key,
                          const eg_json *value, eg_error *err)
{
    eg_buffer text = {0};
    eg_json_add(&text, value, NULL);
    const char *copy =
        text.failed ? NULL
                    : eg_arena_string(settings->arena, eg_text_of(eg_buffer_string(&text)));
    eg_buffer_clear(&text);
    const char *whole =
        within == NULL ? key : eg_arena_printf(settings->arena, "%s.%s", within, key);
    if (copy == NULL || whole == NULL)
        return eg_fail_memory(err);
    size_t i = place_of(settings, whole);
    if (i < settings->said_keys.n) {
        settings->said_values.at[i] = copy;
        return EG_OK;
    }
    eg_status status =
        eg_strings_add(settings->arena, &settings->said_values, eg_text_of(copy), err);
    return status == EG_OK
               ? eg_strings_add(settings->arena, &settings->said_keys, eg_text_of(whole), err)
               : status;
}
