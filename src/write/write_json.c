/* write_json.c - the whole report, streamed; docs/report.schema.json describes it. */
#include <string.h>

#include "write/comparison.h"
#include "write/json_out.h"
#include "write/writers.h"

#define INTERNAL_BANNER "INTERNAL EDITION: small groups are not hidden. Not for publication."

/* ---- the parts
 * ------------------------------------------------------------------------------- */

static void put_program(const eg_report *report, eg_sink *sink)
{
    eg_out to = {sink, false};
    eg_sink_puts(sink, "{\"equitygap\":{");
    eg_out_string(&to, "version", report->version);
    eg_out_count(&to, "schema", 1);
    if (report->timestamp != NULL) {
        eg_out_string(&to, "timestamp", report->timestamp);
    }
    eg_sink_puts(sink, "},\n");
}

/* Only of a report about one unit. */
static void put_about(const eg_report *report, eg_sink *sink)
{
    eg_out to = {sink, false};
    if (report->unit == NULL)
        return;
    eg_sink_puts(sink, "\"about\":{");
    eg_out_string(&to, "unit_type", report->unit_type);
    eg_out_string(&to, "unit", report->unit);
    eg_sink_puts(sink, "},\n");
}

static void put_inputs(const eg_report *report, eg_sink *sink)
{
    eg_out list = {sink, false};
    eg_sink_puts(sink, "\"inputs\":[");
    for (size_t i = 0; i < report->n_inputs; i++) {
        const eg_report_input *input = &report->inputs[i];
        eg_out to = eg_out_element(&list);
        eg_out_string(&to, "name", input->name);
        bool told = eg_out_told(&to, "bytes", input->bytes);
        told = eg_out_told(&to, "records", input->records) && told;
        told = eg_out_told(&to, "rejected", input->rejected) && told;
        eg_out_string(&to, "format", input->format);
        eg_out_string(&to, "compression", input->compression);
        eg_out_string(&to, "encoding", input->encoding);
        eg_out_string(&to, "delimiter", input->delimiter);
        if (!told)
            eg_out_string(&to, "status", "suppressed");
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "],\n");
}

static void put_outcome(const eg_report_outcome *outcome, eg_out *list)
{
    static const char *const kinds[] = {"auto", "rate", "mean", "levels"};
    eg_out to = eg_out_element(list);
    eg_out_string(&to, "name", outcome->name);
    eg_out_string(&to, "label", outcome->label != NULL ? outcome->label : outcome->name);
    eg_out_string(&to, "kind", kinds[outcome->kind]);
    eg_out_string(&to, "better", outcome->lower ? "lower" : "higher");
    eg_out_string(&to, "definition", outcome->definition);
    eg_out_strings(&to, "levels", outcome->levels, outcome->n_levels);
    if (outcome->has_target) {
        eg_out_number(&to, "target", outcome->target);
        eg_out_string_or_null(&to, "target_year", outcome->target_year);
    }
    eg_sink_puts(to.sink, "}");
}

static void put_settings(const eg_report *report, eg_sink *sink)
{
    eg_out to = {sink, false};
    eg_sink_puts(sink, "\"settings\":{");
    for (size_t i = 0; i < report->n_settings; i++) {
        const eg_report_setting *setting = &report->settings[i];
        if (setting->number) {
            eg_out_key(&to, setting->name);
            eg_sink_puts(sink, setting->value);
        } else {
            eg_out_string(&to, setting->name, setting->value);
        }
    }
    if (report->edition == EG_EDITION_INTERNAL) {
        eg_out_string(&to, "banner", INTERNAL_BANNER);
    }
    eg_out_key(&to, "outcomes");
    eg_sink_puts(sink, "[");
    eg_out outcomes = {sink, false};
    for (size_t i = 0; i < report->n_outcomes; i++) {
        put_outcome(&report->outcomes[i], &outcomes);
    }
    eg_sink_puts(sink, "]");
    eg_out_key(&to, "dimensions");
    eg_sink_puts(sink, "[");
    eg_out dimensions = {sink, false};
    for (size_t i = 0; i < report->n_dimensions; i++) {
        const eg_report_dimension *dimension = &report->dimensions[i];
        eg_out one = eg_out_element(&dimensions);
        eg_out_string(&one, "name", dimension->name);
        eg_out_string(&one, "label",
                      dimension->label != NULL ? dimension->label : dimension->name);
        eg_out_string(&one, "order_rule", dimension->order_rule);
        if (dimension->definition != NULL)
            eg_out_string(&one, "definition", dimension->definition);
        eg_out_strings(&one, "groups", dimension->groups, dimension->n_groups);
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]");
    eg_out_strings(&to, "years", report->years, report->n_years);
    if (report->unit != NULL)
        eg_out_strings(&to, "unit_types", &report->unit_type, 1);
    else
        eg_out_strings(&to, "unit_types", report->unit_types, report->n_unit_types);
    eg_sink_puts(sink, "},\n");
}

