/* odbc_text.c - texts handed to a driver, and how its work ends badly. */
#include "ext/odbc_inner.h"
#include "ext/utf16.h"

void eg_odbc_forget(eg_odbc *c)
{
    volatile uint16_t *at = c->text;
    for (size_t i = 0; c->text != NULL && i < c->n_text; i++)
        at[i] = 0;
    eg_free(c->text);
    c->text = NULL;
}

bool eg_odbc_take(eg_odbc *c, eg_text text)
{
    eg_odbc_forget(c);
    c->text = eg_utf16_of(text, &c->n_text);
    return c->text != NULL;
}

void eg_odbc_no_memory(eg_odbc *c)
{
    c->turn.failure = EG_ODBC_LOST;
    c->turn.status = eg_fail_memory(&c->turn.err);
}

void eg_odbc_too_long(eg_odbc *c, size_t column)
{
    c->turn.failure = EG_ODBC_LOST;
    c->turn.status =
        eg_fail(&c->turn.err, EG_E_LIMIT,
                "a cell is longer than the database says its column is, or than 1 MiB; "
                "leave the column out with --query, or convert it there");
    c->cut = column;
}
