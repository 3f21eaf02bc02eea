/*
 * Rounds of attack and repair. Where a figure has too narrow an interval the cheapest figure
 * that its interval leans on is hidden too, and the sums are protected anew; cells are only
 * ever hidden, so it ends.
 */
#include "privacy/guard.h"

#include "privacy/protect.h"

/* So often at most one cell of a sum is hidden at a time; then whatever seems to be needed; and
 * of levels one cell more for each figure after so many rounds more: they take the most. */
enum { GENTLE_ROUNDS = 2, MANY_ROUNDS = 8 };

typedef struct {
    eg_guard *guard;
    size_t outcome;
    eg_secret *s;
    uint8_t *told;    /* [cell] */
    uint8_t *touched; /* [link]: has lost a cell in this round */
    uint32_t *seen;   /* [cell]: round and step in which the search met it */
    uint32_t *queue;
    uint32_t mark;
    unsigned round;
    bool spare_wholes;
    uint8_t *tries;   /* [cell]: how often it was mended, of this outcome */
    bool *dirty;      /* [outcome]: has to be looked at again */
    uint32_t *piece;  /* [cell]: cells that sums connect have the same */
    uint8_t *changed; /* [outcome * cells + piece]: has lost a figure since it was looked at */
    uint8_t *stale;   /* [cell]: of such a piece */
    uint8_t **fine;   /* [outcome]: eg_guard_system.fine */
    uint8_t *before;  /* [cell]: how much of it was away before the sums were protected anew */
} repairer;

static uint32_t root_of(uint32_t *piece, uint32_t cell)
{
    while (piece[cell] != cell) {
        piece[cell] = piece[piece[cell]];
        cell = piece[cell];
    }
    return cell;
}

/* Years never meet in a sum, nor need units: what one loses is nothing to the others. */
static void find_pieces(repairer *r, size_t cells)
{
    const eg_links *links = r->guard->links;
    for (uint32_t c = 0; c < cells; c++)
        r->piece[c] = c;
    for (size_t i = 0; i < links->n_links; i++)
        for (uint32_t m = links->start[i] + 1; m < links->start[i + 1]; m++) {
            uint32_t one = root_of(r->piece, links->members[links->start[i]]);
            uint32_t other = root_of(r->piece, links->members[m]);
            r->piece[one < other ? other : one] = one < other ? one : other;
        }
    for (uint32_t c = 0; c < cells; c++)
        r->piece[c] = root_of(r->piece, c);
}

static void set_changed(repairer *r, size_t outcome, uint32_t cell)
{
    r->changed[outcome * r->guard->secrets[0].n_cells + r->piece[cell]] = 1;
}

static uint8_t away_of(const eg_secret *s, uint32_t cell)
{
    unsigned away = s->hidden[cell];
    for (size_t k = 0; k < s->K; k++)
        away += s->unknown[cell * s->K + k];
    return (uint8_t)away;
}

/* Protects sum by sum and notes which pieces lost more. */
static bool protect(repairer *r, size_t outcome)
{
    eg_secret *s = &r->guard->secrets[outcome];
    for (uint32_t c = 0; c < s->n_cells; c++)
        r->before[c] = away_of(s, c);
    if (!eg_protect(s))
        return false;
    for (uint32_t c = 0; c < s->n_cells; c++)
        if (away_of(s, c) != r->before[c])
            set_changed(r, outcome, c);
    return true;
}

static void tell(repairer *r)
{
    const eg_guard *g = r->guard;
    for (size_t c = 0; c < r->s->n_cells; c++) {
        r->told[c] = 0;
        for (size_t o = 0; o < g->n && r->s->students != NULL; o++)
            r->told[c] = r->told[c] || (o != r->outcome && !g->secrets[o].hidden[c]);
    }
}

/* Another outcome tells the students, and too few are without a value to hide behind. */
static bool leans_on_students(const repairer *r, uint32_t cell)
{
    const eg_secret *s = r->s;
    const eg_links *links = s->links;
    if (!r->told[cell])
        return false;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i];
        uint64_t missing = 0;
        uint32_t total = links->members[links->start[link + 1] - 1];
        for (uint32_t m = links->start[link]; m + 1 < links->start[link + 1]; m++) {
            uint32_t part = links->members[m];
            missing += s->hidden[part] ? s->students[part] - s->n[part] : 0;
        }
        if (total != cell && !s->hidden[total] && (double)missing < 2 * r->guard->width_n)
            return true;
    }
    return false;
}

/* Such a cell: this one, or the first hidden one that shares a sum with it. */
static uint32_t told_nearby(const repairer *r, uint32_t cell)
{
    const eg_links *links = r->s->links;
    if (leans_on_students(r, cell))
        return cell;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i];
        for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++)
            if (r->s->hidden[links->members[m]] && leans_on_students(r, links->members[m]))
                return links->members[m];
    }
    return UINT32_MAX;
}

