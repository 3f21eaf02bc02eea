/*
 * Other tables that fit. From the truth students are moved around in circles: one more here,
 * one fewer there, until every sum is as before. In a table of units by groups a circle is a
 * path through hidden cells, found breadth first; where a cell stands in more sums than two,
 * cells are tried in turn, a few steps deep. What was met shows how wide an interval is at
 * least; it never shows that one is narrow.
 */
#include <math.h>

#include "attack/system.h"

enum {
    NO_CIRCLE = UINT8_MAX, /* a factor that is not 1 or -1 */
    DEEPEST = 14,          /* steps that are tried in turn */
    BRANCHES = 3,          /* alternatives of each */
    CIRCLES = 4            /* one after another, the same way */
};
/* Terms looked at for one circle, and for one path of it. */
enum { WORK_MOST = 12000, PATH_MOST = 1500 };

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
    size_t work;
    /* Terms that may step at the truth so that relation r falls: able[from[2 r]] .. before
     * able[from[2 r + 1]]; so that it rises: from there to before able[from[2 r + 2]]. */
    size_t *from;
    uint32_t *able;
    uint8_t *leads_on; /* [relation]: has an unknown of at most two sums */
    size_t turn;       /* where a relation's unknowns are looked at first */
    bool bundled;      /* students are moved whole: leaders alone step, and take theirs along */
    uint32_t *bundle;  /* [unknown]: place of the leader among the bundled, + 1; 0: no leader */
} mover;

static bool of_observer(const mover *m, uint32_t relation)
{
    return m->a->observer[relation] != 0;
}

/* A sum that steps of u have to keep; ties are kept by bundles as a whole. */
static bool counts(const mover *m, uint32_t relation)
{
    return m->a->observer[relation] == 0 && !(m->bundled && m->a->tie[relation]);
}

static bool has_room(const mover *m, uint32_t u, int way)
{
    const eg_attack *a = m->a;
    double now = a->truth[u] + m->moved[u];
    if (m->sums[u] == NO_CIRCLE || m->step[u] != 0 || !eg_attack_open(a, u))
        return false;
    return way > 0 ? now + 1 <= a->high[u] : now - 1 >= a->low[u];
}

static bool may_step(const mover *m, uint32_t u, int way)
{
    const struct eg_bundled *b = m->a->bundled;
    if (!m->bundled)
        return has_room(m, u, way);
    bool room = m->bundle[u] != 0;
    for (size_t i = m->bundle[u]; room && i <= m->a->n_bundled && b[i - 1].leader == u &&
                                  b[i - 1].pass == b[m->bundle[u] - 1].pass;
         i++)
        room = has_room(m, b[i - 1].unknown, way);
    return room;
}

static void shift(mover *m, uint32_t u, int by)
{
    const eg_attack *a = m->a;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
        uint32_t r = a->of[i];
        if (of_observer(m, r))
            continue;
        m->over[r] += a->of_factor[i] > 0 ? by : -by;
        if (!m->is_open[r]) {
            m->is_open[r] = 1;
            m->open[m->n_open++] = r;
        }
    }
}

static void step_alone(mover *m, uint32_t u, int way)
{
    m->step[u] = (int8_t)way;
    m->trail[m->steps++] = u;
    shift(m, u, way);
}

static void do_step(mover *m, uint32_t u, int way)
{
    const struct eg_bundled *b = m->a->bundled;
    if (!m->bundled) {
        step_alone(m, u, way);
        return;
    }
    for (size_t i = m->bundle[u]; i <= m->a->n_bundled && b[i - 1].leader == u &&
                                  b[i - 1].pass == b[m->bundle[u] - 1].pass;
         i++)
        step_alone(m, b[i - 1].unknown, way);
}

static void undo_to(mover *m, size_t steps)
{
    while (m->steps > steps) {
        uint32_t u = m->trail[--m->steps];
        shift(m, u, -m->step[u]);
        m->step[u] = 0;
    }
}

