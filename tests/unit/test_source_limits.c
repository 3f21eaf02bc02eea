/* The reader's limits, and files made to hurt: each ends in a clear error, or in time. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rounds.h"
#include "source_read.h"

Suite *source_limits_suite(void);

static source_read got;
static eg_buffer text;

static void set_up(void)
{
    got = (source_read){0};
    text = (eg_buffer){0};
}

static void tear_down(void)
{
    source_read_clear(&got);
    eg_buffer_clear(&text);
}

static void add_many(const char *piece, size_t n)
{
    for (size_t i = 0; i < n; i++)
        eg_buffer_add_string(&text, piece);
}

static void read_text(void)
{
    ck_assert(!text.failed);
    (void)source_read_bytes(&got, text.at, text.n);
}

START_TEST(a_cell_of_a_mebibyte_is_the_most)
{
    static const char *const quotes[] = {"", "\""};

    for (size_t q = 0; q < 2; q++) {
        eg_buffer_reset(&text);
        eg_buffer_printf(&text, "a,b\n1,%s", quotes[q]);
        add_many("x", EG_LIMIT_CELL);
        eg_buffer_printf(&text, "%s\n", quotes[q]);
        read_text();
        ck_assert_int_eq(got.status, EG_OK);
        ck_assert_uint_eq(got.tally.records, 1);

        eg_buffer_reset(&text);
        eg_buffer_printf(&text, "a,b\n1,%s", quotes[q]);
        add_many("x", EG_LIMIT_CELL + 1);
        eg_buffer_printf(&text, "%s\n", quotes[q]);
        read_text();
        ck_assert_int_eq(got.status, EG_E_LIMIT);
        ck_assert_str_eq(got.error.name, "b");
        ck_assert_uint_eq(got.error.line, 2);
    }
}
END_TEST

START_TEST(a_line_without_end_is_not_kept_whole)
{
    eg_buffer_add_string(&text, "a,b\n1,2\n");
    add_many("xxxxxxx,", EG_LIMIT_RECORD / 8 + 1);
    read_text();
    ck_assert_int_eq(got.status, EG_E_LIMIT);
    ck_assert_uint_eq(got.error.line, 3);
    ck_assert_uint_eq(got.error.column, 0);
}
END_TEST

START_TEST(a_record_of_eight_mebibytes_is_the_most)
{
    /* Many cells, each small: too many columns, so a reject, but within the limit. */
    eg_buffer_add_string(&text, "a,b\n1,2\n");
    add_many("xxxxxxx,", EG_LIMIT_RECORD / 8 - 1);
    eg_buffer_add_string(&text, "xxxxxxx\n3,4\n");
    read_text();
    ck_assert_int_eq(got.status, EG_OK);
    ck_assert_uint_eq(got.tally.records, 2);
    ck_assert_uint_eq(got.tally.rejected, 1);
}
END_TEST

START_TEST(an_open_quote_over_the_limit_names_its_place)
{
    eg_buffer_add_string(&text, "a,b\n1,2\n3,  \"4\n");
    add_many("5,6\n", EG_LIMIT_RECORD / 4 + 1);
    read_text();
    ck_assert_int_eq(got.status, EG_E_LIMIT);
    ck_assert_uint_eq(got.error.line, 3);
    ck_assert_uint_eq(got.error.column, 5);
}
END_TEST

START_TEST(a_header_may_have_65536_columns)
{
    add_many("c,", EG_LIMIT_COLUMNS - 1);
    eg_buffer_add_string(&text, "c\n");
    read_text();
    ck_assert_int_eq(got.status, EG_OK);

    eg_buffer_reset(&text);
    add_many("c,", EG_LIMIT_COLUMNS);
    eg_buffer_add_string(&text, "c\n");
    read_text();
    ck_assert_int_eq(got.status, EG_E_LIMIT);
}
END_TEST

