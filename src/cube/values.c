#include "cube/values.h"

#include <string.h>

enum { FIRST_PLACES = 1024 };
/* Growing holds the old places beside the new ones, so it is refused before it is tried. */
#define BYTES_MOST ((size_t)256 << 20)

eg_values *eg_values_new(void)
{
    eg_values *values = eg_alloc_zero(1, sizeof *values);
    if (values == NULL)
        return NULL;
    values->places = FIRST_PLACES;
    values->most = BYTES_MOST;
    values->at = eg_alloc_zero(values->places, sizeof *values->at);
    if (values->at == NULL) {
        eg_free(values);
        return NULL;
    }
    return values;
}

void eg_values_free(eg_values *values)
{
    if (values == NULL)
        return;
    eg_free(values->at);
    eg_free(values);
}

size_t eg_values_bytes(const eg_values *values)
{
    if (values != NULL && values->full)
        return SIZE_MAX / 16; /* several can be added up */
    return values == NULL ? 0 : values->places * sizeof *values->at;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static eg_value_entry *place_of(const eg_values *values, const eg_value_entry *entry)
{
    uint64_t hash =
        mix((uint64_t)entry->value ^ mix((uint64_t)entry->cell << 32 | entry->outcome));
    size_t at = (size_t)hash & (values->places - 1);
    for (;; at = (at + 1) & (values->places - 1)) {
        eg_value_entry *place = &values->at[at];
        if (place->count == 0 || (place->value == entry->value && place->cell == entry->cell &&
                                  place->outcome == entry->outcome))
            return place;
    }
}

static bool grow(eg_values *values)
{
    eg_values wider = {
        .places = values->places * 2, .used = values->used, .most = values->most};
    if (wider.places > values->most / sizeof *wider.at) {
        values->full = true;
        return true;
    }
    wider.at = eg_alloc_zero(wider.places, sizeof *wider.at);
    if (wider.at == NULL)
        return false;
    for (size_t i = 0; i < values->places; i++)
        if (values->at[i].count > 0)
            *place_of(&wider, &values->at[i]) = values->at[i];
    eg_free(values->at);
    *values = wider;
    return true;
}

bool eg_values_add(eg_values *values, const eg_value_entry *more)
{
    if (more->count == 0)
        return true;
    if (!values->full && values->used >= values->places / 4 * 3 && !grow(values))
        return false;
    if (values->full)
        return true;
    eg_value_entry *place = place_of(values, more);
    if (place->count == 0) {
        values->used++;
        *place = *more;
    } else {
        place->count += more->count;
    }
    return true;
}

/* ---- packed
 * ---------------------------------------------------------------------------------- */

void eg_value_index_clear(eg_value_index *index)
{
    eg_free(index->counts);
    eg_free(index->key);
    eg_free(index->from);
    *index = (eg_value_index){0};
}

const eg_value_count *eg_value_index_find(const eg_value_index *index, size_t cell,
                                          size_t outcome, size_t *n)
{
    uint64_t key = (uint64_t)cell << 32 | outcome;
    size_t low = 0, high = index->runs;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->key[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    *n = 0;
    if (low == index->runs || index->key[low] != key)
        return NULL;
    *n = index->from[low + 1] - index->from[low];
    return index->counts + index->from[low];
}
