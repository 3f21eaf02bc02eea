/*
 * Linear programs along the vectors of a part: how far an unknown can be moved, whatever the
 * steps, each by a part of one. The truth is where no step is taken, so there is a solution to
 * begin with; and there are fewer vectors than unknowns. What is learned is what a program over
 * the unknowns would say.
 */
#include <math.h>

#include "attack/along.h"
#include "ext/glpkx.h"

/* Far corners first while so many are left, so often. */
enum { MIXES = 6, FEW = 24 };

typedef struct {
    eg_attack *a;
    const eg_along *way;
    double *x, *least, *most; /* [place]: from the truth, in this solution and in all so far */
    double *aim;              /* [vector]: what is made great */
    size_t *start;            /* the program */
    uint32_t *column;
    double *factor, *low, *high, *row_low, *row_high;
    size_t at; /* the unknown asked about, and which way */
    bool down, mixing;
    unsigned mixes;
    eg_linear_question question;
} asker;

/* As whole numbers, between what was known before. */
static double width_of(const asker *s, size_t i)
{
    const eg_attack *a = s->a;
    uint32_t u = s->way->part->unknowns[i];
    double low = fmax(a->low[u], a->truth[u] + ceil(s->least[i] - EG_ATTACK_SLACK));
    double high = fmin(a->high[u], a->truth[u] + floor(s->most[i] + EG_ATTACK_SLACK));
    return high - low;
}

/* Is there something to ask about it? */
static bool is_asked(const asker *s, size_t i)
{
    const eg_attack *a = s->a;
    uint32_t u = s->way->part->unknowns[i];
    bool known = a->aim[u] == a->want[u] && a->high[u] - a->low[u] < a->want[u];
    double width = width_of(s, i);
    return eg_attack_left(a, u, a->aim[u]) && !known && (width < a->aim[u] || width <= 0) &&
           eg_attack_some_left(a, u);
}

static void add_aim(asker *s, size_t i, double by)
{
    const eg_along *w = s->way;
    for (size_t q = w->at[i]; q < w->at[i + 1]; q++)
        s->aim[w->by[q]] += by * w->k->of[w->by[q] * w->k->places + i];
}

/* Draws what is left apart, each its own way; false: there are few. */
static bool mix(asker *s)
{
    size_t left = 0;
    s->mixes++;
    for (size_t i = 0; s->mixes <= MIXES && i < s->way->part->n; i++) {
        uint64_t bits = (i + 1) * UINT64_C(0x9E3779B97F4A7C15) ^
                        ((s->mixes + 1) / 2) * UINT64_C(0xD1B54A32D192ED03);
        bits ^= bits >> 29;
        bits *= UINT64_C(0xBF58476D1CE4E5B9);
        if (!is_asked(s, i))
            continue;
        left++;
        add_aim(s, i, ((bits >> 40) & 1u) == (s->mixes & 1u) ? 1 : -1);
    }
    return left >= FEW;
}

static bool ask(void *context, eg_linear_question *question)
{
    asker *s = context;
    for (size_t j = 0; j < s->way->k->n; j++)
        s->aim[j] = 0;
    *question = (eg_linear_question){.mix = s->aim};
    s->mixing = s->mixes < MIXES && mix(s);
    if (s->mixing)
        return true;
    s->mixes = MIXES;
    for (size_t j = 0; j < s->way->k->n; j++)
        s->aim[j] = 0;
    while (s->at < s->way->part->n && !is_asked(s, s->at)) {
        s->at++;
        s->down = false;
    }
    if (s->at == s->way->part->n)
        return false;
    add_aim(s, s->at, s->down ? -1 : 1);
    return true;
}

/* What all places are in a solution. */
static void follow(asker *s, const double *columns)
{
    const eg_kernel *k = s->way->k;
    for (size_t i = 0; i < k->places; i++)
        s->x[i] = 0;
    for (size_t j = 0; j < k->n; j++)
        for (uint32_t q = 0; q < k->length[j] && columns[j] != 0; q++)
            s->x[k->on[j][q]] += columns[j] * k->by[j][q];
    for (size_t i = 0; i < s->way->part->n; i++) {
        s->least[i] = fmin(s->least[i], s->x[i]);
        s->most[i] = fmax(s->most[i], s->x[i]);
    }
}

