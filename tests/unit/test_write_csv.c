/* test_write_csv.c - the table of writers, and CSV to the byte. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "equitygap/write.h"
#include "fake_report.h"

Suite *write_csv_suite(void);

#define HEADER                                                                                 \
    "unit_type,unit,outcome,year,dimension,group,reference,statistic,value,ci_low,ci_high,"    \
    "p_value,p_adjusted,n,status,note\n"

START_TEST(writers_are_found)
{
    ck_assert_uint_ge(eg_writers_count(), 3);
    for (size_t i = 0; i < eg_writers_count(); i++) {
        const eg_writer *writer = eg_writers_at(i);
        ck_assert_ptr_eq(eg_writer_of_name(eg_text_of(writer->name)), writer);
        ck_assert(writer->about[0] != '\0' && writer->about[strlen(writer->about) - 1] != '.');
    }
    ck_assert_str_eq(eg_writer_of_path(eg_text_of("out/R.CSV"))->name, "csv");
    ck_assert_str_eq(eg_writer_of_path(eg_text_of("a.b.json"))->name, "json");
    ck_assert_str_eq(eg_writer_of_path(eg_text_of("r.txt"))->name, "text");
    ck_assert_ptr_null(eg_writer_of_path(eg_text_of(".csv")));
    ck_assert_ptr_null(eg_writer_of_path(eg_text_of("csv")));
    ck_assert_ptr_null(eg_writer_of_name(eg_text_of("CSV ")));
}
END_TEST

static const char *one_row(fake_report *fake, const eg_fact *fact)
{
    fake_report_add(fake, fact);
    const char *text = fake_written(fake, "csv", 80, true);
    fake->n = 0;
    ck_assert(strncmp(text, HEADER, sizeof HEADER - 1) == 0);
    return text + sizeof HEADER - 1;
}

/* A group's name as written, and its cell. */
static const char *const cells[][2] = {
    {"plain", "plain"},
    {"a,b", "\"a,b\""},
    {"say \"hi\"", "\"say \"\"hi\"\"\""},
    {"two\nlines", "\"two\nlines\""},
    {"=1+1", "'=1+1"},
    {"+1", "'+1"},
    {"-1", "'-1"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"\tx", "'\tx"},
    {"\rx", "\"'\rx\""},
    {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
    {"a=b", "a=b"},
    {" =1", " =1"},
    {"Hispanic/Latino*F", "Hispanic/Latino*F"},
    {"\"", "\"\"\"\""}};

START_TEST(text_cells_are_quoted_and_harmless)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "", "d", cells[_i][0], "", "rate");
    const char *row = one_row(&fake, &fact);
    const char *wanted =
        eg_arena_printf(fake.arena, "all,,o,,d,%s,,rate,,,,,,,ok,\n", cells[_i][1]);
    ck_assert_str_eq(row, wanted);
    fake_report_clear(&fake);
}
END_TEST

/* Whatever room the writer has for rows. */
START_TEST(texts_may_be_of_any_length)
{
    static const size_t sizes[] = {1000, 8190, 16370, 16383, 16384, 16385, 32768, 50001};
    static const char ends[] = {'x', ','};
    for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++) {
        fake_report fake;
        fake_report_init_empty(&fake);
        char *text = eg_arena_alloc(fake.arena, sizes[i / 2] + 1, 1);
        ck_assert_ptr_nonnull(text);
        memset(text, 'x', sizes[i / 2]);
        text[0] = '=';
        text[sizes[i / 2] - 1] = ends[i % 2];
        text[sizes[i / 2]] = '\0';
        eg_fact fact = fake_fact("o", "", "d", text, text, "rate");
        const char *row = one_row(&fake, &fact), *quote = ends[i % 2] == ',' ? "\"" : "";
        const char *wanted =
            eg_arena_printf(fake.arena, "all,,o,,d,%s'%s%s,%s'%s%s,rate,,,,,,,ok,\n", quote,
                            text, quote, quote, text, quote);
        ck_assert_str_eq(row, wanted);
        fake_report_clear(&fake);
    }
}
END_TEST

START_TEST(numbers_are_plain)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "2023-24", "d", "g", "rest", "difference");
    fact.value = -1.0 / 3;
    fact.ci_low = -1234567.25;
    fact.ci_high = 4292;
    fact.p_value = 9e-16;
    fact.p_adjusted = 0.00001234567;
    fact.n = 6000;
    fact.has_n = true;
    ck_assert_str_eq(
        one_row(&fake, &fact),
        "all,,o,2023-24,d,g,rest,difference,-0.333333,-1234567,4292,0,0.0000123457,"
        "6000,ok,\n");
    fake.report.digits = 8;
    fact.ci_low = (double)NAN;
    ck_assert_str_eq(
        one_row(&fake, &fact),
        "all,,o,2023-24,d,g,rest,difference,-0.33333333,,4292,0,0.00001234567,6000,"
        "ok,\n");
    fake_report_clear(&fake);
}
END_TEST

static const struct {
    eg_fact_status status;
    const char *end;
} rows[] = {{EG_FACT_SUPPRESSED, ",,,,,,suppressed,note\n"},
            {EG_FACT_TOP_CODED, ",,,,,20,top_coded,note\n"},
            {EG_FACT_BOTTOM_CODED, ",,,,,20,bottom_coded,note\n"},
            {EG_FACT_TOO_FEW, ",,,,,,too_few,note\n"},
            {EG_FACT_NOT_ESTIMABLE, ",,,,,,not_estimable,note\n"},
            {EG_FACT_INTERVAL, ",0.25,0.5,,,,interval,note\n"}};

START_TEST(a_status_empties_its_cells)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "", "d", "g", "", "rate");
    fact.value = 0.375;
    fact.ci_low = 0.25;
    fact.ci_high = 0.5;
    fact.p_value = fact.p_adjusted = 0.125;
    fact.n = 20;
    fact.has_n = true;
    fact.note = "note";
    fact.status = rows[_i].status;
    const char *wanted = eg_arena_printf(fake.arena, "all,,o,,d,g,,rate,%s", rows[_i].end);
    ck_assert_str_eq(one_row(&fake, &fact), wanted);
    fake_report_clear(&fake);
}
END_TEST

START_TEST(a_full_disk_is_told_by_the_sink)
{
    fake_report fake;
    eg_error err = {0};
    eg_sink *sink = NULL;
    const eg_write_options options = {.columns = 80};
    fake_report_init(&fake);
    ck_assert_int_eq(eg_sink_open_file(&sink, "/dev/full", 0600, &err), EG_OK);
    for (size_t i = 0; i < eg_writers_count(); i++) {
        ck_assert_int_eq(eg_writers_at(i)->write(&fake.report, sink, &options, &err), EG_OK);
    }
    ck_assert_int_eq(err.status, EG_OK);
    ck_assert_int_eq(eg_sink_finish(sink, &err), EG_E_IO);
    eg_sink_close(sink);
    fake_report_clear(&fake);
}
END_TEST

Suite *write_csv_suite(void)
{
    Suite *suite = suite_create("write_csv");
    TCase *tc = tcase_create("csv");
    tcase_add_test(tc, writers_are_found);
    tcase_add_loop_test(tc, text_cells_are_quoted_and_harmless, 0,
                        (int)(sizeof cells / sizeof cells[0]));
    tcase_add_test(tc, texts_may_be_of_any_length);
    tcase_add_test(tc, numbers_are_plain);
    tcase_add_loop_test(tc, a_status_empties_its_cells, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tc, a_full_disk_is_told_by_the_sink);
    suite_add_tcase(suite, tc);
    return suite;
}
