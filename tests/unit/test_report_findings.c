/* test_report_findings.c - which facts become sentences, in which order and in which words. */
#include <check.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fake_report.h"
#include "report/say.h"

Suite *report_findings_suite(void);

static const eg_finding *made(fake_report *fake, size_t most, size_t *n)
{
    eg_error err = {0};
    eg_finding *findings = NULL;
    ck_assert_int_eq(eg_findings_make(&fake->report, most, fake->arena, &findings, n, &err),
                     EG_OK);
    return findings;
}

START_TEST(strengths_come_first_and_no_more_than_asked)
{
    static const char *const order[] = {"strength", "gap", "trend", "persistence"};
    fake_report fake;
    fake_report_init(&fake);
    for (size_t most = 1; most <= 7; most++) {
        size_t n = 0;
        const eg_finding *findings = made(&fake, most, &n);
        ck_assert_uint_le(n, most);
        ck_assert_uint_gt(n, 0);
        ck_assert_str_eq(findings[0].kind, "strength");
        size_t at = 0;
        for (size_t i = 0; i < n; i++) {
            while (at < 4 && strcmp(order[at], findings[i].kind) != 0) {
                at++;
            }
            ck_assert_uint_lt(at, 4);
            ck_assert_int_eq((int)strlen(findings[i].id), 10);
            ck_assert(strncmp(findings[i].id, "F-", 2) == 0);
            ck_assert_ptr_null(strchr(findings[i].sentence, '{'));
            ck_assert(findings[i].question[strlen(findings[i].question) - 1] == '?');
            ck_assert_ptr_null(strstr(findings[i].group, "Unknown"));
            ck_assert_ptr_null(strstr(findings[i].sentence, "Native American"));
        }
    }
    fake_report_clear(&fake);
}
END_TEST

/* One group, one gap: 72 of 100 (72%) against 81% elsewhere, the product's own example. */
static void one_gap(fake_report *fake, double p_adjusted, const char *group, const char *year)
{
    static eg_report_outcome outcome = {
        .name = "graduated", .label = "Graduated", .kind = EG_KIND_RATE};
    static const char *year_of[1];
    year_of[0] = year;
    fake_report_init_empty(fake);
    fake->report.outcomes = &outcome;
    fake->report.n_outcomes = 1;
    fake->report.years = year_of;
    fake->report.n_years = 1;
    eg_fact rate = fake_fact("graduated", year, "all", "All students", "", "rate");
    rate.value = 0.80;
    rate.n = 1000;
    rate.has_n = true;
    fake_report_add(fake, &rate);
    rate.dimension = "race_ethnicity";
    rate.group = group;
    rate.value = 0.72;
    rate.n = 100;
    fake_report_add(fake, &rate);
    eg_fact gap = fake_fact("graduated", year, "race_ethnicity", group, "rest", "difference");
    gap.value = -0.09;
    gap.ci_low = -0.14;
    gap.ci_high = -0.04;
    gap.p_value = p_adjusted / 2;
    gap.p_adjusted = p_adjusted;
    gap.n = 100;
    gap.has_n = true;
    fake_report_add(fake, &gap);
    gap.statistic = "to_parity";
    gap.value = 9;
    gap.ci_low = gap.ci_high = gap.p_value = gap.p_adjusted = (double)NAN;
    fake_report_add(fake, &gap);
}

