/* What a coder met, from a saved cube. */
#include <string.h>

#include "schema/coder_save.h"
#include "schema/derived.h"
#include "schema/nests.h"

/* A file in the upper bits of a line orders places by both. */
#define LINE_BITS  40u
#define LINE_MOST  ((UINT64_C(1) << LINE_BITS) - 1)
#define COUNT_MOST (UINT64_C(1) << 56)

uint64_t eg_saved_line(const void *context, uint64_t line)
{
    (void)context;
    return line & LINE_MOST;
}

static void load_place(eg_unpack *unpack, const eg_saved_files *files, uint32_t *file,
                       uint64_t *line)
{
    *file = (uint32_t)eg_unpack_upto(unpack, files->n - 1);
    *line = eg_unpack_upto(unpack, LINE_MOST);
    *file += *line == 0 ? 0 : files->first;
    *line |= *line == 0 ? 0 : (uint64_t)*file << LINE_BITS;
}

/* New words only, in rising order. */
static bool load_words(eg_words *words, eg_unpack *unpack, size_t most, size_t *bytes)
{
    uint64_t n = eg_unpack_upto(unpack, most);
    for (uint64_t i = 0; i < n && eg_unpack_fine(unpack); i++) {
        eg_text text = eg_unpack_text(unpack);
        uint32_t number = eg_unpack_fine(unpack) ? eg_words_add(words, text) : 0;
        if (number == EG_NO_WORD)
            return false;
        *bytes += text.n;
        if (number != i || *bytes > EG_LABEL_BYTES_MOST)
            eg_unpack_refuse(unpack);
    }
    return true;
}

static bool load_labels(eg_label_map *map, eg_unpack *unpack)
{
    return load_words(map->labels, unpack, map->most, &map->label_bytes);
}

static eg_status load_schools(eg_axis_coder *axis, eg_unpack *unpack, eg_error *err)
{
    if (!load_labels(&axis->own, unpack) || !load_labels(&axis->parent, unpack))
        return eg_fail_memory(err);
    uint64_t n = eg_unpack_upto(unpack, axis->own.most);
    size_t owns = eg_words_count(axis->own.labels);
    size_t parents = eg_words_count(axis->parent.labels);
    for (uint64_t i = 0; i < n && eg_unpack_fine(unpack); i++) {
        uint32_t level = 0;
        uint64_t own = eg_unpack_upto(unpack, owns);
        uint64_t parent = eg_unpack_upto(unpack, parents);
        if (own == 0 || !eg_unpack_fine(unpack)) {
            eg_unpack_refuse(unpack);
            return EG_OK;
        }
        eg_status status = eg_axis_pair(axis, (uint32_t)own, (uint32_t)parent, &level, err);
        if (status != EG_OK)
            return status;
        if (level != i + 1)
            eg_unpack_refuse(unpack);
    }
    return EG_OK;
}

static eg_status load_axis(eg_axis_coder *axis, eg_unpack *unpack, eg_error *err)
{
    size_t parts = axis->axis->derived == NULL ? 0 : axis->axis->derived->n_parts;
    axis->unknown = eg_unpack_upto(unpack, COUNT_MOST);
    if (axis->has_parent)
        return load_schools(axis, unpack, err);
    for (size_t p = 0; p < parts; p++)
        if (!load_labels(&axis->parts[p], unpack))
            return eg_fail_memory(err);
    return load_labels(&axis->own, unpack) ? EG_OK : eg_fail_memory(err);
}

/* Listed levels are there already; the others join them. */
static bool load_outcome_words(eg_outcome_coder *oc, eg_unpack *unpack, uint32_t **numbers,
                               size_t *n)
{
    uint64_t all = eg_unpack_upto(unpack, EG_WORDS_MOST + EG_MATCH_MOST);
    uint32_t *number = *numbers = eg_alloc_zero(all + 1, sizeof *number);
    *n = (size_t)all;
    for (uint64_t i = 0; number != NULL && i < all && eg_unpack_fine(unpack); i++) {
        eg_text text = eg_unpack_text(unpack);
        number[i] = eg_unpack_fine(unpack) ? eg_words_add(oc->words, text) : 0;
        if (number[i] == EG_NO_WORD)
            return false;
    }
    /* each once, and the listed ones among them */
    if (number != NULL && eg_words_count(oc->words) != all)
        eg_unpack_refuse(unpack);
    return number != NULL;
}

static bool load_word_records(eg_outcome_coder *oc, eg_unpack *unpack, const uint32_t *number,
                              size_t n)
{
    if (eg_unpack_upto(unpack, 1) == 0)
        return true;
    if (n > EG_WORDS_MOST) {
        eg_unpack_refuse(unpack);
        return true;
    }
    oc->word_records = eg_alloc_zero(EG_WORDS_MOST, sizeof *oc->word_records);
    for (size_t i = 0; oc->word_records != NULL && i < n; i++)
        oc->word_records[number[i]] += eg_unpack_upto(unpack, COUNT_MOST);
    return oc->word_records != NULL;
}

