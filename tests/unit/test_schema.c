/* Recognition and resolving: which column plays which role. */
#include "schema_table.h"

#include "schema/alias.h"

Suite *schema_suite(void);

/* ---- the alias table ---- */

static const struct {
    const char *header;
    eg_role role;
    const char *concept;
    eg_kind kind;
} headers[] = {
    {"School_Year", EG_ROLE_YEAR, "year", EG_KIND_AUTO},
    {"school year", EG_ROLE_YEAR, "year", EG_KIND_AUTO},
    {"SchoolYear", EG_ROLE_YEAR, "year", EG_KIND_AUTO},
    {"Cohort", EG_ROLE_YEAR, "cohort", EG_KIND_AUTO},
    {"sid", EG_ROLE_ID, "id", EG_KIND_AUTO},
    {"Student_ID", EG_ROLE_ID, "id", EG_KIND_AUTO},
    {"student.studentNumber", EG_ROLE_ID, "id", EG_KIND_AUTO},
    {"local_id", EG_ROLE_ID, "id", EG_KIND_AUTO},
    {"school_id", EG_ROLE_UNIT, "school", EG_KIND_AUTO},
    {"function.SchoolCode", EG_ROLE_UNIT, "school", EG_KIND_AUTO},
    {"DBN", EG_ROLE_UNIT, "school", EG_KIND_AUTO},
    {"School Name", EG_ROLE_UNIT, "school", EG_KIND_AUTO},
    {"District Code", EG_ROLE_UNIT, "district", EG_KIND_AUTO},
    {"grade_level", EG_ROLE_UNIT, "grade", EG_KIND_AUTO},
    {"student.grade", EG_ROLE_UNIT, "grade", EG_KIND_AUTO},
    {"race_ethnicity", EG_ROLE_DIMENSION, "race", EG_KIND_AUTO},
    {"student.raceEthnicityFed", EG_ROLE_DIMENSION, "race", EG_KIND_AUTO},
    {"StudentEthnicGroup", EG_ROLE_DIMENSION, "race", EG_KIND_AUTO},
    {"Ethnicity", EG_ROLE_DIMENSION, "ethnicity", EG_KIND_AUTO},
    {"fedethnicity", EG_ROLE_DIMENSION, "hispanic", EG_KIND_AUTO},
    {"EthnicityFlag_Asian", EG_ROLE_DIMENSION, "race_flag", EG_KIND_AUTO},
    {"Gender", EG_ROLE_DIMENSION, "gender", EG_KIND_AUTO},
    {"StudentGender", EG_ROLE_DIMENSION, "gender", EG_KIND_AUTO},
    {"male", EG_ROLE_DIMENSION, "gender", EG_KIND_AUTO},
    {"lep", EG_ROLE_DIMENSION, "english_learner", EG_KIND_AUTO},
    {"EL", EG_ROLE_DIMENSION, "english_learner", EG_KIND_AUTO},
    {"Limited English Proficient", EG_ROLE_DIMENSION, "english_learner", EG_KIND_AUTO},
    {"iep", EG_ROLE_DIMENSION, "disability", EG_KIND_AUTO},
    {"eco_dis", EG_ROLE_DIMENSION, "income", EG_KIND_AUTO},
    {"econ_disadvantaged", EG_ROLE_DIMENSION, "income", EG_KIND_AUTO},
    {"FRL", EG_ROLE_DIMENSION, "income", EG_KIND_AUTO},
    {"lunchstatus", EG_ROLE_DIMENSION, "income", EG_KIND_AUTO},
    {"Freq", EG_ROLE_WEIGHT, "weight", EG_KIND_AUTO},
    {"Last Name", EG_ROLE_NAME, "person", EG_KIND_AUTO},
    {"student.lastName", EG_ROLE_NAME, "person", EG_KIND_AUTO},
    {"Teacher\nName", EG_ROLE_NAME, "person", EG_KIND_AUTO},
    {"math_score", EG_ROLE_OUTCOME, "score", EG_KIND_MEAN},
    {"TestRITScore", EG_ROLE_OUTCOME, "score", EG_KIND_MEAN},
    {"assessment_scale_score", EG_ROLE_OUTCOME, "score", EG_KIND_MEAN},
    {"rdg_ss", EG_ROLE_OUTCOME, "score", EG_KIND_MEAN},
    {"hist_ss", EG_ROLE_OUTCOME, "score", EG_KIND_MEAN},
    {"Math Level", EG_ROLE_OUTCOME, "level", EG_KIND_LEVELS},
    {"assessment_performance_level", EG_ROLE_OUTCOME, "level", EG_KIND_LEVELS},
    {"Fall CBMR-English Risk Level", EG_ROLE_OUTCOME, "level", EG_KIND_LEVELS},
    {"attendance_rate", EG_ROLE_OUTCOME, "attendance", EG_KIND_MEAN},
    {"chronically_absent", EG_ROLE_OUTCOME, "absence", EG_KIND_RATE},
    {"suspensions", EG_ROLE_OUTCOME, "suspensions", EG_KIND_RATE},
    {"Transfer", EG_ROLE_OUTCOME, "success", EG_KIND_RATE},
    {"graduated", EG_ROLE_OUTCOME, "graduation", EG_KIND_RATE},
    {"Math", EG_ROLE_OUTCOME, "subject", EG_KIND_AUTO},
    {"Days Enrolled", EG_ROLE_NONE, "days_enrolled", EG_KIND_AUTO},
    {"Aggregate Level", EG_ROLE_NONE, "aggregate", EG_KIND_AUTO},
};

