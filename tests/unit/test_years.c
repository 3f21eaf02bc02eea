/* Spellings of school years; expected values read off the calendar. */
#include <check.h>

#include "schema/years.h"

Suite *years_suite(void);

static const struct {
    const char *text;
    const char *label; /* NULL: stays as written */
    int32_t first;
} spellings[] = {
    {"2023-24", "2023-24", 2023},
    {"2023-2024", "2023-24", 2023},
    {"20232024", "2023-24", 2023},
    {"2023/24", "2023-24", 2023},
    {"2023 - 24", "2023-24", 2023},
    {"2023\xE2\x80\x93"
     "24",
     "2023-24", 2023},
    {"SY2324", "2023-24", 2023},
    {"SY 2023-24", "2023-24", 2023},
    {"sy2023-2024", "2023-24", 2023},
    {"School Year 2023-24", "2023-24", 2023},
    {"2023-24 School Year", "2023-24", 2023},
    {"FY24", "2023-24", 2023},
    {"FY2024", "2023-24", 2023},
    {"FY 2024", "2023-24", 2023},
    {"23-24", "2023-24", 2023},
    {"2324", "2023-24", 2023},
    {"99-00", "1999-00", 1999},
    {"1999-2000", "1999-00", 1999},
    {"1999-00", "1999-00", 1999},
    {"9900", "1999-00", 1999},
    {"2024", NULL, 2024},
    {"2017", NULL, 2017},
    {"2021", NULL, 2021},
    {"2017.0", "2017", 2017},
    {"SY2024", NULL, 2024},
    {"Fall 2023-2024", NULL, INT32_MIN},
    {"2006 Aug", NULL, INT32_MIN},
    {"2023-25", NULL, INT32_MIN},
    {"2024-2023", NULL, INT32_MIN},
    {"1234", NULL, INT32_MIN},
    {"0", NULL, INT32_MIN},
    {"", NULL, INT32_MIN},
    {"123456789012", NULL, INT32_MIN},
    {"2023-", NULL, INT32_MIN},
    {"-24", NULL, INT32_MIN},
    {"SY", NULL, INT32_MIN},
    {"FY", NULL, INT32_MIN},
};

START_TEST(one_spelling_for_a_year)
{
    eg_year year = eg_year_read(eg_text_of(spellings[_i].text), false);
    const char *label = spellings[_i].label == NULL ? "" : spellings[_i].label;
    ck_assert_msg(year.first_year == spellings[_i].first, "%s: first year %d",
                  spellings[_i].text, (int)year.first_year);
    ck_assert_msg(strcmp(year.label, label) == 0, "%s: label %s", spellings[_i].text,
                  year.label);
}
END_TEST

START_TEST(four_digits_depend_on_their_column)
{
    eg_year year = eg_year_read(eg_text_of("2021"), false);
    ck_assert(year.ambiguous && !year.pair);
    year = eg_year_read(eg_text_of("2021"), true);
    ck_assert_str_eq(year.label, "2020-21");
    ck_assert_int_eq(year.first_year, 2020);
    year = eg_year_read(eg_text_of("2122"), false);
    ck_assert(year.pair);
    ck_assert_int_eq(year.first_year, 2021);
    year = eg_year_read(eg_text_of("2024"), true);
    ck_assert_int_eq(year.first_year, 2024);
}
END_TEST

Suite *years_suite(void)
{
    Suite *suite = suite_create("years");
    TCase *tc = tcase_create("spellings");
    tcase_add_loop_test(tc, one_spelling_for_a_year, 0,
                        (int)(sizeof spellings / sizeof spellings[0]));
    tcase_add_test(tc, four_digits_depend_on_their_column);
    suite_add_tcase(suite, tc);
    return suite;
}
