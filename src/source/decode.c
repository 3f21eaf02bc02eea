/*
 * From the file's encoding to UTF-8. Text without a byte above ASCII stays where it is; a line
 * is judged from its first such byte on, when all of it is there.
 */
#include "source/decode.h"

#include <string.h>

#include "equitygap/source.h"
#include "lane/lane.h"

/* Bytes up to and with the first line end, 0 when there is none. */
static size_t to_line_end(const char *bytes, size_t n)
{
    const char *lf = memchr(bytes, '\n', n);
    const size_t upto = lf != NULL ? (size_t)(lf - bytes) + 1 : n;
    const char *cr = memchr(bytes, '\r', upto);

    if (cr != NULL)
        return (size_t)(cr - bytes) + 1;
    return lf != NULL ? upto : 0;
}

static void add_visible(eg_window *window, const char *bytes, size_t n)
{
    if (n == 0)
        return;
    memcpy(window->bytes + window->raw, bytes, n);
    window->raw += n;
    window->end = window->raw;
}

/* Room was made for three bytes each. */
static void add_by_table(eg_window *window, eg_text text)
{
    window->raw += eg_charset_decode(window->charset, text, window->bytes + window->raw);
    window->end = window->raw;
}

/* May the rest of a line, n bytes without an end, still change how it is read? */
static bool waits(const eg_window *window, size_t n)
{
    return window->how == EG_DECODE_UTF8 && !window->ended && n <= EG_LIMIT_RECORD;
}

/* Lines one by one from `waiting` into the window; the last, if not complete, stays undecoded.
 */
static eg_status by_lines(eg_window *window, eg_error *err)
{
    const eg_text all = {window->waiting.at, window->waiting.n};
    size_t at = 0;

    if (!eg_window_room(window, 3 * all.n))
        return eg_fail_memory(err);
    while (at < all.n) {
        const size_t high = eg_lane_ascii(all.at + at, all.n - at);

        add_visible(window, all.at + at, high);
        at += high;
        const size_t line = to_line_end(all.at + at, all.n - at);
        const eg_text rest = {all.at + at, line == 0 ? all.n - at : line};
        if (line == 0 && waits(window, rest.n)) {
            memcpy(window->bytes + window->raw, rest.at, rest.n);
            window->raw += rest.n;
        } else if (window->how == EG_DECODE_UTF8 && eg_utf8_valid(rest)) {
            window->multibyte = window->multibyte || rest.n > 0;
            add_visible(window, rest.at, rest.n);
        } else {
            window->damaged += window->how == EG_DECODE_UTF8;
            add_by_table(window, rest);
        }
        at += rest.n;
    }
    return EG_OK;
}

/* Bytes up to and with the last line end. */
static size_t whole_lines(const char *bytes, size_t n)
{
    while (n > 0 && bytes[n - 1] != '\n' && bytes[n - 1] != '\r')
        n--;
    return n;
}

/* All lines that are here at once, where every one is UTF-8. */
static void take_lines(eg_window *window)
{
    const char *at = window->bytes + window->end;
    const size_t n = whole_lines(at, window->raw - window->end);
    bool wide = false;

    if (eg_lane_utf8(at, n, &wide) < n)
        return;
    window->end += n;
    window->multibyte = window->multibyte || wide;
}

/* Leaves valid lines in place. true: the line at the end of what is visible is not UTF-8. */
static bool meets_damage(eg_window *window)
{
    take_lines(window);
    while (window->end < window->raw) {
        const char *at = window->bytes + window->end;
        const size_t n = window->raw - window->end;
        const size_t high = eg_lane_ascii(at, n);
        size_t line = to_line_end(at + high, n - high);

        window->end += high;
        if (high == n || (line == 0 && waits(window, n - high)))
            return false;
        if (line == 0)
            line = n - high;
        if (!eg_utf8_valid((eg_text){at + high, line}))
            return true;
        window->multibyte = true;
        window->end += line;
    }
    return false;
}

eg_status eg_decode_raw(eg_window *window, eg_error *err)
{
    eg_buffer *waiting = &window->waiting;
    eg_status st;

    if (window->how == EG_DECODE_UTF8 && !meets_damage(window))
        return EG_OK;
    eg_buffer_reset(waiting);
    eg_buffer_add(waiting, window->bytes + window->end, window->raw - window->end);
    if (waiting->failed)
        return eg_fail_memory(err);
    window->raw = window->end;
    st = by_lines(window, err);
    eg_buffer_reset(waiting);
    return st;
}

eg_status eg_decode_waiting(eg_window *window, eg_error *err)
{
    eg_buffer *waiting = &window->waiting;
    size_t used;
    size_t bad;

    eg_buffer_reset(&window->decoded);
    if (!eg_iconvx_convert(window->iconv, (eg_text){waiting->at, waiting->n}, window->ended,
                           &used, &window->decoded, &bad))
        return eg_fail_memory(err);
    if (used > 0)
        memmove(waiting->at, waiting->at + used, waiting->n - used);
    waiting->n -= used;
    window->damaged += bad;
    if (!eg_window_room(window, window->decoded.n))
        return eg_fail_memory(err);
    add_visible(window, window->decoded.at, window->decoded.n);
    return EG_OK;
}

eg_status eg_decode_take(eg_window *window, eg_error *err)
{
    eg_buffer *waiting = &window->waiting;
    size_t got;
    eg_status st;

    if (!eg_buffer_reserve(waiting, window->step))
        return eg_fail_memory(err);
    st = eg_window_read(window, waiting->at + waiting->n, window->step, &got, err);
    waiting->n += got;
    return st == EG_OK ? eg_decode_waiting(window, err) : st;
}
