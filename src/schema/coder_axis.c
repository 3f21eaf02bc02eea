/* Columns of levels: raw cells to level numbers. */
#include <string.h>

#include "schema/coder.h"
#include "schema/derived.h"

eg_status eg_axis_coder_init(eg_axis_coder *axis, const eg_axis *of, eg_error *err)
{
    size_t most = of->is_unit ? EG_UNITS_MOST : EG_LEVELS_MOST;
    axis->axis = of;
    axis->has_parent = of->parent_field >= 0 && of->parent_field != of->field;
    if (of->derived != NULL)
        return eg_derived_coder_init(axis, err);
    bool fine = eg_label_map_init(&axis->own, most);
    if (fine && axis->has_parent)
        fine = eg_label_map_init(&axis->parent, EG_UNITS_MOST) &&
               eg_dict_init(&axis->pairs, SIZE_MAX);
    return fine ? EG_OK : eg_fail_memory(err);
}

void eg_axis_coder_clear(eg_axis_coder *axis)
{
    eg_label_map_clear(&axis->own);
    eg_label_map_clear(&axis->parent);
    eg_dict_clear(&axis->pairs);
    eg_free(axis->pair_own);
    eg_free(axis->pair_parent);
    eg_free(axis->met);
    eg_free(axis->parents);
    eg_derived_coder_clear(axis);
}

#define INLINE static inline __attribute__((always_inline))

/* A column on its way to numbers. */
typedef struct {
    eg_coder *coder;
    eg_axis_coder *axis;
    eg_label_map *map;
    eg_column_cells cells;
    const eg_selection *s;
} coded_column;

/* What a loop over a column says: the dictionary had all; the bits of all lengths. */
typedef struct {
    bool had;
    uint32_t longest;
} looked;

/* Numbers of a column's cells, EG_NO_WORD where the dictionary has not got it; how cells are
 * told, whether they are `padded`, and that every record is coded, are known where this is
 * compiled. */
INLINE looked look_labels(const coded_column *c, uint32_t *number, bool marked, bool padded,
                          bool all)
{
    const eg_column_cells cells = c->cells;
    const eg_dict *dict = &c->map->raw;
    const size_t n = c->s->n;
    uint32_t most = 0, longest = 0;
    for (size_t r = 0; r < n; r++) {
        const eg_text cell = eg_column_cell(&cells, all ? r : c->s->rows[r], marked);
        const uint32_t is = eg_dict_look(dict, cell.at, cell.n, padded);
        number[r] = is;
        most = is > most ? is : most;
        longest |= (uint32_t)cell.n;
    }
    return (looked){most != EG_NO_WORD, longest};
}

/* The same of cells that have at most one byte; they may turn out to have more. */
INLINE looked look_ones(const eg_column_cells *of, const uint32_t *byte, uint32_t *number,
                        size_t n, bool marked)
{
    const eg_column_cells cells = *of;
    uint32_t seen = 0, longest = 0;
    for (size_t r = 0; r < n; r++) {
        const eg_text cell = eg_column_cell(&cells, r, marked);
        const unsigned char first = (unsigned char)cell.at[0];
        const uint32_t is = byte[cell.n == 0 ? EG_DICT_EMPTY : first];
        number[r] = is;
        seen |= is;
        longest |= (uint32_t)cell.n;
    }
    return (looked){seen != EG_NO_WORD, longest};
}

/* How many cells from the one at r on say what that does; one where it is too long to tell. */
INLINE size_t run_from(const eg_column_cells *cells, size_t r, size_t n, bool marked)
{
    const eg_text first = eg_column_cell(cells, r, marked);
    const size_t from = r++;
    if (first.n > EG_DICT_SHORT)
        return 1;
    const eg_dict_half low = eg_dict_load(first.at), high = eg_dict_load(first.at + 16);
    const unsigned char *kept = eg_dict_kept + 32 - first.n;
    const eg_dict_key key = {low & eg_dict_load(kept), high & eg_dict_load(kept + 16)};
    const eg_dict_half kept_low = eg_dict_load(kept), kept_high = eg_dict_load(kept + 16);
    for (; r < n; r++) {
        const eg_text next = eg_column_cell(cells, r, marked);
        const eg_dict_key other = {eg_dict_load(next.at) & kept_low,
                                   eg_dict_load(next.at + 16) & kept_high};
        if (next.n != first.n || !eg_dict_equal(&key, &other))
            break;
    }
    return r - from;
}

