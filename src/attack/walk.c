/*
 * Walks along the vectors of a part, which keep every sum: from a step that takes an unknown as
 * far as is wanted, by further steps, each the one that brings all others nearest to between
 * their ends, until all are there. Where that fails nothing is known. The same walk is gone
 * every time: what looks like chance is counted.
 */
#include <math.h>

#include "attack/along.h"

enum { FAR = EG_ALONG_FAR };
/* Steps of a walk, walks of an unknown each way; more where no program will ask further. */
enum {
    STEPS = 80,
    STEPS_LONG = 100,
    ROUNDS = 6,
    ROUNDS_LONG = 4,
    LONG = 1500,
    FEW = 8,
    ROUNDS_OF_FEW = 20
};

typedef struct {
    eg_attack *a;
    const eg_attack_part *part;
    eg_kernel k;
    uint32_t *by; /* vectors of place i: by[at[i]] .. by[at[i + 1] - 1] */
    size_t *at;
    int32_t *low, *high; /* [place]: from the truth */
    int32_t *x;
    uint32_t *beyond; /* places that were not between their ends */
    uint8_t *is_beyond;
    size_t n_beyond;
    uint32_t *rest; /* [vector]: the step before which it waits */
    uint32_t chance;
} walker;

static int32_t short_of(const walker *w, uint32_t i, int32_t x)
{
    return x < w->low[i] ? w->low[i] - x : x > w->high[i] ? x - w->high[i] : 0;
}

static uint32_t draw(walker *w, size_t below)
{
    w->chance = w->chance * 1103515245u + 12345u;
    return (w->chance >> 16) % (uint32_t)below;
}

static void note(walker *w, uint32_t i)
{
    if (w->is_beyond[i] || short_of(w, i, w->x[i]) == 0)
        return;
    w->is_beyond[i] = 1;
    w->beyond[w->n_beyond++] = i;
}

static void step(walker *w, uint32_t vector, int way)
{
    for (uint32_t q = 0; q < w->k.length[vector]; q++) {
        uint32_t i = w->k.on[vector][q];
        w->x[i] += way * w->k.by[vector][q];
        note(w, i);
    }
}

static int64_t gain(const walker *w, uint32_t vector, int way)
{
    int64_t sum = 0;
    for (uint32_t q = 0; q < w->k.length[vector]; q++) {
        uint32_t i = w->k.on[vector][q];
        sum += short_of(w, i, w->x[i]) - short_of(w, i, w->x[i] + way * w->k.by[vector][q]);
    }
    return sum;
}

/* One place of those still beyond their ends; UINT32_MAX: there is none. */
static uint32_t one_beyond(walker *w)
{
    for (size_t q = 0; q < w->n_beyond;) {
        uint32_t i = w->beyond[q];
        if (short_of(w, i, w->x[i]) > 0) {
            q++;
            continue;
        }
        w->is_beyond[i] = 0;
        w->beyond[q] = w->beyond[--w->n_beyond];
    }
    return w->n_beyond == 0 ? UINT32_MAX : w->beyond[draw(w, w->n_beyond)];
}

/* The best step for a place; false: all wait. */
static bool help(walker *w, uint32_t i, uint32_t now)
{
    int64_t most = INT64_MIN;
    uint32_t best = UINT32_MAX;
    int best_way = 0;
    for (size_t q = w->at[i]; q < w->at[i + 1]; q++) {
        uint32_t vector = w->by[q];
        bool up = w->x[i] < w->low[i];
        int way = up == (w->k.of[vector * w->k.places + i] > 0) ? 1 : -1;
        if (w->rest[vector] > now)
            continue;
        int64_t g = gain(w, vector, way);
        if (g > most) {
            most = g;
            best = vector;
            best_way = way;
        }
    }
    if (best == UINT32_MAX)
        return false;
    step(w, best, best_way);
    w->rest[best] = now + 3 + draw(w, 3);
    return true;
}

/* All between their ends; x is then a table that fits. */
static bool walk(walker *w, uint32_t steps)
{
    for (uint32_t now = 1; now <= steps; now++) {
        uint32_t i = one_beyond(w);
        if (i == UINT32_MAX)
            return true;
        if (!help(w, i, now))
            return false;
    }
    return one_beyond(w) == UINT32_MAX;
}

