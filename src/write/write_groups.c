/* write_groups.c - per outcome and dimension: n, value, interval as a bar, gap, trend. */
#include "write/groups.h"

#include <math.h>
#include <string.h>

#include "report/say.h"
#include "write/parts.h"

#define MIN_BAR 10
#define MAX_BAR 40

static eg_run row_run(const eg_group_table *table, size_t row)
{
    return row == 0 || table->groups == NULL ? table->whole : table->groups[row - 1];
}

static double level_in(const eg_group_table *table, eg_run run, const char *year)
{
    const eg_fact *fact =
        eg_run_find(table->page->index, run, "", year, table->statistic, table->cut);
    return fact != NULL && fact->status == EG_FACT_OK ? fact->value : (double)NAN;
}

/* ---- scales
 * -------------------------------------------------------------------------------------- */

static void widen(double x, double *low, double *high)
{
    if (isfinite(x)) {
        *low = x < *low ? x : *low;
        *high = x > *high ? x : *high;
    }
}

/* Steps of 1, 2 or 5 tens, about four in the width. */
static double nice_step(double width)
{
    double ten = pow(10, floor(log10(width / 4)));
    double many = width / 4 / ten;
    return many > 5 ? 10 * ten : many > 2 ? 5 * ten : many > 1 ? 2 * ten : ten;
}

static void set_scale(eg_group_table *table)
{
    double low = (double)INFINITY;
    double high = -(double)INFINITY;
    for (size_t r = 0; r <= table->n_groups; r++) {
        const eg_fact *fact = eg_group_own(table, row_run(table, r), table->statistic);
        if (fact != NULL && (fact->status == EG_FACT_OK || fact->status == EG_FACT_INTERVAL)) {
            widen(fact->value, &low, &high);
            widen(fact->ci_low, &low, &high);
            widen(fact->ci_high, &low, &high);
        }
    }
    if (!(high >= low)) {
        low = 0;
        high = 1;
    }
    if (!(high > low)) {
        double around = fabs(low) > 0 ? fabs(low) / 10 : 0.1;
        low -= around;
        high += around;
    }
    double step = nice_step(high - low);
    bool share = eg_cell_share(table->outcome);
    table->scale.low = floor(low / step + 1e-9) * step;
    table->scale.high = ceil(high / step - 1e-9) * step;
    if (share) {
        table->scale.low = table->scale.low < 0 ? 0 : table->scale.low;
        table->scale.high = table->scale.high > 1 ? 1 : table->scale.high;
    }
    table->decimals = eg_say_decimals(high - low);
}

/* One height for all groups, so that a step means the same in every row. */
static void set_span(eg_group_table *table)
{
    const eg_report *report = table->page->report;
    table->n_years = report->n_years < EG_SPARK_YEARS ? report->n_years : EG_SPARK_YEARS;
    table->first_year = report->n_years - table->n_years;
    table->span = 0;
    for (size_t r = 0; r <= table->n_groups; r++) {
        double low = (double)INFINITY;
        double high = -(double)INFINITY;
        for (size_t y = 0; y < table->n_years; y++) {
            widen(level_in(table, row_run(table, r), report->years[table->first_year + y]),
                  &low, &high);
        }
        table->span = high - low > table->span ? high - low : table->span;
    }
}

/* ---- rows
 * ---------------------------------------------------------------------------------------- */

typedef struct {
    size_t count, level, sd, bar, gap, trend; /* columns; 0: not there */
} group_columns;

static const char *bar_head(const eg_group_table *table)
{
    eg_page *page = table->page;
    bool share = eg_cell_share(table->outcome);
    double times = share ? 100 : 1;
    int decimals = eg_say_decimals((table->scale.high - table->scale.low) * times) - 1;
    decimals = decimals < 0 ? 0 : decimals;
    const char *low =
        eg_page_checked(page, eg_say_fixed(times * table->scale.low, decimals, page->arena));
    const char *high =
        eg_page_checked(page, eg_say_fixed(times * table->scale.high, decimals, page->arena));
    low = share ? EG_PAGE(page, EG_T("{x}%"), {"x", low}) : low;
    high = share ? EG_PAGE(page, EG_T("{x}%"), {"x", high}) : high;
    size_t used = eg_page_width(low) + eg_page_width(high);
    int fill = used < table->scale.width ? (int)(table->scale.width - used) : 1;
    return eg_page_checked(page, eg_arena_printf(page->arena, "%s%*s%s", low, fill, "", high));
}