/* false: some other outcome has told it before, and keeps telling. */
static bool hide_everywhere(repairer *r, uint32_t cell, bool *any)
{
    bool everywhere = true;
    for (size_t o = 0; o < r->guard->n; o++) {
        eg_secret *other = &r->guard->secrets[o];
        if (o == r->outcome || other->hidden[cell])
            continue;
        if (eg_secret_hide(other, cell)) {
            set_changed(r, o, cell);
            r->dirty[o] = *any = true;
        }
        everywhere = everywhere && other->hidden[cell];
    }
    return everywhere;
}

static bool is_away(const eg_secret *s, uint32_t cell, size_t figure)
{
    if (s->hidden[cell] || figure < EG_GUARD_COUNT)
        return s->hidden[cell];
    return s->unknown[cell * s->K + figure - EG_GUARD_COUNT];
}

/* Shown already, and the same since: hiding it now changes nothing. */
static bool is_known(const eg_secret *s, uint32_t cell, size_t figure)
{
    return eg_secret_known(s, cell, figure < EG_GUARD_COUNT ? 0 : figure - EG_GUARD_COUNT + 1);
}

static void touch(repairer *r, uint32_t cell)
{
    set_changed(r, r->outcome, cell);
    const eg_links *links = r->s->links;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++)
        r->touched[links->of[i]] = 1;
}

/* Sums of very many parts do not count: what one of them loses seldom helps another. */
static bool is_touched(const repairer *r, uint32_t cell)
{
    enum { MANY = 64 };
    const eg_links *links = r->s->links;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i];
        if (r->touched[link] && links->start[link + 1] - links->start[link] <= MANY)
            return true;
    }
    return false;
}

/* The cheapest shown member of the links of a cell; hidden ones are queued to go on from. */
static bool is_whole(const repairer *r, uint32_t cell)
{
    const eg_links *links = r->s->links;
    size_t n = 0;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++)
        n += links->members[links->start[links->of[i] + 1] - 1] == cell;
    return n > 2;
}

static uint32_t look_around(repairer *r, uint32_t cell, size_t figure, size_t *tail,
                            uint32_t best)
{
    const eg_links *links = r->s->links;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i];
        for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++) {
            uint32_t other = links->members[m];
            if (r->seen[other] == r->mark || r->s->n[other] == 0)
                continue;
            r->seen[other] = r->mark;
            if (is_away(r->s, other, figure))
                r->queue[(*tail)++] = other;
            else if (is_known(r->s, other, figure) || (r->spare_wholes && is_whole(r, other)))
                continue;
            else if (best == UINT32_MAX || eg_secret_cheaper(r->s, other, best))
                best = other;
        }
    }
    return best;
}

/* The nearest cells first, and of equally near ones the cheapest. UINT32_MAX: all are hidden.
 */
static uint32_t nearest_of(repairer *r, uint32_t cell, size_t figure)
{
    size_t head = 0, tail = 0;
    uint32_t best = UINT32_MAX;
    r->mark++;
    r->seen[cell] = r->mark;
    r->queue[tail++] = cell;
    while (best == UINT32_MAX && head < tail) {
        size_t level = tail;
        while (head < level)
            best = look_around(r, r->queue[head++], figure, &tail, best);
    }
    return best;
}

static uint32_t nearest(repairer *r, uint32_t cell, size_t figure)
{
    r->spare_wholes = true;
    uint32_t best = nearest_of(r, cell, figure);
    r->spare_wholes = false;
    return best == UINT32_MAX ? nearest_of(r, cell, figure) : best;
}

/*
 * Of the sum that has lost the fewest of its parts the cheapest one left: where what is near
 * and cheap did not help, that sum is what holds the cell. UINT32_MAX: everything is hidden.
 */
static uint32_t in_tightest(const repairer *r, uint32_t cell, size_t figure)
{
    const eg_links *links = r->s->links;
    uint32_t best = UINT32_MAX;
    size_t fewest = SIZE_MAX;
    for (uint32_t i = links->at[cell]; i < links->at[cell + 1]; i++) {
        uint32_t link = links->of[i], own = UINT32_MAX;
        size_t lost = 0;
        for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++) {
            uint32_t other = links->members[m];
            bool last = m + 1 == links->start[link + 1];
            if (is_away(r->s, other, figure))
                lost++;
            else if (r->s->n[other] > 0 && !is_known(r->s, other, figure) &&
                     (own == UINT32_MAX || !last) &&
                     (own == UINT32_MAX || eg_secret_cheaper(r->s, other, own)))
                own = other;
        }
        if (own != UINT32_MAX && lost < fewest) {
            fewest = lost;
            best = own;
        }
    }
    return best;
}