START_TEST(a_gap_has_count_rate_size_and_what_would_close_it)
{
    fake_report fake;
    size_t n = 0;
    one_gap(&fake, 0.001, "Black", "2023-24");
    const eg_finding *findings = made(&fake, 5, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(findings[0].kind, "gap");
    ck_assert_str_eq(
        findings[0].sentence,
        "The district recorded Graduated for 72 of 100 students (72.0%) in the group "
        "Black (Race/ethnicity), 9.0 points below all other students; 9 more students a year "
        "would "
        "close the gap.");
    ck_assert_ptr_nonnull(strstr(findings[0].question, "supports"));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(a_finding_names_its_facts_where_the_report_has_them)
{
    static const char *const statistics[] = {"difference", "to_parity", "rate"};
    fake_report fake;
    size_t n = 0;
    one_gap(&fake, 0.001, "Black", "2023-24");
    const eg_finding *findings = made(&fake, 5, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_ge(findings[0].n_facts, 3);
    for (size_t i = 0; i < 3; i++) {
        const eg_finding_fact *fact = &findings[0].facts[i];
        ck_assert_str_eq(fact->statistic, statistics[i]);
        ck_assert_str_eq(fact->group, "Black");
        ck_assert_str_eq(fact->year, "2023-24");
        ck_assert_str_eq(fact->reference, i < 2 ? "rest" : "");
    }
    ck_assert_uint_ne(findings[0].facts[0].place, findings[0].facts[1].place);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(a_gap_in_spanish_beside_the_english)
{
    fake_report fake;
    size_t n = 0;
    one_gap(&fake, 0.001, "Black", "2023-24");
    fake.report.language = "es";
    const eg_finding *findings = made(&fake, 5, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(
        findings[0].said,
        "El distrito registr\xc3\xb3 Graduated para 72 de 100 estudiantes (72.0\xc2\xa0%) del "
        "grupo Black (Race/ethnicity), 9.0 puntos menos que todos los dem\xc3\xa1s "
        "estudiantes; "
        "con 9 estudiantes m\xc3\xa1s por a\xc3\xb1o se cerrar\xc3\xad\x61 la brecha.");
    ck_assert_int_eq(strncmp(findings[0].sentence, "The district recorded", 21), 0);
    ck_assert_ptr_nonnull(strstr(findings[0].asked, "requisitos"));
    ck_assert_ptr_nonnull(strstr(findings[0].critical, "stop noticing"));
    ck_assert_ptr_nonnull(strstr(findings[0].challenged, "el sistema"));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(no_finding_without_adjusted_certainty_or_of_unknown)
{
    fake_report fake;
    size_t n = 9;
    one_gap(&fake, 0.051, "Black", "2023-24");
    (void)made(&fake, 5, &n);
    ck_assert_uint_eq(n, 0);
    fake_report_clear(&fake);
    one_gap(&fake, 0.001, "Unknown", "2023-24");
    (void)made(&fake, 5, &n);
    ck_assert_uint_eq(n, 0);
    fake_report_clear(&fake);
    one_gap(&fake, 0.001, "F*Unknown", "2023-24");
    (void)made(&fake, 5, &n);
    ck_assert_uint_eq(n, 0);
    fake_report_clear(&fake);
    one_gap(&fake, 0.001, "Black", "2023-24");
    fake.facts[2].status = EG_FACT_SUPPRESSED;
    (void)made(&fake, 5, &n);
    ck_assert_uint_eq(n, 0);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(an_id_stays_from_year_to_year)
{
    fake_report fake;
    char first[16];
    size_t n = 0;
    one_gap(&fake, 0.001, "Black", "2022-23");
    (void)snprintf(first, sizeof first, "%s", made(&fake, 5, &n)->id);
    fake_report_clear(&fake);
    one_gap(&fake, 0.02, "Black", "2023-24");
    ck_assert_str_eq(made(&fake, 5, &n)->id, first);
    fake_report_clear(&fake);
    one_gap(&fake, 0.001, "White", "2023-24");
    ck_assert_str_ne(made(&fake, 5, &n)->id, first);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(nothing_to_say_is_no_error)
{
    fake_report fake;
    size_t n = 9;
    fake_report_init_empty(&fake);
    (void)made(&fake, 5, &n);
    ck_assert_uint_eq(n, 0);
    fake_report_clear(&fake);
}
END_TEST

/* Words that a template must not have, and claims of causes. */
static const char *const forbidden[] = {
    "at-risk",   "at risk",      "minority", "minorities", "non-white",   "low performer",
    "subgroup",  "caused",       "because",  "due to",     "as a result", "led to",
    "thanks to", "failing",      "fail to",  "struggl",    "deficit",     "disadvantaged",
    "poor",      "underperform", "worse",    "weakness",   "problem",     "nan",
    "inf ",      "normal",       "problem",  "victim"};

START_TEST(templates_have_no_forbidden_word)
{
    for (int key = 0; key < EG_SAY_COUNT; key++) {
        char text[512];
        const char *template = eg_say_words(NULL, (eg_say_key)key);
        size_t n = strlen(template);
        ck_assert_uint_lt(n, sizeof text);
        for (size_t i = 0; i <= n; i++) {
            text[i] = (char)tolower((unsigned char)template[i]);
        }
        for (size_t w = 0; w < sizeof forbidden / sizeof forbidden[0]; w++) {
            ck_assert_msg(strstr(text, forbidden[w]) == NULL, "\"%s\" in: %s", forbidden[w],
                          text);
        }
    }
}
END_TEST

/* Every template is filled completely by the sentences that use it. */
START_TEST(no_sentence_keeps_a_place)
{
    eg_arena *arena = eg_arena_new();
    const eg_place_value some[] = {{"needed", "9"}};
    ck_assert_str_eq(eg_say_fill(NULL, EG_SAY_NEEDED_MORE, some, 1, arena),
                     "; 9 more students would close the gap");
    ck_assert_str_eq(eg_say_fill(NULL, EG_SAY_SPREAD, some, 1, arena),
                     " ({spread} standard deviations)");
    const eg_place_value lost[] = {{"spread", NULL}};
    ck_assert_ptr_null(eg_say_fill(NULL, EG_SAY_SPREAD, lost, 1, arena));
    eg_arena_free(arena);
}
END_TEST

static const struct {
    double x;
    int decimals;
    const char *text;
} figures[] = {{0, 0, "0"},
               {-0.04, 1, "0.0"},
               {-0.05, 1, "-0.1"},
               {1234567.891, 2, "1,234,567.89"},
               {999.96, 1, "1,000.0"},
               {-1000, 0, "-1,000"},
               {0.0625, 3, "0.063"},
               {12, 1, "12.0"}};

START_TEST(figures_are_written_for_people)
{
    eg_arena *arena = eg_arena_new();
    ck_assert_str_eq(eg_say_fixed(figures[_i].x, figures[_i].decimals, arena),
                     figures[_i].text);
    eg_arena_free(arena);
}
END_TEST

START_TEST(references_in_words)
{
    eg_arena *arena = eg_arena_new();
    ck_assert_str_eq(eg_say_reference(NULL, "rest", true, arena), "all other students");
    ck_assert_str_eq(eg_say_reference(NULL, "goal=0.8", true, arena), "the goal of 80.0%");
    ck_assert_str_eq(eg_say_reference(NULL, "goal=500", false, arena), "the goal of 500");
    ck_assert_str_eq(eg_say_reference(NULL, "highest:Asian", true, arena),
                     "the group Asian, which is ahead");
    ck_assert_str_eq(eg_say_reference(NULL, "race=White", true, arena), "the group White");
    ck_assert_str_eq(eg_say_span(NULL, "2018-19..2023-24", arena), "2018-19 to 2023-24");
    ck_assert_str_eq(eg_say_count(UINT64_MAX - 2, arena), "18,446,744,073,709,551,613");
    eg_arena_free(arena);
}
END_TEST

Suite *report_findings_suite(void)
{
    Suite *suite = suite_create("report_findings");
    TCase *tc = tcase_create("findings");
    tcase_add_test(tc, strengths_come_first_and_no_more_than_asked);
    tcase_add_test(tc, a_gap_has_count_rate_size_and_what_would_close_it);
    tcase_add_test(tc, a_gap_in_spanish_beside_the_english);
    tcase_add_test(tc, a_finding_names_its_facts_where_the_report_has_them);
    tcase_add_test(tc, no_finding_without_adjusted_certainty_or_of_unknown);
    tcase_add_test(tc, an_id_stays_from_year_to_year);
    tcase_add_test(tc, nothing_to_say_is_no_error);
    tcase_add_test(tc, templates_have_no_forbidden_word);
    tcase_add_test(tc, no_sentence_keeps_a_place);
    tcase_add_loop_test(tc, figures_are_written_for_people, 0,
                        (int)(sizeof figures / sizeof figures[0]));
    tcase_add_test(tc, references_in_words);
    suite_add_tcase(suite, tc);
    return suite;
}
