/* Where reports go: which are refused, what is written, and that nothing has its name too
 * early. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/outputs.h"

Suite *cli_outputs_suite(void);

static char folder[64], here[256];
static eg_arena *arena;
static eg_invocation asked;
static eg_terminal terminal;
static eg_session session;

/* Each test runs in a folder of its own, in a process of its own. */
static void begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/eg-outputs-XXXXXX");
    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    arena = eg_arena_new();
    eg_invocation_init(&asked, arena);
    terminal = (eg_terminal){.columns = 80};
    session = (eg_session){.arena = arena, .asked = &asked, .terminal = &terminal};
}

/* The folder of a test is flat, and a folder in it is empty. */
static void empty_folder(void)
{
    DIR *list = opendir(".");
    ck_assert_ptr_nonnull(list);
    for (const struct dirent *entry; (entry = readdir(list));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ck_assert_int_eq(remove(entry->d_name), 0);
    }
    closedir(list);
}

static void end(void)
{
    eg_arena_free(arena);
    empty_folder();
    ck_assert_int_eq(chdir(here), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void assert_file(const char *path, const char *text)
{
    char bytes[512] = {0};
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    size_t n = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    ck_assert_uint_eq(n, strlen(text));
    ck_assert_str_eq(bytes, text);
}

static int count_files(void)
{
    int n = 0;
    DIR *list = opendir(".");
    ck_assert_ptr_nonnull(list);
    while (readdir(list))
        n++;
    closedir(list);
    return n - 2; /* . and .. */
}

static eg_status plan(eg_outputs *outputs, const char *const *paths, eg_error *err)
{
    static const char *const inputs[] = {"in.csv", "-"};
    static const eg_paths kept = {inputs, 2};
    for (; *paths; paths++)
        ck_assert_int_eq(eg_invocation_add(&asked, &asked.outputs, *paths, err), EG_OK);
    return eg_outputs_plan(outputs, &session, &kept, err);
}

static const struct {
    const char *paths[4];
    eg_status status;
    const char *says;
} refused[] = {
    {{"in.csv"}, EG_E_USAGE, "is an input of this run"},
    {{"./in.csv"}, EG_E_USAGE, "is an input of this run"},
    {{"link.csv"}, EG_E_USAGE, "is an input of this run"},
    {{"hard.csv"}, EG_E_USAGE, "is an input of this run"},
    {{"r.csv", "r.csv"}, EG_E_USAGE, "is named twice"},
    {{"r.pdf"}, EG_E_USAGE, "the format follows the extension"},
    {{"report"}, EG_E_USAGE, ".csv"},
    {{"none/r.csv"}, EG_E_IO, "the folder none"},
    {{"sub.csv"}, EG_E_IO, "is a folder"},
};

START_TEST(wrong_outputs_are_refused)
{
    eg_outputs outputs;
    eg_error err = {0};
    put_file("in.csv", "a\n1\n");
    ck_assert_int_eq(symlink("in.csv", "link.csv"), 0);
    ck_assert_int_eq(link("in.csv", "hard.csv"), 0);
    ck_assert_int_eq(mkdir("sub.csv", 0700), 0);
    eg_status status = plan(&outputs, refused[_i].paths, &err);
    ck_assert_msg(status == refused[_i].status, "%s: %s", refused[_i].paths[0], err.text);
    ck_assert_msg(strstr(err.text, refused[_i].says) != NULL, "%s", err.text);
    eg_outputs_close(&outputs);
}
END_TEST

START_TEST(formats_follow_what_is_asked)
{
    static const struct {
        const char *paths[3];
        const char *format;
        bool on_terminal;
        const char *names; /* of files and then standard output */
    } rows[] = {
        {{NULL}, NULL, false, "-:csv "},
        {{NULL}, NULL, true, "-:text "},
        {{NULL}, "json", true, "-:json "},
        {{"r.json", NULL}, NULL, true, "r.json:json "},
        {{"r.JSON", "r.txt", NULL}, NULL, false, "r.JSON:json r.txt:text "},
        {{"r.csv", NULL}, "text", false, "r.csv:csv -:text "},
        {{"-", "r.csv", NULL}, NULL, false, "r.csv:csv -:csv "},
        {{"/dev/null", NULL}, NULL, false, "/dev/null:csv "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_outputs outputs;
        eg_error err = {0};
        eg_buffer names = {0};
        eg_invocation_init(&asked, arena);
        asked.format = rows[i].format;
        terminal.out_is_terminal = rows[i].on_terminal;
        ck_assert_msg(plan(&outputs, rows[i].paths, &err) == EG_OK, "%s", err.text);
        for (size_t o = 0; o < outputs.n; o++)
            eg_buffer_printf(&names, "%s:%s ", outputs.at[o].path ? outputs.at[o].path : "-",
                             outputs.at[o].writer->name);
        ck_assert_str_eq(eg_buffer_string(&names), rows[i].names);
        eg_buffer_clear(&names);
        eg_outputs_close(&outputs);
    }
}
END_TEST

START_TEST(an_unknown_format_suggests)
{
    static const char *const none[] = {NULL};
    eg_outputs outputs;
    eg_error err = {0};
    asked.format = "jsn";
    ck_assert_int_eq(plan(&outputs, none, &err), EG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "did you mean json?"));
}
END_TEST

static eg_status write_hello(const eg_report *report, eg_sink *sink,
                             const eg_write_options *options, eg_error *err)
{
    (void)report;
    (void)err;
    eg_sink_puts(sink, options->columns == 80 && options->unicode ? "hello\n" : "odd\n");
    return EG_OK;
}

static eg_status write_failing(const eg_report *report, eg_sink *sink,
                               const eg_write_options *options, eg_error *err)
{
    (void)report;
    (void)options;
    eg_sink_puts(sink, "half");
    return eg_fail(err, EG_E_LIMIT, "as asked");
}

static const eg_writer hello = {"hello", ".x", "", write_hello};
static const eg_writer failing = {"failing", ".x", "", write_failing};

START_TEST(files_appear_together_and_whole)
{
    static const char *const paths[] = {"a.csv", "b.json", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_PUBLIC};
    struct stat what;
    put_file("a.csv", "old");
    umask(027);
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    outputs.at[0].writer = outputs.at[1].writer = &hello;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_OK);
    assert_file("a.csv", "old");
    ck_assert_int_ne(access("b.json", F_OK), 0);
    ck_assert_int_eq(eg_outputs_publish(&outputs, &err), EG_OK);
    eg_outputs_close(&outputs);
    assert_file("a.csv", "hello\n");
    assert_file("b.json", "hello\n");
    ck_assert_int_eq(stat("b.json", &what), 0);
    ck_assert_uint_eq(what.st_mode & 0777, 0640);
    ck_assert_int_eq(count_files(), 2);
}
END_TEST

START_TEST(an_internal_edition_is_private)
{
    static const char *const paths[] = {"a.csv", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_INTERNAL};
    struct stat what;
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    outputs.at[0].writer = &hello;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_OK);
    ck_assert_int_eq(eg_outputs_publish(&outputs, &err), EG_OK);
    eg_outputs_close(&outputs);
    ck_assert_int_eq(stat("a.csv", &what), 0);
    ck_assert_uint_eq(what.st_mode & 0777, 0600);
}
END_TEST

