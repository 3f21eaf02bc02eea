/* SQL: queries, names, dialects, connection strings, long numbers. Expected texts by hand from
 * the engines' manuals. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "equitygap/sql.h"
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
    from.query = eg_query_bare("\xEF\xBB\xBF SELECT 1 FROM dual -- it\n ; ;\n");
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
    {"odbc:Driver={a;b=c}}d};Server=y", true}, /* within a value */
    {"odbc:Driver={a;PWD=b};Server=y", false}, /* there, some drivers read it too */
    {"odbc:DSN=x;pqopt={sslmode=require password=y}", false},
    {"odbc:DSN=x;Server=a{b;PWD=y;z=}", false}, /* a brace within a value is a letter */
    {"odbc:DSN={x;PWD=y", false},
    {"odbc:DSN={x;y", false}, /* a brace without an end */
    {"odbc:DSN={x}};y=z", false},
    {"ODBC:DSN=x;PWD=y", false},
    {"odbc:DSN=x;PassFile=/etc/pgpass", true}, /* no more than a name */
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
    /* Nothing in the variable leaves the data source's own as it is. */
    eg_place_connection(&out, "odbc:warehouse", "", NULL);
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
    suite_add_tcase(suite, tests);
    return suite;
}
