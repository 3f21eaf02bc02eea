/* The ledger's file: what is in it comes back, and nothing else is one. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "equitygap/privacy.h"
#include "ext/hash.h"

Suite *ledger_suite(void);

/* A title over a body, whose hash fits. */
static eg_text titled(eg_buffer *into, const char *body)
{
    eg_hash128 hash = eg_hash(body, strlen(body), 0);
    eg_buffer_reset(into);
    eg_buffer_printf(into, "equitygap ledger 1\t%016llx%016llx\n%s",
                     (unsigned long long)hash.high, (unsigned long long)hash.low, body);
    return (eg_text){into->at, into->n};
}

static const char *const good = "publications\t3\n"
                                "rules\t2\t3\t5:20%,300:1%/3\t1\t2\t3\t2500\t1\n"
                                "outcome\tmath\\tscore\tlevel\\tlevels\\tLow\\tA\\\\B\n"
                                "1\t1\t2024\t\t\t\t\t40\t30\t10\n"
                                "1\t1\t2024\t\t\trace\tA\\nB\t-\t-\t-\n"
                                "2\t3\t2024\t\t\t\t\t41\t^\t_\n"
                                "outcome\tpassed\tpassed\\trate\n"
                                "3\t3\t\tschool\tEl Camino\t\t\t18\t-\n";

START_TEST(comes_back)
{
    eg_buffer bytes = {0};
    eg_error err = {0};
    eg_ledger *ledger = NULL;
    eg_sink *sink = NULL;
    eg_ledger_entry entry;
    ck_assert_int_eq(eg_ledger_parse(&ledger, titled(&bytes, good), &err), EG_OK);
    ck_assert_uint_eq(eg_ledger_publications(ledger), 3);
    ck_assert_uint_eq(eg_ledger_rules(ledger, 1)->n_tails, 5); /* the default policy's */
    const eg_rules *rules = eg_ledger_rules(ledger, 3);
    ck_assert_uint_eq(rules->n_tails, 2);
    ck_assert_uint_eq(rules->tails[0].low, 2000);
    ck_assert_uint_eq(rules->tails[1].most, 3);
    ck_assert_uint_eq(rules->tail_least, 1);
    ck_assert_uint_eq(rules->min_count, 2);
    ck_assert_uint_eq(rules->min_rest, 3);
    ck_assert_uint_eq(rules->dominance, 2500);
    ck_assert(rules->next_smallest);
    ck_assert(eg_ledger_at(ledger, 1, &entry));
    ck_assert(eg_text_is(entry.outcome, "math\tscore"));
    ck_assert(eg_text_is(entry.kind, "level\tlevels\tLow\tA\\B"));
    ck_assert(eg_text_is(entry.group, "A\nB"));
    ck_assert_int_eq(entry.n, EG_PUBLISHED_NOT);
    ck_assert(eg_ledger_at(ledger, 2, &entry));
    ck_assert_uint_eq(entry.first, 2);
    ck_assert_uint_eq(entry.last, 3);
    ck_assert_int_eq(entry.n, 41);
    ck_assert_uint_eq(entry.n_counts, 2);
    ck_assert_int_eq(entry.counts[0], EG_PUBLISHED_TOP);
    ck_assert_int_eq(entry.counts[1], EG_PUBLISHED_BOTTOM);
    ck_assert(eg_ledger_at(ledger, 3, &entry));
    ck_assert(eg_text_is(entry.unit, "El Camino"));
    ck_assert(!eg_ledger_at(ledger, 4, &entry));
    ck_assert_int_eq(eg_sink_open_memory(&sink, &err), EG_OK);
    ck_assert_int_eq(eg_ledger_write(ledger, sink, &err), EG_OK);
    eg_text written = eg_sink_bytes(sink);
    ck_assert_uint_eq(written.n, bytes.n);
    /* in the order of names: the lines of 2024's whole before those of its races */
    eg_buffer copy = {.at = NULL}; /* what a sink keeps ends without a NUL */
    eg_buffer_add(&copy, written.at, written.n);
    ck_assert(strstr(eg_buffer_string(&copy), "1\t1\t2024\t\t\t\t\t40\t30\t10\n2\t3\t2024") !=
              NULL);
    eg_buffer_clear(&copy);
    eg_ledger *again = NULL;
    ck_assert_int_eq(eg_ledger_parse(&again, written, &err), EG_OK);
    eg_ledger_free(again);
    eg_sink_close(sink);
    eg_ledger_free(ledger);
    eg_buffer_clear(&bytes);
}
END_TEST

