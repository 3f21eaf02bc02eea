/*
 * schema/pack.h - numbers and texts as the bytes of a saved cube, and back.
 *
 * Behind a line of text and a mark of the byte order come pieces of at most 64 KiB, each with
 * its length and a hash of it and its place, and a last one of no length with a hash of them
 * all. A piece is taken apart only when its hash is right, so what is read is what was written,
 * unless somebody meant to write something else: every number is checked by whoever reads it.
 * The bytes are the same on every machine: numbers are written seven bits at a time, low first.
 */
#ifndef EG_SCHEMA_PACK_H
#define EG_SCHEMA_PACK_H

#include <stdio.h>

#include "equitygap/base.h"

/* Raised whenever what is counted, or how it is written, changes. */
#define EG_PACK_VERSION 2
#define EG_PACK_MAGIC   "equitygap-cube "
#define EG_PACK_SAYS                                                                           \
    "INTERNAL: counts of students of which nothing is hidden; not for publication\n"

typedef struct eg_pack eg_pack;
/* Begins with the line and the mark. NULL: no memory. The sink is borrowed. */
EG_MUST_USE eg_pack *eg_pack_new(eg_sink *sink);
void eg_pack_free(eg_pack *pack);
void eg_pack_number(eg_pack *pack, uint64_t number);
void eg_pack_signed(eg_pack *pack, int64_t number);
void eg_pack_text(eg_pack *pack, eg_text text);
void eg_pack_hash(eg_pack *pack, eg_hash128 hash);
/* Bytes as they are: for tests that write what no saved cube has. */
void eg_pack_raw(eg_pack *pack, eg_text bytes);
/* A hash of everything so far; ends the piece. */
eg_hash128 eg_pack_so_far(eg_pack *pack);
/* The last piece. Whether all could be written the sink says. */
void eg_pack_end(eg_pack *pack);

/* A failure stays: all that is read after it is 0 and "". */
typedef struct {
    FILE *file;     /* NULL: memory */
    eg_text memory; /* what is left of it */
    unsigned char *piece;
    size_t n, at; /* bytes of the piece, and those taken */
    uint64_t number;
    eg_hash128 all;
    eg_buffer text;
    bool ended, wrong, failed;
} eg_unpack;

enum { EG_PACK_TEXT_MOST = 1 << 20 };

/* Reads the line and the mark; err gets no place. EG_E_INPUT: another version or byte order, or
 * no saved cube. Clear it in any case. */
EG_MUST_USE eg_status eg_unpack_begin(eg_unpack *unpack, eg_error *err);
void eg_unpack_clear(eg_unpack *unpack);
/* Is this how a saved cube begins? */
bool eg_unpack_is(eg_text beginning);
enum { EG_UNPACK_LOOK = 15 }; /* bytes that tell */

uint64_t eg_unpack_number(eg_unpack *unpack);
/* At most `most`; anything above is a failure. */
uint64_t eg_unpack_upto(eg_unpack *unpack, uint64_t most);
int64_t eg_unpack_signed(eg_unpack *unpack);
/* Valid until the next text. */
eg_text eg_unpack_text(eg_unpack *unpack);
/* A copy; "" after a failure, NULL: no memory. */
const char *eg_unpack_string(eg_unpack *unpack, eg_arena *arena);
eg_hash128 eg_unpack_hash(eg_unpack *unpack);
/* Of all whole pieces so far; as eg_pack_so_far at its place. */
eg_hash128 eg_unpack_so_far(const eg_unpack *unpack);
/* What was read cannot be: a failure. */
void eg_unpack_refuse(eg_unpack *unpack);
bool eg_unpack_fine(const eg_unpack *unpack);
/* Nothing may follow any more. */
void eg_unpack_end(eg_unpack *unpack);
/* EG_OK while fine; else EG_E_IO (damaged, cut short, unreadable) or EG_E_MEMORY. */
EG_MUST_USE eg_status eg_unpack_status(const eg_unpack *unpack, eg_error *err);

#endif
