/* test_write_json.c - JSON is well formed whatever the names, and says what interface.md
 * promises. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "equitygap/write.h"
#include "fake_report.h"

Suite *write_json_suite(void);

/* As strspn, which under strict checks of strings reads to the end of the text each time. */
static size_t run_of(const char *at, const char *of)
{
    size_t n = 0;
    while (at[n] != '\0' && strchr(of, at[n]) != NULL)
        n++;
    return n;
}

/* ---- a reader of JSON's grammar: returns where a value ends, NULL where there is none
 * ----------- */

static const char *blanks(const char *at)
{
    return at + run_of(at, " \n\r\t");
}

static const char *string(const char *at)
{
    if (*at++ != '"') {
        return NULL;
    }
    while (*at != '"') {
        if ((unsigned char)*at < 0x20) {
            return NULL;
        }
        if (*at == '\\') {
            at++;
            if (*at == 'u' && run_of(at + 1, "0123456789abcdefABCDEF") >= 4) {
                at += 4;
            } else if (strchr("\"\\/bfnrt", *at) == NULL || *at == '\0') {
                return NULL;
            }
        }
        at++;
    }
    return at + 1;
}

static const char *number(const char *at)
{
    at += *at == '-';
    size_t whole = run_of(at, "0123456789");
    if (whole == 0 || (whole > 1 && *at == '0')) {
        return NULL;
    }
    at += whole;
    if (*at == '.') {
        size_t part = run_of(at + 1, "0123456789");
        if (part == 0) {
            return NULL;
        }
        at += 1 + part;
    }
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '-' || at[1] == '+');
        size_t power = run_of(at, "0123456789");
        return power == 0 ? NULL : at + power;
    }
    return at;
}

static const char *value(const char *at, int depth);

static const char *list(const char *at, char end, int depth)
{
    at = blanks(at + 1);
    if (*at == end) {
        return at + 1;
    }
    for (;;) {
        if (end == '}') {
            at = string(at);
            at = at == NULL ? NULL : blanks(at);
            if (at == NULL || *at++ != ':') {
                return NULL;
            }
        }
        at = value(blanks(at), depth + 1);
        at = at == NULL ? NULL : blanks(at);
        if (at == NULL || (*at != ',' && *at != end)) {
            return NULL;
        }
        if (*at++ == end) {
            return at;
        }
        at = blanks(at);
    }
}

static const char *value(const char *at, int depth)
{
    static const char *const words[] = {"null", "true", "false"};
    if (depth > 8) {
        return NULL;
    }
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(at, words[i], strlen(words[i])) == 0) {
            return at + strlen(words[i]);
        }
    }
    if (*at == '"') {
        return string(at);
    }
    return *at == '{' ? list(at, '}', depth) : *at == '[' ? list(at, ']', depth) : number(at);
}

static void assert_json(const char *text)
{
    const char *end = value(text, 0);
    ck_assert_msg(end != NULL, "not JSON");
    ck_assert_str_eq(end, "\n");
    ck_assert(eg_utf8_valid(eg_text_of(text)));
}

/* ---- tests
 * ------------------------------------------------------------------------------------- */

START_TEST(a_whole_report_is_json)
{
    static const char *const keys[] = {"{\"equitygap\":{\"version\":\"0.1.0\",\"schema\":1},\n",
                                       "\n\"inputs\":[",
                                       "\n\"settings\":{",
                                       "\n\"quality\":{",
                                       "\n\"facts\":[",
                                       "\n\"findings\":["};
    fake_report fake;
    fake_report_init(&fake);
    const char *text = fake_written(&fake, "json", 80, true);
    assert_json(text);
    const char *at = text;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        at = strstr(at, keys[i]);
        ck_assert_msg(at != NULL, "%s", keys[i]);
    }
    size_t lines = 0;
    const char fact[] = "\n{\"unit_type\":";
    for (at = text; *at != '\0'; at++) {
        lines += strncmp(at, fact, sizeof fact - 1) == 0;
    }
    ck_assert_uint_eq(lines, fake.n);
    ck_assert_str_eq(text, fake_written(&fake, "json", 80, true));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(an_empty_report_is_json)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    fake.report.n_inputs = fake.report.n_settings = fake.report.n_quality = 0;
    fake.report.n_outcomes = fake.report.n_dimensions = fake.report.n_unit_types = 0;
    fake.report.n_years = 0;
    assert_json(fake_written(&fake, "json", 80, true));
    fake.report.timestamp = "2024-01-02T00:00:00Z";
    const char *text = fake_written(&fake, "json", 80, true);
    ck_assert_ptr_nonnull(strstr(text, ",\"timestamp\":\"2024-01-02T00:00:00Z\"}"));
    fake_report_clear(&fake);
}
END_TEST

