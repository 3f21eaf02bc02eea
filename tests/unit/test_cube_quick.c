/* However records are added, the words of a cell are those of the records one by one: values
 * with and without places, too large, below zero, marks, and more records than a short count
 * holds. */
#include <check.h>
#include <string.h>

#include "cube/internal.h"

Suite *cube_quick_suite(void);

enum { LEVELS = 5, ROWS = 512, OUTCOMES = 3, MEAN = 0, RATE = 1, OTHER = 2 };

typedef struct {
    uint64_t students, n[OUTCOMES], suppressed[OUTCOMES], yes;
    eg_i128 sum[OUTCOMES];
    eg_u192 square[OUTCOMES];
} counted;

typedef struct {
    eg_settings settings;
    eg_schema schema;
    eg_axis axis;
    eg_item item;
    eg_outcome outcomes[OUTCOMES];
    uint32_t level[ROWS];
    eg_decimal value[OUTCOMES][ROWS];
    uint8_t state[OUTCOMES][ROWS];
    counted cell[LEVELS];
    uint64_t seed;
} world;

static uint64_t draw(world *w)
{
    w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return w->seed >> 33;
}

static void make_world(world *w)
{
    memset(w, 0, sizeof *w);
    w->axis.name = "race";
    w->item = (eg_item){.name = "race", .axis = {0}, .n_axes = 1};
    w->outcomes[MEAN].kind = w->outcomes[OTHER].kind = EG_KIND_MEAN;
    w->outcomes[RATE].kind = EG_KIND_RATE;
    w->schema = (eg_schema){.axes = &w->axis,
                            .n_axes = 1,
                            .year = -1,
                            .items = &w->item,
                            .n_items = 1,
                            .outcomes = w->outcomes,
                            .n_outcomes = OUTCOMES,
                            .settings = &w->settings};
}

/* By kind: whole, with two places, nine places, below zero, now and then enormous. */
static eg_decimal draw_value(world *w, int kind)
{
    const int64_t drawn = (int64_t)(draw(w) % 2000);

    switch (kind) {
    case 0:
        return drawn * EG_DECIMAL_ONE;
    case 1:
        return drawn * (EG_DECIMAL_ONE / 100);
    case 2:
        return drawn * 1234567 + 1;
    case 3:
        return (drawn - 1000) * (EG_DECIMAL_ONE / 10);
    default:
        return draw(w) % 50 == 0 ? INT64_MIN + drawn : drawn * EG_DECIMAL_ONE;
    }
}

static uint8_t draw_state(world *w)
{
    return draw(w) % 8 != 0 ? EG_VALUE_OK : (uint8_t)(draw(w) % EG_VALUE_STATES);
}

static void count(world *w, size_t r)
{
    counted *cell = &w->cell[w->level[r]];

    cell->students++;
    for (size_t o = 0; o < OUTCOMES; o++) {
        cell->suppressed[o] += w->state[o][r] == EG_VALUE_SUPPRESSED;
        if (w->state[o][r] != EG_VALUE_OK)
            continue;
        cell->n[o]++;
        if (o == RATE) {
            cell->yes += w->value[o][r] != 0;
            continue;
        }
        cell->sum[o] += w->value[o][r];
        ck_assert(eg_u192_add_square(&cell->square[o], w->value[o][r], 1));
    }
}

static void add(world *w, eg_cubes *cubes, int kind, size_t rows)
{
    uint32_t *levels[] = {w->level};
    eg_decimal *values[] = {w->value[0], w->value[1], w->value[2]};
    uint8_t *states[] = {w->state[0], w->state[1], w->state[2]};
    const eg_coded coded = {.rows = rows, .level = levels, .value = values, .state = states};
    eg_error err = {0};

    for (size_t r = 0; r < rows; r++) {
        w->level[r] = (uint32_t)(draw(w) % LEVELS);
        for (size_t o = 0; o < OUTCOMES; o++) {
            w->value[o][r] = o == RATE    ? (eg_decimal)(draw(w) % 2)
                             : o == OTHER ? draw_value(w, 0)
                                          : draw_value(w, kind);
            w->state[o][r] = draw_state(w);
        }
        count(w, r);
    }
    ck_assert_int_eq(eg_cubes_add(cubes, &coded, &err), EG_OK);
}

