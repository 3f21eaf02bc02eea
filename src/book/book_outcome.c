/* book_outcome.c - one outcome: every group and year as a table, and its years as lines. */
#include <math.h>
#include <string.h>

#include "book/book.h"

typedef struct {
    eg_bookwork *work;
    const eg_report_outcome *outcome;
    eg_book_style style, gap;
    eg_book_pen pen;
} outcome_sheet;

static const eg_fact *own(const outcome_sheet *to, eg_run run, const char *year,
                          const char *statistic)
{
    return eg_run_find(to->work->index, run, "", year, statistic, eg_outcome_cut(to->outcome));
}

static const eg_fact *pair(const outcome_sheet *to, eg_run run, const char *year,
                           const char *statistic)
{
    const char *reference = eg_run_reference(to->work->index, run);
    return reference == NULL ? NULL
                             : eg_run_find(to->work->index, run, reference, year, statistic,
                                           eg_outcome_cut(to->outcome));
}

static void put_row(outcome_sheet *to, eg_run run, const char *year)
{
    eg_bookwork *work = to->work;
    const eg_fact *first = eg_fact_index_at(work->index, run.begin);
    const eg_fact *level = own(to, run, year, eg_outcome_statistic(to->outcome));
    const eg_fact *gap = pair(to, run, year, "difference");
    const char *reference = eg_run_reference(work->index, run);
    to->pen.row++;
    to->pen.column = 0;
    eg_book_put_text(&to->pen,
                     strcmp(first->dimension, "all") == 0
                         ? ""
                         : eg_book_dimension_name(work, first->dimension),
                     EG_BOOK_PLAIN);
    eg_book_put_text(&to->pen, eg_book_group_name(work, first->group), EG_BOOK_PLAIN);
    eg_book_put_text(&to->pen, year, EG_BOOK_PLAIN);
    eg_book_put_fact(work, &to->pen, own(to, run, year, "n"), EG_PART_VALUE, EG_BOOK_WHOLE);
    if (to->outcome->kind == EG_KIND_RATE)
        eg_book_put_fact(work, &to->pen, own(to, run, year, "count"), EG_PART_VALUE,
                         EG_BOOK_WHOLE);
    eg_book_put_fact(work, &to->pen, level, EG_PART_VALUE, to->style);
    eg_book_put_fact(work, &to->pen, level, EG_PART_LOW, to->style);
    eg_book_put_fact(work, &to->pen, level, EG_PART_HIGH, to->style);
    if (to->outcome->kind == EG_KIND_MEAN)
        eg_book_put_fact(work, &to->pen, own(to, run, year, "sd"), EG_PART_VALUE, to->style);
    eg_book_put_fact(work, &to->pen, gap, EG_PART_VALUE, to->gap);
    eg_book_put_fact(work, &to->pen, gap, EG_PART_LOW, to->gap);
    eg_book_put_fact(work, &to->pen, gap, EG_PART_HIGH, to->gap);
    eg_book_put_text(
        &to->pen,
        gap == NULL || reference == NULL
            ? ""
            : eg_book_checked(work,
                              eg_say_reference(work->language, reference,
                                               to->outcome->kind != EG_KIND_MEAN, work->arena)),
        EG_BOOK_PLAIN);
    if (to->outcome->kind == EG_KIND_RATE)
        eg_book_put_fact(work, &to->pen, pair(to, run, year, "to_parity"), EG_PART_VALUE,
                         EG_BOOK_WHOLE);
}

static uint16_t put_heads(outcome_sheet *to)
{
    eg_bookwork *work = to->work;
    bool rate = to->outcome->kind == EG_KIND_RATE;
    bool mean = to->outcome->kind == EG_KIND_MEAN;
    eg_book_put_head(work, &to->pen, EG_T("Dimension"));
    eg_book_put_head(work, &to->pen, EG_T("Group"));
    eg_book_put_head(work, &to->pen, EG_T("Year"));
    eg_book_put_head(work, &to->pen, EG_T("Students"));
    if (rate)
        eg_book_put_head(work, &to->pen, EG_T("Count"));
    eg_book_put_head(work, &to->pen, mean ? EG_T("Mean") : rate ? EG_T("Rate") : EG_T("Share"));
    eg_book_put_head(work, &to->pen, EG_T("Interval from"));
    eg_book_put_head(work, &to->pen, EG_T("Interval to"));
    if (mean)
        eg_book_put_head(work, &to->pen, EG_T("Standard deviation"));
    eg_book_put_head(work, &to->pen, mean ? EG_T("Gap") : EG_T("Gap, in points"));
    eg_book_put_head(work, &to->pen, EG_T("Gap from"));
    eg_book_put_head(work, &to->pen, EG_T("Gap to"));
    eg_book_put_head(work, &to->pen, EG_T("Reference"));
    if (rate)
        eg_book_put_head(work, &to->pen,
                         to->outcome->lower ? EG_T("Fewer students to close it")
                                            : EG_T("More students to close it"));
    for (uint16_t c = 0; c < to->pen.column; c++)
        eg_book_width(to->pen.sheet, c, c < 2 ? 30 : 13);
    return (uint16_t)(to->pen.column - 1);
}

static bool is_ours(const outcome_sheet *to, const eg_fact *fact)
{
    return fact->group[0] != '\0' && strcmp(fact->outcome, to->outcome->name) == 0;
}