START_TEST(a_header_means_what_a_person_reads)
{
    eg_buffer scratch = {.at = NULL};
    eg_alias_hit hit = eg_alias_find(eg_text_of(headers[_i].header), &scratch);
    ck_assert_msg(hit.row != NULL, "%s is not known", headers[_i].header);
    ck_assert_msg(hit.row->role == headers[_i].role, "%s: %s", headers[_i].header,
                  eg_role_word(hit.row->role));
    ck_assert_msg(strcmp(hit.row->concept, headers[_i].concept) == 0, "%s: %s",
                  headers[_i].header, hit.row->concept);
    ck_assert_msg(hit.row->kind == headers[_i].kind, "%s: kind", headers[_i].header);
    eg_buffer_clear(&scratch);
}
END_TEST

static const char *const strangers[] = {
    "composition", "class",    "success",    "birth",   "Filler", "Comment", "",
    "Band2",       "rownames", "a\xC3\xB1o", "Ed_Goal", "access", "n"};

START_TEST(an_unknown_header_is_nothing)
{
    eg_buffer scratch = {.at = NULL};
    eg_alias_hit hit = eg_alias_find(eg_text_of(strangers[_i]), &scratch);
    ck_assert_msg(hit.row == NULL, "%s", strangers[_i]);
    eg_buffer_clear(&scratch);
}
END_TEST

START_TEST(no_spelling_stands_twice_and_every_concept_has_words)
{
    eg_words *seen = eg_words_new();
    eg_text spelling;
    const eg_alias *row;
    size_t n = 0;
    for (; eg_alias_at(n, &spelling, &row); n++) {
        ck_assert_msg(eg_words_find(seen, spelling) == EG_NO_WORD, "%.*s", (int)spelling.n,
                      spelling.at);
        eg_words_add(seen, spelling);
        ck_assert_uint_gt(strlen(eg_concept_words(row->concept)), 0);
        for (size_t i = 0; i < spelling.n; i++)
            ck_assert((spelling.at[i] >= 'a' && spelling.at[i] <= 'z') ||
                      (spelling.at[i] >= '0' && spelling.at[i] <= '9'));
    }
    ck_assert_uint_gt(n, 300);
    eg_words_free(seen);
}
END_TEST

/* ---- resolving ---- */

#define DISTRICT                                                                               \
    "student_id,school_year,district,school,grade,race_ethnicity,gender,english_learner,"      \
    "math_score,math_level,chronically_absent,suspensions,Last Name\n"

static eg_schema *resolve(const char *text, eg_settings *s, eg_status expected, eg_error *err)
{
    test_table t = table_of(text);
    eg_schema *schema = NULL;
    *err = (eg_error){.status = EG_OK};
    eg_status status = table_resolve(&t, 1, s, &schema, err);
    ck_assert_msg(status == expected, "%s: %s", eg_status_name(status), err->text);
    ck_assert((schema != NULL) == (expected == EG_OK));
    table_free(&t);
    return schema;
}

