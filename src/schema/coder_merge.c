/* What several coders met of the same columns becomes what one of them met. */
#include <string.h>

#include "schema/coder.h"
#include "schema/derived.h"
#include "schema/nests.h"

/* The number of a label in the other map, added when new. */
static eg_status merge_label(eg_label_map *into, eg_text label, const char *column,
                             uint32_t *number, eg_error *err)
{
    size_t before = eg_words_count(into->labels);
    uint32_t word = eg_words_add(into->labels, label);
    if (word == EG_NO_WORD)
        return eg_fail_memory(err);
    if (word == before)
        into->label_bytes += label.n;
    if (word >= into->most || into->label_bytes > EG_LABEL_BYTES_MOST)
        return eg_coder_fail(err, EG_E_LIMIT, column, "it has too many different values");
    *number = word + 1;
    return EG_OK;
}

/* number[n] of from's label n; number[0] is 0. */
static eg_status merge_labels(eg_label_map *into, const eg_label_map *from, const char *column,
                              uint32_t *number, eg_error *err)
{
    eg_status status = EG_OK;
    number[0] = 0;
    for (uint32_t w = 0; status == EG_OK && w < eg_words_count(from->labels); w++)
        status = merge_label(into, eg_words_at(from->labels, w), column, &number[w + 1], err);
    return status;
}

static uint32_t *numbers_for(const eg_label_map *map)
{
    return eg_alloc_zero(eg_words_count(map->labels) + 1, sizeof(uint32_t));
}

static eg_status merge_pairs(eg_axis_coder *into, const eg_axis_coder *from, uint32_t *level,
                             eg_error *err)
{
    const char *column = into->axis->name;
    uint32_t *own = numbers_for(&from->own), *parent = numbers_for(&from->parent);
    if (own == NULL || parent == NULL) {
        eg_free(own);
        eg_free(parent);
        return eg_fail_memory(err);
    }
    eg_status status = merge_labels(&into->own, &from->own, column, own, err);
    if (status == EG_OK)
        status = merge_labels(&into->parent, &from->parent, column, parent, err);
    for (size_t p = 1; status == EG_OK && p <= from->n_pairs; p++)
        status = eg_axis_pair(into, own[from->pair_own[p]], parent[from->pair_parent[p]],
                              &level[p], err);
    eg_free(own);
    eg_free(parent);
    return status;
}

/* The labels of the columns that it is composed of. */
static eg_status merge_parts(eg_axis_coder *into, const eg_axis_coder *from, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t p = 0; status == EG_OK && p < into->axis->derived->n_parts; p++) {
        uint32_t *number = numbers_for(&from->parts[p]);
        status = number == NULL ? eg_fail_memory(err)
                                : merge_labels(&into->parts[p], &from->parts[p],
                                               into->axis->name, number, err);
        eg_free(number);
    }
    return status;
}

static eg_status merge_axis(eg_axis_coder *into, const eg_axis_coder *from, uint32_t **level,
                            eg_error *err)
{
    eg_status status = EG_OK;
    *level = eg_alloc_zero(eg_axis_levels(from), sizeof **level);
    if (*level == NULL)
        return eg_fail_memory(err);
    into->unknown += from->unknown;
    if (from->has_parent)
        return merge_pairs(into, from, *level, err);
    if (from->axis->derived != NULL)
        status = merge_parts(into, from, err);
    return status == EG_OK ? merge_labels(&into->own, &from->own, into->axis->name, *level, err)
                           : status;
}

/* Files and lines come in order. */
static void merge_place(uint32_t *file, uint64_t *line, uint32_t other_file,
                        uint64_t other_line)
{
    if (other_line == 0 || (*line != 0 && *line <= other_line))
        return;
    *file = other_file;
    *line = other_line;
}

/* Where words are many, none of them means anything any more, and any number will do. */
static eg_status merge_words(eg_outcome_coder *into, const eg_outcome_coder *from,
                             uint32_t *word, eg_error *err)
{
    into->words_kept = into->words_kept && from->words_kept;
    for (uint32_t w = 0; w < eg_words_count(from->words); w++) {
        eg_text text = eg_words_at(from->words, w);
        word[w] = eg_words_find(into->words, text);
        bool full = word[w] == EG_NO_WORD && eg_words_count(into->words) >= EG_WORDS_MOST;
        if (full && into->n_match > 0) {
            word[w] = 0; /* nothing counts by words that are not listed */
        } else if (full) {
            into->words_kept = false;
            word[w] = 0;
        } else if (word[w] == EG_NO_WORD) {
            word[w] = eg_words_add(into->words, text);
        }
        if (word[w] == EG_NO_WORD)
            return eg_fail_memory(err);
    }
    return EG_OK;
}

