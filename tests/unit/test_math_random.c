/* Random draws, resampling and predictability. */
#include "close_to.h"

#include "ext/gslx.h"
#include <stdlib.h>

#include "statistics/math_deal.h"
#include "statistics/math_draw.h"
#include "statistics/math_predictability.h"
#include "statistics/math_segregation.h"

Suite *math_random_suite(void);

START_TEST(same_seed_same_draws)
{
    eg_random *a = eg_random_new(42), *b = eg_random_new(42),
              *c = eg_random_new(UINT64_C(42) << 32);
    /* the first words of MT19937 seeded with 42, as numpy's RandomState gives them */
    ck_assert_uint_eq(eg_random_word(a), 1608637542);
    ck_assert_uint_eq(eg_random_word(a), 3421126067);
    eg_random_seed(a, 42);
    bool differs = false;
    for (int i = 0; i < 100; i++) {
        double u = eg_random_uniform(a);
        ck_assert(u >= 0 && u < 1);
        ck_assert_double_eq(u, eg_random_uniform(b));
        differs = differs || u != eg_random_uniform(c);
    }
    ck_assert(differs);
    eg_random_free(a);
    eg_random_free(b);
    eg_random_free(c);
}
END_TEST

START_TEST(edges_of_draws)
{
    eg_random *r = eg_random_new(1);
    ck_assert_uint_eq(eg_random_below(r, 0), 0);
    ck_assert_uint_eq(eg_random_below(r, 1), 0);
    for (int i = 0; i < 1000; i++) {
        ck_assert(eg_random_below(r, 7) < 7);
        ck_assert(eg_random_below(r, UINT64_C(1) << 40) < UINT64_C(1) << 40);
    }
    ck_assert_uint_eq(eg_random_binomial(r, 0, 10), 0);
    ck_assert_uint_eq(eg_random_binomial(r, 1, 10), 10);
    ck_assert_uint_eq(eg_random_binomial(r, NAN, 10), 0);
    uint64_t many = eg_random_binomial(r, 0.5, UINT64_C(10000000000));
    ck_assert(many > 4999000000U && many < 5001000000U);
    ck_assert_uint_eq(eg_random_hypergeometric(r, 5, 7, 12), 5);
    ck_assert_uint_eq(eg_random_hypergeometric(r, 0, 7, 3), 0);
    ck_assert_uint_eq(eg_random_hypergeometric(r, 7, 0, 3), 3);
    const double weights[] = {0, 2, 0, 1, 0};
    uint64_t count[5];
    eg_random_multinomial(r, 9000, 5, weights, count);
    ck_assert_uint_eq(count[0] + count[2] + count[4], 0);
    ck_assert_uint_eq(count[1] + count[3], 9000);
    ck_assert(count[1] > 5700 && count[1] < 6300);
    eg_random_free(r);
}
END_TEST

static const struct {
    uint64_t marked, plain, drawn;
} urns[] = {{50, 50, 50},   {1000, 3000, 700}, {30, 1000000, 500000}, {5, 7, 6},
            {100, 20, 110}, {25, 25, 30},      {40000, 90000, 50000}, {24, 400, 200}};

/* Mean and variance of the draws against the distribution's own, within six standard errors. */
START_TEST(hypergeometric_moments)
{
    eg_random *r = eg_random_new((uint64_t)_i + 7);
    double m = (double)urns[_i].marked, q = (double)urns[_i].plain, k = (double)urns[_i].drawn;
    double mean = k * m / (m + q), variance = mean * q / (m + q) * (m + q - k) / (m + q - 1);
    double sum = 0, square = 0;
    const int draws = 20000;
    for (int i = 0; i < draws; i++) {
        double x = (double)eg_random_hypergeometric(r, urns[_i].marked, urns[_i].plain,
                                                    urns[_i].drawn);
        sum += x - mean;
        square += (x - mean) * (x - mean);
    }
    ck_assert(fabs(sum / draws) < 6 * sqrt(variance / draws));
    ck_assert(fabs(square / draws / variance - 1) < 6 * sqrt(2.5 / draws));
    eg_random_free(r);
}
END_TEST

