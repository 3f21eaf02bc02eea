/* The batch being filled. */
#include "source/block.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_ROWS = 512,
    MOST_FIELDS = 64 * 1024, /* wide files get shorter batches */
    TEXT = 256 * 1024,
    SKEW = 5 /* keeps the columns of one record in different cache sets */
};

bool eg_block_init(eg_block *block, size_t columns)
{
    *block = (eg_block){.columns = columns, .capacity = MOST_ROWS, .text_capacity = TEXT};
    if (columns > MOST_FIELDS / MOST_ROWS)
        block->capacity = columns >= MOST_FIELDS ? 1 : MOST_FIELDS / columns;
    block->stride = block->capacity + SKEW;
    if (columns > SIZE_MAX / block->stride)
        return false;
    block->fields = eg_alloc_zero(columns * block->stride + 1, sizeof *block->fields);
    block->line = eg_alloc_zero(block->capacity, sizeof *block->line);
    block->slots = eg_alloc_zero(columns + 1, sizeof *block->slots);
    block->text = eg_alloc(TEXT + EG_BATCH_PAD, 1);
    block->marks.place = eg_alloc_zero(columns + 1, sizeof *block->marks.place);
    block->marks.fields = block->fields;
    if (block->fields != NULL && block->line != NULL && block->slots != NULL &&
        block->text != NULL && block->marks.place != NULL)
        return true;
    eg_block_clear(block);
    return false;
}

void eg_block_clear(eg_block *block)
{
    eg_free(block->fields);
    eg_free(block->line);
    eg_free(block->times);
    for (size_t c = 0; block->sum_room != NULL && c < block->columns; c++)
        eg_free(block->sum_room[c]);
    eg_free(block->sum_room);
    eg_free(block->sums);
    eg_free(block->slots);
    eg_free(block->text);
    eg_free(block->marks.place);
    *block = (eg_block){0};
}

eg_batch eg_block_batch(const eg_block *block, uint32_t file)
{
    return (eg_batch){.rows = block->rows,
                      .columns = block->columns,
                      .stride = block->stride,
                      .fields = block->fields,
                      .line = block->line,
                      .file = file,
                      .padded = true,
                      .times = block->counted ? block->times : NULL,
                      .sums = block->counted ? block->sums : NULL,
                      .marks = block->marked ? &block->marks : NULL};
}

void eg_block_reset(eg_block *block)
{
    block->rows = 0;
    block->text_n = 0;
    block->marked = false;
}

bool eg_block_count(eg_block *block)
{
    if (block->times == NULL)
        block->times = eg_alloc_zero(block->capacity, sizeof *block->times);
    block->counted = block->times != NULL;
    return block->counted;
}

eg_sums *eg_block_sum(eg_block *block, size_t c)
{
    if (block->sums == NULL)
        block->sums = eg_alloc_zero(block->columns, sizeof *block->sums);
    if (block->sum_room == NULL)
        block->sum_room = eg_alloc_zero(block->columns, sizeof *block->sum_room);
    if (block->sums == NULL || block->sum_room == NULL)
        return NULL;
    if (block->sum_room[c] == NULL)
        block->sum_room[c] = eg_alloc_zero(block->capacity, sizeof **block->sum_room);
    block->sums[c] = block->sum_room[c];
    return block->sum_room[c];
}

static int by_column(const void *a, const void *b)
{
    const eg_slot *left = a;
    const eg_slot *right = b;

    if (left->column != right->column)
        return left->column < right->column ? -1 : 1;
    return left->field < right->field ? -1 : left->field > right->field;
}

void eg_block_turn(eg_block *block, const int32_t *columns)
{
    static const char nothing[EG_BATCH_PAD] = "";
    size_t n = 0;

    block->counted = false;
    block->places = columns;
    for (size_t c = 0; block->sums != NULL && c < block->columns; c++)
        block->sums[c] = NULL;
    for (size_t c = 0; c < block->columns; c++) {
        eg_field *field = block->fields + c * block->stride;

        if (columns[c] >= 0) {
            block->slots[n++] = (eg_slot){(size_t)columns[c], field};
            continue;
        }
        for (size_t r = 0; r < block->capacity; r++)
            field[r] = (eg_field){nothing, 0, EG_FIELD_ABSENT};
    }
    qsort(block->slots, n, sizeof *block->slots, by_column);
    block->slots[n] = (eg_slot){SIZE_MAX, NULL};
}

/* Fields of the lane stand in the window instead. */
static bool stands_in(const eg_block *block, const char *at)
{
    const uintptr_t from = (uintptr_t)block->text, here = (uintptr_t)at;

    return here >= from && here <= from + block->text_capacity;
}

bool eg_block_room(eg_block *block, size_t at, size_t n)
{
    const size_t need = at + n;
    size_t capacity = block->text_capacity;
    const eg_slot *slot;
    char *text;

    if (need <= capacity)
        return true;
    while (capacity < need)
        capacity *= 2;
    text = eg_alloc(capacity + EG_BATCH_PAD, 1);
    if (text == NULL)
        return false;
    memcpy(text, block->text, at);
    /* The record in hand may have some of its fields already; stale ones are only moved along.
     */
    for (slot = block->slots; slot->column != SIZE_MAX; slot++)
        for (size_t r = 0; r <= block->rows && r < block->capacity; r++)
            if (stands_in(block, slot->field[r].at))
                slot->field[r].at = text + (slot->field[r].at - block->text);
    eg_free(block->text);
    block->text = text;
    block->text_capacity = capacity;
    return true;
}
