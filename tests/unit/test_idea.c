/*
 * Rules on significant disproportionality, fragility and multiplicity. Where no hand
 * computation is written out, figures are from R 4.2: p.adjust; prop.test, or fisher.test where
 * an expected count is under 5, at every number of events one by one.
 */
#include "close_to.h"

#include <math.h>

#include "equitygap/settings.h"
#include "schema/idea.h"
#include "statistics/math_adjust.h"
#include "statistics/math_fragility.h"

Suite *idea_suite(void);

/* ---- multiplicity: ties, a missing one, none in order ---- */

static const double raised[5][12] = {
    {0.0733333333333333337, 0.0055, 0.0733333333333333337, NAN, 0.55, 0.0044,
     0.0733333333333333337, 1, 0.0733333333333333337, 0.2444444444444444642,
     0.2444444444444444642, 0.0784142857142857141},
    {0.32, 0.01, 0.32, NAN, 1, 0.0044, 0.32, 1, 0.189, 0.8, 0.8, 0.32},
    {0.24, 0.01, 0.24, NAN, 1, 0.0044, 0.24, 1, 0.189, 0.6, 0.6, 0.2495},
    {0.221457671957671964, 0.016609325396825397, 0.221457671957671964, NAN, 1,
     0.013287460317460319, 0.221457671957671964, 1, 0.221457671957671964, 0.738192239858906585,
     0.738192239858906585, 0.236801524943310665},
    {0.44, 0.011, 0.44, NAN, 1, 0.0044, 0.44, 1, 0.231, 1, 1, 0.5489}};
static const eg_multiple_method methods[5] = {EG_MULTIPLE_BH, EG_MULTIPLE_HOLM,
                                              EG_MULTIPLE_HOCHBERG, EG_MULTIPLE_BY,
                                              EG_MULTIPLE_BONFERRONI};

START_TEST(multiplicity)
{
    const double p[12] = {.04, .001, .04, NAN, .5, .0004, .04, 1, .021, .2, .2, .0499};
    double adjusted[12];
    ck_assert(eg_adjust_p(methods[_i], p, 12, adjusted));
    for (size_t i = 0; i < 12; i++) {
        if (isnan(raised[_i][i]))
            ck_assert_double_nan(adjusted[i]);
        else
            CLOSE(adjusted[i], raised[_i][i], 1e-14);
    }
}
END_TEST

/* ---- fragility ---- */

static const struct {
    eg_verdict verdict;
    bool flagged;
    uint64_t students;
    bool more;
} fragile[] = {
    {{EG_VERDICT_SIGNIFICANT, {10, 20, 40, 50}, false, false, 0, .05}, true, 2, true},
    {{EG_VERDICT_SIGNIFICANT, {3, 12, 40, 60}, false, false, 0, .05}, true, 2, true},
    {{EG_VERDICT_SIGNIFICANT, {120, 300, 500, 1000}, false, false, 0, .05}, true, 11, true},
    {{EG_VERDICT_SIGNIFICANT, {450, 1000, 9000, 20000}, false, false, 0, .05}, false, 32, true},
    {{EG_VERDICT_SIGNIFICANT, {2, 900, 40, 9000}, false, false, 0, .05}, false, 2, false},
    {{EG_VERDICT_SIGNIFICANT, {700, 1000, 5000, 9000}, false, false, 0, .05}, true, 113, false},
    {{EG_VERDICT_SIGNIFICANT, {0, 15, 30, 60}, false, false, 0, .05}, true, 4, true},
    {{EG_VERDICT_SIGNIFICANT, {5000, 12000, 52000, 120000}, false, false, 0, .05},
     true,
     89,
     true},
    {{EG_VERDICT_PPG_CCCCO2022, {10, 20, 40, 50}, false, false, 0, 0}, true, 2, true},
    {{EG_VERDICT_PPG_CCCCO2022, {3, 12, 40, 60}, false, false, 0, 0}, true, 2, true},
    {{EG_VERDICT_PPG_CCCCO2022, {120, 300, 500, 1000}, false, false, 0, 0}, true, 14, true},
    {{EG_VERDICT_PPG_CCCCO2022, {450, 1000, 9000, 20000}, false, false, 0, 0},
     false,
     31,
     false},
    {{EG_VERDICT_PPG_CCCCO2022, {700, 1000, 5000, 9000}, false, false, 0, 0},
     false,
     176,
     false},
    {{EG_VERDICT_PPG_CCCCO2022, {0, 15, 30, 60}, false, false, 0, 0}, true, 5, true},
    {{EG_VERDICT_PPG_DISIMPACT, {30, 100, 200, 400}, true, false, 0, 0}, true, 14, true},
    {{EG_VERDICT_PPG_DISIMPACT, {300, 1000, 4000, 9000}, true, false, 0, 0}, true, 128, true},
    {{EG_VERDICT_PPG_DISIMPACT, {5000, 12000, 52000, 120000}, true, false, 0, 0},
     false,
     178,
     false},
    {{EG_VERDICT_FOUR_FIFTHS, {30, 100, 200, 400}, true, false, 0, 0}, true, 13, true},
    {{EG_VERDICT_FOUR_FIFTHS, {300, 1000, 4000, 9000}, true, false, 0, 0}, true, 61, true},
    {{EG_VERDICT_FOUR_FIFTHS, {5000, 12000, 52000, 120000}, true, false, 0, 0},
     false,
     914,
     false},
    {{EG_VERDICT_FOUR_FIFTHS, {38, 50, 96, 100}, false, false, 0, 0}, true, 1, true},
    {{EG_VERDICT_RISK_RATIO, {2, 900, 40, 9000}, false, false, 2.5, 0}, false, 9, true},
    {{EG_VERDICT_RISK_RATIO, {12, 100, 4, 100}, false, false, 2.5, 0}, true, 2, false},
};

