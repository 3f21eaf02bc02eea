/*
 * schema/policies.h - what may be shown, by name: the rows of policies.def, and the text of
 * their tails.
 */
#ifndef EG_SCHEMA_POLICIES_H
#define EG_SCHEMA_POLICIES_H

#include "equitygap/schema.h"

typedef struct {
    const char *name;
    uint32_t min_n;
    eg_rules rules;
    const char *about; /* one line, no full stop */
} eg_policy_row;

size_t eg_policy_count(void);
/* In the order of EG_POLICY_WORDS. */
const eg_policy_row *eg_policy_at(size_t index);
/* NULL: no policy has this name. */
const eg_policy_row *eg_policy_find(const char *name);
const eg_rules *eg_rules_default(void);
bool eg_rules_same(const eg_rules *a, const eg_rules *b);

/*
 * "10:20%,20:10%,300:1%/3": of 10 students and more, and of fewer, shares up to 20% and from
 * 80% on are bounds; of 300 and more those of 3 students at most. "none": no bounds. Sets tails
 * and tail_least; NULL when it could, else what is wrong, with the remedy.
 */
const char *eg_tails_read(const char *text, eg_rules *out);
/* The same text of rules; in the arena. NULL: no memory. */
const char *eg_tails_text(const eg_rules *rules, eg_arena *arena);
/* "2.5%" of hundredths of a percent; in the arena. NULL: no memory. */
const char *eg_percent_text(uint32_t share, eg_arena *arena);

#endif
