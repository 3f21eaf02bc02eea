/*
 * cli/command.h - the table of commands (commands.def) and what a command is given.
 *
 * A row of commands.def and a function eg_command_NAME add a command: dispatch (cli_run.c),
 * help, man page and completion are read from the row.
 */
#ifndef EG_CLI_COMMAND_H
#define EG_CLI_COMMAND_H

#include "cli/invocation.h"
#include "cli/terminal.h"
#include "equitygap/base.h"
#include "equitygap/schema.h"

/* What the words after the options are, for completion and for counting them. */
typedef enum {
    EG_OPERAND_NONE,
    EG_OPERAND_FILE,
    EG_OPERAND_STATISTIC,
    EG_OPERAND_COMMAND
} eg_operand;

typedef struct eg_command eg_command;

/* Everything a command is given. Borrowed: it owns none of it. */
typedef struct {
    const eg_command *command;
    eg_arena *arena;
    eg_invocation *asked;
    eg_settings *settings; /* NULL: the command takes no analysis option */
    const char *const *operands;
    size_t n_operands;
    const eg_terminal *terminal;
} eg_session;

struct eg_command {
    const char *name;
    const char *synopsis; /* "FILE... [options]" */
    const char *title;    /* one line, no full stop */
    const char *about;    /* a sentence or two for --help and the man page */
    const char *examples; /* command lines, one a line, each ending in \n */
    unsigned tables;      /* eg_table bits: which option tables apply */
    eg_operand operand;
    size_t least, most; /* how many operands */
};

size_t eg_commands_count(void);
const eg_command *eg_commands_at(size_t index);
const eg_command *eg_command_find(const char *name); /* NULL: unknown */
const char *eg_command_nearest(const char *name);    /* NULL: none is like it */

/* One for each row of commands.def. */
#define EG_COMMAND(name, ...) eg_status eg_command_##name(eg_session *session, eg_error *err);
#include "cli/commands.def"
#undef EG_COMMAND

/*
 * The whole program but main: argv ends with NULL, argv[0] is the program. Prints, and returns
 * the exit status.
 */
int eg_cli_run(const char *const *argv);

#endif
