/* mark_displays.c - a table for each outcome and dimension, and the way to each target. */
#include <math.h>
#include <string.h>

#include "markdown/markdown.h"

#define MOST_HEADS 8

typedef struct {
    eg_markdown *md;
    const eg_report_outcome *outcome;
    const char *year, *dimension;
    eg_run whole;
    eg_run *groups;
    size_t n;
    int decimals;
    bool plain; /* for families: no interval, no gap */
    bool with_gap, with_parity;
} display;

static bool is_group_of(const display *at, size_t r)
{
    const eg_fact_index *index = at->md->index;
    const eg_fact *fact = eg_fact_index_at(index, eg_fact_index_run_at(index, r).begin);
    return fact->group[0] != '\0' && strcmp(fact->outcome, at->outcome->name) == 0 &&
           strcmp(fact->dimension, at->dimension) == 0;
}

static bool find_groups(display *at)
{
    size_t all = eg_fact_index_runs(at->md->index), most = 0;
    for (size_t r = 0; r < all; r++) {
        most += is_group_of(at, r) ? 1 : 0;
    }
    at->groups = eg_arena_alloc(at->md->arena, most + 1, sizeof *at->groups);
    at->n = 0;
    if (at->groups == NULL) {
        at->md->failed = true;
        return false;
    }
    for (size_t r = 0; r < all; r++) {
        if (is_group_of(at, r)) {
            at->groups[at->n++] = eg_fact_index_run_at(at->md->index, r);
        }
    }
    return at->n > 0;
}

static const eg_fact *own(const display *at, eg_run run, const char *statistic)
{
    return eg_run_find(at->md->index, run, "", at->year, statistic,
                       eg_outcome_cut(at->outcome));
}

static const eg_fact *pair(const display *at, eg_run run, const char *statistic)
{
    const char *reference = eg_run_reference(at->md->index, run);
    return reference == NULL ? NULL
                             : eg_run_find(at->md->index, run, reference, at->year, statistic,
                                           eg_outcome_cut(at->outcome));
}

static void put_heads(const display *at)
{
    bool rate = at->outcome->kind == EG_KIND_RATE;
    bool mean = at->outcome->kind == EG_KIND_MEAN;
    const char *const all[] = {
        EG_T("Group"),
        EG_T("Students"),
        rate ? EG_T("Count") : NULL,
        mean && at->plain ? EG_T("Average")
        : mean            ? EG_T("Mean")
        : rate            ? EG_T("Rate")
                          : EG_T("Share"),
        at->plain ? NULL : EG_T("Interval"),
        !at->with_gap ? NULL
        : mean        ? EG_T("Gap")
                      : EG_T("Gap, in points"),
        !at->with_parity     ? NULL
        : at->outcome->lower ? EG_T("Fewer students to close it")
                             : EG_T("More students to close it"),
    };
    const char *heads[MOST_HEADS];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] != NULL) {
            heads[n++] = eg_mark_word(at->md, all[i]);
        }
    }
    eg_mark_heads(at->md, heads, n, 1);
}

/* Students needed stand beside the size of a gap; at or beyond the reference none are. */
static const char *parity(const display *at, eg_run run)
{
    const eg_fact *needed = pair(at, run, "to_parity");
    if (needed == NULL) {
        return "\xe2\x80\x93";
    }
    bool none = needed->status == EG_FACT_OK && !(needed->value >= 1);
    return none ? "0" : eg_mark_students(at->md, needed);
}

static const char *gap(const display *at, eg_run run)
{
    const char *reference = eg_run_reference(at->md->index, run);
    const char *name = eg_fact_index_at(at->md->index, run.begin)->group;
    size_t n = strlen("highest:");
    if (reference != NULL && strncmp(reference, "highest:", n) == 0 &&
        strcmp(reference + n, name) == 0) {
        return eg_mark_word(at->md, EG_T("reference"));
    }
    const eg_fact *fact = pair(at, run, "difference");
    return fact == NULL ? "\xe2\x80\x93" : eg_mark_gap(at->md, at->outcome, fact, at->decimals);
}

