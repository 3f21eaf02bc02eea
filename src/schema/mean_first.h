/*
 * schema/mean_first.h - thresholds that are asked of the mean of a student's records, as
 * --collapse mean has it: rate(<0.9) of a row a day. Such an outcome's values are numbers until
 * the records are collapsed.
 */
#ifndef EG_SCHEMA_MEAN_FIRST_H
#define EG_SCHEMA_MEAN_FIRST_H

#include "equitygap/schema.h"

static inline bool eg_mean_first(const eg_schema *schema, const eg_outcome *outcome)
{
    const eg_settings *settings = schema->settings;
    return settings->collapse == EG_COLLAPSE_MEAN && settings->per != EG_PER_ROW &&
           schema->has_id && outcome->kind == EG_KIND_RATE && outcome->recipe == NULL &&
           outcome->spec.compare != EG_COMPARE_NONE;
}

/* Whether sum / n, of decimals, holds: exact, not rounded. n is above 0. */
static inline bool eg_mean_holds(const eg_outcome_spec *spec, eg_i128 sum, uint64_t n)
{
    const eg_i128 at = (eg_i128)spec->threshold * (eg_i128)n;
    switch (spec->compare) {
    case EG_COMPARE_LT:
        return sum < at;
    case EG_COMPARE_LE:
        return sum <= at;
    case EG_COMPARE_GT:
        return sum > at;
    case EG_COMPARE_GE:
        return sum >= at;
    case EG_COMPARE_EQ:
        return sum == at;
    case EG_COMPARE_NE:
        return sum != at;
    case EG_COMPARE_NONE:
        break;
    }
    return false;
}

#endif
