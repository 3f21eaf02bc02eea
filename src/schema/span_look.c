/* Texts of several columns to numbers: the table, and the loops over records. */
#include "schema/spans.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { FIRST_BITS = 6, BITS_MOST = 12, TURNS = 32, PLACE = 32 };

#define EIGHT_ONES 255, 255, 255, 255, 255, 255, 255, 255
/* 32 zeros, 32 ones: what stands behind a text. */
static const unsigned char behind[64] = {[32] = EIGHT_ONES, EIGHT_ONES, EIGHT_ONES, EIGHT_ONES};

/* ---- keys ---- */

/* The text of a slot, with ones where its number is. 32 bytes may be read. */
INLINE eg_dict_key key_padded(const char *at, size_t n)
{
    const unsigned char *ones = behind + 32 - (n < EG_SPAN_SHORT ? n : EG_SPAN_SHORT);
    return (eg_dict_key){eg_dict_load(at) | eg_dict_load(ones),
                         eg_dict_load(at + 16) | eg_dict_load(ones + 16)};
}

static eg_dict_key key_of(const char *at, size_t n)
{
    char room[32] = {0};
    if (n > 0)
        memcpy(room, at, n);
    return key_padded(room, n);
}

enum { NUMBER_SHIFT = 32 };
#define NUMBER_BITS (UINT64_C(0xFFFFFFFF) << NUMBER_SHIFT)

/* The last four bytes of a slot. */
INLINE uint32_t number_of(const eg_dict_key *slot)
{
    return (uint32_t)(slot->high[1] >> NUMBER_SHIFT);
}

static void set_number(eg_dict_key *slot, uint32_t number)
{
    slot->high[1] = (slot->high[1] & ~NUMBER_BITS) | (uint64_t)number << NUMBER_SHIFT;
}

/* Is it this key's slot? */
INLINE bool holds(const eg_dict_key *slot, const eg_dict_key *key)
{
    const eg_dict_half ones = {0, NUMBER_BITS};
    const eg_dict_key with = {slot->low, slot->high | ones};
    return eg_dict_equal(&with, key);
}

/* Where a text of these words is looked for first. */
INLINE size_t home_of(uint64_t low, uint64_t high, uint64_t turn, unsigned shift)
{
    return (size_t)((low ^ (high << 27 | high >> 37)) * turn >> shift);
}

INLINE size_t home(const eg_dict_key *key, uint64_t turn, unsigned shift)
{
    return home_of(key->low[0] ^ key->high[1], key->low[1] ^ key->high[0], turn, shift);
}

/* Of a text with its number. */
static size_t home_of_slot(const eg_dict_key *slot, uint64_t turn, unsigned shift)
{
    eg_dict_key key = *slot;
    set_number(&key, UINT32_MAX);
    return home(&key, turn, shift);
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
        if (number_of(&table->texts[i]) == 0) /* it is elsewhere */
            continue;
        const size_t slot = home_of_slot(&table->texts[i], turn, table->shift);
        n += taken[slot / 64] >> slot % 64 & 1;
        taken[slot / 64] |= UINT64_C(1) << slot % 64;
    }
    return n;
}

static void place(eg_span_table *table, const eg_dict_key *text)
{
    const size_t mask = slots_of(table) - 1;
    size_t slot = home_of_slot(text, table->turn, table->shift);
    while (number_of(&table->slots[slot]) != 0)
        slot = (slot + 1) & mask;
    table->slots[slot] = *text;
}

/* Empty, of that many slots, and with room for texts to fill it. */
static bool resize(eg_span_table *table, unsigned bits)
{
    const size_t slots = (size_t)1 << bits;
    const size_t texts = (slots < EG_SPAN_TEXTS ? slots : EG_SPAN_TEXTS) + 1;
    void *room = eg_alloc_zero(slots + 1, sizeof *table->slots);
    eg_dict_key *grown = eg_realloc(table->texts, texts, sizeof *grown);
    if (grown != NULL)
        table->texts = grown;
    if (room == NULL || grown == NULL) {
        eg_free(room);
        return false;
    }
    eg_free(table->room);
    table->room = room;
    table->slots =
        (eg_dict_key *)(void *)((char *)room + (PLACE - (uintptr_t)room % PLACE) % PLACE);
    table->shift = 64 - bits;
    return true;
}

static bool grow(eg_span_table *table)
{
    if (!resize(table, 64 - table->shift + 1))
        return false;
    size_t least = SIZE_MAX;
    for (uint64_t i = 0; i < TURNS && least > 0; i++) {
        const size_t n = displaced(table, turn_number(i));
        if (n < least)
            table->turn = turn_number(i);
        least = n < least ? n : least;
    }
    for (size_t i = 1; i <= table->n; i++)
        if (number_of(&table->texts[i]) != 0)
            place(table, &table->texts[i]);
    return true;
}

bool eg_span_table_init(eg_span_table *table)
{
    *table = (eg_span_table){.turn = turn_number(0)};
    return resize(table, FIRST_BITS);
}

void eg_span_table_clear(eg_span_table *table)
{
    eg_free(table->room);
    eg_free(table->texts);
    *table = (eg_span_table){.room = NULL};
}

uint32_t eg_span_find(const eg_span_table *table, const char *at, size_t n)
{
    if (n > EG_SPAN_SHORT)
        return 0;
    const eg_dict_key key = key_of(at, n);
    const size_t mask = slots_of(table) - 1;
    size_t slot = home(&key, table->turn, table->shift);
    while (number_of(&table->slots[slot]) != 0 && !holds(&table->slots[slot], &key))
        slot = (slot + 1) & mask;
    return number_of(&table->slots[slot]);
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
    table->texts[++table->n] = (eg_dict_key){.low = {0}};
    return (uint32_t)table->n;
}

