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

/* What decides of most blocks that they are plain. */
typedef struct {
    uint64_t separator, lf, space;
    uint64_t near; /* space, quote, CR, NUL at least; nothing that can be in a name but these */
} eg_lane_glance;

enum { EG_LANE_BLOCK = 64 };
/* For the instructions of whoever calls. */
#define EG_LANE_INLINE static inline __attribute__((always_inline))

/* What is carried from block to block, and what was found. */
typedef struct {
    char delimiter;
    uint32_t *end; /* places of separators */
    size_t n_ends, most_ends;
    size_t n_lines, most_lines; /* LF among them */
    uint64_t inside;            /* all ones: within quotes */
    uint64_t after_separator;   /* bit 0: the byte before was one */
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

/* Bytes at the start that are certainly UTF-8 and end with a character; *wide as in
 * eg_lane_utf8. NULL likewise. */
typedef size_t eg_lane_skip(const char *text, size_t n, bool *wide);
extern eg_lane_skip *const eg_lane_skip_avx2, *const eg_lane_skip_avx512;

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

/* Quotes, CR and NUL, which most blocks are without. */
EG_LANE_INLINE uint64_t eg_lane_strange(eg_lane_marks *m, const eg_lane_masks *k, uint64_t *odd,
                                        uint64_t *bad)
{
    const uint64_t after_cr = k->cr << 1 | m->after_cr;
    uint64_t inside = 0;

    *bad = k->nul | (after_cr & ~k->lf);
    if ((k->quote | m->inside | m->after_close) != 0)
        inside = eg_lane_quotes(m, k, odd, bad);
    m->after_cr = k->cr >> 63;
    return inside;
}

/* Marks one block; false: it holds an irregular byte. */
EG_LANE_INLINE bool eg_lane_block(eg_lane_marks *m, const eg_lane_masks *k, uint32_t base,
                                  eg_lane_spread *spread)
{
    const uint64_t before = m->inside | m->after_close | m->after_cr;
    uint64_t bad = 0, inside = 0, odd = 0;

    if ((k->quote | k->cr | k->nul | before) != 0)
        inside = eg_lane_strange(m, k, &odd, &bad);
    uint64_t separator = (k->delimiter | k->lf) & ~inside;
    const uint64_t low = k->low & ~(k->delimiter | k->lf);

    odd |=
        (low & (separator << 1 | m->after_separator)) | (separator & (low << 1 | m->after_low));
    m->after_separator = separator >> 63;
    m->after_low = low >> 63;
    if (bad != 0) {
        separator &= (bad & (0 - bad)) - 1;
        odd &= (bad & (0 - bad)) - 1;
    }
    if (odd != 0)
        eg_lane_odd(m, separator, odd);
    spread(m->end + m->n_ends, separator, base);
    m->n_ends += (size_t)__builtin_popcountll(separator);
    m->n_lines += (size_t)__builtin_popcountll(separator & k->lf);
    return bad == 0;
}

/* Blocks that no field begins or ends with a blank in, without quotes, CR and NUL: what a loop
 * over them has at hand. */
typedef struct {
    uint32_t *end; /* the next one */
    size_t n_lines;
    uint64_t after_separator, after_low;
} eg_lane_hand;

/* Marks one such block; false: it may be none, and nothing is marked. */
EG_LANE_INLINE bool eg_lane_plain_block(eg_lane_hand *hand, const eg_lane_glance *k,
                                        uint32_t base, eg_lane_spread *spread)
{
    const uint64_t separator = k->separator, near = k->near & ~separator;
    const uint64_t odd = (near & (separator << 1 | hand->after_separator)) |
                         (separator & (near << 1 | hand->after_low));

    if (((near & ~k->space) | odd) != 0)
        return false;
    hand->after_separator = separator >> 63;
    hand->after_low = near >> 63;
    hand->n_lines += (size_t)__builtin_popcountll(k->lf);
    spread(hand->end, separator, base);
    hand->end += __builtin_popcountll(separator);
    return true;
}

/* From all masks, where a glance is not worth instructions of its own. */
EG_LANE_INLINE eg_lane_glance eg_lane_glance_of(const eg_lane_masks *k)
{
    return (eg_lane_glance){.separator = k->delimiter | k->lf,
                            .lf = k->lf,
                            .space = k->low & ~(k->cr | k->nul),
                            .near = k->low | k->quote};
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

/* How far blocks may be marked without a look at what is full: room for all ends that there
 * could be, and about as many lines as are left, by what those before were like. */
EG_LANE_INLINE size_t eg_lane_upto(const eg_lane_marks *m, size_t at, size_t n)
{
    const size_t line = (at + EG_LANE_BLOCK) / (m->n_lines + 8);
    const size_t lines = (m->most_lines - m->n_lines) * line / EG_LANE_BLOCK;
    const size_t ends = (m->most_ends - m->n_ends - 1) / EG_LANE_BLOCK;
    const size_t blocks = 1 + (lines < ends ? lines : ends), left = (n - at) / EG_LANE_BLOCK;

    return at + EG_LANE_BLOCK * (blocks < left ? blocks : left);
}

#endif