/* The relation besides r that an unknown of two has to keep; its factor there. */
static uint32_t other_sum(const mover *m, uint32_t u, uint32_t r, int *factor)
{
    const eg_attack *a = m->a;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++)
        if (a->of[i] != r && counts(m, a->of[i])) {
            *factor = a->of_factor[i] > 0 ? 1 : -1;
            return a->of[i];
        }
    return UINT32_MAX;
}

/* Steps along the path by which r was reached, the last one by u. */
static void walk_back(mover *m, uint32_t r, uint32_t u, int way)
{
    while (true) {
        do_step(m, u, way);
        if (m->before[r] == r)
            return;
        u = m->via[r];
        r = m->before[r];
        int factor = 0;
        for (size_t i = m->a->at[u]; i < m->a->at[u + 1]; i++)
            if (m->a->of[i] == r)
                factor = m->a->of_factor[i] > 0 ? 1 : -1;
        way = -m->sign[r] * factor;
    }
}

static void reach(mover *m, uint32_t r, uint32_t from, uint32_t via, int sign, size_t *tail)
{
    m->seen[r] = m->search;
    m->before[r] = from;
    m->via[r] = via;
    m->sign[r] = (int8_t)sign;
    m->queue[(*tail)++] = r;
}

/* An unknown of r that closes the circle, as r was reached; true: it did. */
static bool close_at(mover *m, uint32_t r)
{
    const eg_attack *a = m->a;
    size_t list = 2 * (size_t)r + (m->sign[r] > 0 ? 0 : 1);
    for (size_t i = m->from[list]; i < m->from[list + 1]; i++) {
        size_t t = a->start[r] + m->able[i];
        uint32_t u = a->column[t];
        int way = a->factor[t] > 0 ? -m->sign[r] : m->sign[r], factor = 0;
        m->work++;
        if (m->sums[u] > 2 || u == m->via[r] || !may_step(m, u, way))
            continue;
        uint32_t next = other_sum(m, u, r, &factor);
        if (next == UINT32_MAX || m->over[next] * factor * way < 0) {
            walk_back(m, r, u, way);
            return true;
        }
    }
    return false;
}

/* Looks from r for an unknown that closes the circle, at once or in a step; true: it did. */
static bool look_from(mover *m, uint32_t r, size_t end, size_t *tail)
{
    enum { SHORT = 64 };
    const eg_attack *a = m->a;
    size_t list = 2 * (size_t)r + (m->sign[r] > 0 ? 0 : 1);
    size_t length = m->from[list + 1] - m->from[list];
    if (close_at(m, r))
        return true;
    for (size_t i = 0; i < length && m->work < end; i++) {
        size_t t = a->start[r] + m->able[m->from[list] + (i + m->turn) % length];
        uint32_t u = a->column[t];
        int way = a->factor[t] > 0 ? -m->sign[r] : m->sign[r], factor = 0;
        m->work++;
        if (m->sums[u] > 2 || u == m->via[r] || !may_step(m, u, way))
            continue;
        uint32_t next = other_sum(m, u, r, &factor);
        if (next == UINT32_MAX || m->seen[next] == m->search)
            continue;
        reach(m, next, r, u, factor * way, tail);
        if (a->start[next + 1] - a->start[next] <= SHORT && close_at(m, next))
            return true;
    }
    return false;
}

/* From a relation that is not closed to the nearest one that is off the other way. */
static bool close_from(mover *m, uint32_t r)
{
    size_t head = 0, tail = 0, end = m->work + PATH_MOST;
    m->search++;
    reach(m, r, r, UINT32_MAX, m->over[r] > 0 ? 1 : -1, &tail);
    while (head < tail && m->work < end)
        if (look_from(m, m->queue[head++], end, &tail))
            return true;
    return false;
}

/* How an unknown of at most two sums would have to step for relation r; 0: it may not. */
static int step_for(const mover *m, uint32_t r, size_t t)
{
    uint32_t u = m->a->column[t];
    int way = (m->a->factor[t] > 0) == (m->over[r] > 0) ? -1 : 1;
    return m->sums[u] <= 2 && may_step(m, u, way) ? way : 0;
}

