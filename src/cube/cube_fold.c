/* cube_fold.c - cells of one cube added to another that has the same axes or fewer. */
#include <string.h>

#include "cube/internal.h"

static bool merge_slot(const eg_slot *to_slot, uint64_t *to, const eg_slot *from_slot,
                       const uint64_t *from, const uint32_t *words)
{
    uint64_t *into = to + to_slot->at;
    const uint64_t *more = from + from_slot->at;
    into[EG_WORD_N] += more[EG_WORD_N];
    into[EG_WORD_SUPPRESSED] += more[EG_WORD_SUPPRESSED];
    if (to_slot->form == EG_FORM_RATE)
        into[EG_WORD_FIRST] += more[EG_WORD_FIRST];
    if (to_slot->form == EG_FORM_MEAN)
        return eg_moments_merge(into + EG_WORD_FIRST, more + EG_WORD_FIRST);
    if (to_slot->form == EG_FORM_RATE)
        return true;
    for (uint32_t w = 0; w < from_slot->width; w++)
        if (more[EG_WORD_FIRST + w] > 0)
            into[EG_WORD_FIRST + (words == NULL ? w : words[w])] += more[EG_WORD_FIRST + w];
    if (to_slot->form == EG_FORM_WORDS)
        return true;
    to[eg_slot_moments(to_slot) - 1] += from[eg_slot_moments(from_slot) - 1];
    return eg_moments_merge(to + eg_slot_moments(to_slot), from + eg_slot_moments(from_slot));
}

/* The key in `target` of a cell of `source`. */
static void map_key(const eg_cube *target, const eg_cube *source, const uint32_t *from,
                    const eg_cube_maps *map, uint32_t *key)
{
    for (size_t k = 0; k < target->n_axes; k++) {
        uint32_t axis = target->axis[k];
        size_t j = 0;
        while (source->axis[j] != axis)
            j++;
        const uint32_t *levels = map->levels == NULL ? NULL : map->levels[axis];
        key[k] = levels == NULL ? from[j] : levels[from[j]];
    }
}

/* at[i]: the cell in `target` of cell i of `source`. */
static bool fold_values(eg_cube *target, const eg_cube *source, const uint32_t *at)
{
    for (size_t i = 0; i < source->values->places; i++) {
        eg_value_entry entry = source->values->at[i];
        if (entry.count == 0)
            continue;
        entry.cell = at[entry.cell];
        if (!eg_values_add(target->values, &entry))
            return false;
    }
    return true;
}

/* Cell numbers change; where values are kept they follow. */
static bool values_follow(eg_cube *target, const eg_cube *source, const eg_cube_maps *map)
{
    if (target->values == NULL || source->values == NULL)
        return true;
    size_t n = eg_cells_count(source->cells);
    uint32_t *at = eg_alloc(n, sizeof *at);
    bool made = at != NULL;
    for (size_t i = 0; i < n && made; i++) {
        uint32_t key[EG_KEY_MOST];
        map_key(target, source, eg_cells_key(source->cells, i), map, key);
        size_t cell = eg_cells_at(target->cells, key);
        made = cell != SIZE_MAX;
        at[i] = (uint32_t)cell;
    }
    made = made && fold_values(target, source, at);
    eg_free(at);
    return made;
}

eg_status eg_cube_fold(eg_cube *target, const eg_layout *to_layout, const eg_cube *source,
                       const eg_layout *from_layout, const eg_cube_maps *map, eg_error *err)
{
    for (size_t i = 0; i < eg_cells_count(source->cells); i++) {
        uint32_t key[EG_KEY_MOST];
        map_key(target, source, eg_cells_key(source->cells, i), map, key);
        size_t at = eg_cells_at(target->cells, key);
        if (at == SIZE_MAX)
            return eg_fail_memory(err);
        uint64_t *to = eg_cells_words(target->cells, at);
        const uint64_t *from = eg_cells_words(source->cells, i);
        to[0] += from[0];
        for (size_t o = 0; o < to_layout->n_slots; o++)
            if (!merge_slot(&to_layout->slots[o], to, &from_layout->slots[o], from,
                            map->words == NULL ? NULL : map->words[o]))
                return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
    }
    return values_follow(target, source, map) ? EG_OK : eg_fail_memory(err);
}
