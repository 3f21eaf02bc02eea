/* --fail-on: its grammar, and which facts it holds for. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "cli/fail_on.h"

Suite *cli_fail_on_suite(void);

static const struct {
    const char *text;
    const char *statistic;
    size_t n_terms;
    eg_compare compare;
    double than;
} good[] = {
    {"difference<-0.1", "difference", 1, EG_COMPARE_LT, -0.1},
    {"ratio<=0.8", "ratio", 1, EG_COMPARE_LE, 0.8},
    {"rate > 0.5", "rate", 1, EG_COMPARE_GT, 0.5},
    {"rate>=1e-3", "rate", 1, EG_COMPARE_GE, 0.001},
    {"n=0", "n", 1, EG_COMPARE_EQ, 0},
    {"n==12", "n", 1, EG_COMPARE_EQ, 12},
    {"n!=3", "n", 1, EG_COMPARE_NE, 3},
    {"share:Proficient<0.25", "share:Proficient", 1, EG_COMPARE_LT, 0.25},
    {"difference<-0.1&p_adjusted<0.05", "difference", 2, EG_COMPARE_LT, -0.1},
    {"difference<-0.1 && p_value<0.05 & n>=30", "difference", 3, EG_COMPARE_LT, -0.1},
};

static const char *const bad[] = {
    "",
    "difference",
    "<0.1",
    "difference<",
    "difference<x",
    "rate<0.1x",
    "rate<nan",
    "rate<inf",
    "rate<0x1",
    "rate<0.1&",
    "rate<1&z<2",
    "rate=<0.1",
    "rate<<0.1",
    "rate<0.1&&&n>3",
    "difference<-0,1",
    "a<1&n<1&n<1&n<1&n<1&n<1&n<1&n<1&n<1",
};

START_TEST(good_conditions_parse)
{
    eg_condition condition;
    eg_error err = {0};
    ck_assert_msg(eg_condition_parse(&condition, good[_i].text, &err) == EG_OK, "%s: %s",
                  good[_i].text, err.text);
    ck_assert_msg(eg_text_is(condition.statistic, good[_i].statistic), "%s", good[_i].text);
    ck_assert_uint_eq(condition.n_terms, good[_i].n_terms);
    ck_assert_int_eq(condition.term[0].compare, good[_i].compare);
    ck_assert_double_eq(condition.term[0].than, good[_i].than);
}
END_TEST

START_TEST(bad_conditions_are_refused)
{
    eg_condition condition;
    eg_error err = {0};
    ck_assert_msg(eg_condition_parse(&condition, bad[_i], &err) == EG_E_USAGE, "%s", bad[_i]);
    ck_assert_ptr_nonnull(strstr(err.text, "--fail-on"));
}
END_TEST

static eg_fact a_fact(void)
{
    return (eg_fact){
        .unit_type = "all",
        .unit = "",
        .outcome = "math",
        .year = "2023-24",
        .dimension = "race",
        .group = "A",
        .reference = "rest",
        .statistic = "difference",
        .value = -0.15,
        .ci_low = -0.2,
        .ci_high = -0.1,
        .p_value = 0.001,
        .p_adjusted = 0.004,
        .n = 40,
        .has_n = true,
        .status = EG_FACT_OK,
        .note = "",
    };
}

/* -0.15 (-0.2, -0.1), p 0.001, adjusted 0.004, n 40. */
static const struct {
    const char *text;
    bool holds;
} on_facts[] = {
    {"difference<-0.1", true},
    {"difference<-0.15", false},
    {"difference<=-0.15", true},
    {"difference=-0.15", true},
    {"difference!=-0.15", false},
    {"difference>0", false},
    {"differ<-0.1", false},
    {"ratio<-0.1", false},
    {"difference<-0.1&p_adjusted<0.005", true},
    {"difference<-0.1&p_adjusted<0.004", false},
    {"difference<-0.1&p_value<0.002&n>=40&ci_high<=-0.1&ci_low>-0.21&value<0", true},
    {"difference<-0.1&n>40", false},
};

