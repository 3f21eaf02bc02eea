/* Rules of policies: their codes, New York's next smallest, dominance, and their text. */
#include <check.h>
#include <string.h>

#include "equitygap/privacy.h"
#include "privacy/next_smallest.h"
#include "schema/options.h"
#include "schema/policies.h"

Suite *policies_suite(void);

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static const eg_rules *rules_of(const char *policy)
{
    const eg_policy_row *row = eg_policy_find(policy);
    ck_assert_ptr_nonnull(row);
    return &row->rules;
}

/* ---- codes ---- */

/* By hand from the tiers: of 10-19 students 20%, 20-39 10%, 40-99 5%, 100-299 2%, 300 and more
 * 1%. */
static const struct {
    const char *policy;
    uint64_t x, n;
    eg_mark mark;
    double bound;
} codes[] = {
    {"nces-2011-603", 2, 10, EG_BOTTOM_CODED, 0.2},
    {"nces-2011-603", 13, 15, EG_TOP_CODED, 0.8},
    {"nces-2011-603", 8, 15, EG_SHOWN, 0},
    {"nces-2011-603", 33, 35, EG_TOP_CODED, 0.9},
    {"nces-2011-603", 77, 80, EG_TOP_CODED, 0.95},
    {"nces-2011-603", 148, 150, EG_TOP_CODED, 0.98},
    /* 1% of 500 is 5, where the default policy codes 3 */
    {"nces-2011-603", 5, 500, EG_BOTTOM_CODED, 0.01},
    {"nces-2011-603", 6, 500, EG_SHOWN, 0},
    {"nces-2011-603", 495, 500, EG_TOP_CODED, 0.99},
    {"nces-2011-603", 100, 10000, EG_BOTTOM_CODED, 0.01},
    {"nces-2011-603", 101, 10000, EG_SHOWN, 0},
    {"default", 5, 500, EG_SHOWN, 0},
    {"default", 3, 500, EG_BOTTOM_CODED, 0.01},
    {"min-n", 0, 10, EG_SHOWN, 0},
    {"min-n", 10, 10, EG_SHOWN, 0},
    {"min-n", 5000, 5000, EG_SHOWN, 0},
    /* of five 20% is one student */
    {"next-smallest", 1, 5, EG_BOTTOM_CODED, 0.2},
    {"next-smallest", 4, 5, EG_TOP_CODED, 0.8},
    {"next-smallest", 2, 5, EG_SHOWN, 0},
    {"next-smallest", 4, 500, EG_SHOWN, 0},
};

static void check_code(const eg_rules *rules, uint64_t x, uint64_t n, eg_mark want,
                       double bound)
{
    eg_mark mark = EG_SHOWN;
    double got = 0;
    bool tail = eg_rules_tail(rules, x, n, &mark, &got);
    ck_assert_msg(tail == (want != EG_SHOWN) && mark == want, "%llu of %llu",
                  (unsigned long long)x, (unsigned long long)n);
    ck_assert_double_eq_tol(got, tail ? bound : 0, 1e-12);
}

START_TEST(codes_by_policy)
{
    check_code(rules_of(codes[_i].policy), codes[_i].x, codes[_i].n, codes[_i].mark,
               codes[_i].bound);
}
END_TEST

/* The vector top_bottom_code_tiers: percents of groups, and what is printed for them. */
START_TEST(percents_of_a_state)
{
    static const struct {
        uint64_t x, n;
        eg_mark mark;
        double bound;
    } rows[] = {{13, 15, EG_TOP_CODED, 0.8},    {2, 15, EG_BOTTOM_CODED, 0.2},
                {8, 15, EG_SHOWN, 0},           {33, 35, EG_TOP_CODED, 0.9},
                {2, 35, EG_BOTTOM_CODED, 0.1},  {77, 80, EG_TOP_CODED, 0.95},
                {75, 80, EG_SHOWN, 0},          {148, 150, EG_TOP_CODED, 0.98},
                {2, 150, EG_BOTTOM_CODED, .02}, {496, 500, EG_TOP_CODED, 0.99},
                {494, 500, EG_SHOWN, 0}};
    eg_rules own = {.n_tails = 0};
    ck_assert_ptr_null(eg_tails_read("11:20%,20:10%,40:5%,100:2%,300:1%", &own));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_code(&own, rows[i].x, rows[i].n, rows[i].mark, rows[i].bound);
}
END_TEST

