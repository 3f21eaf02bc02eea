/* Words of reports: looked up, by number, and left in English where there is no other. */
#include "language/language.h"

#include <check.h>
#include <string.h>

Suite *language_suite(void);

static const eg_language *spanish(void)
{
    return eg_language_of(eg_text_of("es"));
}

START_TEST(languages_are_found_by_tag)
{
    ck_assert_str_eq(eg_language_tag(spanish()), "es");
    ck_assert_str_eq(eg_language_tag(eg_language_of(eg_text_of("ES"))), "es");
    ck_assert_str_eq(eg_language_tag(NULL), "en");
    ck_assert_ptr_null(eg_language_of(eg_text_of("tlh")));
    ck_assert_ptr_null(eg_language_of(eg_text_of("")));
    size_t n = 0;
    while (eg_language_tag_at(n) != NULL) {
        ck_assert_ptr_nonnull(strstr(EG_LANGUAGE_TAGS, eg_language_tag_at(n)));
        n++;
    }
    ck_assert_uint_ge(n, 2);
}
END_TEST

START_TEST(words_are_looked_up)
{
    ck_assert_str_eq(eg_language_word(spanish(), "Equity report"), "Informe de equidad");
    ck_assert_str_eq(eg_language_word(NULL, "Equity report"), "Equity report");
    ck_assert_str_eq(eg_language_word(spanish(), "a name of the data"), "a name of the data");
    /* the catalogue's own header stands under the empty string */
    ck_assert_str_eq(eg_language_word(spanish(), ""), "");
}
END_TEST

static const struct {
    uint64_t n;
    const char *english, *spanish;
} counts[] = {
    {0, "{n} records", "{n} registros"},
    {1, "{n} record", "{n} registro"},
    {2, "{n} records", "{n} registros"},
    {1000001, "{n} records", "{n} registros"},
};

START_TEST(forms_go_by_number)
{
    ck_assert_str_eq(eg_language_count(NULL, "{n} record", "{n} records", counts[_i].n),
                     counts[_i].english);
    ck_assert_str_eq(eg_language_count(spanish(), "{n} record", "{n} records", counts[_i].n),
                     counts[_i].spanish);
    ck_assert_str_eq(eg_language_count(spanish(), "{n} thing", "{n} things", counts[_i].n),
                     counts[_i].n == 1 ? "{n} thing" : "{n} things");
}
END_TEST

Suite *language_suite(void)
{
    Suite *suite = suite_create("language");
    TCase *words = tcase_create("words");
    tcase_add_test(words, languages_are_found_by_tag);
    tcase_add_test(words, words_are_looked_up);
    tcase_add_loop_test(words, forms_go_by_number, 0, sizeof counts / sizeof counts[0]);
    suite_add_tcase(suite, words);
    return suite;
}
