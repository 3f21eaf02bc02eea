/* Records into the cells of several cubes at once. */
#include "cube/cube_quick.h"

#include <string.h>

#include "cube/internal.h"
#include "schema/states.h"

#define INLINE static inline __attribute__((always_inline))

/* All is taken up before a count could run over. */
enum { COUNT_BITS = 21, COUNTS_A_WORD = 3 };
#define COUNT_MOST ((UINT64_C(1) << COUNT_BITS) - 1)
/* Values up to this give 2^21 records a sum of squares below 2^63. */
#define VALUE_MOST ((int64_t)1 << 20)

static eg_quick_count count_at(size_t i)
{
    return (eg_quick_count){(uint32_t)(i / COUNTS_A_WORD),
                            (uint32_t)(i % COUNTS_A_WORD * COUNT_BITS)};
}

/* The first count is of students. */
static bool place_words(eg_quick *quick, const eg_layout *layout)
{
    size_t counts = 1;

    for (size_t o = 0; o < layout->n_slots; o++) {
        eg_quick_outcome *outcome = &quick->outcome[o];

        *outcome = (eg_quick_outcome){.form = layout->slots[o].form,
                                      .n = count_at(counts++),
                                      .slot = layout->slots[o].at,
                                      .scale = EG_DECIMAL_ONE,
                                      .inverse = 1 / (double)EG_DECIMAL_ONE};
        if (outcome->form == EG_FORM_RATE)
            outcome->yes = count_at(counts++);
    }
    quick->n_outcomes = layout->n_slots;
    quick->n_counts = quick->width = (counts + COUNTS_A_WORD - 1) / COUNTS_A_WORD;
    for (size_t o = 0; o < layout->n_slots; o++) {
        quick->outcome[o].at = (uint32_t)quick->width;
        quick->width += quick->outcome[o].form == EG_FORM_MEAN ? 2 : 0;
    }
    while (quick->width > 2 && quick->width % EG_QUICK_AT_ONCE != 0)
        quick->width++;
    return quick->width <= EG_QUICK_WIDTH;
}

bool eg_quick_new(eg_quick **out, const eg_layout *layout)
{
    eg_quick *quick;

    *out = NULL;
    if (layout->n_slots > EG_QUICK_WIDTH)
        return true;
    for (size_t o = 0; o < layout->n_slots; o++)
        if (layout->slots[o].form != EG_FORM_RATE && layout->slots[o].form != EG_FORM_MEAN)
            return true;
    quick = eg_alloc_zero(1, sizeof *quick);
    if (quick != NULL && place_words(quick, layout))
        *out = quick;
    else
        eg_free(quick);
    return quick != NULL;
}

void eg_quick_free(eg_quick *quick)
{
    eg_free(quick);
}

/* ---- taking up ---- */

static uint64_t count_of(const uint64_t *pending, eg_quick_count at)
{
    return pending[at.word] >> at.shift & COUNT_MOST;
}

static void take_up(const void *how, uint64_t *words, uint64_t *pending)
{
    const eg_quick *quick = how;

    if (pending[0] == 0)
        return;
    words[0] += pending[0] & COUNT_MOST;
    for (size_t o = 0; o < quick->n_outcomes; o++) {
        const eg_quick_outcome *outcome = &quick->outcome[o];
        const uint64_t *from = pending + outcome->at;
        uint64_t *to = words + outcome->slot;

        to[EG_WORD_N] += count_of(pending, outcome->n);
        if (outcome->form == EG_FORM_RATE) {
            to[EG_WORD_FIRST] += count_of(pending, outcome->yes);
        } else {
            const eg_i128 sum = (eg_i128)(int64_t)from[0] * outcome->scale;
            const eg_u128 square =
                (eg_u128)from[1] * (uint64_t)outcome->scale * (uint64_t)outcome->scale;

            eg_moments_gain(to + EG_WORD_FIRST, sum, square);
        }
    }
    memset(pending, 0, quick->width * sizeof *pending);
}

static void settle(const eg_cubes *cubes)
{
    for (size_t c = 0; c < cubes->n_cubes; c++)
        eg_cells_settle(cubes->cubes[c].cells);
    cubes->quick->since = 0;
}

/* ---- what records add ---- */

/* Records [from, from + n) of a batch. */
typedef struct {
    const eg_coded *coded;
    size_t from, n;
} stretch;

