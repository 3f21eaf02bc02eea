/* privacy/ledger.h - the records of a ledger, and how they are found. */
#ifndef EG_PRIVACY_LEDGER_H
#define EG_PRIVACY_LEDGER_H

#include "equitygap/privacy.h"
#include "privacy/published.h"

/* What was published at one address, in all publications from first to last (from 1). */
typedef struct {
    uint32_t key[6]; /* words: outcome, year, unit type, unit, dimension, group */
    uint32_t kind;   /* word: the outcome's counts, by their names */
    uint32_t first, last;
    uint32_t next; /* the same address, later; EG_NO_WORD: none */
    int64_t n;     /* or EG_PUBLISHED_NOT, _FEW */
    size_t counts; /* of ledger->counts: [k], or EG_PUBLISHED_NOT, _TOP, _BOTTOM */
    size_t n_counts;
} eg_ledger_record;

/* Publications of which the codes follow other rules than the default policy's. */
typedef struct {
    uint32_t first, last;
    eg_rules rules;
} eg_ledger_ruled;

struct eg_ledger {
    eg_words *words;
    eg_ledger_record *records;
    size_t n, capacity;
    int64_t *counts;
    size_t n_counts, counts_capacity;
    uint32_t *slots; /* by key: first record + 1; 0: empty */
    size_t n_slots, n_keys;
    uint32_t publications;
    eg_ledger_ruled *ruled; /* `first` rises, none overlap */
    size_t n_ruled;
};

/* The first record of an address, or EG_NO_WORD. */
uint32_t eg_ledger_find(const eg_ledger *ledger, const uint32_t key[6]);
/* Appends a record, behind those of its address. NULL: no memory. */
EG_MUST_USE eg_ledger_record *eg_ledger_append(eg_ledger *ledger, const uint32_t key[6],
                                               size_t n_counts);

/* The last publication follows these. false: no memory. */
EG_MUST_USE bool eg_ledger_rule(eg_ledger *ledger, const eg_rules *rules);
/* A line for each of ledger->ruled; false: no memory. */
EG_MUST_USE bool eg_ledger_put_rules(eg_buffer *text, const eg_ledger *ledger);
/* One of them: first, last, tail_least, min_count, min_rest, dominance, next_smallest; false:
 * not such a line, or *memory is out. */
enum { EG_LEDGER_RULES = 7 };
EG_MUST_USE bool eg_ledger_take_rules(eg_ledger *ledger, const int64_t numbers[EG_LEDGER_RULES],
                                      const char *tails, bool *memory);

/* The address of a cell: outcome, year, unit type, unit, dimension, group. The whole has no
 * name, so that nothing in the data can be called like it. */
void eg_ledger_address(const eg_views *views, const eg_schema *schema, size_t outcome,
                       const eg_place *place, const char *names[6]);
/* The same as words of the ledger, EG_NO_WORD where it does not know one. */
void eg_ledger_key(const eg_ledger *ledger, const eg_views *views, const eg_schema *schema,
                   size_t outcome, const eg_place *place, uint32_t key[6]);
/* What the counts of an outcome are called, as one text; NULL: no memory. */
const char *eg_ledger_kind(const eg_schema *schema, const eg_settled *settled, size_t outcome,
                           eg_buffer *into);

#endif
