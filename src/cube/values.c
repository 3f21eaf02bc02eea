#include "cube/values.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 1024 };

eg_values *eg_values_new(void)
{
    eg_values *values = eg_alloc_zero(1, sizeof *values);
    if (values == NULL)
        return NULL;
    values->places = FIRST_PLACES;
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
    eg_values wider = {.places = values->places * 2, .used = values->used};
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
    if (values->used >= values->places / 4 * 3 && !grow(values))
        return false;
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

static uint64_t key_of(const eg_value_entry *entry)
{
    return (uint64_t)entry->cell << 32 | entry->outcome;
}

static int compare(const void *a, const void *b)
{
    const eg_value_entry *x = a, *y = b;
    if (key_of(x) != key_of(y))
        return key_of(x) < key_of(y) ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

bool eg_value_index_make(eg_value_index *index, eg_values *values)
{
    size_t n = 0;
    for (size_t i = 0; i < values->places; i++)
        if (values->at[i].count > 0)
            values->at[n++] = values->at[i];
    qsort(values->at, n, sizeof *values->at, compare);
    size_t runs = 0;
    for (size_t i = 0; i < n; i++)
        runs += i == 0 || key_of(&values->at[i]) != key_of(&values->at[i - 1]);
    *index = (eg_value_index){.runs = runs};
    index->counts = eg_alloc(n, sizeof *index->counts);
    index->key = eg_alloc(runs, sizeof *index->key);
    index->from = eg_alloc(runs + 1, sizeof *index->from);
    if (index->counts == NULL || index->key == NULL || index->from == NULL) {
        eg_value_index_clear(index);
        return false;
    }
    size_t run = 0;
    for (size_t i = 0; i < n; i++) {
        const eg_value_entry *entry = &values->at[i];
        if (i == 0 || key_of(entry) != key_of(entry - 1)) {
            index->key[run] = key_of(entry);
            index->from[run++] = i;
        }
        index->counts[i] = (eg_value_count){entry->value, entry->count};
    }
    index->from[runs] = n;
    memset(values->at, 0, values->places * sizeof *values->at);
    values->used = 0;
    return true;
}

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