/* A level not yet withheld in the same cell; SIZE_MAX: none. */
static size_t other_level(const eg_secret *s, uint32_t cell)
{
    size_t best = SIZE_MAX;
    for (size_t k = 0; k < s->K && !s->hidden[cell]; k++)
        if (!s->unknown[cell * s->K + k] && !eg_secret_known(s, cell, k + 1) &&
            (best == SIZE_MAX || s->count[cell * s->K + k] < s->count[cell * s->K + best]))
            best = k;
    return best;
}

/*
 * That figure is hidden everywhere: then it follows from what else is told of the cell, or of
 * one near it, which loses another level, or all of it. false: nothing is left to hide.
 */
static bool mend_otherwise(repairer *r, uint32_t cell)
{
    eg_secret *s = r->s;
    uint32_t other = s->hidden[cell] ? nearest_of(r, cell, EG_GUARD_N) : cell;
    if (other == UINT32_MAX)
        return false;
    size_t k = s->levels ? other_level(s, other) : SIZE_MAX;
    bool more = k != SIZE_MAX || eg_secret_hide(s, other);
    if (k != SIZE_MAX)
        s->unknown[other * s->K + k] = 1;
    touch(r, other);
    return more;
}

static bool mend(repairer *r, uint32_t cell, size_t figure)
{
    eg_secret *s = r->s;
    bool level = figure >= EG_GUARD_COUNT && s->levels;
    uint32_t told =
        figure < EG_GUARD_COUNT || s->hidden[cell] ? told_nearby(r, cell) : UINT32_MAX;
    bool any = false;
    if (told != UINT32_MAX && (hide_everywhere(r, told, &any) || any)) {
        touch(r, cell);
        return true;
    }
    /* A code leaves few values by itself: nothing around it protects as the whole cell's
     * hiding. */
    if (figure >= EG_GUARD_COUNT && !s->levels && !s->hidden[cell] && eg_secret_hide(s, cell)) {
        touch(r, cell);
        return true;
    }
    /* A level leans on the other levels of its cell and on that level of other cells. */
    size_t k = level && r->tries[cell] > 0 ? other_level(s, cell) : SIZE_MAX;
    bool own = level && !s->hidden[cell] && (k != SIZE_MAX || r->tries[cell] > 1);
    if (own && k != SIZE_MAX && r->tries[cell] == 1)
        s->unknown[cell * s->K + k] = 1;
    else
        own = own && eg_secret_hide(s, cell);
    if (own) {
        r->tries[cell]++;
        touch(r, cell);
        return true;
    }
    uint32_t other = r->tries[cell] == 0 ? UINT32_MAX : in_tightest(r, cell, figure);
    if (other == UINT32_MAX)
        other = nearest(r, cell, figure);
    if (r->tries[cell] < UINT8_MAX)
        r->tries[cell]++;
    if (other == UINT32_MAX)
        return mend_otherwise(r, cell);
    if (level && !s->hidden[cell])
        s->unknown[other * s->K + figure - EG_GUARD_COUNT] = 1;
    else
        (void)eg_secret_hide(s, other);
    touch(r, other);
    return true;
}

/* *changed: something more is hidden. */
static eg_status one_round(repairer *r, const eg_control *control, bool *changed, eg_error *err)
{
    eg_guard_system system;
    uint8_t *pieces = r->changed + r->outcome * r->s->n_cells;
    *changed = false;
    tell(r);
    for (uint32_t c = 0; c < r->s->n_cells; c++)
        r->stale[c] = pieces[r->piece[c]];
    eg_guard_known known = {r->told, r->stale, r->piece, r->fine[r->outcome]};
    eg_status status = eg_guard_system_make(&system, r->guard, r->outcome, &known, err);
    if (status != EG_OK)
        return status;
    for (uint32_t c = 0; c < r->s->n_cells; c++)
        pieces[c] = 0;
    status = eg_attack_run(system.attack, control, err);
    if (status == EG_OK)
        eg_guard_remember(&system);
    for (size_t i = 0; i < r->s->links->n_links; i++)
        r->touched[i] = 0;
    for (size_t i = 0; i < r->s->n_cells && status == EG_OK; i++) {
        uint32_t c = r->guard->order[i];
        size_t figure;
        if (!r->stale[c] || !eg_guard_narrow(&system, c, &figure))
            continue;
        /* What was mended nearby may have mended this too: the next round sees. */
        bool waits = r->round < GENTLE_ROUNDS && is_touched(r, c);
        if (waits)
            set_changed(r, r->outcome, c);
        for (unsigned k = 0; !waits && k <= (r->s->levels ? r->round / MANY_ROUNDS : 0); k++)
            *changed = mend(r, c, figure) || *changed;
    }
    eg_guard_system_clear(&system);
    if (status == EG_OK && *changed && !protect(r, r->outcome))
        status = eg_fail_memory(err);
    return status;
}