/* Five must have the outcome: 4 of 37 is 0.108108.., as a bound no less than that. */
START_TEST(thresholds_on_counts)
{
    eg_rules own = {.min_count = 5};
    eg_mark mark;
    double bound;
    ck_assert(eg_rules_tail(&own, 4, 37, &mark, &bound));
    ck_assert_int_eq(mark, EG_BOTTOM_CODED);
    ck_assert(bound >= 4.0 / 37 && bound < 4.0 / 37 + 1e-8);
    ck_assert(eg_rules_tail(&own, 0, 37, &mark, &bound) && bound >= 4.0 / 37);
    check_code(&own, 5, 37, EG_SHOWN, 0);
    check_code(&own, 37, 37, EG_SHOWN, 0);
    own = (eg_rules){.min_rest = 5};
    ck_assert(eg_rules_tail(&own, 33, 37, &mark, &bound));
    ck_assert_int_eq(mark, EG_TOP_CODED);
    ck_assert(bound <= 33.0 / 37 && bound > 33.0 / 37 - 1e-8);
    check_code(&own, 32, 37, EG_SHOWN, 0);
    check_code(&own, 0, 37, EG_SHOWN, 0);
    /* beside tails the wider of the two: 5% of 200 is 10 */
    ck_assert_ptr_null(eg_tails_read("1:5%", &own));
    own.min_count = 5;
    check_code(&own, 10, 200, EG_BOTTOM_CODED, 0.05);
    ck_assert(eg_rules_tail(&own, 4, 60, &mark, &bound) && bound > 0.066);
}
END_TEST

/* A bound that left only 0 open would tell it: 2% of 20 students is nobody. */
START_TEST(bounds_leave_two_counts)
{
    eg_rules own = {.n_tails = 0};
    eg_mark mark;
    double bound;
    ck_assert_ptr_null(eg_tails_read("10:2%", &own));
    ck_assert(eg_rules_tail(&own, 1, 20, &mark, &bound));
    ck_assert_double_eq_tol(bound, 0.05, 1e-12);
    check_code(&own, 2, 20, EG_SHOWN, 0);
    check_code(&own, 2, 100, EG_BOTTOM_CODED, 0.02);
    /* limited by number: 1% of 1000 is 10, but 4 */
    ck_assert_ptr_null(eg_tails_read("10:20%,300:1%/4", &own));
    check_code(&own, 4, 1000, EG_BOTTOM_CODED, 0.01);
    check_code(&own, 5, 1000, EG_SHOWN, 0);
}
END_TEST

/* ---- means ---- */

static bool mean_fit(const eg_rules *rules, const int *values, size_t n)
{
    eg_i128 sum = 0;
    eg_u192 square = {{0}};
    for (size_t i = 0; i < n; i++) {
        eg_decimal value = values[i] * EG_DECIMAL_ONE;
        ck_assert(eg_i128_add(&sum, value));
        ck_assert(eg_u192_add_square(&square, value, 1));
    }
    return eg_rules_mean(rules, n, sum, &square);
}

START_TEST(means_of_equal_values)
{
    static const int same[] = {4, 4, 4, 4}, other[] = {4, 4, 4, 5};
    ck_assert(!mean_fit(rules_of("default"), same, 4));
    ck_assert(mean_fit(rules_of("default"), other, 4));
    ck_assert(mean_fit(rules_of("min-n"), same, 4));
}
END_TEST

/* The root of the sum of squares over the sum: 90, 1, 2, 3 gives 90.08 of 96 (93.8%), and the
 * largest value is 93.75% of it. */
