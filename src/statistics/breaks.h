/*
 * statistics/breaks.h - where trends stop: breaks that are declared, and a group that appears
 * because the standard behind a dimension changed.
 */
#ifndef EG_STATISTICS_BREAKS_H
#define EG_STATISTICS_BREAKS_H

#include "statistics/engine.h"

/* Fills years, breaks and trends of an analysis that has schema, settled, views and settings.
 */
EG_MUST_USE eg_status eg_breaks_find(eg_analysis *analysis, eg_error *err);
void eg_breaks_clear(eg_analysis *analysis);

/* The years of the trend of an outcome and item. */
const eg_trend *eg_trend_of(const eg_analysis *analysis, size_t outcome, size_t item);

/* Outcome and item cannot be compared across: between comparable years year - 1 and year. */
bool eg_break_before(const eg_analysis *analysis, size_t year, size_t outcome, size_t item);

#endif
