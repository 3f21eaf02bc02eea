/*
 * schema/dict.h - raw bytes to numbers: the one look-up a field costs. A text of up to 32
 * bytes, with zeros behind it, is one key, so that no length needs a branch; longer ones are
 * compared, and those that end with a NUL, which would be the same key, are not taken.
 *
 * Bounded: when full it takes no more, and whoever asks works the slow way; answers never
 * depend on what is in it.
 */
#ifndef EG_SCHEMA_DICT_H
#define EG_SCHEMA_DICT_H

#include <string.h>

#include "equitygap/base.h"

/* Sixteen bytes that are handled as one. */
typedef uint64_t eg_dict_half __attribute__((vector_size(16)));

/* The bytes of a text, zeros behind it, and its length in the last one; all zero for a text
 * over EG_DICT_SHORT. */
typedef struct {
    eg_dict_half low, high;
} eg_dict_key;

enum {
    EG_DICT_SHORT = 31, /* bytes that a key tells all of */
    EG_DICT_EMPTY = 256 /* where the empty text's value is */
};

/* The first slot is the empty text's, whose key is zero. */
typedef struct {
    eg_dict_key *keys;
    uint32_t *values; /* EG_NO_WORD: free, and the key is zero */
    eg_text *copy;    /* [slot] of texts over EG_DICT_SHORT bytes */
    size_t mask;
    unsigned shift;
    size_t n, most; /* entries now, entries allowed */
    size_t long_bytes;
    eg_arena *arena;
    uint32_t byte[257]; /* values of texts of one byte, and of the empty one: there as well */
} eg_dict;

EG_MUST_USE bool eg_dict_init(eg_dict *dict, size_t most);
void eg_dict_clear(eg_dict *dict);
/* text must not be in it. false: no memory; a full dictionary takes nothing and says true. */
EG_MUST_USE bool eg_dict_put(eg_dict *dict, eg_text text, uint32_t value);

/* 32 ones, 32 zeros; and for each length sixteen bytes, the last of which it is. */
extern const unsigned char eg_dict_kept[64], eg_dict_length[EG_DICT_SHORT + 1][16];

static inline eg_dict_half eg_dict_load(const void *at)
{
    eg_dict_half half;
    memcpy(&half, at, sizeof half);
    return half;
}

/* The key of n bytes, up to EG_DICT_SHORT, from which on 32 may be read. */
static inline eg_dict_key eg_dict_key_padded(const char *at, size_t n)
{
    const unsigned char *kept = eg_dict_kept + 32 - n;
    return (eg_dict_key){eg_dict_load(at) & eg_dict_load(kept),
                         (eg_dict_load(at + 16) & eg_dict_load(kept + 16)) |
                             eg_dict_load(eg_dict_length[n])};
}

/* The same, of up to EG_DICT_SHORT bytes wherever they stand. */
static inline eg_dict_key eg_dict_key_of(const char *at, size_t n)
{
    char room[32] = {0};
    if (n > 0)
        memcpy(room, at, n);
    return eg_dict_key_padded(room, n);
}

static inline bool eg_dict_equal(const eg_dict_key *a, const eg_dict_key *b)
{
#ifdef __SSE2__
    typedef char bytes __attribute__((vector_size(16)));
    const bytes same = ((bytes)a->low == (bytes)b->low) & ((bytes)a->high == (bytes)b->high);
    return __builtin_ia32_pmovmskb128(same) == 0xFFFF;
#else
    const eg_dict_half differ = (a->low ^ b->low) | (a->high ^ b->high);
    return (differ[0] | differ[1]) == 0;
#endif
}

/* Where a text of at most EG_DICT_SHORT bytes is looked for first. */
static inline size_t eg_dict_home(const eg_dict_key *key, unsigned shift)
{
    const eg_dict_half turned = {key->high[1], key->high[0]};
    const eg_dict_half mixed = key->low ^ turned;
    const uint64_t h = mixed[0] ^ (mixed[1] << 27 | mixed[1] >> 37);
    return (size_t)(h * UINT64_C(0x9E3779B97F4A7C15) >> shift);
}

/* Longer ones, and what is not at the first place. */
uint32_t eg_dict_seek(const eg_dict *dict, const char *at, size_t n);

/* The value of n bytes, EG_NO_WORD when they are not there; padded: 32 bytes may be read. */
static inline __attribute__((always_inline)) uint32_t
eg_dict_look(const eg_dict *dict, const char *at, size_t n, bool padded)
{
    if (n > EG_DICT_SHORT)
        return eg_dict_seek(dict, at, n);
    const eg_dict_key key = padded ? eg_dict_key_padded(at, n) : eg_dict_key_of(at, n);
    const size_t slot = eg_dict_home(&key, dict->shift);
    return eg_dict_equal(&dict->keys[slot], &key) ? dict->values[slot]
                                                  : eg_dict_seek(dict, at, n);
}

static inline uint32_t eg_dict_find(const eg_dict *dict, const char *at, size_t n)
{
    return eg_dict_look(dict, at, n, false);
}

#endif
