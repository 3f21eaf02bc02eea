/*
 * ext/iconvx.h - iconv: bytes of a named encoding as UTF-8.
 */
#ifndef EG_EXT_ICONVX_H
#define EG_EXT_ICONVX_H

#include "equitygap/base.h"

typedef struct eg_iconvx eg_iconvx;

/* EG_E_USAGE: the name is not known on this machine. */
EG_MUST_USE eg_status eg_iconvx_open(eg_iconvx **out, const char *encoding, eg_error *err);
void eg_iconvx_close(eg_iconvx *iconv);

/*
 * Appends what `in` says to `out`; *used is less than in.n when the last character is not
 * complete. A sequence that is not of the encoding becomes U+FFFD; *bad counts them. With
 * `last`, an incomplete character at the end is such a one. false: memory is out.
 */
bool eg_iconvx_convert(eg_iconvx *iconv, eg_text in, bool last, size_t *used, eg_buffer *out,
                       size_t *bad);

/* UTF-8 of the bytes 128 to 255 of a one-byte encoding, each with its length; U+FFFD where
 * none. */
typedef struct {
    char utf8[128][4];
    uint8_t n[128];
} eg_iconvx_table;
EG_MUST_USE eg_status eg_iconvx_table_of(eg_iconvx_table *table, const char *encoding,
                                         eg_error *err);

#endif
