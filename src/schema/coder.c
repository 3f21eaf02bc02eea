/* The coder: batches of records to levels and exact values. */
#include "schema/coder.h"
#include "schema/nests.h"
#include "schema/spans.h"

static eg_status start(eg_coder *coder, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    eg_coded *coded = &coder->coded;
    size_t n_axes = schema->n_axes, n_outcomes = schema->n_outcomes;
    coder->n_where = schema->settings->n_where;
    coder->arena = eg_arena_new();
    if (coder->arena == NULL)
        return eg_fail_memory(err);
    coder->axes = eg_arena_alloc(coder->arena, n_axes + 1, sizeof *coder->axes);
    coder->outcomes = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coder->outcomes);
    coder->where = eg_arena_alloc(coder->arena, coder->n_where + 1, sizeof *coder->where);
    coded->level = eg_arena_alloc(coder->arena, n_axes + 1, sizeof *coded->level);
    coded->value = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->value);
    coded->state = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->state);
    coded->number = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->number);
    coded->numeric = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->numeric);
    coded->units = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->units);
    coded->unit = eg_arena_alloc(coder->arena, n_outcomes + 1, sizeof *coded->unit);
    coder->formed = eg_formed_of(EG_FORMED_BEST);
    if (coder->axes == NULL || coder->outcomes == NULL || coder->where == NULL ||
        coded->level == NULL || coded->value == NULL || coded->state == NULL ||
        coded->number == NULL || coded->numeric == NULL || coded->units == NULL ||
        coded->unit == NULL)
        return eg_fail_memory(err);
    coder->figures =
        eg_arena_alloc(coder->arena, schema->n_figures + 1, sizeof *coder->figures);
    coded->figure = eg_arena_alloc(coder->arena, schema->n_figures + 1, sizeof *coded->figure);
    coder->groups = eg_words_new();
    coder->nests = eg_nests_new(schema);
    coder->spans = eg_spans_new();
    if (coder->figures == NULL || coded->figure == NULL || coder->groups == NULL ||
        coder->nests == NULL || coder->spans == NULL)
        return eg_fail_memory(err);
    eg_status status = eg_mark_table_new(&coder->marks, schema->settings, err);
    for (size_t i = 0; i < n_axes && status == EG_OK; i++)
        status = eg_axis_coder_init(&coder->axes[i], &schema->axes[i], err);
    for (size_t i = 0; i < n_outcomes && status == EG_OK; i++)
        status = eg_outcome_coder_init(coder, i, err);
    for (size_t i = 0; i < coder->n_where && status == EG_OK; i++)
        status = eg_where_coder_init(coder, i, err);
    for (size_t i = 0; i < schema->n_figures && status == EG_OK; i++)
        status = eg_figure_coder_init(coder, i, err);
    return status;
}

eg_status eg_coder_new(eg_coder **out, const eg_schema *schema, eg_error *err)
{
    *out = NULL;
    eg_coder *coder = eg_alloc_zero(1, sizeof *coder);
    if (coder == NULL)
        return eg_fail_memory(err);
    coder->schema = schema;
    eg_status status = start(coder, err);
    if (status != EG_OK) {
        eg_coder_free(coder);
        return status;
    }
    *out = coder;
    return EG_OK;
}

static void free_columns(eg_coder *coder)
{
    const eg_schema *schema = coder->schema;
    eg_coded *coded = &coder->coded;
    for (size_t i = 0; coded->level != NULL && i < schema->n_axes; i++)
        eg_free(coded->level[i]);
    for (size_t i = 0; coded->numeric != NULL && i < schema->n_outcomes; i++) {
        eg_free(coded->value[i]);
        eg_free(coded->state[i]);
        eg_free(coded->number[i]);
        eg_free(coded->numeric[i]);
    }
    for (size_t i = 0; coded->figure != NULL && i < schema->n_figures; i++)
        eg_free(coded->figure[i]);
    eg_free(coded->group);
    if (schema->has_weight)
        eg_free(coded->weight); /* else it is times, or nothing */
    eg_free(coder->times);
    for (size_t i = 0; coder->sums != NULL && i < schema->n_outcomes; i++)
        eg_free(coder->sums[i]);
    eg_free(coder->sums);
    eg_free(coded->sums);
    eg_free(coded->key);
    eg_free(coder->rows);
}

