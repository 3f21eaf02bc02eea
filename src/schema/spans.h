/*
 * schema/spans.h - neighbouring columns of few levels, looked up as one text: all that stands
 * between the separator before the first and the one behind the last, as the file has it, in
 * quotes and blanks. What a text amounts to is found column by column once and remembered.
 *
 * Bounded, and only ever a shortcut: columns that it does not take, and records that it does
 * not know, go the way of coder_axis.c, which it asks itself.
 */
#ifndef EG_SCHEMA_SPANS_H
#define EG_SCHEMA_SPANS_H

#include "schema/coder.h"

enum {
    EG_SPAN_SHORT = 64,     /* bytes of a text that is remembered so */
    EG_SPAN_TEXTS = 2048,   /* of a span */
    EG_SPAN_LONGER = 512,   /* longer ones, which cost more */
    EG_SPAN_COLUMNS = 16,   /* looked up together */
    EG_SPAN_LATER = 1 << 14 /* records after which it is judged again */
};

/* Sets of instructions for looking; what they find is the same. */
typedef enum { EG_SPAN_BEST, EG_SPAN_PLAIN, EG_SPAN_AVX2, EG_SPAN_AVX512 } eg_span_way;
#define EG_SPAN_WAYS 4
bool eg_span_here(eg_span_way way);

/* A text with ones behind it. No byte of UTF-8 is all ones, and none of a record of the lane is
 * NUL, so that neither another text nor a free slot, which is all NUL, is the same. */
typedef struct {
    eg_dict_half part[EG_SPAN_SHORT / 16];
} eg_span_slot;

/* Texts to numbers, from 1. */
typedef struct {
    eg_span_slot *slots; /* at 64 bytes */
    uint32_t *is;        /* [slot]: its number; 0: it is free */
    uint64_t turn;       /* the factor for which most stand where they are looked for first */
    unsigned shift;
    eg_span_slot *texts; /* [number]; all NUL for what is remembered elsewhere */
    size_t n;            /* the last number */
    void *room;          /* of slots */
} eg_span_table;

EG_MUST_USE bool eg_span_table_init(eg_span_table *table);
void eg_span_table_clear(eg_span_table *table);
/* Looks for a factor for which more texts stand where they are looked for first. */
void eg_span_settle(eg_span_table *table);
/* The number of n bytes, 0: they are not there. */
uint32_t eg_span_find(const eg_span_table *table, const char *at, size_t n);
/* A new number for a text that is not there, of up to EG_SPAN_SHORT bytes; 0: no memory. To be
 * asked while table->n < EG_SPAN_TEXTS. */
EG_MUST_USE uint32_t eg_span_put(eg_span_table *table, const char *at, size_t n);
/* A new number for a text that is remembered elsewhere, likewise. */
EG_MUST_USE uint32_t eg_span_reserve(eg_span_table *table);

/* Texts of n records: from the byte behind end[r * step - 1] to end[r * step + more]; 64 bytes
 * of each may be read. */
typedef struct {
    const char *text;
    const uint32_t *end;
    size_t step, more, n;
} eg_span_cells;
/* What is done with a batch of them. */
typedef struct {
    /* Their numbers; 0, and false, for some that are not known and some that eg_span_find must
     * be asked for. `runs`: most are what the one above is. */
    bool (*look)(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number);
    bool (*runs)(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number);
    /* What each number stands for, into `to`. */
    void (*tell)(const uint32_t *number, const uint32_t *label, size_t n, uint32_t *to);
    /* Of labels that lie side by side in words those from the bit `shift` on. */
    void (*split)(const uint32_t *word, size_t n, uint32_t shift, uint32_t mask, uint32_t *to);
} eg_span_loops;
const eg_span_loops *eg_span_loops_of(eg_span_way way);

typedef struct eg_spans eg_spans;
eg_spans *eg_spans_new(void); /* NULL: no memory */
void eg_spans_free(eg_spans *spans);
/* Codes what columns it can of a batch, and says so of their maps. */
EG_MUST_USE eg_status eg_spans_code(eg_coder *coder, const eg_selection *s, eg_error *err);

#endif
