/* What a coder met, into a saved cube. */
#include "schema/coder_save.h"

#include <stdlib.h>
#include <string.h>

#include "schema/derived.h"
#include "schema/nests.h"

/* ---- ranks ---- */

typedef struct {
    eg_text text;
    uint32_t number;
} named;

static int compare_named(const void *a, const void *b)
{
    const named *left = a, *right = b;
    return eg_text_compare(left->text, right->text);
}

void eg_coder_ranks_free(eg_coder_ranks *ranks, const eg_schema *schema)
{
    for (size_t a = 0; ranks->levels != NULL && a < schema->n_axes; a++)
        eg_free(ranks->levels[a]);
    for (size_t o = 0; ranks->words != NULL && o < schema->n_outcomes; o++)
        eg_free(ranks->words[o]);
    eg_free(ranks->levels);
    eg_free(ranks->words);
    eg_free(ranks->n_words);
    eg_free(ranks->groups);
    *ranks = (eg_coder_ranks){.levels = NULL};
}

/* rank[from + w] of word w, counted from `from`; what is below stays. NULL: no memory. */
static uint32_t *rank_words(const eg_words *words, uint32_t from)
{
    size_t n = eg_words_count(words);
    named *sorted = eg_alloc(n + 1, sizeof *sorted);
    uint32_t *rank = eg_alloc_zero(n + from + 1, sizeof *rank);
    if (sorted == NULL || rank == NULL) {
        eg_free(sorted);
        eg_free(rank);
        return NULL;
    }
    for (uint32_t w = 0; w < n; w++)
        sorted[w] = (named){eg_words_at(words, w), w};
    qsort(sorted, n, sizeof *sorted, compare_named);
    for (uint32_t i = 0; i < n; i++)
        rank[from + sorted[i].number] = from + i;
    eg_free(sorted);
    return rank;
}

/* place[rank - from] of each; NULL: no memory. */
static uint32_t *invert(const uint32_t *rank, size_t n, uint32_t from)
{
    uint32_t *place = eg_alloc(n + 1, sizeof *place);
    for (uint32_t i = 0; place != NULL && i < n; i++)
        place[rank[from + i] - from] = i;
    return place;
}

/* The words in the order of their ranks. */
static bool save_words(const eg_words *words, const uint32_t *rank, uint32_t from,
                       eg_pack *pack)
{
    size_t n = eg_words_count(words);
    uint32_t *place = invert(rank, n, from);
    eg_pack_number(pack, n);
    for (size_t i = 0; place != NULL && i < n; i++)
        eg_pack_text(pack, eg_words_at(words, place[i]));
    eg_free(place);
    return place != NULL;
}

static bool save_labels(const eg_label_map *map, eg_pack *pack, uint32_t **rank)
{
    *rank = rank_words(map->labels, 1);
    return *rank != NULL && save_words(map->labels, *rank, 1, pack);
}

/* ---- axes ---- */

static int compare_pairs(const void *a, const void *b)
{
    return memcmp(a, b, 2 * sizeof(uint32_t)) == 0
               ? 0
               : (((const uint32_t *)a)[0] != ((const uint32_t *)b)[0]
                      ? (((const uint32_t *)a)[0] < ((const uint32_t *)b)[0] ? -1 : 1)
                      : (((const uint32_t *)a)[1] < ((const uint32_t *)b)[1] ? -1 : 1));
}

/* Pairs of ranks, sorted; rank[number] of each. keys: [n][own, parent, number]. */
static uint32_t *save_pairs(uint32_t (*keys)[3], size_t n, uint32_t from, eg_pack *pack)
{
    uint32_t *rank = eg_alloc_zero(n + from + 1, sizeof *rank);
    if (rank == NULL)
        return NULL;
    qsort(keys, n, sizeof *keys, compare_pairs);
    eg_pack_number(pack, n);
    for (uint32_t i = 0; i < n; i++) {
        eg_pack_number(pack, keys[i][0]);
        eg_pack_number(pack, keys[i][1]);
        rank[keys[i][2]] = i + from;
    }
    return rank;
}

static bool save_schools(const eg_axis_coder *axis, eg_pack *pack, uint32_t **rank)
{
    uint32_t *own = NULL, *parent = NULL;
    uint32_t(*keys)[3] = eg_alloc(axis->n_pairs + 1, sizeof *keys);
    bool fine = keys != NULL && save_labels(&axis->own, pack, &own) &&
                save_labels(&axis->parent, pack, &parent);
    for (uint32_t p = 1; fine && p <= axis->n_pairs; p++) {
        keys[p - 1][0] = own[axis->pair_own[p]];
        keys[p - 1][1] = parent[axis->pair_parent[p]];
        keys[p - 1][2] = p;
    }
    *rank = fine ? save_pairs(keys, axis->n_pairs, 1, pack) : NULL;
    eg_free(own);
    eg_free(parent);
    eg_free(keys);
    return *rank != NULL;
}

