/* The rows of the command line's own options; the analysis options are the schema's. */
#include "cli/invocation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "synth/synth.h"

#define GROUP_OUTPUT  "Output"
#define GROUP_SYNTH   "The district"
#define GROUP_PROFILE "Profile"
#define GROUP_AUDIT   "Audit"
#define GROUP_COMPARE "Comparison"
#define GROUP_HELP    "Generated from the tables"
#define GROUP_COMMON  "Any command"

void eg_invocation_init(eg_invocation *invocation, eg_arena *arena)
{
    *invocation = (eg_invocation){.arena = arena, .digits = 6, .list = 10};
}

eg_status eg_invocation_add(eg_invocation *invocation, eg_strings *list, const char *value,
                            eg_error *err)
{
    const char **at = eg_arena_alloc(invocation->arena, list->n + 1, sizeof *at);
    if (!at)
        return eg_fail_memory(err);
    if (list->n)
        memcpy(at, list->at, list->n * sizeof *at);
    at[list->n] = value;
    *list = (eg_strings){at, list->n + 1};
    return EG_OK;
}

/* Decimal digits only: no sign, blank or exponent. */
static eg_status read_count(const char *option, const char *value, uint64_t least,
                            uint64_t most, uint64_t *out, eg_error *err)
{
    char *end = NULL;
    errno = 0;
    unsigned long long n =
        strspn(value, "0123456789") == strlen(value) && *value ? strtoull(value, &end, 10) : 0;
    if (!end || errno != 0 || n < least || n > most)
        return eg_fail(err, EG_E_USAGE,
                       "--%s needs a whole number from %llu to %llu; got \"%.40s\"", option,
                       (unsigned long long)least, (unsigned long long)most, value);
    *out = n;
    return EG_OK;
}

static eg_status need_name(const char *option, const char *value, eg_error *err)
{
    if (!*value)
        return eg_fail(err, EG_E_USAGE, "--%s needs a file name; got an empty one", option);
    return EG_OK;
}

static eg_status set_output(void *subject, const char *value, eg_error *err)
{
    eg_invocation *asked = subject;
    eg_status status = need_name("output", value, err);
    return status == EG_OK ? eg_invocation_add(asked, &asked->outputs, value, err) : status;
}

static eg_status set_format(void *subject, const char *value, eg_error *err)
{
    (void)err; /* the writers know their names: see eg_outputs_plan */
    ((eg_invocation *)subject)->format = value;
    return EG_OK;
}

static eg_status set_rejects(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->rejects = value;
    if (strcmp(value, "-") == 0)
        return eg_fail(err, EG_E_USAGE,
                       "--rejects needs a file name: rejected rows hold students' "
                       "data and are not sent to standard output");
    return need_name("rejects", value, err);
}

static eg_status set_since(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->since = value;
    return need_name("since", value, err);
}

static eg_status set_save_cube(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->save_cube = value;
    if (strcmp(value, "-") == 0)
        return eg_fail(err, EG_E_USAGE,
                       "--save-cube needs a file name: it holds counts of which nothing is "
                       "hidden, and they are not sent to standard output");
    return need_name("save-cube", value, err);
}

static eg_status set_digits(void *subject, const char *value, eg_error *err)
{
    uint64_t n = 0;
    eg_status status = read_count("digits", value, 1, 17, &n, err);
    if (status == EG_OK)
        ((eg_invocation *)subject)->digits = (int)n;
    return status;
}

static eg_status set_fail_on(void *subject, const char *value, eg_error *err)
{
    eg_invocation *asked = subject;
    return eg_invocation_add(asked, &asked->fail_on, value, err);
}

#define WHEN_WORDS "auto always never"

