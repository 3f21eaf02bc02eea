/* Settings: what is said of values that cannot be used. */
#include <check.h>
#include <string.h>

#include "equitygap/schema.h"

Suite *settings_errors_suite(void);

static const struct {
    const char *option;
    const char *value;
    const char *text;
} bad[] = {
    {"by", "", "--by: a name is missing at the end"},
    {"by", "a,,b", "--by: a name is missing before \",b\""},
    {"by", "a,", "--by: a name is missing at the end"},
    {"by", "a*", "--by: a name is missing at the end"},
    {"by", "a*a", "--by: \"a\" is crossed with itself"},
    {"by", "a*b*c*d*e", "--by: a cross has at most 4 columns"},
    {"by", "\"\"", "--by: a name is empty"},
    {"by", "\"a", "--by: the quote before \"a\" is never closed"},
    {"by", "\"a\"b",
     "--by: \"b\" stands behind a closing quote; write a quote within quotes twice"},
    {"outcome", "", "--outcome: a name is missing at the end"},
    {"outcome", "=a", "--outcome: a name is missing before \"=a\""},
    {"outcome", ":rate", "--outcome: a name is missing before \":rate\""},
    {"outcome", "a:",
     "--outcome: no kind follows the colon; use rate, rate(A|B), rate(>0), mean, levels or "
     "levels(Low<High), or quote a name that holds a colon"},
    {"outcome", "a:rat",
     "--outcome: \"rat\" is no kind of outcome; use rate, rate(A|B), rate(>0), mean, levels or "
     "levels(Low<High); did you mean \"rate\"?"},
    {"outcome", "a:mean:lowr",
     "--outcome: \"lowr\" is not one of higher, lower; did you mean \"lower\"?"},
    {"outcome", "a:mean(3)", "--outcome: mean takes nothing in parentheses"},
    {"outcome", "a:rate()",
     "--outcome: the parentheses of rate() are empty; use rate, rate(A|B), rate(>0), mean, "
     "levels or levels(Low<High)"},
    {"outcome", "a:rate(A", "--outcome: \"rate(A\" has no closing parenthesis at its end"},
    {"outcome", "a:rate(A)x", "--outcome: \"rate(A)x\" has no closing parenthesis at its end"},
    {"outcome", "a:rate(A|)", "--outcome: a name is missing at the end"},
    {"outcome", "a:rate(A|A)", "--outcome: \"A\" stands twice in it"},
    {"outcome", "a:rate(<ten)",
     "--outcome: no number follows the comparison in rate(<ten); put a word that starts like "
     "one between quotes"},
    {"outcome", "a:levels(A)",
     "--outcome: levels needs two or more, lowest first: levels(Low<High)"},
    {"outcome", "math,ela",
     "--outcome: one outcome at a time: repeat the option for each, or put a name with a comma "
     "between quotes"},
    {"year", "", "--year: a name is missing at the end"},
    {"year", "\"\"", "--year: a name is empty"},
    {"within", "a,a", "--within: \"a\" stands twice"},
    {"within", "none,a", "--within: none stands alone, without other names"},
    {"per", "students",
     "--per: \"students\" is not one of student, row; did you mean \"student\"?"},
    {"collapse", "frist",
     "--collapse: \"frist\" is not one of first, last, min, max, mean, any; did you mean "
     "\"first\"?"},
    {"where", "grade",
     "--where: \"grade\" compares nothing; write a condition such as grade=8, days>=30 or "
     "grade in 3,4,5"},
    {"where", "=8",
     "--where: no column stands before \"=8\"; write a condition such as grade=8, days>=30 or "
     "grade in 3,4,5"},
    {"where", "grade=", "--where: \"grade\" is compared with nothing; for a blank write \"\""},
    {"where", "grade=<8",
     "--where: comparisons are = != < <= > >= and in; put a value that starts with one between "
     "quotes"},
    {"where", "grade=3,4",
     "--where: a comma follows \"3\"; for several values write `in`, for one with a comma put "
     "it between quotes"},
    {"where", "grade in ,", "--where: a name is missing before \",\""},
    {"where", "\"grade\" is 8", NULL},
    {"reference", "overal",
     "--reference: \"overal\" is no reference; did you mean \"overall\"?"},
    {"reference", "White",
     "--reference: \"White\" is no reference; use rest, overall, highest, COLUMN=LEVEL or "
     "goal=NUMBER"},
    {"reference", "goal",
     "--reference: \"goal\" is no reference; did you mean \"goal=NUMBER\"?"},
    {"reference", "goal=high", "--reference: goal needs a number, such as goal=0.8"},
    {"reference", "race=", "--reference: no group stands behind \"race=\""},
    {"reference", "", NULL},
    {"stats", "basic,", "--stats: a name is missing at the end"},
    {"confidence", "95", "--confidence: 95 is not below 1; did you mean 0.95?"},
    {"confidence", "97.5", "--confidence: 97.5 is not below 1; did you mean 0.975?"},
    {"confidence", "1", "--confidence: 1 does not lie between 0 and 1; write 0.95 or 95%"},
    {"confidence", "0%", "--confidence: 0% does not lie between 0 and 1; write 0.95 or 95%"},
    {"confidence", "-0.5",
     "--confidence: -0.5 does not lie between 0 and 1; write 0.95 or 95%"},
    {"confidence", "high", "--confidence: \"high\" is no number"},
    {"confidence", "nan", "--confidence: \"nan\" is no number"},
    {"confidence", "0x1p-1", "--confidence: \"0x1p-1\" is no number"},
    {"interval", "wilsn",
     "--interval: \"wilsn\" is not one of wilson, clopper-pearson, jeffreys, agresti-coull; "
     "did you mean \"wilson\"?"},
    {"interval", "exact",
     "--interval: \"exact\" is not one of wilson, clopper-pearson, jeffreys, agresti-coull"},
    {"seed", "-1", "--seed: \"-1\" is no whole number"},
    {"seed", "18446744073709551616",
     "--seed: 18446744073709551616 is too large; the most is 18446744073709551615"},
    {"min-n", "0", "--min-n: 0 is too small; the least is 1"},
    {"min-n", "2.5", "--min-n: \"2.5\" is no whole number"},
    {"min-n", "", "--min-n: \"\" is no whole number"},
    {"min-n", "4294967306", "--min-n: 4294967306 is too large; the most is 1000000"},
    {"delimiter", "ab",
     "--delimiter: \"ab\" cannot separate columns; give one character such as ; or one of "
     "comma, tab, semicolon, pipe, caret, space, auto"},
    {"delimiter", "", NULL},
    {"delimiter", "\"", NULL},
    {"delimiter", "5", NULL},
    {"delimiter", "\n", NULL},
    {"delimiter", "é", NULL},
    {"encoding", " ", "--encoding: a name is missing"},
    {"max-rejects", "1", "--max-rejects: 1 may mean one in a hundred or all; write 1% or 100%"},
    {"max-rejects", "5", "--max-rejects: 5 is more than all; did you mean 5%?"},
    {"max-rejects", "101%", "--max-rejects: 101% is no share; write 1% or 0.01"},
    {"max-rejects", "-1%", "--max-rejects: -1% is no share; write 1% or 0.01"},
    {"threads", "many", "--threads: \"many\" is no whole number"},
    {"threads", "5000", "--threads: 5000 is too large; the most is 1024"},
    {"config", "", "--config: a file name is missing"},
};

