#include "cli/command.h"

#include <string.h>

static const eg_command commands[] = {
#define EG_COMMAND(name, ...)     {#name, EG_COMMAND_ROW(name, __VA_ARGS__)},
#define EG_COMMAND_ROW(name, ...) __VA_ARGS__, eg_command_##name
#include "cli/commands.def"
#undef EG_COMMAND_ROW
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
