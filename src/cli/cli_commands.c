#include "cli/command.h"

#include <string.h>

static const eg_command commands[] = {
#define EG_COMMAND(name, ...) {#name, __VA_ARGS__},
#include "cli/commands.def"
#undef EG_COMMAND
};

size_t eg_commands_count(void)
{
    return sizeof commands / sizeof commands[0];
}

const eg_command *eg_commands_at(size_t index)
{
    return index < eg_commands_count() ? &commands[index] : NULL;
}

const eg_command *eg_command_find(const char *name)
{
    for (size_t i = 0; i < eg_commands_count(); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

const char *eg_command_nearest(const char *name)
{
    const char *names[sizeof commands / sizeof commands[0]];
    for (size_t i = 0; i < eg_commands_count(); i++)
        names[i] = commands[i].name;
    return eg_text_nearest(eg_text_of(name), names, eg_commands_count());
}