START_TEST(a_failure_leaves_nothing)
{
    static const char *const paths[] = {"a.csv", "b.json", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_PUBLIC};
    put_file("a.csv", "old");
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    outputs.at[0].writer = &hello;
    outputs.at[1].writer = &failing;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_E_LIMIT);
    eg_outputs_close(&outputs);
    assert_file("a.csv", "old");
    ck_assert_int_eq(count_files(), 1);
}
END_TEST

static eg_status write_late(const eg_report *report, eg_sink *sink,
                            const eg_write_options *options, eg_error *err)
{
    const struct timespec a_moment = {0, 20000000};
    (void)report;
    (void)sink;
    (void)options;
    nanosleep(&a_moment, NULL);
    return eg_fail(err, EG_E_MEMORY, "late");
}

static const eg_writer late = {"late", ".x", "", write_late};

/* Several at a time: the failure told is the one that would come first one by one, and what is
 * before it is whole. */
START_TEST(the_first_failure_is_told)
{
    static const char *const paths[] = {"a.csv", "b.json", "c.txt", "d.html", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_PUBLIC, .at_once = true};
    eg_settings settings = {.threads = 1 + (uint32_t)_i};
    session.settings = &settings;
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    outputs.at[0].writer = &hello;
    outputs.at[1].writer = &late;
    outputs.at[2].writer = outputs.at[3].writer = &failing;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_E_MEMORY);
    ck_assert_str_eq(err.text, "late");
    eg_outputs_close(&outputs);
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

