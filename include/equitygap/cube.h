/*
 * equitygap/cube.h - what was counted: exact, mergeable sums by unit, year and levels, and the
 * views rolled up from them.
 *
 * Sums are integers (decimals of nine places in 64 bits, sums in 128, sums of squares in 192),
 * so the result does not depend on the order of records, the split of the input or the number
 * of threads.
 */
#ifndef EQUITYGAP_CUBE_H
#define EQUITYGAP_CUBE_H

#include "equitygap/base.h"
#include "equitygap/schema.h"

#define EG_MAX_LEVELS 32 /* levels of one outcome */

/* ---- cubes: filled record by record
 * ------------------------------------------------------------ */

/* All the cubes of one analysis: one for each largest set of axes asked for. One a thread; they
 * merge. */
typedef struct eg_cubes eg_cubes;
EG_MUST_USE eg_status eg_cubes_new(eg_cubes **out, const eg_schema *schema, eg_error *err);
void eg_cubes_free(eg_cubes *cubes);
size_t eg_cubes_bytes(const eg_cubes *cubes); /* of cells and distributions; of NULL: 0 */
/* Also keeps how many students have each value of an outcome that is a number: before the first
 * record. Merge only with another set that does. */
EG_MUST_USE eg_status eg_cubes_keep_values(eg_cubes *cubes, eg_error *err);
/*
 * Also keeps joint cells, by each item's axes and its covariates (eg_item_covariates): before
 * the first record. Where they become too many it is EG_E_LIMIT when the covariates were named,
 * else they are dropped. Merge only with another set that does.
 */
EG_MUST_USE eg_status eg_cubes_keep_joint(eg_cubes *cubes, eg_error *err);
/* EG_E_LIMIT: a sum would overflow, or the cells exceed the memory budget (names the option to
 * drop). */
EG_MUST_USE eg_status eg_cubes_add(eg_cubes *cubes, const eg_coded *coded, eg_error *err);
/* The same for records that count within units[unit] alone. */
EG_MUST_USE eg_status eg_cubes_add_within(eg_cubes *cubes, size_t unit, const eg_coded *coded,
                                          eg_error *err);
/*
 * Adds the cells of another set of the same schema. level_map[axis][level] and
 * word_map[outcome][word] give this set's numbers for the other's; a NULL map, or a NULL row of
 * one, leaves numbers as they are.
 */
EG_MUST_USE eg_status eg_cubes_merge(eg_cubes *into, const eg_cubes *from,
                                     const uint32_t *const *level_map,
                                     const uint32_t *const *word_map, eg_error *err);

/* ---- students: one table for repeats and collapse
 * ----------------------------------------------- */

/*
 * Where one record is not one student. Holds a fixed number of bytes a student and year
 * (eg_students_bytes), never the records. Without a collapse rule it finds repeats; with one it
 * keeps the collapsed record and hands them on at the end.
 */
typedef struct eg_students eg_students;
typedef struct {
    uint64_t students;  /* students and years met */
    uint64_t identical; /* records that repeat another one exactly: counted once */
    uint64_t merged;    /* records that carry other outcomes of a student already met */
    uint64_t conflicts; /* records that differ from another of the same student and year */
    uint64_t conflicting_students;
    uint64_t
        in_several; /* students with records in several schools or other units of --within */
    uint64_t
        elsewhere; /* their further records: counted in that unit, not again in the whole */
} eg_students_tally;
EG_MUST_USE eg_status eg_students_new(eg_students **out, const eg_schema *schema,
                                      eg_error *err);
void eg_students_free(eg_students *students);
size_t eg_students_bytes(const eg_students *students);
size_t eg_students_held(const eg_students *students); /* bytes for all of them; of NULL: 0 */
/* When no record comes any more: gives the memory back. Only the tally is left. */
void eg_students_forget(eg_students *students);
/* Passes on what is to be counted now: *out is borrowed until the next call; may have no rows.
 */
EG_MUST_USE eg_status eg_students_take(eg_students *students, const eg_coded *coded,
                                       const eg_coded **out, eg_error *err);
/* Of the same records those to be counted within units[unit] alone (eg_cubes_add_within):
 * students counted in another one already. Valid as long as *out. */
