/* write/groups.h - one outcome's table for one dimension, and the sentences under it. */
#ifndef EG_WRITE_GROUPS_H
#define EG_WRITE_GROUPS_H

#include "write/cell.h"

#define EG_SPARK_YEARS 8 /* the last ones; more do not fit a line */

typedef struct {
    eg_page *page;
    const eg_report_outcome *outcome;
    const char *year, *dimension;
    const char *reference; /* the first one asked for; NULL: none */
    const char *statistic, *cut;
    eg_run whole;
    const eg_run *groups; /* the whole is not among them */
    size_t n_groups;
    eg_scale scale;
    double span;  /* of the sparklines */
    int decimals; /* of means */
    size_t first_year, n_years;
} eg_group_table;

const char *eg_group_name(const eg_group_table *table, eg_run run);
const eg_fact *eg_group_own(const eg_group_table *table, eg_run run, const char *statistic);
/* Against a reference; year NULL: the trend's. */
const eg_fact *eg_group_pair(const eg_group_table *table, eg_run run, const char *reference,
                             const char *year, const char *statistic);

/* What stands under a table. */
void eg_group_notes(const eg_group_table *table);
/* The gaps to every reference but the first. */
void eg_group_references(const eg_group_table *table);
/* Shares at each level. */
void eg_group_levels(const eg_group_table *table);

#endif