static void load_forms(eg_number_forms *forms, eg_unpack *unpack)
{
    uint64_t *const counts[] = {&forms->percent, &forms->grouped, &forms->comma, &forms->over,
                                &forms->within};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = eg_unpack_upto(unpack, COUNT_MOST);
}

static eg_status load_outcome(eg_outcome_coder *oc, eg_unpack *unpack,
                              const eg_saved_files *file, uint32_t **numbers, eg_error *err)
{
    size_t n = 0;
    uint64_t usable = 0;
    if (!load_outcome_words(oc, unpack, numbers, &n))
        return eg_fail_memory(err);
    oc->words_kept = eg_unpack_upto(unpack, 1) != 0;
    if (!eg_unpack_fine(unpack))
        return EG_OK;
    if (!load_word_records(oc, unpack, *numbers, n))
        return eg_fail_memory(err);
    for (size_t i = 0; i < oc->n_match; i++)
        oc->matched[i] = eg_unpack_upto(unpack, 1) != 0;
    for (size_t i = 0; i < EG_VALUE_STATES; i++)
        oc->tally.state[i] = eg_unpack_upto(unpack, COUNT_MOST);
    load_place(unpack, file, &oc->tally.first_invalid_file, &oc->tally.first_invalid_line);
    load_forms(&oc->forms, unpack);
    oc->texts = eg_unpack_upto(unpack, COUNT_MOST);
    load_place(unpack, file, &oc->first_text_file, &oc->first_text_line);
    usable = oc->tally.state[EG_VALUE_OK];
    uint64_t worded = 0;
    for (size_t i = 0; oc->word_records != NULL && i < EG_WORDS_MOST; i++)
        worded += oc->word_records[i];
    if (oc->texts > usable || (oc->words_kept && worded > usable))
        eg_unpack_refuse(unpack);
    return EG_OK;
}

/* ---- rows that are groups ---- */

static void load_mark(eg_figure_mark *mark, eg_unpack *unpack, const eg_saved_files *file)
{
    mark->state = (eg_figure_state)eg_unpack_upto(unpack, EG_FIGURE_STATES - 1);
    mark->count = eg_unpack_upto(unpack, COUNT_MOST);
    load_place(unpack, file, &mark->first_file, &mark->first_line);
}

static bool load_figure(eg_figure_coder *fc, eg_unpack *unpack, const eg_saved_files *file)
{
    size_t bytes = 0;
    if (!load_words(fc->words, unpack, EG_MARKS_MOST, &bytes))
        return false;
    fc->beyond_one = eg_unpack_upto(unpack, 1) != 0;
    fc->shares = eg_unpack_upto(unpack, 1) != 0;
    load_forms(&fc->forms, unpack);
    size_t n = EG_FIRST_MARK + eg_words_count(fc->words);
    for (size_t i = 0; i < n; i++)
        load_mark(&fc->marks[i], unpack, file);
    if (fc->marks[0].state != EG_FIGURE_INTERVAL || fc->marks[1].state != EG_FIGURE_INVALID)
        eg_unpack_refuse(unpack);
    return true;
}

static bool load_groups(eg_coder *coder, eg_unpack *unpack)
{
    const eg_schema *schema = coder->schema;
    size_t groups = eg_coder_levels(coder, (size_t)schema->group_axis);
    size_t dimensions = schema->group_dimension_axis < 0
                            ? 1
                            : eg_coder_levels(coder, (size_t)schema->group_dimension_axis);
    uint64_t n = eg_unpack_upto(unpack, (uint64_t)groups * dimensions);
    for (uint64_t g = 0; g < n && eg_unpack_fine(unpack); g++) {
        uint32_t pair[2];
        pair[0] = (uint32_t)eg_unpack_upto(unpack, dimensions - 1);
        pair[1] = (uint32_t)eg_unpack_upto(unpack, groups - 1);
        uint32_t number =
            eg_words_add(coder->groups, (eg_text){(const char *)pair, sizeof pair});
        if (number == EG_NO_WORD)
            return false;
        if (number != g)
            eg_unpack_refuse(unpack);
    }
    return true;
}

/* ---- all of it ---- */

static void load_tally(eg_coder_tally *tally, eg_unpack *unpack)
{
    uint64_t *const counts[] = {&tally->records,    &tally->filtered, &tally->totals_rows,
                                &tally->bad_weight, &tally->no_id,    &tally->damaged_ids};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = eg_unpack_upto(unpack, COUNT_MOST);
}

