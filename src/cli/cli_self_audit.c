#include "cli/self_audit.h"

#include <string.h>

#include "equitygap/audit.h"

static eg_status take(void *context, const eg_fact *fact, eg_error *err)
{
    return eg_audit_fact(context, 0, fact, err);
}

static eg_status judge(const eg_audit_result *result, eg_error *err)
{
    if (result->found == 0)
        return EG_OK;
    const eg_audit_table *worst = &result->tables[0];
    size_t kind = 0;
    while (kind + 1 < EG_LEAKS && worst->leaks[kind] == 0)
        kind++;
    return eg_fail(
        err, EG_E_DISCLOSURE,
        "%s of what this report hides could be computed back (most of it in \"%.60s\" "
        "of \"%.60s\", %s), so nothing was written; leave that dimension out of --by, "
        "or raise --min-n",
        eg_count_words(result->found).text, worst->dimension, worst->outcome,
        eg_leak_text((eg_leak_kind)kind));
}

/* The report says so itself. */
static bool units_overlap(const eg_report *report)
{
    for (size_t i = 0; i < report->n_quality; i++) {
        if (strcmp(report->quality[i].code, "several_units") == 0)
            return true;
    }
    return false;
}

eg_status eg_self_audit(const eg_report *report, const eg_settings *settings,
                        const eg_control *control, eg_error *err)
{
    if (report->edition != EG_EDITION_PUBLIC)
        return EG_OK;
    eg_audit *audit = NULL;
    uint32_t file = 0;
    eg_audit_options options = {.min_n = settings->min_n, .overlap = units_overlap(report)};
    eg_status status = eg_audit_new(&audit, &options, err);
    if (status == EG_OK)
        status = eg_audit_file(audit, "", &file, err);
    if (status == EG_OK)
        status = eg_report_facts(report, take, audit, err);
    if (status == EG_OK)
        status = eg_audit_run(audit, control, err);
    if (status == EG_OK)
        status = judge(eg_audit_result_of(audit), err);
    eg_audit_free(audit);
    return status;
}
