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
size_t eg_cells_find(const eg_cells *cells, const uint32_t *key); /* SIZE_MAX: none */
uint64_t *eg_cells_words(const eg_cells *cells, size_t cell);
const uint32_t *eg_cells_key(const eg_cells *cells, size_t cell);

#endif
