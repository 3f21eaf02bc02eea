/* Raw bytes to numbers: building. */
#include "schema/dict.h"

enum {
    FIRST_BITS = 8,
    SPARSE_MOST = 1024, /* texts of which only every fourth slot has one */
    LONG_BYTES_MOST = 16 << 20
};

#define EIGHT_ONES 255, 255, 255, 255, 255, 255, 255, 255
const unsigned char eg_dict_kept[64] = {EIGHT_ONES, EIGHT_ONES, EIGHT_ONES, EIGHT_ONES};

#define LENGTH(n) [n] = {[15] = (n)}
#define EIGHT_LENGTHS(n)                                                                       \
    LENGTH(n), LENGTH((n) + 1), LENGTH((n) + 2), LENGTH((n) + 3), LENGTH((n) + 4),             \
        LENGTH((n) + 5), LENGTH((n) + 6), LENGTH((n) + 7)
const unsigned char eg_dict_length[EG_DICT_SHORT + 1][16] = {
    EIGHT_LENGTHS(0), EIGHT_LENGTHS(8), EIGHT_LENGTHS(16), EIGHT_LENGTHS(24)};

static uint32_t *free_values(size_t n)
{
    uint32_t *values = eg_alloc(n, sizeof *values);
    for (size_t i = 0; values != NULL && i < n; i++)
        values[i] = EG_NO_WORD;
    return values;
}

bool eg_dict_init(eg_dict *dict, size_t most)
{
    *dict = (eg_dict){.most = most, .mask = ((size_t)1 << FIRST_BITS) - 1};
    dict->shift = 64 - FIRST_BITS;
    for (size_t i = 0; i <= EG_DICT_EMPTY; i++)
        dict->byte[i] = EG_NO_WORD;
    dict->keys = eg_alloc_zero(dict->mask + 1, sizeof *dict->keys);
    dict->values = free_values(dict->mask + 1);
    dict->copy = eg_alloc_zero(dict->mask + 1, sizeof *dict->copy);
    dict->arena = eg_arena_new();
    return dict->keys != NULL && dict->values != NULL && dict->copy != NULL &&
           dict->arena != NULL;
}

void eg_dict_clear(eg_dict *dict)
{
    eg_free(dict->keys);
    eg_free(dict->values);
    eg_free(dict->copy);
    eg_arena_free(dict->arena);
    *dict = (eg_dict){.keys = NULL};
}

static eg_dict_key key_of(const char *at, size_t n)
{
    return n <= EG_DICT_SHORT ? eg_dict_key_of(at, n) : (eg_dict_key){.low = {0}};
}

static size_t home(const eg_dict *dict, const eg_dict_key *key, const char *at, size_t n)
{
    if (n <= EG_DICT_SHORT)
        return eg_dict_home(key, dict->shift);
    uint64_t h = n, piece;
    for (size_t i = 0; i + 8 < n; i += 8) {
        memcpy(&piece, at + i, 8);
        h = (h ^ h >> 29 ^ piece) * UINT64_C(0xD6E8FEB86659FD93);
    }
    memcpy(&piece, at + n - 8, 8);
    h = (h ^ h >> 29 ^ piece) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> dict->shift);
}

uint32_t eg_dict_seek(const eg_dict *dict, const char *at, size_t n)
{
    const eg_dict_key key = key_of(at, n);
    for (size_t i = home(dict, &key, at, n);; i = (i + 1) & dict->mask) {
        if (i == 0 && n > 0)
            continue;
        if (dict->values[i] == EG_NO_WORD)
            return EG_NO_WORD;
        if (eg_dict_equal(&dict->keys[i], &key) &&
            (n <= EG_DICT_SHORT || eg_text_equal(dict->copy[i], (eg_text){at, n})))
            return dict->values[i];
    }
}

static void place(eg_dict *dict, const eg_dict_key *key, uint32_t value, eg_text text)
{
    size_t i = home(dict, key, text.at, text.n);
    while (dict->values[i] != EG_NO_WORD || (i == 0 && text.n > 0))
        i = (i + 1) & dict->mask;
    dict->keys[i] = *key;
    dict->values[i] = value;
    dict->copy[i] = text;
}

static bool grow(eg_dict *dict)
{
    const size_t old_n = dict->mask + 1;
    const eg_dict old = *dict;
    dict->keys = eg_alloc_zero(old_n * 2, sizeof *dict->keys);
    dict->values = free_values(old_n * 2);
    dict->copy = eg_alloc_zero(old_n * 2, sizeof *dict->copy);
    if (dict->keys == NULL || dict->values == NULL || dict->copy == NULL) {
        eg_free(dict->keys);
        eg_free(dict->values);
        eg_free(dict->copy);
        *dict = old;
        return false;
    }
    dict->mask = old_n * 2 - 1;
    dict->shift--;
    for (size_t i = 0; i < old_n; i++)
        if (old.values[i] != EG_NO_WORD)
            place(dict, &old.keys[i], old.values[i], old.copy[i]);
    eg_free(old.keys);
    eg_free(old.values);
    eg_free(old.copy);
    return true;
}

bool eg_dict_put(eg_dict *dict, eg_text text, uint32_t value)
{
    const bool is_long = text.n > EG_DICT_SHORT;
    const eg_dict_key key = key_of(text.at, text.n);
    if (dict->n >= dict->most || text.n > UINT32_MAX ||
        (is_long && dict->long_bytes + text.n > LONG_BYTES_MOST))
        return true;
    if (text.n <= 1)
        dict->byte[text.n == 0 ? EG_DICT_EMPTY : (unsigned char)text.at[0]] = value;
    if ((dict->n + 1) * (dict->n < SPARSE_MOST ? 4 : 2) > dict->mask + 1 && !grow(dict))
        return false;
    if (is_long) {
        text.at = eg_arena_string(dict->arena, text);
        if (text.at == NULL)
            return false;
        dict->long_bytes += text.n;
    } else {
        text = (eg_text){NULL, text.n};
    }
    place(dict, &key, value, text);
    dict->n++;
    return true;
}
