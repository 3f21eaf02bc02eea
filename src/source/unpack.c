/* Gzip by content, of any number of members; anything else passes as it is. */
#include <string.h>

#include "ext/gzipx.h"
#include "source/stage.h"

enum {
    BLOCK = 64 * 1024,
    MOST_RATIO = 500 /* of unpacked to packed bytes, as of a workbook's parts */
};
#define SMALL ((uint64_t)64 << 20) /* unpacked bytes that any ratio may have */

typedef struct {
    eg_stage stage;
    eg_stage *from;
    eg_gzipx *gzip;            /* NULL: not packed */
    bool ended;                /* nothing more from `from` */
    bool inside;               /* a member is begun */
    size_t at, n;              /* what is left of the block */
    uint64_t packed, unpacked; /* bytes so far */
    char block[BLOCK];
} unpack;

/* Fills the block; it is empty before. */
static eg_status take(unpack *self, eg_error *err)
{
    eg_status st;

    self->at = self->n = 0;
    if (self->ended)
        return EG_OK;
    st = self->from->read(self->from, self->block, BLOCK, &self->n, err);
    self->ended = st == EG_OK && self->n == 0;
    return st;
}

static eg_status read_as_is(eg_stage *stage, char *to, size_t room, size_t *got, eg_error *err)
{
    unpack *self = (unpack *)stage;
    size_t n = self->n - self->at;

    if (n == 0)
        return self->from->read(self->from, to, room, got, err);
    if (n > room)
        n = room;
    memcpy(to, self->block + self->at, n);
    self->at += n;
    *got = n;
    return EG_OK;
}

static eg_status damaged(eg_error *err, const char *how)
{
    return eg_fail(err, EG_E_IO, "this gzip file is %s; fetch or pack it again", how);
}

/* Between members: another one, zeros as padding, or the end. */
static eg_status next_member(unpack *self, eg_error *err)
{
    while (self->at < self->n && self->block[self->at] == '\0')
        self->at++;
    if (self->at == self->n)
        return EG_OK;
    if (self->block[self->at] != '\x1f')
        return damaged(err, "followed by bytes that are not gzip");
    if (!eg_gzipx_reset(self->gzip))
        return eg_fail_memory(err);
    self->inside = true;
    return EG_OK;
}

/* Unpacks what the block holds; *got may stay 0. */
static eg_status inflate_some(unpack *self, char *to, size_t room, size_t *got, eg_error *err)
{
    size_t used;
    const eg_text in = {self->block + self->at, self->n - self->at};
    const eg_gzipx_result result = eg_gzipx_unpack(self->gzip, in, &used, to, room, got);

    self->at += used;
    self->packed += used;
    self->unpacked += *got;
    if (result == EG_GZIPX_MEMORY)
        return eg_fail_memory(err);
    if (self->unpacked > SMALL && self->unpacked / MOST_RATIO > self->packed)
        return eg_fail(err, EG_E_LIMIT,
                       "this gzip file unpacks to more than 500 times its size, as no table "
                       "does; if it is one, unpack it first");
    if (result == EG_GZIPX_DAMAGED)
        return damaged(err, "damaged");
    if (result == EG_GZIPX_END)
        self->inside = false;
    return EG_OK;
}

static eg_status read_gzip(eg_stage *stage, char *to, size_t room, size_t *got, eg_error *err)
{
    unpack *self = (unpack *)stage;
    eg_status st = EG_OK;

    *got = 0;
    while (st == EG_OK && *got == 0) {
        if (self->inside) /* zlib may hold bytes back although the block is used up */
            st = inflate_some(self, to, room, got, err);
        if (st != EG_OK || *got > 0)
            break;
        if (self->at == self->n)
            st = take(self, err);
        if (st == EG_OK && self->at == self->n)
            return self->inside ? damaged(err, "cut short") : EG_OK;
        if (st == EG_OK && !self->inside)
            st = next_member(self, err);
    }
    return st;
}

static void close_unpack(eg_stage *stage)
{
    unpack *self = (unpack *)stage;

    self->from->close(self->from);
    eg_gzipx_free(self->gzip);
    eg_free(self);
}

eg_status eg_unpack_open(eg_stage **out, eg_stage *from, bool *gzip, eg_error *err)
{
    unpack *self = eg_alloc_zero(1, sizeof *self);
    eg_status st;

    *out = NULL;
    *gzip = false;
    if (self == NULL) {
        from->close(from);
        return eg_fail_memory(err);
    }
    self->stage = (eg_stage){read_as_is, close_unpack};
    self->from = from;
    /* The first two bytes decide, and a pipe may give them one by one. */
    do {
        size_t got = 0;

        st = from->read(from, self->block + self->n, BLOCK - self->n, &got, err);
        self->ended = got == 0;
        self->n += got;
    } while (st == EG_OK && !self->ended && self->n < 2);
    if (st == EG_OK && self->n >= 2 && memcmp(self->block, "\x1f\x8b", 2) == 0) {
        *gzip = true;
        self->stage.read = read_gzip;
        self->inside = true;
        self->gzip = eg_gzipx_new();
        if (self->gzip == NULL)
            st = eg_fail_memory(err);
    }
    if (st != EG_OK) {
        close_unpack(&self->stage);
        return st;
    }
    *out = &self->stage;
    return EG_OK;
}
