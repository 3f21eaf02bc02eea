/* What a reader can compute: against maximum flows, hand-made systems and published vectors. */
#include <check.h>
#include <math.h>

#include "equitygap/attack.h"
#include "statistics/math_disclosure.h"

Suite *attack_suite(void);

enum { MOST = 64 };

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* A table with all its margins published, as an attack. */
static eg_attack *of_table(const eg_published *t, bool truth)
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double value = (double)t->count[i];
        uint32_t u =
            eg_attack_unknown(a, t->hidden[i] ? 0 : value, t->hidden[i] ? INFINITY : value);
        eg_attack_want(a, u, INFINITY);
        if (truth)
            eg_attack_truth(a, u, value);
    }
    for (size_t r = 0; r < t->rows; r++) {
        double sum = 0;
        for (size_t c = 0; c < t->columns; c++)
            sum += (double)t->count[r * t->columns + c];
        eg_attack_relation(a, sum, sum);
        for (size_t c = 0; c < t->columns; c++)
            eg_attack_term(a, 1, (uint32_t)(r * t->columns + c));
    }
    for (size_t c = 0; c < t->columns; c++) {
        double sum = 0;
        for (size_t r = 0; r < t->rows; r++)
            sum += (double)t->count[r * t->columns + c];
        eg_attack_relation(a, sum, sum);
        for (size_t r = 0; r < t->rows; r++)
            eg_attack_term(a, 1, (uint32_t)(r * t->columns + c));
    }
    return a;
}

START_TEST(two_ways_agree_with_flows)
{
    uint64_t state = 20 + (uint64_t)_i;
    uint64_t count[MOST];
    bool hidden[MOST];
    eg_published t = {2 + draw(&state) % 6, 2 + draw(&state) % 6, count, hidden};
    for (size_t i = 0; i < t.rows * t.columns; i++) {
        count[i] = draw(&state) % 40;
        hidden[i] = draw(&state) % 3 == 0;
    }
    eg_attack *a = of_table(&t, _i % 2 == 0);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    ck_assert_uint_eq(eg_attack_contradictions(a), 0);
    for (size_t i = 0; i < t.rows * t.columns; i++) {
        uint64_t low, high;
        eg_answer answer = eg_attack_answer(a, (uint32_t)i);
        ck_assert_int_eq(eg_cell_bounds(&t, i, &low, &high), EG_OK);
        ck_assert(answer.looked);
        ck_assert_double_eq(answer.low, (double)low);
        ck_assert_double_eq(answer.high, (double)high);
        ck_assert_int_eq(answer.found == EG_FOUND_NOT, low < high);
        ck_assert_int_eq(answer.found == EG_FOUND_GIVEN, !hidden[i]);
    }
    eg_attack_free(a);
}
END_TEST

/* 120 students and 78 who passed; 115 and 77 of them are not English learners. */
START_TEST(total_minus_complement)
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    uint32_t all = eg_attack_unknown(a, 78, 78), others = eg_attack_unknown(a, 77, 77);
    uint32_t learners = eg_attack_unknown(a, 0, 5);
    uint32_t sum = eg_attack_relation(a, 0, 0);
    eg_attack_term(a, 1, all);
    eg_attack_term(a, -1, others);
    eg_attack_term(a, -1, learners);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    eg_answer answer = eg_attack_answer(a, learners);
    ck_assert_int_eq(answer.found, EG_FOUND_SUBTRACTED);
    ck_assert_double_eq(answer.low, 1);
    ck_assert_uint_eq(answer.relation, sum);
    eg_attack_free(a);
}
END_TEST

/*
 * Three cells whose pairs add up to an odd number each way round: 2x + 2y + 2z = 12, x + y = 3,
 * y + z = 4 leaves x = 2, y = 1, z = 3, though every sum has two unknowns.
 */
START_TEST(sums_together)
{
    static const double pair[3][3] = {{1, 1, 0}, {0, 1, 1}, {1, 0, 1}}, sum[3] = {3, 4, 5};
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    for (int i = 0; i < 3; i++)
        eg_attack_want(a, eg_attack_unknown(a, 0, INFINITY), 1);
    for (int r = 0; r < 3; r++) {
        eg_attack_relation(a, sum[r], sum[r]);
        for (uint32_t u = 0; u < 3; u++)
            eg_attack_term(a, pair[r][u], u);
    }
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    for (uint32_t u = 0; u < 3; u++) {
        ck_assert_int_eq(eg_attack_answer(a, u).found, EG_FOUND_BOUNDED);
        ck_assert_double_eq(eg_attack_answer(a, u).low, u == 0 ? 2 : u == 1 ? 1 : 3);
    }
    eg_attack_free(a);
}
END_TEST

/* Of three yes/no unknowns no two are both yes: halves fit where whole numbers do not. */
START_TEST(whole_numbers_alone)
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    for (int i = 0; i < 3; i++)
        eg_attack_want(a, eg_attack_unknown(a, 0, 1), INFINITY);
    for (uint32_t u = 0; u < 3; u++) {
        eg_attack_relation(a, -INFINITY, 1);
        eg_attack_term(a, 1, u);
        eg_attack_term(a, 1, (u + 1) % 3);
    }
    eg_attack_relation(a, 1, INFINITY);
    for (uint32_t u = 0; u < 3; u++)
        eg_attack_term(a, u == 0 ? 2 : 1, u);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    for (uint32_t u = 0; u < 3; u++) {
        ck_assert_double_eq(eg_attack_answer(a, u).low, 0);
        ck_assert_double_eq(eg_attack_answer(a, u).high, 1);
    }
    eg_attack_free(a);
}
END_TEST

/* The publisher's figures contradict each other: that sum is left out, and said. */
START_TEST(contradiction)
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    uint32_t all = eg_attack_unknown(a, 10, 10), one = eg_attack_unknown(a, 12, 12);
    uint32_t hidden = eg_attack_unknown(a, 0, 9);
    eg_attack_relation(a, 0, 0);
    eg_attack_term(a, 1, all);
    eg_attack_term(a, -1, one);
    eg_attack_term(a, -1, hidden);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    ck_assert_int_eq(eg_attack_answer(a, hidden).found, EG_FOUND_NOT);
    ck_assert_uint_eq(eg_attack_contradictions(a), 1);
    eg_attack_free(a);
}
END_TEST

Suite *attack_suite(void)
{
    Suite *suite = suite_create("attack");
    TCase *tc = tcase_create("attack");
    tcase_add_loop_test(tc, two_ways_agree_with_flows, 0, 300);
    tcase_add_test(tc, total_minus_complement);
    tcase_add_test(tc, sums_together);
    tcase_add_test(tc, whole_numbers_alone);
    tcase_add_test(tc, contradiction);
    suite_add_tcase(suite, tc);
    return suite;
}
