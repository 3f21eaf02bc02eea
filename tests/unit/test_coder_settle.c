/* What depends on whole columns: kinds, labels, order, years. */
#include "schema_table.h"

#include "schema/level_words.h"

Suite *coder_settle_suite(void);

#define ONE EG_DECIMAL_ONE

static void check_ok(const test_pass *p)
{
    ck_assert_msg(p->status == EG_OK, "%s: %s", p->err.name, p->err.text);
}

/* One column; its values stand between bars. */
static test_pass *column_pass(const char *name, const char *values, eg_settings *s)
{
    char text[4096];
    int used = snprintf(text, sizeof text, "%s,score\n", name);
    for (const char *at = values;; at++) {
        size_t n = strcspn(at, "|");
        used += snprintf(text + used, sizeof text - (size_t)used, "\"%.*s\",1\n", (int)n, at);
        at += n;
        if (*at == '\0')
            break;
    }
    return pass_run(table_of(text), s);
}

/* ---- labels of axes ---- */

static const struct {
    const char *column, *values, *labels, *scheme;
} axes[] = {
    {"race", "W|H|B|A|I|P|M",
     "American Indian/Alaska Native|Asian|Black|Hispanic/Latino|Native Hawaiian/Pacific "
     "Islander|Two or more races|White",
     "race letters"},
    {"race_ethnicity", "W|H|B|A|N|D", "A|B|D|H|N|W", NULL},
    {"race", "W|H||NA", "Hispanic/Latino|White|Unknown", "race letters"},
    {"race", "W|White", "W|White", NULL},
    {"race", "1|4|6", "1|4|6", NULL},
    {"raceEthnicityFed", "1|4|6", "Black|Hispanic/Latino|White", "federal race/ethnicity 1-7"},
    {"team", "H|W", "H|W", NULL},
    {"gender", "M|F|X", "F|M|X", NULL},
    {"lep", "0|1", "No|Yes", "yes/no"},
    {"iep", "Y|N|504", "IEP|Neither|Section 504 plan", "disability status"},
    {"iep", "Y|N||", "No|Yes|Unknown", "yes/no"},
    {"eco_dis", "0|1|2|9", "0|1|2|9", NULL},
    {"frl", "F|R|N|D", "Direct certification|Free|Not eligible|Reduced price", "lunch status"},
    {"frl", "F", "Free", "lunch status"},
    {"econ_disadvantaged", "F", "F", NULL},
    {"econ_disadvantaged", "T|F", "No|Yes", "yes/no"},
    {"migrant", "Yes|No", "No|Yes", NULL},
    {"Ethnicity", "Black|unknown|Asian||Unknown", "Asian|Black|Unknown", NULL},
    {"team", "a*b|All students|c\\d|*", "\\*|\\All students|a\\*b|c\\\\d", NULL},
};

START_TEST(labels_of_a_column)
{
    char out[1024];
    eg_settings *s = settings_new();
    add_by(s, axes[_i].column, NULL);
    test_pass *p = column_pass(axes[_i].column, axes[_i].values, s);
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out), axes[_i].labels);
    if (axes[_i].scheme == NULL)
        ck_assert_ptr_null(p->settled->axes[0].scheme);
    else
        ck_assert_str_eq(p->settled->axes[0].scheme, axes[_i].scheme);
    const eg_axis_settled *axis = &p->settled->axes[0];
    for (size_t r = 0; r < p->rows; r++)
        ck_assert_uint_lt(axis->final_of[p->level[0][r]], axis->n);
    pass_free(p);
}
END_TEST

START_TEST(the_config_recodes_and_orders)
{
    char out[1024];
    eg_settings *s = settings_new();
    eg_dimension_spec *spec = add_dimension(s, "race", NULL);
    add_by(s, "race", NULL);
    set_strings(s, &spec->level_from, "H", "");
    set_strings(s, &spec->level_to, "Latino/a", "Not told");
    set_strings(s, &spec->order, "White", "Latino/a");
    test_pass *p = column_pass("race", "B|H|W||A", s);
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out), "White|Latino/a|Asian|Black|Not told");
    ck_assert_uint_eq(p->settled->axes[0].unknown, EG_NO_WORD);
    ck_assert_uint_eq(p->settled->axes[0].final_of[0], 4);
    pass_free(p);
}
END_TEST

