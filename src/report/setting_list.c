/* setting_list.c - settings as text, one by one. */
#include "report/setting_list.h"

#include <string.h>

void eg_setting_add(eg_setting_list *list, const char *name, const char *value, bool number)
{
    if (value == NULL || list->n == EG_SETTINGS_MOST) {
        list->failed = true;
        return;
    }
    list->at[list->n++] = (eg_report_setting){name, value, number};
}

void eg_setting_text(eg_setting_list *list, const char *name, const char *value)
{
    eg_setting_add(list, name,
                   eg_arena_string(list->arena, eg_text_of(value == NULL ? "" : value)), false);
}

void eg_setting_number(eg_setting_list *list, const char *name, double value)
{
    char text[40];
    size_t n = eg_number_json(text, value);
    eg_setting_add(list, name, eg_arena_string(list->arena, (eg_text){text, n}), true);
}

void eg_setting_buffer(eg_setting_list *list, const char *name, eg_buffer *buffer)
{
    eg_setting_add(
        list, name,
        buffer->failed ? NULL : eg_arena_string(list->arena, (eg_text){buffer->at, buffer->n}),
        false);
    eg_buffer_clear(buffer);
}

void eg_setting_add_name(eg_buffer *out, const char *name)
{
    if (name[0] != '\0' && strpbrk(name, ",*:=\"|<>() ") == NULL) {
        eg_buffer_add_string(out, name);
        return;
    }
    eg_buffer_add_char(out, '"');
    for (; *name != '\0'; name++) {
        eg_buffer_add_string(out, *name == '"' ? "\"" : "");
        eg_buffer_add_char(out, *name);
    }
    eg_buffer_add_char(out, '"');
}

void eg_setting_add_names(eg_buffer *out, const eg_strings *names, const char *between)
{
    for (size_t i = 0; i < names->n; i++) {
        eg_buffer_add_string(out, i == 0 ? "" : between);
        eg_setting_add_name(out, names->at[i]);
    }
}

void eg_setting_names(eg_setting_list *list, const char *name, const eg_strings *names)
{
    eg_buffer out = {0};
    eg_setting_add_names(&out, names, ",");
    eg_setting_buffer(list, name, &out);
}
