/* mark_path.c - the way to the target: the pace it needs, the next marker, where the trend
 * leads.
 */
#include <math.h>
#include <string.h>

#include "markdown/markdown.h"

typedef struct {
    eg_markdown *md;
    const eg_report_outcome *outcome;
    const char *dimension;
    int decimals;
    bool any;
} path;

static const eg_fact *trend(const path *at, eg_run run, const char *statistic)
{
    return eg_run_find(at->md->index, run, "", NULL, statistic, eg_outcome_cut(at->outcome));
}

/* A pace is a change: in points for rates, with its sign. */
static const char *pace(const path *at, const eg_fact *fact)
{
    eg_markdown *md = at->md;
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_mark_status(md, fact);
    }
    bool share = eg_mark_share(at->outcome);
    double x = share ? 100 * fact->value : fact->value;
    const char *figure = eg_mark_fixed(md, fabs(x), share ? 1 : at->decimals);
    const char *sign = strspn(figure, "0.,") == strlen(figure) ? ""
                       : x < 0                                 ? "\xe2\x88\x92"
                                                               : "+";
    return eg_mark_checked(md, eg_arena_printf(md->arena, "%s%s", sign, figure));
}

static void put_heads(path *at)
{
    eg_markdown *md = at->md;
    const char *const heads[] = {eg_mark_word(md, EG_T("Group")),
                                 eg_mark_word(md, EG_T("Pace needed a year")),
                                 eg_mark_word(md, EG_T("Marker for the next year")),
                                 eg_mark_word(md, EG_T("Where the trend leads")),
                                 eg_mark_word(md, EG_T("Its interval"))};
    const char *year = at->outcome->target_year == NULL ? "" : at->outcome->target_year;
    const char *figure = eg_mark_fixed(
        md, eg_mark_share(at->outcome) ? 100 * at->outcome->target : at->outcome->target,
        eg_mark_share(at->outcome) ? 1 : at->decimals);
    eg_mark_paragraph(
        md,
        EG_MARK(md, EG_T("The way to {target} by {year}: {outcome} by {dimension}"),
                {"target", eg_mark_share(at->outcome) ? EG_MARK(md, EG_T("{x}%"), {"x", figure})
                                                      : figure},
                {"year", eg_mark_escape(md, year)},
                {"outcome", eg_mark_outcome(md, at->outcome)},
                {"dimension", eg_mark_dimension(md, at->dimension)}));
    eg_mark_heads(md, heads, 5, 1);
    at->any = true;
}

static bool off_scale(const path *at, const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && eg_mark_share(at->outcome) &&
           (fact->value < 0 || fact->value > 1);
}

static const char *percent(eg_markdown *md, double share)
{
    return EG_MARK(md, EG_T("{x}%"), {"x", eg_mark_fixed(md, 100 * share, 1)});
}

/* The interval of a line drawn on: a share beyond none or all is no bound. */
static const char *reach(const path *at, const eg_fact *fact)
{
    eg_markdown *md = at->md;
    bool open = fact != NULL && fact->status == EG_FACT_OK && eg_mark_share(at->outcome) &&
                isfinite(fact->ci_low) && isfinite(fact->ci_high);
    bool below = open && fact->ci_low < 0;
    bool above = open && fact->ci_high > 1;
    if (below && above) {
        return eg_mark_word(md, EG_T("anywhere"));
    }
    if ((below && fact->ci_high < 0) || (above && fact->ci_low > 1)) {
        return eg_mark_word(md, EG_T("off the scale"));
    }
    if (below) {
        return EG_MARK(md, EG_T("up to {x}"), {"x", percent(md, fact->ci_high)});
    }
    return above ? EG_MARK(md, EG_T("{x} or more"), {"x", percent(md, fact->ci_low)})
                 : eg_mark_interval(md, at->outcome, fact, at->decimals);
}

static void put_row(path *at, eg_run run)
{
    eg_markdown *md = at->md;
    const eg_fact *needed = trend(at, run, "pace_needed");
    const eg_fact *projected = trend(at, run, "projected");
    if (needed == NULL) {
        return;
    }
    if (!at->any) {
        put_heads(at);
    }
    eg_mark_cell(md, eg_mark_group(md, eg_fact_index_at(md->index, run.begin)->group));
    bool there =
        needed->status == EG_FACT_OK && strncmp(needed->note, "the target is reached", 21) == 0;
    const char *done = eg_mark_word(md, EG_T("reached"));
    eg_mark_cell(md, there ? done : pace(at, needed));
    eg_mark_cell(
        md,
        there ? done : eg_mark_level(md, at->outcome, trend(at, run, "marker"), at->decimals));
    eg_mark_cell(md, off_scale(at, projected)
                         ? eg_mark_word(md, EG_T("off the scale"))
                         : eg_mark_level(md, at->outcome, projected, at->decimals));
    eg_mark_cell(md, reach(at, projected));
    eg_mark_row_end(md);
}

static void put_dimension(path *at)
{
    const eg_fact_index *index = at->md->index;
    at->any = false;
    for (size_t r = 0; r < eg_fact_index_runs(index); r++) {
        eg_run run = eg_fact_index_run_at(index, r);
        const eg_fact *first = eg_fact_index_at(index, run.begin);
        if (first->group[0] != '\0' && strcmp(first->outcome, at->outcome->name) == 0 &&
            strcmp(first->dimension, at->dimension) == 0) {
            put_row(at, run);
        }
    }
    if (at->any) {
        eg_mark_table_end(at->md);
    }
}

void eg_mark_paths(eg_markdown *md)
{
    const eg_report *report = md->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        path at = {.md = md,
                   .outcome = outcome,
                   .decimals = eg_mark_decimals(md, outcome, md->latest[o])};
        for (size_t d = 0; outcome->has_target && d < report->n_dimensions; d++) {
            at.dimension = report->dimensions[d].name;
            if (strchr(at.dimension, '*') == NULL) {
                put_dimension(&at);
            }
        }
    }
}