START_TEST(a_blank_that_means_no)
{
    char out[1024];
    eg_settings *s = settings_new();
    eg_dimension_spec *spec = add_dimension(s, "iep", NULL);
    add_by(s, "iep", NULL);
    set_strings(s, &spec->level_from, "X", "");
    set_strings(s, &spec->level_to, "Yes", "No");
    test_pass *p = column_pass("iep", "X||X|", s);
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out), "No|Yes");
    pass_free(p);
}
END_TEST

START_TEST(order_may_name_levels_that_this_file_lacks_but_no_misspelt_ones)
{
    eg_settings *s = settings_new();
    eg_dimension_spec *spec = add_dimension(s, "team", NULL);
    add_by(s, "team", NULL);
    set_strings(s, &spec->order, "Asian", "Pacific Islander");
    test_pass *p = column_pass("team", "Asian|White", s);
    check_ok(p);
    pass_free(p);
    s = settings_new();
    spec = add_dimension(s, "team", NULL);
    add_by(s, "team", NULL);
    set_strings(s, &spec->order, "Asian", "Whtie");
    p = column_pass("team", "Asian|White", s);
    ck_assert_int_eq(p->status, EG_E_CONFIG);
    ck_assert(strstr(p->err.text, "\"White\"") != NULL);
    pass_free(p);
}
END_TEST

START_TEST(years_come_in_time)
{
    char out[1024];
    eg_settings *s = settings_new();
    test_pass *p =
        column_pass("school_year",
                    "Fall 2023-2024|2024|SY2324|2006 Aug|FY24||2022-23|23-24|20232024|2324", s);
    check_ok(p);
    const eg_axis_settled *axis = &p->settled->axes[0];
    ck_assert_str_eq(labels_of(p, 0, out),
                     "2022-23|2023-24|2024|2006 Aug|Fall 2023-2024|Unknown");
    static const int32_t first[] = {2022, 2023, 2024, INT32_MIN, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(axis->levels[i].first_year, first[i]);
    pass_free(p);
    p = column_pass("school_year", "1920|2021|2122", settings_new());
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out), "2019-20|2020-21|2021-22");
    pass_free(p);
    p = column_pass("school_year", "2020|2021|2022", settings_new());
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out), "2020|2021|2022");
    pass_free(p);
}
END_TEST

START_TEST(equal_school_names_in_two_districts_are_two_schools)
{
    char out[1024];
    eg_settings *s = settings_new();
    set_strings(s, &s->within, "school", NULL);
    test_pass *p = pass_run(table_of("district,school,score\nNorth,Lincoln,1\nSouth,Lincoln,2\n"
                                     "North,Peary,3\n,Peary,4\nNorth,,5\nNorth,Lincoln,6\n"
                                     ",all,7\n"),
                            s);
    check_ok(p);
    ck_assert_str_eq(labels_of(p, 0, out),
                     "Lincoln (North)|Lincoln (South)|Peary|\\all|Unknown");
    ck_assert_uint_eq(p->settled->notes.n, 1);
    const uint32_t *final_of = p->settled->axes[0].final_of;
    ck_assert_uint_eq(final_of[p->level[0][0]], final_of[p->level[0][5]]);
    ck_assert_uint_eq(final_of[p->level[0][2]], final_of[p->level[0][3]]);
    pass_free(p);
}
END_TEST

/* ---- kinds ---- */

static const struct {
    const char *values;
    eg_kind kind;
    const char *levels; /* joined by < */
    eg_status status;
} kinds[] = {
    {"0|1|1||NA", EG_KIND_RATE, NULL, EG_OK},
    {"Y|N|*", EG_KIND_RATE, NULL, EG_OK},
    {"yes|No|1|0", EG_KIND_RATE, NULL, EG_OK},
    {"1|0|1.0|0.0", EG_KIND_RATE, NULL, EG_OK},
    {"452|461.5|*|", EG_KIND_MEAN, NULL, EG_OK},
    {"0|1|2", EG_KIND_MEAN, NULL, EG_OK},
    {"1|2|3|4|5|6|7|8|9|10|11|AD", EG_KIND_MEAN, NULL, EG_OK},
    {"1|0|1|0|1|0|1|0|1|0|AD", EG_KIND_RATE, NULL, EG_OK},
    {"1|2|AD", EG_KIND_AUTO, NULL, EG_E_USAGE},
    {"Proficient|Basic|Below Basic", EG_KIND_LEVELS, "Below Basic<Basic<Proficient", EG_OK},
    {"Masters|Did Not Meet|Meets|Approaches", EG_KIND_LEVELS,
     "Did Not Meet<Approaches<Meets<Masters", EG_OK},
    {"Green|Blue", EG_KIND_AUTO, NULL, EG_E_USAGE},
    {"||NA", EG_KIND_MEAN, NULL, EG_OK},
};

