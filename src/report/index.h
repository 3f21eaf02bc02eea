/*
 * report/index.h - runs of facts: those of one outcome, dimension and group stand side by side
 * in an index, so that tables and findings walk a few facts, not all of them.
 */
#ifndef EG_REPORT_INDEX_H
#define EG_REPORT_INDEX_H

#include "equitygap/report.h"
#include "language/language.h"

/* The fact's place in the report's stream, which is its place in the JSON. */
size_t eg_fact_index_place(const eg_fact_index *index, const eg_fact *fact);

/* Facts begin, begin + 1, ... end - 1 of an index; begin == end: none. */
typedef struct {
    size_t begin, end;
} eg_run;

size_t eg_fact_index_runs(const eg_fact_index *index);
eg_run eg_fact_index_run_at(const eg_fact_index *index, size_t i);
/* The run of a group; NULL strings mean "". Empty when there is none. */
eg_run eg_fact_index_run(const eg_fact_index *index, const char *outcome, const char *dimension,
                         const char *group);

/* What a reference is called whatever its year: "highest" for "highest:White", else itself. */
bool eg_run_reference_same(const char *a, const char *b);

/*
 * The fact of a run with this reference (in the sense of eg_run_reference_same) and statistic;
 * with a level, "statistic:level" wins over the bare name. year NULL: the last there is, which
 * is a trend's.
 */
const eg_fact *eg_run_find(const eg_fact_index *index, eg_run run, const char *reference,
                           const char *year, const char *statistic, const char *level);

/* The first reference in a run that has a difference, students before a goal; NULL: none. */
const char *eg_run_reference(const eg_fact_index *index, eg_run run);

/*
 * The next part of a group of a cross into *part, which is emptied first: the name without its
 * escapes, or in the language where it is a word of ours (All students, Unknown). Returns where
 * the part after it begins; NULL: it was the last.
 */
const char *eg_group_part(const char *group, const eg_language *language, eg_buffer *part);

/* A fact that says where a group stands in this outcome: its rate, mean or share at the cut. */
bool eg_fact_is_level(const eg_fact *fact, const eg_report_outcome *outcome);

/* Whether a group, or a part of a cross, is Unknown. */
bool eg_group_unknown(const char *group);

#define EG_RECENT_YEARS 5
/* Years that persistence looks back on: five of a trend's span, or all it has; in words, "the
 * last 5 years", with where they end when that is not the report's last year. NULL: no memory.
 */
char *eg_report_recent_years(const eg_report *report, const eg_language *language,
                             const char *span, eg_arena *arena);

/* The whole: dimension "all", group "All students". */
eg_run eg_index_whole(const eg_fact_index *index, const char *outcome);

/* The statistic that says where a group stands (rate, mean, at_or_above) and its level, or
 * NULL. */
const char *eg_outcome_statistic(const eg_report_outcome *outcome);
const char *eg_outcome_cut(const eg_report_outcome *outcome);

/* The last year for which an outcome has students with a value; "" without years. */
const char *eg_index_latest(const eg_fact_index *index, const eg_report *report,
                            const eg_report_outcome *outcome);

#endif
