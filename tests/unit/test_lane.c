/*
 * The vector lane against libcsv: whatever the bytes, every set of instructions gives the
 * records, rejects and end that libcsv alone gives. And against a scan by hand, a byte at a
 * time.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lane/lane.h"
#include "source_read.h"

Suite *lane_suite(void);

/* ---- drawing texts ---- */

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Bytes that mean something, and a few that do not. */
static void add_noise(eg_buffer *text, uint64_t *state, size_t n)
{
    static const char bytes[] = "aaab1 ,,,,\"\"\"\n\n\r\t\\=;\0\x1A\xC3\xA9";

    for (size_t i = 0; i < n; i++)
        eg_buffer_add_char(text, bytes[draw(state) % (sizeof bytes - 1)]);
}

static void add_cell(eg_buffer *text, uint64_t *state, unsigned odd)
{
    static const char *const cells[] = {"",
                                        "N",
                                        "483.0",
                                        "White",
                                        "Arroyo Vista Unified",
                                        "Z\xC3\xBA\xC3\xB1iga",
                                        "  x ",
                                        "\"q\"",
                                        "\"a,b\"",
                                        "\"\"",
                                        "\" \"",
                                        "\"d\"\"d\"",
                                        "\"l\nm\"",
                                        "x\"y",
                                        "\"a\" ",
                                        "=\"001\"",
                                        "\"e\\\"f\"",
                                        "\xE9",
                                        "\"\"\"\"",
                                        " \"b\"",
                                        "a\rb",
                                        "\t"};
    const size_t usual = 6, all = sizeof cells / sizeof cells[0];

    eg_buffer_add_string(text, cells[draw(state) % (draw(state) % 1000 < odd ? all : usual)]);
}

static void add_record(eg_buffer *text, uint64_t *state, unsigned odd, char delimiter)
{
    size_t fields = 4;

    if (draw(state) % 1000 < odd)
        fields = draw(state) % 6;
    for (size_t f = 0; f < fields; f++) {
        if (f > 0)
            eg_buffer_add_char(text, delimiter);
        add_cell(text, state, odd);
    }
    if (draw(state) % 1000 < odd)
        add_noise(text, state, draw(state) % 20);
    eg_buffer_add_string(text, draw(state) % 1000 < odd ? "\r\n" : "\n");
}

/* odd: how many in a thousand cells, records and ends are not the usual ones. */
static void draw_text(eg_buffer *text, uint64_t seed, unsigned odd)
{
    static const char delimiters[] = ",\t;|";
    uint64_t state = seed * 977 + odd;
    const char delimiter = delimiters[draw(&state) % 4];

    eg_buffer_reset(text);
    eg_buffer_printf(text, "a%cb%cc%cd\n", delimiter, delimiter, delimiter);
    for (size_t n = draw(&state) % 60; n > 0; n--)
        add_record(text, &state, odd, delimiter);
    if (draw(&state) % 4 == 0 && text->n > 40) /* cut off anywhere */
        text->n -= draw(&state) % 40;
}

/* ---- one reading and the other ---- */

static void compare(const char *bytes, size_t n, uint64_t label)
{
    static const size_t steps[] = {0, 7, 64, 300};
    source_read slow = {.libcsv = true, .apart = true};
    char *want = strdup(source_read_bytes(&slow, bytes, n));

    ck_assert_ptr_nonnull(want);
    for (int way = EG_LANE_BEST; way < EG_LANE_WAYS; way++) {
        source_read read = {.sizes = eg_source_sizes_default, .apart = true};
        const size_t step = steps[(label + (uint64_t)way) % 4];

        if (!eg_lane_here((eg_lane_way)way))
            continue;
        read.sizes.way = (eg_lane_way)way;
        if (step > 0)
            read.sizes.step = step;
        const char *got = source_read_bytes(&read, bytes, n);
        ck_assert_msg(strcmp(got, want) == 0, "%llu by %s, step %zu:\n--- got\n%s--- want\n%s",
                      (unsigned long long)label, eg_lane_name((eg_lane_way)way), step, got,
                      want);
        ck_assert_uint_eq(read.tally.records, slow.tally.records);
        ck_assert_uint_eq(read.tally.rejected, slow.tally.rejected);
        ck_assert_uint_eq(read.tally.blank, slow.tally.blank);
        ck_assert_uint_eq(read.tally.headers, slow.tally.headers);
        ck_assert_uint_eq(read.tally.footer, slow.tally.footer);
        ck_assert_uint_eq(read.tally.damaged, slow.tally.damaged);
        source_read_clear(&read);
    }
    free(want);
    source_read_clear(&slow);
}

