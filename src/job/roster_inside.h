/* job/roster_inside.h - the inside of a roster. Private to roster*.c. */
#ifndef EG_JOB_ROSTER_INSIDE_H
#define EG_JOB_ROSTER_INSIDE_H

#include "cube/student_table.h"
#include "job/roster.h"
#include "job/roster_columns.h"
#include "schema/cell.h"
#include "schema/dict.h"

/* Of a key; the numbers of its columns follow, 0 for a blank. */
typedef struct {
    uint32_t rows;
    uint32_t differs; /* a bit a column, the last one for all beyond; EG_ROSTER_USED */
} eg_roster_row;

#define EG_ROSTER_USED          UINT32_C(0x80000000)
#define DIFFER_MOST             31
#define EG_ROSTER_DIFFERENT(of) ((of) & ~EG_ROSTER_USED)

typedef struct {
    eg_dict raw; /* -> word + 1; 0: blank */
    eg_words *words;
} eg_roster_levels;

/* A part of a key as the last record had it, and as it is compared. */
typedef struct {
    char raw[32], part[32];
    size_t n_raw, n_part;
} eg_roster_part;

struct eg_roster {
    const eg_settings *settings;
    const eg_source_options *options;
    eg_arena *arena;
    eg_source *source;
    eg_intake *intake;
    eg_mark_table *marks;
    eg_roster_plan plan;
    eg_student_table *table;
    eg_roster_levels *columns;
    uint32_t *used; /* columns kept, in their order in an entry */
    size_t n_used;
    uint32_t *levels;         /* of one row */
    eg_text *text;            /* [column]: the answer */
    const eg_field **key;     /* of the roster's own batch */
    eg_buffer bytes, scratch; /* a key */
    eg_roster_part *last;
    eg_roster_tally tally;
    size_t word_bytes;
    eg_hash128 print;   /* of all rows in their order */
    uint8_t *used_keys; /* one that was joined elsewhere: a bit a key, in the order of its
                           table; NULL: this one has a table */
};

/* The hash of a key; *whole is false when a part of it is missing. false: no memory. */
EG_MUST_USE bool eg_roster_hash(eg_roster *roster, const eg_field *const *key, size_t row,
                                bool *whole, eg_hash128 *hash);

#endif
