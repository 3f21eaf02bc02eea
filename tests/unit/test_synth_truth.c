/*
 * The synthetic district's draws against its truth. Shares and effects are written out again
 * here by hand; the recomputed values come from a separate Python sum over all cells, schools
 * and grades, made from the parameters alone with the normal distribution of its standard
 * library.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "synth/model.h"
#include "synth_district.h"

Suite *synth_truth_suite(void);

/* The value of a row of the truth; fails when there is none. */
static double truth_of(const district *d, const char *outcome, const char *dimension,
                       eg_text group, const char *year, const char *statistic)
{
    eg_buffer key = {0};
    eg_buffer_printf(&key, "{\"outcome\":\"%s\",\"dimension\":\"%s\",\"group\":\"%.*s\",",
                     outcome, dimension, (int)group.n, group.at);
    eg_buffer_printf(&key, "\"year\":\"%s\",\"statistic\":\"%s\",\"value\":", year, statistic);
    const char *at = strstr(eg_sink_bytes(d->truth).at, eg_buffer_string(&key));
    ck_assert_msg(at != NULL, "no truth %s", eg_buffer_string(&key));
    double value = strtod(at + key.n, NULL);
    eg_buffer_clear(&key);
    return value;
}

static double first_year(const district *d, const char *outcome, const char *dimension,
                         const char *group, const char *statistic)
{
    return truth_of(d, outcome, dimension, eg_text_of(group), "2018-19", statistic);
}

/* ---- the truth ------------------------------------------------------------------------ */

static void close_to(double got, double want, double within, const char *what)
{
    ck_assert_msg(fabs(got - want) <= within, "%s: got %.17g, want %.17g", what, got, want);
}

/* Genders meet the same schools and races, so what tells them apart can be added up on paper.
 */
START_TEST(truth_by_hand)
{
    district d = make_district(100, 10, 6, 0, 1);
    double f = first_year(&d, "chronically_absent", "gender", "F", "rate");
    double m = first_year(&d, "chronically_absent", "gender", "M", "rate");
    double x = first_year(&d, "chronically_absent", "gender", "X", "rate");
    close_to(x - f, 0.03 + 0.05 * 0.045, 1e-12, "absence, X and F");
    close_to(m - f, 0.08 * 0.045, 1e-12, "absence, M and F");
    f = first_year(&d, "math_score", "gender", "F", "mean");
    m = first_year(&d, "math_score", "gender", "M", "mean");
    close_to(m - f, 2.0 - 0.08 * 30, 1e-9, "math, M and F");
    double y = first_year(&d, "ela_score", "disability", "Y", "mean");
    double n = first_year(&d, "ela_score", "disability", "N", "mean");
    /* Girls among students with a disability: .0487 of .1408; of all others: .4383 of .8592. */
    double girls = 0.0487 / 0.1408 - 0.4383 / 0.8592;
    double others = 0.0012 / 0.1408 - 0.0068 / 0.8592;
    close_to(y - n, -32.0 + 8.0 * girls + 4.0 * others, 1e-9, "reading, disability");
    double any = first_year(&d, "suspensions", "all", "All students", "rate");
    double mean = first_year(&d, "suspensions", "all", "All students", "mean");
    double sd = first_year(&d, "suspensions", "all", "All students", "sd");
    close_to(mean, any * 1.465, 1e-12, "suspensions");
    close_to(sd, sqrt(any * 2.865 - mean * mean), 1e-12, "spread of suspensions");
    done_with(&d);
}
END_TEST

typedef struct {
    const char *outcome, *dimension, *group, *year, *statistic;
    double value;
} known;

