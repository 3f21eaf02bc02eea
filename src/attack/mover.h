/*
 * attack/mover.h - a table that fits, and the circle by which the next one is reached. Shared
 * by circle.c, which finds circles, and moves.c, which goes round them.
 */
#ifndef EG_ATTACK_MOVER_H
#define EG_ATTACK_MOVER_H

#include "attack/attack_inside.h"

enum { EG_NO_CIRCLE = UINT8_MAX }; /* a factor that is not 1 or -1 */

typedef struct {
    eg_attack *a;
    uint8_t *sums;   /* [unknown]: relations it has to keep */
    int8_t *step;    /* [unknown]: in the circle at hand */
    double *moved;   /* [unknown]: from the truth, by the circles before */
    uint32_t *trail; /* unknowns of the circle, and after them of the circles before */
    size_t steps;
    uint32_t *changed;
    size_t n_changed;
    uint8_t *is_changed;
    int32_t *over;  /* [relation]: by how much the circle is not closed yet */
    uint32_t *open; /* relations that are or were not closed */
    uint8_t *is_open;
    size_t n_open;
    uint32_t *seen; /* [relation]: in which search */
    uint32_t search;
    uint32_t *queue, *via, *before; /* [relation] */
    int8_t *sign;
    size_t work, patience; /* terms looked at for this circle, and at most */
    /* Terms that may step at the truth so that relation r falls: able[from[2 r]] .. before
     * able[from[2 r + 1]]; so that it rises: from there to before able[from[2 r + 2]]. */
    size_t *from;
    uint32_t *able;
    uint8_t *leads_on; /* [relation]: has an unknown of at most two sums */
    uint32_t *size;    /* [root]: open unknowns of its part, ... */
    uint32_t *ties;    /* ... and relations of several */
    size_t turn;       /* where a relation's unknowns are looked at first */
    bool bundled;      /* students are moved whole: leaders alone step, and take theirs along */
    uint32_t *bundle;  /* [unknown]: place of the leader among the bundled, + 1; 0: no leader */
} eg_mover;

static inline bool eg_mover_of_observer(const eg_mover *m, uint32_t relation)
{
    return m->a->observer[relation] != 0;
}

/* A relation between two ends: steps need not keep it, but may go no further than they let. */
static inline bool eg_mover_has_ends(const eg_mover *m, uint32_t relation)
{
    return m->a->row_low[relation] < m->a->row_high[relation];
}

/* A sum that steps have to keep; ties are kept by bundles as a whole. */
static inline bool eg_mover_counts(const eg_mover *m, uint32_t relation)
{
    return m->a->observer[relation] == 0 && !eg_mover_has_ends(m, relation) &&
           !(m->bundled && m->a->tie[relation]);
}

/* One more (way 1) or one fewer (-1) of this unknown, and of all that are bundled with it. */
bool eg_mover_may_step(const eg_mover *mover, uint32_t unknown, int way);
void eg_mover_step(eg_mover *mover, uint32_t unknown, int way);
/* Back to where the circle had so many steps. */
void eg_mover_undo(eg_mover *mover, size_t steps);
/* Steps until every sum is as it was; false: none were found, and none are left. */
bool eg_mover_close(eg_mover *mover);

#endif