/* Where the unknowns of an open relation lead to, by one step. */
static void mark_around(mover *m, uint32_t r)
{
    const eg_attack *a = m->a;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        int way = step_for(m, r, t), factor = 0;
        uint32_t next = way == 0 ? UINT32_MAX : other_sum(m, a->column[t], r, &factor);
        m->work++;
        if (next == UINT32_MAX || m->seen[next] == m->search)
            continue;
        m->seen[next] = m->search;
        m->via[next] = a->column[t];
        m->before[next] = r;
        m->sign[next] = (int8_t)(factor * way);
    }
}

/* Two open relations that one step of each brings together. */
static bool join_from(mover *m, uint32_t r)
{
    const eg_attack *a = m->a;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        int way = step_for(m, r, t), factor = 0;
        if (way == 0)
            continue;
        uint32_t next = other_sum(m, a->column[t], r, &factor);
        bool closes = next == UINT32_MAX || m->over[next] * factor * way < 0;
        bool meets = !closes && m->seen[next] == m->search && m->before[next] != r &&
                     m->sign[next] == -factor * way;
        if (!closes && !meets)
            continue;
        if (meets) {
            uint32_t u = m->via[next];
            bool less = m->over[m->before[next]] > 0;
            int back = 0;
            for (size_t i = a->at[u]; i < a->at[u + 1]; i++)
                if (a->of[i] == m->before[next])
                    back = (a->of_factor[i] > 0) == less ? -1 : 1;
            do_step(m, u, back);
        }
        do_step(m, a->column[t], way);
        return true;
    }
    return false;
}

/* The shortest ways first: most circles are closed by them. */
static bool close_short(mover *m)
{
    enum { LONG = 200 };
    const eg_attack *a = m->a;
    m->search++;
    for (size_t i = 0; i < m->n_open; i++)
        if (m->over[m->open[i]] != 0 && a->start[m->open[i] + 1] - a->start[m->open[i]] <= LONG)
            mark_around(m, m->open[i]);
    for (size_t i = 0; i < m->n_open; i++)
        if (m->over[m->open[i]] != 0 &&
            a->start[m->open[i] + 1] - a->start[m->open[i]] <= LONG && join_from(m, m->open[i]))
            return true;
    return false;
}

static bool close_some(mover *m)
{
    const eg_attack *a = m->a;
    for (size_t longest = 64; longest > 0; longest = longest == 64 ? SIZE_MAX : 0)
        for (size_t i = 0; i < m->n_open; i++) {
            uint32_t r = m->open[i];
            size_t length = a->start[r + 1] - a->start[r];
            if (m->over[r] != 0 && (length > 64) == (longest > 64) && close_from(m, r))
                return true;
        }
    return false;
}

/* How much further from closed a step leaves the circle. */
static int harm(const mover *m, uint32_t u, int way)
{
    const eg_attack *a = m->a;
    int sum = 0;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
        uint32_t r = a->of[i];
        int by = a->of_factor[i] > 0 ? way : -way;
        if (counts(m, r))
            sum += m->over[r] * by < 0 ? -1 : 1;
    }
    return sum;
}

/* The steps that relation r asks for, the least harmful first; *simple: one of two sums. */
static size_t candidates(mover *m, uint32_t r, uint32_t best[BRANCHES], int way[BRANCHES],
                         bool *simple)
{
    const eg_attack *a = m->a;
    int score[BRANCHES] = {0};
    size_t n = 0;
    size_t length = a->start[r + 1] - a->start[r], first = m->turn % length;
    *simple = false;
    for (size_t i = 0; i < length; i++) {
        size_t t = a->start[r] + (first + i) % length;
        uint32_t u = a->column[t];
        int w = (a->factor[t] > 0) == (m->over[r] > 0) ? -1 : 1;
        m->work++;
        if (!may_step(m, u, w))
            continue;
        *simple = *simple || m->sums[u] <= 2;
        int h = harm(m, u, w);
        size_t at = n < BRANCHES ? n : BRANCHES - 1;
        if (n == BRANCHES && h >= score[at])
            continue;
        for (; at > 0 && score[at - 1] > h; at--) {
            best[at] = best[at - 1];
            way[at] = way[at - 1];
            score[at] = score[at - 1];
        }
        best[at] = u;
        way[at] = w;
        score[at] = h;
        n += n < BRANCHES;
    }
    return n;
}

