/* test_write_text.c - the terminal report: its width, its words, and nothing hidden in it. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "equitygap/write.h"
#include "ext/unicode.h"
#include "fake_report.h"

Suite *write_text_suite(void);

static void assert_fits(const char *text, size_t columns)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        ck_assert_msg(text[n] == '\n', "the last line has no end");
        size_t width = eg_unicode_columns((eg_text){text, n});
        ck_assert_msg(width <= columns, "%zu columns: %.*s", width, (int)n, text);
        ck_assert_msg(n == 0 || text[n - 1] != ' ', "ends in a space: %.*s", (int)n, text);
        text += n + 1;
    }
}

static const struct {
    int asked;
    size_t columns;
} widths[] = {{80, 80}, {60, 60}, {40, 60}, {0, 80}, {100, 100}, {132, 132}};

START_TEST(every_line_fits)
{
    fake_report fake;
    fake_report_init(&fake);
    assert_fits(fake_written(&fake, "text", widths[_i].asked, true), widths[_i].columns);
    const char *ascii = fake_written(&fake, "text", widths[_i].asked, false);
    assert_fits(ascii, widths[_i].columns);
    for (const char *at = ascii; *at != '\0'; at++) {
        ck_assert_msg(*at == '\n' || (*at >= ' ' && *at < 0x7f), "not ASCII: %.20s", at);
    }
    fake_report_clear(&fake);
}
END_TEST

START_TEST(the_parts_come_in_their_order)
{
    static const char *const parts[] = {"Equity report",
                                        "students.csv (24,000 records)",
                                        "At a glance",
                                        "What stands out, strengths first",
                                        "1. Strength.",
                                        "\nGraduated\n",
                                        "Race/ethnicity, 2023-24",
                                        "English learner, 2023-24",
                                        "\nMath level, Meeting or above\n",
                                        "Share at each level",
                                        "By school",
                                        "Methods",
                                        "Benjamini-Hochberg",
                                        "Hiding: groups of fewer than 10 students",
                                        "Data quality",
                                        "3 records could not be read",
                                        "Limits"};
    fake_report fake;
    fake_report_init(&fake);
    const char *at = fake_written(&fake, "text", 80, true);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        at = strstr(at, parts[i]);
        ck_assert_msg(at != NULL, "%s", parts[i]);
    }
    fake_report_clear(&fake);
}
END_TEST

/* The row of a group in the first table that has it after a heading. */
static const char *row_of(const char *text, const char *heading, const char *group)
{
    const char *at = strstr(text, heading);
    ck_assert_msg(at != NULL, "%s", heading);
    at = strstr(at, group);
    ck_assert_msg(at != NULL, "%s", group);
    return at;
}

