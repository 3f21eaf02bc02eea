/*
 * sql/kept.h - cells that the database keeps in a temporary table of this session and gives
 * page by page, where the driver would hold all of them. They are the same cells: the query is
 * that of before, but for names of its columns.
 */
#ifndef EG_SQL_KEPT_H
#define EG_SQL_KEPT_H

#include "sql/internal.h"

/* What the columns of the query are called, with their number behind. */
#define EG_KEPT_COLUMN "equitygap_"

/* How the cells that were chosen are kept; NULL: they come at once, since the driver streams,
 * or the engine cannot, or a column might not be the same in a table. */
const eg_kept_row *eg_kept_find(const eg_sql *sql);
/* Around the query in sql->text: what is run before it, and after it. */
void eg_kept_write_before(eg_sql *sql);
void eg_kept_write_after(eg_sql *sql);

/* Runs the query. Where it fails as a statement (eg_odbc_failed), and where the cells had
 * better not be kept (*kept), there is no table. */
EG_MUST_USE eg_status eg_kept_keep(eg_sql *sql, bool *kept, eg_error *err);
/* Asks for the first page, whose columns are described then. */
EG_MUST_USE eg_status eg_kept_begin(eg_sql *sql, eg_error *err);
/* The next cells; 0 when all of them have come, and the table is gone then. EG_E_IO: fewer
 * came than were kept. */
EG_MUST_USE eg_status eg_kept_fetch(eg_sql *sql, size_t *rows, eg_error *err);

#endif
