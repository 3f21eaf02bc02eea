/* Where bytes go: a file that appears whole or not at all, a descriptor, or memory. */
#define _XOPEN_SOURCE 700 /* realpath NOLINT(bugprone-reserved-identifier) */
#include "equitygap/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum { SINK_FILE, SINK_DESCRIPTOR, SINK_MEMORY } sink_kind;

struct eg_sink {
    sink_kind kind;
    int fd;
    char *name;      /* as it was given: for messages */
    char *target;    /* after links are resolved */
    char *temporary; /* NULL: written in place */
    eg_buffer bytes;
    eg_error error;
    bool finished, published;
};

enum { SINK_BLOCK = 256 * 1024 };

/* NULL: no memory, and err says so. */
static eg_sink *sink_new(sink_kind kind, const char *name, eg_error *err)
{
    eg_sink *sink = eg_alloc_zero(1, sizeof *sink);
    size_t n = strlen(name) + 1;
    char *target = eg_alloc(n, 1), *given = eg_alloc(n, 1);
    if (sink == NULL || target == NULL || given == NULL) {
        eg_free(sink);
        eg_free(target);
        eg_free(given);
        (void)eg_fail_memory(err);
        return NULL;
    }
    memcpy(target, name, n);
    memcpy(given, name, n);
    sink->name = given;
    sink->kind = kind;
    sink->fd = -1;
    sink->target = target;
    return sink;
}

static eg_status fail_at(eg_sink *sink, eg_error *err, const char *what)
{
    eg_status status = errno == EPIPE ? EG_E_PIPE : EG_E_IO;
    const char *remedy = errno == ENOSPC ? "; free space on that disk and run again" : "";
    (void)eg_fail(err, status, "%s: %s%s", what, strerror(errno), remedy);
    eg_error_place(err, sink->name, 0, 0, NULL);
    return status;
}

/* A link is followed, so that the file it names is replaced and the link stays. */
static bool resolve_target(eg_sink *sink)
{
    char *real = realpath(sink->target, NULL);
    if (real == NULL)
        return errno == ENOENT || errno == ENOMEM;
    eg_free(sink->target);
    sink->target = real;
    return true;
}

static bool is_regular_or_new(const char *path)
{
    struct stat what;
    return stat(path, &what) != 0 || S_ISREG(what.st_mode);
}

/* Beside the target: a rename across folders could cross file systems. */
static bool open_temporary(eg_sink *sink, unsigned mode)
{
    static const char suffix[] = ".equitygap-XXXXXX";
    size_t n = strlen(sink->target);
    sink->temporary = eg_alloc(n + sizeof suffix, 1);
    if (sink->temporary == NULL)
        return false;
    memcpy(sink->temporary, sink->target, n);
    memcpy(sink->temporary + n, suffix, sizeof suffix);
    sink->fd = mkstemp(sink->temporary);
    if (sink->fd < 0) {
        eg_free(sink->temporary);
        sink->temporary = NULL;
        return false;
    }
    return fchmod(sink->fd, (mode_t)mode) == 0;
}

eg_status eg_sink_open_file(eg_sink **out, const char *path, unsigned mode, eg_error *err)
{
    eg_sink *sink = *out = sink_new(SINK_FILE, path, err);
    if (sink == NULL)
        return EG_E_MEMORY;
    bool opened = false;
    if (resolve_target(sink)) {
        if (is_regular_or_new(sink->target)) {
            opened = open_temporary(sink, mode);
        } else {
            sink->fd = open(sink->target, O_WRONLY | O_CLOEXEC);
            opened = sink->fd >= 0;
        }
    }
    if (opened)
        return EG_OK;
    eg_status status = fail_at(sink, err, "cannot be written");
    eg_sink_close(sink);
    *out = NULL;
    return status;
}

eg_status eg_sink_open_descriptor(eg_sink **out, int fd, const char *name, eg_error *err)
{
    *out = sink_new(SINK_DESCRIPTOR, name, err);
    if (*out == NULL)
        return EG_E_MEMORY;
    (*out)->fd = fd;
    return EG_OK;
}

