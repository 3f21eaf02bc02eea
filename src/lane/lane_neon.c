/* The lane on 64-bit ARM. */
#include "lane/marks.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/* One bit a byte of four comparisons. */
static inline uint64_t bits(const uint8x16_t equal[4])
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                        1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(equal[0], weight), vandq_u8(equal[1], weight));
    const uint8x16_t high = vpaddq_u8(vandq_u8(equal[2], weight), vandq_u8(equal[3], weight));

    low = vpaddq_u8(low, high);
    low = vpaddq_u8(low, low);
    return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

static inline uint64_t same(const uint8x16_t part[4], char wanted)
{
    uint8x16_t equal[4];

    for (unsigned i = 0; i < 4; i++)
        equal[i] = vceqq_u8(part[i], vdupq_n_u8((uint8_t)wanted));
    return bits(equal);
}

static inline eg_lane_masks masks_neon(const char *at, char delimiter)
{
    uint8x16_t part[4], low[4];

    for (unsigned i = 0; i < 4; i++) {
        part[i] = vld1q_u8((const uint8_t *)at + 16 * i);
        low[i] = vcleq_u8(part[i], vdupq_n_u8(' '));
    }
    return (eg_lane_masks){.delimiter = same(part, delimiter),
                           .lf = same(part, '\n'),
                           .cr = same(part, '\r'),
                           .quote = same(part, '"'),
                           .nul = same(part, '\0'),
                           .low = bits(low)};
}

static inline eg_lane_glance glance_neon(const char *at, char delimiter)
{
    const eg_lane_masks masks = masks_neon(at, delimiter);

    return eg_lane_glance_of(&masks);
}

#define LANE_TARGET
#define LANE_MARK   mark_neon
#define LANE_MASKS  masks_neon
#define LANE_GLANCE glance_neon
#define LANE_SPREAD eg_lane_spread_bits
#include "lane/marks_loop.h"

eg_lane_mark *const eg_lane_mark_neon = mark_neon;
#else
eg_lane_mark *const eg_lane_mark_neon = NULL;
#endif
