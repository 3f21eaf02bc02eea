/* Cubes and views: splitting, merging and renumbering change no sum; students are found again.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cube/internal.h"
#include "equitygap/cube.h"
#include "same_joint.h"

Suite *cube_suite(void);

/* year x school x race, gender and their cross; a rate, a mean, levels and an outcome not
 * settled. */
enum { AXES = 4, YEAR = 0, SCHOOL = 1, RACE = 2, GENDER = 3, OUTCOMES = 4, WORDS = 5 };

typedef struct {
    eg_settings settings;
    eg_schema schema;
    eg_axis axes[AXES];
    eg_item items[3];
    eg_outcome outcomes[OUTCOMES];
    uint32_t units[1];
    size_t levels[AXES];
} world;

static void make_world(world *w, size_t schools)
{
    static const char *const names[AXES] = {"year", "school", "race", "gender"};
    memset(w, 0, sizeof *w);
    for (size_t a = 0; a < AXES; a++)
        w->axes[a].name = names[a];
    w->levels[YEAR] = 3;
    w->levels[SCHOOL] = schools;
    w->levels[RACE] = 6;
    w->levels[GENDER] = 3;
    w->items[0] = (eg_item){.name = "race", .axis = {RACE}, .n_axes = 1};
    w->items[1] = (eg_item){.name = "gender", .axis = {GENDER}, .n_axes = 1};
    w->items[2] = (eg_item){.name = "race*gender", .axis = {RACE, GENDER}, .n_axes = 2};
    static const eg_kind kinds[OUTCOMES] = {EG_KIND_RATE, EG_KIND_MEAN, EG_KIND_LEVELS,
                                            EG_KIND_AUTO};
    for (size_t o = 0; o < OUTCOMES; o++)
        w->outcomes[o].kind = kinds[o];
    w->units[0] = SCHOOL;
    w->schema = (eg_schema){.axes = w->axes,
                            .n_axes = AXES,
                            .year = YEAR,
                            .units = w->units,
                            .n_units = 1,
                            .items = w->items,
                            .n_items = 3,
                            .outcomes = w->outcomes,
                            .n_outcomes = OUTCOMES,
                            .settings = &w->settings};
}

enum { ROWS = 512 };

/* Records as the coder gives them. */
typedef struct {
    eg_coded coded;
    uint32_t level[AXES][ROWS], *levels[AXES];
    eg_decimal value[OUTCOMES][ROWS], *values[OUTCOMES], number[OUTCOMES][ROWS],
        *numbers[OUTCOMES];
    uint8_t state[OUTCOMES][ROWS], *states[OUTCOMES], numeric[OUTCOMES][ROWS],
        *numerics[OUTCOMES];
    eg_hash128 key[ROWS];
} records;

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void make_records(records *b, const world *w, uint64_t seed)
{
    uint64_t s = seed;
    for (size_t a = 0; a < AXES; a++)
        b->levels[a] = b->level[a];
    for (size_t o = 0; o < OUTCOMES; o++) {
        b->values[o] = b->value[o];
        b->numbers[o] = b->number[o];
        b->states[o] = b->state[o];
        b->numerics[o] = b->numeric[o];
    }
    b->coded = (eg_coded){.rows = ROWS,
                          .level = b->levels,
                          .value = b->values,
                          .state = b->states,
                          .number = b->numbers,
                          .numeric = b->numerics};
    for (size_t r = 0; r < ROWS; r++) {
        for (size_t a = 0; a < AXES; a++)
            b->level[a][r] = (uint32_t)(next_random(&s) % w->levels[a]);
        for (size_t o = 0; o < OUTCOMES; o++) {
            uint64_t draw = next_random(&s);
            b->state[o][r] = draw % 17 == 0   ? EG_VALUE_SUPPRESSED
                             : draw % 13 == 0 ? EG_VALUE_MISSING
                                              : EG_VALUE_OK;
            b->number[o][r] = (eg_decimal)(next_random(&s) % 2000) * 500000000 - 300000000000;
            b->numeric[o][r] = o == 3;
            b->value[o][r] = o == 0   ? (eg_decimal)(draw % 2)
                             : o == 1 ? b->number[o][r]
                                      : (eg_decimal)(draw % WORDS);
        }
    }
}

