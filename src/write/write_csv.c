/*
 * write_csv.c - one row a fact, RFC 4180 but with LF line ends, as every tool on a district's
 * server reads them.
 */
#include <math.h>
#include <string.h>

#include "write/writers.h"

/* p-values below this are noise of the arithmetic. */
#define SMALLEST_P 1e-15

enum { ROOM = 16384, LONGEST_NUMBER = 401, ADDRESS = 7, ADDRESS_ROOM = 512 };

/* Rows are put together here and go to the sink many at a time. */
typedef struct {
    eg_sink *sink;
    int digits;
    size_t n;
    size_t handed_on;           /* how often */
    struct {                    /* the address of the row before, which most rows share */
        char raw[ADDRESS_ROOM]; /* its texts, each with its zero; text: where they begin */
        char written[ADDRESS_ROOM];
        size_t text[ADDRESS];
        size_t n; /* of written; 0: not kept */
    } before;
    char bytes[ROOM];
} csv;

static void hand_on(csv *to)
{
    eg_sink_put(to->sink, to->bytes, to->n);
    to->n = 0;
    to->handed_on++;
}

enum { QUOTED = 1, FORMULA = 2 };

/* What a text may not hold bare; and how it may not begin: a spreadsheet would take the cell
 * for a formula, which an apostrophe makes text. */
static const uint8_t special[256] = {
    ['\0'] = QUOTED,           [','] = QUOTED,   ['"'] = QUOTED,  ['\n'] = QUOTED,
    ['\r'] = QUOTED | FORMULA, ['='] = FORMULA,  ['+'] = FORMULA, ['-'] = FORMULA,
    ['@'] = FORMULA,           ['\t'] = FORMULA,
};

static uint8_t kind_of(char c)
{
    return special[(unsigned char)c];
}

/* Of any length, quoted where it must be. */
static void put_long(csv *to, const char *text, char after)
{
    const char *guard = (kind_of(text[0]) & FORMULA) != 0 ? "'" : "";
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    hand_on(to);
    eg_sink_puts(to->sink, quoted ? "\"" : "");
    eg_sink_puts(to->sink, guard);
    for (const char *at = text; *at != '\0';) {
        size_t n = strcspn(at, "\"");
        eg_sink_put(to->sink, at, n);
        at += n;
        if (*at == '"') {
            eg_sink_puts(to->sink, "\"\"");
            at++;
        }
    }
    eg_sink_puts(to->sink, quoted ? "\"" : "");
    eg_sink_put(to->sink, &after, 1);
}

static void put_text(csv *to, const char *text, char after)
{
    if (to->n == ROOM) {
        hand_on(to);
    }
    char *out = to->bytes + to->n, *end = to->bytes + ROOM - 1; /* keeps a place for after */
    const char *at = text == NULL ? "" : text;
    if ((kind_of(*at) & FORMULA) != 0 && out < end) {
        *out++ = '\'';
    }
    while ((kind_of(*at) & QUOTED) == 0 && out < end) {
        *out++ = *at++;
    }
    if (*at != '\0') {
        put_long(to, text, after);
        return;
    }
    *out++ = after;
    to->n = (size_t)(out - to->bytes);
}

/* A word of ours: nothing in it need be quoted. */
static void put_word(csv *to, const char *word, char after)
{
    size_t n = strlen(word);
    if (ROOM - to->n < n + 1) {
        put_text(to, word, after);
        return;
    }
    char *out = to->bytes + to->n;
    memcpy(out, word, n + 1);
    out[n] = after;
    to->n += n + 1;
}

/* There is room for a number, which no text of another cell may take. */
static char *room_for_number(csv *to)
{
    if (ROOM - to->n < LONGEST_NUMBER) {
        hand_on(to);
    }
    return to->bytes + to->n;
}

static void put_number(csv *to, double value)
{
    char *text = room_for_number(to);
    size_t n = isnan(value) ? 0 : eg_number_plain(text, value, to->digits);
    text[n] = ',';
    to->n += n + 1;
}

