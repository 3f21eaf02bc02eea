/* Base: numbers as districts write them, exact sums, text, words, buffers, sinks. */
#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "equitygap/base.h"
#include "ext/unicode.h"

Suite *base_suite(void);

/* ---- decimals: expected values by hand
 * --------------------------------------------------------- */

static const struct {
    const char *text;
    eg_number_state state;
    long long value;
    bool percent;
} decimals[] = {
    {"0", EG_NUMBER_OK, 0, false},
    {"-0", EG_NUMBER_OK, 0, false},
    {"1,007", EG_NUMBER_OK, 1007000000000, false},
    {"1 007", EG_NUMBER_OK, 1007000000000, false},
    {"12,345,678.9", EG_NUMBER_OK, 12345678900000000, false},
    {"67.400000000000006", EG_NUMBER_OK, 67400000000, false},
    {"9%", EG_NUMBER_OK, 90000000, true},
    {"85 %", EG_NUMBER_OK, 850000000, true},
    {"$31,141.72 ", EG_NUMBER_OK, 31141720000000, false},
    {"(12)", EG_NUMBER_OK, -12000000000, false},
    {"+5", EG_NUMBER_OK, 5000000000, false},
    {".5", EG_NUMBER_OK, 500000000, false},
    {"5.", EG_NUMBER_OK, 5000000000, false},
    {"1e3", EG_NUMBER_OK, 1000000000000, false},
    {"1.5E-3", EG_NUMBER_OK, 1500000, false},
    {"0.0000000005", EG_NUMBER_OK, 1, false},
    {"0.00000000049999", EG_NUMBER_OK, 0, false},
    {"-0.0000000005", EG_NUMBER_OK, -1, false},
    {"9200000000", EG_NUMBER_OK, 9200000000000000000, false},
    {"-9200000000", EG_NUMBER_OK, -9200000000000000000, false},
    {"9200000000.1", EG_NUMBER_RANGE, 0, false},
    {"1e30", EG_NUMBER_RANGE, 0, false},
    {"1e-400", EG_NUMBER_OK, 0, false},
    {"999999999999999999999999999999999999", EG_NUMBER_RANGE, 0, false},
    {"", EG_NUMBER_NOT, 0, false},
    {"%", EG_NUMBER_NOT, 0, false},
    {".", EG_NUMBER_NOT, 0, false},
    {"-", EG_NUMBER_NOT, 0, false},
    {"--5", EG_NUMBER_NOT, 0, false},
    {"1,00", EG_NUMBER_NOT, 0, false},
    {"1,2345", EG_NUMBER_NOT, 0, false},
    {"1234,567", EG_NUMBER_NOT, 0, false},
    {"1 2", EG_NUMBER_NOT, 0, false},
    {"0x10", EG_NUMBER_NOT, 0, false},
    {"1_000", EG_NUMBER_NOT, 0, false},
    {"inf", EG_NUMBER_NOT, 0, false},
    {"nan", EG_NUMBER_NOT, 0, false},
    {"1e", EG_NUMBER_NOT, 0, false},
    {"\xD9\xA3", EG_NUMBER_NOT, 0, false}, /* an Arabic-Indic 3 */
};

START_TEST(reads_decimals)
{
    eg_decimal value = 0;
    bool percent = false;
    eg_number_state state = eg_decimal_parse(eg_text_of(decimals[_i].text), &value, &percent);
    ck_assert_msg(state == decimals[_i].state, "\"%s\": state %d", decimals[_i].text,
                  (int)state);
    if (state == EG_NUMBER_OK) {
        ck_assert_msg(value == decimals[_i].value, "\"%s\": %lld", decimals[_i].text,
                      (long long)value);
        ck_assert_int_eq(percent, decimals[_i].percent);
    }
}
END_TEST

/* ---- exact sums
 * ------------------------------------------------------------------------------------ */

START_TEST(nothing_cancels)
{
    /* 1e9 + {1..5}: variance 2.5; a program that squares doubles gives 0 here. */
    eg_i128 sum = 0;
    eg_u192 square = {{0}};
    double mean, ss;
    for (int i = 1; i <= 5; i++) {
        eg_decimal value = (INT64_C(1000000000) + i) * EG_DECIMAL_ONE;
        ck_assert(eg_i128_add_product(&sum, value, 1));
        ck_assert(eg_u192_add_square(&square, value, 1));
    }
    eg_exact_moments(5, sum, &square, &mean, &ss);
    ck_assert(mean == 1000000003.0);
    ck_assert(ss == 10.0);
}
END_TEST

