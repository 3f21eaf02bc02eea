/* Means, standardised gaps, tables and trends. Figures without another source are from R 4.2.
 */
#include "close_to.h"

#include "statistics/math_effect.h"
#include "statistics/math_information.h"
#include "statistics/math_mean.h"
#include "statistics/math_trend.h"

Suite *math_means_suite(void);

static const double first[] = {52, 61, 47, 66, 58, 49, 73, 55, 60, 51, 64, 57};
static const double second[] = {45, 50, 39, 58, 62, 41, 48, 53, 37, 44};

START_TEST(goal)
{
    eg_estimate e = eg_mean_against_goal(eg_moments_of(first, 12), 60, 0.95);
    CLOSE(e.low + 60, 52.9254102844929, 1e-12);
    CLOSE(e.high + 60, 62.5745897155071, 1e-12);
    CLOSE(e.p, 0.3267208823655, 1e-11);
}
END_TEST

START_TEST(too_few_to_say)
{
    eg_moments one = eg_moments_of(first, 1), many = eg_moments_of(second, 10),
               none = {0, NAN, 0};
    eg_moments flat = {5, 3, 0};
    eg_estimate e = eg_mean(one, 0.95);
    ck_assert(e.ok && e.value == 52 && isnan(e.low) && e.why != NULL);
    ck_assert(!eg_mean(none, 0.95).ok);
    e = eg_mean_difference(one, many, 0.95);
    ck_assert(e.ok && isnan(e.p) && e.why != NULL);
    e = eg_mean_difference(flat, flat, 0.95);
    ck_assert(e.ok && e.value == 0 && isnan(e.low));
    ck_assert(!eg_cohens_d(flat, flat, 0.95).ok);
    ck_assert(isfinite(eg_mean_difference(flat, many, 0.95).p));
}
END_TEST

START_TEST(standardised)
{
    eg_moments a = eg_moments_of(first, 12), b = eg_moments_of(second, 10);
    eg_estimate d = eg_cohens_d(a, b, 0.95), g = eg_hedges_g(a, b, 0.95);
    CLOSE(d.value, 1.27926906764364, 1e-12);
    CLOSE(d.low, 0.339147969306191, 1e-8);
    CLOSE(d.high, 2.19323070075027, 1e-8);
    CLOSE(g.value, 1.23058588680342, 1e-12);
    CLOSE(g.low / d.low, 0.961944533740749, 1e-12);
    CLOSE(eg_glass_delta(a, b).value, 1.23076603618533, 1e-12);
    CLOSE(eg_hedges_factor(5000), 0.999849991247835, 1e-11);
}
END_TEST

START_TEST(noncentral)
{
    CLOSE(eg_noncentral_t_p(2.5, 20, 1.1), 0.89885232457487, 1e-10);
    CLOSE(eg_noncentral_t_p(-1, 8, 0.7), 0.052397082006292, 1e-9);
    CLOSE(eg_noncentral_t_p(-22.5, 5037, -20), 0.00737509018049121, 1e-8);
    CLOSE(eg_noncentral_t_p(4, 100, -1), 0.999999235320818, 1e-10);
    /* central: Student's own */
    CLOSE(eg_noncentral_t_p(-5.2, 8, 0), 0.000411200967281567, 1e-8);
}
END_TEST

/* R 4.2.2, uniroot over pt(t, df, nc); scipy 1.10.1's nct agrees to 1e-11. */
START_TEST(noncentralities)
{
    static const struct {
        double t, df, tail, low, high;
    } rows[] = {{2.5, 20, 0.025, 0.367313842975, 4.578713549996},
                {-4.2, 150, 0.025, -6.210044908870, -2.176704571708},
                {6, 640, 0.05, 4.329878101497, 7.665508246128},
                {0.3, 12, 0.005, -2.286683814717, 2.874416451515},
                {25, 5000, 0.025, 22.978538020346, 27.019101336935},
                {30, 300, 0.025, 26.891124569281, 33.087356096532}};
    double low, high;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        eg_noncentralities(rows[i].tail, rows[i].t, rows[i].df, &low, &high);
        CLOSE(low, rows[i].low, 1e-10);
        CLOSE(high, rows[i].high, 1e-10);
    }
    /* by a series where its terms fall, else point by point: the same */
    for (double df = 1; df < 1e6; df *= 1.7) {
        for (double d = -3; d <= 3; d += 0.37) {
            double t = d * sqrt(df + 2) / 2;
            eg_noncentralities(0.025, t, df, &low, &high);
            ck_assert_double_le(fabs(low - eg_noncentrality(0.975, t, df)),
                                2e-13 * fmax(1, fabs(t)));
            ck_assert_double_le(fabs(high - eg_noncentrality(0.025, t, df)),
                                2e-13 * fmax(1, fabs(t)));
        }
    }
}
END_TEST

