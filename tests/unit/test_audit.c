/*
 * The audit on tables small enough to work out by hand: what follows, by which way, and what
 * does not.
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "equitygap/audit.h"

Suite *audit_suite(void);

/* A figure of a group: NAN hidden; n beside it, negative: none. */
typedef struct {
    const char *unit, *year, *dimension, *group, *statistic;
    double value, n;
    eg_fact_status status;
    const char *note, *reference, *outcome;
} row;

#define SHOWN(unit, group, statistic, value)                                                   \
    {                                                                                          \
        unit, "2024", strcmp(group, "All students") == 0 ? "all" : "d", group, statistic,      \
            value, -1, EG_FACT_OK, "", "", "passed"                                            \
    }
#define HIDDEN(unit, group, statistic)                                                         \
    {                                                                                          \
        unit, "2024", strcmp(group, "All students") == 0 ? "all" : "d", group, statistic, NAN, \
            -1, EG_FACT_SUPPRESSED, "", "", "passed"                                           \
    }
#define ALL "All students"

static eg_fact fact_of(const row *r)
{
    return (eg_fact){.unit_type = r->unit[0] == '\0' ? "all" : "school",
                     .unit = r->unit,
                     .outcome = r->outcome,
                     .year = r->year,
                     .dimension = r->dimension,
                     .group = r->group,
                     .reference = r->reference,
                     .statistic = r->statistic,
                     .value = r->value,
                     .ci_low = NAN,
                     .ci_high = NAN,
                     .p_value = NAN,
                     .p_adjusted = NAN,
                     .has_n = r->n >= 0,
                     .n = r->n >= 0 ? (uint64_t)r->n : 0,
                     .status = r->status,
                     .note = r->note};
}

static eg_audit *audit_with(eg_audit_options options)
{
    eg_audit *audit = NULL;
    ck_assert_int_eq(eg_audit_new(&audit, &options, NULL), EG_OK);
    return audit;
}

static void add_file(eg_audit *audit, const char *name, const row *rows, size_t n)
{
    uint32_t file = 99;
    ck_assert_int_eq(eg_audit_file(audit, name, &file, NULL), EG_OK);
    for (size_t i = 0; i < n; i++) {
        eg_fact fact = fact_of(&rows[i]);
        ck_assert_int_eq(eg_audit_fact(audit, file, &fact, NULL), EG_OK);
    }
}

static const eg_audit_options plain = {.min_n = 10, .listed = 50, .everyone = true};

static const eg_audit_result *run(eg_audit *audit)
{
    ck_assert_int_eq(eg_audit_run(audit, NULL, NULL), EG_OK);
    return eg_audit_result_of(audit);
}

#define AUDIT(rows) audited(rows, sizeof(rows) / sizeof((rows)[0]))
static eg_audit *audited(const row *rows, size_t n)
{
    eg_audit *audit = audit_with(plain);
    add_file(audit, "r.csv", rows, n);
    (void)run(audit);
    return audit;
}

/* The finding about a figure of a group; fails where there is none. */
static const eg_audit_finding *find(const eg_audit *audit, const char *unit, const char *group,
                                    const char *what)
{
    const eg_audit_result *result = eg_audit_result_of(audit);
    for (size_t i = 0; i < result->n_findings; i++) {
        const eg_audit_finding *f = &result->findings[i];
        if (strcmp(f->group, group) == 0 && strcmp(f->unit, unit) == 0 &&
            strcmp(f->what, what) == 0)
            return f;
    }
    ck_abort_msg("nothing found of %s %s", group, what);
    return NULL;
}

static void is_exactly(const eg_audit *audit, const char *group, const char *what,
                       eg_leak_kind kind, double value)
{
    const eg_audit_finding *f = find(audit, "", group, what);
    ck_assert_msg(f->kind == kind, "%s %s: %s", group, what, eg_leak_word(f->kind));
    ck_assert_double_eq(f->low, value);
    ck_assert_double_eq(f->high, value);
}

START_TEST(one_subtraction)
{
    const row rows[] = {SHOWN("", ALL, "n", 120),   SHOWN("", ALL, "count", 78),
                        SHOWN("", "Not", "n", 115), SHOWN("", "Not", "count", 73),
                        HIDDEN("", "EL", "n"),      HIDDEN("", "EL", "count")};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 2);
    ck_assert_uint_eq(eg_audit_result_of(audit)->hidden, 2);
    is_exactly(audit, "EL", "n", EG_LEAK_SUBTRACTION, 5);
    is_exactly(audit, "EL", "count", EG_LEAK_SUBTRACTION, 5);
    ck_assert_str_eq(find(audit, "", "EL", "n")->how, "All students 120 minus Not 115");
    ck_assert(find(audit, "", "EL", "count")->all_or_none);
    eg_audit_free(audit);
}
END_TEST