static group_columns add_columns(eg_table *out, const eg_group_table *table)
{
    group_columns at = {0};
    eg_page *page = table->page;
    const char *level = table->outcome->kind == EG_KIND_MEAN ? eg_page_word(page, EG_T("mean"))
                        : table->outcome->kind == EG_KIND_LEVELS
                            ? eg_page_word(page, EG_T("share"))
                            : eg_page_word(page, EG_T("rate"));
    eg_table_column(out, eg_page_word(page, EG_T("Group")), true);
    eg_table_column(out, "n", false);
    if (table->outcome->kind == EG_KIND_RATE) {
        at.count = out->n_columns;
        eg_table_column(out, eg_page_word(page, EG_T("count")), false);
    }
    at.level = out->n_columns;
    eg_table_column(out, level, false);
    if (table->outcome->kind == EG_KIND_MEAN) {
        at.sd = out->n_columns;
        eg_table_column(out, eg_page_word(page, EG_T("sd")), false);
    }
    at.bar = out->n_columns;
    eg_table_column(out, "", true);
    if (table->reference != NULL) {
        at.gap = out->n_columns;
        eg_table_column(out, eg_cell_gap_head(page), false);
    }
    if (table->n_years > 1) {
        at.trend = out->n_columns;
        eg_table_column(out, eg_page_word(page, EG_T("trend")), true);
    }
    out->wrap[at.bar] = SIZE_MAX;
    return at;
}

/* A word in a column of gaps, with the room of their marks behind it. */
static const char *with_room(eg_page *page, const char *english)
{
    return eg_page_checked(page,
                           eg_arena_printf(page->arena, "%s  ", eg_page_word(page, english)));
}

static const char *gap_cell(const eg_group_table *table, eg_run run)
{
    const eg_fact *fact =
        eg_group_pair(table, run, table->reference, table->year, "difference");
    if (fact != NULL) {
        return eg_cell_gap(table->page, table->outcome, fact, table->decimals);
    }
    const eg_fact *level = eg_group_own(table, run, table->statistic);
    if (level != NULL && level->status == EG_FACT_OK) {
        /* its own row against itself is no fact */
        return with_room(table->page, EG_T("ref."));
    }
    return with_room(table->page, EG_T("none"));
}

/* Years on both sides are not to be joined, for this outcome and dimension. */
static bool breaks_before(const eg_group_table *table, const char *year)
{
    const eg_report *report = table->page->report;
    for (size_t i = 0; i < report->n_breaks; i++) {
        const eg_report_break *b = &report->breaks[i];
        if (strcmp(b->year, year) == 0 &&
            (b->dimension == NULL || strcmp(b->dimension, table->dimension) == 0) &&
            (b->outcome == NULL || strcmp(b->outcome, table->outcome->name) == 0)) {
            return true;
        }
    }
    return false;
}

static const char *spark_cell(const eg_group_table *table, eg_run run)
{
    const eg_report *report = table->page->report;
    double values[EG_SPARK_YEARS * (EG_SPARK_HOLES + 2)];
    size_t n = 0;
    for (size_t y = table->first_year; y < table->first_year + table->n_years; y++) {
        uint32_t gap = report->years_missing == NULL ? 0 : report->years_missing[y];
        for (uint32_t k = 0; y > table->first_year && k < gap && k < EG_SPARK_HOLES; k++) {
            values[n++] = EG_SPARK_HOLE;
        }
        if (y > table->first_year && breaks_before(table, report->years[y])) {
            values[n++] = EG_SPARK_BREAK;
        }
        values[n++] = level_in(table, run, report->years[y]);
    }
    return eg_cell_spark(table->page, values, n, table->span);
}

static void fill_row(const char **row, const eg_group_table *table, const group_columns *at,
                     size_t number)
{
    eg_page *page = table->page;
    eg_run run = row_run(table, number);
    row[0] = eg_group_name(table, run);
    row[1] = eg_cell_count(page, eg_group_own(table, run, "n"));
    if (at->count > 0) {
        row[at->count] = eg_cell_count(page, eg_group_own(table, run, "count"));
    }
    row[at->level] = eg_cell_level(page, table->outcome,
                                   eg_group_own(table, run, table->statistic), table->decimals);
    if (at->sd > 0) {
        row[at->sd] = eg_cell_level(page, table->outcome, eg_group_own(table, run, "sd"),
                                    table->decimals);
    }
    if (at->gap > 0 && (number > 0 || eg_group_pair(table, run, table->reference, table->year,
                                                    "difference") != NULL)) {
        row[at->gap] = gap_cell(table, run);
    }
    if (at->trend > 0) {
        row[at->trend] = spark_cell(table, run);
    }
}

/* The bar takes what the other columns leave. */
static void set_bar_width(eg_table *out, eg_group_table *table, size_t bar)
{
    size_t used = out->indent;
    for (size_t c = 0; c < out->n_columns; c++) {
        used += (c == bar ? 0 : eg_table_column_width(out, c)) + (c > 0 ? 2 : 0);
    }
    size_t room = table->page->columns > used ? table->page->columns - used : 0;
    table->scale.width = room < MIN_BAR ? MIN_BAR : room > MAX_BAR ? MAX_BAR : room;
}

static void print_table(eg_group_table *table)
{
    eg_table out;
    eg_table_init(&out, table->page);
    group_columns at = add_columns(&out, table);
    for (size_t r = 0; r <= table->n_groups; r++) {
        const char **row = eg_table_row(&out);
        if (row != NULL) {
            fill_row(row, table, &at, r);
        }
    }
    set_bar_width(&out, table, at.bar);
    out.heads[at.bar] = bar_head(table);
    double whole = level_in(table, table->whole, table->year);
    for (size_t r = 0; r < out.n_rows; r++) {
        out.cells[r * out.n_columns + at.bar] =
            eg_cell_bar(table->page, &table->scale,
                        eg_group_own(table, row_run(table, r), table->statistic), whole);
    }
    eg_table_print(&out);
    eg_table_clear(&out);
}

