/* Where the sums of one cell stand. */
#include "cube/layout.h"

#include <string.h>

static uint32_t slot_words(const eg_slot *slot)
{
    switch (slot->form) {
    case EG_FORM_RATE:
        return EG_WORD_FIRST + 1;
    case EG_FORM_MEAN:
        return EG_WORD_FIRST + EG_MOMENT_WORDS;
    case EG_FORM_WORDS:
        return EG_WORD_FIRST + slot->width;
    case EG_FORM_BOTH:
        return EG_WORD_FIRST + slot->width + 1 + EG_MOMENT_WORDS;
    }
    return 0;
}

void eg_layout_place(eg_layout *layout)
{
    uint32_t at = 1;
    for (size_t i = 0; i < layout->n_slots; i++) {
        layout->slots[i].at = at;
        at += slot_words(&layout->slots[i]);
    }
    layout->words = at;
}

uint32_t eg_slot_moments(const eg_slot *slot)
{
    return slot->at + EG_WORD_FIRST + (slot->form == EG_FORM_BOTH ? slot->width + 1 : 0);
}

void eg_moments_get(const uint64_t *at, eg_i128 *sum, eg_u192 *square)
{
    memcpy(sum, at, sizeof *sum);
    memcpy(square, at + 2, sizeof *square);
}

static void moments_set(uint64_t *at, const eg_i128 *sum, const eg_u192 *square)
{
    memcpy(at, sum, sizeof *sum);
    memcpy(at + 2, square, sizeof *square);
}

bool eg_moments_add(uint64_t *at, eg_decimal value, uint64_t times)
{
    eg_i128 sum;
    eg_u192 square;
    eg_moments_get(at, &sum, &square);
    bool fits =
        eg_i128_add_product(&sum, value, times) && eg_u192_add_square(&square, value, times);
    moments_set(at, &sum, &square);
    return fits;
}

bool eg_moments_add_sums(uint64_t *into, const eg_sums *sums)
{
    eg_i128 sum;
    eg_u192 square;
    eg_moments_get(into, &sum, &square);
    bool fits = eg_i128_add(&sum, sums->sum) && eg_u192_add(&square, &sums->square);
    moments_set(into, &sum, &square);
    return fits;
}

bool eg_moments_merge(uint64_t *into, const uint64_t *from)
{
    eg_i128 sum, more_sum;
    eg_u192 square, more_square;
    eg_moments_get(into, &sum, &square);
    eg_moments_get(from, &more_sum, &more_square);
    bool fits = eg_i128_add(&sum, more_sum) && eg_u192_add(&square, &more_square);
    moments_set(into, &sum, &square);
    return fits;
}