const eg_coded *eg_students_elsewhere(const eg_students *students, size_t unit);
/*
 * After the last record: further batches until rows is 0 (collapse only). settled gives the
 * order of level words, for min and max.
 */
EG_MUST_USE eg_status eg_students_rest(eg_students *students, const eg_settled *settled,
                                       const eg_coded **out, eg_error *err);
const eg_students_tally *eg_students_tally_of(const eg_students *students);

/* ---- given cells: rows that are groups already
 * ------------------------------------------------- */

typedef struct eg_given eg_given;
typedef struct {
    uint64_t rows;
    uint64_t no_group;   /* rows without a group: set aside */
    uint64_t not_wanted; /* rows of a dimension that --by leaves out */
    uint64_t
        identical; /* rows that repeat another one of their address with the same figures */
    uint64_t differing; /* addresses that stand more than once with different figures ... */
    uint64_t differing_rows; /* ... and their rows: set aside */
    uint64_t inconsistent;   /* figures that contradict each other: a count above its n */
    uint64_t beyond_whole;   /* groups with more students than their whole */
    uint64_t summed;         /* wholes made of --parts */
    uint64_t level_shares;   /* outcomes whose levels are shares without a % sign */
} eg_given_tally;
EG_MUST_USE eg_status eg_given_new(eg_given **out, const eg_schema *schema, eg_error *err);
void eg_given_free(eg_given *given);
/* EG_E_LIMIT: more rows than memory is allowed for. */
EG_MUST_USE eg_status eg_given_add(eg_given *given, const eg_coded *coded, eg_error *err);
const eg_given_tally *eg_given_tally_of(const eg_given *given);

/* ---- views: the cells of everything that may be shown
 * -------------------------------------------- */

/* Item 0 is the whole: one group, "All students". Items 1.. are the schema's items. */
#define EG_ITEM_ALL 0u
/* Scope 0 is the whole input with one unit; scope s > 0 repeats within schema->units[s - 1]. */
typedef struct {
    uint32_t scope, unit, item, group, year;
} eg_place;

/* Exact sums of one cell and one outcome. counts: LEVELS, n_levels of them, borrowed from the
 * views. */
typedef struct {
    uint64_t students;   /* all students of the cell: n + missing */
    uint64_t n;          /* with a usable value */
    uint64_t suppressed; /* of the missing: a suppression mark in the input */
    uint64_t x;          /* RATE: successes */
    eg_i128 sum;         /* MEAN: of decimals */
    eg_u192 square;
    uint64_t counts[EG_MAX_LEVELS];
} eg_tally;

/* How many students have a value. */
typedef struct {
    eg_decimal value;
    uint64_t count;
} eg_value_count;

typedef struct eg_views eg_views;
/* Rolls up. Borrows cubes, schema and settled, which must outlive it. */
EG_MUST_USE eg_status eg_views_new(eg_views **out, const eg_cubes *cubes,
                                   const eg_schema *schema, const eg_settled *settled,
                                   eg_error *err);
/* From given cells instead: nothing is added up but --parts. Borrows plan->schema and settled.
 */
EG_MUST_USE eg_status eg_views_given(eg_views **out, eg_given *given, const eg_given_plan *plan,
                                     const eg_settled *settled, eg_error *err);
void eg_views_free(eg_views *views);

size_t eg_views_scopes(const eg_views *views);              /* 1 + schema->n_units */
size_t eg_views_units(const eg_views *views, size_t scope); /* scope 0: 1 */
const char *eg_views_unit(const eg_views *views, size_t scope, size_t unit); /* scope 0: "" */
/* Some students are in several units of the scope: its units add up to more than the whole. */
bool eg_views_units_overlap(const eg_views *views, size_t scope);
size_t eg_views_years(const eg_views *views); /* at least 1; one "" without years */
const char *eg_views_year(const eg_views *views, size_t year);
int32_t eg_views_first_year(const eg_views *views, size_t year); /* INT32_MIN: not comparable */
size_t eg_views_items(const eg_views *views);                    /* 1 + schema->n_items */
size_t eg_views_groups(const eg_views *views, size_t item);
const char *eg_views_group(const eg_views *views, size_t item, size_t group);
/* A group any part of which is Unknown. */
bool eg_views_group_unknown(const eg_views *views, size_t item, size_t group);
/* Final level (index in settled axes) of part k of a group; k < the item's n_axes. */
uint32_t eg_views_group_level(const eg_views *views, size_t item, size_t group, size_t part);
/* The group of `item` with these levels, or SIZE_MAX. */
size_t eg_views_group_find(const eg_views *views, size_t item, const uint32_t *levels);

