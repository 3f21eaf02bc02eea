/* Bytes of saved cubes: numbers and texts come back, and nothing else does. */
#include <check.h>
#include <string.h>

#include "schema/pack.h"

/* The line, the mark of the byte order. */
enum { LINE = sizeof "equitygap-cube 2 " EG_PACK_SAYS - 1, BEGIN = LINE + 4 };

static eg_sink *sink;

static eg_pack *begin(void)
{
    ck_assert_int_eq(eg_sink_open_memory(&sink, NULL), EG_OK);
    eg_pack *pack = eg_pack_new(sink);
    ck_assert_ptr_nonnull(pack);
    return pack;
}

static eg_text finish(eg_pack *pack)
{
    eg_pack_end(pack);
    eg_pack_free(pack);
    return eg_sink_bytes(sink);
}

static void done(eg_unpack *unpack)
{
    eg_unpack_clear(unpack);
    eg_sink_close(sink);
    sink = NULL;
}

START_TEST(bytes_are_as_the_format_says)
{
    eg_pack *pack = begin();
    eg_pack_number(pack, 300); /* AC 02 */
    eg_pack_signed(pack, -1);  /* 01 */
    eg_pack_signed(pack, 1);   /* 02 */
    eg_pack_text(pack, eg_text_of("ab"));
    eg_text bytes = finish(pack);
    static const unsigned char want[] = {4,    3,    2,    1, /* the byte order */
                                         7,    0,    0,    0, /* bytes of the piece */
                                         0xAC, 0x02, 0x01, 0x02, 0x02, 'a', 'b'};
    ck_assert_uint_eq(bytes.n, LINE + sizeof want + 16 + 4 + 16);
    ck_assert_mem_eq(bytes.at, "equitygap-cube 2 INTERNAL", 25);
    ck_assert_mem_eq(bytes.at + LINE, want, sizeof want);
    ck_assert_mem_eq(bytes.at + LINE + sizeof want + 16, "\0\0\0\0", 4);
    eg_sink_close(sink);
}
END_TEST

static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
static const int64_t signs[] = {0, -1, 1, -64, 64, INT64_MIN, INT64_MAX};

START_TEST(what_is_written_is_read)
{
    static char large[200000];
    memset(large, 'x', sizeof large);
    large[70000] = '\0'; /* a text may have any byte, and go over pieces */
    eg_pack *pack = begin();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        eg_pack_number(pack, numbers[i]);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        eg_pack_signed(pack, signs[i]);
    eg_pack_text(pack, eg_text_of(""));
    eg_pack_text(pack, (eg_text){large, sizeof large});
    eg_pack_hash(pack, (eg_hash128){7, UINT64_MAX});
    eg_hash128 half = eg_pack_so_far(pack);
    eg_pack_number(pack, 5);
    eg_unpack u = {.memory = finish(pack)};
    ck_assert_int_eq(eg_unpack_begin(&u, NULL), EG_OK);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ck_assert_uint_eq(eg_unpack_number(&u), numbers[i]);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        ck_assert_int_eq(eg_unpack_signed(&u), signs[i]);
    ck_assert_uint_eq(eg_unpack_text(&u).n, 0);
    eg_text text = eg_unpack_text(&u);
    ck_assert_uint_eq(text.n, sizeof large);
    ck_assert_mem_eq(text.at, large, sizeof large);
    eg_hash128 hash = eg_unpack_hash(&u);
    ck_assert_uint_eq(hash.low, 7);
    ck_assert_uint_eq(hash.high, UINT64_MAX);
    ck_assert_uint_eq(eg_unpack_so_far(&u).low, half.low);
    ck_assert_uint_eq(eg_unpack_so_far(&u).high, half.high);
    ck_assert_uint_eq(eg_unpack_number(&u), 5);
    ck_assert(eg_unpack_fine(&u));
    eg_unpack_end(&u);
    ck_assert_int_eq(eg_unpack_status(&u, NULL), EG_OK);
    done(&u);
}
END_TEST

/* Reads three numbers and the end. */
static eg_status read_three(eg_text bytes)
{
    eg_unpack u = {.memory = bytes};
    eg_status status = eg_unpack_begin(&u, NULL);
    bool right = true;
    for (uint64_t i = 1; status == EG_OK && i <= 3; i++)
        right = eg_unpack_number(&u) == i * 1000 && right;
    eg_unpack_end(&u);
    if (status == EG_OK)
        status = eg_unpack_status(&u, NULL);
    if (status == EG_OK)
        ck_assert(right);
    eg_unpack_clear(&u);
    return status;
}