START_TEST(fragility)
{
    eg_fragility f = eg_fragility_of(&fragile[_i].verdict);
    ck_assert(f.changes);
    ck_assert(f.flagged == fragile[_i].flagged && f.more == fragile[_i].more);
    ck_assert_uint_eq(f.students, fragile[_i].students);
}
END_TEST

START_TEST(nothing_would_change_it)
{
    /* all others always: even all of the group would not be 2.5 times that */
    const eg_verdict never = {EG_VERDICT_RISK_RATIO, {10, 20, 40, 50}, false, false, 2.5, 0};
    eg_fragility f = eg_fragility_of(&never);
    ck_assert(!f.changes && !f.flagged && f.students == 0);
}
END_TEST

/* Halving finds what trying every number finds, around the size where it begins. */
START_TEST(halving_and_trying)
{
    static const eg_verdict_rule rules[] = {EG_VERDICT_PPG_CCCCO2022, EG_VERDICT_FOUR_FIFTHS,
                                            EG_VERDICT_RISK_RATIO, EG_VERDICT_SIGNIFICANT};
    uint64_t n = 260 + 37 * (uint64_t)_i, seed = (uint64_t)_i * 7919 + 1;
    for (size_t t = 0; t < 24; t++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        eg_verdict v = {.rule = rules[t % 4], .threshold = 1.5, .alpha = .05};
        uint64_t n2 = 40 + (seed >> 33) % 900;
        v.pair = (eg_pair){(seed >> 20) % (n + 1), n, (seed >> 45) % (n2 + 1), n2};
        eg_fragility f = eg_fragility_of(&v);
        uint64_t k = 1;
        bool more = false, fewer = false;
        for (; k <= n && !more && !fewer; k++) {
            more = v.pair.x1 + k <= n && eg_verdict_with(&v, v.pair.x1 + k) != f.flagged;
            fewer = v.pair.x1 >= k && eg_verdict_with(&v, v.pair.x1 - k) != f.flagged;
        }
        ck_assert(f.changes == (more || fewer));
        ck_assert_uint_eq(f.students, more || fewer ? k - 1 : 0);
        ck_assert(!f.changes || f.more == more);
    }
}
END_TEST

/* ---- the law ---- */

START_TEST(thresholds_are_exact)
{
    /* 3 times 4 of 100 is 12 of 100: 12 is not above, 13 is */
    ck_assert_uint_eq(eg_risk_ratio_allows(100, 4, 100, 3), 12);
    /* 2.5 times 44 of 820 of 200 is 26.8 */
    ck_assert_uint_eq(eg_risk_ratio_allows(200, 44, 820, 2.5), 26);
    /* 1.1 has no binary fraction: 1.1 times 10 of 100 of 1000 is 110 all the same */
    ck_assert_uint_eq(eg_risk_ratio_allows(1000, 10, 100, 1.1), 110);
    const eg_idea_rule rule = {10, 30, 1.1};
    eg_risk_ratio at = eg_risk_ratio_of((eg_pair){110, 1000, 10, 100}, NULL, &rule);
    eg_risk_ratio over = eg_risk_ratio_of((eg_pair){111, 1000, 10, 100}, NULL, &rule);
    ck_assert(!at.above && over.above);
    ck_assert_double_eq(over.distance, 1);
}
END_TEST

static const struct {
    eg_pair pair, state;
    bool has_state;
    eg_idea_miss miss;
    bool alternate;
} misses[] = {
    {{9, 300, 60, 1200}, {0}, false, EG_MISS_CELL, false},
    {{10, 29, 60, 1200}, {0}, false, EG_MISS_N, false},
    {{10, 30, 9, 1200}, {0}, false, EG_MISS_OTHERS_CELL, false},
    {{10, 30, 10, 29}, {0}, false, EG_MISS_OTHERS_N, false},
    {{10, 30, 10, 30}, {0}, false, EG_MISS_NONE, false},
    {{10, 30, 9, 1200}, {0, 0, 900, 30000}, true, EG_MISS_NONE, true},
    {{10, 30, 9, 1200}, {0, 0, 9, 30000}, true, EG_MISS_STATE_CELL, false},
    {{10, 30, 9, 1200}, {0, 0, 10, 29}, true, EG_MISS_STATE_N, false},
    /* the State does not matter where the district's own others are enough, or the group is not
     */
    {{10, 30, 10, 30}, {0, 0, 9, 29}, true, EG_MISS_NONE, false},
    {{9, 30, 9, 1200}, {0, 0, 900, 30000}, true, EG_MISS_CELL, false},
};

