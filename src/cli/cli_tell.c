#include "cli/tell.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/terminal.h"

eg_status eg_tell_out(eg_buffer *buffer, eg_error *err)
{
    if (buffer->failed)
        return eg_fail_memory(err);
    eg_sink *sink = NULL;
    eg_status status = eg_sink_open_descriptor(&sink, STDOUT_FILENO, "standard output", err);
    if (status == EG_OK) {
        eg_sink_put(sink, buffer->at, buffer->n);
        status = eg_sink_finish(sink, err);
    }
    if (status == EG_OK && eg_signals_caught())
        status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    eg_sink_close(sink);
    return status;
}

/* One write a message where the system allows it, so that lines of several programs do not mix.
 */
static void put_error(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = write(STDERR_FILENO, bytes, n);
        if (put <= 0)
            return;
        bytes += put;
        n -= (size_t)put;
    }
}

void eg_tell_error(const eg_error *error)
{
    char text[2048], line[2080];
    eg_error_format(error, text, sizeof text);
    int n = snprintf(line, sizeof line, "equitygap: %s\n", text);
    if (n > 0)
        put_error(line, (size_t)n);
}

void eg_tell_text(const char *text)
{
    put_error(text, strlen(text));
}

void eg_tell_line(const char *format, ...)
{
    char text[2048], line[2080];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    int n = snprintf(line, sizeof line, "equitygap: %s\n", text);
    if (n > 0)
        put_error(line, (size_t)n);
}

void eg_notices_init(eg_notices *notices, bool all)
{
    memset(notices, 0, sizeof *notices);
    notices->all = all;
}

void eg_notices_clear(eg_notices *notices)
{
    eg_buffer_clear(&notices->lines);
    notices->n_kinds = 0;
}

/* The text with every run of digits as one 0. */
static void fold(char *out, size_t size, const char *text)
{
    size_t n = 0;
    for (; *text && n + 1 < size; text++) {
        bool digit = isdigit((unsigned char)*text) != 0;
        if (digit && n > 0 && out[n - 1] == '0')
            continue;
        out[n] = *text;
        if (digit)
            out[n] = '0';
        n++;
    }
    out[n] = '\0';
}

void eg_notices_add(void *context, const eg_error *notice)
{
    eg_notices *notices = context;
    char text[2048], folded[sizeof notices->kind[0].folded];
    fold(folded, sizeof folded, notice->text);
    size_t k = 0;
    while (k < notices->n_kinds && strcmp(notices->kind[k].folded, folded) != 0)
        k++;
    if (k == EG_NOTICES_KINDS)
        k--; /* more kinds than anybody reads: the last one takes the rest */
    if (k == notices->n_kinds) {
        notices->n_kinds++;
        notices->kind[k].count = 0;
        memcpy(notices->kind[k].folded, folded, sizeof folded);
        snprintf(notices->kind[k].sample, sizeof notices->kind[k].sample, "%.200s",
                 notice->text);
    }
    notices->kind[k].count++;
    if (!notices->all && notices->kind[k].count > EG_NOTICES_ALIKE)
        return;
    eg_error_format(notice, text, sizeof text);
    eg_buffer_printf(&notices->lines, "equitygap: %s\n", text);
}

const char *eg_notices_text(eg_notices *notices)
{
    for (size_t k = 0; k < notices->n_kinds && !notices->all; k++) {
        uint64_t count = notices->kind[k].count;
        if (count > EG_NOTICES_ALIKE) {
            eg_error sample = {0};
            char text[512];
            snprintf(sample.text, sizeof sample.text, "%s", notices->kind[k].sample);
            eg_error_format(&sample, text, sizeof text);
            eg_buffer_printf(&notices->lines, "equitygap: %llu more like this: %s\n",
                             (unsigned long long)(count - EG_NOTICES_ALIKE), text);
        }
        notices->kind[k].count = 0;
    }
    return eg_buffer_string(&notices->lines);
}

void eg_notices_tell(eg_notices *notices)
{
    eg_tell_text(eg_notices_text(notices));
    eg_buffer_reset(&notices->lines);
}
