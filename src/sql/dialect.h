/* sql/dialect.h - what engines and drivers need: rows of dialects.def and drivers.def. */
#ifndef EG_SQL_DIALECT_H
#define EG_SQL_DIALECT_H

#include "equitygap/base.h"

typedef struct {
    const char *word, *dbms;
    const char *open, *close; /* around names, where the driver does not say */
    const char *count;
    const char *text;  /* ? is the column */
    const char *exact; /* likewise decimals to be added up; "": sums are not exact */
    size_t digits;     /* most that such decimals have */
    const char *whole; /* likewise integers */
    const char *as;
    const char *setup;  /* "" or a statement to run first */
    const char *fit;    /* "" or what is true of numbers (?) that may be added up */
    unsigned scale;     /* sums come as integers, of numbers times this power of ten */
    const char *unsure; /* "" or a query: unless it gives 0 texts may be grouped wrongly */
    bool small;         /* a GUID has small letters */
} eg_dialect_row;

/* By --dialect (NULL: not given; its word is known to be one), else by what the driver says. */
const eg_dialect_row *eg_dialect_find(const char *word, const char *dbms);
/* What to add to a connection string for a driver; NULL: nothing. */
const char *eg_driver_extra(const char *driver, eg_text connection);
/* Whether a driver of this version holds whole results, whatever it is told, and the connection
 * string leaves it to us what to do about that. */
bool eg_driver_holds(const char *driver, const char *version, eg_text connection);
/* Whether to try for texts as bytes of UTF-8. */
bool eg_driver_bytes(const char *driver);

#endif
