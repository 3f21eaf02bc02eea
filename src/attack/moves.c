/*
 * Other tables that fit. From the truth students are moved around in circles: one more here,
 * one fewer there, until every sum is as before. What was met shows how wide an interval is at
 * least; it never shows that one is narrow.
 */
#include <math.h>

#include "attack/mover.h"

enum { CIRCLES = 4 }; /* one after another, the same way */
/* Terms looked at for one circle: less and less where searches fail, more again where they do
 * not. */
enum { WORK_MOST = 12000, WORK_LEAST = 400 };

static void meet(eg_attack *a, uint32_t u, double value)
{
    a->seen_low[u] = fmin(a->seen_low[u], value);
    a->seen_high[u] = fmax(a->seen_high[u], value);
}

/* What follows for an observer from what its parts are now. */
static void meet_observer(eg_mover *m, uint32_t r)
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

static void meet_table(eg_mover *m)
{
    eg_attack *a = m->a;
    for (size_t i = 0; i < m->n_changed; i++) {
        uint32_t u = m->changed[i];
        meet(a, u, a->truth[u] + m->moved[u]);
        for (size_t k = a->at[u]; k < a->at[u + 1]; k++)
            if (eg_mover_of_observer(m, a->of[k]))
                meet_observer(m, a->of[k]);
    }
}

/* How often the steps at hand fit between the ends of a relation. */
static double times_between(const eg_mover *m, uint32_t r)
{
    const eg_attack *a = m->a;
    double now = 0, by = 0;
    for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
        uint32_t u = a->column[t];
        now += a->factor[t] * (a->truth[u] + m->moved[u]);
        by += a->factor[t] * m->step[u];
    }
    double room = by > 0 ? a->row_high[r] - now : now - a->row_low[r];
    return by == 0 ? INFINITY : fmax(0, floor((room + EG_ATTACK_SLACK) / fabs(by)));
}

