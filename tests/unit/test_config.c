/* Configs: what keys turn into, and that the command line wins wherever it stands. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "equitygap/schema.h"

Suite *config_suite(void);

static eg_settings *settings;
static eg_error err;

static void setup(void)
{
    err = (eg_error){0};
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
}

static void teardown(void)
{
    eg_settings_free(settings);
}

static void parse(const char *json)
{
    eg_status status = eg_config_parse(settings, eg_text_of(json), "c.json", &err);
    ck_assert_msg(status == EG_OK, "%llu:%llu: %s", (unsigned long long)err.line,
                  (unsigned long long)err.column, err.text);
}

static void flag(const char *name, const char *value)
{
    const eg_option *o = eg_settings_options();
    while (strcmp(o->name, name) != 0)
        o++;
    ck_assert_msg(o->set(settings, value, &err) == EG_OK, "%s", err.text);
}

static void check_strings(const eg_strings *list, const char *expected)
{
    eg_buffer got = {0};
    for (size_t i = 0; i < list->n; i++)
        eg_buffer_printf(&got, "%s%s", i == 0 ? "" : "|", list->at[i]);
    ck_assert_str_eq(eg_buffer_string(&got), expected);
    eg_buffer_clear(&got);
}

/* The example every page shows, with comments of both kinds. */
static const char *const whole =
    "\xEF\xBB\xBF// a district\n"
    "{ \"year\": \"school_year\", \"within\": [\"school\"], \"id\": [\"student_id\", "
    "\"sid\"],\n"
    "  \"weight\": \"none\", /* \"year\": \"x\", */\n"
    "  \"dimensions\": [ {\"column\": [\"race_ethnicity\", \"RaceEth\"],\n"
    "                     \"label\": \"Race/ethnicity\", // label\n"
    "                     \"levels\": {\"H\": \"Hispanic/Latino\", \"B\": \"Black\", \"1\": "
    "5},\n"
    "                     \"order\": [\"Black\", \"Hispanic/Latino\"], \"reference\": "
    "\"rest\"},\n"
    "                    {\"column\": \"grade\", \"reference\": \"8\"} ],\n"
    "  \"outcomes\": [ {\"column\": \"math_level\", \"label\": \"Math, on grade level\",\n"
    "                   \"kind\": \"rate\", \"success\": [\"3\", 4], \"better\": \"higher\",\n"
    "                   \"target\": {\"value\": 0.8, \"year\": \"2028-29\"}},\n"
    "                  {\"column\": [\"abs\", \"Absences\"], \"kind\": \"rate(>0)\",\n"
    "                   \"better\": \"lower\", \"name\": \"absent\",\n"
    "                   \"target\": {\"value\": \"10%\", \"year\": 2029}},\n"
    "                  {\"column\": \"ela\", \"levels\": [\"Low\", \"Mid\", \"Top\"]} ],\n"
    "  \"missing\": [\"\", \"NA\", -99], \"suppressed\": [\"*\", \"s\", \"<10\"],\n"
    "  \"privacy\": {\"edition\": \"internal\", \"min_n\": 20, \"policy\": \"default\"},\n"
    "  \"where\": [\"days_enrolled>=30\", \"grade in 3,4\"],\n"
    "  \"breaks\": [{\"year\": \"2019-20\", \"why\": \"no spring test\"}, {\"year\": 2022}],\n"
    "  \"margin_rate\": 0.05, \"margin_sd\": 0.2,\n"
    "  \"confidence\": \"90%\", \"reference\": [\"overall\", \"goal=0.8\"], \"seed\": 7,\n"
    "  \"ratio_interval\": \"score\", \"max_rejects\": 0.02, \"stats\": [\"basic\", "
    "\"effect\"]\n"
    "} // end";