static const struct {
    uint64_t n;
    double p;
} trials[] = {{12, 0.3}, {40, 0.5}, {200, 0.9}, {3000, 0.02}, {1000000, 0.4}};

/* Draws from a table, and without one, against the binomial's mean, variance and skewness. */
START_TEST(binomial_draws)
{
    eg_random *r = eg_random_new((uint64_t)_i + 70);
    eg_lot lot;
    double n = (double)trials[_i].n, p = trials[_i].p, mean = n * p, sd = sqrt(n * p * (1 - p));
    const int draws = 40000;
    ck_assert(eg_lot_binomial(&lot, trials[_i].n, p));
    for (int way = 0; way < 2; way++) {
        double sum = 0, square = 0, cube = 0;
        for (int i = 0; i < draws; i++) {
            double x = (double)(way == 0 ? eg_lot_draw(&lot, r)
                                         : eg_draw_binomial(r, trials[_i].n, p));
            double z = (x - mean) / sd;
            sum += z;
            square += z * z;
            cube += z * z * z;
        }
        ck_assert(fabs(sum / draws) < 5 / sqrt(draws));
        ck_assert(fabs(square / draws - 1) < 5 * sqrt(2.5 / draws));
        ck_assert(fabs(cube / draws - (1 - 2 * p) / sd) < 5 * sqrt(16.0 / draws));
    }
    eg_lot_clear(&lot);
    eg_random_free(r);
}
END_TEST

static const struct {
    size_t kinds;
    uint64_t n, weight[EG_HANDFUL_KINDS];
} crowds[] = {{4, 150, {30, 60, 40, 20}},
              {4, 8, {1, 1, 1, 1}},
              {4, 5, {9, 0, 3, 0}},
              {3, 301, {1, 100, 200}},
              {8, 67, {5, 6, 7, 8, 9, 10, 11, 12}}};

/* Counts, variances and covariances of handfuls against the multinomial's. */
START_TEST(handfuls_are_multinomial)
{
    eg_random *r = eg_random_new((uint64_t)_i + 11);
    size_t kinds = crowds[_i].kinds;
    double n = (double)crowds[_i].n, all = 0, sum[EG_HANDFUL_KINDS] = {0}, square = 0, both = 0;
    const int draws = 40000;
    eg_handfuls h;
    for (size_t k = 0; k < kinds; k++)
        all += (double)crowds[_i].weight[k];
    double p = (double)crowds[_i].weight[0] / all, q = (double)crowds[_i].weight[2] / all;
    ck_assert(eg_handfuls_fit(kinds, crowds[_i].n));
    ck_assert(eg_handfuls_make(&h, crowds[_i].weight, kinds, crowds[_i].n));
    for (int i = 0; i < draws; i++) {
        uint64_t count[EG_HANDFUL_KINDS], students = 0;
        eg_handfuls_draw(&h, r, count);
        for (size_t k = 0; k < kinds; k++) {
            students += count[k];
            sum[k] += (double)count[k];
        }
        ck_assert_uint_eq(students, crowds[_i].n);
        square += ((double)count[0] - n * p) * ((double)count[0] - n * p);
        both += ((double)count[0] - n * p) * ((double)count[2] - n * q);
    }
    for (size_t k = 0; k < kinds; k++) {
        double share = (double)crowds[_i].weight[k] / all;
        ck_assert(fabs(sum[k] / draws - n * share) <=
                  5 * sqrt(n * share * (1 - share) / draws));
    }
    double variance = n * p * (1 - p), other = n * q * (1 - q);
    ck_assert(fabs(square / draws - variance) < 6 * variance * sqrt(3.0 / draws));
    ck_assert(fabs(both / draws + n * p * q) < 6 * sqrt(2 * variance * other / draws));
    eg_handfuls_clear(&h);
    eg_random_free(r);
}
END_TEST

static const uint64_t uneven[] = {70, 25, 4, 1}, three[] = {20, 50, 30}, tenth[] = {10, 90};

