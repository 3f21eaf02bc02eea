/* statistics/math_linear.h - small symmetric systems, with columns that say nothing new left
 * out. */
#ifndef EG_STATISTICS_MATH_LINEAR_H
#define EG_STATISTICS_MATH_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Replaces the symmetric, not negative definite a (k x k, row by row) by its inverse over the
 * columns that are independent of those before them; rows and columns of the others become 0
 * and used[] says which is which. Returns how many are used. scale holds k doubles.
 */
size_t eg_invert_symmetric(double *a, size_t k, bool *used, double *scale);

/* out = a b for a square a (k x k). */
void eg_multiply_vector(const double *a, const double *b, size_t k, double *out);
/* x' a y */
double eg_quadratic(const double *x, const double *a, const double *y, size_t k);
/* out = a m a for symmetric a and m; room holds k * k doubles. */
void eg_sandwich(const double *a, const double *m, size_t k, double *room, double *out);
/* Its last entry alone; the first k of room are used. */
double eg_sandwich_last(const double *a, const double *m, size_t k, double *room);

#endif
