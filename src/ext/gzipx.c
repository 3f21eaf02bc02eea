#include "ext/gzipx.h"

#include <limits.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

struct eg_gzipx {
    z_stream stream;
};

/* zlib counts in unsigned int. */
static uInt capped(size_t n)
{
    return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

static voidpf take(voidpf unused, uInt n, uInt size)
{
    (void)unused;
    return eg_alloc(n, size);
}

static void give(voidpf unused, voidpf p)
{
    (void)unused;
    eg_free(p);
}

eg_gzipx *eg_gzipx_new(void)
{
    eg_gzipx *gzip = eg_alloc_zero(1, sizeof *gzip);

    if (gzip == NULL)
        return NULL;
    gzip->stream.zalloc = take;
    gzip->stream.zfree = give;
    if (inflateInit2(&gzip->stream, GZIP_ONLY) != Z_OK) {
        eg_free(gzip);
        return NULL;
    }
    return gzip;
}

void eg_gzipx_free(eg_gzipx *gzip)
{
    if (gzip == NULL)
        return;
    (void)inflateEnd(&gzip->stream);
    eg_free(gzip);
}

eg_gzipx_result eg_gzipx_unpack(eg_gzipx *gzip, eg_text in, size_t *used, char *out,
                                size_t room, size_t *made)
{
    z_stream *z = &gzip->stream;
    const uInt in_n = capped(in.n);
    const uInt out_n = capped(room);
    int rc;

    z->next_in = (z_const Bytef *)in.at;
    z->avail_in = in_n;
    z->next_out = (Bytef *)out;
    z->avail_out = out_n;
    rc = inflate(z, Z_NO_FLUSH);
    *used = in_n - z->avail_in;
    *made = out_n - z->avail_out;
    switch (rc) {
    case Z_OK:
    case Z_BUF_ERROR: /* nothing to do: no input or no room */
        return EG_GZIPX_OK;
    case Z_STREAM_END:
        return EG_GZIPX_END;
    case Z_MEM_ERROR:
        return EG_GZIPX_MEMORY;
    default:
        return EG_GZIPX_DAMAGED;
    }
}

bool eg_gzipx_reset(eg_gzipx *gzip)
{
    return inflateReset(&gzip->stream) == Z_OK;
}

bool eg_gzipx_pack(eg_buffer *out, eg_text bytes, uint32_t *checksum)
{
    enum { PIECE = 1 << 16 };
    z_stream stream = {.zalloc = take, .zfree = give};
    int code = deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                            Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return false;
    uLong sum = crc32(0, NULL, 0);
    while (code != Z_STREAM_END && eg_buffer_reserve(out, PIECE)) {
        uInt now = capped(bytes.n);
        stream.next_in = (z_const Bytef *)(uintptr_t)bytes.at;
        stream.avail_in = now;
        stream.next_out = (Bytef *)out->at + out->n;
        stream.avail_out = PIECE;
        code = deflate(&stream, now == bytes.n ? Z_FINISH : Z_NO_FLUSH);
        now -= stream.avail_in;
        sum = crc32(sum, (const Bytef *)bytes.at, now);
        bytes.at += now;
        bytes.n -= now;
        out->n += PIECE - stream.avail_out;
    }
    (void)deflateEnd(&stream);
    *checksum = (uint32_t)sum;
    return code == Z_STREAM_END;
}
