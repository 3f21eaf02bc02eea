/* Cells, their values and joint cells into a saved cube. */
#include "cube/cubes_save.h"

#include <stdlib.h>
#include <string.h>

#include "cube/internal.h"

/* ---- cells ---- */

/* A cell by the ranks of its levels. */
typedef struct {
    uint32_t key[EG_KEY_MOST];
    uint32_t cell;
} placed;

static int compare_placed(const void *a, const void *b)
{
    const placed *left = a, *right = b;
    for (size_t k = 0; k < EG_KEY_MOST; k++)
        if (left->key[k] != right->key[k])
            return left->key[k] < right->key[k] ? -1 : 1;
    return 0;
}

/* The cells in rising order; NULL: no memory. */
static placed *sort_cells(const eg_cube *cube, const eg_coder_ranks *ranks)
{
    size_t n = eg_cells_count(cube->cells);
    placed *sorted = eg_alloc_zero(n + 1, sizeof *sorted);
    for (uint32_t c = 0; sorted != NULL && c < n; c++) {
        const uint32_t *key = eg_cells_key(cube->cells, c);
        for (size_t k = 0; k < cube->n_axes; k++)
            sorted[c].key[k] = ranks->levels[cube->axis[k]][key[k]];
        sorted[c].cell = c;
    }
    if (sorted != NULL)
        qsort(sorted, n, sizeof *sorted, compare_placed);
    return sorted;
}

/* The sum low half first, whatever the machine. */
static void save_moments(const uint64_t *at, eg_pack *pack)
{
    eg_i128 sum;
    eg_u192 square;
    eg_moments_get(at, &sum, &square);
    eg_pack_number(pack, (uint64_t)sum);
    eg_pack_number(pack, (uint64_t)((eg_u128)sum >> 64));
    for (size_t i = 0; i < 3; i++)
        eg_pack_number(pack, square.word[i]);
}

/* place[rank]: the word. */
static void save_slot(const eg_slot *slot, const uint64_t *words, size_t n_words,
                      const uint32_t *place, eg_pack *pack)
{
    const uint64_t *at = words + slot->at;
    eg_pack_number(pack, at[EG_WORD_N]);
    eg_pack_number(pack, at[EG_WORD_SUPPRESSED]);
    if (slot->form == EG_FORM_RATE)
        eg_pack_number(pack, at[EG_WORD_FIRST]);
    if (slot->form == EG_FORM_WORDS || slot->form == EG_FORM_BOTH)
        for (size_t w = 0; w < n_words; w++)
            eg_pack_number(pack, place[w] < slot->width ? at[EG_WORD_FIRST + place[w]] : 0);
    if (slot->form == EG_FORM_BOTH)
        eg_pack_number(pack, words[eg_slot_moments(slot) - 1]);
    if (slot->form == EG_FORM_MEAN || slot->form == EG_FORM_BOTH)
        save_moments(words + eg_slot_moments(slot), pack);
}

/* ---- values ---- */

static int compare_values(const void *a, const void *b)
{
    const eg_value_entry *left = a, *right = b;
    if (left->cell != right->cell)
        return left->cell < right->cell ? -1 : 1;
    if (left->outcome != right->outcome)
        return left->outcome < right->outcome ? -1 : 1;
    return left->value < right->value ? -1 : left->value > right->value;
}

/* By the place of their cell among those sorted. */
static bool save_values(const eg_values *values, const placed *sorted, size_t n_cells,
                        eg_pack *pack)
{
    eg_pack_number(pack, values != NULL);
    if (values == NULL)
        return true;
    uint32_t *place = eg_alloc(n_cells + 1, sizeof *place);
    eg_value_entry *entries = eg_alloc(values->used + 1, sizeof *entries);
    size_t n = 0;
    for (uint32_t i = 0; place != NULL && i < n_cells; i++)
        place[sorted[i].cell] = i;
    for (size_t i = 0; place != NULL && entries != NULL && i < values->places; i++) {
        if (values->at[i].count == 0)
            continue;
        entries[n] = values->at[i];
        entries[n].cell = place[entries[n].cell];
        n++;
    }
    bool fine = place != NULL && entries != NULL;
    if (fine)
        qsort(entries, n, sizeof *entries, compare_values);
    eg_pack_number(pack, n);
    for (size_t i = 0; fine && i < n; i++) {
        eg_pack_number(pack, entries[i].cell);
        eg_pack_number(pack, entries[i].outcome);
        eg_pack_signed(pack, entries[i].value);
        eg_pack_number(pack, entries[i].count);
    }
    eg_free(place);
    eg_free(entries);
    return fine;
}