/* Final levels in the order of raw ones; Unknown (0) last. perm gives the raw number of a
 * meaning. */
typedef struct {
    eg_settled settled;
    eg_axis_settled axes[AXES];
    eg_outcome_settled outcomes[OUTCOMES];
    eg_level *levels[AXES];
    uint32_t *final_of[AXES];
    int16_t word_as[WORDS * 4];
    const char *names[WORDS];
} settled_world;

static void make_settled(settled_world *s, const world *w)
{
    memset(s, 0, sizeof *s);
    for (size_t a = 0; a < AXES; a++) {
        size_t n = w->levels[a];
        s->levels[a] = calloc(n, sizeof *s->levels[a]);
        s->final_of[a] = calloc(n, sizeof *s->final_of[a]);
        for (size_t i = 0; i < n; i++) {
            s->levels[a][i].label = "level";
            s->final_of[a][i] = (uint32_t)(i == 0 ? n - 1 : i - 1);
        }
        s->axes[a] = (eg_axis_settled){.levels = s->levels[a],
                                       .n = n,
                                       .final_of = s->final_of[a],
                                       .n_raw = n,
                                       .unknown = (uint32_t)n - 1};
    }
    for (int i = 0; i < WORDS; i++) {
        s->word_as[i] = (int16_t)i;
        s->names[i] = "word";
    }
    static const eg_kind kinds[OUTCOMES] = {EG_KIND_RATE, EG_KIND_MEAN, EG_KIND_LEVELS,
                                            EG_KIND_MEAN};
    for (size_t o = 0; o < OUTCOMES; o++)
        s->outcomes[o] =
            (eg_outcome_settled){.kind = kinds[o],
                                 .levels = s->names,
                                 .n_levels = kinds[o] == EG_KIND_LEVELS ? WORDS : 0,
                                 .word_as = s->word_as,
                                 .n_words = WORDS};
    s->settled.axes = s->axes;
    s->settled.outcomes = s->outcomes;
}

static void clear_settled(settled_world *s)
{
    for (size_t a = 0; a < AXES; a++) {
        free(s->levels[a]);
        free(s->final_of[a]);
    }
}

static void same_views(const eg_views *a, const eg_views *b)
{
    ck_assert_uint_eq(eg_views_cells(a), eg_views_cells(b));
    for (uint32_t sc = 0; sc < eg_views_scopes(a); sc++)
        for (uint32_t u = 0; u < eg_views_units(a, sc); u++)
            for (uint32_t i = 0; i < eg_views_items(a); i++)
                for (uint32_t g = 0; g < eg_views_groups(a, i); g++)
                    for (uint32_t y = 0; y < eg_views_years(a); y++)
                        for (size_t o = 0; o < OUTCOMES; o++) {
                            eg_place place = {sc, u, i, g, y};
                            eg_tally left, right;
                            eg_views_tally(a, o, &place, &left);
                            eg_views_tally(b, o, &place, &right);
                            if (memcmp(&left, &right, sizeof left) != 0)
                                ck_abort_msg(
                                    "scope %u unit %u item %u group %u year %u outcome %zu", sc,
                                    u, i, g, y, o);
                        }
}

