/* sql/query.h - the queries, as text. Names are always quoted; values never stand in them. */
#ifndef EG_SQL_QUERY_H
#define EG_SQL_QUERY_H

#include "sql/dialect.h"

/* A column as a query sees it. */
typedef struct {
    const char *name;
    bool text;  /* its collation may take different texts for one */
    bool whole; /* integers */
    bool other; /* neither texts nor numbers */
    bool small; /* it comes in small letters, whatever the driver makes of them */
    bool sum;   /* cells: added up, and grouped by only where it is one of the marks */
} eg_query_column;

typedef struct {
    const eg_dialect_row *dialect;
    const char *open, *close; /* around names; "" where the engine has none */
    const char *const *table; /* parts of its name, or NULL */
    size_t n_table;
    eg_text query;           /* without ; at its end; where there is no table */
    const eg_decimal *marks; /* numbers that stand for no value */
    size_t n_marks;
} eg_query_from;

/* The parts of a table's name. */
typedef struct {
    const char **part;
    bool *plain; /* not in quotes */
    size_t n;
} eg_query_name;
/* NAME, SCHEMA.NAME, or parts in double quotes, where "" is one of them and a point is itself.
 * Everything in the arena. EG_E_USAGE: a quote that is not closed, a part without a letter. */
EG_MUST_USE eg_status eg_query_table(const char *typed, eg_arena *arena, eg_query_name *name,
                                     eg_error *err);
/* The text of a query without a byte order mark, blanks, and ; at its end. */
eg_text eg_query_bare(const char *query);

/* The columns alone: no row comes. */
void eg_query_columns(eg_buffer *out, const eg_query_from *from);
void eg_query_rows(eg_buffer *out, const eg_query_from *from, const eg_query_column *columns,
                   size_t n);
/*
 * What is grouped by comes first: each column, or of one that is added up the mark it is, if
 * any, or the number where it cannot be. Then the count, and of each that is added up how many,
 * the sum and the sum of squares, this in two where the dialect has a scale.
 */
typedef struct {
    const eg_query_column *column, *shard; /* shard: grouped by, and do not come */
    size_t n, n_shard;
    const char
        *as; /* what the columns that come are called, with their number; NULL: nothing */
} eg_query_wanted;
void eg_query_cells(eg_buffer *out, const eg_query_from *from, const eg_query_wanted *wanted);
/* Whether a column is grouped by. */
bool eg_query_is_level(const eg_query_from *from, const eg_query_column *column);
/* One row: of each column 1 where some value is neither 0 nor 1 nor a mark. */
void eg_query_bits(eg_buffer *out, const eg_query_from *from, const eg_query_column *columns,
                   size_t n);

#endif
