/* Raw bytes to numbers: building. */
#include "schema/dict.h"

enum { FIRST_BITS = 6, LONG_BYTES_MOST = 16 << 20 };

static eg_dict_slot *free_slots(size_t n)
{
    eg_dict_slot *slots = eg_alloc_zero(n, sizeof *slots);
    for (size_t i = 0; slots != NULL && i < n; i++)
        slots[i].value = EG_NO_WORD;
    return slots;
}

bool eg_dict_init(eg_dict *dict, size_t most)
{
    *dict = (eg_dict){.most = most, .mask = ((size_t)1 << FIRST_BITS) - 1};
    dict->shift = 64 - FIRST_BITS;
    for (size_t i = 0; i < 256; i++)
        dict->byte[i] = EG_NO_WORD;
    dict->slots = free_slots(dict->mask + 1);
    dict->copy = eg_alloc_zero(dict->mask + 1, sizeof *dict->copy);
    dict->arena = eg_arena_new();
    return dict->slots != NULL && dict->copy != NULL && dict->arena != NULL;
}

void eg_dict_clear(eg_dict *dict)
{
    eg_free(dict->slots);
    eg_free(dict->copy);
    eg_arena_free(dict->arena);
    *dict = (eg_dict){.slots = NULL};
}

static size_t home(const eg_dict *dict, const eg_dict_word *word, const char *at, size_t n)
{
    if (n <= EG_DICT_SHORT)
        return eg_dict_home(dict, word, n);
    uint64_t h = word->first ^ n;
    for (size_t i = 8; i + 8 < n; i += 8) {
        uint64_t piece;
        memcpy(&piece, at + i, 8);
        h = (h ^ h >> 29 ^ piece) * UINT64_C(0xD6E8FEB86659FD93);
    }
    h = (h ^ h >> 29 ^ word->last) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> dict->shift);
}

/* What word does not tell of n bytes. */
static bool same_rest(const char *copy, const char *at, size_t n)
{
    return n <= EG_DICT_SHORT || memcmp(copy + 16, at + 16, n - EG_DICT_SHORT) == 0;
}

uint32_t eg_dict_seek(const eg_dict *dict, const char *at, size_t n)
{
    const eg_dict_word word = eg_dict_word_of(at, n);
    for (size_t i = home(dict, &word, at, n);; i = (i + 1) & dict->mask) {
        const eg_dict_slot *slot = &dict->slots[i];
        if (slot->value == EG_NO_WORD ||
            (eg_dict_equal(slot, &word, n) && same_rest(dict->copy[i], at, n)))
            return slot->value;
    }
}

/* copy: NULL for a short one, whose bytes are in its word. */
static void place(eg_dict *dict, eg_dict_slot entry, const char *copy)
{
    size_t i = home(dict, &entry.word, copy, entry.n);
    while (dict->slots[i].value != EG_NO_WORD)
        i = (i + 1) & dict->mask;
    dict->slots[i] = entry;
    dict->copy[i] = copy;
}

static bool grow(eg_dict *dict)
{
    size_t old_n = dict->mask + 1;
    eg_dict_slot *old = dict->slots, *slots = free_slots(old_n * 2);
    const char **old_copy = dict->copy, **copy = eg_alloc_zero(old_n * 2, sizeof *copy);
    if (slots == NULL || copy == NULL) {
        eg_free(slots);
        eg_free(copy);
        return false;
    }
    dict->slots = slots;
    dict->copy = copy;
    dict->mask = old_n * 2 - 1;
    dict->shift--;
    for (size_t i = 0; i < old_n; i++)
        if (old[i].value != EG_NO_WORD)
            place(dict, old[i], old_copy[i]);
    eg_free(old);
    eg_free(old_copy);
    return true;
}

bool eg_dict_put(eg_dict *dict, eg_text text, uint32_t value)
{
    const char *copy = NULL;
    bool is_long = text.n > EG_DICT_SHORT;
    if (dict->n >= dict->most || text.n > UINT32_MAX ||
        (is_long && dict->long_bytes + text.n > LONG_BYTES_MOST))
        return true;
    if (text.n == 1) {
        dict->byte[(unsigned char)text.at[0]] = value;
        dict->n++;
        return true;
    }
    if ((dict->n + 1) * 2 > dict->mask + 1 && !grow(dict))
        return false;
    if (is_long) {
        copy = eg_arena_string(dict->arena, text);
        if (copy == NULL)
            return false;
        dict->long_bytes += text.n;
    }
    place(dict, (eg_dict_slot){eg_dict_word_of(text.at, text.n), (uint32_t)text.n, value},
          copy);
    dict->n++;
    return true;
}
