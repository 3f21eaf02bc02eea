/*
 * equitygap/audit.h - tries to compute back what published tables hide.
 *
 * Takes facts (a report about to be written, or one read back) or cells (a foreign table), ties
 * them by every sum a reader knows of, and says what follows. Everything it finds can be
 * computed by whoever holds the same tables.
 */
#ifndef EQUITYGAP_AUDIT_H
#define EQUITYGAP_AUDIT_H

#include "equitygap/base.h"
#include "equitygap/cube.h"
#include "equitygap/report.h"

/* X(name, word in JSON, what it means). Worst first. */
#define EG_LEAK_LIST(X)                                                                        \
    X(EG_LEAK_SUBTRACTION, "subtraction", "by one subtraction")                                \
    X(EG_LEAK_CHAIN, "chain", "by several sums in turn")                                       \
    X(EG_LEAK_PERCENT, "percent", "from a percentage beside its n")                            \
    X(EG_LEAK_BOUNDS, "bounds", "only one whole number fits")                                  \
    X(EG_LEAK_FIGURE, "figure", "shown figures that use a hidden one")                         \
    X(EG_LEAK_DIFFERENCE, "difference", "a few students by subtracting two files")             \
    X(EG_LEAK_EVERYONE, "everyone", "shown at none or all of a group")                         \
    X(EG_LEAK_NARROW, "narrow", "fewer values left than --width asks")
typedef enum {
#define EG_LEAK_ENUM(name, word, text) name,
    EG_LEAK_LIST(EG_LEAK_ENUM)
#undef EG_LEAK_ENUM
        EG_LEAKS
} eg_leak_kind;
const char *eg_leak_word(eg_leak_kind kind);
const char *eg_leak_text(eg_leak_kind kind);

typedef struct {
    uint32_t min_n; /* students whose results two files may not give away together */
    double width;   /* hidden counts shall have this many values beside their own; 0: one */
    size_t listed;  /* single findings to keep, the worst */
    bool everyone;  /* shown rates of 0 and 1 are findings, unless the rules show them */
    bool overlap;   /* students may be in several units, and readers know it */
    bool certain;   /* tables of two files are one only where both show the same of everybody */
    const eg_rules *rules; /* of files that do not say theirs; NULL: the default policy's */
} eg_audit_options;

/* One dimension of an outcome, in the whole or within units, over all years. */
typedef struct {
    const char *file, *unit_type, *outcome, *dimension;
    uint64_t hidden; /* figures that are not published */
    uint64_t sums;   /* totals of which every group stands there */
    uint64_t aside;  /* totals whose groups do not add up to them, or cannot be known to */
    uint64_t leaks[EG_LEAKS];
    uint64_t all_or_none[EG_LEAKS]; /* of them: none or all of a group */
} eg_audit_table;

typedef struct {
    eg_leak_kind kind;
    const char *file, *unit_type, *unit, *outcome, *year, *dimension, *group;
    const char *what; /* "n", "count", "count:Proficient" */
    double low, high; /* what follows; the same where it is exact */
    double n;         /* students of the group; NAN: not known */
    bool all_or_none;
    const char *how; /* "All students 120 minus Not EL 115" */
} eg_audit_finding;

typedef struct {
    const eg_audit_table *tables; /* those with most to find first */
    size_t n_tables;
    const eg_audit_finding *findings; /* the worst, at most as many as asked for */
    size_t n_findings;
    uint64_t found; /* all of them, without NARROW unless a width is asked for */
    uint64_t hidden, cells;
    uint64_t contradictions; /* sums that do not fit their parts: left out */
} eg_audit_result;

typedef struct eg_audit eg_audit;
EG_MUST_USE eg_status eg_audit_new(eg_audit **out, const eg_audit_options *options,
                                   eg_error *err);
void eg_audit_free(eg_audit *audit);
/* Names a table that facts or cells then belong to; *file is its number. */
EG_MUST_USE eg_status eg_audit_file(eg_audit *audit, const char *name, uint32_t *file,
                                    eg_error *err);
/* The codes of a file follow these rules. */
void eg_audit_follow(eg_audit *audit, uint32_t file, const eg_rules *rules);
/* By whose rules a file is read: a policy's name, NULL for the default one's, "" for others. */
const char *eg_audit_policy(const eg_audit *audit, uint32_t file);
/* A fact of a report; strings are borrowed for the call. row may be NULL. */
EG_MUST_USE eg_status eg_audit_fact(eg_audit *audit, uint32_t file, const eg_fact *fact,
                                    eg_error *err);
/*
 * What the figure of a fact really is, told by its publisher: spares most of the work, and is
 * no part of what a reader is taken to know. Of all figures or none, after eg_audit_fact.
 */
void eg_audit_truth(eg_audit *audit, uint32_t file, const eg_fact *fact, double value);
/* The cells of rows that are groups. additive: [item] declared to make up the whole, or NULL.
 */
typedef struct {
    const eg_views *views;
    const eg_schema *schema;
    const eg_settled *settled;
    const bool *additive;
} eg_audit_cells;
EG_MUST_USE eg_status eg_audit_views(eg_audit *audit, uint32_t file,
                                     const eg_audit_cells *cells, eg_error *err);
/* Once, after everything is in. EG_E_MEMORY, EG_E_INTERRUPTED. */
EG_MUST_USE eg_status eg_audit_run(eg_audit *audit, const eg_control *control, eg_error *err);
const eg_audit_result *eg_audit_result_of(const eg_audit *audit);

/*
 * Facts of a report as written: its CSV (read by a source) or its JSON (bytes). EG_E_INPUT: not
 * one.
 */
bool eg_audit_is_report(const eg_text *header, size_t n);
EG_MUST_USE eg_status eg_audit_read_row(eg_audit *audit, uint32_t file, const eg_text *fields,
                                        eg_error *err);
EG_MUST_USE eg_status eg_audit_read_json(eg_audit *audit, uint32_t file, eg_text json,
                                         eg_error *err);

#endif