START_TEST(columns_and_rows)
{
    parse(whole);
    check_strings(&settings->year, "school_year");
    check_strings(&settings->within, "school");
    check_strings(&settings->id, "student_id|sid");
    check_strings(&settings->weight, "none");
    check_strings(&settings->missing_marks, "|NA|-99");
    check_strings(&settings->suppressed_marks, "*|s|<10");
    ck_assert(settings->missing_replaced && settings->suppressed_replaced);
    ck_assert_uint_eq(settings->n_where, 2);
    ck_assert_str_eq(settings->where[0].column, "days_enrolled");
    ck_assert_int_eq(settings->where[0].compare, EG_COMPARE_GE);
    check_strings(&settings->where[1].values, "3|4");
    ck_assert_uint_eq(settings->n_breaks, 2);
    ck_assert_str_eq(settings->breaks[0].year, "2019-20");
    ck_assert_str_eq(settings->breaks[0].why, "no spring test");
    ck_assert_str_eq(settings->breaks[1].year, "2022");
    ck_assert_str_eq(settings->breaks[1].why, "");
}
END_TEST

START_TEST(dimensions)
{
    parse(whole);
    ck_assert_uint_eq(settings->n_dimensions, 2);
    const eg_dimension_spec *race = &settings->dimensions[0];
    check_strings(&race->columns, "race_ethnicity|RaceEth");
    ck_assert_str_eq(race->label, "Race/ethnicity");
    check_strings(&race->level_from, "H|B|1");
    check_strings(&race->level_to, "Hispanic/Latino|Black|5");
    check_strings(&race->order, "Black|Hispanic/Latino");
    ck_assert(race->has_reference && race->reference.kind == EG_REFERENCE_REST);
    const eg_dimension_spec *grade = &settings->dimensions[1];
    ck_assert(grade->has_reference && grade->reference.kind == EG_REFERENCE_LEVEL);
    ck_assert_str_eq(grade->reference.dimension, "grade");
    ck_assert_str_eq(grade->reference.level, "8");
    ck_assert_ptr_null(grade->label);
    ck_assert_uint_eq(settings->n_by, 2);
    check_strings(&settings->by[0].columns, "race_ethnicity");
    check_strings(&settings->by[1].columns, "grade");
}
END_TEST

START_TEST(outcomes)
{
    parse(whole);
    ck_assert_uint_eq(settings->n_outcomes, 3);
    ck_assert_uint_eq(settings->n_outcome_notes, 3);
    const eg_outcome_spec *math = &settings->outcomes[0];
    check_strings(&math->columns, "math_level");
    ck_assert_str_eq(math->label, "Math, on grade level");
    ck_assert_int_eq(math->kind, EG_KIND_RATE);
    check_strings(&math->success, "3|4");
    ck_assert(!math->lower && math->direction_given && math->has_target);
    ck_assert(math->target == 0.8);
    ck_assert_str_eq(math->target_year, "2028-29");
    const eg_outcome_spec *absent = &settings->outcome_notes[1];
    check_strings(&absent->columns, "abs|Absences");
    ck_assert_str_eq(absent->name, "absent");
    ck_assert_int_eq(absent->compare, EG_COMPARE_GT);
    ck_assert(absent->threshold == 0 && absent->lower && absent->direction_given);
    ck_assert(absent->target == 0.1);
    ck_assert_str_eq(absent->target_year, "2029");
    ck_assert_int_eq(settings->outcomes[2].kind, EG_KIND_LEVELS);
    check_strings(&settings->outcomes[2].levels, "Low|Mid|Top");
    ck_assert(!settings->outcomes[2].direction_given);
}
END_TEST

START_TEST(options)
{
    parse(whole);
    ck_assert(settings->confidence == 0.9 && settings->max_rejects == 0.02);
    ck_assert(settings->margin_rate == 0.05 && settings->margin_sd == 0.2);
    ck_assert_uint_eq(settings->seed, 7);
    ck_assert_uint_eq(settings->min_n, 20);
    ck_assert_int_eq(settings->edition, EG_EDITION_INTERNAL);
    ck_assert_int_eq(settings->ratio_interval, EG_RATIO_SCORE);
    ck_assert_uint_eq(settings->n_references, 2);
    ck_assert_int_eq(settings->references[0].kind, EG_REFERENCE_OVERALL);
    ck_assert_str_eq(settings->references[1].goal_text, "goal=0.8");
    check_strings(&settings->stats, "basic|effect");
}
END_TEST

