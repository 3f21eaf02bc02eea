/* What is generated from the tables names every row of them and fits its width; layout and
 * notices. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/layout.h"
#include "cli/tell.h"
#include "cli/terminal.h"
#include "equitygap/statistics.h"
#include "equitygap/write.h"
#include "ext/unicode.h"

Suite *cli_help_suite(void);

static void assert_width(const char *text, size_t width)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        ck_assert_msg(eg_unicode_columns((eg_text){text, n}) <= width, "%.*s", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

START_TEST(help_names_every_option)
{
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        eg_buffer out = {0}, name = {0};
        eg_help_command(&out, command);
        const char *text = eg_buffer_string(&out);
        size_t cursor = 0;
        for (const eg_option *row; (row = eg_tables_next(command->tables, &cursor, NULL));) {
            eg_buffer_reset(&name);
            eg_buffer_printf(&name, "--%s", row->name);
            ck_assert_msg(strstr(text, eg_buffer_string(&name)) != NULL, "%s: --%s",
                          command->name, row->name);
        }
        const char *examples = strstr(text, "Examples\n"),
                   *options = strstr(text, "\n      --");
        ck_assert_msg(examples && options && examples < options, "%s", command->name);
        eg_buffer_clear(&out);
        eg_buffer_clear(&name);
    }
}
END_TEST

START_TEST(help_fits_eighty_columns)
{
    void (*const makers[])(eg_buffer *) = {eg_help_short, eg_help_program, eg_help_version};
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        eg_buffer out = {0};
        makers[i](&out);
        assert_width(eg_buffer_string(&out), 80);
        eg_buffer_clear(&out);
    }
    for (size_t i = 0; i < eg_commands_count(); i++) {
        eg_buffer out = {0};
        eg_help_command(&out, eg_commands_at(i));
        assert_width(eg_buffer_string(&out), 80);
        eg_buffer_clear(&out);
    }
}
END_TEST

START_TEST(program_help_names_every_command)
{
    eg_buffer out = {0}, brief = {0};
    eg_help_program(&out);
    eg_help_short(&brief);
    for (size_t i = 0; i < eg_commands_count(); i++) {
        ck_assert_ptr_nonnull(strstr(eg_buffer_string(&out), eg_commands_at(i)->title));
        ck_assert_ptr_nonnull(strstr(eg_buffer_string(&brief), eg_commands_at(i)->name));
    }
    eg_buffer_clear(&out);
    eg_buffer_clear(&brief);
}
END_TEST

START_TEST(manual_names_every_row)
{
    eg_buffer out = {0};
    eg_help_man(&out);
    const char *text = eg_buffer_string(&out);
    for (size_t t = 0; t < EG_TABLES; t++) {
        for (const eg_option *row = eg_table_rows(t); row->name; row++) {
            char first[32];
            snprintf(first, sizeof first, "\"\\-%.*s", (int)strcspn(row->name, "-"), row->name);
            ck_assert_msg(strstr(text, first) != NULL, "--%s", row->name);
        }
    }
    for (size_t i = 0; i < eg_statistics_count(); i++)
        ck_assert_ptr_nonnull(strstr(text, eg_statistics_at(i)->name));
    for (size_t i = 0; i < eg_writers_count(); i++)
        ck_assert_ptr_nonnull(strstr(text, eg_writers_at(i)->extension));
    for (const char *at = text; (at = strstr(at, "\n.")); at++)
        ck_assert_msg(at[2] >= 'A' && at[2] <= 'Z', "%.20s", at);
    eg_buffer_clear(&out);
}
END_TEST

/* The line of a status that has no number of its own is empty. */
START_TEST(exit_statuses_have_meanings)
{
    eg_buffer out = {0};
    for (const int *at = eg_help_exit_statuses(); *at >= 0; at++) {
        eg_buffer_reset(&out);
        eg_help_exit_meaning(&out, *at);
        ck_assert_msg(out.n > 0, "%d", *at);
    }
    eg_buffer_reset(&out);
    eg_help_exit_meaning(&out, 77);
    ck_assert_uint_eq(out.n, 0);
    eg_buffer_clear(&out);
}
END_TEST

/* Its exit status; 127: there is no bash. */
static int run_bash(const char *script)
{
    int status = -1;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        execlp("bash", "bash", "-c", script, (char *)NULL);
        _exit(127);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Completion in bash itself: words typed and one of the answers expected. */
START_TEST(completion_answers)
{
    static const struct {
        const char *words;
        const char *answer;
    } rows[] = {
        {"equitygap ana", "analyze"},
        {"equitygap analyze --adj", "--adjust"},
        {"equitygap analyze --adjust hol", "holm"},
        {"equitygap analyze --adjust = hol", "holm"},
        {"equitygap analyze -f js", "json"},
        {"equitygap explain diff", "difference"},
        {"equitygap help syn", "synth"},
        {"equitygap help --completion b", "bash"},
        {"equitygap synth --ro", "--rows"},
    };
    char path[] = "/tmp/eg-completion-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    eg_buffer out = {0}, command = {0};
    eg_help_completion_bash(&out);
    ck_assert_int_eq(write(fd, out.at, out.n), (ssize_t)out.n);
    close(fd);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_buffer_reset(&command);
        eg_buffer_printf(&command,
                         ". %s; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                         "_equitygap; printf '%%s\\n' \"${COMPREPLY[@]}\" | grep -qx -e %s",
                         path, rows[i].words, rows[i].answer);
        int status = run_bash(eg_buffer_string(&command));
        if (status == 127)
            puts("cli_help: completion is not tested: there is no bash");
        ck_assert_msg(status == 0 || status == 127, "%s", rows[i].words);
    }
    unlink(path);
    eg_buffer_clear(&out);
    eg_buffer_clear(&command);
}
END_TEST

