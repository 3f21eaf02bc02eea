/* ext/unicode.h - libutf8proc: canonical names and terminal widths. */
#ifndef EG_EXT_UNICODE_H
#define EG_EXT_UNICODE_H

#include "equitygap/base.h"

/*
 * Appends text as names are compared: NFC, without zero-width and soft-hyphen characters, any
 * run of Unicode space as one space, trimmed. Nothing else is folded. false: text is not UTF-8
 * (nothing appended) or memory is out (out->failed).
 */
bool eg_unicode_canonical(eg_text text, eg_buffer *out);

/* The bytes of a character (four at most) at `to`, and how many; 0: it is none. */
size_t eg_unicode_put(char *to, uint32_t rune);

/* Terminal columns a character takes: 0 for marks and invisible ones, 2 for wide ones. */
int eg_unicode_width(uint32_t rune);
size_t eg_unicode_columns(eg_text text);

/* Appends text in lower case (full Unicode, locale free). */
bool eg_unicode_lower(eg_text text, eg_buffer *out);
/* Appends text in lower case, its letters without their marks: "Peña" as "pena". */
bool eg_unicode_plain(eg_text text, eg_buffer *out);

#endif
