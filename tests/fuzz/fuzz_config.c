/* Any bytes as a config: settings or one error, and nothing leaks. */
#include <stddef.h>
#include <stdint.h>

#include "equitygap/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eg_settings *settings = NULL;
    eg_error err = {0};
    if (eg_settings_new(&settings, &err) != EG_OK)
        return 0;
    eg_status status =
        eg_config_parse(settings, (eg_text){(const char *)data, size}, "fuzz.json", &err);
    /* A failure without its cause would leave the user with nothing. */
    if (status != err.status || (status != EG_OK && err.text[0] == '\0'))
        __builtin_trap();
    eg_settings_free(settings);
    return 0;
}
