/*
 * A file read in parts: what they give together is what one reading gives, wherever the parts
 * are cut, unless a part says that it is torn; and it says so only where a cell may reach
 * across.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_read.h"

Suite *parts_suite(void);

enum { SNIFF = 64, ROWS_MOST = 4096 };

/* Rows as text, with the lines that are not known before the end. */
typedef struct {
    eg_buffer text, rejects;
    uint64_t line[ROWS_MOST];
    size_t end[ROWS_MOST]; /* in text */
    size_t n;
    eg_file_tally tally;
    bool torn, divided;
} reading;

static void on_reject(void *context, const eg_reject *reject)
{
    reading *into = context;

    eg_buffer_printf(&into->rejects, "%llu %s: ", (unsigned long long)reject->line,
                     reject->reason);
    eg_buffer_add_text(&into->rejects, reject->bytes);
    eg_buffer_add_char(&into->rejects, '\n');
}

static void add_rows(reading *into, const eg_batch *batch)
{
    for (size_t r = 0; r < batch->rows; r++) {
        for (size_t c = 0; c < batch->columns; c++) {
            const eg_field *field = &eg_batch_fields(batch, c)[r];

            eg_buffer_printf(&into->text, "|%u%.*s", field->flags, (int)field->n, field->at);
        }
        ck_assert_uint_lt(into->n, ROWS_MOST);
        into->line[into->n] = batch->line[r];
        into->end[into->n++] = into->text.n;
    }
}

static void read_parts(eg_source *source, reading *into)
{
    eg_error err = {0};
    eg_parts *parts;
    eg_part_reader *reader[2];
    bool any = true;

    ck_assert_int_eq(eg_parts_new(&parts, source, 2, &err), EG_OK);
    into->divided = parts != NULL;
    if (parts == NULL)
        return;
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(eg_part_reader_new(&reader[i], parts, NULL, NULL, &err), EG_OK);
    for (size_t turn = 0; any && !into->torn; turn++) {
        eg_part_reader *mine = reader[turn % 2];
        eg_batch batch = {0};

        ck_assert_msg(eg_part_claim(mine, &any, &err) == EG_OK, "%s", err.text);
        for (bool more = any; more;) {
            ck_assert_msg(eg_part_next(mine, &batch, &err) == EG_OK, "%s", err.text);
            into->torn = eg_part_torn(mine);
            more = batch.rows > 0 && !into->torn;
            if (more)
                add_rows(into, &batch);
        }
    }
    if (!into->torn) {
        eg_parts_finish(parts);
        for (size_t i = 0; i < into->n; i++)
            into->line[i] = eg_parts_line(parts, into->line[i]);
    }
    eg_part_reader_free(reader[0]);
    eg_part_reader_free(reader[1]);
    eg_parts_free(parts);
}

static eg_status read_whole(eg_source *source, reading *into)
{
    eg_error err = {0};
    eg_batch batch;
    eg_status status;

    do {
        status = eg_source_next(source, &batch, &err);
        add_rows(into, &batch);
    } while (status == EG_OK && batch.rows > 0);
    return status;
}

/* part: 0 for one reading of it all. false: it cannot be opened, or ends in an error. */
static bool read_text(reading *into, eg_text text, size_t part)
{
    const char *name = "t.csv";
    const eg_source_options options = {
        .reject = on_reject, .reject_context = into, .marks = part > 0};
    eg_source_seams seams = {.memory = text, .sizes = eg_source_sizes_default};
    eg_source *source;
    eg_error err = {0};
    bool fine = true;

    *into = (reading){.n = 0};
    seams.sizes.sniff = SNIFF;
    seams.sizes.step = 48;
    seams.sizes.part = part;
    if (eg_source_open_seams(&source, &name, 1, &options, &seams, &err) != EG_OK)
        return false;
    if (part > 0)
        read_parts(source, into);
    else
        fine = read_whole(source, into) == EG_OK;
    into->tally = *eg_source_tally(source, 0);
    eg_source_close(source);
    return fine;
}

