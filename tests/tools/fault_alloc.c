/*
 * Makes the n-th allocation of a program fail, to walk every path behind it.
 *
 *   EG_FAULT_ALLOC=N   the N-th call of malloc, calloc or realloc returns NULL
 *   EG_FAULT_STICKY=1  and every later one too
 *   EG_FAULT_COUNT=F   at the end, writes the number of calls to F
 *
 * Built twice: as a library for LD_PRELOAD, which also reaches the libraries' allocations, and
 * with FAULT_WRAP as an object for `ld --wrap`, where a sanitizer or a profiler needs malloc
 * itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef FAULT_WRAP
#define REAL(name) __real_##name
#define OURS(name) __wrap_##name
#else
#define REAL(name) __libc_##name
#define OURS(name) name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t nmemb, size_t size);
void *REAL(realloc)(void *ptr, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t nmemb, size_t size);
void *OURS(realloc)(void *ptr, size_t size);

static atomic_ulong calls;
static unsigned long fail_at;
static bool sticky;

/* What runs after main, a profiler's files for one, is not under test. */
static void stop(void)
{
    fail_at = 0;
}

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("EG_FAULT_ALLOC");
    fail_at = at == NULL ? 0 : strtoul(at, NULL, 10);
    sticky = getenv("EG_FAULT_STICKY") != NULL;
    if (atexit(stop) != 0)
        fail_at = 0;
    atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("EG_FAULT_COUNT");
    if (path == NULL)
        return;
    char text[32];
    int n = snprintf(text, sizeof text, "%lu\n", atomic_load(&calls));
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, text, (size_t)n) != n)
        _exit(111);
    (void)close(fd);
}

static bool fails(void)
{
    unsigned long call = atomic_fetch_add(&calls, 1) + 1;
    bool now = fail_at != 0 && (call == fail_at || (sticky && call > fail_at));
    if (now)
        errno = ENOMEM;
    return now;
}

void *OURS(malloc)(size_t size)
{
    return fails() ? NULL : REAL(malloc)(size);
}

void *OURS(calloc)(size_t nmemb, size_t size)
{
    return fails() ? NULL : REAL(calloc)(nmemb, size);
}

void *OURS(realloc)(void *ptr, size_t size)
{
    return fails() ? NULL : REAL(realloc)(ptr, size);
}
