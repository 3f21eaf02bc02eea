/* Numbered distinct byte strings: open addressing on length, first and last bytes. */
#include "equitygap/base.h"

#include <string.h>

typedef struct {
    uint64_t first; /* up to eight bytes, zero padded */
    uint64_t last;
    eg_text text;
} word;

struct eg_words {
    word *words;
    size_t n, capacity;
    uint32_t *slots; /* number + 1; 0: free */
    size_t mask;
    eg_arena *arena;
};

eg_words *eg_words_new(void)
{
    eg_words *words = eg_alloc_zero(1, sizeof *words);
    if (words == NULL)
        return NULL;
    words->mask = 63;
    words->slots = eg_alloc_zero(words->mask + 1, sizeof *words->slots);
    words->arena = eg_arena_new();
    if (words->slots == NULL || words->arena == NULL) {
        eg_words_free(words);
        return NULL;
    }
    return words;
}

void eg_words_free(eg_words *words)
{
    if (words == NULL)
        return;
    eg_free(words->words);
    eg_free(words->slots);
    eg_arena_free(words->arena);
    eg_free(words);
}

size_t eg_words_count(const eg_words *words)
{
    return words->n;
}

static void load_ends(eg_text text, uint64_t *first, uint64_t *last)
{
    *first = *last = 0;
    if (text.n >= 8) {
        memcpy(first, text.at, 8);
        memcpy(last, text.at + text.n - 8, 8);
    } else if (text.n > 0) {
        memcpy(first, text.at, text.n);
    }
}

/* Long words that differ only in the middle still spread: some of the middle goes in too. */
static uint64_t spread(eg_text text, uint64_t first, uint64_t last)
{
    uint64_t h = (first ^ (last * UINT64_C(0x9E3779B97F4A7C15))) + text.n;
    for (size_t i = 8; text.n > 16 && i + 8 < text.n; i += 8) {
        uint64_t piece;
        memcpy(&piece, text.at + i, 8);
        h = (h ^ piece) * UINT64_C(0xD6E8FEB86659FD93);
        h ^= h >> 29;
    }
    h *= UINT64_C(0xD6E8FEB86659FD93);
    return h ^ (h >> 32);
}

static bool same(const word *w, eg_text text, uint64_t first, uint64_t last)
{
    return w->first == first && w->last == last && w->text.n == text.n &&
           (text.n <= 16 || memcmp(w->text.at + 8, text.at + 8, text.n - 16) == 0);
}

/* The slot that holds text, or the free one where it belongs. */
static size_t seek(const eg_words *words, eg_text text, uint64_t first, uint64_t last)
{
    size_t slot = (size_t)spread(text, first, last) & words->mask;
    while (words->slots[slot] != 0 &&
           !same(&words->words[words->slots[slot] - 1], text, first, last))
        slot = (slot + 1) & words->mask;
    return slot;
}

uint32_t eg_words_find(const eg_words *words, eg_text text)
{
    uint64_t first, last;
    load_ends(text, &first, &last);
    uint32_t number = words->slots[seek(words, text, first, last)];
    return number == 0 ? EG_NO_WORD : number - 1;
}

static bool grow_slots(eg_words *words)
{
    size_t size = (words->mask + 1) * 2;
    uint32_t *slots = eg_alloc_zero(size, sizeof *slots);
    if (slots == NULL)
        return false;
    eg_free(words->slots);
    words->slots = slots;
    words->mask = size - 1;
    for (size_t i = 0; i < words->n; i++) {
        const word *w = &words->words[i];
        slots[seek(words, w->text, w->first, w->last)] = (uint32_t)i + 1;
    }
    return true;
}

static bool grow_words(eg_words *words)
{
    size_t capacity = words->capacity == 0 ? 32 : words->capacity * 2;
    word *grown = eg_realloc(words->words, capacity, sizeof *grown);
    if (grown == NULL)
        return false;
    words->words = grown;
    words->capacity = capacity;
    return true;
}

uint32_t eg_words_add(eg_words *words, eg_text text)
{
    uint64_t first, last;
    load_ends(text, &first, &last);
    size_t slot = seek(words, text, first, last);
    if (words->slots[slot] != 0)
        return words->slots[slot] - 1;
    if (words->n >= EG_NO_WORD - 1)
        return EG_NO_WORD;
    if (words->n == words->capacity && !grow_words(words))
        return EG_NO_WORD;
    if ((words->n + 1) * 4 > (words->mask + 1) * 3) {
        if (!grow_slots(words))
            return EG_NO_WORD;
        slot = seek(words, text, first, last);
    }
    char *copy = eg_arena_string(words->arena, text);
    if (copy == NULL)
        return EG_NO_WORD;
    words->words[words->n] = (word){first, last, {copy, text.n}};
    words->slots[slot] = (uint32_t)++words->n;
    return (uint32_t)words->n - 1;
}

eg_text eg_words_at(const eg_words *words, uint32_t number)
{
    return words->words[number].text;
}
