/* The synthetic district: its bytes and columns, its students and schools, and what is refused.
 */
#include <check.h>
#include <string.h>

#include "synth/model.h"
#include "synth_district.h"

Suite *synth_suite(void);

static uint64_t count_rows(district *d)
{
    eg_text field[COLUMNS];
    uint64_t rows = 0;
    while (next_row(d, field))
        rows++;
    return rows;
}

/* ---- bytes ---------------------------------------------------------------------------- */

START_TEST(same_options_same_bytes)
{
    district a = make_district(500, 10, 3, 0, 7);
    district b = make_district(500, 10, 3, 0, 7);
    district other = make_district(500, 10, 3, 0, 8);
    ck_assert(eg_text_equal(eg_sink_bytes(a.data), eg_sink_bytes(b.data)));
    ck_assert(eg_text_equal(eg_sink_bytes(a.truth), eg_sink_bytes(b.truth)));
    ck_assert(!eg_text_equal(eg_sink_bytes(a.data), eg_sink_bytes(other.data)));
    done_with(&a);
    done_with(&b);
    done_with(&other);
}
END_TEST

START_TEST(rows_are_exact)
{
    static const uint64_t ask[][4] = {/* students, years, rows, expected */
                                      {10, 3, 0, 30}, {10, 6, 1, 1},    {10, 6, 6, 6},
                                      {10, 6, 7, 7},  {1, 1, 100, 100}, {9, 7, 5000, 5000}};
    for (size_t i = 0; i < sizeof ask / sizeof ask[0]; i++) {
        district d = make_district(ask[i][0], 4, ask[i][1], ask[i][2], 1);
        ck_assert_uint_eq(count_rows(&d), ask[i][3]);
        done_with(&d);
    }
}
END_TEST

START_TEST(defaults_are_promised)
{
    eg_synth_options o;
    eg_synth_defaults(&o);
    ck_assert_uint_eq(o.students, 6000);
    ck_assert_uint_eq(o.schools, 10);
    ck_assert_uint_eq(o.years, 6);
    ck_assert_uint_eq(o.rows, 0);
    ck_assert_uint_eq(o.seed, 1);
}
END_TEST

static bool level_agrees(eg_text score, eg_text level)
{
    if (score.n == 0)
        return level.n == 0;
    double x = number_of(score) + 0.01; /* clear of the cuts: scores have one decimal */
    const char *want = x < 470   ? "Below Basic"
                       : x < 505 ? "Basic"
                       : x < 545 ? "Proficient"
                                 : "Advanced";
    return eg_text_is(level, want);
}

static bool attendance_agrees(eg_text rate, eg_text absent)
{
    if (rate.n == 0)
        return absent.n == 0;
    double x = number_of(rate);
    return rate.n == 5 && x >= 0 && x <= 1 && eg_text_is(absent, x < 0.8995 ? "Y" : "N");
}

static bool row_agrees(const eg_text field[COLUMNS])
{
    bool good = field[ID].n == 10 && field[ID].at[0] == '0';
    good = good && field[YEAR].n == 7 && field[DISTRICT].n > 0 && eg_utf8_valid(field[SCHOOL]);
    for (int c = MATH; c <= ELA; c++)
        good = good && (field[c].n == 0 || (field[c].n == 5 && field[c].at[3] == '.'));
    return good && level_agrees(field[MATH], field[LEVEL]) &&
           attendance_agrees(field[ATTENDANCE], field[ABSENT]) &&
           (field[GRADUATED].n > 0) == eg_text_is(field[GRADE], "12");
}

START_TEST(every_row_agrees_with_itself)
{
    district d = make_district(3000, 10, 2, 0, 3);
    eg_text field[COLUMNS];
    bool comma = false;
    bool accent = false;
    for (size_t row = 2; next_row(&d, field); row++) {
        if (!row_agrees(field))
            ck_abort_msg("line %zu does not agree with itself", row);
        comma = comma || eg_text_is(field[SCHOOL], "Lincoln Elementary, North Campus");
        accent = accent || eg_text_is(field[SCHOOL], "Peñasco Middle");
    }
    ck_assert(comma && accent);
    done_with(&d);
}
END_TEST

