/*
 * Circles. A path through hidden cells is found breadth first, the shortest ways first; where a
 * cell stands in more sums than two, cells are tried in turn, a few steps deep.
 */
#include "attack/mover.h"

enum {
    DEEPEST = 14, /* steps that are tried in turn */
    BRANCHES = 3  /* alternatives of each */
};
enum { PATH_MOST = 1500 }; /* terms looked at for one path of a circle */

static bool has_room(const eg_mover *m, uint32_t u, int way)
{
    const eg_attack *a = m->a;
    double now = a->truth[u] + m->moved[u];
    if (m->sums[u] == EG_NO_CIRCLE || m->step[u] != 0 || !eg_attack_open(a, u))
        return false;
    return way > 0 ? now + 1 <= a->high[u] : now - 1 >= a->low[u];
}

bool eg_mover_may_step(const eg_mover *m, uint32_t u, int way)
{
    const struct eg_bundled *b = m->a->bundled;
    if (!m->bundled)
        return has_room(m, u, way);
    bool room = m->bundle[u] != 0;
    for (size_t i = m->bundle[u]; room && i <= m->a->n_bundled && b[i - 1].leader == u &&
                                  b[i - 1].pass == b[m->bundle[u] - 1].pass;
         i++)
        room = has_room(m, b[i - 1].unknown, way * b[i - 1].way);
    return room;
}

static void shift(eg_mover *m, uint32_t u, int by)
{
    const eg_attack *a = m->a;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
        uint32_t r = a->of[i];
        if (eg_mover_of_observer(m, r) || eg_mover_has_ends(m, r))
            continue;
        m->over[r] += a->of_factor[i] > 0 ? by : -by;
        if (!m->is_open[r]) {
            m->is_open[r] = 1;
            m->open[m->n_open++] = r;
        }
    }
}

static void step_alone(eg_mover *m, uint32_t u, int way)
{
    m->step[u] = (int8_t)way;
    m->trail[m->steps++] = u;
    shift(m, u, way);
}

void eg_mover_step(eg_mover *m, uint32_t u, int way)
{
    const struct eg_bundled *b = m->a->bundled;
    if (!m->bundled) {
        step_alone(m, u, way);
        return;
    }
    for (size_t i = m->bundle[u]; i <= m->a->n_bundled && b[i - 1].leader == u &&
                                  b[i - 1].pass == b[m->bundle[u] - 1].pass;
         i++)
        step_alone(m, b[i - 1].unknown, way * b[i - 1].way);
}

void eg_mover_undo(eg_mover *m, size_t steps)
{
    while (m->steps > steps) {
        uint32_t u = m->trail[--m->steps];
        shift(m, u, -m->step[u]);
        m->step[u] = 0;
    }
}

/* The relation besides r that an unknown of two has to keep; its factor there. */
static uint32_t other_sum(const eg_mover *m, uint32_t u, uint32_t r, int *factor)
{
    const eg_attack *a = m->a;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++)
        if (a->of[i] != r && eg_mover_counts(m, a->of[i])) {
            *factor = a->of_factor[i] > 0 ? 1 : -1;
            return a->of[i];
        }
    return UINT32_MAX;
}

/* Steps along the path by which r was reached, the last one by u. */
static void walk_back(eg_mover *m, uint32_t r, uint32_t u, int way)
{
    while (true) {
        eg_mover_step(m, u, way);
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

static void reach(eg_mover *m, uint32_t r, uint32_t from, uint32_t via, int sign, size_t *tail)
{
    m->seen[r] = m->search;
    m->before[r] = from;
    m->via[r] = via;
    m->sign[r] = (int8_t)sign;
    m->queue[(*tail)++] = r;
}

/* An unknown of r that closes the circle, as r was reached; true: it did. */
static bool close_at(eg_mover *m, uint32_t r)
{
    const eg_attack *a = m->a;
    size_t list = 2 * (size_t)r + (m->sign[r] > 0 ? 0 : 1);
    for (size_t i = m->from[list]; i < m->from[list + 1]; i++) {
        size_t t = a->start[r] + m->able[i];
        uint32_t u = a->column[t];
        int way = a->factor[t] > 0 ? -m->sign[r] : m->sign[r], factor = 0;
        m->work++;
        if (m->sums[u] > 2 || u == m->via[r] || !eg_mover_may_step(m, u, way))
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
static bool look_from(eg_mover *m, uint32_t r, size_t end, size_t *tail)
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
        if (m->sums[u] > 2 || u == m->via[r] || !eg_mover_may_step(m, u, way))
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
static bool close_from(eg_mover *m, uint32_t r)
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
static int step_for(const eg_mover *m, uint32_t r, size_t t)
{
    uint32_t u = m->a->column[t];
    int way = (m->a->factor[t] > 0) == (m->over[r] > 0) ? -1 : 1;
    return m->sums[u] <= 2 && eg_mover_may_step(m, u, way) ? way : 0;
}

/* Where the unknowns of an open relation lead to, by one step. */
static void mark_around(eg_mover *m, uint32_t r)
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
static bool join_from(eg_mover *m, uint32_t r)
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
            eg_mover_step(m, u, back);
        }
        eg_mover_step(m, a->column[t], way);
        return true;
    }
    return false;
}

/* The shortest ways first: most circles are closed by them. */
static bool close_short(eg_mover *m)
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

static bool close_some(eg_mover *m)
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
static int harm(const eg_mover *m, uint32_t u, int way)
{
    const eg_attack *a = m->a;
    int sum = 0;
    for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
        uint32_t r = a->of[i];
        int by = a->of_factor[i] > 0 ? way : -way;
        if (eg_mover_counts(m, r))
            sum += m->over[r] * by < 0 ? -1 : 1;
    }
    return sum;
}

/* The steps that relation r asks for, the least harmful first; *simple: one of two sums. */
static size_t candidates(eg_mover *m, uint32_t r, uint32_t best[BRANCHES], int way[BRANCHES],
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
        if (!eg_mover_may_step(m, u, w))
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
static uint32_t tightest(eg_mover *m, uint32_t best[BRANCHES], int way[BRANCHES], size_t *n,
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
static size_t dead_end(const eg_mover *m, bool *open)
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
static bool follow_paths(eg_mover *m, uint32_t *r)
{
    bool open = true;
    while (open && m->work < m->patience) {
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
static bool close_all(eg_mover *m, unsigned depth)
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
    for (size_t i = 0; i < n && depth < DEEPEST && m->work < m->patience; i++) {
        size_t here = m->steps;
        eg_mover_step(m, best[i], way[i]);
        if (close_all(m, depth + 1))
            return true;
        eg_mover_undo(m, here);
    }
    eg_mover_undo(m, before);
    return false;
}

bool eg_mover_close(eg_mover *m)
{
    return close_all(m, 0);
}
