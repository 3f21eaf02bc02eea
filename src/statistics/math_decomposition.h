/* statistics/math_decomposition.h - what a gap is made of. A is the group, B its reference;
 * gaps are A minus B. */
#ifndef EG_STATISTICS_MATH_DECOMPOSITION_H
#define EG_STATISTICS_MATH_DECOMPOSITION_H

#include "statistics/math_regression.h"

typedef struct {
    double gap;
    double rate;        /* because the same kind of student has another level */
    double composition; /* because the groups are made up of other kinds */
    bool ok;
    const char *why;
} eg_kitagawa;
/*
 * Symmetric two-part standardisation over strata. A stratum only one group has lends its level
 * to the other, so that it counts as composition.
 */
eg_kitagawa eg_kitagawa_of(const double *n_a, const double *mean_a, const double *n_b,
                           const double *mean_b, size_t strata);

typedef enum {
    EG_OAXACA_POOLED, /* coefficients pooled with the group dummy: the program's own */
    EG_OAXACA_OF_A,
    EG_OAXACA_OF_B,
    EG_OAXACA_POOLED_BARE /* pooled without it (Neumark): takes part of the gap for explained */
} eg_oaxaca_reference;

typedef struct {
    double gap, explained, unexplained;
    double endowments, coefficients, interaction; /* the threefold form */
    bool ok;
    const char *why;
} eg_oaxaca;
/*
 * Oaxaca-Blinder. The first column of the cells is the constant; in_a tells whose each cell is.
 * detail, when not NULL, gets the explained part of each column. EG_E_MEMORY only.
 */
EG_MUST_USE eg_status eg_oaxaca_of(const eg_cells *cells, const bool *in_a,
                                   eg_oaxaca_reference reference, double *detail,
                                   eg_oaxaca *out);

/*
 * The program's own form in one fit: the last column of the cells is the group's 0/1, the other
 * coefficients are pooled with it. The threefold parts stay NAN. EG_E_MEMORY only.
 */
EG_MUST_USE eg_status eg_oaxaca_pooled(const eg_cells *cells, eg_oaxaca *out);
/* The same from a least-squares fit of these cells that is there already. */
EG_MUST_USE eg_status eg_oaxaca_of_fit(const eg_cells *cells, const eg_fit *fit,
                                       eg_oaxaca *out);

typedef struct {
    double gap;
    double within;      /* would stay if the groups went to the same units */
    double ambiguous;   /* would go with either */
    double between;     /* would stay if units treated both alike */
    double segregation; /* share of A in the unit of A's mean student less that of B's */
    bool ok;
    const char *why;
} eg_unit_gap;
/* Reardon's three parts of a gap over units, from the n and level of both groups in each. */
eg_unit_gap eg_unit_gap_of(const double *n_a, const double *mean_a, const double *n_b,
                           const double *mean_b, size_t units);

#endif
