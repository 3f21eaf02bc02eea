/* Columns of few short texts, several cells at once. */
#include "schema/few.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { TURNS = 64, SPREAD = 5 };
#define VALUE_BITS ((UINT64_C(1) << EG_FEW_STATE) - 1)

/* ---- places ---- */

static uint32_t turn_number(uint32_t i)
{
    const uint64_t z = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)((z ^ z >> 29) * UINT64_C(0xBF58476D1CE4E5B9) >> 32) | 1;
}

INLINE size_t place_of(uint64_t mixed, uint32_t turn)
{
    return (size_t)((uint64_t)(uint32_t)(mixed ^ mixed >> 32) * turn >> 32) % EG_FEW_TEXTS;
}

static size_t place_of_text(const eg_few_text *text, uint32_t turn)
{
    uint64_t mixed = 0;

    for (unsigned k = 0; k < EG_FEW_PARTS; k++)
        mixed ^= text->part[k] << SPREAD * k;
    return place_of(mixed, turn);
}

/* Gives the texts their places by a factor; how many have one. */
static size_t place_all(eg_few *few, uint32_t turn)
{
    size_t placed = 0;

    few->turn = turn;
    for (size_t i = 0; i < EG_FEW_TEXTS; i++) {
        few->part[0][i] = UINT64_MAX;
        few->is[i] = 0;
    }
    for (size_t i = 0; i < few->n; i++) {
        const size_t at = place_of_text(&few->texts[i], turn);

        if (few->part[0][at] != UINT64_MAX)
            continue;
        for (size_t k = 0; k < EG_FEW_PARTS; k++)
            few->part[k][at] = few->texts[i].part[k];
        few->is[at] = few->texts[i].is;
        placed++;
    }
    return placed;
}

void eg_few_put(eg_few *few, eg_text text, uint64_t value, uint8_t state)
{
    uint32_t best = 0;
    size_t most = 0;

    if (few->n == EG_FEW_TEXTS || text.n > EG_FEW_BYTES || value > VALUE_BITS)
        return;
    eg_few_text one = {.is = value | (uint64_t)state << EG_FEW_STATE};
    if (text.n > 0)
        memcpy(one.part, text.at, text.n);
    for (size_t i = 0; i < few->n; i++)
        if (memcmp(few->texts[i].part, one.part, sizeof one.part) == 0)
            return;
    if (few->n == 0)
        memset(few->byte, UINT8_MAX, sizeof few->byte);
    few->texts[few->n++] = one;
    few->longest = text.n > few->longest ? text.n : few->longest;
    if (text.n <= 1)
        few->byte[text.n == 0 ? EG_FEW_NONE : (unsigned char)text.at[0]] = (uint32_t)one.is;
    if (few->parts < (text.n + 7) / 8)
        few->parts = (text.n + 7) / 8;
    few->parts += few->parts == 0;
    for (uint32_t i = 0; i < TURNS && most < few->n; i++) {
        const size_t placed = place_all(few, turn_number(i));

        best = placed > most ? i : best;
        most = placed > most ? placed : most;
    }
    (void)place_all(few, turn_number(best));
}

/* ---- looking ---- */

/* Ones, as many bytes as a text has, and zeros. */
static const unsigned char kept[2 * EG_FEW_BYTES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

INLINE unsigned read_parts(const eg_few *few, const eg_few_cells *cells,
                           const eg_few_values *to, size_t parts)
{
    const uint32_t *end = cells->end, turn = few->turn;
    const uint64_t other = (uint64_t)to->other << EG_FEW_STATE;
    const size_t step = cells->step, n = cells->n;
    const char *const text = cells->text;
    eg_decimal *restrict value = to->value;
    uint8_t *restrict state = to->state;
    uint64_t seen = 0;

    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[0] - from;
        const unsigned char *keep =
            kept + EG_FEW_BYTES - (bytes < 8 * parts ? bytes : 8 * parts);
        uint64_t word[EG_FEW_PARTS] = {0}, mixed = 0, differ = bytes > 8 * parts;

        for (size_t k = 0; k < parts; k++) {
            uint64_t mask;

            memcpy(&word[k], text + from + 8 * k, sizeof word[k]);
            memcpy(&mask, keep + 8 * k, sizeof mask);
            word[k] &= mask;
            mixed ^= word[k] << SPREAD * k;
        }
        const size_t at = place_of(mixed, turn);
        for (size_t k = 0; k < parts; k++)
            differ |= word[k] ^ few->part[k][at];
        const uint64_t is = differ == 0 ? few->is[at] : other;
        value[r] = (eg_decimal)(is & VALUE_BITS);
        state[r] = (uint8_t)(is >> EG_FEW_STATE);
        seen |= is;
    }
    return (unsigned)(seen >> EG_FEW_STATE);
}

/* Of texts of one byte at most. */
static unsigned read_ones(const eg_few *few, const eg_few_cells *cells, const eg_few_values *to)
{
    const uint32_t *end = cells->end, other = (uint32_t)to->other << EG_FEW_STATE;
    const size_t step = cells->step, n = cells->n;
    const char *const text = cells->text;
    eg_decimal *restrict value = to->value;
    uint8_t *restrict state = to->state;
    uint32_t seen = 0;

    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[0] - from;
        const unsigned char first = (unsigned char)text[from];
        const uint32_t known = few->byte[bytes == 0 ? EG_FEW_NONE : first];
        const uint32_t is = known == UINT32_MAX || bytes > 1 ? other : known;

        value[r] = (eg_decimal)(is & VALUE_BITS);
        state[r] = (uint8_t)(is >> EG_FEW_STATE);
        seen |= is;
    }
    return seen >> EG_FEW_STATE;
}

unsigned eg_few_read(const eg_few *few, const eg_few_cells *cells, const eg_few_values *to)
{
    if (few->longest <= 1)
        return read_ones(few, cells, to);
    switch (few->parts) {
    case 1:
        return read_parts(few, cells, to, 1);
    case 2:
        return read_parts(few, cells, to, 2);
    default:
        return read_parts(few, cells, to, EG_FEW_PARTS);
    }
}
