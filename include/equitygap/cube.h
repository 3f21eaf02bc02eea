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
/* EG_E_LIMIT: a sum would overflow, or the cells exceed the memory budget (names the option to
 * drop). */
EG_MUST_USE eg_status eg_cubes_add(eg_cubes *cubes, const eg_coded *coded, eg_error *err);
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
} eg_students_tally;
EG_MUST_USE eg_status eg_students_new(eg_students **out, const eg_schema *schema,
                                      eg_error *err);
void eg_students_free(eg_students *students);
size_t eg_students_bytes(const eg_students *students);
/* Passes on what is to be counted now: *out is borrowed until the next call; may have no rows.
 */
EG_MUST_USE eg_status eg_students_take(eg_students *students, const eg_coded *coded,
                                       const eg_coded **out, eg_error *err);
/*
 * After the last record: further batches until rows is 0 (collapse only). settled gives the
 * order of level words, for min and max.
 */
EG_MUST_USE eg_status eg_students_rest(eg_students *students, const eg_settled *settled,
                                       const eg_coded **out, eg_error *err);
const eg_students_tally *eg_students_tally_of(const eg_students *students);

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

typedef struct eg_views eg_views;
/* Rolls up. Borrows cubes, schema and settled, which must outlive it. */
EG_MUST_USE eg_status eg_views_new(eg_views **out, const eg_cubes *cubes,
                                   const eg_schema *schema, const eg_settled *settled,
                                   eg_error *err);
void eg_views_free(eg_views *views);

size_t eg_views_scopes(const eg_views *views);              /* 1 + schema->n_units */
size_t eg_views_units(const eg_views *views, size_t scope); /* scope 0: 1 */
const char *eg_views_unit(const eg_views *views, size_t scope, size_t unit); /* scope 0: "" */
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

#endif
