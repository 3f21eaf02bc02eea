/* A profile tells no small count, its JSON is JSON, and its config is one. */
#include <check.h>
#include <string.h>

#include "cli/profile_out.h"
#include "ext/jsonx.h"
#include "ext/unicode.h"

Suite *cli_profile_suite(void);

static eg_source *source;
static eg_profile *profile;
static eg_settings *settings;
static eg_error why_not;
static eg_buffer data;

/* 40 students: 25 F, 12 M, 3 X; 2 blank scores. */
static void fill(void)
{
    eg_buffer_add_string(&data, "student_id,gender,\"note \"\"a\"\"\",math_score\n");
    for (int i = 0; i < 40; i++) {
        eg_buffer_printf(&data, "S%03d,%s,n%d,", i, i < 25 ? "F" : i < 37 ? "M" : "X", i);
        if (i < 38)
            eg_buffer_printf(&data, "%d", 400 + i);
        eg_buffer_add_char(&data, '\n');
    }
}

static void begin(void)
{
    static const eg_source_options options;
    static const char *const name = "memory.csv";
    eg_error err = {0};
    eg_batch batch = {0};
    size_t n_names = 0, n = 0;
    fill();
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    ck_assert_int_eq(eg_source_open_memory(&source, data.at, data.n, name, &options, &err),
                     EG_OK);
    const eg_text *header = eg_source_header(source, 0, &n_names);
    ck_assert_int_eq(
        eg_profile_new(&profile, settings, &header, &n_names, &name, 1, &why_not, &err), EG_OK);
    const int32_t *columns = eg_profile_select(profile, &n);
    ck_assert_int_eq(eg_source_select(source, columns, n, &err), EG_OK);
    do {
        ck_assert_int_eq(eg_source_next(source, &batch, &err), EG_OK);
        ck_assert_int_eq(eg_profile_add(profile, &batch, &err), EG_OK);
    } while (batch.rows);
    ck_assert_int_eq(eg_profile_finish(profile, &err), EG_OK);
}

static void end(void)
{
    eg_profile_free(profile);
    eg_source_close(source);
    eg_settings_free(settings);
    eg_buffer_clear(&data);
}

static eg_profiled profiled(void)
{
    return (eg_profiled){profile, source, settings, &why_not, NULL, NULL};
}

START_TEST(small_counts_are_not_told)
{
    eg_profiled all = profiled();
    eg_buffer out = {0};
    eg_profile_text(&out, &all);
    const char *text = eg_buffer_string(&out);
    /* 25 and 12 of 40 would give the 3 away: they are told to the nearest ten. */
    ck_assert_msg(strstr(text, "F (about 30), M (about 10), X (<10)") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "fewer than 10 missing") != NULL, "%s", text);
    ck_assert_ptr_null(strstr(text, "S0"));
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(text_fits_eighty_columns)
{
    eg_profiled all = profiled();
    eg_buffer out = {0};
    eg_profile_text(&out, &all);
    for (const char *at = eg_buffer_string(&out); *at;) {
        size_t n = strcspn(at, "\n");
        ck_assert_msg(eg_unicode_columns((eg_text){at, n}) <= 80, "%.*s", (int)n, at);
        at += n + (at[n] == '\n');
    }
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(json_is_json)
{
    eg_profiled all = profiled();
    eg_buffer out = {0};
    eg_error err = {0};
    eg_json_doc *doc = NULL;
    eg_profile_json(&out, &all);
    ck_assert_ptr_null(strstr(eg_buffer_string(&out), "S0"));
    ck_assert_msg(eg_json_parse(&doc, (eg_text){out.at, out.n}, "profile", EG_E_INPUT, &err) ==
                      EG_OK,
                  "%llu: %s", (unsigned long long)err.line, err.text);
    const eg_json *columns = eg_json_get(eg_json_root(doc), "columns");
    ck_assert_uint_eq(columns->n, 4);
    const eg_json *gender = eg_json_at(columns, 1), *note = eg_json_at(columns, 2);
    ck_assert_str_eq(eg_json_get(gender, "column")->text, "gender");
    ck_assert_str_eq(eg_json_get(note, "column")->text, "note \"a\"");
    ck_assert_str_eq(eg_json_get(gender, "rounded_to")->text, "10");
    const eg_json *values = eg_json_get(gender, "values");
    ck_assert_uint_eq(values->n, 3);
    ck_assert_int_eq(eg_json_get(eg_json_at(values, 2), "records")->kind, EG_JSON_NULL);
    ck_assert_int_eq(eg_json_get(eg_json_at(columns, 3), "missing")->kind, EG_JSON_NULL);
    eg_json_free(doc);
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(config_is_accepted)
{
    eg_profiled all = profiled();
    eg_buffer out = {0};
    eg_error err = {0};
    eg_settings *read = NULL;
    ck_assert_int_eq(eg_profile_config(&out, &all, &err), EG_OK);
    ck_assert_int_eq(eg_settings_new(&read, &err), EG_OK);
    eg_status status = eg_config_parse(read, (eg_text){out.at, out.n}, "written.json", &err);
    ck_assert_msg(status == EG_OK, "%llu: %s\n%s", (unsigned long long)err.line, err.text,
                  eg_buffer_string(&out));
    ck_assert_str_eq(read->id.at[0], "student_id");
    ck_assert_str_eq(read->year.at[0], "none");
    ck_assert_uint_eq(read->n_dimensions, 1);
    ck_assert_str_eq(read->dimensions[0].columns.at[0], "gender");
    ck_assert_uint_eq(read->n_outcomes, 1);
    ck_assert_str_eq(read->outcomes[0].columns.at[0], "math_score");
    ck_assert_int_eq(read->outcomes[0].kind, EG_KIND_MEAN);
    eg_settings_free(read);
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(texts_are_quoted)
{
    static const struct {
        const char *text, *quoted;
    } rows[] = {
        {NULL, "null"},
        {"", "\"\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\n\x01", "\"\\u000a\\u0001\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_buffer out = {0};
        eg_profile_quote(&out, rows[i].text);
        ck_assert_str_eq(eg_buffer_string(&out), rows[i].quoted);
        eg_buffer_clear(&out);
    }
}
END_TEST

START_TEST(counts_are_told_by_the_rule)
{
    static const struct {
        eg_telling telling;
        uint64_t count, told;
        bool about;
    } rows[] = {
        {{10, false}, 0, 0, false},   {{10, false}, 9, UINT64_MAX, false},
        {{10, false}, 10, 10, false}, {{10, true}, 0, 0, false},
        {{10, true}, 14, 10, true},   {{10, true}, 15, 20, true},
        {{1, true}, 3, 3, false},     {{10, true}, 1, UINT64_MAX, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool about = !rows[i].about;
        ck_assert_uint_eq(eg_telling_count(&rows[i].telling, rows[i].count, &about),
                          rows[i].told);
        ck_assert_int_eq(about, rows[i].about);
    }
}
END_TEST

Suite *cli_profile_suite(void)
{
    Suite *suite = suite_create("cli_profile");
    TCase *tests = tcase_create("profile");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, small_counts_are_not_told);
    tcase_add_test(tests, text_fits_eighty_columns);
    tcase_add_test(tests, json_is_json);
    tcase_add_test(tests, config_is_accepted);
    tcase_add_test(tests, texts_are_quoted);
    tcase_add_test(tests, counts_are_told_by_the_rule);
    suite_add_tcase(suite, tests);
    return suite;
}
