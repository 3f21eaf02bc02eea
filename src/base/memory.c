/* Checked allocation, and arenas for what lives as long as a report. */
#include "equitygap/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fits(size_t n, size_t size)
{
    return size == 0 || n <= (size_t)PTRDIFF_MAX / size;
}

void *eg_alloc(size_t n, size_t size)
{
    if (!fits(n, size))
        return NULL;
    return malloc(n * size > 0 ? n * size : 1);
}

void *eg_alloc_zero(size_t n, size_t size)
{
    if (!fits(n, size))
        return NULL;
    return calloc(n > 0 ? n : 1, size > 0 ? size : 1);
}

void *eg_realloc(void *old, size_t n, size_t size)
{
    if (!fits(n, size))
        return NULL;
    return realloc(old, n * size > 0 ? n * size : 1);
}

void eg_free(void *p)
{
    free(p);
}

typedef struct block {
    struct block *next;
    size_t used;
    size_t size;
    max_align_t bytes[];
} block;

struct eg_arena {
    block *blocks;
};

enum { BLOCK_BYTES = 16 * 1024 };

eg_arena *eg_arena_new(void)
{
    return eg_alloc_zero(1, sizeof(eg_arena));
}

void eg_arena_free(eg_arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->blocks != NULL) {
        block *next = arena->blocks->next;
        eg_free(arena->blocks);
        arena->blocks = next;
    }
    eg_free(arena);
}

static block *block_new(size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    if (size > (size_t)PTRDIFF_MAX - sizeof(block))
        return NULL;
    block *b = eg_alloc(1, sizeof(block) + size);
    if (b != NULL) {
        b->used = 0;
        b->size = size;
    }
    return b;
}

void *eg_arena_alloc(eg_arena *arena, size_t n, size_t size)
{
    if (!fits(n, size))
        return NULL;
    size_t align = _Alignof(max_align_t);
    size_t bytes = (n * size + align - 1) / align * align;
    block *b = arena->blocks;
    if (b == NULL || b->size - b->used < bytes) {
        block *fresh = block_new(bytes);
        if (fresh == NULL)
            return NULL;
        /* A block of its own for a large piece goes behind, so that the open one stays in use.
         */
        if (b != NULL && bytes > BLOCK_BYTES / 2) {
            fresh->next = b->next;
            b->next = fresh;
        } else {
            fresh->next = b;
            arena->blocks = fresh;
        }
        b = fresh;
    }
    void *at = (char *)b->bytes + b->used;
    b->used += bytes;
    memset(at, 0, bytes);
    return at;
}

char *eg_arena_string(eg_arena *arena, eg_text text)
{
    if (text.n == SIZE_MAX)
        return NULL;
    char *copy = eg_arena_alloc(arena, text.n + 1, 1);
    if (copy != NULL && text.n > 0)
        memcpy(copy, text.at, text.n);
    return copy;
}

char *eg_arena_printf(eg_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *out = n < 0 ? NULL : eg_arena_alloc(arena, (size_t)n + 1, 1);
    if (out == NULL)
        return NULL;
    va_start(arguments, format);
    (void)vsnprintf(out, (size_t)n + 1, format, arguments);
    va_end(arguments);
    return out;
}
