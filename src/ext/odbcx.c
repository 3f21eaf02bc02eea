#include "ext/odbcx.h"

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <stdio.h>
#include <string.h>

#include "ext/odbc_inner.h"
#include "ext/odbc_said.h"
#include "ext/utf16.h"

enum {
    WIDTH_NUMBER = 128,   /* bytes of a number's text: 65 digits, sign, point, exponent */
    WIDTH_TEXT = 8192,    /* most characters of a text that has a place of its own */
    WIDTH_LEAST = 1024,   /* characters: what drivers say of expressions is often too few */
    CELL_MOST = 1 << 20,  /* bytes of any cell */
    CONNECT_SECONDS = 30, /* where nobody says how long */
    LIST_SECONDS = 10,    /* for what is no more than a help */
    NAME_UNITS = 1024
};

_Static_assert(sizeof(SQLLEN) == sizeof(ptrdiff_t) && SQL_NULL_DATA == EG_ODBC_NULL &&
                   SQL_NO_TOTAL == EG_ODBC_CUT,
               "lengths are handed through");
_Static_assert(sizeof(SQLULEN) == sizeof(unsigned long), "rows fetched are counted there");
_Static_assert(sizeof(SQLWCHAR) == sizeof(uint16_t), "letters are UTF-16");

/* ---- what the driver says --------------------------------------------------------------- */

static void complain(eg_odbc *c, SQLSMALLINT type, SQLHANDLE handle, const char *doing)
{
    enum { UNITS = 512 };
    SQLWCHAR state16[6] = {0}, said16[UNITS] = {0};
    SQLINTEGER native = 0;
    SQLSMALLINT n = 0;
    uint64_t damaged = 0;
    char state[EG_UTF16_ROOM(6) + 1] = "";
    char said[EG_UTF16_ROOM(UNITS) + 1] = "";
    if (SQL_SUCCEEDED(SQLGetDiagRecW(type, handle, 1, state16, &native, said16, UNITS, &n))) {
        size_t units = n < 0 ? 0 : n < UNITS ? (size_t)n : UNITS - 1;
        state[eg_utf16_read(state16, 5, state, &damaged)] = '\0';
        said[eg_utf16_read(said16, units, said, &damaged)] = '\0';
    }
    memcpy(c->state, state, sizeof c->state - 1);
    c->turn.status = eg_odbc_said(&c->turn.err, doing, state, said, &c->turn.failure);
}

static bool fine(eg_odbc *c, SQLRETURN rc, const char *doing)
{
    if (SQL_SUCCEEDED(rc) || rc == SQL_NO_DATA)
        return true;
    complain(c, SQL_HANDLE_STMT, c->statement, doing);
    return false;
}

/* From the caller's thread. */
static void cancel(void *subject)
{
    eg_odbc *c = subject;
    if (c->statement != SQL_NULL_HSTMT)
        (void)SQLCancel(c->statement);
}

/* ---- connecting ------------------------------------------------------------------------- */

static void ask(eg_odbc *c, SQLUSMALLINT what, char *out, size_t size)
{
    SQLCHAR said[128] = "";
    SQLSMALLINT n = 0;
    if (SQL_SUCCEEDED(SQLGetInfo(c->link, what, said, (SQLSMALLINT)sizeof said, &n)))
        (void)snprintf(out, size, "%s", (const char *)said);
}

static void introduce(eg_odbc *c)
{
    SQLUSMALLINT how = SQL_IC_SENSITIVE;
    ask(c, SQL_DBMS_NAME, c->about.dbms, sizeof c->about.dbms);
    ask(c, SQL_DRIVER_NAME, c->about.driver, sizeof c->about.driver);
    ask(c, SQL_DRIVER_VER, c->about.version, sizeof c->about.version);
    ask(c, SQL_IDENTIFIER_QUOTE_CHAR, c->about.quote, sizeof c->about.quote);
    if (strcmp(c->about.quote, " ") == 0)
        c->about.quote[0] = '\0';
    if (!SQL_SUCCEEDED(SQLGetInfo(c->link, SQL_IDENTIFIER_CASE, &how, sizeof how, NULL)))
        return;
    c->about.fold = how == SQL_IC_UPPER   ? EG_ODBC_UPPER
                    : how == SQL_IC_LOWER ? EG_ODBC_LOWER
                                          : EG_ODBC_AS_IS;
}

/* Numbers and pointers that ODBC takes in one argument. */
static SQLPOINTER number(uintptr_t n)
{
    return (SQLPOINTER)n; // NOLINT(performance-no-int-to-ptr)
}

/* Asked for bytes, drivers give texts in UTF-8 or in the letters of some locale: what becomes
 * of these three tells. */
