/* Every vector of tests/reference/vectors.json against the program's mathematics. */
#include <check.h>
#include <string.h>

#include "vectors.h"

Suite *math_vectors_suite(void);

static const vector_row *row_of(const char *stat)
{
    static const vector_row *(*const tables[])(size_t *) = {
#define VECTOR_TABLE(name) name,
        VECTOR_TABLES(VECTOR_TABLE)
#undef VECTOR_TABLE
    };
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        size_t count;
        const vector_row *rows = tables[t](&count);
        for (size_t i = 0; i < count; i++) {
            if (strcmp(rows[i].stat, stat) == 0) {
                return &rows[i];
            }
        }
    }
    return NULL;
}

START_TEST(vector_holds)
{
    vector v = vectors_at((size_t)_i);
    const vector_row *row = row_of(v.stat);
    ck_assert_msg(row != NULL, "vector %zu %s has no check", v.number, v.stat);
    row->check(&v);
    vectors_clear();
}
END_TEST

START_TEST(all_are_there)
{
    ck_assert_uint_eq(vectors_count(), 119);
    vectors_clear();
}
END_TEST

Suite *math_vectors_suite(void)
{
    Suite *suite = suite_create("math_vectors");
    TCase *tc = tcase_create("vectors");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, all_are_there);
    tcase_add_loop_test(tc, vector_holds, 0, 119);
    suite_add_tcase(suite, tc);
    return suite;
}