static eg_text write_three(void)
{
    eg_pack *pack = begin();
    for (uint64_t i = 1; i <= 3; i++) {
        eg_pack_number(pack, i * 1000);
        (void)eg_pack_so_far(pack);
    }
    return finish(pack);
}

START_TEST(every_bit_and_every_cut_is_found)
{
    eg_text bytes = write_three();
    char copy[1024];
    ck_assert_uint_lt(bytes.n, sizeof copy);
    ck_assert_int_eq(read_three(bytes), EG_OK);
    for (size_t n = 0; n < bytes.n; n++)
        ck_assert_int_ne(read_three((eg_text){bytes.at, n}), EG_OK);
    for (size_t bit = 0; bit < bytes.n * 8; bit++) {
        memcpy(copy, bytes.at, bytes.n);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        ck_assert_int_ne(read_three((eg_text){copy, bytes.n}), EG_OK);
    }
    memcpy(copy, bytes.at, bytes.n);
    copy[bytes.n] = 0;
    ck_assert_int_eq(read_three((eg_text){copy, bytes.n + 1}), EG_E_IO);
    /* two pieces of the same length changed for each other */
    memcpy(copy + BEGIN, bytes.at + BEGIN + 22, 22);
    memcpy(copy + BEGIN + 22, bytes.at + BEGIN, 22);
    ck_assert_int_eq(read_three((eg_text){copy, bytes.n}), EG_E_IO);
    eg_sink_close(sink);
}
END_TEST

START_TEST(another_version_or_byte_order_is_no_damage)
{
    eg_text bytes = write_three();
    char copy[1024];
    memcpy(copy, bytes.at, bytes.n);
    copy[15] = '3';
    ck_assert_int_eq(read_three((eg_text){copy, bytes.n}), EG_E_INPUT);
    memcpy(copy, bytes.at, bytes.n);
    memcpy(copy + LINE, "\1\2\3\4", 4);
    ck_assert_int_eq(read_three((eg_text){copy, bytes.n}), EG_E_INPUT);
    memcpy(copy + LINE, "\1\2\3\3", 4);
    ck_assert_int_eq(read_three((eg_text){copy, bytes.n}), EG_E_IO);
    ck_assert_int_eq(read_three(eg_text_of("student_id,score\n1,2\n")), EG_E_INPUT);
    ck_assert(eg_unpack_is((eg_text){bytes.at, EG_UNPACK_LOOK}));
    ck_assert(!eg_unpack_is(eg_text_of("equitygap-cube")));
    eg_sink_close(sink);
}
END_TEST

START_TEST(a_failure_stays)
{
    eg_pack *pack = begin();
    static const char too_long[] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02";
    eg_pack_number(pack, 11);
    eg_pack_raw(pack, eg_text_of(too_long)); /* 2^64 and more */
    eg_pack_number(pack, 12);
    eg_unpack u = {.memory = finish(pack)};
    ck_assert_int_eq(eg_unpack_begin(&u, NULL), EG_OK);
    ck_assert_uint_eq(eg_unpack_upto(&u, 11), 11);
    ck_assert_uint_eq(eg_unpack_number(&u), 0);
    ck_assert_uint_eq(eg_unpack_number(&u), 0);
    ck_assert_uint_eq(eg_unpack_text(&u).n, 0);
    ck_assert_int_eq(eg_unpack_status(&u, NULL), EG_E_IO);
    done(&u);
    pack = begin();
    eg_pack_number(pack, 12);
    u = (eg_unpack){.memory = finish(pack)};
    ck_assert_int_eq(eg_unpack_begin(&u, NULL), EG_OK);
    ck_assert_uint_eq(eg_unpack_upto(&u, 11), 0);
    ck_assert_int_eq(eg_unpack_status(&u, NULL), EG_E_IO);
    done(&u);
}
END_TEST

Suite *pack_suite(void);
Suite *pack_suite(void)
{
    Suite *suite = suite_create("pack");
    TCase *tests = tcase_create("pack");
    tcase_add_test(tests, bytes_are_as_the_format_says);
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_test(tests, every_bit_and_every_cut_is_found);
    tcase_add_test(tests, another_version_or_byte_order_is_no_damage);
    tcase_add_test(tests, a_failure_stays);
    suite_add_tcase(suite, tests);
    return suite;
}
