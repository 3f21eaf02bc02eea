/* Shares, their differences and ratios. Figures without another source are from R 4.2. */
#include "close_to.h"

#include "ext/gslx.h"
#include "statistics/math_adjust.h"
#include "statistics/math_impact.h"
#include "statistics/math_proportion.h"
#include "statistics/math_ratio.h"

Suite *math_rates_suite(void);

static const struct {
    uint64_t x, n;
    double cp_low, cp_high, j_low, j_high;
} beta_rows[] = {
    {0, 5, 0, 0.521823750104981, 0, 0.379377142299039},
    {1, 20, 0.0012650894979498, 0.248732762772028, 0.0054490325814266, 0.210818636249265},
    {16, 500, 0.0183991853236399, 0.0514467682916456, 0.0191619565819754, 0.0502244492660878},
    {500, 500, 0.992649389948092, 1, 0.99499121219989, 1},
    {499999, 1000000, 0.49901851919821, 0.500979480807582, 0.49901901919676, 0.500978980809028},
};

START_TEST(beta_intervals)
{
    eg_estimate cp = eg_rate(beta_rows[_i].x, beta_rows[_i].n, EG_RATE_CLOPPER_PEARSON, 0.95);
    eg_estimate j = eg_rate(beta_rows[_i].x, beta_rows[_i].n, EG_RATE_JEFFREYS, 0.95);
    CLOSE(cp.low, beta_rows[_i].cp_low, 1e-9);
    CLOSE(cp.high, beta_rows[_i].cp_high, 1e-9);
    CLOSE(j.low, beta_rows[_i].j_low, 1e-9);
    CLOSE(j.high, beta_rows[_i].j_high, 1e-9);
}
END_TEST

START_TEST(edges_are_exact)
{
    for (int method = EG_RATE_WILSON; method <= EG_RATE_WILSON_CC; method++) {
        eg_estimate none = eg_rate(0, 17, (eg_rate_method)method, 0.9);
        eg_estimate all = eg_rate(17, 17, (eg_rate_method)method, 0.9);
        ck_assert(none.low == 0 && all.high == 1);
        ck_assert(none.high > 0 && none.high < 1 && all.low > 0 && all.low < 1);
        CLOSE(all.low, 1 - none.high, 1e-12);
        ck_assert(!eg_rate(0, 0, (eg_rate_method)method, 0.95).ok);
    }
}
END_TEST

START_TEST(variance_at_the_edges)
{
    CLOSE(eg_rate_variance(3, 10), 0.021, 1e-15);
    double r = 2.0 / 14;
    CLOSE(eg_rate_variance(0, 10), r * (1 - r) / 10, 1e-15);
    CLOSE(eg_rate_variance(10, 10), r * (1 - r) / 10, 1e-14);
}
END_TEST

START_TEST(against_a_goal)
{
    eg_estimate e = eg_rate_against_goal(81, 263, 0.35, 0.95);
    CLOSE(e.p, 0.153135262101655, 1e-12);
    CLOSE(e.low, 0.255288519878274 - 0.35, 1e-12);
    ck_assert_double_nan(eg_rate_against_goal(5, 10, 1, 0.95).p);
}
END_TEST

START_TEST(fisher)
{
    CLOSE(eg_fisher_exact((eg_pair){2, 10, 15, 25}), 0.0599078341013824, 1e-12);
    CLOSE(eg_fisher_exact((eg_pair){3, 1000000, 9, 900000}), 0.0802196708855, 1e-10);
    CLOSE(eg_fisher_exact((eg_pair){0, 3, 7, 47}), 1, 1e-12);
    /* millions on both sides end, and soon */
    double p = eg_fisher_exact((eg_pair){2000000, 5000000, 2001000, 5000000});
    CLOSE(p, eg_two_proportion_z((eg_pair){2000000, 5000000, 2001000, 5000000}).p, 1e-2);
    ck_assert(eg_pair_is_small((eg_pair){1, 20, 2, 400}));
    ck_assert(!eg_pair_is_small((eg_pair){56, 70, 48, 80}));
    CLOSE(eg_rate_difference((eg_pair){0, 9, 0, 12}, 0.95).p, 1, 1e-12);
}
END_TEST

