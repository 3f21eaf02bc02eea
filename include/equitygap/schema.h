/*
 * equitygap/schema.h - what columns mean: which column plays which role (schema), and records
 * turned into level numbers and exact values (coder). What the user asked for is settings.h.
 */
#ifndef EQUITYGAP_SCHEMA_H
#define EQUITYGAP_SCHEMA_H

#include "equitygap/base.h"
#include "equitygap/settings.h"

/* ---- schema: which column plays which role
 * --------------------------------------------------- */

typedef enum {
    EG_ROLE_NONE,
    EG_ROLE_ID,
    EG_ROLE_YEAR,
    EG_ROLE_UNIT,
    EG_ROLE_DIMENSION,
    EG_ROLE_OUTCOME,
    EG_ROLE_WEIGHT,
    EG_ROLE_NAME /* a person's name: never used */
} eg_role;
const char *eg_role_word(eg_role role);

/* An axis: a column whose values are levels (dimension, unit or year). */
typedef struct {
    const char *name; /* header as written in the first file that has it */
    const char *label;
    const char *concept; /* "race", "gender", "english_learner", ... of the alias table; NULL */
    const eg_dimension_spec *spec; /* NULL */
    bool is_year;
    bool is_unit;
    bool is_number;                   /* a covariate whose levels are numbers, not groups */
    const struct eg_derived *derived; /* composed of several columns; NULL: of one */
    eg_race_counting counting;        /* of a race column or a composed axis */
    int32_t field;                    /* of select; composed: the first one */
    int32_t parent_field; /* a school's district, which tells equal names apart; -1: none */
} eg_axis;

typedef struct {
    const char
        *name; /* "race_ethnicity", "race_ethnicity*gender"; names with * , : = are quoted */
    const char *label;
    uint32_t axis[4];
    size_t n_axes;
} eg_item;

typedef struct {
    const char *name;
    const char *label;
    const char *column; /* header as written */
    eg_kind kind;       /* AUTO until eg_coder_settle */
    bool asked;         /* it was AUTO until a database had been asked; settings say so */
    eg_outcome_spec spec;
    bool lower;
    eg_strings levels;            /* LEVELS, lowest first; settled */
    bool from_words;              /* rate settled from yes/no words or codes */
    bool per_hundred;             /* its header has a %: 67.3 is 0.673 */
    int32_t field;                /* of select */
    const eg_counts_spec *counts; /* where the input gives counts (the settings'); else NULL */
    const eg_recipe *recipe;      /* NULL; else field and column are those of its first input */
    int32_t recipe_field[EG_RECIPE_INPUTS];
    const char *recipe_column[EG_RECIPE_INPUTS];
} eg_outcome;

/* What a column of an aggregate file holds of an outcome. */
typedef enum {
    EG_FIGURE_N,
    EG_FIGURE_COUNT,
    EG_FIGURE_RATE,
    EG_FIGURE_MEAN,
    EG_FIGURE_SD,
    EG_FIGURE_LEVEL
} eg_figure_role;
typedef struct {
    eg_figure_role role;
    uint32_t outcome;
    uint32_t level;     /* LEVEL */
    int32_t field;      /* of select */
    const char *column; /* header as written */
    bool per_hundred;   /* its header has a % */
} eg_figure_column;

/* What profile prints of one column of the headers' union. */
typedef struct {
    const char *name;
    eg_role role;
    const char *concept;
    const char *why; /* "its name is a known spelling of race/ethnicity" */
    bool used;       /* in this analysis */
} eg_column;

