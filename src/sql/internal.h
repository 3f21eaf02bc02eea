/* sql/internal.h - what one table or query of a database holds. Private to the sql*.c files. */
#ifndef EG_SQL_INTERNAL_H
#define EG_SQL_INTERNAL_H

#include "equitygap/sql.h"
#include "ext/odbcx.h"
#include "sql/query.h"

/* A row of kept.def. */
typedef struct {
    const char *word, *unless, *first, *keep, *forget;
} eg_kept_row;

/* Where a column that was chosen stands in the rows that come. */
typedef struct {
    size_t column; /* of the table */
    bool level;    /* it is grouped by */
    size_t at;     /* then: where in the rows */
    bool summed;   /* it is added up */
    size_t sums;   /* then: where its number, sum and sum of squares begin */
} eg_sql_place;

struct eg_sql {
    const char *place;
    const eg_sql_options *options;
    eg_sql_pulse pulse;
    eg_arena *arena;
    eg_odbc *odbc;
    eg_query_from from; /* of the queries asked for; the first one may need another dialect */
    const char *name;
    eg_query_column *columns;
    bool *exact; /* [column] its sums are exact here */
    const char **names;
    size_t n_columns;
    eg_sql_place *chosen;
    size_t n_chosen, n_level, n_coming;
    bool cells, running;
    eg_buffer text; /* of the query, or of all that is run */
    /* Cells that are kept in the session and come page by page (kept.h): */
    const eg_kept_row *kept; /* NULL: they come at once */
    bool at_once;            /* since the engine refused to keep them */
    size_t keep_at, keep_n;  /* where in the text the query is */
    uint64_t page, last_key; /* the key that the next page begins with, and the last one */
    uint64_t n_kept, n_came;
    bool all_came;
    uint64_t *counts; /* of the rows in hand */
    size_t counts_capacity;
    uint64_t damaged;
};

#endif
