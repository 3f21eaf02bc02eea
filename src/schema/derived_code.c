/* Raw levels of an axis composed of several columns: one for each combination of their labels.
 */
#include "schema/derived.h"

#include <string.h>

eg_status eg_derived_coder_init(eg_axis_coder *axis, eg_error *err)
{
    const eg_derived *derived = axis->axis->derived;
    bool fine =
        eg_label_map_init(&axis->own, EG_LEVELS_MOST) && eg_dict_init(&axis->pairs, SIZE_MAX);
    axis->parts = eg_alloc_zero(derived->n_parts, sizeof *axis->parts);
    axis->part_key = eg_alloc_zero(derived->n_parts, sizeof *axis->part_key);
    axis->last_key = eg_alloc_zero(derived->n_parts, sizeof *axis->last_key);
    fine = fine && axis->parts != NULL && axis->part_key != NULL && axis->last_key != NULL;
    for (size_t p = 0; p < derived->n_parts && fine; p++) {
        fine = eg_label_map_init(&axis->parts[p], EG_LEVELS_MOST);
        axis->parts[p].as_is = derived->parts[p].kind == EG_PART_STRING;
    }
    return fine ? EG_OK : eg_fail_memory(err);
}

void eg_derived_coder_clear(eg_axis_coder *axis)
{
    for (size_t p = 0; axis->parts != NULL && p < axis->axis->derived->n_parts; p++)
        eg_label_map_clear(&axis->parts[p]);
    eg_free(axis->parts);
    eg_free(axis->part_key);
    eg_free(axis->last_key);
}

void eg_derived_split(eg_text label, eg_text *part, size_t n_parts)
{
    for (size_t p = 0; p < n_parts; p++) {
        const char *end = label.n == 0 ? NULL : memchr(label.at, EG_PART_SEPARATOR, label.n);
        size_t n = end == NULL || p + 1 == n_parts ? label.n : (size_t)(end - label.at);
        part[p] = (eg_text){label.at, n};
        size_t gone = n < label.n ? n + 1 : n;
        label = (eg_text){label.at + gone, label.n - gone};
    }
}

/* A combination met for the first time. */
static eg_status new_level(eg_coder *coder, eg_axis_coder *axis, eg_text key, uint32_t *level,
                           eg_error *err)
{
    eg_buffer *joined = &coder->scratch;
    eg_buffer_reset(joined);
    for (size_t p = 0; p < axis->axis->derived->n_parts; p++) {
        if (p > 0)
            eg_buffer_add_char(joined, EG_PART_SEPARATOR);
        if (axis->part_key[p] > 0)
            eg_buffer_add_text(joined,
                               eg_words_at(axis->parts[p].labels, axis->part_key[p] - 1));
    }
    if (joined->failed)
        return eg_fail_memory(err);
    if (eg_words_count(axis->own.labels) >= axis->own.most)
        return eg_coder_fail(
            err, EG_E_LIMIT, axis->axis->name,
            "its columns have more than %s different combinations, which is the "
            "limit for a dimension; name columns of groups",
            eg_count_words(axis->own.most).text);
    uint32_t word = eg_words_add(axis->own.labels, (eg_text){joined->at, joined->n});
    *level = word + 1;
    return word != EG_NO_WORD && eg_dict_put(&axis->pairs, key, *level) ? EG_OK
                                                                        : eg_fail_memory(err);
}

/* Numbers of the labels of one record; *any: not all of them are blank. */
static eg_status read_parts(eg_coder *coder, eg_axis_coder *axis, const eg_batch *batch,
                            size_t record, bool *any, eg_error *err)
{
    const eg_derived *derived = axis->axis->derived;
    *any = false;
    for (size_t p = 0; p < derived->n_parts; p++) {
        uint32_t *number = &axis->part_key[p];
        *number = 0;
        if (eg_field_absent(coder, batch, derived->parts[p].field))
            continue;
        const eg_field *field = &eg_fields_of(batch, derived->parts[p].field)[record];
        *number = eg_dict_find(&axis->parts[p].raw, field->at, field->n);
        eg_status status = EG_OK;
        if (*number == EG_NO_WORD)
            status = eg_axis_number(coder, axis, &axis->parts[p],
                                    (eg_text){field->at, field->n}, number, err);
        if (status != EG_OK)
            return status;
        *any = *any || *number != 0;
    }
    return EG_OK;
}

eg_status eg_derived_code(eg_coder *coder, size_t index, const eg_selection *s, uint32_t *level,
                          eg_error *err)
{
    eg_axis_coder *axis = &coder->axes[index];
    size_t bytes = axis->axis->derived->n_parts * sizeof *axis->part_key;
    for (size_t r = 0; r < s->n; r++) {
        bool any = false;
        eg_status status = read_parts(coder, axis, s->batch, eg_record_of(s, r), &any, err);
        if (status != EG_OK)
            return status;
        if (!any) {
            level[r] = EG_LEVEL_UNKNOWN;
            axis->unknown++;
            continue;
        }
        if (axis->last_level == 0 || memcmp(axis->part_key, axis->last_key, bytes) != 0) {
            eg_text key = {(const char *)axis->part_key, bytes};
            axis->last_level = eg_dict_find(&axis->pairs, key.at, key.n);
            if (axis->last_level == EG_NO_WORD)
                status = new_level(coder, axis, key, &axis->last_level, err);
            if (status != EG_OK)
                return status;
            memcpy(axis->last_key, axis->part_key, bytes);
        }
        level[r] = axis->last_level;
    }
    return EG_OK;
}
