/* What the figures of a group amount to; expected counts by hand from n and the rounded share.
 */
#include <check.h>

#include "cube/given.h"
#include "schema/group_words.h"

Suite *given_suite(void);

static eg_figure value(double number, uint8_t places, bool percent)
{
    eg_figure f = {.state = EG_FIGURE_VALUE,
                   .places = places,
                   .percent = percent,
                   .has_low = true,
                   .has_high = true};
    f.low = f.high = (eg_decimal)(number * 1e9 + 0.5);
    return f;
}

static eg_figure bounds(double low, double high, bool open_high)
{
    eg_figure f = {.state = EG_FIGURE_INTERVAL,
                   .has_low = low >= 0,
                   .has_high = high >= 0,
                   .open_high = open_high};
    f.low = low >= 0 ? (eg_decimal)(low * 1e9 + 0.5) : 0;
    f.high = high >= 0 ? (eg_decimal)(high * 1e9 + 0.5) : 0;
    return f;
}

static eg_bounds count_of(const eg_figure *n, const eg_figure *count, const eg_figure *rate)
{
    eg_given_figures figures = {.n = n, .count = count, .rate = rate, .kind = EG_KIND_RATE};
    eg_given_sums sums;
    eg_given_combine(&figures, &sums);
    return sums.bounds[1];
}

static const struct {
    uint64_t n;
    double share;
    uint8_t places; /* of the percentage */
    uint64_t low, high;
} rounded[] = {
    {55, 0.673, 1, 37, 37},   /* 36.99 to 37.04 */
    {78, 0.551, 1, 43, 43},   /* 42.94 to 43.02 */
    {78, 0.09, 0, 7, 7},      /* 6.63 to 7.41 */
    {205, 0.422, 1, 87, 86},  /* 86.41 to 86.61: none */
    {205, 0.420, 0, 86, 87},  /* 85.08 to 87.12 */
    {1007, 0.5, 0, 499, 508}, /* 498.5 to 508.5 */
    {40, 0, 0, 0, 0},         /* 0 to 0.2 */
    {40, 1, 0, 40, 40},
};

START_TEST(count_from_a_rounded_share)
{
    eg_figure n = value((double)rounded[_i].n, 0, false);
    eg_figure rate = value(rounded[_i].share, rounded[_i].places, true);
    eg_bounds x = count_of(&n, NULL, &rate);
    if (rounded[_i].low > rounded[_i].high) {
        ck_assert_int_eq(x.state, EG_GIVEN_NONE);
        return;
    }
    ck_assert_int_eq(x.state,
                     rounded[_i].low == rounded[_i].high ? EG_GIVEN_EXACT : EG_GIVEN_BOUNDS);
    ck_assert_uint_eq(x.low, rounded[_i].low);
    ck_assert_uint_eq(x.high, rounded[_i].high);
}
END_TEST

START_TEST(bounds_stay_bounds)
{
    eg_figure n = value(60, 0, false), below = bounds(-1, 10, true),
              ge = bounds(0.95, -1, false);
    eg_bounds x = count_of(&n, &below, NULL);
    ck_assert_int_eq(x.state, EG_GIVEN_BOUNDS);
    ck_assert_uint_eq(x.low, 0);
    ck_assert_uint_eq(x.high, 9);
    ge.percent = true; /* GE95: 56.7 of 60 and more */
    x = count_of(&n, NULL, &ge);
    ck_assert_uint_eq(x.low, 57);
    ck_assert_uint_eq(x.high, 60);
    /* 21-39 of 23: 4.7 to 9.1, since 9 of 23 is 39.1%; below 10% of 60 is not 6 */
    eg_figure few = value(23, 0, false), range = bounds(0.21, 0.39, false),
              tenth = bounds(-1, 0.1, true);
    range.percent = tenth.percent = true;
    x = count_of(&few, NULL, &range);
    ck_assert_uint_eq(x.low, 5);
    ck_assert_uint_eq(x.high, 9);
    ck_assert_uint_eq(count_of(&n, NULL, &tenth).high, 5);
    eg_figure eight = value(8, 0, false), less = bounds(-1, 10, true);
    x = count_of(&less, &eight, NULL);
    ck_assert_int_eq(x.state, EG_GIVEN_EXACT);
    ck_assert_uint_eq(x.low, 8);
}
END_TEST

