/*
 * ext/glpkx.h - GLPK: how small and how large a column of a linear program can be.
 *
 * One call loads the program, answers every question in turn, each from where the last one
 * ended, and frees it. What GLPK would end the process for is an error here; it prints nothing.
 */
#ifndef EG_EXT_GLPKX_H
#define EG_EXT_GLPKX_H

#include "equitygap/base.h"

/* row_low <= sum of factor * column <= row_high; -INFINITY and INFINITY: open. */
typedef struct {
    size_t columns, rows; /* at least one of each */
    const double *low, *high;
    const double *row_low, *row_high;
    const size_t *start;    /* terms of row r: start[r] .. start[r + 1] - 1 */
    const uint32_t *column; /* no column twice in a row */
    const double *factor;
    bool at_zero; /* all columns 0 is a solution, and where to begin; NAN where it failed */
} eg_linear;

typedef struct {
    uint32_t column;
    bool up;    /* the greatest value, not the least */
    bool whole; /* over whole numbers alone */
    /* NULL, or [column]: the greatest of a sum of columns instead; bound then says nothing. */
    const double *mix;
} eg_linear_question;

/*
 * ask fills the next question, or returns false at the end. take gets the bound (INFINITY or
 * -INFINITY: there is none, or none could be found) and the columns at it (NULL: none).
 */
typedef struct {
    bool (*ask)(void *context, eg_linear_question *question);
    void (*take)(void *context, double bound, const double *columns);
    /* Asked every few hundred steps of a solution: false ends all with EG_LINEAR_STOPPED. */
    bool (*go_on)(void *context);
    void *context;
} eg_linear_asker;

typedef enum {
    EG_LINEAR_DONE,
    EG_LINEAR_INFEASIBLE,
    EG_LINEAR_STOPPED,
    EG_LINEAR_MEMORY
} eg_linear_result;
eg_linear_result eg_linear_ask(const eg_linear *program, const eg_linear_asker *asker);
const char *eg_linear_version(void);

#endif