START_TEST(two_hidden_of_one_sum)
{
    const row rows[] = {SHOWN("", ALL, "n", 120), SHOWN("", "A", "n", 90), HIDDEN("", "B", "n"),
                        HIDDEN("", "C", "n")};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 0);
    eg_audit_free(audit);
    /* between them they have 30: each may be 0 to 30 */
    eg_audit_options wide = plain;
    wide.width = 31;
    audit = audit_with(wide);
    add_file(audit, "r.csv", rows, 4);
    ck_assert_uint_eq(run(audit)->found, 2);
    ck_assert_double_eq(find(audit, "", "B", "n")->high, 30);
    ck_assert_int_eq(find(audit, "", "B", "n")->kind, EG_LEAK_NARROW);
    eg_audit_free(audit);
}
END_TEST

/* B of the whole from its units, then C of the whole from its groups. */
START_TEST(sums_in_turn)
{
    const row rows[] = {SHOWN("", ALL, "n", 100),    SHOWN("", "A", "n", 30),
                        HIDDEN("", "B", "n"),        HIDDEN("", "C", "n"),
                        SHOWN("East", "B", "n", 20), SHOWN("West", "B", "n", 15)};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 2);
    is_exactly(audit, "B", "n", EG_LEAK_SUBTRACTION, 35);
    is_exactly(audit, "C", "n", EG_LEAK_CHAIN, 35);
    eg_audit_free(audit);
}
END_TEST

/* None of all passed: none of each. */
START_TEST(one_number_fits)
{
    const row rows[] = {SHOWN("", ALL, "n", 40), SHOWN("", ALL, "count", 0),
                        HIDDEN("", "A", "n"),    HIDDEN("", "A", "count"),
                        HIDDEN("", "B", "n"),    HIDDEN("", "B", "count")};
    eg_audit *audit = AUDIT(rows);
    is_exactly(audit, "A", "count", EG_LEAK_BOUNDS, 0);
    is_exactly(audit, "B", "count", EG_LEAK_BOUNDS, 0);
    is_exactly(audit, ALL, "count", EG_LEAK_EVERYONE, 0);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 3);
    eg_audit_free(audit);
}
END_TEST

START_TEST(a_rate_is_a_count)
{
    /* 0.622222 of 45 is 28, and 0.5 of 30 is 15: 13 are left of 15 */
    const row rows[] = {
        {"", "2024", "all", ALL, "rate", 28 / 45.0, 45, EG_FACT_OK, "", "", "passed"},
        {"", "2024", "d", "A", "rate", 0.5, 30, EG_FACT_OK, "", "", "passed"},
        HIDDEN("", "B", "n"),
        HIDDEN("", "B", "rate")};
    eg_audit *audit = AUDIT(rows);
    is_exactly(audit, "B", "n", EG_LEAK_SUBTRACTION, 15);
    is_exactly(audit, "B", "count", EG_LEAK_SUBTRACTION, 13);
    ck_assert(!find(audit, "", "B", "count")->all_or_none);
    eg_audit_free(audit);
}
END_TEST

/* 2 or fewer of B's 12, and 10 of 30 less 8 of 18: exactly 2. */
START_TEST(a_code_is_a_bound)
{
    const row rows[] = {SHOWN("", ALL, "n", 30),
                        SHOWN("", ALL, "count", 10),
                        SHOWN("", "A", "n", 18),
                        SHOWN("", "A", "count", 8),
                        SHOWN("", "B", "n", 12),
                        {"", "2024", "d", "B", "count", NAN, 12, EG_FACT_BOTTOM_CODED,
                         "2 or fewer", "", "passed"}};
    eg_audit *audit = AUDIT(rows);
    is_exactly(audit, "B", "count", EG_LEAK_SUBTRACTION, 2);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 1);
    eg_audit_free(audit);
}
END_TEST

START_TEST(levels_make_up_n)
{
    const row rows[] = {SHOWN("", ALL, "n", 50), SHOWN("", ALL, "count:Low", 20),
                        SHOWN("", ALL, "count:Mid", 26), HIDDEN("", ALL, "count:High")};
    eg_audit *audit = AUDIT(rows);
    is_exactly(audit, ALL, "count:High", EG_LEAK_SUBTRACTION, 4);
    eg_audit_free(audit);
}
END_TEST

START_TEST(figures_that_use_hidden_ones)
{
    const row rows[] = {
        SHOWN("", ALL, "n", 120),
        SHOWN("", "A", "n", 80),
        HIDDEN("", "B", "n"),
        HIDDEN("", "C", "n"),
        {"", "2024", "d", "B", "difference", 0.25, -1, EG_FACT_OK, "", "rest", "passed"},
        {"", "2024", "d", "A", "difference", 0.25, -1, EG_FACT_OK, "", "rest", "passed"},
        {"", "2024", "d", "A", "ratio", 0.5, -1, EG_FACT_OK, "", "highest:C", "passed"}};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 2);
    ck_assert_int_eq(find(audit, "", "B", "difference")->kind, EG_LEAK_FIGURE);
    ck_assert_int_eq(find(audit, "", "A", "ratio")->kind, EG_LEAK_FIGURE);
    eg_audit_free(audit);
}
END_TEST

