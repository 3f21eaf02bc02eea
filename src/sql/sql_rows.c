/* Rows or cells of a table: the query, and what comes of it. */
#include <string.h>

#include "ext/utf16.h"
#include "sql/answer.h"
#include "sql/exact.h"
#include "sql/kept.h"

/* ---- what is fetched ---- */

static eg_status find_shard_keys(const eg_sql *sql, eg_query_column *keys, eg_error *err)
{
    for (size_t k = 0; k < sql->options->n_shard_key; k++) {
        const char *wanted = sql->options->shard_key[k], *near = NULL;
        size_t i = 0;
        while (i < sql->n_columns && strcmp(sql->names[i], wanted) != 0)
            i++;
        if (i < sql->n_columns) {
            keys[k] = sql->columns[i];
            continue;
        }
        near = eg_text_nearest(eg_text_of(wanted), sql->names, sql->n_columns);
        return eg_fail(err, EG_E_USAGE, "--shard-key \"%.80s\" is no column of it%s%s%s",
                       wanted, near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
                       near == NULL ? "" : "?");
    }
    return EG_OK;
}

/* Where everything stands: first what is grouped by, then the count, then the sums. */
static void place_columns(eg_sql *sql, eg_query_column *columns)
{
    const size_t each = sql->from.dialect->scale > 0 ? 4 : 3;
    size_t n_level = 0, n_sum = 0;
    for (size_t i = 0; i < sql->n_chosen; i++) {
        eg_sql_place *p = &sql->chosen[i];
        p->summed = p->summed && sql->cells;
        columns[i] = sql->columns[p->column];
        columns[i].sum = p->summed;
        p->level = eg_query_is_level(&sql->from, &columns[i]);
        p->at = n_level;
        n_level += p->level;
    }
    sql->n_level = n_level;
    for (size_t i = 0; i < sql->n_chosen; i++)
        if (sql->chosen[i].summed)
            sql->chosen[i].sums = n_level + 1 + each * n_sum++;
    sql->n_coming = n_level + (sql->cells || n_level == 0 ? 1 : 0) + each * n_sum;
}

static eg_status write_query(eg_sql *sql, eg_error *err)
{
    size_t n = sql->n_chosen, n_keys = sql->options->n_shard_key;
    eg_query_column *columns = eg_arena_alloc(sql->arena, n + 1, sizeof *columns);
    eg_query_column *keys = eg_arena_alloc(sql->arena, n_keys + 1, sizeof *keys);
    if (columns == NULL || keys == NULL)
        return eg_fail_memory(err);
    eg_status status = find_shard_keys(sql, keys, err);
    if (status != EG_OK)
        return status;
    place_columns(sql, columns);
    eg_buffer_reset(&sql->text);
    sql->kept = sql->at_once ? NULL : eg_kept_find(sql);
    const eg_query_wanted wanted = {columns, keys, n, n_keys,
                                    sql->kept == NULL ? NULL : EG_KEPT_COLUMN};
    if (sql->kept != NULL)
        eg_kept_write_before(sql);
    if (sql->cells)
        eg_query_cells(&sql->text, &sql->from, &wanted);
    else
        eg_query_rows(&sql->text, &sql->from, columns, n);
    if (sql->kept != NULL)
        eg_kept_write_after(sql);
    eg_buffer_add_string(&sql->text, ";\n");
    (void)eg_buffer_string(&sql->text);
    return sql->text.failed ? eg_fail_memory(err) : EG_OK;
}

void eg_sql_marks(eg_sql *sql, const eg_decimal *marks, size_t n)
{
    sql->from.marks = marks;
    sql->from.n_marks = n;
}

bool eg_sql_exact(const eg_sql *sql, size_t column)
{
    return sql->exact[column];
}

/* Whether the engine may group texts with others that they are not; one that does not know the
 * question does not. */
static eg_status ask_unsure(eg_sql *sql, bool *unsure, eg_error *err)
{
    const char *question = sql->from.dialect->unsure;
    uint64_t n = 0;
    bool text = false;
    *unsure = false;
    for (size_t i = 0; i < sql->n_chosen; i++)
        text = text || sql->columns[sql->chosen[i].column].text;
    if (question[0] == '\0' || !text || sql->options->fetch != EG_FETCH_AUTO)
        return EG_OK;
    eg_error refused = {0};
    const eg_status status = eg_answer_counts(sql->odbc, question, &n, 1, &refused);
    *unsure = n > 0;
    if (status == EG_OK || eg_odbc_failed(sql->odbc) == EG_ODBC_REFUSED)
        return EG_OK;
    if (err != NULL)
        *err = refused;
    return status;
}

