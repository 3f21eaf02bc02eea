/* Slices of bytes: comparing, trimming, UTF-8, did-you-mean. */
#include "equitygap/base.h"

#include <string.h>

eg_text eg_text_of(const char *c_string)
{
    return (eg_text){c_string, c_string == NULL ? 0 : strlen(c_string)};
}

bool eg_text_equal(eg_text a, eg_text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

bool eg_text_is(eg_text a, const char *c_string)
{
    return eg_text_equal(a, eg_text_of(c_string));
}

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool eg_text_same_word(eg_text a, const char *c_string)
{
    eg_text b = eg_text_of(c_string);
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

int eg_text_compare(eg_text a, eg_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.at, b.at, n);
    if (order != 0)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

eg_text eg_text_trim(eg_text a)
{
    while (a.n > 0 && blank(a.at[0])) {
        a.at++;
        a.n--;
    }
    while (a.n > 0 && blank(a.at[a.n - 1]))
        a.n--;
    return a;
}

enum { WORD_MOST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: a swap of neighbours is one edit, as it is one slip of the fingers.
 */
size_t eg_text_distance(eg_text a, eg_text b, size_t limit)
{
    if (a.n > WORD_MOST || b.n > WORD_MOST)
        return limit + 1;
    size_t rows[3][WORD_MOST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = lower(a.at[i - 1]) == lower(b.at[j - 1]);
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && lower(a.at[i - 1]) == lower(b.at[j - 2]) &&
                lower(a.at[i - 2]) == lower(b.at[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.n] > limit ? limit + 1 : last[b.n];
}

const char *eg_text_nearest(eg_text word, const char *const *names, size_t n)
{
    const char *nearest = NULL;
    size_t limit = word.n < 6 ? 1 : least(1 + word.n / 4, 4), best = limit + 1;
    for (size_t i = 0; i < n; i++) {
        size_t distance = eg_text_distance(word, eg_text_of(names[i]), limit);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    for (size_t i = 0; i < n && nearest == NULL && word.n >= 3; i++) {
        eg_text name = eg_text_of(names[i]);
        if (name.n > word.n && eg_text_distance(word, (eg_text){name.at, word.n}, 0) == 0)
            nearest = names[i];
    }
    return nearest;
}

/* Length of the sequence a first byte announces; 0 when it announces none. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if ((first & 0xF0u) == 0xE0)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t eg_utf8_next(eg_text text, uint32_t *rune)
{
    static const unsigned char first_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (text.n == 0)
        return 0;
    unsigned char first = (unsigned char)text.at[0];
    size_t n = sequence_length(first);
    if (n == 0 || n > text.n)
        return 0;
    uint32_t value = first & first_bits[n];
    for (size_t i = 1; i < n; i++) {
        unsigned char next = (unsigned char)text.at[i];
        if ((next & 0xC0u) != 0x80)
            return 0;
        value = (value << 6) | (next & 0x3Fu);
    }
    if (value < smallest[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *rune = value;
    return n;
}

bool eg_utf8_valid(eg_text text)
{
    while (text.n > 0) {
        uint32_t rune = 0;
        uint64_t eight;
        if (text.n >= sizeof eight) {
            memcpy(&eight, text.at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                text.at += sizeof eight;
                text.n -= sizeof eight;
                continue;
            }
        }
        size_t n = (unsigned char)text.at[0] < 0x80 ? 1 : eg_utf8_next(text, &rune);
        if (n == 0)
            return false;
        text.at += n;
        text.n -= n;
    }
    return true;
}
