/* Rows that were copied out of a driver's room, and work that goes on while others look. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ext/odbc_room.h"
#include "ext/odbc_rows.h"
#include "ext/odbc_said.h"
#include "ext/odbc_turn.h"
#include "ext/waiter.h"

Suite *odbc_suite(void);

/* ---- rows ---- */

static void put(eg_odbc_place *place, size_t row, const void *bytes, ptrdiff_t n)
{
    place->lengths[row] = n;
    if (n > 0)
        memcpy(place->cells + row * place->width, bytes, (size_t)n);
}

static void expect(const eg_odbc_rows *rows, const eg_odbc_room *room, size_t row,
                   size_t column, const void *bytes, size_t n)
{
    const eg_odbc_cell cell = eg_odbc_rows_cell(rows, room, row, column);
    ck_assert(!cell.null);
    ck_assert_uint_eq(cell.n, n);
    ck_assert_int_eq(cell.wide, room->place[column].wide);
    ck_assert_int_eq(memcmp(cell.at, bytes, cell.wide ? n * sizeof(uint16_t) : n), 0);
}

START_TEST(cells_stay)
{
    static const uint16_t word[] = {'n', 0xF1, 0xD850, 0xDC00};
    eg_odbc_place place[2] = {{.width = 8}, {.wide = true, .width = 12}};
    eg_odbc_room room = {.place = place, .n = 2};
    eg_odbc_rows rows = {0};
    ck_assert(eg_odbc_room_make(&room));
    eg_odbc_rows_reset(&rows, 2);
    ck_assert(!eg_odbc_rows_full(&rows));
    put(&place[0], 0, "123", 3); /* odd: the next begins at an even place */
    put(&place[1], 0, word, sizeof word);
    put(&place[0], 1, NULL, EG_ODBC_NULL);
    put(&place[1], 1, NULL, 0);
    ck_assert(eg_odbc_rows_add(&rows, &room, 2));
    /* What the driver writes then is nothing to them. */
    memset(place[0].cells, 'x', 8);
    memset(place[1].cells, 'x', 24);
    put(&place[0], 0, "-4.5", 4);
    put(&place[1], 0, word, 2);
    ck_assert(eg_odbc_rows_add(&rows, &room, 1));
    ck_assert_uint_eq(rows.rows, 3);
    expect(&rows, &room, 0, 0, "123", 3);
    expect(&rows, &room, 0, 1, word, 4);
    ck_assert_uint_eq((uintptr_t)eg_odbc_rows_cell(&rows, &room, 0, 1).at % 2, 0);
    ck_assert(eg_odbc_rows_cell(&rows, &room, 1, 0).null);
    expect(&rows, &room, 1, 1, "", 0);
    expect(&rows, &room, 2, 0, "-4.5", 4);
    expect(&rows, &room, 2, 1, word, 1);
    eg_odbc_rows_reset(&rows, 2);
    ck_assert_uint_eq(rows.rows, 0);
    eg_odbc_rows_clear(&rows);
    eg_odbc_room_clear(&room);
}
END_TEST

START_TEST(enough_is_full)
{
    eg_odbc_place place = {.width = 128};
    eg_odbc_room room = {.place = &place, .n = 1};
    eg_odbc_rows rows = {0};
    ck_assert(eg_odbc_room_make(&room));
    for (size_t r = 0; r < room.rows; r++)
        put(&place, r, "12", 2);
    eg_odbc_rows_reset(&rows, 1);
    size_t times = 0;
    while (!eg_odbc_rows_full(&rows) && times < 100) {
        ck_assert(eg_odbc_rows_add(&rows, &room, room.rows));
        times++;
    }
    ck_assert_uint_lt(times, 100);
    ck_assert_uint_eq(rows.rows, times * room.rows);
    expect(&rows, &room, rows.rows - 1, 0, "12", 2);
    eg_odbc_rows_clear(&rows);
    eg_odbc_room_clear(&room);
}
END_TEST

/* A slow engine's first row is handed on, but never none: that would be the end. */
START_TEST(some_after_a_while)
{
    const struct timespec pause = {.tv_nsec = 120000000};
    eg_odbc_place place = {.width = 128};
    eg_odbc_room room = {.place = &place, .n = 1};
    eg_odbc_rows rows = {0};
    ck_assert(eg_odbc_room_make(&room));
    put(&place, 0, "1", 1);
    eg_odbc_rows_reset(&rows, 1);
    (void)nanosleep(&pause, NULL);
    ck_assert(!eg_odbc_rows_full(&rows));
    ck_assert(eg_odbc_rows_add(&rows, &room, 1));
    ck_assert(eg_odbc_rows_full(&rows));
    eg_odbc_rows_clear(&rows);
    eg_odbc_room_clear(&room);
}
END_TEST

/* ---- turns ---- */

typedef struct {
    eg_odbc_turn turn;
    atomic_int done, cancelled;
} driver;

static void work_well(void *subject)
{
    driver *d = subject;
    atomic_fetch_add(&d->done, 1);
}

static void work_badly(void *subject)
{
    driver *d = subject;
    d->turn.failure = EG_ODBC_REFUSED;
    d->turn.status = eg_fail(&d->turn.err, EG_E_IO, "no");
}

