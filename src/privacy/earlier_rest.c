/* Those whom a sum does not show, beside what was published of them. */
#include "privacy/earlier_inside.h"

const eg_ledger_record *eg_earlier_record(const eg_earlier *e, uint32_t cell, uint32_t p)
{
    for (uint32_t r = e->record[cell]; r != EG_NO_WORD; r = e->scene.ledger->records[r].next)
        if (e->scene.ledger->records[r].first <= p && p <= e->scene.ledger->records[r].last)
            return &e->scene.ledger->records[r];
    return NULL;
}

/* The n of publication p. A group without a row had nobody, if its dimension was there. */
static int64_t n_then(const eg_earlier *e, uint32_t cell, uint32_t p)
{
    const eg_ledger_record *record = eg_earlier_record(e, cell, p);
    if (record != NULL)
        return record->n < 0 ? EG_EARLIER_UNKNOWN : record->n;
    return e->published[(size_t)e->table[cell] * e->stride + p] &&
                   eg_earlier_record(e, e->whole[cell], p) != NULL
               ? 0
               : EG_EARLIER_UNKNOWN;
}

static bool has_moved(const eg_earlier *e, const eg_secret *s, uint32_t cell)
{
    uint32_t covered = 0;
    for (uint32_t r = e->record[cell]; r != EG_NO_WORD; r = e->scene.ledger->records[r].next) {
        const eg_ledger_record *record = &e->scene.ledger->records[r];
        covered += record->last - record->first + 1;
        if (record->n >= 0 && record->n != (int64_t)s->n[cell])
            return true;
    }
    for (uint32_t p = 1; p <= e->publications && covered < e->publications; p++)
        if (eg_earlier_record(e, cell, p) == NULL && n_then(e, cell, p) == 0 && s->n[cell] > 0)
            return true;
    return false;
}

/* Only where something moved is there a difference. */
bool eg_earlier_find_moves(eg_earlier *e, const eg_secret *s)
{
    const eg_links *links = s->links;
    e->moved = eg_alloc_zero(links->n_links + 1, 1);
    for (uint32_t c = 0; e->moved != NULL && c < s->n_cells; c++) {
        bool moved = has_moved(e, s, c);
        for (uint32_t i = links->at[c]; moved && i < links->at[c + 1]; i++)
            e->moved[links->of[i]] = 1;
    }
    return e->moved != NULL;
}

typedef struct {
    int64_t rest;     /* how many more they are than then, taken together */
    uint32_t unknown; /* how many parts they are */
    bool vague;       /* groups that are gone took part, none knows where */
} unshown;

/* What was part of a sum is nobody now; of a cross in a parent it is not known of which. */
static void count_gone(const eg_earlier *e, const eg_vanished *gone, uint32_t p, uint32_t total,
                       uint32_t part, unshown *u)
{
    size_t items = eg_views_items(e->scene.views);
    bool units = e->table[part] / items != e->table[total] / items;
    if (p < gone->record->first || p > gone->record->last || gone->of_units != units ||
        gone->table != e->table[part] || gone->total != (units ? total : e->whole[total]))
        return;
    if (gone->record->n < 0)
        u->unknown++;
    else
        u->rest += gone->record->n;
    u->vague = u->vague || total != gone->total;
}

/* false: the total was not known then, or is not now. */
static bool look_at(const eg_earlier *e, const eg_secret *s, uint32_t link, uint32_t p,
                    unshown *u)
{
    const eg_links *links = s->links;
    uint32_t to = links->start[link + 1] - 1, total = links->members[to];
    int64_t then = n_then(e, total, p);
    if (then == EG_EARLIER_UNKNOWN || s->hidden[total])
        return false;
    *u = (unshown){.rest = (int64_t)s->n[total] - then};
    for (uint32_t m = links->start[link]; m < to; m++) {
        uint32_t cell = links->members[m];
        int64_t sign = links->minus != NULL && links->minus[m] ? -1 : 1;
        then = n_then(e, cell, p);
        if (then == EG_EARLIER_UNKNOWN || s->hidden[cell])
            u->unknown++;
        else
            u->rest -= sign * ((int64_t)s->n[cell] - then);
    }
    for (size_t i = 0; i < e->n_gone; i++)
        count_gone(e, &e->gone[i], p, total, links->members[links->start[link]], u);
    return true;
}

/* The cheapest part whose hiding leaves no few, or else the cheapest of all. */
static uint32_t choose(const eg_earlier *e, const eg_secret *s, uint32_t link, uint32_t p,
                       const unshown *u)
{
    const eg_links *links = s->links;
    uint32_t to = links->start[link + 1] - 1, best = UINT32_MAX;
    bool best_mends = false;
    for (uint32_t m = links->start[link]; m < to; m++) {
        uint32_t cell = links->members[m];
        int64_t then = n_then(e, cell, p);
        if (s->hidden[cell] || s->n[cell] == 0 || eg_secret_known(s, cell, 0))
            continue;
        bool mends = then != EG_EARLIER_UNKNOWN && !u->vague &&
                     !eg_earlier_is_few(e, u->rest + (int64_t)s->n[cell] - then);
        if (best == UINT32_MAX ||
            (mends != best_mends ? mends : eg_secret_cheaper(s, cell, best))) {
            best = cell;
            best_mends = mends;
        }
    }
    if (best == UINT32_MAX && !eg_secret_known(s, links->members[to], 0))
        best = links->members[to];
    return best;
}

uint32_t eg_earlier_short(eg_earlier *e, const eg_secret *s, uint32_t link)
{
    if (!e->moved[link])
        return UINT32_MAX;
    for (uint32_t p = 1; p <= e->publications; p++) {
        unshown u;
        if (!look_at(e, s, link, p, &u) || u.unknown == 0 ||
            !(u.vague || eg_earlier_is_few(e, u.rest)))
            continue;
        uint32_t cell = choose(e, s, link, p, &u);
        e->withheld += cell != UINT32_MAX;
        if (cell != UINT32_MAX)
            return cell;
    }
    return UINT32_MAX;
}
