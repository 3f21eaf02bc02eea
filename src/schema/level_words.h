/*
 * schema/level_words.h - words that are known: ordered level words and code tables.
 */
#ifndef EG_SCHEMA_LEVEL_WORDS_H
#define EG_SCHEMA_LEVEL_WORDS_H

#include "equitygap/base.h"

enum { EG_ORDER_MOST = 256 }; /* words that can be ordered */

/*
 * Order of n different level words: rank[i] of words[i], 0 the lowest, equal for two spellings
 * of one level; n_ranks of them, without a hole. From a known table that has every word, else
 * from the whole numbers they are, begin with or end with ("3", "2 - Basic", "Level 4"). false:
 * not known.
 */
bool eg_levels_order(const eg_text *words, size_t n, uint32_t *rank, uint32_t *n_ranks);

/*
 * The code table in which every one of n levels is a code, for a column of that concept and
 * name; NULL: none, and nothing may be relabelled.
 */
typedef struct eg_code_scheme eg_code_scheme;
const eg_code_scheme *eg_codes_find(const char *concept, const char *column,
                                    const eg_text *levels, size_t n);
const char *eg_codes_name(const eg_code_scheme *scheme);
/* NULL: no such code. */
const char *eg_codes_label(const eg_code_scheme *scheme, eg_text level);

#endif
