/* What cells of figures say; expected values read off the spelling by hand. */
#include <check.h>

#include "schema/cell_state.h"

Suite *cell_state_suite(void);

#define V    EG_FIGURE_VALUE
#define B    EG_FIGURE_INTERVAL
#define S    EG_FIGURE_SUPPRESSED
#define A    EG_FIGURE_NOT_APPLICABLE
#define M    EG_FIGURE_MISSING
#define X    EG_FIGURE_INVALID
#define NONE (-1.0)

static const struct {
    const char *text;
    eg_figure_role role;
    eg_figure_state state;
    double low, high; /* NONE: no bound on that side */
    bool open_low, open_high;
} cells[] = {
    {"55", EG_FIGURE_N, V, 55, 55, false, false},
    {"1,007", EG_FIGURE_N, V, 1007, 1007, false, false},
    {"0", EG_FIGURE_COUNT, V, 0, 0, false, false},
    {"67.3", EG_FIGURE_RATE, V, 67.3, 67.3, false, false},
    {"67.400000000000006", EG_FIGURE_RATE, V, 67.4, 67.4, false, false},
    {"9%", EG_FIGURE_RATE, V, 0.09, 0.09, false, false},
    {"-3", EG_FIGURE_N, X, 0, 0, false, false},
    {"many", EG_FIGURE_N, X, 0, 0, false, false},
    {"4-May", EG_FIGURE_N, X, 0, 0, false, false},
    {"39-21", EG_FIGURE_N, X, 0, 0, false, false},
    /* bounds */
    {"<10", EG_FIGURE_N, B, NONE, 10, false, true},
    {"< 10", EG_FIGURE_N, B, NONE, 10, false, true},
    {"n<10", EG_FIGURE_N, B, NONE, 10, false, true},
    {"n < 10", EG_FIGURE_N, B, NONE, 10, false, true},
    {"N<25", EG_FIGURE_N, B, NONE, 25, false, true},
    {"n<10", EG_FIGURE_RATE, S, 0, 0, false, false},
    {"n<25", EG_FIGURE_COUNT, S, 0, 0, false, false},
    {">=95%", EG_FIGURE_RATE, B, 0.95, NONE, false, false},
    {">95", EG_FIGURE_RATE, B, 95, NONE, true, false},
    {"<5", EG_FIGURE_RATE, B, NONE, 5, false, true},
    {"<3", EG_FIGURE_N, B, NONE, 3, false, true},
    {"<=5", EG_FIGURE_RATE, B, NONE, 5, false, false},
    {"\xE2\x89\xA4"
     "5",
     EG_FIGURE_RATE, B, NONE, 5, false, false},
    {"\xE2\x89\xA5"
     "95%",
     EG_FIGURE_RATE, B, 0.95, NONE, false, false},
    {"GE95", EG_FIGURE_RATE, B, 95, NONE, false, false},
    {"LE5", EG_FIGURE_RATE, B, NONE, 5, false, false},
    {"LT50", EG_FIGURE_RATE, B, NONE, 50, false, true},
    {"GT50", EG_FIGURE_RATE, B, 50, NONE, true, false},
    {"21-39", EG_FIGURE_RATE, B, 21, 39, false, false},
    {"21-39%", EG_FIGURE_RATE, B, 0.21, 0.39, false, false},
    {"21%-39%", EG_FIGURE_RATE, B, 0.21, 0.39, false, false},
    {"21\xE2\x80\x93"
     "39",
     EG_FIGURE_RATE, B, 21, 39, false, false},
    {"6-15", EG_FIGURE_N, B, 6, 15, false, false},
    {"fewer than 10", EG_FIGURE_N, B, NONE, 10, false, true},
    {"10 or fewer", EG_FIGURE_N, B, NONE, 10, false, false},
    {"95% or more", EG_FIGURE_RATE, B, 0.95, NONE, false, false},
    {"95+", EG_FIGURE_RATE, B, 95, NONE, false, false},
    /* marks, as 50 states write them */
    {"*", EG_FIGURE_N, S, 0, 0, false, false},
    {"**", EG_FIGURE_N, S, 0, 0, false, false},
    {"***", EG_FIGURE_N, S, 0, 0, false, false},
    {".", EG_FIGURE_N, S, 0, 0, false, false},
    {"-", EG_FIGURE_N, S, 0, 0, false, false},
    {"--", EG_FIGURE_N, S, 0, 0, false, false},
    {"- -", EG_FIGURE_N, S, 0, 0, false, false},
    {"<", EG_FIGURE_N, S, 0, 0, false, false},
    {"s", EG_FIGURE_N, S, 0, 0, false, false},
    {"^", EG_FIGURE_N, S, 0, 0, false, false},
    {"PS", EG_FIGURE_N, S, 0, 0, false, false},
    {"\xE2\x80\xA1", EG_FIGURE_N, S, 0, 0, false, false},
    {"", EG_FIGURE_N, M, 0, 0, false, false},
    {"NA", EG_FIGURE_N, M, 0, 0, false, false},
    {"n/a", EG_FIGURE_N, M, 0, 0, false, false},
    {"NULL", EG_FIGURE_N, M, 0, 0, false, false},
    {"#DIV/0!", EG_FIGURE_N, M, 0, 0, false, false},
    {"Not Applicable", EG_FIGURE_N, A, 0, 0, false, false},
};

