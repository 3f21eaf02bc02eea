/* Sets of axes that are counted together: whatever shape the cubes have, the sums are those of
 * the records, counted here one by one. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cube/internal.h"
#include "equitygap/cube.h"

Suite *cube_groups_suite(void);

/* Three dimensions by year, none crossed. */
enum { AXES = 4, YEAR = 0, ITEMS = 3, ROWS = 512, YEARS = 3, LEVELS_MOST = 1200 };

typedef struct {
    eg_settings settings;
    eg_schema schema;
    eg_axis axes[AXES];
    eg_item items[ITEMS];
    eg_outcome outcome;
    uint32_t levels[AXES]; /* that records have */
    uint64_t state;
    uint64_t students[ITEMS][YEARS][LEVELS_MOST], yes[ITEMS][YEARS][LEVELS_MOST];
} world;

static void make_world(world *w)
{
    static const char *const names[AXES] = {"year", "race", "gender", "school"};

    memset(w, 0, sizeof *w);
    for (size_t a = 0; a < AXES; a++)
        w->axes[a].name = names[a];
    for (uint32_t i = 0; i < ITEMS; i++)
        w->items[i] = (eg_item){.name = names[i + 1], .axis = {i + 1}, .n_axes = 1};
    w->outcome.kind = EG_KIND_RATE;
    w->schema = (eg_schema){.axes = w->axes,
                            .n_axes = AXES,
                            .year = YEAR,
                            .items = w->items,
                            .n_items = ITEMS,
                            .outcomes = &w->outcome,
                            .n_outcomes = 1,
                            .settings = &w->settings};
    memcpy(w->levels, (uint32_t[AXES]){YEARS, 6, 3, LEVELS_MOST}, sizeof w->levels);
}

static uint64_t draw(world *w)
{
    w->state = w->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return w->state >> 33;
}

/* Some records into cubes and into the counts. */
static void add_records(world *w, eg_cubes *cubes, int batches)
{
    static uint32_t level[AXES][ROWS];
    static eg_decimal value[ROWS];
    static uint8_t state[ROWS];
    uint32_t *levels[AXES];
    eg_decimal *values[] = {value};
    uint8_t *states[] = {state};
    eg_coded coded = {.rows = ROWS, .level = levels, .value = values, .state = states};
    eg_error err = {0};

    for (; batches > 0; batches--) {
        for (size_t a = 0; a < AXES; a++)
            levels[a] = level[a];
        for (size_t r = 0; r < ROWS; r++) {
            for (size_t a = 0; a < AXES; a++)
                level[a][r] = (uint32_t)(draw(w) % w->levels[a]);
            value[r] = (eg_decimal)(draw(w) % 2);
            for (size_t i = 0; i < ITEMS; i++) {
                w->students[i][level[YEAR][r]][level[i + 1][r]]++;
                w->yes[i][level[YEAR][r]][level[i + 1][r]] += value[r] != 0;
            }
        }
        ck_assert_int_eq(eg_cubes_add(cubes, &coded, &err), EG_OK);
    }
}

static eg_cubes *new_cubes(const world *w)
{
    eg_cubes *cubes = NULL;
    eg_error err = {0};

    ck_assert_int_eq(eg_cubes_new(&cubes, &w->schema, &err), EG_OK);
    return cubes;
}

/* Every cell is in the cube of its set, summed over what else that has. */
static void check_counts(const world *w, const eg_cubes *cubes)
{
    for (size_t i = 0; i < ITEMS; i++) {
        const eg_axis_set set = eg_axis_set_of(&w->schema, 0, i + 1);
        const eg_cube *cube = NULL;
        uint64_t(*left)[LEVELS_MOST] = calloc(YEARS, sizeof *left);
        uint64_t(*yes)[LEVELS_MOST] = calloc(YEARS, sizeof *yes);

        ck_assert_ptr_nonnull(left);
        ck_assert_ptr_nonnull(yes);
        for (size_t c = 0; c < cubes->n_cubes; c++)
            if (eg_axis_set_within(&set, cubes->cubes[c].axis, cubes->cubes[c].n_axes))
                cube = &cubes->cubes[c];
        ck_assert_ptr_nonnull(cube);
        for (size_t cell = 0; cell < eg_cells_count(cube->cells); cell++) {
            const uint32_t *key = eg_cells_key(cube->cells, cell);
            const uint64_t *words = eg_cells_words(cube->cells, cell);
            uint32_t at[AXES] = {0};

            for (size_t k = 0; k < cube->n_axes; k++)
                at[cube->axis[k]] = key[k];
            left[at[YEAR]][at[i + 1]] += words[0];
            yes[at[YEAR]][at[i + 1]] += words[cubes->layout.slots[0].at + EG_WORD_FIRST];
        }
        ck_assert_mem_eq(left, w->students[i], sizeof w->students[i]);
        ck_assert_mem_eq(yes, w->yes[i], sizeof w->yes[i]);
        free(left);
        free(yes);
    }
}