/* ---- students and schools ------------------------------------------------------------- */

START_TEST(students_stay_themselves)
{
    enum { N = 400, YEARS = 15 };
    static eg_text seen[3 * N][COLUMNS];
    district d = make_district(N, 10, YEARS, 0, 5);
    eg_text field[COLUMNS];
    size_t stayed = 0;
    memset(seen, 0, sizeof seen);
    while (next_row(&d, field)) {
        size_t id = (size_t)number_of(field[ID]);
        if (id < 1 || id >= 3 * N)
            ck_abort_msg("an id out of range");
        eg_text *old = seen[id];
        if (old[ID].n > 0) {
            stayed++;
            bool same = eg_text_compare(old[YEAR], field[YEAR]) < 0 &&
                        grade_of(field[GRADE]) == grade_of(old[GRADE]) + 1;
            for (int c = RACE; c <= ECONOMIC; c++)
                same = same && eg_text_equal(field[c], old[c]);
            if (!same)
                ck_abort_msg("a student changed or stood still");
        } else if (!eg_text_is(field[YEAR], "2018-19")) {
            ck_assert_uint_eq(grade_of(field[GRADE]), 0);
        }
        memcpy(old, field, sizeof field);
    }
    ck_assert_uint_gt(stayed, N * (YEARS - 1) * 9 / 10);
    done_with(&d);
}
END_TEST

START_TEST(more_schools_leave_students_alone)
{
    district a = make_district(300, 10, 2, 0, 5);
    district b = make_district(300, 50, 2, 0, 5);
    eg_text one[COLUMNS], two[COLUMNS];
    size_t moved = 0;
    while (next_row(&a, one)) {
        ck_assert(next_row(&b, two));
        for (int c = ID; c <= ABSENT; c++) {
            bool of_student = c <= YEAR || (c >= GRADE && c <= ECONOMIC);
            ck_assert(!of_student || eg_text_equal(one[c], two[c]));
        }
        moved += !eg_text_equal(one[SCHOOL], two[SCHOOL]);
    }
    ck_assert_uint_gt(moved, 300);
    done_with(&a);
    done_with(&b);
}
END_TEST

static bool has_word(eg_text name, const char *word)
{
    eg_buffer copy = {0};
    eg_buffer_add_text(&copy, name);
    bool found = strstr(eg_buffer_string(&copy), word) != NULL;
    eg_buffer_clear(&copy);
    return found;
}

START_TEST(schools_are_as_many_as_asked)
{
    static const size_t ask[] = {1, 2, 3, 4, 10, 60};
    for (size_t i = 0; i < sizeof ask / sizeof ask[0]; i++) {
        district d = make_district(5000, ask[i], 1, 0, 2);
        eg_words *names = eg_words_new();
        eg_text field[COLUMNS];
        ck_assert_ptr_nonnull(names);
        while (next_row(&d, field)) {
            unsigned grade = grade_of(field[GRADE]);
            const char *word = grade <= 5 ? " Elementary" : grade <= 8 ? " Middle" : " High";
            (void)eg_words_add(names, field[SCHOOL]);
            if (ask[i] >= 3 && !has_word(field[SCHOOL], word))
                ck_abort_msg("grade %u is not in a school with%s", grade, word);
        }
        ck_assert_uint_eq(eg_words_count(names), ask[i]);
        eg_words_free(names);
        done_with(&d);
    }
}
END_TEST

