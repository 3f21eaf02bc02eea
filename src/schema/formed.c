/* Numbers of one form, several at once. */
#include "schema/formed.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static size_t read_plain(const eg_formed_cells *cells, const eg_formed_numbers *to)
{
    const eg_cell_form form = cells->form;
    const uint32_t *end = cells->end;
    const eg_decimal low = cells->low, high = cells->high;
    const size_t step = cells->step, n = cells->n;
    size_t others = 0;
    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1;
        eg_decimal units;
        uint64_t word;
        memcpy(&word, cells->text + from, sizeof word);
        const bool formed = eg_cell_formed_units(&form, word, end[0] - from, &units);
        const eg_decimal value = units * (eg_decimal)form.scale;
        const bool fine = formed & ((value < low) | (value > high));
        to->value[r] = value;
        to->units[r] = fine ? (uint32_t)units : 0;
        to->state[r] = fine ? 0 : to->other;
        others += !fine;
    }
    return others;
}

#if defined(__x86_64__)
#define INLINE static inline __attribute__((always_inline))

/* Records from `from` on, which are too few for all lanes. */
static size_t read_rest(const eg_formed_cells *cells, const eg_formed_numbers *to, size_t from)
{
    eg_formed_cells rest = *cells;
    rest.end += from * rest.step;
    rest.n -= from;
    return read_plain(&rest, &(eg_formed_numbers){to->value + from, to->units + from,
                                                  to->state + from, to->other});
}

#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

INLINE TARGET_AVX2 __m256i all4(uint64_t word)
{
    return _mm256_set1_epi64x((long long)word);
}

/* Digits of eight bytes to a number, the first one lowest; every byte is 0 to 9. */
INLINE TARGET_AVX2 __m256i digits4(__m256i word)
{
    const __m256i two = _mm256_maddubs_epi16(word, _mm256_set1_epi16(1 << 8 | 10));
    const __m256i four = _mm256_madd_epi16(two, _mm256_set1_epi32(1 << 16 | 100));
    return _mm256_add_epi64(_mm256_mul_epu32(four, all4(10000)), _mm256_srli_epi64(four, 32));
}

/* As eg_cell_formed_units: what is 0 in *bad is such a number. */
INLINE TARGET_AVX2 __m256i units4(const eg_cell_form *form, __m256i word, __m256i n,
                                  __m256i *bad)
{
    const __m256i high = all4(EG_CELL_BYTES(0xF0)), zero = all4(EG_CELL_BYTES('0'));
    __m256i wrong = _mm256_or_si256(
        _mm256_xor_si256(n, all4(form->n)),
        _mm256_and_si256(_mm256_xor_si256(word, all4(form->is_point)), all4(form->point)));
    word = _mm256_sll_epi64(word, _mm_cvtsi32_si128((int)form->shift));
    word = _mm256_or_si256(
        _mm256_slli_epi64(_mm256_and_si256(word, all4(form->before)), 8),
        _mm256_or_si256(_mm256_and_si256(word, all4(form->behind)), all4(form->zeros)));
    const __m256i more = _mm256_add_epi64(word, all4(EG_CELL_BYTES(6)));
    wrong = _mm256_or_si256(
        wrong, _mm256_or_si256(_mm256_xor_si256(_mm256_and_si256(word, high), zero),
                               _mm256_xor_si256(_mm256_and_si256(more, high), zero)));
    *bad = wrong;
    return digits4(_mm256_and_si256(word, all4(EG_CELL_BYTES(0x0F))));
}

/* The low halves of four words. */
INLINE TARGET_AVX2 __m128i narrow4(__m256i words)
{
    const __m256i order = _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0);
    return _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(words, order));
}

static TARGET_AVX2 size_t read_avx2(const eg_formed_cells *cells, const eg_formed_numbers *to)
{
    enum { FOUR = 4 };
    const eg_cell_form form = cells->form;
    const int step = (int)cells->step;
    const __m128i places = _mm_setr_epi32(0, step, 2 * step, 3 * step);
    const __m256i scale = all4(form.scale), low = _mm256_set1_epi64x(cells->low),
                  high = _mm256_set1_epi64x(cells->high);
    const uint32_t *end = cells->end;
    size_t others = 0, r = 0;
    for (; r + FOUR <= cells->n; r += FOUR, end += FOUR * cells->step) {
        const __m128i from =
            _mm_add_epi32(_mm_i32gather_epi32((const int *)(const void *)(end - 1), places, 4),
                          _mm_set1_epi32(1));
        const __m128i upto = _mm_i32gather_epi32((const int *)(const void *)end, places, 4);
        const __m256i word =
            _mm256_i32gather_epi64((const long long *)(const void *)cells->text, from, 1);
        __m256i bad;
        const __m256i units =
            units4(&form, word, _mm256_cvtepu32_epi64(_mm_sub_epi32(upto, from)), &bad);
        const __m256i value = _mm256_mul_epu32(units, scale);
        const __m256i mark =
            _mm256_or_si256(_mm256_cmpgt_epi64(low, value), _mm256_cmpgt_epi64(value, high));
        const __m256i fine =
            _mm256_and_si256(_mm256_cmpeq_epi64(bad, _mm256_setzero_si256()), mark);
        const uint32_t not = ~(uint32_t)_mm256_movemask_epi8(fine) & 0x01010101U;
        const uint32_t packed = _pext_u32(not, 0x01010101U);
        const uint32_t state = _pdep_u32(packed, 0x01010101U) * to->other;
        _mm256_storeu_si256((__m256i *)(void *)(to->value + r), value);
        _mm_storeu_si128((__m128i *)(void *)(to->units + r),
                         narrow4(_mm256_and_si256(units, fine)));
        memcpy(to->state + r, &state, sizeof state);
        others += (size_t)__builtin_popcount(packed);
    }
    return others + read_rest(cells, to, r);
}

