/* libxxhash, header only. */
#include "ext/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

eg_hash128 eg_hash(const void *bytes, size_t n, uint64_t seed)
{
    XXH128_hash_t h = XXH3_128bits_withSeed(bytes, n, seed);
    return (eg_hash128){h.low64, h.high64};
}
