/* mark_figures.c - facts as people read them. */
#include <math.h>
#include <string.h>

#include "markdown/markdown.h"

bool eg_mark_share(const eg_report_outcome *outcome)
{
    return outcome->kind != EG_KIND_MEAN;
}

const char *eg_mark_fixed(eg_markdown *md, double x, int decimals)
{
    return eg_mark_checked(md, eg_say_fixed(x, decimals, md->arena));
}

static const char *quantity(eg_markdown *md, bool share, double x, int decimals)
{
    return share ? EG_MARK(md, EG_T("{x}%"), {"x", eg_mark_fixed(md, 100 * x, 1)})
                 : eg_mark_fixed(md, x, decimals);
}

const char *eg_mark_status(const eg_markdown *md, const eg_fact *fact)
{
    switch (fact == NULL ? EG_FACT_OK : fact->status) {
    case EG_FACT_SUPPRESSED:
        return eg_mark_word(md, EG_T("hidden"));
    case EG_FACT_TOP_CODED:
    case EG_FACT_BOTTOM_CODED:
        return eg_mark_word(md, EG_T("coded"));
    case EG_FACT_TOO_FEW:
        return eg_mark_word(md, EG_T("too few"));
    case EG_FACT_INTERVAL:
        return eg_mark_word(md, EG_T("bounds"));
    case EG_FACT_NOT_ESTIMABLE:
    case EG_FACT_OK:
        break;
    }
    return eg_mark_word(md, EG_T("none"));
}

/* A coded figure's bound stands at the head of its note: "0.95 or more", "38 or more". */
static const char *coded(eg_markdown *md, const eg_fact *fact, bool share)
{
    eg_decimal value = 0;
    bool percent = false;
    eg_text bound = {fact->note, strcspn(fact->note, " ")};
    if (eg_decimal_parse(bound, &value, &percent) != EG_NUMBER_OK) {
        return eg_mark_status(md, fact);
    }
    double x = (share ? 100 : 1) * eg_decimal_to_double(value);
    const char *number = eg_mark_fixed(md, x, eg_say_bound_decimals(x));
    number = share ? EG_MARK(md, EG_T("{x}%"), {"x", number}) : number;
    return fact->status == EG_FACT_TOP_CODED ? EG_MARK(md, EG_T("{x} or more"), {"x", number})
                                             : EG_MARK(md, EG_T("{x} or fewer"), {"x", number});
}

static bool has_bounds(const eg_fact *fact)
{
    return isfinite(fact->ci_low) && isfinite(fact->ci_high);
}

static const char *bounds(eg_markdown *md, bool share, const eg_fact *fact, int decimals)
{
    return EG_MARK(md, EG_T("{low} to {high}"),
                   {"low", quantity(md, share, fact->ci_low, decimals)},
                   {"high", quantity(md, share, fact->ci_high, decimals)});
}

static bool is_coded(const eg_fact *fact)
{
    return fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED;
}

const char *eg_mark_level(eg_markdown *md, const eg_report_outcome *outcome,
                          const eg_fact *fact, int decimals)
{
    bool share = eg_mark_share(outcome);
    if (fact != NULL && is_coded(fact)) {
        return coded(md, fact, share);
    }
    if (fact != NULL && fact->status == EG_FACT_INTERVAL && has_bounds(fact)) {
        return bounds(md, share, fact, decimals);
    }
    if (fact == NULL || fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_mark_status(md, fact);
    }
    return quantity(md, share, fact->value, decimals);
}

const char *eg_mark_interval(eg_markdown *md, const eg_report_outcome *outcome,
                             const eg_fact *fact, int decimals)
{
    return fact == NULL || fact->status != EG_FACT_OK || !has_bounds(fact)
               ? ""
               : bounds(md, eg_mark_share(outcome), fact, decimals);
}

const char *eg_mark_students(eg_markdown *md, const eg_fact *fact)
{
    if (fact != NULL && is_coded(fact)) {
        return coded(md, fact, false);
    }
    if (fact != NULL && fact->status == EG_FACT_INTERVAL && has_bounds(fact)) {
        return bounds(md, false, fact, 0);
    }
    if (fact == NULL || fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_mark_status(md, fact);
    }
    return eg_mark_fixed(md, fact->value, 0);
}

const char *eg_mark_gap(eg_markdown *md, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals)
{
    if (fact == NULL || fact->status != EG_FACT_OK || !isfinite(fact->value)) {
        return eg_mark_status(md, fact);
    }
    bool share = eg_mark_share(outcome);
    double x = share ? 100 * fact->value : fact->value;
    const char *figure = eg_mark_fixed(md, fabs(x), share ? 1 : decimals);
    bool zero = strspn(figure, "0.,") == strlen(figure);
    int side = eg_margin_side(&md->margin, md->index, outcome, fact);
    return eg_mark_checked(md, eg_arena_printf(md->arena, "%s%s%s",
                                               zero    ? ""
                                               : x < 0 ? "\xe2\x88\x92"
                                                       : "+",
                                               figure,
                                               side > 0   ? " \xe2\x96\xb2"
                                               : side < 0 ? " \xe2\x96\xbc"
                                                          : ""));
}

int eg_mark_decimals(const eg_markdown *md, const eg_report_outcome *outcome, const char *year)
{
    const eg_fact *sd =
        eg_run_find(md->index, eg_index_whole(md->index, outcome->name), "", year, "sd", NULL);
    return eg_say_decimals(sd != NULL && sd->status == EG_FACT_OK ? sd->value : (double)NAN);
}