START_TEST(states_are_not_folded)
{
    eg_figure n = value(60, 0, false), other = {.state = EG_FIGURE_SUPPRESSED};
    ck_assert_int_eq(count_of(&n, &other, NULL).state, EG_GIVEN_HIDDEN);
    other.state = EG_FIGURE_MISSING;
    ck_assert_int_eq(count_of(&n, &other, NULL).state, EG_GIVEN_NONE);
    other.state = EG_FIGURE_NOT_APPLICABLE;
    ck_assert_int_eq(count_of(&n, &other, NULL).state, EG_GIVEN_NONE);
    /* a percentage tells what a missing count does not, but not what a hidden one does */
    eg_figure half = value(0.5, 0, true), hidden = {.state = EG_FIGURE_SUPPRESSED};
    other.state = EG_FIGURE_MISSING;
    ck_assert_int_eq(count_of(&n, &other, &half).state, EG_GIVEN_EXACT);
    ck_assert_int_eq(count_of(&n, &hidden, &half).state, EG_GIVEN_HIDDEN);
    /* 61 of 60, and 12.5 students */
    eg_figure more = value(61, 0, false), part = value(12.5, 1, false);
    ck_assert_int_eq(count_of(&n, &more, NULL).state, EG_GIVEN_NONE);
    ck_assert_int_eq(count_of(&n, &part, NULL).state, EG_GIVEN_NONE);
}
END_TEST

/* 10, 12 and 14 have mean 12 and sd 2: sum 36, squares 440. */
START_TEST(moments_of_a_mean)
{
    eg_figure n = value(3, 0, false), mean = value(12, 0, false), sd = value(2, 0, false);
    eg_given_figures figures = {.n = &n, .mean = &mean, .sd = &sd, .kind = EG_KIND_MEAN};
    eg_given_sums sums;
    double m, ss;
    eg_given_combine(&figures, &sums);
    ck_assert_int_eq(sums.bounds[1].state, EG_GIVEN_EXACT);
    ck_assert_int_eq(sums.bounds[2].state, EG_GIVEN_EXACT);
    eg_exact_moments(3, sums.sum, &sums.square, &m, &ss);
    ck_assert_double_eq_tol(m, 12, 1e-12);
    ck_assert_double_eq_tol(ss, 8, 1e-12);
    figures.sd = NULL;
    eg_given_combine(&figures, &sums);
    ck_assert_int_eq(sums.bounds[2].state, EG_GIVEN_NONE);
}
END_TEST

static const struct {
    const char *name;
    const char *dimension; /* "": everybody; NULL: not known */
} groups[] = {
    {"All Students", ""},
    {"Total Cohort", ""},
    {"All", ""},
    {"TOTAL", ""},
    {"Grand Total", ""},
    {"Male", "gender"},
    {"Female Students", "gender"},
    {"Black or African American", "race_ethnicity"},
    {"Hispanic/Latino", "race_ethnicity"},
    {"Two or More Races", "race_ethnicity"},
    {"White (non-Hispanic)", "race_ethnicity"},
    {"English Language Learners", "english_learner"},
    {"English Proficient Students", "english_learner"},
    {"Ever ELLs", "ever_english_learner"},
    {"Monitored EL", "english_learner"},
    {"Non-English Learners", "english_learner"},
    {"Special Education Students", "disability"},
    {"Students with Disabilities", "disability"},
    {"Students without Disabilities", "disability"},
    {"Economically Disadvantaged", "income"},
    {"Not Economically Disadvantaged", "income"},
    {"Homeless Students", "homeless"},
    {"Migrant", "migrant"},
    {"Parent in Military", "military"},
    {"Grade 8", NULL},
    {"", NULL},
};

START_TEST(known_names_of_groups)
{
    eg_text name = eg_text_of(groups[_i].name);
    const char *dimension = eg_group_dimension(name);
    const char *expected = groups[_i].dimension;
    bool total = expected != NULL && expected[0] == '\0';
    ck_assert_msg(eg_group_is_total(name) == total, "%s: total", groups[_i].name);
    ck_assert_msg((dimension == NULL) == (expected == NULL || total), "%s", groups[_i].name);
    if (dimension != NULL)
        ck_assert_str_eq(dimension, expected);
}
END_TEST

Suite *given_suite(void)
{
    Suite *suite = suite_create("given");
    TCase *tc = tcase_create("figures");
    tcase_add_loop_test(tc, count_from_a_rounded_share, 0,
                        (int)(sizeof rounded / sizeof rounded[0]));
    tcase_add_test(tc, bounds_stay_bounds);
    tcase_add_test(tc, states_are_not_folded);
    tcase_add_test(tc, moments_of_a_mean);
    tcase_add_loop_test(tc, known_names_of_groups, 0, (int)(sizeof groups / sizeof groups[0]));
    suite_add_tcase(suite, tc);
    return suite;
}
