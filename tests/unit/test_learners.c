/* Statuses of English learners put together; marks by publisher; corners of bounds. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "close_to.h"
#include "schema/learners.h"
#include "schema/mark_presets.h"
#include "statistics/math_bounds.h"

Suite *learners_suite(void);

enum { FEW = 12 };

/* rule, statuses joined by |, what they are called; NULL: not told. */
static const struct {
    eg_learner_rule rule;
    const char *statuses[FEW];
    const char *called[FEW];
} told[] = {
    /* California */
    {EG_LEARNERS_EVER,
     {"EL", "RFEP", "IFEP", "EO", "TBD", "Unknown"},
     {"Ever English learner", "Ever English learner", "Never English learner",
      "Never English learner", "Unknown", "Unknown"}},
    {EG_LEARNERS_STATUS,
     {"EL", "RFEP", "IFEP", "EO", "TBD", "Unknown"},
     {"English learner", "Former English learner", "Never English learner",
      "Never English learner", "Unknown", "Unknown"}},
    {EG_LEARNERS_EVER,
     {"Monitored, year 2", "Long-term English learner", "Newcomer", "Exited", "Not EL"},
     {"Ever English learner", "Ever English learner", "Ever English learner",
      "Ever English learner", "Never English learner"}},
    {EG_LEARNERS_EVER,
     {"Ever ELL", "Never ELL"},
     {"Ever English learner", "Never English learner"}},
    /* no is not never where nobody is told as former */
    {EG_LEARNERS_EVER, {"Yes", "No"}, {NULL}},
    {EG_LEARNERS_STATUS, {"Yes", "No"}, {"English learner", "Not an English learner"}},
    {EG_LEARNERS_EVER, {"EL", "EO"}, {"Ever English learner", "Never English learner"}},
    {EG_LEARNERS_EVER, {"EL", "LTEL"}, {NULL}},
    /* may be initial or reclassified */
    {EG_LEARNERS_EVER, {"LEP", "FEP", "EO"}, {NULL}},
    {EG_LEARNERS_STATUS, {"Ever EL", "Never EL"}, {NULL}},
    {EG_LEARNERS_EVER, {"Ever EL", "Former EL", "Never EL"}, {NULL}},
};

START_TEST(statuses_of_learners)
{
    const char *const *statuses = told[_i].statuses;
    const char *called[FEW] = {NULL};
    size_t n = 0;
    while (statuses[n] != NULL)
        n++;
    const char *why = eg_learners_call(told[_i].rule, statuses, n, called);
    ck_assert_msg((why == NULL) == (told[_i].called[0] != NULL), "%s", why);
    for (size_t i = 0; i < n && why == NULL; i++)
        ck_assert_str_eq(called[i], told[_i].called[i]);
}
END_TEST

static const struct {
    const char *publisher, *mark;
    eg_value_state state;
} marks[] = {{"texas", "-1", EG_VALUE_SUPPRESSED},
             {"texas", "-", EG_VALUE_NOT_APPLICABLE},
             {"texas", ".", EG_VALUE_NOT_APPLICABLE},
             {"texas", "?", EG_VALUE_MISSING},
             {"texas", "1", EG_VALUE_OK},
             {"delaware", "-", EG_VALUE_SUPPRESSED},
             {"nyc", "S", EG_VALUE_SUPPRESSED},
             {"idea", "x", EG_VALUE_SUPPRESSED},
             {"idea", "-", EG_VALUE_NOT_APPLICABLE},
             {"edfacts", "PS", EG_VALUE_SUPPRESSED},
             {"edfacts", "GE95", EG_VALUE_OK},
             {"nces", "\xE2\x80\xA1", EG_VALUE_SUPPRESSED},
             {"crdc", "-9", EG_VALUE_NOT_APPLICABLE}};

START_TEST(marks_of_publishers)
{
    const eg_mark_preset *preset = NULL;
    for (size_t i = 0; i < eg_mark_preset_count(); i++)
        if (strcmp(eg_mark_preset_at(i)->name, marks[_i].publisher) == 0)
            preset = eg_mark_preset_at(i);
    ck_assert_ptr_nonnull(preset);
    ck_assert_int_eq(eg_mark_preset_state(preset, eg_text_of(marks[_i].mark)), marks[_i].state);
    ck_assert_int_eq(eg_mark_preset_state(NULL, eg_text_of(marks[_i].mark)), EG_VALUE_OK);
}
END_TEST

static double gap(const eg_pair *p, void *context)
{
    (void)context;
    return (double)p->x1 / (double)p->n1 - (double)p->x2 / (double)p->n2;
}

/* 20 students of whom 15 succeed, 5 fail: of 8 to 10 at least 3 succeed, whatever is said. */
START_TEST(a_whole_limits_its_part)
{
    eg_box_pair boxes = {.a = {8, 10, 0, 10}, .b = {20, 20, 15, 15}, .relation = EG_BOX_REST};
    double low, high;
    ck_assert(eg_box_bounds(&boxes, gap, NULL, &low, &high));
    /* least: 3 of 8 and 12 of 12; greatest: 10 of 10 and 5 of 10 */
    ck_assert_double_eq_tol(low, 3.0 / 8 - 1, 1e-15);
    ck_assert_double_eq_tol(high, 0.5, 1e-15);
    boxes.a = (eg_box){8, 10, 0, 2};
    ck_assert(!eg_box_bounds(&boxes, gap, NULL, &low, &high));
    ck_assert(isnan(low) && isnan(high));
}
END_TEST

/* Weights of three years are -1/2, 0, 1/2; of 1, 2, 4 they are -4/14, -1/14, 5/14. */
START_TEST(slopes_between_bounds)
{
    const double year[] = {2021, 2022, 2024}, low[] = {0.2, 0.3, 0.4}, high[] = {0.3, 0.5, 0.6};
    const double even[] = {1, 2, 3}, hole[] = {0.2, NAN, 0.4};
    double least, greatest;
    ck_assert(eg_slope_bounds(year, low, high, 3, &least, &greatest));
    ck_assert_double_eq_tol(least, (-4 * 0.3 - 0.5 + 5 * 0.4) / 14, 1e-12);
    ck_assert_double_eq_tol(greatest, (-4 * 0.2 - 0.3 + 5 * 0.6) / 14, 1e-12);
    ck_assert(eg_slope_bounds(even, low, high, 3, &least, &greatest));
    ck_assert_double_eq_tol(least, 0.05, 1e-12);
    ck_assert_double_eq_tol(greatest, 0.2, 1e-12);
    ck_assert(!eg_slope_bounds(even, hole, high, 3, &least, &greatest));
}
END_TEST

Suite *learners_suite(void)
{
    Suite *suite = suite_create("learners");
    TCase *tests = tcase_create("tables");
    tcase_add_loop_test(tests, statuses_of_learners, 0, (int)(sizeof told / sizeof told[0]));
    tcase_add_loop_test(tests, marks_of_publishers, 0, (int)(sizeof marks / sizeof marks[0]));
    tcase_add_test(tests, a_whole_limits_its_part);
    tcase_add_test(tests, slopes_between_bounds);
    suite_add_tcase(suite, tests);
    return suite;
}
