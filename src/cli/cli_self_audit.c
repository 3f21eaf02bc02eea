#include "cli/self_audit.h"

#include <math.h>
#include <string.h>

#include "equitygap/audit.h"

typedef struct {
    eg_audit *audit;
    eg_job_cells cells;
} auditor;

/* What a figure of counted students is; NAN: it is no count. */
static double truth_of(const eg_fact *fact, const eg_outcome_settled *outcome,
                       const eg_tally *tally)
{
    const char *s = fact->statistic, *level = strchr(s, ':');
    if (strcmp(s, "n") == 0)
        return (double)tally->n;
    if (strcmp(s, "missing") == 0)
        return (double)(tally->students - tally->n);
    if (outcome->kind == EG_KIND_RATE && (strcmp(s, "count") == 0 || strcmp(s, "rate") == 0))
        return (double)tally->x;
    for (size_t k = 0; level != NULL && k < outcome->n_levels; k++)
        if (strcmp(level + 1, outcome->levels[k]) == 0)
            return (double)tally->counts[k];
    return NAN;
}

/* The publisher knows what is hidden: that spares the attack most of its work. */
static void tell(const auditor *by, const eg_fact *fact)
{
    eg_place place = {(uint32_t)fact->scope_index, (uint32_t)fact->unit_index,
                      (uint32_t)fact->item_index, (uint32_t)fact->group_index,
                      (uint32_t)fact->year_index};
    bool of_cell = fact->outcome_index != SIZE_MAX && fact->group_index != SIZE_MAX &&
                   fact->year_index != SIZE_MAX && fact->unit_index != SIZE_MAX &&
                   (fact->reference == NULL || fact->reference[0] == '\0');
    if (!of_cell || eg_views_cell(by->cells.views, &place) == SIZE_MAX)
        return;
    eg_tally tally;
    eg_views_tally(by->cells.views, fact->outcome_index, &place, &tally);
    double truth = truth_of(fact, &by->cells.settled->outcomes[fact->outcome_index], &tally);
    if (!isnan(truth))
        eg_audit_truth(by->audit, 0, fact, truth);
}

eg_status eg_audit_own(eg_audit *audit, const eg_job_cells *cells, const eg_fact *fact,
                       eg_error *err)
{
    eg_status status = eg_audit_fact(audit, 0, fact, err);
    if (status == EG_OK && cells->given == NULL)
        tell(&(auditor){audit, *cells}, fact);
    return status;
}

static eg_status take(void *context, const eg_fact *fact, eg_error *err)
{
    const auditor *by = context;
    return eg_audit_own(by->audit, &by->cells, fact, err);
}

static bool was_published(const eg_ledger *ledger, const eg_audit_finding *f)
{
    bool all = strcmp(f->unit_type, "all") == 0, whole = strcmp(f->dimension, "all") == 0;
    const char *const address[6] = {f->outcome,
                                    f->year,
                                    all ? "" : f->unit_type,
                                    all ? "" : f->unit,
                                    whole ? "" : f->dimension,
                                    whole ? "" : f->group};
    return f->low == f->high && eg_ledger_said(ledger, address, f->what, f->low);
}

uint64_t eg_findings_beyond(const eg_audit_result *result, const eg_ledger *ledger)
{
    uint64_t n = 0;
    for (size_t i = 0; i < result->n_findings; i++)
        n += !was_published(ledger, &result->findings[i]);
    return n;
}

/* ---- what is to be closed ---- */

static bool is(const char *name, const char *word)
{
    return strcmp(name, word) == 0;
}