eg_status eg_sink_open_memory(eg_sink **out, eg_error *err)
{
    *out = sink_new(SINK_MEMORY, "", err);
    return *out == NULL ? EG_E_MEMORY : EG_OK;
}

bool eg_sink_failed(const eg_sink *sink)
{
    return sink->error.status != EG_OK || sink->bytes.failed;
}

static void flush(eg_sink *sink)
{
    size_t done = 0;
    while (done < sink->bytes.n && sink->error.status == EG_OK) {
        ssize_t n = write(sink->fd, sink->bytes.at + done, sink->bytes.n - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            (void)fail_at(sink, &sink->error, "writing failed");
    }
    eg_buffer_reset(&sink->bytes);
}

void eg_sink_put(eg_sink *sink, const void *bytes, size_t n)
{
    if (eg_sink_failed(sink))
        return;
    eg_buffer_add(&sink->bytes, bytes, n);
    if (sink->kind != SINK_MEMORY && sink->bytes.n >= SINK_BLOCK)
        flush(sink);
}

void eg_sink_put_text(eg_sink *sink, eg_text text)
{
    eg_sink_put(sink, text.at, text.n);
}

void eg_sink_puts(eg_sink *sink, const char *c_string)
{
    eg_sink_put_text(sink, eg_text_of(c_string));
}

void eg_sink_printf(eg_sink *sink, const char *format, ...)
{
    char small[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (n >= 0 && (size_t)n < sizeof small) {
        eg_sink_put(sink, small, (size_t)n);
        return;
    }
    char *large = n < 0 ? NULL : eg_alloc((size_t)n + 1, 1);
    if (large == NULL) {
        sink->bytes.failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(large, (size_t)n + 1, format, arguments);
    va_end(arguments);
    eg_sink_put(sink, large, (size_t)n);
    eg_free(large);
}

eg_text eg_sink_bytes(const eg_sink *sink)
{
    return (eg_text){sink->bytes.at, sink->bytes.n};
}

eg_status eg_sink_finish(eg_sink *sink, eg_error *err)
{
    if (sink->bytes.failed)
        return eg_fail_memory(err);
    if (sink->kind != SINK_MEMORY)
        flush(sink);
    if (sink->error.status == EG_OK && sink->temporary != NULL && fsync(sink->fd) != 0)
        (void)fail_at(sink, &sink->error, "writing failed");
    if (sink->error.status == EG_OK && sink->kind == SINK_FILE) {
        int closed = close(sink->fd);
        sink->fd = -1;
        if (closed != 0)
            (void)fail_at(sink, &sink->error, "writing failed");
    }
    if (sink->error.status != EG_OK) {
        (void)eg_fail(err, sink->error.status, "%s", sink->error.text);
        eg_error_place(err, sink->error.file, 0, 0, NULL);
        return sink->error.status;
    }
    sink->finished = true;
    return EG_OK;
}

/* The folder's entry is made durable too; a file system that cannot is no reason to fail. */
static void sync_folder(const char *target)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(target, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - target);
    if (n >= sizeof folder)
        return;
    memcpy(folder, target, n);
    folder[n] = '\0';
    int fd = open(slash == NULL ? "."
                  : n == 0      ? "/"
                                : folder,
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    (void)close(fd);
}

eg_status eg_sink_publish(eg_sink *sink, eg_error *err)
{
    if (!sink->finished)
        return eg_fail(err, EG_E_BUG, "a file was to be published before it was finished");
    if (sink->temporary != NULL && !sink->published) {
        if (rename(sink->temporary, sink->target) != 0)
            return fail_at(sink, err, "cannot be replaced");
        sync_folder(sink->target);
    }
    sink->published = true;
    return EG_OK;
}

void eg_sink_close(eg_sink *sink)
{
    if (sink == NULL)
        return;
    if (sink->kind == SINK_FILE && sink->fd >= 0)
        (void)close(sink->fd);
    if (sink->temporary != NULL && !sink->published)
        (void)unlink(sink->temporary);
    eg_free(sink->temporary);
    eg_free(sink->target);
    eg_free(sink->name);
    eg_buffer_clear(&sink->bytes);
    eg_free(sink);
}
