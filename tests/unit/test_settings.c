/* Settings: what each option's value turns into, by one table, and who wins. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "equitygap/schema.h"
#include "schema/spec_parse.h"

Suite *settings_suite(void);

static eg_status set(eg_settings *settings, const char *name, const char *value, eg_error *err)
{
    for (const eg_option *o = eg_settings_options(); o->name != NULL; o++) {
        if (strcmp(o->name, name) == 0)
            return o->set(settings, value, err);
    }
    ck_abort_msg("there is no option %s", name);
    return EG_E_BUG;
}

/* ---- settings in words ----------------------------------------------------------------------
 */

static void add_strings(eg_buffer *out, const char *before, const eg_strings *list)
{
    for (size_t i = 0; i < list->n; i++)
        eg_buffer_printf(out, "%s%s", i == 0 ? before : "/", list->at[i]);
}

static const char *const signs[] = {"", "<", "<=", ">", ">=", "=", "!="};

static void add_outcome(eg_buffer *out, const eg_outcome_spec *o)
{
    static const char *const kinds[] = {"auto", "rate", "mean", "levels"};
    eg_buffer_printf(out, "%s=", o->name == NULL ? "" : o->name);
    add_strings(out, "", &o->columns);
    eg_buffer_printf(out, ":%s", kinds[o->kind]);
    add_strings(out, " success ", &o->success);
    if (o->compare != EG_COMPARE_NONE)
        eg_buffer_printf(out, " %s%lld", signs[o->compare], (long long)o->threshold);
    add_strings(out, " levels ", &o->levels);
    eg_buffer_printf(out, "%s", !o->direction_given ? "" : o->lower ? " lower" : " higher");
    eg_buffer_add_string(out, ";");
}

static void add_reference(eg_buffer *out, const eg_reference *r)
{
    static const char *const kinds[] = {"rest", "overall", "highest", "level", "goal"};
    eg_buffer_add_string(out, kinds[r->kind]);
    if (r->kind == EG_REFERENCE_LEVEL)
        eg_buffer_printf(out, " %s is %s", r->dimension, r->level);
    if (r->kind == EG_REFERENCE_GOAL)
        eg_buffer_printf(out, " %.17g %s", r->goal, r->goal_text);
    eg_buffer_add_string(out, ";");
}

static void add_field(eg_buffer *out, const eg_settings *s, const char *option)
{
    if (strcmp(option, "by") == 0) {
        for (size_t i = 0; i < s->n_by; i++) {
            add_strings(out, "", &s->by[i].columns);
            eg_buffer_add_string(out, ";");
        }
    } else if (strcmp(option, "outcome") == 0) {
        for (size_t i = 0; i < s->n_outcomes; i++)
            add_outcome(out, &s->outcomes[i]);
    } else if (strcmp(option, "where") == 0) {
        for (size_t i = 0; i < s->n_where; i++) {
            eg_buffer_printf(out, "%s %s", s->where[i].column, signs[s->where[i].compare]);
            add_strings(out, " ", &s->where[i].values);
            eg_buffer_add_string(out, ";");
        }
    } else if (strcmp(option, "reference") == 0) {
        for (size_t i = 0; i < s->n_references; i++)
            add_reference(out, &s->references[i]);
    }
}

static void add_list_or_number(eg_buffer *out, const eg_settings *s, const char *option)
{
    const struct {
        const char *option;
        const eg_strings *list;
    } lists[] = {{"year", &s->year},
                 {"within", &s->within},
                 {"id", &s->id},
                 {"weight", &s->weight},
                 {"stats", &s->stats}};
    const struct {
        const char *option;
        double number;
    } numbers[] = {{"confidence", s->confidence}, {"max-rejects", s->max_rejects},
                   {"seed", (double)s->seed},     {"min-n", s->min_n},
                   {"threads", s->threads},       {"per", s->per},
                   {"collapse", s->collapse},     {"adjust", s->adjust},
                   {"interval", s->interval},     {"ratio-interval", s->ratio_interval},
                   {"slope-se", s->slope_se},     {"ppg-rule", s->ppg_rule},
                   {"edition", s->edition},       {"delimiter", s->delimiter}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(lists[i].option, option) == 0)
            add_strings(out, "", lists[i].list);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i].option, option) == 0)
            eg_buffer_printf(out, "%.17g", numbers[i].number);
    }
    if (strcmp(option, "sheet") == 0 || strcmp(option, "encoding") == 0)
        eg_buffer_add_string(out, option[0] == 's' ? s->sheet : s->encoding);
    if (strcmp(option, "parser") == 0)
        eg_buffer_add_string(out, s->parser);
}

