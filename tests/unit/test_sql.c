/* SQL: queries, names, dialects, connection strings, long numbers, what drivers say,
 * and work that is waited for. Expected texts by hand from the engines' manuals. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "equitygap/sql.h"
#include "ext/odbc_room.h"
#include "ext/odbc_said.h"
#include "ext/waiter.h"
#include "sql/exact.h"
#include "sql/place.h"
#include "sql/query.h"

Suite *sql_suite(void);

/* ---- names and queries ---- */

static const eg_query_column columns[] = {{.name = "race", .text = true},
                                          {.name = "odd \"one\"; --", .text = true},
                                          {.name = "grade"},
                                          {.name = "score", .sum = true}};

static eg_query_from from_of(const char *word, const char *const *table, size_t n)
{
    const eg_dialect_row *row = eg_dialect_find(word, "");
    return (eg_query_from){
        .dialect = row, .open = row->open, .close = row->close, .table = table, .n_table = n};
}

START_TEST(cells_by_hand)
{
    static const char *const table[] = {"s", "a\"b"};
    static const eg_decimal marks[] = {-99 * EG_DECIMAL_ONE, EG_DECIMAL_ONE / 2};
    const eg_query_column shard = {.name = "school"};
    const eg_query_wanted wanted = {columns, &shard, 4, 1, NULL};
    eg_query_from from = from_of("postgresql", table, 2);
    eg_buffer out = {0};
    from.marks = marks;
    from.n_marks = 2;
    eg_query_cells(&out, &from, &wanted);
    ck_assert_str_eq(
        eg_buffer_string(&out),
        "SELECT \"race\", \"odd \"\"one\"\"; --\", \"grade\", CASE WHEN \"score\" IN (-99, "
        "0.500000000) THEN \"score\" END, COUNT(*), COUNT(\"score\"), SUM(CAST(\"score\" AS "
        "NUMERIC)), SUM(CAST(\"score\" AS NUMERIC) * CAST(\"score\" AS NUMERIC))\nFROM "
        "\"s\".\"a\"\"b\"\nGROUP BY \"race\", \"odd \"\"one\"\"; --\", \"grade\", CASE WHEN "
        "\"score\" IN (-99, 0.500000000) THEN \"score\" END, \"school\"");
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(cells_without_levels)
{
    static const char *const table[] = {"t"};
    const eg_query_wanted wanted = {&columns[3], NULL, 1, 0, NULL};
    eg_query_from from = from_of("sqlserver", table, 1);
    eg_buffer out = {0};
    eg_query_cells(&out, &from, &wanted);
    ck_assert_str_eq(
        eg_buffer_string(&out),
        "SELECT COUNT_BIG(*), COUNT_BIG([score]), SUM(CAST([score] AS DECIMAL(18, 9))), "
        "SUM(CAST([score] AS DECIMAL(18, 9)) * CAST([score] AS DECIMAL(18, 9)))\n"
        "FROM [t]");
    eg_buffer_clear(&out);
}
END_TEST

/* Where columns hold anything: what fits is added up as integers, the rest is grouped by. */
START_TEST(cells_of_numbers_that_fit)
{
    static const char *const table[] = {"t"};
    static const eg_query_column odd = {.name = "a?\"b", .sum = true};
    const eg_query_wanted wanted = {&odd, NULL, 1, 0, NULL};
    eg_query_from from = from_of("sqlite", table, 1);
    eg_buffer out = {0};
#define X "\"a?\"\"b\""
#define FIT                                                                                    \
    "typeof(" X ") IN ('integer', 'real') AND " X " BETWEEN -300000 AND 300000 AND ROUND(" X   \
    " * 10000) / 10000 = " X
#define K "(CAST(ROUND(" X " * 10000) AS INTEGER) % 3000000001)"
    eg_query_cells(&out, &from, &wanted);
    ck_assert_str_eq(eg_buffer_string(&out),
                     "SELECT CASE WHEN NOT (" FIT ") THEN " X
                     " END, COUNT(*), COUNT(CASE WHEN " FIT " THEN 1 END), SUM(" K "), SUM(" K
                     " * " K " / 1000000000), SUM(" K " * " K " % 1000000000)\nFROM \"t\"\n"
                     "GROUP BY CASE WHEN NOT (" FIT ") THEN " X " END");
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(rows_of_a_query)
{
    eg_query_from from = from_of("oracle", NULL, 0);
    eg_buffer out = {0};
    from.query = eg_query_bare(" SELECT 1 FROM dual -- it\n ; ;\n");
    eg_query_rows(&out, &from, columns, 1);
    ck_assert_str_eq(eg_buffer_string(&out),
                     "SELECT \"race\"\nFROM (\nSELECT 1 FROM dual -- it\n) equitygap_query");
    eg_buffer_clear(&out);
    eg_query_columns(&out, &from);
    ck_assert_str_eq(
        eg_buffer_string(&out),
        "SELECT *\nFROM (\nSELECT 1 FROM dual -- it\n) equitygap_query\nWHERE 1 = 0");
    eg_buffer_clear(&out);
}
END_TEST

START_TEST(bits)
{
    static const char *const table[] = {"t"};
    eg_query_from from = from_of("mysql", table, 1);
    eg_buffer out = {0};
    eg_query_bits(&out, &from, &columns[2], 2);
    ck_assert_str_eq(eg_buffer_string(&out),
                     "SELECT MAX(CASE WHEN `grade` NOT IN (0, 1) THEN 1 ELSE 0 END), MAX(CASE "
                     "WHEN `score` NOT IN (0, 1) THEN 1 ELSE 0 END)\nFROM `t`");
    eg_buffer_clear(&out);
}
END_TEST

static const struct {
    const char *typed;
    const char *parts[3]; /* none: it is no name */
    bool plain;           /* the last one */
} tables[] = {
    {"students", {"students"}, true},
    {"a.b.c", {"a", "b", "c"}, true},
    {"\"a.b\".c", {"a.b", "c"}, true},
    {"a.\"b \"\"c\"\"\"", {"a", "b \"c\""}, false},
    {"a b; --", {"a b; --"}, true},
    {"", {NULL}, false},
    {"a..b", {NULL}, false},
    {".a", {NULL}, false},
    {"a.", {NULL}, false},
    {"\"a", {NULL}, false},
    {"\"a\"b", {NULL}, false},
    {"\"\"", {NULL}, false},
};

START_TEST(table_names)
{
    eg_arena *arena = eg_arena_new();
    eg_query_name name;
    eg_error err = {0};
    ck_assert_ptr_nonnull(arena);
    eg_status status = eg_query_table(tables[_i].typed, arena, &name, &err);
    if (tables[_i].parts[0] == NULL) {
        ck_assert_int_eq(status, EG_E_USAGE);
    } else {
        ck_assert_int_eq(status, EG_OK);
        ck_assert_int_eq(name.plain[name.n - 1], tables[_i].plain);
        for (size_t i = 0; i < name.n; i++)
            ck_assert_str_eq(name.part[i], tables[_i].parts[i]);
        ck_assert(name.n == 3 || tables[_i].parts[name.n] == NULL);
    }
    eg_arena_free(arena);
}
END_TEST

/* ---- engines and drivers ---- */

static const struct {
    const char *dbms, *word;
} engines[] = {{"PostgreSQL", "postgresql"},
               {"Microsoft SQL Server", "sqlserver"},
               {"Oracle", "oracle"},
               {"MySQL", "mysql"},
               {"MariaDB", "mysql"},
               {"SQLite", "sqlite"},
               {"Snowflake", "snowflake"},
               {"Spark SQL", "databricks"},
               {"Databricks", "databricks"},
               {"Google BigQuery", "bigquery"},
               {"Amazon Redshift", "redshift"},
               {"Something Else", "standard"},
               {"", "standard"}};

START_TEST(engines_by_name)
{
    ck_assert_str_eq(eg_dialect_find(NULL, engines[_i].dbms)->word, engines[_i].word);
    ck_assert_str_eq(eg_dialect_find(engines[_i].word, "")->word, engines[_i].word);
    ck_assert_ptr_nonnull(strstr(EG_SQL_DIALECTS, engines[_i].word));
}
END_TEST

/* Every row's templates have one place for the name, and only that. */
START_TEST(every_dialect)
{
    const char *words = EG_SQL_DIALECTS;
    size_t n = 0;
    while (*words != '\0') {
        char word[32];
        size_t length = strcspn(words, " ");
        ck_assert_uint_lt(length, sizeof word);
        memcpy(word, words, length);
        word[length] = '\0';
        const eg_dialect_row *row = eg_dialect_find(word, "");
        ck_assert_str_eq(row->word, word);
        ck_assert_ptr_nonnull(strchr(row->text, '?'));
        ck_assert(strchr(row->text, '?') == strrchr(row->text, '?'));
        ck_assert(row->exact[0] == '\0' ||
                  (strchr(row->exact, '?') != NULL &&
                   strchr(row->exact, '?') == strrchr(row->exact, '?')));
        /* Squares come in two only where numbers say for themselves that they fit. */
        ck_assert_int_eq(row->fit[0] != '\0', row->scale > 0);
        ck_assert(row->scale == 0 || (row->exact[0] == '(' && row->whole[0] == '('));
        ck_assert(row->open[0] != '\0' && row->close[0] != '\0');
        words += length + (words[length] == ' ');
        n++;
    }
    ck_assert_uint_eq(n, 10);
    ck_assert_uint_eq(eg_dialect_find("sqlite", "")->scale, 4);
    ck_assert_str_eq(eg_dialect_find("sqlserver", "")->whole, "CAST(? AS DECIMAL(19, 0))");
}
END_TEST

START_TEST(driver_extras)
{
    const eg_text none = eg_text_of("DSN=x");
    ck_assert_str_eq(eg_driver_extra("psqlodbcw.so", none), "UseDeclareFetch=1;Fetch=4096");
    ck_assert_ptr_null(
        eg_driver_extra("psqlodbcw.so", eg_text_of("DSN=x; usedeclarefetch =0")));
    ck_assert_ptr_nonnull(eg_driver_extra("libmaodbc.so", none));
    ck_assert_ptr_nonnull(eg_driver_extra("LIBSQLITE3ODBC.SO", none));
    ck_assert_ptr_null(eg_driver_extra("msodbcsql18.so", none));
    ck_assert(eg_driver_bytes("libmaodbc.so"));
    ck_assert(eg_driver_bytes("Driver=/usr/lib/odbc/PSQLODBCW.so;Server=x"));
    ck_assert(!eg_driver_bytes("libsqlite3odbc.so"));
    ck_assert(!eg_driver_bytes(""));
    ck_assert(eg_driver_holds("libmaodbc.so", "03.01.0015", none));
    ck_assert(!eg_driver_holds("libmaodbc.so", "03.01.0017", none));
    ck_assert(!eg_driver_holds("libmaodbc.so", "03.02.0001", none));
    ck_assert(!eg_driver_holds("libmaodbc.so", "", none));
    ck_assert(!eg_driver_holds("libmaodbc.so", "03.01.0015", eg_text_of("x=y;ForwardOnly=1")));
    ck_assert(!eg_driver_holds("psqlodbcw.so", "03.01.0015", none));
    ck_assert(!eg_driver_holds("msodbcsql18.so", "03.01.0015", none));
}
END_TEST

/* ---- connection strings ---- */

static const struct {
    const char *place;
    bool fine;
} places[] = {
    {"odbc:warehouse", true},
    {"odbc:Driver=x;Server=y;UID=me", true},
    {"odbc:Driver={a;PWD=b};Server=y", true}, /* within a value */
    {"odbc:DSN=x;PWD=y", false},
    {"odbc:DSN=x; pwd =y", false},
    {"odbc:DSN={x;y};Password=z", false},
    {"odbc:PASSWORD={z}", false},
    {"odbc:DSN=x;AccessToken=y", false},
    {"odbc:DSN=x;Client_Secret=y", false},
    {"odbc:DSN=x;Passphrase=y", false},
    {"odbc:", false},
    {"odbc: ;", true},
};

START_TEST(places_checked)
{
    eg_error err = {0};
    ck_assert(eg_sql_is_place(places[_i].place));
    ck_assert_int_eq(eg_sql_check_place(places[_i].place, &err),
                     places[_i].fine ? EG_OK : EG_E_USAGE);
    ck_assert_ptr_null(strstr(err.text, "DSN=x"));
}
END_TEST

START_TEST(connections)
{
    eg_buffer out = {0};
    ck_assert(!eg_sql_is_place("odbc.csv"));
    eg_place_connection(&out, "odbc:warehouse", NULL, NULL);
    ck_assert_str_eq(eg_buffer_string(&out), "DSN=warehouse");
    eg_buffer_reset(&out);
    eg_place_connection(&out, "odbc:Driver=x", "a}b;{c", "StepAPI=1");
    ck_assert_str_eq(eg_buffer_string(&out), "Driver=x;StepAPI=1;PWD={a}}b;{c}");
    eg_buffer_clear(&out);
}
END_TEST

/* ---- long numbers: expected values by hand ---- */

static const struct {
    const char *text;
    unsigned places;
    bool fine, negative;
    uint64_t word[3];
} numbers[] = {
    {"0", 0, true, false, {0, 0, 0}},
    {"12.5", 9, true, false, {UINT64_C(12500000000), 0, 0}},
    {" -3.25 ", 2, true, true, {325, 0, 0}},
    {"1.500", 1, true, false, {15, 0, 0}}, /* zeros are no places */
    {"1.501", 1, false, false, {0, 0, 0}}, /* but this is one */
    {".5", 1, true, false, {5, 0, 0}},     /* as Oracle writes it */
    {"18446744073709551616", 0, true, false, {0, 1, 0}},
    {"340282366920938463463374607431768211456",
     0,
     true,
     false,
     {0, 0, 1}}, /* 2^128: 39 digits */
    {"6277101735386680763835789423207666416102355444464034512895",
     0,
     true,
     false,
     {UINT64_MAX, UINT64_MAX, UINT64_MAX}}, /* 2^192 - 1 */
    {"6277101735386680763835789423207666416102355444464034512896", 0, false, false, {0, 0, 0}},
    {"1e5", 0, false, false, {0, 0, 0}},
    {"", 0, false, false, {0, 0, 0}},
    {"-", 0, false, false, {0, 0, 0}},
    {"1.2.3", 3, false, false, {0, 0, 0}},
    {"1,000", 0, false, false, {0, 0, 0}},
};

START_TEST(exact_numbers)
{
    eg_u192 value;
    bool negative = false;
    bool fine =
        eg_exact_read(eg_text_of(numbers[_i].text), numbers[_i].places, &value, &negative);
    ck_assert_int_eq(fine, numbers[_i].fine);
    if (!fine)
        return;
    ck_assert_int_eq(negative, numbers[_i].negative);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(value.word[i], numbers[_i].word[i]);
}
END_TEST

START_TEST(exact_signed)
{
    eg_i128 value = 0;
    ck_assert(eg_exact_read_signed(eg_text_of("-12.5"), 9, &value));
    ck_assert(value == (eg_i128)-12500000000);
    ck_assert(
        eg_exact_read_signed(eg_text_of("170141183460469231731687303715884105727"), 0, &value));
    ck_assert(!eg_exact_read_signed(eg_text_of("170141183460469231731687303715884105728"), 0,
                                    &value));
    /* Any number of digits before the point and behind it. */
    for (size_t n = 1; n <= 38; n++) {
        char text[48] = "";
        eg_i128 want = 0;
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)('0' + (i * 7 + n) % 10);
            want = want * 10 + (text[i] - '0');
        }
        ck_assert(eg_exact_read_signed((eg_text){text, n}, 0, &value));
        ck_assert(value == want);
        if (n < 10)
            continue;
        memmove(text + n - 8, text + n - 9, 9);
        text[n - 9] = '.';
        ck_assert(eg_exact_read_signed((eg_text){text, n + 1}, 9, &value));
        ck_assert(value == want);
    }
}
END_TEST

