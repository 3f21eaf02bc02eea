/*
 * write_csv.c - one row a fact, RFC 4180 but with LF line ends, as every tool on a district's
 * server reads them.
 */
#include <math.h>
#include <string.h>

#include "write/writers.h"

/* p-values below this are noise of the arithmetic. */
#define SMALLEST_P 1e-15

typedef struct {
    eg_sink *sink;
    int digits;
} csv;

/* A spreadsheet takes a cell that starts like this for a formula; an apostrophe makes it text.
 */
static bool starts_formula(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

static void put_quoted(const csv *to, const char *text, const char *guard)
{
    eg_sink_puts(to->sink, "\"");
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
    eg_sink_puts(to->sink, "\"");
}

static void put_text(const csv *to, const char *text, char after)
{
    if (text == NULL) {
        text = "";
    }
    const char *guard = starts_formula(text[0]) ? "'" : "";
    size_t n = strcspn(text, ",\"\r\n");
    if (text[n] != '\0') {
        put_quoted(to, text, guard);
    } else {
        eg_sink_put(to->sink, guard, *guard == '\0' ? 0 : 1);
        eg_sink_put(to->sink, text, n);
    }
    eg_sink_put(to->sink, &after, 1);
}

static void put_number(const csv *to, double value)
{
    char text[401];
    size_t n = eg_number_plain(text, value, to->digits);
    text[n] = ',';
    eg_sink_put(to->sink, text, n + 1);
}

static void put_count(const csv *to, uint64_t count)
{
    char text[24], *at = text + sizeof text;
    *--at = ',';
    do {
        *--at = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    eg_sink_put(to->sink, at, (size_t)(text + sizeof text - at));
}

static void put_p(const csv *to, double p)
{
    put_number(to, p < SMALLEST_P ? 0 : p);
}

static eg_status put_fact(void *context, const eg_fact *fact, eg_error *err)
{
    const csv *to = context;
    put_text(to, fact->unit_type, ',');
    put_text(to, fact->unit, ',');
    put_text(to, fact->outcome, ',');
    put_text(to, fact->year, ',');
    put_text(to, fact->dimension, ',');
    put_text(to, fact->group, ',');
    put_text(to, fact->reference, ',');
    put_text(to, fact->statistic, ',');
    put_number(to, fact->value);
    put_number(to, fact->ci_low);
    put_number(to, fact->ci_high);
    put_p(to, fact->p_value);
    put_p(to, fact->p_adjusted);
    if (fact->has_n) {
        put_count(to, fact->n);
    } else {
        eg_sink_puts(to->sink, ",");
    }
    put_text(to, eg_fact_status_word(fact->status), ',');
    put_text(to, fact->note, '\n');
    (void)err;
    return eg_sink_failed(to->sink) ? EG_E_IO : EG_OK;
}

eg_status eg_write_csv(const eg_report *report, eg_sink *sink, const eg_write_options *options,
                       eg_error *err)
{
    (void)options;
    csv to = {sink, report->digits > 0 ? report->digits : 6};
    eg_sink_puts(sink, "unit_type,unit,outcome,year,dimension,group,reference,statistic,value,"
                       "ci_low,ci_high,p_value,p_adjusted,n,status,note\n");
    eg_status status = eg_report_facts(report, put_fact, &to, err);
    /* A sink that failed stops the facts; it keeps the cause for eg_sink_finish. */
    return eg_sink_failed(sink) ? EG_OK : status;
}