/* Both margins of a table dealt at random, and its cells against the hypergeometric. */
START_TEST(dealing_keeps_both_margins)
{
    eg_random *r = eg_random_new((uint64_t)_i + 21);
    const uint64_t *column = _i == 0 ? three : tenth;
    size_t columns = _i == 0 ? 3 : 2;
    double sum[12] = {0}, square[12] = {0};
    const int draws = 40000;
    eg_dealing d;
    ck_assert(eg_dealing_fits(uneven, 4, column, columns));
    ck_assert(eg_dealing_make(&d, uneven, 4, column, columns));
    for (int i = 0; i < draws; i++) {
        uint64_t table[12], in_row[4] = {0}, in_column[3] = {0};
        eg_dealing_draw(&d, r, table);
        for (size_t c = 0; c < 4 * columns; c++) {
            in_row[c / columns] += table[c];
            in_column[c % columns] += table[c];
            sum[c] += (double)table[c];
            square[c] += (double)table[c] * (double)table[c];
        }
        ck_assert_int_eq(memcmp(in_row, uneven, sizeof in_row), 0);
        ck_assert_int_eq(memcmp(in_column, column, columns * sizeof *column), 0);
    }
    for (size_t c = 0; c < 4 * columns; c++) {
        size_t in_row = c / columns;
        double m = (double)uneven[in_row], k = (double)column[c % columns];
        double mean = m * k / 100, variance = mean * (100 - m) / 100 * (100 - k) / 99;
        double got = sum[c] / draws;
        ck_assert(fabs(got - mean) < 5 * sqrt(variance / draws));
        ck_assert(fabs(square[c] / draws - got * got - variance) <
                  0.05 * variance + 6 * sqrt(mean / draws));
    }
    eg_dealing_clear(&d);
    eg_random_free(r);
}
END_TEST

START_TEST(tables_of_draws)
{
    eg_random *r = eg_random_new(5);
    eg_lot lot;
    const double weights[] = {3, 0, 1, 6};
    int count[4] = {0};
    ck_assert(eg_lot_weights(&lot, weights, 4));
    for (int i = 0; i < 10000; i++)
        count[eg_lot_draw(&lot, r)]++;
    eg_lot_clear(&lot);
    ck_assert_int_eq(count[1], 0);
    ck_assert(abs(count[0] - 3000) < 230 && abs(count[2] - 1000) < 150);
    ck_assert(eg_lot_hypergeometric(&lot, 40, 60, 30));
    double sum = 0;
    for (int i = 0; i < 10000; i++)
        sum += (double)eg_lot_draw(&lot, r);
    ck_assert(fabs(sum / 10000 - 12) < 0.12);
    eg_lot_clear(&lot);
    ck_assert(eg_lot_binomial(&lot, 5, 1));
    ck_assert_uint_eq(eg_lot_draw(&lot, r), 5);
    eg_lot_clear(&lot);
    eg_random_free(r);
}
END_TEST

static const uint64_t passed[] = {4292, 607, 847, 504, 78, 4200};
static const uint64_t tested[] = {6000, 2000, 4000, 1000, 200, 6800};
static const eg_resampling whole = {1, 0.95, 0, true, true, false};

START_TEST(predictability_of_a_rate)
{
    eg_estimate e, again;
    ck_assert_int_eq(eg_predictability_rate(passed, tested, 6, &whole, &e), EG_OK);
    CLOSE(e.value, 0.416874178509817, 1e-12); /* all pairs of groups, in R */
    ck_assert(e.low < e.value && e.value < e.high && e.high - e.low < 0.05);
    CLOSE(e.p, 0.001, 1e-12);
    /* neither the order of groups nor an empty one changes a digit */
    static const uint64_t x[] = {78, 4200, 0, 847, 504, 4292, 607};
    static const uint64_t n[] = {200, 6800, 0, 4000, 1000, 6000, 2000};
    ck_assert_int_eq(eg_predictability_rate(x, n, 7, &whole, &again), EG_OK);
    ck_assert(again.value == e.value && again.low == e.low && again.high == e.high &&
              again.p == e.p);
}
END_TEST

