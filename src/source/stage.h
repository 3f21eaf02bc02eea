/*
 * source/stage.h - a stage of the way in: bytes on demand. A stage closes the one it reads
 * from.
 *
 * bytes (descriptor or memory) -> unpack (gzip or as it is) -> window (decoded text, by lines)
 * -> a format's reader (source/format.h) -> block.
 */
#ifndef EG_SOURCE_STAGE_H
#define EG_SOURCE_STAGE_H

#include <stdatomic.h>

#include "equitygap/base.h"
#include "lane/lane.h"

typedef struct eg_stage eg_stage;
struct eg_stage {
    /* At most `room` bytes; *got is 0 at the end only. */
    eg_status (*read)(eg_stage *self, char *to, size_t room, size_t *got, eg_error *err);
    void (*close)(eg_stage *self);
};

/* Asked whenever a read is interrupted and every few MiB: false ends the work. */
typedef struct {
    bool (*go_on)(void *context);
    void *context;
} eg_pulse;
eg_status eg_pulse_check(const eg_pulse *pulse, eg_error *err);

/* How much is asked for at once; smaller only to try the seams. */
typedef struct {
    size_t chunk;    /* most that memory gives in one read */
    size_t sniff;    /* bytes that recognition looks at */
    size_t step;     /* bytes that a window reads at a time */
    eg_lane_way way; /* instructions of the lane */
    size_t part;     /* bytes of a part; 0: the usual */
} eg_source_sizes;
extern const eg_source_sizes eg_source_sizes_default;

/* What is stored: a file, standard input or memory. */
typedef struct {
    eg_stage stage;
    const char *name;
    int fd; /* -1: memory */
    eg_text memory;
    size_t chunk;
    atomic_uint_least64_t done; /* the thread of ahead.c may read while another one looks */
    uint64_t size;              /* 0 when not known */
    uint64_t from, upto;        /* of a part: where it begins and ends */
    bool regular;               /* can be opened again and gives the same */
    uint64_t device, inode;
    const eg_pulse *pulse;
} eg_bytes;

EG_MUST_USE eg_status eg_bytes_open(eg_bytes **out, const char *path, const eg_pulse *pulse,
                                    eg_error *err);
/* From here on only the bytes [from, upto) of a regular file or memory. */
EG_MUST_USE eg_status eg_bytes_part(eg_bytes *bytes, uint64_t from, uint64_t upto,
                                    eg_error *err);
/* Where the first line begins at or after `from`, which is over 0; the size when none does. */
EG_MUST_USE eg_status eg_bytes_line(const eg_bytes *bytes, uint64_t from, uint64_t *line,
                                    eg_error *err);
EG_MUST_USE eg_status eg_bytes_open_memory(eg_bytes **out, eg_text memory, const char *name,
                                           size_t chunk, eg_error *err);

/* Owns `from`, also when it fails. *gzip says what was met. */
EG_MUST_USE eg_status eg_unpack_open(eg_stage **out, eg_stage *from, bool *gzip, eg_error *err);
/* The same bytes, read ahead by a thread; without one, `from` as it is. Never NULL. */
eg_stage *eg_ahead_open(eg_stage *from);

#endif
