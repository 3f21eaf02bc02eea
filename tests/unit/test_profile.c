/* What profile says of columns, and what it never says. */
#include "schema_table.h"

#include "schema/profile.h"

Suite *profile_suite(void);

static eg_profile *profile_of(test_table *t, eg_settings *s, eg_error *why_not)
{
    static const char *const names[] = {"a.csv"};
    const eg_text *headers[] = {t->cells};
    eg_error err = {.status = EG_OK};
    eg_profile *profile = NULL;
    eg_status status =
        eg_profile_new(&profile, s, headers, &t->columns, names, 1, why_not, &err);
    ck_assert_msg(status == EG_OK, "%s", err.text);
    size_t n = 0;
    const int32_t *select = eg_profile_select(profile, &n);
    eg_batch batch = table_batch(t, 0, select, n, 1, t->rows);
    ck_assert_int_eq(eg_profile_add(profile, &batch, &err), EG_OK);
    ck_assert_int_eq(eg_profile_finish(profile, &err), EG_OK);
    batch_free(&batch);
    return profile;
}

static const eg_profile_column *column_named(const eg_profile *profile, const char *name)
{
    for (size_t i = 0; i < eg_profile_columns(profile); i++)
        if (strcmp(eg_profile_column_at(profile, i)->name, name) == 0)
            return eg_profile_column_at(profile, i);
    ck_abort_msg("no column %s", name);
    return NULL;
}

START_TEST(columns_of_a_student_file)
{
    test_table t = table_of("Student ID,Last Name,race,score,passed,Comment,Band,year\n"
                            "1234,Diaz,H,410,Y,late,4-May,2023-24\n"
                            "1.23E+09,Lee,H,NA,N,late,6-10,2023-24\n"
                            "1235,Ray,B,*,Y,seen alone,6-10,2023-24\n"
                            "1236,Poe,,abc,maybe,late,6-10,FY24\n");
    eg_settings *s = settings_new();
    eg_error why_not = {.status = EG_OK};
    s->min_n = 2;
    eg_profile *profile = profile_of(&t, s, &why_not);
    ck_assert_int_eq(why_not.status, EG_OK);
    ck_assert_uint_eq(eg_profile_records(profile), 4);

    const eg_profile_column *c = column_named(profile, "Student ID");
    ck_assert_int_eq(c->role, EG_ROLE_ID);
    ck_assert(c->used && c->n_levels == 0 && c->distinct == 4);
    ck_assert_uint_eq(c->damaged, 1);
    ck_assert_ptr_nonnull(c->damage);

    c = column_named(profile, "Last Name");
    ck_assert_int_eq(c->role, EG_ROLE_NAME);
    ck_assert(!c->used && c->n_levels == 0 && c->suggestion == NULL);

    c = column_named(profile, "race");
    ck_assert_int_eq(c->type, EG_TYPE_LEVELS);
    ck_assert_uint_eq(c->missing, 1);
    ck_assert_uint_eq(c->n_levels, 2);
    ck_assert_str_eq(c->levels[0].text, "B");
    ck_assert(c->levels[0].masked && c->levels[0].count == 0);
    ck_assert(!c->levels[1].masked && c->levels[1].count == 2);

    c = column_named(profile, "score");
    ck_assert_int_eq(c->kind, EG_KIND_MEAN);
    ck_assert(c->missing == 1 && c->suppressed == 1 && c->unreadable == 1);

    c = column_named(profile, "passed");
    ck_assert_int_eq(c->kind, EG_KIND_RATE);
    ck_assert_uint_eq(c->unreadable, 1);

    c = column_named(profile, "Comment");
    ck_assert_int_eq(c->role, EG_ROLE_NONE);
    ck_assert_uint_eq(c->n_levels, 1);
    ck_assert_str_eq(c->levels[0].text, "late");
    ck_assert_uint_eq(c->hidden, 1);

    c = column_named(profile, "Band");
    ck_assert_uint_eq(c->damaged, 1);
    c = column_named(profile, "year");
    ck_assert_int_eq(c->type, EG_TYPE_YEAR);
    ck_assert_str_eq(eg_profile_type_word(c->type), "year");
    eg_profile_free(profile);
    eg_settings_free(s);
    table_free(&t);
}
END_TEST

START_TEST(a_file_without_outcome_can_be_looked_at)
{
    test_table t = table_of("gender,gender,notes\nF,F,x\nM,F,x\n");
    eg_settings *s = settings_new();
    eg_error why_not = {.status = EG_OK};
    eg_profile *profile = profile_of(&t, s, &why_not);
    ck_assert_int_eq(why_not.status, EG_E_INPUT);
    ck_assert_uint_eq(eg_profile_columns(profile), 2);
    ck_assert_uint_eq(column_named(profile, "gender")->n_levels, 0); /* nothing says which */
    ck_assert(column_named(profile, "gender")->twice);
    ck_assert(!column_named(profile, "gender")->used);
    eg_profile_free(profile);
    eg_settings_free(s);
    table_free(&t);
}
END_TEST

START_TEST(many_values_are_counted_up_to_a_limit)
{
    char *bytes = malloc(400000);
    int used = snprintf(bytes, 64, "score,note\n");
    for (int i = 0; i < 12000; i++)
        used += snprintf(bytes + used, 32, "%d,note %d\n", i, i);
    test_table t = table_of_bytes(bytes, (size_t)used);
    eg_settings *s = settings_new();
    eg_profile *profile = profile_of(&t, s, NULL);
    const eg_profile_column *c = column_named(profile, "note");
    ck_assert(c->more && c->distinct == 10000 && c->n_levels == 0);
    ck_assert_int_eq(c->type, EG_TYPE_TEXT);
    ck_assert_ptr_null(c->suggestion);
    c = column_named(profile, "score");
    ck_assert_int_eq(c->type, EG_TYPE_NUMBER);
    ck_assert_uint_eq(c->numbers, 12000);
    eg_profile_free(profile);
    eg_settings_free(s);
    table_free(&t);
}
END_TEST

Suite *profile_suite(void)
{
    Suite *suite = suite_create("profile");
    TCase *tc = tcase_create("columns");
    tcase_add_test(tc, columns_of_a_student_file);
    tcase_add_test(tc, a_file_without_outcome_can_be_looked_at);
    tcase_add_test(tc, many_values_are_counted_up_to_a_limit);
    suite_add_tcase(suite, tc);
    return suite;
}
