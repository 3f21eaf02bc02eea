/* write/cell.h - facts as the short words, figures and pictures of a text table. */
#ifndef EG_WRITE_CELL_H
#define EG_WRITE_CELL_H

#include "write/page.h"

/* A common scale of bars. */
typedef struct {
    double low, high;
    size_t width;
} eg_scale;

/* "hidden", "too few"...: what stands where a status allows no figure. */
const char *eg_cell_word(const eg_page *page, eg_fact_status status);

bool eg_cell_share(const eg_report_outcome *outcome);
/* A rate as percent, a mean with so many decimals; a code as its bound; else a word. NULL:
 * "none". */
const char *eg_cell_level(eg_page *page, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals);
/* A whole number or a word. */
const char *eg_cell_count(eg_page *page, const eg_fact *fact);
/* "-9.1" and a mark when it is beyond the margin. */
const char *eg_cell_gap(eg_page *page, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals);
/* The head of a column of gaps: room for a mark behind the figure. */
const char *eg_cell_gap_head(eg_page *page);
/* The mark of a side: ahead, behind (by what is better), or "" for neither. */
const char *eg_cell_mark(const eg_page *page, int side);

/* The interval with its point on the scale; the whole's level where the row is free. */
const char *eg_cell_bar(eg_page *page, const eg_scale *scale, const eg_fact *fact,
                        double whole);

/* Among the years of a sparkline: one that is not there, and a break that is not to be crossed;
 * NAN is a year without a figure. */
#define EG_SPARK_HOLE  (-(double)INFINITY)
#define EG_SPARK_BREAK ((double)INFINITY)
#define EG_SPARK_HOLES 3 /* shown at most, of years missing in a row */
/* One sign a year; span is what the full height stands for. */
const char *eg_cell_spark(eg_page *page, const double *values, size_t n, double span);

/* A label for people: an outcome's, with its cut; a dimension's. Escaped. */
const char *eg_cell_outcome(eg_page *page, const eg_report_outcome *outcome);
const char *eg_cell_dimension(eg_page *page, const char *name);
/* A group's name as written; in another language the words of ours in it are translated. */
const char *eg_cell_group(eg_page *page, const char *group);

#endif
