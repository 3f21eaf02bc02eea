/* Building an attack, and asking for its answers. */
#include "attack/attack_inside.h"

#include <math.h>

eg_status eg_attack_new(eg_attack **out, eg_error *err)
{
    *out = eg_alloc_zero(1, sizeof **out);
    return *out == NULL ? eg_fail_memory(err) : EG_OK;
}

void eg_attack_free(eg_attack *a)
{
    if (a == NULL)
        return;
    void *all[] = {a->low,      a->high,      a->want,    a->truth,    a->found,
                   a->looked,   a->by,        a->row_low, a->row_high, a->broken,
                   a->start,    a->column,    a->factor,  a->at,       a->of,
                   a->observer, a->root,      a->split,   a->aim,      a->of_factor,
                   a->seen_low, a->seen_high, a->tie,     a->bundled,  a->follows};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    eg_free(a);
}

/* Lengthens an array in place. */
static bool lengthen(void **array, size_t capacity, size_t size)
{
    void *longer = eg_realloc(*array, capacity, size);
    if (longer == NULL)
        return false;
    *array = longer;
    return true;
}

static bool room_for_unknown(eg_attack *a)
{
    if (a->failed || a->n >= UINT32_MAX - 1)
        return false;
    if (a->n < a->capacity)
        return true;
    size_t capacity = a->capacity == 0 ? 256 : a->capacity * 2;
    bool made = lengthen((void **)&a->low, capacity, sizeof *a->low) &&
                lengthen((void **)&a->high, capacity, sizeof *a->high) &&
                lengthen((void **)&a->want, capacity, sizeof *a->want) &&
                lengthen((void **)&a->truth, capacity, sizeof *a->truth) &&
                lengthen((void **)&a->found, capacity, 1) &&
                lengthen((void **)&a->looked, capacity, 1) &&
                lengthen((void **)&a->by, capacity, sizeof *a->by);
    if (made)
        a->capacity = capacity;
    return made;
}

uint32_t eg_attack_unknown(eg_attack *a, double low, double high)
{
    if (!room_for_unknown(a)) {
        a->failed = true;
        return 0;
    }
    uint32_t u = (uint32_t)a->n++;
    a->low[u] = low;
    a->high[u] = high;
    a->want[u] = -1;
    a->truth[u] = NAN;
    a->found[u] = low == high ? EG_FOUND_GIVEN : EG_FOUND_NOT;
    a->looked[u] = 0;
    a->by[u] = UINT32_MAX;
    return u;
}

void eg_attack_bound(eg_attack *a, uint32_t u, double low, double high)
{
    if (a->failed)
        return;
    if (high < a->low[u] || low > a->high[u]) {
        a->contradictions++;
        return;
    }
    a->low[u] = fmax(a->low[u], low);
    a->high[u] = fmin(a->high[u], high);
}

void eg_attack_want(eg_attack *a, uint32_t u, double width)
{
    if (!a->failed)
        a->want[u] = width;
}

void eg_attack_truth(eg_attack *a, uint32_t u, double value)
{
    if (a->failed)
        return;
    a->truth[u] = value;
    a->has_truth = true;
}

static bool room_for_row(eg_attack *a)
{
    if (a->failed || a->rows >= UINT32_MAX - 1)
        return false;
    if (a->rows + 1 < a->rows_capacity)
        return true;
    size_t capacity = a->rows_capacity == 0 ? 64 : a->rows_capacity * 2;
    bool made = lengthen((void **)&a->row_low, capacity, sizeof *a->row_low) &&
                lengthen((void **)&a->row_high, capacity, sizeof *a->row_high) &&
                lengthen((void **)&a->broken, capacity, 1) &&
                lengthen((void **)&a->tie, capacity, 1) &&
                lengthen((void **)&a->follows, capacity, 1) &&
                lengthen((void **)&a->start, capacity + 1, sizeof *a->start);
    if (made)
        a->rows_capacity = capacity;
    return made;
}

void eg_attack_hasten(eg_attack *a)
{
    a->hasty = true;
}

uint32_t eg_attack_relation(eg_attack *a, double low, double high)
{
    if (!room_for_row(a)) {
        a->failed = true;
        return 0;
    }
    size_t r = a->rows++;
    a->row_low[r] = low;
    a->row_high[r] = high;
    a->broken[r] = 0;
    a->tie[r] = 0;
    a->follows[r] = 0;
    a->start[r] = a->start[r + 1] = a->terms;
    return (uint32_t)r;
}

void eg_attack_tie(eg_attack *a)
{
    if (!a->failed && a->rows > 0)
        a->tie[a->rows - 1] = 1;
}

void eg_attack_follows(eg_attack *a)
{
    if (!a->failed && a->rows > 0)
        a->follows[a->rows - 1] = 1;
}

void eg_attack_bundle(eg_attack *a, uint32_t pass, const uint32_t *unknowns, const int8_t *ways,
                      size_t n)
{
    for (size_t i = 0; i < n && !a->failed; i++) {
        if (a->n_bundled == a->bundled_capacity) {
            size_t capacity = a->bundled_capacity == 0 ? 256 : a->bundled_capacity * 2;
            a->failed = !lengthen((void **)&a->bundled, capacity, sizeof *a->bundled);
            a->bundled_capacity = a->failed ? a->bundled_capacity : capacity;
        }
        if (!a->failed)
            a->bundled[a->n_bundled++] =
                (struct eg_bundled){pass, unknowns[0], unknowns[i], ways[i]};
    }
}

