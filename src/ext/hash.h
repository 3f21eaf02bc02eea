/* ext/hash.h - libxxhash: 128 well mixed bits of some bytes, the same on every machine. */
#ifndef EG_EXT_HASH_H
#define EG_EXT_HASH_H

#include "equitygap/base.h"

eg_hash128 eg_hash(const void *bytes, size_t n, uint64_t seed);

#endif