static eg_status set_color(void *subject, const char *value, eg_error *err)
{
    eg_invocation *asked = subject;
    if (!eg_word_in(WHEN_WORDS, eg_text_of(value))) {
        const char *nearest = eg_word_nearest(WHEN_WORDS, eg_text_of(value), asked->arena);
        return eg_fail(err, EG_E_USAGE, "--color is auto, always or never; got \"%.40s\"%s%s%s",
                       value, nearest ? "; did you mean " : "", nearest ? nearest : "",
                       nearest ? "?" : "");
    }
    asked->color = strcmp(value, "always") == 0  ? EG_WHEN_ALWAYS
                   : strcmp(value, "never") == 0 ? EG_WHEN_NEVER
                                                 : EG_WHEN_AUTO;
    return EG_OK;
}

/* Flags: FLAG(quiet) makes set_quiet. */
#define FLAG(field)                                                                            \
    static eg_status set_##field(void *subject, const char *value, eg_error *err)              \
    {                                                                                          \
        (void)value;                                                                           \
        (void)err;                                                                             \
        ((eg_invocation *)subject)->field = true;                                              \
        return EG_OK;                                                                          \
    }
FLAG(quiet)
FLAG(verbose)
FLAG(help)
FLAG(version)
FLAG(json)
FLAG(print_sql)
FLAG(man)

/* Counts of synth: COUNT(students, 1, limit) makes set_students. */
#define COUNT(field, least, most)                                                              \
    static eg_status set_##field(void *subject, const char *value, eg_error *err)              \
    {                                                                                          \
        return read_count(#field, value, least, most, &((eg_invocation *)subject)->field,      \
                          err);                                                                \
    }
COUNT(students, 1, EG_SYNTH_MAX_STUDENTS)
COUNT(schools, 1, EG_SYNTH_MAX_SCHOOLS)
COUNT(years, 1, EG_SYNTH_MAX_YEARS)
COUNT(rows, 1, EG_SYNTH_MAX_STUDENTS)
COUNT(width, 0, UINT32_MAX)
COUNT(list, 0, UINT32_MAX)

static eg_status set_seed(void *subject, const char *value, eg_error *err)
{
    eg_invocation *asked = subject;
    asked->seed_given = true;
    return read_count("seed", value, 0, UINT64_MAX, &asked->seed, err);
}

static eg_status set_truth(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->truth = value;
    return need_name("truth", value, err);
}

static eg_status set_write_config(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->write_config = value;
    return need_name("write-config", value, err);
}

static eg_status set_completion(void *subject, const char *value, eg_error *err)
{
    ((eg_invocation *)subject)->completion = value;
    if (strcmp(value, "bash") != 0)
        return eg_fail(err, EG_E_USAGE, "--completion knows bash; got \"%.40s\"", value);
    return EG_OK;
}

