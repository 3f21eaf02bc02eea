/*
 * schema/dict.h - raw bytes to numbers: the one look-up a field costs. Length, the first and
 * the last eight bytes and eight of the middle decide up to twenty-four bytes, without a branch
 * for the length; only longer ones are compared.
 *
 * Bounded: when full it takes no more, and whoever asks works the slow way; answers never
 * depend on what is in it.
 */
#ifndef EG_SCHEMA_DICT_H
#define EG_SCHEMA_DICT_H

#include <string.h>

#include "equitygap/base.h"

/* The first eight bytes, the eight behind them as far as there are that many, and the last
 * eight; texts of less than eight are each of them, padded with zeros. */
typedef struct {
    uint64_t first, middle, last;
} eg_dict_word;

enum { EG_DICT_SHORT = 24 }; /* bytes that a word tells all of */

typedef struct {
    eg_dict_word word;
    uint32_t n;
    uint32_t value; /* EG_NO_WORD: free, and the rest is zero */
} eg_dict_slot;

typedef struct {
    eg_dict_slot *slots;
    const char **copy; /* [slot] of texts over EG_DICT_SHORT bytes */
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

static inline eg_dict_word eg_dict_word_of(const char *at, size_t n)
{
    eg_dict_word word = {0, 0, 0};
    if (n >= 8) {
        memcpy(&word.first, at, 8);
        memcpy(&word.middle, at + (n < 16 ? n - 8 : 8), 8);
        memcpy(&word.last, at + n - 8, 8);
        return word;
    }
    if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, at + n - 4, 4);
        word.first = low | (uint64_t)high << 8 * (n - 4);
    } else if (n > 0) {
        word.first = (unsigned char)at[0] |
                     (uint64_t)(unsigned char)at[n >> 1] << 8 * (n >> 1) |
                     (uint64_t)(unsigned char)at[n - 1] << 8 * (n - 1);
    }
    word.middle = word.last = word.first;
    return word;
}

/* The same without a branch, where sixteen bytes from `at` on may be read. */
static inline eg_dict_word eg_dict_word_padded(const char *at, size_t n)
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
    const size_t head = n < 8 ? n : 8, behind = n - head;
    eg_dict_word word;
    memcpy(&word.first, at, 8);
    memcpy(&word.middle, at + (behind < 8 ? behind : 8), 8);
    memcpy(&word.last, at + behind, 8);
    word.first &= kept[head];
    word.middle &= kept[head];
    word.last &= kept[head];
    return word;
#else
    return eg_dict_word_of(at, n);
#endif
}

static inline uint64_t eg_dict_turned(uint64_t word, unsigned by)
{
    return word << by | word >> (64 - by);
}

/* Where a text of at most EG_DICT_SHORT bytes is looked for first. */
static inline size_t eg_dict_home(const eg_dict *dict, const eg_dict_word *word, size_t n)
{
    const uint64_t h =
        word->first ^ eg_dict_turned(word->middle, 27) ^ eg_dict_turned(word->last, 41) ^ n;
    return (size_t)(h * UINT64_C(0x9E3779B97F4A7C15) >> dict->shift);
}

static inline bool eg_dict_equal(const eg_dict_slot *slot, const eg_dict_word *word, size_t n)
{
    return ((slot->word.first ^ word->first) | (slot->word.middle ^ word->middle) |
            (slot->word.last ^ word->last) | (slot->n ^ n)) == 0;
}

/* Longer ones, and what is not at the first place. */
uint32_t eg_dict_seek(const eg_dict *dict, const char *at, size_t n);

/* The value of n bytes, EG_NO_WORD when they are not there; padded: as above. */
static inline __attribute__((always_inline)) uint32_t
eg_dict_look(const eg_dict *dict, const char *at, size_t n, bool padded)
{
    if (n == 1)
        return dict->byte[(unsigned char)at[0]];
    if (n > EG_DICT_SHORT)
        return eg_dict_seek(dict, at, n);
    const eg_dict_word word = padded ? eg_dict_word_padded(at, n) : eg_dict_word_of(at, n);
    const eg_dict_slot *slot = &dict->slots[eg_dict_home(dict, &word, n)];
    return eg_dict_equal(slot, &word, n) ? slot->value : eg_dict_seek(dict, at, n);
}

static inline uint32_t eg_dict_find(const eg_dict *dict, const char *at, size_t n)
{
    return eg_dict_look(dict, at, n, false);
}

#endif