/* ---- values ---------------------------------------------------------------------------------
 */

/* Values are separated by a line end: the option is given once for each. */
static const struct {
    const char *option;
    const char *values;
    const char *expected;
} good[] = {
    {"by", "race", "race;"},
    {"by", "race,gender", "race;gender;"},
    {"by", "race, el ,race*gender", "race;el;race/gender;"},
    {"by", "a * b*c", "a/b/c;"},
    {"by", "a*b*c*d", "a/b/c/d;"},
    {"by", "race\ngender\nrace", "race;gender;"},
    {"by", "a*b,b*a", "a/b;b/a;"},
    {"by", "\"Race, all\",\"a*b\"*c", "Race, all;a*b/c;"},
    {"by", "\"say \"\"x\"\"\"", "say \"x\";"},
    {"by", "5\" ruler", "5\" ruler;"},
    {"by", "Race: detailed,a=b", "Race: detailed;a=b;"},
    {"by", "Größe,学校", "Größe;学校;"},
    {"outcome", "math", "=math:auto;"},
    {"outcome", "math:rate", "=math:rate;"},
    {"outcome", "math:mean:lower", "=math:mean lower;"},
    {"outcome", "math:lower", "=math:auto lower;"},
    {"outcome", "math:higher", "=math:auto higher;"},
    {"outcome", "Math=math_level:rate(Meets|Exceeds)",
     "Math=math_level:rate success Meets/Exceeds;"},
    {"outcome", "s:rate(>0):lower", "=s:rate >0 lower;"},
    {"outcome", "a:rate(<0.9)", "=a:rate <900000000;"},
    {"outcome", "a:rate(<90%)", "=a:rate <900000000;"},
    {"outcome", "a:rate( >= 1,200.5 )", "=a:rate >=1200500000000;"},
    {"outcome", "a:rate(<=-3)", "=a:rate <=-3000000000;"},
    {"outcome", "a:rate(=3)", "=a:rate =3000000000;"},
    {"outcome", "a:rate(==3)", "=a:rate =3000000000;"},
    {"outcome", "a:rate(!=0)", "=a:rate !=0;"},
    {"outcome", "a:rate(\"<10\"|\"a|b\")", "=a:rate success <10/a|b;"},
    {"outcome", "a:rate(Yes: all (both)|No)", "=a:rate success Yes: all (both)/No;"},
    {"outcome", "a:levels", "=a:levels;"},
    {"outcome", "a:levels(Low<Basic <Proficient<Advanced)",
     "=a:levels levels Low/Basic/Proficient/Advanced;"},
    {"outcome", "a:levels(\"x<y\"<z):lower", "=a:levels levels x<y/z lower;"},
    {"outcome", "\"Math: total, all\"=\"a:b\":mean", "Math: total, all=a:b:mean;"},
    {"outcome", "Pct (all):rate", "=Pct (all):rate;"},
    {"outcome", "a:mean\nb=a:rate(>1)", "=a:mean;b=a:rate >1000000000;"},
    {"year", "school_year", "school_year"},
    {"year", "Year, fiscal", "Year, fiscal"},
    {"year", "\"Year, \"\"x\"\"\"", "Year, \"x\""},
    {"year", "a\nb", "b"},
    {"year", "none", "none"},
    {"within", "district,school", "district/school"},
    {"within", "district\nnone", ""},
    {"id", "none", "none"},
    {"weight", "w", "w"},
    {"per", "student", "1"},
    {"per", "row", "2"},
    {"collapse", "first", "1"},
    {"collapse", "any", "6"},
    {"where", "grade=8", "grade = 8;"},
    {"where", "grade == 8", "grade = 8;"},
    {"where", "days enrolled >= 30", "days enrolled >= 30;"},
    {"where", "a<=1\nb<2\nc>3\nd!=4", "a <= 1;b < 2;c > 3;d != 4;"},
    {"where", "grade in 3,4,5", "grade = 3/4/5;"},
    {"where", "grade IN (3, 4)", "grade = 3/4;"},
    {"where", "Years in school>=2", "Years in school >= 2;"},
    {"where", "\"a=b\"=\"c, d\"", "a=b = c, d;"},
    {"where", "\"Born in\" in \"A, B\",C", "Born in = A, B/C;"},
    {"where", "a=\"\"", "a = ;"},
    {"where", "a=\"<10\"", "a = <10;"},
    {"where", "School = Lincoln Elementary", "School = Lincoln Elementary;"},
    {"reference", "rest", "rest;"},
    {"reference", "overall", "overall;"},
    {"reference", "highest\nrest\nhighest", "highest;rest;"},
    {"reference", "race=White", "level race is White;"},
    {"reference", "race=Two or more, any", "level race is Two or more, any;"},
    {"reference", "\"a=b\"=\"c=d\"", "level a=b is c=d;"},
    {"reference", "\"goal\"=5", "level goal is 5;"},
    {"reference", "goal=0.8\ngoal=80%\ngoal=0.80", "goal 0.80000000000000004 goal=0.8;"},
    {"reference", "goal=1500", "goal 1500 goal=1500;"},
    {"stats", "effect", "effect"},
    {"stats", "basic,effect\nimpact, effect", "basic/effect/impact"},
    {"confidence", "0.95", "0.94999999999999996"},
    {"confidence", "90%", "0.90000000000000002"},
    {"confidence", "0.5\n.9", "0.90000000000000002"},
    {"adjust", "bh", "0"},
    {"adjust", "by", "3"},
    {"adjust", "none", "5"},
    {"interval", "agresti-coull", "3"},
    {"ratio-interval", "score", "1"},
    {"slope-se", "ols", "2"},
    {"ppg-rule", "disimpact", "1"},
    {"seed", "0", "0"},
    {"seed", "20260731", "20260731"},
    {"edition", "internal", "1"},
    {"min-n", "1", "1"},
    {"min-n", " 20 ", "20"},
    {"delimiter", ";", "59"},
    {"delimiter", "tab", "9"},
    {"delimiter", "\t", "9"},
    {"delimiter", "\\t", "9"},
    {"delimiter", "pipe\nauto", "0"},
    {"encoding", "WINDOWS-1252", "WINDOWS-1252"},
    {"sheet", "Grade 3", "Grade 3"},
    {"parser", "libcsv", "libcsv"},
    {"max-rejects", "1%", "0.01"},
    {"max-rejects", "0.05", "0.050000000000000003"},
    {"max-rejects", "0", "0"},
    {"max-rejects", "100%", "1"},
    {"threads", "4", "4"},
    {"threads", "4\nauto", "0"},
};

