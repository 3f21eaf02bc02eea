/*
 * Makes writing fail, for LD_PRELOAD. EG_FAULT_IO is one of
 *
 *   write:N   the N-th write and all later ones find the disk full; likewise fsync:N and
 * rename:N short:0   every write takes one byte at most 7 times out of 8, and is interrupted
 * now and then slow:MS   every write, fsync and rename first takes MS milliseconds
 *
 * Standard error is left alone, so that the message can be read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char kind[16];
static long number;
static long calls;

__attribute__((constructor)) static void start(void)
{
    const char *how = getenv("EG_FAULT_IO");
    const char *colon = how == NULL ? NULL : strchr(how, ':');
    if (colon == NULL || (size_t)(colon - how) >= sizeof kind)
        return;
    memcpy(kind, how, (size_t)(colon - how));
    number = strtol(colon + 1, NULL, 10);
}

/* Whether this call of `name` is to fail; waits first where asked to. */
static bool fails(const char *name)
{
    if (strcmp(kind, "slow") == 0) {
        struct timespec wait = {number / 1000, number % 1000 * 1000000};
        (void)nanosleep(&wait, NULL);
    }
    if (strcmp(kind, name) != 0 || ++calls < number)
        return false;
    errno = ENOSPC;
    return true;
}

/* ISO C has no conversion from an object pointer to a function's: copy the bytes. */
static void real(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, size);
}

ssize_t write(int fd, const void *buf, size_t n)
{
    ssize_t (*next)(int, const void *, size_t);
    real("write", &next, sizeof next);
    if (fd == STDERR_FILENO)
        return next(fd, buf, n);
    if (fails("write"))
        return -1;
    if (strcmp(kind, "short") == 0 && n > 1 && ++calls % 8 != 0) {
        if (calls % 5 == 0) {
            errno = EINTR;
            return -1;
        }
        return next(fd, buf, 1);
    }
    return next(fd, buf, n);
}

int fsync(int fd)
{
    int (*next)(int);
    real("fsync", &next, sizeof next);
    return fails("fsync") ? -1 : next(fd);
}

int rename(const char *old, const char *new)
{
    int (*next)(const char *, const char *);
    real("rename", &next, sizeof next);
    return fails("rename") ? -1 : next(old, new);
}