static const char *levels_of(const eg_outcome_settled *o, char out[512])
{
    out[0] = '\0';
    for (size_t i = 0; i < o->n_levels; i++) {
        size_t used = strlen(out);
        snprintf(out + used, 512 - used, "%s%s", i == 0 ? "" : "<", o->levels[i]);
    }
    return out;
}

START_TEST(what_a_column_holds_settles_its_kind)
{
    char out[512];
    eg_settings *s = settings_new();
    add_outcome(s, "Result", EG_KIND_AUTO);
    test_pass *p = column_pass("Result", kinds[_i].values, s);
    ck_assert_msg(p->status == kinds[_i].status, "%s: %s", kinds[_i].values, p->err.text);
    if (p->status == EG_OK) {
        ck_assert_int_eq(p->settled->outcomes[0].kind, kinds[_i].kind);
        if (kinds[_i].levels != NULL)
            ck_assert_str_eq(levels_of(&p->settled->outcomes[0], out), kinds[_i].levels);
    } else {
        ck_assert(strstr(p->err.text, "levels(") != NULL &&
                  strstr(p->err.text, "rate(") != NULL);
        ck_assert_str_eq(p->err.name, "Result");
    }
    pass_free(p);
}
END_TEST

START_TEST(words_of_a_rate_count_as_zero_and_one)
{
    eg_settings *s = settings_new();
    add_outcome(s, "Result", EG_KIND_AUTO);
    test_pass *p = column_pass("Result", "1|0|1|0|1|0|1|0|1|0|AD|1", s);
    check_ok(p);
    const eg_outcome_settled *o = &p->settled->outcomes[0];
    ck_assert(eg_coder_words_kept(p->coder, 0));
    ck_assert_uint_eq(o->n_words, 3);
    for (size_t r = 0; r < p->rows; r++) {
        int as = o->word_as[p->value[0][r]];
        ck_assert_int_eq(as, r == 10 ? -1 : p->number[0][r] == ONE);
        ck_assert_int_eq(p->numeric[0][r], r != 10);
    }
    const eg_outcome_tally *tally = eg_coder_outcome_tally(p->coder, 0);
    ck_assert_uint_eq(tally->state[EG_VALUE_OK], 11);
    ck_assert_uint_eq(tally->state[EG_VALUE_INVALID], 1);
    ck_assert_uint_eq(tally->first_invalid_line, 12);
    pass_free(p);
}
END_TEST

/* 300 different scores in two orders, with a word among them. */
START_TEST(many_words_are_given_up_in_any_order)
{
    for (int backwards = 0; backwards < 2; backwards++) {
        char *text = malloc(16384);
        int used = snprintf(text, 16384, "Result,g\n");
        for (int i = 0; i < 300; i++) {
            int v = backwards ? 299 - i : i;
            used += v == 150 ? snprintf(text + used, 64, "absent,x\n")
                             : snprintf(text + used, 64, "%d,x\n", v);
        }
        eg_settings *s = settings_new();
        add_outcome(s, "Result", EG_KIND_AUTO);
        test_pass *p = pass_run(table_of_bytes(text, (size_t)used), s);
        check_ok(p);
        ck_assert_int_eq(p->settled->outcomes[0].kind, EG_KIND_MEAN);
        ck_assert(!eg_coder_words_kept(p->coder, 0));
        const eg_outcome_tally *tally = eg_coder_outcome_tally(p->coder, 0);
        ck_assert_uint_eq(tally->state[EG_VALUE_OK], 299);
        ck_assert_uint_eq(tally->state[EG_VALUE_INVALID], 1);
        pass_free(p);
    }
}
END_TEST