START_TEST(quantiles)
{
    static const double sorted[] = {47, 49, 51, 52, 55, 57, 58, 60, 61, 64, 66, 73};
    static const double p[] = {0.1, 0.25, 0.5, 0.75, 0.9};
    static const double expected[] = {49.2, 51.75, 57.5, 61.75, 65.8};
    uint64_t count[12];
    for (size_t i = 0; i < 12; i++) {
        count[i] = 1;
    }
    for (size_t i = 0; i < 5; i++) {
        CLOSE(eg_quantile(sorted, count, 12, p[i], 7), expected[i], 1e-13);
    }
    CLOSE(eg_quantile(sorted, count, 12, 0, 7), 47, 0);
    CLOSE(eg_quantile(sorted, count, 12, 1, 7), 73, 0);
    /* by hand: 3 of 10 and 1 of 20 */
    static const double two[] = {10, 20};
    static const uint64_t some[] = {3, 1};
    CLOSE(eg_quantile(two, some, 2, 0.75, 7), 12.5, 1e-13);
    const uint64_t nobody[] = {0, 0};
    ck_assert_double_nan(eg_quantile(two, nobody, 2, 0.5, 7));
}
END_TEST

START_TEST(tables)
{
    static const uint64_t table[] = {20, 30, 50, 10, 35, 40, 20, 5, 10, 25, 40, 30};
    CLOSE(eg_uncertainty_coefficient(table, 3, 4), 0.0646548918404749, 1e-12);
    CLOSE(eg_gk_tau(table, 3, 4), 0.0515752514708673, 1e-12);
    eg_contingency c = eg_table_association(table, 3, 4);
    CLOSE(c.chi_square, 54.8089972228728, 1e-12);
    CLOSE(c.p, 5.06593580626469e-10, 1e-9);
    CLOSE(c.v, 0.294954925862028, 1e-12);
    CLOSE(c.v_corrected, 0.279178627010225, 1e-12);
    eg_kruskal k = eg_kruskal_wallis(table, 3, 4);
    CLOSE(k.h, 44.764990278999, 1e-12);
    CLOSE(k.p, 1.90285576211414e-10, 1e-9);
    /* an empty level or group changes nothing */
    static const uint64_t wide[] = {20, 0, 30, 50, 10, 0,  0, 0,  0,  0,
                                    35, 0, 40, 20, 5,  10, 0, 25, 40, 30};
    CLOSE(eg_table_association(wide, 4, 5).v_corrected, 0.279178627010225, 1e-12);
    CLOSE(eg_kruskal_wallis(wide, 4, 5).h, 44.764990278999, 1e-12);
    CLOSE(eg_uncertainty_coefficient(wide, 4, 5), 0.0646548918404749, 1e-12);
}
END_TEST

static const double years[] = {2015, 2016, 2017, 2018, 2019, 2021, 2022};
static const double rates[] = {0.6, 0.62, 0.58, 0.55, 0.57, 0.52, 0.5};
static const double variances[] = {0.0006, 0.0005, 0.0007, 0.0004, 0.0009, 0.0005, 0.0006};

START_TEST(weighted_slopes)
{
    eg_estimate e = eg_slope(years, rates, variances, 7, EG_SLOPE_BY_VARIANCE, 0.95);
    CLOSE(e.value, -0.0159198124122615, 1e-9);
    CLOSE(e.se, 0.00379869232808107, 1e-9);
    CLOSE(e.p, 2.77891142994249e-05, 1e-8);
    CLOSE(e.low, -0.023365112563649, 1e-9);
    e = eg_slope(years, rates, variances, 7, EG_SLOPE_BY_SCATTER, 0.95);
    CLOSE(e.se, 0.00263126675530495, 1e-9);
    CLOSE(e.p, 0.00177845167672381, 1e-8);
    CLOSE(e.high, -0.0091559258863609, 1e-8);
    double holes[7];
    for (size_t i = 0; i < 7; i++) {
        holes[i] = i < 5 ? NAN : rates[i];
    }
    ck_assert(!eg_slope(years, holes, variances, 7, EG_SLOPE_PLAIN, 0.95).ok);
}
END_TEST

