/*
 * source/window.h - decoded text, a physical line at a time, in bounded memory.
 *
 * Holds [start, end) decoded and not yet consumed. What comes out is UTF-8: bytes that were not
 * of the file's encoding are read as Windows-1252 (a line at a time, so that reading does not
 * depend on where a block ends) or become U+FFFD.
 */
#ifndef EG_SOURCE_WINDOW_H
#define EG_SOURCE_WINDOW_H

#include "ext/iconvx.h"
#include "source/charset.h"
#include "source/stage.h"

typedef enum {
    EG_DECODE_UTF8,  /* UTF-8, each line that is not as Windows-1252 */
    EG_DECODE_TABLE, /* a one-byte encoding */
    EG_DECODE_ICONV
} eg_decode;

typedef struct {
    eg_decode how;
    const eg_charset *charset; /* of EG_DECODE_TABLE */
    const char *iconv;         /* iconv's name, of EG_DECODE_ICONV */
    const char *label;         /* as people write it */
    size_t mark;               /* bytes of the byte order mark */
    bool asked;                /* by the user, not recognised */
} eg_encoding;

/* Bytes looked for, each line after line: where the next one is, so that no byte is searched
 * twice. */
enum { EG_SEEK_LF, EG_SEEK_CR, EG_SEEK_NUL, EG_SEEK_QUOTE, EG_SEEK_COUNT };
typedef struct {
    size_t low; /* none in [low, at); at is one or the end */
    size_t at;
} eg_seek;

typedef struct {
    eg_stage *from; /* owned */
    const eg_pulse *pulse;
    size_t step;
    char *bytes;
    size_t capacity;
    size_t start, end;
    size_t raw;   /* [end, raw) came and waits for the rest of its line */
    bool ended;   /* nothing more comes */
    bool held;    /* what is visible must stay where it is */
    bool stalled; /* more was asked for while it was held: EG_E_BUG without an error */
    uint64_t filled;
    eg_seek seek[EG_SEEK_COUNT];

    eg_decode how;
    const eg_charset *charset; /* for lines that are not UTF-8, or for all */
    eg_iconvx *iconv;
    eg_buffer waiting; /* bytes before decoding */
    eg_buffer decoded;
    bool multibyte;   /* a line with valid UTF-8 above ASCII was met */
    uint64_t damaged; /* lines that were not of the encoding */
} eg_window;

/*
 * Takes the first sizes->sniff bytes in as they are: bytes[0, raw). The window owns `from`, and
 * eg_window_clear closes it, also after a failure.
 */
EG_MUST_USE eg_status eg_window_open(eg_window *window, eg_stage *from,
                                     const eg_source_sizes *sizes, const eg_pulse *pulse,
                                     eg_error *err);
void eg_window_clear(eg_window *window);

/* Says how to decode, once, after eg_window_open. EG_E_USAGE, EG_E_IO: iconv does not have it.
 */
EG_MUST_USE eg_status eg_window_decode(eg_window *window, const eg_encoding *encoding,
                                       eg_error *err);

/*
 * The line that begins `from` bytes after the start, with its end (LF, CR or CR LF); n is 0 at
 * the end of the input. EG_E_LIMIT, with err untouched: the record from start on exceeds
 * EG_LIMIT_RECORD.
 */
EG_MUST_USE eg_status eg_window_line(eg_window *window, size_t from, eg_text *line,
                                     eg_error *err);

/* Makes at least `ahead` bytes from the start visible, unless the input ends before. */
EG_MUST_USE eg_status eg_window_ahead(eg_window *window, size_t ahead, eg_error *err);

static inline const char *eg_window_start(const eg_window *window)
{
    return window->bytes + window->start;
}

/* Does [from, from + n) after the start hold the byte? */
bool eg_window_has(eg_window *window, int seek, size_t from, size_t n);

static inline void eg_window_consume(eg_window *window, size_t n)
{
    window->start += n;
}

#endif
