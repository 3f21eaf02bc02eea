/* JSON: what is read, where it stands, and what is refused. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "ext/jsonx.h"

Suite *config_json_suite(void);

static eg_json_doc *parse(const char *text)
{
    eg_json_doc *doc = NULL;
    eg_error err = {0};
    eg_status status = eg_json_parse(&doc, eg_text_of(text), "j", EG_E_INPUT, &err);
    ck_assert_msg(status == EG_OK, "%s: %s", text, err.text);
    return doc;
}

START_TEST(trees)
{
    eg_json_doc *doc = parse(" {\"a\": [1, -2.5e1, \"x\\u00e9\\ud83d\\ude00\\n\"],\n"
                             "  \"A\": {\"b\": null, \"c\": true, \"d\": false}, \"\": {} }\n");
    const eg_json *root = eg_json_root(doc);
    ck_assert_int_eq(root->kind, EG_JSON_OBJECT);
    ck_assert_uint_eq(root->n, 3);
    const eg_json *a = eg_json_get(root, "a");
    ck_assert_uint_eq(a->n, 3);
    ck_assert_str_eq(a->key, "a");
    ck_assert(eg_json_at(a, 0)->number == 1.0);
    ck_assert(eg_json_at(a, 1)->number == -25.0);
    ck_assert_str_eq(eg_json_at(a, 1)->text, "-2.5e1");
    ck_assert_str_eq(eg_json_at(a, 2)->text, "x\xC3\xA9\xF0\x9F\x98\x80\n");
    ck_assert_ptr_null(eg_json_at(a, 3));
    const eg_json *upper = eg_json_get(root, "A");
    ck_assert_int_eq(eg_json_get(upper, "b")->kind, EG_JSON_NULL);
    ck_assert_int_eq(eg_json_get(upper, "c")->kind, EG_JSON_TRUE);
    ck_assert_int_eq(eg_json_get(upper, "d")->kind, EG_JSON_FALSE);
    ck_assert_int_eq(eg_json_get(root, "")->kind, EG_JSON_OBJECT);
    ck_assert_ptr_null(eg_json_get(upper, "B"));
    ck_assert_ptr_null(eg_json_get(a, "a"));
    ck_assert_ptr_null(eg_json_get(NULL, "a"));
    eg_json_free(doc);
    eg_json_free(NULL);
}
END_TEST

START_TEST(places_count_characters)
{
    eg_json_doc *doc =
        parse("\xEF\xBB\xBF/* \xC3\xA9\xC3\xA9 */ {\"\xC3\xA9\": 1, // \"x\": 2\n"
              "\t\"b\": [\"// no comment /* \", 3]}");
    const eg_json *root = eg_json_root(doc);
    ck_assert_uint_eq(root->place.line, 1);
    ck_assert_uint_eq(root->place.column, 10);
    const eg_json *first = root->first;
    ck_assert_uint_eq(first->key_place.column, 11);
    ck_assert_uint_eq(first->place.column, 16);
    const eg_json *b = eg_json_get(root, "b");
    ck_assert_uint_eq(b->key_place.line, 2);
    ck_assert_uint_eq(b->key_place.column, 2);
    ck_assert_str_eq(b->first->text, "// no comment /* ");
    ck_assert_uint_eq(eg_json_at(b, 1)->place.line, 2);
    ck_assert_uint_eq(eg_json_at(b, 1)->place.column, 29);
    eg_json_free(doc);
}
END_TEST

