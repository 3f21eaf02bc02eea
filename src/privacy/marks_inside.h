/* privacy/marks_inside.h - what was decided, cell by cell. */
#ifndef EG_PRIVACY_MARKS_INSIDE_H
#define EG_PRIVACY_MARKS_INSIDE_H

#include "equitygap/privacy.h"
#include "privacy/earlier.h"
#include "privacy/joint.h"

/* hidden and unknown as eg_secret leaves them; counts stay with the views. */
typedef struct {
    uint8_t *hidden;
    uint8_t *unknown;
    size_t K;
    bool binary;         /* a mean whose values are all 0 or 1: a rate by another name */
    eg_earlier *earlier; /* NULL: nothing was published before */
} eg_outcome_marks;

struct eg_marks {
    const eg_views *views;
    const eg_settled *settled;
    const eg_rules *rules;
    eg_outcome_marks *outcomes;
    size_t n_outcomes;
    bool everything_shown;
    eg_privacy_tally tally;
    eg_joint_marks *joint; /* of a public edition; NULL: none are kept */
};

/* Of a mean that is a rate by another name: those who have a 1. */
static inline uint64_t eg_marks_ones(const eg_tally *t)
{
    return (uint64_t)(t->sum / EG_DECIMAL_ONE);
}

#endif
