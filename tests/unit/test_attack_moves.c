/*
 * Small tables of units by groups, with rates: what attack says of every hidden figure is
 * compared with all the tables that fit, counted one by one.
 */
#include <check.h>
#include <math.h>

#include "equitygap/attack.h"
#include "rounds.h"

Suite *attack_moves_suite(void);

enum { UNITS = 3, GROUPS = 3, CELLS = UNITS * GROUPS, PARTS = 2 * CELLS, MOST = 9 };

typedef enum { SHOWN, CODED, HIDDEN } shown_as;

typedef struct {
    int part[PARTS]; /* successes of cell c, what it lacks of n at CELLS + c */
    shown_as as[CELLS];
    bool total_hidden; /* the first unit's total, both parts */
} table;

/* What is met in tables that fit: of every part, and of n of every cell. */
typedef struct {
    int low[PARTS + CELLS], high[PARTS + CELLS];
} ends;

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

static table random_table(int seed)
{
    table t = {.total_hidden = seed % 4 == 0};
    state = (uint64_t)seed + 1;
    for (size_t i = 0; i < PARTS; i++)
        t.part[i] = (int)draw(4);
    for (size_t c = 0; c < CELLS; c++) {
        unsigned how = draw(8);
        t.as[c] = how < 4 ? HIDDEN : how < 5 ? CODED : SHOWN;
    }
    return t;
}

static bool is_open(const table *t, size_t part)
{
    return t->as[part % CELLS] != SHOWN;
}

/* Do units (but for one whose total is hidden) and groups add up? */
static bool fits(const table *t, const int part[PARTS])
{
    for (size_t half = 0; half < PARTS; half += CELLS)
        for (size_t line = 0; line < UNITS + GROUPS; line++) {
            int over = 0;
            for (size_t k = 0; k < 3; k++) {
                size_t c = line < UNITS ? line * GROUPS + k : k * GROUPS + line - UNITS;
                over += part[half + c] - t->part[half + c];
            }
            if (over != 0 && !(line == 0 && t->total_hidden))
                return false;
        }
    for (size_t c = 0; c < CELLS; c++)
        if (t->as[c] == CODED && part[c] + part[CELLS + c] != t->part[c] + t->part[CELLS + c])
            return false;
    return true;
}

static void meet(ends *e, size_t at, int value)
{
    e->low[at] = value < e->low[at] ? value : e->low[at];
    e->high[at] = value > e->high[at] ? value : e->high[at];
}

/* The lines through a cell that are full already must be right: most of a search ends here. */
static bool may_fit(const table *t, const int part[PARTS], size_t last)
{
    size_t half = last / CELLS * CELLS, c = last % CELLS;
    int across = 0, down = 0;
    for (size_t k = 0; k < 3; k++) {
        size_t in_unit = c / GROUPS * GROUPS + k, in_group = k * GROUPS + c % GROUPS;
        across += part[half + in_unit] - t->part[half + in_unit];
        down += part[half + in_group] - t->part[half + in_group];
    }
    bool unit_full = c % GROUPS == GROUPS - 1, group_full = c / GROUPS == UNITS - 1;
    return (!unit_full || across == 0 || (c < GROUPS && t->total_hidden)) &&
           (!group_full || down == 0);
}

/* NOLINTNEXTLINE(misc-no-recursion): a part at a time */
static void all_tables(const table *t, int part[PARTS], size_t at, ends *e)
{
    if (at == PARTS) {
        if (!fits(t, part))
            return;
        for (size_t i = 0; i < PARTS; i++)
            meet(e, i, part[i]);
        for (size_t c = 0; c < CELLS; c++)
            meet(e, PARTS + c, part[c] + part[CELLS + c]);
        return;
    }
    int from = is_open(t, at) ? 0 : t->part[at], to = is_open(t, at) ? MOST : t->part[at];
    for (int value = from; value <= to; value++) {
        part[at] = value;
        if (may_fit(t, part, at))
            all_tables(t, part, at + 1, e);
    }
    part[at] = t->part[at];
}

/* ---- as attack is asked ---- */

static uint32_t add(eg_attack *a, double low, double high, double truth, double want)
{
    uint32_t u = eg_attack_unknown(a, low, high);
    eg_attack_truth(a, u, truth);
    if (want > 0)
        eg_attack_want(a, u, want);
    return u;
}

