/* statistics/math_trend.h - change over the years: slopes of a level and of a gap, robust and
 * broken trends. */
#ifndef EG_STATISTICS_MATH_TREND_H
#define EG_STATISTICS_MATH_TREND_H

#include "statistics/math_estimate.h"

typedef enum {
    EG_SLOPE_BY_VARIANCE, /* weights 1/variance, the variances taken as known; z */
    EG_SLOPE_BY_SCATTER,  /* the same slope, its se scaled by the scatter about the line; t(k-2)
                           */
    EG_SLOPE_PLAIN        /* plain least squares; t(k-2); variances not used */
} eg_slope_method;

/*
 * The slope of y on year with interval and p (slope = 0). Years enter as numbers, so a hole
 * stays a hole. A year whose y is NAN, or whose variance is not positive where it is used, is
 * left out. Under three years left: not ok.
 */
eg_estimate eg_slope(const double *year, const double *y, const double *variance, size_t count,
                     eg_slope_method method, double confidence);
/* Years eg_slope would use. */
size_t eg_slope_years(const double *y, const double *variance, size_t count,
                      eg_slope_method method);

/*
 * The slope of the yearly gaps a - b, paired by year: with EG_SLOPE_BY_VARIANCE weights are
 * 1/(va + vb). va and vb may be NULL for EG_SLOPE_PLAIN. scratch holds 2 * count doubles.
 */
typedef struct {
    const double *year;
    const double *a, *va;
    const double *b, *vb;
    size_t count;
} eg_gap_years;
eg_estimate eg_gap_slope(const eg_gap_years *years, eg_slope_method method, double confidence,
                         double *scratch);

/* The whole line of plain least squares. */
typedef struct {
    double slope, intercept, se, t, df, p, low, high, r_squared, sse;
    double mean_year, spread; /* sum of squares of years about their mean */
    size_t count;
    bool ok;
    const char *why;
} eg_line;
eg_line eg_fit_line(const double *year, const double *y, size_t count, double confidence);
/*
 * Slope of a minus slope of b as if the two were independent, residuals pooled. Not for gaps
 * within one district, whose groups share the shocks of a year: eg_gap_slope pairs them.
 */
eg_estimate eg_slopes_apart(const eg_line *a, const eg_line *b, double confidence);
/* Durbin-Watson and first autocorrelation of the residuals. */
void eg_line_autocorrelation(const eg_line *line, const double *year, const double *y,
                             double *dw, double *lag1);
/* Annual percent change: 100 (e^slope - 1) of the log-linear line; all y positive. logs holds
 * `count`. */
eg_estimate eg_annual_percent_change(const double *year, const double *y, size_t count,
                                     double confidence, double *logs);

/* ---- robust --------------------------------------------------------------------------------
 */

typedef struct {
    eg_estimate slope;        /* median of pairwise slopes with Gilbert's interval */
    double intercept;         /* median of y - slope * year */
    double intercept_conover; /* median y - slope * median year */
    double c_alpha, m1, m2;   /* the ranks of the interval */
    size_t pairs;
} eg_sen;
/* At least three values, none NAN. false: no memory. */
bool eg_theil_sen(const double *year, const double *y, size_t count, double confidence,
                  eg_sen *out);

typedef struct {
    double s, variance, z, p, tau;
    double p_exact; /* NAN with ties or over 40 years */
    bool ok;
    const char *why;
} eg_kendall;
/*
 * Mann-Kendall of y in the order of years, none of them NAN; corrected for ties and continuity.
 * At least three values. false: no memory.
 */
bool eg_mann_kendall(const double *y, size_t count, eg_kendall *out);

/* ---- one break ------------------------------------------------------------------------------
 */

typedef struct {
    double at; /* the year of the break on the grid with the least error */
    double slope_before, slope_after;
    double sse, sse_straight;
    double bic, bic_straight;
    double at_free; /* the break when it may lie between years */
    double sse_free;
    bool ok;     /* enough years to look */
    bool better; /* bic < bic_straight */
    const char *why;
} eg_joint;
/* One joint, two lines that meet; years rising, at least two of them on either side of it. */
eg_joint eg_joinpoint(const double *year, const double *y, size_t count);

/* ---- planning -------------------------------------------------------------------------------
 */

/* Level expected at a year on the line, with prediction interval (t). */
eg_estimate eg_line_project(const eg_line *line, double year, double confidence);
/* Change a year needed from the level at `from` to reach target at `by`; NAN when by <= from.
 */
double eg_pace_needed(double level, double from, double target, double by);
/* The level to stand at in `year` on the straight way from (from, level) to (by, target). */
double eg_marker(double level, double from, double target, double by, double year);
/*
 * Years until a gap closes at its slope: -gap/slope. INFINITY when it does not close (slope
 * zero or away from zero); 0 when there is no gap.
 */
double eg_years_to_parity(double gap, double gap_slope);

#endif
