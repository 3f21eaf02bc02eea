/* privacy/earlier_inside.h - the cells of one outcome beside what was published of them. */
#ifndef EG_PRIVACY_EARLIER_INSIDE_H
#define EG_PRIVACY_EARLIER_INSIDE_H

#include "privacy/earlier.h"

enum { EG_EARLIER_UNKNOWN = EG_PUBLISHED_NOT };

/* Published then, and without a place among the cells now. */
typedef struct {
    uint32_t total; /* what it was part of: its unit and year, or its group of all units */
    uint32_t table; /* its own */
    bool of_units;
    const eg_ledger_record *record;
} eg_vanished;

struct eg_earlier {
    eg_earlier_scene scene;
    uint32_t min_n, publications;
    uint32_t kind;          /* word; EG_NO_WORD: these counts were never published */
    uint32_t *record;       /* [cell]: the first of its address; EG_NO_WORD */
    uint32_t *whole;        /* [cell]: everybody in its unit and year, a cell */
    uint32_t *year;         /* [cell] */
    uint8_t *row;           /* [cell]: it has one, since it has students */
    uint32_t *table;        /* [cell]: scope * items + item */
    uint8_t *published;     /* [table * (publications + 1) + p] */
    int32_t *equal, *other; /* [number of a whole * stride + p]: n's that are as they were,
                               figures that are not */
    uint32_t *ties;         /* likewise: publications up to p that are the same */
    uint32_t *whole_number; /* [cell]: of a whole */
    size_t n_wholes, stride;
    uint8_t *known;    /* eg_secret.known */
    uint8_t *policy;   /* like known: small by itself, and known all the same */
    uint8_t *few;      /* [cell]: withheld because of a difference */
    uint8_t *moved;    /* [link]: some member is not what it was; NULL: not looked at yet */
    uint32_t *cell_of; /* [record]: cell + 1 */
    eg_vanished *gone;
    size_t n_gone;
    uint64_t withheld;
};

/* What publication p says of a cell; NULL: nothing. */
const eg_ledger_record *eg_earlier_record(const eg_earlier *e, uint32_t cell, uint32_t p);
/* Finds which sums have a member that is not what it was. false: no memory. */
EG_MUST_USE bool eg_earlier_find_moves(eg_earlier *e, const eg_secret *s);
/* Is it 1 to min_n - 1 students, come or gone? */
static inline bool eg_earlier_is_few(const eg_earlier *e, int64_t difference)
{
    int64_t size = difference < 0 ? -difference : difference;
    return size >= 1 && size < (int64_t)e->min_n;
}

#endif
