/*
 * A part whose relations run in circles: the ends of an interval are optima of linear programs.
 * Each optimum is a table that fits all that is published, so it widens what is known to be
 * possible of every other unknown: most are wide enough before their turn.
 */
#include <math.h>
#include <string.h>

#include "attack/attack_inside.h"
#include "ext/glpkx.h"

typedef struct {
    eg_attack *a;
    const eg_attack_part *part;
    double *low, *high, *row_low, *row_high, *factor;
    size_t *start;
    uint32_t *column;
    const uint32_t *local;
    bool fitting;  /* any table of whole numbers will do; nearby too */
    bool nearby;   /* what is not in the part is what it really is: nothing is narrowed */
    size_t only;   /* nearby: the one that is asked about */
    size_t at;     /* the unknown being asked about */
    unsigned step; /* 0: its least, 1: its greatest, 2 and 3: over whole numbers */
    eg_linear_question question;
    bool fits;   /* fitting: one was found */
    bool narrow; /* ... where this unknown has few values left */
    double
        *mix; /* first of all, far corners: whatever is not wide enough yet, this way or that */
    unsigned mixes;
} prober;

static bool wide_enough(const prober *p, size_t i)
{
    const eg_attack *a = p->a;
    uint32_t u = p->part->unknowns[i];
    if (p->nearby && i != p->only)
        return true;
    double seen = a->seen_high[u] - a->seen_low[u];
    /* who is in haste asks for no ends that are of no use */
    bool in_vain = a->hasty && a->has_truth &&
                   (!eg_attack_some_left(a, u) ||
                    (a->aim[u] == a->want[u] && a->high[u] - a->low[u] < a->want[u]));
    return a->aim[u] < 0 || in_vain || (seen >= a->aim[u] && seen > 0);
}

/* Whole-number bounds are worth a search where few values are left and the program's are not.
 */
static bool needs_search(const prober *p, size_t i)
{
    enum { FEW = 20 };
    uint32_t u = p->part->unknowns[i];
    if (!p->narrow || !eg_attack_open(p->a, u))
        return false;
    /* who is in haste hides a little more rather than search */
    return p->nearby || (!p->a->hasty && p->a->high[u] - p->a->low[u] <= FEW);
}

static void leave(prober *p)
{
    uint32_t u = p->part->unknowns[p->at];
    if (!p->nearby)
        p->a->looked[u] = p->a->aim[u] >= 0 && p->step >= 2;
    if (!eg_attack_open(p->a, u) && p->a->found[u] == EG_FOUND_NOT)
        p->a->found[u] = EG_FOUND_BOUNDED;
    p->at++;
    p->step = 0;
    p->narrow = false;
}

/* A sum that draws the unknowns still narrow apart, each its own way; false: there are few. */
static bool mix(prober *p)
{
    enum { MIXES = 6, FEW = 24 };
    size_t narrow = 0;
    if (p->mixes >= MIXES || p->nearby)
        return false;
    for (size_t i = 0; i < p->part->n; i++) {
        uint64_t bits = (i + 1) * UINT64_C(0x9E3779B97F4A7C15) ^
                        (p->mixes / 2 + 1) * UINT64_C(0xD1B54A32D192ED03);
        bits ^= bits >> 29;
        bits *= UINT64_C(0xBF58476D1CE4E5B9);
        bool up = ((bits >> 40) & 1u) == (p->mixes & 1u);
        p->mix[i] = wide_enough(p, i) ? 0 : up ? 1 : -1;
        narrow += p->mix[i] != 0;
    }
    p->mixes = narrow >= FEW ? p->mixes + 1 : MIXES;
    return narrow >= FEW;
}

/* Corners this way and that until one is of whole numbers, then a search for one. */
static bool ask_fit(prober *p, eg_linear_question *question)
{
    enum { CORNERS = 6 };
    if (p->fits || p->mixes > CORNERS)
        return false; /* found, or nowhere to be */
    for (size_t i = 0; i < p->part->n; i++)
        p->mix[i] = ((i * 7 + p->mixes) % 5 < 2) ? 1 : -1;
    p->question = p->mixes < CORNERS ? (eg_linear_question){.mix = p->mix}
                                     : (eg_linear_question){.whole = true};
    p->mixes++;
    *question = p->question;
    return true;
}

static bool ask(void *context, eg_linear_question *question)
{
    prober *p = context;
    if (p->fitting)
        return ask_fit(p, question);
    if (mix(p)) {
        p->question = (eg_linear_question){.mix = p->mix};
        *question = p->question;
        return true;
    }
    while (p->at < p->part->n) {
        bool done =
            wide_enough(p, p->at) || (p->step >= 2 && !needs_search(p, p->at)) || p->step >= 4;
        if (!done)
            break;
        leave(p);
    }
    if (p->at >= p->part->n)
        return false;
    p->question = (eg_linear_question){(uint32_t)p->at, p->step % 2 == 1, p->step >= 2, NULL};
    *question = p->question;
    p->step++;
    return true;
}

static bool whole_table(const prober *p, const double *columns)
{
    for (size_t i = 0; i < p->part->n; i++)
        if (fabs(columns[i] - nearbyint(columns[i])) > EG_ATTACK_SLACK)
            return false;
    return true;
}

/* A table of whole numbers that fits shows what is possible; false: it is not one. */
static bool widen(prober *p, const double *columns)
{
    if (columns == NULL || !whole_table(p, columns))
        return false;
    for (size_t i = 0; i < p->part->n; i++) {
        uint32_t u = p->part->unknowns[i];
        p->a->seen_low[u] = fmin(p->a->seen_low[u], nearbyint(columns[i]));
        p->a->seen_high[u] = fmax(p->a->seen_high[u], nearbyint(columns[i]));
    }
    return true;
}

