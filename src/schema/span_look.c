/* Texts of several columns to numbers: the table, and the loops over records. */
#include "schema/spans.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { FIRST_BITS = 6, BITS_MOST = 12, TURNS = 32, PARTS = EG_SPAN_SHORT / 16 };

#define ONES_8  255, 255, 255, 255, 255, 255, 255, 255
#define ONES_32 ONES_8, ONES_8, ONES_8, ONES_8
/* 64 zeros, 64 ones: what stands behind a text. */
static const unsigned char behind[2 * EG_SPAN_SHORT] = {[EG_SPAN_SHORT] = ONES_32, ONES_32};

/* ---- keys ---- */

/* 64 bytes may be read. */
INLINE eg_span_slot key_padded(const char *at, size_t n)
{
    const unsigned char *ones =
        behind + EG_SPAN_SHORT - (n < EG_SPAN_SHORT ? n : EG_SPAN_SHORT);
    eg_span_slot key;
    for (size_t k = 0; k < PARTS; k++)
        key.part[k] = eg_dict_load(at + 16 * k) | eg_dict_load(ones + 16 * k);
    return key;
}

static eg_span_slot key_of(const char *at, size_t n)
{
    char room[EG_SPAN_SHORT] = {0};
    if (n > 0)
        memcpy(room, at, n);
    return key_padded(room, n);
}

/* 0: it is this key's slot. */
INLINE uint64_t differ_plain(const eg_span_slot *slot, const eg_span_slot *key)
{
    const eg_dict_half differ = (slot->part[0] ^ key->part[0]) |
                                (slot->part[1] ^ key->part[1]) |
                                (slot->part[2] ^ key->part[2]) | (slot->part[3] ^ key->part[3]);
    return differ[0] | differ[1];
}

/* Where a text of these words is looked for first. */
INLINE size_t home_of(uint64_t low, uint64_t high, uint64_t turn, unsigned shift)
{
    return (size_t)((low ^ (high << 27 | high >> 37)) * turn >> shift);
}

INLINE size_t home(const eg_span_slot *key, uint64_t turn, unsigned shift)
{
    const eg_dict_half low = key->part[0] ^ key->part[2], high = key->part[1] ^ key->part[3];
    return home_of(low[0] ^ high[1], low[1] ^ high[0], turn, shift);
}

static bool is_text(const eg_span_slot *slot)
{
    return slot->part[0][0] != 0;
}

/* ---- the table ---- */

static size_t slots_of(const eg_span_table *table)
{
    return (size_t)1 << (64 - table->shift);
}

static uint64_t turn_number(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) | 1;
}

/* How many texts do not stand at their first place with this turn. */
static size_t displaced(const eg_span_table *table, uint64_t turn)
{
    uint64_t taken[((size_t)1 << BITS_MOST) / 64] = {0};
    size_t n = 0;
    for (size_t i = 1; i <= table->n; i++) {
        if (!is_text(&table->texts[i]))
            continue;
        const size_t slot = home(&table->texts[i], turn, table->shift);
        n += taken[slot / 64] >> slot % 64 & 1;
        taken[slot / 64] |= UINT64_C(1) << slot % 64;
    }
    return n;
}

static void place(eg_span_table *table, uint32_t number)
{
    const eg_span_slot *text = &table->texts[number];
    const size_t mask = slots_of(table) - 1;
    size_t slot = home(text, table->turn, table->shift);
    while (table->is[slot] != 0)
        slot = (slot + 1) & mask;
    table->slots[slot] = *text;
    table->is[slot] = number;
}

/* Empty, of that many slots, and with room for texts to fill it. */
static bool resize(eg_span_table *table, unsigned bits)
{
    const size_t slots = (size_t)1 << bits;
    const size_t texts = (slots < EG_SPAN_TEXTS ? slots : EG_SPAN_TEXTS) + 1;
    void *room = eg_alloc_zero(slots + 1, sizeof *table->slots);
    uint32_t *is = eg_alloc_zero(slots, sizeof *is);
    eg_span_slot *grown = eg_realloc(table->texts, texts, sizeof *grown);
    if (grown != NULL)
        table->texts = grown;
    if (room == NULL || is == NULL || grown == NULL) {
        eg_free(room);
        eg_free(is);
        return false;
    }
    eg_free(table->room);
    eg_free(table->is);
    table->room = room;
    table->is = is;
    const size_t past = (uintptr_t)room % EG_SPAN_SHORT;
    table->slots =
        (eg_span_slot *)(void *)((char *)room + (EG_SPAN_SHORT - past) % EG_SPAN_SHORT);
    table->shift = 64 - bits;
    return true;
}

