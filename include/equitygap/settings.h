/*
 * equitygap/settings.h - what the user asked for: every analysis option, from flags and config.
 */
#ifndef EQUITYGAP_SETTINGS_H
#define EQUITYGAP_SETTINGS_H

#include "equitygap/base.h"

typedef enum { EG_KIND_AUTO, EG_KIND_RATE, EG_KIND_MEAN, EG_KIND_LEVELS } eg_kind;
typedef enum {
    EG_COMPARE_NONE,
    EG_COMPARE_LT,
    EG_COMPARE_LE,
    EG_COMPARE_GT,
    EG_COMPARE_GE,
    EG_COMPARE_EQ,
    EG_COMPARE_NE
} eg_compare;
typedef enum { EG_EDITION_PUBLIC, EG_EDITION_INTERNAL } eg_edition;
/* Who reads the report: the same numbers and ids, fewer words and pages. */
typedef enum { EG_AUDIENCE_TEAM, EG_AUDIENCE_BOARD, EG_AUDIENCE_FAMILY } eg_audience;
typedef enum { EG_PER_AUTO, EG_PER_STUDENT, EG_PER_ROW } eg_per;
typedef enum {
    EG_COLLAPSE_NONE,
    EG_COLLAPSE_FIRST,
    EG_COLLAPSE_LAST,
    EG_COLLAPSE_MIN,
    EG_COLLAPSE_MAX,
    EG_COLLAPSE_MEAN,
    EG_COLLAPSE_ANY
} eg_collapse;
typedef enum {
    EG_ADJUST_BH,
    EG_ADJUST_HOLM,
    EG_ADJUST_HOCHBERG,
    EG_ADJUST_BY,
    EG_ADJUST_BONFERRONI,
    EG_ADJUST_NONE
} eg_adjust;
typedef enum {
    EG_INTERVAL_WILSON,
    EG_INTERVAL_CLOPPER_PEARSON,
    EG_INTERVAL_JEFFREYS,
    EG_INTERVAL_AGRESTI_COULL
} eg_interval;
typedef enum { EG_RATIO_KATZ, EG_RATIO_SCORE } eg_ratio_interval;
typedef enum { EG_SLOPE_KNOWN, EG_SLOPE_RMSE, EG_SLOPE_OLS } eg_slope_se;
typedef enum { EG_PPG_CCCCO2022, EG_PPG_DISIMPACT } eg_ppg_rule;
typedef enum { EG_FUNNEL_PLAIN, EG_FUNNEL_OVERDISPERSED } eg_funnel;
/* How students of several races are counted: docs/groups.md. */
typedef enum { EG_RACE_FEDERAL, EG_RACE_ALONE_OR_COMBINED, EG_RACE_AS_GIVEN } eg_race_counting;
/* How statuses of English learners are put together: docs/groups.md. */
typedef enum { EG_LEARNERS_AS_GIVEN, EG_LEARNERS_STATUS, EG_LEARNERS_EVER } eg_learner_rule;
typedef enum {
    EG_REFERENCE_REST,
    EG_REFERENCE_OVERALL,
    EG_REFERENCE_HIGHEST,
    EG_REFERENCE_LEVEL,
    EG_REFERENCE_GOAL,
    EG_REFERENCE_STATE /* the State's others: of alternate risk ratios alone */
} eg_reference_kind;

typedef struct {
    const char **at;
    size_t n;
} eg_strings;

typedef struct {
    eg_reference_kind kind;
    const char *dimension; /* LEVEL: of DIM=LEVEL */
    const char *level;
    double goal;           /* GOAL */
    const char *goal_text; /* as the fact's reference column has it: "goal=0.8" */
} eg_reference;

/* What a publisher's marks mean: schema/mark_presets.h. */
typedef struct eg_mark_preset eg_mark_preset;

/* How an outcome is counted from other columns: schema/recipes.h. */
typedef struct eg_recipe eg_recipe;
#define EG_RECIPE_INPUTS 2

typedef struct {
    eg_strings columns; /* names it may have; the first that a file has is used, the first is
                           reported */
    const char *name;   /* what the report calls it; NULL: the header as written */
    const char *label;  /* for text and HTML; NULL: name */
    eg_kind kind;
    eg_strings success; /* rate(A|B) */
    eg_compare compare; /* rate(>0) */
    eg_decimal threshold;
    eg_strings levels;    /* levels(Low<High), lowest first */
    bool lower;           /* a lower value is the better one */
    bool direction_given; /* lower is what the user said, either way */
    bool has_target;
    double target;
    const char *target_year;
    const eg_recipe *recipe; /* NULL: none; then columns is empty and name is set */
    eg_strings recipe_columns[EG_RECIPE_INPUTS]; /* names each may have; empty: recognise */
} eg_outcome_spec;

