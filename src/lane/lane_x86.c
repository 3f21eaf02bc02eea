/* The lane on x86-64: SSE2 is in every one; AVX2 and AVX-512 are asked for at run time. */
#include "lane/marks.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

/* ---- SSE2 ---- */

INLINE uint64_t bits16(const __m128i part[4], __m128i wanted)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part[i], wanted))
                << 16 * i;
    return bits;
}

INLINE eg_lane_masks masks_sse2(const char *at, char delimiter)
{
    __m128i part[4], low[4];

    for (unsigned i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        low[i] = _mm_subs_epu8(part[i], _mm_set1_epi8(' '));
    }
    return (eg_lane_masks){.delimiter = bits16(part, _mm_set1_epi8(delimiter)),
                           .lf = bits16(part, _mm_set1_epi8('\n')),
                           .cr = bits16(part, _mm_set1_epi8('\r')),
                           .quote = bits16(part, _mm_set1_epi8('"')),
                           .nul = bits16(part, _mm_setzero_si128()),
                           .low = bits16(low, _mm_setzero_si128())};
}

INLINE eg_lane_glance glance_sse2(const char *at, char delimiter)
{
    __m128i part[4], near[4];

    for (unsigned i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        near[i] = _mm_subs_epu8(part[i], _mm_set1_epi8('"'));
    }
    const uint64_t lf = bits16(part, _mm_set1_epi8('\n'));
    return (eg_lane_glance){.separator = bits16(part, _mm_set1_epi8(delimiter)) | lf,
                            .lf = lf,
                            .space = bits16(part, _mm_set1_epi8(' ')),
                            .near = bits16(near, _mm_setzero_si128())};
}

#define LANE_TARGET
#define LANE_MARK   mark_sse2
#define LANE_MASKS  masks_sse2
#define LANE_GLANCE glance_sse2
#define LANE_SPREAD eg_lane_spread_bits
#include "lane/marks_loop.h"
#undef LANE_TARGET
#undef LANE_MARK
#undef LANE_MASKS
#undef LANE_GLANCE
#undef LANE_SPREAD

/* ---- AVX2 ---- */

#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

INLINE TARGET_AVX2 uint64_t bits32(__m256i a, __m256i b, __m256i wanted)
{
    const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, wanted));
    const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, wanted));

    return low | (uint64_t)high << 32;
}

INLINE TARGET_AVX2 eg_lane_masks masks_avx2(const char *at, char delimiter)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)at);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
    const __m256i space = _mm256_set1_epi8(' '), zero = _mm256_setzero_si256();

    return (eg_lane_masks){
        .delimiter = bits32(a, b, _mm256_set1_epi8(delimiter)),
        .lf = bits32(a, b, _mm256_set1_epi8('\n')),
        .cr = bits32(a, b, _mm256_set1_epi8('\r')),
        .quote = bits32(a, b, _mm256_set1_epi8('"')),
        .nul = bits32(a, b, zero),
        .low = bits32(_mm256_subs_epu8(a, space), _mm256_subs_epu8(b, space), zero)};
}

/* Up to the quote stands hardly anything else. */
INLINE TARGET_AVX2 eg_lane_glance glance_avx2(const char *at, char delimiter)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)at);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
    const __m256i quote = _mm256_set1_epi8('"'), zero = _mm256_setzero_si256();

    const uint64_t lf = bits32(a, b, _mm256_set1_epi8('\n'));
    return (eg_lane_glance){
        .separator = bits32(a, b, _mm256_set1_epi8(delimiter)) | lf,
        .lf = lf,
        .space = bits32(a, b, _mm256_set1_epi8(' ')),
        .near = bits32(_mm256_subs_epu8(a, quote), _mm256_subs_epu8(b, quote), zero)};
}

/* As eg_lane_spread_bits, of which this is the heart: of no bits the count is 64 here. */
INLINE TARGET_AVX2 void spread_avx2(uint32_t *end, uint64_t bits, uint32_t base)
{
    const size_t n = (size_t)__builtin_popcountll(bits);

    for (size_t i = 0; i < n; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            end[i + k] = base + (uint32_t)_tzcnt_u64(bits);
            bits = _blsr_u64(bits);
        }
    }
}

/* ---- UTF-8 of one and two bytes, as names have them; others are for eg_utf8_next ---- */

