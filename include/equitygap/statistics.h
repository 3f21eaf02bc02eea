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
    EG_SCOPE_DIMENSION_TREND,
    /* Over all units of a scope: the unit is blank. */
    EG_SCOPE_UNITS_PAIR,
    EG_SCOPE_UNITS_DIMENSION,
    /* Likewise, of all students: the outcome is blank too. */
    EG_SCOPE_SPREAD_GROUP,
    EG_SCOPE_SPREAD_DIMENSION,
    /* All dimensions together: the dimension is `all`. */
    EG_SCOPE_TOGETHER
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
/* Some statistic asked for needs distributions: eg_cubes_keep_values. */
bool eg_statistics_need_values(const eg_settings *settings);
/* ... joint cells by covariates: eg_cubes_keep_joint. */
bool eg_statistics_need_joint(const eg_settings *settings);

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

/* What a State counts: of a group, or (group SIZE_MAX) of all its children. */
typedef struct {
    size_t outcome, item, year, group; /* of this analysis */
    uint64_t x, n;
} eg_state_count;

typedef struct eg_analysis eg_analysis;
/* What an analysis stands on; all borrowed, and needed as long as it lives. */
typedef struct {
    const eg_schema *schema;
    const eg_settled *settled;
    const eg_views *views;
    const eg_marks *marks;
    const eg_control *control;   /* may be NULL */
    const eg_state_count *state; /* sorted by outcome, item, year, group; NULL: none */
    size_t n_state;
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
/*
 * The same in stretches, which several threads may ask for at the same time. First come those
 * of the whole input, *of_whole of them, then those of units and over units.
 */
typedef struct {
    size_t from, to; /* stretches */
    bool quiet;      /* the control is not asked: it belongs to another thread */
} eg_facts_stretch;
size_t eg_analysis_stretches(const eg_analysis *analysis, size_t *of_whole);
EG_MUST_USE eg_status eg_analysis_facts_between(const eg_analysis *analysis,
                                                const eg_facts_stretch *stretch,
                                                eg_fact_visitor visit, void *context,
                                                eg_error *err);
/*
 * Where trends stop. Strings live as long as the analysis; axes and outcomes say which ones it
 * concerns (NULL: all of them).
 */
typedef struct {
    const char *since;     /* the year declared, or that in which the group appears */
    const char *year;      /* the first year of the data after it */
    const char *why;       /* declared: as the config has it, or "" */
    const char *dimension; /* NULL: every dimension */
    const char *outcome;   /* NULL: every outcome */
    const char *group;     /* NULL: declared; else the group that appears */
    const bool *axes;
    const bool *outcomes;
    size_t before; /* of the comparable years */
    bool splits;   /* there are comparable years on both sides */
} eg_trend_break;
const eg_trend_break *eg_analysis_breaks(const eg_analysis *analysis, size_t *n);
/*
 * Where rules of impact disagree: what each says of the same group, in the last year of its
 * outcome, over the whole input. Rates only.
 */
enum { EG_RULES = 6 };
typedef struct {
    const char *name;  /* "four_fifths" */
    const char *title; /* short, for a column's head */
    const char *what;  /* when it flags, in words */
} eg_rule;
const eg_rule *eg_rule_at(size_t index);
typedef enum {
    EG_RULE_NOT_FLAGGED,
    EG_RULE_FLAGGED,
    EG_RULE_NOT_ESTIMABLE, /* too few, or a zero: no verdict */
    EG_RULE_SUPPRESSED,
    EG_RULE_NOT_APPLIED /* not for this outcome, or without a threshold */
} eg_rule_verdict;
const char *eg_rule_verdict_word(eg_rule_verdict verdict);
typedef struct {
    const char *outcome, *year, *dimension, *group; /* as in facts */
    size_t outcome_index;
    eg_rule_verdict verdict[EG_RULES];
    bool differ; /* some flag the group, others do not */
} eg_rule_row;
/* Any statistic of a set is asked for. */
bool eg_analysis_has_set(const eg_analysis *analysis, const char *set);
/* In address order, in the arena; none where the set impact is not asked for. */
EG_MUST_USE eg_status eg_analysis_rules(const eg_analysis *analysis, eg_arena *arena,
                                        eg_rule_row **out, size_t *n, eg_error *err);
/* A family of p-values that are adjusted together: difference and difference:LEVEL are one. */
typedef struct {
    const char *statistic;
    uint64_t p_values;
} eg_family;
/* In catalogue order, in the arena; those without a p-value are left out. */
EG_MUST_USE eg_status eg_analysis_families(const eg_analysis *analysis, eg_arena *arena,
                                           eg_family **out, size_t *n, eg_error *err);

#endif
