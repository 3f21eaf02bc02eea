/* html_figures.c - facts as people read them. */
#include <math.h>
#include <string.h>

#include "html/page.h"

bool eg_html_share(const eg_report_outcome *outcome)
{
    return outcome->kind != EG_KIND_MEAN;
}

const char *eg_html_fixed(eg_html *html, double x, int decimals)
{
    return eg_html_checked(html, eg_say_fixed(x, decimals, html->arena));
}

const char *eg_html_percent(eg_html *html, double share)
{
    return EG_FILL(html, EG_T("{x}%"), {"x", eg_html_fixed(html, 100 * share, 1)});
}

const char *eg_html_status(const eg_html *html, eg_fact_status status)
{
    switch (status) {
    case EG_FACT_SUPPRESSED:
        return eg_html_word(html, EG_T("hidden"));
    case EG_FACT_TOP_CODED:
    case EG_FACT_BOTTOM_CODED:
        return eg_html_word(html, EG_T("coded"));
    case EG_FACT_TOO_FEW:
        return eg_html_word(html, EG_T("too few"));
    case EG_FACT_INTERVAL:
        return eg_html_word(html, EG_T("bounds"));
    case EG_FACT_NOT_ESTIMABLE:
    case EG_FACT_OK:
        break;
    }
    return eg_html_word(html, EG_T("none"));
}

static const char *quantity(eg_html *html, bool share, double x, int decimals)
{
    return share ? eg_html_percent(html, x) : eg_html_fixed(html, x, decimals);
}

/* A coded figure's bound stands at the head of its note: "0.95 or more", "38 or more". */
static const char *coded(eg_html *html, const eg_fact *fact, bool share)
{
    eg_decimal value = 0;
    bool percent = false;
    eg_text bound = {fact->note, strcspn(fact->note, " ")};
    if (eg_decimal_parse(bound, &value, &percent) != EG_NUMBER_OK) {
        return eg_html_status(html, fact->status);
    }
    double x = (share ? 100 : 1) * eg_decimal_to_double(value);
    const char *number = eg_html_fixed(html, x, eg_say_bound_decimals(x));
    number = share ? EG_FILL(html, EG_T("{x}%"), {"x", number}) : number;
    return fact->status == EG_FACT_TOP_CODED
               ? EG_FILL(html, EG_T("{x} or more"), {"x", number})
               : EG_FILL(html, EG_T("{x} or fewer"), {"x", number});
}

static const char *bounds(eg_html *html, bool share, const eg_fact *fact, int decimals)
{
    return EG_FILL(html, EG_T("{low} to {high}"),
                   {"low", quantity(html, share, fact->ci_low, decimals)},
                   {"high", quantity(html, share, fact->ci_high, decimals)});
}

static bool has_bounds(const eg_fact *fact)
{
    return isfinite(fact->ci_low) && isfinite(fact->ci_high);
}

const char *eg_html_level(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals)
{
    bool share = eg_html_share(outcome);
    if (fact == NULL) {
        return eg_html_word(html, EG_T("none"));
    }
    if (fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED) {
        return coded(html, fact, share);
    }
    if (fact->status == EG_FACT_INTERVAL && has_bounds(fact)) {
        return bounds(html, share, fact, decimals);
    }
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_html_status(html, fact->status);
    }
    return quantity(html, share, fact->value, decimals);
}

const char *eg_html_interval(eg_html *html, const eg_report_outcome *outcome,
                             const eg_fact *fact, int decimals)
{
    if (fact == NULL || fact->status != EG_FACT_OK || !has_bounds(fact)) {
        return "";
    }
    return bounds(html, eg_html_share(outcome), fact, decimals);
}

bool eg_html_off_scale(const eg_report_outcome *outcome, const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK && eg_html_share(outcome) &&
           (fact->value < 0 || fact->value > 1);
}

const char *eg_html_reach(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals)
{
    bool open = fact != NULL && fact->status == EG_FACT_OK && eg_html_share(outcome) &&
                has_bounds(fact);
    bool below = open && fact->ci_low < 0;
    bool above = open && fact->ci_high > 1;
    if (below && above) {
        return eg_html_word(html, EG_T("anywhere"));
    }
    if ((below && fact->ci_high < 0) || (above && fact->ci_low > 1)) {
        return eg_html_word(html, EG_T("off the scale"));
    }
    if (below) {
        return EG_FILL(html, EG_T("up to {x}"), {"x", eg_html_percent(html, fact->ci_high)});
    }
    return above
               ? EG_FILL(html, EG_T("{x} or more"), {"x", eg_html_percent(html, fact->ci_low)})
               : eg_html_interval(html, outcome, fact, decimals);
}

const char *eg_html_students(eg_html *html, const eg_fact *fact)
{
    if (fact == NULL) {
        return eg_html_word(html, EG_T("none"));
    }
    if (fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED) {
        return coded(html, fact, false);
    }
    if (fact->status == EG_FACT_INTERVAL && has_bounds(fact)) {
        return bounds(html, false, fact, 0);
    }
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_html_status(html, fact->status);
    }
    return eg_html_fixed(html, fact->value, 0);
}

const char *eg_html_mark(eg_html *html, int side, const char *up, const char *down)
{
    if (side == 0) {
        return "";
    }
    return eg_html_checked(
        html, eg_arena_printf(html->arena,
                              " <span class=\"mark\" aria-hidden=\"true\">%s</span>"
                              "<span class=\"spoken\">%s</span>",
                              side > 0 ? "\xe2\x96\xb2" : "\xe2\x96\xbc",
                              eg_html_word(html, side > 0 ? up : down)));
}

const char *eg_html_gap(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals)
{
    if (fact == NULL) {
        return eg_html_word(html, EG_T("none"));
    }
    if (fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_html_status(html, fact->status);
    }
    bool share = eg_html_share(outcome);
    double x = share ? 100 * fact->value : fact->value;
    const char *figure = eg_html_fixed(html, fabs(x), share ? 1 : decimals);
    bool zero = strspn(figure, "0.,") == strlen(figure);
    const char *sign = zero ? "" : x < 0 ? "\xe2\x88\x92" : "+";
    int side = eg_margin_side(&html->margin, html->index, outcome, fact);
    const char *mark = eg_html_mark(html, side, EG_T("ahead"), EG_T("behind"));
    return eg_html_checked(html, eg_arena_printf(html->arena, "%s%s%s", sign, figure, mark));
}

const char *eg_html_change(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                           int decimals)
{
    if (fact == NULL || fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return fact == NULL ? eg_html_word(html, EG_T("none"))
                            : eg_html_status(html, fact->status);
    }
    bool share = eg_html_share(outcome);
    double x = share ? 100 * fact->value : fact->value;
    const char *figure = eg_html_fixed(html, fabs(x), share ? 1 : decimals);
    const char *sign = strspn(figure, "0.,") == strlen(figure) ? ""
                       : x < 0                                 ? "\xe2\x88\x92"
                                                               : "+";
    return eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", sign, figure));
}

int eg_html_decimals(const eg_html *html, const eg_report_outcome *outcome, const char *year)
{
    const eg_fact *sd = eg_run_find(html->index, eg_index_whole(html->index, outcome->name), "",
                                    year, "sd", NULL);
    return eg_say_decimals(sd != NULL && sd->status == EG_FACT_OK ? sd->value : (double)NAN);
}
