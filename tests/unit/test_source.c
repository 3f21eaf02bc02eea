/* The source as a whole: files, standard input, gzip, columns, several files, progress,
 * patterns. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "source_read.h"

Suite *source_suite(void);

/* Python: gzip.compress(b"a,b\n1,2\n", mtime=0) and gzip.compress(b"3,4\n", mtime=0). */
static const unsigned char member_one[28] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4"
                                            "\x49\xe2\x32\xd4\x31\xe2\x02\x00\x7b\x07\x97\x0a"
                                            "\x08\x00\x00";
static const unsigned char member_two[24] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x33\xd6"
                                            "\x31\xe1\x02\x00\x3e\x2d\x72\xa9\x04\x00\x00";

static char *folder;
static source_read got;

static void set_up(void)
{
    folder = source_test_folder();
    got = (source_read){0};
}

static void tear_down(void)
{
    char command[1100];

    source_read_clear(&got);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    free(folder);
}

static char *put(const char *name, const char *text)
{
    return source_test_file(folder, name, text, strlen(text));
}

static const char *read_one(const char *path)
{
    return source_read_files(&got, &path, 1);
}

/* ---- where bytes come from ------------------------------------------------------------------
 */

START_TEST(reads_a_file)
{
    char *path = put("x.csv", "a,b\n1,2\n");

    ck_assert_str_eq(read_one(path), "H a|b\n2 1|2\n");
    ck_assert_uint_eq(got.tally.bytes, 8);
    ck_assert_str_eq(got.tally.compression, "none");
    ck_assert_str_eq(got.tally.format, "csv");
    free(path);
}
END_TEST

static void from_standard_input(const char *path)
{
    const int fd = open(path, O_RDONLY);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    (void)close(fd);
}

START_TEST(reads_standard_input)
{
    char *path = put("x.csv", "a,b\n1,2\n");

    from_standard_input(path);
    ck_assert_str_eq(read_one("-"), "H a|b\n2 1|2\n");
    ck_assert_uint_eq(got.tally.bytes, 8);
    ck_assert_str_eq(got.tally.name, "-");
    free(path);
}
END_TEST

START_TEST(standard_input_beside_files)
{
    char *one = put("1.csv", "a,b\n1,2\n");
    char *two = put("2.csv", "b,a\n3,4\n");
    const char *paths[] = {one, "-"};

    from_standard_input(two);
    ck_assert_str_eq(source_read_files(&got, paths, 2), "H a|b\nH b|a\n2 1|2\n2 4|3\n");
    from_standard_input(two);
    paths[0] = "-";
    (void)source_read_files(&got, paths, 2);
    ck_assert_int_eq(got.status, EG_E_USAGE);
    free(one);
    free(two);
}
END_TEST

START_TEST(reads_gzip_by_content)
{
    unsigned char both[sizeof member_one + sizeof member_two + 3] = {0};
    char *path = source_test_file(folder, "x.csv", member_one, sizeof member_one);

    ck_assert_str_eq(read_one(path), "H a|b\n2 1|2\n");
    ck_assert_str_eq(got.tally.compression, "gzip");
    ck_assert_uint_eq(got.tally.bytes, sizeof member_one);
    memcpy(both, member_one, sizeof member_one);
    memcpy(both + sizeof member_one, member_two, sizeof member_two);
    ck_assert_str_eq(source_read_bytes(&got, both, sizeof both - 3), "H a|b\n2 1|2\n3 3|4\n");
    /* Zeros after the last member are padding. */
    ck_assert_str_eq(source_read_bytes(&got, both, sizeof both), "H a|b\n2 1|2\n3 3|4\n");
    for (size_t chunk = 1; chunk < 5; chunk++) {
        got.sizes = (eg_source_sizes){.chunk = chunk, .sniff = 100, .step = chunk};
        ck_assert_str_eq(source_read_bytes(&got, both, sizeof both), "H a|b\n2 1|2\n3 3|4\n");
    }
    free(path);
}
END_TEST

