/* report/findings.h - a finding on its way: the facts it stands on, before it becomes a
 * sentence. */
#ifndef EG_REPORT_FINDINGS_H
#define EG_REPORT_FINDINGS_H

#include "report/index.h"
#include "report/margin.h"

/* In the order they are told. */
typedef enum {
    EG_FINDING_STRENGTH,
    EG_FINDING_GAP,
    EG_FINDING_TREND,
    EG_FINDING_PERSISTENCE
} eg_finding_kind;

typedef struct {
    eg_finding_kind kind;
    bool improving; /* a strength of the group's own past, not against a reference */
    bool good;
    bool chosen;
    size_t order; /* of the facts */
    double score;
    double sd_size; /* a mean's difference in standard deviations */
    eg_run run;
    const eg_report_outcome *outcome;
    const char *dimension, *group, *reference, *year, *cut;
    const eg_fact *level; /* the group's own rate, mean or share in its last year */
    const eg_fact *fact;  /* what the finding stands on */
    const eg_fact *slope; /* trend: gap_slope */
} eg_candidate;

typedef struct {
    const eg_report *report;
    eg_fact_index *index;
    eg_arena *arena;
    eg_margin margin;
    const char **latest; /* last year with values, by outcome */
    eg_candidate *at;
    size_t n, capacity;
} eg_finding_maker;

/* Puts a candidate into words; everything is copied to the arena. false: no memory. */
bool eg_finding_say(const eg_finding_maker *maker, const eg_candidate *at, eg_finding *out);
/* Fills out->facts, in the arena, the one it stands on first. false: no memory. */
bool eg_finding_gather(const eg_finding_maker *maker, const eg_candidate *at, eg_finding *out);

#endif