/*
 * The open relation with the fewest ways on, of those that no path leads on from if there are
 * such; UINT32_MAX: none is open.
 */
static uint32_t tightest(mover *m, uint32_t best[BRANCHES], int way[BRANCHES], size_t *n,
                         bool *simple)
{
    uint32_t found = UINT32_MAX;
    for (size_t i = 0; i < m->n_open; i++) {
        uint32_t r = m->open[i], some[BRANCHES];
        int ways[BRANCHES];
        bool path;
        if (m->over[r] == 0)
            continue;
        size_t k = candidates(m, r, some, ways, &path);
        if (found != UINT32_MAX && (path != *simple ? path : k >= *n))
            continue;
        found = r;
        *n = k;
        *simple = path;
        for (size_t j = 0; j < k; j++) {
            best[j] = some[j];
            way[j] = ways[j];
        }
    }
    return found;
}

/* An open relation that no path leads on from, or SIZE_MAX; *open: some relation is open. */
static size_t dead_end(const mover *m, bool *open)
{
    *open = false;
    for (size_t i = 0; i < m->n_open; i++) {
        if (m->over[m->open[i]] == 0)
            continue;
        *open = true;
        if (!m->leads_on[m->open[i]])
            return i;
    }
    return SIZE_MAX;
}

/* Closes what paths can close; true: nothing is open. *r: where a choice has to be made. */
static bool follow_paths(mover *m, uint32_t *r)
{
    bool open = true;
    while (open && m->work < WORK_MOST) {
        if (close_short(m))
            continue;
        size_t end = dead_end(m, &open);
        *r = end == SIZE_MAX ? UINT32_MAX : m->open[end];
        if (end != SIZE_MAX || (open && !close_some(m)))
            return false;
    }
    return !open;
}

/* NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST deep */
static bool close_all(mover *m, unsigned depth)
{
    size_t before = m->steps, n = 0;
    uint32_t best[BRANCHES], r = UINT32_MAX;
    int way[BRANCHES];
    bool simple = false;
    if (follow_paths(m, &r))
        return true;
    if (r != UINT32_MAX)
        n = candidates(m, r, best, way, &simple);
    else
        (void)tightest(m, best, way, &n, &simple);
    for (size_t i = 0; i < n && depth < DEEPEST && m->work < WORK_MOST; i++) {
        size_t here = m->steps;
        do_step(m, best[i], way[i]);
        if (close_all(m, depth + 1))
            return true;
        undo_to(m, here);
    }
    undo_to(m, before);
    return false;
}

/* ---- tables ---- */

static void meet(eg_attack *a, uint32_t u, double value)
{
    a->seen_low[u] = fmin(a->seen_low[u], value);
    a->seen_high[u] = fmax(a->seen_high[u], value);
}

/* What follows for an observer from what its parts are now. */
static void meet_observer(mover *m, uint32_t r)
{
    eg_attack *a = m->a;
    uint32_t o = a->observer[r] - 1;
    double value = a->row_low[r], own = 1;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t u = a->column[t];
        if (u == o)
            own = a->factor[t];
        else
            value -= a->factor[t] * (a->truth[u] + m->moved[u]);
    }
    meet(a, o, value * own);
}

static void meet_table(mover *m)
{
    eg_attack *a = m->a;
    for (size_t i = 0; i < m->n_changed; i++) {
        uint32_t u = m->changed[i];
        meet(a, u, a->truth[u] + m->moved[u]);
        for (size_t k = a->at[u]; k < a->at[u + 1]; k++)
            if (of_observer(m, a->of[k]))
                meet_observer(m, a->of[k]);
    }
}

