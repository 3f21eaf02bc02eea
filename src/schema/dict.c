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
    dict->arena = eg_arena_new();
    return dict->slots != NULL && dict->arena != NULL;
}

void eg_dict_clear(eg_dict *dict)
{
    eg_free(dict->slots);
    eg_arena_free(dict->arena);
    *dict = (eg_dict){.slots = NULL};
}

static void place(eg_dict *dict, eg_dict_slot entry, eg_text text)
{
    size_t i = eg_dict_home(dict, text.at, text.n, entry.first, entry.last);
    while (dict->slots[i].value != EG_NO_WORD)
        i = (i + 1) & dict->mask;
    dict->slots[i] = entry;
}

/* The bytes of a short entry are in its ends; home needs no more of them. */
static bool grow(eg_dict *dict)
{
    size_t old_n = dict->mask + 1;
    eg_dict_slot *old = dict->slots;
    eg_dict_slot *slots = free_slots(old_n * 2);
    if (slots == NULL)
        return false;
    dict->slots = slots;
    dict->mask = old_n * 2 - 1;
    dict->shift--;
    for (size_t i = 0; i < old_n; i++)
        if (old[i].value != EG_NO_WORD)
            place(dict, old[i], (eg_text){old[i].at, old[i].n});
    eg_free(old);
    return true;
}

bool eg_dict_put(eg_dict *dict, eg_text text, uint32_t value)
{
    bool is_long = text.n > 16;
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
    eg_dict_slot entry = {.n = (uint32_t)text.n, .value = value};
    eg_dict_ends(text.at, text.n, &entry.first, &entry.last);
    if (is_long) {
        entry.at = eg_arena_string(dict->arena, text);
        if (entry.at == NULL)
            return false;
        dict->long_bytes += text.n;
    }
    place(dict, entry, is_long ? (eg_text){entry.at, text.n} : text);
    dict->n++;
    return true;
}
