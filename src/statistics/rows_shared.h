/* statistics/rows_shared.h - what functions of several rows use together. */
#ifndef EG_STATISTICS_ROWS_SHARED_H
#define EG_STATISTICS_ROWS_SHARED_H

#include "statistics/engine.h"
#include "statistics/math_fragility.h"
#include "statistics/math_trend.h"

/*
 * Both sides of the year asked; false, with the answer given, where one is hidden or there is
 * nothing to compare.
 */
bool eg_both_sides(const eg_ask *ask, eg_answer *answer, eg_side *group, eg_side *reference);

/* ---- fragility (rows_fragility.c) -----------------------------------------------------------
 */

/* A rate's pair against a kind of reference that names no level; false: it may not be shown,
 * there is nobody, or it is the group itself. */
bool eg_pair_against(const eg_ask *ask, eg_reference_kind kind, eg_pair *pair);
/* How many students would change a verdict, and `more` behind what the note says of them. */
void eg_answer_fragility(eg_answer *answer, const eg_verdict *verdict, const char *more);

/* ---- over the years (rows_trend.c) ----------------------------------------------------------
 */

/* One side's level and its variance over the years of the trend; NAN where it has none. */
typedef struct {
    double year[EG_YEARS_MOST], level[EG_YEARS_MOST], variance[EG_YEARS_MOST];
    eg_side side[EG_YEARS_MOST];
    uint64_t n;
    bool hidden;
} eg_series;

void eg_own_series(const eg_ask *ask, eg_series *s);
void eg_reference_series(const eg_ask *ask, eg_series *s);
/* Years with a gap; of a series and itself, with a level. */
size_t eg_paired_years(const eg_ask *ask, const eg_series *group, const eg_series *reference);
/* Both series; false, with the answer given, when one is hidden or there are too few years. */
bool eg_both_series(const eg_ask *ask, eg_answer *answer, eg_series *group,
                    eg_series *reference);
eg_slope_method eg_slope_method_of(const eg_ask *ask);
/* The gap of each year of the trend and its variance, as the reference makes it; NAN: none. */
void eg_yearly_gaps(const eg_ask *ask, const eg_series *group, const eg_series *reference,
                    double *gap, double *variance);
eg_estimate eg_gap_slope_of(const eg_ask *ask, const eg_series *group,
                            const eg_series *reference);
extern const char eg_too_few_years[];

/* ---- over units (rows_units.c) ---- */
/* What units differ by beyond chance about a centre (rows_shrunken.c). */
typedef struct {
    double tau_squared;
    size_t units;
    bool hidden; /* some unit may not be shown */
} eg_excess;
/* spread: sd of one student's value, or of one student's success. EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_units_excess(const eg_ask *ask, double centre, double spread,
                                      eg_excess *out, eg_error *err);
typedef struct eg_unit_levels eg_unit_levels;
void eg_unit_levels_free(eg_unit_levels *levels);
EG_MUST_USE eg_status eg_kitagawa_over_units(const eg_ask *ask, bool composition,
                                             eg_answer *answer, eg_error *err);

/* ---- whole dimensions (rows_dimension.c) ----------------------------------------------------
 */

/* The groups of a dimension that may be shown, with their figures as the mathematics takes
 * them. eg_groups_clear when done; not to be changed. */
typedef struct {
    eg_side *sides;
    size_t *group; /* number of each in the item */
    uint64_t
        *table; /* LEVELS: groups * levels; RATE: the successes, then from `most` on the n */
    eg_moments *moments;
    size_t n, most;
    uint64_t students;
    bool hidden; /* some were left out */
    bool kept;   /* the walk's memo owns them */
} eg_groups;
/* EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_groups_gather(const eg_ask *ask, eg_groups *groups, eg_error *err);
void eg_groups_clear(eg_groups *groups);
/* An estimate over groups, with the note when some were left out. */
void eg_answer_groups(eg_answer *answer, const eg_groups *groups, eg_estimate estimate);
/* How many dimensions are of one column; predictability of all of them (rows_together.c). */
size_t eg_plain_dimensions(const eg_schema *schema);
EG_MUST_USE eg_status eg_predictability_together(const eg_ask *ask, eg_answer *answer,
                                                 eg_error *err);
/* Random numbers belong to an address: the same fact draws the same ones wherever it stands. */
uint64_t eg_seed_of(const eg_ask *ask);

#endif