/* The config's "from": the columns of which a dimension is composed. Each may be empty. */
typedef struct {
    eg_strings flags, flag_groups; /* pairwise: a yes/no column and the group it says */
    eg_strings hispanic;           /* names of a column that says whether Hispanic */
    eg_strings race;               /* names of a column of races, one or a list */
    eg_strings string;             /* names of a column of 0 and 1 by position */
    uint32_t *positions;           /* pairwise: 0 is the first character */
    eg_strings position_groups;
} eg_from_spec;

typedef struct {
    eg_strings columns;       /* as above; with `from` what the dimension is called */
    const eg_from_spec *from; /* NULL: one column */
    bool has_counting;
    eg_race_counting counting;
    const char *label;
    eg_strings level_from; /* recodes, pairwise with level_to */
    eg_strings level_to;
    eg_strings order;
    bool has_reference;
    eg_reference reference;
} eg_dimension_spec;

/* One item of --by: a dimension, or the cross of several. */
typedef struct {
    eg_strings columns;
} eg_by;

typedef struct {
    const char *column;
    eg_compare compare; /* EG_COMPARE_EQ with several values is `in` */
    eg_strings values;
} eg_where;

typedef struct {
    const char *year; /* first year after the break */
    const char *why;
    eg_strings dimension; /* names of one; empty: all trends ... */
    eg_strings outcome;   /* ... likewise */
    const char *file;     /* where the config says so, for messages */
    uint64_t line, column;
} eg_break;

/* --counts: rows are groups; which columns hold the figures of one outcome. NULL: none. */
typedef struct {
    const char
        *name; /* what the report calls it; NULL: the column of its count, rate or mean */
    const char *n, *count, *rate, *mean, *sd;
    eg_strings levels, level_columns; /* lowest first, pairwise */
    bool lower;
} eg_counts_spec;

/* --parts: groups that together are everybody, as a dimension of their own. */
typedef struct {
    const char *name; /* NULL: what the groups are known to be, else their names joined by + */
    eg_strings groups;
} eg_parts_spec;

/* --idea: what a State has set for the rules on significant disproportionality. */
#define EG_IDEA_UNSAID UINT64_MAX
typedef struct {
    const char *name;           /* an outcome, or a category of schema/idea.def; NULL: all */
    const char *category;       /* of the outcome; NULL: not said */
    double threshold, progress; /* NAN: not said */
    uint64_t min_cell, min_n, years; /* EG_IDEA_UNSAID: not said */
} eg_idea_spec;

/* Wide columns made long: name becomes a column holding labels, and `read1` the column `read`
 * of its value 1. */
typedef struct {
    const char *name;    /* NULL: nothing is melted */
    eg_strings values;   /* as they stand in column names */
    eg_strings labels;   /* pairwise: what the column holds for each */
    eg_strings patterns; /* "read{}"; empty: every column that begins or ends with a value and
                            has a like column for another */
} eg_melt;

/* --target: what an outcome is to reach by --by-year. */
typedef struct {
    const char *name; /* of the outcome; NULL: the only one */
    double value;
} eg_target_spec;

/*
 * What a public edition shows beside min_n: the numbers of a policy (schema/policies.def) or a
 * state's own. Shares are in hundredths of a percent.
 */
enum { EG_TAILS_MOST = 12, EG_SHARE_ONE = 10000 };
typedef struct {
    uint32_t from; /* of so many students and more; the first of a table of fewer too */
    uint32_t low;  /* a share up to this, or from 1 - this on, is shown as a bound only ... */
    uint32_t most; /* ... where no more have the outcome, or lack it; UINT32_MAX: any number */
} eg_tail;
typedef struct {
    eg_tail tails[EG_TAILS_MOST]; /* `from` rises */
    uint32_t n_tails;             /* 0: none, and a mean of equal values is shown too */
    uint32_t tail_least;          /* a bound leaves this count open too: 0 or 1 */
    uint32_t min_count, min_rest; /* who have the outcome, or lack it: of fewer a bound only */
    uint32_t dominance;           /* most that one student may be of a mean's sum; 0: all */
    bool next_smallest; /* beside one small group of a table the next smallest is hidden */
} eg_rules;

/* Everything that can be asked of an analysis, defaults filled by eg_settings_new. Owned
 * strings live in arena. */
