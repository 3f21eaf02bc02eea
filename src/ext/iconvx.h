/*
 * ext/iconvx.h - iconv: bytes of a named encoding as UTF-8.
 */
#ifndef EG_EXT_ICONVX_H
#define EG_EXT_ICONVX_H

#include "equitygap/base.h"

typedef struct eg_iconvx eg_iconvx;

/* NULL: the name is not known on this machine, or memory is out; iconv does not say which. */
EG_MUST_USE eg_iconvx *eg_iconvx_new(const char *encoding);
void eg_iconvx_free(eg_iconvx *self);

/*
 * Appends what `in` says to `out`; *used is less than in.n when the last character is not
 * complete. A sequence that is not of the encoding becomes U+FFFD; *bad counts them. With
 * `last`, an incomplete character at the end is such a one. false: memory is out.
 */
bool eg_iconvx_convert(eg_iconvx *self, eg_text in, bool last, size_t *used, eg_buffer *out,
                       size_t *bad);

#endif