START_TEST(a_table_row_says_it_all)
{
    fake_report fake;
    fake_report_init(&fake);
    const char *text = fake_written(&fake, "text", 80, false);
    const char *row = row_of(text, "\nGraduated\n---", "\nBlack ");
    size_t n = strcspn(row + 1, "\n") + 1;
    ck_assert_int_eq(strncmp(row, "\nBlack               900     648   72.0%  ", 42), 0);
    ck_assert_int_eq(strncmp(row + n - 15, "-13.2 v  _.--'^", 15), 0);
    row = row_of(text, "\nGraduated\n---", "\nNative American ");
    ck_assert_int_eq(strncmp(row, "\nNative American  hidden  hidden  hidden  ", 41), 0);
    row = row_of(text, "\nGraduated\n---", "\nBlack: ");
    ck_assert_int_eq(strncmp(row, "\nBlack: 119 more would close the gap; behind beyond", 50),
                     0);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(no_writer_shows_what_is_hidden)
{
    static const char *const secrets[] = {"123454321", "0.1234",  "12.3%", "12.3 ",
                                          "987654",    "987,654", "121935"};
    fake_report fake;
    fake_report_init(&fake);
    for (size_t w = 0; w < eg_writers_count(); w++) {
        const char *text = fake_written(&fake, eg_writers_at(w)->name, 80, true);
        for (size_t s = 0; s < sizeof secrets / sizeof secrets[0]; s++) {
            ck_assert_msg(strstr(text, secrets[s]) == NULL, "%s shows %s",
                          eg_writers_at(w)->name, secrets[s]);
        }
        /* a workbook is packed: its parts are read by tests/tools */
        ck_assert(strcmp(eg_writers_at(w)->name, "xlsx") == 0 ||
                  strstr(text, "Native American") != NULL);
    }
    fake_report_clear(&fake);
}
END_TEST

/* What would move a cursor, turn the writing or ring a bell comes out as letters. */
START_TEST(names_cannot_drive_the_terminal)
{
    static const char *const groups[] = {"\033[31mred\033[0m",
                                         "bell\a",
                                         "turn\xE2\x80\xAE"
                                         "ed",
                                         "bad\xFF",
                                         "c1\xC2\x9B"
                                         "31m",
                                         "=cmd|'/C calc'!A0"};
    static const eg_report_dimension dimension = {
        "dim\033]0;x\a", "La\033bel", "order", NULL, groups, 6};
    static const eg_report_outcome outcome = {
        .name = "o\033c", .label = "Out\rcome", .kind = EG_KIND_RATE, .definition = "x\by"};
    fake_report fake;
    fake_report_init_empty(&fake);
    fake.report.outcomes = &outcome;
    fake.report.n_outcomes = 1;
    fake.report.dimensions = &dimension;
    fake.report.n_dimensions = 1;
    fake.report.n_years = 0;
    for (size_t g = 0; g < 6; g++) {
        eg_fact fact = fake_fact(outcome.name, "", dimension.name, groups[g], "", "rate");
        fact.value = 0.5;
        fact.n = 20;
        fact.has_n = true;
        fake_report_add(&fake, &fact);
        fact.reference = "highest:\033[2J";
        fact.statistic = "difference";
        fake_report_add(&fake, &fact);
    }
    const char *text = fake_written(&fake, "text", 80, true);
    assert_fits(text, 80);
    ck_assert(eg_utf8_valid(eg_text_of(text)));
    ck_assert_ptr_null(strpbrk(text, "\033\a\b\r\t"));
    ck_assert_ptr_null(strstr(text, "\xE2\x80\xAE"));
    ck_assert_ptr_null(strstr(text, "\xC2\x9B"));
    ck_assert_ptr_nonnull(strstr(text, "\\x1B[31mred"));
    fake_report_clear(&fake);
}
END_TEST

static const struct {
    eg_fact_status status;
    const char *note, *word;
} states[] = {{EG_FACT_SUPPRESSED, "", "hidden"},
              {EG_FACT_TOO_FEW, "", "too few"},
              {EG_FACT_NOT_ESTIMABLE, "", "none"},
              {EG_FACT_TOP_CODED, "0.95 or more", ">=95%"},
              {EG_FACT_BOTTOM_CODED, "0.05 or less", "<=5%"},
              {EG_FACT_TOP_CODED, "nearly all", "coded"},
              {EG_FACT_INTERVAL, "", "20.0% to 40.0%"}};

START_TEST(a_status_is_a_word)
{
    static const char *const groups[] = {"Group"};
    static const eg_report_dimension dimension = {"dim", NULL, NULL, NULL, groups, 1};
    static const eg_report_outcome outcome = {.name = "o", .kind = EG_KIND_RATE};
    fake_report fake;
    fake_report_init_empty(&fake);
    fake.report.outcomes = &outcome;
    fake.report.n_outcomes = 1;
    fake.report.dimensions = &dimension;
    fake.report.n_dimensions = 1;
    fake.report.n_years = 0;
    eg_fact fact = fake_fact("o", "", "dim", "Group", "", "rate");
    fact.status = states[_i].status;
    fact.note = states[_i].note;
    fact.value = 0.3;
    fact.ci_low = 0.2;
    fact.ci_high = 0.4;
    fake_report_add(&fake, &fact);
    const char *text = fake_written(&fake, "text", 80, false);
    const char *row = row_of(text, "At a glance", "\nGroup  ");
    while (strncmp(row, "\nGroup  ", 8) == 0 && strstr(row, states[_i].word) == NULL) {
        row = strstr(row + 1, "\nGroup  ");
        ck_assert_ptr_nonnull(row);
    }
    ck_assert_ptr_null(strstr(text, "30.0%"));
    ck_assert_ptr_null(strstr(text, " 0.0%"));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(the_internal_edition_says_so_first)
{
    fake_report fake;
    fake_report_init(&fake);
    ck_assert_ptr_null(strstr(fake_written(&fake, "text", 80, true), "INTERNAL EDITION"));
    fake.report.edition = EG_EDITION_INTERNAL;
    const char *text = fake_written(&fake, "text", 80, true);
    ck_assert_int_eq(strncmp(text, "*** INTERNAL EDITION: small groups are NOT hidden.", 50),
                     0);
    assert_fits(text, 80);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(an_empty_report_is_text)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    assert_fits(fake_written(&fake, "text", 80, true), 80);
    fake.report.n_inputs = fake.report.n_settings = fake.report.n_quality = 0;
    fake.report.n_outcomes = fake.report.n_dimensions = fake.report.n_unit_types = 0;
    fake.report.n_years = 0;
    assert_fits(fake_written(&fake, "text", 80, true), 80);
    fake_report_clear(&fake);
}
END_TEST

/* Thirteen wide characters: more columns together than a name has. */
#define WIDE_NAME                                                                              \
    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE3\x82\xB0\xE3\x83\xAB\xE3\x83\xBC"     \
    "\xE3\x83\x97\xE5\x90\x8D\xE5\x89\x8D\xE3\x81\xA7\xE3\x81\x99\xE3\x81\xAD"

START_TEST(wide_and_long_names_stay_in_their_column)
{
    static const char *const groups[] = {
        WIDE_NAME, "Antidisestablishmentarianismandsomemorewithoutanyspaceatall",
        "A group whose name goes on for quite some time, as surveys like it"};
    static const eg_report_dimension dimension = {"dim", NULL, NULL, NULL, groups, 3};
    static const eg_report_outcome outcome = {
        .name = "o",
        .label = "An outcome with a label that is long enough to wrap several times",
        .kind = EG_KIND_MEAN};
    fake_report fake;
    fake_report_init_empty(&fake);
    fake.report.outcomes = &outcome;
    fake.report.n_outcomes = 1;
    fake.report.dimensions = &dimension;
    fake.report.n_dimensions = 1;
    fake.report.n_years = 0;
    for (size_t g = 0; g < 3; g++) {
        eg_fact fact = fake_fact("o", "", "dim", groups[g], "", "mean");
        fact.value = 1234567.891 * (double)(g + 1);
        fact.ci_low = fact.value - 1000;
        fact.ci_high = fact.value + 1000;
        fake_report_add(&fake, &fact);
    }
    assert_fits(fake_written(&fake, "text", 80, true), 80);
    assert_fits(fake_written(&fake, "text", 60, false), 60);
    fake_report_clear(&fake);
}
END_TEST

Suite *write_text_suite(void)
{
    Suite *suite = suite_create("write_text");
    TCase *tc = tcase_create("text");
    tcase_add_loop_test(tc, every_line_fits, 0, (int)(sizeof widths / sizeof widths[0]));
    tcase_add_test(tc, the_parts_come_in_their_order);
    tcase_add_test(tc, a_table_row_says_it_all);
    tcase_add_test(tc, no_writer_shows_what_is_hidden);
    tcase_add_test(tc, names_cannot_drive_the_terminal);
    tcase_add_loop_test(tc, a_status_is_a_word, 0, (int)(sizeof states / sizeof states[0]));
    tcase_add_test(tc, the_internal_edition_says_so_first);
    tcase_add_test(tc, an_empty_report_is_text);
    tcase_add_test(tc, wide_and_long_names_stay_in_their_column);
    suite_add_tcase(suite, tc);
    return suite;
}
