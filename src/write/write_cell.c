/* write_cell.c - facts as short words, figures and pictures. */
#include <math.h>
#include <string.h>

#include "report/say.h"
#include "write/cell.h"

const char *eg_cell_word(const eg_page *page, eg_fact_status status)
{
    switch (status) {
    case EG_FACT_SUPPRESSED:
        return eg_page_word(page, EG_T("hidden"));
    case EG_FACT_TOP_CODED:
    case EG_FACT_BOTTOM_CODED:
        return eg_page_word(page, EG_T("coded"));
    case EG_FACT_TOO_FEW:
        return eg_page_word(page, EG_T("too few"));
    case EG_FACT_NOT_ESTIMABLE:
        return eg_page_word(page, EG_T("none"));
    case EG_FACT_INTERVAL:
        return eg_page_word(page, EG_T("bounds"));
    case EG_FACT_OK:
        break;
    }
    return "";
}

bool eg_cell_share(const eg_report_outcome *outcome)
{
    return outcome->kind != EG_KIND_MEAN;
}

/* A coded figure's bound stands at the head of its note: "0.95 or more", "38 or more". */
static const char *coded(eg_page *page, const eg_fact *fact, bool share)
{
    size_t n = strcspn(fact->note, " ");
    eg_decimal value = 0;
    bool percent = false;
    if (eg_decimal_parse((eg_text){fact->note, n}, &value, &percent) != EG_NUMBER_OK) {
        return eg_cell_word(page, fact->status);
    }
    double x = (share ? 100 : 1) * eg_decimal_to_double(value);
    const char *bound = eg_page_fixed(page, x, eg_say_bound_decimals(x));
    bound = share ? EG_PAGE(page, EG_T("{x}%"), {"x", bound}) : bound;
    const char *sign = fact->status == EG_FACT_TOP_CODED ? (page->unicode ? "≥" : ">=")
                                                         : (page->unicode ? "≤" : "<=");
    return eg_page_checked(page, eg_arena_printf(page->arena, "%s%s", sign, bound));
}

static const char *quantity(eg_page *page, bool share, double x, int decimals)
{
    return share ? eg_page_percent(page, x) : eg_page_fixed(page, x, decimals);
}

const char *eg_cell_level(eg_page *page, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals)
{
    bool share = eg_cell_share(outcome);
    if (fact == NULL) {
        return eg_page_word(page, EG_T("none"));
    }
    if (fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED) {
        return coded(page, fact, share);
    }
    if (fact->status == EG_FACT_INTERVAL && isfinite(fact->ci_low) && isfinite(fact->ci_high)) {
        return EG_PAGE(page, EG_T("{low} to {high}"),
                       {"low", quantity(page, share, fact->ci_low, decimals)},
                       {"high", quantity(page, share, fact->ci_high, decimals)});
    }
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return fact->status == EG_FACT_OK ? eg_page_word(page, EG_T("none"))
                                          : eg_cell_word(page, fact->status);
    }
    return quantity(page, share, fact->value, decimals);
}

const char *eg_cell_count(eg_page *page, const eg_fact *fact)
{
    if (fact == NULL) {
        return eg_page_word(page, EG_T("none"));
    }
    if (fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED) {
        return coded(page, fact, false);
    }
    if (fact->status != EG_FACT_OK) {
        return eg_cell_word(page, fact->status);
    }
    return eg_page_checked(page, eg_say_fixed(fact->value, 0, page->arena));
}

const char *eg_cell_gap_head(eg_page *page)
{
    return eg_page_checked(
        page, eg_arena_printf(page->arena, "%s  ", eg_page_word(page, EG_T("gap"))));
}

const char *eg_cell_mark(const eg_page *page, int side)
{
    if (side == 0) {
        return "";
    }
    return page->unicode ? (side > 0 ? "▲" : "▼") : (side > 0 ? "^" : "v");
}

const char *eg_cell_gap(eg_page *page, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals)
{
    if (fact == NULL) {
        return eg_page_word(page, EG_T("none"));
    }
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return fact->status == EG_FACT_OK ? eg_page_word(page, EG_T("none"))
                                          : eg_cell_word(page, fact->status);
    }
    bool share = eg_cell_share(outcome);
    double x = share ? 100 * fact->value : fact->value;
    const char *figure =
        eg_page_checked(page, eg_say_fixed(x, share ? 1 : decimals, page->arena));
    int side = eg_margin_side(&page->margin, page->index, outcome, fact);
    /* A space keeps the figures of marked and unmarked rows in one column. */
    return eg_page_checked(page, eg_arena_printf(page->arena, "%s%s %s",
                                                 x > 0 && *figure != '-' ? "+" : "", figure,
                                                 side == 0 ? " " : eg_cell_mark(page, side)));
}

/* ---- pictures
 * -------------------------------------------------------------------------------- */

