/* Records to levels and values, one column of quirks after another. */
#include "schema_table.h"

#include "schema/cell.h"
#include "schema/level_words.h"

Suite *coder_suite(void);

#define ONE EG_DECIMAL_ONE

static void check_ok(const test_pass *p)
{
    ck_assert_msg(p->status == EG_OK, "%s: %s", p->err.name, p->err.text);
}

/* ---- cells ---- */

static const struct {
    const char *text;
    bool plain;
    int64_t value;
} numbers[] = {
    {"0", true, 0},
    {"7", true, 7 * ONE},
    {"-3.5", true, -3500000000},
    {"007", true, 7 * ONE},
    {"1426.76256371231", true, 1426762563712},
    {"0.0000000005", true, 1},
    {"0.00000000049999", true, 0},
    {"-0.0000000005", true, -1},
    {"0.9999999995", true, ONE},
    {"67.400000000000006", true, 67400000000},
    {"12345678", true, INT64_C(12345678000000000)},
    {"1234567.", false, INT64_C(1234567000000000)},
    {"1234.678", true, INT64_C(1234678000000)},
    {"0.123456", true, 123456000},
    {".5", false, 500000000},
    {"1.2.3", false, 0},
    {"999999999", true, INT64_C(999999999000000000)},
    {"1,007", false, 1007 * ONE},
    {"5.", false, 5 * ONE},
    {"9%", false, 90000000},
};

START_TEST(both_ways_to_a_number_agree)
{
    eg_decimal quick = 0, slow = 0;
    eg_text text = eg_text_of(numbers[_i].text);
    bool percent = false;
    ck_assert_msg(eg_cell_plain_number(text.at, text.n, &quick) == numbers[_i].plain, "%s",
                  numbers[_i].text);
    eg_number_state state = eg_decimal_parse(text, &slow, &percent);
    if (numbers[_i].plain)
        ck_assert_msg(quick == numbers[_i].value, "%s: %lld", numbers[_i].text,
                      (long long)quick);
    if (state == EG_NUMBER_OK)
        ck_assert_msg(slow == numbers[_i].value, "%s: %lld", numbers[_i].text, (long long)slow);
    else
        ck_assert_msg(!numbers[_i].plain, "%s", numbers[_i].text);
}
END_TEST

/* Short texts over an alphabet of traps: what the quick way takes, the parser reads alike. */
START_TEST(short_numbers_agree_in_every_shape)
{
    static const char letters[] = "0159.-/:x ";
    char text[10];
    unsigned taken = 0;
    for (unsigned n = 1; n <= 5; n++) {
        unsigned count = 1;
        for (unsigned i = 0; i < n; i++)
            count *= 10;
        for (unsigned k = 0; k < count; k++) {
            unsigned rest = k;
            for (unsigned i = 0; i < n; i++, rest /= 10)
                text[i] = letters[rest % 10];
            eg_decimal quick, slow = 0;
            bool percent = false;
            if (!eg_cell_plain_number(text, n, &quick))
                continue;
            taken++;
            ck_assert_msg(eg_decimal_parse((eg_text){text, n}, &slow, &percent) ==
                                  EG_NUMBER_OK &&
                              quick == slow,
                          "%.*s", (int)n, text);
        }
    }
    /* d digits with or without sign, and d - 1 digits with a point inside */
    unsigned expected = 0, power = 1;
    for (unsigned n = 1; n <= 5; n++) {
        power *= 4;
        expected += power + (n > 1 ? power / 4 : 0);
        expected += n > 2 ? (n - 2) * (power / 4) : 0;
        expected += n > 3 ? (n - 3) * (power / 16) : 0;
    }
    ck_assert_uint_eq(taken, expected);
}
END_TEST

START_TEST(cells_lose_what_a_spreadsheet_wrapped_them_in)
{
    static const char *const pairs[][2] = {
        {"=\"00123\"", "00123"},
        {"'00123", "00123"},
        {"'tis", "'tis"},
        {"  a  b ", "a b"},
        {"a\xC2\xA0"
         "b",
         "a b"},
        {"\xE2\x80\x8B"
         "x",
         "x"},
        {"e\xCC\x81", "\xC3\xA9"},
        {"=\"=\"", "="},
        {"", ""},
        {"   ", ""},
        {"\xFF", "\xFF"},
    };
    eg_buffer scratch = {.at = NULL};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ck_assert_msg(
            eg_text_is(eg_cell_canonical(eg_text_of(pairs[i][0]), &scratch), pairs[i][1]), "%s",
            pairs[i][0]);
    eg_buffer_clear(&scratch);
}
END_TEST