static void put_row(const display *at, eg_run run)
{
    eg_markdown *md = at->md;
    const eg_fact *level = own(at, run, eg_outcome_statistic(at->outcome));
    eg_mark_cell(md, eg_mark_group(md, eg_fact_index_at(md->index, run.begin)->group));
    eg_mark_cell(md, eg_mark_students(md, own(at, run, "n")));
    if (at->outcome->kind == EG_KIND_RATE) {
        eg_mark_cell(md, eg_mark_students(md, own(at, run, "count")));
    }
    eg_mark_cell(md, eg_mark_level(md, at->outcome, level, at->decimals));
    if (!at->plain) {
        eg_mark_cell(md, eg_mark_interval(md, at->outcome, level, at->decimals));
    }
    if (at->with_gap) {
        eg_mark_cell(md, gap(at, run));
    }
    if (at->with_parity) {
        eg_mark_cell(md, parity(at, run));
    }
    eg_mark_row_end(md);
}

static void put_reference(const display *at)
{
    eg_markdown *md = at->md;
    for (size_t g = 0; g < at->n; g++) {
        const char *reference = eg_run_reference(md->index, at->groups[g]);
        if (reference != NULL) {
            const char *words =
                eg_mark_checked(md, eg_say_reference(md->language, reference,
                                                     eg_mark_share(at->outcome), md->arena));
            eg_mark_paragraph(md,
                              EG_MARK(md,
                                      EG_T("The gap is to {reference}; {up} ahead and {down} "
                                           "behind, beyond the margin."),
                                      {"reference", eg_mark_escape(md, words)},
                                      {"up", "\xe2\x96\xb2"}, {"down", "\xe2\x96\xbc"}));
            return;
        }
    }
}

static void put_display(eg_markdown *md, size_t o, const char *dimension)
{
    const eg_report_outcome *outcome = &md->report->outcomes[o];
    display at = {.md = md,
                  .outcome = outcome,
                  .year = md->latest[o],
                  .dimension = dimension,
                  .whole = eg_index_whole(md->index, outcome->name),
                  .decimals = eg_mark_decimals(md, outcome, md->latest[o]),
                  .plain = md->report->audience == EG_AUDIENCE_FAMILY};
    if (!find_groups(&at)) {
        return;
    }
    for (size_t g = 0; g < at.n && !at.plain; g++) {
        at.with_gap = at.with_gap || pair(&at, at.groups[g], "difference") != NULL;
        at.with_parity = at.with_parity || (outcome->kind == EG_KIND_RATE &&
                                            pair(&at, at.groups[g], "to_parity") != NULL);
    }
    const char *title =
        EG_MARK(md, EG_T("{outcome} by {dimension}"), {"outcome", eg_mark_outcome(md, outcome)},
                {"dimension", eg_mark_dimension(md, dimension)});
    eg_mark_heading(md, 3,
                    eg_mark_checked(md, eg_arena_printf(md->arena, "%s%s", title,
                                                        eg_mark_in_year(md, at.year))));
    put_heads(&at);
    if (at.whole.begin < at.whole.end) {
        put_row(&at, at.whole);
    }
    for (size_t g = 0; g < at.n; g++) {
        put_row(&at, at.groups[g]);
    }
    eg_mark_table_end(md);
    if (at.with_gap) {
        put_reference(&at);
    }
}

/* Whether a finding speaks of it. */
static bool is_told(const eg_report *report, size_t o, const char *dimension)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (strcmp(report->findings[i].outcome, report->outcomes[o].name) == 0 &&
            strcmp(report->findings[i].dimension, dimension) == 0) {
            return true;
        }
    }
    return false;
}

/* All for a team; for a board what findings speak of, for families no crosses either. */
static bool is_wanted(const eg_report *report, size_t o, const char *dimension)
{
    bool cross = strchr(dimension, '*') != NULL;
    if (report->audience == EG_AUDIENCE_TEAM) {
        return true;
    }
    return !cross && (report->n_findings == 0 || is_told(report, o, dimension));
}

void eg_mark_displays(eg_markdown *md)
{
    const eg_report *report = md->report;
    eg_mark_heading(md, 2, eg_mark_word(md, EG_T("Here is what")));
    static const char *const gaps[] = {"gap", NULL};
    eg_mark_findings(md, gaps);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        for (size_t d = 0; d < report->n_dimensions; d++) {
            if (is_wanted(report, o, report->dimensions[d].name)) {
                put_display(md, o, report->dimensions[d].name);
            }
        }
    }
    if (report->audience != EG_AUDIENCE_TEAM) {
        return;
    }
    for (size_t t = 0; t < report->n_unit_types; t++) {
        const char *unit = eg_mark_escape(md, report->unit_types[t]);
        eg_mark_paragraph(md, EG_MARK(md,
                                      EG_T("The figures of each {unit} are in the other "
                                           "formats; --split {unit} writes this report for "
                                           "each of them."),
                                      {"unit", unit}));
    }
}
