/* Privacy: tail codes against their published tiers, and suppression attacked by subtraction.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "equitygap/privacy.h"
#include "privacy/protect.h"

Suite *privacy_suite(void);

/* Tiers as promised: 10-19 20/80, 20-39 10/90, 40-99 5/95, 100-299 2/98, above: 3 or fewer. */
static const struct {
    uint64_t x, n;
    eg_mark mark;
    double bound;
} tails[] = {
    {0, 10, EG_BOTTOM_CODED, 0.2},
    {2, 10, EG_BOTTOM_CODED, 0.2},
    {3, 10, EG_SHOWN, 0},
    {8, 10, EG_TOP_CODED, 0.8},
    {13, 15, EG_TOP_CODED, 0.8},
    {2, 15, EG_BOTTOM_CODED, 0.2},
    {8, 15, EG_SHOWN, 0},
    {33, 35, EG_TOP_CODED, 0.9},
    {2, 35, EG_BOTTOM_CODED, 0.1},
    {4, 39, EG_SHOWN, 0},
    {77, 80, EG_TOP_CODED, 0.95},
    {75, 80, EG_SHOWN, 0},
    {5, 99, EG_SHOWN, 0},
    {4, 99, EG_BOTTOM_CODED, 0.05},
    {2, 100, EG_BOTTOM_CODED, 0.02},
    {3, 100, EG_SHOWN, 0},
    {148, 150, EG_TOP_CODED, 0.98},
    {5, 299, EG_BOTTOM_CODED, 0.02},
    {3, 300, EG_BOTTOM_CODED, 0.01},
    {4, 300, EG_SHOWN, 0},
    {9997, 10000, EG_TOP_CODED, 0.99},
    {9996, 10000, EG_SHOWN, 0},
    {0, 5000, EG_BOTTOM_CODED, 0.01},
};

START_TEST(codes_by_tier)
{
    eg_mark mark = EG_SHOWN;
    double bound = 0;
    bool tail = eg_rules_tail(NULL, tails[_i].x, tails[_i].n, &mark, &bound);
    ck_assert_msg(tail == (tails[_i].mark != EG_SHOWN), "%llu of %llu",
                  (unsigned long long)tails[_i].x, (unsigned long long)tails[_i].n);
    if (tail) {
        ck_assert_int_eq(mark, tails[_i].mark);
        ck_assert_double_eq_tol(bound, tails[_i].bound, 1e-12);
    }
}
END_TEST

/* ---- a table of rows and columns with all its margins
 * ---------------------------------------------- */

enum { ROWS = 6, COLUMNS = 4, SIDE = COLUMNS + 1, CELLS = (ROWS + 1) * SIDE };

typedef struct {
    eg_links links;
    eg_secret secret;
    uint32_t start[ROWS + COLUMNS + 3], members[CELLS * 2], at[CELLS + 2], of[CELLS * 2];
    uint64_t n[CELLS], count[CELLS];
    uint8_t hidden[CELLS], unknown[CELLS];
} margin_table;

static uint32_t cell_at(size_t row, size_t column)
{
    return (uint32_t)(row * SIDE + column);
}

static void add_link(margin_table *t, const uint32_t *cells, size_t n)
{
    memcpy(t->members + t->links.n_members, cells, n * sizeof *cells);
    t->links.n_members += n;
    t->start[++t->links.n_links] = (uint32_t)t->links.n_members;
}

static void index_table(margin_table *t)
{
    size_t n = 0;
    for (uint32_t c = 0; c < CELLS; c++) {
        t->at[c] = (uint32_t)n;
        for (size_t i = 0; i < t->links.n_links; i++)
            for (uint32_t m = t->start[i]; m < t->start[i + 1]; m++)
                if (t->members[m] == c)
                    t->of[n++] = (uint32_t)i;
    }
    t->at[CELLS] = (uint32_t)n;
}

static void make_table(margin_table *t)
{
    memset(t, 0, sizeof *t);
    t->links = (eg_links){
        .start = t->start, .members = t->members, .at = t->at, .of = t->of, .n_cells = CELLS};
    for (size_t r = 0; r <= ROWS; r++) {
        uint32_t cells[SIDE];
        for (size_t c = 0; c < SIDE; c++)
            cells[c] = cell_at(r, c);
        add_link(t, cells, SIDE);
    }
    for (size_t c = 0; c < SIDE; c++) {
        uint32_t cells[ROWS + 1];
        for (size_t r = 0; r <= ROWS; r++)
            cells[r] = cell_at(r, c);
        add_link(t, cells, ROWS + 1);
    }
    index_table(t);
    t->secret = (eg_secret){.links = &t->links,
                            .min_n = 10,
                            .n_cells = CELLS,
                            .K = 1,
                            .n = t->n,
                            .count = t->count,
                            .hidden = t->hidden,
                            .unknown = t->unknown};
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void fill_table(margin_table *t, uint64_t seed)
{
    uint64_t state = seed;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t c = 0; c < COLUMNS; c++) {
            uint64_t n = next_random(&state) % 4 == 0 ? next_random(&state) % 12
                                                      : next_random(&state) % 150;
            uint64_t x = n == 0 ? 0 : next_random(&state) % (n + 1);
            uint32_t places[4] = {cell_at(r, c), cell_at(r, COLUMNS), cell_at(ROWS, c),
                                  cell_at(ROWS, COLUMNS)};
            for (size_t p = 0; p < 4; p++) {
                t->n[places[p]] += n;
                t->count[places[p]] += x;
            }
        }
    for (uint32_t cell = 0; cell < CELLS; cell++) {
        eg_mark mark;
        double bound;
        t->hidden[cell] = t->n[cell] < 10;
        t->unknown[cell] =
            t->n[cell] > 0 && eg_rules_tail(NULL, t->count[cell], t->n[cell], &mark, &bound);
    }
}

