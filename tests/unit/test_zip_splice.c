/* One part of an archive anew; the others keep their bytes; what is cut is refused. */
#include <check.h>
#include <math.h>

#include "ext/book_bulk.h"
#include "ext/zip_splice.h"
#include "ext/zipx.h"
#include "zip_writer.h"

Suite *zip_splice_suite(void);

static zip_writer zip;
static eg_buffer archive;

static void setup(void)
{
    zip = (zip_writer){0};
    archive = (eg_buffer){0};
    zip_writer_add(&zip, "a.xml", "the first");
    zip_writer_add(&zip, "b.xml", "<row>head</row><row>foot</row>");
    zip_writer_add(&zip, "xl/worksheets/sheet3.xml", "<s><row>head</row><row>foot</row></s>");
    zip_writer_add(&zip, "c.xml", "the last");
    zip_writer_end(&zip);
    eg_buffer_add(&archive, zip.bytes.at, zip.bytes.n);
}

static void teardown(void)
{
    zip_writer_clear(&zip);
    eg_buffer_clear(&archive);
}

static void expect(const char *name, eg_text wanted)
{
    eg_zipx *from = NULL;
    eg_zipx_part *part = NULL;
    eg_buffer got = {0};
    char piece[4096];
    size_t n = 0;
    ck_assert_int_eq(eg_zipx_open_memory(&from, (eg_text){archive.at, archive.n}), EG_ZIPX_OK);
    ck_assert_int_eq(eg_zipx_part_open(&part, from, name), EG_ZIPX_OK);
    do {
        ck_assert_int_eq(eg_zipx_part_read(part, piece, sizeof piece, &n), EG_ZIPX_OK);
        eg_buffer_add(&got, piece, n);
    } while (n > 0);
    ck_assert(eg_text_equal((eg_text){got.at, got.n}, wanted));
    eg_buffer_clear(&got);
    eg_zipx_part_close(part);
    eg_zipx_close(from);
}

START_TEST(one_part_is_new)
{
    eg_buffer large = {0};
    for (unsigned i = 0; i < 40000; i++)
        eg_buffer_printf(&large, "row %u;", i * 2654435761u);
    eg_text parts[] = {{large.at, large.n}, eg_text_of("short"), {large.at, 9}, eg_text_of("")};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        ck_assert_int_eq(eg_zip_splice(&archive, "b.xml", parts[i], 1), EG_SPLICE_OK);
        expect("a.xml", eg_text_of("the first"));
        expect("b.xml", parts[i]);
        expect("c.xml", eg_text_of("the last"));
    }
    ck_assert_int_eq(eg_zip_splice(&archive, "c.xml", parts[1], 1), EG_SPLICE_OK);
    ck_assert_int_eq(eg_zip_splice(&archive, "a.xml", parts[0], 2), EG_SPLICE_OK);
    expect("a.xml", parts[0]);
    expect("b.xml", eg_text_of(""));
    expect("c.xml", eg_text_of("short"));
    eg_buffer_clear(&large);
}
END_TEST

/* Blocks of a mebibyte: none, a part of one, whole ones, and a byte more. */
START_TEST(threads_change_no_byte)
{
    eg_buffer large = {0}, before = {0};
    for (unsigned i = 0; large.n < 3 << 20; i++)
        eg_buffer_printf(&large, i % 3 == 0 ? "row %u;" : "the same again;", i * 2654435761u);
    const size_t sizes[] = {0, 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20, 3 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        eg_text part = {large.at, sizes[i]};
        ck_assert_int_eq(eg_zip_splice(&archive, "b.xml", part, 0), EG_SPLICE_OK);
        expect("b.xml", part);
        eg_buffer_reset(&before);
        eg_buffer_add(&before, archive.at, archive.n);
        ck_assert_int_eq(eg_zip_splice(&archive, "b.xml", part, 3), EG_SPLICE_OK);
        ck_assert(
            eg_text_equal((eg_text){before.at, before.n}, (eg_text){archive.at, archive.n}));
    }
    eg_buffer_clear(&before);
    eg_buffer_clear(&large);
}
END_TEST

START_TEST(what_is_no_archive_is_refused)
{
    ck_assert_int_eq(eg_zip_splice(&archive, "d.xml", eg_text_of("x"), 1), EG_SPLICE_DAMAGED);
    for (size_t n = 0; n < zip.bytes.n; n++) {
        eg_buffer_reset(&archive);
        eg_buffer_add(&archive, zip.bytes.at, n);
        ck_assert_int_eq(eg_zip_splice(&archive, "b.xml", eg_text_of("x"), 1),
                         EG_SPLICE_DAMAGED);
    }
    for (size_t i = 0; i < zip.bytes.n; i++) { /* any byte wrong: refused or done, no harm */
        eg_buffer_reset(&archive);
        eg_buffer_add(&archive, zip.bytes.at, zip.bytes.n);
        archive.at[i] = (char)~archive.at[i];
        eg_splice_result result = eg_zip_splice(&archive, "b.xml", eg_text_of("x"), 1);
        ck_assert(result == EG_SPLICE_OK || result == EG_SPLICE_DAMAGED);
    }
}
END_TEST

START_TEST(rows_stand_behind_the_first)
{
    eg_book_bulk bulk = {0};
    eg_error err = {0};
    eg_book_bulk_row(&bulk, 1);
    eg_book_bulk_text(&bulk, 0, 12);
    eg_book_bulk_number(&bulk, 1, 0.1);
    eg_book_bulk_number(&bulk, 2, (double)NAN);
    eg_book_bulk_row(&bulk, 99999);
    eg_book_bulk_number(&bulk, 25, -1e-9);
    ck_assert_int_eq(eg_book_bulk_finish(&bulk, &archive, 3, &err), EG_OK);
    expect("xl/worksheets/sheet3.xml",
           eg_text_of("<s><row>head</row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>12</v></c><c "
                      "r=\"B2\"><v>0.1</v></c></row><row r=\"100000\"><c "
                      "r=\"Z100000\"><v>-1e-09</v></c></row><row>foot</row></s>"));
    expect("c.xml", eg_text_of("the last"));
    eg_book_bulk_clear(&bulk);
    eg_book_bulk_row(&bulk, 1);
    ck_assert_int_eq(eg_book_bulk_finish(&bulk, &archive, 4, &err), EG_E_IO);
    eg_book_bulk_clear(&bulk);
}
END_TEST

Suite *zip_splice_suite(void)
{
    Suite *suite = suite_create("zip_splice");
    TCase *tc = tcase_create("zip_splice");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, one_part_is_new);
    tcase_add_test(tc, threads_change_no_byte);
    tcase_add_test(tc, what_is_no_archive_is_refused);
    tcase_add_test(tc, rows_stand_behind_the_first);
    suite_add_tcase(suite, tc);
    return suite;
}
