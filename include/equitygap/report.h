/*
 * equitygap/report.h - what it says: facts, findings, settings, inputs and data quality.
 *
 * The only thing a writer sees. Nothing upstream is reachable from here.
 */
#ifndef EQUITYGAP_REPORT_H
#define EQUITYGAP_REPORT_H

#include "equitygap/base.h"
#include "equitygap/statistics.h"

/*
 * In place of a count of records or students that a public report does not tell: it is under
 * min_n, or such a one would follow from it. Put in words by eg_report_count_words, in JSON
 * null.
 */
#define EG_COUNT_FEW  UINT64_MAX
#define EG_COUNT_KEPT (UINT64_MAX - 1)

typedef struct {
    const char *name;                  /* file name as given, without its folder */
    uint64_t bytes, records, rejected; /* each may be EG_COUNT_FEW or EG_COUNT_KEPT */
    const char *format, *compression, *encoding;
    const char *delimiter; /* "," "tab" ... */
} eg_report_input;

/* A setting as printed in methods and JSON. value is text; number says it is a JSON number or
 * true/false. */
typedef struct {
    const char *name;
    const char *value;
    bool number;
} eg_report_setting;

/* One thing noticed about the data: "3 records have no id", with its count; file and line where
 * it helps. */
typedef struct {
    const char *code;   /* stable: "rejected", "repeated_identical", "invalid_values", ... */
    const char *column; /* NULL */
    uint64_t count;     /* or EG_COUNT_FEW, EG_COUNT_KEPT */
    const char *file;   /* NULL */
    uint64_t line;      /* 0 */
    const char *text;   /* the sentence: English */
    const char *said;   /* the same in the report's language; NULL: only the English */
} eg_report_quality;

typedef struct {
    const char *name, *label;
    eg_kind kind;
    bool lower;
    bool has_target;
    const char *definition; /* numerator, denominator, exclusions in words: English */
    const char *said;       /* the same in the report's language; NULL: only the English */
    const char *const *levels;
    size_t n_levels;
    double target;
    const char *target_year;
} eg_report_outcome;

typedef struct {
    const char *name, *label;
    const char *order_rule;    /* "alphabetical, Unknown last" */
    const char *definition;    /* how students of several races are counted; NULL */
    const char *const *groups; /* in the order of facts */
    size_t n_groups;
} eg_report_dimension;

/* Trends stop before a year; dimension, outcome NULL: all of them. */
typedef struct {
    const char *year, *dimension, *outcome;
} eg_report_break;

/* A fact that a finding is built from: its address, and its place among the report's facts. */
typedef struct {
    size_t place;
    const char *unit_type, *unit, *outcome, *year, *dimension, *group, *reference, *statistic;
} eg_finding_fact;

/* A finding: a ranked sentence computed from facts. */
typedef struct {
    char id[16];          /* "F-" and a short hash of its address: stable from month to month */
    const char *kind;     /* "strength", "gap", "trend", "persistence" */
    const char *sentence; /* English; with the questions in the report's language below */
    const char *question; /* about practice and systems */
    const char *critical; /* a critical friend's, of those who read it */
    /* Likewise in the report's language; NULL: only the English is known. */
    const char *said, *asked, *challenged;
    const char *unit_type, *unit, *outcome, *year, *dimension, *group, *reference;
    double score;                 /* rank: size x certainty x students */
    const eg_finding_fact *facts; /* what it is built from; NULL of one read from a report */
    size_t n_facts;
} eg_finding;

/* What people have noted about a finding: --notes. */
typedef struct {
    const char *finding; /* the id of one */
    const char *role;    /* who says it, as "principal"; "" */
    const char *text;
} eg_report_note;

/* What changed since an earlier report: equitygap/compare.h. */
typedef struct eg_comparison eg_comparison;

typedef struct {
    bool plan;             /* asked as a plan: text says pace and markers, no gaps */
    const char *version;   /* of equitygap */
    const char *timestamp; /* NULL unless SOURCE_DATE_EPOCH gave one */
    const char *language;  /* tag of the words for people: "en", "es"; NULL: English */
    eg_audience audience;
    const char *title; /* over reports for people, as given; NULL: "Equity report" */
    /* The one unit that the report is about: its facts stand where those of the whole input
     * would; of the whole there are those of all students. NULL: about everything. */
    const char *unit_type, *unit;
    eg_edition edition;
    uint32_t min_n;
    bool rows_counted; /* n and min_n are of rows, of which a student may have several */
    double confidence;
    int digits; /* CSV */
    const eg_report_input *inputs;
    size_t n_inputs;
    const eg_report_setting *settings;
    size_t n_settings;
    const eg_report_quality *quality;
    size_t n_quality;
    const eg_report_outcome *outcomes;
    size_t n_outcomes;
    const eg_report_dimension *dimensions; /* without the whole */
    size_t n_dimensions;
    const char *const *unit_types; /* without "all" */
    size_t n_unit_types;
    const char *const *years;
    size_t n_years;
    const uint32_t
        *years_missing; /* [year]: how many are not there right before it; NULL: none */
    const eg_report_break *breaks; /* where a picture must not join years */
    size_t n_breaks;
    const eg_finding *findings;
    size_t n_findings;
    const eg_report_note *notes; /* in the order given; some may be of no finding here */
    size_t n_notes;
    const eg_comparison *since; /* NULL: no earlier report was given */
    /* counted in all, or EG_COUNT_FEW, EG_COUNT_KEPT; students 0 when not known to differ */
    uint64_t records, students;
    bool has_rules;           /* rules of impact were asked for: */
    const eg_rule_row *rules; /* what each says of every group; eg_rule_at names them */
    size_t n_rules;
    const eg_family *families; /* how many p-values were adjusted together */
    size_t n_families;
    uint64_t cells, cells_hidden, cells_coded;
    const char *const *hiding; /* rules of hiding that are not the default ones, in sentences */
    size_t n_hiding;
    /* The stream of facts, re-runnable: call through eg_report_facts. at_once: by several
     * threads at the same time; otherwise by one after the other. */
    bool at_once;
    eg_status (*facts)(const void *self, eg_fact_visitor visit, void *context, eg_error *err);
    const void *self;
} eg_report;

