/* schema/profile_columns.h - what a profile holds of a column; private to profile*.c. */
#ifndef EG_SCHEMA_PROFILE_COLUMNS_H
#define EG_SCHEMA_PROFILE_COLUMNS_H

#include "schema/cell.h"
#include "schema/dict.h"
#include "schema/profile.h"

enum { VALUES_MOST = 10000, VALUE_BYTES_MOST = 8 << 20, LISTED_MOST = 200, CODES_LISTED = 32 };

/* What a cell can be; a value can be several things. */
enum { IS_NUMBER = 1, IS_YES_NO = 2, IS_YEAR = 4, IS_FLOAT_ID = 8, IS_DATE = 16 };

/* What may turn out to be a problem, once the column is known. */
enum { NOT_NUMBER, NOT_YES_NO, FLOAT_ID, DATE, PROBLEMS };

/* A column while it is read. */
typedef struct {
    eg_dict raw;      /* -> values */
    eg_words *values; /* canonical; marks have none */
    uint64_t *counts; /* [value] */
    uint8_t *what;    /* [value] */
    size_t capacity, bytes;
    bool more;
    uint64_t state[EG_VALUE_STATES], numbers, yes_no, years, float_ids, dates, usable;
    uint8_t watch; /* problems of which places are still wanted */
    eg_profile_place places[PROBLEMS][EG_PROFILE_PLACES];
    size_t n_places[PROBLEMS];
    eg_profile_column public;
} eg_profile_counts;

struct eg_profile {
    const eg_settings *settings;
    eg_arena *arena;
    eg_schema *schema;
    eg_mark_table *marks;
    eg_profile_counts *columns;
    size_t n_columns, n_files;
    int32_t *select;
    uint64_t records;
    eg_buffer scratch;
};

/* Counts records with a value that can be all of `what`. */
void eg_profile_count(eg_profile_counts *c, uint8_t what, uint64_t records);

#endif