/* ---- sets of cubes ---- */

/* One cube for each set: the same shape whoever counted them. */
static bool save_cube(const eg_layout *layout, const eg_cube *cube, const eg_coder_ranks *ranks,
                      uint32_t *const *places, eg_pack *pack)
{
    size_t n = eg_cells_count(cube->cells);
    placed *sorted = sort_cells(cube, ranks);
    eg_pack_number(pack, cube->n_axes);
    for (size_t k = 0; k < cube->n_axes; k++)
        eg_pack_number(pack, cube->axis[k]);
    eg_pack_number(pack, n);
    for (size_t i = 0; sorted != NULL && i < n; i++) {
        const uint64_t *words = eg_cells_words(cube->cells, sorted[i].cell);
        for (size_t k = 0; k < cube->n_axes; k++)
            eg_pack_number(pack, sorted[i].key[k]);
        eg_pack_number(pack, words[0]);
        for (size_t o = 0; o < layout->n_slots; o++)
            save_slot(&layout->slots[o], words, ranks->n_words[o], places[o], pack);
    }
    bool fine = sorted != NULL && save_values(cube->values, sorted, n, pack);
    eg_free(sorted);
    return fine;
}

eg_status eg_cubes_by_set(eg_cubes *cubes, eg_error *err)
{
    bool apart = cubes->n_cubes == cubes->n_sets;
    for (size_t s = 0; s < cubes->n_sets && apart; s++) {
        const eg_cube *cube = &cubes->cubes[s];
        apart = cube->n_axes == cubes->sets[s].n &&
                eg_axis_set_within(&cubes->sets[s], cube->axis, cube->n_axes);
    }
    return apart ? EG_OK : eg_cubes_split(cubes, err);
}

static eg_status save_set(eg_cubes *cubes, const eg_coder_ranks *ranks, uint32_t *const *places,
                          eg_pack *pack, eg_error *err)
{
    eg_status status = eg_cubes_by_set(cubes, err);
    if (status != EG_OK)
        return status;
    eg_pack_number(pack, cubes->n_cubes);
    for (size_t c = 0; c < cubes->n_cubes; c++)
        if (!save_cube(&cubes->layout, &cubes->cubes[c], ranks, places, pack))
            return eg_fail_memory(err);
    return EG_OK;
}

/* With the joint cells beside it. */
static eg_status save_both(eg_cubes *cubes, const eg_coder_ranks *ranks,
                           uint32_t *const *places, eg_pack *pack, eg_error *err)
{
    eg_status status = save_set(cubes, ranks, places, pack, err);
    eg_pack_number(pack, cubes->joint_dropped ? 2 : cubes->joint_cells != NULL ? 1 : 0);
    if (status == EG_OK && cubes->joint_cells != NULL)
        status = save_set(cubes->joint_cells, ranks, places, pack, err);
    return status;
}

static void free_places(uint32_t **places, size_t n)
{
    for (size_t o = 0; places != NULL && o < n; o++)
        eg_free(places[o]);
    eg_free(places);
}

/* [outcome][rank]: the word; NULL: no memory. */
static uint32_t **places_of(const eg_coder_ranks *ranks, size_t n)
{
    uint32_t **places = eg_alloc_zero(n + 1, sizeof *places);
    for (size_t o = 0; places != NULL && o < n; o++) {
        places[o] = eg_alloc_zero(ranks->n_words[o] + 1, sizeof **places);
        if (places[o] == NULL) {
            free_places(places, n);
            return NULL;
        }
        for (uint32_t w = 0; w < ranks->n_words[o]; w++)
            places[o][ranks->words[o][w]] = w;
    }
    return places;
}

eg_status eg_cubes_save(eg_cubes *cubes, const eg_coder_ranks *ranks, eg_pack *pack,
                        eg_error *err)
{
    size_t n = cubes->schema->n_outcomes;
    uint32_t **places = places_of(ranks, n);
    if (places == NULL)
        return eg_fail_memory(err);
    eg_status status = save_both(cubes, ranks, places, pack, err);
    for (size_t u = 0; status == EG_OK && u < cubes->schema->n_units; u++) {
        eg_cubes *own = cubes->within == NULL ? NULL : cubes->within[u];
        eg_pack_number(pack, own != NULL);
        if (own != NULL)
            status = save_both(own, ranks, places, pack, err);
    }
    free_places(places, n);
    return status;
}