START_TEST(reads_what_libcsv_reads)
{
    static const unsigned odds[] = {0, 5, 50, 400};
    eg_buffer text = {0};

    for (uint64_t seed = 0; seed < 150; seed++) {
        draw_text(&text, seed + 1000 * (uint64_t)_i, odds[_i]);
        compare(text.at, text.n, seed);
    }
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(reads_noise_as_libcsv_does)
{
    eg_buffer text = {0};

    for (uint64_t seed = 1; seed < 400; seed++) {
        uint64_t state = seed;

        eg_buffer_reset(&text);
        eg_buffer_add_string(&text, "a,b\n");
        add_noise(&text, &state, draw(&state) % 300);
        compare(text.at, text.n, seed);
    }
    eg_buffer_clear(&text);
}
END_TEST

/* Every way a record can end that could pass for a remark, a header or nothing. */
START_TEST(knows_what_is_no_record)
{
    static const char *const texts[] = {
        "a,b\n1,2\na,b\n3,4\n",
        ("a,b\n1,2\n\xEF\xBB\xBF"
         "a,b\n3,4\n"),
        "a,b\n1,2\n,\n3,4\n",
        "a,b\n1,2\n\"\",\n3,4\n",
        "a,b\n1,2\nTotal records: 1,\n",
        "a,b\n1,2\nTotal records: 1,\n3,4\n",
        "a,b\n1,2\n\"Total records: 1\",\"\"\n,\n",
        "a,b\n1,2\nTotal: 1, \n",
        "a\n1\n \n\"\"\n2\n",
        "a\n1\na\n2\n",
        "a,b\r\n1,2\r\na,b\r\n3,\r\n",
        "a,b\n1,2\n3,4",
        "a,b\n1,2\n3,\"4",
        "a,b\n1,2\n3,\"4\"",
        "a,b,\n1,2\n3,4,\n5,6,7\n8,9,,\n",
        "a\tb\n1\t2\n\t4\n 3\t4 \n",
    };

    compare(texts[_i], strlen(texts[_i]), (uint64_t)_i);
}
END_TEST

/* ---- the lane alone ---- */

/* How many records of `fields` fields stand at the start, by the rules of lane.h. */
static size_t count_slowly(const char *text, size_t n, char delimiter, size_t fields,
                           size_t *bytes)
{
    size_t records = 0, seen = 1;
    bool inside = false, begins = true, closed = false;

    *bytes = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = text[i];
        const bool line_end = c == '\n' || (c == '\r' && i + 1 < n && text[i + 1] == '\n');

        if (c == '\0' || (c == '\r' && !line_end))
            return records;
        if (c == '"') {
            if (!inside && !begins && !closed)
                return records;
            closed = inside;
            inside = !inside;
            begins = false;
            continue;
        }
        if ((inside && line_end) || (closed && !line_end && c != delimiter))
            return records;
        closed = closed && c == '\r';
        begins = !inside && (c == delimiter || c == '\n');
        if (inside)
            continue;
        seen += c == delimiter;
        if (c == '\n') {
            if (seen != fields)
                return records;
            records++;
            *bytes = i + 1;
            seen = 1;
        }
    }
    return records;
}

