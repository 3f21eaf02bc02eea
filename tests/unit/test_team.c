/* Work shared by threads. */
#include <check.h>
#include <stdatomic.h>
#include <string.h>

#include "ext/team.h"

Suite *team_suite(void);

enum { TASKS = 5000, MEMBERS = 7 };

typedef struct {
    atomic_size_t next;
    atomic_uint done[TASKS];
    atomic_uint calls[MEMBERS];
} heap;

static void take(void *context, size_t member)
{
    heap *h = context;
    atomic_fetch_add(&h->calls[member], 1);
    for (;;) {
        size_t task = atomic_fetch_add(&h->next, 1);
        if (task >= TASKS)
            return;
        atomic_fetch_add(&h->done[task], 1);
    }
}

START_TEST(every_task_is_done_once)
{
    heap
        h; /* of this round alone: without a process for each the rounds share what is static */
    size_t members = _i == 0 ? 1 : MEMBERS;
    memset(&h, 0, sizeof h);
    eg_team_run(members, take, &h);
    for (size_t t = 0; t < TASKS; t++)
        ck_assert_uint_eq(atomic_load(&h.done[t]), 1);
    ck_assert_uint_eq(atomic_load(&h.calls[0]), 1);
    for (size_t m = 1; m < MEMBERS; m++)
        ck_assert_uint_le(atomic_load(&h.calls[m]), m < members ? 1 : 0);
}
END_TEST

START_TEST(as_many_as_asked_for)
{
    ck_assert_uint_eq(eg_team_size(1), 1);
    ck_assert_uint_eq(eg_team_size(3), 3);
    ck_assert_uint_eq(eg_team_size(100000), 1024);
    ck_assert_uint_ge(eg_team_size(0), 1);
    ck_assert_uint_le(eg_team_size(0), 1024);
}
END_TEST

Suite *team_suite(void)
{
    Suite *suite = suite_create("team");
    TCase *tc = tcase_create("team");
    tcase_add_loop_test(tc, every_task_is_done_once, 0, 2);
    tcase_add_test(tc, as_many_as_asked_for);
    suite_add_tcase(suite, tc);
    return suite;
}
