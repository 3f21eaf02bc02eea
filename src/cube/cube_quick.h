/*
 * cube/cube_quick.h - records added in a shorter form: what each adds is made once, as a few
 * words in which counts lie side by side and values are small whole numbers, and then added to
 * one cell of every cube. Cells take it up when somebody asks for their words.
 */
#ifndef EG_CUBE_CUBE_QUICK_H
#define EG_CUBE_CUBE_QUICK_H

#include "cube/layout.h"
#include "equitygap/cube.h"

struct eg_cubes;

enum {
    EG_QUICK_WIDTH = 16,    /* words of a record, at most */
    EG_QUICK_AT_ONCE = 4,   /* words of a cell that are added together */
    EG_QUICK_STRETCH = 128, /* records at a time */
    EG_QUICK_CELLS = 16384  /* of a cube that is still worth it */
};

/* A count within a word: three of 21 bits lie side by side. */
typedef struct {
    uint32_t word, shift;
} eg_quick_count;

/* An outcome's counts, and of a mean also the words of its sum and the sum of its squares, in
 * units of `scale`. */
typedef struct {
    eg_form form;
    eg_quick_count n, yes; /* yes: of a rate */
    uint32_t at, slot;     /* first word of the sums here, and of the layout */
    eg_decimal scale;      /* a power of ten that the values so far are multiples of */
    double inverse;
} eg_quick_outcome;

typedef struct {
    /* Words: those of counts come first; more than two are a multiple of EG_QUICK_AT_ONCE. */
    size_t width, n_counts, n_outcomes;
    eg_quick_outcome outcome[EG_QUICK_WIDTH];
    uint64_t gain[EG_QUICK_WIDTH][EG_QUICK_STRETCH]; /* [word][record] */
    uint64_t row[EG_QUICK_STRETCH * EG_QUICK_WIDTH]; /* [record * width + word], the same */
    uint32_t cell[EG_QUICK_STRETCH];
    /* Values that have no such form, and suppressed ones: record * EG_QUICK_WIDTH + outcome. */
    uint16_t odd[EG_QUICK_STRETCH * EG_QUICK_WIDTH], hidden[EG_QUICK_STRETCH * EG_QUICK_WIDTH];
    size_t n_odd, n_hidden;
    size_t since;              /* records since all was taken up */
    unsigned changes, misfits; /* of scales; stretches with many odd values */
} eg_quick;

/* *out is NULL where the outcomes have no such form. false: no memory. */
EG_MUST_USE bool eg_quick_new(eg_quick **out, const eg_layout *layout);
void eg_quick_free(eg_quick *quick);

/* Says of each cube whether these records are added to it so. */
void eg_quick_choose(struct eg_cubes *cubes, const eg_coded *coded);
/* Adds them to all cubes chosen. false: no memory. */
EG_MUST_USE bool eg_quick_add(struct eg_cubes *cubes, const eg_coded *coded);

#endif
