/*
 * Complementary suppression: a work list of links, each made safe in turn. Hiding a cell puts
 * its links back on the list; cells are only ever hidden, so it ends.
 */
#include "privacy/protect.h"

#include "privacy/earlier.h"

typedef struct {
    eg_secret *s;
    uint32_t *queue; /* ring of links waiting */
    uint8_t *waiting;
    size_t head, length;
    bool loose; /* the link at hand: its parts overlap */
} work;

static void wake(work *w, uint32_t cell)
{
    const eg_links *links = w->s->links;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i];
        if (w->waiting[link])
            continue;
        w->waiting[link] = 1;
        w->queue[(w->head + w->length++) % links->n_links] = link;
    }
}

static bool hide_cell(work *w, uint32_t cell)
{
    if (!eg_secret_hide(w->s, cell))
        return false;
    wake(w, cell);
    return true;
}

static bool coded(const eg_secret *s, uint32_t cell)
{
    for (size_t k = 0; k < s->K; k++)
        if (s->unknown[cell * s->K + k])
            return true;
    return false;
}

/*
 * The part that costs least to hide: one that has lost a figure already, then the one with the
 * fewest students; the first of equals. UINT32_MAX: none is left.
 */
static uint32_t cheapest(const eg_secret *s, uint32_t from, uint32_t to, size_t k)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t m = from; m < to; m++) {
        uint32_t cell = s->links->members[m];
        bool taken = k == SIZE_MAX ? s->hidden[cell] : s->unknown[cell * s->K + k];
        if (taken || s->n[cell] == 0 || eg_secret_known(s, cell, k == SIZE_MAX ? 0 : k + 1))
            continue;
        if (best == UINT32_MAX) {
            best = cell;
            continue;
        }
        bool lost = coded(s, cell), best_lost = coded(s, best);
        if (lost != best_lost ? lost : eg_secret_cheaper(s, cell, best))
            best = cell;
    }
    return best;
}

/* What a sum of overlapping parts says of figure k (SIZE_MAX: students), the total being shown.
 */
typedef struct {
    uint64_t parts;  /* not shown */
    int64_t both[2]; /* counted in two parts: n, count */
    int64_t rest[2]; /* the total without the parts shown */
} overlap;

static overlap overlap_of(const eg_secret *s, uint32_t from, uint32_t to, size_t k)
{
    overlap o = {0};
    for (uint32_t m = from; m <= to; m++) {
        uint32_t cell = s->links->members[m];
        int64_t n = (int64_t)s->n[cell], sign = m == to ? -1 : 1;
        int64_t x = k == SIZE_MAX ? 0 : (int64_t)s->count[cell * s->K + k];
        bool away = k == SIZE_MAX ? s->hidden[cell] : s->unknown[cell * s->K + k];
        o.parts += away && m < to;
        o.both[0] += sign * n;
        o.both[1] += sign * x;
        if (m == to || !away) {
            o.rest[0] -= sign * n;
            o.rest[1] -= sign * x;
        }
    }
    return o;
}

static bool fit_to_show(const eg_secret *s, const int64_t of[2], size_t k)
{
    eg_mark mark;
    double bound;
    if (of[0] <= 0 || of[1] < 0 || of[1] > of[0])
        return true; /* nobody, or a difference that says nothing */
    if (k == SIZE_MAX)
        return of[0] >= (int64_t)s->min_n;
    return !eg_rules_tail(s->rules, (uint64_t)of[1], (uint64_t)of[0], &mark, &bound);
}

/*
 * Those in two units can be subtracted out while fewer than two parts are hidden; and who takes
 * the units for separate gets the rest of the total. Both must be fit to show.
 */
static bool overlap_safe(const work *w, uint32_t from, uint32_t to, size_t k)
{
    if (!w->loose)
        return true;
    overlap o = overlap_of(w->s, from, to, k);
    return (o.parts >= 2 || fit_to_show(w->s, o.both, k)) &&
           (o.parts == 0 || fit_to_show(w->s, o.rest, k));
}

