/*
 * equitygap/sql.h - a table or a query of a database as rows of texts, or as its finest cells:
 * every combination of the columns asked for, with the number of rows that have it.
 *
 * The engine counts and nothing else: it is never asked for a mean, a variance or a conversion,
 * so what a cell means is decided by the same code as for a file. Names are quoted, and no
 * value ever stands in a query.
 */
#ifndef EQUITYGAP_SQL_H
#define EQUITYGAP_SQL_H

#include "equitygap/base.h"

typedef enum {
    EG_FETCH_AUTO,  /* cells where that is possible and the engine can, else rows */
    EG_FETCH_CELLS, /* cells or an error */
    EG_FETCH_ROWS
} eg_fetch;

typedef struct eg_sql_options {
    const char *table;      /* as --table has it: NAME, SCHEMA.NAME, "a name".b; or NULL */
    const char *query;      /* the text of a query; or NULL */
    const char *query_name; /* its file, for messages */
    const char *const *shard_key; /* columns to group by as well; may be NULL */
    size_t n_shard_key;
    const char *dialect;  /* a word of EG_SQL_DIALECTS; NULL: by what the driver says */
    const char *password; /* NULL: none is added to the connection string */
    unsigned timeout;     /* seconds to wait for one answer; 0: for ever */
    eg_fetch fetch;
} eg_sql_options;

/* "odbc:..." */
bool eg_sql_is_place(const char *typed);
/*
 * Whether a place can be used: "odbc:NAME" is a data source by name, anything with a = a
 * connection string. EG_E_USAGE: a password stands in it, where every user of the machine could
 * read it; never quotes it.
 */
EG_MUST_USE eg_status eg_sql_check_place(const char *typed, eg_error *err);

/* Words for --dialect, separated by blanks. */
extern const char eg_sql_dialect_words[];
#define EG_SQL_DIALECTS (eg_sql_dialect_words + 1)

typedef struct eg_sql eg_sql;

typedef struct {
    bool (*go_on)(void *context); /* asked many times a second while the engine works */
    void *context;
} eg_sql_pulse;

/*
 * Connects and asks for the columns. place and everything in options must outlive it.
 * EG_E_USAGE: neither a table nor a query, or both, or a name that is no name. EG_E_IO: no
 * connection, no such table, in the words of the driver.
 */
EG_MUST_USE eg_status eg_sql_open(eg_sql **out, const char *place,
                                  const eg_sql_options *options, const eg_sql_pulse *pulse,
                                  eg_error *err);
void eg_sql_close(eg_sql *sql);
/* The table's name, or the query's file: for messages and reports; no server, no user. */
const char *eg_sql_name(const eg_sql *sql);
/* Names of the columns as the engine has them, *n of them. */
const char *const *eg_sql_columns(const eg_sql *sql, size_t *n);

/* Sums of this column and of its squares come out exact: decimals of known and few places, in
 * an engine that adds them up as such. */
bool eg_sql_exact(const eg_sql *sql, size_t column);
/* Numbers that stand for no value: never added up, and told in the cell. Before what follows;
 * they must outlive it. */
void eg_sql_marks(eg_sql *sql, const eg_decimal *marks, size_t n);
/* *more[i]: columns[i], which is a number, has some value that is neither 0 nor 1 nor a mark.
 * Asks. */
EG_MUST_USE eg_status eg_sql_more_than_bits(eg_sql *sql, const size_t *columns, size_t n,
                                            bool *more, eg_error *err);

typedef struct {
    size_t column;
    bool sum; /* its sums may come instead of its values, where they are exact */
} eg_sql_choice;
/*
 * What is to be fetched: these columns, in this order, as cells or row by row. Once, before the
 * first eg_sql_next. EG_E_USAGE: a --shard-key that is no column.
 */
EG_MUST_USE eg_status eg_sql_select(eg_sql *sql, const eg_sql_choice *columns, size_t n,
                                    bool cells, eg_error *err);
/* The query that eg_sql_next is going to run or runs; with a ; and a line end. */
const char *eg_sql_text(const eg_sql *sql);
bool eg_sql_counts(const eg_sql *sql); /* cells come */

/* The next rows; *rows is 0 at the end. The first call runs the query. */
EG_MUST_USE eg_status eg_sql_next(eg_sql *sql, size_t *rows, eg_error *err);
/* Most bytes that the text of a cell can have. */
size_t eg_sql_room(const eg_sql *sql, size_t row, size_t column);
/* Writes a cell of the rows in hand as UTF-8 and returns its length; nothing is 0. */
size_t eg_sql_cell(eg_sql *sql, size_t row, size_t column, char *to);
/* How many rows of the table a row in hand stands for; 1 where rows come. */
uint64_t eg_sql_count(const eg_sql *sql, size_t row);
/* The sums of a column over the rows that one in hand stands for; for columns that are summed
 * alone; their cell is empty or a mark, which all of them are then. EG_E_IO: they are not
 * exact. */
bool eg_sql_summed(const eg_sql *sql, size_t column);
EG_MUST_USE eg_status eg_sql_sums(const eg_sql *sql, size_t row, size_t column, eg_sums *sums,
                                  eg_error *err);
uint64_t eg_sql_damaged(const eg_sql *sql); /* characters that could not be read */

#endif
