/* Records into the cells of one cube, a column at a time. */
#include "cube/internal.h"

#define INLINE static inline __attribute__((always_inline))

/* What one student adds. */
INLINE void add_one_rate(uint64_t *at, eg_decimal value, uint8_t state)
{
    const uint64_t usable = state == EG_VALUE_OK;

    at[EG_WORD_N] += usable;
    at[EG_WORD_FIRST] += usable & (value != 0);
}

INLINE void add_one_mean(uint64_t *at, eg_decimal value, uint8_t state)
{
    const bool usable = state == EG_VALUE_OK;

    at[EG_WORD_N] += usable;
    eg_moments_add_one(at + EG_WORD_FIRST, usable ? value : 0);
}

/* Records [from, upto) of a batch. Few enough, so that the cells of one are still at hand when
 * its next outcome comes. */
typedef struct {
    const eg_coded *coded;
    uint64_t *const *words;
    size_t from, upto;
} stretch;

enum { STRETCH = 128 };

/* Students of weight one, and no branch but for the rare mark. */
static void add_rates(const eg_slot *slot, const stretch *s, size_t o)
{
    const eg_decimal *value = s->coded->value[o];
    const uint8_t *state = s->coded->state[o];
    uint64_t *const *words = s->words;
    const size_t upto = s->upto, at = slot->at;

    for (size_t r = s->from; r < upto; r++) {
        add_one_rate(words[r] + at, value[r], state[r]);
        if (state[r] == EG_VALUE_SUPPRESSED)
            words[r][at + EG_WORD_SUPPRESSED]++;
    }
}

static void add_means(const eg_slot *slot, const stretch *s, size_t o)
{
    const eg_decimal *value = s->coded->value[o];
    const uint8_t *state = s->coded->state[o];
    uint64_t *const *words = s->words;
    const size_t upto = s->upto, at = slot->at;

    for (size_t r = s->from; r < upto; r++) {
        add_one_mean(words[r] + at, value[r], state[r]);
        if (state[r] == EG_VALUE_SUPPRESSED)
            words[r][at + EG_WORD_SUPPRESSED]++;
    }
}

/* Of a mean, over many records. */
static bool add_sums(const eg_slot *slot, uint64_t *words, const eg_sums *sums)
{
    words[slot->at + EG_WORD_N] += sums->n;
    return eg_moments_add_sums(words + slot->at + EG_WORD_FIRST, sums);
}

/* Any form and any weight. */
static bool add_value(const eg_slot *slot, uint64_t *words, const eg_coded *coded, size_t o,
                      size_t r)
{
    const uint64_t weight = coded->weight == NULL ? 1 : coded->weight[r];
    const eg_decimal value = coded->value[o][r];

    if (coded->sums != NULL && coded->sums[o] != NULL)
        return add_sums(slot, words, &coded->sums[o][r]);
    words[slot->at + EG_WORD_N] += weight;
    switch (slot->form) {
    case EG_FORM_RATE:
        words[slot->at + EG_WORD_FIRST] += value != 0 ? weight : 0;
        return true;
    case EG_FORM_MEAN:
        if (weight != 1)
            return eg_moments_add(words + slot->at + EG_WORD_FIRST, value, weight);
        eg_moments_add_one(words + slot->at + EG_WORD_FIRST, value);
        return true;
    case EG_FORM_WORDS:
        words[slot->at + EG_WORD_FIRST + (size_t)value] += weight;
        return true;
    case EG_FORM_BOTH:
        if (value != EG_NO_WORD)
            words[slot->at + EG_WORD_FIRST + (size_t)value] += weight;
        if (!coded->numeric[o][r])
            return true;
        words[eg_slot_moments(slot) - 1] += weight;
        return eg_moments_add(words + eg_slot_moments(slot), coded->number[o][r], weight);
    }
    return true;
}

static bool add_values(const eg_slot *slot, const stretch *s, size_t o)
{
    const eg_coded *coded = s->coded;
    uint64_t *const *words = s->words;

    for (size_t r = s->from; r < s->upto; r++) {
        const uint8_t state = coded->state[o][r];

        if (state == EG_VALUE_SUPPRESSED)
            words[r][slot->at + EG_WORD_SUPPRESSED] +=
                coded->weight == NULL ? 1 : coded->weight[r];
        else if (state == EG_VALUE_OK && !add_value(slot, words[r], coded, o, r))
            return false;
    }
    return true;
}

static void add_students(const stretch *s)
{
    const eg_coded *coded = s->coded;
    uint64_t *const *words = s->words;
    const size_t upto = s->upto;

    if (coded->counted == NULL && coded->weight == NULL) {
        for (size_t r = s->from; r < upto; r++)
            words[r][0]++;
        return;
    }
    for (size_t r = s->from; r < upto; r++)
        if (coded->counted == NULL || !coded->counted[r])
            words[r][0] += coded->weight == NULL ? 1 : coded->weight[r];
}

/* The outcome that does not fit, SIZE_MAX: all do. */
static size_t add_outcomes(const eg_layout *layout, const stretch *s)
{
    for (size_t o = 0; o < layout->n_slots; o++) {
        const eg_slot *slot = &layout->slots[o];

        if (slot->form == EG_FORM_RATE && s->coded->weight == NULL)
            add_rates(slot, s, o);
        else if (slot->form == EG_FORM_MEAN && s->coded->weight == NULL)
            add_means(slot, s, o);
        else if (!add_values(slot, s, o))
            return o;
    }
    return SIZE_MAX;
}

bool eg_cube_find(const eg_cube *cube, const eg_coded *coded, uint32_t *cell, uint64_t **words)
{
    const uint32_t *level[EG_KEY_MOST];

    for (size_t k = 0; k < cube->n_axes; k++)
        level[k] = coded->level[cube->axis[k]];
    return eg_cells_all(cube->cells, level, coded->rows, cell, words);
}

size_t eg_cube_add(const eg_layout *layout, uint64_t *const *words, const eg_coded *coded)
{
    size_t failed = SIZE_MAX;

    for (size_t from = 0; from < coded->rows && failed == SIZE_MAX; from += STRETCH) {
        const size_t left = coded->rows - from;
        const stretch s = {coded, words, from, from + (left < STRETCH ? left : STRETCH)};

        add_students(&s);
        failed = add_outcomes(layout, &s);
    }
    return failed;
}
