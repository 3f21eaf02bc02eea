/* report.c - the stream of facts as everything downstream may see it. */
#include "equitygap/report.h"

#include <math.h>

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
