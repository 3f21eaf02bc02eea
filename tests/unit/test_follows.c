/*
 * Which sums follow from others: the rank of those that do not is the rank of all, whatever
 * sums are missing, so that leaving the others out loses nothing.
 */
#include <check.h>
#include <stdlib.h>

#include "privacy/links.h"

Suite *follows_suite(void);

/* Items of every place: 1 of R groups, 2 of G, 3 of both, 4 of the first and E more. */
enum { R = 3, G = 2, E = 2, OWN = 1 + R + G + R * G + R * E, UNITS = 3 };
enum { CELLS = OWN * (UNITS + 1), LINKS = 400, MEMBERS = 4000, PRIME = 1000003 };

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

typedef struct {
    eg_links links;
    uint32_t start[LINKS + 1], members[MEMBERS], family[LINKS];
    uint8_t loose[LINKS], minus[MEMBERS];
    uint32_t at[CELLS + 2], of[MEMBERS];
    unsigned left_out; /* one of so many sums is not there; 0: all are */
} table;

static void part(table *t, size_t cell)
{
    t->members[t->links.n_members++] = (uint32_t)cell;
}

static void total(table *t, size_t cell, uint32_t family)
{
    eg_links *l = &t->links;
    if (t->left_out > 0 && draw(t->left_out) == 0) {
        l->n_members = l->start[l->n_links];
        return;
    }
    part(t, cell);
    t->loose[l->n_links] = t->left_out > 0 && draw(t->left_out * 2) == 0;
    t->family[l->n_links] = family;
    t->start[++l->n_links] = (uint32_t)l->n_members;
}

static uint32_t cross(uint32_t fine, uint32_t coarse)
{
    return EG_FAMILY_CROSS + fine * 256 + coarse;
}

/* Cells of a place: the whole, then the groups of 1, 2, 3 and 4. */
static void within(table *t, size_t whole)
{
    static const size_t groups[] = {0, R, G, R * G, R * E};
    size_t first[5] = {0, whole + 1};
    for (size_t i = 2; i < 5; i++)
        first[i] = first[i - 1] + groups[i - 1];
    for (uint32_t i = 1; i < 5; i++) {
        for (size_t g = 0; g < groups[i]; g++)
            part(t, first[i] + g);
        total(t, whole, i);
    }
    for (size_t r = 0; r < R; r++) {
        for (size_t g = 0; g < G; g++)
            part(t, first[3] + r * G + g);
        total(t, first[1] + r, cross(3, 1));
        for (size_t e = 0; e < E; e++)
            part(t, first[4] + r * E + e);
        total(t, first[1] + r, cross(4, 1));
    }
    for (size_t g = 0; g < G; g++) {
        for (size_t r = 0; r < R; r++)
            part(t, first[3] + r * G + g);
        total(t, first[2] + g, cross(3, 2));
    }
}

static void make(table *t)
{
    *t = (table){.left_out = t->left_out};
    t->links = (eg_links){.start = t->start,
                          .members = t->members,
                          .loose = t->loose,
                          .minus = t->minus,
                          .family = t->family,
                          .at = t->at,
                          .of = t->of,
                          .n_cells = CELLS};
    for (size_t u = 0; u <= UNITS; u++)
        within(t, u * OWN);
    for (size_t c = 0; c < OWN; c++) {
        for (size_t u = 1; u <= UNITS; u++)
            part(t, u * OWN + c);
        total(t, c, EG_FAMILY_UNITS + 1);
    }
    size_t n = 0;
    for (uint32_t c = 0; c < CELLS; c++) {
        t->at[c] = (uint32_t)n;
        for (uint32_t i = 0; i < t->links.n_links; i++)
            for (uint32_t m = t->start[i]; m < t->start[i + 1]; m++)
                if (t->members[m] == c)
                    t->of[n++] = i;
    }
    t->at[CELLS] = (uint32_t)n;
    ck_assert(eg_links_follow(&t->links));
}

static int64_t inverse(int64_t value)
{
    int64_t result = 1, base = value;
    for (int64_t e = PRIME - 2; e > 0; e /= 2) {
        result = e % 2 == 1 ? result * base % PRIME : result;
        base = base * base % PRIME;
    }
    return result;
}

/* Rank modulo a prime of the sums that are no bounds, all of them or without those that follow.
 */
static size_t rank(const table *t, bool all)
{
    static int64_t row[LINKS][CELLS];
    size_t n = 0, rank = 0;
    for (uint32_t i = 0; i < t->links.n_links; i++) {
        if (t->loose[i] || (!all && t->links.follows[i]))
            continue;
        for (size_t c = 0; c < CELLS; c++)
            row[n][c] = 0;
        for (uint32_t m = t->start[i]; m < t->start[i + 1]; m++)
            row[n][t->members[m]] = m + 1 == t->start[i + 1] ? PRIME - 1 : 1;
        n++;
    }
    for (size_t c = 0; c < CELLS && rank < n; c++) {
        size_t p = rank;
        while (p < n && row[p][c] == 0)
            p++;
        if (p == n)
            continue;
        for (size_t k = 0; k < CELLS; k++) {
            int64_t swap = row[p][k];
            row[p][k] = row[rank][k];
            row[rank][k] = swap;
        }
        int64_t by = inverse(row[rank][c]);
        for (size_t i = rank + 1; i < n; i++) {
            int64_t factor = row[i][c] * by % PRIME;
            for (size_t k = c; k < CELLS && factor > 0; k++)
                row[i][k] = (row[i][k] + (PRIME - factor) * row[rank][k]) % PRIME;
        }
        rank++;
    }
    return rank;
}

static size_t kept(const table *t)
{
    size_t n = 0;
    for (uint32_t i = 0; i < t->links.n_links; i++)
        n += !t->links.follows[i];
    return n;
}

/* All sums are there: none is kept that others say. */
START_TEST(nothing_twice)
{
    static table t;
    t.left_out = 0;
    make(&t);
    ck_assert_uint_eq(rank(&t, false), rank(&t, true));
    ck_assert_uint_eq(kept(&t), rank(&t, true));
    eg_free(t.links.follows);
}
END_TEST

START_TEST(nothing_lost)
{
    static table t;
    state = (uint64_t)_i + 1;
    t.left_out = 3 + draw(20);
    make(&t);
    ck_assert_uint_eq(rank(&t, false), rank(&t, true));
    eg_free(t.links.follows);
}
END_TEST

Suite *follows_suite(void)
{
    Suite *suite = suite_create("follows");
    TCase *tc = tcase_create("follows");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, nothing_twice);
    tcase_add_loop_test(tc, nothing_lost, 0, 60);
    suite_add_tcase(suite, tc);
    return suite;
}
