/*
 * Columns looked up together and numbers read several at once give what each cell gives on its
 * own: by every set of instructions, and over a whole file against one read by libcsv alone,
 * whose columns are looked up one by one.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "schema/spans.h"
#include "source/source.h"

Suite *spans_suite(void);

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* ---- the table ---- */

enum { CELLS = 700, STEP = 3, LONGEST = 70 };

/* Texts of few different bytes, of all lengths, one after another; and where they end. */
static void draw_cells(eg_buffer *text, uint32_t *end, uint64_t *state)
{
    static const char bytes[] = {'a', 'b', ' ', ',', (char)0xC3, (char)0xB1};

    end[0] = UINT32_MAX;
    for (size_t i = 1; i <= (size_t)CELLS * STEP; i++) {
        const size_t n = draw(state) % (draw(state) % 8 == 0 ? LONGEST : 5);
        const uint64_t rare = draw(state) % 16 == 0 ? 64 : 4; /* nearly the same, or not */

        for (size_t k = 0; k < n; k++)
            eg_buffer_add_char(text, draw(state) % rare == 0 ? bytes[draw(state) % 6] : 'a');
        end[i] = (uint32_t)text->n;
        eg_buffer_add_char(text, ',');
    }
    for (size_t k = 0; k < EG_BATCH_PAD; k++)
        eg_buffer_add_char(text, 'x');
}

static eg_text text_of(const eg_span_cells *cells, size_t r)
{
    const uint32_t *end = cells->end + r * cells->step, from = end[-1] + 1;

    return (eg_text){cells->text + from, end[cells->more] - from};
}

/* Of what is in the table all or, where it is not at its first place, nothing is said. */
static void check_look(const eg_span_table *table, const eg_span_cells *cells)
{
    static uint32_t first[CELLS], number[CELLS];

    for (int way = EG_SPAN_BEST; way < EG_SPAN_WAYS; way++) {
        if (!eg_span_here((eg_span_way)way))
            continue;
        uint32_t *to = way == EG_SPAN_BEST ? first : number;
        const eg_span_loops *loops = eg_span_loops_of((eg_span_way)way);
        const bool all = (cells->more == 1 ? loops->runs : loops->look)(table, cells, to);
        size_t unknown = 0;

        for (size_t r = 0; r < cells->n; r++) {
            const eg_text text = text_of(cells, r);

            unknown += to[r] == 0;
            ck_assert_uint_eq(to[r], first[r]);
            if (to[r] != 0)
                ck_assert_uint_eq(to[r], eg_span_find(table, text.at, text.n));
        }
        ck_assert_int_eq(all, unknown == 0);
    }
}

