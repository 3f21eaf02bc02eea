#include "sql/kept.h"

#include <string.h>

#include "sql/answer.h"

/* Rows of a page: one or two MiB in a driver. */
enum { PAGE = 8192 };

static const eg_kept_row rows_kept[] = {
#define KEPT(word, unless, first, keep, forget) {word, unless, first, keep, forget},
#include "sql/kept.def"
#undef KEPT
};

static const char count_query[] =
    "SELECT COUNT(*), COALESCE(MAX(equitygap_key), 0)\nFROM equitygap_cells";

const eg_kept_row *eg_kept_find(const eg_sql *sql)
{
    const eg_odbc_about *about = eg_odbc_about_of(sql->odbc);
    const eg_text connection = eg_text_of(sql->place + strlen("odbc:"));
    if (!sql->cells || !eg_driver_holds(about->driver, about->version, connection))
        return NULL;
    for (size_t i = 0; i < sql->n_chosen; i++)
        if (sql->columns[sql->chosen[i].column].other)
            return NULL;
    for (size_t i = 0; i < sizeof rows_kept / sizeof *rows_kept; i++)
        if (strcmp(rows_kept[i].word, sql->from.dialect->word) == 0)
            return &rows_kept[i];
    return NULL;
}

/* ---- what is asked ---- */

static void add_page(eg_buffer *out, size_t columns, uint64_t from)
{
    eg_buffer_add_string(out, "SELECT ");
    for (size_t i = 0; i < columns; i++)
        eg_buffer_printf(out, "%s" EG_KEPT_COLUMN "%zu", i > 0 ? ", " : "", i + 1);
    eg_buffer_printf(out, "\nFROM equitygap_cells\nWHERE equitygap_key BETWEEN %llu AND %llu",
                     (unsigned long long)from, (unsigned long long)(from + PAGE - 1));
}

void eg_kept_write_before(eg_sql *sql)
{
    eg_buffer_add_string(&sql->text, sql->kept->unless);
    eg_buffer_add_string(&sql->text, ";\n");
    eg_buffer_add_string(&sql->text, sql->kept->first);
    eg_buffer_add_string(&sql->text, ";\n");
    sql->keep_at = sql->text.n;
    eg_buffer_add_string(&sql->text, sql->kept->keep);
    eg_buffer_add_char(&sql->text, '\n');
}

void eg_kept_write_after(eg_sql *sql)
{
    sql->keep_n = sql->text.n - sql->keep_at;
    eg_buffer_add_string(&sql->text, ";\n");
    eg_buffer_add_string(&sql->text, count_query);
    eg_buffer_add_string(&sql->text, ";\n");
    add_page(&sql->text, sql->n_coming, 1);
    eg_buffer_add_string(&sql->text, "; -- and so on, to the last\n");
    eg_buffer_add_string(&sql->text, sql->kept->forget);
}

/* ---- asking ---- */

static eg_status run(eg_sql *sql, eg_text text, eg_error *err)
{
    return eg_odbc_query(sql->odbc, text, err);
}

eg_status eg_kept_keep(eg_sql *sql, bool *kept, eg_error *err)
{
    uint64_t unless = 1;
    eg_status status = eg_answer_counts(sql->odbc, sql->kept->unless, &unless, 1, err);
    *kept = status == EG_OK && unless == 0;
    if (!*kept)
        return status;
    status = run(sql, eg_text_of(sql->kept->first), err);
    if (status != EG_OK)
        return status;
    return run(sql, (eg_text){sql->text.at + sql->keep_at, sql->keep_n}, err);
}

static eg_status ask_page(eg_sql *sql, eg_error *err)
{
    eg_buffer page = {0};
    add_page(&page, sql->n_coming, sql->page);
    sql->page += PAGE;
    eg_status status =
        page.failed ? eg_fail_memory(err) : run(sql, (eg_text){page.at, page.n}, err);
    eg_buffer_clear(&page);
    return status == EG_OK ? eg_answer_columns(sql->odbc, sql->n_coming, err) : status;
}

eg_status eg_kept_begin(eg_sql *sql, eg_error *err)
{
    uint64_t counts[2] = {0, 0};
    eg_status status = eg_answer_counts(sql->odbc, count_query, counts, 2, err);
    if (status != EG_OK)
        return status;
    sql->n_kept = counts[0];
    sql->last_key = counts[1];
    sql->page = 1;
    return ask_page(sql, err);
}

static eg_status end(eg_sql *sql, eg_error *err)
{
    eg_error ignored = {0};
    sql->all_came = true;
    if (sql->n_came != sql->n_kept)
        return eg_fail(err, EG_E_IO,
                       "the database gave %llu cells where it had kept %llu; run again",
                       (unsigned long long)sql->n_came, (unsigned long long)sql->n_kept);
    /* Else it goes with the session. */
    (void)run(sql, eg_text_of(sql->kept->forget), &ignored);
    return EG_OK;
}

eg_status eg_kept_fetch(eg_sql *sql, size_t *rows, eg_error *err)
{
    *rows = 0;
    while (!sql->all_came) {
        eg_status status = eg_odbc_fetch(sql->odbc, rows, err);
        if (status != EG_OK || *rows > 0) {
            sql->n_came += *rows;
            return status;
        }
        status = sql->page > sql->last_key ? end(sql, err) : ask_page(sql, err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}