static bool save_axis(const eg_axis_coder *axis, eg_pack *pack, uint32_t **rank)
{
    size_t parts = axis->axis->derived == NULL ? 0 : axis->axis->derived->n_parts;
    bool fine = true;
    eg_pack_number(pack, axis->unknown);
    if (axis->has_parent)
        return save_schools(axis, pack, rank);
    for (size_t p = 0; p < parts && fine; p++) {
        uint32_t *unused = NULL;
        fine = save_labels(&axis->parts[p], pack, &unused);
        eg_free(unused);
    }
    return fine && save_labels(&axis->own, pack, rank);
}

/* ---- outcomes ---- */

static void save_place(eg_pack *pack, uint32_t file, uint64_t line)
{
    eg_pack_number(pack, file);
    eg_pack_number(pack, line);
}

/* The words and how many records have each. Where they were too many to be kept they mean
 * nothing. */
static bool save_outcome_words(const eg_outcome_coder *oc, eg_pack *pack, uint32_t **rank)
{
    size_t n = eg_words_count(oc->words);
    bool kept = oc->words_kept || oc->n_match > 0;
    *rank = rank_words(oc->words, 0);
    uint32_t *place = *rank == NULL ? NULL : invert(*rank, n, 0);
    bool fine = place != NULL;
    if (kept)
        fine = fine && save_words(oc->words, *rank, 0, pack);
    else
        eg_pack_number(pack, 0);
    eg_pack_number(pack, oc->words_kept);
    eg_pack_number(pack, kept && oc->word_records != NULL);
    for (size_t i = 0; fine && kept && oc->word_records != NULL && i < n; i++)
        eg_pack_number(pack, oc->word_records[place[i]]);
    eg_free(place);
    return fine;
}

static void save_forms(const eg_number_forms *forms, eg_pack *pack)
{
    const uint64_t counts[] = {forms->percent, forms->grouped, forms->comma, forms->over,
                               forms->within};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        eg_pack_number(pack, counts[i]);
}

static bool save_outcome(const eg_outcome_coder *oc, eg_pack *pack, uint32_t **rank)
{
    if (!save_outcome_words(oc, pack, rank))
        return false;
    for (size_t i = 0; i < oc->n_match; i++)
        eg_pack_number(pack, oc->matched[i]);
    for (size_t i = 0; i < EG_VALUE_STATES; i++)
        eg_pack_number(pack, oc->tally.state[i]);
    save_place(pack, oc->tally.first_invalid_file, oc->tally.first_invalid_line);
    save_forms(&oc->forms, pack);
    eg_pack_number(pack, oc->texts);
    save_place(pack, oc->first_text_file, oc->first_text_line);
    return true;
}

/* ---- rows that are groups ---- */

static void save_mark(const eg_figure_mark *mark, eg_pack *pack)
{
    eg_pack_number(pack, (uint64_t)mark->state);
    eg_pack_number(pack, mark->count);
    save_place(pack, mark->first_file, mark->first_line);
}

static bool save_figure(const eg_figure_coder *fc, eg_pack *pack)
{
    size_t n = eg_words_count(fc->words);
    uint32_t *rank = rank_words(fc->words, 0);
    uint32_t *place = rank == NULL ? NULL : invert(rank, n, 0);
    bool fine = place != NULL && save_words(fc->words, rank, 0, pack);
    eg_pack_number(pack, fc->beyond_one);
    eg_pack_number(pack, fc->shares);
    save_forms(&fc->forms, pack);
    for (size_t i = 0; i < EG_FIRST_MARK; i++)
        save_mark(&fc->marks[i], pack);
    for (size_t i = 0; fine && i < n; i++)
        save_mark(&fc->marks[EG_FIRST_MARK + place[i]], pack);
    eg_free(rank);
    eg_free(place);
    return fine;
}

static eg_status save_figures(const eg_coder *coder, eg_pack *pack, eg_error *err)
{
    for (size_t f = 0; f < coder->schema->n_figures; f++) {
        const eg_figure_coder *fc = &coder->figures[f];
        if (fc->marks[EG_FIRST_MARK + EG_MARKS_MOST].count > 0)
            return eg_coder_fail(err, EG_E_LIMIT, fc->column->column,
                                 "it has more than %d different marks where figures belong, "
                                 "too many for a saved cube; check the column",
                                 (int)EG_MARKS_MOST);
        if (!save_figure(fc, pack))
            return eg_fail_memory(err);
    }
    return EG_OK;
}