/* The same of a column in which cells repeat the one above, padded and all coded: only the
 * first of a run is looked up. */
INLINE looked look_runs(const coded_column *c, uint32_t *number, bool marked)
{
    const eg_column_cells cells = c->cells;
    const size_t n = c->s->n;
    uint32_t most = 0, longest = 0;
    for (size_t r = 0; r < n;) {
        const eg_text first = eg_column_cell(&cells, r, marked);
        const uint32_t is = eg_dict_look(&c->map->raw, first.at, first.n, true);
        size_t run = run_from(&cells, r, n, marked);
        most = is > most ? is : most;
        longest |= (uint32_t)first.n;
        while (run-- > 0)
            number[r++] = is;
    }
    return (looked){most != EG_NO_WORD, longest};
}

/* Each of these loops has the registers to itself. */
#define ALONE static __attribute__((noinline))

ALONE looked ones_marked(const coded_column *c, uint32_t *number)
{
    return look_ones(&c->cells, c->map->raw.byte, number, c->s->n, true);
}

ALONE looked ones_written(const coded_column *c, uint32_t *number)
{
    return look_ones(&c->cells, c->map->raw.byte, number, c->s->n, false);
}

ALONE looked labels_marked(const coded_column *c, uint32_t *number)
{
    return look_labels(c, number, true, true, true);
}

ALONE looked labels_written(const coded_column *c, uint32_t *number)
{
    return look_labels(c, number, false, true, true);
}

ALONE looked runs_marked(const coded_column *c, uint32_t *number)
{
    return look_runs(c, number, true);
}

ALONE looked runs_written(const coded_column *c, uint32_t *number)
{
    return look_runs(c, number, false);
}

/* Does the next batch look like runs? */
static void note_runs(eg_label_map *map, const uint32_t *number, size_t n)
{
    uint32_t changes = 0;
    for (size_t r = 1; r < n; r++)
        changes += number[r] != number[r - 1];
    map->steady = changes * 8 < n;
}

