/*
 * schema/few.h - a column of few short texts: what each amounts to.
 *
 * A text of up to 32 bytes is words of eight, with zeros behind it; no byte of a record of the
 * lane is NUL, so no other text has the same words. Sixteen texts at most have a place each, by
 * a factor for which no two of them want the same one. Bounded, and only ever a shortcut: what
 * has no place is looked up the long way.
 */
#ifndef EG_SCHEMA_FEW_H
#define EG_SCHEMA_FEW_H

#include "equitygap/base.h"

enum {
    EG_FEW_TEXTS = 16,
    EG_FEW_PARTS = 4,  /* words of a text */
    EG_FEW_NONE = 256, /* the empty text among those of one byte */
    EG_FEW_BYTES = 8 * EG_FEW_PARTS,
    EG_FEW_STATE = 24 /* bits of a value; its state stands above them */
};

typedef struct {
    uint64_t part[EG_FEW_PARTS];
    uint64_t is;
} eg_few_text;

/* Zero is an empty one. */
typedef struct {
    eg_few_text texts[EG_FEW_TEXTS]; /* in the order they were met */
    size_t n;
    size_t longest; /* bytes */
    /* Those of one byte, and the empty one; UINT32_MAX: it is not there. */
    uint32_t byte[EG_FEW_NONE + 1];
    size_t parts;  /* words of the longest of them, at least one */
    uint32_t turn; /* the factor */
    /* By place; one that is free has a first word of ones, which is no text of UTF-8. */
    uint64_t part[EG_FEW_PARTS][EG_FEW_TEXTS], is[EG_FEW_TEXTS];
} eg_few;

/* Remembers a text, unless it is there, there is no room, or it or its value is too large. */
void eg_few_put(eg_few *few, eg_text text, uint64_t value, uint8_t state);

/* n cells: that of record r begins behind end[r * step - 1] and ends at end[r * step]; 32 bytes
 * of each may be read. */
typedef struct {
    const char *text;
    const uint32_t *end;
    size_t step, n;
} eg_few_cells;

/* Where values go, and states: `other`, and a value of 0, for what has no place. */
typedef struct {
    eg_decimal *value;
    uint8_t *state;
    uint8_t other;
} eg_few_values;

/* All bits of the states. There is a text in `few`. */
unsigned eg_few_read(const eg_few *few, const eg_few_cells *cells, const eg_few_values *to);

#endif
