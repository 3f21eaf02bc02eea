/* The man page, in mdoc, from the tables. */
#include "cli/help.h"

#include <string.h>

#include "equitygap/statistics.h"
#include "equitygap/write.h"

/* mandoc asks for a date; the page changes with the release alone. */
#ifndef EG_RELEASE_DATE
#define EG_RELEASE_DATE "November 22, 2026"
#endif

enum { FILL = 72 };

/* One word, with whatever roff would read as its own made plain. */
static void add_word(eg_buffer *out, eg_text word, bool line_start)
{
    if (line_start && word.n && (word.at[0] == '.' || word.at[0] == '\''))
        eg_buffer_add_string(out, "\\&");
    for (size_t i = 0; i < word.n; i++) {
        char c = word.at[i];
        if (c == '\\')
            eg_buffer_add_string(out, "\\e");
        else if (c == '-')
            eg_buffer_add_string(out, "\\-");
        else if (c == '\'')
            eg_buffer_add_string(out, "\\(aq");
        else if (c == '`')
            eg_buffer_add_string(out, "\\(ga");
        else if (c == '~')
            eg_buffer_add_string(out, "\\(ti");
        else if (c == '^')
            eg_buffer_add_string(out, "\\(ha");
        else
            eg_buffer_add_char(out, c);
    }
}

static bool ends_sentence(eg_text word)
{
    return word.n > 1 && strchr(".!?", word.at[word.n - 1]);
}

/* Text filled into short lines, each sentence on a new one. Ends with a line end. */
static void add_text(eg_buffer *out, const char *text)
{
    size_t column = 0;
    while (*(text += strspn(text, " \n"))) {
        eg_text word = {text, strcspn(text, " \n")};
        bool start = column == 0;
        if (!start && column + 1 + word.n > FILL) {
            eg_buffer_add_char(out, '\n');
            start = true;
            column = 0;
        }
        if (!start)
            eg_buffer_add_char(out, ' ');
        add_word(out, word, start);
        column += word.n + 1;
        text += word.n;
        if (ends_sentence(word) && text[strspn(text, " \n")]) {
            eg_buffer_add_char(out, '\n');
            column = 0;
        }
    }
    if (column)
        eg_buffer_add_char(out, '\n');
}

/* A macro's argument: between double quotes, so that nothing in it is a macro. */
static void add_argument(eg_buffer *out, const char *text)
{
    eg_buffer_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            eg_buffer_add_string(out, "\\(dq");
        else
            add_word(out, (eg_text){text, 1}, false);
    }
    eg_buffer_add_char(out, '"');
}

static void add_example_lines(eg_buffer *out, const char *examples)
{
    while (*examples) {
        size_t n = strcspn(examples, "\n");
        add_word(out, (eg_text){examples, n}, true);
        eg_buffer_add_char(out, '\n');
        examples += n + (examples[n] == '\n');
    }
}

static void add_option(eg_buffer *out, const eg_option *row)
{
    eg_buffer_add_string(out, ".It ");
    if (row->short_name)
        eg_buffer_printf(out, "Fl %c , ", row->short_name);
    eg_buffer_add_string(out, "Fl ");
    eg_buffer text = {0};
    eg_buffer_printf(&text, "-%s", row->name);
    add_argument(out, eg_buffer_string(&text));
    eg_buffer_rewind(&text);
    if (row->argument) {
        eg_buffer_add_string(out, " Ar ");
        add_argument(out, row->argument);
    }
    eg_buffer_add_char(out, '\n');
    eg_buffer_add_string(&text, row->help);
    if (row->words)
        eg_buffer_printf(&text, ": %s", row->words);
    eg_buffer_add_char(&text, '.');
    add_text(out, eg_buffer_string(&text));
    eg_buffer_clear_into(&text, out);
}

static const char *table_heading(unsigned table)
{
    switch ((eg_table)table) {
    case EG_TABLE_OUTPUT:
        return "Output of analyze";
    case EG_TABLE_ANALYSIS:
        return "Analysis options";
    case EG_TABLE_PROFILE:
        return "Options of profile";
    case EG_TABLE_SYNTH:
        return "Options of synth";
    case EG_TABLE_HELP:
        return "Options of help";
    case EG_TABLE_AUDIT:
        return "Options of audit";
    case EG_TABLE_COMPARE:
        return "Options of compare";
    case EG_TABLE_COMMON:
        return "Options of every command";
    }
    return "";
}

static void add_options(eg_buffer *out)
{
    eg_buffer_add_string(out, ".Sh OPTIONS\n");
    for (size_t t = 0; t < EG_TABLES; t++) {
        eg_buffer_printf(out, ".Ss %s\n.Bl -tag -width Ds\n", table_heading(1u << t));
        for (const eg_option *row = eg_table_rows(t); row && row->name; row++)
            add_option(out, row);
        eg_buffer_add_string(out, ".El\n");
    }
}