static eg_figure read_cell(const char *text, eg_figure_role role, const char *config)
{
    eg_error err = {.status = EG_OK};
    eg_settings *settings = NULL;
    eg_mark_table *marks = NULL;
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    if (config != NULL)
        ck_assert_int_eq(eg_config_parse(settings, eg_text_of(config), "c.json", &err), EG_OK);
    ck_assert_int_eq(eg_mark_table_new(&marks, settings, &err), EG_OK);
    eg_figure figure = eg_figure_read(marks, eg_text_of(text), role);
    eg_mark_table_free(marks);
    eg_settings_free(settings);
    return figure;
}

static bool near(double a, double b)
{
    return a - b < 1e-9 && b - a < 1e-9;
}

START_TEST(each_spelling)
{
    eg_figure f = read_cell(cells[_i].text, cells[_i].role, NULL);
    ck_assert_msg(f.state == cells[_i].state, "%s: state %d", cells[_i].text, (int)f.state);
    if (f.state != V && f.state != B)
        return;
    ck_assert_msg(f.has_low == (cells[_i].low >= 0), "%s: has a low end", cells[_i].text);
    ck_assert_msg(f.has_high == (cells[_i].high >= 0), "%s: has a high end", cells[_i].text);
    ck_assert_msg(!f.has_low || near(eg_decimal_to_double(f.low), cells[_i].low), "%s: low",
                  cells[_i].text);
    ck_assert_msg(!f.has_high || near(eg_decimal_to_double(f.high), cells[_i].high), "%s: high",
                  cells[_i].text);
    ck_assert_msg(f.open_low == cells[_i].open_low && f.open_high == cells[_i].open_high,
                  "%s: its ends", cells[_i].text);
}
END_TEST

START_TEST(decimals_written)
{
    ck_assert_int_eq(read_cell("67.3", EG_FIGURE_RATE, NULL).places, 1);
    ck_assert_int_eq(read_cell("67.400000000000006", EG_FIGURE_RATE, NULL).places, 1);
    ck_assert_int_eq(read_cell("9%", EG_FIGURE_RATE, NULL).places, 0);
    ck_assert_int_eq(read_cell("30.25%", EG_FIGURE_RATE, NULL).places, 2);
}
END_TEST

START_TEST(config_replaces_marks)
{
    const char *config = "{\"suppressed\": [\"x\"], \"missing\": [\".\"], "
                         "\"not_applicable\": [\"-\"]}";
    ck_assert_int_eq(read_cell("x", EG_FIGURE_N, config).state, S);
    ck_assert_int_eq(read_cell(".", EG_FIGURE_N, config).state, M);
    ck_assert_int_eq(read_cell("-", EG_FIGURE_N, config).state, A);
    ck_assert_int_eq(read_cell("*", EG_FIGURE_N, config).state, X);
    ck_assert_int_eq(read_cell("<10", EG_FIGURE_N, config).state, B);
    ck_assert_int_eq(read_cell("<10", EG_FIGURE_N, "{\"suppressed\": [\"<10\"]}").state, S);
}
END_TEST

START_TEST(words_stand_for_bounds_among_figures_alone)
{
    eg_bound bound;
    ck_assert(!eg_bound_parse(eg_text_of("95+"), false, &bound));
    ck_assert(eg_bound_parse(eg_text_of("GE95"), false, &bound));
    ck_assert(eg_bound_parse(eg_text_of("21-39"), false, &bound));
    ck_assert(!eg_bound_parse(eg_text_of("Level 3"), true, &bound));
}
END_TEST

Suite *cell_state_suite(void)
{
    Suite *suite = suite_create("cell_state");
    TCase *tc = tcase_create("spellings");
    tcase_add_loop_test(tc, each_spelling, 0, (int)(sizeof cells / sizeof cells[0]));
    tcase_add_test(tc, decimals_written);
    tcase_add_test(tc, config_replaces_marks);
    tcase_add_test(tc, words_stand_for_bounds_among_figures_alone);
    suite_add_tcase(suite, tc);
    return suite;
}
