/* Columns of few short texts, several cells at once. */
#include "schema/few.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { TURNS = 64, SPREAD = 5 };
#define VALUE_BITS ((UINT64_C(1) << EG_FEW_STATE) - 1)

/* ---- places ---- */

static uint32_t turn_number(uint32_t i)
{
    const uint64_t z = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)((z ^ z >> 29) * UINT64_C(0xBF58476D1CE4E5B9) >> 32) | 1;
}

INLINE size_t place_of(uint64_t mixed, uint32_t turn)
{
    return (size_t)((uint64_t)(uint32_t)(mixed ^ mixed >> 32) * turn >> 32) % EG_FEW_TEXTS;
}

static size_t place_of_text(const eg_few_text *text, uint32_t turn)
{
    uint64_t mixed = 0;

    for (unsigned k = 0; k < EG_FEW_PARTS; k++)
        mixed ^= text->part[k] << SPREAD * k;
    return place_of(mixed, turn);
}

/* Gives the texts their places by a factor; how many have one. */
static size_t place_all(eg_few *few, uint32_t turn)
{
    size_t placed = 0;

    few->turn = turn;
    for (size_t i = 0; i < EG_FEW_TEXTS; i++) {
        few->part[0][i] = UINT64_MAX;
        few->is[i] = 0;
    }
    for (size_t i = 0; i < few->n; i++) {
        const size_t at = place_of_text(&few->texts[i], turn);

        if (few->part[0][at] != UINT64_MAX)
            continue;
        for (size_t k = 0; k < EG_FEW_PARTS; k++)
            few->part[k][at] = few->texts[i].part[k];
        few->is[at] = few->texts[i].is;
        placed++;
    }
    return placed;
}

void eg_few_put(eg_few *few, eg_text text, uint64_t value, uint8_t state)
{
    uint32_t best = 0;
    size_t most = 0;

    if (few->n == EG_FEW_TEXTS || text.n > EG_FEW_BYTES || value > VALUE_BITS)
        return;
    eg_few_text one = {.is = value | (uint64_t)state << EG_FEW_STATE};
    if (text.n > 0)
        memcpy(one.part, text.at, text.n);
    for (size_t i = 0; i < few->n; i++)
        if (memcmp(few->texts[i].part, one.part, sizeof one.part) == 0)
            return;
    few->texts[few->n++] = one;
    if (few->parts < (text.n + 7) / 8)
        few->parts = (text.n + 7) / 8;
    few->parts += few->parts == 0;
    for (uint32_t i = 0; i < TURNS && most < few->n; i++) {
        const size_t placed = place_all(few, turn_number(i));

        best = placed > most ? i : best;
        most = placed > most ? placed : most;
    }
    (void)place_all(few, turn_number(best));
}

/* ---- looking ---- */

/* Ones, as many bytes as a text has, and zeros. */
static const unsigned char kept[2 * EG_FEW_BYTES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

INLINE unsigned read_parts(const eg_few *few, const eg_few_cells *cells,
                           const eg_few_values *to, size_t parts)
{
    const uint32_t *end = cells->end, turn = few->turn;
    const size_t step = cells->step, n = cells->n;
    unsigned seen = 0;

    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[0] - from;
        const unsigned char *keep =
            kept + EG_FEW_BYTES - (bytes < 8 * parts ? bytes : 8 * parts);
        uint64_t word[EG_FEW_PARTS] = {0}, mixed = 0, differ = bytes > 8 * parts;

        for (size_t k = 0; k < parts; k++) {
            uint64_t mask;

            memcpy(&word[k], cells->text + from + 8 * k, sizeof word[k]);
            memcpy(&mask, keep + 8 * k, sizeof mask);
            word[k] &= mask;
            mixed ^= word[k] << SPREAD * k;
        }
        const size_t at = place_of(mixed, turn);
        for (size_t k = 0; k < parts; k++)
            differ |= word[k] ^ few->part[k][at];
        const uint64_t is = differ == 0 ? few->is[at] : (uint64_t)to->other << EG_FEW_STATE;
        to->value[r] = (eg_decimal)(is & VALUE_BITS);
        to->state[r] = (uint8_t)(is >> EG_FEW_STATE);
        seen |= (unsigned)(is >> EG_FEW_STATE);
    }
    return seen;
}

static unsigned read_plain(const eg_few *few, const eg_few_cells *cells,
                           const eg_few_values *to)
{
    switch (few->parts) {
    case 1:
        return read_parts(few, cells, to, 1);
    case 2:
        return read_parts(few, cells, to, 2);
    default:
        return read_parts(few, cells, to, EG_FEW_PARTS);
    }
}

#if defined(__x86_64__)
/* Records from `from` on, which are too few for all lanes. */
static unsigned read_rest(const eg_few *few, const eg_few_cells *cells, const eg_few_values *to,
                          size_t from)
{
    const eg_few_cells rest = {cells->text, cells->end + from * cells->step, cells->step,
                               cells->n - from};
    const eg_few_values behind = {to->value + from, to->state + from, to->other};

    return read_plain(few, &rest, &behind);
}

