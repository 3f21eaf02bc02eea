/* What is stored: files, standard input and memory. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/stage.h"

const eg_source_sizes eg_source_sizes_default = {
    .chunk = SIZE_MAX, .sniff = 256 * 1024, .step = 256 * 1024};

eg_status eg_pulse_check(const eg_pulse *pulse, eg_error *err)
{
    if (pulse == NULL || pulse->go_on == NULL || pulse->go_on(pulse->context))
        return EG_OK;
    return eg_fail(err, EG_E_INTERRUPTED, "interrupted while reading");
}

static eg_status fail_io(const char *doing, int why, eg_error *err)
{
    char text[128];

    if (why == ENOMEM)
        return eg_fail_memory(err);
    if (strerror_r(why, text, sizeof text) != 0)
        text[0] = '\0';
    return eg_fail(err, EG_E_IO, "cannot be %s: %s", doing, text);
}

static eg_status fail_short(eg_error *err)
{
    return eg_fail(err, EG_E_IO,
                   "became shorter while it was being read; run again when it is complete");
}

static eg_status read_descriptor(eg_stage *stage, char *to, size_t room, size_t *got,
                                 eg_error *err)
{
    eg_bytes *self = (eg_bytes *)stage;

    *got = 0;
    if (self->upto != 0 && room > self->upto - self->from - self->done)
        room = (size_t)(self->upto - self->from - self->done);
    for (;;) {
        const ssize_t n = read(self->fd, to, room);

        if (n == 0 && room > 0 && self->regular && self->from + self->done < self->size)
            return fail_short(err);
        if (n >= 0) {
            *got = (size_t)n;
            self->done += (uint64_t)n;
            return EG_OK;
        }
        if (errno != EINTR)
            return fail_io("read", errno, err);
        const eg_status st = eg_pulse_check(self->pulse, err);
        if (st != EG_OK)
            return st;
    }
}

static eg_status read_memory(eg_stage *stage, char *to, size_t room, size_t *got, eg_error *err)
{
    eg_bytes *self = (eg_bytes *)stage;
    size_t n = self->memory.n - (size_t)self->done;

    (void)err;
    if (n > room)
        n = room;
    if (n > self->chunk)
        n = self->chunk;
    if (n > 0)
        memcpy(to, self->memory.at + self->done, n);
    self->done += n;
    *got = n;
    return EG_OK;
}

static void close_bytes(eg_stage *stage)
{
    eg_bytes *self = (eg_bytes *)stage;

    if (self->fd > STDIN_FILENO)
        (void)close(self->fd);
    eg_free(self);
}

static eg_status open_path(eg_bytes *self, const char *path, eg_error *err)
{
    struct stat about;

    if (strcmp(path, "-") == 0) {
        self->fd = STDIN_FILENO;
        return EG_OK;
    }
    do
        self->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (self->fd < 0 && errno == EINTR && eg_pulse_check(self->pulse, NULL) == EG_OK);
    if (self->fd < 0)
        return fail_io("opened", errno, err);
    if (fstat(self->fd, &about) != 0)
        return fail_io("opened", errno, err);
    if (S_ISDIR(about.st_mode))
        return eg_fail(err, EG_E_IO,
                       "is a folder; name the files in it, or quote a pattern such as '*.csv'");
    self->regular = S_ISREG(about.st_mode);
    self->device = (uint64_t)about.st_dev;
    self->inode = (uint64_t)about.st_ino;
    if (self->regular && about.st_size > 0)
        self->size = (uint64_t)about.st_size;
    return EG_OK;
}

eg_status eg_bytes_open(eg_bytes **out, const char *path, const eg_pulse *pulse, eg_error *err)
{
    eg_bytes *self = eg_alloc_zero(1, sizeof *self);
    eg_status st;

    *out = NULL;
    if (self == NULL)
        return eg_fail_memory(err);
    self->stage = (eg_stage){read_descriptor, close_bytes};
    self->name = path;
    self->fd = -1;
    self->pulse = pulse;
    st = open_path(self, path, err);
    if (st != EG_OK) {
        close_bytes(&self->stage);
        return st;
    }
    *out = self;
    return EG_OK;
}

eg_status eg_bytes_open_memory(eg_bytes **out, eg_text memory, const char *name, size_t chunk,
                               eg_error *err)
{
    eg_bytes *self = eg_alloc_zero(1, sizeof *self);

    *out = NULL;
    if (self == NULL)
        return eg_fail_memory(err);
    self->stage = (eg_stage){read_memory, close_bytes};
    self->name = name;
    self->fd = -1;
    self->memory = memory;
    self->chunk = chunk;
    self->size = memory.n;
    *out = self;
    return EG_OK;
}

eg_status eg_bytes_part(eg_bytes *bytes, uint64_t from, uint64_t upto, eg_error *err)
{
    bytes->from = from;
    bytes->upto = upto;
    if (bytes->fd < 0)
        bytes->memory = (eg_text){bytes->memory.at + from, (size_t)(upto - from)};
    else if (from > 0 && lseek(bytes->fd, (off_t)from, SEEK_SET) < 0)
        return fail_io("read", errno, err);
    return EG_OK;
}

/* Some bytes at `at`, wherever reading stands. */
static eg_status peek(const eg_bytes *bytes, uint64_t at, char *to, size_t room, size_t *got,
                      eg_error *err)
{
    ssize_t n;

    *got = 0;
    if (bytes->fd < 0) {
        *got = bytes->memory.n - (size_t)at < room ? bytes->memory.n - (size_t)at : room;
        memcpy(to, bytes->memory.at + at, *got);
        return EG_OK;
    }
    do
        n = pread(bytes->fd, to, room, (off_t)at);
    while (n < 0 && errno == EINTR && eg_pulse_check(bytes->pulse, NULL) == EG_OK);
    if (n < 0)
        return fail_io("read", errno, err);
    *got = (size_t)n;
    return n == 0 ? fail_short(err) : EG_OK;
}

eg_status eg_bytes_line(const eg_bytes *bytes, uint64_t from, uint64_t *line, eg_error *err)
{
    char block[4096];

    for (uint64_t at = from - 1; at < bytes->size;) {
        size_t got;
        const eg_status st = peek(bytes, at, block, sizeof block, &got, err);
        const char *lf;

        if (st != EG_OK)
            return st;
        lf = memchr(block, '\n', got);
        if (lf != NULL) {
            *line = at + (uint64_t)(lf - block) + 1;
            return EG_OK;
        }
        at += got;
    }
    *line = bytes->size;
    return EG_OK;
}