/* Values are 0 or 1. */
INLINE void gain_rate(eg_quick *quick, size_t o, const stretch *s)
{
    const eg_quick_count yes = quick->outcome[o].yes;
    const eg_decimal *value = s->coded->value[o] + s->from;
    uint64_t *restrict gain = quick->gain[yes.word];

    for (size_t r = 0; r < s->n; r++)
        gain[r] += (uint64_t)value[r] << yes.shift;
}

/* All were counted as usable, and of a rate whatever their value is. */
static void drop_others(eg_quick *quick, size_t o, const stretch *s)
{
    const eg_quick_outcome *outcome = &quick->outcome[o];
    const uint8_t *state = s->coded->state[o] + s->from;
    const eg_decimal *value = s->coded->value[o] + s->from;

    for (size_t from = 0; from < s->n; from += EG_STATES_AT_ONCE) {
        uint64_t other = eg_states_other(state, from, s->n);

        for (; other != 0; other &= other - 1) {
            const size_t r = eg_states_record(from, other);

            quick->gain[outcome->n.word][r] -= UINT64_C(1) << outcome->n.shift;
            if (outcome->form == EG_FORM_RATE)
                quick->gain[outcome->yes.word][r] -= (uint64_t)value[r] << outcome->yes.shift;
            if (state[r] == EG_VALUE_SUPPRESSED)
                quick->hidden[quick->n_hidden++] = (uint16_t)(r * EG_QUICK_WIDTH + o);
        }
    }
}

/* The nearest whole number; sums of doubles of this size have no places behind the point. */
INLINE int64_t nearest(double x)
{
    const double shift = 6755399441055744.0; /* 1.5 * 2^52 */
    uint64_t bits, zero;

    x += shift;
    memcpy(&bits, &x, sizeof bits);
    memcpy(&zero, &shift, sizeof zero);
    return (int64_t)(bits - zero);
}

/* A value in units of its outcome's scale; false: it has no such form. */
INLINE bool in_units(const eg_quick_outcome *outcome, eg_decimal value, int64_t *units)
{
    *units = nearest((double)value * outcome->inverse);
    return (uint64_t)*units + (uint64_t)VALUE_MOST <= 2 * (uint64_t)VALUE_MOST &&
           *units * outcome->scale == value;
}

/* From the coder's units, where they are ours. */
INLINE bool gain_units(eg_quick *quick, size_t o, const stretch *s)
{
    const eg_quick_outcome *outcome = &quick->outcome[o];
    const eg_coded *coded = s->coded;
    uint64_t *restrict sum = quick->gain[outcome->at];
    uint64_t *restrict square = quick->gain[outcome->at + 1];
    uint32_t all = 0;

    if (coded->units == NULL || coded->unit[o] != outcome->scale)
        return false;
    const uint32_t *from = coded->units[o] + s->from;
    for (size_t r = 0; r < s->n; r++) {
        const uint32_t units = from[r];

        all |= units;
        sum[r] = units;
        square[r] = (uint64_t)units * units;
    }
    return all < VALUE_MOST;
}

static void gain_values(eg_quick *quick, size_t o, const stretch *s)
{
    const eg_quick_outcome outcome = quick->outcome[o];
    const uint8_t *state = s->coded->state[o] + s->from;
    const eg_decimal *value = s->coded->value[o] + s->from;
    uint64_t *sum = quick->gain[outcome.at], *square = quick->gain[outcome.at + 1];
    size_t n_odd = quick->n_odd;

    for (size_t r = 0; r < s->n; r++) {
        const uint64_t usable = state[r] == EG_VALUE_OK;
        int64_t units;
        const bool has = in_units(&outcome, value[r] & -(int64_t)usable, &units);

        units = has ? units : 0;
        sum[r] = (uint64_t)units;
        square[r] = (uint64_t)(units * units);
        quick->odd[n_odd] = (uint16_t)(r * EG_QUICK_WIDTH + o);
        n_odd += !has;
    }
    quick->n_odd = n_odd;
}

/* How many usable values have no form in units of this. */
static size_t misfits(eg_decimal scale, const uint8_t *state, const eg_decimal *value, size_t n)
{
    const eg_quick_outcome outcome = {.scale = scale, .inverse = 1 / (double)scale};
    size_t count = 0;
    int64_t ignored;

    for (size_t r = 0; r < n; r++)
        count += state[r] == EG_VALUE_OK && !in_units(&outcome, value[r], &ignored);
    return count;
}

