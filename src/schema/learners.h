/*
 * schema/learners.h - statuses of English learners, put together as current, former, ever and
 * never (learner.def).
 */
#ifndef EG_SCHEMA_LEARNERS_H
#define EG_SCHEMA_LEARNERS_H

#include "equitygap/schema.h"

/*
 * What each of n labels is called by the rule, in called[]. Returns NULL, or in words why the
 * labels do not tell it; then called[] is not set.
 */
const char *eg_learners_call(eg_learner_rule rule, const char *const *labels, size_t n,
                             const char **called);
/* What the rule did, for the report. */
const char *eg_learners_rule_words(eg_learner_rule rule);

#endif
