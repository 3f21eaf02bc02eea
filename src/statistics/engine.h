/*
 * statistics/engine.h - how rows of the catalogue are asked: one address at a time, privacy
 * first.
 *
 * A row's function sees sides (figures that may be shown) and gives an answer. It is never
 * called when a figure it uses is hidden: the engine answers `suppressed` itself.
 */
#ifndef EG_STATISTICS_ENGINE_H
#define EG_STATISTICS_ENGINE_H

#include "equitygap/statistics.h"
#include "statistics/math_estimate.h"
#include "statistics/math_mean.h"

enum { EG_YEARS_MOST = 64, EG_NOTE_MOST = 192 };

/* One group's figures in one year, as a rate (also: the share at or above a level) or as
 * moments. */
typedef struct {
    bool exists; /* has students */
    eg_mark mark;
    double bound; /* of a code */
    uint64_t students, n, x;
    eg_moments moments;   /* MEAN */
    bool no_spread;       /* MEAN: given without a standard deviation */
    eg_bounds n_in, x_in; /* n and x, or what given cells say of them */
} eg_side;

/* A reference of a dimension, resolved for one unit, outcome and item. */
typedef struct {
    eg_reference_kind kind;
    const char *label; /* the fact's reference column */
    size_t group;      /* LEVEL, HIGHEST: of the item */
    double goal;
    bool own_only;   /* present for the statistics that always take this reference */
    bool by_year;    /* HIGHEST: only in the years in which this group is the best */
    bool trend_only; /* HIGHEST: the trend's row, each year with its own best */
} eg_reference_at;

typedef struct eg_memo eg_memo; /* memo.h */

typedef struct {
    const eg_analysis *analysis;
    size_t outcome;
    eg_place place; /* year: the one asked, or that of the trend's last year */
    size_t level;   /* of a family; SIZE_MAX otherwise */
    const eg_reference_at *reference; /* NULL: the group by itself */
    const size_t *years;              /* trends: indices of the segment's years, in time */
    size_t n_years;
    bool want_p, want_interval;
    bool over_units; /* of all units: place.unit says nothing */
    eg_memo *memo;   /* NULL: nothing is kept from row to row */
} eg_ask;

typedef struct {
    eg_estimate estimate;
    eg_fact_status status;
    char note[EG_NOTE_MOST];
    uint64_t n;
    bool has_n;
} eg_answer;

/* What of a cell a row uses: decides when it is hidden. */
typedef enum {
    EG_USES_N,       /* how many students: hidden with the cell, shown when the rate is coded */
    EG_USES_RATE,    /* the group's rate or level share: a code is shown as such */
    EG_USES_FIGURES, /* anything finer: a coded cell hides it */
    EG_USES_SHOWN    /* whole dimensions: takes what is shown and leaves the rest out */
} eg_uses;

typedef eg_status (*eg_row_function)(const eg_ask *ask, eg_answer *answer, eg_error *err);

typedef struct {
    eg_statistic about;
    eg_uses uses;
    bool family;             /* one fact a level */
    bool levels_above_first; /* a family without the lowest level */
    eg_reference_kind only;  /* PAIR: the one reference it takes ... */
    bool has_only;           /* ... when set; else all the user's */
    bool by_rule;            /* ... which --ppg-rule chooses */
    bool apart;              /* PAIR: not against all students, who contain the group */
    bool goals;              /* PAIR: also against a goal */
    bool sharing;            /* PAIR: its interval counts the students both groups have */
    bool not_lower;          /* not for outcomes where lower is better */
    bool values;             /* needs distributions */
    bool joint;              /* needs joint cells by covariates */
    bool also_pair;          /* over units; without them of a pair, over its covariates */
    bool units;              /* only within units */
    bool tests;              /* has p-values */
    bool drawn;              /* its interval is drawn at random: once, then kept */
    eg_row_function answer;
} eg_catalogue_row;

size_t eg_catalogue_count(void);
/* The one reference of a row that has one. */
eg_reference_kind eg_row_reference(const eg_analysis *analysis, const eg_catalogue_row *row);
/* The row is of outcomes of this sort. */
bool eg_row_applies(const eg_catalogue_row *row, size_t sort);
const eg_catalogue_row *eg_catalogue_at(size_t index);

/* An outcome's sort is its kind and direction: 2 eg_kind + (lower is better). */
enum { EG_OUTCOME_SORTS = 8 };
typedef struct {
    uint16_t *row;
    size_t n;
} eg_row_list;

/* References that rows take whatever is asked, each once, in the order of the catalogue. */
typedef struct {
    eg_reference_kind kind[EG_REFERENCE_STATE + 1];
    size_t n;
} eg_own_references;

/* The last unbroken stretch of three years and more. */
typedef struct {
    size_t from, to; /* indices into years; to is one past the last */
    char label[160];
} eg_trend;

/* What the first walk finds and later ones need, in the order of the walk (kept_answers.c). */
typedef struct {
    double *p_values;
    uint16_t *p_rows; /* the catalogue row of each p */
    size_t n_p, p_capacity;
    double *limits; /* low and high of drawn intervals */
    size_t n_limits, limits_capacity;
    struct eg_kept_answer *kept;
    size_t n_kept, kept_capacity;
    eg_arena *notes; /* of kept answers; NULL: none yet */
} eg_found;