START_TEST(largest_values_overflow_is_said)
{
    /* (9.2e18)^2 fits 192 bits about 7e19 times; 2^64 - 1 times still fits, twice that too, 2^7
     * does not. */
    eg_u192 square = {{0}};
    eg_decimal value = INT64_C(9200000000000000000);
    ck_assert(eg_u192_add_square(&square, value, UINT64_MAX));
    bool fits = true;
    for (int i = 0; i < 100 && fits; i++)
        fits = eg_u192_add_square(&square, value, UINT64_MAX);
    ck_assert(!fits);
    eg_i128 sum = ((eg_i128)1 << 126);
    ck_assert(!eg_i128_add(&sum, (eg_i128)1 << 126));
    /* 9.2e18 * (2^64 - 1) is just under 2^127: once fits, twice does not. */
    sum = 0;
    ck_assert(eg_i128_add_product(&sum, value, UINT64_MAX));
    ck_assert(!eg_i128_add_product(&sum, value, UINT64_MAX));
}
END_TEST

START_TEST(squares_subtract_exactly)
{
    eg_u192 all = {{0}}, part = {{0}}, other = {{0}};
    ck_assert(eg_u192_add_square(&part, INT64_C(-9199999999999999999), 3));
    ck_assert(eg_u192_add_square(&other, 7, 1));
    ck_assert(eg_u192_add(&all, &part));
    ck_assert(eg_u192_add(&all, &other));
    ck_assert(eg_u192_subtract(&all, &part));
    ck_assert_mem_eq(&all, &other, sizeof all);
    ck_assert(!eg_u192_subtract(&other, &part));
}
END_TEST

/* ---- numbers as text
 * --------------------------------------------------------------------------------- */

static const struct {
    double x;
    int digits;
    const char *plain;
} plains[] = {
    {0, 6, "0"},
    {-0.0, 6, "0"},
    {100, 6, "100"},
    {1234567, 3, "1234567"},
    {0.25, 6, "0.25"},
    {1461.187132, 6, "1461.19"},
    {1461.187132, 8, "1461.1871"},
    {1234567.8, 6, "1234568"},
    {0.99999996, 6, "1"},
    {-0.00001234567, 6, "-0.0000123457"},
    {1e-7, 6, "0.0000001"},
    {2.5e20, 6, "250000000000000000000"},
};

START_TEST(writes_plain_numbers)
{
    char out[400];
    eg_number_plain(out, plains[_i].x, plains[_i].digits);
    ck_assert_str_eq(out, plains[_i].plain);
}
END_TEST

/* The long way: as many places as the rounded exponent leaves, zeros at the end dropped. */
static void plain_by_printf(char *out, size_t room, double x, int digits)
{
    char scientific[64];
    (void)snprintf(scientific, sizeof scientific, "%.*e", digits - 1, x);
    long places = digits - 1 - strtol(strchr(scientific, 'e') + 1, NULL, 10);
    (void)snprintf(out, room, "%.*f", places < 0 ? 0 : (int)places, x);
    size_t n = strlen(out);
    while (strchr(out, '.') != NULL && (out[n - 1] == '0' || out[n - 1] == '.')) {
        bool point = out[--n] == '.';
        out[n] = '\0';
        if (point)
            break;
    }
}

START_TEST(plain_numbers_are_rounded_exactly)
{
    char out[400], expected[400];
    uint64_t state = 7;
    for (int i = 0; i < 60000; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double x = ldexp((double)(state >> 11), (int)(state % 120) - 103);
        if (i % 3 == 0) /* near halves of the last digit, and on them */
            x = (double)(state >> 48) / (i % 2 == 0 ? 1024 : 1e5);
        x = (i & 4) != 0 ? -x : x;
        int digits = 1 + i % 15;
        if (x == floor(x))
            continue;
        plain_by_printf(expected, sizeof expected, x, digits);
        ck_assert_uint_eq(eg_number_plain(out, x, digits), strlen(out));
        ck_assert_msg(strcmp(out, expected) == 0, "%.17g to %d: %s, not %s", x, digits, out,
                      expected);
    }
}
END_TEST

