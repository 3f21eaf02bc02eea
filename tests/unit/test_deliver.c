/* test_deliver.c - a report cut into parts, names of files, who reads what, notes. */
#include <check.h>
#include <string.h>

#include "cli/slug.h"
#include "fake_report.h"
#include "report/audience.h"
#include "report/index.h"

Suite *deliver_suite(void);

START_TEST(slugs_are_plain_and_unique)
{
    static const char *const names[] = {
        "Peñasco Middle", "O’Brien / K-8", "LINCOLN", "lincoln!", "Lincoln 2", "学校", "",
        "lincoln",        "Straße No. 5",  "--"};
    static const char *const want[] = {"penasco-middle", "obrien-k-8", "lincoln", "lincoln-3",
                                       "lincoln-2",      "unit",       "unit-2",  "lincoln-4",
                                       "strasse-no-5",   "unit-3"};
    eg_arena *arena = eg_arena_new();
    const char **slugs = eg_slugs(names, sizeof names / sizeof names[0], arena);
    ck_assert_ptr_nonnull(slugs);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert_str_eq(slugs[i], want[i]);
    }
    char name[512];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const char *const long_names[] = {name, name};
    slugs = eg_slugs(long_names, 2, arena);
    ck_assert_ptr_nonnull(slugs);
    ck_assert_uint_eq(strlen(slugs[0]), 60);
    ck_assert_str_ne(slugs[0], slugs[1]);
    eg_arena_free(arena);
}
END_TEST

typedef struct {
    const fake_report *fake;
    const char *unit;
    size_t at, own, common;
} expected;

/* The next fact of the fake that a part is to have. */
static eg_status same(void *context, const eg_fact *fact, eg_error *err)
{
    expected *to = context;
    (void)err;
    const eg_fact *facts = to->fake->facts;
    for (; to->at < to->fake->n; to->at++) {
        const eg_fact *next = &facts[to->at];
        bool common =
            strcmp(next->unit_type, "all") == 0 && strcmp(next->dimension, "all") == 0;
        bool own = strcmp(next->unit_type, "school") == 0 && strcmp(next->unit, to->unit) == 0;
        if (common || own) {
            to->own += own ? 1 : 0;
            to->common += common ? 1 : 0;
            break;
        }
    }
    ck_assert_uint_lt(to->at, to->fake->n);
    const eg_fact *next = &facts[to->at++];
    ck_assert_str_eq(fact->unit_type, next->unit_type);
    ck_assert_str_eq(fact->unit, next->unit);
    ck_assert_str_eq(fact->outcome, next->outcome);
    ck_assert_str_eq(fact->group, next->group);
    ck_assert_str_eq(fact->statistic, next->statistic);
    ck_assert_int_eq(fact->status, next->status);
    /* what is hidden has no figure here either */
    ck_assert(fact->status != EG_FACT_SUPPRESSED || (!fact->has_n && fact->n == 0));
    return EG_OK;
}

START_TEST(parts_are_views)
{
    fake_report fake;
    eg_error err = {0};
    eg_report_parts *parts = NULL;
    fake_report_init(&fake);
    ck_assert_int_eq(eg_report_parts_new(&parts, &fake.report, "school", &err), EG_OK);
    ck_assert_uint_eq(eg_report_parts_count(parts), 2);
    for (size_t again = 0; again < 2; again++) {
        for (size_t i = 2; i-- > 0;) {
            const eg_report *part = NULL;
            ck_assert_int_eq(eg_report_parts_at(parts, i, &part, &err), EG_OK);
            ck_assert_str_eq(part->unit, eg_report_parts_unit(parts, i));
            ck_assert_str_eq(part->unit_type, "school");
            ck_assert_uint_eq(part->n_unit_types, 0);
            expected to = {&fake, part->unit, 0, 0, 0};
            ck_assert_int_eq(eg_report_facts(part, same, &to, &err), EG_OK);
            ck_assert_uint_gt(to.own, 0);
            ck_assert_uint_gt(to.common, 0);
            eg_fact_index *index = NULL;
            ck_assert_int_eq(eg_fact_index_new(&index, part, NULL, NULL, &err), EG_OK);
            ck_assert_uint_eq(eg_fact_index_count(index), to.own);
            ck_assert_uint_eq(eg_fact_index_place(index, eg_fact_index_at(index, 0)),
                              to.common);
            eg_fact_index_free(index);
        }
    }
    eg_report_parts_free(parts);
    ck_assert_int_eq(eg_report_parts_new(&parts, &fake.report, "grade", &err), EG_E_USAGE);
    ck_assert_ptr_null(parts);
    eg_report_parts_free(NULL);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(audiences_read_less_of_the_same)
{
    eg_report report = {.audience = EG_AUDIENCE_TEAM};
    for (eg_report_part part = EG_REPORT_ABOUT; part <= EG_REPORT_METHODS; part++) {
        ck_assert(eg_report_reads(&report, part));
    }
    report.audience = EG_AUDIENCE_FAMILY;
    ck_assert(eg_report_reads(&report, EG_REPORT_STRENGTHS));
    ck_assert(!eg_report_reads(&report, EG_REPORT_METHODS));
    const eg_report_outcome outcomes[] = {{.name = "passed", .kind = EG_KIND_RATE},
                                          {.name = "score", .kind = EG_KIND_MEAN}};
    report.outcomes = outcomes;
    report.n_outcomes = 2;
    const eg_finding rate = {.kind = "gap", .outcome = "passed", .year = "2024-25"};
    const eg_finding mean = {.kind = "gap", .outcome = "score", .year = "2024-25"};
    const eg_finding rising = {
        .kind = "strength", .outcome = "score", .year = "2020-21..2024-25"};
    const eg_finding lasting = {
        .kind = "persistence", .outcome = "passed", .year = "2020-21..2024-25"};
    ck_assert(eg_report_tells(&report, &rate));
    ck_assert(!eg_report_tells(&report, &mean));
    ck_assert(eg_report_tells(&report, &rising));
    ck_assert(!eg_report_tells(&report, &lasting));
    report.audience = EG_AUDIENCE_BOARD;
    ck_assert(eg_report_tells(&report, &mean));
    ck_assert(eg_report_tells(&report, &lasting));
}
END_TEST

START_TEST(notes_come_in_order)
{
    const eg_report_note notes[] = {
        {"F-1", "a", "one"}, {"F-2", "", "two"}, {"F-1", "b", "three"}};
    const eg_report report = {.notes = notes, .n_notes = 3};
    const eg_report_note *note = eg_report_note_next(&report, "F-1", NULL);
    ck_assert_ptr_eq(note, &notes[0]);
    note = eg_report_note_next(&report, "F-1", note);
    ck_assert_ptr_eq(note, &notes[2]);
    ck_assert_ptr_null(eg_report_note_next(&report, "F-1", note));
    ck_assert_ptr_null(eg_report_note_next(&report, "F-3", NULL));
    const eg_report none = {.notes = NULL};
    ck_assert_ptr_null(eg_report_note_next(&none, "F-1", NULL));
}
END_TEST

Suite *deliver_suite(void)
{
    Suite *suite = suite_create("deliver");
    TCase *tcase = tcase_create("deliver");
    tcase_add_test(tcase, slugs_are_plain_and_unique);
    tcase_add_test(tcase, parts_are_views);
    tcase_add_test(tcase, audiences_read_less_of_the_same);
    tcase_add_test(tcase, notes_come_in_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