/* How many p-values each statistic was adjusted over. */
static void put_families(const eg_report *report, eg_out *to)
{
    eg_out_key(to, "comparisons");
    eg_sink_puts(to->sink, "[");
    eg_out list = {to->sink, false};
    for (size_t i = 0; i < report->n_families; i++) {
        eg_out one = eg_out_element(&list);
        eg_out_string(&one, "statistic", report->families[i].statistic);
        eg_out_count(&one, "p_values", report->families[i].p_values);
        eg_sink_puts(to->sink, "}");
    }
    eg_sink_puts(to->sink, "]");
}

static void put_quality(const eg_report *report, eg_sink *sink)
{
    eg_out to = {sink, false};
    eg_sink_puts(sink, "\"quality\":{");
    bool told = eg_out_told(&to, "records", report->records);
    told = eg_out_told(&to, "students",
                       report->students > 0 ? report->students : report->records) &&
           told;
    if (!told)
        eg_out_string(&to, "status", "suppressed");
    eg_out_count(&to, "cells", report->cells);
    eg_out_count(&to, "cells_hidden", report->cells_hidden);
    eg_out_count(&to, "cells_coded", report->cells_coded);
    put_families(report, &to);
    eg_out_key(&to, "notes");
    eg_sink_puts(sink, "[");
    eg_out notes = {sink, false};
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        eg_out one = eg_out_element(&notes);
        eg_out_string(&one, "code", quality->code);
        eg_out_string_or_null(&one, "column", quality->column);
        bool shown = eg_out_told(&one, "count", quality->count);
        eg_out_string_or_null(&one, "file", quality->file);
        if (quality->line > 0) {
            eg_out_count(&one, "line", quality->line);
        } else {
            eg_out_key(&one, "line");
            eg_sink_puts(sink, "null");
        }
        eg_out_string(&one, "text", quality->text);
        if (!shown)
            eg_out_string(&one, "status", "suppressed");
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]},\n");
}

/* What stands before a member of a fact: most of a report, so put in as few pieces as may be.
 */
static void put_between(eg_sink *sink, const char *before, const char *text)
{
    eg_sink_puts(sink, before);
    eg_out_escaped(sink, text);
}

static void put_figure(eg_sink *sink, const char *before, double value)
{
    char text[40];
    eg_sink_puts(sink, before);
    eg_sink_put(sink, text, eg_number_json(text, value));
}

static eg_status put_fact(void *context, const eg_fact *fact, eg_error *err)
{
    eg_out *list = context;
    eg_sink *sink = list->sink;
    put_between(sink, list->any ? ",\n{\"unit_type\":\"" : "\n{\"unit_type\":\"",
                fact->unit_type);
    list->any = true;
    put_between(sink, "\",\"unit\":\"", fact->unit);
    put_between(sink, "\",\"outcome\":\"", fact->outcome);
    put_between(sink, "\",\"year\":\"", fact->year);
    put_between(sink, "\",\"dimension\":\"", fact->dimension);
    put_between(sink, "\",\"group\":\"", fact->group);
    put_between(sink, "\",\"reference\":\"", fact->reference);
    put_between(sink, "\",\"statistic\":\"", fact->statistic);
    put_figure(sink, "\",\"value\":", fact->value);
    put_figure(sink, ",\"ci_low\":", fact->ci_low);
    put_figure(sink, ",\"ci_high\":", fact->ci_high);
    put_figure(sink, ",\"p_value\":", fact->p_value);
    put_figure(sink, ",\"p_adjusted\":", fact->p_adjusted);
    eg_sink_puts(sink, ",\"n\":");
    if (fact->has_n)
        eg_out_whole(sink, fact->n);
    else
        eg_sink_puts(sink, "null");
    put_between(sink, ",\"status\":\"", eg_fact_status_word(fact->status));
    put_between(sink, "\",\"note\":\"", fact->note);
    eg_sink_puts(sink, "\"}");
    (void)err;
    return eg_sink_failed(sink) ? EG_E_IO : EG_OK;
}