static eg_status merge_records(eg_outcome_coder *into, const eg_outcome_coder *from,
                               const uint32_t *word, eg_error *err)
{
    if (from->word_records == NULL)
        return EG_OK;
    if (into->word_records == NULL)
        into->word_records = eg_alloc_zero(EG_WORDS_MOST, sizeof *into->word_records);
    if (into->word_records == NULL)
        return eg_fail_memory(err);
    for (uint32_t w = 0; w < eg_words_count(from->words); w++)
        into->word_records[word[w]] += from->word_records[w];
    return EG_OK;
}

static eg_status merge_outcome(eg_outcome_coder *into, const eg_outcome_coder *from,
                               uint32_t **word, eg_error *err)
{
    *word = eg_alloc_zero(eg_words_count(from->words) + 1, sizeof **word);
    if (*word == NULL)
        return eg_fail_memory(err);
    eg_status status = merge_words(into, from, *word, err);
    if (status == EG_OK)
        status = merge_records(into, from, *word, err);
    for (size_t i = 0; i < into->n_match; i++)
        into->matched[i] = into->matched[i] || from->matched[i];
    for (size_t i = 0; i < EG_VALUE_STATES; i++)
        into->tally.state[i] += from->tally.state[i];
    merge_place(&into->tally.first_invalid_file, &into->tally.first_invalid_line,
                from->tally.first_invalid_file, from->tally.first_invalid_line);
    eg_forms_merge(&into->forms, &from->forms);
    into->texts += from->texts;
    merge_place(&into->first_text_file, &into->first_text_line, from->first_text_file,
                from->first_text_line);
    return status;
}

void eg_coder_maps_free(eg_coder_maps *maps, const eg_schema *schema)
{
    for (size_t a = 0; maps->levels != NULL && a < schema->n_axes; a++)
        eg_free(maps->levels[a]);
    for (size_t o = 0; maps->words != NULL && o < schema->n_outcomes; o++)
        eg_free(maps->words[o]);
    eg_free(maps->levels);
    eg_free(maps->words);
    *maps = (eg_coder_maps){NULL, NULL};
}

eg_status eg_coder_merge(eg_coder *into, const eg_coder *from, eg_coder_maps *maps,
                         eg_error *err)
{
    const eg_schema *schema = into->schema;
    eg_status status = EG_OK;
    maps->levels = eg_alloc_zero(schema->n_axes + 1, sizeof(uint32_t *));
    maps->words = eg_alloc_zero(schema->n_outcomes + 1, sizeof(uint32_t *));
    if (maps->levels == NULL || maps->words == NULL) {
        eg_coder_maps_free(maps, schema);
        return eg_fail_memory(err);
    }
    for (size_t a = 0; status == EG_OK && a < schema->n_axes; a++)
        status = merge_axis(&into->axes[a], &from->axes[a], &maps->levels[a], err);
    for (size_t o = 0; status == EG_OK && o < schema->n_outcomes; o++)
        status = merge_outcome(&into->outcomes[o], &from->outcomes[o], &maps->words[o], err);
    if (status == EG_OK && !eg_nests_merge(into->nests, from->nests, maps->levels))
        status = eg_fail_memory(err);
    for (size_t w = 0; w < into->n_where; w++)
        for (size_t i = 0; i < into->where[w].where->values.n; i++)
            into->where[w].met[i] = into->where[w].met[i] || from->where[w].met[i];
    into->tally.records += from->tally.records;
    into->tally.filtered += from->tally.filtered;
    into->tally.totals_rows += from->tally.totals_rows;
    into->tally.bad_weight += from->tally.bad_weight;
    into->tally.no_id += from->tally.no_id;
    into->tally.damaged_ids += from->tally.damaged_ids;
    if (status != EG_OK)
        eg_coder_maps_free(maps, schema);
    return status;
}

void eg_coder_number(eg_coder *coder, uint64_t (*line_of)(const void *context, uint64_t line),
                     const void *context)
{
    for (size_t o = 0; o < coder->schema->n_outcomes; o++) {
        eg_outcome_coder *oc = &coder->outcomes[o];
        if (oc->tally.first_invalid_line != 0)
            oc->tally.first_invalid_line = line_of(context, oc->tally.first_invalid_line);
        if (oc->first_text_line != 0)
            oc->first_text_line = line_of(context, oc->first_text_line);
    }
}