static void start_again(walker *w)
{
    for (size_t i = 0; i < w->k.places; i++) {
        w->x[i] = 0;
        w->is_beyond[i] = 0;
    }
    for (size_t j = 0; j < w->k.n; j++)
        w->rest[j] = 0;
    w->n_beyond = 0;
}

static void meet(eg_attack *a, uint32_t u, double beyond)
{
    double value = a->truth[u] + beyond;
    if (value < a->seen_low[u])
        a->seen_low[u] = value;
    if (value > a->seen_high[u])
        a->seen_high[u] = value;
}

/* As far as the walk can be gone again and again. */
static void meet_table(walker *w)
{
    int32_t times = FAR;
    for (size_t i = 0; i < w->k.places; i++) {
        int32_t x = w->x[i], most = x > 0 ? w->high[i] / x : x < 0 ? w->low[i] / x : FAR;
        times = most < times ? most : times;
    }
    for (size_t i = 0; i < w->part->n && times > 0; i++)
        if (w->x[i] != 0)
            meet(w->a, w->part->unknowns[i], (double)w->x[i] * times);
}

/* How often a vector can be gone along from the truth. */
static int32_t times_of(const walker *w, uint32_t vector, int way)
{
    int32_t times = FAR;
    for (uint32_t q = 0; q < w->k.length[vector] && times > 0; q++) {
        uint32_t i = w->k.on[vector][q];
        int32_t by = way * w->k.by[vector][q];
        /* `on` lists where the vector is not 0 */
        int32_t most = by > 0 ? w->high[i] / by : by < 0 ? w->low[i] / by : FAR;
        times = most < times ? most : times;
    }
    return times;
}

/* Every vector by itself, both ways. */
static void meet_vectors(walker *w)
{
    for (uint32_t j = 0; j < w->k.n; j++)
        for (int way = 1; way >= -1; way -= 2) {
            int32_t times = times_of(w, j, way);
            for (uint32_t q = 0; q < w->k.length[j] && times > 0; q++) {
                uint32_t i = w->k.on[j][q];
                int32_t by = way * w->k.by[j][q];
                if (i < w->part->n)
                    meet(w->a, w->part->unknowns[i], (double)by * times);
            }
        }
}

/* An unknown to that deviation from the truth. */
static void go_to(walker *w, uint32_t i, int32_t goal, uint32_t steps)
{
    int32_t *end = goal > 0 ? &w->low[i] : &w->high[i], was = *end;
    start_again(w);
    *end = goal;
    note(w, i);
    bool there = walk(w, steps);
    *end = was;
    if (there)
        meet_table(w);
}

static bool is_left(const walker *w, uint32_t i)
{
    const eg_attack *a = w->a;
    uint32_t u = w->part->unknowns[i];
    return eg_attack_left(a, u, a->aim[u]) && eg_attack_some_left(a, u) &&
           a->high[u] - a->low[u] >= a->want[u];
}

/* Up and down, as far as wanted and then only further than before. */
static void widen(walker *w, uint32_t i, bool whole, uint32_t steps)
{
    const eg_attack *a = w->a;
    uint32_t u = w->part->unknowns[i];
    for (int way = 1; way >= -1 && is_left(w, i); way -= 2) {
        double seen = (way > 0 ? a->seen_high[u] : a->seen_low[u]) - a->truth[u];
        double other = (way > 0 ? a->seen_low[u] : a->seen_high[u]) - a->truth[u];
        double aim = fmin(a->aim[u], FAR);
        double goal = whole ? other + way * aim : seen + way;
        goal = fmax(fmin(goal, w->high[i]), w->low[i]);
        if (way > 0 ? goal > seen : goal < seen)
            go_to(w, i, (int32_t)goal, steps);
    }
}

static int32_t clamp(double value)
{
    return (int32_t)fmax(fmin(value, FAR), -FAR);
}

