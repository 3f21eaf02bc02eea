/* ext/odbc_inner.h - a connection, as the odbc*.c files see it. Handles are pointers. */
#ifndef EG_EXT_ODBC_INNER_H
#define EG_EXT_ODBC_INNER_H

#include "ext/odbc_rows.h"
#include "ext/odbc_turn.h"

struct eg_odbc {
    eg_odbc_turn turn;
    eg_odbc_about about;
    void *environment, *link, *statement;
    bool connected;
    bool utf8;      /* the driver gives texts as UTF-8 when asked for bytes */
    uint16_t *text; /* connection string or query */
    size_t n_text;
    eg_arena *arena; /* of a query */
    eg_odbc_column *columns;
    eg_odbc_room room;
    eg_odbc_rows rows[2]; /* in hand, and on their way */
    size_t coming;        /* which is which */
    unsigned long fetched;
    size_t cut;    /* the column of a cell that is too long */
    char state[6]; /* of what failed last */
    bool ended;
};

/* The driver's part of a fetch, in its thread: rows until enough are on their way. */
void eg_odbc_work_fetch(void *subject);

/* Takes a text as UTF-16, in the place of what was taken before; false: no memory. */
EG_MUST_USE bool eg_odbc_take(eg_odbc *c, eg_text text);
/* Overwrites and frees it: passwords may stand in it. */
void eg_odbc_forget(eg_odbc *c);

/* How work ends badly: err, status and failure of the turn. */
void eg_odbc_no_memory(eg_odbc *c);
void eg_odbc_too_long(eg_odbc *c, size_t column);

#endif