/* "difference 24, slope 6"; "" where there are none. In the arena; NULL: no memory. */
const char *eg_report_families(const eg_report *report, eg_arena *arena);
/* "1,234", "fewer than 10", "some". In the arena; NULL: no memory. */
const char *eg_report_count_words(const eg_report *report, uint64_t count, eg_arena *arena);

EG_MUST_USE eg_status eg_report_facts(const eg_report *report, eg_fact_visitor visit,
                                      void *context, eg_error *err);

/*
 * Facts of one unit held in memory and found by address, for tables and pictures. Strings are
 * the arena's.
 */
typedef struct eg_fact_index eg_fact_index;
/* Those of unit_type "all" (unit NULL), or of one unit; unit_type NULL: of what the report is
 * about. */
EG_MUST_USE eg_status eg_fact_index_new(eg_fact_index **out, const eg_report *report,
                                        const char *unit_type, const char *unit, eg_error *err);
void eg_fact_index_free(eg_fact_index *index);
size_t eg_fact_index_count(const eg_fact_index *index);
const eg_fact *eg_fact_index_at(const eg_fact_index *index, size_t i); /* in address order */
/* NULL strings mean ""; NULL result: no such fact. */
const eg_fact *eg_fact_index_find(const eg_fact_index *index, const char *outcome,
                                  const char *year, const char *dimension, const char *group,
                                  const char *reference, const char *statistic);

/* The next note on a finding after `last` (NULL: the first); NULL: there is none. */
const eg_report_note *eg_report_note_next(const eg_report *report, const char *finding,
                                          const eg_report_note *last);

/*
 * A report for each unit of one kind (--split), all from one analysis: facts keep their
 * addresses, values, adjusted p-values and statuses, so that nothing is told in the parts that
 * the whole does not tell. A part has the facts of its unit, and before them those of all
 * students of the whole input (dimension "all"), to compare with. Findings are the unit's own.
 * Inputs, settings and quality are those of the whole.
 */
typedef struct eg_report_parts eg_report_parts;
/* EG_E_USAGE: the report has no such kind. whole must outlive it. */
EG_MUST_USE eg_status eg_report_parts_new(eg_report_parts **out, const eg_report *whole,
                                          const char *unit_type, eg_error *err);
void eg_report_parts_free(eg_report_parts *parts);
size_t eg_report_parts_count(const eg_report_parts *parts);
const char *eg_report_parts_unit(const eg_report_parts *parts, size_t i);
/* The report about unit i, good until the next call; fastest in order. */
EG_MUST_USE eg_status eg_report_parts_at(eg_report_parts *parts, size_t i,
                                         const eg_report **out, eg_error *err);

#define EG_FINDINGS_MOST 5
/*
 * Findings from facts of what the report is about: strengths first, then gaps, trends,
 * persistence; at most `most`. *findings in the arena.
 */
EG_MUST_USE eg_status eg_findings_make(const eg_report *report, size_t most, eg_arena *arena,
                                       eg_finding **findings, size_t *n, eg_error *err);

/*
 * What an outcome counts, in words: numerator, denominator, exclusions, direction. settled and
 * language (a tag; English) may be NULL. In the arena; NULL: no memory.
 */
const char *eg_report_definition(const eg_outcome *outcome, const eg_outcome_settled *settled,
                                 const char *language, eg_arena *arena);

/* How a dimension of race counts its students, in words; NULL: of no race. */
const char *eg_report_counting(const eg_schema *schema, const eg_item *item);

/*
 * Every setting that can change a number, always the same names in the same order (blank where
 * nothing was asked), so that two reports can be compared. Not threads, parser, paths or
 * output: they change no number. schema may be NULL. *out in the arena.
 */
EG_MUST_USE eg_status eg_report_settings_make(const eg_settings *settings,
                                              const eg_schema *schema, eg_arena *arena,
                                              eg_report_setting **out, size_t *n,
                                              eg_error *err);

/*
 * The settings in 16 digits: reports with the same ones were asked the same. `out` has room for
 * them and a NUL.
 */
#define EG_SETTINGS_HASH 17
void eg_report_settings_hash(const eg_report *report, char out[EG_SETTINGS_HASH]);

#endif