static void add_lines(eg_attack *a, const table *t, const uint32_t number[PARTS])
{
    for (size_t half = 0; half < PARTS; half += CELLS)
        for (size_t line = t->total_hidden ? 1 : 0; line < UNITS + GROUPS; line++) {
            double sum = 0;
            for (size_t k = 0; k < 3; k++)
                sum += t->part[half +
                               (line < UNITS ? line * GROUPS + k : k * GROUPS + line - UNITS)];
            eg_attack_relation(a, sum, sum);
            for (size_t k = 0; k < 3; k++)
                eg_attack_term(a, 1,
                               number[half + (line < UNITS ? line * GROUPS + k
                                                           : k * GROUPS + line - UNITS)]);
        }
}

static eg_attack *of_table(const table *t, double want, uint32_t number[PARTS + CELLS])
{
    eg_attack *a = NULL;
    ck_assert_int_eq(eg_attack_new(&a, NULL), EG_OK);
    for (size_t i = 0; i < PARTS; i++) {
        double value = t->part[i];
        number[i] =
            is_open(t, i) ? add(a, 0, MOST, value, want) : add(a, value, value, value, 0);
    }
    for (size_t c = 0; c < CELLS; c++) {
        double n = t->part[c] + t->part[CELLS + c];
        bool hidden = t->as[c] == HIDDEN;
        number[PARTS + c] = hidden ? add(a, 0, INFINITY, n, want) : add(a, n, n, n, 0);
        eg_attack_relation(a, 0, 0);
        eg_attack_term(a, 1, number[c]);
        eg_attack_term(a, 1, number[CELLS + c]);
        eg_attack_term(a, -1, number[PARTS + c]);
    }
    add_lines(a, t, number);
    return a;
}

/* Wide is what spans the width in some tables that fit, and nothing else. */
START_TEST(as_all_tables_say)
{
    table t = random_table(_i);
    double want = 1 + _i % 3;
    uint32_t number[PARTS + CELLS];
    int part[PARTS];
    ends e;
    for (size_t i = 0; i < PARTS + CELLS; i++) {
        e.low[i] = 1000;
        e.high[i] = -1000;
    }
    for (size_t i = 0; i < PARTS; i++)
        part[i] = t.part[i];
    all_tables(&t, part, 0, &e);
    eg_attack *a = of_table(&t, want, number);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    for (size_t i = 0; i < PARTS + CELLS; i++) {
        bool asked = i < PARTS ? is_open(&t, i) : t.as[i - PARTS] == HIDDEN;
        if (!asked)
            continue;
        bool narrow = e.high[i] - e.low[i] < want;
        ck_assert_msg(eg_attack_narrower(a, number[i]) == narrow,
                      "figure %zu of table %d has %d to %d, and %g are wanted", i, _i, e.low[i],
                      e.high[i], want);
    }
    eg_attack_free(a);
}
END_TEST

/* In haste nothing counts as wide that is not; and what is wide is nearly always found to be.
 */
START_TEST(in_haste)
{
    table t = random_table(_i);
    double want = 1 + _i % 3;
    uint32_t number[PARTS + CELLS];
    int part[PARTS];
    size_t wide = 0, found = 0;
    ends e;
    for (size_t i = 0; i < PARTS + CELLS; i++) {
        e.low[i] = 1000;
        e.high[i] = -1000;
    }
    for (size_t i = 0; i < PARTS; i++)
        part[i] = t.part[i];
    all_tables(&t, part, 0, &e);
    eg_attack *a = of_table(&t, want, number);
    eg_attack_hasten(a);
    ck_assert_int_eq(eg_attack_run(a, NULL, NULL), EG_OK);
    for (size_t i = 0; i < PARTS + CELLS; i++) {
        bool asked = i < PARTS ? is_open(&t, i) : t.as[i - PARTS] == HIDDEN;
        wide += asked && e.high[i] - e.low[i] >= want;
        found += asked && eg_attack_wide(a, number[i]);
        ck_assert_msg(!asked || !eg_attack_wide(a, number[i]) || e.high[i] - e.low[i] >= want,
                      "figure %zu of table %d has %d to %d, and %g are wanted", i, _i, e.low[i],
                      e.high[i], want);
    }
    ck_assert_uint_ge(found * 10, wide * 9);
    eg_attack_free(a);
}
END_TEST

Suite *attack_moves_suite(void)
{
    Suite *suite = suite_create("attack_moves");
    TCase *tc = tcase_create("attack_moves");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, as_all_tables_say, 0, EG_ROUNDS(200));
    tcase_add_loop_test(tc, in_haste, 0, EG_ROUNDS(200));
    suite_add_tcase(suite, tc);
    return suite;
}