/* The ends of the unknowns, and of sums that are bounds, as eg_kernel_make numbers them. */
static void set_ends(walker *w)
{
    const eg_attack *a = w->a;
    for (size_t i = 0; i < w->part->n; i++) {
        uint32_t u = w->part->unknowns[i];
        w->low[i] = clamp(a->low[u] - a->truth[u]);
        w->high[i] = clamp(a->high[u] - a->truth[u]);
    }
    for (size_t i = 0; i < w->k.places - w->part->n; i++) {
        uint32_t r = w->k.bound[i];
        double sum = 0;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
            sum += a->factor[t] * a->truth[a->column[t]];
        w->low[w->part->n + i] = clamp(ceil(a->row_low[r] - sum - EG_ATTACK_SLACK));
        w->high[w->part->n + i] = clamp(floor(a->row_high[r] - sum + EG_ATTACK_SLACK));
    }
}

static bool make(walker *w)
{
    size_t places = w->k.places + 1, entries = 0;
    for (size_t j = 0; j < w->k.n; j++)
        entries += w->k.length[j];
    w->by = eg_alloc(entries + 1, sizeof *w->by);
    w->at = eg_alloc_zero(places + 1, sizeof *w->at);
    w->low = eg_alloc(places, sizeof *w->low);
    w->high = eg_alloc(places, sizeof *w->high);
    w->x = eg_alloc(places, sizeof *w->x);
    w->beyond = eg_alloc(places, sizeof *w->beyond);
    w->is_beyond = eg_alloc(places, 1);
    w->rest = eg_alloc(w->k.n + 1, sizeof *w->rest);
    if (w->by == NULL || w->at == NULL || w->low == NULL || w->high == NULL || w->x == NULL ||
        w->beyond == NULL || w->is_beyond == NULL || w->rest == NULL)
        return false;
    for (size_t j = 0; j < w->k.n; j++)
        for (uint32_t q = 0; q < w->k.length[j]; q++)
            w->at[w->k.on[j][q] + 2]++;
    for (size_t i = 2; i < places + 1; i++)
        w->at[i] += w->at[i - 1];
    for (uint32_t j = 0; j < w->k.n; j++)
        for (uint32_t q = 0; q < w->k.length[j]; q++)
            w->by[w->at[w->k.on[j][q] + 1]++] = j;
    return true;
}

static void clear(walker *w)
{
    void *all[] = {w->by, w->at, w->low, w->high, w->x, w->beyond, w->is_beyond, w->rest};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    eg_kernel_clear(&w->k);
}

/* A few that are left are worth more walks than a program, which small parts are asked by next.
 */
static unsigned rounds_for(bool all, size_t left)
{
    if (all)
        return ROUNDS_LONG;
    return left <= FEW ? ROUNDS_OF_FEW : ROUNDS;
}

static bool walk_all(walker *w)
{
    bool all = w->part->n > LONG, on = true;
    size_t left = SIZE_MAX;
    meet_vectors(w);
    for (unsigned round = 0; round < rounds_for(all, left) && on; round++) {
        left = 0;
        for (uint32_t i = 0; i < w->part->n && on; i++) {
            if (!is_left(w, i))
                continue;
            left++;
            widen(w, i, round % 2 == 0, all ? STEPS_LONG : STEPS);
            eg_progress progress = {.stage = "auditing", .rows = i};
            on = left % 16 != 0 || eg_go_on(w->a->control, &progress);
        }
    }
    return on;
}

static bool some_left(const walker *w)
{
    for (uint32_t i = 0; i < w->part->n; i++)
        if (is_left(w, i))
            return true;
    return false;
}

eg_status eg_attack_walk(eg_attack *a, const eg_attack_part *part, uint32_t *local,
                         bool *walked, eg_error *err)
{
    walker w = {.a = a, .part = part, .chance = 1};
    eg_status status = eg_kernel_make(&w.k, a, part, local, err);
    *walked = w.k.n > 0;
    if (status != EG_OK || w.k.n == 0) {
        eg_kernel_clear(&w.k);
        return status;
    }
    if (make(&w)) {
        set_ends(&w);
        if (!walk_all(&w))
            status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
        else if (a->hasty && part->n <= EG_ATTACK_SMALL && some_left(&w))
            status =
                eg_attack_along(a, &(eg_along){part, &w.k, w.by, w.at, w.low, w.high}, err);
    } else {
        status = eg_fail_memory(err);
    }
    clear(&w);
    return status;
}