/* A hidden cell in which nobody has a value protects no other. */
static bool hides_somebody(const eg_secret *s, uint32_t cell)
{
    return s->n[cell] > 0 || s->students == NULL;
}

/*
 * At least so many students are known to be in a hidden cell: every row has somebody, so those
 * of its own parts, row by row, and who is shown of them. *looks: cells that may be looked at.
 */
/* NOLINTNEXTLINE(misc-no-recursion): down to the smallest parts, at most DEEPEST */
static uint64_t surely_in(const eg_secret *s, uint32_t cell, unsigned depth, size_t *looks)
{
    enum { DEEPEST = 6 };
    const eg_links *links = s->links;
    uint64_t least = 1;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1] && depth < DEEPEST; i++) {
        uint32_t link = links->of[i], from = links->start[link],
                 to = links->start[link + 1] - 1;
        uint64_t sum = 0;
        if (links->members[to] != cell || (links->loose != NULL && links->loose[link]))
            continue;
        for (uint32_t m = from; m<to && * looks> 0; m++) {
            uint32_t part = links->members[m];
            --*looks;
            if (links->minus[m]) { /* what groups share is taken off */
                sum = 0;
                break;
            }
            if (s->n[part] > 0)
                sum += s->hidden[part] ? surely_in(s, part, depth + 1, looks) : s->n[part];
        }
        least = sum > least ? sum : least;
    }
    return least < s->n[cell] ? least : s->n[cell];
}

/* Who is surely in the hidden parts of a sum tells how few more there are. */
static bool leaves_room(const eg_secret *s, uint32_t from, uint32_t to, uint64_t students)
{
    enum { MOST_LOOKS = 4096 };
    size_t looks = MOST_LOOKS;
    uint64_t least = 0;
    for (uint32_t m = from; m < to; m++)
        if (s->hidden[s->links->members[m]] && hides_somebody(s, s->links->members[m]))
            least += surely_in(s, s->links->members[m], 0, &looks);
    return students >= least + (s->min_n + 1) / 2;
}

/* Students: hidden parts are none, or two and more that together have min_n, and room. */
static bool protect_students(work *w, uint32_t from, uint32_t to)
{
    eg_secret *s = w->s;
    uint32_t total = s->links->members[to];
    uint64_t students = 0, parts = 0;
    for (uint32_t m = from; m < to; m++)
        if (s->hidden[s->links->members[m]] && hides_somebody(s, s->links->members[m])) {
            parts++;
            students += s->n[s->links->members[m]];
        }
    bool safe =
        s->hidden[total]
            ? parts >= 1
            : (parts == 0 || (parts >= 2 && students >= s->min_n &&
                              (s->students == NULL || leaves_room(s, from, to, students)))) &&
                  overlap_safe(w, from, to, SIZE_MAX);
    if (safe)
        return false;
    uint32_t cell = cheapest(s, from, to, SIZE_MAX);
    if (cell == UINT32_MAX && s->hidden[total])
        return false;
    return hide_cell(w, cell == UINT32_MAX ? total : cell);
}

/* Takes one more count out of sight; a rate goes with its cell, a level by itself. */
static bool hide_count(work *w, uint32_t cell, size_t k)
{
    if (w->s->K == 1)
        return hide_cell(w, cell);
    if (eg_secret_known(w->s, cell, k + 1))
        return false;
    w->s->unknown[cell * w->s->K + k] = 1;
    wake(w, cell);
    return true;
}

/*
 * Counts: what is not shown, taken as one group, must itself be fit to show. A coded part alone
 * is hidden whole, since hiding its neighbour too costs less than coding it and hiding two.
 */
