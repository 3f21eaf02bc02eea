/* Settings of planning: said only where a target was given as an option. */
#include "report/setting_list.h"

void eg_settings_put_plan(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer text = {0};
    if (settings->n_targets == 0 && settings->by_year == NULL)
        return;
    for (size_t i = 0; i < settings->n_targets; i++) {
        const eg_target_spec *target = &settings->targets[i];
        char number[400];
        (void)eg_number_plain(number, target->value, 15);
        eg_buffer_add_string(&text, i == 0 ? "" : ",");
        if (target->name != NULL) {
            eg_setting_add_name(&text, target->name);
            eg_buffer_add_char(&text, '=');
        }
        eg_buffer_add_string(&text, number);
    }
    eg_setting_buffer(list, "target", &text);
    eg_setting_text(list, "by_year", settings->by_year);
}
