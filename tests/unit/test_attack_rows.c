/*
 * Rows of a report: a group that stands in it has somebody. By hand: three groups have six
 * students together, so each has four at most, as the other two have one each.
 */
#include <check.h>
#include <math.h>

#include "equitygap/attack.h"

Suite *attack_rows_suite(void);

enum { GROUPS = 3, COUNT = GROUPS, REST = 2 * GROUPS };

static const double students[GROUPS] = {1, 2, 3}, passed[GROUPS] = {1, 0, 1};

/* n, count and rest of each group: rest + count = n, and all n come to six. */
static eg_attack *of_groups(bool rows, double want)
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    eg_attack_hasten(a);
    for (uint32_t u = 0; u < 3 * GROUPS; u++) {
        (void)eg_attack_unknown(a, 0, INFINITY);
        uint32_t g = u % GROUPS;
        eg_attack_truth(a, u,
                        u < COUNT  ? students[g]
                        : u < REST ? passed[g]
                                   : students[g] - passed[g]);
        if (u < COUNT)
            eg_attack_want(a, u, want);
    }
    (void)eg_attack_relation(a, 6, 6);
    for (uint32_t u = COUNT; u < 3 * GROUPS; u++)
        eg_attack_term(a, 1, u);
    for (uint32_t g = 0; g < GROUPS; g++) {
        (void)eg_attack_relation(a, 0, 0);
        eg_attack_term(a, 1, COUNT + g);
        eg_attack_term(a, 1, REST + g);
        eg_attack_term(a, -1, g);
        (void)eg_attack_relation(a, rows ? 1 : 0, INFINITY);
        eg_attack_term(a, 1, COUNT + g);
        eg_attack_term(a, 1, REST + g);
    }
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    return a;
}

START_TEST(rows_take_a_student_each)
{
    for (int want = 2; want <= 6; want++)
        for (int rows = 0; rows < 2; rows++) {
            eg_attack *a = of_groups(rows == 1, want);
            for (uint32_t g = 0; g < GROUPS; g++)
                ck_assert_msg(eg_attack_narrower(a, g) == (want > (rows == 1 ? 3 : 6)),
                              "group %u, %d wanted, rows %d", (unsigned)g, want, rows);
            eg_attack_free(a);
        }
}
END_TEST

Suite *attack_rows_suite(void)
{
    Suite *suite = suite_create("attack_rows");
    TCase *tc = tcase_create("attack_rows");
    tcase_add_test(tc, rows_take_a_student_each);
    suite_add_tcase(suite, tc);
    return suite;
}