static bool protect_count(work *w, uint32_t from, uint32_t to, size_t k)
{
    eg_secret *s = w->s;
    uint32_t total = s->links->members[to], last = 0;
    uint64_t n = 0, x = 0, spare = 0, parts = 0;
    for (uint32_t m = from; m < to; m++) {
        uint32_t cell = s->links->members[m];
        if (!s->unknown[cell * s->K + k] || !hides_somebody(s, cell))
            continue;
        parts++;
        n += s->n[cell];
        x += s->count[cell * s->K + k];
        spare += s->spare == NULL ? 0 : s->spare[cell * s->K + k];
        last = cell;
    }
    eg_mark mark;
    double bound;
    bool total_unknown = s->unknown[total * s->K + k];
    bool safe = total_unknown ? parts >= 1
                              : (parts == 0 ||
                                 (parts >= 2 && !eg_rules_tail(s->rules, x, n, &mark, &bound) &&
                                  !eg_rules_tail(s->rules, x + spare, n, &mark, &bound))) &&
                                    overlap_safe(w, from, to, k);
    if (safe)
        return false;
    if (s->K == 1 && parts == 1 && hide_cell(w, last))
        return true;
    uint32_t cell = cheapest(s, from, to, k);
    if (cell == UINT32_MAX && total_unknown)
        return false;
    return hide_count(w, cell == UINT32_MAX ? total : cell, k);
}

/* Levels of one cell add up to its n: those not shown are none, or two and more that no tail
 * code covers. */
static bool protect_levels(work *w, uint32_t cell)
{
    eg_secret *s = w->s;
    uint64_t *count = s->count + cell * s->K, x = 0, levels = 0;
    uint8_t *unknown = s->unknown + cell * s->K;
    size_t best = SIZE_MAX;
    for (size_t k = 0; k < s->K; k++) {
        if (unknown[k]) {
            levels++;
            x += count[k];
        } else if (!eg_secret_known(s, cell, k + 1) &&
                   (best == SIZE_MAX || count[k] < count[best])) {
            best = k;
        }
    }
    eg_mark mark = EG_SHOWN;
    double bound;
    bool tail =
        eg_rules_tail(s->rules, x, s->n[cell], &mark, &bound) && mark == EG_BOTTOM_CODED;
    if (s->hidden[cell] || levels == 0 || best == SIZE_MAX || (levels >= 2 && !tail))
        return false;
    unknown[best] = 1;
    wake(w, cell);
    return true;
}

/* Nor may those not shown differ by a few from what was published before. */
static bool protect_earlier(work *w, uint32_t link)
{
    uint32_t cell = w->s->earlier == NULL || w->loose
                        ? UINT32_MAX
                        : eg_earlier_short(w->s->earlier, w->s, link);
    return cell != UINT32_MAX && hide_cell(w, cell);
}

static void make_safe(work *w, uint32_t link)
{
    const eg_secret *s = w->s;
    uint32_t from = s->links->start[link], to = s->links->start[link + 1] - 1;
    bool changed = true;
    w->loose = s->links->loose != NULL && s->links->loose[link];
    while (changed) {
        changed = protect_students(w, from, to) || protect_earlier(w, link);
        for (size_t k = 0; k < s->K && !changed; k++)
            changed = protect_count(w, from, to, k);
        for (uint32_t m = from; m <= to && s->K > 1 && !changed; m++)
            changed = protect_levels(w, s->links->members[m]);
    }
}

bool eg_protect(eg_secret *secret)
{
    size_t n = secret->links->n_links, ring = n > 0 ? n : 1;
    work w = {
        .s = secret, .queue = eg_alloc(n, sizeof *w.queue), .waiting = eg_alloc_zero(n, 1)};
    bool made = w.queue != NULL && w.waiting != NULL;
    /* Every link once, in their order: that of cells is the order in which they were met in the
     * input. */
    for (uint32_t link = 0; made && link < n; link++) {
        w.queue[w.length++] = link;
        w.waiting[link] = 1;
    }
    for (uint32_t c = 0; made && c < secret->n_cells; c++) {
        for (size_t k = 0; secret->hidden[c] && k < secret->K; k++)
            secret->unknown[c * secret->K + k] = !eg_secret_known(secret, c, k + 1);
        while (secret->K > 1 && protect_levels(&w, c))
            ;
    }
    while (made && w.length > 0) {
        uint32_t link = w.queue[w.head];
        w.head = (w.head + 1) % ring;
        w.length--;
        w.waiting[link] = 0;
        make_safe(&w, link);
    }
    eg_free(w.queue);
    eg_free(w.waiting);
    return made;
}