/* The file mode is asked for once: asking changes it for all threads for a moment. */
START_TEST(many_files_at_a_time)
{
    static const char *const paths[] = {"a.csv", "b.json", "c.txt", "d.html", "e.md", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_PUBLIC, .at_once = true};
    eg_settings settings = {.threads = 4};
    struct stat what;
    session.settings = &settings;
    umask(027);
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    for (size_t i = 0; i < outputs.n; i++)
        outputs.at[i].writer = &hello;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_OK);
    ck_assert_int_eq(eg_outputs_publish(&outputs, &err), EG_OK);
    eg_outputs_close(&outputs);
    for (size_t i = 0; paths[i] != NULL; i++) {
        assert_file(paths[i], "hello\n");
        ck_assert_int_eq(stat(paths[i], &what), 0);
        ck_assert_uint_eq(what.st_mode & 0777, 0640);
    }
    ck_assert_uint_eq(umask(0), 027);
}
END_TEST

START_TEST(a_failed_rename_tells_what_was_replaced)
{
    static const char *const paths[] = {"a.csv", "b.json", NULL};
    eg_outputs outputs;
    eg_error err = {0};
    eg_report report = {.edition = EG_EDITION_PUBLIC};
    ck_assert_int_eq(plan(&outputs, paths, &err), EG_OK);
    outputs.at[0].writer = outputs.at[1].writer = &hello;
    ck_assert_int_eq(eg_outputs_write(&outputs, &session, &report, &err), EG_OK);
    ck_assert_int_eq(mkdir("b.json", 0700), 0); /* a rename over a folder fails */
    ck_assert_int_eq(eg_outputs_publish(&outputs, &err), EG_E_IO);
    ck_assert_msg(strstr(err.text, "already replaced: a.csv") != NULL, "%s", err.text);
    eg_outputs_close(&outputs);
    assert_file("a.csv", "hello\n");
}
END_TEST

START_TEST(rejects_are_private_csv)
{
    static const char *const none[] = {NULL};
    static const char record[] = "1,\"x\",\n2";
    eg_reject reject = {"in.csv", 7, "a quote, alone", {record, sizeof record - 1}};
    eg_outputs outputs;
    eg_error err = {0};
    struct stat what;
    asked.rejects = "rej.csv";
    ck_assert_int_eq(plan(&outputs, none, &err), EG_OK);
    ck_assert_int_ne(access("rej.csv", F_OK), 0);
    eg_outputs_reject(&outputs, &reject);
    ck_assert_int_eq(eg_outputs_publish_rejects(&outputs, &err), EG_OK);
    eg_outputs_close(&outputs);
    assert_file("rej.csv", "file,line,reason,record\n"
                           "\"in.csv\",7,\"a quote, alone\",\"1,\"\"x\"\",\n2\"\n");
    ck_assert_int_eq(stat("rej.csv", &what), 0);
    ck_assert_uint_eq(what.st_mode & 0777, 0600);
}
END_TEST

Suite *cli_outputs_suite(void)
{
    Suite *suite = suite_create("cli_outputs");
    TCase *tests = tcase_create("outputs");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, wrong_outputs_are_refused, 0,
                        (int)(sizeof refused / sizeof refused[0]));
    tcase_add_test(tests, formats_follow_what_is_asked);
    tcase_add_test(tests, an_unknown_format_suggests);
    tcase_add_test(tests, files_appear_together_and_whole);
    tcase_add_test(tests, an_internal_edition_is_private);
    tcase_add_test(tests, a_failure_leaves_nothing);
    tcase_add_loop_test(tests, the_first_failure_is_told, 0, 4);
    tcase_add_test(tests, many_files_at_a_time);
    tcase_add_test(tests, a_failed_rename_tells_what_was_replaced);
    tcase_add_test(tests, rejects_are_private_csv);
    suite_add_tcase(suite, tests);
    return suite;
}