START_TEST(nothing_to_predict)
{
    eg_estimate e;
    static const uint64_t x[] = {5, 10}, all[] = {10, 20}, n[] = {10, 20}, alone[] = {10, 0};
    ck_assert_int_eq(eg_predictability_rate(x, n, 1, &whole, &e), EG_OK);
    ck_assert(!e.ok && e.why != NULL);
    static const uint64_t half[] = {5, 0};
    ck_assert_int_eq(eg_predictability_rate(half, alone, 2, &whole, &e), EG_OK);
    ck_assert(!e.ok);
    ck_assert_int_eq(eg_predictability_rate(all, n, 2, &whole, &e), EG_OK);
    ck_assert(!e.ok);
    ck_assert_int_eq(eg_predictability_rate(x, n, 2, &whole, &e), EG_OK);
    ck_assert(e.ok && e.value == 0 && e.low == 0 && e.p == 1);
    static const uint64_t one_level[] = {5, 0, 0, 7, 0, 0};
    ck_assert_int_eq(eg_predictability_levels(one_level, 2, 3, &whole, &e), EG_OK);
    ck_assert(!e.ok);
}
END_TEST

START_TEST(levels_of_two_are_a_rate)
{
    eg_estimate e;
    static const uint64_t table[] = {20, 30, 50, 10, 35, 40, 20, 5, 10, 25, 40, 30};
    ck_assert_int_eq(eg_predictability_levels(table, 3, 4, &whole, &e), EG_OK);
    CLOSE(e.value, 0.0646548918404749, 1e-12);
    ck_assert(e.low > 0 && e.low < e.value && e.value < e.high);
    CLOSE(e.p, 0.001, 1e-12);
}
END_TEST

/* By hand: of 16 pairs 9 are won (2/3 over 1/3), 1 lost (0 under 1), 6 of one cell are ties. */
START_TEST(predictability_by_pairs_left_out)
{
    const eg_resampling how = {.seed = 1, .confidence = 0.95, .interval = true, .test = true};
    const uint64_t x[] = {3, 0, 1}, n[] = {4, 0, 4}, turned_x[] = {1, 3}, turned_n[] = {4, 4};
    eg_estimate e, again;
    ck_assert_int_eq(eg_predictability_left_out(x, n, 3, &how, &e), EG_OK);
    ck_assert(e.ok && e.value == 0.5 && e.low <= 0 && e.high >= 0.5);
    ck_assert_int_eq(eg_predictability_left_out(turned_x, turned_n, 2, &how, &again), EG_OK);
    ck_assert(again.value == e.value && again.low == e.low && again.high == e.high &&
              again.p == e.p);
    /* the only student of a cell is guessed by nobody: 4 pairs are won of 3 x 3 */
    const uint64_t single_x[] = {2, 0, 1}, single_n[] = {3, 2, 1};
    ck_assert_int_eq(eg_predictability_left_out(single_x, single_n, 3, &how, &e), EG_OK);
    ck_assert(fabs(e.value - 4.0 / 9) < 1e-15);
    const uint64_t none[] = {0, 0};
    ck_assert_int_eq(eg_predictability_left_out(none, turned_n, 2, &how, &e), EG_OK);
    ck_assert(!e.ok);
}
END_TEST

START_TEST(predictability_of_a_mean)
{
    /* the groups of the one-way vector */
    static const eg_moments m[] = {
        {12, 57.75, 634.25}, {10, 47.7, 600.1}, {6, 400.0 / 6, 163.3333333333333}};
    static const eg_moments turned[] = {
        {6, 400.0 / 6, 163.3333333333333}, {0, NAN, 0}, {12, 57.75, 634.25}, {10, 47.7, 600.1}};
    eg_estimate e, again;
    ck_assert_int_eq(eg_predictability_mean(m, 3, &whole, &e), EG_OK);
    ck_assert_int_eq(eg_predictability_mean(turned, 4, &whole, &again), EG_OK);
    CLOSE(e.value, 0.452992953697863, 1e-9);
    CLOSE(e.p, 0.000164736708877871, 1e-8);
    ck_assert(e.low > 0 && e.low < e.value && e.value < e.high && e.high < 1);
    ck_assert(again.low == e.low && again.high == e.high);
}
END_TEST

/* With no effect p is uniform, the interval reaches zero and the corrected figure is zero on
 * average. */