START_TEST(json_numbers_read_back)
{
    char out[40];
    uint64_t state = 42;
    for (int i = 0; i < 20000; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double x = (double)(state >> 40) / (double)((state & 0xFFFFF) + 1);
        eg_number_json(out, x);
        ck_assert_msg(strtod(out, NULL) == x, "%.17g came as %s", x, out);
        for (int digits = 15; x != floor(x) && digits <= 17; digits++) {
            char fewest[40];
            (void)snprintf(fewest, sizeof fewest, "%.*g", digits, x);
            if (strtod(fewest, NULL) != x)
                continue;
            ck_assert_str_eq(out, fewest);
            break;
        }
    }
    for (double ten = 1e-5; ten < 1e16; ten *= 10) { /* where a digit is carried */
        eg_number_json(out, nextafter(ten, 0));
        ck_assert(strtod(out, NULL) == nextafter(ten, 0));
        eg_number_json(out, nextafter(ten, INFINITY));
        ck_assert(strtod(out, NULL) == nextafter(ten, INFINITY));
    }
    eg_number_json(out, 0.1 + 0.2);
    ck_assert_str_eq(out, "0.30000000000000004");
    eg_number_json(out, 9007199254740992.0);
    ck_assert(strtod(out, NULL) == 9007199254740992.0);
    eg_number_json(out, -0.0);
    ck_assert_str_eq(out, "0");
    eg_number_json(out, -123456789012345.0);
    ck_assert_str_eq(out, "-123456789012345");
    eg_number_json(out, 1e15);
    ck_assert_str_eq(out, "1e+15");
    eg_number_json(out, NAN);
    ck_assert_str_eq(out, "null");
}
END_TEST

/* ---- text
 * ---------------------------------------------------------------------------------------------
 */

START_TEST(suggests_the_nearest)
{
    static const char *const names[] = {"race_ethnicity", "gender", "Transfer", "Ethnicity"};
    ck_assert_str_eq(eg_text_nearest(eg_text_of("Transfr"), names, 4), "Transfer");
    ck_assert_str_eq(eg_text_nearest(eg_text_of("transfer"), names, 4), "Transfer");
    ck_assert_str_eq(eg_text_nearest(eg_text_of("gedner"), names, 4), "gender");
    ck_assert_ptr_null(eg_text_nearest(eg_text_of("lunch"), names, 4));
    /* two letters of four are half of a word */
    static const char *const short_names[] = {"grade", "passed"};
    ck_assert_ptr_null(eg_text_nearest(eg_text_of("rase"), short_names, 2));
    ck_assert_str_eq(eg_text_nearest(eg_text_of("grdae"), short_names, 2), "grade");
}
END_TEST