#define TARGET_AVX512 __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl")))

INLINE TARGET_AVX512 __m512i all8(uint64_t word)
{
    return _mm512_set1_epi64((long long)word);
}

INLINE TARGET_AVX512 __m512i digits8(__m512i word)
{
    const __m512i two = _mm512_maddubs_epi16(word, _mm512_set1_epi16(1 << 8 | 10));
    const __m512i four = _mm512_madd_epi16(two, _mm512_set1_epi32(1 << 16 | 100));
    return _mm512_add_epi64(_mm512_mul_epu32(four, all8(10000)), _mm512_srli_epi64(four, 32));
}

INLINE TARGET_AVX512 __m512i units8(const eg_cell_form *form, __m512i word, __m512i n,
                                    __mmask8 *good)
{
    const __m512i high = all8(EG_CELL_BYTES(0xF0)), zero = all8(EG_CELL_BYTES('0'));
    __m512i wrong = _mm512_or_si512(
        _mm512_xor_si512(n, all8(form->n)),
        _mm512_and_si512(_mm512_xor_si512(word, all8(form->is_point)), all8(form->point)));
    word = _mm512_sll_epi64(word, _mm_cvtsi32_si128((int)form->shift));
    word = _mm512_or_si512(
        _mm512_slli_epi64(_mm512_and_si512(word, all8(form->before)), 8),
        _mm512_or_si512(_mm512_and_si512(word, all8(form->behind)), all8(form->zeros)));
    const __m512i more = _mm512_add_epi64(word, all8(EG_CELL_BYTES(6)));
    wrong = _mm512_or_si512(
        wrong, _mm512_or_si512(_mm512_xor_si512(_mm512_and_si512(word, high), zero),
                               _mm512_xor_si512(_mm512_and_si512(more, high), zero)));
    *good = _mm512_testn_epi64_mask(wrong, wrong);
    return digits8(_mm512_and_si512(word, all8(EG_CELL_BYTES(0x0F))));
}

static TARGET_AVX512 size_t read_avx512(const eg_formed_cells *cells,
                                        const eg_formed_numbers *to)
{
    enum { EIGHT = 8 };
    const eg_cell_form form = cells->form;
    const int step = (int)cells->step;
    const __m256i places =
        _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(step));
    const __m512i low = _mm512_set1_epi64(cells->low), high = _mm512_set1_epi64(cells->high);
    const uint32_t *end = cells->end;
    size_t others = 0, r = 0;
    for (; r + EIGHT <= cells->n; r += EIGHT, end += EIGHT * cells->step) {
        const __m256i from = _mm256_add_epi32(
            _mm256_i32gather_epi32((const int *)(const void *)(end - 1), places, 4),
            _mm256_set1_epi32(1));
        const __m256i upto = _mm256_i32gather_epi32((const int *)(const void *)end, places, 4);
        const __m512i word = _mm512_i32gather_epi64(from, (const void *)cells->text, 1);
        __mmask8 fine;
        const __m512i units =
            units8(&form, word, _mm512_cvtepu32_epi64(_mm256_sub_epi32(upto, from)), &fine);
        const __m512i value = _mm512_mul_epu32(units, all8(form.scale));
        fine &= (__mmask8)(_mm512_cmplt_epi64_mask(value, low) |
                           _mm512_cmpgt_epi64_mask(value, high));
        const __m128i state =
            _mm_maskz_set1_epi8((__mmask16)((__mmask8)~fine), (char)to->other);
        _mm512_storeu_si512((void *)(to->value + r), value);
        _mm256_storeu_si256((__m256i *)(void *)(to->units + r),
                            _mm512_maskz_cvtepi64_epi32(fine, units));
        _mm_storel_epi64((__m128i *)(void *)(to->state + r), state);
        others += (size_t)__builtin_popcount((__mmask8)~fine);
    }
    return others + read_rest(cells, to, r);
}
#endif

eg_formed_read *eg_formed_of(eg_formed_way way)
{
#if defined(__x86_64__)
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    const bool avx512 =
        avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    if (way == EG_FORMED_BEST)
        way = avx512 ? EG_FORMED_AVX512 : avx2 ? EG_FORMED_AVX2 : EG_FORMED_PLAIN;
    if (way == EG_FORMED_AVX512 && avx512)
        return read_avx512;
    if (way == EG_FORMED_AVX2 && avx2)
        return read_avx2;
#endif
    return way == EG_FORMED_PLAIN || way == EG_FORMED_BEST ? read_plain : NULL;
}