void eg_attack_term(eg_attack *a, double factor, uint32_t unknown)
{
    if (a->failed || factor == 0)
        return;
    if (a->terms == a->terms_capacity) {
        size_t capacity = a->terms == 0 ? 512 : a->terms * 2;
        if (!lengthen((void **)&a->column, capacity, sizeof *a->column) ||
            !lengthen((void **)&a->factor, capacity, sizeof *a->factor)) {
            a->failed = true;
            return;
        }
        a->terms_capacity = capacity;
    }
    a->column[a->terms] = unknown;
    a->factor[a->terms++] = factor;
    a->start[a->rows] = a->terms;
}

static bool make_index(eg_attack *a)
{
    a->at = eg_alloc(a->n + 2, sizeof *a->at);
    a->of = eg_alloc(a->terms + 1, sizeof *a->of);
    a->of_factor = eg_alloc(a->terms + 1, sizeof *a->of_factor);
    a->aim = eg_alloc(a->n + 1, sizeof *a->aim);
    a->seen_low = eg_alloc(a->n + 1, sizeof *a->seen_low);
    a->seen_high = eg_alloc(a->n + 1, sizeof *a->seen_high);
    return a->at != NULL && a->of != NULL && a->of_factor != NULL && a->aim != NULL &&
           a->seen_low != NULL && a->seen_high != NULL;
}

void eg_attack_index(eg_attack *a, bool all)
{
    for (size_t u = 0; u < a->n + 2; u++)
        a->at[u] = 0;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t t = a->start[r]; t < a->start[r + 1] && (all || !a->follows[r]); t++)
            a->at[a->column[t] + 2]++;
    for (size_t u = 2; u < a->n + 2; u++)
        a->at[u] += a->at[u - 1];
    for (size_t r = 0; r < a->rows; r++)
        for (size_t t = a->start[r]; t < a->start[r + 1] && (all || !a->follows[r]); t++) {
            size_t i = a->at[a->column[t] + 1]++;
            a->of[i] = (uint32_t)r;
            a->of_factor[i] = a->factor[t];
        }
}

/* Bounds without fractions: everything counted is whole. */
static void round_bounds(eg_attack *a)
{
    for (size_t u = 0; u < a->n; u++) {
        double low = ceil(a->low[u] - EG_ATTACK_SLACK);
        double high = floor(a->high[u] + EG_ATTACK_SLACK);
        if (low > high) {
            a->contradictions++;
            continue;
        }
        a->low[u] = low;
        a->high[u] = high;
        if (low == high && a->found[u] == EG_FOUND_NOT)
            a->found[u] = EG_FOUND_BOUNDED;
    }
}

/* The truth fits everything, or it is of no use. */
static void check_truth(eg_attack *a)
{
    for (size_t u = 0; u < a->n && a->has_truth; u++)
        a->has_truth = a->truth[u] >= a->low[u] && a->truth[u] <= a->high[u];
    for (size_t r = 0; r < a->rows && a->has_truth; r++) {
        double sum = 0;
        for (size_t t = a->start[r]; t < a->start[r + 1]; t++)
            sum += a->factor[t] * a->truth[a->column[t]];
        a->has_truth =
            sum >= a->row_low[r] - EG_ATTACK_SLACK && sum <= a->row_high[r] + EG_ATTACK_SLACK;
    }
    for (size_t u = 0; u < a->n; u++) {
        a->aim[u] = a->want[u];
        a->seen_low[u] = a->has_truth ? a->truth[u] : INFINITY;
        a->seen_high[u] = a->has_truth ? a->truth[u] : -INFINITY;
    }
}

eg_status eg_attack_run(eg_attack *a, const eg_control *control, eg_error *err)
{
    a->control = control;
    if (a->failed || !make_index(a))
        return eg_fail_memory(err);
    round_bounds(a);
    eg_attack_index(a, false);
    if (!eg_attack_observe(a))
        return eg_fail_memory(err);
    eg_attack_index(a, true);
    if (!eg_attack_subtract(a) || !eg_attack_narrow(a))
        return eg_fail_memory(err);
    eg_attack_index(a, false);
    if (a->has_truth) {
        eg_status status = eg_attack_suppose(a, err);
        if (status != EG_OK)
            return status;
    }
    check_truth(a);
    eg_attack_connect(a);
    if (a->has_truth && !eg_attack_move(a))
        return eg_fail_memory(err);
    return eg_attack_parts(a, control, err);
}

/* -0 is 0. */
eg_answer eg_attack_answer(const eg_attack *a, uint32_t u)
{
    return (eg_answer){a->low[u] + 0.0, a->high[u] + 0.0, a->looked[u] || !eg_attack_open(a, u),
                       (eg_found)a->found[u], a->by[u]};
}

uint64_t eg_attack_contradictions(const eg_attack *a)
{
    return a->contradictions;
}

size_t eg_attack_terms(const eg_attack *a, uint32_t relation, const uint32_t **unknowns,
                       const double **factors)
{
    *unknowns = a->column + a->start[relation];
    *factors = a->factor + a->start[relation];
    return a->start[relation + 1] - a->start[relation];
}

bool eg_attack_wide(const eg_attack *a, uint32_t u)
{
    return a->want[u] >= 0 && eg_attack_open(a, u) && eg_attack_proved(a, u, a->want[u]);
}

bool eg_attack_narrower(const eg_attack *a, uint32_t u)
{
    if (a->want[u] < 0)
        return false;
    if (eg_attack_open(a, u) && eg_attack_proved(a, u, a->want[u]))
        return false;
    eg_answer answer = eg_attack_answer(a, u);
    return a->has_truth || answer.looked;
}