START_TEST(text_wraps)
{
    static const struct {
        const char *text;
        size_t column, indent, width;
        const char *is;
    } rows[] = {
        {"", 0, 0, 10, "\n"},
        {"one", 0, 0, 10, "one\n"},
        {"one two three", 0, 2, 7, "one two\n  three\n"},
        {"one two", 5, 2, 7, "one\n  two\n"},
        {"unbreakable", 0, 0, 4, "unbreakable\n"},
        {"a\nb", 0, 1, 80, "a\n b\n"},
        {"\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9", 0, 0, 5, "\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_buffer out = {0};
        eg_wrap(&out, rows[i].text, rows[i].column, rows[i].indent, rows[i].width);
        ck_assert_str_eq(eg_buffer_string(&out), rows[i].is);
        eg_buffer_clear(&out);
    }
}
END_TEST

START_TEST(counts_and_cuts)
{
    eg_buffer out = {0};
    eg_add_count(&out, 0);
    eg_buffer_add_char(&out, ' ');
    eg_add_count(&out, 999);
    eg_buffer_add_char(&out, ' ');
    eg_add_count(&out, 1000);
    eg_buffer_add_char(&out, ' ');
    eg_add_count(&out, 12034056);
    eg_buffer_add_char(&out, ' ');
    eg_add_cut(&out, eg_text_of("Lincoln Elementary"), 10);
    eg_buffer_add_char(&out, ' ');
    eg_add_cut(&out, eg_text_of("Lincoln"), 10);
    ck_assert_str_eq(eg_buffer_string(&out), "0 999 1,000 12,034,056 Lincoln... Lincoln");
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(notices_alike_are_counted)
{
    eg_notices notices;
    eg_notices_init(&notices, false);
    for (int i = 0; i < 25; i++) {
        eg_error notice = {.line = (uint64_t)i + 2};
        snprintf(notice.file, sizeof notice.file, "a.csv");
        snprintf(notice.text, sizeof notice.text, "%d fields, the header has 9", i);
        eg_notices_add(&notices, &notice);
    }
    eg_error other = {.text = "something else"};
    eg_notices_add(&notices, &other);
    const char *text = eg_notices_text(&notices);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    ck_assert_uint_eq(lines, 12);
    ck_assert_ptr_nonnull(strstr(text, "equitygap: a.csv:11: 9 fields, the header has 9\n"));
    ck_assert_ptr_null(strstr(text, "a.csv:12:"));
    ck_assert_ptr_nonnull(strstr(text, "equitygap: something else\n"));
    ck_assert_ptr_nonnull(
        strstr(text, "equitygap: 15 more like this: 0 fields, the header has 9\n"));
    eg_notices_clear(&notices);
}
END_TEST

START_TEST(progress_reads_well)
{
    eg_buffer out = {0};
    eg_progress half = {50000000, 100000000, 400000, "reading"};
    eg_progress pipe = {2500000000, 0, 1000, "reading"};
    eg_meter_line(&out, &half, 4);
    ck_assert_str_eq(eg_buffer_string(&out),
                     "reading  50% of 100.0 MB, 400,000 rows, 100,000 a second, 4 s left");
    eg_buffer_reset(&out);
    eg_meter_line(&out, &pipe, 2);
    ck_assert_str_eq(eg_buffer_string(&out), "reading 2.5 GB, 1,000 rows, 500 a second");
    eg_buffer_clear(&out);
}
END_TEST

Suite *cli_help_suite(void)
{
    Suite *suite = suite_create("cli_help");
    TCase *tests = tcase_create("help");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, help_names_every_option);
    tcase_add_test(tests, help_fits_eighty_columns);
    tcase_add_test(tests, program_help_names_every_command);
    tcase_add_test(tests, manual_names_every_row);
    tcase_add_test(tests, exit_statuses_have_meanings);
    tcase_add_test(tests, completion_answers);
    tcase_add_test(tests, text_wraps);
    tcase_add_test(tests, counts_and_cuts);
    tcase_add_test(tests, notices_alike_are_counted);
    tcase_add_test(tests, progress_reads_well);
    suite_add_tcase(suite, tests);
    return suite;
}
