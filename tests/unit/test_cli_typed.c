/* The parser of the command line, as tables of words. */
#include <check.h>
#include <string.h>

#include "cli/command.h"
#include "cli/invocation.h"

Suite *cli_typed_suite(void);

enum { MOST = 10 };
#define ANALYZE (EG_TABLE_OUTPUT | EG_TABLE_ANALYSIS | EG_TABLE_COMMON)

/* given: what the options come to, as "name=value name"; operands joined with blanks. */
static const struct {
    const char *words[MOST];
    const char *given;
    const char *operands;
} good[] = {
    {{NULL}, "", ""},
    {{"a.csv", NULL}, "", "a.csv"},
    {{"a.csv", "b.csv", NULL}, "", "a.csv b.csv"},
    {{"--by", "x,y", "a.csv", NULL}, "by=x,y", "a.csv"},
    {{"--by=x,y", "a.csv", NULL}, "by=x,y", "a.csv"},
    {{"a.csv", "--by", "x", NULL}, "by=x", "a.csv"},
    {{"--by=", NULL}, "by=", ""},
    {{"--outcome=s=c:rate(=1)", NULL}, "outcome=s=c:rate(=1)", ""},
    {{"-o", "r.csv", "-o", "r.json", NULL}, "output=r.csv output=r.json", ""},
    {{"-or.csv", NULL}, "output=r.csv", ""},
    {{"-q", "-v", NULL}, "quiet verbose", ""},
    {{"-qv", NULL}, "quiet verbose", ""},
    {{"-qo", "r.csv", NULL}, "quiet output=r.csv", ""},
    {{"-qor.csv", NULL}, "quiet output=r.csv", ""},
    {{"-", NULL}, "", "-"},
    {{"-q", "-", "-v", NULL}, "quiet verbose", "-"},
    {{"--", "-q", "--by", NULL}, "", "-q --by"},
    {{"-q", "--", "--", NULL}, "quiet", "--"},
    {{"-o", "-", NULL}, "output=-", ""},
    {{"--digits", "-3", NULL}, "digits=-3", ""},
    {{"--fail-on", "difference<-0.1", NULL}, "fail-on=difference<-0.1", ""},
    {{"--where", "--none", NULL}, "where=--none", ""},
    {{"-c", "d.json", NULL}, "config=d.json", ""},
};

static const struct {
    const char *words[MOST];
    const char *says; /* a part of the message */
} bad[] = {
    {{"--outcom", "x", NULL}, "did you mean --outcome?"},
    {{"--zzzzzz", NULL}, "unknown option --zzzzzz; see \"equitygap help analyze\""},
    {{"-Z", NULL}, "unknown option -Z"},
    {{"-qZ", NULL}, "unknown option -Z"},
    {{"--by", NULL}, "--by needs a value: --by LIST"},
    {{"-o", NULL}, "--output needs a value: --output FILE"},
    {{"--by", "--year", "none", NULL},
     "--by needs a value (LIST) but the next word is the option "
     "--year"},
    {{"--quiet=yes", NULL}, "--quiet takes no value"},
    {{"-output", "r.csv", NULL}, "did you mean --output?"},
    {{"-by", "x", NULL}, "did you mean --by?"},
    {{"--truth", "t.json", NULL}, "--truth is an option of \"equitygap synth\""},
    {{"--=x", NULL}, "unknown option"},
};

static eg_arena *arena;

static void begin(void)
{
    arena = eg_arena_new();
    ck_assert_ptr_nonnull(arena);
}

static void end(void)
{
    eg_arena_free(arena);
}

START_TEST(words_come_apart)
{
    eg_typed typed;
    eg_error err = {0};
    eg_buffer given = {0}, operands = {0};
    eg_status status = eg_typed_parse(&typed, good[_i].words, ANALYZE, "analyze", arena, &err);
    ck_assert_msg(status == EG_OK, "row %d: %s", _i, err.text);
    for (size_t i = 0; i < typed.n_given; i++) {
        eg_buffer_printf(&given, "%s%s", i ? " " : "", typed.given[i].option->name);
        if (typed.given[i].value)
            eg_buffer_printf(&given, "=%s", typed.given[i].value);
    }
    for (size_t i = 0; i < typed.n_operands; i++)
        eg_buffer_printf(&operands, "%s%s", i ? " " : "", typed.operands[i]);
    ck_assert_msg(strcmp(eg_buffer_string(&given), good[_i].given) == 0, "row %d: got %s", _i,
                  eg_buffer_string(&given));
    ck_assert_msg(strcmp(eg_buffer_string(&operands), good[_i].operands) == 0, "row %d: got %s",
                  _i, eg_buffer_string(&operands));
    eg_buffer_clear(&given);
    eg_buffer_clear(&operands);
}
END_TEST

START_TEST(wrong_words_are_told)
{
    eg_typed typed;
    eg_error err = {0};
    eg_status status = eg_typed_parse(&typed, bad[_i].words, ANALYZE, "analyze", arena, &err);
    ck_assert_msg(status == EG_E_USAGE, "row %d: status %s", _i, eg_status_name(status));
    ck_assert_msg(strstr(err.text, bad[_i].says) != NULL, "row %d: says %s", _i, err.text);
}
END_TEST

