/*
 * ext/zipx.h - libzip: the parts of a zip archive, each read as a stream.
 *
 * What an archive says of itself is not believed: a table of contents beyond 4 MiB, a part that
 * unpacks to more than it said, or to more than any table has, is refused.
 */
#ifndef EG_EXT_ZIPX_H
#define EG_EXT_ZIPX_H

#include "equitygap/base.h"

typedef struct eg_zipx eg_zipx;
typedef struct eg_zipx_part eg_zipx_part;

typedef enum {
    EG_ZIPX_OK,
    EG_ZIPX_MEMORY,
    EG_ZIPX_DAMAGED,   /* cut, or a checksum fails */
    EG_ZIPX_ABSENT,    /* no such part */
    EG_ZIPX_ENCRYPTED, /* a password is needed */
    EG_ZIPX_METHOD,    /* packed with something libzip does not have */
    EG_ZIPX_BOMB       /* unpacks to far more than a table would */
} eg_zipx_result;

/* Most that a part may unpack to, and its most times the packed bytes beyond a few MiB. */
#define EG_ZIPX_MOST_BYTES (UINT64_C(8) << 30)
#define EG_ZIPX_MOST_RATIO 500u

/* The descriptor stays the caller's (its offset moves); the bytes must outlive the archive. */
EG_MUST_USE eg_zipx_result eg_zipx_open_descriptor(eg_zipx **out, int fd);
EG_MUST_USE eg_zipx_result eg_zipx_open_memory(eg_zipx **out, eg_text bytes);
void eg_zipx_close(eg_zipx *zip);

/* Part names are compared without regard to ASCII case, as the packaging rules say. */
bool eg_zipx_has(eg_zipx *zip, const char *name);
EG_MUST_USE eg_zipx_result eg_zipx_part_open(eg_zipx_part **out, eg_zipx *zip,
                                             const char *name);
/* *got is 0 at the end only; the checksum is proven there. */
EG_MUST_USE eg_zipx_result eg_zipx_part_read(eg_zipx_part *part, char *to, size_t room,
                                             size_t *got);
/* How much of the part is read: 0 to 1. */
double eg_zipx_part_done(const eg_zipx_part *part);
void eg_zipx_part_close(eg_zipx_part *part);

#endif