/* The three answers for ten years of one district, to the digits it is quoted with. */
START_TEST(three_errors_of_one_slope)
{
    static const double y[] = {0.612, 0.618, 0.607, 0.625, 0.631,
                               0.598, 0.571, 0.589, 0.602, 0.617};
    static const double n[] = {410, 402, 398, 421, 433, 420, 389, 395, 401, 408};
    double t[10], v[10];
    for (size_t i = 0; i < 10; i++) {
        t[i] = 2015 + (double)i;
        v[i] = y[i] * (1 - y[i]) / n[i];
    }
    eg_estimate known = eg_slope(t, y, v, 10, EG_SLOPE_BY_VARIANCE, 0.95);
    eg_estimate scatter = eg_slope(t, y, v, 10, EG_SLOPE_BY_SCATTER, 0.95);
    ck_assert(fabs(known.se - 0.002669) < 5e-7);
    ck_assert(fabs(scatter.se - 0.001939) < 5e-7);
}
END_TEST

START_TEST(gaps_pair_by_year)
{
    static const double a[] = {0.5, 0.52, 0.55, 0.59}, b[] = {0.7, 0.7, 0.71, 0.72},
                        t[] = {1, 2, 3, 5};
    static const double va[] = {0.001, 0.002, 0, 0.001}, vb[] = {0.001, 0.001, 0.001, 0.001};
    double room[8], gap[3] = {-0.2, -0.18, -0.13}, v[3] = {0.002, 0.003, 0.002},
                    at[3] = {1, 2, 5};
    const eg_gap_years pair = {t, a, va, b, vb, 4};
    eg_estimate e = eg_gap_slope(&pair, EG_SLOPE_BY_VARIANCE, 0.95, room);
    eg_estimate same = eg_slope(at, gap, v, 3, EG_SLOPE_BY_VARIANCE, 0.95);
    CLOSE(e.value, same.value, 1e-12); /* the third year has a side without spread */
    CLOSE(e.se, same.se, 1e-12);
}
END_TEST

START_TEST(planning)
{
    eg_line line = eg_fit_line(years, rates, 7, 0.95);
    eg_estimate e = eg_line_project(&line, 2026, 0.95);
    CLOSE(e.value, 0.442391304347836, 1e-9);
    CLOSE(e.low, 0.374168450871826, 1e-9);
    CLOSE(e.high, 0.510614157823847, 1e-9);
    CLOSE(eg_pace_needed(0.5, 2022, 0.8, 2028), 0.05, 1e-12);
    CLOSE(eg_marker(0.5, 2022, 0.8, 2028, 2024), 0.6, 1e-12);
    CLOSE(eg_years_to_parity(-0.2, 0.02), 10, 1e-12);
    ck_assert(isinf(eg_years_to_parity(-0.2, -0.01)));
    ck_assert(isinf(eg_years_to_parity(-0.2, 0)));
    ck_assert_double_eq(eg_years_to_parity(0, 0.3), 0);
}
END_TEST

START_TEST(ties_in_a_trend)
{
    static const double y[] = {3, 5, 5, 7, 2, 8, 8, 8, 9};
    eg_kendall k;
    ck_assert(eg_mann_kendall(y, 9, &k));
    CLOSE(k.s, 24, 0);
    CLOSE(k.variance, 87.3333333333333, 1e-13);
    CLOSE(k.z, 2.46114849377215, 1e-13);
    ck_assert_double_nan(k.p_exact);
    static const double same[] = {1, 1, 1};
    ck_assert(eg_mann_kendall(same, 3, &k));
    ck_assert(!k.ok);
    ck_assert(eg_mann_kendall(y, 2, &k));
    ck_assert(!k.ok);
}
END_TEST

Suite *math_means_suite(void)
{
    Suite *suite = suite_create("math_means");
    TCase *tc = tcase_create("means");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, goal);
    tcase_add_test(tc, too_few_to_say);
    tcase_add_test(tc, standardised);
    tcase_add_test(tc, noncentral);
    tcase_add_test(tc, noncentralities);
    tcase_add_test(tc, quantiles);
    tcase_add_test(tc, tables);
    tcase_add_test(tc, weighted_slopes);
    tcase_add_test(tc, three_errors_of_one_slope);
    tcase_add_test(tc, gaps_pair_by_year);
    tcase_add_test(tc, planning);
    tcase_add_test(tc, ties_in_a_trend);
    suite_add_tcase(suite, tc);
    return suite;
}