/* ---- what drivers say ---- */

static const struct {
    const char *state, *said, *has, *not ;
    bool refused;
} sayings[] = {
    {"42P01", "[unixODBC]ERROR: relation \"x\" does not exist;\nmore", "relation \"x\"", "more",
     true},
    {"22P02", "[a][b]invalid input syntax for type integer: \"Ana Diaz\"", "convert", "Ana",
     true},
    {"08S01", "[x]server closed the connection", "no connection", "[x]", false},
    {"57014", "[x]ERROR: canceling statement due to statement timeout;\nError while",
     "--timeout", "Error", false},
    {"HYT00", "[x]Timeout expired", "--timeout", "[x]", false},
    {"IM002", "[unixODBC][Driver Manager]Data source name not found", "odbcinst", "[", false},
    {"", "", "does not say why", "SQLSTATE", false},
    {"28000", "[x]password authentication failed", "password", "[x]", false},
    {"25006", "[x]Cannot execute in a READ ONLY transaction", "READ ONLY", "[x]", true},
    {"3D000", "[x]No database selected", "selected", "[x]", true},
    {"HY000", "[SQLite]no such table: t", "no such table", "[SQLite]", true},
};

START_TEST(drivers_say)
{
    eg_error err = {0};
    eg_odbc_failure failure = EG_ODBC_FINE;
    ck_assert_int_eq(
        eg_odbc_said(&err, "the query", sayings[_i].state, sayings[_i].said, &failure),
        EG_E_IO);
    ck_assert_msg(strstr(err.text, sayings[_i].has) != NULL, "%s", err.text);
    ck_assert_msg(strstr(err.text, sayings[_i].not ) == NULL, "%s", err.text);
    ck_assert_int_eq(failure == EG_ODBC_REFUSED, sayings[_i].refused);
}
END_TEST

