/*
 * equitygap/statistics.h - what it amounts to: the catalogue (one row a statistic) and the
 * stream of facts.
 *
 * Sees views and marks only. Definitions, sources and traps stand in the rows
 * (src/statistics/catalogue.def) and come out in `equitygap explain` and docs/statistics.md.
 */
#ifndef EQUITYGAP_STATISTICS_H
#define EQUITYGAP_STATISTICS_H

#include "equitygap/base.h"
#include "equitygap/cube.h"
#include "equitygap/privacy.h"
#include "equitygap/schema.h"

/* X(name in reports, sentence). One row adds a status. */
#define EG_FACT_STATUS_LIST(X)                                                                 \
    X(EG_FACT_OK, "ok")                                                                        \
    X(EG_FACT_SUPPRESSED, "suppressed")                                                        \
    X(EG_FACT_TOP_CODED, "top_coded")                                                          \
    X(EG_FACT_BOTTOM_CODED, "bottom_coded")                                                    \
    X(EG_FACT_TOO_FEW, "too_few")                                                              \
    X(EG_FACT_NOT_ESTIMABLE, "not_estimable")                                                  \
    X(EG_FACT_INTERVAL, "interval")

typedef enum {
#define EG_FACT_STATUS_ENUM(name, word) name,
    EG_FACT_STATUS_LIST(EG_FACT_STATUS_ENUM)
#undef EG_FACT_STATUS_ENUM
} eg_fact_status;
const char *eg_fact_status_word(eg_fact_status status);

typedef enum {
    EG_SCOPE_GROUP,
    EG_SCOPE_PAIR,
    EG_SCOPE_GROUP_TREND,
    EG_SCOPE_PAIR_TREND,
    EG_SCOPE_DIMENSION,
    EG_SCOPE_DIMENSION_TREND
} eg_stat_scope;

/* A row of the catalogue, for explain, help, docs and writers. */
typedef struct {
    const char *name;  /* "difference"; a family is "share:LEVEL" */
    const char *set;   /* "basic" */
    const char *kinds; /* letters of RML */
    eg_stat_scope scope;
    const char *title;      /* "Difference from the reference" */
    const char *definition; /* plain words */
    const char *formula;
    const char *when;    /* when to use it and when not */
    const char *example; /* with numbers */
    const char *traps;
    const char *source;
} eg_statistic;
size_t eg_statistics_count(void);
const eg_statistic *eg_statistics_at(size_t index);
/* By name; "share:Proficient" finds the family "share:LEVEL". NULL: unknown. */
const eg_statistic *eg_statistics_find(eg_text name);

/*
 * One fact: one row of every report (interface.md). Strings are borrowed for the call of the
 * visitor. Numbers are NAN where the row has none. Indices are those of views and schema, for
 * whoever builds tables of facts; SIZE_MAX where blank.
 */
typedef struct {
    const char *unit_type, *unit, *outcome, *year, *dimension, *group, *reference, *statistic;
    double value, ci_low, ci_high, p_value, p_adjusted;
    uint64_t n;
    bool has_n;
    eg_fact_status status;
    const char *note;
    const eg_statistic *row;
    size_t scope_index, unit_index, outcome_index, item_index, group_index, year_index;
} eg_fact;

/* Return anything but EG_OK to stop; it is passed on. */
typedef eg_status (*eg_fact_visitor)(void *context, const eg_fact *fact, eg_error *err);

typedef struct eg_analysis eg_analysis;
/* What an analysis stands on; all borrowed, and needed as long as it lives. */
typedef struct {
    const eg_schema *schema;
    const eg_settled *settled;
    const eg_views *views;
    const eg_marks *marks;
    const eg_control *control; /* may be NULL */
} eg_analysis_parts;
/*
 * Binds the parts and runs the first pass: p-values are gathered and adjusted.
 * EG_E_USAGE: an unknown statistic, set or reference level (nearest name).
 */
EG_MUST_USE eg_status eg_analysis_new(eg_analysis **out, const eg_analysis_parts *parts,
                                      eg_error *err);
void eg_analysis_free(eg_analysis *analysis);
/* All facts in address order; the same facts at every call. */
EG_MUST_USE eg_status eg_analysis_facts(const eg_analysis *analysis, eg_fact_visitor visit,
                                        void *context, eg_error *err);
/* How many p-values each statistic's family has, for the methods section. */
uint64_t eg_analysis_comparisons(const eg_analysis *analysis, const char *statistic);

#endif
