/* test_report.c - the index of facts, the mask, definitions and settings; and the fake report
 * itself. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fake_report.h"
#include "report/index.h"
#include "report/margin.h"

Suite *report_suite(void);

/* ---- tests
 * ------------------------------------------------------------------------------------- */

START_TEST(index_finds_every_fact)
{
    fake_report fake;
    eg_error err = {0};
    eg_fact_index *index = NULL;
    fake_report_init(&fake);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, NULL, NULL, &err), EG_OK);
    size_t of_all = 0;
    for (size_t i = 0; i < fake.n; i++) {
        const eg_fact *fact = &fake.facts[i];
        if (strcmp(fact->unit_type, "all") != 0) {
            continue;
        }
        const eg_fact *found =
            eg_fact_index_find(index, fact->outcome, fact->year, fact->dimension, fact->group,
                               fact->reference, fact->statistic);
        ck_assert_ptr_nonnull(found);
        ck_assert_ptr_eq(found, eg_fact_index_at(index, of_all));
        ck_assert_str_eq(found->note, fact->note);
        of_all++;
    }
    ck_assert_uint_eq(eg_fact_index_count(index), of_all);
    ck_assert_ptr_null(
        eg_fact_index_find(index, "graduated", "1999", "all", "All students", NULL, "rate"));
    ck_assert_ptr_null(eg_fact_index_find(index, NULL, NULL, NULL, NULL, NULL, NULL));
    eg_fact_index_free(index);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, "school", "Lincoln K-8", &err),
                     EG_OK);
    ck_assert_uint_eq(eg_fact_index_runs(index), 4);
    eg_fact_index_free(index);
    eg_fact_index_free(NULL);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(empty_report_has_an_index)
{
    fake_report fake;
    eg_error err = {0};
    eg_fact_index *index = NULL;
    fake_report_init_empty(&fake);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, "all", "", &err), EG_OK);
    ck_assert_uint_eq(eg_fact_index_count(index), 0);
    ck_assert_ptr_null(eg_fact_index_find(index, "a", "", "all", "All students", "", "n"));
    eg_run none = eg_fact_index_run(index, "a", "all", "All students");
    ck_assert_uint_eq(none.begin, none.end);
    eg_fact_index_free(index);
    fake_report_clear(&fake);
}
END_TEST

static eg_status keep_last(void *context, const eg_fact *fact, eg_error *err)
{
    (void)err;
    *(eg_fact *)context = *fact;
    return EG_OK;
}

/* interface.md: what each status leaves of a fact's figures. */
static const struct {
    eg_fact_status status;
    bool value, interval, n;
} left_over[] = {
    {EG_FACT_OK, true, true, true},          {EG_FACT_SUPPRESSED, false, false, false},
    {EG_FACT_TOP_CODED, false, false, true}, {EG_FACT_BOTTOM_CODED, false, false, true},
    {EG_FACT_TOO_FEW, false, false, false},  {EG_FACT_NOT_ESTIMABLE, false, false, false},
    {EG_FACT_INTERVAL, false, true, false}};

START_TEST(a_status_takes_its_figures_off)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "", "d", "g", "", "rate");
    fact.value = fact.ci_low = fact.ci_high = fact.p_value = fact.p_adjusted = 0.5;
    fact.n = 20;
    fact.has_n = true;
    fact.status = left_over[_i].status;
    fake_report_add(&fake, &fact);
    eg_fact seen = {0};
    ck_assert_int_eq(eg_report_facts(&fake.report, keep_last, &seen, NULL), EG_OK);
    ck_assert_int_eq(!isnan(seen.value), left_over[_i].value);
    ck_assert_int_eq(!isnan(seen.p_value), left_over[_i].value);
    ck_assert_int_eq(!isnan(seen.p_adjusted), left_over[_i].value);
    ck_assert_int_eq(!isnan(seen.ci_low), left_over[_i].interval);
    ck_assert_int_eq(!isnan(seen.ci_high), left_over[_i].interval);
    ck_assert_int_eq(seen.has_n, left_over[_i].n);
    ck_assert_uint_eq(seen.n, left_over[_i].n ? 20 : 0);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(references_of_every_year_are_one)
{
    ck_assert(eg_run_reference_same("highest:White", "highest"));
    ck_assert(eg_run_reference_same("highest:White", "highest:Asian"));
    ck_assert(!eg_run_reference_same("highest_income=Yes", "highest"));
    ck_assert(!eg_run_reference_same("rest", "overall"));
    ck_assert(eg_run_reference_same("goal=0.8", "goal=0.8"));
}
END_TEST

static eg_report_outcome outcome_of(eg_kind kind, bool lower)
{
    return (eg_report_outcome){.name = "o", .kind = kind, .lower = lower};
}

