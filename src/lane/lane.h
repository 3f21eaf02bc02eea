/*
 * lane/lane.h - where the fields of regular records are, found by vector instructions.
 *
 * Takes text that begins at a record and proves, from the left, which records are regular:
 *   - exactly as many fields as asked for, ended by LF or CR LF
 *   - a quote only at the beginning and the end of a field, or doubled within one
 *   - no line end within quotes, no CR but before LF, no NUL
 * It stops at the first record that is anything else, which is for a slower reader. Knows
 * nothing of files, encodings or schools; docs/performance.md has a drawing.
 */
#ifndef EG_LANE_LANE_H
#define EG_LANE_LANE_H

#include "equitygap/base.h"

/* Sets of instructions. What they find is the same. */
typedef enum {
    EG_LANE_BEST,  /* the last of the others that this machine has */
    EG_LANE_PLAIN, /* C alone */
    EG_LANE_SSE2,
    EG_LANE_NEON,
    EG_LANE_AVX2,
    EG_LANE_AVX512
} eg_lane_way;
#define EG_LANE_WAYS 6
/* Is it compiled in, and does this machine have it? */
bool eg_lane_here(eg_lane_way way);
const char *eg_lane_name(eg_lane_way way);

enum {
    EG_LANE_FIELDS_MOST = 8192, /* of a record */
    EG_LANE_PAD = 64            /* bytes behind a text that a reader of it may touch */
};

typedef struct eg_lane eg_lane;
/* fields is 1 to EG_LANE_FIELDS_MOST; delimiter is neither quote, CR, LF nor NUL. NULL: no
 * memory. */
EG_MUST_USE eg_lane *eg_lane_new(char delimiter, size_t fields, eg_lane_way way);
void eg_lane_free(eg_lane *lane);

/*
 * What stands at the start of a text: `records` regular ones of `bytes` together. Field f of
 * record r is [end[r * fields + f - 1] + 1, end[r * fields + f]) of the text (end[-1] + 1 is
 * 0), as written: in its quotes, and the last field with its CR.
 */
typedef struct {
    size_t records;
    size_t bytes;
    const uint32_t *end; /* borrowed until the next call */
    /*
     * n_odd fields, rising, each as r * fields + f: those that have a quote, a blank or a
     * control character at one of their ends, which a CR is. Some may stand behind the last
     * record.
     */
    const uint32_t *odd;
    size_t n_odd;
    bool cut; /* there is no record, for the text ends within the first one */
} eg_lane_run;

/* Looks at `most` records, and at no more than some hundred KiB, of n bytes; reads none beyond
 * them. */
void eg_lane_find(eg_lane *lane, const char *text, size_t n, size_t most, eg_lane_run *run);

/* Bytes before the first one above ASCII, n when there is none. */
size_t eg_lane_ascii(const char *text, size_t n);
/* Bytes before the first one that is not UTF-8, n when there is none; *wide is set where one of
 * them is above ASCII. */
size_t eg_lane_utf8(const char *text, size_t n, bool *wide);

#endif