/* A group as the data write it, and its JSON string. */
static const char *const names[][2] = {
    {"plain", "\"plain\""},
    {"quote \" and \\", "\"quote \\\" and \\\\\""},
    {"tab\tnewline\ncr\r", "\"tab\\u0009newline\\u000acr\\u000d\""},
    {"escape \033[31m", "\"escape \\u001b[31m\""},
    {"N\xC3\xBA\xC3\xB1"
     "ez",
     "\"N\xC3\xBA\xC3\xB1"
     "ez\""},
    {"\xF0\x9F\x8E\x93", "\"\xF0\x9F\x8E\x93\""},
    {"bad \xFF\xC3 end", "\"bad \\ufffd\\ufffd end\""},
    {"cut \xE2\x82", "\"cut \\ufffd\\ufffd\""},
    {"rtl \xE2\x80\xAE", "\"rtl \xE2\x80\xAE\""},
    {"=1+1", "\"=1+1\""},
    {"", "\"\""},
    {"\x7F", "\"\\u007f\""}};

START_TEST(names_are_kept_as_written)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "", "d", names[_i][0], "", "rate");
    fake_report_add(&fake, &fact);
    const char *text = fake_written(&fake, "json", 80, true);
    assert_json(text);
    const char *wanted =
        eg_arena_printf(fake.arena, "\"group\":%s,\"reference\"", names[_i][1]);
    ck_assert_ptr_nonnull(strstr(text, wanted));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(figures_round_trip_and_blanks_are_null)
{
    fake_report fake;
    fake_report_init_empty(&fake);
    eg_fact fact = fake_fact("o", "", "d", "g", "rest", "difference");
    fact.value = 0.1 + 0.2;
    fact.ci_low = -0.0;
    fact.ci_high = (double)INFINITY;
    fact.p_value = 1e-300;
    fact.n = UINT64_MAX;
    fact.has_n = true;
    fake_report_add(&fake, &fact);
    fact.status = EG_FACT_SUPPRESSED;
    fake_report_add(&fake, &fact);
    const char *text = fake_written(&fake, "json", 80, true);
    assert_json(text);
    ck_assert_ptr_nonnull(strstr(text,
                                 "\"value\":0.30000000000000004,\"ci_low\":0,\"ci_high\":null,"
                                 "\"p_value\":1e-300,\"p_adjusted\":null,"
                                 "\"n\":18446744073709551615,\"status\":\"ok\""));
    ck_assert_ptr_nonnull(strstr(text, "\"value\":null,\"ci_low\":null,\"ci_high\":null,"
                                       "\"p_value\":null,\"p_adjusted\":null,\"n\":null,"
                                       "\"status\":\"suppressed\""));
    fake_report_clear(&fake);
}
END_TEST

START_TEST(the_internal_edition_has_its_banner)
{
    fake_report fake;
    fake_report_init(&fake);
    ck_assert_ptr_null(strstr(fake_written(&fake, "json", 80, true), "\"banner\""));
    fake.report.edition = EG_EDITION_INTERNAL;
    ck_assert_ptr_nonnull(
        strstr(fake_written(&fake, "json", 80, true), "\"banner\":\"INTERNAL EDITION"));
    fake_report_clear(&fake);
}
END_TEST

/* Settings and statuses of the tables stand in the schema; the validation itself is the
 * harness's. */
START_TEST(schema_knows_every_setting_and_status)
{
#define STATUS_WORD(name, word) word,
    static const char *const words[] = {EG_FACT_STATUS_LIST(STATUS_WORD)};
#undef STATUS_WORD
    static char schema[65536];
    FILE *file = fopen("docs/report.schema.json", "rb");
    if (file == NULL) {
        printf("skipped: docs/report.schema.json is not in this folder\n");
        return;
    }
    size_t n = fread(schema, 1, sizeof schema - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    schema[n] = '\0';
    fake_report fake;
    fake_report_init_empty(&fake);
    for (size_t i = 0; i < fake.report.n_settings; i++) {
        const char *name =
            eg_arena_printf(fake.arena, "\"%s\": {", fake.report.settings[i].name);
        ck_assert_msg(strstr(schema, name) != NULL, "%s", name);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *word = eg_arena_printf(fake.arena, "\"%s\"", words[i]);
        ck_assert_msg(strstr(schema, word) != NULL, "%s", word);
    }
    fake_report_clear(&fake);
}
END_TEST

Suite *write_json_suite(void)
{
    Suite *suite = suite_create("write_json");
    TCase *tc = tcase_create("json");
    tcase_add_test(tc, a_whole_report_is_json);
    tcase_add_test(tc, an_empty_report_is_json);
    tcase_add_loop_test(tc, names_are_kept_as_written, 0,
                        (int)(sizeof names / sizeof names[0]));
    tcase_add_test(tc, figures_round_trip_and_blanks_are_null);
    tcase_add_test(tc, the_internal_edition_has_its_banner);
    tcase_add_test(tc, schema_knows_every_setting_and_status);
    suite_add_tcase(suite, tc);
    return suite;
}
