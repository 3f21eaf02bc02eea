/* report/margin.h - when a difference counts, by the margin that the report prints. */
#ifndef EG_REPORT_MARGIN_H
#define EG_REPORT_MARGIN_H

#include "report/index.h"

typedef struct {
    double rate; /* of rates and shares: 0.03 */
    double sd;   /* of means: 0.10 standard deviations */
} eg_margin;

/* From the report's settings margin_rate and margin_sd; the usual ones where it has none. */
eg_margin eg_margin_of(const eg_report *report);

/* A setting's text by name; NULL when the report has none of that name. */
const char *eg_report_setting_find(const eg_report *report, const char *name);

/*
 * The difference in margins (1: just at the margin), sign kept; NAN when the fact is not shown
 * or its scale is not known. *scale (may be NULL): what one margin is in the outcome's own
 * unit.
 */
double eg_margin_size(const eg_margin *margin, const eg_fact_index *index,
                      const eg_report_outcome *outcome, const eg_fact *difference,
                      double *scale);

/* Years between the ends of "2018-19..2023-24"; 1 where they cannot be told. */
double eg_years_between(const char *range);

/* -1 behind beyond the margin, 1 ahead, 0 neither; ahead and behind by the outcome's direction.
 */
int eg_margin_side(const eg_margin *margin, const eg_fact_index *index,
                   const eg_report_outcome *outcome, const eg_fact *difference);

/*
 * Whether a group's own slope is an improvement that counts: its interval leaves out zero on
 * the better side, its p-value (adjusted where there is one) is small enough for the
 * confidence, and over its years it comes to at least one margin. slope may be NULL: no.
 */
bool eg_margin_improves(const eg_margin *margin, const eg_fact_index *index,
                        const eg_report_outcome *outcome, const eg_fact *slope,
                        double confidence);

#endif
