/*
 * Cubes filled record by record: one over all axes while that has few cells, which is the usual
 * case and needs one update a record; else several, each for one or more of the largest sets of
 * axes asked for (cube_groups.c).
 */
#include <string.h>

#include "cube/internal.h"

enum { TOGETHER_CELLS_MOST = 4096 };
#define WITHIN_BYTES_MOST ((size_t)32 << 20) /* few students are in two units */

/* Copies every cell into a layout whose counts are wider. */
static bool widen(eg_cubes *cubes, const eg_layout *wider)
{
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        eg_cube *cube = &cubes->cubes[c];
        eg_cells *cells = eg_cells_new(cube->n_axes, wider->words);
        if (cells == NULL)
            return false;
        for (size_t i = 0; i < eg_cells_count(cube->cells); i++) {
            size_t at = eg_cells_at(cells, eg_cells_key(cube->cells, i));
            if (at == SIZE_MAX) {
                eg_cells_free(cells);
                return false;
            }
            const uint64_t *from = eg_cells_words(cube->cells, i);
            uint64_t *to = eg_cells_words(cells, at);
            to[0] = from[0];
            for (size_t o = 0; o < wider->n_slots; o++) {
                const eg_slot *old = &cubes->layout.slots[o], *new = &wider->slots[o];
                size_t counts = old->form == EG_FORM_RATE   ? 1
                                : old->form == EG_FORM_MEAN ? EG_MOMENT_WORDS
                                                            : old->width;
                memcpy(to + new->at, from + old->at, (EG_WORD_FIRST + counts) * sizeof *to);
                if (old->form == EG_FORM_BOTH)
                    memcpy(to + eg_slot_moments(new) - 1, from + eg_slot_moments(old) - 1,
                           (1 + EG_MOMENT_WORDS) * sizeof *to);
            }
        }
        eg_cells_free(cube->cells);
        cube->cells = cells;
    }
    return true;
}

/* Makes sure that outcome o keeps counts for word numbers below `words`. */
bool eg_cubes_widen(eg_cubes *cubes, size_t o, uint32_t words)
{
    if (words <= cubes->layout.slots[o].width)
        return true;
    eg_layout wider = {.n_slots = cubes->layout.n_slots};
    wider.slots = eg_alloc(wider.n_slots, sizeof *wider.slots);
    if (wider.slots == NULL)
        return false;
    memcpy(wider.slots, cubes->layout.slots, wider.n_slots * sizeof *wider.slots);
    while (wider.slots[o].width < words)
        wider.slots[o].width *= 2;
    eg_layout_place(&wider);
    if (!widen(cubes, &wider)) {
        eg_free(wider.slots);
        return false;
    }
    eg_free(cubes->layout.slots);
    cubes->layout = wider;
    return true;
}

eg_status eg_cubes_keep_values(eg_cubes *cubes, eg_error *err)
{
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        cubes->cubes[c].values = eg_values_new();
        if (cubes->cubes[c].values == NULL)
            return eg_fail_memory(err);
    }
    return EG_OK;
}

static bool add_values(const eg_cubes *cubes, const eg_cube *cube, const eg_coded *coded,
                       size_t o)
{
    eg_form form = cubes->layout.slots[o].form;
    if (form != EG_FORM_MEAN && form != EG_FORM_BOTH)
        return true;
    for (size_t r = 0; r < coded->rows; r++) {
        bool both = form == EG_FORM_BOTH;
        if (coded->state[o][r] != EG_VALUE_OK || (both && !coded->numeric[o][r]))
            continue;
        eg_value_entry entry = {both ? coded->number[o][r] : coded->value[o][r],
                                coded->weight == NULL ? 1 : coded->weight[r], cubes->cell_of[r],
                                (uint32_t)o};
        if (!eg_values_add(cube->values, &entry))
            return false;
    }
    return true;
}

static bool widen_for(eg_cubes *cubes, const eg_coded *coded)
{
    for (size_t o = 0; o < cubes->layout.n_slots; o++) {
        eg_form form = cubes->layout.slots[o].form;
        eg_decimal most = -1;
        if (form != EG_FORM_WORDS && form != EG_FORM_BOTH)
            continue;
        for (size_t r = 0; r < coded->rows; r++)
            if (coded->state[o][r] == EG_VALUE_OK && coded->value[o][r] > most &&
                coded->value[o][r] != EG_NO_WORD)
                most = coded->value[o][r];
        if (!eg_cubes_widen(cubes, o, (uint32_t)(most + 1)))
            return false;
    }
    return true;
}

static size_t bytes_of(const eg_cubes *cubes)
{
    size_t bytes = 0;
    for (size_t c = 0; cubes != NULL && c < cubes->n_cubes; c++)
        bytes +=
            eg_cells_bytes(cubes->cubes[c].cells) + eg_values_bytes(cubes->cubes[c].values);
    return bytes;
}

size_t eg_cubes_bytes(const eg_cubes *cubes)
{
    if (cubes == NULL)
        return 0;
    size_t bytes = bytes_of(cubes) + bytes_of(cubes->joint_cells);
    for (size_t u = 0; cubes->within != NULL && u < cubes->schema->n_units; u++)
        bytes += bytes_of(cubes->within[u]);
    return bytes;
}