START_TEST(margin_rule)
{
    fake_report fake;
    eg_error err = {0};
    eg_fact_index *index = NULL;
    fake_report_init_empty(&fake);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, NULL, NULL, &err), EG_OK);
    eg_margin margin = eg_margin_of(&fake.report);
    ck_assert(fabs(margin.rate - 0.03) < 1e-15);
    ck_assert(fabs(margin.sd - 0.10) < 1e-15);
    eg_report_outcome higher = outcome_of(EG_KIND_RATE, false);
    eg_report_outcome lower = outcome_of(EG_KIND_RATE, true);
    eg_fact gap = fake_fact("o", "", "d", "g", "rest", "difference");
    gap.value = 0.78 - 0.81; /* -0.030000000000000027 */
    gap.ci_low = -0.05;
    gap.ci_high = -0.01;
    ck_assert_int_eq(eg_margin_side(&margin, index, &higher, &gap), -1);
    ck_assert_int_eq(eg_margin_side(&margin, index, &lower, &gap), 1);
    gap.value = -0.029;
    ck_assert_int_eq(eg_margin_side(&margin, index, &higher, &gap), 0);
    gap.value = -0.2;
    gap.ci_high = 0;
    ck_assert_int_eq(eg_margin_side(&margin, index, &higher, &gap), 0);
    gap.ci_high = -0.1;
    gap.status = EG_FACT_SUPPRESSED;
    ck_assert_int_eq(eg_margin_side(&margin, index, &higher, &gap), 0);
    eg_fact_index_free(index);
    fake_report_clear(&fake);
}
END_TEST

static void add_figure(fake_report *fake, const char *dimension, const char *group,
                       const char *statistic, double value)
{
    eg_fact fact = fake_fact("o", "", dimension, group, "", statistic);
    fact.value = value;
    fake_report_add(fake, &fact);
}

/*
 * a = 1 2 3 4 5, rest = 4 6 8: means 3 and 6, pooled variance (10 + 8) / 6 = 3, so a margin of
 * 0.1 sd is 0.1732050808 and the difference of -3 is -17.3205080757 margins. Worked by hand.
 */
START_TEST(margin_of_a_mean_uses_the_pooled_sd)
{
    fake_report fake;
    eg_error err = {0};
    eg_fact_index *index = NULL;
    fake_report_init_empty(&fake);
    add_figure(&fake, "all", "All students", "n", 8);
    add_figure(&fake, "all", "All students", "mean", 4.125);
    add_figure(&fake, "all", "All students", "sd", sqrt(34.875 / 7));
    add_figure(&fake, "d", "a", "mean", 3);
    eg_fact gap = fake_fact("o", "", "d", "a", "rest", "difference");
    gap.value = -3;
    gap.n = 5;
    gap.has_n = true;
    fake_report_add(&fake, &gap);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, NULL, NULL, &err), EG_OK);
    eg_report_outcome mean = outcome_of(EG_KIND_MEAN, false);
    eg_margin margin = {0.03, 0.10};
    double scale = 0;
    double size = eg_margin_size(&margin, index, &mean, &gap, &scale);
    ck_assert_msg(fabs(scale - 0.17320508075688773) < 1e-12, "scale %.17g", scale);
    ck_assert_msg(fabs(size + 17.320508075688775) < 1e-9, "size %.17g", size);
    eg_fact_index_free(index);
    fake_report_clear(&fake);
}
END_TEST

/* A slope of -0.011 a year over three years is 3.3 points: over the margin of 3, one of -0.009
 * is not. */
