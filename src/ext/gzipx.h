/*
 * ext/gzipx.h - zlib: the bytes within a gzip file of one or more members; bytes packed.
 */
#ifndef EG_EXT_GZIPX_H
#define EG_EXT_GZIPX_H

#include "equitygap/base.h"

typedef struct eg_gzipx eg_gzipx;

typedef enum {
    EG_GZIPX_OK,  /* went on; give more input or more room */
    EG_GZIPX_END, /* the member is complete; input that is left is the next member's or padding
                   */
    EG_GZIPX_DAMAGED, /* no gzip, or its checksum fails */
    EG_GZIPX_MEMORY
} eg_gzipx_result;

EG_MUST_USE eg_gzipx *eg_gzipx_new(void);
void eg_gzipx_free(eg_gzipx *gzip);
/* Unpacks from `in` to `out`; *used and *made say how much of each. */
eg_gzipx_result eg_gzipx_unpack(eg_gzipx *gzip, eg_text in, size_t *used, char *out,
                                size_t room, size_t *made);
/* Ready for the next member. */
bool eg_gzipx_reset(eg_gzipx *gzip);

/*
 * Packs the bytes quickly, as deflate has them and without a head, onto the end of `out`; the
 * checksum is that of gzip and zip. Every mebibyte by itself, by up to so many threads: the
 * same bytes whatever their number. false: no memory.
 */
EG_MUST_USE bool eg_gzipx_pack(eg_buffer *out, eg_text bytes, size_t threads,
                               uint32_t *checksum);

#endif