/* What the dictionary has not got, in the order of the records. */
static eg_status new_labels(const coded_column *c, uint32_t *number, eg_error *err)
{
    const bool marked = c->cells.marked;
    for (size_t r = 0; r < c->s->n; r++) {
        if (number[r] != EG_NO_WORD)
            continue;
        const eg_text cell = eg_column_cell(&c->cells, eg_record_of(c->s, r), marked);
        number[r] = eg_dict_find(&c->map->raw, cell.at, cell.n);
        if (number[r] != EG_NO_WORD)
            continue;
        eg_status status = eg_axis_number(c->coder, c->axis, c->map, cell, &number[r], err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* Where all cells are there to be looked at, by what those before were like. */
static looked look_all(const coded_column *c, uint32_t *number)
{
    const bool marked = c->cells.marked;
    eg_label_map *map = c->map;
    looked did = {false, UINT32_MAX};
    if (map->longest <= 1)
        did = marked ? ones_marked(c, number) : ones_written(c, number);
    if (did.longest > 1 && map->steady)
        did = marked ? runs_marked(c, number) : runs_written(c, number);
    else if (did.longest > 1)
        did = marked ? labels_marked(c, number) : labels_written(c, number);
    if (did.longest > 1)
        note_runs(map, number, c->s->n);
    map->longest = did.longest;
    return did;
}

/* Of a column whose cells are not told yet: to tell them may be to write them out. */
static eg_status code_column(coded_column c, int32_t field, uint32_t *number, eg_error *err)
{
    const bool padded = c.s->batch->padded, all = c.s->rows == NULL;
    if (c.map->coded)
        return EG_OK;
    c.cells = eg_cells_of_column(c.s, field);
    const looked did = c.cells.marked || (padded && all) ? look_all(&c, number)
                       : padded ? look_labels(&c, number, false, true, false)
                       : all    ? look_labels(&c, number, false, false, true)
                                : look_labels(&c, number, false, false, false);
    return did.had ? EG_OK : new_labels(&c, number, err);
}

/* So few that four are counted at once. */
static void count_unknown(eg_axis_coder *axis, const uint32_t *level, size_t n)
{
    uint32_t unknown = 0;
    for (size_t r = 0; r < n; r++)
        unknown += level[r] == 0;
    axis->unknown += unknown;
}

static eg_status code_plain(eg_coder *coder, eg_axis_coder *axis, const eg_selection *s,
                            uint32_t *level, eg_error *err)
{
    const coded_column own = {.coder = coder, .axis = axis, .map = &axis->own, .s = s};
    eg_status status = code_column(own, axis->axis->field, level, err);
    if (status == EG_OK)
        count_unknown(axis, level, s->n);
    return status;
}

/* Nearly every name stands with one parent: the pair met last with each is looked at first. */
static bool met_room(eg_axis_coder *axis)
{
    size_t labels = eg_words_count(axis->own.labels) + 1;
    if (labels <= axis->met_capacity)
        return true;
    size_t capacity = axis->met_capacity == 0 ? 64 : axis->met_capacity;
    while (capacity < labels)
        capacity *= 2;
    uint64_t *met = eg_realloc(axis->met, capacity, sizeof *met);
    if (met == NULL)
        return false;
    memset(met + axis->met_capacity, 0, (capacity - axis->met_capacity) * sizeof *met);
    axis->met = met;
    axis->met_capacity = capacity;
    return true;
}

static eg_status code_pair(eg_axis_coder *axis, uint32_t own, uint32_t parent, uint32_t *level,
                           eg_error *err)
{
    *level = 0;
    if (own == 0) {
        axis->unknown++;
        return EG_OK;
    }
    eg_status status = eg_axis_pair(axis, own, parent, level, err);
    if (status == EG_OK)
        axis->met[own] = (uint64_t)parent << 32 | *level;
    return status;
}

static eg_status join_pairs(eg_axis_coder *axis, size_t n, uint32_t *level, eg_error *err)
{
    const uint32_t *parent = axis->parents;
    eg_status status = EG_OK;
    if (!met_room(axis))
        return eg_fail_memory(err);
    for (size_t r = 0; status == EG_OK && r < n; r++) {
        const uint64_t met = axis->met[level[r]];
        if ((uint32_t)met != 0 && met >> 32 == parent[r])
            level[r] = (uint32_t)met;
        else
            status = code_pair(axis, level[r], parent[r], &level[r], err);
    }
    return status;
}

/* Equal names of schools in two districts are two schools. */
static eg_status code_pairs(eg_coder *coder, eg_axis_coder *axis, const eg_selection *s,
                            uint32_t *level, eg_error *err)
{
    const coded_column own = {.coder = coder, .axis = axis, .map = &axis->own, .s = s};
    const coded_column above = {.coder = coder, .axis = axis, .map = &axis->parent, .s = s};
    const int32_t parent = axis->axis->parent_field;
    if (axis->paired) {
        count_unknown(axis, level, s->n);
        return EG_OK;
    }
    if (!eg_axis_parents_room(axis, s->n))
        return eg_fail_memory(err);
    eg_status status = code_column(own, axis->axis->field, level, err);
    if (status == EG_OK && eg_field_absent(coder, s->batch, parent))
        memset(axis->parents, 0, s->n * sizeof *axis->parents);
    else if (status == EG_OK)
        status = code_column(above, parent, axis->parents, err);
    return status == EG_OK ? join_pairs(axis, s->n, level, err) : status;
}

eg_status eg_axis_code(eg_coder *coder, size_t index, const eg_selection *s, uint32_t *level,
                       eg_error *err)
{
    eg_axis_coder *axis = &coder->axes[index];
    if (axis->axis->derived != NULL)
        return eg_derived_code(coder, index, s, level, err);
    if (eg_field_absent(coder, s->batch, axis->axis->field)) {
        memset(level, 0, s->n * sizeof *level);
        axis->unknown += s->n;
        return EG_OK;
    }
    return axis->has_parent ? code_pairs(coder, axis, s, level, err)
                            : code_plain(coder, axis, s, level, err);
}