START_TEST(tables_know_what_was_put)
{
    static uint32_t end[1 + CELLS * STEP];
    static eg_text list[EG_SPAN_TEXTS + 1];
    uint64_t state = 3 + (uint64_t)_i;
    eg_buffer text = {0};
    eg_span_table table;

    draw_cells(&text, end, &state);
    ck_assert(!text.failed && eg_span_table_init(&table));
    const eg_span_cells cells = {text.at, end + 1, STEP, (size_t)_i % STEP, CELLS};
    for (size_t r = 0; r < CELLS; r++) {
        const eg_text one = text_of(&cells, r);
        size_t want = 1;

        while (want <= table.n && !eg_text_equal(list[want], one))
            want++;
        want = want <= table.n ? want : 0;
        ck_assert_uint_eq(eg_span_find(&table, one.at, one.n), want);
        if (want == 0 && one.n <= EG_SPAN_SHORT && r % 5 != 0) {
            const uint32_t number = eg_span_put(&table, one.at, one.n);

            ck_assert_uint_ne(number, 0);
            list[number] = one;
        }
        if (r % 200 == 199)
            eg_span_settle(&table);
        if (r % 100 == 99)
            check_look(&table, &cells);
    }
    eg_span_table_clear(&table);
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(telling_is_the_same)
{
    uint32_t label[50], number[70], want[70], got[70];
    uint64_t state = 5;

    for (size_t i = 0; i < 50; i++)
        label[i] = (uint32_t)draw(&state);
    for (size_t n = 0; n <= 70; n++) {
        for (size_t r = 0; r < n; r++) {
            number[r] = (uint32_t)(draw(&state) % 50);
            want[r] = label[number[r]];
        }
        for (int way = EG_SPAN_BEST; way < EG_SPAN_WAYS; way++) {
            if (!eg_span_here((eg_span_way)way))
                continue;
            eg_span_loops_of((eg_span_way)way)->tell(number, label, n, got);
            ck_assert(n == 0 || memcmp(got, want, n * sizeof *got) == 0);
        }
    }
}
END_TEST

/* ---- numbers ---- */

typedef struct {
    eg_decimal value[CELLS];
    uint32_t units[CELLS];
    uint8_t state[CELLS];
} numbers;

static void read_numbers(int way, const eg_formed_cells *cells, numbers *to, size_t *others)
{
    const eg_formed_numbers all = {to->value, to->units, to->state, 5};

    memset(to, 0xEE, sizeof *to);
    *others = eg_formed_of((eg_formed_way)way)(cells, &all);
}

START_TEST(numbers_are_those_of_each_cell)
{
    static const char *const forms[] = {"483.0", "7", "36", "0.925", "12345678", "1.000001"};
    static uint32_t end[1 + CELLS * STEP];
    static numbers want, got;
    uint64_t state = 17 + (uint64_t)_i;
    const char *form = forms[_i];
    eg_buffer text = {0};
    size_t others, count, usual = 0;

    end[0] = UINT32_MAX;
    for (size_t i = 1; i <= (size_t)CELLS * STEP; i++) {
        for (const char *c = form; *c != '\0'; c++)
            eg_buffer_add_char(&text, draw(&state) % 60 == 0 ? "-. /:x;,"[draw(&state) % 8]
                                      : *c == '.'            ? '.'
                                                             : (char)('0' + draw(&state) % 10));
        if (draw(&state) % 50 == 0)
            eg_buffer_add_char(&text, '1');
        end[i] = (uint32_t)text.n;
        eg_buffer_add_char(&text, '\n');
    }
    for (size_t k = 0; k < EG_BATCH_PAD; k++)
        eg_buffer_add_char(&text, '7');
    ck_assert(!text.failed);
    for (size_t n = CELLS - 9; n <= CELLS; n++) {
        const eg_formed_cells cells = {text.at,
                                       end + 1,
                                       STEP,
                                       n,
                                       eg_cell_form_of(form, strlen(form)),
                                       3 * EG_DECIMAL_ONE,
                                       5 * EG_DECIMAL_ONE};

        read_numbers(EG_FORMED_PLAIN, &cells, &want, &others);
        for (size_t r = 0; r < n; r++) {
            const eg_span_cells as = {text.at, end + 1, STEP, 0, n};
            const eg_text cell = text_of(&as, r);
            eg_decimal value = 0;
            const bool plain = cell.n == strlen(form) &&
                               eg_cell_plain_number(cell.at, cell.n, &value) &&
                               (value < cells.low || value > cells.high);

            usual += plain;
            if (want.state[r] == 0) {
                ck_assert(plain);
                ck_assert_int_eq(want.value[r], value);
                ck_assert_int_eq(value, want.units[r] * (eg_decimal)cells.form.scale);
            } else {
                ck_assert_uint_eq(want.units[r], 0);
            }
        }
        for (int way = EG_FORMED_BEST; way < EG_FORMED_WAYS; way++) {
            if (eg_formed_of((eg_formed_way)way) == NULL)
                continue;
            read_numbers(way, &cells, &got, &count);
            ck_assert_uint_eq(count, others);
            ck_assert_int_eq(memcmp(&got, &want, sizeof got), 0);
        }
    }
    ck_assert_uint_gt(usual, CELLS);
    eg_buffer_clear(&text);
}
END_TEST

/* ---- files ---- */

enum { COLUMNS = 6, AXES = 5 };

typedef struct {
    eg_settings settings;
    eg_schema schema;
    eg_axis axis[AXES];
    int32_t select[COLUMNS];
} world;

/* Four axes side by side, one of them with a parent beside it; the last column is nobody's. */
static void make_world(world *w)
{
    static const int32_t field[AXES] = {0, 1, 2, 3, 4};

    memset(w, 0, sizeof *w);
    for (size_t a = 0; a < AXES; a++)
        w->axis[a] = (eg_axis){.name = "axis", .field = field[a], .parent_field = -1};
    w->axis[3].is_unit = true;
    w->axis[3].parent_field = 2;
    for (int32_t c = 0; c < COLUMNS; c++)
        w->select[c] = c;
    w->schema = (eg_schema){.axes = w->axis,
                            .n_axes = AXES,
                            .year = -1,
                            .select = w->select,
                            .n_fields = COLUMNS,
                            .n_files = 1,
                            .settings = &w->settings,
                            .id_field = -1,
                            .weight_field = -1,
                            .group_axis = -1,
                            .group_dimension_axis = -1};
}

/* Some texts are quoted, blank at their ends, too long to be remembered, or all different. */
static void draw_file(eg_buffer *text, uint64_t seed)
{
    static const char *const words[] = {"2019-20",
                                        "",
                                        "F",
                                        "Lincoln",
                                        "\"Lincoln, North\"",
                                        "\"Lincoln\"",
                                        " F ",
                                        "n/a",
                                        "\"\"",
                                        "\"a\"\"b\"",
                                        "Native Hawaiian/Pacific Islander",
                                        "M\t"};
    uint64_t state = seed;

    eg_buffer_reset(text);
    eg_buffer_add_string(text, "a,b,c,d,e,f\r\n");
    for (size_t r = 0; r < 9000; r++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            const uint64_t of = draw(&state) % 16 == 0 ? 12 : 4;

            if (seed % 3 == 1 && c == 3 && draw(&state) % 4 == 0)
                eg_buffer_printf(text, "s%d", (int)(draw(&state) % 3000));
            else
                eg_buffer_add_string(text, words[draw(&state) % of]);
            if (c + 1 < COLUMNS)
                eg_buffer_add_char(text, ',');
        }
        eg_buffer_add_string(text, seed % 2 == 0 ? "\n" : "\r\n");
    }
}