typedef struct {
    eg_arena *arena;
    eg_axis *axes;
    size_t n_axes;
    int32_t year;    /* axis, or -1 */
    uint32_t *units; /* axes of --within, in the user's order */
    size_t n_units;
    eg_item *items; /* in the order the report uses */
    size_t n_items;
    uint32_t *covariates; /* axes of --covariates; see eg_item_covariates */
    size_t n_covariates;
    bool covariates_named; /* --covariates was given: `none` too */
    eg_outcome *outcomes;
    size_t n_outcomes;
    bool has_id, has_weight;
    const char *id_name, *year_name, *weight_name;
    eg_column *columns;
    size_t n_columns;
    /* What the source is to deliver: n_fields columns, select[file * n_fields + f]. */
    int32_t *select;
    size_t n_fields;
    size_t n_files;
    const eg_settings *settings;
    int32_t id_field, weight_field; /* -1: none */
    int32_t *where_field;           /* of settings->where, one each */
    eg_strings notes;               /* sentences for the report's quality section */
    eg_strings apart; /* likewise: columns of different files that may be one, told at once */
    /* Where rows are groups: no item and no outcome until eg_given_settle. */
    eg_figure_column *figures;
    size_t n_figures;
    eg_outcome *given_outcomes;
    size_t n_given_outcomes;
    int32_t group_axis, group_dimension_axis; /* -1: none */
} eg_schema;

/*
 * Roles for the headers of n_files files: flags and config first, then the alias table.
 * EG_E_USAGE/EG_E_CONFIG: a named column that no file has (nearest name), a name that stands
 * twice where it is used, an id used as a dimension. EG_E_INPUT: no outcome recognised.
 * settings must outlive it.
 */
EG_MUST_USE eg_status eg_schema_resolve(eg_schema **out, const eg_settings *settings,
                                        const eg_text *const *headers, const size_t *n_names,
                                        const char *const *files, size_t n_files,
                                        eg_error *err);
void eg_schema_free(eg_schema *schema);

enum { EG_COVARIATES_MOST = 8 };
/*
 * The axes that adjusted statistics of an item (from 0) hold equal: those of --covariates, else
 * those of the items of one axis; never the item's own. Returns how many, in rising order of
 * axis; 0 when there are more than EG_COVARIATES_MOST that nobody named.
 */
size_t eg_item_covariates(const eg_schema *schema, size_t item,
                          uint32_t axes[EG_COVARIATES_MOST]);
bool eg_axis_is_covariate(const eg_schema *schema, size_t axis);
/* It divides students into groups: of an item, or as a covariate. */
bool eg_axis_divides(const eg_schema *schema, size_t axis);

/* ---- coder: records -> levels and values
 * ------------------------------------------------------ */

/* States of an outcome's value in a record. */
typedef enum {
    EG_VALUE_OK,
    EG_VALUE_MISSING,
    EG_VALUE_SUPPRESSED,
    EG_VALUE_NOT_APPLICABLE,
    EG_VALUE_INVALID
} eg_value_state;
#define EG_VALUE_STATES 5

/* What a cell of an aggregate file says; never folded into one another. */
typedef enum {
    EG_FIGURE_ABSENT, /* there is no such column */
    EG_FIGURE_VALUE,
    EG_FIGURE_INTERVAL,
    EG_FIGURE_SUPPRESSED,
    EG_FIGURE_NOT_APPLICABLE,
    EG_FIGURE_MISSING,
    EG_FIGURE_INVALID
} eg_figure_state;
#define EG_FIGURE_STATES 7

/* VALUE: low is it. INTERVAL: bounds, each with or without its own end, or none. */
typedef struct {
    eg_decimal low, high;
    uint8_t state;
    uint8_t places; /* decimals written */
    bool has_low, has_high, open_low, open_high;
    bool percent; /* written with a % sign: low and high are shares already */
} eg_figure;
/* A figure without a % sign that is a percentage all the same: over 100. */
void eg_figure_per_hundred(eg_figure *figure);

/* Level 0 of every axis is Unknown (blank or a missing mark). */
#define EG_LEVEL_UNKNOWN 0u

/*
 * Coded records. level[axis][r]; value[outcome][r] is, by the outcome's kind, 0 or 1 (RATE),
 * the decimal (MEAN), the number of a word of the outcome's dictionary (LEVELS, AUTO: see
 * eg_coder_word). For AUTO number[outcome][r] also holds the decimal, numeric[outcome][r] says
 * whether it is one. key: hash of student and year when the schema has an id (both zero: the id
 * is missing).
 */