/* Bytes above ASCII of a block: which, and those that begin two, and those that go on. */
typedef struct {
    uint64_t high, lead, on;
} eight_bits;

/* Are they all of two bytes? *open: the block ends within a character, and so did the one
 * before. */
INLINE bool twos(const eight_bits *k, uint64_t *open)
{
    const uint64_t bad = (k->high ^ (k->lead | k->on)) | ((k->lead << 1 | *open) ^ k->on);

    *open = bad != 0 ? *open : k->lead >> 63;
    return bad == 0;
}

INLINE TARGET_AVX2 uint64_t signs32(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
                                                   << 32;
}

INLINE TARGET_AVX2 __m256i leads32(__m256i bytes)
{
    const __m256i from = _mm256_add_epi8(bytes, _mm256_set1_epi8((char)(0x80 - 0xC2)));

    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(0x80 + 0xE0 - 0xC2)), from);
}

/* Of the block at `text`; false: it is none of ASCII and characters of two bytes. */
INLINE TARGET_AVX2 bool twos_avx2(const char *text, bool *wide, uint64_t *open)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)text);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
    const __m256i limit = _mm256_set1_epi8((char)0xC0);
    const eight_bits k = {
        .high = signs32(a, b),
        .lead = signs32(leads32(a), leads32(b)),
        .on = signs32(_mm256_cmpgt_epi8(limit, a), _mm256_cmpgt_epi8(limit, b))};
    const bool fine = twos(&k, open);

    *wide = *wide || (fine && k.high != 0);
    return fine;
}

INLINE TARGET_AVX2 bool ascii_avx2(const char *text, size_t blocks)
{
    __m256i all = _mm256_setzero_si256();

    for (size_t i = 0; i < blocks * EG_LANE_BLOCK; i += 32)
        all =
            _mm256_or_si256(all, _mm256_loadu_si256((const __m256i *)(const void *)(text + i)));
    return _mm256_movemask_epi8(all) == 0;
}

/* Most blocks are of ASCII alone, which is asked of four together. */
static TARGET_AVX2 size_t skip_avx2(const char *text, size_t n, bool *wide)
{
    enum { FOUR = 4 };
    uint64_t open = 0;
    size_t i = 0;

    for (; i + FOUR * EG_LANE_BLOCK <= n; i += FOUR * EG_LANE_BLOCK) {
        if (open == 0 && ascii_avx2(text + i, FOUR))
            continue;
        for (size_t k = 0; k < FOUR; k++)
            if (!twos_avx2(text + i + k * EG_LANE_BLOCK, wide, &open))
                return i + k * EG_LANE_BLOCK - open;
    }
    while (i + EG_LANE_BLOCK <= n && twos_avx2(text + i, wide, &open))
        i += EG_LANE_BLOCK;
    return i - open;
}

#define LANE_TARGET TARGET_AVX2
#define LANE_MARK   mark_avx2
#define LANE_MASKS  masks_avx2
#define LANE_GLANCE glance_avx2
#define LANE_SPREAD spread_avx2
#include "lane/marks_loop.h"
#undef LANE_TARGET
#undef LANE_MARK
#undef LANE_MASKS
#undef LANE_GLANCE
#undef LANE_SPREAD

/* ---- AVX-512 ---- */

#define TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,popcnt")))

INLINE TARGET_AVX512 eg_lane_masks masks_avx512(const char *at, char delimiter)
{
    const __m512i block = _mm512_loadu_si512((const void *)at);

    return (eg_lane_masks){.delimiter =
                               _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(delimiter)),
                           .lf = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n')),
                           .cr = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\r')),
                           .quote = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"')),
                           .nul = _mm512_testn_epi8_mask(block, block),
                           .low = _mm512_cmple_epu8_mask(block, _mm512_set1_epi8(' '))};
}

/* What is done to masks goes through the one port that compares bytes: or and not are done
 * elsewhere, which the compiler would not know. */
INLINE uint64_t elsewhere(uint64_t bits)
{
    __asm__("" : "+r"(bits));
    return bits;
}

/* As is a broadcast, but of what is in memory. */
INLINE int from_memory(int number)
{
    __asm__("" : "+m"(number));
    return number;
}

