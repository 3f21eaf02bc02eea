#include "cli/fail_on.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const number_names[] = {
    [EG_NUMBER_VALUE] = "value",           [EG_NUMBER_CI_LOW] = "ci_low",
    [EG_NUMBER_CI_HIGH] = "ci_high",       [EG_NUMBER_P_VALUE] = "p_value",
    [EG_NUMBER_P_ADJUSTED] = "p_adjusted", [EG_NUMBER_N] = "n",
};
enum { N_NUMBERS = sizeof number_names / sizeof number_names[0] };

static const struct {
    const char *sign;
    eg_compare compare;
} signs[] = {
    {"<=", EG_COMPARE_LE}, {">=", EG_COMPARE_GE}, {"!=", EG_COMPARE_NE}, {"==", EG_COMPARE_EQ},
    {"<", EG_COMPARE_LT},  {">", EG_COMPARE_GT},  {"=", EG_COMPARE_EQ},
};

static eg_status wrong(const eg_condition *condition, const char *what, eg_error *err)
{
    return eg_fail(
        err, EG_E_USAGE,
        "--fail-on \"%.80s\": %s; write STATISTIC, one of < <= > >= = !=, and a number, "
        "as in difference<-0.1",
        condition->text, what);
}

static eg_status number_of(const eg_condition *condition, eg_text name, eg_fact_number *out,
                           eg_error *err)
{
    for (int i = 0; i < N_NUMBERS; i++) {
        if (eg_text_is(name, number_names[i])) {
            *out = (eg_fact_number)i;
            return EG_OK;
        }
    }
    const char *nearest = eg_text_nearest(name, number_names, N_NUMBERS);
    return eg_fail(err, EG_E_USAGE,
                   "--fail-on \"%.80s\": after & comes one of value, ci_low, ci_high, p_value, "
                   "p_adjusted, n%s%s%s",
                   condition->text, nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : "");
}

/* A plain decimal number, all of text; no inf, nan or hex. */
static bool read_number(eg_text text, double *out)
{
    char copy[64], *end = NULL;
    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.n);
    copy[text.n] = '\0';
    if (strspn(copy, "+-0123456789.eE") != text.n)
        return false;
    *out = strtod(copy, &end);
    return end == copy + text.n && isfinite(*out);
}

static eg_status parse_term(eg_condition *condition, eg_text term, eg_error *err)
{
    size_t at = 0;
    while (at < term.n && !strchr("<>=!", term.at[at]))
        at++;
    eg_text name = eg_text_trim((eg_text){term.at, at});
    eg_text rest = {term.at + at, term.n - at};
    size_t s = 0, n_signs = sizeof signs / sizeof signs[0];
    while (s < n_signs && (rest.n < strlen(signs[s].sign) ||
                           memcmp(rest.at, signs[s].sign, strlen(signs[s].sign)) != 0))
        s++;
    if (s == n_signs)
        return wrong(condition, "there is no comparison in it", err);
    if (name.n == 0)
        return wrong(condition, "there is no name before the comparison", err);
    if (condition->n_terms == EG_CONDITION_TERMS)
        return wrong(condition, "there are more than eight comparisons", err);
    size_t skip = strlen(signs[s].sign), i = condition->n_terms;
    eg_text number = eg_text_trim((eg_text){rest.at + skip, rest.n - skip});
    condition->term[i].compare = signs[s].compare;
    if (!read_number(number, &condition->term[i].than))
        return wrong(condition, "what follows the comparison is no number", err);
    condition->n_terms++;
    if (i > 0)
        return number_of(condition, name, &condition->term[i].number, err);
    condition->term[0].number = EG_NUMBER_VALUE;
    condition->statistic = name;
    return EG_OK;
}

eg_status eg_condition_parse(eg_condition *out, const char *text, eg_error *err)
{
    memset(out, 0, sizeof *out);
    out->text = text;
    for (const char *at = text;;) {
        size_t n = strcspn(at, "&");
        eg_status status = parse_term(out, (eg_text){at, n}, err);
        if (status != EG_OK || at[n] == '\0')
            return status;
        at += n + 1;
        at += *at == '&'; /* && is & */
    }
}