void eg_coder_free(eg_coder *coder)
{
    if (coder == NULL)
        return;
    free_columns(coder);
    for (size_t i = 0; coder->axes != NULL && i < coder->schema->n_axes; i++)
        eg_axis_coder_clear(&coder->axes[i]);
    for (size_t i = 0; coder->outcomes != NULL && i < coder->schema->n_outcomes; i++)
        eg_outcome_coder_clear(&coder->outcomes[i]);
    for (size_t i = 0; coder->where != NULL && i < coder->n_where; i++)
        eg_where_coder_clear(&coder->where[i]);
    for (size_t i = 0; coder->figures != NULL && i < coder->schema->n_figures; i++)
        eg_figure_coder_clear(&coder->figures[i]);
    eg_words_free(coder->groups);
    eg_nests_free(coder->nests);
    eg_spans_free(coder->spans);
    eg_mark_table_free(coder->marks);
    eg_buffer_clear(&coder->scratch);
    eg_buffer_clear(&coder->fold);
    eg_free(coder->year_keys);
    eg_arena_free(coder->arena);
    eg_free(coder);
}

/* ---- room for a batch ---- */

static bool resize(void **column, size_t rows, size_t size)
{
    void *grown = eg_realloc(*column, rows, size);
    if (grown != NULL)
        *column = grown;
    return grown != NULL;
}

#define RESIZE(column, rows)                                                                   \
    do {                                                                                       \
        void *resized = (column);                                                              \
        fine = fine && resize(&resized, rows, sizeof *(column));                               \
        (column) = resized;                                                                    \
    } while (0)

static bool make_room(eg_coder *coder, size_t rows)
{
    const eg_schema *schema = coder->schema;
    eg_coded *coded = &coder->coded;
    bool fine = true;
    if (rows <= coder->capacity)
        return true;
    for (size_t i = 0; i < schema->n_axes; i++)
        RESIZE(coded->level[i], rows);
    for (size_t i = 0; i < schema->n_outcomes; i++) {
        RESIZE(coded->value[i], rows);
        RESIZE(coded->state[i], rows);
        if (coder->outcomes[i].mode == EG_CODE_AUTO) {
            RESIZE(coded->number[i], rows);
            RESIZE(coded->numeric[i], rows);
        }
    }
    for (size_t i = 0; i < schema->n_figures; i++)
        RESIZE(coded->figure[i], rows);
    if (schema->n_figures > 0)
        RESIZE(coded->group, rows);
    if (schema->has_weight)
        RESIZE(coded->weight, rows);
    if (schema->has_id && schema->settings->per != EG_PER_ROW)
        RESIZE(coded->key, rows);
    RESIZE(coder->rows, rows);
    if (fine)
        coder->capacity = rows;
    return fine;
}

eg_status eg_coder_code(eg_coder *coder, const eg_batch *batch, const eg_coded **out,
                        eg_error *err)
{
    eg_selection s;
    *out = NULL;
    if (batch->rows > UINT32_MAX || !make_room(coder, batch->rows))
        return eg_fail_memory(err);
    eg_status status = eg_coder_select(coder, batch, &s, err);
    for (size_t i = 0; coder->coded.sums != NULL && i < coder->schema->n_outcomes; i++)
        coder->coded.sums[i] = NULL;
    if (status == EG_OK)
        status = eg_spans_code(coder, &s, err);
    for (size_t i = 0; i < coder->schema->n_axes && status == EG_OK; i++)
        status = eg_axis_code(coder, i, &s, coder->coded.level[i], err);
    for (size_t i = 0; i < coder->schema->n_outcomes && status == EG_OK; i++)
        status = eg_times_summed(coder, batch, i) ? eg_times_sums(coder, &s, i, err)
                                                  : eg_outcome_code(coder, i, &s, err);
    if (status == EG_OK)
        status = eg_figures_code(coder, &s, err);
    if (status == EG_OK)
        status = eg_coder_keys(coder, &s, err);
    if (status != EG_OK)
        return status;
    if (!eg_times_add(coder, &s))
        return eg_fail_memory(err);
    coder->coded.rows = s.n;
    coder->last = s;
    if (!eg_nests_add(coder->nests, &coder->coded))
        return eg_fail_memory(err);
    *out = &coder->coded;
    return EG_OK;
}

void eg_coder_on_aside(eg_coder *coder, const eg_set_aside *tell)
{
    coder->aside = tell;
}

size_t eg_coder_record(const eg_coder *coder, size_t r)
{
    return eg_record_of(&coder->last, r);
}