/* ---- room ---- */

START_TEST(rooms)
{
    eg_odbc_place place[2] = {{.wide = true, .width = 12}, {.width = 128}};
    eg_odbc_room room = {.place = place, .n = 2};
    ck_assert(eg_odbc_room_make(&room));
    ck_assert(!room.alone);
    ck_assert_uint_eq(room.rows, 1024);
    place[0].lengths[1] = EG_ODBC_NULL;
    ck_assert(eg_odbc_room_cell(&room, 1, 0).null);
    place[1].lengths[1] = 127;
    ck_assert_uint_eq(eg_odbc_room_cut(&room, 2), 2);
    place[1].lengths[1] = 128; /* its end did not fit */
    ck_assert_uint_eq(eg_odbc_room_cut(&room, 2), 1);
    place[0].lengths[0] = EG_ODBC_CUT;
    ck_assert_uint_eq(eg_odbc_room_cut(&room, 2), 0);
    place[0].lengths[0] = 4;
    ck_assert_uint_eq(eg_odbc_room_cell(&room, 0, 0).n, 2);
    eg_odbc_room_clear(&room);
    for (size_t i = 0; i < 2; i++)
        place[i] = (eg_odbc_place){.wide = true, .width = 131072};
    room = (eg_odbc_room){.place = place, .n = 2};
    ck_assert(eg_odbc_room_make(&room));
    ck_assert_uint_eq(room.rows, 32); /* more than 4 MiB, less than 16 */
    eg_odbc_room_clear(&room);
    eg_odbc_place one = {.wide = true};
    room = (eg_odbc_room){.place = &one, .n = 1};
    ck_assert(eg_odbc_room_make(&room));
    ck_assert(room.alone);
    ck_assert_uint_eq(room.rows, 1);
    eg_odbc_room_clear(&room);
}
END_TEST

