/* write_json.c - the whole report, streamed; docs/report.schema.json describes it. */
#include <string.h>

#include "write/writers.h"

#define INTERNAL_BANNER "INTERNAL EDITION: small groups are not hidden. Not for publication."

typedef struct {
    eg_sink *sink;
    bool any; /* something stands in the list already */
} json;

/* A string of JSON: names as written; what is not UTF-8 becomes U+FFFD. */
static void put_string(eg_sink *sink, const char *string)
{
    eg_text text = eg_text_of(string == NULL ? "" : string);
    eg_sink_puts(sink, "\"");
    while (text.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        if (n == 0) {
            eg_sink_puts(sink, "\\ufffd");
            n = 1;
        } else if (rune == '"' || rune == '\\') {
            eg_sink_printf(sink, "\\%c", (char)rune);
        } else if (rune < 0x20 || rune == 0x7f) {
            eg_sink_printf(sink, "\\u%04x", (unsigned)rune);
        } else {
            eg_sink_put(sink, text.at, n);
        }
        text.at += n;
        text.n -= n;
    }
    eg_sink_puts(sink, "\"");
}

/* ,"name": - the comma only where something stands before. */
static void key(json *to, const char *name)
{
    eg_sink_puts(to->sink, to->any ? "," : "");
    put_string(to->sink, name);
    eg_sink_puts(to->sink, ":");
    to->any = true;
}

static void pair_string(json *to, const char *name, const char *value)
{
    key(to, name);
    put_string(to->sink, value);
}

static void pair_string_or_null(json *to, const char *name, const char *value)
{
    key(to, name);
    if (value == NULL) {
        eg_sink_puts(to->sink, "null");
    } else {
        put_string(to->sink, value);
    }
}

static void pair_number(json *to, const char *name, double value)
{
    char text[40];
    key(to, name);
    eg_sink_put(to->sink, text, eg_number_json(text, value));
}

static void pair_count(json *to, const char *name, uint64_t value)
{
    key(to, name);
    eg_sink_printf(to->sink, "%llu", (unsigned long long)value);
}

/* A count that a public report may not tell is null. */
static bool pair_told(json *to, const char *name, uint64_t value)
{
    bool told = value != EG_COUNT_FEW && value != EG_COUNT_KEPT;
    if (told)
        pair_count(to, name, value);
    else
        key(to, name);
    eg_sink_puts(to->sink, told ? "" : "null");
    return told;
}

static void pair_strings(json *to, const char *name, const char *const *values, size_t n)
{
    key(to, name);
    eg_sink_puts(to->sink, "[");
    for (size_t i = 0; i < n; i++) {
        eg_sink_puts(to->sink, i == 0 ? "" : ",");
        put_string(to->sink, values[i]);
    }
    eg_sink_puts(to->sink, "]");
}

/* An element of a list on a line of its own, opened with { and closed by the caller. */
static json element(json *list)
{
    eg_sink_puts(list->sink, list->any ? ",\n{" : "\n{");
    list->any = true;
    return (json){list->sink, false};
}

/* ---- the parts
 * ------------------------------------------------------------------------------- */

static void put_program(const eg_report *report, eg_sink *sink)
{
    json to = {sink, false};
    eg_sink_puts(sink, "{\"equitygap\":{");
    pair_string(&to, "version", report->version);
    pair_count(&to, "schema", 1);
    if (report->timestamp != NULL) {
        pair_string(&to, "timestamp", report->timestamp);
    }
    eg_sink_puts(sink, "},\n");
}

static void put_inputs(const eg_report *report, eg_sink *sink)
{
    json list = {sink, false};
    eg_sink_puts(sink, "\"inputs\":[");
    for (size_t i = 0; i < report->n_inputs; i++) {
        const eg_report_input *input = &report->inputs[i];
        json to = element(&list);
        pair_string(&to, "name", input->name);
        bool told = pair_told(&to, "bytes", input->bytes);
        told = pair_told(&to, "records", input->records) && told;
        told = pair_told(&to, "rejected", input->rejected) && told;
        pair_string(&to, "format", input->format);
        pair_string(&to, "compression", input->compression);
        pair_string(&to, "encoding", input->encoding);
        pair_string(&to, "delimiter", input->delimiter);
        if (!told)
            pair_string(&to, "status", "suppressed");
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "],\n");
}

