/* This report and those before it, attacked together. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/remembered.h"
#include "cli/self_audit.h"
#include "equitygap/audit.h"
#include "equitygap/privacy.h"

/* Of one year so many publications take part, the latest ones. */
enum { TOGETHER = 6 };

typedef struct {
    eg_job *job;
    const eg_ledger *ledger;
    const eg_settings *settings;
    const eg_rules *rules; /* of the publication at hand */
    eg_job_cells cells;
    eg_audit *audit;
    uint32_t *file; /* [publication]: of the audit + 1; 0: not there */
    uint8_t *with;  /* [year * stride + publication] */
    size_t stride;
    eg_buffer names[6], statistic; /* of the fact at hand */
} attacker;

static size_t year_count(const attacker *by)
{
    return eg_views_years(by->cells.views);
}

static size_t outcome_named(const attacker *by, eg_text name)
{
    size_t o = 0;
    while (o < by->cells.schema->n_outcomes &&
           !eg_text_is(name, by->cells.schema->outcomes[o].name))
        o++;
    return o;
}

static uint32_t year_named(const attacker *by, eg_text name)
{
    uint32_t y = 0;
    while (y < year_count(by) && !eg_text_is(name, eg_views_year(by->cells.views, y)))
        y++;
    return y;
}

/* ---- what takes part ---- */

/* All outcomes have the same students: what one tells another may hide. */
static bool year_changed(const attacker *by, uint32_t year, uint32_t publication)
{
    bool changed = false;
    for (size_t o = 0; o < by->cells.schema->n_outcomes && !changed; o++)
        changed = eg_job_changed_since(by->job, o, year, publication);
    return changed;
}

static void choose(attacker *by)
{
    uint32_t last = eg_ledger_publications(by->ledger);
    if (by->with == NULL)
        return;
    for (uint32_t y = 0; y < year_count(by); y++) {
        unsigned n = 0;
        for (uint32_t p = last; p > 0; p--) {
            uint8_t *with = &by->with[y * by->stride + p];
            *with = n < TOGETHER && year_changed(by, y, p);
            n += *with;
        }
    }
}

/* Only of years of which an earlier report said otherwise. */
static eg_status own_fact(void *context, const eg_fact *fact, eg_error *err)
{
    const attacker *by = context;
    if (fact->outcome_index == SIZE_MAX || fact->year_index == SIZE_MAX)
        return EG_OK;
    const uint8_t *with = by->with + fact->year_index * by->stride;
    if (memchr(with, 1, by->stride) == NULL)
        return EG_OK;
    return eg_audit_own(by->audit, &by->cells, fact, err);
}

/* ---- facts of the ledger ---- */

static const char *name_of(attacker *by, size_t i, eg_text name, const char *whole)
{
    eg_buffer_reset(&by->names[i]);
    if (name.n == 0)
        eg_buffer_add_string(&by->names[i], whole);
    else
        eg_buffer_add_text(&by->names[i], name);
    return eg_buffer_string(&by->names[i]);
}

static void set_figure(const attacker *by, eg_fact *fact, int64_t figure, int64_t n,
                       eg_buffer *note)
{
    bool top = figure == EG_PUBLISHED_TOP;
    double bound = 0;
    eg_mark mark;
    eg_buffer_reset(note);
    fact->has_n = figure <= EG_PUBLISHED_TOP && n >= 0;
    fact->n = n < 0 ? 0 : (uint64_t)n;
    fact->value = figure < 0 ? NAN : (double)figure;
    fact->status = figure >= 0                  ? EG_FACT_OK
                   : figure == EG_PUBLISHED_NOT ? EG_FACT_SUPPRESSED
                   : top                        ? EG_FACT_TOP_CODED
                                                : EG_FACT_BOTTOM_CODED;
    if (fact->has_n && eg_rules_tail(by->rules, top ? fact->n : 0, fact->n, &mark, &bound))
        eg_buffer_printf(note, "%.9g or %s", bound, top ? "more" : "less");
    fact->note = eg_buffer_string(note);
}

