/* Configs: the one line said of each mistake, with its place. */
#include <check.h>
#include <string.h>

#include "equitygap/schema.h"

Suite *config_errors_suite(void);

static const struct {
    const char *json;
    const char *message;
} bad[] = {
    /* keys */
    {"{\"yaer\": \"y\"}",
     "c.json:1:2: key \"yaer\": there is no such key here; did you mean \"year\"?"},
    {"{\n  \"seed\": 1,\n  \"dimension\": []\n}",
     "c.json:3:3: key \"dimension\": there is no such key here; did you mean \"dimensions\"?"},
    {"{\"max-rejects\": 1}",
     "c.json:1:2: key \"max-rejects\": there is no such key here; did you mean "
     "\"max_rejects\"?"},
    {"{\"min_n\": 10}",
     "c.json:1:2: key \"min_n\": there is no such key here; \"min_n\" stands in privacy"},
    {"{\"sucess\": [\"Y\"]}",
     "c.json:1:2: key \"sucess\": there is no such key here; \"success\" stands in outcomes"},
    {"{\"outcome\": \"a\"}",
     "c.json:1:2: key \"outcome\": there is no such key here; did you mean \"outcomes\"?"},
    {"{\"privacy\": {\"secret\": 1}}",
     "c.json:1:14: key \"privacy.secret\": there is no such key here; the keys are edition, "
     "min_n, ledger, policy, tails, min_count, min_rest, next_smallest, dominance"},
    {"{\"dimensions\": [{\"column\": \"a\"}, {\"colum\": \"b\"}]}",
     "c.json:1:35: key \"dimensions[1].colum\": there is no such key here; did you mean "
     "\"column\"?"},
    {"{\"outcomes\": [{\"column\": \"a\", \"target\": {\"val\": 1}}]}",
     "c.json:1:42: key \"outcomes[0].target.val\": there is no such key here; did you mean "
     "\"value\"?"},
    {"{\"outcomes\": [{\"column\": \"a\", \"order\": []}]}",
     "c.json:1:31: key \"outcomes[0].order\": there is no such key here; \"order\" stands in "
     "dimensions"},
    {"{\"config\": \"x\"}", NULL},
    /* kinds of value */
    {"[]", "c.json:1:1: a config is an object, and here is a list"},
    {"3", "c.json:1:1: a config is an object, and here is a number"},
    {"{\"seed\": [1]}",
     "c.json:1:10: key \"seed\": takes a text or a number, and here is a list"},
    {"{\"interval\": null}",
     "c.json:1:14: key \"interval\": takes a text or a number, and here is null"},
    {"{\"by\": [\"a\", true]}",
     "c.json:1:14: key \"by\": takes a text or a number, and here is true"},
    {"{\"by\": []}", "c.json:1:8: key \"by\": the list is empty; leave the key out"},
    {"{\"year\": 2024}",
     "c.json:1:10: key \"year\": takes a column's name or a list of names, and here is a "
     "number"},
    {"{\"id\": []}", "c.json:1:8: key \"id\": the list is empty; name a column"},
    {"{\"dimensions\": {}}",
     "c.json:1:16: key \"dimensions\": takes a list of objects, and here is an object"},
    {"{\"dimensions\": [\"race\"]}",
     "c.json:1:17: key \"dimensions[0]\": takes an object, and here is a text"},
    {"{\"missing\": {\"a\": 1}}",
     "c.json:1:13: key \"missing\": takes a text or a list of texts, and here is an object"},
    {"{\"margin_rate\": \"3%\"}",
     "c.json:1:17: key \"margin_rate\": takes a number, and here is a text"},
    /* values */
    {"{\"interval\": \"wilsn\"}",
     "c.json:1:14: key \"interval\": \"wilsn\" is not one of wilson, clopper-pearson, "
     "jeffreys, agresti-coull; did you mean \"wilson\"?"},
    {"{\"confidence\": 95}",
     "c.json:1:16: key \"confidence\": 95 is not below 1; did you mean 0.95?"},
    {"{\"privacy\":\n{\"min_n\": 0}}",
     "c.json:2:11: key \"privacy.min_n\": 0 is too small; the least is 1"},
    {"{\"privacy\": {\"min_n\": 2.5}}",
     "c.json:1:23: key \"privacy.min_n\": \"2.5\" is no whole number"},
    {"{\"privacy\": {\"edition\": \"open\"}}",
     "c.json:1:25: key \"privacy.edition\": \"open\" is not one of public, internal"},
    {"{\"privacy\": {\"policy\": \"strict\"}}",
     "c.json:1:24: key \"privacy.policy\": \"strict\" is not one of default, min-n, "
     "nces-2011-603, next-smallest"},
    {"{\"privacy\": {\"policy\": \"nces\"}}",
     "c.json:1:24: key \"privacy.policy\": \"nces\" is not one of default, min-n, "
     "nces-2011-603, next-smallest; did you mean \"nces-2011-603\"?"},
    {"{\"privacy\": {\"tails\": \"20:20%,10:3%\"}}",
     "c.json:1:23: key \"privacy.tails\": \"20:20%,10:3%\" has sizes that do not rise; begin "
     "with the smallest groups"},
    {"{\"privacy\": {\"min_rest\": -1}}",
     "c.json:1:26: key \"privacy.min_rest\": \"-1\" is no whole number"},
    {"{\"margin_rate\": 3}", "c.json:1:17: key \"margin_rate\": must lie between 0 and 1"},
    {"{\"where\": [\"grade=8\", \"grade\"]}",
     "c.json:1:23: key \"where\": \"grade\" compares nothing; write a condition such as "
     "grade=8, days>=30 or grade in 3,4,5"},
    {"{\"by\": \"a*a\"}", "c.json:1:8: key \"by\": \"a\" is crossed with itself"},
    {"{\"within\": [\"none\", \"a\"]}",
     "c.json:1:12: key \"within\": none stands alone, without other names"},
    {"{\"within\": [\"a\", \"a\"]}",
     "c.json:1:18: key \"within\": \"a\" stands twice in the list"},
    {"{\"suppressed\": [\"\"]}", "c.json:1:17: key \"suppressed\": a text is empty"},
    {"{\"breaks\": [{\"why\": \"x\"}]}", "c.json:1:13: key \"breaks[0]\": \"year\" is missing"},
    /* dimensions */
    {"{\"dimensions\": [{\"label\": \"x\"}]}",
     "c.json:1:17: key \"dimensions[0]\": \"column\" is missing"},
    {"{\"dimensions\": [{\"column\": [\"a\", \"b\"]}, {\"column\": \"b\"}]}",
     "c.json:1:41: key \"dimensions[1]\": the column \"b\" is described already, in "
     "dimensions[0]"},
    {"{\"dimensions\": [{\"column\": \"a\", \"levels\": [\"x\"]}]}",
     "c.json:1:43: key \"dimensions[0].levels\": takes an object of codes and their labels, "
     "and here is a list"},
    {"{\"dimensions\": [{\"column\": \"a\", \"levels\": {\"H\": \" \"}}]}",
     "c.json:1:49: key \"dimensions[0].levels\": the text is empty"},
    {"{\"dimensions\": [{\"column\": \"a\", \"order\": [\"x\", \"x\"]}]}",
     "c.json:1:48: key \"dimensions[0].order\": \"x\" stands twice in the list"},
    {"{\"dimensions\": [{\"column\": \"a\", \"reference\": \"goal=x\"}]}",
     "c.json:1:46: key \"dimensions[0]\": goal needs a number, such as goal=0.8"},
    {"{\"dimensions\": [{\"column\": \"a\", \"reference\": \"a=\"}]}",
     "c.json:1:46: key \"dimensions[0]\": no group stands behind \"a=\""},
    /* outcomes */
    {"{\"outcomes\": [{\"kind\": \"rate\"}]}",
     "c.json:1:15: key \"outcomes[0]\": \"column\" is missing"},
    {"{\"outcomes\": [{\"column\": \"a\", \"kind\": \"rat\"}]}",
     "c.json:1:39: key \"outcomes[0].kind\": \"rat\" is no kind of outcome; use rate, "
     "rate(A|B), rate(>0), mean, levels or levels(Low<High); did you mean \"rate\"?"},
    {"{\"outcomes\": [{\"column\": \"a\", \"kind\": \"mean\", \"success\": [\"1\"]}]}",
     "c.json:1:15: key \"outcomes[0]\": \"success\" belongs to the kind \"rate\""},
    {"{\"outcomes\": [{\"column\": \"a\", \"kind\": \"rate(A)\", \"success\": \"B\"}]}",
     "c.json:1:15: key \"outcomes[0]\": \"kind\" and \"success\" both say what a success is; "
     "keep one"},
    {"{\"outcomes\": [{\"column\": \"a\", \"kind\": \"rate\", \"levels\": [\"1\", \"2\"]}]}",
     "c.json:1:15: key \"outcomes[0]\": \"levels\" belongs to the kind \"levels\""},
    {"{\"outcomes\": [{\"column\": \"a\", \"levels\": [\"1\"]}]}",
     "c.json:1:41: key \"outcomes[0].levels\": needs two levels or more, lowest first"},
    {"{\"outcomes\": [{\"column\": \"a\", \"better\": \"lowr\"}]}",
     "c.json:1:41: key \"outcomes[0].better\": \"lowr\" is not one of higher, lower; did you "
     "mean \"lower\"?"},
    {"{\"outcomes\": [{\"column\": \"a\", \"target\": {\"value\": \"much\"}}]}",
     "c.json:1:51: key \"outcomes[0].target.value\": takes a number such as 0.8 or \"80%\""},
    {"{\"outcomes\": [{\"column\": \"a\", \"target\": {\"year\": \"2030\"}}]}",
     "c.json:1:41: key \"outcomes[0].target\": \"value\" is missing"},
    {"{\"outcomes\": [{\"column\": \"a\"}, {\"column\": \"b\", \"name\": \"a\"}]}",
     "c.json:1:32: key \"outcomes[1]\": two outcomes are called \"a\"; give one another name"},
    /* text */
    {"{\"seed\": 1, \"seed\": 2}", "c.json:1:13: key \"seed\" stands twice; keep one"},
    {"", "c.json:1:1: not valid JSON: there is nothing in it"},
};

START_TEST(mistakes_are_explained)
{
    eg_settings *settings = NULL;
    eg_error err = {0};
    char got[1400];
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    eg_status status = eg_config_parse(settings, eg_text_of(bad[_i].json), "c.json", &err);
    (void)eg_error_format(&err, got, sizeof got);
    ck_assert_msg(status == EG_E_CONFIG, "%s: %s", bad[_i].json, eg_status_name(status));
    ck_assert_msg(bad[_i].message == NULL || strcmp(got, bad[_i].message) == 0,
                  "%s\n got [%s]\nwant [%s]", bad[_i].json, got, bad[_i].message);
    eg_settings_free(settings);
}
END_TEST

Suite *config_errors_suite(void)
{
    Suite *suite = suite_create("config_errors");
    TCase *errors = tcase_create("errors");
    tcase_add_loop_test(errors, mistakes_are_explained, 0, (int)(sizeof bad / sizeof bad[0]));
    suite_add_tcase(suite, errors);
    return suite;
}
