/* From argv to exit status: finds the command, takes its options apart, runs it, tells what
 * failed. */
#include "cli/command.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/tell.h"

/* What each row of the table does. Help reads the table, so the table cannot hold it. */
static eg_status (*const runs[])(eg_session *session, eg_error *err) = {
#define EG_COMMAND(name, ...) eg_command_##name,
#include "cli/commands.def"
#undef EG_COMMAND
};

/* Nearest command, or what else the first word may have meant. */
static eg_status unknown_command(const char *word, eg_error *err)
{
    const char *nearest = eg_command_nearest(word);
    if (word[0] == '-')
        return eg_fail(
            err, EG_E_USAGE,
            "the command comes first, then its options: equitygap COMMAND %.60s; see "
            "\"equitygap --help\"",
            word);
    if (access(word, F_OK) == 0)
        return eg_fail(
            err, EG_E_USAGE,
            "%.200s is a file, not a command; to analyze it: equitygap analyze %.200s", word,
            word);
    if (nearest)
        return eg_fail(err, EG_E_USAGE, "there is no command \"%.60s\"; did you mean %s?", word,
                       nearest);
    return eg_fail(err, EG_E_USAGE, "there is no command \"%.60s\"; see \"equitygap --help\"",
                   word);
}

static eg_status check_operands(const eg_command *command, const eg_typed *typed, eg_error *err)
{
    static const char *const kinds[] = {
        [EG_OPERAND_NONE] = "word",
        [EG_OPERAND_FILE] = "file",
        [EG_OPERAND_STATISTIC] = "name",
        [EG_OPERAND_COMMAND] = "command",
    };
    const char *kind = kinds[command->operand];
    if (typed->n_operands < command->least)
        return eg_fail(err, EG_E_USAGE,
                       "%s needs %s: equitygap %s %s; see \"equitygap help %s\"", command->name,
                       command->operand != EG_OPERAND_FILE ? kind
                       : command->least == 1               ? "a file, or - for standard input"
                                                           : "two files",
                       command->name, command->synopsis, command->name);
    if (typed->n_operands > command->most && command->most == 0)
        return eg_fail(err, EG_E_USAGE, "%s takes options only; got \"%.60s\"", command->name,
                       typed->operands[0]);
    if (typed->n_operands > command->most)
        return eg_fail(err, EG_E_USAGE, "%s takes at most %zu %s; got \"%.60s\" too",
                       command->name, command->most, kind, typed->operands[command->most]);
    return EG_OK;
}

static eg_status print(void (*make)(eg_buffer *out), eg_error *err)
{
    eg_buffer text = {0};
    make(&text);
    eg_status status = eg_tell_out(&text, err);
    eg_buffer_clear(&text);
    return status;
}

static eg_status print_command_help(const eg_command *command, eg_error *err)
{
    eg_buffer text = {0};
    eg_help_command(&text, command);
    eg_status status = eg_tell_out(&text, err);
    eg_buffer_clear(&text);
    return status;
}

static eg_status run_parsed(const eg_command *command, const eg_typed *typed, eg_arena *arena,
                            eg_error *err)
{
    eg_terminal terminal;
    eg_invocation asked;
    eg_settings *settings = NULL;
    eg_terminal_init(&terminal);
    eg_invocation_init(&asked, arena);
    eg_status status = EG_OK;
    if (command->tables & EG_TABLE_ANALYSIS)
        status = eg_settings_new(&settings, err);
    if (status == EG_OK)
        status = eg_typed_apply(typed, &asked, settings, err);
    if (status == EG_OK)
        status = check_operands(command, typed, err);
    if (status == EG_OK) {
        eg_session session = {
            command,           arena,    &asked, settings, (const char *const *)typed->operands,
            typed->n_operands, &terminal};
        status = runs[command - eg_commands_at(0)](&session, err);
    }
    eg_settings_free(settings);
    return status;
}

static eg_status run_command(const eg_command *command, const char *const *words, eg_error *err)
{
    eg_arena *arena = eg_arena_new();
    if (!arena)
        return eg_fail_memory(err);
    eg_typed typed;
    eg_status status =
        eg_typed_parse(&typed, words, command->tables, command->name, arena, err);
    if (status == EG_OK && typed.help)
        status = print_command_help(command, err);
    else if (status == EG_OK && typed.version)
        status = print(eg_help_version, err);
    else if (status == EG_OK)
        status = run_parsed(command, &typed, arena, err);
    eg_arena_free(arena);
    return status;
}

static eg_status run_words(const char *const *words, eg_error *err)
{
    const char *first = words[0];
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return print(eg_help_program, err);
    if (strcmp(first, "--version") == 0)
        return print(eg_help_version, err);
    const eg_command *command = eg_command_find(first);
    return command ? run_command(command, words + 1, err) : unknown_command(first, err);
}

static int exit_status(eg_status status)
{
    if (status == EG_E_INTERRUPTED && eg_signals_caught() == SIGTERM)
        return 143;
    return eg_status_exit(status);
}

int eg_cli_run(const char *const *argv)
{
    eg_error err = {0};
    eg_signals_catch();
    if (!argv[0] || !argv[1]) {
        eg_buffer text = {0};
        eg_help_short(&text);
        eg_tell_text(eg_buffer_string(&text));
        eg_buffer_clear(&text);
        return eg_status_exit(EG_E_USAGE);
    }
    eg_status status = run_words(argv + 1, &err);
    if (status == EG_E_INTERRUPTED)
        eg_tell_line("interrupted; no output file was touched");
    else if (status != EG_OK && status != EG_E_PIPE)
        eg_tell_error(&err);
    return exit_status(status);
}
