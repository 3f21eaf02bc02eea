/* The window: room, lines and what is in them. Decoding is in decode.c. */
#include "source/window.h"

#include <string.h>

#include "equitygap/source.h"
#include "lane/lane.h"
#include "source/decode.h"

enum { CTRL_Z = 0x1A, FILLS_A_PULSE = 8 };

/* DOS ended its text files with Ctrl-Z. */
static void drop_ctrl_z(eg_window *window)
{
    if (!window->ended)
        return;
    while (window->raw > window->start && window->bytes[window->raw - 1] == CTRL_Z)
        window->raw--;
    if (window->end > window->raw)
        window->end = window->raw;
    for (int i = 0; i < EG_SEEK_COUNT; i++)
        if (window->seek[i].at > window->end)
            window->seek[i].at = window->end;
}

static eg_status fill(eg_window *window, eg_error *err)
{
    size_t got;
    eg_status st = EG_OK;

    if (window->held) {
        window->stalled = true;
        return EG_E_BUG;
    }
    if (++window->filled % FILLS_A_PULSE == 0)
        st = eg_pulse_check(window->pulse, err);
    if (st != EG_OK)
        return st;
    if (window->how == EG_DECODE_ICONV) {
        st = eg_decode_take(window, err);
    } else {
        if (!eg_window_room(window, window->step))
            return eg_fail_memory(err);
        st = eg_window_read(window, window->bytes + window->raw, window->step, &got, err);
        window->raw += got;
        drop_ctrl_z(window);
        if (st == EG_OK)
            st = eg_decode_raw(window, err);
    }
    drop_ctrl_z(window);
    return st;
}

eg_status eg_window_open(eg_window *window, eg_stage *from, const eg_source_sizes *sizes,
                         const eg_pulse *pulse, eg_error *err)
{
    size_t got;
    eg_status st;

    *window = (eg_window){.from = from, .pulse = pulse, .step = sizes->step};
    if (!eg_window_room(window, sizes->sniff))
        return eg_fail_memory(err);
    st = eg_window_read(window, window->bytes, sizes->sniff, &got, err);
    window->raw = got;
    return st;
}

void eg_window_clear(eg_window *window)
{
    if (window->from != NULL)
        window->from->close(window->from);
    eg_iconvx_free(window->iconv);
    eg_free(window->bytes);
    eg_buffer_clear(&window->waiting);
    eg_buffer_clear(&window->decoded);
    *window = (eg_window){0};
}

eg_status eg_window_decode(eg_window *window, const eg_encoding *encoding, eg_error *err)
{
    const size_t skip = encoding->mark;
    eg_status st;

    window->how = encoding->how;
    window->charset = encoding->charset != NULL ? encoding->charset : &eg_charset_windows1252;
    window->start = window->end = skip;
    if (encoding->how == EG_DECODE_ICONV) {
        window->iconv = eg_iconvx_new(encoding->iconv);
        if (window->iconv == NULL)
            return eg_fail(err, encoding->asked ? EG_E_USAGE : EG_E_IO,
                           "the encoding \"%.60s\" cannot be read on this machine; `iconv -l` "
                           "lists those that can",
                           encoding->iconv);
        eg_buffer_add(&window->waiting, window->bytes + skip, window->raw - skip);
        if (window->waiting.failed)
            return eg_fail_memory(err);
        window->start = window->end = window->raw = 0;
        st = eg_decode_waiting(window, err);
    } else {
        drop_ctrl_z(window);
        st = eg_decode_raw(window, err);
    }
    drop_ctrl_z(window);
    return st;
}

/* Where the next such byte at or after `from` stands, window->end where none does yet. */
static size_t seek_byte(eg_window *window, int which, size_t from)
{
    static const char wanted[EG_SEEK_COUNT] = {
        [EG_SEEK_LF] = '\n', [EG_SEEK_CR] = '\r', [EG_SEEK_NUL] = '\0', [EG_SEEK_QUOTE] = '"'};
    eg_seek *seek = &window->seek[which];
    const char *found;

    if (from < seek->low || from > seek->at)
        seek->low = seek->at = from;
    if (seek->at < window->end && window->bytes[seek->at] != wanted[which]) {
        found = memchr(window->bytes + seek->at, wanted[which], window->end - seek->at);
        seek->at = found != NULL ? (size_t)(found - window->bytes) : window->end;
    }
    return seek->at;
}

bool eg_window_has(eg_window *window, int seek, size_t from, size_t n)
{
    return seek_byte(window, seek, window->start + from) < window->start + from + n;
}

/* The end of the line at `from` (absolute), 0 when it is not here yet. */
static size_t line_end(eg_window *window, size_t from, bool all)
{
    const size_t lf = seek_byte(window, EG_SEEK_LF, from);
    const size_t cr = seek_byte(window, EG_SEEK_CR, from);

    if (lf == window->end && cr == window->end)
        return all ? window->end : 0;
    if (lf < cr)
        return lf + 1;
    if (lf == cr + 1 && lf < window->end)
        return lf + 1;
    /* A CR at the very end may have its LF in what is still to come. */
    return cr + 1 < window->end || all ? cr + 1 : 0;
}

eg_status eg_window_line(eg_window *window, size_t from, eg_text *line, eg_error *err)
{
    for (;;) {
        const size_t at = window->start + from;
        const bool all = window->ended && window->end == window->raw && window->waiting.n == 0;
        const size_t end = line_end(window, at, all);

        if (end - window->start > EG_LIMIT_RECORD && end != 0)
            return EG_E_LIMIT;
        if (end != 0 || all) {
            *line = (eg_text){window->bytes + at, end == 0 ? 0 : end - at};
            return EG_OK;
        }
        if (window->end - window->start > EG_LIMIT_RECORD)
            return EG_E_LIMIT;
        const eg_status st = fill(window, err);
        if (st != EG_OK)
            return st;
    }
}

eg_status eg_window_ahead(eg_window *window, size_t ahead, eg_error *err)
{
    eg_status st = EG_OK;

    while (st == EG_OK && window->end - window->start < ahead &&
           !(window->ended && window->end == window->raw && window->waiting.n == 0))
        st = fill(window, err);
    return st;
}