typedef struct {
    eg_arena *arena;
    eg_strings year, id,
        weight;        /* names; one name "none" turns the role off; empty: recognise */
    eg_strings within; /* empty: none */
    eg_by *by;
    size_t n_by; /* 0: recognised dimensions */
    eg_outcome_spec *outcomes;
    size_t n_outcomes;             /* 0: recognised outcomes */
    eg_dimension_spec *dimensions; /* what the config says of columns */
    size_t n_dimensions;
    eg_outcome_spec
        *outcome_notes; /* what the config says of outcomes; merged under --outcome by column */
    size_t n_outcome_notes;
    eg_strings roster;                /* files whose columns are joined on */
    eg_strings key;                   /* by these columns */
    const char *year_from_name;       /* a regular expression; its first group is the year */
    eg_strings set_names, set_values; /* columns that are nowhere, pairwise */
    eg_melt melt;
    eg_where *where;
    size_t n_where;
    eg_break *breaks;
    size_t n_breaks;
    eg_reference *references; /* default: one, REST */
    size_t n_references;
    eg_strings missing_marks,
        suppressed_marks; /* added to the built-in tables; config replaces */
    bool missing_replaced, suppressed_replaced;
    const eg_mark_preset *marks; /* NULL: none; the lists above win over it */
    eg_strings stats;            /* set and statistic names; default: "basic" */
    eg_strings covariates; /* columns; empty: the plain dimensions; one name "none": none */
    eg_strings covariate_numbers; /* those of them whose values are numbers (NAME:number) */
    eg_per per;
    eg_collapse collapse;
    bool disjoint;     /* no student is in two saved cubes */
    double confidence; /* 0.95 */
    eg_adjust adjust;
    eg_interval interval;
    eg_ratio_interval ratio_interval;
    eg_slope_se slope_se;
    eg_ppg_rule ppg_rule;
    eg_funnel funnel;
    eg_race_counting race_counting;
    eg_target_spec *targets; /* given as options: they win over the config's */
    size_t n_targets;
    const char *by_year; /* of every target; NULL: the config's */
    bool plan;           /* only outcomes with a target, and text that plans */
    eg_learner_rule learners;
    bool race_counting_typed; /* on the command line: wins over dimensions' own */
    uint64_t seed;            /* 1 */
    const char *language;     /* tag: "en", "es" */
    eg_audience audience;
    const char *title;  /* over reports for people, one line; NULL: "Equity report" */
    const char *split;  /* column: a report for each of its units; NULL: one report */
    const char *notes;  /* a file of notes on findings; NULL: none */
    const char *ledger; /* a file of what was published before; NULL: none */
    eg_edition edition;
    uint32_t min_n;     /* 10 or the policy's; at least 1 */
    const char *policy; /* "default"; a name of schema/policies.def */
    eg_rules rules;     /* the policy's, and what is said of single numbers */
    double margin_rate; /* 0.03 */
    double margin_sd;   /* 0.10 */
    double max_rejects; /* 0.01, a share */
    char delimiter;
    const char *encoding;
    const char *sheet;
    const char *parser;              /* "auto", "libcsv" */
    unsigned threads;                /* 0: all cores */
    eg_strings not_applicable_marks; /* added to the built-in table */
    eg_counts_spec *counts;          /* any: rows are groups, not students */
    size_t n_counts;
    bool group_cross;         /* the two columns of groups are crossed */
    eg_strings group_columns; /* the group's; or the dimension's, then the group's */
    eg_strings totals;        /* groups that are the whole, beside those that are recognised */
    eg_parts_spec *parts;
    size_t n_parts;
    eg_idea_spec *idea; /* in the order given: later ones win over like ones */
    size_t n_idea;
    const char *state;            /* a file of the State's counts; NULL: none */
    eg_counts_spec *state_counts; /* its columns; none: those of counts, else by their names */
    size_t n_state_counts;
    eg_strings state_group_columns;
    const char *table, *query;         /* of a database; query: a file. NULL: not given */
    const char *fetch;                 /* "auto", "cells", "rows" */
    eg_strings shard_key;              /* columns to group by as well */
    const char *dialect;               /* of EG_SQL_DIALECTS; NULL: as the driver says */
    unsigned timeout;                  /* seconds; 0: for ever */
    const char *password_file;         /* NULL: none */
    eg_strings said_keys, said_values; /* what config files said, pairwise: schema/said.h */
} eg_settings;

EG_MUST_USE eg_status eg_settings_new(eg_settings **out, eg_error *err);
void eg_settings_free(eg_settings *settings);

/*
 * One row of an option table. The flags, --help, man page and completion are read from it.
 * set gets the subject the table belongs to; value is NULL for an option without an argument.
 * Errors name the option, the value's nearest valid word and the remedy (EG_E_USAGE).
 */
typedef struct {
    const char *name;     /* without the dashes */
    char short_name;      /* 0: none */
    const char *argument; /* NULL: takes none */
    const char *group;    /* heading in --help */
    const char *help;     /* one line, no full stop */
    const char
        *words; /* space separated values for completion and did-you-mean; NULL: free text */
    eg_status (*set)(void *subject, const char *value, eg_error *err);
} eg_option;

/* The rows whose subject is eg_settings: every analysis option of interface.md. Ends with name
 * NULL. */
const eg_option *eg_settings_options(void);
/* Reads a JSON config (comments allowed) into settings. EG_E_CONFIG names file, line, key,
 * nearest match. */
EG_MUST_USE eg_status eg_config_read(eg_settings *settings, const char *path, eg_error *err);
EG_MUST_USE eg_status eg_config_parse(eg_settings *settings, eg_text json, const char *name,
                                      eg_error *err);

#endif