/* Half the records in cubes whose numbers are turned round, merged back, against all in one. */
static void check_merge(size_t schools, int batches)
{
    static world w;
    static records b;
    static settled_world s;
    eg_error err = {0};
    eg_cubes *whole = NULL, *first = NULL, *second = NULL;
    eg_views *one = NULL, *two = NULL;
    make_world(&w, schools);
    make_settled(&s, &w);
    uint32_t *turned[AXES], words[WORDS];
    const uint32_t *level_map[AXES], *word_map[OUTCOMES] = {NULL, NULL, words, words};
    for (size_t a = 0; a < AXES; a++) {
        turned[a] = calloc(w.levels[a], sizeof *turned[a]);
        for (size_t i = 0; i < w.levels[a]; i++)
            turned[a][i] = (uint32_t)(i == 0 ? 0 : w.levels[a] - i);
        level_map[a] = turned[a];
    }
    for (uint32_t i = 0; i < WORDS; i++)
        words[i] = WORDS - 1 - i;
    ck_assert_int_eq(eg_cubes_new(&whole, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_new(&first, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_new(&second, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_keep_joint(whole, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_keep_joint(first, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_keep_joint(second, &err), EG_OK);
    for (int i = 0; i < batches; i++) {
        make_records(&b, &w, (uint64_t)i + 1);
        ck_assert_int_eq(eg_cubes_add(whole, &b.coded, &err), EG_OK);
        if (i % 2 == 1) {
            for (size_t a = 0; a < AXES; a++)
                for (size_t r = 0; r < ROWS; r++)
                    b.level[a][r] = turned[a][b.level[a][r]];
            for (size_t r = 0; r < ROWS; r++) {
                b.value[2][r] = words[b.value[2][r]];
                b.value[3][r] = words[b.value[3][r]];
            }
        }
        ck_assert_int_eq(eg_cubes_add(i % 2 == 1 ? second : first, &b.coded, &err), EG_OK);
    }
    ck_assert_int_eq(eg_cubes_merge(first, second, level_map, word_map, &err), EG_OK);
    ck_assert_int_eq(eg_views_new(&one, whole, &w.schema, &s.settled, &err), EG_OK);
    ck_assert_int_eq(eg_views_new(&two, first, &w.schema, &s.settled, &err), EG_OK);
    same_views(one, two);
    same_joint(one, two, OUTCOMES, (eg_place){.item = 1, .year = 1});
    same_joint(one, two, OUTCOMES, (eg_place){.item = 2, .year = 2});
    same_joint(one, two, OUTCOMES, (eg_place){.scope = 1, .unit = 2, .item = 2, .year = 0});
    ck_assert_uint_eq(eg_views_joint(one, 3), EG_JOINT_NONE); /* the cross has both already */
    eg_views_free(one);
    eg_views_free(two);
    eg_cubes_free(whole);
    eg_cubes_free(first);
    eg_cubes_free(second);
    for (size_t a = 0; a < AXES; a++)
        free(turned[a]);
    clear_settled(&s);
}

START_TEST(merging_changes_nothing)
{
    check_merge(4, 10);
}
END_TEST

START_TEST(splitting_the_joint_cube_changes_nothing)
{
    /* 400 schools leave the joint cube; the same numbers by splitting a copy by hand. */
    check_merge(400, 40);
    static world w;
    static records b;
    static settled_world s;
    eg_error err = {0};
    eg_cubes *joint = NULL, *split = NULL;
    eg_views *one = NULL, *two = NULL;
    make_world(&w, 5);
    make_settled(&s, &w);
    ck_assert_int_eq(eg_cubes_new(&joint, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_new(&split, &w.schema, &err), EG_OK);
    ck_assert_uint_eq(joint->n_cubes, 1);
    for (int i = 0; i < 6; i++) {
        make_records(&b, &w, (uint64_t)i + 50);
        ck_assert_int_eq(eg_cubes_add(joint, &b.coded, &err), EG_OK);
        ck_assert_int_eq(eg_cubes_add(split, &b.coded, &err), EG_OK);
        if (i == 2)
            ck_assert_int_eq(eg_cubes_split(split, &err), EG_OK);
    }
    ck_assert_uint_eq(split->n_cubes, split->n_sets);
    ck_assert_uint_eq(joint->n_cubes, 1);
    ck_assert_int_eq(eg_views_new(&one, joint, &w.schema, &s.settled, &err), EG_OK);
    ck_assert_int_eq(eg_views_new(&two, split, &w.schema, &s.settled, &err), EG_OK);
    same_views(one, two);
    eg_views_free(one);
    eg_views_free(two);
    eg_cubes_free(joint);
    eg_cubes_free(split);
    clear_settled(&s);
}
END_TEST

START_TEST(views_are_sums_of_records)
{
    /* The whole, counted here one record at a time. */
    static world w;
    static records b;
    static settled_world s;
    eg_error err = {0};
    eg_cubes *cubes = NULL;
    eg_views *views = NULL;
    uint64_t n = 0, x = 0, suppressed = 0, race_two = 0;
    eg_i128 sum = 0;
    make_world(&w, 3);
    make_settled(&s, &w);
    make_records(&b, &w, 9);
    ck_assert_int_eq(eg_cubes_new(&cubes, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_cubes_add(cubes, &b.coded, &err), EG_OK);
    ck_assert_int_eq(eg_views_new(&views, cubes, &w.schema, &s.settled, &err), EG_OK);
    for (size_t r = 0; r < ROWS; r++) {
        if (b.level[YEAR][r] != 1)
            continue;
        race_two += b.level[RACE][r] == 2;
        suppressed += b.state[0][r] == EG_VALUE_SUPPRESSED;
        n += b.state[0][r] == EG_VALUE_OK;
        x += b.state[0][r] == EG_VALUE_OK && b.value[0][r] == 1;
        if (b.state[1][r] == EG_VALUE_OK)
            sum += b.value[1][r];
    }
    eg_place place = {.year = 0}; /* raw year 1 is the first final one */
    eg_tally tally;
    eg_views_tally(views, 0, &place, &tally);
    ck_assert_uint_eq(tally.n, n);
    ck_assert_uint_eq(tally.x, x);
    ck_assert_uint_eq(tally.suppressed, suppressed);
    eg_views_tally(views, 1, &place, &tally);
    ck_assert(tally.sum == sum);
    place.item = 1;
    place.group = 1; /* raw race 2 */
    eg_views_tally(views, 0, &place, &tally);
    ck_assert_uint_eq(tally.students, race_two);
    ck_assert(eg_views_group_unknown(views, 1, 5));
    eg_views_free(views);
    eg_cubes_free(cubes);
    clear_settled(&s);
}
END_TEST

/* ---- students
 * ----------------------------------------------------------------------------------- */

static void make_pair(records *b, const world *w)
{
    make_records(b, w, 3);
    b->coded.rows = 2;
    b->coded.key = b->key;
    b->key[0] = b->key[1] = (eg_hash128){77, 99};
    for (size_t a = 0; a < AXES; a++)
        b->level[a][1] = b->level[a][0];
    for (size_t o = 0; o < OUTCOMES; o++) {
        b->state[o][0] = b->state[o][1] = EG_VALUE_OK;
        b->value[o][1] = b->value[o][0];
        b->number[o][1] = b->number[o][0];
    }
}

static eg_students_tally take_pair(const world *w, const records *b, size_t *rows,
                                   bool *counted)
{
    eg_students *students = NULL;
    const eg_coded *out = NULL;
    eg_error err = {0};
    ck_assert_int_eq(eg_students_new(&students, &w->schema, &err), EG_OK);
    ck_assert_int_eq(eg_students_take(students, &b->coded, &out, &err), EG_OK);
    *rows = out->rows;
    *counted = out->rows == 2 && out->counted[1];
    eg_students_tally tally = *eg_students_tally_of(students);
    eg_students_free(students);
    return tally;
}

START_TEST(repeats_are_told_apart)
{
    static world w;
    static records b;
    size_t rows;
    bool counted;
    make_world(&w, 3);
    make_pair(&b, &w);
    eg_students_tally t = take_pair(&w, &b, &rows, &counted);
    ck_assert(t.identical == 1 && t.conflicts == 0 && rows == 1);

    make_pair(&b, &w);
    b.value[0][1] = 1 - b.value[0][1];
    t = take_pair(&w, &b, &rows, &counted);
    ck_assert(t.conflicts == 1 && t.conflicting_students == 1);

    make_pair(&b, &w);
    b.level[RACE][1]++;
    t = take_pair(&w, &b, &rows, &counted);
    ck_assert(t.conflicts == 1 && t.identical == 0);

    /* A mathematics file and a reading file: one student, both outcomes. */
    make_pair(&b, &w);
    b.state[0][0] = b.state[1][1] = b.state[2][1] = b.state[3][1] = EG_VALUE_MISSING;
    t = take_pair(&w, &b, &rows, &counted);
    ck_assert(t.merged == 1 && t.conflicts == 0 && rows == 2 && counted);
}
END_TEST

static const struct {
    eg_collapse rule;
    eg_decimal expected; /* of 10, 30, 20 */
} rules[] = {{EG_COLLAPSE_FIRST, 10},
             {EG_COLLAPSE_LAST, 20},
             {EG_COLLAPSE_MIN, 10},
             {EG_COLLAPSE_MAX, 30},
             {EG_COLLAPSE_MEAN, 20}};

START_TEST(collapses_by_the_rule)
{
    static world w;
    static records b;
    static settled_world s;
    eg_students *students = NULL;
    const eg_coded *out = NULL;
    eg_error err = {0};
    static const eg_decimal values[] = {10, 30, 20};
    make_world(&w, 3);
    make_settled(&s, &w);
    w.schema.n_outcomes = 2;
    w.settings.collapse = rules[_i].rule;
    if (rules[_i].rule == EG_COLLAPSE_MEAN)
        w.outcomes[0].kind = EG_KIND_MEAN;
    make_records(&b, &w, 5);
    b.coded.rows = 3;
    b.coded.key = b.key;
    for (size_t r = 0; r < 3; r++) {
        b.key[r] = (eg_hash128){5, 6};
        b.state[1][r] = EG_VALUE_OK;
        b.value[1][r] = values[r] * EG_DECIMAL_ONE;
    }
    ck_assert_int_eq(eg_students_new(&students, &w.schema, &err), EG_OK);
    ck_assert_int_eq(eg_students_take(students, &b.coded, &out, &err), EG_OK);
    ck_assert_uint_eq(out->rows, 0);
    ck_assert_int_eq(eg_students_rest(students, &s.settled, &out, &err), EG_OK);
    ck_assert_uint_eq(out->rows, 1);
    ck_assert_int_eq(out->value[1][0], rules[_i].expected * EG_DECIMAL_ONE);
    ck_assert_int_eq(eg_students_rest(students, &s.settled, &out, &err), EG_OK);
    ck_assert_uint_eq(out->rows, 0);
    eg_students_free(students);
    clear_settled(&s);
}
END_TEST

START_TEST(many_students_are_all_found_again)
{
    static world w;
    static records b;
    eg_students *students = NULL;
    const eg_coded *out = NULL;
    eg_error err = {0};
    make_world(&w, 3);
    make_records(&b, &w, 4);
    b.coded.key = b.key;
    ck_assert_int_eq(eg_students_new(&students, &w.schema, &err), EG_OK);
    for (int twice = 0; twice < 2; twice++)
        for (uint64_t i = 0; i < 200; i++) {
            for (size_t r = 0; r < ROWS; r++) {
                uint64_t id = i * ROWS + r + 1;
                b.key[r] = (eg_hash128){id * UINT64_C(0x9E3779B97F4A7C15),
                                        id * UINT64_C(0xD6E8FEB86659FD93)};
            }
            ck_assert_int_eq(eg_students_take(students, &b.coded, &out, &err), EG_OK);
            ck_assert_uint_eq(out->rows, twice == 0 ? ROWS : 0);
        }
    const eg_students_tally *t = eg_students_tally_of(students);
    ck_assert_uint_eq(t->students, 200 * ROWS);
    ck_assert_uint_eq(t->identical, 200 * ROWS);
    eg_students_free(students);
}
END_TEST

Suite *cube_suite(void)
{
    Suite *suite = suite_create("cube");
    TCase *cubes = tcase_create("cubes"), *students = tcase_create("students");
    tcase_set_timeout(cubes, 60);
    tcase_add_test(cubes, merging_changes_nothing);
    tcase_add_test(cubes, splitting_the_joint_cube_changes_nothing);
    tcase_add_test(cubes, views_are_sums_of_records);
    tcase_add_test(students, repeats_are_told_apart);
    tcase_add_loop_test(students, collapses_by_the_rule, 0,
                        (int)(sizeof rules / sizeof *rules));
    tcase_add_test(students, many_students_are_all_found_again);
    suite_add_tcase(suite, cubes);
    suite_add_tcase(suite, students);
    return suite;
}