/* Doubles whose shortest and longest spellings are known (IEEE 754 limits, and 0.1). */
START_TEST(numbers_are_read_exactly)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {{"0", 0.0},
                {"-0", -0.0},
                {"0.1", 0x1.999999999999ap-4},
                {"1e-5", 0x1.4f8b588e368f1p-17},
                {"9007199254740993", 0x1p53},
                {"1.7976931348623157e308", 0x1.fffffffffffffp1023},
                {"5e-324", 0x1p-1074},
                {"1E+2", 100.0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_json_doc *doc = parse(rows[i].text);
        ck_assert_msg(memcmp(&eg_json_root(doc)->number, &rows[i].value, sizeof(double)) == 0,
                      "%s", rows[i].text);
        ck_assert_str_eq(eg_json_root(doc)->text, rows[i].text);
        eg_json_free(doc);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *message;
} bad[] = {
    {"", "j:1:1: not valid JSON: there is nothing in it"},
    {" // only\n", "j:2:1: not valid JSON: there is nothing in it"},
    {"{", "j:1:2: not valid JSON: a closing } is missing at the end"},
    {"[1", "j:1:3: not valid JSON: a closing ] is missing at the end"},
    {"[1 2]", "j:1:4: not valid JSON: a comma or ] was expected after the value"},
    {"{\"a\": 1 \"b\": 2}", "j:1:9: not valid JSON: a comma or } was expected after the value"},
    {"[1,]", "j:1:4: not valid JSON: a value is missing before this; is a comma too many?"},
    {"{\"a\": 1,\n}",
     "j:2:1: not valid JSON: a key is missing before this; is a comma too many?"},
    {"{\"a\" 1}", "j:1:6: not valid JSON: a colon was expected after the key"},
    {"{a: 1}", "j:1:2: not valid JSON: a key was expected; keys stand between double quotes"},
    {"{\"a\": }",
     "j:1:7: not valid JSON: a value is missing before this; is a comma too many?"},
    {"{\"a\": 'x'}", "j:1:7: not valid JSON: text stands between double quotes"},
    {"nul", "j:1:1: not valid JSON: a value was expected; text stands between double quotes"},
    {"1 2", "j:1:3: not valid JSON: there is more after the end of the value"},
    {"{}}", "j:1:3: not valid JSON: there is more after the end of the value"},
    {"\"a", "j:1:1: not valid JSON: this text has no closing quote"},
    {"[\"a\nb\"]", "j:1:2: not valid JSON: this text has no closing quote on its line"},
    {"\"a\tb\"",
     "j:1:3: not valid JSON: a control character; write it as an escape such as \\t"},
    {"\"\\x\"", "j:1:2: not valid JSON: unknown escape; write \\\\ for a backslash"},
    {"\"\\u12g4\"", "j:1:2: not valid JSON: \\u needs four hexadecimal digits"},
    {"\"a\\u0000\"", "j:1:3: not valid JSON: \\u0000 cannot stand in a text"},
    {"\"\\ud800\"",
     "j:1:2: not valid JSON: half of a surrogate pair; write the character itself"},
    {"\"\\udc00\\ud800\"",
     "j:1:2: not valid JSON: half of a surrogate pair; write the character itself"},
    {"\"\\ud800\\u0041\"",
     "j:1:2: not valid JSON: half of a surrogate pair; write the character itself"},
    {"01", "j:1:1: not valid JSON: a number starts with 0; if it is a code, put it in quotes"},
    {"-", "j:1:1: not valid JSON: a number needs a digit after its minus"},
    {"1.", "j:1:1: not valid JSON: a number needs a digit after its point"},
    {"1e", "j:1:1: not valid JSON: a number needs a digit in its exponent"},
    {"+1", "j:1:1: not valid JSON: a value was expected; text stands between double quotes"},
    {"[1e999]", "j:1:2: a number is too large"},
    {"NaN", "j:1:1: not valid JSON: a value was expected; text stands between double quotes"},
    {"/ 1", "j:1:1: not valid JSON: a lone / means nothing here; comments are // or /* */"},
    {"1 /* x", "j:1:3: not valid JSON: this comment is never closed; end it with */"},
    {"1 /*/", "j:1:3: not valid JSON: this comment is never closed; end it with */"},
    {"{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}", "j:2:16: key \"c\" stands twice; keep one"},
    {"{\"a\": 1, \"\\u0061\": 2}", "j:1:10: key \"a\" stands twice; keep one"},
    {"[\"\xC3\xA9\", \"\xE9\"]",
     "j:1:8: not valid JSON: the text is not UTF-8; save the file as UTF-8"},
};

START_TEST(mistakes_have_a_place)
{
    eg_json_doc *doc = NULL;
    eg_error err = {0};
    char got[1400];
    eg_status status = eg_json_parse(&doc, eg_text_of(bad[_i].text), "j", EG_E_INPUT, &err);
    (void)eg_error_format(&err, got, sizeof got);
    ck_assert_msg(status == EG_E_INPUT && doc == NULL, "%s", bad[_i].text);
    ck_assert_msg(strcmp(got, bad[_i].message) == 0, "%s\n got [%s]\nwant [%s]", bad[_i].text,
                  got, bad[_i].message);
}
END_TEST

START_TEST(limits)
{
    char deep[2 * EG_JSON_DEPTH + 3];
    eg_json_doc *doc = NULL;
    eg_error err = {0};
    for (size_t depth = EG_JSON_DEPTH; depth <= EG_JSON_DEPTH + 1; depth++) {
        memset(deep, '[', depth);
        memset(deep + depth, ']', depth);
        eg_status status =
            eg_json_parse(&doc, (eg_text){deep, 2 * depth}, "j", EG_E_INPUT, &err);
        ck_assert_int_eq(status, depth > EG_JSON_DEPTH ? EG_E_INPUT : EG_OK);
        eg_json_free(doc);
    }
    const char nul[] = "[\"a\", \0]";
    ck_assert_int_eq(eg_json_parse(&doc, (eg_text){nul, sizeof nul - 1}, "j", EG_E_INPUT, NULL),
                     EG_E_INPUT);
    char digits[80];
    memset(digits, '1', sizeof digits);
    ck_assert_int_eq(eg_json_parse(&doc, (eg_text){digits, 60}, "j", EG_E_INPUT, NULL), EG_OK);
    ck_assert(eg_json_root(doc)->number > 1e59);
    eg_json_free(doc);
    ck_assert_int_eq(eg_json_parse(&doc, (eg_text){digits, 61}, "j", EG_E_INPUT, NULL),
                     EG_E_INPUT);
    ck_assert_int_eq(eg_json_parse(&doc, (eg_text){NULL, 0}, "j", EG_E_CONFIG, NULL),
                     EG_E_CONFIG);
}
END_TEST

Suite *config_json_suite(void)
{
    Suite *suite = suite_create("config_json");
    TCase *json = tcase_create("json");
    tcase_add_test(json, trees);
    tcase_add_test(json, places_count_characters);
    tcase_add_test(json, numbers_are_read_exactly);
    tcase_add_loop_test(json, mistakes_have_a_place, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(json, limits);
    suite_add_tcase(suite, json);
    return suite;
}