/* The cell that a finding is about. false: there is none of these names. */
static bool find_place(const eg_job_cells *cells, const eg_audit_finding *f, eg_place *at)
{
    const eg_views *v = cells->views;
    const eg_schema *schema = cells->schema;
    *at = (eg_place){0};
    while (
        !is(f->unit_type, "all") && at->scope < eg_views_scopes(v) &&
        (at->scope == 0 || !is(schema->axes[schema->units[at->scope - 1]].name, f->unit_type)))
        at->scope++;
    if (at->scope == eg_views_scopes(v))
        return false;
    while (at->scope > 0 && at->unit < eg_views_units(v, at->scope) &&
           !is(eg_views_unit(v, at->scope, at->unit), f->unit))
        at->unit++;
    while (!is(f->dimension, "all") && at->item < eg_views_items(v) &&
           (at->item == EG_ITEM_ALL || !is(schema->items[at->item - 1].name, f->dimension)))
        at->item++;
    if (at->item == eg_views_items(v))
        return false;
    while (at->item != EG_ITEM_ALL && at->group < eg_views_groups(v, at->item) &&
           !is(eg_views_group(v, at->item, at->group), f->group))
        at->group++;
    while (at->year < eg_views_years(v) && !is(eg_views_year(v, at->year), f->year))
        at->year++;
    return at->year < eg_views_years(v) && eg_views_cell(v, at) != SIZE_MAX;
}

static bool close_table(eg_job *job, const eg_job_cells *cells, eg_place at)
{
    bool any = false;
    for (at.group = 0; at.group < eg_views_groups(cells->views, at.item); at.group++)
        any = eg_job_close(job, &at) || any;
    return any;
}

/* A group is closed in all outcomes, since they have the same students; if it is already, its
 * whole table; then all tables of the unit's year. false: they were. */
static bool close_one(eg_job *job, const eg_job_cells *cells, const eg_audit_finding *f)
{
    eg_place at;
    if (!find_place(cells, f, &at))
        return false;
    if (eg_job_close(job, &at) || close_table(job, cells, at))
        return true;
    bool any = false;
    for (at.item = EG_ITEM_ALL + 1; at.item < eg_views_items(cells->views); at.item++)
        any = close_table(job, cells, at) || any;
    return any;
}

static bool close_all(eg_job *job, const eg_job_cells *cells, const eg_audit_result *result,
                      const eg_ledger *ledger)
{
    bool any = false;
    for (size_t i = 0; i < result->n_findings; i++)
        if (ledger == NULL || !was_published(ledger, &result->findings[i]))
            any = close_one(job, cells, &result->findings[i]) || any;
    return any;
}

static eg_status refuse(const eg_audit_result *result, eg_error *err)
{
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

bool eg_report_units_overlap(const eg_report *report)
{
    for (size_t i = 0; i < report->n_quality; i++) {
        if (strcmp(report->quality[i].code, "several_units") == 0)
            return true;
    }
    return false;
}

eg_status eg_self_audit(eg_job *job, const eg_ledger *ledger, const eg_settings *settings,
                        const eg_control *control, bool *again, eg_error *err)
{
    const eg_report *report = eg_job_report(job);
    const eg_job_cells cells = eg_job_cells_of(job);
    *again = false;
    if (report->edition != EG_EDITION_PUBLIC)
        return EG_OK;
    eg_audit *audit = NULL;
    uint32_t file = 0;
    eg_audit_options options = {.min_n = settings->min_n,
                                .listed = SIZE_MAX,
                                .overlap = eg_report_units_overlap(report),
                                .rules = &settings->rules};
    eg_status status = eg_audit_new(&audit, &options, err);
    if (status == EG_OK)
        status = eg_audit_file(audit, "", &file, err);
    if (status == EG_OK)
        status = eg_report_facts(report, take, &(auditor){audit, cells}, err);
    if (status == EG_OK)
        status = eg_audit_run(audit, control, err);
    if (status == EG_OK) {
        const eg_audit_result *result = eg_audit_result_of(audit);
        bool found =
            result->found > 0 && (ledger == NULL || eg_findings_beyond(result, ledger) > 0);
        *again = found && close_all(job, &cells, result, ledger);
        status = found && !*again ? refuse(result, err) : EG_OK;
    }
    eg_audit_free(audit);
    return status;
}
