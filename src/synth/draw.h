/*
 * synth/draw.h - random draws by counter: a draw depends on its key and its number alone, so
 * nothing about a student need be stored to meet the same student again. The mixer is the
 * finaliser of SplitMix64 (Steele, Lea and Flood 2014, in Stafford's variant 13).
 */
#ifndef EG_SYNTH_DRAW_H
#define EG_SYNTH_DRAW_H

#include <stdint.h>

#define EG_SYNTH_GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t eg_synth_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline uint64_t eg_synth_draw(uint64_t key, uint64_t number)
{
    return eg_synth_mix(key + (number + 1) * EG_SYNTH_GOLDEN);
}

/* 0 .. n-1 from 32 of the bits; off from equal shares by less than 2^-32. */
static inline uint32_t eg_synth_below(uint64_t bits, uint32_t n)
{
    return (uint32_t)(((bits & UINT32_MAX) * n) >> 32);
}

#endif