START_TEST(conditions_hold_for_facts)
{
    eg_condition condition;
    eg_error err = {0};
    eg_fact fact = a_fact();
    ck_assert_int_eq(eg_condition_parse(&condition, on_facts[_i].text, &err), EG_OK);
    ck_assert_msg(eg_condition_holds(&condition, &fact) == on_facts[_i].holds, "%s",
                  on_facts[_i].text);
    /* Of a family, and only published. */
    fact.statistic = "difference:Proficient";
    ck_assert_msg(eg_condition_holds(&condition, &fact) == on_facts[_i].holds, "%s",
                  on_facts[_i].text);
    fact.status = EG_FACT_SUPPRESSED;
    ck_assert(!eg_condition_holds(&condition, &fact));
    fact.status = EG_FACT_INTERVAL;
    ck_assert(!eg_condition_holds(&condition, &fact));
}
END_TEST

START_TEST(a_number_that_is_not_there_holds_nothing)
{
    eg_condition condition;
    eg_error err = {0};
    eg_fact fact = a_fact();
    ck_assert_int_eq(eg_condition_parse(&condition, "difference!=0&n!=1&p_value!=2", &err),
                     EG_OK);
    ck_assert(eg_condition_holds(&condition, &fact));
    fact.p_value = NAN;
    ck_assert(!eg_condition_holds(&condition, &fact));
    fact = a_fact();
    fact.has_n = false;
    ck_assert(!eg_condition_holds(&condition, &fact));
    fact = a_fact();
    fact.value = NAN;
    ck_assert(!eg_condition_holds(&condition, &fact));
}
END_TEST

static eg_status three_facts(const void *self, eg_fact_visitor visit, void *context,
                             eg_error *err)
{
    (void)self;
    eg_fact fact = a_fact();
    eg_status status = visit(context, &fact, err);
    fact.group = "B";
    fact.value = -0.3;
    status = status == EG_OK ? visit(context, &fact, err) : status;
    fact.group = "C";
    fact.status = EG_FACT_SUPPRESSED;
    return status == EG_OK ? visit(context, &fact, err) : status;
}

START_TEST(a_report_is_counted)
{
    eg_condition conditions[2];
    eg_error err = {0};
    eg_report report = {.facts = three_facts};
    ck_assert_int_eq(eg_condition_parse(&conditions[0], "difference<-0.2", &err), EG_OK);
    ck_assert_int_eq(eg_condition_parse(&conditions[1], "ratio<1", &err), EG_OK);
    ck_assert_int_eq(eg_conditions_count(conditions, 2, &report, &err), EG_OK);
    ck_assert_uint_eq(conditions[0].looked_at, 3);
    ck_assert_uint_eq(conditions[0].holds, 1);
    ck_assert_str_eq(conditions[0].first, "math, 2023-24, race B, against rest, difference");
    ck_assert_uint_eq(conditions[1].looked_at, 0);
    ck_assert_uint_eq(conditions[1].holds, 0);
}
END_TEST

START_TEST(statistics_are_known_by_name)
{
    static const struct {
        const char *text;
        bool known;
        const char *says;
    } rows[] = {
        {"difference<0", true, NULL},
        {"share<0.1", true, NULL},
        {"share:Basic<0.1", true, NULL},
        {"diference<0", false, "did you mean difference"},
        {"qqqqqqqq<0", false, "no statistic"},
    };
    eg_arena *arena = eg_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_condition condition;
        eg_error err = {0};
        ck_assert_int_eq(eg_condition_parse(&condition, rows[i].text, &err), EG_OK);
        eg_status status = eg_condition_check(&condition, arena, &err);
        ck_assert_msg((status == EG_OK) == rows[i].known, "%s: %s", rows[i].text, err.text);
        if (rows[i].says)
            ck_assert_msg(strstr(err.text, rows[i].says) != NULL, "%s", err.text);
    }
    eg_arena_free(arena);
}
END_TEST

Suite *cli_fail_on_suite(void)
{
    Suite *suite = suite_create("cli_fail_on");
    TCase *tests = tcase_create("fail_on");
    tcase_add_loop_test(tests, good_conditions_parse, 0, (int)(sizeof good / sizeof good[0]));
    tcase_add_loop_test(tests, bad_conditions_are_refused, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    tcase_add_loop_test(tests, conditions_hold_for_facts, 0,
                        (int)(sizeof on_facts / sizeof on_facts[0]));
    tcase_add_test(tests, a_number_that_is_not_there_holds_nothing);
    tcase_add_test(tests, a_report_is_counted);
    tcase_add_test(tests, statistics_are_known_by_name);
    suite_add_tcase(suite, tests);
    return suite;
}
