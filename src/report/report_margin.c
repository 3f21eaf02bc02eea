/* report_margin.c - the margin rule on facts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/margin.h"

/* Rates that differ by exactly the margin must not miss it by a rounding. */
#define SLACK 1e-12
/* A margin of zero still needs a unit to count in. */
#define SMALLEST 1e-9

const char *eg_report_setting_find(const eg_report *report, const char *name)
{
    for (size_t i = 0; i < report->n_settings; i++) {
        if (strcmp(report->settings[i].name, name) == 0) {
            return report->settings[i].value;
        }
    }
    return NULL;
}

static double setting_number(const eg_report *report, const char *name, double otherwise)
{
    const char *text = eg_report_setting_find(report, name);
    eg_decimal value = 0;
    bool percent = false;
    if (text == NULL || eg_decimal_parse(eg_text_of(text), &value, &percent) != EG_NUMBER_OK) {
        return otherwise;
    }
    return eg_decimal_to_double(value);
}

eg_margin eg_margin_of(const eg_report *report)
{
    return (eg_margin){setting_number(report, "margin_rate", 0.03),
                       setting_number(report, "margin_sd", 0.10)};
}

static double shown(const eg_fact *fact)
{
    return fact != NULL && fact->status == EG_FACT_OK ? fact->value : (double)NAN;
}

/* Standard deviation within a group and the rest, from the whole's spread less what lies
 * between them. */
static double spread_to_rest(const eg_fact_index *index, const eg_fact *difference, double sd,
                             double mean)
{
    eg_run whole = eg_index_whole(index, difference->outcome);
    eg_run run =
        eg_fact_index_run(index, difference->outcome, difference->dimension, difference->group);
    const eg_fact *all = eg_run_find(index, whole, "", difference->year, "n", NULL);
    double n_all = shown(all);
    double group = shown(eg_run_find(index, run, "", difference->year, "mean", NULL));
    double n = (double)difference->n;
    double n_rest = n_all - n;
    if (!(n_rest >= 1) || !(n_all > 2) || isnan(group)) {
        return sd;
    }
    double rest = group - difference->value;
    double within = sd * sd * (n_all - 1) - n * (group - mean) * (group - mean) -
                    n_rest * (rest - mean) * (rest - mean);
    return within > 0 ? sqrt(within / (n_all - 2)) : sd;
}

static double spread(const eg_fact_index *index, const eg_fact *difference)
{
    eg_run whole = eg_index_whole(index, difference->outcome);
    double sd = shown(eg_run_find(index, whole, "", difference->year, "sd", NULL));
    double mean = shown(eg_run_find(index, whole, "", difference->year, "mean", NULL));
    if (isnan(sd)) {
        eg_run run = eg_fact_index_run(index, difference->outcome, difference->dimension,
                                       difference->group);
        return shown(eg_run_find(index, run, "", difference->year, "sd", NULL));
    }
    if (eg_run_reference_same(difference->reference, "rest") && difference->has_n &&
        !isnan(mean)) {
        return spread_to_rest(index, difference, sd, mean);
    }
    return sd;
}

double eg_margin_size(const eg_margin *margin, const eg_fact_index *index,
                      const eg_report_outcome *outcome, const eg_fact *difference,
                      double *scale)
{
    double one = margin->rate;
    if (scale != NULL) {
        *scale = (double)NAN;
    }
    if (difference == NULL || difference->status != EG_FACT_OK ||
        !isfinite(difference->value)) {
        return (double)NAN;
    }
    if (outcome->kind == EG_KIND_MEAN) {
        one = margin->sd * spread(index, difference);
    }
    if (isnan(one)) {
        return (double)NAN;
    }
    one = one > SMALLEST ? one : SMALLEST;
    if (scale != NULL) {
        *scale = one;
    }
    return difference->value / one;
}

int eg_margin_side(const eg_margin *margin, const eg_fact_index *index,
                   const eg_report_outcome *outcome, const eg_fact *difference)
{
    double size = eg_margin_size(margin, index, outcome, difference, NULL);
    if (isnan(size) || fabs(size) < 1 - SLACK) {
        return 0;
    }
    if (!(difference->ci_low > 0) && !(difference->ci_high < 0)) {
        return 0;
    }
    return (size > 0) == !outcome->lower ? 1 : -1;
}

double eg_years_between(const char *range)
{
    const char *dots = strstr(range, "..");
    if (dots == NULL) {
        return 1;
    }
    long from = strtol(range, NULL, 10);
    long to = strtol(dots + 2, NULL, 10);
    return to > from && to - from < 200 ? (double)(to - from) : 1;
}

bool eg_margin_improves(const eg_margin *margin, const eg_fact_index *index,
                        const eg_report_outcome *outcome, const eg_fact *slope,
                        double confidence)
{
    if (slope == NULL || slope->status != EG_FACT_OK || !isfinite(slope->value)) {
        return false;
    }
    double p = isfinite(slope->p_adjusted) ? slope->p_adjusted : slope->p_value;
    bool sure = slope->ci_low > 0 || slope->ci_high < 0;
    sure = sure && !(isfinite(p) && p > 1 - confidence + 1e-12);
    double one = margin->rate;
    if (outcome->kind == EG_KIND_MEAN) {
        const char *dots = strstr(slope->year, "..");
        eg_run whole = eg_index_whole(index, outcome->name);
        one =
            margin->sd * shown(eg_run_find(index, whole, "",
                                           dots == NULL ? slope->year : dots + 2, "sd", NULL));
    }
    return sure && (slope->value > 0) == !outcome->lower &&
           fabs(slope->value) * eg_years_between(slope->year) >= one && one > 0;
}