/* A trend uses all its years, persistence the last five. */
START_TEST(trends_through_hidden_years)
{
    row rows[12] = {{0}};
    static const char *const years[] = {"2018", "2019", "2020", "2021", "2022", "2023", "2024"};
    for (size_t y = 0; y < 7; y++) {
        rows[y] = (row)SHOWN("", "A", "n", 40);
        rows[y].year = years[y];
    }
    rows[0].value = NAN;
    rows[0].status = EG_FACT_SUPPRESSED;
    rows[7] =
        (row){"", "2018..2024", "d", "A", "slope", 0.1, 280, EG_FACT_OK, "", "", "passed"};
    rows[8] = (row){"",  "2018..2024", "d", "A",    "persistence", 3,
                    280, EG_FACT_OK,   "",  "rest", "passed"};
    eg_audit *audit = audited(rows, 9);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 1);
    ck_assert_int_eq(find(audit, "", "A", "slope")->kind, EG_LEAK_FIGURE);
    eg_audit_free(audit);
}
END_TEST

/* Students with and without a value are the same for every outcome. */
START_TEST(outcomes_tell_of_each_other)
{
    row rows[] = {SHOWN("", "A", "n", 30), SHOWN("", "A", "missing", 2), HIDDEN("", "A", "n"),
                  SHOWN("", "A", "missing", 5)};
    rows[2].outcome = rows[3].outcome = "math";
    eg_audit *audit = AUDIT(rows);
    is_exactly(audit, "A", "n", EG_LEAK_SUBTRACTION, 27);
    eg_audit_free(audit);
}
END_TEST

START_TEST(crosses_make_up_their_parents)
{
    row rows[] = {SHOWN("", "F", "n", 40), SHOWN("", "M", "n", 35), SHOWN("", "F*Y", "n", 33),
                  HIDDEN("", "F*N", "n"),  HIDDEN("", "M*N", "n"),  HIDDEN("", "M*Y", "n")};
    for (size_t i = 0; i < 6; i++)
        rows[i].dimension = i < 2 ? "sex" : "sex*need";
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 1);
    is_exactly(audit, "F*N", "n", EG_LEAK_SUBTRACTION, 7);
    eg_audit_free(audit);
}
END_TEST

/* Students in two schools: schools come to no less than the whole, so nothing follows. */
START_TEST(overlapping_units)
{
    const row rows[] = {SHOWN("", ALL, "n", 100), SHOWN("East", ALL, "n", 60),
                        HIDDEN("West", ALL, "n"), HIDDEN("West", ALL, "count")};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 1);
    ck_assert_double_eq(find(audit, "West", ALL, "n")->low, 40);
    eg_audit_free(audit);
    eg_audit_options overlap = plain;
    overlap.overlap = true;
    audit = audit_with(overlap);
    add_file(audit, "r.csv", rows, 4);
    ck_assert_uint_eq(run(audit)->found, 0);
    eg_audit_free(audit);
}
END_TEST

/*
 * A CSV does not say that schools overlap, but here A's figures do: 25 and 22 of 40. So B of
 * West is 12 at least, not 12.
 */
START_TEST(units_that_show_their_overlap)
{
    const row rows[] = {SHOWN("", "A", "n", 40),     SHOWN("East", "A", "n", 25),
                        SHOWN("West", "A", "n", 22), SHOWN("", "B", "n", 30),
                        SHOWN("East", "B", "n", 18), HIDDEN("West", "B", "n")};
    eg_audit *audit = AUDIT(rows);
    ck_assert_uint_eq(eg_audit_result_of(audit)->found, 0);
    ck_assert_uint_eq(eg_audit_result_of(audit)->contradictions, 0);
    eg_audit_free(audit);
}
END_TEST

/* A month later one student more, who passed. */
START_TEST(two_months)
{
    const row september[] = {SHOWN("", ALL, "n", 19), SHOWN("", ALL, "count", 10)};
    const row october[] = {SHOWN("", ALL, "n", 20), SHOWN("", ALL, "count", 11)};
    const row november[] = {SHOWN("", ALL, "n", 30), SHOWN("", ALL, "count", 15)};
    eg_audit *audit = audit_with(plain);
    add_file(audit, "september.csv", september, 2);
    add_file(audit, "october.csv", october, 2);
    ck_assert_uint_eq(run(audit)->found, 1);
    const eg_audit_finding *f = find(audit, "", ALL, "count");
    ck_assert_int_eq(f->kind, EG_LEAK_DIFFERENCE);
    ck_assert_double_eq(f->low, 1);
    ck_assert_double_eq(f->n, 1);
    ck_assert(f->all_or_none);
    eg_audit_free(audit);
    /* ten came: as many as a group may have */
    audit = audit_with(plain);
    add_file(audit, "october.csv", october, 2);
    add_file(audit, "november.csv", november, 2);
    ck_assert_uint_eq(run(audit)->found, 0);
    eg_audit_free(audit);
}
END_TEST