static void clear(reading *one)
{
    eg_buffer_clear(&one->text);
    eg_buffer_clear(&one->rejects);
}

static void same(reading *got, reading *want)
{
    ck_assert_str_eq(eg_buffer_string(&got->text), eg_buffer_string(&want->text));
    ck_assert_str_eq(eg_buffer_string(&got->rejects), eg_buffer_string(&want->rejects));
    ck_assert_uint_eq(got->n, want->n);
    for (size_t i = 0; i < got->n; i++) {
        ck_assert_uint_eq(got->line[i], want->line[i]);
        ck_assert_uint_eq(got->end[i], want->end[i]);
    }
    ck_assert_uint_eq(got->tally.records, want->tally.records);
    ck_assert_uint_eq(got->tally.rejected, want->tally.rejected);
    ck_assert_uint_eq(got->tally.blank, want->tally.blank);
    ck_assert_uint_eq(got->tally.headers, want->tally.headers);
    ck_assert_uint_eq(got->tally.preamble, want->tally.preamble);
    ck_assert_uint_eq(got->tally.footer, want->tally.footer);
    ck_assert_uint_eq(got->tally.damaged, want->tally.damaged);
    ck_assert_str_eq(got->tally.encoding, want->tally.encoding);
}

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* kind 0: plain; 1: odd records that end where they stand; 2: cells of several lines too. */
static void draw_text(eg_buffer *text, uint64_t seed, int kind)
{
    static const char *const odd[] = {
        "x,1,2\n",    "\n",           "a,b,c\n",    "1,2\n",           "\"q\",2,3\n",
        "x\"y,2,3\n", "Total: 3,,\n", "\xE9,2,3\n", "1,\xC3\xA9,\r\n", "=\"01\",2,3\n"};
    uint64_t state = seed + 1;

    eg_buffer_reset(text);
    eg_buffer_add_string(text, "a,b,c\n");
    for (size_t n = 20 + draw(&state) % 100; n > 0; n--) {
        const uint64_t which = draw(&state) % 40;

        if (kind > 1 && which < 2)
            eg_buffer_add_string(text, "\"two\nlines, and\n\"\"more\"\"\",2,3\n");
        else if (kind > 0 && which < 12)
            eg_buffer_add_string(text, odd[draw(&state) % (sizeof odd / sizeof odd[0])]);
        else
            eg_buffer_printf(text, "%llu,White,%llu.5\n", (unsigned long long)draw(&state),
                             (unsigned long long)(draw(&state) % 900));
    }
}

START_TEST(parts_are_the_whole)
{
    eg_buffer text = {0};
    size_t torn = 0, whole = 0;

    for (uint64_t seed = 0; seed < 60; seed++) {
        reading want;

        draw_text(&text, seed, _i);
        const bool fine = read_text(&want, (eg_text){text.at, text.n}, 0);
        for (size_t part = SNIFF; part < 400; part += 37) {
            reading got;

            ck_assert(read_text(&got, (eg_text){text.at, text.n}, part));
            torn += got.torn;
            whole += got.divided && !got.torn;
            ck_assert(fine || got.torn || !got.divided);
            if (got.divided && !got.torn)
                same(&got, &want);
            clear(&got);
        }
        clear(&want);
    }
    ck_assert_uint_gt(whole, 60);
    if (_i == 0)
        ck_assert_uint_eq(torn, 0);
    if (_i == 2)
        ck_assert_uint_gt(torn, 0);
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(divides_only_what_it_can)
{
    reading got;
    const char *few = "a,b\n1,2\n";

    ck_assert(read_text(&got, eg_text_of(few), 0));
    clear(&got);
    ck_assert(read_text(&got, eg_text_of(few), SNIFF));
    ck_assert(!got.divided);
    clear(&got);
}
END_TEST

Suite *parts_suite(void)
{
    Suite *suite = suite_create("parts");
    TCase *tc = tcase_create("parts");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, parts_are_the_whole, 0, 3);
    tcase_add_test(tc, divides_only_what_it_can);
    suite_add_tcase(suite, tc);
    return suite;
}
