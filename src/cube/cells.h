/*
 * cube/cells.h - cells found by their levels: rows of 64-bit words that never move.
 *
 * A small table of all combinations while there are few, open addressing beyond.
 */
#ifndef EG_CUBE_CELLS_H
#define EG_CUBE_CELLS_H

#include "equitygap/base.h"

enum { EG_KEY_MOST = 16 };

typedef struct eg_cells eg_cells;
/* Cells keyed by n_key levels, `words` words each, zero at first. */
EG_MUST_USE eg_cells *eg_cells_new(size_t n_key, size_t words);
void eg_cells_free(eg_cells *cells);
size_t eg_cells_count(const eg_cells *cells);
size_t eg_cells_bytes(const eg_cells *cells);
/* The cell of a key, added when new; SIZE_MAX when memory is out. */
size_t eg_cells_at(eg_cells *cells, const uint32_t *key);
/* The cells of n keys, part k of key r in part[k][r], and their words. false: no memory. */
bool eg_cells_all(eg_cells *cells, const uint32_t *const *part, size_t n, uint32_t *cell,
                  uint64_t **words);
/* The numbers of those cells alone. */
bool eg_cells_numbers(eg_cells *cells, const uint32_t *const *part, size_t n, uint32_t *cell);

/*
 * Sums in a shorter form that are to be added to a cell's words later: `width` words a cell,
 * which `fold` adds and makes zero. Whoever asks for the words of a cell gets them with it.
 */
typedef void eg_cells_fold(const void *how, uint64_t *words, uint64_t *pending);
/* The pending words of all cells there are; they move when there are more. NULL: no memory. */
uint64_t *eg_cells_pending(eg_cells *cells, size_t width, eg_cells_fold *fold, const void *how);
/* The words of a cell without what is pending, to be added to alone. */
uint64_t *eg_cells_sums(const eg_cells *cells, size_t cell);
/* Nothing is pending after that. */
void eg_cells_settle(eg_cells *cells);

size_t eg_cells_find(const eg_cells *cells, const uint32_t *key); /* SIZE_MAX: none */
uint64_t *eg_cells_words(const eg_cells *cells, size_t cell);
const uint32_t *eg_cells_key(const eg_cells *cells, size_t cell);

#endif