/* Of so many factors the best one, for all texts there are; no slot is taken. */
static void place_all(eg_span_table *table, uint64_t turns)
{
    size_t least = SIZE_MAX;
    for (uint64_t i = 0; i < turns && least > 0; i++) {
        const size_t n = displaced(table, turn_number(i));
        if (n < least)
            table->turn = turn_number(i);
        least = n < least ? n : least;
    }
    for (uint32_t i = 1; i <= table->n; i++)
        if (is_text(&table->texts[i]))
            place(table, i);
}

static bool grow(eg_span_table *table)
{
    if (!resize(table, 64 - table->shift + 1))
        return false;
    place_all(table, TURNS);
    return true;
}

void eg_span_settle(eg_span_table *table)
{
    enum { TURNS_MANY = 256 };
    memset(table->slots, 0, slots_of(table) * sizeof *table->slots);
    memset(table->is, 0, slots_of(table) * sizeof *table->is);
    place_all(table, TURNS_MANY);
}

bool eg_span_table_init(eg_span_table *table)
{
    *table = (eg_span_table){.turn = turn_number(0)};
    return resize(table, FIRST_BITS);
}

void eg_span_table_clear(eg_span_table *table)
{
    eg_free(table->room);
    eg_free(table->is);
    eg_free(table->texts);
    *table = (eg_span_table){.room = NULL};
}

uint32_t eg_span_find(const eg_span_table *table, const char *at, size_t n)
{
    if (n > EG_SPAN_SHORT)
        return 0;
    const eg_span_slot key = key_of(at, n);
    const size_t mask = slots_of(table) - 1;
    size_t slot = home(&key, table->turn, table->shift);
    while (table->is[slot] != 0 && differ_plain(&table->slots[slot], &key) != 0)
        slot = (slot + 1) & mask;
    return table->is[slot];
}

/* So few that hardly two are looked for in one place, as long as that is not much memory. */
static bool has_room(eg_span_table *table)
{
    const size_t slots = slots_of(table), all = table->n + 1;
    const bool many = all * 2 > slots || (all * all > 4 * slots && slots >> BITS_MOST == 0);
    return !many || grow(table);
}

uint32_t eg_span_reserve(eg_span_table *table)
{
    if (!has_room(table))
        return 0;
    table->texts[++table->n] = (eg_span_slot){.part = {{0}}};
    return (uint32_t)table->n;
}

uint32_t eg_span_put(eg_span_table *table, const char *at, size_t n)
{
    if (!has_room(table))
        return 0;
    table->texts[++table->n] = key_of(at, n);
    place(table, (uint32_t)table->n);
    return (uint32_t)table->n;
}

/* ---- looking ---- */

#define LOOK look_plain
#define LOOK_TARGET
#define LOOK_KEY    eg_span_slot
#define LOOK_TAKE   key_padded
#define LOOK_HOME   home
#define LOOK_DIFFER differ_plain
#include "schema/span_loop.h"

static bool each_plain(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number)
{
    return look_plain(table, cells, number, false);
}

static bool runs_plain(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number)
{
    return look_plain(table, cells, number, true);
}

static void tell_plain(const uint32_t *number, const uint32_t *label, size_t n, uint32_t *to)
{
    enum { FOUR = 4 };
    size_t r = 0;
    for (; r + FOUR <= n; r += FOUR)
        for (size_t k = 0; k < FOUR; k++)
            to[r + k] = label[number[r + k]];
    for (; r < n; r++)
        to[r] = label[number[r]];
}

INLINE void split_words(const uint32_t *restrict word, size_t n, uint32_t shift, uint32_t mask,
                        uint32_t *restrict to)
{
    for (size_t r = 0; r < n; r++)
        to[r] = word[r] >> shift & mask;
}

static void split_plain(const uint32_t *word, size_t n, uint32_t shift, uint32_t mask,
                        uint32_t *to)
{
    split_words(word, n, shift, mask, to);
}

static const eg_span_loops loops_plain = {each_plain, runs_plain, tell_plain, split_plain};

#if defined(__x86_64__)
#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2")))

INLINE TARGET_AVX2 __m256i load32(const void *at)
{
    return _mm256_loadu_si256((const __m256i *)at);
}

/* The halves of a key. */
typedef struct {
    __m256i low, high;
} key_avx2;

INLINE TARGET_AVX2 key_avx2 take_avx2(const char *at, size_t n)
{
    const unsigned char *ones =
        behind + EG_SPAN_SHORT - (n < EG_SPAN_SHORT ? n : EG_SPAN_SHORT);
    return (key_avx2){_mm256_or_si256(load32(at), load32(ones)),
                      _mm256_or_si256(load32(at + 32), load32(ones + 32))};
}

/* Of both halves, one upon the other. */
INLINE TARGET_AVX2 size_t home_of_both(__m256i both, uint64_t turn, unsigned shift)
{
    const __m128i high = _mm256_extracti128_si256(both, 1);
    const __m128i all =
        _mm_xor_si128(_mm256_castsi256_si128(both), _mm_shuffle_epi32(high, 0x4E));
    return home_of((uint64_t)_mm_cvtsi128_si64(all), (uint64_t)_mm_extract_epi64(all, 1), turn,
                   shift);
}

