/* libutf8proc: NFC, lower case, widths. */
#include "ext/unicode.h"

#include <utf8proc.h>

/* Characters that a name may carry without being another name. */
static bool invisible(uint32_t rune)
{
    return rune == 0x00AD || (rune >= 0x200B && rune <= 0x200F) || rune == 0x2060 ||
           rune == 0xFEFF;
}

static bool space(uint32_t rune)
{
    return rune == 0x20 || (rune >= 0x09 && rune <= 0x0D) || rune == 0x85 || rune == 0xA0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

size_t eg_unicode_put(char *to, uint32_t rune)
{
    utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)rune, (utf8proc_uint8_t *)to);
    return n < 0 ? 0 : (size_t)n;
}

/* Invisible characters out, runs of space to one, none at either end. */
static bool squeeze(eg_text text, eg_buffer *out, bool *ascii)
{
    size_t start = out->n;
    bool pending = false;
    while (text.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        if (n == 0) {
            out->n = start;
            return false;
        }
        if (space(rune)) {
            pending = out->n > start;
        } else if (!invisible(rune)) {
            if (pending)
                eg_buffer_add_char(out, ' ');
            pending = false;
            eg_buffer_add(out, text.at, n);
            *ascii = *ascii && rune < 0x80;
        }
        text.at += n;
        text.n -= n;
    }
    return !out->failed;
}

static bool map(eg_buffer *out, size_t start, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)out->at + start,
                                      (utf8proc_ssize_t)(out->n - start), &mapped, options);
    if (n < 0) {
        out->failed = n == UTF8PROC_ERROR_NOMEM || n == UTF8PROC_ERROR_OVERFLOW;
        out->n = start;
        return false;
    }
    out->n = start;
    eg_buffer_add(out, mapped, (size_t)n);
    eg_free(mapped);
    return !out->failed;
}

bool eg_unicode_canonical(eg_text text, eg_buffer *out)
{
    size_t start = out->n;
    bool ascii = true;
    if (!squeeze(text, out, &ascii))
        return false;
    if (ascii || out->n == start)
        return true;
    return map(out, start, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

bool eg_unicode_lower(eg_text text, eg_buffer *out)
{
    size_t start = out->n;
    if (!eg_utf8_valid(text))
        return false;
    while (text.n > 0 && !out->failed) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t made =
            utf8proc_encode_char(utf8proc_tolower((utf8proc_int32_t)rune), bytes);
        eg_buffer_add(out, bytes, (size_t)made);
        text.at += n;
        text.n -= n;
    }
    if (out->failed)
        out->n = start;
    return !out->failed;
}

bool eg_unicode_plain(eg_text text, eg_buffer *out)
{
    size_t start = out->n;
    if (!eg_utf8_valid(text))
        return false;
    eg_buffer_add(out, text.at, text.n);
    if (out->failed)
        return false;
    return map(out, start,
               UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
                   UTF8PROC_CASEFOLD);
}

int eg_unicode_width(uint32_t rune)
{
    return utf8proc_charwidth((utf8proc_int32_t)rune);
}

size_t eg_unicode_columns(eg_text text)
{
    size_t columns = 0;
    while (text.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        columns += n == 0 ? 1 : (size_t)eg_unicode_width(rune);
        n += n == 0;
        text.at += n;
        text.n -= n;
    }
    return columns;
}