START_TEST(chance_alone)
{
    eg_random *r = eg_random_new(2024);
    static const uint64_t n[] = {40, 500, 30, 200, 60, 90};
    double small = 0, low = 0, mean = 0;
    const int runs = 400;
    for (int i = 0; i < runs; i++) {
        uint64_t x[6];
        eg_estimate e;
        for (size_t g = 0; g < 6; g++) {
            x[g] = eg_random_binomial(r, 0.4, n[g]);
        }
        const eg_resampling how = {(uint64_t)i, 0.95, 199, true, true, true};
        ck_assert_int_eq(eg_predictability_rate(x, n, 6, &how, &e), EG_OK);
        small += e.p <= 0.25 ? 1 : 0;
        low += e.low <= 0 ? 1 : 0;
        mean += e.value / runs;
    }
    eg_random_free(r);
    ck_assert_msg(fabs(small / runs - 0.25) < 0.09, "share of p up to 0.25: %g", small / runs);
    ck_assert_msg(low / runs > 0.91, "intervals that reach zero: %g", low / runs);
    ck_assert_msg(fabs(mean) < 0.006, "mean corrected value: %g", mean);
}
END_TEST

/*
 * Two successes among 1,003: both in the group of three in 6 of 1,005,006 ordered deals, one in
 * 6,000: by chance 0.0060 in all have one there. Most runs of 64 draws have none and no spread.
 */
START_TEST(rare_chance_is_drawn_in_full)
{
    static const uint64_t x[] = {1, 1}, n[] = {3, 1000};
    double mean = 0;
    const int runs = 40;
    for (int i = 0; i < runs; i++) {
        eg_estimate e;
        const eg_resampling how = {(uint64_t)i, 0.95, 0, false, true, false};
        ck_assert_int_eq(eg_predictability_rate(x, n, 2, &how, &e), EG_OK);
        mean += e.p / runs;
    }
    /* (1 + 999 * 0.005976) / 1000 on average */
    ck_assert_msg(fabs(mean - 0.00697) < 0.0016, "mean p: %g", mean);
}
END_TEST

START_TEST(small_units_look_segregated)
{
    /* 200 units of ten students, nobody sorted: D is far from zero by chance, the corrected one
     * near */
    eg_random *r = eg_random_new(5);
    static uint64_t table[400];
    for (size_t u = 0; u < 200; u++) {
        table[2 * u] = eg_random_binomial(r, 0.3, 10);
        table[2 * u + 1] = 10 - table[2 * u];
    }
    eg_random_free(r);
    const eg_spread s = {200, 2, table};
    const eg_resampling how = {1, 0.95, 200, true, false, false};
    double raw;
    eg_estimate e;
    ck_assert_int_eq(eg_segregation_corrected(&s, EG_SEGREGATION_D, 0, &how, &raw, &e), EG_OK);
    ck_assert(raw > 0.2 && e.value < 0.75 * raw && e.low <= e.value && e.value <= e.high);
}
END_TEST

Suite *math_random_suite(void)
{
    Suite *suite = suite_create("math_random");
    TCase *tc = tcase_create("random");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, same_seed_same_draws);
    tcase_add_test(tc, edges_of_draws);
    tcase_add_loop_test(tc, hypergeometric_moments, 0, (int)(sizeof urns / sizeof urns[0]));
    tcase_add_loop_test(tc, binomial_draws, 0, (int)(sizeof trials / sizeof trials[0]));
    tcase_add_loop_test(tc, handfuls_are_multinomial, 0,
                        (int)(sizeof crowds / sizeof crowds[0]));
    tcase_add_loop_test(tc, dealing_keeps_both_margins, 0, 2);
    tcase_add_test(tc, tables_of_draws);
    tcase_add_test(tc, predictability_of_a_rate);
    tcase_add_test(tc, nothing_to_predict);
    tcase_add_test(tc, levels_of_two_are_a_rate);
    tcase_add_test(tc, predictability_by_pairs_left_out);
    tcase_add_test(tc, predictability_of_a_mean);
    tcase_add_test(tc, chance_alone);
    tcase_add_test(tc, rare_chance_is_drawn_in_full);
    tcase_add_test(tc, small_units_look_segregated);
    suite_add_tcase(suite, tc);
    return suite;
}
