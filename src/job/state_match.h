/* job/state_match.h - what the State counts, put to the outcomes, groups and years of the data.
 */
#ifndef EG_JOB_STATE_MATCH_H
#define EG_JOB_STATE_MATCH_H

#include "job/intake.h"
#include "job/state.h"

struct eg_state {
    const eg_state_wanted *wanted; /* while reading */
    eg_arena *arena;
    eg_source *source;          /* of the last pass */
    const char *outcome_column; /* the file has a column of outcomes */
    bool unnamed;               /* its figures are not named as an outcome */
    eg_state_count *at;
    size_t n, capacity;
};

/* The views of one pass. */
typedef struct {
    const eg_schema *schema;
    const eg_settled *settled;
    const eg_views *views;
    bool dimensions; /* the file names them */
    size_t outcome;  /* of the data, whose rows these are; SIZE_MAX: its outcomes have names */
} eg_state_given;

/* Appends to state->at. EG_E_INPUT: names do not match. */
EG_MUST_USE eg_status eg_state_match(eg_state *state, const eg_state_given *given,
                                     eg_error *err);

#endif