static void work_long(void *subject)
{
    driver *d = subject;
    const struct timespec pause = {.tv_nsec = 5000000};
    for (int i = 0; i < 2000 && !atomic_load(&d->turn.stop); i++)
        (void)nanosleep(&pause, NULL);
    atomic_fetch_add(&d->done, 100);
}

static void cancel_it(void *subject)
{
    atomic_fetch_add(&((driver *)subject)->cancelled, 1);
}

static bool refuse(void *context)
{
    (void)context;
    return false;
}

static driver *start(bool (*go_on)(void *context), unsigned timeout)
{
    driver *d = calloc(1, sizeof *d);
    ck_assert_ptr_nonnull(d);
    d->turn.subject = d;
    d->turn.cancel = cancel_it;
    d->turn.care = (eg_odbc_care){go_on, NULL, timeout, false};
    ck_assert(eg_odbc_turn_new(&d->turn));
    return d;
}

START_TEST(turns)
{
    eg_error err = {0};
    driver *d = start(NULL, 0);
    ck_assert_int_eq(eg_odbc_turn_do(&d->turn, work_well, &err), EG_OK);
    ck_assert_int_eq(atomic_load(&d->done), 1);
    ck_assert_int_eq(eg_odbc_turn_do(&d->turn, work_badly, &err), EG_E_IO);
    ck_assert_str_eq(err.text, "no");
    ck_assert_int_eq(d->turn.told, EG_ODBC_REFUSED);
    /* What goes on and nobody waits for is ended by the next. */
    eg_odbc_turn_begin(&d->turn, work_long);
    ck_assert_int_eq(eg_odbc_turn_do(&d->turn, work_well, NULL), EG_OK);
    ck_assert_int_eq(atomic_load(&d->done), 102);
    ck_assert_int_eq(atomic_load(&d->cancelled), 1);
    ck_assert_int_eq(d->turn.told, EG_ODBC_FINE);
    eg_odbc_turn_begin(&d->turn, work_long);
    ck_assert(eg_odbc_turn_last(&d->turn, work_well));
    ck_assert_int_eq(atomic_load(&d->done), 203);
    free(d);
}
END_TEST

START_TEST(turns_end)
{
    eg_error err = {0}, late = {0};
    driver *d = start(refuse, 0);
    ck_assert_int_eq(eg_odbc_turn_do(&d->turn, work_long, &err), EG_E_INTERRUPTED);
    ck_assert(!d->turn.lost);
    ck_assert(eg_odbc_turn_last(&d->turn, work_well));
    free(d);
    d = start(NULL, 1);
    ck_assert_int_eq(eg_odbc_turn_do(&d->turn, work_long, &late), EG_E_IO);
    ck_assert_ptr_nonnull(strstr(late.text, "within 1 seconds"));
    ck_assert(eg_odbc_turn_last(&d->turn, work_well));
    free(d);
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
    {"IM002", "[unixODBC][Driver Manager]Data source name not found", "not found", "[", false},
    {"23000", "[x]Duplicate entry 'Ana Diaz' for key 'group_key'", "convert", "Ana", false},
    {"HY000", "[Simba]Bad double value: Ana Diaz", "convert", "Ana", true},
    {"HY000", "[x]The value 'Ana Diaz' cannot be cast", "convert", "Ana", true},
    {"HY000", "[SQLite]no such column: value", "column: value", "convert", true},
    {"07006", "[x]Received an unsupported type", "Unicode", "[x]", true},
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

static const struct {
    const char *state, *said, *has;
} refusals[] = {
    {"IM002", "[unixODBC][Driver Manager]Data source name not found", "odbcinst -q -s"},
    {"01000", "[unixODBC][Driver Manager]Can't open lib 'x' : file not found",
     "odbcinst -q -d"},
    {"08001", "[x]FATAL:  password authentication failed", "EQUITYGAP_PASSWORD"},
    {"28000", "[x]Access denied", "--password-file"},
    {"HY000", "connect failed", "server, port, database"},
    {"HYT00", "[x]Timeout expired", "--timeout"},
};

START_TEST(no_connection_is_said)
{
    eg_error err = {0};
    eg_odbc_failure failure = EG_ODBC_FINE;
    ck_assert_int_eq(
        eg_odbc_said(&err, EG_ODBC_CONNECTING, refusals[_i].state, refusals[_i].said, &failure),
        EG_E_IO);
    ck_assert_msg(strstr(err.text, refusals[_i].has) != NULL, "%s", err.text);
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

Suite *odbc_suite(void)
{
    Suite *suite = suite_create("odbc");
    TCase *tests = tcase_create("odbc");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, cells_stay);
    tcase_add_test(tests, enough_is_full);
    tcase_add_test(tests, some_after_a_while);
    tcase_add_test(tests, turns);
    tcase_add_test(tests, turns_end);
    tcase_add_loop_test(tests, drivers_say, 0, COUNT(sayings));
    tcase_add_loop_test(tests, no_connection_is_said, 0, COUNT(refusals));
    tcase_add_test(tests, rooms);
    tcase_add_test(tests, waiting_ends);
    suite_add_tcase(suite, tests);
    return suite;
}