typedef struct {
    size_t rows;
    uint32_t **level;
    eg_decimal **value;
    uint8_t **state; /* eg_value_state */
    eg_decimal **number;
    uint8_t **numeric;
    uint64_t *weight; /* NULL: each record counts once */
    eg_hash128 *key;  /* NULL: no id */
    /* [outcome] NULL, or the sums of a MEAN over the records that each one stands for: value
     * means nothing then. NULL: none has any. */
    const eg_sums **sums;
    uint8_t *counted; /* NULL, or 1: this student is counted already, add the outcomes alone */
    eg_figure **figure; /* [schema->figures]: rows that are groups */
    uint32_t *group;    /* numbers of eg_given_plan; with figure */
    /* The values of a MEAN once more where they have one form: value[o][r] is units[o][r] times
     * unit[o], or the state is another than EG_VALUE_OK and the units are 0. unit[o] is 0 where
     * they have none. units NULL: none has any. */
    uint32_t **units;
    eg_decimal *unit;
} eg_coded;

typedef struct eg_coder eg_coder;
EG_MUST_USE eg_status eg_coder_new(eg_coder **out, const eg_schema *schema, eg_error *err);
void eg_coder_free(eg_coder *coder);
/* Codes the records that pass --where; *out is borrowed until the next call. EG_E_LIMIT: too
 * many levels. */
EG_MUST_USE eg_status eg_coder_code(eg_coder *coder, const eg_batch *batch,
                                    const eg_coded **out, eg_error *err);

/* Labels of an axis so far: canonical text (NFC, trimmed), before settling. */
size_t eg_coder_levels(const eg_coder *coder, size_t axis);
eg_text eg_coder_level(const eg_coder *coder, size_t axis, uint32_t level);
size_t eg_coder_words(const eg_coder *coder, size_t outcome);
/* LEVELS, AUTO: true while every usable value has a word. An AUTO outcome with more than 200
 * words has numbers only, and what was counted by word means nothing: value is EG_NO_WORD from
 * there on. */
bool eg_coder_words_kept(const eg_coder *coder, size_t outcome);
eg_text eg_coder_word(const eg_coder *coder, size_t outcome, uint32_t word);

/* Counts of a whole pass: what the report's quality section says. */
typedef struct {
    uint64_t records;     /* coded, after --where */
    uint64_t filtered;    /* left out by --where */
    uint64_t totals_rows; /* id cell reads Total, Grand Total, Subtotal: set aside */
    uint64_t bad_weight;
    uint64_t no_id;
    uint64_t damaged_ids; /* 1.23E+09: not used, as if there were none */
} eg_coder_tally;
const eg_coder_tally *eg_coder_tally_of(const eg_coder *coder);
/* How many records had each state for an outcome, and for the invalid ones the first place met.
 */
typedef struct {
    uint64_t state[EG_VALUE_STATES];
    uint32_t first_invalid_file;
    uint64_t first_invalid_line;
} eg_outcome_tally;
const eg_outcome_tally *eg_coder_outcome_tally(const eg_coder *coder, size_t outcome);

/*
 * What another coder of the same schema met, over other records, is added: afterwards `into`
 * settles as if it had coded them all, and codes no more. The maps give its numbers for those
 * of `from`, as eg_cubes_merge takes them. Not for rows that are groups. EG_E_LIMIT: too
 * many levels or words.
 */
typedef struct {
    uint32_t **levels; /* [axis][level] */
    uint32_t **words;  /* [outcome][word] */
} eg_coder_maps;
EG_MUST_USE eg_status eg_coder_merge(eg_coder *into, const eg_coder *from, eg_coder_maps *maps,
                                     eg_error *err);
void eg_coder_maps_free(eg_coder_maps *maps, const eg_schema *schema);
/* Puts the lines of places met through a function: where batches had numbers instead. */
void eg_coder_number(eg_coder *coder, uint64_t (*line_of)(const void *context, uint64_t line),
                     const void *context);

/*
 * After the last record: settles what depends on whole columns. Kinds of AUTO outcomes, order
 * of levels, labels of code columns, order of groups and units, years. The result maps the
 * coder's numbers to final ones.
 */
typedef struct {
    const char *label; /* final: recoded by config or code table, else as written */
    int32_t
        first_year; /* year axis: the year in which it starts, or INT32_MIN: not comparable */
} eg_level;