static bool gives_utf8(SQLHSTMT statement)
{
    static const char letters[] = "\u00e9\u4e2d\U0001d49c";
    char got[64] = "";
    size_t n = 0;
    SQLLEN length = 0;
    uint16_t *asked = eg_utf16_of(eg_text_of("SELECT '\u00e9\u4e2d\U0001d49c'"), &n);
    const bool same =
        asked != NULL && SQL_SUCCEEDED(SQLExecDirectW(statement, asked, (SQLINTEGER)n)) &&
        SQL_SUCCEEDED(SQLFetch(statement)) &&
        SQL_SUCCEEDED(SQLGetData(statement, 1, SQL_C_CHAR, got, (SQLLEN)sizeof got, &length)) &&
        length == (SQLLEN)sizeof letters - 1 && memcmp(got, letters, sizeof letters) == 0;
    (void)SQLFreeStmt(statement, SQL_CLOSE);
    eg_free(asked);
    return same;
}

static void work_open(void *subject)
{
    eg_odbc *c = subject;
    SQLSMALLINT n = 0;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &c->environment)) ||
        !SQL_SUCCEEDED(
            SQLSetEnvAttr(c->environment, SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0)) ||
        !SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, c->environment, &c->link))) {
        eg_odbc_no_memory(c);
        return;
    }
    (void)SQLSetConnectAttr(c->link, SQL_ATTR_LOGIN_TIMEOUT, number(c->turn.care.timeout), 0);
    SQLRETURN rc = SQLDriverConnectW(c->link, NULL, c->text, (SQLSMALLINT)c->n_text, NULL, 0,
                                     &n, SQL_DRIVER_NOPROMPT);
    c->connected = SQL_SUCCEEDED(rc);
    if (!c->connected) {
        complain(c, SQL_HANDLE_DBC, c->link, EG_ODBC_CONNECTING);
        return;
    }
    introduce(c);
    (void)SQLSetConnectAttr(c->link, SQL_ATTR_ACCESS_MODE, number(SQL_MODE_READ_ONLY), 0);
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, c->link, &c->statement)))
        complain(c, SQL_HANDLE_DBC, c->link, EG_ODBC_CONNECTING);
    else
        c->utf8 = c->turn.care.bytes && gives_utf8(c->statement);
}

eg_status eg_odbc_open(eg_odbc **out, eg_text connection, const eg_odbc_care *care,
                       eg_error *err)
{
    *out = NULL;
    eg_odbc *c = eg_alloc_zero(1, sizeof *c);
    if (c == NULL)
        return eg_fail_memory(err);
    c->turn.care = *care;
    c->turn.subject = c;
    c->turn.cancel = cancel;
    eg_status status = !eg_odbc_turn_new(&c->turn) || !eg_odbc_take(c, connection)
                           ? eg_fail_memory(err)
                           : EG_OK;
    if (status == EG_OK && c->n_text > INT16_MAX)
        status = eg_fail(err, EG_E_USAGE, "this connection string is too long");
    /* Some drivers wait for ever for a server that takes a connection and says nothing. */
    if (care->timeout == 0)
        c->turn.care.timeout = CONNECT_SECONDS;
    if (status == EG_OK)
        status = eg_odbc_turn_do(&c->turn, work_open, err);
    if (!c->turn.lost) {
        c->turn.care.timeout = care->timeout;
        eg_odbc_forget(c);
    }
    if (status != EG_OK) {
        eg_odbc_close(c);
        return status;
    }
    *out = c;
    return EG_OK;
}

static void forget_query(eg_odbc *c)
{
    eg_odbc_room_clear(&c->room);
    eg_arena_free(c->arena);
    c->arena = NULL;
    c->columns = NULL;
    for (size_t i = 0; i < 2; i++)
        eg_odbc_rows_clear(&c->rows[i]);
}

static void work_close(void *subject)
{
    eg_odbc *c = subject;
    if (c->statement != SQL_NULL_HSTMT)
        (void)SQLFreeHandle(SQL_HANDLE_STMT, c->statement);
    if (c->connected)
        (void)SQLDisconnect(c->link);
    if (c->link != SQL_NULL_HDBC)
        (void)SQLFreeHandle(SQL_HANDLE_DBC, c->link);
    if (c->environment != SQL_NULL_HENV)
        (void)SQLFreeHandle(SQL_HANDLE_ENV, c->environment);
}

void eg_odbc_close(eg_odbc *c)
{
    /* What the driver's thread may still touch stays. */
    if (c == NULL || c->turn.lost || !eg_odbc_turn_last(&c->turn, work_close))
        return;
    forget_query(c);
    eg_odbc_forget(c);
    eg_free(c);
}

