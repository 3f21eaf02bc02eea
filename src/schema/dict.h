/*
 * schema/dict.h - raw bytes to numbers: the one look-up a field costs. Length, the first and
 * the last eight bytes decide up to sixteen bytes; only longer ones are compared.
 *
 * Bounded: when full it takes no more, and whoever asks works the slow way; answers never
 * depend on what is in it.
 */
#ifndef EG_SCHEMA_DICT_H
#define EG_SCHEMA_DICT_H

#include <string.h>

#include "equitygap/base.h"

typedef struct {
    uint64_t first, last;
    const char *at; /* a copy, only when n > 16 */
    uint32_t n;
    uint32_t value; /* EG_NO_WORD: free */
} eg_dict_slot;

typedef struct {
    eg_dict_slot *slots;
    size_t mask;
    unsigned shift;
    size_t n, most; /* entries now, entries allowed */
    size_t long_bytes;
    eg_arena *arena;
    uint32_t byte[256]; /* values of texts of one byte */
} eg_dict;

EG_MUST_USE bool eg_dict_init(eg_dict *dict, size_t most);
void eg_dict_clear(eg_dict *dict);
/* text must not be in it. false: no memory; a full dictionary takes nothing and says true. */
EG_MUST_USE bool eg_dict_put(eg_dict *dict, eg_text text, uint32_t value);

/* The first eight bytes and the last eight; shorter texts are both, padded with zeros. */
static inline void eg_dict_ends(const char *at, size_t n, uint64_t *first, uint64_t *last)
{
    uint64_t a = 0;
    if (n >= 8) {
        memcpy(first, at, 8);
        memcpy(last, at + n - 8, 8);
        return;
    }
    if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, at + n - 4, 4);
        a = low | (uint64_t)high << 8 * (n - 4);
    } else if (n > 0) {
        a = (unsigned char)at[0] | (uint64_t)(unsigned char)at[n >> 1] << 8 * (n >> 1) |
            (uint64_t)(unsigned char)at[n - 1] << 8 * (n - 1);
    }
    *first = *last = a;
}

/* The same without a branch, where eight bytes from `at` on may be read. */
static inline void eg_dict_ends_padded(const char *at, size_t n, uint64_t *first,
                                       uint64_t *last)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static const uint64_t kept[9] = {0,
                                     UINT64_C(0xFF),
                                     UINT64_C(0xFFFF),
                                     UINT64_C(0xFFFFFF),
                                     UINT64_C(0xFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFFFFFF),
                                     UINT64_MAX};
    const uint64_t mask = kept[n < 8 ? n : 8];
    memcpy(first, at, 8);
    memcpy(last, at + (n < 8 ? 0 : n - 8), 8);
    *first &= mask;
    *last &= mask;
#else
    eg_dict_ends(at, n, first, last);
#endif
}

static inline size_t eg_dict_home(const eg_dict *dict, const char *at, size_t n, uint64_t first,
                                  uint64_t last)
{
    uint64_t h = first * UINT64_C(0x9E3779B97F4A7C15) + n;
    h ^= h >> 32;
    h = (h ^ last) * UINT64_C(0xD6E8FEB86659FD93);
    for (size_t i = 8; n > 16 && i + 8 < n; i += 8) {
        uint64_t piece;
        memcpy(&piece, at + i, 8);
        h = (h ^ h >> 29 ^ piece) * UINT64_C(0x9E3779B97F4A7C15);
    }
    return (size_t)(h >> dict->shift);
}

/* What first and last do not tell of n > 16 bytes; up to 24 it is one load. */
static inline bool eg_dict_same_middle(const char *a, const char *b, size_t n)
{
    uint64_t left, right;
    memcpy(&left, a + 8, 8);
    memcpy(&right, b + 8, 8);
    return left == right && (n <= 24 || memcmp(a + 16, b + 16, n - 24) == 0);
}

/* The value of n bytes, EG_NO_WORD when they are not there; padded: as above. */
static inline __attribute__((always_inline)) uint32_t
eg_dict_look(const eg_dict *dict, const char *at, size_t n, bool padded)
{
    uint64_t first, last;
    if (n == 1)
        return dict->byte[(unsigned char)at[0]];
    if (padded)
        eg_dict_ends_padded(at, n, &first, &last);
    else
        eg_dict_ends(at, n, &first, &last);
    size_t i = eg_dict_home(dict, at, n, first, last);
    for (;; i = (i + 1) & dict->mask) {
        const eg_dict_slot *slot = &dict->slots[i];
        if (slot->first == first && slot->last == last && slot->n == n &&
            (n <= 16 || eg_dict_same_middle(slot->at, at, n)))
            return slot->value;
        if (slot->value == EG_NO_WORD)
            return EG_NO_WORD;
    }
}

static inline uint32_t eg_dict_find(const eg_dict *dict, const char *at, size_t n)
{
    return eg_dict_look(dict, at, n, false);
}

#endif