START_TEST(values_are_read)
{
    eg_settings *settings = NULL;
    eg_error err = {0};
    eg_buffer got = {0};
    char values[256];
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    (void)snprintf(values, sizeof values, "%s", good[_i].values);
    for (char *at = values; at != NULL;) {
        char *end = strchr(at, '\n');
        if (end != NULL)
            *end = '\0';
        eg_status status = set(settings, good[_i].option, at, &err);
        ck_assert_msg(status == EG_OK, "--%s %s: %s", good[_i].option, at, err.text);
        at = end == NULL ? NULL : end + 1;
    }
    add_field(&got, settings, good[_i].option);
    add_list_or_number(&got, settings, good[_i].option);
    ck_assert_msg(strcmp(eg_buffer_string(&got), good[_i].expected) == 0,
                  "--%s %s: got [%s], want [%s]", good[_i].option, good[_i].values,
                  eg_buffer_string(&got), good[_i].expected);
    eg_buffer_clear(&got);
    eg_settings_free(settings);
}
END_TEST

START_TEST(defaults)
{
    eg_settings *s = NULL;
    eg_error err = {0};
    ck_assert_int_eq(eg_settings_new(&s, &err), EG_OK);
    ck_assert_uint_eq(s->n_by + s->n_outcomes + s->n_where + s->n_breaks + s->within.n, 0);
    ck_assert_uint_eq(s->year.n + s->id.n + s->weight.n, 0);
    ck_assert_uint_eq(s->n_references, 1);
    ck_assert_int_eq(s->references[0].kind, EG_REFERENCE_REST);
    ck_assert_uint_eq(s->stats.n, 1);
    ck_assert_str_eq(s->stats.at[0], "basic");
    ck_assert(s->confidence == 0.95 && s->max_rejects == 0.01);
    ck_assert(s->margin_rate == 0.03 && s->margin_sd == 0.10);
    ck_assert_uint_eq(s->seed, 1);
    ck_assert_uint_eq(s->min_n, 10);
    ck_assert_int_eq(s->edition, EG_EDITION_PUBLIC);
    ck_assert_str_eq(s->policy, "default");
    ck_assert_str_eq(s->parser, "auto");
    ck_assert(s->encoding == NULL && s->sheet == NULL && s->delimiter == 0);
    ck_assert(!s->missing_replaced && !s->suppressed_replaced);
    eg_settings_free(s);
    eg_settings_free(NULL);
}
END_TEST