START_TEST(ratio_by_score)
{
    /* solved by scipy with the restricted likelihood maximised numerically */
    eg_estimate e = eg_rate_ratio_score((eg_pair){56, 70, 48, 80}, 0.95);
    CLOSE(e.low, 1.07904712, 1e-7);
    CLOSE(e.high, 1.67214536, 1e-7);
    e = eg_rate_ratio_score((eg_pair){10, 10, 3, 10}, 0.95);
    ck_assert(e.low > 1 && e.high > e.value);
}
END_TEST

START_TEST(zeros_of_ratios)
{
    eg_estimate none = eg_rate_ratio((eg_pair){0, 10, 4, 10}, 0.95);
    ck_assert(none.ok && none.value == 0 && isnan(none.low) && none.why != NULL);
    ck_assert(!eg_rate_ratio((eg_pair){4, 10, 0, 10}, 0.95).ok);
    none = eg_odds_ratio((eg_pair){0, 10, 4, 10}, 0.95);
    ck_assert(none.ok && none.value == 0 && isnan(none.high));
    none = eg_odds_ratio((eg_pair){3, 10, 10, 10}, 0.95);
    ck_assert(none.ok && none.value == 0);
    ck_assert(!eg_odds_ratio((eg_pair){10, 10, 4, 10}, 0.95).ok);
    ck_assert(!eg_odds_ratio((eg_pair){4, 10, 0, 10}, 0.95).ok);
}
END_TEST

START_TEST(against_overall)
{
    /* by hand: a quarter of the students at 0.5, the others at 0.8: overall 0.725 */
    eg_estimate d = eg_estimate_of(0.5 - 0.8), r = eg_estimate_of(0.5 / 0.8);
    CLOSE(eg_difference_to_overall(d, 0.25).value, 0.5 - 0.725, 1e-14);
    CLOSE(eg_ratio_to_overall(r, 0.25).value, 0.5 / 0.725, 1e-14);
}
END_TEST

START_TEST(parity)
{
    /* 0.3 of 10 is 3 although 0.3 * 10 - 0 is a hair above it */
    ck_assert_double_eq(eg_to_parity_goal(0, 10, 0.1 + 0.2, false), 3);
    ck_assert_double_eq(eg_to_parity_goal(4, 10, 0.3, false), 0);
    ck_assert_double_eq(eg_to_parity_goal(4, 10, 0.3, true), 1);
    ck_assert_double_eq(eg_to_parity(1, 3, 1, 3, false), 0);
    ck_assert_double_eq(eg_to_parity(1, 3, 334, 1000, false), 1);
    ck_assert_double_eq(eg_to_parity(6, 10, 3, 10, true), 3);
    ck_assert_double_nan(eg_to_parity(0, 0, 1, 2, false));
    ck_assert_double_nan(eg_to_parity_moving(1, 5, 1, 5, false));
}
END_TEST

START_TEST(adjusting)
{
    double p[] = {0.01, 0.02, NAN, 0.02, 0.9, 0.5};
    ck_assert(eg_adjust_p(EG_MULTIPLE_BH, p, 6, p));
    CLOSE(p[0], 1.0 / 30, 1e-12);
    CLOSE(p[1], 1.0 / 30, 1e-12);
    CLOSE(p[3], 1.0 / 30, 1e-12);
    CLOSE(p[4], 0.9, 1e-12);
    CLOSE(p[5], 0.625, 1e-12);
    ck_assert_double_nan(p[2]);
}
END_TEST

