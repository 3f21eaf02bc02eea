/* Draws that are made many at a time are those made one by one, and pairs are counted right. */
#include <check.h>
#include <math.h>

#include "statistics/math_auc.h"
#include "statistics/math_deal.h"
#include "statistics/math_predictability.h"

Suite *math_auc_suite(void);

enum { GROUPS = 70 };

/* What GSL 2.7's own gsl_rng_mt19937 gave for this seed: 20,000 times a
 * gsl_ran_gaussian_ziggurat and gsl_ran_chisq of 1, 5 and 30 in turn, and the word after. */
START_TEST(normals_are_those_of_gsl)
{
    eg_random *random = eg_random_new(20260101);
    ck_assert_ptr_nonnull(random);
    double z = 0, cubes = 0, one = 0, five = 0, thirty = 0;
    for (int i = 0; i < 20000; i++) {
        double x = eg_random_normal(random);
        z += x;
        cubes += x * x * x;
        one += eg_random_chi_square(random, 1);
        five += eg_random_chi_square(random, 5);
        thirty += eg_random_chi_square(random, 30);
    }
    ck_assert_double_eq_tol(z, -154.62969471401277, 1e-9);
    ck_assert_double_eq_tol(cubes, -530.09842532287428, 1e-9);
    ck_assert_double_eq_tol(one, 20247.325346657515, 1e-7);
    ck_assert_double_eq_tol(five, 99399.50335789987, 1e-7);
    ck_assert_double_eq_tol(thirty, 600910.20174731361, 1e-6);
    ck_assert_uint_eq(eg_random_word(random), 2053015285);
    eg_random_free(random);
}
END_TEST

/* Sizes and successes of groups that look like chance, in whole numbers. */
static void some_groups(uint64_t *n, uint64_t *x, size_t groups, uint64_t most)
{
    uint64_t state = groups * 77 + most;
    for (size_t g = 0; g < groups; g++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        n[g] = 1 + (state >> 33) % most;
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        x[g] = (state >> 33) % (n[g] + 1);
    }
}

/* Of every success with every failure, by the rates of their groups. */
static double by_hand(const uint64_t *x, const uint64_t *n, size_t groups)
{
    double above = 0, successes = 0, failures = 0;
    for (size_t a = 0; a < groups; a++) {
        successes += (double)x[a];
        failures += (double)(n[a] - x[a]);
        for (size_t b = 0; b < groups; b++) {
            double mine = (double)x[a] * (double)n[b], other = (double)x[b] * (double)n[a];
            above += (double)x[a] * (double)(n[b] - x[b]) * ((mine > other) - (mine < other));
        }
    }
    return successes > 0 && failures > 0 ? above / (successes * failures) : 0;
}

START_TEST(pairs_of_groups)
{
    uint64_t n[GROUPS], x[GROUPS], counts[2 * GROUPS];
    size_t groups = (size_t)_i;
    some_groups(n, x, groups, groups % 2 == 0 ? 12 : 3000);
    for (size_t g = 0; g < groups; g++) {
        counts[2 * g] = x[g];
        counts[2 * g + 1] = n[g] - x[g];
    }
    double wanted = by_hand(x, n, groups);
    eg_auc auc;
    ck_assert(eg_auc_make(&auc, NULL, n, groups));
    ck_assert_double_eq(eg_auc_of(&auc, counts), wanted);
    eg_auc_clear(&auc);
    /* sorted where there are many groups */
    const eg_resampling how = {.seed = 1, .confidence = 0.95};
    eg_estimate e;
    ck_assert_int_eq(eg_predictability_rate(x, n, groups, &how, &e), EG_OK);
    ck_assert_double_eq(e.ok ? e.value : 0, wanted);
}
END_TEST

