/*
 * statistics/bounded.h - facts of a group and its reference, or over the years, where the input
 * gives bounds.
 */
#ifndef EG_STATISTICS_BOUNDED_H
#define EG_STATISTICS_BOUNDED_H

#include "statistics/engine.h"

/*
 * A row of a pair or a trend of which some figure has bounds and none is hidden: true, with the
 * bounds that follow, or not estimable. false: everything is exact, or something is hidden.
 */
bool eg_bounded(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer);
/* share_of_students where n, or that of all students, has bounds: true, with the answer. */
bool eg_bounded_share(const eg_ask *ask, eg_answer *answer);
/* mean, and difference of means: true, with the bounds that follow; false: another row. */
bool eg_bounded_mean(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer);
/* at_or_above:LEVEL of a group whose levels have bounds. */
void eg_bounded_above(const eg_ask *ask, eg_answer *answer);

#endif
