#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "cli/layout.h"
#include "equitygap/write.h"

/* The Makefile gives both; a bare compilation still says something true. */
#ifndef EG_VERSION
#define EG_VERSION "0.0.0"
#endif
#ifndef EG_LIBRARIES
#define EG_LIBRARIES "libcsv, cJSON, GSL, zlib, utf8proc, xxHash, unixODBC"
#endif

enum { WIDTH = 79, OPTION_COLUMN = 26, COMMAND_COLUMN = 12 };

const int *eg_help_exit_statuses(void)
{
    static const int statuses[] = {0, 1, 2, 3, 4, 5, 130, 143, -1};
    return statuses;
}

void eg_help_exit_meaning(eg_buffer *out, int exit_status)
{
#define EG_MEANING(name, number, text) {number, text},
    static const struct {
        int number;
        const char *text;
    } rows[] = {EG_STATUS_LIST(EG_MEANING){143, "interrupted by SIGTERM"}};
#undef EG_MEANING
    size_t start = out->n;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].number == exit_status)
            eg_buffer_printf(out, "%s%s", out->n > start ? "; " : "", rows[i].text);
    }
}

static void add_exit_statuses(eg_buffer *out)
{
    eg_buffer_add_string(out, "Exit status\n");
    for (const int *at = eg_help_exit_statuses(); *at >= 0; at++) {
        eg_buffer text = {0};
        eg_help_exit_meaning(&text, *at);
        eg_buffer_printf(out, "  %3d  ", *at);
        eg_wrap(out, eg_buffer_string(&text), 7, 7, WIDTH);
        eg_buffer_clear_into(&text, out);
    }
}

void eg_help_short(eg_buffer *out)
{
    eg_buffer_add_string(out, "usage: equitygap COMMAND [options] FILE...\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        eg_buffer_printf(out, "  %-8s %s\n", command->name, command->title);
    }
    eg_buffer_add_string(out, "Try: equitygap analyze students.csv\n"
                              "More: equitygap --help\n");
}

/* One line of examples each, indented. */
static void add_examples(eg_buffer *out, const char *examples)
{
    eg_buffer_add_string(out, "Examples\n");
    while (*examples) {
        size_t n = strcspn(examples, "\n");
        eg_buffer_add_string(out, "  ");
        eg_buffer_add(out, examples, n);
        eg_buffer_add_char(out, '\n');
        examples += n + (examples[n] == '\n');
    }
}

void eg_help_program(eg_buffer *out)
{
    eg_buffer_add_string(out,
                         "equitygap: how each group of students fares, with the uncertainty, "
                         "the gaps\nand the trends, from the files a district can export\n\n"
                         "Examples\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const char *examples = eg_commands_at(i)->examples;
        eg_buffer_add_string(out, "  ");
        eg_buffer_add(out, examples, strcspn(examples, "\n"));
        eg_buffer_add_char(out, '\n');
    }
    eg_buffer_add_string(out, "\nCommands\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        size_t start = out->n;
        eg_buffer_printf(out, "  %s", command->name);
        eg_pad(out, start, COMMAND_COLUMN);
        eg_wrap(out, command->title, COMMAND_COLUMN, COMMAND_COLUMN, WIDTH);
    }
    eg_buffer_add_string(out, "\n  equitygap help COMMAND  its examples and options\n"
                              "  equitygap --version     version, libraries and licence\n\n");
    add_exit_statuses(out);
    eg_buffer_add_string(out, "\n");
    eg_wrap(
        out,
        "Data go to standard output, messages to standard error. - is standard input. Small "
        "groups are hidden unless --edition internal says otherwise.",
        0, 0, WIDTH);
}

/* The formats come from the writers' table, so that a new writer shows here. */
static void add_option_text(eg_buffer *text, const eg_option *row)
{
    eg_buffer_add_string(text, row->help);
    if (!row->words && strcmp(row->name, "format") == 0) {
        for (size_t i = 0; i < eg_writers_count(); i++)
            eg_buffer_printf(text, "%s%s (%s)", i ? ", " : ": ", eg_writers_at(i)->name,
                             eg_writers_at(i)->about);
    } else if (row->words) {
        eg_buffer_add_string(text, ": ");
        for (const char *at = row->words; *at; at++)
            eg_buffer_add_string(text, *at == ' ' ? ", " : (char[]){*at, '\0'});
    }
}

static void add_option(eg_buffer *out, const eg_option *row)
{
    eg_buffer text = {0};
    size_t start = out->n;
    add_option_text(&text, row);
    if (row->short_name)
        eg_buffer_printf(out, "  -%c, --%s", row->short_name, row->name);
    else
        eg_buffer_printf(out, "      --%s", row->name);
    if (row->argument)
        eg_buffer_printf(out, " %s", row->argument);
    if (out->n - start + 2 > OPTION_COLUMN) {
        eg_buffer_add_char(out, '\n');
        start = out->n;
    }
    eg_pad(out, start, OPTION_COLUMN);
    eg_wrap(out, eg_buffer_string(&text), OPTION_COLUMN, OPTION_COLUMN, WIDTH);
    eg_buffer_clear_into(&text, out);
}

/* Was this group's heading met before row number `before`? */
static bool group_seen(unsigned tables, const char *group, const eg_option *before)
{
    size_t cursor = 0;
    for (const eg_option *row;
         (row = eg_tables_next(tables, &cursor, NULL)) && row != before;) {
        if (strcmp(row->group, group) == 0)
            return true;
    }
    return false;
}

static void add_options(eg_buffer *out, unsigned tables)
{
    size_t cursor = 0;
    for (const eg_option *row; (row = eg_tables_next(tables, &cursor, NULL));) {
        if (group_seen(tables, row->group, row))
            continue;
        eg_buffer_printf(out, "\n%s\n", row->group);
        size_t inner = 0;
        for (const eg_option *of; (of = eg_tables_next(tables, &inner, NULL));) {
            if (strcmp(of->group, row->group) == 0)
                add_option(out, of);
        }
    }
}

void eg_help_command(eg_buffer *out, const eg_command *command)
{
    eg_buffer_printf(out, "usage: equitygap %s %s\n", command->name, command->synopsis);
    eg_wrap(out, command->title, 0, 0, WIDTH);
    eg_buffer_add_char(out, '\n');
    add_examples(out, command->examples);
    eg_buffer_add_char(out, '\n');
    eg_wrap(out, command->about, 0, 0, WIDTH);
    add_options(out, command->tables);
}

void eg_help_version(eg_buffer *out)
{
    eg_buffer_add_string(out, "equitygap " EG_VERSION "\n");
    eg_wrap(out, "with " EG_LIBRARIES, 0, 0, WIDTH);
    eg_wrap(out,
            "License GPL-3.0-or-later <https://gnu.org/licenses/gpl.html>: free software, to "
            "be changed "
            "and shared. There is no warranty, as far as the law allows.",
            0, 0, WIDTH);
}
