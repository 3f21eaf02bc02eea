#include "ext/gzipx.h"

#include <limits.h>
#include <stdatomic.h>
#include <zlib.h>

#include "ext/team.h"

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

/* ---- packing, block by block
 * ------------------------------------------------------------------------ */

enum { BLOCK = 1 << 20, ROOM = 1 << 16 };

typedef struct {
    eg_text bytes;
    bool last;
    bool packed;
    eg_buffer out;
    uLong sum;
} block;

typedef struct {
    block *blocks;
    size_t n;
    atomic_size_t next;
} packing;

/* A block that is not the last one ends where a byte does, and the next one leans on nothing.
 */
static bool pack_block(block *b)
{
    z_stream stream = {.zalloc = take, .zfree = give};
    int code = deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                            Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return false;
    stream.next_in = (z_const Bytef *)(uintptr_t)b->bytes.at;
    stream.avail_in = (uInt)b->bytes.n;
    bool done = false;
    while (!done && (code == Z_OK || code == Z_BUF_ERROR) && eg_buffer_reserve(&b->out, ROOM)) {
        stream.next_out = (Bytef *)b->out.at + b->out.n;
        stream.avail_out = ROOM;
        code = deflate(&stream, b->last ? Z_FINISH : Z_SYNC_FLUSH);
        b->out.n += ROOM - stream.avail_out;
        done = b->last ? code == Z_STREAM_END : code == Z_OK && stream.avail_out > 0;
    }
    (void)deflateEnd(&stream);
    b->sum = crc32(crc32(0, NULL, 0), (const Bytef *)b->bytes.at, (uInt)b->bytes.n);
    return done;
}

static void pack_some(void *context, size_t member)
{
    packing *with = context;
    size_t i;
    (void)member;
    while ((i = atomic_fetch_add(&with->next, 1)) < with->n)
        with->blocks[i].packed = pack_block(&with->blocks[i]);
}

static bool put_together(eg_buffer *out, const packing *with, uint32_t *checksum)
{
    uLong sum = crc32(0, NULL, 0);
    bool packed = true;
    for (size_t i = 0; i < with->n && packed; i++) {
        block *b = &with->blocks[i];
        packed = b->packed;
        if (packed)
            eg_buffer_add(out, b->out.at, b->out.n);
        sum = crc32_combine(sum, b->sum, (z_off_t)b->bytes.n);
    }
    *checksum = (uint32_t)sum;
    return packed && !out->failed;
}

bool eg_gzipx_pack(eg_buffer *out, eg_text bytes, size_t threads, uint32_t *checksum)
{
    packing with = {.n = bytes.n == 0 ? 1 : (bytes.n - 1) / BLOCK + 1};
    with.blocks = eg_alloc_zero(with.n, sizeof *with.blocks);
    if (with.blocks == NULL)
        return false;
    for (size_t i = 0; i < with.n; i++) {
        size_t left = bytes.n - i * BLOCK;
        with.blocks[i] = (block){.bytes = {bytes.at + i * BLOCK, left < BLOCK ? left : BLOCK},
                                 .last = i + 1 == with.n};
    }
    atomic_init(&with.next, 0);
    eg_team_run(threads < with.n ? threads : with.n, pack_some, &with);
    bool packed = put_together(out, &with, checksum);
    for (size_t i = 0; i < with.n; i++)
        eg_buffer_clear(&with.blocks[i].out);
    eg_free(with.blocks);
    return packed;
}