static void take_fit(prober *p, const double *columns)
{
    if (columns == NULL || !whole_table(p, columns))
        return;
    for (size_t i = 0; i < p->part->n; i++)
        p->a->truth[p->part->unknowns[i]] = nearbyint(columns[i]);
    p->fits = true;
}

static void take(void *context, double bound, const double *columns)
{
    prober *p = context;
    if (p->fitting) {
        take_fit(p, columns);
        return;
    }
    uint32_t u = p->part->unknowns[p->question.column];
    if (p->question.mix != NULL) {
        widen(p, columns);
        return;
    }
    if (!p->nearby && p->question.up)
        p->a->high[u] = fmin(p->a->high[u], floor(bound + EG_ATTACK_SLACK));
    else if (!p->nearby)
        p->a->low[u] = fmax(p->a->low[u], ceil(bound - EG_ATTACK_SLACK));
    p->a->high[u] = fmax(p->a->high[u], p->a->low[u]);
    if (columns == NULL) {
        /* No end: any width is possible. */
        if (!p->question.whole) {
            double *seen = p->question.up ? p->a->seen_high : p->a->seen_low;
            seen[u] = bound;
        }
        return;
    }
    p->narrow = !widen(p, columns) || p->narrow;
}

static bool go_on(void *context)
{
    const prober *p = context;
    eg_progress progress = {.stage = "auditing", .rows = p->at};
    return eg_go_on(p->a->control, &progress);
}

static bool make(prober *p, size_t terms)
{
    size_t n = p->part->n + 1, rows = p->part->rows + 1;
    double *of_unknown = eg_alloc(3 * n, sizeof *of_unknown);
    double *of_row = eg_alloc(2 * rows, sizeof *of_row);
    p->low = of_unknown;
    p->row_low = of_row;
    p->factor = eg_alloc(terms + 1, sizeof *p->factor);
    p->column = eg_alloc(terms + 1, sizeof *p->column);
    p->start = eg_alloc(rows, sizeof *p->start);
    if (of_unknown == NULL || of_row == NULL || p->factor == NULL || p->column == NULL ||
        p->start == NULL)
        return false;
    p->high = of_unknown + n;
    p->mix = of_unknown + 2 * n;
    p->row_high = of_row + rows;
    return true;
}

static void load_unknowns(prober *p, uint32_t *local)
{
    const eg_attack *a = p->a;
    for (size_t i = 0; i < p->part->n; i++) {
        uint32_t u = p->part->unknowns[i];
        local[u] = (uint32_t)i;
        p->low[i] = a->low[u];
        p->high[i] = a->high[u];
    }
}

/* Nearby, what the part has not is known. */
static bool is_column(const prober *p, uint32_t u)
{
    const eg_attack *a = p->a;
    if (!eg_attack_open(a, u) || !p->nearby)
        return eg_attack_open(a, u);
    return p->local[u] < p->part->n && p->part->unknowns[p->local[u]] == u;
}

static void load_relations(prober *p, const uint32_t *local)
{
    const eg_attack *a = p->a;
    size_t terms = 0;
    for (size_t i = 0; i < p->part->rows; i++) {
        uint32_t r = p->part->relations[i];
        double known = 0;
        p->start[i] = terms;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++) {
            uint32_t u = a->column[t];
            if (!is_column(p, u)) {
                known += a->factor[t] * (eg_attack_open(a, u) ? a->truth[u] : a->low[u]);
                continue;
            }
            p->column[terms] = local[u];
            p->factor[terms++] = a->factor[t];
        }
        p->row_low[i] = a->row_low[r] - known;
        p->row_high[i] = a->row_high[r] - known;
    }
    p->start[p->part->rows] = terms;
}

static eg_status solve(prober *p, uint32_t *local, eg_error *err)
{
    eg_attack *a = p->a;
    const eg_attack_part *part = p->part;
    size_t terms = 0;
    for (size_t i = 0; i < part->rows; i++)
        terms += a->start[part->relations[i] + 1] - a->start[part->relations[i]];
    eg_linear_result result = EG_LINEAR_MEMORY;
    if (make(p, terms)) {
        p->local = local;
        load_unknowns(p, local);
        load_relations(p, local);
        eg_linear program = {part->n,     part->rows, p->low,    p->high,   p->row_low,
                             p->row_high, p->start,   p->column, p->factor, false};
        result = eg_linear_ask(&program, &(eg_linear_asker){ask, take, go_on, p});
    }
    a->contradictions += result == EG_LINEAR_INFEASIBLE;
    void *all[] = {p->low, p->row_low, p->factor, p->column, p->start};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    if (result == EG_LINEAR_STOPPED)
        return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    return result == EG_LINEAR_MEMORY ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_attack_linear(eg_attack *a, const eg_attack_part *part, uint32_t *local,
                           eg_error *err)
{
    prober p = {.a = a, .part = part};
    return solve(&p, local, err);
}

eg_status eg_attack_nearby(eg_attack *a, const eg_attack_part *part, uint32_t *local,
                           uint32_t unknown, eg_error *err)
{
    prober p = {.a = a, .part = part, .nearby = true};
    while (p.only < part->n && part->unknowns[p.only] != unknown)
        p.only++;
    return solve(&p, local, err);
}

eg_status eg_attack_fit(eg_attack *a, const eg_attack_part *part, uint32_t *local,
                        eg_error *err)
{
    prober p = {.a = a, .part = part, .nearby = true, .fitting = true};
    return solve(&p, local, err);
}
