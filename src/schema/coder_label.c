/* Labels and levels of a column: numbering those met for the first time, and reading them. */
#include "schema/coder.h"

bool eg_label_map_init(eg_label_map *map, size_t most)
{
    *map = (eg_label_map){.most = most};
    map->labels = eg_words_new();
    size_t raw_most = most > EG_RAW_MOST ? most + most / 4 : EG_RAW_MOST;
    return eg_dict_init(&map->raw, raw_most) && map->labels != NULL;
}

void eg_label_map_clear(eg_label_map *map)
{
    eg_dict_clear(&map->raw);
    eg_words_free(map->labels);
    map->labels = NULL;
}

static eg_status too_many(const eg_axis_coder *axis, size_t most, eg_error *err)
{
    return eg_coder_fail(
        err, EG_E_LIMIT, axis->axis->name,
        "it has more than %s different values, which is the limit for %s; name "
        "a column of groups",
        eg_count_words(most).text, axis->axis->is_unit ? "a unit" : "a dimension");
}

/* A spelling met for the first time (or one of too many to remember). */
eg_status eg_axis_number(eg_coder *coder, eg_axis_coder *axis, eg_label_map *map, eg_text raw,
                         uint32_t *number, eg_error *err)
{
    eg_text label = eg_cell_canonical(raw, &coder->scratch);
    *number = 0;
    if (coder->scratch.failed)
        return eg_fail_memory(err);
    if (!eg_mark_missing(coder->marks, label)) {
        label = map->as_is ? raw : label;
        size_t before = eg_words_count(map->labels);
        uint32_t word = eg_words_find(map->labels, label);
        if (word == EG_NO_WORD) {
            map->label_bytes += label.n;
            if (before >= map->most || map->label_bytes > EG_LABEL_BYTES_MOST)
                return too_many(axis, map->most, err);
            word = eg_words_add(map->labels, label);
        }
        if (word == EG_NO_WORD)
            return eg_fail_memory(err);
        *number = word + 1;
    }
    return eg_dict_put(&map->raw, raw, *number) ? EG_OK : eg_fail_memory(err);
}

static bool grow_pairs(eg_axis_coder *axis)
{
    size_t capacity = axis->pairs_capacity == 0 ? 64 : axis->pairs_capacity * 2;
    uint32_t *own = eg_realloc(axis->pair_own, capacity, sizeof *own);
    if (own != NULL)
        axis->pair_own = own;
    uint32_t *parent = eg_realloc(axis->pair_parent, capacity, sizeof *parent);
    if (parent != NULL)
        axis->pair_parent = parent;
    if (own == NULL || parent == NULL)
        return false;
    axis->pairs_capacity = capacity;
    return true;
}

eg_status eg_axis_pair(eg_axis_coder *axis, uint32_t own, uint32_t parent, uint32_t *level,
                       eg_error *err)
{
    const uint64_t pair = (uint64_t)own << 32 | parent;
    *level = eg_dict_find(&axis->pairs, (const char *)&pair, sizeof pair);
    if (*level == EG_NO_WORD) {
        if (axis->n_pairs >= axis->own.most)
            return too_many(axis, axis->own.most, err);
        if (axis->n_pairs + 1 >= axis->pairs_capacity && !grow_pairs(axis))
            return eg_fail_memory(err);
        *level = (uint32_t)++axis->n_pairs;
        axis->pair_own[*level] = (uint32_t)(pair >> 32);
        axis->pair_parent[*level] = (uint32_t)pair;
        if (!eg_dict_put(&axis->pairs, (eg_text){(const char *)&pair, sizeof pair}, *level))
            return eg_fail_memory(err);
    }
    return EG_OK;
}

bool eg_axis_parents_room(eg_axis_coder *axis, size_t rows)
{
    if (rows <= axis->parents_capacity)
        return true;
    uint32_t *grown = eg_realloc(axis->parents, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    axis->parents = grown;
    axis->parents_capacity = rows;
    return true;
}

size_t eg_axis_levels(const eg_axis_coder *axis)
{
    return 1 + (axis->has_parent ? axis->n_pairs : eg_words_count(axis->own.labels));
}

eg_text eg_axis_label(const eg_axis_coder *axis, uint32_t level)
{
    if (level == 0)
        return (eg_text){"", 0};
    return eg_words_at(axis->own.labels,
                       (axis->has_parent ? axis->pair_own[level] : level) - 1);
}

eg_text eg_axis_parent(const eg_axis_coder *axis, uint32_t level)
{
    if (!axis->has_parent || level == 0 || axis->pair_parent[level] == 0)
        return (eg_text){"", 0};
    return eg_words_at(axis->parent.labels, axis->pair_parent[level] - 1);
}

const char *eg_axis_recoded(const eg_dimension_spec *spec, eg_text label, eg_buffer *scratch)
{
    for (size_t i = 0; spec != NULL && i < spec->level_from.n; i++) {
        eg_text from = eg_cell_canonical(eg_text_of(spec->level_from.at[i]), scratch);
        if (scratch->failed)
            return NULL;
        if (eg_text_equal(label, from))
            return spec->level_to.at[i];
    }
    return NULL;
}