eg_status eg_sql_select(eg_sql *sql, const eg_sql_choice *columns, size_t n, bool cells,
                        eg_error *err)
{
    eg_status status = EG_OK;
    bool unsure = false;
    sql->chosen = eg_arena_alloc(sql->arena, n + 1, sizeof *sql->chosen);
    if (sql->chosen == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        sql->chosen[i] =
            (eg_sql_place){.column = columns[i].column,
                           .summed = columns[i].sum && sql->exact[columns[i].column]};
    sql->n_chosen = n;
    if (cells)
        status = ask_unsure(sql, &unsure, err);
    sql->cells = cells && !unsure;
    return status == EG_OK ? write_query(sql, err) : status;
}

eg_status eg_sql_more_than_bits(eg_sql *sql, const size_t *columns, size_t n, bool *more,
                                eg_error *err)
{
    eg_buffer text = {0};
    size_t rows = 0;
    eg_query_column *asked = eg_arena_alloc(sql->arena, n + 1, sizeof *asked);
    if (asked == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        asked[i] = sql->columns[columns[i]];
        more[i] = false;
    }
    /* Where a column may hold anything nothing is known before all has been read. */
    if (sql->from.dialect->fit[0] != '\0')
        return EG_OK;
    eg_query_bits(&text, &sql->from, asked, n);
    eg_status status = text.failed ? eg_fail_memory(err)
                                   : eg_odbc_query(sql->odbc, (eg_text){text.at, text.n}, err);
    eg_buffer_clear(&text);
    if (status == EG_OK)
        status = eg_odbc_fetch(sql->odbc, &rows, err);
    for (size_t i = 0; status == EG_OK && rows == 1 && i < n; i++) {
        const eg_odbc_cell cell = eg_odbc_cell_at(sql->odbc, 0, i);
        more[i] = !cell.wide && cell.n > 0 && ((const char *)cell.at)[0] == '1';
    }
    return status;
}

const char *eg_sql_text(const eg_sql *sql)
{
    return sql->text.at == NULL ? "" : sql->text.at;
}

bool eg_sql_counts(const eg_sql *sql)
{
    return sql->cells;
}

/* ---- rows ---- */

static eg_status run_at_once(eg_sql *sql, eg_error *err)
{
    /* Without the ; that is for people. */
    return eg_odbc_query(sql->odbc, (eg_text){sql->text.at, sql->text.n - 2}, err);
}

static eg_status run_chosen(eg_sql *sql, eg_error *err)
{
    bool kept = false;
    if (sql->kept == NULL)
        return run_at_once(sql, err);
    eg_error refused = {0};
    eg_status status = eg_kept_keep(sql, &kept, &refused);
    if (status == EG_OK && kept)
        return eg_kept_begin(sql, err);
    if (status != EG_OK && eg_odbc_failed(sql->odbc) != EG_ODBC_REFUSED) {
        if (err != NULL)
            *err = refused;
        return status;
    }
    /* No privilege for temporary tables, most often; else the query says what it is. */
    sql->at_once = true;
    status = write_query(sql, err);
    return status == EG_OK ? run_at_once(sql, err) : status;
}

/* An engine may not group by some column, or not know what is asked: then rows come. */
static eg_status start(eg_sql *sql, eg_error *err)
{
    eg_error first = {0};
    eg_status status = run_chosen(sql, &first);
    if (status != EG_OK && sql->cells && sql->options->fetch == EG_FETCH_AUTO &&
        eg_odbc_failed(sql->odbc) == EG_ODBC_REFUSED) {
        eg_error second = {0};
        sql->cells = false;
        status = write_query(sql, err);
        if (status != EG_OK)
            return status;
        status = run_chosen(sql, &second);
    }
    if (status != EG_OK) {
        if (err != NULL)
            *err = first;
        return status;
    }
    status = eg_answer_columns(sql->odbc, sql->n_coming, err);
    sql->running = status == EG_OK;
    return status;
}

static eg_status read_counts(eg_sql *sql, size_t rows, eg_error *err)
{
    if (rows > sql->counts_capacity) {
        uint64_t *grown = eg_realloc(sql->counts, rows, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(err);
        sql->counts = grown;
        sql->counts_capacity = rows;
    }
    for (size_t r = 0; r < rows; r++)
        if (!eg_answer_count(sql->odbc, r, sql->n_level, &sql->counts[r]))
            return eg_fail(err, EG_E_IO, "the database gave a count that is none");
    return EG_OK;
}

/* The column as it is called there, not as it was asked for. */
static void place_cut(const eg_sql *sql, eg_error *err)
{
    for (size_t i = 0; i < sql->n_chosen; i++)
        if (sql->chosen[i].level && sql->chosen[i].at == eg_odbc_cut(sql->odbc))
            eg_error_place(err, NULL, 0, 0, sql->names[sql->chosen[i].column]);
}

eg_status eg_sql_next(eg_sql *sql, size_t *rows, eg_error *err)
{
    *rows = 0;
    eg_status status = sql->running ? EG_OK : start(sql, err);
    if (status == EG_OK)
        status = sql->kept != NULL ? eg_kept_fetch(sql, rows, err)
                                   : eg_odbc_fetch(sql->odbc, rows, err);
    if (status == EG_E_LIMIT)
        place_cut(sql, err);
    return status == EG_OK && sql->cells ? read_counts(sql, *rows, err) : status;
}

size_t eg_sql_room(const eg_sql *sql, size_t row, size_t column)
{
    if (!sql->chosen[column].level)
        return 0;
    eg_odbc_cell cell = eg_odbc_cell_at(sql->odbc, row, sql->chosen[column].at);
    return cell.wide ? EG_UTF16_ROOM(cell.n) : EG_UTF8_ROOM(cell.n);
}

uint64_t eg_sql_damaged(const eg_sql *sql)
{
    return sql->damaged;
}

size_t eg_sql_cell(eg_sql *sql, size_t row, size_t column, char *to)
{
    if (!sql->chosen[column].level)
        return 0;
    eg_odbc_cell cell = eg_odbc_cell_at(sql->odbc, row, sql->chosen[column].at);
    const size_t n = cell.wide ? eg_utf16_read(cell.at, cell.n, to, &sql->damaged)
                               : eg_utf8_read((eg_text){cell.at, cell.n}, to, &sql->damaged);
    for (size_t i = 0; sql->columns[sql->chosen[column].column].small && i < n; i++)
        to[i] = (char)(to[i] >= 'A' && to[i] <= 'Z' ? to[i] - 'A' + 'a' : to[i]);
    return n;
}

uint64_t eg_sql_count(const eg_sql *sql, size_t row)
{
    return sql->cells ? sql->counts[row] : 1;
}

bool eg_sql_summed(const eg_sql *sql, size_t column)
{
    return sql->chosen[column].summed;
}

/* The sum of squares, from one column or from whole billions and what is left. */
static bool read_square(const eg_sql *sql, size_t row, size_t at, eg_u192 *square)
{
    const unsigned scale = sql->from.dialect->scale, places = 18 - 2 * scale;
    char text[EG_ANSWER_NUMBER_MOST];
    eg_u192 rest = {{0, 0, 0}};
    bool minus = false, negative = false;
    bool fine = eg_exact_read(eg_answer_number(sql->odbc, row, at, text),
                              places + (scale > 0 ? 9 : 0), square, &negative);
    if (fine && scale > 0)
        fine = eg_exact_read(eg_answer_number(sql->odbc, row, at + 1, text), places, &rest,
                             &minus) &&
               eg_u192_add(square, &rest);
    return fine && !negative && !minus;
}

/* The sums of nothing are NULL; those of something that are, overflowed. */
eg_status eg_sql_sums(const eg_sql *sql, size_t row, size_t column, eg_sums *sums,
                      eg_error *err)
{
    const size_t at = sql->chosen[column].sums;
    char text[EG_ANSWER_NUMBER_MOST];
    *sums = (eg_sums){0};
    bool fine = eg_answer_count(sql->odbc, row, at, &sums->n);
    if (fine && sums->n > 0)
        fine = eg_exact_read_signed(eg_answer_number(sql->odbc, row, at + 1, text),
                                    9 - sql->from.dialect->scale, &sums->sum) &&
               read_square(sql, row, at + 2, &sums->square);
    if (fine)
        return EG_OK;
    eg_status status = eg_fail(err, EG_E_IO,
                               "the database gave a sum that is not exact to nine decimals; "
                               "--fetch rows adds the values up here");
    eg_error_place(err, NULL, 0, 0, sql->names[sql->chosen[column].column]);
    return status;
}
