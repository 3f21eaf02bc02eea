/* Real and realistic files are read as a person would read them. */
#include "schema_table.h"

Suite *schema_files_suite(void);

#define DATA "../shared/data/"

static const char *items_of(const eg_schema *schema, char out[1024])
{
    out[0] = '\0';
    for (size_t i = 0; i < schema->n_items; i++) {
        size_t used = strlen(out);
        snprintf(out + used, 1024 - used, "%s%s", i == 0 ? "" : ",", schema->items[i].name);
    }
    return out;
}

static const char *outcomes_of(const eg_schema *schema, char out[1024])
{
    out[0] = '\0';
    for (size_t i = 0; i < schema->n_outcomes; i++) {
        size_t used = strlen(out);
        snprintf(out + used, 1024 - used, "%s%s", i == 0 ? "" : ",", schema->outcomes[i].name);
    }
    return out;
}

static const struct {
    const char *file, *id, *year, *items, *outcomes;
} files[] = {
    {"students/student_equity.csv", "Student_ID", "Cohort", "Ethnicity,Gender",
     "English,Math,Transfer"},
    {"students/synth_texas.csv", "sid", "year",
     "eco_dis,iep,lep,male,migrant,race_ethnicity,title_1", "math_ss,rdg_ss,wrtg_ss"},
    {"quirks/no_final_newline.csv", "Student ID", NULL, "EL,FRL,Gender,IEP,Race",
     "Days Absent,Math Level"},
    {"quirks/map_two_file_results.csv", "StudentID", NULL, "", "TestRITScore"},
    {"quirks/year_formats.csv", NULL, NULL, NULL, NULL},
    {"quirks/header_only.csv", NULL, NULL, NULL, NULL},
    {"aggregates/nyc_graduation.csv", NULL, NULL, NULL, NULL},
};

START_TEST(a_file_is_recognised)
{
    char path[256], out[1024];
    snprintf(path, sizeof path, DATA "%s", files[_i].file);
    test_table t = table_of_file(path);
    if (t.bytes == NULL)
        return;
    eg_settings *s = settings_new();
    eg_schema *schema = NULL;
    eg_error err = {.status = EG_OK};
    eg_status status = table_resolve(&t, 1, s, &schema, &err);
    if (files[_i].items == NULL) {
        ck_assert_msg(status == EG_E_INPUT, "%s", err.text);
    } else {
        ck_assert_msg(status == EG_OK, "%s: %s", files[_i].file, err.text);
        ck_assert_str_eq(schema->id_name, files[_i].id);
        if (files[_i].year == NULL)
            ck_assert_ptr_null(schema->year_name);
        else
            ck_assert_str_eq(schema->year_name, files[_i].year);
        ck_assert_str_eq(items_of(schema, out), files[_i].items);
        ck_assert_str_eq(outcomes_of(schema, out), files[_i].outcomes);
    }
    eg_schema_free(schema);
    eg_settings_free(s);
    table_free(&t);
}
END_TEST

/* Counts from Python's csv module over the same file. */
START_TEST(the_community_college_file)
{
    char out[1024];
    test_table t = table_of_file(DATA "students/student_equity.csv");
    if (t.bytes == NULL)
        return;
    eg_settings *s = settings_new();
    add_by(s, "Ethnicity", NULL);
    add_outcome(s, "Transfer", EG_KIND_RATE);
    add_outcome(s, "Math", EG_KIND_AUTO);
    test_pass *p = pass_run(t, s);
    ck_assert_msg(p->status == EG_OK, "%s", p->err.text);
    ck_assert_uint_eq(p->rows, 20000);
    ck_assert_str_eq(labels_of(p, 0, out),
                     "Asian|Black|Hispanic|Multi-Ethnicity|Native American|White");
    ck_assert_str_eq(labels_of(p, (size_t)p->schema->year, out), "2017|2018");
    ck_assert_int_eq(p->settled->outcomes[1].kind, EG_KIND_RATE);
    ck_assert_uint_eq(eg_coder_outcome_tally(p->coder, 0)->state[EG_VALUE_OK], 20000);
    ck_assert_uint_eq(eg_coder_outcome_tally(p->coder, 1)->state[EG_VALUE_MISSING], 2071);
    ck_assert_uint_eq(eg_coder_outcome_tally(p->coder, 1)->state[EG_VALUE_OK], 17929);
    pass_free(p);
}
END_TEST

START_TEST(the_texas_file)
{
    char out[1024];
    test_table t = table_of_file(DATA "students/synth_texas.csv");
    if (t.bytes == NULL)
        return;
    eg_settings *s = settings_new();
    add_by(s, "male", NULL);
    add_by(s, "race_ethnicity", NULL);
    add_by(s, "lep", NULL);
    add_by(s, "title_1", NULL);
    add_outcome(s, "math_ss", EG_KIND_MEAN);
    add_where(s, "grade_level", EG_COMPARE_EQ, "3", NULL);
    set_strings(s, &s->year, "none", NULL);
    test_pass *p = pass_run(t, s);
    ck_assert_msg(p->status == EG_OK, "%s", p->err.text);
    ck_assert_uint_eq(p->rows, 5039);
    ck_assert_int_eq(p->schema->year, -1);
    ck_assert_str_eq(labels_of(p, 0, out), "F|M");
    ck_assert_str_eq(labels_of(p, 1, out), "A|B|D|H|N|W");
    ck_assert_str_eq(labels_of(p, 2, out), "No|Yes");
    ck_assert_str_eq(labels_of(p, 3, out), "Unknown");
    ck_assert_uint_eq(eg_coder_outcome_tally(p->coder, 0)->state[EG_VALUE_OK], 2394 + 2645);
    pass_free(p);
}
END_TEST

START_TEST(a_vendor_export)
{
    char out[1024];
    test_table t = table_of_file(DATA "quirks/utf8_bom_crlf.csv");
    if (t.bytes == NULL)
        return;
    test_pass *p = pass_run(t, settings_new());
    ck_assert_msg(p->status == EG_OK, "%s", p->err.text);
    ck_assert_uint_eq(p->rows, 7);
    ck_assert_str_eq(labels_of(p, 0, out),
                     "American Indian/Alaska Native|Asian|Black|Hispanic/Latino|Native "
                     "Hawaiian/Pacific Islander|Two or more races|White");
    ck_assert_str_eq(p->schema->outcomes[1].name, "Math Level");
    ck_assert_int_eq(p->settled->outcomes[1].kind, EG_KIND_LEVELS);
    ck_assert_uint_eq(p->settled->outcomes[1].n_levels, 3);
    ck_assert_str_eq(p->settled->outcomes[1].levels[2], "4");
    ck_assert_uint_eq(eg_coder_outcome_tally(p->coder, 1)->state[EG_VALUE_MISSING], 4);
    pass_free(p);
}
END_TEST

Suite *schema_files_suite(void)
{
    Suite *suite = suite_create("schema_files");
    TCase *tc = tcase_create("files");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, a_file_is_recognised, 0, (int)(sizeof files / sizeof files[0]));
    tcase_add_test(tc, the_community_college_file);
    tcase_add_test(tc, the_texas_file);
    tcase_add_test(tc, a_vendor_export);
    suite_add_tcase(suite, tc);
    return suite;
}