/* An end that was found; the other is asked for next, or the next unknown. */
static void take(void *context, double bound, const double *columns)
{
    asker *s = context;
    eg_attack *a = s->a;
    if (columns != NULL)
        follow(s, columns);
    if (s->mixing)
        return;
    /* No end, and no failure to find one: any width is possible. */
    if (columns == NULL && isinf(bound) && s->down)
        s->least[s->at] = -INFINITY;
    else if (columns == NULL && isinf(bound))
        s->most[s->at] = INFINITY;
    uint32_t u = s->way->part->unknowns[s->at];
    if (columns != NULL && s->down)
        a->low[u] = fmax(a->low[u], a->truth[u] + ceil(s->x[s->at] - EG_ATTACK_SLACK));
    else if (columns != NULL)
        a->high[u] = fmin(a->high[u], a->truth[u] + floor(s->x[s->at] + EG_ATTACK_SLACK));
    if (s->down && !eg_attack_open(a, u) && a->found[u] == EG_FOUND_NOT)
        a->found[u] = EG_FOUND_BOUNDED;
    s->at += s->down;
    s->down = !s->down;
}

static bool go_on(void *context)
{
    const asker *s = context;
    eg_progress progress = {.stage = "auditing", .rows = s->at};
    return eg_go_on(s->a->control, &progress);
}

static bool make(asker *s)
{
    const eg_along *w = s->way;
    size_t places = w->k->places + 1, n = w->k->n + 1, terms = w->at[w->k->places] + 1;
    s->x = eg_alloc(places, sizeof *s->x);
    s->least = eg_alloc_zero(places, sizeof *s->least);
    s->most = eg_alloc_zero(places, sizeof *s->most);
    s->aim = eg_alloc_zero(n, sizeof *s->aim);
    s->start = eg_alloc(places, sizeof *s->start);
    s->column = eg_alloc(terms, sizeof *s->column);
    s->factor = eg_alloc(terms, sizeof *s->factor);
    s->low = eg_alloc(n, sizeof *s->low);
    s->high = eg_alloc(n, sizeof *s->high);
    s->row_low = eg_alloc(places, sizeof *s->row_low);
    s->row_high = eg_alloc(places, sizeof *s->row_high);
    return s->x != NULL && s->least != NULL && s->most != NULL && s->aim != NULL &&
           s->start != NULL && s->column != NULL && s->factor != NULL && s->low != NULL &&
           s->high != NULL && s->row_low != NULL && s->row_high != NULL;
}

/* A column a vector, a row a place. */
static eg_linear load(asker *s)
{
    const eg_along *w = s->way;
    for (size_t j = 0; j < w->k->n; j++) {
        s->low[j] = -INFINITY;
        s->high[j] = INFINITY;
    }
    for (size_t i = 0; i < w->k->places; i++) {
        s->row_low[i] = w->low[i] <= -EG_ALONG_FAR ? -INFINITY : (double)w->low[i];
        s->row_high[i] = w->high[i] >= EG_ALONG_FAR ? INFINITY : (double)w->high[i];
        s->start[i] = w->at[i];
        for (size_t q = w->at[i]; q < w->at[i + 1]; q++) {
            s->column[q] = w->by[q];
            s->factor[q] = w->k->of[w->by[q] * w->k->places + i];
        }
    }
    s->start[w->k->places] = w->at[w->k->places];
    return (eg_linear){.columns = w->k->n,
                       .rows = w->k->places,
                       .low = s->low,
                       .high = s->high,
                       .row_low = s->row_low,
                       .row_high = s->row_high,
                       .start = s->start,
                       .column = s->column,
                       .factor = s->factor,
                       .at_zero = true};
}

static void keep(const asker *s)
{
    eg_attack *a = s->a;
    for (size_t i = 0; i < s->way->part->n; i++) {
        uint32_t u = s->way->part->unknowns[i];
        double low = a->truth[u] + ceil(s->least[i] - EG_ATTACK_SLACK);
        double high = a->truth[u] + floor(s->most[i] + EG_ATTACK_SLACK);
        a->seen_low[u] = fmin(a->seen_low[u], fmax(low, a->low[u]));
        a->seen_high[u] = fmax(a->seen_high[u], fmin(high, a->high[u]));
    }
}

eg_status eg_attack_along(eg_attack *a, const eg_along *way, eg_error *err)
{
    asker s = {.a = a, .way = way};
    eg_linear_result result = EG_LINEAR_MEMORY;
    if (make(&s)) {
        eg_linear program = load(&s);
        result = eg_linear_ask(&program, &(eg_linear_asker){ask, take, go_on, &s});
        keep(&s);
    }
    void *all[] = {s.x,      s.least, s.most, s.aim,     s.start,   s.column,
                   s.factor, s.low,   s.high, s.row_low, s.row_high};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    if (result == EG_LINEAR_STOPPED)
        return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    return result == EG_LINEAR_MEMORY ? eg_fail_memory(err) : EG_OK;
}
