/* write_notes.c - what stands under a table: in words what the figures cannot say alone. */
#include <math.h>
#include <string.h>

#include "report/say.h"
#include "write/groups.h"

/* Below this one student moves a rate by more than three points. */
#define FEW 30

/* More names than this are counted: they stand in the table. */
#define MOST_NAMES 8

typedef struct {
    eg_page *page;
    eg_buffer text;
    size_t n;
} line;

static void name(line *at, const char *text)
{
    at->n++;
    if (at->n > MOST_NAMES) {
        eg_buffer_reset(&at->text);
        eg_buffer_add_string(&at->text, eg_page_counted(at->page,
                                                        EG_TN("{n} group, named in the table",
                                                              "{n} groups, named in the table"),
                                                        at->n));
        return;
    }
    eg_buffer_add_string(&at->text, at->text.n == 0 ? "" : ", ");
    eg_buffer_add_string(&at->text, text);
}

static void part(line *at, const char *between, const char *text)
{
    eg_buffer_add_string(&at->text, at->text.n == 0 ? "" : between);
    eg_buffer_add_string(&at->text, text);
}

/* Prints "head: a, b." when anything was gathered. */
static void finish(line *at, eg_look look, const char *head)
{
    if (at->text.n > 0) {
        eg_page_paragraph(
            at->page, look, 0, 2,
            eg_page_checked(at->page, eg_arena_printf(at->page->arena, "%s%s.", head,
                                                      eg_buffer_string(&at->text))));
    }
    at->page->failed = at->page->failed || at->text.failed;
    eg_buffer_clear(&at->text);
}