#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2")))

INLINE TARGET_AVX2 __m256i load4(const uint64_t *table, __m256i at)
{
    return _mm256_i64gather_epi64((const long long *)table, at, sizeof *table);
}

/* The words of four cells, what they are mixed to, and ones where a cell has more of them. */
typedef struct {
    __m256i word[EG_FEW_PARTS], mixed, longer;
} four_cells;

INLINE TARGET_AVX2 void take4(const eg_few_cells *cells, size_t r, size_t parts, four_cells *of)
{
    const int step = (int)cells->step;
    const __m128i places = _mm_setr_epi32(0, step, 2 * step, 3 * step);
    const int *end = (const int *)(const void *)(cells->end + r * cells->step);
    const __m128i from =
        _mm_add_epi32(_mm_i32gather_epi32(end - 1, places, 4), _mm_set1_epi32(1));
    const __m256i ones = _mm256_set1_epi64x(-1);
    __m256i n = _mm256_cvtepu32_epi64(_mm_sub_epi32(_mm_i32gather_epi32(end, places, 4), from));

    of->longer = _mm256_cmpgt_epi64(n, _mm256_set1_epi64x((long long)(8 * parts)));
    n = _mm256_slli_epi64(n, 3);
    of->mixed = _mm256_setzero_si256();
    for (size_t k = 0; k < parts; k++) {
        const void *text = cells->text + 8 * k;
        const __m256i word = _mm256_i32gather_epi64((const long long *)text, from, 1);

        of->word[k] = _mm256_andnot_si256(_mm256_sllv_epi64(ones, n), word);
        of->mixed =
            _mm256_xor_si256(of->mixed, _mm256_slli_epi64(of->word[k], (int)(SPREAD * k)));
        n = _mm256_subs_epu16(n, _mm256_set1_epi64x(64));
    }
}

INLINE TARGET_AVX2 unsigned read4(const eg_few *few, const eg_few_cells *cells,
                                  const eg_few_values *to, size_t parts)
{
    enum { FOUR = 4 };
    const __m256i turn = _mm256_set1_epi64x(few->turn);
    const __m256i other = _mm256_set1_epi64x((long long)to->other << EG_FEW_STATE);
    const __m256i order = _mm256_setr_epi8(3, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3,
                                           11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i seen = _mm256_setzero_si256();
    size_t r = 0;

    for (; r + FOUR <= cells->n; r += FOUR) {
        four_cells of;

        take4(cells, r, parts, &of);
        const __m256i mixed = _mm256_xor_si256(of.mixed, _mm256_srli_epi64(of.mixed, 32));
        const __m256i at =
            _mm256_and_si256(_mm256_srli_epi64(_mm256_mul_epu32(mixed, turn), 32),
                             _mm256_set1_epi64x(EG_FEW_TEXTS - 1));
        __m256i differ = of.longer;
        for (size_t k = 0; k < parts; k++)
            differ =
                _mm256_or_si256(differ, _mm256_xor_si256(of.word[k], load4(few->part[k], at)));
        const __m256i same = _mm256_cmpeq_epi64(differ, _mm256_setzero_si256());
        const __m256i is = _mm256_blendv_epi8(other, load4(few->is, at), same);
        const __m256i states = _mm256_shuffle_epi8(is, order);
        const uint32_t state = (uint32_t)_mm_cvtsi128_si32(_mm_unpacklo_epi16(
            _mm256_castsi256_si128(states), _mm256_extracti128_si256(states, 1)));

        _mm256_storeu_si256((__m256i *)(void *)(to->value + r),
                            _mm256_and_si256(is, _mm256_set1_epi64x((long long)VALUE_BITS)));
        memcpy(to->state + r, &state, sizeof state);
        seen = _mm256_or_si256(seen, is);
    }
    const __m128i both =
        _mm_or_si128(_mm256_castsi256_si128(seen), _mm256_extracti128_si256(seen, 1));
    const uint64_t bits = (uint64_t)(_mm_cvtsi128_si64(both) | _mm_extract_epi64(both, 1));
    return (unsigned)(bits >> EG_FEW_STATE) | read_rest(few, cells, to, r);
}

static TARGET_AVX2 unsigned read_avx2(const eg_few *few, const eg_few_cells *cells,
                                      const eg_few_values *to)
{
    switch (few->parts) {
    case 1:
        return read4(few, cells, to, 1);
    case 2:
        return read4(few, cells, to, 2);
    default:
        return read4(few, cells, to, EG_FEW_PARTS);
    }
}

#define TARGET_AVX512 __attribute__((target("avx2,bmi,bmi2,avx512f,avx512bw,avx512vl")))

/* Sixteen words of which the low four bits of eight numbers choose eight. */
typedef struct {
    __m512i low, high;
} sixteen;

INLINE TARGET_AVX512 sixteen load16(const uint64_t *table)
{
    return (sixteen){_mm512_loadu_si512(table), _mm512_loadu_si512(table + 8)};
}

INLINE TARGET_AVX512 __m512i choose8(const sixteen *of, __m512i at)
{
    return _mm512_permutex2var_epi64(of->low, at, of->high);
}

/* As four_cells. */
typedef struct {
    __m512i word[EG_FEW_PARTS], mixed;
    __mmask8 longer;
} eight_cells;

INLINE TARGET_AVX512 void take8(const eg_few_cells *cells, size_t r, size_t parts,
                                eight_cells *of)
{
    const __m256i places = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                              _mm256_set1_epi32((int)cells->step));
    const int *end = (const int *)(const void *)(cells->end + r * cells->step);
    const __m256i from =
        _mm256_add_epi32(_mm256_i32gather_epi32(end - 1, places, 4), _mm256_set1_epi32(1));
    const __m512i ones = _mm512_set1_epi64(-1);
    __m512i n =
        _mm512_cvtepu32_epi64(_mm256_sub_epi32(_mm256_i32gather_epi32(end, places, 4), from));

    of->longer = _mm512_cmpgt_epi64_mask(n, _mm512_set1_epi64((long long)(8 * parts)));
    n = _mm512_slli_epi64(n, 3);
    of->mixed = _mm512_setzero_si512();
    for (size_t k = 0; k < parts; k++) {
        const __m512i word =
            _mm512_i32gather_epi64(from, (const void *)(cells->text + 8 * k), 1);

        of->word[k] = _mm512_andnot_si512(_mm512_sllv_epi64(ones, n), word);
        of->mixed =
            _mm512_xor_si512(of->mixed, _mm512_slli_epi64(of->word[k], (unsigned)(SPREAD * k)));
        n = _mm512_subs_epu16(n, _mm512_set1_epi64(64));
    }
}