/* --help wins over whatever comes after it. */
START_TEST(help_ends_the_parse)
{
    static const char *const words[] = {"--help", "--nonsense", NULL};
    static const char *const letters[] = {"-qh", "--nonsense", NULL};
    eg_typed typed;
    eg_error err = {0};
    ck_assert_int_eq(eg_typed_parse(&typed, words, ANALYZE, "analyze", arena, &err), EG_OK);
    ck_assert(typed.help && !typed.version);
    ck_assert_int_eq(eg_typed_parse(&typed, letters, ANALYZE, "analyze", arena, &err), EG_OK);
    ck_assert(typed.help);
}
END_TEST

START_TEST(values_reach_their_subject)
{
    static const char *const words[] = {"-q",    "--digits=9",    "--min-n", "20",     "-o",
                                        "a.csv", "--color=never", "-o",      "b.json", NULL};
    eg_typed typed;
    eg_error err = {0};
    eg_invocation asked;
    eg_settings *settings = NULL;
    eg_invocation_init(&asked, arena);
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    ck_assert_int_eq(eg_typed_parse(&typed, words, ANALYZE, "analyze", arena, &err), EG_OK);
    ck_assert_int_eq(eg_typed_apply(&typed, &asked, settings, &err), EG_OK);
    ck_assert(asked.quiet && !asked.verbose);
    ck_assert_int_eq(asked.digits, 9);
    ck_assert_int_eq(asked.color, EG_WHEN_NEVER);
    ck_assert_uint_eq(asked.outputs.n, 2);
    ck_assert_str_eq(asked.outputs.at[0], "a.csv");
    ck_assert_str_eq(asked.outputs.at[1], "b.json");
    ck_assert_uint_eq(settings->min_n, 20);
    eg_settings_free(settings);
}
END_TEST

static const char *const bad_values[] = {
    "--digits=0",  "--digits=18",       "--digits=x",  "--digits=",
    "--digits=+5", "--color=sometimes", "--output=",   "--rejects=-",
    "--rejects=",  "--min-n=0",         "--digits=5 ", "--digits=99999999999999999999999",
};

START_TEST(bad_values_are_refused)
{
    const char *const words[] = {bad_values[_i], NULL};
    eg_typed typed;
    eg_error err = {0};
    eg_invocation asked;
    eg_settings *settings = NULL;
    eg_invocation_init(&asked, arena);
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    ck_assert_int_eq(eg_typed_parse(&typed, words, ANALYZE, "analyze", arena, &err), EG_OK);
    eg_status status = eg_typed_apply(&typed, &asked, settings, &err);
    ck_assert_msg(status == EG_E_USAGE, "%s: %s", bad_values[_i], eg_status_name(status));
    eg_settings_free(settings);
}
END_TEST

/* Names and letters of one command's tables are unique, save for one row standing for another.
 */
START_TEST(tables_are_sound)
{
    for (size_t c = 0; c < eg_commands_count(); c++) {
        const eg_command *command = eg_commands_at(c);
        char letters[256] = {0};
        size_t cursor = 0, n = 0;
        for (const eg_option *row; (row = eg_tables_next(command->tables, &cursor, NULL));
             n++) {
            ck_assert_ptr_eq(eg_tables_find(command->tables, eg_text_of(row->name), NULL), row);
            ck_assert_msg(row->help && row->group && row->set, "--%s", row->name);
            ck_assert_msg(row->help[strlen(row->help) - 1] != '.', "--%s", row->name);
            if (row->short_name) {
                ck_assert_msg(!letters[(unsigned char)row->short_name], "-%c of %s",
                              row->short_name, command->name);
                letters[(unsigned char)row->short_name] = 1;
            }
        }
        ck_assert_uint_ge(n, 5);
        ck_assert_ptr_eq(eg_command_find(command->name), command);
        ck_assert_msg(command->examples[strlen(command->examples) - 1] == '\n', "%s",
                      command->name);
    }
}
END_TEST

START_TEST(words_of_a_list)
{
    ck_assert(eg_word_in("bh holm none", eg_text_of("holm")));
    ck_assert(!eg_word_in("bh holm none", eg_text_of("hol")));
    ck_assert(!eg_word_in("bh holm none", eg_text_of("")));
}
END_TEST

Suite *cli_typed_suite(void)
{
    Suite *suite = suite_create("cli_typed");
    TCase *tests = tcase_create("typed");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, words_come_apart, 0, (int)(sizeof good / sizeof good[0]));
    tcase_add_loop_test(tests, wrong_words_are_told, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_loop_test(tests, bad_values_are_refused, 0,
                        (int)(sizeof bad_values / sizeof bad_values[0]));
    tcase_add_test(tests, help_ends_the_parse);
    tcase_add_test(tests, values_reach_their_subject);
    tcase_add_test(tests, tables_are_sound);
    tcase_add_test(tests, words_of_a_list);
    suite_add_tcase(suite, tests);
    return suite;
}
