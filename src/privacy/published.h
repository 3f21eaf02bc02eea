/* privacy/published.h - the figures of one cell as a report shows them. */
#ifndef EG_PRIVACY_PUBLISHED_H
#define EG_PRIVACY_PUBLISHED_H

#include "equitygap/privacy.h"

typedef struct {
    int64_t n; /* or NOT, FEW */
    size_t n_counts;
    int64_t counts[EG_MAX_LEVELS]; /* or one of those below */
} eg_published;

/* false: the place has no students, and no row. */
bool eg_marks_published(const eg_marks *marks, size_t outcome, const eg_place *place,
                        eg_published *out);

#endif
