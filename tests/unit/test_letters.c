/* Letters as drivers give them: UTF-16, and bytes that should be UTF-8. */
#include <check.h>
#include <string.h>

#include "ext/utf16.h"

Suite *letters_suite(void);

START_TEST(units)
{
    static const char text[] = "a\xC3\xB1\xE6\x95\xB8\xF0\x9D\x92\x9C"; /* a, n tilde, 數, 𝒜 */
    char back[EG_UTF16_ROOM(8)];
    uint64_t damaged = 0;
    size_t n = 0;
    uint16_t *made = eg_utf16_of(eg_text_of(text), &n);
    ck_assert_ptr_nonnull(made);
    ck_assert_uint_eq(n, 5);
    ck_assert_uint_eq(made[3], 0xD835);
    ck_assert_uint_eq(made[4], 0xDC9C);
    ck_assert_uint_eq(eg_utf16_read(made, n, back, &damaged), sizeof text - 1);
    ck_assert_mem_eq(back, text, sizeof text - 1);
    ck_assert_uint_eq(damaged, 0);
    ck_assert_uint_eq(eg_utf16_read(made + 4, 1, back, &damaged), 3);
    ck_assert_mem_eq(back, "\xEF\xBF\xBD", 3);
    ck_assert_uint_eq(damaged, 1);
    eg_free(made);
    /* Four by four, and what is left. */
    static const char longer[] = "Middle Pe\xC3\xB1"
                                 "asco 1234";
    char again[EG_UTF16_ROOM(20)];
    for (size_t cut = 0; cut < sizeof longer; cut++) {
        if (cut == 10)
            continue; /* half a letter */
        made = eg_utf16_of((eg_text){longer, cut}, &n);
        ck_assert_ptr_nonnull(made);
        ck_assert_uint_eq(eg_utf16_read(made, n, again, &damaged), cut);
        ck_assert_mem_eq(again, longer, cut);
        eg_free(made);
    }
    made = eg_utf16_of(eg_text_of("\xFFz"), &n);
    ck_assert_ptr_nonnull(made);
    ck_assert_uint_eq(made[0], 0xFFFD);
    ck_assert_uint_eq(made[1], 'z');
    eg_free(made);
}
END_TEST

static const struct {
    const char *given, *wanted;
    uint64_t damaged;
} bytes[] = {
    {"", "", 0},
    {"Pe\xC3\xB1"
     "asco Middle",
     "Pe\xC3\xB1"
     "asco Middle",
     0},
    {"\xE6\x95\xB8\xF0\x9D\x92\x9C", "\xE6\x95\xB8\xF0\x9D\x92\x9C", 0},
    {"Pe\xF1"
     "asco",
     "Pe\xEF\xBF\xBD"
     "asco",
     1},                                         /* Latin-1 */
    {"\xE6\x95", "\xEF\xBF\xBD\xEF\xBF\xBD", 2}, /* cut */
    {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD", 2}, /* too long a form */
    {"\xED\xA0\x80"
     "a",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
     "a",
     3}, /* half of a pair */
    {"all of it is ASCII \xFF", "all of it is ASCII \xEF\xBF\xBD", 1},
};

START_TEST(bytes_of_utf8)
{
    const eg_text given = eg_text_of(bytes[_i].given);
    char made[EG_UTF8_ROOM(32)];
    uint64_t damaged = 0;
    const size_t n = eg_utf8_read(given, made, &damaged);
    ck_assert_uint_eq(n, strlen(bytes[_i].wanted));
    ck_assert_int_eq(memcmp(made, bytes[_i].wanted, n), 0);
    ck_assert_uint_eq(damaged, bytes[_i].damaged);
}
END_TEST

Suite *letters_suite(void)
{
    Suite *suite = suite_create("letters");
    TCase *tests = tcase_create("letters");
    tcase_add_test(tests, units);
    tcase_add_loop_test(tests, bytes_of_utf8, 0, (int)(sizeof bytes / sizeof *bytes));
    suite_add_tcase(suite, tests);
    return suite;
}
