/*
 * synth/model.h - the parameters of the synthetic district and the district they make with a
 * seed.
 *
 * All parameters are whole numbers: scores in tenths of a point, probabilities in
 * ten-thousandths. A cell is one combination of a student's five characteristics; what a cell
 * adds to an outcome is a sum of effects, so every expected value is a finite sum.
 */
#ifndef EG_SYNTH_MODEL_H
#define EG_SYNTH_MODEL_H

#include "equitygap/base.h"
#include "synth/synth.h"

#define EG_SYNTH_WHOLE       10000 /* certainty, in ten-thousandths */
#define EG_SYNTH_CELLS       168   /* 7 * 3 * 2 * 2 * 2 */
#define EG_SYNTH_MAX_GROUPS  7
#define EG_SYNTH_GRADES      13 /* K, 1 .. 12 */
#define EG_SYNTH_LEVELS      3  /* elementary, middle, high */
#define EG_SYNTH_HIGH        2
#define EG_SYNTH_GRADE_12    12
#define EG_SYNTH_ZONES       4
#define EG_SYNTH_KINDS       16    /* kinds of school, each with its own effects */
#define EG_SYNTH_NOISE       16384 /* equally likely deviations of a score */
#define EG_SYNTH_ATTENDANCES 1024  /* equally likely attendance rates, each side of 0.900 */
#define EG_SYNTH_TREND_YEARS 12    /* trends go on for so many years, then stay */
#define EG_SYNTH_CUTS        3
#define EG_SYNTH_SUSPENSIONS 5

typedef enum {
    EG_SYNTH_RACE,
    EG_SYNTH_GENDER,
    EG_SYNTH_ENGLISH,
    EG_SYNTH_DISABILITY,
    EG_SYNTH_ECONOMIC,
    EG_SYNTH_DIMENSIONS
} eg_synth_dimension_id;

typedef struct {
    const char *column;
    int blank; /* probability that the cell is left blank, whatever the student */
    size_t n;
    const char *group[EG_SYNTH_MAX_GROUPS];
} eg_synth_dimension;
extern const eg_synth_dimension eg_synth_dimensions[EG_SYNTH_DIMENSIONS];

typedef enum {
    EG_SYNTH_MATH,
    EG_SYNTH_ELA,
    EG_SYNTH_ABSENT,
    EG_SYNTH_SUSPENDED,
    EG_SYNTH_GRADUATED,
    EG_SYNTH_MEASURES
} eg_synth_measure_id;

/* What makes an outcome: base + effects of the student's groups + of the school + trends a
 * year. */
typedef struct {
    const char *column;
    int unit; /* so many units are one point, or certainty */
    int blank;
    int base;
    int trend;
    int effect[EG_SYNTH_DIMENSIONS][EG_SYNTH_MAX_GROUPS];
    int trend_of[EG_SYNTH_DIMENSIONS][EG_SYNTH_MAX_GROUPS];
    int school[EG_SYNTH_KINDS];
} eg_synth_measure;
extern const eg_synth_measure eg_synth_measures[EG_SYNTH_MEASURES];

/* Who the students are. Probabilities of each line add up to EG_SYNTH_WHOLE; those of Y stand
 * alone. */
typedef struct {
    int race[7];
    int gender[3];
    int english[7];    /* given the race */
    int disability[3]; /* given the gender */
    int economic[7];   /* given the race */
    int zone[7][EG_SYNTH_ZONES];
    int suspensions[EG_SYNTH_SUSPENSIONS]; /* 1, 2 .. 5, given at least one */
    int both_scores_blank; /* part of the blanks of each score in which the other one is blank
                              too */
    int score_sd;
    int cut[EG_SYNTH_CUTS];
} eg_synth_shares;
extern const eg_synth_shares eg_synth_share;
extern const char
    *const eg_synth_level_names[EG_SYNTH_CUTS + 1]; /* of math_level, lowest first */

/* The groups of a cell, and the probability that a student is in it. */
void eg_synth_cell_groups(size_t cell, uint8_t group[EG_SYNTH_DIMENSIONS]);
size_t eg_synth_cell_of(const uint8_t group[EG_SYNTH_DIMENSIONS]);
double eg_synth_cell_share(size_t cell);
/* A measure in a cell and year, without the school. */
int eg_synth_cell_value(eg_synth_measure_id measure, size_t cell, uint64_t year);

/* ---- schools -------------------------------------------------------------------------- */

#define EG_SYNTH_SCHOOL_TEXT 71
typedef struct {
    char text[EG_SYNTH_SCHOOL_TEXT]; /* the name as CSV has it, in quotes where it needs them */
    uint8_t n;
} eg_synth_school;

/* The schools of a level that serve a zone: first, first + step, ... n of them, equally likely.
 */
typedef struct {
    uint32_t first;
    uint32_t step;
    uint32_t n;
} eg_synth_served;

typedef struct {
    eg_synth_school *at;
    uint8_t *kind;
    size_t n;
    size_t count[EG_SYNTH_LEVELS]; /* schools that have grades of the level */
    eg_synth_served served[EG_SYNTH_LEVELS][EG_SYNTH_ZONES];
} eg_synth_schools;

EG_MUST_USE eg_status eg_synth_schools_build(eg_synth_schools *schools, size_t n, uint64_t seed,
                                             eg_error *err);
void eg_synth_schools_clear(eg_synth_schools *schools);
bool eg_synth_serves(const eg_synth_schools *schools, size_t level, size_t zone, size_t school);
/* The name without quotes. */
eg_text eg_synth_school_name(const eg_synth_schools *schools, size_t school);

/* ---- the district --------------------------------------------------------------------- */

typedef struct {
    eg_synth_options options; /* students and rows settled */
    uint64_t key;             /* of all random draws */
    eg_synth_schools schools;
    int16_t noise[EG_SYNTH_NOISE];       /* tenths of a point, ascending, adding up to 0 */
    uint16_t low[EG_SYNTH_ATTENDANCES];  /* thousandths under 900 */
    uint16_t high[EG_SYNTH_ATTENDANCES]; /* 900 and above */
} eg_synth_model;

/* Checks and settles the options. EG_E_USAGE. */
EG_MUST_USE eg_status eg_synth_model_new(eg_synth_model **out, const eg_synth_options *options,
                                         eg_error *err);
void eg_synth_model_free(eg_synth_model *model);
/* "2018-19" for year 0. */
void eg_synth_year_name(char out[8], uint64_t year);
uint64_t eg_synth_level_of_grade(uint64_t grade);

/* ---- the truth ------------------------------------------------------------------------ */

/* The truth of a model as JSON (docs/synth.md). EG_E_MEMORY. */
EG_MUST_USE eg_status eg_synth_truth_write(const eg_synth_model *model, eg_sink *sink,
                                           eg_error *err);
/* The value of its key "parameters". */
void eg_synth_parameters_write(const eg_synth_model *model, eg_sink *sink);

#endif