START_TEST(finds_what_a_scan_finds)
{
    eg_buffer text = {0};
    const eg_lane_way way = (eg_lane_way)_i;

    for (uint64_t seed = 1; seed < 1500 && eg_lane_here(way); seed++) {
        uint64_t state = seed;
        size_t bytes;
        eg_lane *lane = eg_lane_new(',', 2, way);
        eg_lane_run run;

        ck_assert_ptr_nonnull(lane);
        eg_buffer_reset(&text);
        for (size_t n = draw(&state) % 30; n > 0; n--)
            eg_buffer_printf(&text, "%.*s,%s\n", (int)(draw(&state) % 40),
                             "0123456789012345678901234567890123456789",
                             draw(&state) % 3 == 0 ? "\"x,\"\"y\"" : "z");
        if (seed % 3 == 0)
            add_noise(&text, &state, 30);
        const size_t want = count_slowly(text.at, text.n, ',', 2, &bytes);
        eg_lane_find(lane, text.at, text.n, 1000, &run);
        ck_assert_uint_eq(run.records, want);
        ck_assert_uint_eq(run.bytes, bytes);
        for (size_t r = 0; r < run.records; r++)
            ck_assert_int_eq(text.at[run.end[2 * r + 1]], '\n');
        eg_lane_find(lane, text.at, text.n, 3, &run);
        ck_assert_uint_eq(run.records, want < 3 ? want : 3);
        eg_lane_free(lane);
    }
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(finds_the_first_byte_above_ascii)
{
    char text[300];

    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        text[at] = (char)0xC3;
        ck_assert_uint_eq(eg_lane_ascii(text, sizeof text), at);
        ck_assert_uint_eq(eg_lane_ascii(text, at), at);
    }
}
END_TEST

/* Characters of one to four bytes and what is none, anywhere among the blocks. */
START_TEST(finds_the_first_byte_that_is_not_utf8)
{
    static const char *const pieces[] = {"abcdefghijklmnopqrstuvwxyz",
                                         "\xC3\xB1",
                                         "\xC3\xB1\xC3\xA9",
                                         "\xE2\x82\xAC",
                                         "\xF0\x9F\x98\x80",
                                         "\xC3",
                                         "\xB1",
                                         "\xC0\x80",
                                         "\xFF",
                                         "\xC3z"};
    uint64_t state = 1 + (uint64_t)_i;
    eg_buffer text = {0};

    for (int i = 0; i < 3000; i++) {
        size_t want = 0, bytes;
        uint32_t rune;
        bool wide = false, high = false;

        eg_buffer_reset(&text);
        for (size_t n = draw(&state) % (i % 16 == 0 ? 600 : 60); n > 0; n--) {
            const char *piece = pieces[draw(&state) % (draw(&state) % 200 == 0 ? 10 : 5)];

            eg_buffer_add_string(&text, draw(&state) % 3 == 0 ? piece : pieces[0]);
        }
        while (want < text.n &&
               (bytes = eg_utf8_next((eg_text){text.at + want, text.n - want}, &rune)) != 0) {
            high = high || bytes > 1;
            want += bytes;
        }
        ck_assert_uint_eq(eg_lane_utf8(text.at, text.n, &wide), want);
        ck_assert(want < text.n || wide == high);
    }
    eg_buffer_clear(&text);
}
END_TEST

Suite *lane_suite(void)
{
    Suite *suite = suite_create("lane");
    TCase *tc = tcase_create("libcsv");
    TCase *alone = tcase_create("alone");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, reads_what_libcsv_reads, 0, 4);
    tcase_add_test(tc, reads_noise_as_libcsv_does);
    tcase_add_loop_test(tc, knows_what_is_no_record, 0, 16);
    suite_add_tcase(suite, tc);
    tcase_set_timeout(alone, 120);
    tcase_add_loop_test(alone, finds_what_a_scan_finds, 0, EG_LANE_WAYS);
    tcase_add_test(alone, finds_the_first_byte_above_ascii);
    tcase_add_loop_test(alone, finds_the_first_byte_that_is_not_utf8, 0, 3);
    suite_add_tcase(suite, alone);
    return suite;
}