eg_status eg_cubes_check(const eg_cubes *cubes, eg_error *err)
{
    size_t bytes = 0, largest = 0, values = 0;
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        size_t own = eg_cells_bytes(cubes->cubes[c].cells);
        bytes += own;
        values += eg_values_bytes(cubes->cubes[c].values);
        if (own >= eg_cells_bytes(cubes->cubes[largest].cells))
            largest = c;
    }
    if (bytes <= cubes->bytes_most && bytes + values > cubes->bytes_most)
        return eg_fail(err, EG_E_LIMIT,
                       "the distributions asked for exceed the memory budget of %zu MiB: leave "
                       "medians, quantiles, v_gap and superiority out of --stats, or drop "
                       "--within or a cross",
                       cubes->bytes_most >> 20);
    if (bytes <= cubes->bytes_most)
        return EG_OK;
    const eg_cube *cube = &cubes->cubes[largest];
    char names[256] = "";
    size_t used = 0;
    for (size_t k = 0; k < cube->n_axes; k++) {
        const char *name = cubes->schema->axes[cube->axis[k]].name;
        size_t n = strlen(name);
        if (used + n + 4 > sizeof names)
            break;
        memcpy(names + used, k == 0 ? "" : " x ", k == 0 ? 0 : 3);
        used += k == 0 ? 0 : 3;
        memcpy(names + used, name, n);
        used += n;
        names[used] = '\0';
    }
    return eg_fail(
        err, EG_E_LIMIT,
        "the cells asked for exceed the memory budget of %zu MiB; the largest table is "
        "%s: drop --within, a cross or a dimension with many levels",
        cubes->bytes_most >> 20, names);
}

static bool scratch(eg_cubes *cubes, size_t rows)
{
    if (rows <= cubes->cell_of_capacity)
        return true;
    uint32_t *grown = eg_realloc(cubes->cell_of, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    cubes->cell_of = grown;
    uint64_t **words = eg_realloc(cubes->words_of, rows, sizeof *words);
    if (words == NULL)
        return false;
    cubes->words_of = words;
    cubes->cell_of_capacity = rows;
    return true;
}

/* Calls itself once, for joint cells: these have none themselves. */
// NOLINTNEXTLINE(misc-no-recursion)
eg_status eg_cubes_add(eg_cubes *cubes, const eg_coded *coded, eg_error *err)
{
    if (coded->rows == 0)
        return EG_OK;
    if (cubes->joint_cells != NULL) {
        eg_status status = eg_cubes_add(cubes->joint_cells, coded, err);
        if (status == EG_OK)
            status = eg_cubes_check_joint(cubes, err);
        if (status != EG_OK)
            return status;
    }
    eg_quick_choose(cubes, coded);
    if (!scratch(cubes, coded->rows) || !widen_for(cubes, coded) || !eg_quick_add(cubes, coded))
        return eg_fail_memory(err);
    for (size_t c = 0; c < cubes->n_cubes; c++) {
        eg_cube *cube = &cubes->cubes[c];
        if (cube->quick)
            continue;
        if (!eg_cube_find(cube, coded, cubes->cell_of, cubes->words_of))
            return eg_fail_memory(err);
        for (size_t o = 0; o < cubes->layout.n_slots && cube->values != NULL; o++)
            if (!add_values(cubes, cube, coded, o))
                return eg_fail_memory(err);
        size_t failed = eg_cube_add(&cubes->layout, cubes->words_of, coded);
        if (failed != SIZE_MAX) {
            (void)eg_fail(err, EG_E_LIMIT,
                          "the sum of this column exceeds what can be held "
                          "exactly; check its values and the weights");
            eg_error_place(err, NULL, 0, 0, cubes->schema->outcomes[failed].column);
            return EG_E_LIMIT;
        }
    }
    for (size_t c = cubes->n_cubes; c-- > 0;) {
        eg_status status = EG_OK;
        if (eg_cells_count(cubes->cubes[c].cells) > TOGETHER_CELLS_MOST &&
            eg_cube_divisible(cubes, c))
            status = eg_cubes_divide(cubes, c, err);
        if (status != EG_OK)
            return status;
    }
    return cubes->is_joint ? EG_OK : eg_cubes_check(cubes, err);
}

eg_status eg_cubes_within(eg_cubes *cubes, size_t unit, eg_cubes **out, eg_error *err)
{
    if (cubes->within == NULL)
        cubes->within = eg_alloc_zero(cubes->schema->n_units, sizeof(eg_cubes *));
    if (cubes->within == NULL)
        return eg_fail_memory(err);
    eg_cubes *own = cubes->within[unit];
    eg_status status = own == NULL ? eg_cubes_new(&own, cubes->schema, err) : EG_OK;
    *out = cubes->within[unit] = own;
    if (own == NULL)
        return status;
    own->bytes_most = WITHIN_BYTES_MOST;
    if (cubes->cubes[0].values != NULL && own->cubes[0].values == NULL)
        status = eg_cubes_keep_values(own, err);
    if (status == EG_OK && cubes->joint_cells != NULL && own->joint_cells == NULL)
        status = eg_cubes_keep_joint(own, err);
    return status;
}

eg_status eg_cubes_add_within(eg_cubes *cubes, size_t unit, const eg_coded *coded,
                              eg_error *err)
{
    eg_cubes *within = NULL;
    if (coded->rows == 0)
        return EG_OK;
    eg_status status = eg_cubes_within(cubes, unit, &within, err);
    return status == EG_OK && within != NULL ? eg_cubes_add(within, coded, err) : status;
}
