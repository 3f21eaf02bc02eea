/* Regular records at the start of a text. */
#include "lane/lane.h"

#include <string.h>

#include "lane/marks.h"

enum {
    ENDS_MOST = 32 * 1024, /* separators looked at in one go: they stay in the cache */
    BYTES_MOST = 512 * 1024
};

struct eg_lane {
    eg_lane_mark *mark;
    size_t fields;
    char delimiter;
    uint32_t *ends; /* ends[0] is the place before the text */
    uint32_t *odd;
};

static eg_lane_mark *mark_of(eg_lane_way way)
{
    switch (way) {
    case EG_LANE_PLAIN:
        return eg_lane_mark_plain;
    case EG_LANE_SSE2:
        return eg_lane_mark_sse2;
    case EG_LANE_NEON:
        return eg_lane_mark_neon;
    case EG_LANE_AVX2:
        return eg_lane_mark_avx2;
    case EG_LANE_AVX512:
        return eg_lane_mark_avx512;
    case EG_LANE_BEST:
        break;
    }
    return NULL;
}

bool eg_lane_here(eg_lane_way way)
{
    bool here = way == EG_LANE_BEST || mark_of(way) != NULL;

#if defined(__x86_64__)
    if (way == EG_LANE_AVX2)
        here = here && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    if (way == EG_LANE_AVX512)
        here = here && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
               __builtin_cpu_supports("bmi2");
#endif
    return here;
}

const char *eg_lane_name(eg_lane_way way)
{
    static const char *const names[] = {"best", "plain", "sse2", "neon", "avx2", "avx512"};

    return names[way];
}

eg_lane *eg_lane_new(char delimiter, size_t fields, eg_lane_way way)
{
    eg_lane *lane = eg_alloc_zero(1, sizeof *lane);

    if (lane == NULL)
        return NULL;
    if (way == EG_LANE_BEST)
        for (way = EG_LANE_AVX512; !eg_lane_here(way);)
            way = (eg_lane_way)(way - 1);
    lane->mark = mark_of(way);
    lane->fields = fields;
    lane->delimiter = delimiter;
    /* A block more than asked for, and what is written too much. */
    lane->ends = eg_alloc(1 + ENDS_MOST + 2 * EG_LANE_BLOCK, sizeof *lane->ends);
    lane->odd = eg_alloc(ENDS_MOST + EG_LANE_BLOCK, sizeof *lane->odd);
    if (lane->mark == NULL || lane->ends == NULL || lane->odd == NULL) {
        eg_lane_free(lane);
        return NULL;
    }
    lane->ends[0] = UINT32_MAX;
    return lane;
}

void eg_lane_free(eg_lane *lane)
{
    if (lane == NULL)
        return;
    eg_free(lane->ends);
    eg_free(lane->odd);
    eg_free(lane);
}

/* How many records of so many fields there are before one that has more or less. `whole`: no
 * LF is among their ends but at each record's. */
static size_t count_records(const char *text, const uint32_t *end, size_t fields, size_t most,
                            bool whole)
{
    size_t records = 0;

    for (; records < most; records++, end += fields) {
        size_t f = whole ? fields - 1 : 0;

        while (f + 1 < fields && text[end[f]] != '\n')
            f++;
        if (f + 1 < fields || text[end[f]] != '\n')
            break;
    }
    return records;
}

void eg_lane_find(eg_lane *lane, const char *text, size_t n, size_t most, eg_lane_run *run)
{
    eg_lane_marks marks = {.delimiter = lane->delimiter,
                           .end = lane->ends + 1,
                           .odd = lane->odd,
                           .most_ends = ENDS_MOST,
                           .most_lines = most < ENDS_MOST ? most : ENDS_MOST,
                           .after_separator = 1};
    size_t records, all;

    lane->mark(&marks, text, n < BYTES_MOST ? n : BYTES_MOST);
    /* As many LF as records that end with one: there is no other. */
    all = marks.n_ends / lane->fields;
    records = count_records(text, marks.end, lane->fields, all, true);
    if (records != marks.n_lines)
        records = count_records(text, marks.end, lane->fields, records, false);
    if (records > most)
        records = most;
    *run = (eg_lane_run){.records = records,
                         .end = marks.end,
                         .odd = lane->odd,
                         .n_odd = marks.n_odd,
                         .cut = marks.n_lines == 0 && !marks.stopped};
    if (records > 0)
        run->bytes = (size_t)marks.end[records * lane->fields - 1] + 1;
}

/* Bytes before the first block that has one above ASCII. */
static size_t ascii_blocks(const char *text, size_t n)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    size_t i = 0;

    for (; i + EG_LANE_BLOCK <= n; i += EG_LANE_BLOCK) {
        uint64_t word[EG_LANE_BLOCK / 8], all = 0;

        memcpy(word, text + i, sizeof word);
        for (size_t k = 0; k < EG_LANE_BLOCK / 8; k++)
            all |= word[k];
        if ((all & high) != 0)
            break;
    }
    return i;
}

size_t eg_lane_ascii(const char *text, size_t n)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    size_t i = ascii_blocks(text, n);

    for (; i + 8 <= n; i += 8) {
        uint64_t word;

        memcpy(&word, text + i, sizeof word);
        if ((word & high) != 0)
            break;
    }
    while (i < n && ((unsigned char)text[i] & 0x80U) == 0)
        i++;
    return i;
}

size_t eg_lane_utf8(const char *text, size_t n, bool *wide)
{
    eg_lane_skip *const skip = eg_lane_here(EG_LANE_AVX512) ? eg_lane_skip_avx512
                               : eg_lane_here(EG_LANE_AVX2) ? eg_lane_skip_avx2
                                                            : NULL;
    size_t i = 0;

    for (;;) {
        uint32_t rune;

        if (skip != NULL)
            i += skip(text + i, n - i, wide);
        i += eg_lane_ascii(text + i, n - i);
        if (i == n)
            return n;
        const size_t bytes = eg_utf8_next((eg_text){text + i, n - i}, &rune);
        if (bytes == 0)
            return i;
        *wide = true;
        i += bytes;
    }
}
