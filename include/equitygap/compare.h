/*
 * equitygap/compare.h - what changed between two reports.
 *
 * Reports are compared fact by fact, by their addresses; figures as both published them, so
 * that nothing is told that is not in one of the two.
 */
#ifndef EQUITYGAP_COMPARE_H
#define EQUITYGAP_COMPARE_H

#include "equitygap/base.h"
#include "equitygap/report.h"

/* A JSON report read back. */
typedef struct eg_saved eg_saved;
/*
 * json: the whole file, not needed afterwards; name is for messages. EG_E_INPUT: no JSON, or
 * not a report of ours (schema 1), with line and column where there is one.
 */
EG_MUST_USE eg_status eg_saved_read(eg_saved **out, eg_text json, const char *name,
                                    eg_error *err);
void eg_saved_free(eg_saved *saved);
/* As good as the report that was written, but for figures' p-values of rows that are not ok. */
const eg_report *eg_saved_report(const eg_saved *saved);

/* X(name, word). What became of a figure. */
#define EG_CHANGE_LIST(X)                                                                      \
    X(EG_CHANGE_NEW, "new")                                                                    \
    X(EG_CHANGE_GONE, "gone")                                                                  \
    X(EG_CHANGE_MOVED, "moved")                                                                \
    X(EG_CHANGE_SAME, "same")

typedef enum {
#define EG_CHANGE_ENUM(name, word) name,
    EG_CHANGE_LIST(EG_CHANGE_ENUM)
#undef EG_CHANGE_ENUM
        EG_CHANGES
} eg_change_kind;
const char *eg_change_word(eg_change_kind kind);

/*
 * One figure: a level (rate, mean, share) or a gap (difference). before and after are NAN where
 * the report does not show it; margin is in the figure's own unit, NAN where it is not known.
 */
typedef struct {
    eg_change_kind kind;
    const char *unit_type, *unit, *outcome, *year, *dimension, *group, *reference, *statistic;
    double before, after, margin;
    eg_fact_status status_before, status_after; /* of a figure both reports have */
    bool in_before, in_after;                   /* a row of it stands in the report */
} eg_change;

typedef struct {
    const char *name, *before, *after; /* NULL: the report has no such setting */
} eg_setting_change;

typedef struct {
    eg_change_kind kind; /* never MOVED */
    const eg_finding *finding;
} eg_finding_change;

/* Everything lives in the arena it was made with; findings are the reports'. */
struct eg_comparison {
    const char *before, *after; /* names */
    const eg_setting_change *settings;
    size_t n_settings;
    /* NEW, GONE and MOVED, in the order of the later report, what is gone at the end. */
    const eg_change *changes;
    size_t n_changes;
    uint64_t counts[EG_CHANGES];     /* of figures; SAME includes moves within the margin */
    uint64_t within;                 /* of SAME: moved, but not beyond the margin */
    uint64_t others, others_changed; /* facts that are neither level nor gap, in both reports */
    const eg_finding_change *findings;
    size_t n_findings;
};

/*
 * Compares what two reports show. Margins are the later report's (margin_rate, margin_sd). Both
 * reports must outlive *out.
 */
EG_MUST_USE eg_status eg_comparison_make(const eg_comparison **out, const eg_report *before,
                                         const eg_report *after, eg_arena *arena,
                                         eg_error *err);

/* "moved": better or worse? 1, -1, or 0 where it cannot be said. */
int eg_change_direction(const eg_change *change, const eg_report *report);

#endif