/* As many students as can go round the circle. */
static void go_round(eg_mover *m)
{
    const eg_attack *a = m->a;
    double most = 1e6;
    for (size_t i = 0; i < m->steps; i++) {
        uint32_t u = m->trail[i];
        double now = a->truth[u] + m->moved[u];
        most = fmin(most, m->step[u] > 0 ? a->high[u] - now : now - a->low[u]);
        for (size_t k = a->at[u]; k < a->at[u + 1]; k++)
            if (eg_mover_has_ends(m, a->of[k]) && !a->broken[a->of[k]])
                most = fmin(most, times_between(m, a->of[k]));
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

static void start_again(eg_mover *m)
{
    for (size_t i = 0; i < m->n_changed; i++) {
        m->moved[m->changed[i]] = 0;
        m->is_changed[m->changed[i]] = 0;
    }
    m->n_changed = 0;
}

static bool circle(eg_mover *m, uint32_t u, int way)
{
    m->work = 0;
    m->turn += 7;
    if (!eg_mover_may_step(m, u, way))
        return false;
    eg_mover_step(m, u, way);
    bool closed = eg_mover_close(m);
    size_t patience = closed ? m->patience + m->patience / 8 : m->patience - m->patience / 32;
    m->patience = patience > WORK_MOST    ? WORK_MOST
                  : patience < WORK_LEAST ? WORK_LEAST
                                          : patience;
    if (closed)
        go_round(m);
    else
        eg_mover_undo(m, 0);
    for (size_t i = 0; i < m->n_open; i++)
        m->is_open[m->open[i]] = 0;
    m->n_open = 0;
    return closed;
}

/* Moves u up and down until what was met of it spans the width. */
static void widen(eg_mover *m, uint32_t u, double width)
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

static void widen_observer(eg_mover *m, uint32_t u, double width)
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
static void list_able(eg_mover *m)
{
    const eg_attack *a = m->a;
    size_t n = 0;
    for (uint32_t r = 0; r < a->rows; r++)
        for (int side = 0; side < 2; side++) {
            m->from[2 * (size_t)r + (size_t)side] = n;
            for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
                int way = (a->factor[t] > 0) == (side == 0) ? -1 : 1;
                if (m->sums[a->column[t]] <= 2 && eg_mover_may_step(m, a->column[t], way))
                    m->able[n++] = (uint32_t)(t - a->start[r]);
            }
        }
    m->from[2 * a->rows] = n;
}

/* How many relations each unknown has to keep. */
static void count_sums(eg_mover *m)
{
    const eg_attack *a = m->a;
    for (uint32_t u = 0; u < a->n; u++) {
        size_t n = 0;
        for (size_t i = a->at[u]; i < a->at[u + 1]; i++) {
            n += eg_mover_counts(m, a->of[i]);
            if (fabs(a->of_factor[i]) != 1)
                n = EG_NO_CIRCLE;
        }
        m->sums[u] = (uint8_t)(n < EG_NO_CIRCLE && !is_observer(a, u) ? n : EG_NO_CIRCLE);
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

static bool make(eg_mover *m)
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
    m->size = eg_alloc_zero(n, sizeof *m->size);
    m->ties = eg_alloc_zero(n, sizeof *m->ties);
    m->from = eg_alloc(2 * rows + 1, sizeof *m->from);
    m->able = eg_alloc(2 * m->a->terms + 1, sizeof *m->able);
    return m->sums != NULL && m->step != NULL && m->moved != NULL && m->trail != NULL &&
           m->changed != NULL && m->is_changed != NULL && m->over != NULL && m->open != NULL &&
           m->is_open != NULL && m->seen != NULL && m->queue != NULL && m->via != NULL &&
           m->before != NULL && m->sign != NULL && m->bundle != NULL && m->leads_on != NULL &&
           m->from != NULL && m->able != NULL && m->size != NULL && m->ties != NULL;
}

static void clear(eg_mover *m)
{
    void *all[] = {m->sums,       m->step, m->moved,   m->trail, m->changed,
                   m->is_changed, m->over, m->is_open, m->open,  m->seen,
                   m->queue,      m->via,  m->before,  m->sign,  m->bundle,
                   m->leads_on,   m->from, m->able,    m->size,  m->ties};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
}

/* Whole students, once around for each of a bundle that is asked for. */
static void move_bundles(eg_mover *m, size_t from, size_t to)
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
        if (eg_attack_some_left(a, a->bundled[i].unknown))
            widen(m, a->bundled[i].leader,
                  a->seen_high[a->bundled[i].leader] - a->seen_low[a->bundled[i].leader] + 1);
    m->bundled = false;
}

static void move_all_bundles(eg_mover *m)
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

/* Its part, or every part of an observer's, is small enough for the hasty to walk in. */
static bool is_walked(const eg_mover *m, uint32_t u)
{
    const eg_attack *a = m->a;
    if (!a->hasty || !a->split[u])
        return a->hasty && eg_attack_walks(m->size[a->root[u]], m->ties[a->root[u]]);
    uint32_t r = a->of[a->at[u]];
    bool all = true;
    for (size_t t = a->start[r]; t < a->start[r + 1] && all; t++)
        all = eg_attack_walks(m->size[a->root[a->column[t]]], m->ties[a->root[a->column[t]]]);
    return all;
}

static void measure_parts(eg_mover *m)
{
    const eg_attack *a = m->a;
    for (uint32_t u = 0; u < a->n; u++)
        m->size[a->root[u]] += eg_attack_open(a, u);
    for (uint32_t r = 0; r < a->rows; r++) {
        size_t open = 0;
        uint32_t root = 0;
        for (size_t t = a->start[r]; t < a->start[r + 1] && open < 2; t++)
            if (eg_attack_open(a, a->column[t])) {
                root = a->root[a->column[t]];
                open++;
            }
        m->ties[root] += open > 1 && eg_attack_takes_part(a, r);
    }
}

bool eg_attack_move(eg_attack *a)
{
    eg_mover m = {.a = a, .patience = WORK_MOST};
    bool made = make(&m);
    if (made)
        measure_parts(&m);
    if (made) {
        move_all_bundles(&m);
        count_sums(&m);
    }
    for (uint32_t u = 0; made && u < a->n; u++) {
        if (!eg_attack_left(a, u, a->want[u]) || is_walked(&m, u))
            continue;
        if (is_observer(a, u))
            widen_observer(&m, u, a->want[u]);
        else
            widen(&m, u, a->want[u]);
    }
    clear(&m);
    return made;
}