/* Three more: two at Low, one at Mid. And a mean, which with its n is a sum. */
START_TEST(two_months_of_levels_and_means)
{
    static const double one[] = {40, 18, 12, 10}, more[] = {43, 20, 13, 10};
    static const char *const names[] = {"n", "count:Low", "count:Mid", "count:High"};
    for (int means = 0; means < 2; means++) {
        eg_audit *audit = audit_with(plain);
        for (int f = 0; f < 2; f++) {
            row rows[4];
            for (size_t i = 0; i < 4; i++)
                rows[i] = (row)SHOWN("", ALL, means ? "mean" : names[i], (f ? more : one)[i]);
            rows[0].statistic = "n";
            add_file(audit, f ? "later.csv" : "first.csv", rows, means ? 2 : 4);
        }
        ck_assert_uint_eq(run(audit)->found, 1);
        const eg_audit_finding *f = &eg_audit_result_of(audit)->findings[0];
        ck_assert_int_eq(f->kind, EG_LEAK_DIFFERENCE);
        ck_assert_double_eq(f->n, 3);
        ck_assert_str_eq(f->what, means ? "mean" : "count:High");
        ck_assert(means ? isnan(f->low) : f->low == 0);
        ck_assert(f->all_or_none == (means == 0));
        eg_audit_free(audit);
    }
}
END_TEST

/* The same table twice, another group hidden in each. */
START_TEST(two_files_of_one_table)
{
    const row one[] = {SHOWN("", ALL, "n", 60), SHOWN("", "A", "n", 40), HIDDEN("", "B", "n"),
                       HIDDEN("", "C", "n")};
    const row other[] = {SHOWN("", ALL, "n", 60), HIDDEN("", "A", "n"), SHOWN("", "B", "n", 14),
                         HIDDEN("", "C", "n")};
    eg_audit *audit = audit_with(plain);
    add_file(audit, "one.csv", one, 4);
    add_file(audit, "other.csv", other, 4);
    ck_assert_uint_eq(run(audit)->found, 4);
    ck_assert_double_eq(find(audit, "", "C", "n")->low, 6);
    eg_audit_free(audit);
}
END_TEST

START_TEST(nothing_is_found_in_nothing)
{
    eg_audit *audit = audit_with(plain);
    uint32_t file;
    ck_assert_int_eq(eg_audit_file(audit, "r.csv", &file, NULL), EG_OK);
    ck_assert_uint_eq(run(audit)->found, 0);
    ck_assert_uint_eq(eg_audit_result_of(audit)->cells, 0);
    eg_audit_free(audit);
    eg_audit_free(NULL);
}
END_TEST

START_TEST(words_of_leaks)
{
    for (int k = 0; k < EG_LEAKS; k++) {
        ck_assert(eg_leak_word((eg_leak_kind)k)[0] != '\0');
        ck_assert(eg_leak_text((eg_leak_kind)k)[0] != '\0');
    }
    ck_assert_str_eq(eg_leak_word(EG_LEAK_CHAIN), "chain");
}
END_TEST

Suite *audit_suite(void)
{
    Suite *suite = suite_create("audit");
    TCase *found = tcase_create("found");
    tcase_add_test(found, one_subtraction);
    tcase_add_test(found, two_hidden_of_one_sum);
    tcase_add_test(found, sums_in_turn);
    tcase_add_test(found, one_number_fits);
    tcase_add_test(found, a_rate_is_a_count);
    tcase_add_test(found, a_code_is_a_bound);
    tcase_add_test(found, levels_make_up_n);
    tcase_add_test(found, figures_that_use_hidden_ones);
    tcase_add_test(found, trends_through_hidden_years);
    tcase_add_test(found, outcomes_tell_of_each_other);
    tcase_add_test(found, crosses_make_up_their_parents);
    tcase_add_test(found, overlapping_units);
    tcase_add_test(found, units_that_show_their_overlap);
    tcase_add_test(found, two_months);
    tcase_add_test(found, two_months_of_levels_and_means);
    tcase_add_test(found, two_files_of_one_table);
    tcase_add_test(found, nothing_is_found_in_nothing);
    tcase_add_test(found, words_of_leaks);
    suite_add_tcase(suite, found);
    return suite;
}