/*
 * Two outcomes that count the same column count the same students twice: levels and the rate
 * that two of them make up, a cut and a higher cut. A cell is shown whole in all of them or in
 * none. true: something more is hidden.
 */
static bool share_columns(repairer *r)
{
    const eg_guard *g = r->guard;
    bool more = false;
    for (size_t o = 0; o < g->n; o++)
        for (size_t other = 0; other < g->n; other++) {
            eg_secret *s = &g->secrets[o], *t = &g->secrets[other];
            if (o == other || g->column[o] != g->column[other] || s->K == 0 || t->K == 0)
                continue;
            for (uint32_t c = 0; c < s->n_cells; c++) {
                if (away_of(s, c) == 0 || t->hidden[c] || !eg_secret_hide(t, c))
                    continue;
                set_changed(r, other, c);
                r->dirty[other] = more = true;
            }
        }
    return more;
}

/*
 * What one outcome hides another must not tell: sum by sum, before anything is attacked, until
 * all agree. Cells are only ever hidden, so they will.
 */
static bool agree(repairer *r)
{
    bool again = true, made = true;
    while (again && made) {
        again = share_columns(r);
        for (r->outcome = 0; r->outcome < r->guard->n && made; r->outcome++) {
            r->s = &r->guard->secrets[r->outcome];
            made = eg_protect(r->s);
            tell(r);
            for (uint32_t c = 0; made && c < r->s->n_cells; c++)
                if (r->s->hidden[c] && r->told[c] && leans_on_students(r, c))
                    (void)hide_everywhere(r, c, &again);
        }
    }
    return made;
}

static eg_status guard_outcome(repairer *r, const eg_control *control, eg_error *err)
{
    eg_status status = EG_OK;
    bool changed = true;
    r->s = &r->guard->secrets[r->outcome];
    r->dirty[r->outcome] = false;
    if (!protect(r, r->outcome))
        return eg_fail_memory(err);
    for (size_t c = 0; c < r->s->n_cells; c++)
        r->tries[c] = 0;
    for (r->round = 0; changed && status == EG_OK; r->round++)
        status = one_round(r, control, &changed, err);
    (void)share_columns(r);
    return status;
}

static eg_status guard_all(repairer *r, const eg_control *control, eg_error *err)
{
    eg_status status = EG_OK;
    bool again = true;
    while (again && status == EG_OK) {
        again = false;
        for (r->outcome = 0; r->outcome < r->guard->n && status == EG_OK; r->outcome++) {
            if (!r->dirty[r->outcome])
                continue;
            again = true;
            status = guard_outcome(r, control, err);
        }
    }
    return status;
}

eg_status eg_guard_run(eg_guard *guard, const eg_control *control, eg_error *err)
{
    size_t cells = guard->n == 0 ? 0 : guard->secrets[0].n_cells;
    repairer r = {.guard = guard};
    r.told = eg_alloc_zero(cells + 1, 1);
    r.touched = eg_alloc_zero(guard->links->n_links + 1, 1);
    r.seen = eg_alloc_zero(cells + 1, sizeof *r.seen);
    r.queue = eg_alloc(cells + 1, sizeof *r.queue);
    r.dirty = eg_alloc(guard->n + 1, sizeof *r.dirty);
    r.piece = eg_alloc(cells + 1, sizeof *r.piece);
    r.changed = eg_alloc(cells * guard->n + 1, 1);
    r.stale = eg_alloc(cells + 1, 1);
    r.before = eg_alloc(cells + 1, 1);
    r.tries = eg_alloc_zero(cells + 1, 1);
    r.fine = eg_alloc_zero(guard->n + 1, sizeof *r.fine);
    bool made = r.told != NULL && r.touched != NULL && r.seen != NULL && r.queue != NULL &&
                r.dirty != NULL && r.piece != NULL && r.changed != NULL && r.stale != NULL &&
                r.before != NULL && r.tries != NULL && r.fine != NULL;
    for (size_t o = 0; made && o < guard->n; o++) {
        r.fine[o] = eg_alloc_zero(cells + 1, EG_GUARD_FIGURES(guard->secrets[o].K));
        made = r.fine[o] != NULL;
    }
    if (made)
        find_pieces(&r, cells);
    for (size_t o = 0; made && o < guard->n; o++) {
        r.dirty[o] = true;
        for (size_t c = 0; c < cells; c++)
            r.changed[o * cells + c] = 1;
    }
    made = made && agree(&r);
    eg_status status = made ? guard_all(&r, control, err) : eg_fail_memory(err);
    for (size_t o = 0; r.fine != NULL && o < guard->n; o++)
        eg_free(r.fine[o]);
    void *all[] = {(void *)r.fine, r.told,    r.touched, r.seen,   r.queue, r.dirty,
                   r.piece,        r.changed, r.stale,   r.before, r.tries};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    return status;
}
