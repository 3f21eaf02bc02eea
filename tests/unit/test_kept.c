/* Cells that are kept in the session: when, and what is run then. */
#include <check.h>
#include <string.h>

#include "ext/odbc_inner.h"
#include "sql/kept.h"

Suite *kept_suite(void);

enum { GENDER, DAY, SCORE, N_COLUMNS };

static eg_query_column columns[N_COLUMNS] = {
    {.name = "gen`der", .text = true}, {.name = "day", .other = true}, {.name = "score"}};
static bool exact[N_COLUMNS] = {false, false, true};
static const char *names[N_COLUMNS] = {"gen`der", "day", "score"};
static const char *const table[] = {"t"};

/* A query of these columns, through a driver; the text, to be freed. */
static char *text_of(const char *driver, const char *version, const char *dialect,
                     const eg_sql_choice *chosen, size_t n, bool cells)
{
    /* Else the engine is asked about its texts first. */
    eg_sql_options options = {.table = "t", .fetch = EG_FETCH_CELLS};
    eg_odbc odbc = {0};
    eg_error err = {0};
    const eg_dialect_row *row = eg_dialect_find(dialect, "");
    eg_sql sql = {.place = "odbc:DSN=x",
                  .options = &options,
                  .odbc = &odbc,
                  .columns = columns,
                  .exact = exact,
                  .names = names,
                  .n_columns = N_COLUMNS,
                  .from = {.dialect = row,
                           .open = row->open,
                           .close = row->close,
                           .table = table,
                           .n_table = 1}};
    strncpy(odbc.about.driver, driver, sizeof odbc.about.driver - 1);
    strncpy(odbc.about.version, version, sizeof odbc.about.version - 1);
    sql.arena = eg_arena_new();
    ck_assert_ptr_nonnull(sql.arena);
    ck_assert_int_eq(eg_sql_select(&sql, chosen, n, cells, &err), EG_OK);
    char *text = eg_alloc(strlen(eg_sql_text(&sql)) + 1, 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, eg_sql_text(&sql), strlen(eg_sql_text(&sql)) + 1);
    ck_assert_int_eq(sql.kept != NULL, strstr(text, "TEMPORARY") != NULL);
    if (sql.kept != NULL) {
        /* What is run as the query is the one statement that makes the table. */
        ck_assert_uint_lt(sql.keep_at + sql.keep_n, strlen(text));
        ck_assert(strncmp(text + sql.keep_at, "CREATE TEMPORARY TABLE ", 23) == 0);
        ck_assert_int_eq(text[sql.keep_at + sql.keep_n], ';');
    }
    eg_buffer_clear(&sql.text);
    eg_arena_free(sql.arena);
    return text;
}

static const eg_sql_choice both[] = {{GENDER, false}, {SCORE, true}};

START_TEST(all_that_is_run)
{
    char *text = text_of("libmaodbc.so", "03.01.0015", "mysql", both, 2, true);
    ck_assert_str_eq(
        text,
        "SELECT COUNT(*) FROM DUAL WHERE @@log_bin AND @@sql_log_bin AND @@binlog_format = "
        "'STATEMENT';\n"
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n"
        "CREATE TEMPORARY TABLE equitygap_cells (equitygap_key BIGINT UNSIGNED NOT NULL "
        "AUTO_INCREMENT PRIMARY KEY) ENGINE=MyISAM AS\n"
        "SELECT CONVERT(`gen``der` USING utf8mb4) COLLATE utf8mb4_bin AS equitygap_1, COUNT(*) "
        "AS equitygap_2, COUNT(`score`) AS equitygap_3, SUM(CAST(`score` AS DECIMAL(20, 9))) "
        "AS equitygap_4, SUM(CAST(`score` AS DECIMAL(20, 9)) * CAST(`score` AS DECIMAL(20, "
        "9))) AS equitygap_5\n"
        "FROM `t`\n"
        "GROUP BY CONVERT(`gen``der` USING utf8mb4) COLLATE utf8mb4_bin;\n"
        "SELECT COUNT(*), COALESCE(MAX(equitygap_key), 0)\n"
        "FROM equitygap_cells;\n"
        "SELECT equitygap_1, equitygap_2, equitygap_3, equitygap_4, equitygap_5\n"
        "FROM equitygap_cells\n"
        "WHERE equitygap_key BETWEEN 1 AND 8192; -- and so on, to the last\n"
        "DROP TEMPORARY TABLE equitygap_cells;\n");
    eg_free(text);
}
END_TEST

static const struct {
    const char *driver, *version, *dialect;
    bool cells, kept;
} ways[] = {
    {"libmaodbc.so", "03.01.0015", "mysql", true, true},
    {"libmaodbc.so", "03.01.0016", "mysql", true, true},
    {"libmaodbc.so", "03.01.0017", "mysql", true, false}, /* it streams */
    {"libmaodbc.so", "", "mysql", true, false},
    {"libmaodbc.so", "03.01.0015", "mysql", false, false}, /* row by row */
    {"libmaodbc.so", "03.01.0015", "postgresql", true, false},
    {"libmyodbc8w.so", "08.00.0033", "mysql", true, false},
    {"libsqlite3odbc.so", "00.09.9980", "mysql", true, false},
};

START_TEST(when)
{
    char *text =
        text_of(ways[_i].driver, ways[_i].version, ways[_i].dialect, both, 2, ways[_i].cells);
    ck_assert_int_eq(strstr(text, "TEMPORARY") != NULL, ways[_i].kept);
    eg_free(text);
}
END_TEST

START_TEST(days_are_not_copied)
{
    static const eg_sql_choice chosen[] = {{GENDER, false}, {DAY, false}};
    char *text = text_of("libmaodbc.so", "03.01.0015", "mysql", chosen, 2, true);
    ck_assert_ptr_null(strstr(text, "TEMPORARY"));
    ck_assert_ptr_nonnull(strstr(text, "GROUP BY"));
    ck_assert_ptr_null(strstr(text, " AS equitygap_"));
    eg_free(text);
}
END_TEST

Suite *kept_suite(void)
{
    Suite *suite = suite_create("kept");
    TCase *tests = tcase_create("kept");
    tcase_add_test(tests, all_that_is_run);
    tcase_add_loop_test(tests, when, 0, (int)(sizeof ways / sizeof *ways));
    tcase_add_test(tests, days_are_not_copied);
    suite_add_tcase(suite, tests);
    return suite;
}
