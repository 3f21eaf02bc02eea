/* write_comparison_json.c - what changed, for programs. */
#include "equitygap/write.h"
#include "write/comparison.h"
#include "write/json_out.h"

static void put_settings(eg_out *to, const eg_comparison *comparison)
{
    eg_out list = {to->sink, false};
    eg_out_key(to, "settings");
    eg_sink_puts(to->sink, "[");
    for (size_t i = 0; i < comparison->n_settings; i++) {
        const eg_setting_change *change = &comparison->settings[i];
        eg_out one = eg_out_element(&list);
        eg_out_string(&one, "name", change->name);
        eg_out_string_or_null(&one, "before", change->before);
        eg_out_string_or_null(&one, "after", change->after);
        eg_sink_puts(to->sink, "}");
    }
    eg_sink_puts(to->sink, "]");
}

static void put_counts(eg_out *to, const eg_comparison *comparison)
{
    eg_out_key(to, "counts");
    eg_sink_puts(to->sink, "{");
    eg_out counts = {to->sink, false};
    for (eg_change_kind kind = EG_CHANGE_NEW; kind < EG_CHANGES; kind++)
        eg_out_count(&counts, eg_change_word(kind), comparison->counts[kind]);
    eg_out_count(&counts, "within_margin", comparison->within);
    eg_out_count(&counts, "other_facts", comparison->others);
    eg_out_count(&counts, "other_facts_changed", comparison->others_changed);
    eg_sink_puts(to->sink, "}");
}

static void put_change(eg_out *list, const eg_change *change)
{
    eg_out one = eg_out_element(list);
    eg_out_string(&one, "change", eg_change_word(change->kind));
    eg_out_string(&one, "unit_type", change->unit_type);
    eg_out_string(&one, "unit", change->unit);
    eg_out_string(&one, "outcome", change->outcome);
    eg_out_string(&one, "year", change->year);
    eg_out_string(&one, "dimension", change->dimension);
    eg_out_string(&one, "group", change->group);
    eg_out_string(&one, "reference", change->reference);
    eg_out_string(&one, "statistic", change->statistic);
    eg_out_number(&one, "before", change->before);
    eg_out_number(&one, "after", change->after);
    eg_out_number(&one, "margin", change->margin);
    eg_out_string_or_null(&one, "status_before",
                          change->in_before ? eg_fact_status_word(change->status_before)
                                            : NULL);
    eg_out_string_or_null(&one, "status_after",
                          change->in_after ? eg_fact_status_word(change->status_after) : NULL);
    eg_sink_puts(one.sink, "}");
}

static void put_findings(eg_out *to, const eg_comparison *comparison)
{
    eg_out list = {to->sink, false};
    eg_out_key(to, "findings");
    eg_sink_puts(to->sink, "[");
    for (size_t i = 0; i < comparison->n_findings; i++) {
        const eg_finding_change *change = &comparison->findings[i];
        eg_out one = eg_out_element(&list);
        eg_out_string(&one, "change", eg_change_word(change->kind));
        eg_out_string(&one, "id", change->finding->id);
        eg_out_string(&one, "kind", change->finding->kind);
        eg_out_string(&one, "sentence", change->finding->sentence);
        eg_sink_puts(to->sink, "}");
    }
    eg_sink_puts(to->sink, "]");
}

void eg_json_comparison(eg_sink *sink, const eg_comparison *comparison)
{
    eg_out to = {sink, false};
    eg_sink_puts(sink, "{");
    eg_out_string(&to, "before", comparison->before);
    eg_out_string(&to, "after", comparison->after);
    put_settings(&to, comparison);
    put_counts(&to, comparison);
    eg_out list = {sink, false};
    eg_out_key(&to, "changes");
    eg_sink_puts(sink, "[");
    for (size_t i = 0; i < comparison->n_changes; i++)
        put_change(&list, &comparison->changes[i]);
    eg_sink_puts(sink, "]");
    put_findings(&to, comparison);
    eg_sink_puts(sink, "}");
}

eg_status eg_write_comparison_json(const eg_comparison *comparison, const eg_report *report,
                                   eg_sink *sink, const eg_write_options *options,
                                   eg_error *err)
{
    (void)options;
    (void)err;
    eg_out to = {sink, false};
    eg_sink_puts(sink, "{\"equitygap\":{");
    eg_out_string(&to, "version", EG_VERSION);
    eg_out_count(&to, "schema", 1);
    eg_out_string(&to, "edition",
                  report->edition == EG_EDITION_INTERNAL ? "internal" : "public");
    eg_sink_puts(sink, "},\n\"comparison\":");
    eg_json_comparison(sink, comparison);
    eg_sink_puts(sink, "}\n");
    return EG_OK;
}
