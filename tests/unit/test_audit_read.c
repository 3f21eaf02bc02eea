/* Reports read back by the audit, whole, damaged and not reports at all. */
#include <check.h>
#include <string.h>

#include "equitygap/audit.h"

Suite *audit_read_suite(void);

static eg_audit *audit_new(void)
{
    eg_audit *audit = NULL;
    eg_audit_options options = {.min_n = 10, .listed = 9, .everyone = true};
    ck_assert_int_eq(eg_audit_new(&audit, &options, NULL), EG_OK);
    return audit;
}

/* All that was found. */
static const eg_audit_result *run(eg_audit *audit)
{
    ck_assert_int_eq(eg_audit_run(audit, NULL, NULL), EG_OK);
    return eg_audit_result_of(audit);
}

static eg_text text(const char *s)
{
    return (eg_text){s, strlen(s)};
}

START_TEST(headers_of_reports)
{
    static const char *const names[] = {"unit_type",  "unit",   "outcome",   "year",
                                        "dimension",  "group",  "reference", "statistic",
                                        "value",      "ci_low", "ci_high",   "p_value",
                                        "p_adjusted", "n",      "status",    "note"};
    eg_text header[16];
    for (size_t i = 0; i < 16; i++)
        header[i] = text(names[i]);
    ck_assert(eg_audit_is_report(header, 16));
    ck_assert(!eg_audit_is_report(header, 15));
    header[5] = text("Group");
    ck_assert(!eg_audit_is_report(header, 16));
    ck_assert(!eg_audit_is_report(header, 0));
}
END_TEST

/* A group whose name a spreadsheet would take for a formula has a mark before it. */
START_TEST(rows_of_a_report)
{
    const char *lines[][16] = {
        {"all", "", "passed", "", "all", "All students", "", "n", "50", "", "", "", "", "50",
         "ok", ""},
        {"all", "", "passed", "", "d", "'=A", "", "n", "41", "", "", "", "", "41", "ok", ""},
        {"all", "", "passed", "", "d", "B", "", "n", "", "", "", "", "", "", "suppressed",
         "hidden"}};
    eg_audit *audit = audit_new();
    uint32_t file;
    ck_assert_int_eq(eg_audit_file(audit, "r.csv", &file, NULL), EG_OK);
    for (size_t i = 0; i < 3; i++) {
        eg_text fields[16];
        for (size_t c = 0; c < 16; c++)
            fields[c] = text(lines[i][c]);
        ck_assert_int_eq(eg_audit_read_row(audit, file, fields, NULL), EG_OK);
    }
    const eg_audit_result *result = run(audit);
    ck_assert_uint_eq(result->found, 1);
    ck_assert_str_eq(result->findings[0].group, "B");
    ck_assert_double_eq(result->findings[0].low, 9);
    ck_assert_str_eq(result->findings[0].how, "All students 50 minus =A 41");
    eg_text wrong[16];
    for (size_t c = 0; c < 16; c++)
        wrong[c] = text(c == 14 ? "fine" : "");
    eg_error err = {.status = EG_OK};
    ck_assert_int_eq(eg_audit_read_row(audit, file, wrong, &err), EG_E_INPUT);
    ck_assert_ptr_null(strstr(err.text, "fine"));
    eg_audit_free(audit);
}
END_TEST

START_TEST(json_of_a_report)
{
    static const char good[] =
        "{\"equitygap\":{},\"quality\":{\"notes\":[{\"code\":\"several_units\"}]},\"facts\":["
        "{\"unit_type\":\"all\",\"unit\":\"\",\"outcome\":\"x\",\"year\":null,\"dimension\":"
        "\"all\","
        "\"group\":\"All "
        "students\",\"statistic\":\"n\",\"value\":50,\"n\":50,\"status\":\"ok\"},"
        "{\"unit_type\":\"all\",\"unit\":\"\",\"outcome\":\"x\",\"dimension\":\"d\",\"group\":"
        "\"A\","
        "\"statistic\":\"n\",\"value\":null,\"status\":\"suppressed\"}]}";
    eg_audit *audit = audit_new();
    uint32_t file;
    ck_assert_int_eq(eg_audit_file(audit, "r.json", &file, NULL), EG_OK);
    ck_assert_int_eq(eg_audit_read_json(audit, file, text(good), NULL), EG_OK);
    const eg_audit_result *result = run(audit);
    ck_assert_uint_eq(result->found, 1);
    ck_assert_double_eq(result->findings[0].low, 50);
    eg_audit_free(audit);
    /* cut anywhere it is an error, and nothing worse */
    for (size_t n = 0; n + 1 < sizeof good; n += 7) {
        eg_error err = {.status = EG_OK};
        audit = audit_new();
        ck_assert_int_eq(eg_audit_file(audit, "r.json", &file, NULL), EG_OK);
        ck_assert_int_eq(eg_audit_read_json(audit, file, (eg_text){good, n}, &err), EG_E_INPUT);
        ck_assert(err.text[0] != '\0');
        eg_audit_free(audit);
    }
}
END_TEST

START_TEST(json_that_is_no_report)
{
    static const char *const wrong[] = {"[]",
                                        "{}",
                                        "{\"facts\":[]}",
                                        "{\"equitygap\":{}}",
                                        "{\"equitygap\":{},\"facts\":{}}",
                                        "{\"equitygap\":{},\"facts\":\"none\"}",
                                        "{\"equitygap\":{},\"facts\":[{\"status\":\"fine\"}]}",
                                        "{\"equitygap\":{},\"facts\":[3]}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        eg_error err = {.status = EG_OK};
        eg_audit *audit = audit_new();
        uint32_t file;
        ck_assert_int_eq(eg_audit_file(audit, "r.json", &file, NULL), EG_OK);
        ck_assert_msg(eg_audit_read_json(audit, file, text(wrong[i]), &err) == EG_E_INPUT, "%s",
                      wrong[i]);
        eg_audit_free(audit);
    }
}
END_TEST

Suite *audit_read_suite(void)
{
    Suite *suite = suite_create("audit_read");
    TCase *read = tcase_create("read");
    tcase_add_test(read, headers_of_reports);
    tcase_add_test(read, rows_of_a_report);
    tcase_add_test(read, json_of_a_report);
    tcase_add_test(read, json_that_is_no_report);
    suite_add_tcase(suite, read);
    return suite;
}