INLINE TARGET_AVX2 size_t home_avx2(const key_avx2 *key, uint64_t turn, unsigned shift)
{
    return home_of_both(_mm256_xor_si256(key->low, key->high), turn, shift);
}

INLINE TARGET_AVX2 uint64_t differ_avx2(const eg_span_slot *slot, const key_avx2 *key)
{
    const __m256i low = _mm256_cmpeq_epi8(key->low, load32(&slot->part[0]));
    const __m256i high = _mm256_cmpeq_epi8(key->high, load32(&slot->part[2]));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_and_si256(low, high));
}

#define LOOK        look_avx2
#define LOOK_TARGET TARGET_AVX2
#define LOOK_KEY    key_avx2
#define LOOK_TAKE   take_avx2
#define LOOK_HOME   home_avx2
#define LOOK_DIFFER differ_avx2
#include "schema/span_loop.h"

static TARGET_AVX2 bool each_avx2(const eg_span_table *table, const eg_span_cells *cells,
                                  uint32_t *number)
{
    return look_avx2(table, cells, number, false);
}

static TARGET_AVX2 bool runs_avx2(const eg_span_table *table, const eg_span_cells *cells,
                                  uint32_t *number)
{
    return look_avx2(table, cells, number, true);
}

static TARGET_AVX2 void tell_avx2(const uint32_t *number, const uint32_t *label, size_t n,
                                  uint32_t *to)
{
    enum { EIGHT = 8 };
    size_t r = 0;
    for (; r + EIGHT <= n; r += EIGHT) {
        const __m256i is = _mm256_i32gather_epi32((const int *)(const void *)label,
                                                  load32(number + r), sizeof *label);
        _mm256_storeu_si256((__m256i *)(void *)(to + r), is);
    }
    for (; r < n; r++)
        to[r] = label[number[r]];
}

static TARGET_AVX2 void split_avx2(const uint32_t *word, size_t n, uint32_t shift,
                                   uint32_t mask, uint32_t *to)
{
    split_words(word, n, shift, mask, to);
}

static const eg_span_loops loops_avx2 = {each_avx2, runs_avx2, tell_avx2, split_avx2};

#define TARGET_AVX512 __attribute__((target("avx2,bmi,bmi2,avx512f,avx512bw,avx512vl")))

INLINE TARGET_AVX512 __m512i take_avx512(const char *at, size_t n)
{
    return _mm512_mask_loadu_epi8(_mm512_set1_epi8(-1), _bzhi_u64(UINT64_MAX, (uint32_t)n),
                                  (const void *)at);
}

INLINE TARGET_AVX512 size_t home_avx512(const __m512i *key, uint64_t turn, unsigned shift)
{
    const __m256i high = _mm512_extracti64x4_epi64(*key, 1);
    return home_of_both(_mm256_xor_si256(_mm512_castsi512_si256(*key), high), turn, shift);
}

INLINE TARGET_AVX512 uint64_t differ_avx512(const eg_span_slot *slot, const __m512i *key)
{
    return _mm512_cmpneq_epi8_mask(*key, _mm512_load_si512((const void *)slot));
}

#define LOOK        look_avx512
#define LOOK_TARGET TARGET_AVX512
#define LOOK_KEY    __m512i
#define LOOK_TAKE   take_avx512
#define LOOK_HOME   home_avx512
#define LOOK_DIFFER differ_avx512
#include "schema/span_loop.h"

static TARGET_AVX512 bool each_avx512(const eg_span_table *table, const eg_span_cells *cells,
                                      uint32_t *number)
{
    return look_avx512(table, cells, number, false);
}

static TARGET_AVX512 bool runs_avx512(const eg_span_table *table, const eg_span_cells *cells,
                                      uint32_t *number)
{
    return look_avx512(table, cells, number, true);
}

static const eg_span_loops loops_avx512 = {each_avx512, runs_avx512, tell_avx2, split_avx2};
#endif

bool eg_span_here(eg_span_way way)
{
#if defined(__x86_64__)
    if (way == EG_SPAN_AVX2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    if (way == EG_SPAN_AVX512)
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("bmi2");
#endif
    return way == EG_SPAN_BEST || way == EG_SPAN_PLAIN;
}

const eg_span_loops *eg_span_loops_of(eg_span_way way)
{
    if (way == EG_SPAN_BEST)
        for (way = EG_SPAN_AVX512; !eg_span_here(way);)
            way = (eg_span_way)(way - 1);
#if defined(__x86_64__)
    if (way == EG_SPAN_AVX512)
        return &loops_avx512;
    if (way == EG_SPAN_AVX2)
        return &loops_avx2;
#endif
    return &loops_plain;
}