/* Many values did not fit: is there a scale that more of them do? false: there is not. */
static bool change_scale(eg_cubes *cubes, size_t o, const uint8_t *state,
                         const eg_decimal *value, size_t n)
{
    enum { CHANGES_MOST = 32 };
    eg_quick *quick = cubes->quick;
    eg_quick_outcome *outcome = &quick->outcome[o];
    eg_decimal best = outcome->scale;
    size_t least = misfits(best, state, value, n);

    if (quick->changes == CHANGES_MOST)
        return false;
    for (eg_decimal scale = EG_DECIMAL_ONE; scale > 0; scale /= 10) {
        const size_t count = misfits(scale, state, value, n);

        if (count < least) {
            least = count;
            best = scale;
        }
    }
    if (best == outcome->scale)
        return false;
    settle(cubes);
    quick->changes++;
    outcome->scale = best;
    outcome->inverse = 1 / (double)best;
    return true;
}

/* Sums of a mean; those that have no such form are not in its count either. */
static void gain_decimals(eg_cubes *cubes, size_t o, const stretch *s)
{
    enum { MANY = 8 }; /* one in that many */
    eg_quick *quick = cubes->quick;
    const eg_quick_count n = quick->outcome[o].n;
    const size_t before = quick->n_odd;

    gain_values(quick, o, s);
    if ((quick->n_odd - before) * MANY > s->n) {
        if (change_scale(cubes, o, s->coded->state[o] + s->from, s->coded->value[o] + s->from,
                         s->n)) {
            quick->n_odd = before;
            gain_values(quick, o, s);
        }
        quick->misfits += (quick->n_odd - before) * MANY > s->n;
    }
    for (size_t i = before; i < quick->n_odd; i++)
        quick->gain[n.word][quick->odd[i] / EG_QUICK_WIDTH] -= UINT64_C(1) << n.shift;
}

/* What each record of a stretch adds. */
INLINE void make_gains(eg_cubes *cubes, const stretch *s)
{
    eg_quick *quick = cubes->quick;
    uint64_t base[EG_QUICK_WIDTH] = {1};

    quick->n_odd = quick->n_hidden = 0;
    for (size_t o = 0; o < quick->n_outcomes; o++)
        base[quick->outcome[o].n.word] += UINT64_C(1) << quick->outcome[o].n.shift;
    for (size_t w = 0; w < quick->n_counts; w++)
        for (size_t r = 0; r < s->n; r++)
            quick->gain[w][r] = base[w];
    for (size_t o = 0; o < quick->n_outcomes; o++) {
        if (quick->outcome[o].form == EG_FORM_RATE)
            gain_rate(quick, o, s);
        else if (!gain_units(quick, o, s))
            gain_decimals(cubes, o, s);
        drop_others(quick, o, s);
    }
}

/* ---- adding ---- */

/* Word by word to record by record. */
INLINE void turn_rows(eg_quick *quick, size_t n, size_t width)
{
    uint64_t *restrict row = quick->row;

    for (size_t r = 0; r < n; r++)
        for (size_t k = 0; k < width; k++)
            row[r * width + k] = quick->gain[k][r];
}

INLINE void turn(eg_quick *quick, size_t n)
{
    if (quick->width == EG_QUICK_AT_ONCE)
        turn_rows(quick, n, EG_QUICK_AT_ONCE);
    else
        turn_rows(quick, n, quick->width);
}

INLINE void add_rows(const eg_quick *quick, uint64_t *restrict pending, size_t n, size_t width)
{
    typedef uint64_t words __attribute__((vector_size(EG_QUICK_AT_ONCE * sizeof(uint64_t))));

    for (size_t r = 0; r < n; r++) {
        uint64_t *to = pending + quick->cell[r] * width;
        const uint64_t *from = quick->row + r * width;

        if (width < EG_QUICK_AT_ONCE)
            for (size_t k = 0; k < width; k++)
                to[k] += from[k];
        else
            for (size_t k = 0; k < width; k += EG_QUICK_AT_ONCE) {
                words sum, more;

                memcpy(&sum, to + k, sizeof sum);
                memcpy(&more, from + k, sizeof more);
                sum += more;
                memcpy(to + k, &sum, sizeof sum);
            }
    }
}

