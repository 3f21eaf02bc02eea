/*
 * equitygap/ledger.h - what was published before, cell by cell. It holds published figures and
 * which ones were withheld: no student, and nothing that a report did not say or may not say.
 *
 * A publication is one public report. Two that show the same figures are one.
 */
#ifndef EQUITYGAP_LEDGER_H
#define EQUITYGAP_LEDGER_H

#include "equitygap/base.h"
#include "equitygap/cube.h"

typedef struct eg_ledger eg_ledger;
struct eg_marks;

/* Nothing was published yet. NULL: no memory. */
EG_MUST_USE eg_ledger *eg_ledger_new(void);
void eg_ledger_free(eg_ledger *ledger);
/* bytes: those of eg_ledger_write. EG_E_INPUT, with the line: they are not, or were changed. */
EG_MUST_USE eg_status eg_ledger_parse(eg_ledger **out, eg_text bytes, eg_error *err);
uint32_t eg_ledger_publications(const eg_ledger *ledger);

/*
 * One more publication: every cell that there is, as the marks show it. *same: it is the last
 * one again, and the ledger is as it was.
 */
EG_MUST_USE eg_status eg_ledger_add(eg_ledger *ledger, const struct eg_marks *marks,
                                    const eg_schema *schema, bool *same, eg_error *err);

/* A figure that was not shown, or only as "bound or more" or "bound or less"; of n also: not
 * shown because it differed by a few from what was shown before. */
enum {
    EG_PUBLISHED_NOT = -1,
    EG_PUBLISHED_TOP = -2,
    EG_PUBLISHED_BOTTOM = -3,
    EG_PUBLISHED_FEW = -4
};
/* What was published at one address, in all publications from first to last (from 1). */
typedef struct {
    /* unit_type and unit of the whole input, dimension and group of all students: empty */
    eg_text outcome, year, unit_type, unit, dimension, group;
    eg_text kind; /* column, "rate", "levels" or "mean", and levels; tabs between */
    uint32_t first, last;
    int64_t n; /* or NOT, FEW */
    const int64_t *counts;
    size_t n_counts;
} eg_ledger_entry;
/* Entry number 0.. in no order; borrowed. false: there is none. */
bool eg_ledger_at(const eg_ledger *ledger, size_t number, eg_ledger_entry *out);
/* Part k of a kind: column, "rate", "levels" or "mean", level 1.. */
eg_text eg_ledger_part(eg_text kind, size_t k);
/*
 * Was this value once shown? address: outcome, year, unit type, unit, dimension, group, empty
 * as in an entry; what: "n", "count" of a rate, "count:LEVEL".
 */
bool eg_ledger_said(const eg_ledger *ledger, const char *const address[6], const char *what,
                    double value);
/* The whole ledger; the same publications give the same bytes. */
EG_MUST_USE eg_status eg_ledger_write(eg_ledger *ledger, eg_sink *sink, eg_error *err);

#endif
