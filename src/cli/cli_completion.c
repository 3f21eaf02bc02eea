/* The completion script for bash, from the tables. */
#include "cli/help.h"

#include <string.h>

#include "equitygap/statistics.h"
#include "equitygap/write.h"

static void add_long_names(eg_buffer *out, unsigned tables)
{
    size_t cursor = 0;
    for (const eg_option *row; (row = eg_tables_next(tables, &cursor, NULL));)
        eg_buffer_printf(out, " --%s", row->name);
}

static void add_command_names(eg_buffer *out)
{
    for (size_t i = 0; i < eg_commands_count(); i++)
        eg_buffer_printf(out, " %s", eg_commands_at(i)->name);
}

static void add_statistics(eg_buffer *out)
{
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        const char *name = eg_statistics_at(i)->name;
        eg_buffer_add_char(out, ' ');
        eg_buffer_add(out, name, strcspn(name, ":"));
    }
}

/* One `case` arm: the words an option takes. */
static void add_words(eg_buffer *out, const eg_command *command, const eg_option *row)
{
    bool format = strcmp(row->name, "format") == 0;
    if (!row->argument || (!row->words && !format))
        return;
    eg_buffer_printf(out, "    %s:--%s", command->name, row->name);
    if (row->short_name)
        eg_buffer_printf(out, " | %s:-%c", command->name, row->short_name);
    eg_buffer_add_string(out, ")\n        words=\"");
    if (format) {
        for (size_t i = 0; i < eg_writers_count(); i++)
            eg_buffer_printf(out, "%s%s", i ? " " : "", eg_writers_at(i)->name);
    } else {
        eg_buffer_add_string(out, row->words);
    }
    eg_buffer_add_string(out, "\"\n        ;;\n");
}

/* One `case` arm: the options of a command whose value is a file or free text. */
static void add_free(eg_buffer *out, const eg_command *command)
{
    size_t cursor = 0, n = 0;
    for (const eg_option *row; (row = eg_tables_next(command->tables, &cursor, NULL));) {
        if (!row->argument || row->words || strcmp(row->name, "format") == 0)
            continue;
        eg_buffer_printf(out, "%s%s:--%s", n++ ? " | " : "    ", command->name, row->name);
        if (row->short_name)
            eg_buffer_printf(out, " | %s:-%c", command->name, row->short_name);
    }
    if (n)
        eg_buffer_add_string(out, ")\n        files=yes\n        ;;\n");
}

static void add_operands(eg_buffer *out, const eg_command *command)
{
    eg_buffer_printf(out, "    %s)\n", command->name);
    switch (command->operand) {
    case EG_OPERAND_NONE:
        eg_buffer_add_string(out, "        words=\"\"");
        break;
    case EG_OPERAND_FILE:
        eg_buffer_add_string(out, "        files=yes");
        break;
    case EG_OPERAND_STATISTIC:
        eg_buffer_add_string(out, "        words=\"");
        add_statistics(out);
        eg_buffer_add_string(out, "\"");
        break;
    case EG_OPERAND_COMMAND:
        eg_buffer_add_string(out, "        words=\"");
        add_command_names(out);
        eg_buffer_add_string(out, "\"");
        break;
    }
    eg_buffer_add_string(out, "\n        [[ $current == -* ]] && words=\"");
    add_long_names(out, command->tables);
    eg_buffer_add_string(out, "\"\n        ;;\n");
}

void eg_help_completion_bash(eg_buffer *out)
{
    eg_buffer_add_string(
        out,
        "# shellcheck shell=bash\n"
        "# Completion of equitygap for bash; made by: equitygap help --completion bash\n"
        "_equitygap()\n{\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
        "    local command='' words='' files=''\n"
        "    # bash splits --option=value into three words\n"
        "    if [[ $current == '=' ]]; then\n"
        "        current=''\n"
        "    elif [[ $before == '=' ]] && ((COMP_CWORD > 1)); then\n"
        "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
        "    fi\n"
        "    ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}\n"
        "    case $command:$before in\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        size_t cursor = 0;
        for (const eg_option *row; (row = eg_tables_next(command->tables, &cursor, NULL));)
            add_words(out, command, row);
        add_free(out, command);
    }
    eg_buffer_add_string(out, "    esac\n"
                              "    if [[ -z $words && -z $files ]]; then\n"
                              "        case $command in\n    '')\n        words=\"");
    add_command_names(out);
    eg_buffer_add_string(out, " --help --version\"\n        ;;\n");
    for (size_t i = 0; i < eg_commands_count(); i++)
        add_operands(out, eg_commands_at(i));
    eg_buffer_add_string(
        out, "        esac\n    fi\n"
             "    COMPREPLY=()\n"
             "    if [[ -n $words ]]; then\n"
             "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
             "    elif [[ -n $files ]]; then\n"
             "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
             "    fi\n"
             "}\n"
             "complete -o filenames -F _equitygap equitygap\n");
}