/* ---- a query ---------------------------------------------------------------------------- */

static eg_odbc_kind kind_of(SQLSMALLINT type)
{
    switch (type) {
    case SQL_CHAR:
    case SQL_VARCHAR:
    case SQL_LONGVARCHAR:
    case SQL_WCHAR:
    case SQL_WVARCHAR:
    case SQL_WLONGVARCHAR:
    case SQL_UNKNOWN_TYPE:
        return EG_ODBC_TEXT;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
        return EG_ODBC_WHOLE;
    case SQL_NUMERIC:
    case SQL_DECIMAL:
        return EG_ODBC_EXACT;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
        return EG_ODBC_FLOAT;
    default:
        return EG_ODBC_OTHER;
    }
}

/* A character is up to two units, and a last one ends them. */
static size_t text_width(size_t characters)
{
    const size_t most = characters < WIDTH_LEAST ? WIDTH_LEAST : characters;
    return (most * 2 + 1) * sizeof(SQLWCHAR);
}

static bool describe(eg_odbc *c, size_t i)
{
    SQLWCHAR name[NAME_UNITS] = {0};
    SQLSMALLINT n = 0, type = 0, scale = 0, nullable = 0;
    SQLULEN size = 0;
    uint64_t damaged = 0;
    eg_odbc_column *column = &c->columns[i];
    eg_odbc_place *at = &c->room.place[i];
    if (!fine(c,
              SQLDescribeColW(c->statement, (SQLUSMALLINT)(i + 1), name, NAME_UNITS, &n, &type,
                              &size, &scale, &nullable),
              "describing the columns"))
        return false;
    size_t units = n < 0 ? 0 : n < NAME_UNITS ? (size_t)n : NAME_UNITS - 1;
    char *kept = eg_arena_alloc(c->arena, EG_UTF16_ROOM(units) + 1, 1);
    if (kept == NULL) {
        eg_odbc_no_memory(c);
        return false;
    }
    kept[eg_utf16_read(name, units, kept, &damaged)] = '\0';
    *column = (eg_odbc_column){.name = kept,
                               .kind = kind_of(type),
                               .size = size > INT32_MAX ? 0 : size,
                               .scale = scale,
                               .guid = type == SQL_GUID};
    bool text = column->kind == EG_ODBC_TEXT || column->kind == EG_ODBC_OTHER;
    bool bytes = type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
    at->wide = text && !bytes && !c->utf8;
    if (!text)
        at->width = WIDTH_NUMBER;
    else if (!bytes && column->size > 0 && column->size <= WIDTH_TEXT)
        at->width = text_width(column->size);
    return true;
}

static SQLSMALLINT type_of(const eg_odbc_place *place)
{
    return place->wide ? SQL_C_WCHAR : SQL_C_CHAR;
}

static bool bind_columns(eg_odbc *c)
{
    SQLHSTMT s = c->statement;
    if (!eg_odbc_room_make(&c->room)) {
        eg_odbc_no_memory(c);
        return false;
    }
    if (!fine(c, SQLSetStmtAttr(s, SQL_ATTR_ROW_ARRAY_SIZE, number(c->room.rows), 0),
              "reading rows") ||
        !fine(c, SQLSetStmtAttr(s, SQL_ATTR_ROWS_FETCHED_PTR, &c->fetched, 0), "reading rows"))
        return false;
    for (size_t i = 0; i < c->room.n && !c->room.alone; i++) {
        const eg_odbc_place *p = &c->room.place[i];
        SQLLEN *lengths = (SQLLEN *)(void *)p->lengths;
        if (!fine(c,
                  SQLBindCol(s, (SQLUSMALLINT)(i + 1), type_of(p), p->cells, (SQLLEN)p->width,
                             lengths),
                  "reading rows"))
            return false;
    }
    return true;
}

/* Forgets the query before; false: no memory. */
static bool begin_query(eg_odbc *c)
{
    (void)SQLFreeStmt(c->statement, SQL_CLOSE);
    (void)SQLFreeStmt(c->statement, SQL_UNBIND);
    forget_query(c);
    c->ended = false;
    c->arena = eg_arena_new();
    if (c->arena == NULL) {
        eg_odbc_no_memory(c);
        return false;
    }
    if (c->turn.care.timeout > 0)
        (void)SQLSetStmtAttr(c->statement, SQL_ATTR_QUERY_TIMEOUT, number(c->turn.care.timeout),
                             0);
    return true;
}

