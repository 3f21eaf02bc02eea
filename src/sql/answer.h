/* sql/answer.h - what the rows in hand say: as many columns as were asked for, numbers. */
#ifndef EG_SQL_ANSWER_H
#define EG_SQL_ANSWER_H

#include "ext/odbcx.h"

enum { EG_ANSWER_NUMBER_MOST = 256 };

/* EG_E_IO: other than `wanted` columns come. */
EG_MUST_USE eg_status eg_answer_columns(const eg_odbc *odbc, size_t wanted, eg_error *err);
/* A number's text, in `text` too; of no length for none, and where it is none. */
eg_text eg_answer_number(const eg_odbc *odbc, size_t row, size_t at,
                         char text[EG_ANSWER_NUMBER_MOST]);
/* A count as the engine writes it; false: it is none. */
EG_MUST_USE bool eg_answer_count(const eg_odbc *odbc, size_t row, size_t at, uint64_t *count);
/* Asks for one row of n counts. EG_E_IO: it is none. */
EG_MUST_USE eg_status eg_answer_counts(eg_odbc *odbc, const char *query, uint64_t *counts,
                                       size_t n, eg_error *err);

#endif