/* ---- waiting ---- */

static void doze(void *subject)
{
    atomic_int *state = subject;
    const struct timespec pause = {.tv_nsec = 5000000};
    for (int i = 0; i < 1000 && atomic_load(state) == 0; i++)
        (void)nanosleep(&pause, NULL);
    atomic_fetch_add(state, 10);
}

static void wake(void *subject)
{
    atomic_store((atomic_int *)subject, 1);
}

static bool never(void *context)
{
    (void)context;
    return false;
}

START_TEST(waiting_ends)
{
    const eg_waiting stopped = {.go_on = never, .cancel = wake};
    const eg_waiting late = {.seconds = 1, .cancel = wake};
    const eg_waiting patient = {.seconds = 30};
    atomic_int state = 0, ready = 1;
    eg_waiter *waiter = eg_waiter_new();
    ck_assert_ptr_nonnull(waiter);
    ck_assert_int_eq(eg_waiter_do(waiter, doze, &ready, &patient), EG_WAITED);
    ck_assert_int_eq(atomic_load(&ready), 11);
    ck_assert_int_eq(eg_waiter_do(waiter, doze, &state, &stopped), EG_WAITED_STOPPED);
    ck_assert_int_eq(atomic_load(&state), 11);
    atomic_store(&state, 0);
    ck_assert_int_eq(eg_waiter_do(waiter, doze, &state, &late), EG_WAITED_LATE);
    eg_waiter_free(waiter);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof *(rows)))

Suite *sql_suite(void)
{
    Suite *suite = suite_create("sql");
    TCase *tests = tcase_create("sql");
    tcase_add_test(tests, cells_by_hand);
    tcase_add_test(tests, cells_without_levels);
    tcase_add_test(tests, cells_of_numbers_that_fit);
    tcase_add_test(tests, rows_of_a_query);
    tcase_add_test(tests, bits);
    tcase_add_loop_test(tests, table_names, 0, COUNT(tables));
    tcase_add_loop_test(tests, engines_by_name, 0, COUNT(engines));
    tcase_add_test(tests, every_dialect);
    tcase_add_test(tests, driver_extras);
    tcase_add_loop_test(tests, places_checked, 0, COUNT(places));
    tcase_add_test(tests, connections);
    tcase_add_loop_test(tests, exact_numbers, 0, COUNT(numbers));
    tcase_add_test(tests, exact_signed);
    tcase_add_loop_test(tests, drivers_say, 0, COUNT(sayings));
    tcase_add_test(tests, rooms);
    tcase_add_test(tests, waiting_ends);
    suite_add_tcase(suite, tests);
    return suite;
}