static void describe_all(eg_odbc *c)
{
    SQLSMALLINT n = 0;
    if (!fine(c, SQLNumResultCols(c->statement, &n), "describing the columns"))
        return;
    c->columns = eg_arena_alloc(c->arena, (size_t)n + 1, sizeof *c->columns);
    c->room.place = eg_arena_alloc(c->arena, (size_t)n + 1, sizeof *c->room.place);
    if (c->columns == NULL || c->room.place == NULL) {
        eg_odbc_no_memory(c);
        return;
    }
    c->room.n = (size_t)n;
    for (size_t i = 0; i < c->room.n; i++)
        if (!describe(c, i))
            return;
    if (n > 0)
        (void)bind_columns(c);
}

static void work_query(void *subject)
{
    eg_odbc *c = subject;
    if (begin_query(c) &&
        fine(c, SQLExecDirectW(c->statement, c->text, (SQLINTEGER)c->n_text), "the query"))
        describe_all(c);
}

/* The text is the kinds of tables that are wanted. */
static void work_tables(void *subject)
{
    eg_odbc *c = subject;
    if (begin_query(c) && fine(c,
                               SQLTablesW(c->statement, NULL, 0, NULL, 0, NULL, 0, c->text,
                                          (SQLSMALLINT)c->n_text),
                               "listing the tables"))
        describe_all(c);
}

eg_status eg_odbc_query(eg_odbc *c, eg_text sql, eg_error *err)
{
    if (!eg_odbc_take(c, sql))
        return eg_fail_memory(err);
    if (c->n_text > INT32_MAX)
        return eg_fail(err, EG_E_USAGE, "this query is too long");
    return eg_odbc_turn_do(&c->turn, work_query, err);
}

eg_status eg_odbc_tables(eg_odbc *c, eg_error *err)
{
    const unsigned timeout = c->turn.care.timeout;
    if (!eg_odbc_take(c, eg_text_of("TABLE,VIEW")))
        return eg_fail_memory(err);
    if (timeout == 0 || timeout > LIST_SECONDS)
        c->turn.care.timeout = LIST_SECONDS;
    const eg_status status = eg_odbc_turn_do(&c->turn, work_tables, err);
    if (!c->turn.lost)
        c->turn.care.timeout = timeout;
    return status;
}

/* ---- rows ------------------------------------------------------------------------------- */

/* A cell of unknown size, piece by piece. */
static bool get_cell(eg_odbc *c, size_t i)
{
    eg_odbc_place *p = &c->room.place[i];
    size_t unit = p->wide ? sizeof(SQLWCHAR) : 1;
    char piece[8192];
    eg_buffer_reset(&p->piece);
    for (;;) {
        SQLLEN n = 0;
        SQLRETURN rc = SQLGetData(c->statement, (SQLUSMALLINT)(i + 1), type_of(p), piece,
                                  (SQLLEN)sizeof piece, &n);
        if (!fine(c, rc, "reading rows"))
            return false;
        if (rc == SQL_NO_DATA)
            break;
        if (n == SQL_NULL_DATA) {
            p->lengths[0] = SQL_NULL_DATA;
            return true;
        }
        bool more = n < 0 || (size_t)n > sizeof piece - unit;
        eg_buffer_add(&p->piece, piece, more ? sizeof piece - unit : (size_t)n);
        if (p->piece.failed) {
            eg_odbc_no_memory(c);
            return false;
        }
        if (p->piece.n > CELL_MOST * unit) {
            eg_odbc_too_long(c, i);
            return false;
        }
        if (!more)
            break;
    }
    p->lengths[0] = (ptrdiff_t)p->piece.n;
    return true;
}

/* As many as one fetch gives; false: no more, or an error. */
static bool fetch_some(eg_odbc *c)
{
    c->fetched = 0;
    SQLRETURN rc = SQLFetch(c->statement);
    c->ended = rc == SQL_NO_DATA;
    if (c->ended || !fine(c, rc, "reading rows"))
        return false;
    if (c->room.rows == 1)
        c->fetched = 1;
    for (size_t i = 0; c->room.alone && i < c->room.n; i++)
        if (!get_cell(c, i))
            return false;
    size_t cut = c->room.alone ? c->room.n : eg_odbc_room_cut(&c->room, c->fetched);
    if (cut < c->room.n)
        eg_odbc_too_long(c, cut);
    else if (!eg_odbc_rows_add(&c->rows[c->coming], &c->room, c->fetched))
        eg_odbc_no_memory(c);
    return c->turn.status == EG_OK;
}

void eg_odbc_work_fetch(void *subject)
{
    eg_odbc *c = subject;
    while (!atomic_load(&c->turn.stop) && fetch_some(c))
        if (eg_odbc_rows_full(&c->rows[c->coming]))
            return;
}