static eg_status take_counts(attacker *by, uint32_t file, const eg_ledger_entry *entry,
                             eg_fact *fact, eg_error *err)
{
    bool levels = eg_text_is(eg_ledger_part(entry->kind, 1), "levels");
    bool rate = eg_text_is(eg_ledger_part(entry->kind, 1), "rate");
    eg_buffer note = {0};
    eg_status status = EG_OK;
    for (size_t k = 0; k < entry->n_counts && (levels || rate) && status == EG_OK; k++) {
        set_figure(by, fact, entry->counts[k], entry->n, &note);
        eg_buffer_reset(&by->statistic);
        eg_buffer_add_string(&by->statistic, fact->has_n ? levels ? "share" : "rate" : "count");
        if (levels) {
            eg_buffer_add_char(&by->statistic, ':');
            eg_buffer_add_text(&by->statistic, eg_ledger_part(entry->kind, k + 2));
        }
        fact->statistic = eg_buffer_string(&by->statistic);
        status = by->statistic.failed || note.failed
                     ? eg_fail_memory(err)
                     : eg_audit_fact(by->audit, file, fact, err);
    }
    eg_buffer_clear(&note);
    return status;
}

static eg_status take_entry(attacker *by, uint32_t file, const eg_ledger_entry *entry,
                            eg_error *err)
{
    eg_fact fact = {.outcome = name_of(by, 0, entry->outcome, ""),
                    .year = name_of(by, 1, entry->year, ""),
                    .unit_type = name_of(by, 2, entry->unit_type, "all"),
                    .unit = name_of(by, 3, entry->unit, ""),
                    .dimension = name_of(by, 4, entry->dimension, "all"),
                    .group = name_of(by, 5, entry->group, "All students"),
                    .reference = "",
                    .statistic = "n",
                    .note = ""};
    for (size_t i = 0; i < 6; i++)
        if (by->names[i].failed)
            return eg_fail_memory(err);
    fact.value = entry->n < 0 ? NAN : (double)entry->n;
    fact.status = entry->n < 0 ? EG_FACT_SUPPRESSED : EG_FACT_OK;
    eg_status status = eg_audit_fact(by->audit, file, &fact, err);
    return status == EG_OK ? take_counts(by, file, entry, &fact, err) : status;
}

static eg_status file_of(attacker *by, uint32_t publication, uint32_t *file, eg_error *err)
{
    char name[48];
    if (by->file[publication] == 0) {
        (void)snprintf(name, sizeof name, "publication %u", (unsigned)publication);
        eg_status status = eg_audit_file(by->audit, name, &by->file[publication], err);
        if (status != EG_OK)
            return status;
        eg_audit_follow(by->audit, by->file[publication]++,
                        eg_ledger_rules(by->ledger, publication));
    }
    *file = by->file[publication] - 1;
    by->rules = eg_ledger_rules(by->ledger, publication);
    return EG_OK;
}

static eg_status take_ledger(attacker *by, eg_error *err)
{
    eg_ledger_entry entry;
    eg_status status = EG_OK;
    for (size_t i = 0; status == EG_OK && eg_ledger_at(by->ledger, i, &entry); i++) {
        size_t o = outcome_named(by, entry.outcome);
        uint32_t y = year_named(by, entry.year), file;
        if (o == by->cells.schema->n_outcomes || y == year_count(by))
            continue;
        const uint8_t *with = by->with + y * by->stride;
        for (uint32_t p = entry.first; p <= entry.last && status == EG_OK; p++) {
            if (!with[p])
                continue;
            status = file_of(by, p, &file, err);
            if (status == EG_OK)
                status = take_entry(by, file, &entry, err);
        }
    }
    return status;
}

/* ---- and what follows ---- */