eg_status eg_condition_check(const eg_condition *condition, eg_arena *arena, eg_error *err)
{
    if (eg_statistics_find(condition->statistic))
        return EG_OK;
    size_t n = eg_statistics_count();
    const char **names = eg_arena_alloc(arena, n + 1, sizeof *names);
    if (!names)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const char *name = eg_statistics_at(i)->name;
        names[i] = eg_arena_string(arena, (eg_text){name, strcspn(name, ":")});
        if (!names[i])
            return eg_fail_memory(err);
        if (eg_text_is(condition->statistic, names[i]))
            return EG_OK; /* a whole family */
    }
    const char *nearest = eg_text_nearest(condition->statistic, names, n);
    return eg_fail(err, EG_E_USAGE,
                   "--fail-on \"%.80s\": there is no statistic of that name%s%s%s \"equitygap "
                   "explain\" lists all",
                   condition->text, nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : ";");
}

eg_status eg_conditions_read(eg_condition **out, const eg_strings *texts,
                             bool (*known)(const eg_condition *condition), eg_arena *arena,
                             eg_error *err)
{
    eg_condition *all = eg_arena_alloc(arena, texts->n + 1, sizeof *all);
    *out = all;
    if (all == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < texts->n && status == EG_OK; i++) {
        status = eg_condition_parse(&all[i], texts->at[i], err);
        if (status == EG_OK && (known == NULL || !known(&all[i])))
            status = eg_condition_check(&all[i], arena, err);
    }
    return status;
}

bool eg_condition_concerns(const eg_condition *condition, const eg_fact *fact)
{
    size_t n = condition->statistic.n;
    return strncmp(fact->statistic, condition->statistic.at, n) == 0 &&
           (fact->statistic[n] == '\0' || fact->statistic[n] == ':');
}

static double number_in(const eg_fact *fact, eg_fact_number number)
{
    switch (number) {
    case EG_NUMBER_VALUE:
        return fact->value;
    case EG_NUMBER_CI_LOW:
        return fact->ci_low;
    case EG_NUMBER_CI_HIGH:
        return fact->ci_high;
    case EG_NUMBER_P_VALUE:
        return fact->p_value;
    case EG_NUMBER_P_ADJUSTED:
        return fact->p_adjusted;
    case EG_NUMBER_N:
        return fact->has_n ? (double)fact->n : NAN;
    }
    return NAN;
}

static bool compares(double x, eg_compare compare, double than)
{
    switch (compare) {
    case EG_COMPARE_LT:
        return x < than;
    case EG_COMPARE_LE:
        return x <= than;
    case EG_COMPARE_GT:
        return x > than;
    case EG_COMPARE_GE:
        return x >= than;
    case EG_COMPARE_EQ:
        return !(x < than) && !(x > than);
    case EG_COMPARE_NE:
        return x < than || x > than;
    case EG_COMPARE_NONE:
        break;
    }
    return false;
}

bool eg_condition_holds(const eg_condition *condition, const eg_fact *fact)
{
    if (fact->status != EG_FACT_OK || !eg_condition_concerns(condition, fact))
        return false;
    for (size_t i = 0; i < condition->n_terms; i++) {
        double x = number_in(fact, condition->term[i].number);
        if (isnan(x) || !compares(x, condition->term[i].compare, condition->term[i].than))
            return false;
    }
    return true;
}

/* Where a fact is, without its numbers: an internal edition's do not belong in a cron mail. */
static void tell(char *out, size_t size, const eg_fact *fact)
{
    const char *parts[][2] = {
        {fact->unit_type, fact->unit},  {"", fact->outcome},          {"", fact->year},
        {fact->dimension, fact->group}, {"against", fact->reference}, {"", fact->statistic},
    };
    eg_buffer words = {0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i][1] || !*parts[i][1])
            continue;
        eg_buffer_printf(&words, "%s%s%s%s", words.n ? ", " : "", parts[i][0],
                         *parts[i][0] ? " " : "", parts[i][1]);
    }
    snprintf(out, size, "%s", eg_buffer_string(&words));
    eg_buffer_clear(&words);
}

typedef struct {
    eg_condition *conditions;
    size_t n;
} looker;

static eg_status look(void *context, const eg_fact *fact, eg_error *err)
{
    (void)err;
    looker *all = context;
    for (size_t i = 0; i < all->n; i++) {
        eg_condition *condition = &all->conditions[i];
        condition->looked_at += eg_condition_concerns(condition, fact);
        if (!eg_condition_holds(condition, fact))
            continue;
        if (condition->holds++ == 0)
            tell(condition->first, sizeof condition->first, fact);
    }
    return EG_OK;
}

eg_status eg_conditions_count(eg_condition *conditions, size_t n, const eg_report *report,
                              eg_error *err)
{
    looker all = {conditions, n};
    return n ? eg_report_facts(report, look, &all, err) : EG_OK;
}
