/*
 * ext/odbcx.h - unixODBC: one connection, one query at a time, its rows as text.
 *
 * Every number comes as text and is read exactly by whoever asks; letters come as UTF-16, since
 * that is what no driver translates by a locale, or as the bytes of UTF-8 where a driver shows
 * that it gives them so. The driver works in a thread of its own, so
 * that waiting for it can end: by the caller's word or by the time it may take.
 */
#ifndef EG_EXT_ODBCX_H
#define EG_EXT_ODBCX_H

#include "equitygap/base.h"

typedef struct eg_odbc eg_odbc;

typedef struct {
    bool (*go_on)(void *context); /* asked many times a second; false ends the waiting */
    void *context;
    unsigned timeout; /* seconds to wait for any one answer; 0: for ever */
    bool bytes;       /* try whether texts can come as bytes of UTF-8, which is faster */
} eg_odbc_care;

typedef enum { EG_ODBC_AS_IS, EG_ODBC_UPPER, EG_ODBC_LOWER } eg_odbc_fold;

/* What the driver says of itself and of the engine. */
typedef struct {
    char dbms[64];     /* "PostgreSQL", "Microsoft SQL Server", ... */
    char driver[64];   /* the driver's file */
    char version[32];  /* its version, as 03.01.0015 */
    char quote[8];     /* around names; "" where there is none */
    eg_odbc_fold fold; /* of names without quotes */
} eg_odbc_about;

typedef enum {
    EG_ODBC_TEXT,
    EG_ODBC_WHOLE, /* integers */
    EG_ODBC_EXACT, /* decimals */
    EG_ODBC_FLOAT,
    EG_ODBC_OTHER /* dates, bits, bytes */
} eg_odbc_kind;

typedef struct {
    const char *name; /* UTF-8, as the engine has it; until the next query */
    eg_odbc_kind kind;
    size_t size; /* characters of a text, digits of a number; 0: not known */
    int scale;   /* digits behind the point */
    bool guid;
} eg_odbc_column;

/* One cell of the rows in hand; borrowed until the next fetch. */
typedef struct {
    const void *at; /* bytes of UTF-8, or units of UTF-16 */
    size_t n;       /* of them; nothing: 0, also for an empty text */
    bool wide;
    bool null;
} eg_odbc_cell;

/* What failed, for whoever can do it another way. */
typedef enum {
    EG_ODBC_FINE,
    EG_ODBC_REFUSED, /* the engine does not take this query */
    EG_ODBC_LOST     /* anything else: connection, time, memory, a cell too long */
} eg_odbc_failure;

/*
 * Connects. EG_E_IO says why not in the driver's words; never the connection string.
 * EG_E_INTERRUPTED: care->go_on said no. care is copied.
 */
EG_MUST_USE eg_status eg_odbc_open(eg_odbc **out, eg_text connection, const eg_odbc_care *care,
                                   eg_error *err);
void eg_odbc_close(eg_odbc *odbc);
const eg_odbc_about *eg_odbc_about_of(const eg_odbc *odbc);

/* Runs a query and describes its columns; the query before it ends. */
EG_MUST_USE eg_status eg_odbc_query(eg_odbc *odbc, eg_text sql, eg_error *err);
const eg_odbc_column *eg_odbc_columns(const eg_odbc *odbc, size_t *n);
eg_odbc_failure eg_odbc_failed(const eg_odbc *odbc);
/* The SQLSTATE of what failed last; "" before. */
const char *eg_odbc_state(const eg_odbc *odbc);
/* In the place of a query: tables and views, a row each, its schema (or nothing) and its name
 * in the second and third column. It may take some seconds and no more. */
EG_MUST_USE eg_status eg_odbc_tables(eg_odbc *odbc, eg_error *err);
/* The next rows, some thousands; 0 at the end. While they are looked at the driver fetches
 * more. EG_E_LIMIT: a cell of the column eg_odbc_cut is longer than it may be. */
EG_MUST_USE eg_status eg_odbc_fetch(eg_odbc *odbc, size_t *rows, eg_error *err);
size_t eg_odbc_cut(const eg_odbc *odbc);
eg_odbc_cell eg_odbc_cell_at(const eg_odbc *odbc, size_t row, size_t column);

#endif
