/* cli/help.h - what is generated from the tables: help, version, man page, completion. */
#ifndef EG_CLI_HELP_H
#define EG_CLI_HELP_H

#include "cli/command.h"
#include "equitygap/base.h"

void eg_help_short(eg_buffer *out);
void eg_help_program(eg_buffer *out);
void eg_help_command(eg_buffer *out, const eg_command *command);
void eg_help_version(eg_buffer *out);
void eg_help_man(eg_buffer *out);
void eg_help_completion_bash(eg_buffer *out);

/* "0  done" ...: the meanings of an exit status, from the status list; "" when it has none. */
void eg_help_exit_meaning(eg_buffer *out, int exit_status);
/* The exit statuses there are, ascending; ends with -1. */
const int *eg_help_exit_statuses(void);

#endif
