/*
 * source/charset.h - the one-byte encodings that are recognised. They are tables here rather
 * than iconv's, so that what a file says does not depend on what is installed.
 */
#ifndef EG_SOURCE_CHARSET_H
#define EG_SOURCE_CHARSET_H

#include "equitygap/base.h"

typedef struct {
    const char *label;    /* as people write it */
    const char *names[4]; /* as they ask for it, any case */
    uint16_t rune[128];   /* of the bytes 128 to 255; U+FFFD where there is none */
} eg_charset;

extern const eg_charset eg_charset_windows1252;
extern const eg_charset eg_charset_macroman;

/* NULL: not one of these. */
const eg_charset *eg_charset_named(const char *name);

/* Writes text in UTF-8 and returns how many bytes; there must be room for three times text.n.
 */
size_t eg_charset_decode(const eg_charset *charset, eg_text text, char *to);

#endif
