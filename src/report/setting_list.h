/* report/setting_list.h - settings as text, one by one. Private to report_settings*.c. */
#ifndef EG_REPORT_SETTING_LIST_H
#define EG_REPORT_SETTING_LIST_H

#include "equitygap/report.h"

#define EG_SETTINGS_MOST 96

typedef struct {
    eg_arena *arena;
    eg_report_setting *at; /* [EG_SETTINGS_MOST] */
    size_t n;
    bool failed;
} eg_setting_list;

/* number: JSON has it as a number. The text has to outlive the list; NULL: the list has failed.
 */
void eg_setting_add(eg_setting_list *list, const char *name, const char *value, bool number);
/* NULL is "". */
void eg_setting_text(eg_setting_list *list, const char *name, const char *value);
void eg_setting_number(eg_setting_list *list, const char *name, double value);
void eg_setting_names(eg_setting_list *list, const char *name, const eg_strings *names);
/* Empties the buffer. */
void eg_setting_buffer(eg_setting_list *list, const char *name, eg_buffer *buffer);
/* As the command line takes it. */
void eg_setting_add_name(eg_buffer *out, const char *name);
void eg_setting_add_names(eg_buffer *out, const eg_strings *names, const char *between);

/* Where a target is asked for. */
void eg_settings_put_plan(eg_setting_list *list, const eg_settings *settings);
/* Where rows are groups. */
void eg_settings_put_given(eg_setting_list *list, const eg_settings *settings);
/* Where a rule of a State is asked for. */
void eg_settings_put_idea(eg_setting_list *list, const eg_settings *settings);

#endif