enum { BAR_BLANK, BAR_WHOLE, BAR_LINE, BAR_LOW, BAR_HIGH, BAR_POINT, BAR_SIGNS };

static size_t position(const eg_scale *scale, double x)
{
    double share = (x - scale->low) / (scale->high - scale->low);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return (size_t)llround(share * (double)(scale->width - 1));
}

static bool drawable(const eg_fact *fact)
{
    if (fact == NULL || (fact->status != EG_FACT_OK && fact->status != EG_FACT_INTERVAL)) {
        return false;
    }
    return isfinite(fact->value) || isfinite(fact->ci_low);
}

const char *eg_cell_bar(eg_page *page, const eg_scale *scale, const eg_fact *fact, double whole)
{
    static const char *const ascii[BAR_SIGNS] = {" ", ":", "-", "|", "|", "o"};
    static const char *const unicode[BAR_SIGNS] = {" ", "┊", "─", "├", "┤", "●"};
    if (scale->width == 0 || !(scale->high > scale->low)) {
        return "";
    }
    unsigned char *signs = eg_arena_alloc(page->arena, scale->width, 1);
    if (signs == NULL) {
        page->failed = true;
        return "";
    }
    if (isfinite(whole)) {
        signs[position(scale, whole)] = BAR_WHOLE;
    }
    if (drawable(fact)) {
        if (isfinite(fact->ci_low) && isfinite(fact->ci_high)) {
            size_t low = position(scale, fact->ci_low);
            size_t high = position(scale, fact->ci_high);
            memset(signs + low, BAR_LINE, high - low + 1);
            signs[low] = BAR_LOW;
            signs[high] = BAR_HIGH;
        }
        if (isfinite(fact->value)) {
            signs[position(scale, fact->value)] = BAR_POINT;
        }
    }
    eg_buffer out = {0};
    for (size_t i = 0; i < scale->width; i++) {
        eg_buffer_add_string(&out, page->unicode ? unicode[signs[i]] : ascii[signs[i]]);
    }
    const char *text =
        out.failed ? NULL : eg_arena_string(page->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return eg_page_checked(page, text);
}

const char *eg_cell_spark(eg_page *page, const double *values, size_t n, double span)
{
    static const char *const ascii[] = {"_", ".", "-", "'", "^"};
    static const char *const unicode[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int top = page->unicode ? 7 : 4;
    double low = (double)INFINITY;
    double high = -(double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i])) {
            low = values[i] < low ? values[i] : low;
            high = values[i] > high ? values[i] : high;
        }
    }
    eg_buffer out = {0};
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) {
            eg_buffer_add_string(&out, isnan(values[i]) ? page->unicode ? "·" : "x"
                                       : values[i] > 0  ? "|"
                                                        : " ");
            continue;
        }
        double middle = (low + high) / 2;
        double share = span > 0 ? (values[i] - middle) / span + 0.5 : 0.5;
        long step = lround(share * top);
        step = step < 0 ? 0 : step > top ? top : step;
        eg_buffer_add_string(&out, page->unicode ? unicode[step] : ascii[step]);
    }
    const char *text =
        out.failed ? NULL : eg_arena_string(page->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return eg_page_checked(page, text);
}

/* ---- labels
 * ---------------------------------------------------------------------------------- */

const char *eg_cell_outcome(eg_page *page, const eg_report_outcome *outcome)
{
    const char *label = outcome->label != NULL ? outcome->label : outcome->name;
    const char *cut = eg_outcome_cut(outcome);
    const char *safe = eg_page_safe(page, label);
    if (cut == NULL) {
        return safe;
    }
    return EG_PAGE(page, EG_T("{outcome}, {level} or above"), {"outcome", safe},
                   {"level", eg_page_safe(page, cut)});
}

const char *eg_cell_dimension(eg_page *page, const char *name)
{
    for (size_t d = 0; d < page->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &page->report->dimensions[d];
        if (strcmp(dimension->name, name) == 0 && dimension->label != NULL) {
            return eg_page_safe(page, dimension->label);
        }
    }
    return eg_page_safe(page, name);
}

const char *eg_cell_group(eg_page *page, const char *group)
{
    if (strcmp(eg_language_tag(page->language), "en") == 0) {
        return eg_page_safe(page, group);
    }
    eg_buffer all = {0};
    eg_buffer part = {0};
    const char *rest = group;
    while (rest != NULL) {
        rest = eg_group_part(rest, page->language, &part);
        eg_buffer_add_string(&all, all.n > 0 ? ", " : "");
        eg_buffer_add_string(&all, eg_buffer_string(&part));
    }
    page->failed = page->failed || all.failed || part.failed;
    const char *safe = eg_page_safe(page, eg_buffer_string(&all));
    eg_buffer_clear(&part);
    eg_buffer_clear(&all);
    return safe;
}