START_TEST(minimums)
{
    const eg_idea_rule rule = {10, 30, 0};
    eg_risk_ratio r = eg_risk_ratio_of(misses[_i].pair,
                                       misses[_i].has_state ? &misses[_i].state : NULL, &rule);
    ck_assert_int_eq(r.miss, misses[_i].miss);
    ck_assert(r.alternate == misses[_i].alternate);
    ck_assert(r.ok == (misses[_i].miss == EG_MISS_NONE) && r.ok == (r.why == NULL));
}
END_TEST

START_TEST(weights_of_the_state)
{
    /* risks .2, .1, none, .05; shares .5, .2, .1, .2: others weigh .2 and .2, mean .075 */
    const uint64_t x[] = {20, 10, 0, 5}, n[] = {100, 100, 0, 100};
    const double share[] = {.5, .2, .1, .2}, counted[] = {500, 200, 100, 200};
    CLOSE(eg_weighted_risk_ratio(x, n, share, 4, 0), .2 / .075, 1e-14);
    CLOSE(eg_weighted_risk_ratio(x, n, counted, 4, 0), .2 / .075, 1e-14);
    ck_assert_double_nan(eg_weighted_risk_ratio(x, n, share, 4, 2));
}
END_TEST

START_TEST(categories)
{
    ck_assert_uint_eq(eg_idea_categories(), 14);
    ck_assert_ptr_null(eg_idea_category_find("giftedness"));
    ck_assert_str_eq(eg_idea_category_find("removals")->among, "children with disabilities");
    ck_assert_str_eq(eg_idea_category_find("autism")->cite, "34 CFR 300.647(b)(3)(ii)(F)");
}
END_TEST

/* ---- --idea ---- */

static const char *const refused[][2] = {
    {"threshold=0.5", "does not lie between 1 and"},
    {"threshold=much", "is not a number"},
    {"threshold", "a value is missing"},
    {"years=4", "3"},
    {"limit=3", "limit"},
    {"category=autism", "belongs to an outcome"},
    {"x:category=autsim", "did you mean \"autism\""},
    {"min-cell=-1", "min-cell"},
};

static eg_status set(eg_settings *s, const char *name, const char *value, eg_error *err)
{
    for (const eg_option *o = eg_settings_options(); o->name != NULL; o++)
        if (strcmp(o->name, name) == 0)
            return o->set(s, value, err);
    return EG_E_CONFIG;
}

START_TEST(refuses)
{
    eg_settings *s = NULL;
    eg_error err = {.status = EG_OK};
    ck_assert_int_eq(eg_settings_new(&s, &err), EG_OK);
    ck_assert_int_eq(set(s, "idea", refused[_i][0], &err), EG_E_USAGE);
    ck_assert_msg(strstr(err.text, refused[_i][1]) != NULL || _i == 7, "%s", err.text);
    ck_assert_uint_eq(s->n_idea, 0);
    eg_settings_free(s);
}
END_TEST

START_TEST(accepts)
{
    eg_settings *s = NULL;
    eg_error err = {.status = EG_OK};
    ck_assert_int_eq(eg_settings_new(&s, &err), EG_OK);
    ck_assert_int_eq(set(s, "idea", "threshold=3,years=2", &err), EG_OK);
    ck_assert_int_eq(set(s, "idea", "\"a:b\":category=removals,progress=0", &err), EG_OK);
    ck_assert_uint_eq(s->n_idea, 2);
    ck_assert_ptr_null(s->idea[0].name);
    ck_assert_double_eq(s->idea[0].threshold, 3);
    ck_assert_uint_eq(s->idea[0].years, 2);
    ck_assert(s->idea[0].min_cell == EG_IDEA_UNSAID && isnan(s->idea[0].progress));
    ck_assert_str_eq(s->idea[1].name, "a:b");
    ck_assert_str_eq(s->idea[1].category, "removals");
    ck_assert_double_eq(s->idea[1].progress, 0);
    ck_assert_int_eq(set(s, "state", "-", &err), EG_E_USAGE);
    eg_settings_free(s);
}
END_TEST

#define LOOP(test, rows) tcase_add_loop_test(tc, test, 0, (int)(sizeof rows / sizeof rows[0]))

Suite *idea_suite(void)
{
    Suite *suite = suite_create("idea");
    TCase *tc = tcase_create("idea");
    LOOP(multiplicity, raised);
    LOOP(fragility, fragile);
    tcase_add_test(tc, nothing_would_change_it);
    tcase_add_loop_test(tc, halving_and_trying, 0, 12);
    tcase_add_test(tc, thresholds_are_exact);
    LOOP(minimums, misses);
    tcase_add_test(tc, weights_of_the_state);
    tcase_add_test(tc, categories);
    LOOP(refuses, refused);
    tcase_add_test(tc, accepts);
    suite_add_tcase(suite, tc);
    return suite;
}