START_TEST(truth_recomputed)
{
    static const known rows[] = {
        {"math_score", "all", "All students", "2018-19", "mean", 504.820647692309},
        {"math_score", "race_ethnicity", "Hispanic/Latino", "2023-24", "mean",
         505.968769230769},
        {"math_score", "race_ethnicity", "White", "2018-19", "sd", 42.0390165987707},
        {"ela_score", "english_learner", "Y", "2020-21", "mean", 474.765796802296},
        {"ela_score", "all", "All students", "2021-22", "sd", 45.3869460079},
        {"math_level", "race_ethnicity", "Black", "2019-20", "at_or_above:Proficient",
         0.389878561361481},
        {"math_level", "econ_disadvantaged", "N", "2023-24", "at_or_above:Advanced",
         0.285983369721362},
        {"chronically_absent", "race_ethnicity", "Native Hawaiian/Pacific Islander", "2018-19",
         "rate", 0.200185615384615},
        {"chronically_absent", "race_ethnicity*gender", "Black*X", "2022-23", "rate",
         0.225134615384616},
        {"suspensions", "disability", "Y", "2023-24", "rate", 0.104648331276224},
        {"graduated", "econ_disadvantaged", "Y", "2023-24", "rate", 0.803243482972605},
        {"graduated", "school", "Riverside High", "2018-19", "rate", 0.834401983509548},
        {"math_score", "school", "Lincoln Elementary, North Campus", "2018-19", "mean",
         518.864222096865},
        {"math_score", "school", "Peñasco Middle", "2018-19", "share_of_students",
         0.116990769230769},
        {"graduated", "race_ethnicity", "Asian", "2018-19", "share_of_students", 0.071784},
    };
    district d = make_district(100, 10, 6, 0, 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const known *k = &rows[i];
        double got =
            truth_of(&d, k->outcome, k->dimension, eg_text_of(k->group), k->year, k->statistic);
        /* A table of 16,384 quantiles rounded to tenths stands for the normal distribution. */
        double within = strcmp(k->statistic, "sd") == 0                  ? 0.003
                        : strncmp(k->statistic, "at_or_above:", 12) == 0 ? 5e-5
                                                                         : 1e-9;
        close_to(got, k->value, within, k->statistic);
    }
    done_with(&d);
}
END_TEST

START_TEST(noise_is_normal)
{
    eg_synth_options o;
    eg_synth_model *model;
    eg_error err = {0};
    eg_synth_defaults(&o);
    ck_assert_int_eq(eg_synth_model_new(&model, &o, &err), EG_OK);
    long sum = 0;
    for (size_t k = 0; k < EG_SYNTH_NOISE; k++) {
        sum += model->noise[k];
        if (k > 0 && model->noise[k] < model->noise[k - 1])
            ck_abort_msg("deviation %zu is out of order", k);
    }
    ck_assert_int_eq(sum, 0);
    /* Python: NormalDist().inv_cdf(p) * 400 at p = 0.75, 0.975, 0.999. */
    close_to(model->noise[12288], 269.796, 1, "upper quartile");
    close_to(model->noise[15974], 783.986, 2, "97.5th percentile");
    close_to(model->noise[16367], 1236.093, 8, "99.9th percentile");
    eg_synth_model_free(model);
}
END_TEST

/* Additive effects need no clipping: every probability is one, every score has three digits. */
START_TEST(parameters_stay_in_range)
{
    for (size_t i = 0; i < EG_SYNTH_CELLS * EG_SYNTH_KINDS * EG_SYNTH_MEASURES; i++) {
        size_t m = i % EG_SYNTH_MEASURES;
        size_t kind = i / EG_SYNTH_MEASURES % EG_SYNTH_KINDS;
        size_t cell = i / EG_SYNTH_MEASURES / EG_SYNTH_KINDS;
        for (uint64_t year = 0; year < EG_SYNTH_MAX_YEARS; year += 4) {
            int value = eg_synth_cell_value((eg_synth_measure_id)m, cell, year) +
                        eg_synth_measures[m].school[kind];
            bool fits = m < EG_SYNTH_ABSENT ? value - 1700 >= 1000 && value + 1700 <= 9999
                                            : value > 0 && value < EG_SYNTH_WHOLE;
            if (!fits)
                ck_abort_msg("%s is out of range in cell %zu", eg_synth_measures[m].column,
                             cell);
        }
    }
}
END_TEST

/* ---- draws against the truth ---------------------------------------------------------- */

static void within_five(double got, double want, double se, const char *what)
{
    ck_assert_msg(fabs(got - want) <= 5 * se, "%s: got %.6f, want %.6f, standard error %.6f",
                  what, got, want, se);
}

typedef struct {
    double n, sum;
} tally;

/* What a row says of an outcome: false when it is blank. */
static bool outcome_of(const eg_text field[COLUMNS], int column, double *value)
{
    eg_text text = field[column];
    *value = column == LEVEL    ? eg_text_is(text, "Proficient") || eg_text_is(text, "Advanced")
             : column == ABSENT ? eg_text_is(text, "Y")
                                : number_of(text);
    return text.n > 0;
}