START_TEST(a_damaged_gzip_is_an_error)
{
    unsigned char bytes[sizeof member_one + 1];

    for (size_t n = 2; n < sizeof member_one; n++) {
        (void)source_read_bytes(&got, member_one, n);
        ck_assert_msg(got.status == EG_E_IO, "cut to %zu: %d", n, (int)got.status);
    }
    memcpy(bytes, member_one, sizeof member_one);
    bytes[sizeof member_one] = 'x';
    (void)source_read_bytes(&got, bytes, sizeof bytes);
    ck_assert_int_eq(got.status, EG_E_IO);
    bytes[20] ^= 1; /* in the checksum */
    (void)source_read_bytes(&got, bytes, sizeof member_one);
    ck_assert_int_eq(got.status, EG_E_IO);
    ck_assert_ptr_nonnull(strstr(got.error.text, "damaged"));
}
END_TEST

START_TEST(says_what_cannot_be_opened)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/none.csv", folder);
    (void)read_one(path);
    ck_assert_int_eq(got.status, EG_E_IO);
    ck_assert_str_eq(got.error.file, path);
    (void)read_one(folder);
    ck_assert_int_eq(got.status, EG_E_IO);
    ck_assert_ptr_nonnull(strstr(got.error.text, "is a folder"));
}
END_TEST

/* ---- several files --------------------------------------------------------------------------
 */

START_TEST(files_are_one_data_set)
{
    char *one = put("1.csv", "id,school,score\n1,A,10\n2,B,20\n");
    char *two = put("2.csv", "score;id\n30;3\n");
    char *three = put("3.csv", "id,school,score\n");
    const char *paths[] = {one, two, three};

    ck_assert_str_eq(source_read_files(&got, paths, 3),
                     "H id|school|score\nH score|id\nH id|school|score\n"
                     "2 1|A|10\n3 2|B|20\n2 3|~|30\n");
    free(one);
    free(two);
    free(three);
}
END_TEST

START_TEST(a_file_is_named_once)
{
    char *one = put("1.csv", "a\n1\n");
    char *link_name = malloc(1024);
    const char *paths[] = {one, link_name};

    ck_assert_ptr_nonnull(link_name);
    (void)snprintf(link_name, 1024, "%s/2.csv", folder);
    ck_assert_int_eq(symlink(one, link_name), 0);
    (void)source_read_files(&got, paths, 2);
    ck_assert_int_eq(got.status, EG_E_USAGE);
    ck_assert_str_eq(got.error.file, link_name);
    free(one);
    free(link_name);
}
END_TEST

START_TEST(hundreds_of_files_need_few_descriptors)
{
    enum { FILES = 300 };
    const struct rlimit few = {64, 64};
    char *paths[FILES];
    size_t lines = 0;
    const char *text;

    for (int i = 0; i < FILES; i++) {
        char name[32];

        (void)snprintf(name, sizeof name, "%03d.csv", i);
        paths[i] = put(name, "a,b\n1,2\n");
    }
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    text = source_read_files(&got, (const char *const *)paths, FILES);
    ck_assert_msg(got.status == EG_OK, "%s", got.error.text);
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    ck_assert_uint_eq(lines, 2 * FILES);
    for (int i = 0; i < FILES; i++)
        free(paths[i]);
}
END_TEST

START_TEST(a_header_that_changes_is_noticed)
{
    char *one = put("1.csv", "a,b\n1,2\n");
    char *two = put("2.csv", "a,b\n3,4\n");
    const char *paths[] = {one, two};
    eg_error err = {0};
    eg_source *source;
    eg_batch batch;

    ck_assert_int_eq(eg_source_open(&source, paths, 2, NULL, &err), EG_OK);
    free(put("2.csv", "b,a\n3,4\n"));
    ck_assert_int_eq(eg_source_next(source, &batch, &err), EG_OK);
    ck_assert_uint_eq(batch.rows, 1);
    ck_assert_int_eq(eg_source_next(source, &batch, &err), EG_E_IO);
    ck_assert_str_eq(err.file, two);
    ck_assert_uint_eq(batch.rows, 0);
    /* And it stays so. */
    ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_E_IO);
    eg_source_close(source);
    free(one);
    free(two);
}
END_TEST

/* ---- columns --------------------------------------------------------------------------------
 */

static eg_source *open_text(const char *text)
{
    eg_source *source;

    ck_assert_int_eq(eg_source_open_memory(&source, text, strlen(text), "t.csv", NULL, NULL),
                     EG_OK);
    return source;
}

static void check_field(const eg_batch *batch, size_t c, size_t r, const char *want)
{
    const eg_field *field = &batch->fields[c * batch->stride + r];

    ck_assert_msg(eg_text_is((eg_text){field->at, field->n}, want), "column %zu: %.*s", c,
                  (int)field->n, field->at);
}