START_TEST(an_improvement_is_sure_large_enough_and_on_the_better_side)
{
    fake_report fake;
    eg_error err = {0};
    eg_fact_index *index = NULL;
    fake_report_init_empty(&fake);
    ck_assert_int_eq(eg_fact_index_new(&index, &fake.report, NULL, NULL, &err), EG_OK);
    eg_margin margin = {0.03, 0.10};
    eg_report_outcome higher = outcome_of(EG_KIND_RATE, false);
    eg_report_outcome lower = outcome_of(EG_KIND_RATE, true);
    eg_fact slope = fake_fact("o", "2020-21..2023-24", "d", "g", "", "slope");
    slope.value = -0.011;
    slope.ci_low = -0.02;
    slope.ci_high = -0.002;
    slope.p_value = 0.01;
    slope.p_adjusted = 0.04;
    ck_assert(eg_margin_improves(&margin, index, &lower, &slope, 0.95));
    ck_assert(!eg_margin_improves(&margin, index, &higher, &slope, 0.95));
    ck_assert(!eg_margin_improves(&margin, index, &lower, NULL, 0.95));
    slope.value = -0.009;
    ck_assert(!eg_margin_improves(&margin, index, &lower, &slope, 0.95));
    slope.value = -0.011;
    slope.p_adjusted = 0.06;
    ck_assert(!eg_margin_improves(&margin, index, &lower, &slope, 0.95));
    slope.p_adjusted = 0.04;
    slope.ci_high = 0;
    ck_assert(!eg_margin_improves(&margin, index, &lower, &slope, 0.95));
    slope.ci_high = -0.002;
    slope.status = EG_FACT_SUPPRESSED;
    ck_assert(!eg_margin_improves(&margin, index, &lower, &slope, 0.95));
    eg_fact_index_free(index);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(definitions_say_what_is_counted)
{
    eg_arena *arena = eg_arena_new();
    const char *success[] = {"3", "4"};
    eg_outcome rate = {.name = "math",
                       .column = "math_level",
                       .kind = EG_KIND_RATE,
                       .spec = {.success = {success, 2}}};
    const char *text = eg_report_definition(&rate, NULL, NULL, arena);
    ck_assert_ptr_nonnull(
        strstr(text, "students whose math_level is 3 or 4, out of all students"));
    ck_assert_ptr_nonnull(strstr(text, "A higher value is better."));
    eg_outcome below = {
        .column = "attendance_rate",
        .kind = EG_KIND_RATE,
        .lower = true,
        .spec = {.compare = EG_COMPARE_LT, .threshold = EG_DECIMAL_ONE / 10 * 9}};
    text = eg_report_definition(&below, NULL, NULL, arena);
    ck_assert_ptr_nonnull(strstr(text, "attendance_rate is below 0.9, out of"));
    ck_assert_ptr_nonnull(strstr(text, "A lower value is better."));
    eg_outcome levels = {.column = "lvl", .kind = EG_KIND_AUTO};
    const char *names[] = {"Low", "High"};
    eg_outcome_settled settled = {.kind = EG_KIND_LEVELS, .levels = names, .n_levels = 2};
    text = eg_report_definition(&levels, &settled, NULL, arena);
    ck_assert_ptr_nonnull(strstr(text, "lowest level first: Low, High;"));
    eg_outcome mean = {.column = "score", .kind = EG_KIND_MEAN};
    text = eg_report_definition(&mean, NULL, NULL, arena);
    ck_assert_ptr_nonnull(strstr(text, "average score of all students"));
    eg_arena_free(arena);
}
END_TEST

static const char *setting(const eg_report_setting *settings, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(settings[i].name, name) == 0) {
            return settings[i].value;
        }
    }
    return NULL;
}

START_TEST(settings_are_the_ones_that_change_numbers)
{
    eg_error err = {0};
    eg_settings *settings = NULL;
    eg_arena *arena = eg_arena_new();
    eg_report_setting *made = NULL;
    eg_report_setting *again = NULL;
    size_t n = 0;
    size_t n_again = 0;
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    eg_reference references[] = {
        {.kind = EG_REFERENCE_REST},
        {.kind = EG_REFERENCE_LEVEL, .dimension = "race", .level = "A,B"},
        {.kind = EG_REFERENCE_GOAL, .goal_text = "goal=0.8"}};
    settings->references = references;
    settings->n_references = 3;
    settings->seed = UINT64_MAX;
    const char *grades[] = {"3", "4"};
    eg_where where[] = {{"grade", EG_COMPARE_EQ, {grades, 2}},
                        {"days", EG_COMPARE_GE, {grades, 1}}};
    settings->where = where;
    settings->n_where = 2;
    ck_assert_int_eq(eg_report_settings_make(settings, NULL, arena, &made, &n, &err), EG_OK);
    ck_assert_str_eq(setting(made, n, "reference"), "rest,race=\"A,B\",goal=0.8");
    ck_assert_str_eq(setting(made, n, "seed"), "18446744073709551615");
    ck_assert_str_eq(setting(made, n, "where"), "grade in 3,4 and days>=3");
    ck_assert_str_eq(setting(made, n, "confidence"), "0.95");
    ck_assert_str_eq(setting(made, n, "edition"), "public");
    ck_assert_ptr_null(setting(made, n, "threads"));
    ck_assert_ptr_null(setting(made, n, "parser"));
    settings->threads = 7;
    settings->parser = "libcsv";
    ck_assert_int_eq(eg_report_settings_make(settings, NULL, arena, &again, &n_again, &err),
                     EG_OK);
    ck_assert_uint_eq(n, n_again);
    for (size_t i = 0; i < n; i++) {
        ck_assert_str_eq(made[i].name, again[i].name);
        ck_assert_str_eq(made[i].value, again[i].value);
    }
    eg_settings_free(settings);
    eg_arena_free(arena);
}
END_TEST

Suite *report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *tc = tcase_create("report");
    tcase_add_test(tc, index_finds_every_fact);
    tcase_add_test(tc, empty_report_has_an_index);
    tcase_add_loop_test(tc, a_status_takes_its_figures_off, 0,
                        (int)(sizeof left_over / sizeof left_over[0]));
    tcase_add_test(tc, references_of_every_year_are_one);
    tcase_add_test(tc, margin_rule);
    tcase_add_test(tc, margin_of_a_mean_uses_the_pooled_sd);
    tcase_add_test(tc, an_improvement_is_sure_large_enough_and_on_the_better_side);
    tcase_add_test(tc, definitions_say_what_is_counted);
    tcase_add_test(tc, settings_are_the_ones_that_change_numbers);
    suite_add_tcase(suite, tc);
    return suite;
}