static bool ok(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK;
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static void add_parity(line *at, const eg_group_table *table, eg_run run)
{
    const eg_fact *gap = eg_group_pair(table, run, table->reference, table->year, "difference");
    const eg_fact *needed =
        eg_group_pair(table, run, table->reference, table->year, "to_parity");
    if (gap == NULL || !ok(needed) || !(needed->value >= 1) ||
        eg_margin_side(&at->page->margin, at->page->index, table->outcome, gap) >= 0) {
        return;
    }
    uint64_t n = (uint64_t)llround(needed->value);
    part(at, "; ",
         table->outcome->lower
             ? eg_page_counted(
                   at->page,
                   EG_TN("{n} fewer would close the gap", "{n} fewer would close the gap"), n)
             : eg_page_counted(
                   at->page,
                   EG_TN("{n} more would close the gap", "{n} more would close the gap"), n));
}

static void add_persistence(line *at, const eg_group_table *table, eg_run run)
{
    const eg_fact *fact = eg_group_pair(table, run, table->reference, NULL, "persistence");
    if (!ok(fact) || fact->note[0] == '\0' || starts(fact->note, "none")) {
        return;
    }
    const char *recent =
        eg_page_checked(at->page, eg_report_recent_years(at->page->report, at->page->language,
                                                         fact->year, at->page->arena));
    part(at, "; ",
         EG_PAGE(at->page, EG_T("behind beyond the margin in {count} of {years} ({state})"),
                 {"count", eg_page_fixed(at->page, fact->value, 0)},
                 {"years", eg_page_safe(at->page, recent)},
                 {"state", eg_page_first_words(at->page, fact->note)}));
}

static void add_verdict(line *at, const eg_group_table *table, eg_run run)
{
    const eg_fact *fact = eg_group_pair(table, run, table->reference, NULL, "verdict");
    if (!ok(fact) || (!starts(fact->note, "closing") && !starts(fact->note, "widening"))) {
        return;
    }
    const char *verdict = eg_page_first_words(at->page, fact->note);
    /* a break can end a trend before the last year */
    if (at->page->report->n_breaks == 0) {
        part(at, "; ", EG_PAGE(at->page, EG_T("the gap is {verdict}"), {"verdict", verdict}));
        return;
    }
    const char *span = eg_page_safe(
        at->page, eg_page_checked(
                      at->page, eg_say_span(at->page->language, fact->year, at->page->arena)));
    part(at, "; ",
         EG_PAGE(at->page, EG_T("the gap is {verdict}, {span}"), {"verdict", verdict},
                 {"span", span}));
}

static void print_words(const eg_group_table *table)
{
    for (size_t g = 0; g < table->n_groups && table->reference != NULL; g++) {
        line at = {.page = table->page};
        const char *group = eg_fact_index_at(table->page->index, table->groups[g].begin)->group;
        if (eg_group_unknown(group)) {
            continue; /* who is in it is a question for the data, not for practice */
        }
        add_parity(&at, table, table->groups[g]);
        add_persistence(&at, table, table->groups[g]);
        add_verdict(&at, table, table->groups[g]);
        finish(&at, EG_PLAIN,
               eg_page_checked(
                   at.page, eg_arena_printf(at.page->arena,
                                            "%s: ", eg_group_name(table, table->groups[g]))));
    }
}

static void print_states(const eg_group_table *table)
{
    eg_page *page = table->page;
    line few = {.page = page};
    line hidden = {.page = page};
    line coded = {.page = page};
    for (size_t g = 0; g < table->n_groups; g++) {
        const eg_fact *n = eg_group_own(table, table->groups[g], "n");
        const eg_fact *level = eg_group_own(table, table->groups[g], table->statistic);
        const char *group = eg_group_name(table, table->groups[g]);
        if (level != NULL && level->status == EG_FACT_SUPPRESSED) {
            name(&hidden, group);
        } else if (level != NULL && (level->status == EG_FACT_TOP_CODED ||
                                     level->status == EG_FACT_BOTTOM_CODED)) {
            name(&coded, group);
        } else if (ok(n) && n->value > 0 && n->value < FEW) {
            name(&few, group);
        }
    }
    finish(&few, EG_PLAIN,
           eg_page_word(page, EG_T("Few students (under 30), where one changes much; read with "
                                   "care: ")));
    finish(
        &coded, EG_PLAIN,
        eg_page_word(page, EG_T("Shown as a bound only, since nearly all or nearly none: ")));
    finish(&hidden, EG_PLAIN, eg_page_word(page, EG_T("Hidden to protect students: ")));
}

/* How much the dimension says about the outcome, and whether that changes. */
static void print_predictability(const eg_group_table *table)
{
    eg_page *page = table->page;
    eg_run run = eg_fact_index_run(page->index, table->outcome->name, table->dimension, "");
    const eg_fact *fact =
        eg_run_find(page->index, run, "", table->year, "predictability", NULL);
    if (!ok(fact) || !isfinite(fact->value)) {
        return;
    }
    const char *text = eg_page_fixed(page, fact->value, 3);
    if (isfinite(fact->ci_low) && isfinite(fact->ci_high)) {
        text = EG_PAGE(page, EG_T("{x} ({low} to {high})"), {"x", text},
                       {"low", eg_page_fixed(page, fact->ci_low, 3)},
                       {"high", eg_page_fixed(page, fact->ci_high, 3)});
    }
    const eg_fact *slope =
        eg_run_find(page->index, run, "", NULL, "predictability_slope", NULL);
    if (ok(slope) && isfinite(slope->value)) {
        const char *sign = slope->value > 0 ? "+" : "";
        const char *change =
            eg_page_checked(page, eg_arena_printf(page->arena, "%s%s", sign,
                                                  eg_page_fixed(page, slope->value, 3)));
        text = EG_PAGE(page, EG_T("{x}, {change} a year"), {"x", text}, {"change", change});
    }
    line at = {.page = page};
    part(&at, "", text);
    finish(&at, EG_PLAIN,
           eg_page_word(page, EG_T("How far the group predicts the outcome (0 is the goal, 1 "
                                   "fully): ")));
}

void eg_group_notes(const eg_group_table *table)
{
    print_words(table);
    print_states(table);
    if (table->n_groups > 0) {
        print_predictability(table);
    }
}

/* ---- further references
 * ------------------------------------------------------------------------ */

static bool is_first(const eg_group_table *table, eg_run run, size_t at)
{
    const char *reference = eg_fact_index_at(table->page->index, at)->reference;
    for (size_t i = run.begin; i < at; i++) {
        if (eg_run_reference_same(eg_fact_index_at(table->page->index, i)->reference,
                                  reference)) {
            return false;
        }
    }
    return reference[0] != '\0' && !eg_run_reference_same(reference, table->reference);
}

static const char *interval(const eg_group_table *table, const eg_fact *fact)
{
    eg_page *page = table->page;
    double times = eg_cell_share(table->outcome) ? 100 : 1;
    int decimals = eg_cell_share(table->outcome) ? 1 : table->decimals;
    if (!ok(fact) || !isfinite(fact->ci_low) || !isfinite(fact->ci_high)) {
        return fact == NULL || fact->status == EG_FACT_OK ? eg_page_word(page, EG_T("none"))
                                                          : eg_cell_word(page, fact->status);
    }
    return EG_PAGE(page, EG_T("{low} to {high}"),
                   {"low", eg_page_fixed(page, times * fact->ci_low, decimals)},
                   {"high", eg_page_fixed(page, times * fact->ci_high, decimals)});
}

static void print_reference(const eg_group_table *table, const char *reference)
{
    eg_page *page = table->page;
    eg_table out;
    eg_table_init(&out, page);
    const char *words =
        eg_page_checked(page, eg_say_reference(page->language, reference,
                                               eg_cell_share(table->outcome), page->arena));
    eg_page_blank(page);
    eg_page_line(
        page, EG_BOLD,
        EG_PAGE(page, EG_T("Gap to {reference}"), {"reference", eg_page_safe(page, words)}));
    eg_table_column(&out, eg_page_word(page, EG_T("Group")), true);
    eg_table_column(&out, eg_cell_gap_head(page), false);
    eg_table_column(&out, eg_page_word(page, EG_T("interval")), false);
    for (size_t g = 0; g < table->n_groups; g++) {
        const eg_fact *fact =
            eg_group_pair(table, table->groups[g], reference, table->year, "difference");
        const char **row = fact == NULL ? NULL : eg_table_row(&out);
        if (row != NULL) {
            row[0] = eg_group_name(table, table->groups[g]);
            row[1] = eg_cell_gap(page, table->outcome, fact, table->decimals);
            row[2] = interval(table, fact);
        }
    }
    eg_table_print(&out);
    eg_table_clear(&out);
}

void eg_group_references(const eg_group_table *table)
{
    if (table->n_groups == 0 || table->reference == NULL) {
        return;
    }
    /* The group with the most facts has them all: a reference group lacks its own. */
    eg_run run = table->groups[0];
    for (size_t g = 1; g < table->n_groups; g++) {
        eg_run other = table->groups[g];
        run = other.end - other.begin > run.end - run.begin ? other : run;
    }
    for (size_t i = run.begin; i < run.end; i++) {
        const eg_fact *fact = eg_fact_index_at(table->page->index, i);
        if (is_first(table, run, i) && strcmp(fact->reference, "") != 0 &&
            eg_group_pair(table, run, fact->reference, table->year, "difference") != NULL) {
            print_reference(table, fact->reference);
        }
    }
}

/* ---- levels
 * --------------------------------------------------------------------------------------- */

void eg_group_levels(const eg_group_table *table)
{
    eg_page *page = table->page;
    if (table->outcome->kind != EG_KIND_LEVELS) {
        return;
    }
    eg_table out;
    eg_table_init(&out, page);
    eg_table_column(&out, eg_page_word(page, EG_T("Share at each level")), true);
    for (size_t l = 0; l < table->outcome->n_levels; l++) {
        eg_table_column(&out, eg_page_safe(page, table->outcome->levels[l]), false);
    }
    for (size_t g = 0; g <= table->n_groups; g++) {
        eg_run run = g == 0 ? table->whole : table->groups[g - 1];
        const char **row = eg_table_row(&out);
        for (size_t l = 0; row != NULL && l + 1 < out.n_columns; l++) {
            const eg_fact *fact = eg_run_find(page->index, run, "", table->year, "share",
                                              table->outcome->levels[l]);
            row[0] = eg_group_name(table, run);
            row[l + 1] = eg_cell_level(page, table->outcome, fact, 1);
        }
    }
    eg_page_blank(page);
    eg_table_print(&out);
    eg_table_clear(&out);
}
