#include "sql/dialect.h"

#include <string.h>

#include "equitygap/sql.h"
#include "sql/place.h"

static const eg_dialect_row rows[] = {
#define DIALECT(word, dbms, open, close, count, text, exact, digits, whole, as, setup, fit,    \
                scale, unsure, small)                                                          \
    {word,  dbms, open,  close, count, text,   exact, digits,                                  \
     whole, as,   setup, fit,   scale, unsure, small},
#include "sql/dialects.def"
#undef DIALECT
};

#define DIALECT(word, dbms, open, close, count, text, exact, digits, whole, as, setup, fit,    \
                scale, unsure, small)                                                          \
    " " word
const char eg_sql_dialect_words[] =
#include "sql/dialects.def"
    ;
#undef DIALECT

typedef struct {
    const char *file, *key, *extra;
    bool bytes;
    const char *holds;
} driver_row;

static const driver_row drivers[] = {
#define DRIVER(file, key, extra, bytes, holds) {file, key, extra, bytes, holds},
#include "sql/drivers.def"
#undef DRIVER
};

/* ASCII case aside. */
static bool has(eg_text text, eg_text part)
{
    for (size_t i = 0; part.n > 0 && i + part.n <= text.n; i++) {
        size_t k = 0;
        while (k < part.n && (text.at[i + k] | 0x20) == (part.at[k] | 0x20))
            k++;
        if (k == part.n)
            return true;
    }
    return false;
}

static bool any_in(const char *list, const char *dbms)
{
    while (*list != '\0') {
        size_t n = strcspn(list, "|");
        if (has(eg_text_of(dbms), (eg_text){list, n}))
            return true;
        list += n + (list[n] == '|');
    }
    return false;
}

const eg_dialect_row *eg_dialect_find(const char *word, const char *dbms)
{
    size_t n = sizeof rows / sizeof *rows;
    for (size_t i = 0; i + 1 < n; i++)
        if (word != NULL ? strcmp(rows[i].word, word) == 0 : any_in(rows[i].dbms, dbms))
            return &rows[i];
    return &rows[n - 1];
}

const char *eg_driver_extra(const char *driver, eg_text connection)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (has(eg_text_of(driver), eg_text_of(drivers[i].file)) &&
            !eg_place_has_key(connection, drivers[i].key))
            return drivers[i].extra;
    return NULL;
}

/* Versions are ##.##.####, as ODBC wants them; one that is not told is taken for a new one. */
bool eg_driver_holds(const char *driver, const char *version, eg_text connection)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (has(eg_text_of(driver), eg_text_of(drivers[i].file)))
            return version[0] != '\0' && strcmp(version, drivers[i].holds) < 0 &&
                   !eg_place_has_key(connection, drivers[i].key);
    return false;
}

bool eg_driver_bytes(const char *driver)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i].bytes && has(eg_text_of(driver), eg_text_of(drivers[i].file)))
            return true;
    return false;
}
