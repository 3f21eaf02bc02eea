/*
 * lane/marks.h - what every set of instructions does with a block of 64 bytes: from bit masks
 * to the places of separators. Private to the lane.
 */
#ifndef EG_LANE_MARKS_H
#define EG_LANE_MARKS_H

#include "equitygap/base.h"

/* Bit i is byte i of a block. */
typedef struct {
    uint64_t delimiter, lf, cr, quote, nul;
    uint64_t low; /* space and below */
} eg_lane_masks;

enum { EG_LANE_BLOCK = 64 };
/* For the instructions of whoever calls. */
#define EG_LANE_INLINE static inline __attribute__((always_inline))

/* What is carried from block to block, and what was found. */
typedef struct {
    char delimiter;
    uint32_t *end; /* places of separators */
    size_t n_ends, most_ends;
    uint32_t *line; /* how many ends there are up to and with each LF */
    size_t n_lines, most_lines;
    uint64_t inside;          /* all ones: within quotes */
    uint64_t after_separator; /* bit 0: the byte before was one */
    uint64_t after_close, after_cr, after_low;
    uint32_t
        *odd; /* fields with more at their ends than themselves, by the number of their end */
    size_t n_odd;
    bool stopped;
} eg_lane_marks;

/* Marks text from `at` up to n; all of it, or until the first irregular byte or what is full.
 */
typedef void eg_lane_mark(eg_lane_marks *marks, const char *text, size_t n);

/* NULL where this machine's kind does not have them. */
extern eg_lane_mark *const eg_lane_mark_plain,
    *const eg_lane_mark_sse2, *const eg_lane_mark_neon, *const eg_lane_mark_avx2,
                                                            *const eg_lane_mark_avx512;

/* Each bit: the parity of the bits up to and with it. */
EG_LANE_INLINE uint64_t eg_lane_parity(uint64_t bits)
{
    for (unsigned by = 1; by < EG_LANE_BLOCK; by *= 2)
        bits ^= bits << by;
    return bits;
}

/* Quotes of a block: returns the bytes within them and adds to *bad what is not of the grammar.
 */
EG_LANE_INLINE uint64_t eg_lane_quotes(eg_lane_marks *m, const eg_lane_masks *k,
                                       uint64_t *opened, uint64_t *bad)
{
    const uint64_t inside = eg_lane_parity(k->quote) ^ m->inside;
    const uint64_t open = k->quote & inside, close = k->quote & ~inside;
    const uint64_t separator = (k->delimiter | k->lf) & ~inside;
    const uint64_t after_separator = separator << 1 | m->after_separator;
    const uint64_t after_close = close << 1 | m->after_close;

    *bad |= (open & ~(after_separator | after_close)) | (k->lf & inside) |
            (after_close & ~(separator | open | k->cr));
    m->after_close = close >> 63;
    m->inside = 0 - (inside >> 63);
    *opened = open;
    return inside;
}

/* Writes the places of the bits from `end` on; there is room for what is written too much. */
typedef void eg_lane_spread(uint32_t *end, uint64_t bits, uint32_t base);

EG_LANE_INLINE void eg_lane_spread_bits(uint32_t *end, uint64_t bits, uint32_t base)
{
    const size_t n = (size_t)__builtin_popcountll(bits);

    for (size_t i = 0; i < n; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            end[i + k] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
    }
}

EG_LANE_INLINE void eg_lane_put(eg_lane_marks *m, uint64_t separator, uint64_t lf,
                                uint32_t base, eg_lane_spread *spread)
{
    for (uint64_t bits = lf; bits != 0; bits &= bits - 1) {
        const uint64_t up_to = bits ^ (bits - 1);

        m->line[m->n_lines++] =
            (uint32_t)(m->n_ends + (size_t)__builtin_popcountll(separator & up_to));
    }
    spread(m->end + m->n_ends, separator, base);
    m->n_ends += (size_t)__builtin_popcountll(separator);
}

/* Notes the fields in which these bytes stand, or which they end. */
EG_LANE_INLINE void eg_lane_odd(eg_lane_marks *m, uint64_t separator, uint64_t odd)
{
    for (; odd != 0; odd &= odd - 1) {
        const uint64_t before = (odd & (0 - odd)) - 1;
        const uint32_t field =
            (uint32_t)(m->n_ends + (size_t)__builtin_popcountll(separator & before));

        if (m->n_odd == 0 || m->odd[m->n_odd - 1] != field)
            m->odd[m->n_odd++] = field;
    }
}

/* Marks one block; false: it holds an irregular byte. */
EG_LANE_INLINE bool eg_lane_block(eg_lane_marks *m, const eg_lane_masks *k, uint32_t base,
                                  eg_lane_spread *spread)
{
    const uint64_t after_cr = k->cr << 1 | m->after_cr;
    uint64_t bad = k->nul | (after_cr & ~k->lf);
    uint64_t inside = 0, odd = 0;

    if ((k->quote | m->inside | m->after_close) != 0)
        inside = eg_lane_quotes(m, k, &odd, &bad);
    uint64_t separator = (k->delimiter | k->lf) & ~inside;
    const uint64_t low = k->low & ~(k->delimiter | k->lf);

    odd |=
        (low & (separator << 1 | m->after_separator)) | (separator & (low << 1 | m->after_low));
    m->after_separator = separator >> 63;
    m->after_low = low >> 63;
    m->after_cr = k->cr >> 63;
    if (bad != 0) {
        separator &= (bad & (0 - bad)) - 1;
        odd &= (bad & (0 - bad)) - 1;
    }
    if (odd != 0)
        eg_lane_odd(m, separator, odd);
    eg_lane_put(m, separator, separator & k->lf, base, spread);
    return bad == 0;
}

EG_LANE_INLINE void eg_lane_keep(eg_lane_masks *k, uint64_t valid)
{
    k->delimiter &= valid;
    k->lf &= valid;
    k->cr &= valid;
    k->quote &= valid;
    k->nul &= valid;
    k->low &= valid;
}

EG_LANE_INLINE bool eg_lane_full(const eg_lane_marks *m)
{
    return m->n_lines >= m->most_lines || m->n_ends >= m->most_ends;
}

#endif