START_TEST(means_of_one_large_value)
{
    static const int one[] = {90, 1, 2, 3}, even[] = {20, 24, 30, 22};
    eg_rules own = *rules_of("default");
    ck_assert(mean_fit(&own, one, 4));
    own.dominance = 7000;
    ck_assert(!mean_fit(&own, one, 4));
    ck_assert(mean_fit(&own, even, 4));
    own.dominance = 9400;
    ck_assert(mean_fit(&own, one, 4));
    own.dominance = 9380;
    ck_assert(!mean_fit(&own, one, 4));
}
END_TEST

/* ---- New York ---- */

static void table_of(const uint64_t n[5], uint8_t hidden[5], uint32_t min_n)
{
    static uint32_t start[] = {0, 5}, members[] = {0, 1, 2, 3, 4}, family[] = {1};
    uint64_t students[5];
    eg_links links = {
        .start = start, .n_links = 1, .members = members, .family = family, .n_cells = 5};
    memcpy(students, n, sizeof students);
    eg_secret secret = {
        .links = &links, .min_n = min_n, .n_cells = 5, .n = students, .hidden = hidden};
    for (size_t i = 0; i < 4; i++)
        hidden[i] = n[i] > 0 && n[i] < min_n;
    hidden[4] = 0;
    eg_next_smallest(&secret);
}

/* The vector nysed_next_smallest: A 3, B 12, C 7, D 40 of 62, hidden under 5: A and C. */
START_TEST(next_smallest_of_new_york)
{
    static const uint64_t n[] = {3, 12, 7, 40, 62};
    uint8_t hidden[5];
    table_of(n, hidden, 5);
    ck_assert(hidden[0] && !hidden[1] && hidden[2] && !hidden[3] && !hidden[4]);
}
END_TEST

START_TEST(next_smallest_as_often_as_needed)
{
    static const uint64_t two[] = {3, 4, 12, 40, 59}, few[] = {1, 2, 12, 40, 55},
                          none[] = {5, 6, 12, 40, 63}, even[] = {3, 9, 9, 0, 21};
    uint8_t hidden[5];
    /* two that together have seven are enough */
    table_of(two, hidden, 5);
    ck_assert(hidden[0] && hidden[1] && !hidden[2] && !hidden[3]);
    /* two that together have three are not */
    table_of(few, hidden, 5);
    ck_assert(hidden[0] && hidden[1] && hidden[2] && !hidden[3]);
    table_of(none, hidden, 5);
    ck_assert(!hidden[0] && !hidden[1] && !hidden[2] && !hidden[3]);
    /* the first of equals; nobody is no group */
    table_of(even, hidden, 5);
    ck_assert(hidden[0] && hidden[1] && !hidden[2] && !hidden[3]);
}
END_TEST

/* ---- text ---- */

static const char *const texts[] = {"none", "10:20%", "10:20%,20:10%,300:1%/3",
                                    "0:12.5%,40:2.25%", "5:49.99%"};
START_TEST(tails_as_text)
{
    eg_arena *arena = eg_arena_new();
    eg_rules read = {.n_tails = 0};
    ck_assert_ptr_null(eg_tails_read(texts[_i], &read));
    ck_assert_str_eq(eg_tails_text(&read, arena), texts[_i]);
    eg_arena_free(arena);
}
END_TEST

static const char *const wrong[] = {
    "",
    "20",
    "20%",
    "10:20",
    "10:20%,",
    "10:20%,10:5%",
    "20:20%,9:5%",
    "10:0%",
    "10:50%",
    "10:101%",
    "10:2.555%",
    "10:20%/",
    "10:20%/0",
    "10:20%/x",
    "10:-1%",
    "NONE",
    "10:20% ",
    "10;20%",
    "9999999999:1%",
    "1:1%,2:1%,3:1%,4:1%,5:1%,6:1%,7:1%,8:1%,9:1%,10:1%,11:1%,12:1%,13:1%"};
START_TEST(tails_that_are_none)
{
    eg_rules read = *rules_of("default");
    ck_assert_msg(eg_tails_read(wrong[_i], &read) != NULL, "%s", wrong[_i]);
    ck_assert(eg_rules_same(&read, rules_of("default")));
}
END_TEST

/* ---- settings: a number that is said wins over the policy's, whichever comes first ---- */