INLINE TARGET_AVX512 eg_lane_glance glance_avx512(const char *at, char delimiter)
{
    const __m512i block = _mm512_loadu_si512((const void *)at);
    const uint64_t lf = elsewhere(_mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n')));
    const uint64_t other =
        elsewhere(_mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(delimiter)));

    return (eg_lane_glance){
        .separator = elsewhere(other | lf),
        .lf = lf,
        .space = elsewhere(_mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(' '))),
        .near = elsewhere(_mm512_cmple_epu8_mask(block, _mm512_set1_epi8('"')))};
}

/* The numbers of the bytes whose bit is set, side by side, sixteen of them at a time. */
INLINE TARGET_AVX512 void spread_avx512(uint32_t *end, uint64_t bits, uint32_t base)
{
    static const uint8_t number[EG_LANE_BLOCK] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i all = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(number));
    const __m512i from = _mm512_set1_epi32(from_memory((int)base));
    const int n = __builtin_popcountll(bits);

    _mm512_storeu_si512(
        end, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(all)), from));
    for (int i = 1; __builtin_expect(16 * i < n, 0); i++) {
        const __m512i order = _mm512_set1_epi64(2 * i);
        const __m512i part = _mm512_permutexvar_epi64(
            _mm512_or_si512(order, _mm512_set_epi64(1, 0, 1, 0, 1, 0, 1, 0)), all);

        _mm512_storeu_si512(
            end + 16 * i,
            _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(part)), from));
    }
}

INLINE TARGET_AVX512 bool twos_avx512(const char *text, bool *wide, uint64_t *open)
{
    const __m512i block = _mm512_loadu_si512((const void *)text);
    const __m512i two = _mm512_set1_epi8((char)0xC2), on = _mm512_set1_epi8((char)0xC0);
    const __m512i from = _mm512_sub_epi8(block, two);
    const eight_bits k = {.high = _mm512_movepi8_mask(block),
                          .lead = _mm512_cmplt_epu8_mask(from, _mm512_set1_epi8(0xE0 - 0xC2)),
                          .on = _mm512_cmplt_epi8_mask(block, on)};
    const bool fine = twos(&k, open);

    *wide = *wide || (fine && k.high != 0);
    return fine;
}

INLINE TARGET_AVX512 bool ascii_avx512(const char *text, size_t blocks)
{
    __m512i all = _mm512_setzero_si512();

    for (size_t i = 0; i < blocks * EG_LANE_BLOCK; i += EG_LANE_BLOCK)
        all = _mm512_or_si512(all, _mm512_loadu_si512((const void *)(text + i)));
    return _mm512_movepi8_mask(all) == 0;
}

static TARGET_AVX512 size_t skip_avx512(const char *text, size_t n, bool *wide)
{
    enum { FOUR = 4 };
    uint64_t open = 0;
    size_t i = 0;

    for (; i + FOUR * EG_LANE_BLOCK <= n; i += FOUR * EG_LANE_BLOCK) {
        if (open == 0 && ascii_avx512(text + i, FOUR))
            continue;
        for (size_t k = 0; k < FOUR; k++)
            if (!twos_avx512(text + i + k * EG_LANE_BLOCK, wide, &open))
                return i + k * EG_LANE_BLOCK - open;
    }
    while (i + EG_LANE_BLOCK <= n && twos_avx512(text + i, wide, &open))
        i += EG_LANE_BLOCK;
    return i - open;
}

#define LANE_TARGET TARGET_AVX512
#define LANE_MARK   mark_avx512
#define LANE_MASKS  masks_avx512
#define LANE_GLANCE glance_avx512
#define LANE_SPREAD spread_avx512
#include "lane/marks_loop.h"

eg_lane_mark *const eg_lane_mark_sse2 = mark_sse2;
eg_lane_mark *const eg_lane_mark_avx2 = mark_avx2;
eg_lane_mark *const eg_lane_mark_avx512 = mark_avx512;
eg_lane_skip *const eg_lane_skip_avx2 = skip_avx2;
eg_lane_skip *const eg_lane_skip_avx512 = skip_avx512;
#else
eg_lane_mark *const eg_lane_mark_sse2 = NULL;
eg_lane_mark *const eg_lane_mark_avx2 = NULL;
eg_lane_mark *const eg_lane_mark_avx512 = NULL;
eg_lane_skip *const eg_lane_skip_avx2 = NULL;
eg_lane_skip *const eg_lane_skip_avx512 = NULL;
#endif
