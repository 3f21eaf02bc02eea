/*
 * job/state.h - the State's counts (--state): a file of rows that are groups, read as any other
 * and matched to the outcomes, groups and years of the analysis.
 */
#ifndef EG_JOB_STATE_H
#define EG_JOB_STATE_H

#include "equitygap/cube.h"
#include "equitygap/source.h"
#include "equitygap/statistics.h"

typedef struct {
    const eg_settings *settings; /* state is not NULL */
    const eg_schema *schema;
    const eg_settled *settled;
    const eg_views *views;
    const eg_control *control; /* may be NULL */
} eg_state_wanted;

typedef struct eg_state eg_state;
/*
 * Reads the file once, or once an outcome where it has a column of them. EG_E_INPUT: columns
 * are not found, a group stands twice, or outcomes, groups or years of the two do not match;
 * and whatever source and schema say.
 */
EG_MUST_USE eg_status eg_state_read(eg_state **out, const eg_state_wanted *wanted,
                                    eg_error *err);
void eg_state_free(eg_state *state);
/* Sorted by outcome, item, year and group. */
const eg_state_count *eg_state_counts_of(const eg_state *state, size_t *n);
/* For the list of inputs. */
const eg_file_tally *eg_state_tally(const eg_state *state);

#endif