/* As many students as can go round the circle. */
static void go_round(mover *m)
{
    const eg_attack *a = m->a;
    double most = 1e6;
    for (size_t i = 0; i < m->steps; i++) {
        uint32_t u = m->trail[i];
        double now = a->truth[u] + m->moved[u];
        most = fmin(most, m->step[u] > 0 ? a->high[u] - now : now - a->low[u]);
    }
    for (size_t i = 0; i < m->steps; i++) {
        uint32_t u = m->trail[i];
        m->moved[u] += most * m->step[u];
        m->step[u] = 0;
        if (!m->is_changed[u]) {
            m->is_changed[u] = 1;
            m->changed[m->n_changed++] = u;
        }
    }
    m->steps = 0;
}

static void start_again(mover *m)
{
    for (size_t i = 0; i < m->n_changed; i++) {
        m->moved[m->changed[i]] = 0;
        m->is_changed[m->changed[i]] = 0;
    }
    m->n_changed = 0;
}

static bool circle(mover *m, uint32_t u, int way)
{
    m->work = 0;
    m->turn += 7;
    if (!may_step(m, u, way))
        return false;
    do_step(m, u, way);
    bool closed = close_all(m, 0);
    if (closed)
        go_round(m);
    else
        undo_to(m, 0);
    for (size_t i = 0; i < m->n_open; i++)
        m->is_open[m->open[i]] = 0;
    m->n_open = 0;
    return closed;
}

/* Moves u up and down until what was met of it spans the width. */
static void widen(mover *m, uint32_t u, double width)
{
    for (int way = 1; way >= -1 && eg_attack_width(m->a, u) < width; way -= 2) {
        for (unsigned i = 0; i < CIRCLES && eg_attack_width(m->a, u) < width; i++) {
            if (!circle(m, u, way))
                break;
            meet_table(m);
        }
        start_again(m);
    }
}

static void widen_observer(mover *m, uint32_t u, double width)
{
    const eg_attack *a = m->a;
    uint32_t r = a->of[a->at[u]];
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
        if (a->column[t] != u && !eg_attack_proved(a, u, width))
            widen(m, a->column[t], width);
}

static bool is_observer(const eg_attack *a, uint32_t u)
{
    return a->at[u + 1] - a->at[u] == 1 && a->observer[a->of[a->at[u]]] == u + 1;
}

/* Whom a relation may ask to step, so that most who cannot are never looked at. */
static void list_able(mover *m)
{
    const eg_attack *a = m->a;
    size_t n = 0;
    for (uint32_t r = 0; r < a->rows; r++)
        for (int side = 0; side < 2; side++) {
            m->from[2 * (size_t)r + (size_t)side] = n;
            for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
                int way = (a->factor[t] > 0) == (side == 0) ? -1 : 1;
                if (m->sums[a->column[t]] <= 2 && may_step(m, a->column[t], way))
                    m->able[n++] = (uint32_t)(t - a->start[r]);
            }
        }
    m->from[2 * a->rows] = n;
}

/* How many relations each unknown has to keep. */
static void count_sums(mover *m)
{
    const eg_attack *a = m->a;
    for (uint32_t u = 0; u < a->n; u++) {
        size_t n = 0;
        for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
            n += counts(m, a->of[i]);
            if (fabs(a->of_factor[i]) != 1)
                n = NO_CIRCLE;
        }
        m->sums[u] = (uint8_t)(n < NO_CIRCLE && !is_observer(a, u) ? n : NO_CIRCLE);
    }
    for (uint32_t r = 0; r < a->rows; r++) {
        m->leads_on[r] = 0;
        for (size_t t = a->start[r]; t < a->start[r + 1] && !m->leads_on[r]; t++) {
            uint32_t u = a->column[t];
            bool moves = eg_attack_open(a, u) && (!m->bundled || m->bundle[u] != 0);
            m->leads_on[r] = moves && m->sums[u] <= 2;
        }
    }
    list_able(m);
}