START_TEST(gives_the_columns_asked_for)
{
    static const int32_t columns[] = {2, -1, 0, 2};
    eg_source *source = open_text("a,b,c\n1,2,3\n4,5,6\n");
    eg_batch batch;

    ck_assert_int_eq(eg_source_select(source, columns, 4, NULL), EG_OK);
    ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
    ck_assert_uint_eq(batch.rows, 2);
    ck_assert_uint_eq(batch.columns, 4);
    ck_assert_uint_eq(batch.file, 0);
    check_field(&batch, 0, 1, "6");
    check_field(&batch, 1, 1, "");
    check_field(&batch, 2, 1, "4");
    check_field(&batch, 3, 0, "3");
    ck_assert_uint_eq(batch.fields[batch.stride].flags, EG_FIELD_ABSENT);
    ck_assert_uint_eq(batch.line[1], 3);
    eg_source_close(source);
}
END_TEST

START_TEST(may_give_no_column_at_all)
{
    eg_source *source = open_text("a,b\n1,2\n3,4\n");
    eg_batch batch;

    ck_assert_int_eq(eg_source_select(source, NULL, 0, NULL), EG_OK);
    ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
    ck_assert_uint_eq(batch.rows, 2);
    ck_assert_uint_eq(batch.columns, 0);
    ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
    ck_assert_uint_eq(batch.rows, 0);
    eg_source_close(source);
}
END_TEST

START_TEST(a_name_that_stands_twice_matters_when_selected)
{
    static const int32_t fine[] = {0, 2};
    static const int32_t twice[] = {0, 3};
    static const char text[] = "id,race,score,race,,\n1,A,2,B,,\n";
    eg_error err = {0};
    eg_source *source = open_text(text);

    ck_assert_int_eq(eg_source_select(source, fine, 2, NULL), EG_OK);
    eg_source_close(source);
    source = open_text(text);
    ck_assert_int_eq(eg_source_select(source, twice, 2, &err), EG_E_INPUT);
    ck_assert_str_eq(err.name, "race");
    ck_assert_str_eq(err.file, "t.csv");
    ck_assert_str_eq(err.text, "stands twice in the header, as columns 2 and 4; rename one");
    eg_source_close(source);
}
END_TEST

START_TEST(batches_join_without_a_seam)
{
    eg_buffer text = {0};
    eg_source *source;
    eg_batch batch = {0};
    uint64_t sum = 0;
    size_t rows = 0;
    uint64_t line = 1;

    eg_buffer_add_string(&text, "n,\"q\"\n");
    for (int i = 0; i < 20000; i++)
        eg_buffer_printf(&text, "%d,\"%0*d\"\n", i, i % 97 + 1, i);
    source = open_text(eg_buffer_string(&text));
    do {
        ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
        for (size_t r = 0; r < batch.rows; r++) {
            const eg_field *n = &batch.fields[r];
            const eg_field *q = &batch.fields[batch.stride + r];
            char plain[32];

            (void)snprintf(plain, sizeof plain, "%.*s", (int)n->n, n->at);
            sum += strtoull(plain, NULL, 10);
            ck_assert_uint_eq(batch.line[r], ++line);
            ck_assert_uint_eq(q->flags, EG_FIELD_QUOTED);
            ck_assert_uint_ge(q->n, (rows + r) % 97 + 1);
        }
        rows += batch.rows;
    } while (batch.rows > 0);
    ck_assert_uint_eq(rows, 20000);
    ck_assert_uint_eq(sum, UINT64_C(19999) * 20000 / 2);
    eg_source_close(source);
    eg_buffer_clear(&text);
}
END_TEST

/* ---- the caller's hand
 * ---------------------------------------------------------------------------- */

static bool stop(void *context, const eg_progress *progress)
{
    eg_progress *seen = context;

    *seen = *progress;
    return progress->bytes_done < 500;
}