START_TEST(listed_levels_have_the_users_order)
{
    char out[512];
    eg_settings *s = settings_new();
    eg_outcome_spec *spec = add_outcome(s, "Result", EG_KIND_LEVELS);
    set_strings(s, &spec->levels, "Green", "Blue");
    test_pass *p = column_pass("Result", "Blue|Green|red||Green", s);
    check_ok(p);
    const eg_outcome_settled *o = &p->settled->outcomes[0];
    ck_assert_str_eq(levels_of(o, out), "Green<Blue");
    ck_assert_int_eq(o->word_as[p->value[0][0]], 1);
    ck_assert_int_eq(o->word_as[p->value[0][1]], 0);
    ck_assert_uint_eq(p->state[0][2], EG_VALUE_INVALID);
    ck_assert_uint_eq(p->state[0][3], EG_VALUE_MISSING);
    pass_free(p);
}
END_TEST

START_TEST(a_kind_that_suits_no_value_is_an_error)
{
    static const eg_kind wrong[] = {EG_KIND_RATE, EG_KIND_MEAN, EG_KIND_LEVELS};
    eg_settings *s = settings_new();
    add_outcome(s, "Result", wrong[_i]);
    test_pass *p = column_pass("Result", "Green|Blue", s);
    ck_assert_int_eq(p->status, EG_E_USAGE);
    pass_free(p);
}
END_TEST

/* ---- known orders ---- */

static const struct {
    const char *words[5];
    int rank[5]; /* -1 in the first: not known */
} orders[] = {
    {{"3", "1", "2"}, {2, 0, 1}},
    {{"4", "2"}, {1, 0}},
    {{"Level 10", "Level 9"}, {1, 0}},
    {{"2 - Basic", "1 - Low"}, {1, 0}},
    {{"2 - Basic", "2 - Low"}, {-1}},
    {{"1 Grade Level Below", "2 Grade Levels Below"}, {1, 0}},
    {{"Well Below Benchmark", "At Benchmark", "Below Benchmark", "Above Benchmark"},
     {0, 2, 1, 3}},
    {{"lowRisk", "highRisk", "someRisk"}, {2, 0, 1}},
    {{"High", "Low", "Medium"}, {2, 0, 1}},
    {{"Advanced", "Minimal", "Basic"}, {2, 0, 1}},
    {{"Standard Met", "Standard Not Met"}, {1, 0}},
    {{"Low", "Purple"}, {-1}},
    {{"A", "B"}, {-1}},
    {{"basic", "Basic"}, {0, 0}},
};

START_TEST(level_words_have_a_known_order)
{
    eg_text words[5];
    uint32_t rank[5], n_ranks;
    size_t n = 0;
    while (n < 5 && orders[_i].words[n] != NULL) {
        words[n] = eg_text_of(orders[_i].words[n]);
        n++;
    }
    bool known = eg_levels_order(words, n, rank, &n_ranks);
    ck_assert_msg(known == (orders[_i].rank[0] >= 0), "%s", orders[_i].words[0]);
    for (size_t i = 0; i < n && known; i++)
        ck_assert_msg((int)rank[i] == orders[_i].rank[i], "%s: %u", orders[_i].words[i],
                      rank[i]);
}
END_TEST

Suite *coder_settle_suite(void)
{
    Suite *suite = suite_create("coder_settle");
    TCase *tc = tcase_create("axes");
    tcase_add_loop_test(tc, labels_of_a_column, 0, (int)(sizeof axes / sizeof axes[0]));
    tcase_add_test(tc, the_config_recodes_and_orders);
    tcase_add_test(tc, a_blank_that_means_no);
    tcase_add_test(tc, order_may_name_levels_that_this_file_lacks_but_no_misspelt_ones);
    tcase_add_test(tc, years_come_in_time);
    tcase_add_test(tc, equal_school_names_in_two_districts_are_two_schools);
    suite_add_tcase(suite, tc);
    tc = tcase_create("kinds");
    tcase_add_loop_test(tc, what_a_column_holds_settles_its_kind, 0,
                        (int)(sizeof kinds / sizeof kinds[0]));
    tcase_add_test(tc, words_of_a_rate_count_as_zero_and_one);
    tcase_add_test(tc, many_words_are_given_up_in_any_order);
    tcase_add_test(tc, listed_levels_have_the_users_order);
    tcase_add_loop_test(tc, a_kind_that_suits_no_value_is_an_error, 0, 3);
    tcase_add_loop_test(tc, level_words_have_a_known_order, 0,
                        (int)(sizeof orders / sizeof orders[0]));
    suite_add_tcase(suite, tc);
    return suite;
}
