/*
 * lane/marks_loop.h - the loop over blocks, compiled once for each set of instructions.
 *
 * Whoever includes it defines LANE_MASKS(at, delimiter), the masks of 64 bytes, LANE_GLANCE,
 * their eg_lane_glance, LANE_SPREAD, LANE_TARGET, the compiler's name for the instructions, and
 * LANE_MARK, what the loop is called.
 */
// NOLINTBEGIN(llvm-header-guard): it is a template
#include "lane/marks.h"

#ifndef LANE_MASKS /* looked at alone */
#define LANE_TARGET
#define LANE_MARK eg_lane_mark_none
static inline eg_lane_masks eg_lane_masks_none(const char *at, char delimiter)
{
    return (eg_lane_masks){.nul = (uint64_t)(at[0] == delimiter)};
}
static inline eg_lane_glance eg_lane_glance_none(const char *at, char delimiter)
{
    const eg_lane_masks masks = eg_lane_masks_none(at, delimiter);

    return eg_lane_glance_of(&masks);
}
#define LANE_MASKS  eg_lane_masks_none
#define LANE_GLANCE eg_lane_glance_none
#define LANE_SPREAD eg_lane_spread_bits
static eg_lane_mark LANE_MARK __attribute__((unused));
#endif

static LANE_TARGET void LANE_MARK(eg_lane_marks *marks, const char *text, size_t n)
{
    eg_lane_marks m = *marks;
    size_t at = 0, upto = 0;

    while (at + EG_LANE_BLOCK <= n && !m.stopped && (at < upto || !eg_lane_full(&m))) {
        eg_lane_hand hand = {m.end + m.n_ends, m.n_lines, m.after_separator, m.after_low};
        bool plain = (m.inside | m.after_close | m.after_cr) == 0;

        if (at >= upto)
            upto = eg_lane_upto(&m, at, n);
        while (plain && at < upto) {
            const eg_lane_glance glance = LANE_GLANCE(text + at, m.delimiter);

            plain = eg_lane_plain_block(&hand, &glance, (uint32_t)at, LANE_SPREAD);
            at += plain ? EG_LANE_BLOCK : 0;
        }
        m.n_ends = (size_t)(hand.end - m.end);
        m.n_lines = hand.n_lines;
        m.after_separator = hand.after_separator;
        m.after_low = hand.after_low;
        if (!plain) {
            const eg_lane_masks masks = LANE_MASKS(text + at, m.delimiter);

            m.stopped = !eg_lane_block(&m, &masks, (uint32_t)at, LANE_SPREAD);
            at += EG_LANE_BLOCK;
        }
    }
    if (at < n && at + EG_LANE_BLOCK > n && !m.stopped && !eg_lane_full(&m)) {
        char last[EG_LANE_BLOCK] = {0};

        for (size_t i = 0; at + i < n; i++)
            last[i] = text[at + i];
        eg_lane_masks masks = LANE_MASKS(last, m.delimiter);
        eg_lane_keep(&masks, (UINT64_C(1) << (n - at)) - 1);
        m.stopped = !eg_lane_block(&m, &masks, (uint32_t)at, LANE_SPREAD);
    }
    *marks = m;
}
// NOLINTEND(llvm-header-guard)