static eg_status load_rows(eg_coder *coder, eg_unpack *unpack, const eg_saved_files *file,
                           eg_error *err)
{
    bool fine = true;
    for (size_t f = 0; fine && f < coder->schema->n_figures; f++)
        fine = load_figure(&coder->figures[f], unpack, file);
    if (fine && coder->schema->n_figures > 0 && eg_unpack_fine(unpack))
        fine = load_groups(coder, unpack);
    return fine ? EG_OK : eg_fail_memory(err);
}

eg_status eg_coder_load(eg_coder *coder, eg_unpack *unpack, const eg_saved_files *file,
                        eg_coder_ranks *ranks, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    eg_status status = EG_OK;
    *ranks = (eg_coder_ranks){
        .words = eg_alloc_zero(schema->n_outcomes + 1, sizeof(uint32_t *)),
        .n_words = eg_alloc_zero(schema->n_outcomes + 1, sizeof(size_t)),
    };
    if (ranks->words == NULL || ranks->n_words == NULL)
        status = eg_fail_memory(err);
    load_tally(&coder->tally, unpack);
    for (size_t w = 0; w < coder->n_where; w++)
        for (size_t i = 0; i < coder->where[w].where->values.n; i++)
            coder->where[w].met[i] = eg_unpack_upto(unpack, 1) != 0;
    for (size_t a = 0; status == EG_OK && a < schema->n_axes; a++)
        status = load_axis(&coder->axes[a], unpack, err);
    if (status == EG_OK && !eg_nests_load(coder->nests, coder, unpack))
        status = eg_fail_memory(err);
    for (size_t o = 0; status == EG_OK && o < schema->n_outcomes; o++)
        status = load_outcome(&coder->outcomes[o], unpack, file, &ranks->words[o], err);
    for (size_t o = 0; status == EG_OK && o < schema->n_outcomes; o++)
        ranks->n_words[o] = eg_coder_words_kept(coder, o) ? eg_coder_words(coder, o) : 0;
    if (status == EG_OK)
        status = load_rows(coder, unpack, file, err);
    if (status != EG_OK)
        eg_coder_ranks_free(ranks, schema);
    return status;
}

size_t eg_coder_groups(const eg_coder *coder)
{
    return eg_words_count(coder->groups);
}

/* ---- merging what eg_coder_merge leaves out ---- */

/* The first place stays: parts come in the order of their files. */
static void merge_mark(eg_figure_mark *into, const eg_figure_mark *from)
{
    if (from->count == 0)
        return;
    if (into->count == 0) {
        into->first_file = from->first_file;
        into->first_line = from->first_line;
    }
    into->state = from->state;
    into->count += from->count;
}

static eg_status merge_figure(eg_figure_coder *into, const eg_figure_coder *from, eg_error *err)
{
    into->beyond_one = into->beyond_one || from->beyond_one;
    into->shares = into->shares || from->shares;
    eg_forms_merge(&into->forms, &from->forms);
    for (size_t i = 0; i < EG_FIRST_MARK; i++)
        merge_mark(&into->marks[i], &from->marks[i]);
    for (uint32_t w = 0; w < eg_words_count(from->words); w++) {
        uint32_t word = eg_words_find(into->words, eg_words_at(from->words, w));
        if (word == EG_NO_WORD && eg_words_count(into->words) < EG_MARKS_MOST) {
            word = eg_words_add(into->words, eg_words_at(from->words, w));
            if (word == EG_NO_WORD)
                return eg_fail_memory(err);
        }
        size_t place = EG_FIRST_MARK + (word == EG_NO_WORD ? (size_t)EG_MARKS_MOST : word);
        merge_mark(&into->marks[place], &from->marks[EG_FIRST_MARK + w]);
    }
    return EG_OK;
}

eg_status eg_coder_merge_groups(eg_coder *into, const eg_coder *from, const eg_coder_maps *maps,
                                uint32_t **groups, eg_error *err)
{
    const eg_schema *schema = into->schema;
    size_t n = eg_words_count(from->groups);
    eg_status status = EG_OK;
    *groups = eg_alloc_zero(n + 1, sizeof **groups);
    if (*groups == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < schema->n_figures && status == EG_OK; f++)
        status = merge_figure(&into->figures[f], &from->figures[f], err);
    for (uint32_t g = 0; g < n && status == EG_OK; g++) {
        uint32_t pair[2];
        memcpy(pair, eg_words_at(from->groups, g).at, sizeof pair);
        if (schema->group_dimension_axis >= 0)
            pair[0] = maps->levels[schema->group_dimension_axis][pair[0]];
        pair[1] = maps->levels[schema->group_axis][pair[1]];
        (*groups)[g] = eg_words_add(into->groups, (eg_text){(const char *)pair, sizeof pair});
        if ((*groups)[g] == EG_NO_WORD)
            status = eg_fail_memory(err);
    }
    if (status == EG_OK)
        return EG_OK;
    eg_free(*groups);
    *groups = NULL;
    return status;
}