static void put_count(csv *to, uint64_t count)
{
    char text[24], *at = text + sizeof text, *out = room_for_number(to);
    *--at = ',';
    do {
        *--at = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    size_t n = (size_t)(text + sizeof text - at);
    memcpy(out, at, n);
    to->n += n;
}

static void put_p(csv *to, double p)
{
    put_number(to, p < SMALLEST_P ? 0 : p);
}

static bool same_address(const csv *to, const char *const address[ADDRESS])
{
    bool same = to->before.n > 0;
    for (size_t i = 0; i < ADDRESS && same; i++) {
        same = strcmp(to->before.raw + to->before.text[i], address[i]) == 0;
    }
    return same;
}

/* Keeps what was written since `from`, where it is not too long and nothing went to the sink.
 */
static void keep_address(csv *to, const char *const address[ADDRESS], size_t from)
{
    size_t at = 0;
    if (to->n - from > ADDRESS_ROOM) {
        return;
    }
    for (size_t i = 0; i < ADDRESS; i++) {
        size_t n = strlen(address[i]) + 1;
        if (n > ADDRESS_ROOM - at) {
            return;
        }
        memcpy(to->before.raw + at, address[i], n);
        to->before.text[i] = at;
        at += n;
    }
    to->before.n = to->n - from;
    memcpy(to->before.written, to->bytes + from, to->before.n);
}

static void put_address(csv *to, const eg_fact *fact)
{
    const char *address[ADDRESS] = {fact->unit_type, fact->unit,  fact->outcome,  fact->year,
                                    fact->dimension, fact->group, fact->reference};
    for (size_t i = 0; i < ADDRESS; i++) {
        address[i] = address[i] == NULL ? "" : address[i];
    }
    if (ROOM - to->n < ADDRESS_ROOM) {
        hand_on(to);
    }
    if (same_address(to, address)) {
        memcpy(to->bytes + to->n, to->before.written, to->before.n);
        to->n += to->before.n;
        return;
    }
    size_t from = to->n, handed_on = to->handed_on;
    to->before.n = 0;
    for (size_t i = 0; i < ADDRESS; i++) {
        put_text(to, address[i], ',');
    }
    if (to->handed_on == handed_on) {
        keep_address(to, address, from);
    }
}

static eg_status put_fact(void *context, const eg_fact *fact, eg_error *err)
{
    csv *to = context;
    put_address(to, fact);
    if (fact->row != NULL && fact->statistic == fact->row->name) {
        put_word(to, fact->statistic, ',');
    } else {
        put_text(to, fact->statistic, ',');
    }
    put_number(to, fact->value);
    put_number(to, fact->ci_low);
    put_number(to, fact->ci_high);
    put_p(to, fact->p_value);
    put_p(to, fact->p_adjusted);
    if (fact->has_n) {
        put_count(to, fact->n);
    } else {
        put_word(to, "", ',');
    }
    put_word(to, eg_fact_status_word(fact->status), ',');
    put_text(to, fact->note, '\n');
    (void)err;
    if (to->n < ROOM / 2) {
        return EG_OK;
    }
    hand_on(to);
    return eg_sink_failed(to->sink) ? EG_E_IO : EG_OK;
}

eg_status eg_write_csv(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                       eg_error *err)
{
    (void)options;
    csv to; /* its bytes are written before they are read */
    to.sink = sink;
    to.digits = report->digits > 0 ? report->digits : 6;
    to.n = to.before.n = to.handed_on = 0;
    eg_sink_puts(sink, "unit_type,unit,outcome,year,dimension,group,reference,statistic,value,"
                       "ci_low,ci_high,p_value,p_adjusted,n,status,note\n");
    eg_status status = eg_report_facts(report, put_fact, &to, err);
    hand_on(&to);
    /* A sink that failed stops the facts; it keeps the cause for eg_sink_finish. */
    return eg_sink_failed(sink) ? EG_OK : status;
}