START_TEST(the_table_is_whole)
{
    for (const eg_option *o = eg_settings_options(); o->name != NULL; o++) {
        size_t help = strlen(o->help);
        ck_assert_msg(o->set != NULL && o->group != NULL, "%s", o->name);
        ck_assert_msg(o->argument != NULL || o->words == NULL, "%s: words of what?", o->name);
        ck_assert_msg(help > 0 && o->help[help - 1] != '.', "%s: full stop", o->name);
        for (const eg_option *other = o + 1; other->name != NULL; other++)
            ck_assert_str_ne(o->name, other->name);
    }
}
END_TEST

/* Every word of a row is accepted, in the order of its enum (the good table has both ends). */
START_TEST(every_word_is_a_value)
{
    for (const eg_option *o = eg_settings_options(); o->name != NULL; o++) {
        eg_settings *settings = NULL;
        eg_error err = {0};
        char words[160];
        (void)snprintf(words, sizeof words, "%s", o->words == NULL ? "" : o->words);
        ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
        for (char *at = words; at != NULL && *at != '\0';) {
            char *end = strchr(at, ' ');
            if (end != NULL)
                *end = '\0';
            ck_assert_msg(o->set(settings, at, &err) == EG_OK, "--%s %s", o->name, at);
            at = end == NULL ? NULL : end + 1;
        }
        eg_settings_free(settings);
    }
}
END_TEST

/* ---- names ----------------------------------------------------------------------------------
 */

START_TEST(quoted_names_come_back)
{
    static const struct {
        const char *name;
        const char *quoted;
    } rows[] = {{"race_ethnicity", "race_ethnicity"},
                {"Race / Ethnicity", "Race / Ethnicity"},
                {"a,b", "\"a,b\""},
                {"a*b", "\"a*b\""},
                {"a:b", "\"a:b\""},
                {"a=b", "\"a=b\""},
                {"\"a", "\"\"\"a\""},
                {"a\"b", "a\"b"},
                {" a", "\" a\""},
                {"a ", "\"a \""},
                {"", "\"\""},
                {"x, \"y\"", "\"x, \"\"y\"\"\""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eg_arena *arena = eg_arena_new();
        eg_error err = {0};
        eg_strings names = {0};
        eg_spec spec = {arena, "test", EG_E_USAGE, &err};
        const char *quoted = eg_name_quote(arena, rows[i].name);
        ck_assert_str_eq(quoted, rows[i].quoted);
        const char *list = eg_arena_printf(arena, "%s , %s", quoted, quoted);
        ck_assert_int_eq(eg_names_split(&spec, eg_text_of(list), &names), EG_OK);
        ck_assert_uint_eq(names.n, 2);
        ck_assert_str_eq(names.at[0], rows[i].name);
        ck_assert_str_eq(names.at[1], rows[i].name);
        eg_arena_free(arena);
    }
}
END_TEST

Suite *settings_suite(void)
{
    Suite *suite = suite_create("settings");
    TCase *values = tcase_create("values");
    tcase_add_loop_test(values, values_are_read, 0, (int)(sizeof good / sizeof good[0]));
    tcase_add_test(values, defaults);
    tcase_add_test(values, the_table_is_whole);
    tcase_add_test(values, every_word_is_a_value);
    tcase_add_test(values, quoted_names_come_back);
    suite_add_tcase(suite, values);
    return suite;
}