INLINE void add_gains(const eg_quick *quick, uint64_t *pending, size_t n)
{
    switch (quick->width) {
    case 1:
        add_rows(quick, pending, n, 1);
        break;
    case 2:
        add_rows(quick, pending, n, 2);
        break;
    case EG_QUICK_AT_ONCE:
        add_rows(quick, pending, n, EG_QUICK_AT_ONCE);
        break;
    default:
        add_rows(quick, pending, n, quick->width);
    }
}

/* Values without such a form, the long way, and suppressed ones. */
static void add_odd(const eg_quick *quick, const eg_cells *cells, const stretch *s)
{
    for (size_t i = 0; i < quick->n_odd; i++) {
        const size_t r = quick->odd[i] / EG_QUICK_WIDTH, o = quick->odd[i] % EG_QUICK_WIDTH;
        uint64_t *words = eg_cells_sums(cells, quick->cell[r]) + quick->outcome[o].slot;

        words[EG_WORD_N]++;
        eg_moments_add_one(words + EG_WORD_FIRST, s->coded->value[o][s->from + r]);
    }
    for (size_t i = 0; i < quick->n_hidden; i++) {
        const size_t r = quick->hidden[i] / EG_QUICK_WIDTH;
        const size_t o = quick->hidden[i] % EG_QUICK_WIDTH;

        eg_cells_sums(cells, quick->cell[r])[quick->outcome[o].slot + EG_WORD_SUPPRESSED]++;
    }
}

INLINE bool add_to(eg_quick *quick, eg_cube *cube, const stretch *s)
{
    const uint32_t *level[EG_KEY_MOST];
    uint64_t *pending;

    for (size_t k = 0; k < cube->n_axes; k++)
        level[k] = s->coded->level[cube->axis[k]] + s->from;
    if (!eg_cells_numbers(cube->cells, level, s->n, quick->cell))
        return false;
    pending = eg_cells_pending(cube->cells, quick->width, take_up, quick);
    if (pending == NULL)
        return false;
    add_gains(quick, pending, s->n);
    add_odd(quick, cube->cells, s);
    return true;
}

void eg_quick_choose(eg_cubes *cubes, const eg_coded *coded)
{
    enum { MISFITS_MOST = 256 };
    const eg_quick *quick = cubes->quick;
    const bool takes = quick != NULL && quick->misfits < MISFITS_MOST &&
                       coded->weight == NULL && coded->counted == NULL && coded->sums == NULL;

    for (size_t c = 0; c < cubes->n_cubes; c++) {
        eg_cube *cube = &cubes->cubes[c];

        cube->quick =
            takes && cube->values == NULL && eg_cells_count(cube->cells) <= EG_QUICK_CELLS;
    }
}

INLINE bool add_all(eg_cubes *cubes, const eg_coded *coded)
{
    eg_quick *quick = cubes->quick;
    bool fine = true;

    for (size_t from = 0; fine && from < coded->rows; from += EG_QUICK_STRETCH) {
        const size_t left = coded->rows - from;
        const stretch s = {coded, from, left < EG_QUICK_STRETCH ? left : EG_QUICK_STRETCH};

        if (quick->since + s.n > COUNT_MOST)
            settle(cubes);
        quick->since += s.n;
        make_gains(cubes, &s);
        turn(quick, s.n);
        for (size_t c = 0; fine && c < cubes->n_cubes; c++)
            if (cubes->cubes[c].quick)
                fine = add_to(quick, &cubes->cubes[c], &s);
    }
    return fine;
}

#if defined(__x86_64__)
static __attribute__((target("avx2"))) bool add_all_avx2(eg_cubes *cubes, const eg_coded *coded)
{
    return add_all(cubes, coded);
}
#endif

static bool add_all_plain(eg_cubes *cubes, const eg_coded *coded)
{
    return add_all(cubes, coded);
}

bool eg_quick_add(eg_cubes *cubes, const eg_coded *coded)
{
    bool any = false;

    for (size_t c = 0; c < cubes->n_cubes; c++)
        any = any || cubes->cubes[c].quick;
    if (!any)
        return true;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return add_all_avx2(cubes, coded);
#endif
    return add_all_plain(cubes, coded);
}
