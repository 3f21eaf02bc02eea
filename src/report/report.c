/* report.c - the stream of facts as everything downstream may see it. */
#include "equitygap/report.h"

#include <math.h>
#include <string.h>

#include "ext/hash.h"

typedef struct {
    eg_fact_visitor visit;
    void *context;
} masked_visit;

/* Figures that a status does not allow are taken off here, once, so that no writer can show
 * them. */
static eg_status mask(void *context, const eg_fact *fact, eg_error *err)
{
    const masked_visit *to = context;
    if (fact->status == EG_FACT_OK) {
        return to->visit(to->context, fact, err);
    }
    eg_fact shown = *fact;
    bool coded = fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED;
    shown.value = shown.p_value = shown.p_adjusted = (double)NAN;
    if (fact->status != EG_FACT_INTERVAL) {
        shown.ci_low = shown.ci_high = (double)NAN;
    }
    if (!coded) {
        shown.n = 0;
        shown.has_n = false;
    }
    return to->visit(to->context, &shown, err);
}

eg_status eg_report_facts(const eg_report *report, eg_fact_visitor visit, void *context,
                          eg_error *err)
{
    masked_visit to = {visit, context};
    if (report->facts == NULL) {
        return EG_OK;
    }
    return report->facts(report->self, mask, &to, err);
}

void eg_report_settings_hash(const eg_report *report, char out[EG_SETTINGS_HASH])
{
    static const char hex[] = "0123456789abcdef";
    uint64_t hash = 0;
    for (size_t i = 0; i < report->n_settings; i++) {
        const eg_report_setting *setting = &report->settings[i];
        const char *value = setting->value == NULL ? "" : setting->value;
        hash = eg_hash(setting->name, strlen(setting->name) + 1, hash).low;
        hash = eg_hash(value, strlen(value) + 1, hash).low;
    }
    for (size_t i = 0; i + 1 < EG_SETTINGS_HASH; i++) {
        out[i] = hex[(hash >> (60 - 4 * i)) & 15];
    }
    out[EG_SETTINGS_HASH - 1] = '\0';
}