static bool save_groups(const eg_coder *coder, eg_pack *pack, eg_coder_ranks *ranks)
{
    const eg_schema *schema = coder->schema;
    size_t n = eg_words_count(coder->groups);
    uint32_t(*keys)[3] = eg_alloc(n + 1, sizeof *keys);
    const uint32_t *group = ranks->levels[schema->group_axis];
    const uint32_t *dimension =
        schema->group_dimension_axis < 0 ? NULL : ranks->levels[schema->group_dimension_axis];
    for (uint32_t g = 0; keys != NULL && g < n; g++) {
        uint32_t pair[2];
        memcpy(pair, eg_words_at(coder->groups, g).at, sizeof pair);
        keys[g][0] = dimension == NULL ? 0 : dimension[pair[0]];
        keys[g][1] = group[pair[1]];
        keys[g][2] = g;
    }
    ranks->groups = keys == NULL ? NULL : save_pairs(keys, n, 0, pack);
    eg_free(keys);
    return ranks->groups != NULL;
}

/* ---- all of it ---- */

static bool make_ranks(const eg_coder *coder, eg_coder_ranks *ranks)
{
    const eg_schema *schema = coder->schema;
    *ranks = (eg_coder_ranks){
        .levels = eg_alloc_zero(schema->n_axes + 1, sizeof(uint32_t *)),
        .words = eg_alloc_zero(schema->n_outcomes + 1, sizeof(uint32_t *)),
        .n_words = eg_alloc_zero(schema->n_outcomes + 1, sizeof(size_t)),
    };
    for (size_t o = 0; ranks->n_words != NULL && o < schema->n_outcomes; o++)
        ranks->n_words[o] = eg_coder_words_kept(coder, o) ? eg_coder_words(coder, o) : 0;
    return ranks->levels != NULL && ranks->words != NULL && ranks->n_words != NULL;
}

static void save_tally(const eg_coder_tally *tally, eg_pack *pack)
{
    const uint64_t counts[] = {tally->records,    tally->filtered, tally->totals_rows,
                               tally->bad_weight, tally->no_id,    tally->damaged_ids};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        eg_pack_number(pack, counts[i]);
}

eg_status eg_coder_save(const eg_coder *coder, eg_pack *pack, eg_coder_ranks *ranks,
                        eg_error *err)
{
    const eg_schema *schema = coder->schema;
    bool fine = make_ranks(coder, ranks);
    save_tally(&coder->tally, pack);
    for (size_t w = 0; w < coder->n_where; w++)
        for (size_t i = 0; i < coder->where[w].where->values.n; i++)
            eg_pack_number(pack, coder->where[w].met[i]);
    for (size_t a = 0; fine && a < schema->n_axes; a++)
        fine = save_axis(&coder->axes[a], pack, &ranks->levels[a]);
    fine = fine && eg_nests_save(coder->nests, pack, ranks);
    for (size_t o = 0; fine && o < schema->n_outcomes; o++)
        fine = save_outcome(&coder->outcomes[o], pack, &ranks->words[o]);
    eg_status status = fine ? save_figures(coder, pack, err) : eg_fail_memory(err);
    if (status == EG_OK && schema->n_figures > 0 && !save_groups(coder, pack, ranks))
        status = eg_fail_memory(err);
    if (status != EG_OK)
        eg_coder_ranks_free(ranks, schema);
    return status;
}

/* ---- what a part needs of settling ---- */

eg_status eg_coder_settle_listed(const eg_coder *coder, eg_settled **out, eg_error *err)
{
    *out = NULL;
    eg_arena *arena = eg_arena_new();
    eg_settled *settled = arena == NULL ? NULL : eg_arena_alloc(arena, 1, sizeof *settled);
    size_t n = coder->schema->n_outcomes;
    if (settled != NULL)
        settled->outcomes = eg_arena_alloc(arena, n + 1, sizeof *settled->outcomes);
    bool fine = settled != NULL && settled->outcomes != NULL;
    for (size_t o = 0; fine && o < n; o++) {
        const eg_outcome_coder *oc = &coder->outcomes[o];
        eg_outcome_settled *one = &settled->outcomes[o];
        one->n_words = eg_words_count(oc->words);
        one->word_as = eg_arena_alloc(arena, one->n_words + 1, sizeof *one->word_as);
        fine = one->word_as != NULL;
        for (size_t w = 0; fine && w < one->n_words; w++)
            one->word_as[w] = -1;
        for (size_t i = 0; fine && i < oc->n_match; i++) {
            uint32_t word = eg_words_find(oc->words, oc->match[i]);
            if (word != EG_NO_WORD)
                one->word_as[word] = (int16_t)i;
        }
    }
    if (!fine) {
        eg_arena_free(arena);
        return eg_fail_memory(err);
    }
    settled->arena = arena;
    *out = settled;
    return EG_OK;
}

uint64_t eg_coder_without_year(const eg_coder *coder)
{
    return coder->schema->year < 0 ? 0 : coder->axes[coder->schema->year].unknown;
}