static const eg_option output_rows[] = {
    {"output", 'o', "FILE", GROUP_OUTPUT,
     "write a report here; repeatable; the format follows the extension; the file appears "
     "whole "
     "or not at all",
     NULL, set_output},
    {"format", 'f', "F", GROUP_OUTPUT,
     "format on standard output; without it text on a terminal and CSV otherwise, or nothing "
     "where -o is given",
     NULL, set_format},
    {"digits", 0, "N", GROUP_OUTPUT, "significant digits of numbers in CSV; 6 without it", NULL,
     set_digits},
    {"rejects", 0, "FILE", GROUP_OUTPUT,
     "keep the rows that could not be used, with file, line and reason (readable by you alone: "
     "it holds students' data)",
     NULL, set_rejects},
    {"save-cube", 0, "FILE", GROUP_OUTPUT,
     "save what was counted, to be analyzed later with other cubes (readable by you alone: "
     "nothing is hidden in it)",
     NULL, set_save_cube},
    {"since", 0, "FILE", GROUP_OUTPUT,
     "an earlier JSON report: what changed since then becomes part of this one", NULL,
     set_since},
    {"fail-on", 0, "EXPR", GROUP_OUTPUT,
     "exit 5 when it holds for any published fact, as difference<-0.1 or "
     "'ratio<0.8&p_adjusted<0.05'; repeatable",
     NULL, set_fail_on},
    {"print-sql", 0, NULL, GROUP_OUTPUT,
     "print what a database would be asked, and ask nothing but its columns", NULL,
     set_print_sql},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option profile_rows[] = {
    {"write-config", 0, "FILE", GROUP_PROFILE,
     "write the config that analyze would use, with comments", NULL, set_write_config},
    {"json", 0, NULL, GROUP_PROFILE, "print the profile as JSON", NULL, set_json},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option synth_rows[] = {
    {"students", 0, "N", GROUP_SYNTH, "students in a year; 6000 without it", NULL,
     set_students},
    {"schools", 0, "N", GROUP_SYNTH, "schools; 10 without it", NULL, set_schools},
    {"years", 0, "N", GROUP_SYNTH, "school years; 6 without it", NULL, set_years},
    {"rows", 0, "N", GROUP_SYNTH, "rows in all, instead of --students", NULL, set_rows},
    {"seed", 0, "N", GROUP_SYNTH, "the same seed gives the same bytes; 1 without it", NULL,
     set_seed},
    {"truth", 0, "FILE", GROUP_SYNTH, "write the parameters the district was drawn from", NULL,
     set_truth},
    {"output", 'o', "FILE", GROUP_SYNTH, "write the rows here instead of standard output", NULL,
     set_output},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option help_rows[] = {
    {"man", 0, NULL, GROUP_HELP, "print the man page", NULL, set_man},
    {"completion", 0, "SHELL", GROUP_HELP, "print the completion script of a shell", "bash",
     set_completion},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option audit_rows[] = {
    {"output", 'o', "FILE", GROUP_AUDIT,
     "write what was found here, as JSON where it ends in .json, else as text; readable by you "
     "alone",
     NULL, set_output},
    {"json", 0, NULL, GROUP_AUDIT, "print what was found as JSON", NULL, set_json},
    {"width", 0, "N", GROUP_AUDIT,
     "also find hidden counts of which fewer than N values beside their own are possible", NULL,
     set_width},
    {"list", 0, "N", GROUP_AUDIT, "single findings to show, the worst first; 10 without it",
     NULL, set_list},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option compare_rows[] = {
    {"output", 'o', "FILE", GROUP_COMPARE,
     "write it here; repeatable; .txt, .json or .html; the file appears whole or not at all",
     NULL, set_output},
    {"format", 'f', "F", GROUP_COMPARE,
     "format on standard output; text without it, or nothing where -o is given",
     "text json html", set_format},
    {"json", 0, NULL, GROUP_COMPARE, "print it as JSON", NULL, set_json},
    {"fail-on", 0, "EXPR", GROUP_COMPARE,
     "exit 5 when it holds: moved>0, new>0, gone>0, or a change, as 'rate<-0.05'; repeatable",
     NULL, set_fail_on},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static const eg_option common_rows[] = {
    {"quiet", 'q', NULL, GROUP_COMMON, "no progress and no notices; errors are still told",
     NULL, set_quiet},
    {"verbose", 'v', NULL, GROUP_COMMON, "say what was read and noticed, every line of it",
     NULL, set_verbose},
    {"color", 0, "WHEN", GROUP_COMMON, "colour in text; auto is on a terminal only", WHEN_WORDS,
     set_color},
    {"help", 'h', NULL, GROUP_COMMON, "examples and options", NULL, set_help},
    {"version", 0, NULL, GROUP_COMMON, "version, libraries and licence", NULL, set_version},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

const eg_option *eg_table_rows(size_t number)
{
    switch ((eg_table)(1u << number)) {
    case EG_TABLE_OUTPUT:
        return output_rows;
    case EG_TABLE_ANALYSIS:
        return eg_settings_options();
    case EG_TABLE_PROFILE:
        return profile_rows;
    case EG_TABLE_SYNTH:
        return synth_rows;
    case EG_TABLE_HELP:
        return help_rows;
    case EG_TABLE_AUDIT:
        return audit_rows;
    case EG_TABLE_COMPARE:
        return compare_rows;
    case EG_TABLE_COMMON:
        return common_rows;
    }
    return NULL;
}