/* Columns that say the same: few texts together, yet of more labels than lie in a word; and few
 * at first, so that the columns are put together. */
static void draw_nested(eg_buffer *text, uint64_t seed)
{
    uint64_t state = seed;

    eg_buffer_reset(text);
    eg_buffer_add_string(text, "a,b,c,d,e,f\n");
    for (size_t r = 0; r < 40000; r++) {
        const unsigned n = r < 1500 ? 0 : (unsigned)(draw(&state) % (400 * (seed - 5)));

        for (size_t c = 0; c < COLUMNS; c++)
            eg_buffer_printf(text, "%s%.*u%c", c == 3 ? "s" : "", c % 2 == 0 ? 4 : 1, n,
                             c + 1 < COLUMNS ? ',' : '\n');
    }
}

/* Labels of all records, one a line. */
static void code_file(world *w, eg_text bytes, bool libcsv, eg_buffer *out)
{
    const char *name = "spans.csv";
    const eg_source_options options = {.libcsv = libcsv, .marks = !libcsv};
    const eg_source_seams seams = {.memory = bytes, .sizes = eg_source_sizes_default};
    eg_error err = {0};
    eg_source *source = NULL;
    eg_coder *coder = NULL;
    eg_batch batch = {.rows = 1};

    eg_buffer_reset(out);
    ck_assert_int_eq(eg_source_open_seams(&source, &name, 1, &options, &seams, &err), EG_OK);
    ck_assert_int_eq(eg_source_select(source, w->select, COLUMNS, &err), EG_OK);
    ck_assert_int_eq(eg_coder_new(&coder, &w->schema, &err), EG_OK);
    while (batch.rows > 0) {
        const eg_coded *coded;

        ck_assert_int_eq(eg_source_next(source, &batch, &err), EG_OK);
        ck_assert_int_eq(eg_coder_code(coder, &batch, &coded, &err), EG_OK);
        for (size_t r = 0; r < coded->rows; r++) {
            for (size_t a = 0; a < AXES; a++) {
                eg_buffer_add_text(out, eg_coder_level(coder, a, coded->level[a][r]));
                eg_buffer_add_char(out, '|');
                eg_buffer_add_text(out, eg_axis_parent(&coder->axes[a], coded->level[a][r]));
                eg_buffer_add_char(out, '|');
            }
            eg_buffer_add_char(out, '\n');
        }
    }
    for (size_t a = 0; a < AXES; a++)
        eg_buffer_printf(out, "%zu unknown\n", (size_t)coder->axes[a].unknown);
    ck_assert(!out->failed);
    eg_coder_free(coder);
    eg_source_close(source);
}

START_TEST(files_are_coded_as_by_libcsv)
{
    static world w;
    eg_buffer text = {0}, want = {0}, got = {0};

    make_world(&w);
    if (_i < 6)
        draw_file(&text, (uint64_t)_i);
    else
        draw_nested(&text, (uint64_t)_i);
    ck_assert(!text.failed);
    code_file(&w, (eg_text){text.at, text.n}, true, &want);
    code_file(&w, (eg_text){text.at, text.n}, false, &got);
    ck_assert_uint_gt(want.n, 9000);
    ck_assert_uint_eq(got.n, want.n);
    ck_assert_int_eq(memcmp(got.at, want.at, want.n), 0);
    eg_buffer_clear(&text);
    eg_buffer_clear(&want);
    eg_buffer_clear(&got);
}
END_TEST

Suite *spans_suite(void)
{
    Suite *suite = suite_create("spans");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, tables_know_what_was_put, 0, 6);
    tcase_add_test(all, telling_is_the_same);
    tcase_add_loop_test(all, numbers_are_those_of_each_cell, 0, 6);
    tcase_add_loop_test(all, files_are_coded_as_by_libcsv, 0, 10);
    suite_add_tcase(suite, all);
    return suite;
}