START_TEST(school_names_are_unique)
{
    enum { N = 20000 };
    eg_synth_schools schools;
    eg_error err = {0};
    eg_words *names = eg_words_new();
    ck_assert_ptr_nonnull(names);
    ck_assert_int_eq(eg_synth_schools_build(&schools, N, 1, &err), EG_OK);
    for (size_t i = 0; i < N; i++)
        (void)eg_words_add(names, eg_synth_school_name(&schools, i));
    ck_assert_uint_eq(eg_words_count(names), N);
    eg_synth_schools_clear(&schools);
    eg_words_free(names);
}
END_TEST

/* ---- errors --------------------------------------------------------------------------- */

START_TEST(impossible_districts_are_refused)
{
    static const eg_synth_options bad[] = {{0, 1, 1, 0, 1},
                                           {1, 0, 1, 0, 1},
                                           {1, 1, 0, 0, 1},
                                           {EG_SYNTH_MAX_STUDENTS + 1, 1, 1, 0, 1},
                                           {1, EG_SYNTH_MAX_SCHOOLS + 1, 1, 0, 1},
                                           {1, 1, EG_SYNTH_MAX_YEARS + 1, 0, 1},
                                           {1, 1, 1, UINT64_MAX, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        eg_error err = {0};
        eg_sink *sink;
        ck_assert_int_eq(eg_sink_open_memory(&sink, &err), EG_OK);
        ck_assert_int_eq(eg_synth_write(&bad[i], sink, NULL, NULL, &err), EG_E_USAGE);
        ck_assert_ptr_nonnull(strstr(err.text, "--"));
        ck_assert_uint_eq(eg_sink_bytes(sink).n, 0);
        eg_sink_close(sink);
    }
}
END_TEST

static bool stop_at_once(void *context, const eg_progress *progress)
{
    unsigned *calls = context;
    ck_assert_str_eq(progress->stage, "writing");
    ck_assert_uint_gt(progress->rows, 0);
    ck_assert_uint_ge(progress->bytes_total, progress->bytes_done);
    return ++*calls < 2;
}

START_TEST(the_caller_can_stop)
{
    unsigned calls = 0;
    eg_error err = {0};
    eg_sink *sink;
    eg_control control = {stop_at_once, &calls};
    eg_synth_options o = {1000000, 10, 6, 0, 1};
    ck_assert_int_eq(eg_sink_open_memory(&sink, &err), EG_OK);
    ck_assert_int_eq(eg_synth_write(&o, sink, NULL, &control, &err), EG_E_INTERRUPTED);
    ck_assert_uint_eq(calls, 2);
    eg_sink_close(sink);
}
END_TEST

START_TEST(a_full_disk_ends_the_work)
{
    eg_error err = {0};
    eg_sink *sink;
    eg_synth_options o = {EG_SYNTH_MAX_STUDENTS, 10, 6, 0, 1}; /* would take many minutes */
    ck_assert_int_eq(eg_sink_open_file(&sink, "/dev/full", 0644, &err), EG_OK);
    ck_assert_int_eq(eg_synth_write(&o, sink, NULL, NULL, &err), EG_OK);
    ck_assert_int_eq(eg_sink_finish(sink, &err), EG_E_IO);
    eg_sink_close(sink);
}
END_TEST

Suite *synth_suite(void)
{
    Suite *suite = suite_create("synth");
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, same_options_same_bytes);
    tcase_add_test(rows, rows_are_exact);
    tcase_add_test(rows, defaults_are_promised);
    tcase_add_test(rows, every_row_agrees_with_itself);
    tcase_add_test(rows, students_stay_themselves);
    tcase_add_test(rows, more_schools_leave_students_alone);
    tcase_add_test(rows, schools_are_as_many_as_asked);
    tcase_add_test(rows, school_names_are_unique);
    suite_add_tcase(suite, rows);
    TCase *errors = tcase_create("errors");
    tcase_add_test(errors, impossible_districts_are_refused);
    tcase_add_test(errors, the_caller_can_stop);
    tcase_add_test(errors, a_full_disk_ends_the_work);
    suite_add_tcase(suite, errors);
    return suite;
}
