/* A report as it was written, read back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/store.h"
#include "ext/jsonx.h"
#include "schema/policies.h"

enum { UNIT_TYPE, UNIT, OUTCOME, YEAR, DIMENSION, GROUP, REFERENCE, STATISTIC };
enum { VALUE = 8, CI_LOW, CI_HIGH, P_VALUE, P_ADJUSTED, N, STATUS, NOTE, COLUMNS };

static bool status_of(const char *word, eg_fact_status *out)
{
    for (int s = 0; s <= EG_FACT_INTERVAL; s++)
        if (strcmp(eg_fact_status_word((eg_fact_status)s), word) == 0) {
            *out = (eg_fact_status)s;
            return true;
        }
    return false;
}

/* Figures: "" is none; anything that is no number is none either. */
static double figure(const char *text)
{
    char *end = NULL;
    double value = text[0] == '\0' ? NAN : strtod(text, &end);
    return end != NULL && *end == '\0' && isfinite(value) ? value : NAN;
}

static eg_status take(eg_audit *audit, uint32_t file, const char *const text[COLUMNS],
                      eg_error *err)
{
    double n = figure(text[N]);
    eg_fact fact = {.unit_type = text[UNIT_TYPE],
                    .unit = text[UNIT],
                    .outcome = text[OUTCOME],
                    .year = text[YEAR],
                    .dimension = text[DIMENSION],
                    .group = text[GROUP],
                    .reference = text[REFERENCE],
                    .statistic = text[STATISTIC],
                    .value = figure(text[VALUE]),
                    .ci_low = figure(text[CI_LOW]),
                    .ci_high = figure(text[CI_HIGH]),
                    .p_value = NAN,
                    .p_adjusted = NAN,
                    .has_n = n >= 0,
                    .n = n >= 0 ? (uint64_t)n : 0,
                    .note = text[NOTE]};
    if (!status_of(text[STATUS], &fact.status))
        return eg_fail(err, EG_E_INPUT,
                       "the status of a fact is not one that reports have; was the report "
                       "changed after it was written?");
    return eg_audit_fact(audit, file, &fact, err);
}

eg_status eg_audit_read_row(eg_audit *audit, uint32_t file, const eg_text *fields,
                            eg_error *err)
{
    eg_buffer bytes = {.at = NULL};
    size_t at[COLUMNS];
    const char *text[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        eg_text field = fields[i];
        /* The mark that keeps a spreadsheet from taking a text for a formula. */
        if (field.n > 1 && field.at[0] == '\'' && strchr("=+-@\t\r", field.at[1]) != NULL)
            field = (eg_text){field.at + 1, field.n - 1};
        at[i] = bytes.n;
        eg_buffer_add_text(&bytes, field);
        eg_buffer_add_char(&bytes, '\0');
    }
    eg_status status = bytes.failed ? eg_fail_memory(err) : EG_OK;
    for (size_t i = 0; i < COLUMNS && status == EG_OK; i++)
        text[i] = bytes.at + at[i];
    if (status == EG_OK)
        status = take(audit, file, text, err);
    eg_buffer_clear(&bytes);
    return status;
}

/* ---- JSON ---- */

static const char *text_of(const eg_json *fact, const char *key)
{
    const eg_json *value = eg_json_get(fact, key);
    return value == NULL || value->text == NULL ? "" : value->text;
}

static eg_status read_facts(eg_audit *audit, uint32_t file, const eg_json *facts, eg_error *err)
{
    static const char *const keys[COLUMNS] = {"unit_type",  "unit",   "outcome",   "year",
                                              "dimension",  "group",  "reference", "statistic",
                                              "value",      "ci_low", "ci_high",   "p_value",
                                              "p_adjusted", "n",      "status",    "note"};
    eg_status status = EG_OK;
    for (const eg_json *fact = facts->first; fact != NULL && status == EG_OK;
         fact = fact->next) {
        const char *text[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++)
            text[i] = text_of(fact, keys[i]);
        status = take(audit, file, text, err);
        if (status != EG_OK)
            eg_error_place(err, audit->files[file], fact->place.line, fact->place.column, NULL);
    }
    return status;
}

/* Does the report say that students are in several units? */
static bool says_overlap(const eg_json *root)
{
    const eg_json *notes = eg_json_get(eg_json_get(root, "quality"), "notes");
    for (const eg_json *note = notes == NULL ? NULL : notes->first; note != NULL;
         note = note->next) {
        const eg_json *code = eg_json_get(note, "code");
        if (code != NULL && code->text != NULL && strcmp(code->text, "several_units") == 0)
            return true;
    }
    return false;
}

static uint32_t number_in(const eg_json *settings, const char *key, double scale)
{
    const eg_json *value = eg_json_get(settings, key);
    double number = value != NULL && value->kind == EG_JSON_NUMBER ? value->number * scale : 0;
    return number > 0 && number < UINT32_MAX ? (uint32_t)(number + 0.5) : 0;
}

/* The policy it was made by and what it says of single numbers; else what was asked for. */
static void take_rules(const eg_json *settings, eg_rules *rules)
{
    const eg_policy_row *row = eg_policy_find(text_of(settings, "policy"));
    const char *tails = text_of(settings, "tails");
    eg_rules read = row == NULL ? *rules : row->rules;
    if (row == NULL)
        return;
    *rules = read;
    if (tails[0] == '\0' || eg_tails_read(tails, &read) != NULL)
        return;
    read.tail_least = rules->tail_least; /* of the same table there is nothing to read */
    if (!eg_rules_same(&read, rules))
        (void)eg_tails_read(tails, rules);
    rules->min_count = number_in(settings, "min_count", 1);
    rules->min_rest = number_in(settings, "min_rest", 1);
    rules->dominance = number_in(settings, "dominance", EG_SHARE_ONE);
    rules->next_smallest = strcmp(text_of(settings, "next_smallest"), "yes") == 0;
}

eg_status eg_audit_read_json(eg_audit *audit, uint32_t file, eg_text json, eg_error *err)
{
    eg_json_doc *doc = NULL;
    eg_status status = eg_json_parse(&doc, json, audit->files[file], EG_E_INPUT, err);
    if (status != EG_OK)
        return status;
    const eg_json *facts = eg_json_get(eg_json_root(doc), "facts");
    if (eg_json_get(eg_json_root(doc), "equitygap") == NULL || facts == NULL ||
        facts->kind != EG_JSON_ARRAY) {
        eg_error_place(err, audit->files[file], 0, 0, NULL);
        status = eg_fail(err, EG_E_INPUT,
                         "is JSON but not a report of equitygap; give a report, or a table of "
                         "figures with --counts");
    } else {
        audit->options.overlap = audit->options.overlap || says_overlap(eg_json_root(doc));
        take_rules(eg_json_get(eg_json_root(doc), "settings"), &audit->rules[file]);
        status = read_facts(audit, file, facts, err);
    }
    eg_json_free(doc);
    return status;
}