/* ---- one outcome
 * --------------------------------------------------------------------------------- */

static void print_caption(const eg_group_table *table)
{
    eg_page *page = table->page;
    const char *dimension = table->n_groups == 0 ? eg_page_word(page, EG_T("All students"))
                                                 : eg_cell_dimension(page, table->dimension);
    const char *year =
        table->year[0] == '\0'
            ? ""
            : eg_page_checked(
                  page, eg_arena_printf(page->arena, ", %s", eg_page_safe(page, table->year)));
    eg_page_blank(page);
    eg_page_line(page, EG_BOLD,
                 eg_page_checked(page, eg_arena_printf(page->arena, "%s%s", dimension, year)));
    if (table->reference == NULL || table->n_groups == 0) {
        return;
    }
    bool share = eg_cell_share(table->outcome);
    const char *reference = eg_page_safe(
        page, eg_page_checked(page, eg_say_reference(page->language, table->reference, share,
                                                     page->arena)));
    eg_page_paragraph(
        page, EG_DIM, 0, 0,
        share ? EG_PAGE(page, EG_T("gap: percentage points, group minus {reference}"),
                        {"reference", reference})
              : EG_PAGE(page, EG_T("gap: group minus {reference}"), {"reference", reference}));
}

static const char *first_reference(const eg_group_table *table)
{
    for (size_t g = 0; g < table->n_groups; g++) {
        const char *reference = eg_run_reference(table->page->index, table->groups[g]);
        if (reference != NULL) {
            return reference;
        }
    }
    return NULL;
}

/* The runs of a dimension's groups; blank groups are figures of the whole dimension. */
static eg_run *collect(eg_page *page, const char *outcome, const char *dimension, size_t *n)
{
    size_t all = eg_fact_index_runs(page->index);
    eg_run *runs = NULL;
    for (int pass = 0; pass < 2; pass++) {
        *n = 0;
        for (size_t r = 0; r < all; r++) {
            eg_run run = eg_fact_index_run_at(page->index, r);
            const eg_fact *fact = eg_fact_index_at(page->index, run.begin);
            if (fact->group[0] == '\0' || strcmp(fact->outcome, outcome) != 0 ||
                strcmp(fact->dimension, dimension) != 0) {
                continue;
            }
            if (pass == 1) {
                runs[*n] = run;
            }
            (*n)++;
        }
        if (pass == 0 && (runs = eg_arena_alloc(page->arena, *n + 1, sizeof *runs)) == NULL) {
            page->failed = true;
            *n = 0;
            return NULL;
        }
    }
    return runs;
}

static void print_dimension(eg_page *page, size_t o, const char *dimension)
{
    const eg_report_outcome *outcome = &page->report->outcomes[o];
    eg_group_table table = {.page = page,
                            .outcome = outcome,
                            .year = page->latest[o],
                            .dimension = dimension,
                            .statistic = eg_outcome_statistic(outcome),
                            .cut = eg_outcome_cut(outcome),
                            .whole = eg_index_whole(page->index, outcome->name)};
    if (dimension != NULL) {
        table.groups = collect(page, outcome->name, dimension, &table.n_groups);
        if (table.n_groups == 0) {
            return;
        }
    }
    table.reference = first_reference(&table);
    set_scale(&table);
    set_span(&table);
    print_caption(&table);
    print_table(&table);
    eg_group_notes(&table);
    eg_group_references(&table);
    eg_group_levels(&table);
}

static void put_target(eg_page *page, const eg_report_outcome *outcome)
{
    if (outcome->definition != NULL) {
        eg_page_paragraph(page, EG_PLAIN, 0, 0,
                          eg_page_said(page, outcome->said, outcome->definition));
    }
    if (!outcome->has_target) {
        return;
    }
    const char *target =
        eg_cell_share(outcome)
            ? eg_page_percent(page, outcome->target)
            : eg_page_fixed(page, outcome->target, eg_say_decimals(fabs(outcome->target)));
    eg_page_paragraph(page, EG_PLAIN, 0, 0,
                      outcome->target_year == NULL
                          ? EG_PAGE(page, EG_T("Target: {x}."), {"x", target})
                          : EG_PAGE(page, EG_T("Target: {x} by {year}."), {"x", target},
                                    {"year", eg_page_safe(page, outcome->target_year)}));
}

void eg_page_outcome(eg_page *page, size_t o)
{
    const eg_report *report = page->report;
    const eg_report_outcome *outcome = &report->outcomes[o];
    eg_page_title(page, eg_cell_outcome(page, outcome));
    put_target(page, outcome);
    for (size_t d = 0; d < report->n_dimensions; d++) {
        print_dimension(page, o, report->dimensions[d].name);
    }
    if (report->n_dimensions == 0) {
        print_dimension(page, o, NULL);
    }
}
