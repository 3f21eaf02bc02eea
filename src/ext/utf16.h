/*
 * ext/utf16.h - UTF-8 and UTF-16 of the machine's byte order, as ODBC has its texts.
 */
#ifndef EG_EXT_UTF16_H
#define EG_EXT_UTF16_H

#include "equitygap/base.h"

/* Most bytes of UTF-8 that n units become. */
#define EG_UTF16_ROOM(n) ((n)*3)

/* Writes the UTF-8 of n units to `to` (EG_UTF16_ROOM(n) bytes) and returns its length; halves
 * of a pair become U+FFFD and count in *damaged. */
size_t eg_utf16_read(const uint16_t *from, size_t n, char *to, uint64_t *damaged);
/* Most bytes of UTF-8 that n bytes which should be UTF-8 become. */
#define EG_UTF8_ROOM(n) ((n)*3)

/* The same of bytes that should be UTF-8: each one that is not becomes U+FFFD and counts. */
size_t eg_utf8_read(eg_text from, char *to, uint64_t *damaged);
/* Units with a 0 at their end, to be freed; *n without it. NULL: no memory. Bytes that are not
 * UTF-8 become U+FFFD. */
uint16_t *eg_utf16_of(eg_text text, size_t *n);

#endif
