/* The lane in C alone. */
#include <string.h>

#include "lane/marks.h"

/* Bytes of a word that are zero, as bits 7, 15, ... Exact, unlike the quicker form with a
 * borrow. */
static inline uint64_t zeros(uint64_t word)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);

    return ~(((word & low) + low) | word | low);
}

/* Bits 7, 15, ... side by side; the first byte is the lowest bit. */
static inline uint64_t gather(uint64_t bits)
{
    return (bits >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t load(const char *at)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)(unsigned char)at[i] << 8 * i;
    return word;
}

static inline uint64_t equal(uint64_t word, char c)
{
    return gather(zeros(word ^ UINT64_C(0x0101010101010101) * (unsigned char)c));
}

/* Bytes of at most 0x20. */
static inline uint64_t low(uint64_t word)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    const uint64_t above = ((word & ~high) + UINT64_C(0x5F5F5F5F5F5F5F5F)) | word;

    return gather(~above & high);
}

static inline eg_lane_masks masks_plain(const char *at, char delimiter)
{
    eg_lane_masks k = {0};

    for (unsigned i = 0; i < EG_LANE_BLOCK; i += 8) {
        const uint64_t word = load(at + i);

        k.delimiter |= equal(word, delimiter) << i;
        k.quote |= equal(word, '"') << i;
        k.low |= low(word) << i;
        k.lf |= equal(word, '\n') << i;
        k.cr |= equal(word, '\r') << i;
        k.nul |= equal(word, '\0') << i;
    }
    return k;
}

static inline eg_lane_glance glance_plain(const char *at, char delimiter)
{
    const eg_lane_masks masks = masks_plain(at, delimiter);

    return eg_lane_glance_of(&masks);
}

#define LANE_TARGET
#define LANE_MARK   mark_plain
#define LANE_MASKS  masks_plain
#define LANE_GLANCE glance_plain
#define LANE_SPREAD eg_lane_spread_bits
#include "lane/marks_loop.h"

eg_lane_mark *const eg_lane_mark_plain = mark_plain;
