#include "cli/command.h"

#include "cli/help.h"
#include "cli/tell.h"

static eg_status add_help_of(eg_buffer *out, const char *name, eg_error *err)
{
    const eg_command *command = eg_command_find(name);
    if (command) {
        eg_help_command(out, command);
        return EG_OK;
    }
    const char *nearest = eg_command_nearest(name);
    return eg_fail(
        err, EG_E_USAGE, "there is no command \"%.60s\"%s%s%s \"equitygap help\" lists all",
        name, nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : ";");
}

eg_status eg_command_help(eg_session *session, eg_error *err)
{
    eg_buffer text = {0};
    eg_status status = EG_OK;
    if (session->asked->man)
        eg_help_man(&text);
    else if (session->asked->completion)
        eg_help_completion_bash(&text);
    else if (session->n_operands)
        status = add_help_of(&text, session->operands[0], err);
    else
        eg_help_program(&text);
    if (status == EG_OK)
        status = eg_tell_out(&text, err);
    eg_buffer_clear(&text);
    return status;
}
