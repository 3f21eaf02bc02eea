/* Records into the cells of several cubes at once. */
#include "cube/cube_quick.h"

#include <string.h>

#include "cube/internal.h"

#define INLINE static inline __attribute__((always_inline))

/* Counts lie side by side in a word; all is taken up before one could run over. */
enum { COUNT_BITS = 21, SECOND = COUNT_BITS, THIRD = 2 * COUNT_BITS };
#define COUNT_MOST ((UINT64_C(1) << COUNT_BITS) - 1)
/* Values up to this give 2^21 records a sum of squares below 2^63. */
#define VALUE_MOST ((int64_t)1 << 20)

bool eg_quick_new(eg_quick **out, const eg_layout *layout)
{
    size_t width = 1;

    *out = NULL;
    if (layout->n_slots > EG_QUICK_WIDTH)
        return true;
    for (size_t o = 0; o < layout->n_slots; o++) {
        const eg_form form = layout->slots[o].form;

        if (form != EG_FORM_RATE && form != EG_FORM_MEAN)
            return true;
        width += form == EG_FORM_RATE ? 1 : 3;
    }
    width += width % 2;
    if (width > EG_QUICK_WIDTH)
        return true;
    eg_quick *quick = eg_alloc_zero(1, sizeof *quick);
    if (quick == NULL)
        return false;
    quick->width = width;
    quick->n_outcomes = layout->n_slots;
    width = 1;
    for (size_t o = 0; o < layout->n_slots; o++) {
        quick->outcome[o] = (eg_quick_outcome){.form = layout->slots[o].form,
                                               .at = (uint32_t)width,
                                               .slot = layout->slots[o].at,
                                               .scale = EG_DECIMAL_ONE,
                                               .inverse = 1 / (double)EG_DECIMAL_ONE};
        width += layout->slots[o].form == EG_FORM_RATE ? 1 : 3;
    }
    for (size_t r = 0; r < EG_QUICK_STRETCH; r++)
        quick->gain[r * quick->width] = 1;
    *out = quick;
    return true;
}

void eg_quick_free(eg_quick *quick)
{
    eg_free(quick);
}

/* ---- taking up ---- */

