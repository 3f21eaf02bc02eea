/*
 * privacy/links.h - the sums that a reader can form: each link says that some cells add up to
 * another.
 */
#ifndef EG_PRIVACY_LINKS_H
#define EG_PRIVACY_LINKS_H

#include "equitygap/cube.h"

/* Link i: parts members[start[i]] .. members[start[i + 1] - 2], their total the last one. */
typedef struct {
    uint32_t *start;
    size_t n_links, start_capacity;
    uint32_t *members;
    size_t n_members, members_capacity;
    /* [link]: parts overlap, so that they add up to more than the total; NULL: none does. */
    uint8_t *loose;
    bool loose_now; /* while they are made */
    /* [member]: counted by other parts too often, and taken off (groups that overlap). */
    uint8_t *minus;
    bool minus_now;
    uint32_t *family; /* [link]: links of the same tables have the same */
    uint32_t family_now;
    uint8_t *follows; /* [link]: other sums say what it does; where any holds, so do those */
    /* Links of cell c: of[at[c]] .. of[at[c + 1] - 1]. */
    uint32_t *at;
    uint32_t *of;
    size_t n_cells;
} eg_links;

/* Families: number of the item, and from here on */
enum {
    EG_FAMILY_UNITS = 1 << 16, /* the unit type */
    EG_FAMILY_CROSS = 2 << 16, /* finer item * 256 + coarser item */
    EG_FAMILY_TWIN = 3 << 16,
    EG_FAMILY_NEST = 4 << 16
};

/* All links between the cells of the views. false: no memory. */
bool eg_links_make(eg_links *links, const eg_views *views, const eg_schema *schema,
                   const eg_settled *settled);
/* Finds those that follow, of cells indexed; false: no memory. */
bool eg_links_follow(eg_links *links);
void eg_links_clear(eg_links *links);
/* Its parts are the groups of a dimension, in one unit and year. */
bool eg_links_of_groups(const eg_links *links, size_t link);

#endif