/* The years of what can be computed back are held; where they are already, those of all
 * outcomes. false: that is so already. */
static bool hold(const attacker *by, const eg_audit_result *result)
{
    size_t outcomes = by->cells.schema->n_outcomes;
    uint8_t *seen = eg_alloc_zero(outcomes * year_count(by) + 1, 1);
    bool any = false;
    for (size_t i = 0; seen != NULL && i < result->n_findings; i++) {
        size_t o = outcome_named(by, eg_text_of(result->findings[i].outcome));
        uint32_t y = year_named(by, eg_text_of(result->findings[i].year));
        if (o == outcomes || y == year_count(by) || seen[o * year_count(by) + y]++ > 0)
            continue;
        bool more = eg_job_hold(by->job, o, y);
        for (size_t other = 0; !more && other < outcomes; other++)
            any = eg_job_hold(by->job, other, y) || any;
        any = any || more;
    }
    eg_free(seen);
    return any;
}

static eg_status attack(attacker *by, const eg_control *control, eg_error *err)
{
    const eg_report *report = eg_job_report(by->job);
    eg_audit_options options = {.min_n = by->settings->min_n,
                                .listed = SIZE_MAX,
                                .certain = true,
                                .overlap = eg_report_units_overlap(report),
                                .rules = &by->settings->rules};
    uint32_t file = 0;
    for (size_t p = 0; by->file != NULL && p <= by->stride; p++)
        by->file[p] = 0;
    choose(by);
    eg_status status = eg_audit_new(&by->audit, &options, err);
    if (status == EG_OK)
        status = eg_audit_file(by->audit, "this report", &file, err);
    if (status == EG_OK)
        status = eg_report_facts(report, own_fact, by, err);
    if (status == EG_OK)
        status = take_ledger(by, err);
    return status == EG_OK ? eg_audit_run(by->audit, control, err) : status;
}

static eg_status judge(const attacker *by, bool *again, eg_error *err)
{
    const eg_audit_result *result = eg_audit_result_of(by->audit);
    uint64_t found = eg_findings_beyond(result, by->ledger);
    *again = found > 0 && hold(by, result);
    if (found == 0 || *again)
        return EG_OK;
    return eg_fail(err, EG_E_DISCLOSURE,
                   "%s of what this report hides could be computed back with what the ledger "
                   "says was published before, so nothing was written; leave out --by or "
                   "--within what was not published before, or raise --min-n",
                   eg_count_words(found).text);
}

static void clear(attacker *by)
{
    eg_audit_free(by->audit);
    for (size_t i = 0; i < 6; i++)
        eg_buffer_clear(&by->names[i]);
    eg_buffer_clear(&by->statistic);
    eg_free(by->file);
    eg_free(by->with);
}

eg_status eg_guard_together(const eg_remembered *remembered, eg_job *job,
                            const eg_settings *settings, const eg_control *control,
                            eg_error *err)
{
    if (remembered->ledger == NULL || eg_ledger_publications(remembered->ledger) == 0)
        return EG_OK;
    attacker by = {.job = job,
                   .ledger = remembered->ledger,
                   .settings = settings,
                   .cells = eg_job_cells_of(job),
                   .stride = (size_t)eg_ledger_publications(remembered->ledger) + 1};
    by.file = eg_alloc_zero(by.stride + 1, sizeof *by.file);
    by.with = eg_alloc_zero(year_count(&by) + 1, by.stride);
    eg_status status = by.file == NULL || by.with == NULL ? eg_fail_memory(err) : EG_OK;
    bool again = status == EG_OK;
    while (again && status == EG_OK) {
        again = false;
        status = attack(&by, control, err);
        if (status == EG_OK)
            status = judge(&by, &again, err);
        eg_audit_free(by.audit);
        by.audit = NULL;
        if (status == EG_OK && again)
            status = eg_job_decide_again(job, err);
    }
    clear(&by);
    return status;
}
