/* Growing bytes with one failure flag, and text made safe for a terminal. */
#include "equitygap/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void eg_buffer_clear(eg_buffer *buffer)
{
    eg_free(buffer->at);
    *buffer = (eg_buffer){0};
}

void eg_buffer_clear_into(eg_buffer *part, eg_buffer *into)
{
    into->failed = into->failed || part->failed;
    eg_buffer_clear(part);
}

void eg_buffer_rewind(eg_buffer *buffer)
{
    buffer->n = 0;
}

void eg_buffer_reset(eg_buffer *buffer)
{
    buffer->n = 0;
    buffer->failed = false;
}

bool eg_buffer_reserve(eg_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (buffer->capacity - buffer->n >= more && buffer->at != NULL)
        return true;
    if (more > (size_t)PTRDIFF_MAX / 2 - buffer->n) {
        buffer->failed = true;
        return false;
    }
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity + buffer->capacity / 2;
    if (capacity < buffer->n + more)
        capacity = buffer->n + more;
    char *at = eg_realloc(buffer->at, capacity, 1);
    if (at == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->at = at;
    buffer->capacity = capacity;
    return true;
}

void eg_buffer_add(eg_buffer *buffer, const void *bytes, size_t n)
{
    if (n == 0 || !eg_buffer_reserve(buffer, n))
        return;
    memcpy(buffer->at + buffer->n, bytes, n);
    buffer->n += n;
}

void eg_buffer_add_text(eg_buffer *buffer, eg_text text)
{
    eg_buffer_add(buffer, text.at, text.n);
}

void eg_buffer_add_string(eg_buffer *buffer, const char *c_string)
{
    eg_buffer_add_text(buffer, eg_text_of(c_string));
}

void eg_buffer_add_char(eg_buffer *buffer, char c)
{
    eg_buffer_add(buffer, &c, 1);
}

void eg_buffer_printf(eg_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0 || !eg_buffer_reserve(buffer, (size_t)n + 1)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(buffer->at + buffer->n, (size_t)n + 1, format, arguments);
    va_end(arguments);
    buffer->n += (size_t)n;
}

const char *eg_buffer_string(eg_buffer *buffer)
{
    if (!eg_buffer_reserve(buffer, 1))
        return "";
    buffer->at[buffer->n] = '\0';
    return buffer->at;
}

/* Characters that could move, hide or reorder what a terminal shows. */
static bool unsafe(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || rune == 0x061C || rune == 0x200E ||
           rune == 0x200F || (rune >= 0x2028 && rune <= 0x202E) ||
           (rune >= 0x2066 && rune <= 0x2069) || rune == 0xFEFF;
}

void eg_buffer_add_escaped(eg_buffer *buffer, eg_text text)
{
    while (text.n > 0) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(text, &rune);
        if (n == 0) {
            eg_buffer_printf(buffer, "\\x%02X", (unsigned)(unsigned char)text.at[0]);
            n = 1;
        } else if (unsafe(rune)) {
            if (rune < 0x80)
                eg_buffer_printf(buffer, "\\x%02X", (unsigned)rune);
            else
                eg_buffer_printf(buffer, "\\u{%X}", (unsigned)rune);
        } else {
            eg_buffer_add(buffer, text.at, n);
        }
        text.at += n;
        text.n -= n;
    }
}