START_TEST(few_cells_are_counted_together)
{
    static world w;

    make_world(&w);
    eg_cubes *cubes = new_cubes(&w);
    ck_assert_uint_eq(cubes->n_sets, 3);
    ck_assert_uint_eq(cubes->n_cubes, 1);
    add_records(&w, cubes, 10);
    /* 3 x 6 x 3 cells of race and gender; with 1,200 schools they would be 64,800. */
    ck_assert_uint_eq(cubes->n_cubes, 2);
    ck_assert_uint_eq(cubes->owner[0], cubes->owner[1]);
    ck_assert_uint_ne(cubes->owner[0], cubes->owner[2]);
    check_counts(&w, cubes);
    eg_cubes_free(cubes);
}
END_TEST

START_TEST(what_grows_is_divided_again)
{
    static world w;

    make_world(&w);
    eg_cubes *cubes = new_cubes(&w);
    add_records(&w, cubes, 10);
    ck_assert_uint_eq(cubes->n_cubes, 2);
    w.levels[1] = w.levels[2] = 70; /* 3 x 70 x 70 are too many */
    add_records(&w, cubes, 12);
    ck_assert_uint_eq(cubes->n_cubes, 3);
    check_counts(&w, cubes);
    eg_cubes_free(cubes);
}
END_TEST

START_TEST(splitting_keeps_the_order_of_the_sets)
{
    static world w;
    eg_error err = {0};

    make_world(&w);
    eg_cubes *cubes = new_cubes(&w);
    add_records(&w, cubes, 10);
    ck_assert_int_eq(eg_cubes_split(cubes, &err), EG_OK);
    ck_assert_uint_eq(cubes->n_cubes, cubes->n_sets);
    for (size_t s = 0; s < cubes->n_sets; s++) {
        ck_assert_uint_eq(cubes->owner[s], s);
        ck_assert_uint_eq(cubes->cubes[s].n_axes, cubes->sets[s].n);
        ck_assert_mem_eq(cubes->cubes[s].axis, cubes->sets[s].axis,
                         cubes->sets[s].n * sizeof *cubes->sets[s].axis);
    }
    add_records(&w, cubes, 2);
    check_counts(&w, cubes);
    eg_cubes_free(cubes);
}
END_TEST

/* Shapes: one cube, groups, a cube for each set. */
START_TEST(any_shape_merges_into_any_other)
{
    static world w;
    eg_error err = {0};

    for (size_t into = 0; into < 3; into++)
        for (size_t from = 0; from < 3; from++) {
            make_world(&w);
            eg_cubes *cubes[2] = {new_cubes(&w), new_cubes(&w)};
            const size_t shape[2] = {into, from};
            for (int i = 0; i < 2; i++) {
                add_records(&w, cubes[i], shape[i] == 0 ? 2 : 10);
                if (shape[i] == 2)
                    ck_assert_int_eq(eg_cubes_split(cubes[i], &err), EG_OK);
                ck_assert_uint_eq(cubes[i]->n_cubes, shape[i] + 1);
            }
            ck_assert_int_eq(eg_cubes_merge(cubes[0], cubes[1], NULL, NULL, &err), EG_OK);
            check_counts(&w, cubes[0]);
            eg_cubes_free(cubes[0]);
            eg_cubes_free(cubes[1]);
        }
}
END_TEST

Suite *cube_groups_suite(void)
{
    Suite *s = suite_create("cube_groups");
    TCase *groups = tcase_create("groups");

    tcase_add_test(groups, few_cells_are_counted_together);
    tcase_add_test(groups, what_grows_is_divided_again);
    tcase_add_test(groups, splitting_keeps_the_order_of_the_sets);
    tcase_add_test(groups, any_shape_merges_into_any_other);
    suite_add_tcase(s, groups);
    return s;
}