static bool make(mover *m)
{
    size_t n = m->a->n + 1, rows = m->a->rows + 1;
    m->sums = eg_alloc(n, sizeof *m->sums);
    m->step = eg_alloc_zero(n, sizeof *m->step);
    m->moved = eg_alloc_zero(n, sizeof *m->moved);
    m->trail = eg_alloc(n, sizeof *m->trail);
    m->changed = eg_alloc(n, sizeof *m->changed);
    m->is_changed = eg_alloc_zero(n, 1);
    m->over = eg_alloc_zero(rows, sizeof *m->over);
    m->open = eg_alloc(rows, sizeof *m->open);
    m->is_open = eg_alloc_zero(rows, 1);
    m->seen = eg_alloc_zero(rows, sizeof *m->seen);
    m->queue = eg_alloc(rows, sizeof *m->queue);
    m->via = eg_alloc(rows, sizeof *m->via);
    m->before = eg_alloc(rows, sizeof *m->before);
    m->sign = eg_alloc(rows, sizeof *m->sign);
    m->bundle = eg_alloc_zero(n, sizeof *m->bundle);
    m->leads_on = eg_alloc(rows, 1);
    m->from = eg_alloc(2 * rows + 1, sizeof *m->from);
    m->able = eg_alloc(2 * m->a->terms + 1, sizeof *m->able);
    return m->sums != NULL && m->step != NULL && m->moved != NULL && m->trail != NULL &&
           m->changed != NULL && m->is_changed != NULL && m->over != NULL && m->open != NULL &&
           m->is_open != NULL && m->seen != NULL && m->queue != NULL && m->via != NULL &&
           m->before != NULL && m->sign != NULL && m->bundle != NULL && m->leads_on != NULL &&
           m->from != NULL && m->able != NULL;
}

static void clear(mover *m)
{
    void *all[] = {m->sums,   m->step,    m->moved,  m->trail,    m->changed, m->is_changed,
                   m->over,   m->is_open, m->open,   m->seen,     m->queue,   m->via,
                   m->before, m->sign,    m->bundle, m->leads_on, m->from,    m->able};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
}

static bool is_left(const eg_attack *a, uint32_t u)
{
    return a->want[u] >= 0 && eg_attack_open(a, u) && !eg_attack_proved(a, u, a->want[u]);
}

/* It, or an observer of it. */
static bool some_left(const eg_attack *a, uint32_t u)
{
    bool left = is_left(a, u);
    for (size_t i = a->at[u]; i < a->at[u + 1] && !left; i++)
        left = a->observer[a->of[i]] != 0 && is_left(a, a->observer[a->of[i]] - 1);
    return left;
}

/* Whole students, once around for each of a bundle that is asked for. */
static void move_bundles(mover *m, size_t from, size_t to)
{
    const eg_attack *a = m->a;
    m->bundled = true;
    for (uint32_t u = 0; u < a->n; u++)
        m->bundle[u] = 0;
    for (size_t i = from; i < to; i++)
        if (a->bundled[i].leader == a->bundled[i].unknown)
            m->bundle[a->bundled[i].leader] = (uint32_t)i + 1;
    count_sums(m);
    for (size_t i = from; i < to; i++)
        if (some_left(a, a->bundled[i].unknown))
            widen(m, a->bundled[i].leader,
                  a->seen_high[a->bundled[i].leader] - a->seen_low[a->bundled[i].leader] + 1);
    m->bundled = false;
}

static void move_all_bundles(mover *m)
{
    const eg_attack *a = m->a;
    size_t to;
    for (size_t from = 0; from < a->n_bundled; from = to) {
        to = from;
        while (to < a->n_bundled && a->bundled[to].pass == a->bundled[from].pass)
            to++;
        move_bundles(m, from, to);
    }
}

bool eg_attack_move(eg_attack *a)
{
    mover m = {.a = a};
    bool made = make(&m);
    if (made) {
        move_all_bundles(&m);
        count_sums(&m);
    }
    for (uint32_t u = 0; made && u < a->n; u++) {
        if (!is_left(a, u))
            continue;
        if (is_observer(a, u))
            widen_observer(&m, u, a->want[u]);
        else
            widen(&m, u, a->want[u]);
    }
    clear(&m);
    return made;
}