INLINE TARGET_AVX512 unsigned read8(const eg_few *few, const eg_few_cells *cells,
                                    const eg_few_values *to, size_t parts)
{
    enum { EIGHT = 8 };
    const __m512i turn = _mm512_set1_epi64(few->turn);
    const __m512i other = _mm512_set1_epi64((long long)to->other << EG_FEW_STATE);
    const sixteen table = load16(few->is);
    sixteen part[EG_FEW_PARTS];
    __m512i seen = _mm512_setzero_si512();
    size_t r = 0;

    for (size_t k = 0; k < parts; k++)
        part[k] = load16(few->part[k]);
    for (; r + EIGHT <= cells->n; r += EIGHT) {
        eight_cells of;

        take8(cells, r, parts, &of);
        const __m512i mixed = _mm512_xor_si512(of.mixed, _mm512_srli_epi64(of.mixed, 32));
        const __m512i at = _mm512_srli_epi64(_mm512_mul_epu32(mixed, turn), 32);
        __mmask8 differ = of.longer;
        for (size_t k = 0; k < parts; k++)
            differ |= _mm512_cmpneq_epi64_mask(of.word[k], choose8(&part[k], at));
        const __m512i is = _mm512_mask_mov_epi64(choose8(&table, at), differ, other);

        _mm512_storeu_si512((void *)(to->value + r),
                            _mm512_and_si512(is, _mm512_set1_epi64((long long)VALUE_BITS)));
        _mm_storel_epi64((__m128i *)(void *)(to->state + r),
                         _mm512_cvtepi64_epi8(_mm512_srli_epi64(is, EG_FEW_STATE)));
        seen = _mm512_or_si512(seen, is);
    }
    const uint64_t bits = (uint64_t)_mm512_reduce_or_epi64(seen);
    return (unsigned)(bits >> EG_FEW_STATE) | read_rest(few, cells, to, r);
}

static TARGET_AVX512 unsigned read_avx512(const eg_few *few, const eg_few_cells *cells,
                                          const eg_few_values *to)
{
    switch (few->parts) {
    case 1:
        return read8(few, cells, to, 1);
    case 2:
        return read8(few, cells, to, 2);
    default:
        return read8(few, cells, to, EG_FEW_PARTS);
    }
}
#endif

eg_few_read *eg_few_of(eg_few_way way)
{
#if defined(__x86_64__)
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    const bool avx512 =
        avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");

    if (way == EG_FEW_BEST)
        way = avx512 ? EG_FEW_AVX512 : avx2 ? EG_FEW_AVX2 : EG_FEW_PLAIN;
    if (way == EG_FEW_AVX512 && avx512)
        return read_avx512;
    if (way == EG_FEW_AVX2 && avx2)
        return read_avx2;
#endif
    return way == EG_FEW_PLAIN || way == EG_FEW_BEST ? read_plain : NULL;
}