static void put_table(outcome_sheet *to)
{
    const eg_report *report = to->work->report;
    uint16_t last = put_heads(to);
    for (size_t r = 0; r < eg_fact_index_runs(to->work->index); r++) {
        eg_run run = eg_fact_index_run_at(to->work->index, r);
        if (!is_ours(to, eg_fact_index_at(to->work->index, run.begin)))
            continue;
        for (size_t y = 0; y < (report->n_years > 0 ? report->n_years : 1); y++)
            put_row(to, run, report->n_years > 0 ? report->years[y] : "");
    }
    eg_book_freeze(to->pen.sheet, 1, 3);
    eg_book_filter(to->pen.sheet, 0, to->pen.row, last);
}

/* ---- years ----------------------------------------------------------------------------------
 */

#define CHART_ROWS 21 /* of a sheet, under a chart */

/* The rows of a block that have a number in every year, and the least of those. */
typedef struct {
    uint32_t *rows;
    size_t n;
    double low;
} whole_rows;

static void put_years_row(outcome_sheet *to, eg_run run, const char *group, whole_rows *whole)
{
    const eg_report *report = to->work->report;
    bool complete = true;
    double low = (double)INFINITY;
    to->pen.row++;
    to->pen.column = 0;
    eg_book_put_text(&to->pen, eg_book_group_name(to->work, group), EG_BOOK_PLAIN);
    for (size_t y = 0; y < report->n_years; y++) {
        const eg_fact *fact = own(to, run, report->years[y], eg_outcome_statistic(to->outcome));
        bool number = fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value);
        complete = complete && number;
        low = number && fact->value < low ? fact->value : low;
        eg_book_put_fact(to->work, &to->pen, fact, EG_PART_VALUE, to->style);
    }
    if (complete) {
        whole->rows[whole->n++] = to->pen.row;
        whole->low = low < whole->low ? low : whole->low;
    }
}

/* Rates begin at 0; means somewhat under the least, in round numbers. */
static double axis_low(const outcome_sheet *to, double least)
{
    if (to->outcome->kind != EG_KIND_MEAN || !(least > 0))
        return (double)NAN;
    double ten = pow(10, floor(log10(least)) - 1);
    return (floor(least / ten) - 1) * ten;
}

static void put_chart(outcome_sheet *to, const whole_rows *whole, const char *title,
                      uint32_t head)
{
    const eg_report *report = to->work->report;
    eg_book_chart chart = {.title = title,
                           .head_row = head,
                           .rows = whole->rows,
                           .n_rows = whole->n,
                           .first_column = 1,
                           .last_column = (uint16_t)report->n_years,
                           .at_row = head,
                           .at_column = (uint16_t)(report->n_years + 2),
                           .share = to->outcome->kind != EG_KIND_MEAN,
                           .low = axis_low(to, whole->low)};
    uint32_t used = to->pen.row - head;
    if (whole->n > 0)
        eg_book_line_chart(to->work->book, to->pen.sheet, &chart);
    if (whole->n < used)
        eg_book_text(
            to->pen.sheet, ++to->pen.row, 0,
            eg_book_say(to->work, EG_T("Rows with a year that is not shown have no line in the "
                                       "chart.")),
            EG_BOOK_PLAIN);
    to->pen.row += used < CHART_ROWS ? CHART_ROWS - used : 2;
}

static void put_dimension_years(outcome_sheet *to, const eg_report_dimension *dimension)
{
    eg_bookwork *work = to->work;
    uint32_t head = to->pen.row;
    whole_rows whole = {.low = (double)INFINITY};
    whole.rows = eg_arena_alloc(work->arena, dimension->n_groups + 1, sizeof *whole.rows);
    if (whole.rows == NULL) {
        work->failed = true;
        return;
    }
    to->pen.column = 0;
    eg_book_put_text(&to->pen, eg_book_dimension_name(work, dimension->name), EG_BOOK_HEAD);
    for (size_t y = 0; y < work->report->n_years; y++)
        eg_book_put_text(&to->pen, work->report->years[y], EG_BOOK_HEAD);
    put_years_row(to, eg_index_whole(work->index, to->outcome->name), "All students", &whole);
    for (size_t g = 0; g < dimension->n_groups; g++)
        put_years_row(to,
                      eg_fact_index_run(work->index, to->outcome->name, dimension->name,
                                        dimension->groups[g]),
                      dimension->groups[g], &whole);
    put_chart(to, &whole, eg_book_outcome_name(work, to->outcome), head);
}

static void put_years(outcome_sheet *to)
{
    eg_bookwork *work = to->work;
    const eg_report *report = work->report;
    const eg_place_value name = {"outcome", eg_book_outcome_name(work, to->outcome)};
    const char *title =
        eg_book_checked(work, eg_say_template(eg_book_say(work, EG_T("Years: {outcome}")),
                                              &name, 1, work->arena));
    to->pen = (eg_book_pen){.sheet = eg_book_sheet_add(work->book, title)};
    eg_book_width(to->pen.sheet, 0, 34);
    for (size_t d = 0; d < report->n_dimensions; d++) {
        if (strchr(report->dimensions[d].name, '*') == NULL)
            put_dimension_years(to, &report->dimensions[d]);
    }
}

void eg_book_outcome(eg_bookwork *work, size_t o)
{
    const eg_report_outcome *outcome = &work->report->outcomes[o];
    outcome_sheet to = {
        .work = work,
        .outcome = outcome,
        .style = eg_book_level_style(work, o),
        .pen = {.sheet = eg_book_sheet_add(work->book, eg_book_outcome_name(work, outcome))}};
    to.gap = outcome->kind == EG_KIND_MEAN ? to.style : EG_BOOK_POINTS;
    put_table(&to);
    if (work->report->n_years > 1 && work->report->n_dimensions > 0)
        put_years(&to);
}