START_TEST(law_of_risk_ratios)
{
    const eg_idea_rule rule = {10, 30, 2.5};
    const eg_pair state = {0, 0, 900, 30000};
    eg_risk_ratio r = eg_risk_ratio_of((eg_pair){20, 100, 8, 500}, &state, &rule);
    ck_assert(r.ok && r.alternate && r.above);
    CLOSE(r.ratio, 0.2 / 0.03, 1e-12);
    ck_assert_double_eq(r.distance, 13); /* 7 of 100 is 2.33 times 3 percent, 8 is 2.67 */
    ck_assert(!eg_risk_ratio_of((eg_pair){20, 100, 8, 500}, NULL, &rule).ok);
    /* exactly at the threshold is not above it */
    r = eg_risk_ratio_of((eg_pair){50, 200, 100, 1000}, NULL, &rule);
    ck_assert(r.ok && !r.above && r.distance == 0);
    const double fell[] = {3.1, 3.0, 2.9}, once[] = {2.0, NAN, 3.0};
    const bool all[] = {true, true, true}, last[] = {false, false, true};
    size_t run = 0;
    ck_assert_int_eq(eg_idea_verdict(fell, all, 3, 3, -1, &run), EG_IDEA_SIGNIFICANT);
    ck_assert_int_eq(eg_idea_verdict(fell, all, 3, 3, 0.1, &run), EG_IDEA_PROGRESS);
    ck_assert_int_eq(eg_idea_verdict(fell, all, 3, 3, 0.2, &run), EG_IDEA_SIGNIFICANT);
    ck_assert_uint_eq(run, 3);
    ck_assert_int_eq(eg_idea_verdict(once, last, 3, 3, -1, &run), EG_IDEA_WATCH);
    ck_assert_uint_eq(run, 1);
    ck_assert_int_eq(eg_idea_verdict(once, last, 2, 3, -1, &run), EG_IDEA_NOT);
}
END_TEST

START_TEST(edges_of_indices)
{
    /* 4 of 10 against 5 of 10 is four fifths and not under it */
    ck_assert(!eg_four_fifths((eg_pair){4, 10, 5, 10}).flag);
    ck_assert(eg_four_fifths((eg_pair){3999, 10000, 5000, 10000}).flag);
    eg_index p = eg_proportionality_index(10, 100, 300, 1000);
    CLOSE(p.value, 1.0 / 3, 1e-14);
    ck_assert(p.flag);
    ck_assert_double_eq(p.to_escape, 14);
    ck_assert(!eg_proportionality_index(0, 100, 0, 1000).ok);
    eg_ppg few = eg_ppg_of((eg_pair){0, 10, 500, 1000}, &eg_ppg_cccco2022, false);
    ck_assert(few.too_few && !few.flag);
    eg_ppg more = eg_ppg_of((eg_pair){60, 100, 300, 1000}, &eg_ppg_cccco2022, true);
    ck_assert(more.flag);
}
END_TEST

START_TEST(distributions)
{
    CLOSE(eg_t_quantile(0.975, 3.7), 2.86752070719119, 1e-12);
    CLOSE(eg_t_p(-5.2, 8), 0.000411200967281567, 1e-12);
    CLOSE(eg_f_quantile(0.95, 3, 17), 3.19677684094334, 1e-12);
    CLOSE(eg_f_q(12.6, 2, 25), 0.000164230435332637, 1e-11);
    CLOSE(eg_chi_square_quantile(0.975, 2320), 2455.3920280514, 1e-12);
    CLOSE(eg_beta_p(0.3, 1e4, 23000), 0.115357567937632, 1e-10);
    CLOSE(eg_binomial_p(40, 0.1, 500), 0.075089289659043, 1e-11);
    CLOSE(eg_beta_quantile(0.025, 5e5, 7e5), 0.415784714136757, 1e-12);
    CLOSE(eg_log_factorial(1000), 5912.12817848816, 1e-13);
    CLOSE(eg_digamma(3.3), 1.03482248905962, 1e-13);
    ck_assert_double_nan(eg_beta_p(0.5, 0, 1));
    ck_assert_double_nan(eg_t_quantile(1, 5));
}
END_TEST

Suite *math_rates_suite(void)
{
    Suite *suite = suite_create("math_rates");
    TCase *tc = tcase_create("rates");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, beta_intervals, 0, (int)(sizeof beta_rows / sizeof beta_rows[0]));
    tcase_add_test(tc, edges_are_exact);
    tcase_add_test(tc, variance_at_the_edges);
    tcase_add_test(tc, against_a_goal);
    tcase_add_test(tc, fisher);
    tcase_add_test(tc, ratio_by_score);
    tcase_add_test(tc, zeros_of_ratios);
    tcase_add_test(tc, against_overall);
    tcase_add_test(tc, parity);
    tcase_add_test(tc, adjusting);
    tcase_add_test(tc, law_of_risk_ratios);
    tcase_add_test(tc, edges_of_indices);
    tcase_add_test(tc, distributions);
    suite_add_tcase(suite, tc);
    return suite;
}