static void put_outcome(const eg_report_outcome *outcome, json *list)
{
    static const char *const kinds[] = {"auto", "rate", "mean", "levels"};
    json to = element(list);
    pair_string(&to, "name", outcome->name);
    pair_string(&to, "label", outcome->label != NULL ? outcome->label : outcome->name);
    pair_string(&to, "kind", kinds[outcome->kind]);
    pair_string(&to, "better", outcome->lower ? "lower" : "higher");
    pair_string(&to, "definition", outcome->definition);
    pair_strings(&to, "levels", outcome->levels, outcome->n_levels);
    if (outcome->has_target) {
        pair_number(&to, "target", outcome->target);
        pair_string_or_null(&to, "target_year", outcome->target_year);
    }
    eg_sink_puts(to.sink, "}");
}

static void put_settings(const eg_report *report, eg_sink *sink)
{
    json to = {sink, false};
    eg_sink_puts(sink, "\"settings\":{");
    for (size_t i = 0; i < report->n_settings; i++) {
        const eg_report_setting *setting = &report->settings[i];
        if (setting->number) {
            key(&to, setting->name);
            eg_sink_puts(sink, setting->value);
        } else {
            pair_string(&to, setting->name, setting->value);
        }
    }
    if (report->edition == EG_EDITION_INTERNAL) {
        pair_string(&to, "banner", INTERNAL_BANNER);
    }
    key(&to, "outcomes");
    eg_sink_puts(sink, "[");
    json outcomes = {sink, false};
    for (size_t i = 0; i < report->n_outcomes; i++) {
        put_outcome(&report->outcomes[i], &outcomes);
    }
    eg_sink_puts(sink, "]");
    key(&to, "dimensions");
    eg_sink_puts(sink, "[");
    json dimensions = {sink, false};
    for (size_t i = 0; i < report->n_dimensions; i++) {
        const eg_report_dimension *dimension = &report->dimensions[i];
        json one = element(&dimensions);
        pair_string(&one, "name", dimension->name);
        pair_string(&one, "label",
                    dimension->label != NULL ? dimension->label : dimension->name);
        pair_string(&one, "order_rule", dimension->order_rule);
        pair_strings(&one, "groups", dimension->groups, dimension->n_groups);
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]");
    pair_strings(&to, "years", report->years, report->n_years);
    pair_strings(&to, "unit_types", report->unit_types, report->n_unit_types);
    eg_sink_puts(sink, "},\n");
}

static void put_quality(const eg_report *report, eg_sink *sink)
{
    json to = {sink, false};
    eg_sink_puts(sink, "\"quality\":{");
    bool told = pair_told(&to, "records", report->records);
    told = pair_told(&to, "students",
                     report->students > 0 ? report->students : report->records) &&
           told;
    if (!told)
        pair_string(&to, "status", "suppressed");
    pair_count(&to, "cells", report->cells);
    pair_count(&to, "cells_hidden", report->cells_hidden);
    pair_count(&to, "cells_coded", report->cells_coded);
    key(&to, "notes");
    eg_sink_puts(sink, "[");
    json notes = {sink, false};
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        json one = element(&notes);
        pair_string(&one, "code", quality->code);
        pair_string_or_null(&one, "column", quality->column);
        bool shown = pair_told(&one, "count", quality->count);
        pair_string_or_null(&one, "file", quality->file);
        if (quality->line > 0) {
            pair_count(&one, "line", quality->line);
        } else {
            key(&one, "line");
            eg_sink_puts(sink, "null");
        }
        pair_string(&one, "text", quality->text);
        if (!shown)
            pair_string(&one, "status", "suppressed");
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]},\n");
}

