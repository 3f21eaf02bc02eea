/* Race from flags, pairs, lists and strings; counting; groups that share students. */
#include "close_to.h"

#include "schema/race.h"
#include "schema_table.h"
#include "statistics/math_overlap.h"

Suite *groups_suite(void);

START_TEST(words_of_races)
{
    static const struct {
        const char *word;
        eg_race race;
    } rows[] = {{"Black or African American", EG_RACE_BLACK},
                {"blackOrAfricanAmerican", EG_RACE_BLACK},
                {"Hispanic/Latino of any race", EG_RACE_HISPANIC},
                {"Not Hispanic or Latino", EG_RACE_NOT_HISPANIC},
                {"American Indian / Alaska Native", EG_RACE_AMERICAN_INDIAN},
                {"Middle Eastern or North African", EG_RACE_MIDDLE_EASTERN},
                {"TWO OR MORE RACES", EG_RACE_TWO},
                {"Filipino", EG_RACE_ASIAN},
                {"Filipin\xC3\xB3", EG_RACE_OTHER},
                {"Whiteboard", EG_RACE_OTHER},
                {"", EG_RACE_OTHER}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(eg_race_of(eg_text_of(rows[i].word)) == rows[i].race, "%s", rows[i].word);
}
END_TEST

START_TEST(names_of_flags)
{
    eg_text own;
    bool detail;
    ck_assert(eg_race_of_column(eg_text_of("EthnicityFlag_NativeAmerican"), &own, &detail) ==
              EG_RACE_AMERICAN_INDIAN);
    ck_assert(!detail);
    ck_assert(eg_race_of_column(eg_text_of("EthnicityFlag_EastAsian"), &own, &detail) ==
              EG_RACE_ASIAN);
    ck_assert(detail && eg_text_is(own, "EastAsian"));
    ck_assert(eg_race_of_column(eg_text_of("EthnicityFlag_AANAPX"), &own, &detail) ==
              EG_RACE_OTHER);
    ck_assert(eg_text_is(own, "AANAPX"));
    ck_assert(eg_race_of_column(eg_text_of("race_white"), &own, &detail) == EG_RACE_WHITE);
}
END_TEST

static test_pass *run(const char *text, eg_race_counting counting)
{
    eg_settings *s = settings_new();
    s->race_counting = counting;
    add_outcome(s, "passed", EG_KIND_RATE);
    return pass_run(table_of(text), s);
}

/* The groups of record r, joined by |. */
static const char *groups_of(const test_pass *p, size_t r, char out[1024])
{
    const eg_axis_settled *axis = &p->settled->axes[0];
    uint32_t raw = p->level[0][r];
    out[0] = '\0';
    size_t n =
        axis->member_from == NULL ? 0 : axis->member_from[raw + 1] - axis->member_from[raw];
    for (size_t i = 0; i < n || (n == 0 && i == 0); i++) {
        uint32_t level =
            n == 0 ? axis->final_of[raw] : axis->members[axis->member_from[raw] + i];
        size_t used = strlen(out);
        snprintf(out + used, 1024 - used, "%s%s", i == 0 ? "" : "|", axis->levels[level].label);
    }
    return out;
}

static void check_rows(test_pass *p, const char *const *expected, size_t n)
{
    char out[1024];
    ck_assert_msg(p->status == EG_OK, "%s", p->err.text);
    for (size_t r = 0; r < n; r++)
        ck_assert_str_eq(groups_of(p, r, out), expected[r]);
    pass_free(p);
}

static const char flags[] = "black,white,asian,hispanic,twoOrMoreRaces,passed\n"
                            "Y,,,,,1\n"     /* one */
                            "Y,Y,,,,0\n"    /* two */
                            "N,Y,N,Y,N,1\n" /* Hispanic and White */
                            ",,,,Y,1\n"     /* two, not told which */
                            "N,N,N,N,N,0\n" /* none said */
                            ",,,,,1\n"      /* blank */
                            "X,,,,1,1\n";   /* one told, another not */

START_TEST(flags_by_the_federal_rule)
{
    static const char *const expected[] = {
        "Black",   "Two or more races", "Hispanic/Latino",  "Two or more races",
        "Unknown", "Unknown",           "Two or more races"};
    check_rows(run(flags, EG_RACE_FEDERAL), expected, 7);
}
END_TEST

START_TEST(flags_alone_or_in_combination)
{
    static const char *const expected[] = {"Black",
                                           "Black|More than one group|White",
                                           "Hispanic/Latino|More than one group|White",
                                           "Two or more races",
                                           "Unknown",
                                           "Unknown",
                                           "Black|More than one group|Two or more races"};
    check_rows(run(flags, EG_RACE_ALONE_OR_COMBINED), expected, 7);
}
END_TEST

START_TEST(flags_as_given_are_columns)
{
    test_pass *p = run(flags, EG_RACE_AS_GIVEN);
    ck_assert_int_eq(p->status, EG_OK);
    ck_assert_uint_eq(p->schema->n_items, 5);
    pass_free(p);
}
END_TEST

/* Letters are codes, lists come apart, a Hispanic column wins, -1 is no statement. */
START_TEST(a_hispanic_column_and_lists)
{
    static const char text[] =
        "fedethnicity,race,passed\n1,W,1\n0,\"B,W\",1\n0,A,0\n,,1\n-1,I,0\n"
        "0,\"A,I\",1\n";
    static const char *const federal[] = {"Hispanic/Latino",
                                          "Two or more races",
                                          "Asian",
                                          "Unknown",
                                          "American Indian/Alaska Native",
                                          "Two or more races"};
    static const char *const alone[] = {
        "Hispanic/Latino|More than one group|White",
        "Black|More than one group|White",
        "Asian",
        "Unknown",
        "American Indian/Alaska Native",
        "American Indian/Alaska Native|Asian|More than one group"};
    check_rows(run(text, EG_RACE_FEDERAL), federal, 6);
    check_rows(run(text, EG_RACE_ALONE_OR_COMBINED), alone, 6);
}
END_TEST

/* Words stay as written; names with commas or slashes are no lists. */
START_TEST(lists_in_words)
{
    static const char text[] =
        "race,passed\nBlack;White,1\nBlack,1\nMultiracial,0\n"
        "Asian/Pacific Islander,1\n\"American Indian, Alaska Native\",1\n"
        "\"Black, not of the above\",1\n,0\nDeclined,1\nLatina;White,1\n";
    static const char *const expected[] = {"Multiracial",
                                           "Black",
                                           "Multiracial",
                                           "Asian/Pacific Islander",
                                           "American Indian, Alaska Native",
                                           "Black, not of the above",
                                           "Unknown",
                                           "Declined",
                                           "Latina"};
    check_rows(run(text, EG_RACE_FEDERAL), expected, 9);
}
END_TEST

START_TEST(a_component_beside_its_dimension)
{
    static const char text[] = "hispanic,race,passed\nY,W,1\nN,B,0\n";
    eg_settings *s = settings_new();
    add_outcome(s, "passed", EG_KIND_RATE);
    add_by(s, "race", NULL);
    add_by(s, "hispanic", NULL);
    test_pass *p = pass_run(table_of(text), s);
    ck_assert_int_eq(p->status, EG_E_USAGE);
    pass_free(p);
    s = settings_new();
    s->edition = EG_EDITION_INTERNAL;
    add_outcome(s, "passed", EG_KIND_RATE);
    add_by(s, "race", NULL);
    add_by(s, "hispanic", NULL);
    p = pass_run(table_of(text), s);
    ck_assert_int_eq(p->status, EG_OK);
    pass_free(p);
}
END_TEST

static test_pass *run_config(const char *json, const char *text)
{
    eg_settings *s = settings_new();
    eg_error err = {.status = EG_OK};
    add_outcome(s, "passed", EG_KIND_RATE);
    eg_status status = eg_config_parse(s, eg_text_of(json), "c.json", &err);
    ck_assert_msg(status == EG_OK, "%s", err.text);
    return pass_run(table_of(text), s);
}

START_TEST(composed_by_the_config)
{
    static const char string[] =
        "{\"dimensions\": [{\"column\": \"r\", \"from\": {\"string\": {\"column\": \"s\", "
        "\"positions\": {\"1\": \"Asian\", \"3\": \"Black\", \"14\": \"Latine\"}}}}]}";
    static const char *const expected[] = {"Latine", "Black", "Two or more races", "Unknown"};
    check_rows(run_config(string, "s,passed\n0000000      1,1\n0010000      0,1\n1010000,0\n"
                                  "0000000      0,1\n"),
               expected, 4);
    static const char own[] = "{\"dimensions\": [{\"column\": \"r\", \"counting\": "
                              "\"as-given\", \"from\": {\"flags\": "
                              "{\"Hmong\": \"h\", \"Somali\": \"s\"}}}]}";
    static const char *const both[] = {"Hmong + Somali", "Somali", "Unknown"};
    check_rows(run_config(own, "h,s,passed\n1,1,1\n0,1,1\n0,0,0\n"), both, 3);
}
END_TEST

START_TEST(status_codes)
{
    char out[1024];
    test_pass *p = run("EL,passed\nRFEP,1\nEL,1\nEO,0\nIFEP,1\nM2,0\n", EG_RACE_FEDERAL);
    ck_assert_int_eq(p->status, EG_OK);
    ck_assert_str_eq(
        labels_of(p, 0, out),
        "English learner|English only|Initial fluent English proficient|Monitored, "
        "year 2|Reclassified fluent English proficient");
    pass_free(p);
    p = run("EL,passed\nRFEP,1\nEL,1\nsomething,0\n", EG_RACE_FEDERAL);
    ck_assert_str_eq(labels_of(p, 0, out), "EL|RFEP|something");
    pass_free(p);
    p = run("IEP,passed\nY,1\nN,1\n504,0\n", EG_RACE_FEDERAL);
    ck_assert_str_eq(labels_of(p, 0, out), "IEP|Neither|Section 504 plan");
    pass_free(p);
}
END_TEST

/* 60 of 100 and 40 of 120 with 50 students in both, 20 of them successes; figures from Python.
 */
START_TEST(rates_that_share_students)
{
    eg_pair pair = {60, 100, 40, 120};
    CLOSE(eg_rate_covariance(pair, 20, 50), 0.000944444444444444, 1e-12);
    eg_estimate e = eg_rate_difference_sharing(pair, 20, 50, 0.95);
    CLOSE(e.value, 0.266666666666667, 1e-12);
    CLOSE(e.low, 0.168420697379977, 1e-9);
    CLOSE(e.high, 0.355895063684287, 1e-9);
    CLOSE(e.p, 9.16305984173755e-08, 1e-7);
    e = eg_rate_ratio_sharing(pair, 20, 50, 0.95);
    CLOSE(e.low, 1.42875394056979, 1e-9);
    CLOSE(e.high, 2.26771028096545, 1e-9);
}
END_TEST

/* Nothing shared is the comparison of two groups; everything shared is none. */
START_TEST(nothing_and_everything_shared)
{
    eg_pair pair = {60, 100, 40, 120};
    eg_estimate apart = eg_rate_difference(pair, 0.95);
    eg_estimate e = eg_rate_difference_sharing(pair, 0, 0, 0.95);
    ck_assert(e.low == apart.low && e.high == apart.high && e.p == apart.p);
    eg_pair same = {60, 100, 60, 100};
    e = eg_rate_difference_sharing(same, 60, 100, 0.95);
    ck_assert(e.ok && e.value == 0 && isnan(e.low) && isnan(e.p));
    eg_pair inside = {60, 100, 15, 20};
    e = eg_rate_difference_sharing(inside, 15, 20, 0.95);
    ck_assert(e.ok && e.low < e.value && e.value < e.high && e.p > 0 && e.p < 1);
}
END_TEST

/* 1..6 and 4, 5, 6, 7, 8, 12 with 4, 5, 6 in both; figures from R 4.2. */
START_TEST(means_that_share_students)
{
    static const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {4, 5, 6, 7, 8, 12};
    eg_moments ma = eg_moments_of(a, 6), mb = eg_moments_of(b, 6),
               shared = eg_moments_of(a + 3, 3);
    CLOSE(eg_mean_covariance(ma, mb, shared), -0.233333333333333, 1e-12);
    eg_estimate e = eg_mean_difference_sharing(ma, mb, shared, 0.95);
    CLOSE(e.value, -3.5, 1e-12);
    CLOSE(e.low, -7.01255999174, 1e-10);
    CLOSE(e.high, 0.012559991739, 1e-8);
    CLOSE(e.p, 0.0506599724139, 1e-9);
}
END_TEST

Suite *groups_suite(void)
{
    Suite *s = suite_create("groups");
    TCase *t = tcase_create("groups");
    tcase_add_test(t, words_of_races);
    tcase_add_test(t, names_of_flags);
    tcase_add_test(t, flags_by_the_federal_rule);
    tcase_add_test(t, flags_alone_or_in_combination);
    tcase_add_test(t, flags_as_given_are_columns);
    tcase_add_test(t, a_hispanic_column_and_lists);
    tcase_add_test(t, lists_in_words);
    tcase_add_test(t, a_component_beside_its_dimension);
    tcase_add_test(t, composed_by_the_config);
    tcase_add_test(t, status_codes);
    tcase_add_test(t, rates_that_share_students);
    tcase_add_test(t, nothing_and_everything_shared);
    tcase_add_test(t, means_that_share_students);
    suite_add_tcase(s, t);
    return s;
}