/* What people noted about a finding; only where there is anything. */
static void put_notes(const eg_report *report, const eg_finding *finding, eg_out *to)
{
    const eg_report_note *note = eg_report_note_next(report, finding->id, NULL);
    eg_out list = {to->sink, false};
    if (note == NULL)
        return;
    eg_out_key(to, "notes");
    eg_sink_puts(to->sink, "[");
    for (; note != NULL; note = eg_report_note_next(report, finding->id, note)) {
        eg_out one = eg_out_element(&list);
        eg_out_string(&one, "role", note->role);
        eg_out_string(&one, "text", note->text);
        eg_sink_puts(to->sink, "}");
    }
    eg_sink_puts(to->sink, "]");
}

/* What it is built from: `place` counts the report's facts from 0. */
static void put_its_facts(const eg_finding *finding, eg_out *to)
{
    eg_out list = {to->sink, false};
    eg_out_key(to, "facts");
    eg_sink_puts(to->sink, "[");
    for (size_t i = 0; i < finding->n_facts; i++) {
        const eg_finding_fact *fact = &finding->facts[i];
        eg_out one = eg_out_element(&list);
        eg_out_count(&one, "place", fact->place);
        eg_out_string(&one, "unit_type", fact->unit_type);
        eg_out_string(&one, "unit", fact->unit);
        eg_out_string(&one, "outcome", fact->outcome);
        eg_out_string(&one, "year", fact->year);
        eg_out_string(&one, "dimension", fact->dimension);
        eg_out_string(&one, "group", fact->group);
        eg_out_string(&one, "reference", fact->reference);
        eg_out_string(&one, "statistic", fact->statistic);
        eg_sink_puts(to->sink, "}");
    }
    eg_sink_puts(to->sink, "]");
}

static void put_findings(const eg_report *report, eg_sink *sink)
{
    eg_out list = {sink, false};
    eg_sink_puts(sink, "\"findings\":[");
    for (size_t i = 0; i < report->n_findings; i++) {
        const eg_finding *finding = &report->findings[i];
        eg_out to = eg_out_element(&list);
        eg_out_string(&to, "id", finding->id);
        eg_out_string(&to, "kind", finding->kind);
        eg_out_string(&to, "sentence", finding->sentence);
        eg_out_string(&to, "question", finding->question);
        eg_out_string(&to, "critical", finding->critical);
        eg_out_string(&to, "unit_type", finding->unit_type);
        eg_out_string(&to, "unit", finding->unit);
        eg_out_string(&to, "outcome", finding->outcome);
        eg_out_string(&to, "year", finding->year);
        eg_out_string(&to, "dimension", finding->dimension);
        eg_out_string(&to, "group", finding->group);
        eg_out_string(&to, "reference", finding->reference);
        eg_out_number(&to, "score", finding->score);
        put_its_facts(finding, &to);
        put_notes(report, finding, &to);
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "]}\n");
}

/* What each rule of impact says of the same group; only where they were asked for. */
static void put_rules(const eg_report *report, eg_sink *sink)
{
    eg_out list = {sink, false};
    if (!report->has_rules)
        return;
    eg_sink_puts(sink, "\"rules\":[");
    for (size_t i = 0; i < report->n_rules; i++) {
        const eg_rule_row *row = &report->rules[i];
        eg_out to = eg_out_element(&list);
        eg_out_string(&to, "outcome", row->outcome);
        eg_out_string(&to, "year", row->year);
        eg_out_string(&to, "dimension", row->dimension);
        eg_out_string(&to, "group", row->group);
        for (size_t r = 0; r < EG_RULES; r++)
            eg_out_string(&to, eg_rule_at(r)->name, eg_rule_verdict_word(row->verdict[r]));
        eg_out_key(&to, "differ");
        eg_sink_puts(sink, row->differ ? "true}" : "false}");
    }
    eg_sink_puts(sink, "],\n");
}

eg_status eg_write_json(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                        eg_error *err)
{
    (void)options;
    put_program(report, sink);
    put_about(report, sink);
    put_inputs(report, sink);
    put_settings(report, sink);
    put_quality(report, sink);
    eg_out facts = {sink, false};
    eg_sink_puts(sink, "\"facts\":[");
    eg_status status = eg_report_facts(report, put_fact, &facts, err);
    /* A sink that failed stops the facts; it keeps the cause for eg_sink_finish. */
    if (status != EG_OK || eg_sink_failed(sink)) {
        return eg_sink_failed(sink) ? EG_OK : status;
    }
    eg_sink_puts(sink, "],\n");
    put_rules(report, sink);
    if (report->since != NULL) {
        eg_sink_puts(sink, "\"since\":");
        eg_json_comparison(sink, report->since);
        eg_sink_puts(sink, ",\n");
    }
    put_findings(report, sink);
    return EG_OK;
}
