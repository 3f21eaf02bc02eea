/* One table or query of a database: connecting, its columns, its rows or cells. */
#include <string.h>

#include "ext/utf16.h"
#include "sql/internal.h"
#include "sql/place.h"

/* ---- opening ---- */

static eg_status check_options(const eg_sql_options *options, eg_error *err)
{
    if (options->table == NULL && options->query == NULL)
        return eg_fail(err, EG_E_USAGE,
                       "say what to read of this database: --table NAME, or --query FILE with "
                       "a query of your own");
    if (options->table != NULL && options->query != NULL)
        return eg_fail(err, EG_E_USAGE,
                       "--table and --query are two ways to say what to read; give one of "
                       "them");
    if (options->query != NULL && eg_query_bare(options->query).n == 0)
        return eg_fail(err, EG_E_USAGE, "--query %s holds no query", options->query_name);
    return EG_OK;
}

/* Should a driver repeat the password in what it says, it goes no further. */
static void hide(eg_error *err, const char *password)
{
    size_t n = password == NULL ? 0 : strlen(password);
    char *at = n == 0 || err == NULL ? NULL : strstr(err->text, password);
    for (; at != NULL; at = strstr(at + n, password))
        memset(at, '*', n);
}

/* driver: its file, or what of it is known. */
static eg_status connect_with(eg_sql *sql, const char *driver, const char *extra, eg_error *err)
{
    const eg_odbc_care care = {sql->pulse.go_on, sql->pulse.context, sql->options->timeout,
                               eg_driver_bytes(driver)};
    eg_buffer connection = {0};
    eg_place_connection(&connection, sql->place, sql->options->password, extra);
    eg_status status =
        connection.failed
            ? eg_fail_memory(err)
            : eg_odbc_open(&sql->odbc, (eg_text){connection.at, connection.n}, &care, err);
    volatile char *at = connection.at;
    for (size_t i = 0; at != NULL && i < connection.capacity; i++)
        at[i] = '\0';
    eg_buffer_clear(&connection);
    if (status != EG_OK)
        hide(err, sql->options->password);
    return status;
}

/* Twice where the driver turns out to be another than the connection string tells. */
static eg_status connect_it(eg_sql *sql, eg_error *err)
{
    const char *typed = sql->place + strlen("odbc:");
    const char *guess = eg_driver_extra(typed, eg_text_of(typed));
    eg_status status = connect_with(sql, typed, guess, err);
    if (status != EG_OK)
        return status;
    const eg_odbc_about about = *eg_odbc_about_of(sql->odbc);
    const char *extra = eg_driver_extra(about.driver, eg_text_of(typed));
    if (extra == guess)
        return EG_OK;
    eg_odbc_close(sql->odbc);
    sql->odbc = NULL;
    return connect_with(sql, about.driver, extra, err);
}

static eg_status run(eg_sql *sql, const eg_buffer *text, eg_error *err)
{
    if (text->failed)
        return eg_fail_memory(err);
    return eg_odbc_query(sql->odbc, (eg_text){text->at, text->n}, err);
}

static void take_dialect(eg_sql *sql, const eg_dialect_row *row, bool own)
{
    const char *quote = eg_odbc_about_of(sql->odbc)->quote;
    const bool said = own && quote[0] != '\0';
    sql->from.dialect = row;
    sql->from.open = said ? quote : row->open;
    sql->from.close = said ? quote : row->close;
}

/* The engine's own, as far as it is known: --dialect may be another one, to see its SQL. */
static eg_status greet(eg_sql *sql, eg_error *err)
{
    const char *dbms = eg_odbc_about_of(sql->odbc)->dbms, *word = sql->options->dialect;
    const eg_dialect_row *own = eg_dialect_find(NULL, dbms);
    if (own->dbms[0] == '\0' && word != NULL)
        take_dialect(sql, eg_dialect_find(word, dbms), false);
    else
        take_dialect(sql, own, true);
    if (own->setup[0] == '\0')
        return EG_OK;
    eg_error refused = {0};
    const eg_status status = eg_odbc_query(sql->odbc, eg_text_of(own->setup), &refused);
    /* Others that call themselves so may not know it, and count without. */
    if (status == EG_OK || eg_odbc_failed(sql->odbc) == EG_ODBC_REFUSED)
        return EG_OK;
    if (err != NULL)
        *err = refused;
    return status;
}

static void choose_dialect(eg_sql *sql)
{
    const char *dbms = eg_odbc_about_of(sql->odbc)->dbms, *word = sql->options->dialect;
    if (word != NULL && sql->from.dialect != eg_dialect_find(word, dbms))
        take_dialect(sql, eg_dialect_find(word, dbms), false);
}

static eg_status ask_columns(eg_sql *sql, eg_error *err)
{
    eg_buffer text = {0};
    eg_query_columns(&text, &sql->from);
    eg_status status = run(sql, &text, err);
    eg_buffer_clear(&text);
    return status;
}