/* Subtraction as a reader does it, again and again: unknowns that are alone in a sum become
 * known. */
static size_t recovered(const margin_table *t, const uint8_t *hidden)
{
    uint8_t open[CELLS];
    size_t found = 0;
    bool again = true;
    memcpy(open, hidden, sizeof open);
    while (again) {
        again = false;
        for (size_t i = 0; i < t->links.n_links; i++) {
            uint32_t alone = 0;
            size_t unknowns = 0;
            for (uint32_t m = t->start[i]; m < t->start[i + 1]; m++)
                if (open[t->members[m]]) {
                    unknowns++;
                    alone = t->members[m];
                }
            if (unknowns == 1) {
                open[alone] = 0;
                found++;
                again = true;
            }
        }
    }
    return found;
}

START_TEST(subtraction_recovers_nothing)
{
    margin_table t;
    make_table(&t);
    fill_table(&t, (uint64_t)_i + 1);
    ck_assert(eg_protect(&t.secret));
    ck_assert_uint_eq(recovered(&t, t.hidden), 0);
    ck_assert_uint_eq(recovered(&t, t.unknown), 0);
    for (uint32_t cell = 0; cell < CELLS; cell++)
        ck_assert(!t.hidden[cell] || t.unknown[cell]);
    for (size_t i = 0; i < t.links.n_links; i++) {
        uint64_t students = 0, parts = 0;
        uint32_t last = t.start[i + 1] - 1;
        for (uint32_t m = t.start[i]; m < last; m++)
            if (t.hidden[t.members[m]]) {
                parts++;
                students += t.n[t.members[m]];
            }
        if (!t.hidden[t.members[last]] && parts > 0)
            ck_assert_msg(parts >= 2 && students >= 10, "seed %d link %zu: %llu parts, %llu",
                          _i, i, (unsigned long long)parts, (unsigned long long)students);
    }
}
END_TEST

START_TEST(one_small_group_takes_a_second)
{
    /* By hand: groups 40, 30, 25, 5 of 100: the 5 is small, and 25 is the cheapest to go with
     * it. */
    margin_table t;
    make_table(&t);
    static const uint64_t n[] = {40, 30, 25, 5};
    for (size_t c = 0; c < COLUMNS; c++)
        for (size_t r = 0; r <= ROWS; r += ROWS) {
            t.n[cell_at(r, c)] = n[c];
            t.count[cell_at(r, c)] = n[c] / 2;
        }
    t.n[cell_at(0, COLUMNS)] = t.n[cell_at(ROWS, COLUMNS)] = 100;
    t.count[cell_at(0, COLUMNS)] = t.count[cell_at(ROWS, COLUMNS)] = 49;
    t.hidden[cell_at(0, 3)] = t.hidden[cell_at(ROWS, 3)] = 1;
    ck_assert(eg_protect(&t.secret));
    ck_assert(t.hidden[cell_at(0, 3)] && t.hidden[cell_at(0, 2)]);
    ck_assert(!t.hidden[cell_at(0, 0)] && !t.hidden[cell_at(0, 1)]);
    ck_assert(!t.hidden[cell_at(0, COLUMNS)]);
}
END_TEST

START_TEST(same_input_same_cells)
{
    margin_table a, b;
    make_table(&a);
    make_table(&b);
    fill_table(&a, 7);
    fill_table(&b, 7);
    ck_assert(eg_protect(&a.secret) && eg_protect(&b.secret));
    ck_assert_mem_eq(a.hidden, b.hidden, sizeof a.hidden);
    ck_assert_mem_eq(a.unknown, b.unknown, sizeof a.unknown);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *privacy_suite(void)
{
    Suite *suite = suite_create("privacy");
    TCase *policy = tcase_create("policy"), *protect = tcase_create("protect");
    tcase_add_loop_test(policy, codes_by_tier, 0, COUNT(tails));
    tcase_add_loop_test(protect, subtraction_recovers_nothing, 0, 200);
    tcase_add_test(protect, one_small_group_takes_a_second);
    tcase_add_test(protect, same_input_same_cells);
    suite_add_tcase(suite, policy);
    suite_add_tcase(suite, protect);
    return suite;
}