START_TEST(yes_and_no_have_many_spellings)
{
    static const char *const yes[] = {"Y",  "yes",       "T",         "TRUE",     "1",
                                      "Si", "s\xC3\xAD", "S\xC3\x8D", "Verdadero"};
    static const char *const no[] = {"n", "No", "F", "false", "0", "FALSO"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        ck_assert_msg(eg_cell_yes_no(eg_text_of(yes[i])) == 1, "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert_msg(eg_cell_yes_no(eg_text_of(no[i])) == 0, "%s", no[i]);
    ck_assert_int_eq(eg_cell_yes_no(eg_text_of("X")), -1);
    ck_assert_int_eq(eg_cell_yes_no(eg_text_of("")), -1);
}
END_TEST

/* ---- outcomes ---- */

START_TEST(the_states_of_a_score)
{
    eg_settings *s = settings_new();
    add_outcome(s, "score", EG_KIND_MEAN);
    test_pass *p = pass_run(
        table_of("gender,score\nF,1\nM,\nF,NA\nM,.\nF,-99\nM,*\nF,<10\nM,abc\nF,85%\n"
                 "M,\"1,007\"\nF,#DIV/0!\nM,9e12\nF,-99.0\nM,\xE2\x80\xA1\nF,Not Applicable\n"
                 "M,21-39\nF,67.400000000000006\n"),
        s);
    check_ok(p);
    static const uint8_t states[] = {0, 1, 1, 1, 1, 2, 2, 4, 0, 0, 1, 4, 1, 2, 3, 2, 0};
    for (size_t i = 0; i < sizeof states; i++)
        ck_assert_msg(p->state[0][i] == states[i], "row %zu: %d", i + 1, p->state[0][i]);
    ck_assert_int_eq(p->value[0][0], ONE);
    ck_assert_int_eq(p->value[0][8], 850000000);
    ck_assert_int_eq(p->value[0][9], 1007 * ONE);
    ck_assert_int_eq(p->value[0][16], 67400000000);
    const eg_outcome_tally *tally = eg_coder_outcome_tally(p->coder, 0);
    ck_assert_uint_eq(tally->state[EG_VALUE_INVALID], 2);
    ck_assert_uint_eq(tally->first_invalid_line, 9);
    pass_free(p);
}
END_TEST

START_TEST(a_percent_in_the_header_divides)
{
    eg_settings *s = settings_new();
    add_outcome(s, "Attended %", EG_KIND_MEAN);
    test_pass *p = pass_run(table_of("g,Attended %\na,67.3\nb,67.3%\nc,100\n"), s);
    check_ok(p);
    ck_assert_int_eq(p->value[0][0], 673000000);
    ck_assert_int_eq(p->value[0][1], 673000000);
    ck_assert_int_eq(p->value[0][2], ONE);
    pass_free(p);
}
END_TEST

START_TEST(a_rate_of_yes_and_no)
{
    eg_settings *s = settings_new();
    add_outcome(s, "Transfer", EG_KIND_RATE);
    test_pass *p = pass_run(table_of("g,Transfer\na,1\na,0\na,Yes\na,falso\na,1.0\na,2\na,\n"
                                     "a,s\n"),
                            s);
    check_ok(p);
    static const uint8_t states[] = {0, 0, 0, 0, 0, 4, 1, 2};
    static const int values[] = {1, 0, 1, 0, 1, 0, 0, 0};
    for (size_t i = 0; i < 8; i++) {
        ck_assert_uint_eq(p->state[0][i], states[i]);
        ck_assert_int_eq(p->value[0][i], values[i]);
    }
    pass_free(p);
}
END_TEST

START_TEST(a_rate_of_listed_words)
{
    eg_settings *s = settings_new();
    eg_outcome_spec *spec = add_outcome(s, "lv", EG_KIND_RATE);
    set_strings(s, &spec->success, "Meets", "3");
    test_pass *p = pass_run(table_of("lv\nMeets\nmeets\n3\n3.0\nLow\n\n*\n"), s);
    check_ok(p);
    static const int values[] = {1, 0, 1, 1, 0};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(p->state[0][i], EG_VALUE_OK);
        ck_assert_int_eq(p->value[0][i], values[i]);
    }
    pass_free(p);
    s = settings_new();
    spec = add_outcome(s, "lv", EG_KIND_RATE);
    set_strings(s, &spec->success, "Profcient", NULL);
    p = pass_run(table_of("lv\nBasic\nProficient\n"), s);
    ck_assert_int_eq(p->status, EG_E_USAGE);
    ck_assert(strstr(p->err.text, "Proficient") != NULL);
    ck_assert_str_eq(p->err.name, "lv");
    pass_free(p);
}
END_TEST

START_TEST(a_rate_by_threshold_is_exact)
{
    eg_settings *s = settings_new();
    eg_outcome_spec *spec = add_outcome(s, "att", EG_KIND_RATE);
    spec->compare = EG_COMPARE_LT;
    spec->threshold = 900000000;
    test_pass *p = pass_run(table_of("att\n0.9\n0.899999999\n90%\n89%\nx\n\n"), s);
    check_ok(p);
    ck_assert_int_eq(p->value[0][0], 0);
    ck_assert_int_eq(p->value[0][1], 1);
    ck_assert_int_eq(p->value[0][2], 0);
    ck_assert_int_eq(p->value[0][3], 1);
    ck_assert_uint_eq(p->state[0][4], EG_VALUE_INVALID);
    pass_free(p);
}
END_TEST

START_TEST(config_marks_replace_the_table)
{
    eg_settings *s = settings_new();
    add_outcome(s, "score", EG_KIND_MEAN);
    set_strings(s, &s->missing_marks, "absent", "-1");
    set_strings(s, &s->suppressed_marks, "hid", NULL);
    s->missing_replaced = s->suppressed_replaced = true;
    test_pass *p = pass_run(table_of("score\nabsent\n-1\n-1.0\nhid\n*\nNA\n-99\n#N/A\n5\n"), s);
    check_ok(p);
    static const uint8_t states[] = {1, 1, 1, 2, 4, 4, 0, 1, 0};
    for (size_t i = 0; i < sizeof states; i++)
        ck_assert_msg(p->state[0][i] == states[i], "row %zu: %d", i + 1, p->state[0][i]);
    pass_free(p);
}
END_TEST

/* ---- records ---- */

START_TEST(conditions_compare_numbers_as_numbers)
{
    static const struct {
        eg_compare compare;
        const char *a, *b;
        size_t kept;
    } cases[] = {
        {EG_COMPARE_EQ, "8", NULL, 3}, {EG_COMPARE_EQ, "8", "K", 4},
        {EG_COMPARE_NE, "8", NULL, 4}, {EG_COMPARE_GE, "8", NULL, 4},
        {EG_COMPARE_LT, "8", NULL, 1}, {EG_COMPARE_GT, "8", NULL, 1},
        {EG_COMPARE_LE, "8", NULL, 4}, {EG_COMPARE_EQ, "k", NULL, 0},
        {EG_COMPARE_EQ, "", NULL, 1},
    };
    eg_settings *s = settings_new();
    add_outcome(s, "score", EG_KIND_MEAN);
    add_where(s, "grade", cases[_i].compare, cases[_i].a, cases[_i].b);
    test_pass *p = pass_run(table_of("grade,score\n8,1\n08,2\n8.0,3\n7,4\n12,5\nK,6\n,7\n"), s);
    check_ok(p);
    ck_assert_uint_eq(p->rows, cases[_i].kept);
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->records, cases[_i].kept);
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->filtered, 7 - cases[_i].kept);
    pass_free(p);
}
END_TEST

