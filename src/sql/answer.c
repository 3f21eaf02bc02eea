#include "sql/answer.h"

#include <string.h>

#include "ext/utf16.h"
#include "sql/exact.h"

eg_status eg_answer_columns(const eg_odbc *odbc, size_t wanted, eg_error *err)
{
    size_t n = 0;
    (void)eg_odbc_columns(odbc, &n);
    if (n == wanted)
        return EG_OK;
    return eg_fail(err, EG_E_IO, "the database gave %zu columns where %zu were asked for", n,
                   wanted);
}

eg_text eg_answer_number(const eg_odbc *odbc, size_t row, size_t at,
                         char text[EG_ANSWER_NUMBER_MOST])
{
    uint64_t damaged = 0;
    const eg_odbc_cell cell = eg_odbc_cell_at(odbc, row, at);
    if (cell.n == 0 ||
        (cell.wide ? EG_UTF16_ROOM(cell.n) : cell.n) > (size_t)EG_ANSWER_NUMBER_MOST)
        return (eg_text){text, 0};
    if (cell.wide)
        return (eg_text){text, eg_utf16_read(cell.at, cell.n, text, &damaged)};
    memcpy(text, cell.at, cell.n);
    return (eg_text){text, cell.n};
}

bool eg_answer_count(const eg_odbc *odbc, size_t row, size_t at, uint64_t *count)
{
    char text[EG_ANSWER_NUMBER_MOST];
    eg_i128 value = 0;
    if (!eg_exact_read_signed(eg_answer_number(odbc, row, at, text), 0, &value) || value < 0 ||
        value > INT64_MAX)
        return false;
    *count = (uint64_t)value;
    return true;
}

eg_status eg_answer_counts(eg_odbc *odbc, const char *query, uint64_t *counts, size_t n,
                           eg_error *err)
{
    size_t rows = 0;
    bool fine = true;
    eg_status status = eg_odbc_query(odbc, eg_text_of(query), err);
    if (status == EG_OK)
        status = eg_answer_columns(odbc, n, err);
    if (status == EG_OK)
        status = eg_odbc_fetch(odbc, &rows, err);
    if (status != EG_OK)
        return status;
    for (size_t i = 0; i < n && fine; i++)
        fine = rows == 1 && eg_answer_count(odbc, 0, i, &counts[i]);
    if (fine)
        return EG_OK;
    return eg_fail(err, EG_E_IO, "the database gave a count that is none");
}