#define TOP "publications\t2\noutcome\to\tc\\trate\n"
static const struct {
    const char *body;
    uint64_t line;
} bad[] = {
    {"", 0},
    {"publications\tmany\n", 2},
    {"publications\t-\n", 2},
    {"outcome\to\tk\n", 2},
    {"publications\t2\n1\t1\ty\t\t\t\t\t5\n", 3},
    {TOP "2\t1\ty\t\t\t\t\t5\n", 4},
    {TOP "0\t1\ty\t\t\t\t\t5\n", 4},
    {TOP "1\t3\ty\t\t\t\t\t5\n", 4},
    {TOP "1\t1\ty\t\t\t\t5\n", 4},
    {TOP "1\t1\ty\t\t\t\t\t5\tx\n", 4},
    {TOP "1\t1\ty\t\t\t\t\t5\t\n", 4},
    {TOP "1\t1\ty\t\t\t\t\t1234567890123456789\n", 4},
    {TOP "1\t1\ty\\\t\t\t\t\t5\n", 4},
    {TOP "outcome\to\n", 4},
    {"publications\t2\nrules\t1\t2\tnone\t0\t1\t1\t0\n", 3},
    {"publications\t2\nrules\t1\t2\t9:x\t0\t1\t1\t0\t0\n", 3},
    {"publications\t2\nrules\t1\t3\tnone\t0\t1\t1\t0\t0\n", 3},
    {"publications\t2\nrules\t1\t2\tnone\t0\t1\t1\t0\t2\n", 3},
    {"publications\t2\nrules\t1\t2\tnone\t0\t1\t1\t10001\t0\n", 3},
    {"publications\t2\nrules\t1\t2\tnone\t0\t1\t1\t0\t0\t\n", 3},
    {"publications\t2\nrules\t1\t1\tnone\t0\t1\t1\t0\t0\nrules\t1\t2\tnone\t0\t1\t1\t0\t0\n",
     4},
    {TOP "rules\t1\t1\tnone\t0\t1\t1\t0\t0\n", 4},
    {TOP "1\t1\ty\t\t\t\t\t5", 3},
};

START_TEST(nothing_else)
{
    eg_buffer bytes = {0};
    eg_error err = {0};
    eg_ledger *ledger = NULL;
    ck_assert_int_eq(eg_ledger_parse(&ledger, titled(&bytes, bad[_i].body), &err), EG_E_INPUT);
    ck_assert_ptr_null(ledger);
    ck_assert_uint_eq(err.line, bad[_i].line);
    eg_buffer_clear(&bytes);
}
END_TEST

START_TEST(every_byte_counts)
{
    eg_buffer bytes = {0};
    (void)titled(&bytes, good);
    for (size_t i = 0; i < bytes.n; i++) {
        eg_error err = {0};
        eg_ledger *ledger = NULL;
        bytes.at[i] ^= 1;
        ck_assert_int_eq(eg_ledger_parse(&ledger, (eg_text){bytes.at, bytes.n}, &err),
                         EG_E_INPUT);
        bytes.at[i] ^= 1;
        ck_assert_int_eq(eg_ledger_parse(&ledger, (eg_text){bytes.at, i}, &err), EG_E_INPUT);
    }
    eg_buffer_clear(&bytes);
}
END_TEST

Suite *ledger_suite(void)
{
    Suite *suite = suite_create("ledger");
    TCase *file = tcase_create("file");
    tcase_add_test(file, comes_back);
    tcase_add_loop_test(file, nothing_else, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(file, every_byte_counts);
    suite_add_tcase(suite, file);
    return suite;
}
