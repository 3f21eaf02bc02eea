/*
 * cli/fail_on.h - conditions on facts: "difference<-0.1",
 * "difference<-0.1&p_adjusted<0.05&n>=30".
 *
 * The first comparison names a statistic and looks at its value; further ones look at other
 * numbers of the same fact (value, ci_low, ci_high, p_value, p_adjusted, n).
 */
#ifndef EG_CLI_FAIL_ON_H
#define EG_CLI_FAIL_ON_H

#include "equitygap/base.h"
#include "equitygap/report.h"
#include "equitygap/schema.h"
#include "equitygap/statistics.h"

#define EG_CONDITION_TERMS 8

typedef enum {
    EG_NUMBER_VALUE,
    EG_NUMBER_CI_LOW,
    EG_NUMBER_CI_HIGH,
    EG_NUMBER_P_VALUE,
    EG_NUMBER_P_ADJUSTED,
    EG_NUMBER_N
} eg_fact_number;

typedef struct {
    const char *text;  /* as typed; borrowed */
    eg_text statistic; /* borrowed from text; "share" is every "share:LEVEL" too */
    struct {
        eg_fact_number number;
        eg_compare compare;
        double than;
    } term[EG_CONDITION_TERMS];
    size_t n_terms;
    uint64_t looked_at,
        holds;       /* facts of the statistic; of them, published ones for which it holds */
    char first[256]; /* the first of those, in words */
} eg_condition;

/* EG_E_USAGE: the grammar, or an unknown number. The statistic's name is not looked up. */
EG_MUST_USE eg_status eg_condition_parse(eg_condition *out, const char *text, eg_error *err);
/* EG_E_USAGE: no such statistic in the catalogue (nearest name). */
EG_MUST_USE eg_status eg_condition_check(const eg_condition *condition, eg_arena *arena,
                                         eg_error *err);
/* All of them, parsed and checked, in an array of the arena; `known` (NULL: none) says which
 * have a name that is no statistic's. */
EG_MUST_USE eg_status eg_conditions_read(eg_condition **out, const eg_strings *texts,
                                         bool (*known)(const eg_condition *condition),
                                         eg_arena *arena, eg_error *err);
/* Only a published fact (status ok) with all the numbers holds a condition. */
bool eg_condition_holds(const eg_condition *condition, const eg_fact *fact);
bool eg_condition_concerns(const eg_condition *condition, const eg_fact *fact);
/* Looks at every fact of the report; counts into the conditions. */
EG_MUST_USE eg_status eg_conditions_count(eg_condition *conditions, size_t n,
                                          const eg_report *report, eg_error *err);

#endif
