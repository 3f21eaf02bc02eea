/* Recipes: the edges, exactly. */
#include <check.h>

#include "schema/recipes.h"

#define DAYS(n) ((eg_decimal)(n)*EG_DECIMAL_ONE)

typedef struct {
    const char *recipe;
    eg_decimal first, second;
    eg_value_state state;
    bool success;
} row;

static const row rows[] = {
    {"chronic_absence", DAYS(18), DAYS(180), EG_VALUE_OK, true},
    {"chronic_absence", DAYS(18) - 1, DAYS(180), EG_VALUE_OK, false},
    {"chronic_absence", DAYS(15), DAYS(149), EG_VALUE_OK, true},
    {"chronic_absence", DAYS(3), DAYS(31), EG_VALUE_OK, false},
    {"chronic_absence", DAYS(0), DAYS(0), EG_VALUE_NOT_APPLICABLE, false},
    {"chronic_absence", DAYS(12), DAYS(10), EG_VALUE_INVALID, false},
    {"chronic_absence", DAYS(-1), DAYS(10), EG_VALUE_INVALID, false},
    {"chronic_absence", DAYS(9000000000), DAYS(9200000000), EG_VALUE_OK, true},
    {"chronic_absence_california", DAYS(30), DAYS(30), EG_VALUE_NOT_APPLICABLE, false},
    {"chronic_absence_california", DAYS(4), DAYS(31), EG_VALUE_OK, true},
    {"chronic_absence_crdc", DAYS(15), 0, EG_VALUE_OK, true},
    {"chronic_absence_crdc", DAYS(15) - 1, 0, EG_VALUE_OK, false},
    {"on_track", DAYS(5), DAYS(1), EG_VALUE_OK, true},
    {"on_track", DAYS(5), DAYS(2), EG_VALUE_OK, false},
    {"on_track", DAYS(5) - 1, DAYS(0), EG_VALUE_OK, false},
    {"on_track_credits", DAYS(6), DAYS(6), EG_VALUE_OK, true},
    {"on_track_credits", DAYS(0), DAYS(0), EG_VALUE_NOT_APPLICABLE, false},
    {"no_course_failed", DAYS(0), 0, EG_VALUE_OK, true},
    {"suspended", DAYS(0), 0, EG_VALUE_OK, false},
    {"suspended", 1, 0, EG_VALUE_OK, true},
};

START_TEST(numbers)
{
    const row *r = &rows[_i];
    const eg_recipe *recipe = eg_recipes_find(eg_text_of(r->recipe));
    eg_decimal of[EG_RECIPE_INPUTS] = {r->first, r->second};
    bool success = false;
    ck_assert_ptr_nonnull(recipe);
    ck_assert_int_eq(recipe->judge(of, &success), r->state);
    if (r->state == EG_VALUE_OK)
        ck_assert_int_eq(success, r->success);
}
END_TEST

START_TEST(words)
{
    static const struct {
        const char *recipe, *word;
        eg_value_state state;
        bool success;
    } table[] = {
        {"d_f_rate", "D+", EG_VALUE_OK, true},
        {"d_f_rate", "c-", EG_VALUE_OK, false},
        {"d_f_rate", "E", EG_VALUE_OK, true},
        {"d_f_rate", "W", EG_VALUE_NOT_APPLICABLE, false},
        {"d_f_rate", "G", EG_VALUE_INVALID, false},
        {"d_f_rate", "", EG_VALUE_INVALID, false},
        {"proficient", "exceeds standard", EG_VALUE_OK, true},
        {"proficient", "Nearly Met", EG_VALUE_OK, false},
        {"proficient", "3", EG_VALUE_INVALID, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const eg_recipe *recipe = eg_recipes_find(eg_text_of(table[i].recipe));
        bool success = false;
        ck_assert_int_eq(recipe->read(eg_text_of(table[i].word), &success), table[i].state);
        if (table[i].state == EG_VALUE_OK)
            ck_assert_int_eq(success, table[i].success);
    }
}
END_TEST

START_TEST(rows_are_whole)
{
    for (size_t i = 0; i < eg_recipes_count(); i++) {
        const eg_recipe *recipe = eg_recipes_at(i);
        ck_assert_ptr_eq(eg_recipes_find(eg_text_of(recipe->name)), recipe);
        ck_assert((recipe->judge == NULL) != (recipe->read == NULL));
        ck_assert_ptr_nonnull(recipe->inputs[0]);
        ck_assert(recipe->numerator[0] && recipe->denominator[0] && recipe->exclusions[0]);
    }
    ck_assert_ptr_null(eg_recipes_find(eg_text_of("chronic")));
    ck_assert_str_eq(eg_recipes_nearest(eg_text_of("chronic_absense")), "chronic_absence");
}
END_TEST

START_TEST(counts_have_commas)
{
    ck_assert_str_eq(eg_count_words(0).text, "0");
    ck_assert_str_eq(eg_count_words(999).text, "999");
    ck_assert_str_eq(eg_count_words(13848).text, "13,848");
    ck_assert_str_eq(eg_count_words(UINT64_MAX).text, "18,446,744,073,709,551,615");
}
END_TEST

Suite *recipes_suite(void);
Suite *recipes_suite(void)
{
    Suite *suite = suite_create("recipes");
    TCase *of = tcase_create("recipes");
    tcase_add_loop_test(of, numbers, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(of, words);
    tcase_add_test(of, rows_are_whole);
    tcase_add_test(of, counts_have_commas);
    suite_add_tcase(suite, of);
    return suite;
}