START_TEST(lanes_draw_one_by_one)
{
    uint64_t n[GROUPS], x[GROUPS];
    eg_lot lots[GROUPS];
    size_t groups = (size_t)_i;
    some_groups(n, x, groups, 40);
    for (size_t g = 0; g < groups; g++) {
        ck_assert(eg_lot_binomial(&lots[g], n[g], ((double)g + 1) / ((double)groups + 1)));
    }
    eg_random *mine = eg_random_new(5), *theirs = eg_random_new(5);
    eg_auc auc;
    ck_assert(mine != NULL && theirs != NULL && eg_auc_make(&auc, lots, n, groups));
    for (int i = 0; i < 50; i++) {
        for (size_t g = 0; g < groups; g++) {
            x[g] = eg_lot_draw(&lots[g], mine);
        }
        ck_assert_double_eq(eg_auc_draw(&auc, theirs), by_hand(x, n, groups));
    }
    eg_auc_clear(&auc);
    eg_random_free(mine);
    eg_random_free(theirs);
    for (size_t g = 0; g < groups; g++) {
        eg_lot_clear(&lots[g]);
    }
}
END_TEST

/* The guess of both is made from the others of their cells. */
static double left_out_by_hand(const uint64_t *x, const uint64_t *n, size_t cells)
{
    double above = 0, successes = 0, failures = 0;
    for (size_t a = 0; a < cells; a++) {
        successes += (double)x[a];
        failures += (double)(n[a] - x[a]);
        for (size_t b = 0; b < cells; b++) {
            double pairs = (double)x[a] * (double)(n[b] - x[b]);
            if (a != b && pairs > 0 && n[a] > 1 && n[b] > 1) {
                double mine = (double)(x[a] - 1) * (double)(n[b] - 1);
                double other = (double)x[b] * (double)(n[a] - 1);
                above += pairs * ((mine > other) - (mine < other));
            }
        }
    }
    return above / (successes * failures);
}

/* Few students by piles, some thousand in few cells by sorting. */
START_TEST(left_out_by_pairs)
{
    uint64_t n[GROUPS], x[GROUPS];
    const eg_resampling how = {.seed = 1, .confidence = 0.95};
    for (size_t cells = 2; cells < GROUPS; cells += 3) {
        eg_estimate e;
        some_groups(n, x, cells, _i == 0 ? 9 : 30000);
        ck_assert_int_eq(eg_predictability_left_out(x, n, cells, &how, &e), EG_OK);
        if (e.ok) {
            ck_assert_double_eq_tol(e.value, left_out_by_hand(x, n, cells), 1e-14);
        }
    }
}
END_TEST

/* However many own seats: by bytes of words, or one counter each. */
START_TEST(seats_are_counted)
{
    static const size_t owners[] = {2, 8, 9, 16, 17, 32, 33, 60};
    uint64_t row[2] = {300, 0}, column[60], table[120], sum = 0;
    size_t columns = owners[_i];
    for (size_t c = 0; c < columns; c++) {
        column[c] = 1 + c * 7 % 23 + (c == 0 ? 400 : 0);
        sum += column[c];
    }
    row[1] = sum - row[0];
    eg_dealing dealing;
    eg_random *random = eg_random_new(3);
    ck_assert(random != NULL && eg_dealing_make(&dealing, row, 2, column, columns));
    double first = 0;
    for (int i = 0; i < 400; i++) {
        uint64_t got[2] = {0, 0};
        eg_dealing_draw(&dealing, random, table);
        for (size_t c = 0; c < columns; c++) {
            ck_assert_uint_eq(table[c] + table[columns + c], column[c]);
            got[0] += table[c];
            got[1] += table[columns + c];
        }
        ck_assert(got[0] == row[0] && got[1] == row[1]);
        first += (double)table[0] / 400;
    }
    double share = (double)row[0] / (double)sum, n = (double)column[0], all = (double)sum;
    double sd = sqrt(n * share * (1 - share) * (all - n) / (all - 1) / 400);
    ck_assert_double_eq_tol(first, n * share, 5 * sd);
    eg_dealing_clear(&dealing);
    eg_random_free(random);
}
END_TEST

Suite *math_auc_suite(void)
{
    Suite *suite = suite_create("math_auc");
    TCase *tc = tcase_create("core");
    tcase_add_test(tc, normals_are_those_of_gsl);
    tcase_add_loop_test(tc, pairs_of_groups, 2, GROUPS);
    tcase_add_loop_test(tc, lanes_draw_one_by_one, 2, 20);
    tcase_add_loop_test(tc, left_out_by_pairs, 0, 2);
    tcase_add_loop_test(tc, seats_are_counted, 0, 8);
    suite_add_tcase(suite, tc);
    return suite;
}