static void set_flags(void)
{
    flag("by", "gender");
    flag("by", "el*gender");
    flag("outcome", "ela:mean");
    flag("year", "none");
    flag("within", "district");
    flag("where", "grade=5");
    flag("confidence", "0.99");
    flag("min-n", "5");
    flag("reference", "highest");
    flag("stats", "impact");
}

static void check_flags_won(void)
{
    ck_assert_uint_eq(settings->n_by, 2);
    check_strings(&settings->by[0].columns, "gender");
    check_strings(&settings->by[1].columns, "el|gender");
    ck_assert_uint_eq(settings->n_outcomes, 1);
    check_strings(&settings->outcomes[0].columns, "ela");
    ck_assert_int_eq(settings->outcomes[0].kind, EG_KIND_MEAN);
    check_strings(&settings->year, "none");
    check_strings(&settings->within, "district");
    ck_assert_uint_eq(settings->n_where, 1);
    ck_assert_str_eq(settings->where[0].column, "grade");
    ck_assert(settings->confidence == 0.99);
    ck_assert_uint_eq(settings->min_n, 5);
    ck_assert_uint_eq(settings->n_references, 1);
    ck_assert_int_eq(settings->references[0].kind, EG_REFERENCE_HIGHEST);
    check_strings(&settings->stats, "impact");
    /* What only the config says stays. */
    check_strings(&settings->id, "student_id|sid");
    ck_assert_uint_eq(settings->n_dimensions, 2);
    ck_assert_uint_eq(settings->n_outcome_notes, 3);
    ck_assert_uint_eq(settings->seed, 7);
}

START_TEST(flags_win_after_the_config)
{
    parse(whole);
    set_flags();
    check_flags_won();
}
END_TEST

START_TEST(flags_win_before_the_config)
{
    set_flags();
    parse(whole);
    check_flags_won();
}
END_TEST

START_TEST(flags_win_around_the_config)
{
    flag("by", "gender");
    flag("outcome", "ela:mean");
    flag("year", "none");
    flag("within", "district");
    parse(whole);
    flag("by", "el*gender");
    flag("where", "grade=5");
    flag("confidence", "0.99");
    flag("min-n", "5");
    flag("reference", "highest");
    flag("stats", "impact");
    check_flags_won();
}
END_TEST

START_TEST(the_later_config_wins)
{
    parse("{\"by\": [\"a\", \"b*c\"], \"seed\": 2, \"id\": \"x\", \"reference\": \"overall\"}");
    parse("{\"by\": \"d,\\\"e, f\\\"\", \"seed\": 3, \"within\": []}");
    ck_assert_uint_eq(settings->n_by, 2);
    check_strings(&settings->by[0].columns, "d");
    check_strings(&settings->by[1].columns, "e, f");
    ck_assert_uint_eq(settings->seed, 3);
    check_strings(&settings->id, "x");
    ck_assert_uint_eq(settings->within.n, 0);
    ck_assert_int_eq(settings->references[0].kind, EG_REFERENCE_OVERALL);
}
END_TEST

START_TEST(by_selects_before_dimensions)
{
    parse("{\"dimensions\": [{\"column\": \"a\"}, {\"column\": \"b\"}], \"by\": \"b\"}");
    ck_assert_uint_eq(settings->n_by, 1);
    check_strings(&settings->by[0].columns, "b");
    ck_assert_uint_eq(settings->n_dimensions, 2);
}
END_TEST

START_TEST(names_are_taken_as_they_are)
{
    parse("{\"year\": \"Year, fiscal\", \"within\": [\"a,b\", \"c\"], \"id\": \"\\\"q\\\"\"}");
    check_strings(&settings->year, "Year, fiscal");
    check_strings(&settings->within, "a,b|c");
    check_strings(&settings->id, "\"q\"");
}
END_TEST

