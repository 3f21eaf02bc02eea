/*
 * cube/view_tables.h - the inside of views: tables of cell numbers, and cells as words. Filled
 * by roll-up (views.c) or by given cells (views_given.c).
 */
#ifndef EG_CUBE_VIEW_TABLES_H
#define EG_CUBE_VIEW_TABLES_H

#include "cube/internal.h"

typedef struct {
    uint32_t levels[4];
    const char *label;
    bool unknown;
} eg_view_group;

/* One table: units x groups x years, each place holding a cell number + 1. */
typedef struct {
    uint32_t *cells;
    size_t units, groups, years;
} eg_view_table;

typedef struct {
    eg_view_group *groups;
    size_t n;
} eg_view_groups;

typedef struct eg_joint_views eg_joint_views; /* views_joint.c */

struct eg_views {
    const eg_schema *schema;
    const eg_settled *settled;
    eg_arena *arena;
    eg_layout layout; /* final forms: RATE, MEAN, WORDS of n_levels */
    size_t n_scopes, n_items, n_years;
    eg_view_groups *items;
    eg_view_table *tables; /* [scope * n_items + item] */
    uint64_t **blocks;
    size_t n_blocks, n_cells;
    eg_value_index values; /* empty unless kept */
    bool *overlap;         /* [scope]: students in several of its units; NULL: in none */
    /* Groups overlap: the students that two groups of an item share, as a group by the pair of
     * their levels. NULL: no groups do. */
    eg_views *shared;
    eg_joint_views *joint; /* NULL: not kept */
    eg_bounds **given;     /* NULL, or [outcome]: eg_view_given_width of them a cell */
};

enum { EG_VIEW_BLOCK = 1024 };
#define EG_PLACES_MOST ((size_t)64 << 20)

/* By levels; for qsort. */
int eg_view_compare_groups(const void *a, const void *b);
uint64_t *eg_view_words(const eg_views *views, size_t cell);
/* The smallest cube that has these axes. */
const eg_cube *eg_view_cube(const eg_cubes *cubes, const eg_axis_set *set);
/* Where a cube's cell belongs in a table: a cell number + 1; NULL: nowhere. */
uint32_t *eg_view_place_of(const eg_views *views, const eg_cube *cube, size_t c, size_t scope,
                           size_t item, size_t choice);
/* The final levels by which a cube's cell counts in an item: choice is below eg_view_choices.
 */
void eg_view_levels(const eg_views *views, const eg_cube *cube, size_t cell,
                    const eg_item *item, size_t choice, uint32_t levels[4]);
/* In how many groups of an item a cube's cell counts: one, unless groups overlap. */
size_t eg_view_choices(const eg_views *views, const eg_cube *cube, size_t cell, size_t number);
/* A cube's cell added to a cell of the views' layout; false: overflow. */
bool eg_view_add_sums(const eg_views *views, const eg_layout *raw, const uint64_t *from,
                      uint64_t *to);
/* Figures of an outcome from a cell's words. */
void eg_view_read(const eg_views *views, size_t outcome, const uint64_t *words,
                  eg_tally *tally);
uint32_t eg_view_final_level(const eg_views *views, const eg_cube *cube, size_t cell,
                             uint32_t axis);
/* The joint cells of cubes that keep them. */
eg_status eg_view_joint_make(eg_views *views, const eg_cubes *cubes, eg_error *err);
void eg_view_joint_free(eg_joint_views *joint);
/* The values of cubes that keep them, for eg_views_values. EG_E_LIMIT. */
eg_status eg_view_values_make(eg_views *views, const eg_cubes *cubes, eg_error *err);
/* false: no memory */
bool eg_view_new_cell(eg_views *views, size_t *cell);
/* Records that count within the units of a scope alone; NULL: there are none. */
const eg_cubes *eg_cubes_only_within(const eg_cubes *cubes, size_t scope);
eg_status eg_view_note_overlap(eg_views *views, const eg_cubes *cubes, eg_error *err);
/* Empty tables of the schema; NULL: no memory. */
eg_views *eg_views_start(const eg_schema *schema, const eg_settled *settled);
/*
 * settled as the views of shared students have it: levels of axes whose groups overlap are
 * pairs. In the arena; NULL: no memory.
 */
eg_settled *eg_settled_of_pairs(const eg_schema *schema, const eg_settled *settled,
                                eg_arena *arena);
/* Room for every place of a table, from its units, groups and years. */
eg_status eg_view_table_make(eg_views *views, size_t scope, size_t item, eg_error *err);

#endif