START_TEST(a_district_export_needs_no_flags)
{
    eg_settings *s = settings_new();
    eg_error err;
    eg_schema *schema = resolve(DISTRICT, s, EG_OK, &err);
    ck_assert_str_eq(schema->id_name, "student_id");
    ck_assert_str_eq(schema->year_name, "school_year");
    ck_assert(!schema->has_weight && schema->n_units == 0);
    ck_assert_uint_eq(schema->n_items, 3);
    ck_assert_str_eq(schema->items[0].name, "english_learner");
    ck_assert_str_eq(schema->items[1].name, "gender");
    ck_assert_str_eq(schema->items[2].name, "race_ethnicity");
    ck_assert_uint_eq(schema->n_outcomes, 4);
    ck_assert_str_eq(schema->outcomes[0].name, "chronically_absent");
    ck_assert(schema->outcomes[0].lower && schema->outcomes[0].kind == EG_KIND_RATE);
    ck_assert_int_eq(schema->outcomes[1].kind, EG_KIND_LEVELS);
    ck_assert_int_eq(schema->outcomes[2].kind, EG_KIND_MEAN);
    ck_assert_int_eq(schema->outcomes[3].spec.compare, EG_COMPARE_GT);
    ck_assert(schema->outcomes[3].lower);
    /* 3 dimensions, the year, 4 outcomes, the id */
    ck_assert_uint_eq(schema->n_fields, 9);
    ck_assert_uint_eq(schema->n_axes, 4);
    ck_assert_uint_eq(schema->n_columns, 13);
    ck_assert_int_eq(schema->columns[12].role, EG_ROLE_NAME);
    ck_assert(!schema->columns[12].used && schema->columns[0].used);
    ck_assert_str_eq(schema->columns[5].why, "its name is a known spelling of race/ethnicity");
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

START_TEST(flags_win_and_axes_are_shared)
{
    eg_settings *s = settings_new();
    eg_error err;
    add_by(s, "race_ethnicity", NULL);
    add_by(s, "race_ethnicity", "gender");
    add_by(s, "grade", NULL);
    set_strings(s, &s->within, "school", "grade");
    set_strings(s, &s->id, "none", NULL);
    add_outcome(s, "math_score", EG_KIND_AUTO);
    add_outcome(s, "suspensions", EG_KIND_MEAN);
    eg_schema *schema = resolve(DISTRICT, s, EG_OK, &err);
    ck_assert(!schema->has_id && schema->id_field < 0);
    ck_assert_uint_eq(schema->n_items, 3);
    ck_assert_str_eq(schema->items[1].name, "race_ethnicity*gender");
    ck_assert_uint_eq(schema->items[0].axis[0], schema->items[1].axis[0]);
    ck_assert_uint_eq(schema->n_units, 2);
    ck_assert_uint_eq(schema->items[2].axis[0], schema->units[1]);
    ck_assert_uint_eq(schema->n_axes, 5);
    ck_assert_int_eq(schema->outcomes[0].kind, EG_KIND_MEAN);
    ck_assert_int_eq(schema->outcomes[1].kind, EG_KIND_MEAN);
    ck_assert_int_eq(schema->outcomes[1].spec.compare, EG_COMPARE_NONE);
    ck_assert(schema->outcomes[1].lower);
    ck_assert_int_ge(schema->axes[schema->units[0]].parent_field, 0);
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    static const struct {
        const char *by, *outcome, *year, *says;
        eg_status status;
    } cases[] = {
        {"student_id", "math_score", NULL, "identifies students", EG_E_USAGE},
        {"Last Name", "math_score", NULL, "person's name", EG_E_USAGE},
        {"gendre", "math_score", NULL, "did you mean \"gender\"?", EG_E_USAGE},
        {"Gender", "math_score", NULL, "did you mean \"gender\"?", EG_E_USAGE},
        {"gender", "math_socre", NULL, "did you mean \"math_score\"?", EG_E_USAGE},
        {"gender", "gender", NULL, "cannot be both", EG_E_USAGE},
        {"gender", "math_score", "gender", "cannot be both", EG_E_USAGE},
        {"gender", "student_id", NULL, NULL, EG_OK},
        {"gender", "math_score", "zzzzqqqq", "there are \"student_id\"", EG_E_USAGE},
    };
    eg_settings *s = settings_new();
    eg_error err;
    add_by(s, cases[_i].by, NULL);
    add_outcome(s, cases[_i].outcome, EG_KIND_MEAN);
    if (cases[_i].year != NULL)
        set_strings(s, &s->year, cases[_i].year, NULL);
    eg_schema *schema = resolve(DISTRICT, s, cases[_i].status, &err);
    if (cases[_i].says != NULL)
        ck_assert_msg(strstr(err.text, cases[_i].says) != NULL, "%s", err.text);
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

START_TEST(names_are_compared_canonically)
{
    eg_settings *s = settings_new();
    eg_error err;
    add_by(s,
           "Pen\xCC\x83"
           "a",
           NULL); /* n and a combining tilde */
    add_outcome(s, "Math  Score", EG_KIND_MEAN);
    eg_schema *schema = resolve("Pe\xC3\xB1"
                                "a,Math\xC2\xA0Score\n",
                                s, EG_OK, &err);
    ck_assert_str_eq(schema->items[0].name, "Pe\xC3\xB1"
                                            "a");
    ck_assert_str_eq(schema->outcomes[0].name, "Math\xC2\xA0Score");
    eg_schema_free(schema);
    resolve("pe\xC3\xB1"
            "a,Math\xC2\xA0Score\n",
            s, EG_E_USAGE, &err);
    eg_settings_free(s);
}
END_TEST

START_TEST(a_name_that_stands_twice_matters_only_where_it_is_used)
{
    eg_settings *s = settings_new();
    eg_error err;
    eg_schema *schema = resolve("id,Filler,gender,Filler,score\n", s, EG_OK, &err);
    eg_schema_free(schema);
    resolve("id,race,gender,race,score\n", s, EG_E_INPUT, &err);
    ck_assert_str_eq(err.name, "race");
    ck_assert_str_eq(err.file, "a.csv");
    add_by(s, "Filler", NULL);
    resolve("id,Filler,gender,Filler,score\n", s, EG_E_USAGE, &err);
    eg_settings_free(s);
}
END_TEST

START_TEST(names_with_separators_are_quoted)
{
    eg_settings *s = settings_new();
    eg_error err;
    add_by(s, "a*b", "gender");
    eg_schema *schema = resolve("a*b,gender,score\n", s, EG_OK, &err);
    ck_assert_str_eq(schema->items[0].name, "\"a*b\"*gender");
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

START_TEST(nothing_to_count_is_said)
{
    eg_settings *s = settings_new();
    eg_error err;
    resolve("id,gender,notes\n", s, EG_E_INPUT, &err);
    ck_assert(strstr(err.text, "--outcome") != NULL);
    eg_settings_free(s);
}
END_TEST

START_TEST(race_flags_stand_back_behind_a_race_column)
{
    eg_settings *s = settings_new();
    eg_error err;
    eg_schema *schema = resolve("Ethnicity,EthnicityFlag_Asian,score\n", s, EG_OK, &err);
    ck_assert_uint_eq(schema->n_items, 1);
    ck_assert_int_eq(schema->columns[1].role, EG_ROLE_NONE);
    eg_schema_free(schema);
    schema = resolve("asian,white,score\n", s, EG_OK, &err);
    ck_assert_uint_eq(schema->n_items, 1);
    ck_assert_str_eq(schema->items[0].name, "race_ethnicity");
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

/* ---- several files, configs ---- */

START_TEST(a_list_of_names_serves_files_of_several_layouts)
{
    test_table t[3] = {table_of("race,score,sid\n"), table_of("sid,RaceEth,score\n"),
                       table_of("score,student_id\n")};
    eg_settings *s = settings_new();
    eg_error err = {.status = EG_OK};
    eg_schema *schema = NULL;
    eg_dimension_spec *spec = add_dimension(s, "RaceEth", "race");
    spec->label = "Race";
    add_by(s, "race", NULL);
    ck_assert_int_eq(table_resolve(t, 3, s, &schema, &err), EG_OK);
    ck_assert_uint_eq(schema->n_axes, 1);
    ck_assert_str_eq(schema->items[0].name, "RaceEth");
    ck_assert_str_eq(schema->items[0].label, "Race");
    size_t n = schema->n_fields;
    size_t axis = (size_t)schema->axes[0].field, id = (size_t)schema->id_field;
    ck_assert_int_eq(schema->select[0 * n + axis], 0);
    ck_assert_int_eq(schema->select[1 * n + axis], 1);
    ck_assert_int_eq(schema->select[2 * n + axis], -1);
    ck_assert_int_eq(schema->select[0 * n + id], 2);
    ck_assert_int_eq(schema->select[1 * n + id], 0);
    ck_assert_int_eq(schema->select[2 * n + id], 1);
    ck_assert_uint_eq(schema->notes.n, 1);
    ck_assert(strstr(schema->notes.at[0], "c.csv") != NULL);
    eg_schema_free(schema);
    add_dimension(s, "ethncity", NULL);
    err = (eg_error){.status = EG_OK};
    ck_assert_int_eq(table_resolve(t, 3, s, &schema, &err), EG_E_CONFIG);
    for (size_t i = 0; i < 3; i++)
        table_free(&t[i]);
    eg_settings_free(s);
}
END_TEST

START_TEST(config_notes_fill_what_a_flag_leaves_open)
{
    eg_settings *s = settings_new();
    eg_error err;
    eg_outcome_spec note = {
        .kind = EG_KIND_RATE, .label = "On grade level", .has_target = true, .target = 0.8};
    set_strings(s, &note.columns, "math_level", NULL);
    set_strings(s, &note.success, "3", "4");
    s->outcome_notes = &note;
    s->n_outcome_notes = 1;
    add_outcome(s, "math_level", EG_KIND_AUTO);
    eg_schema *schema = resolve(DISTRICT, s, EG_OK, &err);
    ck_assert_int_eq(schema->outcomes[0].kind, EG_KIND_RATE);
    ck_assert_uint_eq(schema->outcomes[0].spec.success.n, 2);
    ck_assert_str_eq(schema->outcomes[0].label, "On grade level");
    ck_assert_str_eq(schema->outcomes[0].name, "math_level");
    eg_schema_free(schema);
    s->outcomes[0].kind = EG_KIND_LEVELS;
    schema = resolve(DISTRICT, s, EG_OK, &err);
    ck_assert_int_eq(schema->outcomes[0].kind, EG_KIND_LEVELS);
    ck_assert_uint_eq(schema->outcomes[0].spec.success.n, 0);
    eg_schema_free(schema);
    eg_settings_free(s);
}
END_TEST

Suite *schema_suite(void)
{
    Suite *suite = suite_create("schema");
    TCase *tc = tcase_create("aliases");
    tcase_add_loop_test(tc, a_header_means_what_a_person_reads, 0,
                        (int)(sizeof headers / sizeof headers[0]));
    tcase_add_loop_test(tc, an_unknown_header_is_nothing, 0,
                        (int)(sizeof strangers / sizeof strangers[0]));
    tcase_add_test(tc, no_spelling_stands_twice_and_every_concept_has_words);
    suite_add_tcase(suite, tc);
    tc = tcase_create("resolve");
    tcase_add_test(tc, a_district_export_needs_no_flags);
    tcase_add_test(tc, flags_win_and_axes_are_shared);
    tcase_add_loop_test(tc, what_cannot_be_is_refused, 0, 9);
    tcase_add_test(tc, names_are_compared_canonically);
    tcase_add_test(tc, a_name_that_stands_twice_matters_only_where_it_is_used);
    tcase_add_test(tc, names_with_separators_are_quoted);
    tcase_add_test(tc, nothing_to_count_is_said);
    tcase_add_test(tc, race_flags_stand_back_behind_a_race_column);
    tcase_add_test(tc, a_list_of_names_serves_files_of_several_layouts);
    tcase_add_test(tc, config_notes_fill_what_a_flag_leaves_open);
    suite_add_tcase(suite, tc);
    return suite;
}
