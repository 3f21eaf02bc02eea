/* The caller's side of a connection: what the driver's thread has left in hand. */
#include "ext/odbc_inner.h"

const eg_odbc_about *eg_odbc_about_of(const eg_odbc *c)
{
    return &c->about;
}

eg_odbc_failure eg_odbc_failed(const eg_odbc *c)
{
    return c->turn.told;
}

const char *eg_odbc_state(const eg_odbc *c)
{
    return c->state;
}

const eg_odbc_column *eg_odbc_columns(const eg_odbc *c, size_t *n)
{
    *n = c->room.n;
    return c->columns;
}

static void begin_fetch(eg_odbc *c)
{
    eg_odbc_rows_reset(&c->rows[c->coming], c->room.n);
    eg_odbc_turn_begin(&c->turn, eg_odbc_work_fetch);
}

/* While these are looked at the next ones come. */
eg_status eg_odbc_fetch(eg_odbc *c, size_t *rows, eg_error *err)
{
    *rows = 0;
    if (c->turn.lost)
        return eg_fail(err, EG_E_IO, "the database does not answer");
    if (!c->turn.busy && c->ended)
        return EG_OK;
    if (!c->turn.busy)
        begin_fetch(c);
    eg_status status = eg_odbc_turn_end(&c->turn, err);
    if (status != EG_OK)
        return status;
    *rows = c->rows[c->coming].rows;
    c->coming = 1 - c->coming;
    if (!c->ended)
        begin_fetch(c);
    return EG_OK;
}

size_t eg_odbc_cut(const eg_odbc *c)
{
    return c->cut;
}

eg_odbc_cell eg_odbc_cell_at(const eg_odbc *c, size_t row, size_t column)
{
    return eg_odbc_rows_cell(&c->rows[1 - c->coming], &c->room, row, column);
}