START_TEST(all_conditions_must_hold)
{
    eg_settings *s = settings_new();
    add_outcome(s, "score", EG_KIND_MEAN);
    add_where(s, "grade", EG_COMPARE_EQ, "3", "4");
    add_where(s, "days", EG_COMPARE_GE, "30", NULL);
    test_pass *p =
        pass_run(table_of("grade,days,score\n3,30,1\n3,29,2\n4,31,3\n5,40,4\n4,,5\n"), s);
    check_ok(p);
    ck_assert_uint_eq(p->rows, 2);
    ck_assert_int_eq(p->value[0][1], 3 * ONE);
    pass_free(p);
}
END_TEST

static bool same_key(const test_pass *p, size_t a, size_t b)
{
    return p->key[a].low == p->key[b].low && p->key[a].high == p->key[b].high;
}

START_TEST(a_key_is_a_student_and_a_year)
{
    eg_settings *s = settings_new();
    test_pass *p = pass_run(table_of("student_id,school_year,gender,score\n"
                                     "007,2023-24,F,1\n"
                                     "007,2023-2024,F,2\n"
                                     "007,FY24,F,3\n"
                                     "7,2023-24,F,4\n"
                                     "007,2022-23,F,5\n"
                                     "=\"007\",SY2324,F,6\n"
                                     " 007 ,2324,F,7\n"
                                     ",2023-24,F,8\n"
                                     "Grand Total,2023-24,F,9\n"
                                     "NA,2023-24,F,10\n"),
                            s);
    check_ok(p);
    ck_assert_uint_eq(p->rows, 9);
    ck_assert(same_key(p, 0, 1) && same_key(p, 0, 2) && same_key(p, 0, 5) && same_key(p, 0, 6));
    ck_assert(!same_key(p, 0, 3) && !same_key(p, 0, 4));
    ck_assert(p->key[7].low == 0 && p->key[7].high == 0 && same_key(p, 7, 8));
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->totals_rows, 1);
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->no_id, 2);
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->records, 9);
    ck_assert_uint_eq(p->settled->axes[p->schema->year].n, 2);
    pass_free(p);
}
END_TEST

