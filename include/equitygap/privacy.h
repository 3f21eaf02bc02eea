/*
 * equitygap/privacy.h - what may be shown: decided on the cells of everything that is published
 * together.
 *
 * Sits below statistics: works on views alone. A statistic that uses a hidden cell is hidden by
 * the engine, without code of its own.
 */
#ifndef EQUITYGAP_PRIVACY_H
#define EQUITYGAP_PRIVACY_H

#include "equitygap/base.h"
#include "equitygap/cube.h"

typedef enum {
    EG_SHOWN,
    EG_HIDDEN,    /* small, or hidden to protect another: a public report does not say which */
    EG_TOP_CODED, /* n may be shown; the rate only as "bound or more" */
    EG_BOTTOM_CODED, /* "bound or less" */
    /* Of given cells, in every edition: */
    EG_WITHHELD, /* the input hides the figure; n may be shown */
    EG_BOUNDED   /* the input gives bounds: eg_views_bounds; n may have some too */
} eg_mark;

typedef struct eg_ledger eg_ledger;

/* Of a year that an earlier publication had otherwise: what was withheld then stays withheld,
 * or nothing but what is the same is published. */
typedef enum { EG_HELD_NOT, EG_HELD_WITHHELD, EG_HELD_ALL } eg_held;

typedef struct {
    eg_edition edition; /* INTERNAL: everything is shown */
    uint32_t min_n;
    const eg_rules *rules;     /* NULL: the default policy's */
    const eg_control *control; /* may be NULL */
    const eg_ledger *ledger;   /* what was published before; NULL: nothing is known of it */
    /* [outcome * years + year] eg_held: what of a year may not be published anew; NULL: none */
    const uint8_t *held;
    const uint8_t *closed; /* [cell of the views] 1: hidden in every outcome; NULL: none is */
} eg_policy;

/*
 * The tail code of a rate by its n: true when x of n may not be shown as it is by these rules
 * (NULL: the default policy's); *bound is the bound shown (0.95), *mark TOP or BOTTOM, BOTTOM
 * where both hold. Compared in integers. By the default a count of 0 or n is coded at every n.
 */
bool eg_rules_tail(const eg_rules *rules, uint64_t x, uint64_t n, eg_mark *mark, double *bound);
/*
 * May the mean of these be shown? Not where all values are the same (unless the rules have no
 * tails), nor where one student may be more of the sum than the rules allow: the largest value
 * is no more than the root of the sum of squares, which is all that is kept.
 */
bool eg_rules_mean(const eg_rules *rules, uint64_t n, eg_i128 sum, const eg_u192 *square);

typedef struct eg_marks eg_marks;

/* How much was hidden, for the report: counts of cells with students, over all outcomes. */
typedef struct {
    uint64_t cells;
    uint64_t hidden; /* small, and others hidden to protect them: never told apart in a public
                        report */
    uint64_t coded;  /* rates and level shares shown only as a bound */
    uint64_t few;    /* withheld only because they would differ by a few from what was published
                        before */
} eg_privacy_tally;

/*
 * Marks every cell of every outcome. views must outlive *out.
 * Holds for the result, in every sum that is published together (groups of a dimension and
 * their total, units and the whole, crosses and their parents): where something is hidden, at
 * least two members are; where the total is shown, the hidden ones together have min_n students
 * and as one group would not be coded. docs/privacy.md says against whom this protects.
 */
EG_MUST_USE eg_status eg_privacy_decide(eg_marks **out, const eg_views *views,
                                        const eg_schema *schema, const eg_settled *settled,
                                        const eg_policy *policy, eg_error *err);
void eg_marks_free(eg_marks *marks);
/*
 * The mark of a cell. A place without students is shown: it has no row. For LEVELS it is HIDDEN
 * or SHOWN; single levels are asked for below. bound may be NULL.
 */
eg_mark eg_marks_of(const eg_marks *marks, size_t outcome, const eg_place *place,
                    double *bound);
/* LEVELS: the share at a level, and the share at or above it. */
eg_mark eg_marks_level(const eg_marks *marks, size_t outcome, const eg_place *place,
                       size_t level, double *bound);
eg_mark eg_marks_at_or_above(const eg_marks *marks, size_t outcome, const eg_place *place,
                             size_t level, double *bound);
/*
 * Figures computed from the joint cells of this group (adjusted ones) may be shown: no joint
 * cell behind them, and nothing that follows from those known, would have to be hidden as a
 * group.
 */
bool eg_marks_joint(const eg_marks *marks, size_t outcome, const eg_place *place);
/* With a ledger: does something of this year differ from what that publication showed of it? */
bool eg_marks_changed_since(const eg_marks *marks, size_t outcome, uint32_t year,
                            uint32_t publication);
const eg_privacy_tally *eg_marks_tally(const eg_marks *marks);

/* ---- the ledger ---------------------------------------------------------------------------
 */

/*
 * What was published before, cell by cell: published figures and which ones were withheld; no
 * student, and nothing that a report did not say. A publication is one public report; two that
 * show the same figures are one.
 */

/* Nothing was published yet. NULL: no memory. */
EG_MUST_USE eg_ledger *eg_ledger_new(void);
void eg_ledger_free(eg_ledger *ledger);
/* bytes: those of eg_ledger_write. EG_E_INPUT, with the line: they are not, or were changed. */
EG_MUST_USE eg_status eg_ledger_parse(eg_ledger **out, eg_text bytes, eg_error *err);
uint32_t eg_ledger_publications(const eg_ledger *ledger);
/* The rules by which the codes of a publication (from 1) were given; borrowed. */
const eg_rules *eg_ledger_rules(const eg_ledger *ledger, uint32_t publication);

/*
 * One more publication: every cell that there is, as the marks show it. *same: it is the last
 * one again, by the same rules, and the ledger is as it was.
 */
EG_MUST_USE eg_status eg_ledger_add(eg_ledger *ledger, const eg_marks *marks,
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