static void add_commands(eg_buffer *out)
{
    eg_buffer_add_string(out, ".Sh COMMANDS\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        eg_buffer_printf(out, ".It Cm %s Ar ", command->name);
        add_argument(out, command->synopsis);
        eg_buffer_add_char(out, '\n');
        eg_buffer text = {0};
        eg_buffer_printf(&text, "%s. %s", command->title, command->about);
        add_text(out, eg_buffer_string(&text));
        eg_buffer_clear_into(&text, out);
    }
    eg_buffer_add_string(out, ".El\n");
}

static void add_formats_and_statistics(eg_buffer *out)
{
    eg_buffer_add_string(out, ".Sh FORMATS\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < eg_writers_count(); i++) {
        const eg_writer *writer = eg_writers_at(i);
        eg_buffer_printf(out, ".It Cm %s Pq Pa ", writer->name);
        add_argument(out, writer->extension);
        eg_buffer_add_char(out, '\n');
        add_text(out, writer->about);
    }
    eg_buffer_add_string(out, ".El\n.Sh STATISTICS\n");
    add_text(out,
             "equitygap explain NAME tells a statistic's definition, formula, use, traps and "
             "source.");
    eg_buffer_add_string(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        const eg_statistic *row = eg_statistics_at(i);
        eg_buffer_add_string(out, ".It Cm ");
        add_argument(out, row->name);
        eg_buffer_add_char(out, '\n');
        add_text(out, row->title);
    }
    eg_buffer_add_string(out, ".El\n");
}

static void add_exit_statuses(eg_buffer *out)
{
    eg_buffer_add_string(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
    for (const int *at = eg_help_exit_statuses(); *at >= 0; at++) {
        eg_buffer text = {0};
        eg_help_exit_meaning(&text, *at);
        eg_buffer_printf(out, ".It %d\n", *at);
        add_text(out, eg_buffer_string(&text));
        eg_buffer_clear_into(&text, out);
    }
    eg_buffer_add_string(out, ".El\n.Pp\n");
    add_text(out,
             "On any status but 0 and 5 no report is touched; on 3 the file of --rejects is "
             "still written.");
}

static void add_environment(eg_buffer *out)
{
    static const char *const rows[][2] = {
        {"NO_COLOR", "When set, neither colour nor progress."},
        {"TERM", "When it is dumb, neither colour nor progress."},
        {"COLUMNS", "Width of text on standard output, in place of the terminal's own."},
        {"LC_ALL , LC_CTYPE , LANG",
         "The first that is set decides whether text on standard output may leave ASCII."},
        {"SOURCE_DATE_EPOCH", "Seconds since 1970; the only timestamp a report can get."},
    };
    eg_buffer_add_string(out, ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_buffer_printf(out, ".It Ev %s\n", rows[i][0]);
        add_text(out, rows[i][1]);
    }
    eg_buffer_add_string(out, ".El\n");
}

void eg_help_man(eg_buffer *out)
{
    eg_buffer_add_string(out,
                         ".Dd " EG_RELEASE_DATE "\n.Dt EQUITYGAP 1\n.Os\n.Sh NAME\n"
                         ".Nm equitygap\n.Nd how each group of students fares, gaps and trends "
                         "with their uncertainty\n.Sh SYNOPSIS\n");
    for (size_t i = 0; i < eg_commands_count(); i++) {
        eg_buffer_printf(out, ".Nm\n.Cm %s\n.Ar ", eg_commands_at(i)->name);
        add_argument(out, eg_commands_at(i)->synopsis);
        eg_buffer_add_char(out, '\n');
    }
    eg_buffer_add_string(out, ".Sh DESCRIPTION\n");
    add_text(out,
             "equitygap reads what a school district can export, counts students by group, and "
             "reports each group's outcomes with intervals, the gaps between groups and their "
             "course over the years. Data go to standard output and to the files of --output, "
             "messages to standard error. A file name - is standard input. The same input and "
             "the same settings give the same bytes.");
    eg_buffer_add_string(out, ".Pp\n");
    add_text(
        out,
        "The default edition is public: groups under --min-n students are hidden, together "
        "with what would let a reader work them out. A hidden value is a word, never 0 and "
        "never blank. --edition internal shows everything, and its files are readable by "
        "their owner alone.");
    add_commands(out);
    add_options(out);
    add_formats_and_statistics(out);
    add_environment(out);
    add_exit_statuses(out);
    eg_buffer_add_string(out, ".Sh EXAMPLES\n.Bd -literal\n");
    for (size_t i = 0; i < eg_commands_count(); i++)
        add_example_lines(out, eg_commands_at(i)->examples);
    eg_buffer_add_string(out, ".Ed\n");
}