static void take_up(const void *how, uint64_t *words, uint64_t *pending)
{
    const eg_quick *quick = how;

    if (pending[0] == 0)
        return;
    words[0] += pending[0];
    for (size_t o = 0; o < quick->n_outcomes; o++) {
        const eg_quick_outcome *outcome = &quick->outcome[o];
        const uint64_t *from = pending + outcome->at;
        uint64_t *to = words + outcome->slot;

        to[EG_WORD_N] += from[0] & COUNT_MOST;
        to[EG_WORD_SUPPRESSED] += from[0] >> SECOND & COUNT_MOST;
        if (outcome->form == EG_FORM_RATE) {
            to[EG_WORD_FIRST] += from[0] >> THIRD;
        } else {
            const eg_i128 sum = (eg_i128)(int64_t)from[1] * outcome->scale;
            const eg_u128 square =
                (eg_u128)from[2] * (uint64_t)outcome->scale * (uint64_t)outcome->scale;

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

static void gain_rate(eg_quick *quick, const eg_quick_outcome *outcome, const uint8_t *state,
                      const eg_decimal *value, size_t n)
{
    const size_t width = quick->width;
    uint64_t *gain = quick->gain + outcome->at;

    for (size_t r = 0; r < n; r++) {
        const uint64_t usable = state[r] == EG_VALUE_OK;
        const uint64_t hidden = state[r] == EG_VALUE_SUPPRESSED;

        gain[r * width] = usable | hidden << SECOND | (usable & (value[r] != 0)) << THIRD;
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

static void gain_mean(eg_quick *quick, size_t o, const uint8_t *state, const eg_decimal *value,
                      size_t n)
{
    const eg_quick_outcome outcome = quick->outcome[o];
    const size_t width = quick->width;
    uint64_t *gain = quick->gain + outcome.at;
    size_t n_odd = quick->n_odd;

    for (size_t r = 0; r < n; r++) {
        const uint64_t usable = state[r] == EG_VALUE_OK;
        const uint64_t hidden = state[r] == EG_VALUE_SUPPRESSED;
        int64_t units;
        const bool has = in_units(&outcome, value[r] & -(int64_t)usable, &units);

        units = has ? units : 0;
        gain[r * width] = (has ? usable : 0) | hidden << SECOND;
        gain[r * width + 1] = (uint64_t)units;
        gain[r * width + 2] = (uint64_t)(units * units);
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

/* What each record of a stretch adds. */
static void make_gains(eg_cubes *cubes, const eg_coded *coded, size_t from, size_t n)
{
    enum { MANY = 8 }; /* one in that many */
    eg_quick *quick = cubes->quick;

    quick->n_odd = 0;
    for (size_t o = 0; o < quick->n_outcomes; o++) {
        const uint8_t *state = coded->state[o] + from;
        const eg_decimal *value = coded->value[o] + from;
        const size_t before = quick->n_odd;

        if (quick->outcome[o].form == EG_FORM_RATE) {
            gain_rate(quick, &quick->outcome[o], state, value, n);
            continue;
        }
        gain_mean(quick, o, state, value, n);
        if ((quick->n_odd - before) * MANY > n) {
            if (change_scale(cubes, o, state, value, n)) {
                quick->n_odd = before;
                gain_mean(quick, o, state, value, n);
            }
            quick->misfits += (quick->n_odd - before) * MANY > n;
        }
    }
}

/* ---- adding ---- */

INLINE void add_words(uint64_t *pending, const uint32_t *cell, const uint64_t *gain, size_t n,
                      size_t width)
{
    for (size_t r = 0; r < n; r++) {
        uint64_t *to = pending + cell[r] * width;
        const uint64_t *from = gain + r * width;

        for (size_t k = 0; k < width; k++)
            to[k] += from[k];
    }
}

static void add_gains(const eg_quick *quick, uint64_t *pending, size_t n)
{
    switch (quick->width) {
    case 2:
        add_words(pending, quick->cell, quick->gain, n, 2);
        break;
    case 4:
        add_words(pending, quick->cell, quick->gain, n, 4);
        break;
    case 6:
        add_words(pending, quick->cell, quick->gain, n, 6);
        break;
    case 8:
        add_words(pending, quick->cell, quick->gain, n, 8);
        break;
    default:
        add_words(pending, quick->cell, quick->gain, n, quick->width);
    }
}

/* Values without such a form, the long way. */
static void add_odd(const eg_quick *quick, const eg_cells *cells, const eg_coded *coded,
                    size_t from)
{
    for (size_t i = 0; i < quick->n_odd; i++) {
        const size_t r = quick->odd[i] / EG_QUICK_WIDTH, o = quick->odd[i] % EG_QUICK_WIDTH;
        uint64_t *words = eg_cells_words(cells, quick->cell[r]) + quick->outcome[o].slot;

        words[EG_WORD_N]++;
        eg_moments_add_one(words + EG_WORD_FIRST, coded->value[o][from + r]);
    }
}

static bool add_to(const eg_quick *quick, eg_cube *cube, const eg_coded *coded, size_t from,
                   size_t n)
{
    const uint32_t *level[EG_KEY_MOST];
    uint64_t *pending;

    for (size_t k = 0; k < cube->n_axes; k++)
        level[k] = coded->level[cube->axis[k]] + from;
    if (!eg_cells_numbers(cube->cells, level, n, (uint32_t *)(uintptr_t)quick->cell))
        return false;
    pending = eg_cells_pending(cube->cells, quick->width, take_up, quick);
    if (pending == NULL)
        return false;
    add_gains(quick, pending, n);
    add_odd(quick, cube->cells, coded, from);
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

bool eg_quick_add(eg_cubes *cubes, const eg_coded *coded)
{
    eg_quick *quick = cubes->quick;
    bool any = false, fine = true;

    for (size_t c = 0; c < cubes->n_cubes; c++)
        any = any || cubes->cubes[c].quick;
    for (size_t from = 0; any && fine && from < coded->rows; from += EG_QUICK_STRETCH) {
        const size_t left = coded->rows - from;
        const size_t n = left < EG_QUICK_STRETCH ? left : EG_QUICK_STRETCH;

        if (quick->since + n > COUNT_MOST)
            settle(cubes);
        quick->since += n;
        make_gains(cubes, coded, from, n);
        for (size_t c = 0; fine && c < cubes->n_cubes; c++)
            if (cubes->cubes[c].quick)
                fine = add_to(quick, &cubes->cubes[c], coded, from, n);
    }
    return fine;
}