static void check_group(const district *d, eg_text group, const char *dimension, const tally *t)
{
    static const struct {
        const char *name, *statistic;
        int column;
    } outcomes[] = {{"math_score", "mean", MATH},
                    {"ela_score", "mean", ELA},
                    {"attendance_rate", "mean", ATTENDANCE},
                    {"suspensions", "mean", SUSPENSIONS},
                    {"chronically_absent", "rate", ABSENT},
                    {"graduated", "rate", GRADUATED},
                    {"math_level", "at_or_above:Proficient", LEVEL}};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        const tally *of = &t[outcomes[i].column];
        if (of->n < 30)
            continue;
        const char *name = outcomes[i].name;
        double want = truth_of(d, name, dimension, group, "2018-19", outcomes[i].statistic);
        bool is_mean = strcmp(outcomes[i].statistic, "mean") == 0;
        double sd = is_mean ? truth_of(d, name, dimension, group, "2018-19", "sd")
                            : sqrt(want * (1 - want));
        within_five(of->sum / of->n, want, sd / sqrt(of->n), name);
    }
}

START_TEST(draws_meet_the_truth)
{
    enum { N = 30000, MOST = 16 };
    static const int by[] = {RACE, GENDER, ENGLISH, DISABILITY, ECONOMIC, SCHOOL};
    static const char *const names[] = {"race_ethnicity",     "gender",
                                        "english_learner",    "disability",
                                        "econ_disadvantaged", "school"};
    size_t i = (size_t)_i;
    tally sums[MOST][COLUMNS] = {{{0, 0}}};
    district d = make_district(N, 10, 1, 0, 11);
    eg_words *groups = eg_words_new();
    eg_text field[COLUMNS];
    while (next_row(&d, field)) {
        eg_text group = field[by[i]].n > 0 ? field[by[i]] : eg_text_of("Unknown");
        uint32_t g = eg_words_add(groups, group);
        if (g >= MOST)
            ck_abort_msg("more groups than there are");
        sums[g][ID].n++;
        for (int c = MATH; c < COLUMNS; c++) {
            double value;
            if (!outcome_of(field, c, &value))
                continue;
            sums[g][c].n++;
            sums[g][c].sum += value;
        }
    }
    for (uint32_t g = 0; g < eg_words_count(groups); g++) {
        eg_text group = eg_words_at(groups, g);
        double share =
            truth_of(&d, "math_score", names[i], group, "2018-19", "share_of_students");
        within_five(sums[g][ID].n / N, share, sqrt(share * (1 - share) / N), "share");
        check_group(&d, group, names[i], sums[g]);
    }
    eg_words_free(groups);
    done_with(&d);
}
END_TEST

START_TEST(shares_and_blanks_as_documented)
{
    enum { N = 40000 };
    static const struct {
        int column;
        const char *value;
        double share;
    } rows[] = {{RACE, "White", 0.398 * 0.997},
                {RACE, "Black", 0.156 * 0.997},
                {RACE, "American Indian/Alaska Native", 0.01 * 0.997},
                {RACE, "Native Hawaiian/Pacific Islander", 0.004 * 0.997},
                {RACE, "", 0.003},
                {GENDER, "X", 0.008 * 0.999},
                {GENDER, "", 0.001},
                {ENGLISH, "", 0.002},
                {DISABILITY, "Y", 0.1408},
                {ECONOMIC, "", 0.008},
                {MATH, "", 0.02},
                {ELA, "", 0.02},
                {ATTENDANCE, "", 0.005},
                {SUSPENSIONS, "", 0.003},
                {GRADE, "K", 1.0 / 13},
                {GRADE, "12", 1.0 / 13},
                {DISABILITY, "", 0},
                {SCHOOL, "", 0}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    double met[ROWS] = {0};
    district d = make_district(N, 10, 1, 0, 21);
    eg_text field[COLUMNS];
    while (next_row(&d, field)) {
        for (size_t i = 0; i < ROWS; i++)
            met[i] += eg_text_is(field[rows[i].column], rows[i].value);
    }
    for (size_t i = 0; i < ROWS; i++) {
        double p = rows[i].share;
        within_five(met[i] / N, p, sqrt(p * (1 - p) / N), rows[i].value);
    }
    done_with(&d);
}
END_TEST

Suite *synth_truth_suite(void)
{
    Suite *suite = suite_create("synth_truth");
    TCase *truth = tcase_create("truth");
    tcase_set_timeout(truth, 30);
    tcase_add_test(truth, truth_by_hand);
    tcase_add_test(truth, truth_recomputed);
    tcase_add_test(truth, noise_is_normal);
    tcase_add_test(truth, parameters_stay_in_range);
    tcase_add_loop_test(truth, draws_meet_the_truth, 0, 6);
    tcase_add_test(truth, shares_and_blanks_as_documented);
    suite_add_tcase(suite, truth);
    return suite;
}
