/*
 * statistics/memo.h - what the rows of one address have in common, kept from one row to the
 * next of a walk. It holds the last address only and changes no figure.
 */
#ifndef EG_STATISTICS_MEMO_H
#define EG_STATISTICS_MEMO_H

#include "statistics/engine.h"
#include "statistics/joint_design.h"
#include "statistics/joint_page.h"
#include "statistics/math_decomposition.h"
#include "statistics/math_effect.h"
#include "statistics/math_segregation.h"
#include "statistics/rows_distribution.h"
#include "statistics/rows_shared.h"

/* An address with its reference, as far as figures depend on it. */
typedef struct {
    eg_place place;
    size_t outcome, level, reference_group;
    int reference; /* eg_reference_kind, or -1 */
} eg_memo_key;

typedef struct {
    bool made, compared;
    eg_memo_key key;
    eg_distributions of; /* owned */
    eg_superiority superiority;
    struct {
        bool made;
        double at[EG_QUANTILES];
    } quantiles[2]; /* of either side */
} eg_memo_values;

/* Segregation of a dimension and year, less its bias; set.d is owned, NULL: not made. */
typedef struct {
    eg_memo_key key;
    eg_segregation_set set;
} eg_memo_spread;

struct eg_memo {
    struct {
        bool made;
        eg_memo_key key;
        eg_design design; /* owned */
        bool parted;      /* parts are those of design */
        eg_oaxaca parts;
    } joint;
    struct { /* of a place whatever its group, reference and year; of all units where clustered
              */
        eg_memo_key key;
        eg_design_cell *cells[2][EG_YEARS_MOST]; /* [clustered][year]: owned; NULL: not read */
        size_t n[2][EG_YEARS_MOST];
    } gathered;
    struct { /* of the same, all groups against the rest; owned */
        eg_memo_key key;
        eg_joint_page *of[2][EG_YEARS_MOST]; /* [clustered][year] */
        size_t cells;                        /* of all of them */
    } pages;
    struct eg_prior *priors; /* rows_shrunken.c, each made when it is first asked for; owned */
    struct {
        bool made;
        eg_memo_key key;
        eg_side group, reference;
    } sides;
    struct {
        bool made;
        eg_memo_key key;
        eg_side side;
    } side;
    struct {
        eg_memo_key key;
        eg_groups of;        /* owned; of.sides NULL: not gathered */
    } groups[EG_YEARS_MOST]; /* of a dimension in each year */
    eg_memo_values own, pair;
    struct { /* the values of all students as doubles, of each year, and how many are below
              * each; owned */
        eg_memo_key key;
        double *of[EG_YEARS_MOST];
        uint64_t *below[EG_YEARS_MOST];
    } values;
    struct { /* the best group of each year; 0: not looked for, else 1 more than its number */
        eg_memo_key key;
        size_t of[EG_YEARS_MOST];
    } best;
    eg_memo_spread spread[EG_YEARS_MOST]; /* of each year: groups are asked after years */
    struct { /* students of units and groups of a dimension in each year; count is owned, NULL:
              * not gathered */
        eg_memo_key key;
        uint64_t *count;
        uint64_t students;
        bool hidden;
    } table[EG_YEARS_MOST];
    struct { /* since the year before: of the address asked last */
        bool made;
        eg_memo_key key;
        eg_spread_change change;
        uint64_t students;
        size_t units;
        bool hidden;
    } change;
    struct eg_unit_levels *units;  /* rows_units.c: of the address asked last; owned */
    struct eg_kept_series *series; /* rows_trend.c: own and reference's, asked last; owned */
    struct {
        bool made;
        eg_moments a, b;
        eg_estimate d;
    } cohens;
};

eg_memo_key eg_memo_key_of(const eg_ask *ask);
bool eg_memo_same(const eg_memo_key *a, const eg_memo_key *b);
void eg_memo_clear(eg_memo *memo);
void eg_memo_forget_cells(eg_memo *memo);
void eg_memo_forget_pages(eg_memo *memo);
void eg_memo_forget_values(eg_memo *memo);
/* eg_best_group of an item in a year; memo may be NULL. */
size_t eg_memo_best(eg_memo *memo, const eg_ask *ask, size_t year, size_t level);

#endif