/* A name without quotes, as the engine would fold it; what has other signs is as it is. */
static const char *folded(const char *part, eg_odbc_fold fold, eg_arena *arena)
{
    char *made = eg_arena_string(arena, eg_text_of(part));
    for (char *c = made; c != NULL && *c != '\0'; c++) {
        if (fold == EG_ODBC_UPPER && *c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        if (fold == EG_ODBC_LOWER && *c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return made;
}

/* ---- a table that is not there ---- */

enum { TABLES_MOST = 20000, TABLE_NAME_MOST = 1024 };

/* A name from the list of tables, of the rows in hand. */
static eg_text listed(const eg_sql *sql, size_t row, size_t at, char *text)
{
    uint64_t damaged = 0;
    const eg_odbc_cell cell = eg_odbc_cell_at(sql->odbc, row, at);
    if ((cell.wide ? EG_UTF16_ROOM(cell.n) : EG_UTF8_ROOM(cell.n)) > (size_t)TABLE_NAME_MOST)
        return (eg_text){text, 0};
    const size_t n = cell.wide ? eg_utf16_read(cell.at, cell.n, text, &damaged)
                               : eg_utf8_read((eg_text){cell.at, cell.n}, text, &damaged);
    return eg_text_trim((eg_text){text, n});
}

/* A part of a name as --table takes it. */
static void add_part(eg_buffer *out, eg_text part)
{
    bool plain = part.n > 0 && part.at[0] != '"';
    for (size_t i = 0; i < part.n; i++)
        plain = plain && part.at[i] != '.';
    if (!plain)
        eg_buffer_add_char(out, '"');
    for (size_t i = 0; i < part.n; i++) {
        if (!plain && part.at[i] == '"')
            eg_buffer_add_char(out, '"');
        eg_buffer_add_char(out, part.at[i]);
    }
    if (!plain)
        eg_buffer_add_char(out, '"');
}

typedef struct {
    const char *names[TABLES_MOST], *typed[TABLES_MOST];
    size_t n;
} tables;

/* The tables that come; false: no more, or it cannot be told. */
static bool list_more(eg_sql *sql, tables *all)
{
    char schema[TABLE_NAME_MOST], name[TABLE_NAME_MOST];
    eg_error ignored = {0};
    size_t rows = 0;
    if (eg_odbc_fetch(sql->odbc, &rows, &ignored) != EG_OK)
        return false;
    for (size_t r = 0; r < rows && all->n < TABLES_MOST; r++) {
        const eg_text table = listed(sql, r, 2, name), within = listed(sql, r, 1, schema);
        eg_buffer typed = {0};
        if (within.n > 0) {
            add_part(&typed, within);
            eg_buffer_add_char(&typed, '.');
        }
        add_part(&typed, table);
        all->names[all->n] = eg_arena_string(sql->arena, table);
        all->typed[all->n] =
            typed.failed ? NULL : eg_arena_string(sql->arena, (eg_text){typed.at, typed.n});
        eg_buffer_clear(&typed);
        if (all->names[all->n] == NULL || all->typed[all->n] == NULL)
            return false;
        all->n++;
    }
    return rows > 0 && all->n < TABLES_MOST;
}

static void tell_near(eg_error *err, const char *near)
{
    const eg_error said = *err;
    *err = (eg_error){0};
    (void)eg_fail(err, said.status, "%s; did you mean %s?", said.text, near);
}

/* What the table may have been meant to be is told behind what the engine said. */
static void suggest(eg_sql *sql, const char *wanted, eg_error *err)
{
    static const char *const absent[] = {"42S02", "42P01", "HY000", "S0002"};
    const char *state = eg_odbc_state(sql->odbc), *near = NULL;
    eg_error ignored = {0};
    bool asks = false;
    size_t n = 0;
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        asks = asks || strcmp(state, absent[i]) == 0;
    tables *all = asks ? eg_alloc_zero(1, sizeof *all) : NULL;
    if (all == NULL)
        return;
    if (eg_odbc_tables(sql->odbc, &ignored) == EG_OK &&
        eg_odbc_columns(sql->odbc, &n) != NULL && n >= 3) {
        while (list_more(sql, all))
            continue;
        near = eg_text_nearest(eg_text_of(wanted), all->names, all->n);
    }
    for (size_t i = 0; near != NULL && i < all->n; i++)
        if (all->names[i] == near)
            tell_near(err, all->typed[i]);
    eg_free(all);
}

/* ---- finding it ---- */

/* The table by its name as typed and then, as people write it without quotes, in the engine's
 * case. */
static eg_status find_table(eg_sql *sql, eg_error *err)
{
    const eg_odbc_fold fold = eg_odbc_about_of(sql->odbc)->fold;
    eg_query_name name;
    bool other = false;
    eg_status status = eg_query_table(sql->options->table, sql->arena, &name, err);
    if (status != EG_OK)
        return status;
    const char **second = eg_arena_alloc(sql->arena, name.n, sizeof *second);
    if (second == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < name.n; i++) {
        second[i] = name.plain[i] ? folded(name.part[i], fold, sql->arena) : name.part[i];
        if (second[i] == NULL)
            return eg_fail_memory(err);
        other = other || strcmp(second[i], name.part[i]) != 0;
    }
    eg_error first = {0}, again = {0};
    sql->from.table = name.part;
    sql->from.n_table = name.n;
    status = ask_columns(sql, &first);
    if (status != EG_OK && other && eg_odbc_failed(sql->odbc) == EG_ODBC_REFUSED) {
        sql->from.table = second;
        if (ask_columns(sql, &again) == EG_OK)
            return EG_OK;
    }
    if (status == EG_OK)
        return EG_OK;
    if (eg_odbc_failed(sql->odbc) == EG_ODBC_REFUSED)
        suggest(sql, name.part[name.n - 1], &first);
    if (err != NULL)
        *err = first;
    return status;
}

/* Nine digits before the point fit, whatever they are; behind it there may be nine. */
static bool is_exact(const eg_sql *sql, const eg_odbc_column *column)
{
    if (sql->from.dialect->exact[0] == '\0')
        return false;
    if (sql->from.dialect->fit[0] != '\0') /* each number says so itself */
        return true;
    if (column->kind == EG_ODBC_WHOLE)
        return column->size > 0 && column->size <= 10;
    return column->kind == EG_ODBC_EXACT && column->scale >= 0 && column->scale <= 9 &&
           column->size > 0 && column->size <= 9 + (size_t)column->scale &&
           column->size <= sql->from.dialect->digits;
}

static eg_status keep_columns(eg_sql *sql, eg_error *err)
{
    size_t n = 0;
    const eg_odbc_column *columns = eg_odbc_columns(sql->odbc, &n);
    sql->columns = eg_arena_alloc(sql->arena, n + 1, sizeof *sql->columns);
    sql->names = eg_arena_alloc(sql->arena, n + 1, sizeof *sql->names);
    sql->exact = eg_arena_alloc(sql->arena, n + 1, sizeof *sql->exact);
    if (sql->columns == NULL || sql->names == NULL || sql->exact == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        sql->names[i] = eg_arena_string(sql->arena, eg_text_of(columns[i].name));
        if (sql->names[i] == NULL)
            return eg_fail_memory(err);
        sql->columns[i] =
            (eg_query_column){.name = sql->names[i],
                              .text = columns[i].kind == EG_ODBC_TEXT,
                              .whole = columns[i].kind == EG_ODBC_WHOLE,
                              .other = columns[i].kind == EG_ODBC_OTHER,
                              .small = columns[i].guid && sql->from.dialect->small};
        sql->exact[i] = is_exact(sql, &columns[i]);
    }
    sql->n_columns = n;
    if (n == 0)
        return eg_fail(err, EG_E_INPUT,
                       "it gives no columns; name a table, or a query that "
                       "selects some");
    return EG_OK;
}

static eg_status open_it(eg_sql *sql, eg_error *err)
{
    eg_status status = check_options(sql->options, err);
    if (status == EG_OK)
        status = connect_it(sql, err);
    if (status == EG_OK)
        status = greet(sql, err);
    if (status != EG_OK)
        return status;
    if (sql->options->query != NULL) {
        sql->from.query = eg_query_bare(sql->options->query);
        status = ask_columns(sql, err);
    } else {
        status = find_table(sql, err);
    }
    if (status != EG_OK)
        return status;
    choose_dialect(sql);
    return keep_columns(sql, err);
}

eg_status eg_sql_open(eg_sql **out, const char *place, const eg_sql_options *options,
                      const eg_sql_pulse *pulse, eg_error *err)
{
    *out = NULL;
    eg_sql *sql = eg_alloc_zero(1, sizeof *sql);
    if (sql == NULL)
        return eg_fail_memory(err);
    sql->place = place;
    sql->options = options;
    sql->pulse = *pulse;
    sql->name = options->table != NULL ? options->table : options->query_name;
    sql->arena = eg_arena_new();
    eg_status status =
        sql->arena == NULL ? eg_fail_memory(err) : eg_sql_check_place(place, err);
    if (status == EG_OK)
        status = open_it(sql, err);
    if (status != EG_OK) {
        eg_sql_close(sql);
        return status;
    }
    *out = sql;
    return EG_OK;
}

void eg_sql_close(eg_sql *sql)
{
    if (sql == NULL)
        return;
    eg_odbc_close(sql->odbc);
    eg_buffer_clear(&sql->text);
    eg_free(sql->counts);
    eg_arena_free(sql->arena);
    eg_free(sql);
}

const char *eg_sql_name(const eg_sql *sql)
{
    return sql->name;
}

const char *const *eg_sql_columns(const eg_sql *sql, size_t *n)
{
    *n = sql->n_columns;
    return sql->names;
}
