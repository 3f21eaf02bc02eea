#include "ext/utf16.h"

#include <string.h>

#include "ext/unicode.h"

enum { REPLACEMENT = 0xFFFD };

/* Nearly all that is ever read is ASCII: how many units at its beginning are, in fours. */
static size_t read_ascii(const uint16_t *from, size_t n, char *to)
{
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        if ((from[i] | from[i + 1] | from[i + 2] | from[i + 3]) >= 0x80)
            break;
        for (size_t k = i; k < i + 4; k++)
            to[k] = (char)from[k];
    }
    return i;
}

size_t eg_utf16_read(const uint16_t *from, size_t n, char *to, uint64_t *damaged)
{
    size_t made = read_ascii(from, n, to);
    for (size_t i = made; i < n; i++) {
        uint32_t rune = from[i];
        if (rune >= 0xD800 && rune < 0xE000) {
            bool pair =
                rune < 0xDC00 && i + 1 < n && from[i + 1] >= 0xDC00 && from[i + 1] < 0xE000;
            rune = pair ? 0x10000 + ((rune - 0xD800) << 10) + (from[i + 1] - 0xDC00U)
                        : REPLACEMENT;
            i += pair;
            *damaged += !pair;
        }
        if (rune < 0x80)
            to[made++] = (char)rune;
        else
            made += eg_unicode_put(to + made, rune);
    }
    return made;
}

size_t eg_utf8_read(eg_text from, char *to, uint64_t *damaged)
{
    size_t made = 0;
    if (eg_utf8_valid(from)) {
        if (from.n > 0)
            memcpy(to, from.at, from.n);
        return from.n;
    }
    while (from.n > 0) {
        uint32_t rune = 0;
        size_t used = eg_utf8_next(from, &rune);
        if (used == 0) {
            rune = REPLACEMENT;
            used = 1;
            ++*damaged;
        }
        made += eg_unicode_put(to + made, rune);
        from = (eg_text){from.at + used, from.n - used};
    }
    return made;
}

uint16_t *eg_utf16_of(eg_text text, size_t *n)
{
    uint16_t *made = eg_alloc(text.n + 1, sizeof *made);
    *n = 0;
    if (made == NULL)
        return NULL;
    while (text.n > 0) {
        uint32_t rune = REPLACEMENT;
        size_t used = eg_utf8_next(text, &rune);
        if (used == 0) {
            rune = REPLACEMENT;
            used = 1;
        }
        if (rune >= 0x10000) {
            made[(*n)++] = (uint16_t)(0xD800 + ((rune - 0x10000) >> 10));
            made[(*n)++] = (uint16_t)(0xDC00 + ((rune - 0x10000) & 0x3FF));
        } else {
            made[(*n)++] = (uint16_t)rune;
        }
        text = (eg_text){text.at + used, text.n - used};
    }
    made[*n] = 0;
    return made;
}