uint32_t eg_span_put(eg_span_table *table, const char *at, size_t n)
{
    if (!has_room(table))
        return 0;
    table->texts[++table->n] = key_of(at, n);
    set_number(&table->texts[table->n], (uint32_t)table->n);
    place(table, &table->texts[table->n]);
    return (uint32_t)table->n;
}

/* ---- looking ---- */

/* What is kept from record to record. `runs`: the text of the one before is looked at first. */
typedef struct {
    const eg_dict_key *slot;
    uint32_t any; /* not 0: something is not known */
} looking;

INLINE bool look_plain(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number,
                       bool runs)
{
    const eg_dict_key *const slots = table->slots;
    const uint64_t turn = table->turn;
    const unsigned shift = table->shift;
    const uint32_t *end = cells->end;
    const size_t step = cells->step, more = cells->more, n = cells->n;
    looking at = {slots, 0};
    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[more] - from;
        const eg_dict_key key = key_padded(cells->text + from, bytes);
        if (!runs || !holds(at.slot, &key))
            at.slot = &slots[home(&key, turn, shift)];
        const bool same = holds(at.slot, &key) & (bytes <= EG_SPAN_SHORT);
        number[r] = number_of(at.slot) & (0U - same);
        at.any |= !same;
    }
    return at.any == 0;
}

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

static const eg_span_loops loops_plain = {each_plain, runs_plain, tell_plain};

#if defined(__x86_64__)
/* Bytes of a slot that are text. */
#define TEXT_BITS ((UINT32_C(1) << EG_SPAN_SHORT) - 1)

#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2")))

INLINE TARGET_AVX2 __m256i load32(const void *at)
{
    return _mm256_loadu_si256((const __m256i *)at);
}

INLINE TARGET_AVX2 size_t home_avx2(__m256i key, uint64_t turn, unsigned shift)
{
    const __m128i high = _mm256_extracti128_si256(key, 1);
    const __m128i both =
        _mm_xor_si128(_mm256_castsi256_si128(key), _mm_shuffle_epi32(high, 0x4E));
    return home_of((uint64_t)_mm_cvtsi128_si64(both), (uint64_t)_mm_extract_epi64(both, 1),
                   turn, shift);
}

/* 0: it is this key's slot. */
INLINE TARGET_AVX2 uint32_t differ_avx2(const eg_dict_key *slot, __m256i key)
{
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(key, load32(slot))) & TEXT_BITS;
}

INLINE TARGET_AVX2 bool look_avx2(const eg_span_table *table, const eg_span_cells *cells,
                                  uint32_t *number, bool runs)
{
    const eg_dict_key *const slots = table->slots;
    const uint64_t turn = table->turn;
    const unsigned shift = table->shift;
    const uint32_t *end = cells->end;
    const size_t step = cells->step, more = cells->more, n = cells->n;
    const char *const text = cells->text;
    looking at = {slots, 0};
    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[more] - from;
        const unsigned char *ones =
            behind + 32 - (bytes < EG_SPAN_SHORT ? bytes : EG_SPAN_SHORT);
        const __m256i key = _mm256_or_si256(load32(text + from), load32(ones));
        if (!runs || differ_avx2(at.slot, key) != 0)
            at.slot = &slots[home_avx2(key, turn, shift)];
        const uint32_t is = number_of(at.slot);
        const uint32_t differ = differ_avx2(at.slot, key) | (EG_SPAN_SHORT - bytes) >> 31;
        number[r] = differ == 0 ? is : 0;
        at.any |= differ;
    }
    return at.any == 0;
}

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

static const eg_span_loops loops_avx2 = {each_avx2, runs_avx2, tell_avx2};

#define TARGET_AVX512 __attribute__((target("avx2,bmi,bmi2,avx512f,avx512bw,avx512vl")))

INLINE TARGET_AVX512 uint32_t differ_avx512(const eg_dict_key *slot, __m256i key)
{
    return _mm256_cmpneq_epi8_mask(key, load32(slot)) & TEXT_BITS;
}

INLINE TARGET_AVX512 bool look_avx512(const eg_span_table *table, const eg_span_cells *cells,
                                      uint32_t *number, bool runs)
{
    const eg_dict_key *const slots = table->slots;
    const uint64_t turn = table->turn;
    const unsigned shift = table->shift;
    const uint32_t *end = cells->end;
    const size_t step = cells->step, more = cells->more, n = cells->n;
    const char *const text = cells->text;
    looking at = {slots, 0};
    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[more] - from;
        const __m256i key = _mm256_mask_loadu_epi8(
            _mm256_set1_epi8(-1), _bzhi_u32(TEXT_BITS, bytes), (const void *)(text + from));
        if (!runs || differ_avx512(at.slot, key) != 0)
            at.slot = &slots[home_avx2(key, turn, shift)];
        const uint32_t is = number_of(at.slot);
        const uint32_t differ = differ_avx512(at.slot, key) | (EG_SPAN_SHORT - bytes) >> 31;
        number[r] = differ == 0 ? is : 0;
        at.any |= differ;
    }
    return at.any == 0;
}

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

static const eg_span_loops loops_avx512 = {each_avx512, runs_avx512, tell_avx2};
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
