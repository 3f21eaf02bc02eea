/*
 * source/block.h - a batch being filled: the fields of the columns asked for, by column, and
 * their text.
 */
#ifndef EG_SOURCE_BLOCK_H
#define EG_SOURCE_BLOCK_H

#include "equitygap/base.h"

/* One wanted column, in the order of the file. The last has the column SIZE_MAX. */
typedef struct {
    size_t column;   /* in the file */
    eg_field *field; /* of the block's first record */
} eg_slot;

typedef struct {
    size_t columns;
    size_t capacity; /* records */
    size_t stride;
    size_t rows;
    eg_field *fields;
    uint64_t *line;
    uint64_t *times; /* as eg_batch.times; NULL until eg_block_count */
    bool counted;
    const eg_sums **sums; /* as eg_batch.sums; NULL until eg_block_sum */
    eg_sums **sum_room;   /* [column] */
    eg_slot *slots;
    char *text; /* every field points into it */
    size_t text_n, text_capacity;
    const int32_t *places; /* [column] in the file in hand, as turned to */
    bool marked;           /* the records are as marks says, and no more are taken */
    eg_places marks;
} eg_block;

EG_MUST_USE bool eg_block_init(eg_block *block, size_t columns);
void eg_block_clear(eg_block *block);
void eg_block_reset(eg_block *block);
/* Turns to a file: columns[c] is the position of column c in it, -1 where it has none; kept. */
void eg_block_turn(eg_block *block, const int32_t *columns);

/* From here on each record of the file in hand stands for times[row] of them. */
EG_MUST_USE bool eg_block_count(eg_block *block);
/* And column c of it is added up: where its sums go, by record. NULL: no memory. */
eg_sums *eg_block_sum(eg_block *block, size_t c);

/* The block as it is handed out; records of the file with that number. */
eg_batch eg_block_batch(const eg_block *block, uint32_t file);

/* Is there room for one more record with n bytes of text, without moving? An empty block says
 * yes. */
static inline bool eg_block_takes(const eg_block *block, size_t n)
{
    return block->rows == 0 || (!block->marked && block->rows < block->capacity &&
                                block->text_capacity - block->text_n >= n);
}
/* Room for n bytes from offset `at` of the text on; moves what is there if it must. */
EG_MUST_USE bool eg_block_room(eg_block *block, size_t at, size_t n);

#endif