static eg_settings *said(const char *const pairs[][2])
{
    eg_settings *settings = NULL;
    ck_assert_int_eq(eg_settings_new(&settings, NULL), EG_OK);
    for (size_t i = 0; pairs[i][0] != NULL; i++) {
        const eg_option *row = eg_settings_options();
        while (strcmp(row->name, pairs[i][0]) != 0)
            row++;
        ck_assert_int_eq(row->set(settings, pairs[i][1], NULL), EG_OK);
    }
    return settings;
}

START_TEST(numbers_win_in_any_order)
{
    static const char *const before[][2] = {
        {"min-n", "12"},         {"tails", "10:25%"},         {"min-count", "3"},
        {"next-smallest", "no"}, {"policy", "next-smallest"}, {NULL, NULL}};
    static const char *const after[][2] = {
        {"policy", "next-smallest"}, {"next-smallest", "no"}, {"min-count", "3"},
        {"tails", "10:25%"},         {"min-n", "12"},         {NULL, NULL}};
    eg_settings *one = said(before), *other = said(after);
    ck_assert(eg_rules_same(&one->rules, &other->rules));
    ck_assert_uint_eq(one->min_n, 12);
    ck_assert_uint_eq(other->min_n, 12);
    ck_assert_uint_eq(one->rules.n_tails, 1);
    ck_assert_uint_eq(one->rules.min_count, 3);
    ck_assert(!one->rules.next_smallest);
    ck_assert_str_eq(one->policy, "next-smallest");
    eg_settings_free(one);
    eg_settings_free(other);
}
END_TEST

START_TEST(a_config_gives_way)
{
    static const char config[] =
        "{\"privacy\": {\"policy\": \"nces-2011-603\", \"min_n\": 11, \"next_smallest\": true, "
        "\"dominance\": \"70%\"}}";
    static const char *const typed[][2] = {{"policy", "min-n"}, {NULL, NULL}};
    eg_settings *settings = said(typed);
    ck_assert_int_eq(eg_config_parse(settings, eg_text_of(config), "c.json", NULL), EG_OK);
    ck_assert_str_eq(settings->policy, "min-n");
    ck_assert_uint_eq(settings->rules.n_tails, 0);
    ck_assert_uint_eq(settings->min_n, 11);
    ck_assert(settings->rules.next_smallest);
    ck_assert_uint_eq(settings->rules.dominance, 7000);
    eg_settings_free(settings);
}
END_TEST

START_TEST(a_policy_brings_its_numbers)
{
    static const char *const typed[][2] = {
        {"policy", "next-smallest"}, {"policy", "nces-2011-603"}, {NULL, NULL}};
    eg_settings *settings = said(typed);
    ck_assert_uint_eq(settings->min_n, 10);
    ck_assert(!settings->rules.next_smallest);
    ck_assert(eg_rules_same(&settings->rules, rules_of("nces-2011-603")));
    eg_settings_free(settings);
}
END_TEST

Suite *policies_suite(void)
{
    Suite *suite = suite_create("policies");
    TCase *tails = tcase_create("codes"), *groups = tcase_create("groups"),
          *text = tcase_create("text");
    tcase_add_loop_test(tails, codes_by_policy, 0, COUNT(codes));
    tcase_add_test(tails, percents_of_a_state);
    tcase_add_test(tails, thresholds_on_counts);
    tcase_add_test(tails, bounds_leave_two_counts);
    tcase_add_test(tails, means_of_equal_values);
    tcase_add_test(tails, means_of_one_large_value);
    tcase_add_test(groups, next_smallest_of_new_york);
    tcase_add_test(groups, next_smallest_as_often_as_needed);
    tcase_add_loop_test(text, tails_as_text, 0, COUNT(texts));
    tcase_add_loop_test(text, tails_that_are_none, 0, COUNT(wrong));
    tcase_add_test(text, numbers_win_in_any_order);
    tcase_add_test(text, a_config_gives_way);
    tcase_add_test(text, a_policy_brings_its_numbers);
    suite_add_tcase(suite, tails);
    suite_add_tcase(suite, groups);
    suite_add_tcase(suite, text);
    return suite;
}