typedef struct {
    eg_level *levels; /* in the order the report uses; Unknown last if any record has it */
    size_t n;
    uint32_t *final_of; /* [coder level] -> index in levels; several may map to one */
    size_t n_raw;
    const double *number; /* [level] of a numeric covariate, NAN for Unknown; NULL: groups */
    const char *scheme;   /* code table used for labels, NULL: none */
    uint32_t unknown; /* index of Unknown in levels; EG_NO_WORD: no record has it. final_of[0]
                         differs from it where a config gives blanks a label of their own */
    /*
     * Where students count in several groups: coder level r is in members[member_from[r]] up to
     * members[member_from[r + 1] - 1], rising; final_of[r] is the first. NULL: in final_of
     * alone.
     */
    uint32_t *member_from, *members;
    const char
        *rule; /* how students of several races were counted, in words; NULL: none needed */
} eg_axis_settled;

typedef struct {
    eg_kind kind;
    bool lower;
    const char **levels; /* LEVELS: lowest first */
    size_t n_levels;
    /* RATE and LEVELS from words: what each word counts as: level number (LEVELS), 0/1 (RATE),
     * -1 invalid. */
    int16_t *word_as;
    size_t n_words;
} eg_outcome_settled;

/* Levels of one axis that lie within levels of another, as schools do within districts. */
typedef struct {
    uint32_t inner, outer; /* axes: two units, or two dimensions */
    /* [year][inner level]: outer level + 1, whose inner levels lie in no other; 0: none */
    uint32_t **within;
} eg_settled_nest;

typedef struct {
    eg_arena *arena;
    eg_axis_settled *axes;
    eg_outcome_settled *outcomes;
    eg_settled_nest *nests;
    size_t n_nests;
    eg_strings notes; /* sentences for the report's quality section */
} eg_settled;

/* EG_E_USAGE: kind cannot be told (says which options exist), unknown level in flags.
 * EG_E_CONFIG likewise. */
EG_MUST_USE eg_status eg_coder_settle(eg_coder *coder, eg_settled **out, eg_error *err);
/* Groups of the item overlap: they do not add up to the whole. */
bool eg_item_overlaps(const eg_settled *settled, const eg_item *item);
void eg_settled_free(eg_settled *settled);

/* ---- rows that are groups
 * ------------------------------------------------------------------------- */

/* A mark met in a column of figures: marks are never folded, so each has its count. */
typedef struct {
    eg_text mark; /* "" is blank; EG_FIGURE_INTERVAL and INVALID: all of them, without a text */
    eg_figure_state state;
    uint64_t count;
    uint32_t first_file;
    uint64_t first_line;
} eg_figure_mark;
/* The marks of a column in byte order, *n of them; borrowed until the coder's end. */
const eg_figure_mark *eg_coder_figure_marks(eg_coder *coder, size_t figure, size_t *n);

/* Where the rows of a group belong. */
typedef struct {
    eg_schema *schema; /* as everything downstream sees it; in settled's arena */
    uint32_t *item;    /* [group of eg_coded]: 0 the whole, EG_NO_WORD set aside */
    uint32_t *level;   /* [group of eg_coded] */
    bool *aside;       /* [group of eg_coded]: without a group, or without a dimension */
    size_t n_groups;
    uint32_t (*pairs)[2]; /* the groups of a cross: levels of its axes, rising */
    size_t n_pairs;
    bool *additive;              /* [item]: its groups make up the whole (--parts) */
    const uint8_t **unit_total;  /* [unit][final level]: a total row, which is of no unit */
    const eg_axis_settled *year; /* of the raw axes; NULL: none */
    const eg_axis_settled **units;
    bool *per_hundred; /* [figure]: a rate or share without % that must be one */
} eg_given_plan;
/*
 * After eg_coder_settle: makes a dimension of each kind of group met, tells totals from parts,
 * and puts the outcomes in. settled then belongs to plan->schema. EG_E_USAGE: --by, --parts or
 * --reference name what no row has.
 */
EG_MUST_USE eg_status eg_given_settle(eg_coder *coder, eg_settled *settled, eg_given_plan *plan,
                                      eg_error *err);

#endif
