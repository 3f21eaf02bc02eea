#include "sql/exact.h"

/* Digits that were read and are not in the number yet. */
typedef struct {
    uint64_t digits, scale; /* scale: 10 for each */
} held;

/* into = into * scale + digits; false: it does not fit. */
static bool flush(eg_u192 *into, held *h)
{
    eg_u128 carry = h->digits;
    for (size_t i = 0; i < 3; i++) {
        carry += (eg_u128)into->word[i] * h->scale;
        into->word[i] = (uint64_t)carry;
        carry >>= 64;
    }
    *h = (held){0, 1};
    return carry == 0;
}

static bool push(eg_u192 *into, held *h, unsigned digit)
{
    h->digits = h->digits * 10 + digit;
    h->scale *= 10;
    return h->scale < UINT64_C(1000000000000000000) || flush(into, h);
}

bool eg_exact_read(eg_text text, unsigned places, eg_u192 *magnitude, bool *negative)
{
    unsigned behind = 0;
    bool point = false, digits = false;
    held h = {0, 1};
    size_t i = 0;
    text = eg_text_trim(text);
    *magnitude = (eg_u192){{0, 0, 0}};
    *negative = text.n > 0 && text.at[0] == '-';
    i += *negative;
    for (; i < text.n; i++) {
        const char c = text.at[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        digits = true;
        /* Zeros that a type's width adds are no places. */
        if (point && behind == places && c != '0')
            return false;
        if (point && behind == places)
            continue;
        if (!push(magnitude, &h, (unsigned)(c - '0')))
            return false;
        behind += point;
    }
    for (; behind < places; behind++)
        if (!push(magnitude, &h, 0))
            return false;
    return flush(magnitude, &h) && digits;
}

bool eg_exact_read_signed(eg_text text, unsigned places, eg_i128 *value)
{
    eg_u192 magnitude;
    bool negative = false;
    *value = 0;
    if (!eg_exact_read(text, places, &magnitude, &negative) || magnitude.word[2] != 0 ||
        magnitude.word[1] >> 63 != 0)
        return false;
    const eg_i128 made = (eg_i128)((eg_u128)magnitude.word[1] << 64 | magnitude.word[0]);
    *value = negative ? -made : made;
    return true;
}