START_TEST(escapes_what_a_terminal_would_run)
{
    eg_buffer out = {0};
    eg_buffer_add_escaped(&out, eg_text_of("a\x1b[2J\xE2\x80\xAE"
                                           "b\xFF\xC3\xB1"));
    ck_assert_str_eq(eg_buffer_string(&out), "a\\x1B[2J\\u{202E}b\\xFF\xC3\xB1");
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(names_are_canonical)
{
    eg_buffer out = {0};
    ck_assert(eg_unicode_canonical(eg_text_of("  Pen\xCC\x83"
                                              "asco\xC2\xA0 \xE2\x80\x8BMid\xC2\xAD"
                                              "dle\t"),
                                   &out));
    ck_assert_str_eq(eg_buffer_string(&out), "Pe\xC3\xB1"
                                             "asco Middle");
    eg_buffer_reset(&out);
    ck_assert(!eg_unicode_canonical((eg_text){"a\xFF", 2}, &out));
    ck_assert_uint_eq(out.n, 0);
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(words_keep_apart)
{
    eg_words *words = eg_words_new();
    char text[64];
    for (uint32_t i = 0; i < 5000; i++) {
        (void)snprintf(text, sizeof text, "the same head %u and the same tail", (unsigned)i);
        ck_assert_uint_eq(eg_words_add(words, eg_text_of(text)), i);
    }
    ck_assert_uint_eq(eg_words_add(words, (eg_text){"", 0}), 5000);
    ck_assert_uint_eq(eg_words_add(words, (eg_text){"\0", 1}), 5001);
    ck_assert_uint_eq(eg_words_find(words, eg_text_of("the same head 17 and the same tail")),
                      17);
    ck_assert_uint_eq(eg_words_find(words, eg_text_of("the same head")), EG_NO_WORD);
    ck_assert_uint_eq(eg_words_count(words), 5002);
    eg_words_free(words);
}
END_TEST

START_TEST(first_cause_wins)
{
    eg_error err = {0};
    char line[256];
    ck_assert_int_eq(eg_fail(&err, EG_E_INPUT, "first"), EG_E_INPUT);
    (void)eg_fail(&err, EG_E_IO, "second");
    eg_error_place(&err, "a\nb.csv", 12, 3, "frl");
    eg_error_place(&err, "other.csv", 1, 1, "no");
    (void)eg_error_format(&err, line, sizeof line);
    ck_assert_int_eq(err.status, EG_E_INPUT);
    ck_assert_str_eq(line, "a\\x0Ab.csv:12:3: column \"frl\": first");
}
END_TEST

/* ---- sinks
 * -------------------------------------------------------------------------------------------
 */

static char folder[] = "/tmp/equitygap-test-XXXXXX";
static char path[128];

static void make_folder(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/report.csv", folder);
}

static void remove_folder(void)
{
    (void)unlink(path);
    ck_assert_msg(rmdir(folder) == 0, "a temporary file was left");
}

static void read_back(char *out, size_t size)
{
    FILE *in = fopen(path, "r");
    out[0] = '\0';
    if (in == NULL)
        return;
    size_t n = fread(out, 1, size - 1, in);
    out[n] = '\0';
    ck_assert_int_eq(fclose(in), 0);
}

START_TEST(files_appear_whole_or_not_at_all)
{
    eg_sink *sink = NULL;
    eg_error err = {0};
    char text[32];
    struct stat what;
    ck_assert_int_eq(eg_sink_open_file(&sink, path, 0600, &err), EG_OK);
    eg_sink_puts(sink, "first");
    ck_assert_int_eq(eg_sink_finish(sink, &err), EG_OK);
    ck_assert_int_ne(stat(path, &what), 0);
    ck_assert_int_eq(eg_sink_publish(sink, &err), EG_OK);
    eg_sink_close(sink);
    read_back(text, sizeof text);
    ck_assert_str_eq(text, "first");
    ck_assert_int_eq(stat(path, &what), 0);
    ck_assert_int_eq(what.st_mode & 0777, 0600);

    ck_assert_int_eq(eg_sink_open_file(&sink, path, 0644, &err), EG_OK);
    eg_sink_puts(sink, "second");
    eg_sink_close(sink);
    read_back(text, sizeof text);
    ck_assert_str_eq(text, "first");
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    eg_sink *sink = NULL;
    eg_error err = {0};
    ck_assert_int_eq(eg_sink_open_file(&sink, "/dev/full", 0644, &err), EG_OK);
    eg_sink_puts(sink, "text");
    ck_assert_int_eq(eg_sink_finish(sink, &err), EG_E_IO);
    ck_assert_str_eq(err.file, "/dev/full");
    eg_sink_close(sink);
}
END_TEST

START_TEST(arenas_align_and_clear)
{
    eg_arena *arena = eg_arena_new();
    for (size_t i = 1; i < 200; i++) {
        char *p = eg_arena_alloc(arena, i, i % 7 == 0 ? 4096 : 3);
        ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
        ck_assert_int_eq(p[0] | p[i * 3 - 1], 0);
        p[0] = 1;
    }
    ck_assert_ptr_null(eg_arena_alloc(arena, SIZE_MAX / 2, 3));
    ck_assert_str_eq(eg_arena_printf(arena, "%d of %s", 3, "4"), "3 of 4");
    eg_arena_free(arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *numbers = tcase_create("numbers"), *text = tcase_create("text");
    TCase *sinks = tcase_create("sinks");
    tcase_add_loop_test(numbers, reads_decimals, 0, COUNT(decimals));
    tcase_add_loop_test(numbers, writes_plain_numbers, 0, COUNT(plains));
    tcase_add_test(numbers, plain_numbers_are_rounded_exactly);
    tcase_add_test(numbers, json_numbers_read_back);
    tcase_add_test(numbers, nothing_cancels);
    tcase_add_test(numbers, largest_values_overflow_is_said);
    tcase_add_test(numbers, squares_subtract_exactly);
    tcase_add_test(text, suggests_the_nearest);
    tcase_add_test(text, escapes_what_a_terminal_would_run);
    tcase_add_test(text, names_are_canonical);
    tcase_add_test(text, words_keep_apart);
    tcase_add_test(text, first_cause_wins);
    tcase_add_test(text, arenas_align_and_clear);
    tcase_add_checked_fixture(sinks, make_folder, remove_folder);
    tcase_add_test(sinks, files_appear_whole_or_not_at_all);
    tcase_add_test(sinks, a_full_disk_is_an_error);
    suite_add_tcase(suite, numbers);
    suite_add_tcase(suite, text);
    suite_add_tcase(suite, sinks);
    return suite;
}