START_TEST(stops_when_told)
{
    eg_progress seen = {0};
    const eg_control control = {stop, &seen};
    eg_buffer text = {0};

    eg_buffer_add_string(&text, "a,b\n");
    for (int i = 0; i < 1000; i++)
        eg_buffer_add_string(&text, "1,2\n");
    got.control = &control;
    got.sizes = (eg_source_sizes){.chunk = SIZE_MAX, .sniff = 64, .step = 16};
    (void)source_read_bytes(&got, text.at, text.n);
    /* Memory is taken in one block, so that all of it counts as read. */
    ck_assert_int_eq(got.status, EG_E_INTERRUPTED);
    ck_assert_uint_eq(seen.bytes_total, text.n);
    ck_assert_str_eq(seen.stage, "reading");
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(progress_ends_at_the_total)
{
    char *one = put("1.csv", "a,b\n1,2\n3,4\n");
    char *two = source_test_file(folder, "2.csv.gz", member_one, sizeof member_one);
    const char *paths[] = {one, two};
    eg_source *source;
    eg_progress progress;
    eg_batch batch;

    ck_assert_int_eq(eg_source_open(&source, paths, 2, NULL, NULL), EG_OK);
    eg_source_progress(source, &progress);
    ck_assert_uint_eq(progress.bytes_total, 12 + sizeof member_one);
    do
        ck_assert_int_eq(eg_source_next(source, &batch, NULL), EG_OK);
    while (batch.rows > 0);
    eg_source_progress(source, &progress);
    ck_assert_uint_eq(progress.bytes_done, progress.bytes_total);
    ck_assert_uint_eq(progress.rows, 3);
    ck_assert_uint_eq(eg_source_tally(source, 0)->records, 2);
    ck_assert_uint_eq(eg_source_tally(source, 1)->records, 1);
    eg_source_close(source);
    free(one);
    free(two);
}
END_TEST

/* ---- patterns
 * -------------------------------------------------------------------------------------- */

START_TEST(expands_patterns_in_byte_order)
{
    static const char *const names[] = {"b.csv", "B.csv", "a.csv", "a[1].csv"};
    eg_arena *arena = eg_arena_new();
    char pattern[1024];
    char odd[1024];
    const char *typed[3] = {pattern, "-", odd};
    const char **paths;
    size_t n;
    eg_error err = {0};

    for (size_t i = 0; i < 4; i++)
        free(put(names[i], "x\n"));
    (void)snprintf(pattern, sizeof pattern, "%s/?.csv", folder);
    (void)snprintf(odd, sizeof odd, "%s/a[1].csv", folder);
    ck_assert_int_eq(eg_source_expand(typed, 3, arena, &paths, &n, &err), EG_OK);
    ck_assert_uint_eq(n, 5);
    ck_assert_str_eq(strrchr(paths[0], '/'), "/B.csv");
    ck_assert_str_eq(strrchr(paths[1], '/'), "/a.csv");
    ck_assert_str_eq(strrchr(paths[2], '/'), "/b.csv");
    ck_assert_str_eq(paths[3], "-");
    ck_assert_str_eq(paths[4], odd); /* it exists as it is */
    (void)snprintf(pattern, sizeof pattern, "%s/*.txt", folder);
    ck_assert_int_eq(eg_source_expand(typed, 1, arena, &paths, &n, &err), EG_E_IO);
    ck_assert_str_eq(err.file, pattern);
    err = (eg_error){0};
    (void)snprintf(pattern, sizeof pattern, "%s/none.csv", folder);
    ck_assert_int_eq(eg_source_expand(typed, 1, arena, &paths, &n, &err), EG_E_IO);
    ck_assert_str_eq(err.text, "there is no such file");
    eg_arena_free(arena);
}
END_TEST

Suite *source_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *tc = tcase_create("source");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, reads_a_file);
    tcase_add_test(tc, reads_standard_input);
    tcase_add_test(tc, standard_input_beside_files);
    tcase_add_test(tc, reads_gzip_by_content);
    tcase_add_test(tc, a_damaged_gzip_is_an_error);
    tcase_add_test(tc, says_what_cannot_be_opened);
    tcase_add_test(tc, files_are_one_data_set);
    tcase_add_test(tc, a_file_is_named_once);
    tcase_add_test(tc, hundreds_of_files_need_few_descriptors);
    tcase_add_test(tc, a_header_that_changes_is_noticed);
    tcase_add_test(tc, gives_the_columns_asked_for);
    tcase_add_test(tc, may_give_no_column_at_all);
    tcase_add_test(tc, a_name_that_stands_twice_matters_when_selected);
    tcase_add_test(tc, batches_join_without_a_seam);
    tcase_add_test(tc, stops_when_told);
    tcase_add_test(tc, progress_ends_at_the_total);
    tcase_add_test(tc, expands_patterns_in_byte_order);
    suite_add_tcase(suite, tc);
    return suite;
}