START_TEST(wide_files_are_read_in_short_batches)
{
    enum { COLUMNS = 3000, ROWS = 60 };
    eg_source *source;
    eg_batch batch;
    size_t rows = 0;

    for (size_t i = 0; i < COLUMNS; i++)
        eg_buffer_printf(&text, "%sc%zu", i > 0 ? "," : "", i);
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < COLUMNS; i++)
            eg_buffer_printf(&text, "%s%zu", i > 0 ? "," : "\n", r * COLUMNS + i);
    ck_assert_int_eq(eg_source_open_memory(&source, text.at, text.n, "t.csv", NULL, NULL),
                     EG_OK);
    do {
        ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
        for (size_t r = 0; r < batch.rows; r++, rows++) {
            const eg_field *last = &batch.fields[(COLUMNS - 1) * batch.stride + r];
            char plain[32] = "";

            ck_assert_uint_lt(last->n, sizeof plain);
            memcpy(plain, last->at, last->n);
            ck_assert_uint_eq(strtoul(plain, NULL, 10), (rows + 1) * COLUMNS - 1);
        }
    } while (batch.rows > 0);
    ck_assert_uint_eq(rows, ROWS);
    eg_source_close(source);
}
END_TEST

/* ---- in time: four times the bytes may not take much more than four times as long
 * -------------------- */

static const struct {
    const char *what;
    const char *piece;
} hostile[] = {
    {"a quote opened on every line", "\"a\n"},
    {"a quote opened in every second cell", "1,\"2\n"},
    {"doubled quotes after an open one", "\"x\n\"\"\n\"\"\n\"\"\n"},
    {"escaped quotes", "\"\\\"\n"},
    {"escaped quotes and open ones", "\"\\\"x\"\"\\\"\n\\\"\n"},
    {"Excel's text begun", "=\"\n"},
    {"remarks", "note: x\n"},
    {"remarks with blanks between", "a b\n,\n"},
    {"blank lines", "\n"},
    {"bytes that are not UTF-8", "1,\xF1\n"},
    {"CR only", "1,2\r"},
    {"the header again", "a,b\n"},
};

static double seconds(void)
{
    struct timespec now;

    ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double time_of(const char *piece, size_t n)
{
    const double begin = seconds();
    eg_source *source;
    eg_batch batch;
    eg_status st;

    eg_buffer_reset(&text);
    eg_buffer_add_string(&text, "a,b\n1,2\n3,4\n5,6\n7,8\n");
    while (text.n < n)
        eg_buffer_add_string(&text, piece);
    ck_assert_int_eq(eg_source_open_memory(&source, text.at, text.n, "t.csv", NULL, NULL),
                     EG_OK);
    do
        st = eg_source_next(source, &batch, NULL);
    while (st == EG_OK && batch.rows > 0);
    eg_source_close(source);
    return seconds() - begin;
}

START_TEST(hostile_files_take_linear_time)
{
    const double small = time_of(hostile[_i].piece, EG_ROUNDS(1u << 20));
    const double large = time_of(hostile[_i].piece, EG_ROUNDS(4u << 20));

    /* Quadratic would be 16 times; the constant keeps a noisy machine from failing this. */
    ck_assert_msg(large < 10 * small + 0.5, "%s: %.3f s, four times as much %.3f s",
                  hostile[_i].what, small, large);
}
END_TEST

Suite *source_limits_suite(void)
{
    Suite *suite = suite_create("source limits");
    TCase *tc = tcase_create("limits");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, a_cell_of_a_mebibyte_is_the_most);
    tcase_add_test(tc, a_line_without_end_is_not_kept_whole);
    tcase_add_test(tc, a_record_of_eight_mebibytes_is_the_most);
    tcase_add_test(tc, an_open_quote_over_the_limit_names_its_place);
    tcase_add_test(tc, a_header_may_have_65536_columns);
    tcase_add_test(tc, wide_files_are_read_in_short_batches);
    tcase_add_loop_test(tc, hostile_files_take_linear_time, 0,
                        (int)(sizeof hostile / sizeof hostile[0]));
    suite_add_tcase(suite, tc);
    return suite;
}
