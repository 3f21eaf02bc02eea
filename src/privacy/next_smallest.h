/* privacy/next_smallest.h - New York's rule: a small group is not hidden alone. */
#ifndef EG_PRIVACY_NEXT_SMALLEST_H
#define EG_PRIVACY_NEXT_SMALLEST_H

#include "privacy/secret.h"

/*
 * After the primary marks. In each table (the groups of a dimension in one unit and year) that
 * hides small groups: while they are one, or have fewer than min_n students together, the
 * smallest of the others is hidden too; the first of equals. Groups in which nobody has a value
 * count for nothing. Source: New York State Education Department, on the marks of its report
 * cards (article 115000765546); its rule begins at 5 students.
 */
void eg_next_smallest(eg_secret *secret);

#endif