static eg_status put_fact(void *context, const eg_fact *fact, eg_error *err)
{
    json *list = context;
    json to = element(list);
    pair_string(&to, "unit_type", fact->unit_type);
    pair_string(&to, "unit", fact->unit);
    pair_string(&to, "outcome", fact->outcome);
    pair_string(&to, "year", fact->year);
    pair_string(&to, "dimension", fact->dimension);
    pair_string(&to, "group", fact->group);
    pair_string(&to, "reference", fact->reference);
    pair_string(&to, "statistic", fact->statistic);
    pair_number(&to, "value", fact->value);
    pair_number(&to, "ci_low", fact->ci_low);
    pair_number(&to, "ci_high", fact->ci_high);
    pair_number(&to, "p_value", fact->p_value);
    pair_number(&to, "p_adjusted", fact->p_adjusted);
    if (fact->has_n) {
        pair_count(&to, "n", fact->n);
    } else {
        key(&to, "n");
        eg_sink_puts(to.sink, "null");
    }
    pair_string(&to, "status", eg_fact_status_word(fact->status));
    pair_string(&to, "note", fact->note);
    eg_sink_puts(to.sink, "}");
    (void)err;
    return eg_sink_failed(to.sink) ? EG_E_IO : EG_OK;
}

static void put_findings(const eg_report *report, eg_sink *sink)
{
    json list = {sink, false};
    eg_sink_puts(sink, "\"findings\":[");
    for (size_t i = 0; i < report->n_findings; i++) {
        const eg_finding *finding = &report->findings[i];
        json to = element(&list);
        pair_string(&to, "id", finding->id);
        pair_string(&to, "kind", finding->kind);
        pair_string(&to, "sentence", finding->sentence);
        pair_string(&to, "question", finding->question);
        pair_string(&to, "unit_type", finding->unit_type);
        pair_string(&to, "unit", finding->unit);
        pair_string(&to, "outcome", finding->outcome);
        pair_string(&to, "year", finding->year);
        pair_string(&to, "dimension", finding->dimension);
        pair_string(&to, "group", finding->group);
        pair_string(&to, "reference", finding->reference);
        pair_number(&to, "score", finding->score);
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]}\n");
}

/* What each rule of impact says of the same group; only where they were asked for. */
static void put_rules(const eg_report *report, eg_sink *sink)
{
    json list = {sink, false};
    if (!report->has_rules)
        return;
    eg_sink_puts(sink, "\"rules\":[");
    for (size_t i = 0; i < report->n_rules; i++) {
        const eg_rule_row *row = &report->rules[i];
        json to = element(&list);
        pair_string(&to, "outcome", row->outcome);
        pair_string(&to, "year", row->year);
        pair_string(&to, "dimension", row->dimension);
        pair_string(&to, "group", row->group);
        for (size_t r = 0; r < EG_RULES; r++)
            pair_string(&to, eg_rule_at(r)->name, eg_rule_verdict_word(row->verdict[r]));
        key(&to, "differ");
        eg_sink_puts(sink, row->differ ? "true}" : "false}");
    }
    eg_sink_puts(sink, "],\n");
}

eg_status eg_write_json(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                        eg_error *err)
{
    (void)options;
    put_program(report, sink);
    put_inputs(report, sink);
    put_settings(report, sink);
    put_quality(report, sink);
    json facts = {sink, false};
    eg_sink_puts(sink, "\"facts\":[");
    eg_status status = eg_report_facts(report, put_fact, &facts, err);
    /* A sink that failed stops the facts; it keeps the cause for eg_sink_finish. */
    if (status != EG_OK || eg_sink_failed(sink)) {
        return eg_sink_failed(sink) ? EG_OK : status;
    }
    eg_sink_puts(sink, "],\n");
    put_rules(report, sink);
    put_findings(report, sink);
    return EG_OK;
}