/* Cells are numbered densely from 0; a place without students has none (SIZE_MAX). */
size_t eg_views_cells(const eg_views *views);
size_t eg_views_cell(const eg_views *views, const eg_place *place);
/* *tally of a place; all zero where there are no students. */
void eg_views_tally(const eg_views *views, size_t outcome, const eg_place *place,
                    eg_tally *tally);

/* MEAN: the *n values met at a place, rising; NULL where values were not kept or there are
 * none.
 */
const eg_value_count *eg_views_values(const eg_views *views, size_t outcome,
                                      const eg_place *place, size_t *n);

/* ---- joint cells: the groups of an item by all its covariates
 * ---------------------------------------- */

typedef enum {
    EG_JOINT_KEPT,
    EG_JOINT_NONE,     /* no covariates, or not asked for */
    EG_JOINT_TOO_MANY, /* cells, or covariates that nobody named */
    EG_JOINT_OVERLAP,  /* groups of the item or of a covariate overlap */
    EG_JOINT_GIVEN     /* cells were given, not counted */
} eg_joint_state;
eg_joint_state eg_views_joint(const eg_views *views, size_t item);
/* A stratum is a combination of the covariates' levels; numbers rise with the levels. */
typedef struct {
    uint32_t group, stratum;
    size_t at; /* for eg_views_joint_tally */
} eg_joint_cell;
/* *n cells of an item in a unit and year (of place, whose group is not used), by stratum and
 * group; *first is the number of the first. 0 where joint cells are not kept. */
size_t eg_views_joint_cells(const eg_views *views, const eg_place *place, size_t *first);
eg_joint_cell eg_views_joint_cell(const eg_views *views, const eg_place *place, size_t number);
void eg_views_joint_tally(const eg_views *views, size_t outcome, const eg_place *place,
                          const eg_joint_cell *cell, eg_tally *tally);
/* What a regression takes of a joint cell; x of a rate, sum and square of a mean. */
typedef struct {
    uint64_t n, x;
    eg_i128 sum;
    eg_u192 square;
} eg_joint_figures;
void eg_views_joint_figures(const eg_views *views, size_t outcome, const eg_place *place,
                            const eg_joint_cell *cell, eg_joint_figures *sums);
size_t eg_views_strata(const eg_views *views, size_t scope, size_t item);
/* Final levels of the covariates in the order of eg_item_covariates. */
const uint32_t *eg_views_stratum(const eg_views *views, size_t scope, size_t item,
                                 size_t stratum);
/* No covariate is Unknown there. */
bool eg_views_stratum_complete(const eg_views *views, size_t scope, size_t item,
                               size_t stratum);

/* The item's groups overlap: a student may count in several. */
bool eg_views_overlap(const eg_views *views, size_t item);
/* *tally of the students of a place who are in another group of its item too. */
void eg_views_shared(const eg_views *views, size_t outcome, const eg_place *place, size_t other,
                     eg_tally *tally);

/* What a given cell says of a sum. */
typedef enum {
    EG_GIVEN_EXACT,
    EG_GIVEN_BOUNDS, /* low..high, high UINT64_MAX: no upper one */
    EG_GIVEN_HIDDEN, /* suppressed in the input; bounds where a percentage beside it tells some
                      */
    EG_GIVEN_NONE    /* no figure: missing, not applicable, unreadable */
} eg_given_state;
typedef struct {
    uint64_t low, high;
    uint8_t state;
} eg_bounds;
#define EG_BOUNDS_N      SIZE_MAX       /* students counted */
#define EG_BOUNDS_SPREAD (SIZE_MAX - 1) /* MEAN: whether a standard deviation is given */
/* Cells were given, not counted. Where it is false every sum is exact. */
bool eg_views_are_given(const eg_views *views);
/*
 * EG_BOUNDS_N, or a count: 0 for the successes of a rate, the level for LEVELS, 0 for a mean
 * (its state alone). Of a place that has a cell.
 */
eg_bounds eg_views_bounds(const eg_views *views, size_t outcome, const eg_place *place,
                          size_t count);

#endif