START_TEST(a_weight_is_a_whole_number)
{
    eg_settings *s = settings_new();
    test_pass *p = pass_run(
        table_of("gender,score,Freq\nF,1,3\nM,2,\"1,007\"\nF,3,0\nM,4,1.5\nF,5,-1\nM,6,\n"), s);
    check_ok(p);
    ck_assert_uint_eq(p->rows, 3);
    ck_assert_uint_eq(p->weight[0], 3);
    ck_assert_uint_eq(p->weight[1], 1007);
    ck_assert_uint_eq(p->weight[2], 0);
    ck_assert_uint_eq(eg_coder_tally_of(p->coder)->bad_weight, 3);
    pass_free(p);
}
END_TEST

START_TEST(spellings_of_one_level_meet)
{
    eg_settings *s = settings_new();
    add_by(s, "team", NULL);
    test_pass *p = pass_run(table_of("team,score\nA  B,1\n A B,2\nA\xC2\xA0"
                                     "B,3\na b,4\n,5\n"
                                     "NA,6\n=\"A B\",7\n"),
                            s);
    check_ok(p);
    static const uint32_t levels[] = {1, 1, 1, 2, 0, 0, 1};
    for (size_t i = 0; i < 7; i++)
        ck_assert_uint_eq(p->level[0][i], levels[i]);
    ck_assert_uint_eq(eg_coder_levels(p->coder, 0), 3);
    ck_assert(eg_text_is(eg_coder_level(p->coder, 0, 1), "A B"));
    pass_free(p);
}
END_TEST

/* n values of one column, each in so many rows, the value a number. */
static test_table long_table(size_t n, const char *prefix, size_t each)
{
    char *bytes = malloc(64 + n * each * 40);
    int used = snprintf(bytes, 64, "team,score\n");
    for (size_t i = 0; i < n * each; i++)
        used += snprintf(bytes + used, 40, "%s%zu,1\n", prefix, i / each);
    return table_of_bytes(bytes, (size_t)used);
}

START_TEST(a_dimension_has_limits)
{
    eg_settings *s = settings_new();
    add_by(s, "team", NULL);
    test_pass *p = pass_run(long_table(201, "t", 1), s);
    ck_assert_int_eq(p->status, EG_E_USAGE);
    ck_assert_str_eq(p->err.name, "team");
    pass_free(p);
    s = settings_new();
    add_by(s, "team", NULL);
    p = pass_run(long_table(10001, "a team of many: ", 1), s);
    ck_assert_int_eq(p->status, EG_E_LIMIT);
    pass_free(p);
    s = settings_new();
    set_strings(s, &s->within, "team", NULL);
    p = pass_run(long_table(10001, "t", 1), s);
    ck_assert_int_eq(p->status, EG_E_USAGE); /* units of one record tell students apart */
    pass_free(p);
    s = settings_new();
    set_strings(s, &s->within, "team", NULL);
    p = pass_run(long_table(10001, "t", 2), s);
    check_ok(p);
    ck_assert_uint_eq(p->settled->axes[0].n, 10001);
    pass_free(p);
    s = settings_new();
    add_by(s, "team", NULL);
    p = pass_run(long_table(200, "t", 1), s);
    check_ok(p);
    pass_free(p);
}
END_TEST

Suite *coder_suite(void)
{
    Suite *suite = suite_create("coder");
    TCase *tc = tcase_create("cells");
    tcase_add_loop_test(tc, both_ways_to_a_number_agree, 0,
                        (int)(sizeof numbers / sizeof numbers[0]));
    tcase_add_test(tc, short_numbers_agree_in_every_shape);
    tcase_add_test(tc, cells_lose_what_a_spreadsheet_wrapped_them_in);
    tcase_add_test(tc, yes_and_no_have_many_spellings);
    suite_add_tcase(suite, tc);
    tc = tcase_create("outcomes");
    tcase_add_test(tc, the_states_of_a_score);
    tcase_add_test(tc, a_percent_in_the_header_divides);
    tcase_add_test(tc, a_rate_of_yes_and_no);
    tcase_add_test(tc, a_rate_of_listed_words);
    tcase_add_test(tc, a_rate_by_threshold_is_exact);
    tcase_add_test(tc, config_marks_replace_the_table);
    suite_add_tcase(suite, tc);
    tc = tcase_create("records");
    tcase_add_loop_test(tc, conditions_compare_numbers_as_numbers, 0, 9);
    tcase_add_test(tc, all_conditions_must_hold);
    tcase_add_test(tc, a_key_is_a_student_and_a_year);
    tcase_add_test(tc, a_weight_is_a_whole_number);
    tcase_add_test(tc, spellings_of_one_level_meet);
    tcase_add_test(tc, a_dimension_has_limits);
    suite_add_tcase(suite, tc);
    return suite;
}
