/* Wide columns found by name; students in several units; sums of units that overlap. */
#include <check.h>
#include <string.h>

#include "equitygap/cube.h"
#include "privacy/protect.h"
#include "schema/melt.h"

Suite *structure_suite(void);

/* ---- wide columns ---- */

static const char *const star[] = {"rownames", "gender", "stark", "star1", "readk", "read1",
                                   "read2",    "math1",  "rank",  "read",  "12",    "read21"};
enum { STAR = sizeof star / sizeof star[0] };

static void strings_of(eg_strings *list, const char **words, size_t n)
{
    list->at = words;
    list->n = n;
}

static eg_status find(eg_melt_map *map, eg_arena *arena, const char **values, size_t n,
                      const char *pattern)
{
    eg_text header[STAR];
    eg_melt melt = {.name = "grade"};
    eg_error err = {0};
    for (size_t i = 0; i < STAR; i++)
        header[i] = eg_text_of(star[i]);
    strings_of(&melt.values, values, n);
    strings_of(&melt.labels, values, n);
    if (pattern != NULL)
        strings_of(&melt.patterns, &pattern, 1);
    return eg_melt_find(map, &melt, header, STAR, arena, &err);
}

START_TEST(alike_but_for_a_value)
{
    const char *values[] = {"k", "1", "2"};
    eg_arena *arena = eg_arena_new();
    eg_melt_map map;
    ck_assert_int_eq(find(&map, arena, values, 3, NULL), EG_OK);
    /* math1 and rank stand alone; 21 is not cut */
    ck_assert_uint_eq(map.n, 2);
    ck_assert_str_eq(map.at[0].name, "star");
    ck_assert_int_eq(map.at[0].column[0], 2);
    ck_assert_int_eq(map.at[0].column[1], 3);
    ck_assert_int_eq(map.at[0].column[2], -1);
    ck_assert_str_eq(map.at[1].name, "read");
    ck_assert_int_eq(map.at[1].column[2], 6);
    ck_assert_int_eq(map.melted_of[7], -1);
    ck_assert_int_eq(map.melted_of[8], -1);
    ck_assert_int_eq(map.melted_of[11], -1);
    eg_arena_free(arena);
}
END_TEST

START_TEST(by_pattern_one_is_enough)
{
    const char *values[] = {"K", "1"};
    eg_arena *arena = eg_arena_new();
    eg_melt_map map;
    ck_assert_int_eq(find(&map, arena, values, 2, "math{}"), EG_OK);
    ck_assert_uint_eq(map.n, 1);
    ck_assert_str_eq(map.at[0].name, "math");
    ck_assert_int_eq(map.at[0].column[0], -1);
    ck_assert_int_eq(map.at[0].column[1], 7);
    eg_arena_free(arena);
}
END_TEST

START_TEST(longest_value_and_both_sides)
{
    static const char *const names[] = {"Fall Reading",      "fall_math",
                                        "Late Fall Reading", "Spring Reading",
                                        "Late Fall  math",   "Spring math"};
    const char *values[] = {"Fall", "Late Fall", "Spring"};
    eg_text header[6];
    eg_melt melt = {.name = "term"};
    eg_melt_map map;
    eg_error err = {0};
    eg_arena *arena = eg_arena_new();
    for (size_t i = 0; i < 6; i++)
        header[i] = eg_text_of(names[i]);
    strings_of(&melt.values, values, 3);
    strings_of(&melt.labels, values, 3);
    ck_assert_int_eq(eg_melt_find(&map, &melt, header, 6, arena, &err), EG_OK);
    ck_assert_uint_eq(map.n, 2);
    ck_assert_str_eq(map.at[0].name, "Reading");
    ck_assert_int_eq(map.at[0].column[0], 0);
    ck_assert_int_eq(map.at[0].column[1], 2);
    ck_assert_int_eq(map.at[0].column[2], 3);
    ck_assert_int_eq(map.at[1].column[0], 1);
    ck_assert_int_eq(map.at[1].column[1], 4);
    eg_arena_free(arena);
}
END_TEST

/* ---- units that overlap: three schools and their district ---- */

static uint32_t start[] = {0, 4}, members[] = {0, 1, 2, 3};
static uint32_t at[] = {0, 1, 2, 3, 4}, of[] = {0, 0, 0, 0};

/* NOLINTNEXTLINE(readability-non-const-parameter): eg_protect writes through it */
static bool protect(const uint64_t n[4], const uint64_t x[4], bool loose, uint8_t hidden[4])
{
    uint8_t flag[1] = {loose}, unknown[4] = {0};
    uint64_t students[4], counts[4];
    eg_links links = {.start = start,
                      .n_links = 1,
                      .members = members,
                      .n_members = 4,
                      .loose = flag,
                      .at = at,
                      .of = of,
                      .n_cells = 4};
    memcpy(students, n, sizeof students);
    memcpy(counts, x, sizeof counts);
    eg_secret secret = {.links = &links,
                        .min_n = 10,
                        .n_cells = 4,
                        .K = 1,
                        .n = students,
                        .count = counts,
                        .hidden = hidden,
                        .unknown = unknown};
    return eg_protect(&secret);
}

static size_t parts_hidden(const uint8_t hidden[4])
{
    return (size_t)hidden[0] + hidden[1] + hidden[2];
}

/* 60 + 50 + 40 in a district of 149: one student is in two schools, and 61 - 60 tells the
 * result. */
START_TEST(one_student_in_two_schools)
{
    const uint64_t n[] = {60, 50, 40, 149}, x[] = {20, 21, 20, 60};
    uint8_t apart[4] = {0}, overlapping[4] = {0};
    ck_assert(protect(n, x, false, apart));
    ck_assert_uint_eq(parts_hidden(apart), 0);
    ck_assert(protect(n, x, true, overlapping));
    ck_assert(parts_hidden(overlapping) >= 2 || overlapping[3]);
}
END_TEST

/* 30 in two schools, 12 of them with the outcome: a group like any other. */
START_TEST(many_students_in_two_schools)
{
    const uint64_t n[] = {60, 50, 40, 120}, x[] = {20, 21, 20, 49};
    uint8_t hidden[4] = {0};
    ck_assert(protect(n, x, true, hidden));
    ck_assert_uint_eq(parts_hidden(hidden), 0);
    ck_assert(!hidden[3]);
}
END_TEST

/*
 * Two schools hidden, 12 students together, 5 of them also in the third one: who takes the
 * schools for separate gets 7. So all three are hidden, or the district.
 */
START_TEST(difference_below_the_least)
{
    const uint64_t n[] = {6, 6, 100, 107}, x[] = {3, 3, 50, 53};
    uint8_t hidden[4] = {1, 1, 0, 0};
    ck_assert(protect(n, x, true, hidden));
    ck_assert(hidden[2] || hidden[3]);
}
END_TEST

Suite *structure_suite(void)
{
    Suite *suite = suite_create("structure");
    TCase *melt = tcase_create("melt"), *units = tcase_create("units");
    tcase_add_test(melt, alike_but_for_a_value);
    tcase_add_test(melt, by_pattern_one_is_enough);
    tcase_add_test(melt, longest_value_and_both_sides);
    tcase_add_test(units, one_student_in_two_schools);
    tcase_add_test(units, many_students_in_two_schools);
    tcase_add_test(units, difference_below_the_least);
    suite_add_tcase(suite, melt);
    suite_add_tcase(suite, units);
    return suite;
}
