/* Rows that are groups: into a saved cube, from one, and behind those of another. */
#include <string.h>

#include "cube/cubes_save.h"
#include "cube/given.h"

enum { ROWS = 4096, PLACES_MOST = 9 };
#define FIGURE_MOST INT64_C(9200000000000000000) /* as eg_decimal_parse has it */

static unsigned bits_of(const eg_figure *f)
{
    return (f->has_low ? 1u : 0u) | (f->has_high ? 2u : 0u) | (f->open_low ? 4u : 0u) |
           (f->open_high ? 8u : 0u) | (f->percent ? 16u : 0u);
}

static void save_figure(const eg_figure *figure, eg_pack *pack)
{
    eg_pack_number(pack, figure->state);
    eg_pack_number(pack, bits_of(figure));
    eg_pack_number(pack, figure->places);
    eg_pack_signed(pack, figure->low);
    eg_pack_signed(pack, figure->high);
}

void eg_given_save(const eg_given *given, const eg_coder_ranks *ranks, eg_pack *pack)
{
    const eg_schema *schema = given->schema;
    eg_pack_number(pack, given->n);
    for (size_t r = 0; r < given->n; r++) {
        const uint32_t *key = given->keys + r * given->width;
        const eg_figure *figure = given->figures + r * schema->n_figures;
        eg_pack_number(pack, ranks->groups[key[0]]);
        if (schema->year >= 0)
            eg_pack_number(pack, ranks->levels[schema->year][key[1]]);
        for (size_t u = 0; u < schema->n_units; u++)
            eg_pack_number(pack, ranks->levels[schema->units[u]][key[2 + u]]);
        for (size_t f = 0; f < schema->n_figures; f++)
            save_figure(&figure[f], pack);
    }
}

/* ---- rows by the batch ---- */

/* As the coder would give them. */
static eg_coded *new_batch(const eg_schema *schema, eg_arena *arena)
{
    eg_coded *batch = eg_arena_alloc(arena, 1, sizeof *batch);
    if (batch == NULL)
        return NULL;
    batch->level = eg_arena_alloc(arena, schema->n_axes + 1, sizeof *batch->level);
    batch->figure = eg_arena_alloc(arena, schema->n_figures + 1, sizeof *batch->figure);
    batch->group = eg_arena_alloc(arena, ROWS, sizeof *batch->group);
    bool fine = batch->level != NULL && batch->figure != NULL && batch->group != NULL;
    for (size_t a = 0; fine && a < schema->n_axes; a++)
        fine = (batch->level[a] = eg_arena_alloc(arena, ROWS, sizeof(uint32_t))) != NULL;
    for (size_t f = 0; fine && f < schema->n_figures; f++)
        fine = (batch->figure[f] = eg_arena_alloc(arena, ROWS, sizeof(eg_figure))) != NULL;
    return fine ? batch : NULL;
}

/* Hands the batch on when it is full, or at the end. */
static eg_status pass_on(eg_given *into, eg_coded *batch, bool end, eg_error *err)
{
    if (batch->rows < ROWS && !end)
        return EG_OK;
    eg_status status = eg_given_add(into, batch, err);
    batch->rows = 0;
    return status;
}

static void load_figure(eg_figure *figure, eg_unpack *unpack)
{
    *figure = (eg_figure){.state = (uint8_t)eg_unpack_upto(unpack, EG_FIGURE_STATES - 1)};
    uint64_t bits = eg_unpack_upto(unpack, 31);
    figure->has_low = (bits & 1) != 0;
    figure->has_high = (bits & 2) != 0;
    figure->open_low = (bits & 4) != 0;
    figure->open_high = (bits & 8) != 0;
    figure->percent = (bits & 16) != 0;
    figure->places = (uint8_t)eg_unpack_upto(unpack, PLACES_MOST);
    figure->low = eg_unpack_signed(unpack);
    figure->high = eg_unpack_signed(unpack);
    if (figure->low < -FIGURE_MOST || figure->low > FIGURE_MOST ||
        figure->high < -FIGURE_MOST || figure->high > FIGURE_MOST)
        eg_unpack_refuse(unpack);
}

static uint32_t load_level(const eg_coder *coder, size_t axis, eg_unpack *unpack)
{
    return (uint32_t)eg_unpack_upto(unpack, eg_coder_levels(coder, axis) - 1);
}

static void load_row(eg_coded *batch, const eg_schema *schema, const eg_coder *coder,
                     eg_unpack *unpack)
{
    size_t r = batch->rows++, groups = eg_coder_groups(coder);
    batch->group[r] = (uint32_t)eg_unpack_upto(unpack, groups);
    if (batch->group[r] == groups)
        eg_unpack_refuse(unpack);
    if (schema->year >= 0)
        batch->level[schema->year][r] = load_level(coder, (size_t)schema->year, unpack);
    for (size_t u = 0; u < schema->n_units; u++)
        batch->level[schema->units[u]][r] = load_level(coder, schema->units[u], unpack);
    for (size_t f = 0; f < schema->n_figures; f++)
        load_figure(&batch->figure[f][r], unpack);
}

eg_status eg_given_load(eg_given *given, const eg_coder *coder, eg_unpack *unpack,
                        eg_error *err)
{
    eg_arena *arena = eg_arena_new();
    eg_coded *batch = arena == NULL ? NULL : new_batch(given->schema, arena);
    if (batch == NULL) {
        eg_arena_free(arena);
        return eg_fail_memory(err);
    }
    eg_status status = EG_OK;
    uint64_t n = eg_unpack_number(unpack);
    for (uint64_t i = 0; status == EG_OK && i < n && eg_unpack_fine(unpack); i++) {
        load_row(batch, given->schema, coder, unpack);
        if (eg_unpack_fine(unpack))
            status = pass_on(given, batch, i + 1 == n, err);
    }
    eg_arena_free(arena);
    return status;
}

/* ---- behind those of another ---- */

static void map_row(eg_coded *batch, const eg_given *from, size_t row,
                    const eg_coder_maps *maps, const uint32_t *groups)
{
    const eg_schema *schema = from->schema;
    const uint32_t *key = from->keys + row * from->width;
    size_t r = batch->rows++;
    batch->group[r] = groups[key[0]];
    if (schema->year >= 0)
        batch->level[schema->year][r] = maps->levels[schema->year][key[1]];
    for (size_t u = 0; u < schema->n_units; u++)
        batch->level[schema->units[u]][r] = maps->levels[schema->units[u]][key[2 + u]];
    for (size_t f = 0; f < schema->n_figures; f++)
        batch->figure[f][r] = from->figures[row * schema->n_figures + f];
}

eg_status eg_given_merge(eg_given *into, const eg_given *from, const eg_coder_maps *maps,
                         const uint32_t *groups, eg_error *err)
{
    eg_arena *arena = eg_arena_new();
    eg_coded *batch = arena == NULL ? NULL : new_batch(into->schema, arena);
    if (batch == NULL) {
        eg_arena_free(arena);
        return eg_fail_memory(err);
    }
    eg_status status = EG_OK;
    for (size_t r = 0; status == EG_OK && r < from->n; r++) {
        map_row(batch, from, r, maps, groups);
        status = pass_on(into, batch, r + 1 == from->n, err);
    }
    eg_arena_free(arena);
    return status;
}