static eg_status set(eg_settings *settings, const char *name, const char *value, eg_error *err)
{
    const eg_option *o = eg_settings_options();
    while (strcmp(o->name, name) != 0)
        o++;
    return o->set(settings, value, err);
}

START_TEST(bad_values_are_explained)
{
    eg_settings *settings = NULL;
    eg_error err = {0};
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    eg_status status = set(settings, bad[_i].option, bad[_i].value, &err);
    ck_assert_msg(status == EG_E_USAGE && err.status == EG_E_USAGE, "--%s %s: %s",
                  bad[_i].option, bad[_i].value, eg_status_name(status));
    ck_assert_msg(bad[_i].text == NULL || strcmp(err.text, bad[_i].text) == 0,
                  "--%s %s:\n got [%s]\nwant [%s]", bad[_i].option, bad[_i].value, err.text,
                  bad[_i].text);
    ck_assert_msg(strncmp(err.text, "--", 2) == 0, "%s", err.text);
    eg_settings_free(settings);
}
END_TEST

START_TEST(two_outcomes_of_one_name)
{
    static const char *const pairs[][2] = {
        {"a", "a:mean"}, {"x=a", "x=b"}, {"a", "a=b"}, {"a=b", "a"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        eg_settings *settings = NULL;
        eg_error err = {0};
        ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
        ck_assert_int_eq(set(settings, "outcome", pairs[i][0], &err), EG_OK);
        ck_assert_int_eq(set(settings, "outcome", pairs[i][1], &err), EG_E_USAGE);
        ck_assert_ptr_nonnull(strstr(err.text, "; give one another name with NAME=COLUMN"));
        eg_settings_free(settings);
    }
}
END_TEST

START_TEST(long_values_are_cut_between_characters)
{
    eg_settings *settings = NULL;
    eg_error err = {0};
    char value[4001] = "x";
    for (size_t i = 0; i < 1999; i++)
        memcpy(value + 1 + 2 * i, "\xC3\xA9", 3);
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    ck_assert_int_eq(set(settings, "interval", value, &err), EG_E_USAGE);
    ck_assert(eg_utf8_valid(eg_text_of(err.text)));
    ck_assert_ptr_nonnull(strstr(err.text, "wilson"));
    eg_settings_free(settings);
}
END_TEST

Suite *settings_errors_suite(void)
{
    Suite *suite = suite_create("settings_errors");
    TCase *errors = tcase_create("errors");
    tcase_add_loop_test(errors, bad_values_are_explained, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(errors, two_outcomes_of_one_name);
    tcase_add_test(errors, long_values_are_cut_between_characters);
    suite_add_tcase(suite, errors);
    return suite;
}