START_TEST(references_of_a_dimension)
{
    static const struct {
        const char *typed;
        eg_reference_kind kind;
        const char *level;
    } rows[] = {{"rest", EG_REFERENCE_REST, NULL},
                {"overall", EG_REFERENCE_OVERALL, NULL},
                {"highest", EG_REFERENCE_HIGHEST, NULL},
                {"goal=0.5", EG_REFERENCE_GOAL, NULL},
                {"White", EG_REFERENCE_LEVEL, "White"},
                {"race=White", EG_REFERENCE_LEVEL, "White"},
                {"Race2 = White", EG_REFERENCE_LEVEL, "White"},
                {"a=b", EG_REFERENCE_LEVEL, "a=b"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char json[200];
        (void)snprintf(json, sizeof json,
                       "{\"dimensions\": [{\"reference\": \"%s\", \"column\": [\"race\", "
                       "\"Race2\"]}]}",
                       rows[i].typed);
        parse(json);
        const eg_reference *r = &settings->dimensions[0].reference;
        ck_assert_msg(settings->dimensions[0].has_reference && r->kind == rows[i].kind, "%s",
                      rows[i].typed);
        if (rows[i].level != NULL) {
            ck_assert_str_eq(r->dimension, "race");
            ck_assert_str_eq(r->level, rows[i].level);
        }
    }
}
END_TEST

START_TEST(a_file_is_read)
{
    char path[] = "/tmp/eg_config_XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    FILE *file = fdopen(fd, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("{\n  \"seed\": 9\n}\n", file), 0);
    ck_assert_int_eq(fclose(file), 0);
    eg_status status = eg_config_read(settings, path, &err);
    (void)unlink(path);
    ck_assert_int_eq(status, EG_OK);
    ck_assert_uint_eq(settings->seed, 9);
    ck_assert_int_eq(eg_config_read(settings, path, &err), EG_E_IO);
    ck_assert_str_eq(err.file, path);
}
END_TEST

START_TEST(a_folder_is_no_config)
{
    ck_assert_int_eq(eg_config_read(settings, "/", &err), EG_E_IO);
    ck_assert_str_eq(err.file, "/");
}
END_TEST

/* After a config has failed, the settings still belong to the command line. */
START_TEST(a_failed_config_leaves_flags_in_charge)
{
    eg_error first = {0};
    eg_status status = eg_config_parse(
        settings, eg_text_of("{\"seed\": 3, \"interval\": \"x\"}"), "c", &first);
    ck_assert_int_eq(status, EG_E_CONFIG);
    const eg_option *o = eg_settings_options();
    while (strcmp(o->name, "interval") != 0)
        o++;
    ck_assert_int_eq(o->set(settings, "x", &err), EG_E_USAGE);
}
END_TEST

Suite *config_suite(void)
{
    Suite *suite = suite_create("config");
    TCase *keys = tcase_create("keys");
    tcase_add_checked_fixture(keys, setup, teardown);
    tcase_add_test(keys, columns_and_rows);
    tcase_add_test(keys, dimensions);
    tcase_add_test(keys, outcomes);
    tcase_add_test(keys, options);
    tcase_add_test(keys, flags_win_after_the_config);
    tcase_add_test(keys, flags_win_before_the_config);
    tcase_add_test(keys, flags_win_around_the_config);
    tcase_add_test(keys, the_later_config_wins);
    tcase_add_test(keys, by_selects_before_dimensions);
    tcase_add_test(keys, names_are_taken_as_they_are);
    tcase_add_test(keys, references_of_a_dimension);
    tcase_add_test(keys, a_file_is_read);
    tcase_add_test(keys, a_folder_is_no_config);
    tcase_add_test(keys, a_failed_config_leaves_flags_in_charge);
    suite_add_tcase(suite, keys);
    return suite;
}