/* Places in what was found. */
typedef struct {
    size_t p, limits, kept;
} eg_found_place;

struct eg_analysis {
    const eg_schema *schema;
    const eg_settled *settled;
    const eg_views *views;
    const eg_marks *marks;
    const eg_control *control;
    const eg_settings *settings;
    bool *selected; /* [catalogue row] */
    /* of the selected rows those that a scope may ask of such outcomes, in order */
    eg_row_list asked[EG_SCOPE_TOGETHER + 1][EG_OUTCOME_SORTS];
    eg_row_list gathered[EG_SCOPE_TOGETHER + 1][EG_OUTCOME_SORTS]; /* in the first walk */
    eg_own_references own_references[EG_OUTCOME_SORTS];            /* of the selected rows */
    eg_found found;
    eg_found_place *begins;      /* [task of the walk]: where what was found in it begins */
    double *p_adjusted;          /* in the order of the walk */
    uint64_t *comparisons;       /* [catalogue row] */
    size_t years[EG_YEARS_MOST]; /* comparable ones, in time */
    size_t n_years;
    eg_arena *arena; /* of breaks and trends */
    eg_trend_break *breaks;
    size_t n_breaks;
    eg_trend *trends;            /* eg_trend_of */
    const eg_state_count *state; /* eg_analysis_parts */
    size_t n_state;
};

/* ---- sides (sides.c)
 * ---------------------------------------------------------------------------- */

eg_side eg_side_of(const eg_analysis *analysis, size_t outcome, const eg_place *place,
                   size_t level);
/* The group's own at the address asked: the memo's where the row before had the same. */
eg_side eg_side_own(const eg_ask *ask);
/* What the group is compared with: the rest, the whole, another group. goal has no side. */
eg_side eg_side_reference(const eg_ask *ask, size_t year);
/* The students of whole without those of part, exactly; not marked. */
eg_side eg_side_less(const eg_analysis *analysis, size_t outcome, const eg_place *whole,
                     const eg_place *part, size_t level);
/* The best group by direction in a year among those that may be shown; SIZE_MAX: none. */
size_t eg_best_group(const eg_analysis *analysis, size_t outcome, eg_place place, size_t level);

bool eg_outcome_lower(const eg_analysis *analysis, size_t outcome);
eg_kind eg_outcome_kind(const eg_analysis *analysis, size_t outcome);
size_t eg_outcome_sort(const eg_analysis *analysis, size_t outcome);

/* ---- students of both sides (sides_shared.c)
 * -------------------------------------------------------------------- */

/* hidden: how many they are may not be told, nor what depends on it; then the rest is zero. */
typedef struct {
    uint64_t n, x;
    eg_moments moments; /* MEAN */
    bool hidden;
} eg_shared;

/* The reference is another group that may share students. */
bool eg_side_overlaps(const eg_ask *ask);
/* In the year of ask->place. */
eg_shared eg_side_shared(const eg_ask *ask, const eg_side *group, const eg_side *reference);
/* Cov of the two sides' levels in a year; 0 where they share nobody, or it may not be told. */
double eg_shared_covariance(const eg_ask *ask, size_t year, const eg_side *group,
                            const eg_side *reference);

/* ---- two sides (sides_compared.c)
 * -------------------------------------------------------------------- */

/* difference of two sides by the outcome's kind. */
eg_estimate eg_sides_difference(const eg_ask *ask, const eg_side *group,
                                const eg_side *reference);
/* A gap is at least the margin, whichever way. */
bool eg_reaches_margin(double gap, double margin);
/* The gap counts: its interval excludes zero and it is at least the margin. */
bool eg_beyond_margin(const eg_ask *ask, const eg_estimate *gap, const eg_side *group,
                      const eg_side *reference);

/* ---- references (references.c)
 * -------------------------------------------------------------------- */

enum { EG_REFERENCES_MOST = 64 };
/* References of a group of an item, sorted by label. Returns how many. labels: storage for
 * their text. */
size_t eg_references_of(const eg_analysis *analysis, size_t outcome, const eg_place *place,
                        eg_reference_at *out, eg_arena *labels);
/* The group of an item that its first reference to a level names; SIZE_MAX: none. */
size_t eg_reference_group(const eg_analysis *analysis, size_t item);
/* EG_E_USAGE: a reference names a dimension or level that is not there. */
eg_status eg_references_check(const eg_analysis *analysis, eg_error *err);

/* ---- answers (answers.c)
 * --------------------------------------------------------------------------- */

extern const char eg_bounds_only[]; /* why, where the input gives no more */

void eg_answer_say(eg_answer *answer,
                   const char *text); /* the note; cut where it is too long */
void eg_answer_estimate(eg_answer *answer, eg_estimate estimate, uint64_t n);
void eg_answer_none(eg_answer *answer, eg_fact_status status, const char *why);
/* The widest bounds that follow from the input's; NAN: none on that side. */
void eg_answer_bounds(eg_answer *answer, double low, double high);
/* The rates that bounds on x and n allow. */
void eg_side_rates(const eg_side *side, double *low, double *high);

#endif