static void compare_outcome(const counted *want, const uint64_t *at, size_t o)
{
    eg_i128 sum;
    eg_u192 square;

    ck_assert_uint_eq(at[EG_WORD_N], want->n[o]);
    ck_assert_uint_eq(at[EG_WORD_SUPPRESSED], want->suppressed[o]);
    if (o == RATE) {
        ck_assert_uint_eq(at[EG_WORD_FIRST], want->yes);
        return;
    }
    eg_moments_get(at + EG_WORD_FIRST, &sum, &square);
    ck_assert(sum == want->sum[o]);
    ck_assert_int_eq(memcmp(&square, &want->square[o], sizeof square), 0);
}

static void compare(const world *w, const eg_cubes *cubes)
{
    const eg_cube *cube = &cubes->cubes[0];

    for (uint32_t level = 0; level < LEVELS; level++) {
        const size_t cell = eg_cells_find(cube->cells, &level);

        if (cell == SIZE_MAX) {
            ck_assert_uint_eq(w->cell[level].students, 0);
            continue;
        }
        const uint64_t *words = eg_cells_words(cube->cells, cell);
        ck_assert_uint_eq(words[0], w->cell[level].students);
        for (size_t o = 0; o < OUTCOMES; o++)
            compare_outcome(&w->cell[level], words + cubes->layout.slots[o].at, o);
    }
}

START_TEST(sums_are_exact)
{
    static world w;
    eg_cubes *cubes = NULL;
    eg_error err = {0};

    make_world(&w);
    w.seed = (uint64_t)_i;
    ck_assert_int_eq(eg_cubes_new(&cubes, &w.schema, &err), EG_OK);
    ck_assert_ptr_nonnull(cubes);
    /* one kind of value for long, and then every kind in turn */
    for (int i = 0; i < 40; i++)
        add(&w, cubes, _i % 5, 1 + (size_t)(draw(&w) % ROWS));
    compare(&w, cubes);
    for (int i = 0; i < 200; i++) {
        add(&w, cubes, i / 3 % 5, 1 + (size_t)(draw(&w) % ROWS));
        if (i % 50 == 0)
            compare(&w, cubes);
    }
    compare(&w, cubes);
    eg_cubes_free(cubes);
}
END_TEST

/* 2^21 records and more in one cell. */
START_TEST(counts_do_not_run_over)
{
    static world w;
    eg_cubes *cubes = NULL;
    eg_error err = {0};

    make_world(&w);
    ck_assert_int_eq(eg_cubes_new(&cubes, &w.schema, &err), EG_OK);
    ck_assert_ptr_nonnull(cubes);
    uint32_t *levels[] = {w.level};
    eg_decimal *values[] = {w.value[0], w.value[1], w.value[2]};
    uint8_t *states[] = {w.state[0], w.state[1], w.state[2]};
    const eg_coded coded = {.rows = ROWS, .level = levels, .value = values, .state = states};
    for (size_t r = 0; r < ROWS; r++) {
        w.value[MEAN][r] = (1 << 20) * EG_DECIMAL_ONE;
        w.value[RATE][r] = 1;
        w.value[OTHER][r] = -(1 << 20) * EG_DECIMAL_ONE;
    }
    const uint64_t batches = 3 * (UINT64_C(1) << 21) / ROWS, n = batches * ROWS;
    for (uint64_t i = 0; i < batches; i++)
        ck_assert_int_eq(eg_cubes_add(cubes, &coded, &err), EG_OK);
    w.cell[0].students = w.cell[0].yes = n;
    for (size_t o = 0; o < OUTCOMES; o++) {
        w.cell[0].n[o] = n;
        if (o == RATE)
            continue;
        w.cell[0].sum[o] = (eg_i128)w.value[o][0] * (eg_i128)n;
        ck_assert(eg_u192_add_square(&w.cell[0].square[o], w.value[o][0], n));
    }
    compare(&w, cubes);
    eg_cubes_free(cubes);
}
END_TEST

Suite *cube_quick_suite(void)
{
    Suite *suite = suite_create("cube_quick");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, sums_are_exact, 0, 10);
    tcase_add_test(all, counts_do_not_run_over);
    suite_add_tcase(suite, all);
    return suite;
}
