/* How numbers are written: what is a percent sign, a comma of thousands, a decimal comma. */
#include <check.h>

#include "schema/cell.h"
#include "schema/forms.h"

Suite *forms_suite(void);

static uint8_t form(const char *cell, bool *number)
{
    eg_decimal value;
    *number = eg_cell_number(eg_text_of(cell), false, &value);
    return eg_forms_of(eg_text_of(cell), *number);
}

START_TEST(each_cell_is_told_by_its_signs)
{
    static const struct {
        const char *cell;
        bool number;
        uint8_t form;
    } cells[] = {
        {"85", true, 0},
        {"85%", true, EG_FORM_PERCENT},
        {"85 %", true, EG_FORM_PERCENT},
        {"1,234", true, EG_FORM_GROUPED},
        {"31,141", true, EG_FORM_GROUPED},
        {"$31,141", true, 0},
        {"31,141.72", true, 0},
        {"1,234,567", true, 0},
        {"1,234%", true, EG_FORM_PERCENT | EG_FORM_GROUPED},
        {"0,9", false, EG_FORM_COMMA},
        {"-12,50", false, EG_FORM_COMMA},
        {"0,905", false, EG_FORM_COMMA}, /* no thousands begin with a zero */
        {"00,905", false, EG_FORM_COMMA},
        {"-0,905", false, EG_FORM_COMMA},
        {"1234,567", false, EG_FORM_COMMA},
        {"1.234,5", false, EG_FORM_COMMA},
        {"12,5 %", false, EG_FORM_COMMA},
        {"1,2,3", false, 0},
        {",5", false, 0},
        {"5,", false, 0},
        {"a,5", false, 0},
        {"0.905", true, 0},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        bool number;
        const uint8_t is = form(cells[i].cell, &number);
        ck_assert_msg(number == cells[i].number, "%s", cells[i].cell);
        ck_assert_msg(is == cells[i].form, "%s: %u", cells[i].cell, (unsigned)is);
    }
}
END_TEST

START_TEST(a_range_has_its_ends_outside)
{
    ck_assert_uint_eq(eg_forms_range(0), 0);
    ck_assert_uint_eq(eg_forms_range(-5), 0);
    ck_assert_uint_eq(eg_forms_range(1), EG_FORM_WITHIN);
    ck_assert_uint_eq(eg_forms_range(EG_DECIMAL_ONE - 1), EG_FORM_WITHIN);
    ck_assert_uint_eq(eg_forms_range(EG_DECIMAL_ONE), 0);
    ck_assert_uint_eq(eg_forms_range(EG_DECIMAL_ONE + 1), EG_FORM_OVER);
}
END_TEST

START_TEST(commas_are_unclear_from_one_in_twenty_on)
{
    ck_assert(!eg_forms_unclear(&(eg_number_forms){.comma = 5}));
    ck_assert(!eg_forms_unclear(&(eg_number_forms){.grouped = 5}));
    ck_assert(eg_forms_unclear(&(eg_number_forms){.comma = 1, .grouped = 1}));
    ck_assert(!eg_forms_unclear(&(eg_number_forms){.comma = 1, .grouped = 19}));
    ck_assert(eg_forms_unclear(&(eg_number_forms){.comma = 1, .grouped = 18}));
}
END_TEST

START_TEST(counts_add_up)
{
    eg_number_forms all = {0}, more = {.percent = 1, .comma = 7};
    eg_forms_add(&all, EG_FORM_PERCENT | EG_FORM_OVER, 3);
    eg_forms_add(&all, EG_FORM_GROUPED | EG_FORM_WITHIN, 2);
    eg_forms_add(&all, 0, 9);
    eg_forms_merge(&all, &more);
    ck_assert_uint_eq(all.percent, 4);
    ck_assert_uint_eq(all.grouped, 2);
    ck_assert_uint_eq(all.comma, 7);
    ck_assert_uint_eq(all.over, 3);
    ck_assert_uint_eq(all.within, 2);
}
END_TEST

Suite *forms_suite(void)
{
    Suite *suite = suite_create("forms");
    TCase *tests = tcase_create("forms");
    tcase_add_test(tests, each_cell_is_told_by_its_signs);
    tcase_add_test(tests, a_range_has_its_ends_outside);
    tcase_add_test(tests, commas_are_unclear_from_one_in_twenty_on);
    tcase_add_test(tests, counts_add_up);
    suite_add_tcase(suite, tests);
    return suite;
}
