/*
 * schema/states.h - which of many records have a state other than EG_VALUE_OK, which few do.
 */
#ifndef EG_SCHEMA_STATES_H
#define EG_SCHEMA_STATES_H

#include <string.h>

#include "equitygap/base.h"

enum { EG_STATES_AT_ONCE = 8 };

/* Of records [from, from + EG_STATES_AT_ONCE) and below n: bit 8 * i + 7 for each whose state,
 * which is below 128, is not 0. */
static inline uint64_t eg_states_other(const uint8_t *state, size_t from, size_t n)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n - from >= EG_STATES_AT_ONCE) {
        memcpy(&word, state + from, sizeof word);
        return (word + low) & ~low;
    }
#endif
    for (size_t i = 0; i < EG_STATES_AT_ONCE && from + i < n; i++)
        word |= (uint64_t)state[from + i] << 8 * i;
    return (word + low) & ~low;
}

/* The record that the lowest of such bits is. */
static inline size_t eg_states_record(size_t from, uint64_t other)
{
    return from + (size_t)__builtin_ctzll(other) / EG_STATES_AT_ONCE;
}

#endif
