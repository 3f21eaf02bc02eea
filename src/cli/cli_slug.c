/* cli_slug.c - names of units as parts of file names. */
#include "cli/slug.h"

#include <stdlib.h>
#include <string.h>

#include "ext/unicode.h"

#define SLUG_MOST 60

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* One name alone. */
static const char *slug_of(const char *name, eg_arena *arena)
{
    eg_buffer plain = {0}, out = {0};
    (void)eg_unicode_plain(eg_text_of(name), &plain);
    for (size_t i = 0; i < plain.n && out.n < SLUG_MOST; i++) {
        char c = plain.at[i];
        /* César's and O'Brien are one word */
        if (c == '\'' || (i + 2 < plain.n && memcmp(plain.at + i, "\xe2\x80\x99", 3) == 0)) {
            i += c == '\'' ? 0 : 2;
            continue;
        }
        if (is_plain(c))
            eg_buffer_add_char(&out, c);
        else if (out.n > 0 && out.at[out.n - 1] != '-')
            eg_buffer_add_char(&out, '-');
    }
    while (out.n > 0 && out.at[out.n - 1] == '-')
        out.n--;
    bool failed = plain.failed || out.failed;
    const char *slug = failed ? NULL
                              : eg_arena_string(arena, out.n > 0 ? (eg_text){out.at, out.n}
                                                                 : eg_text_of("unit"));
    eg_buffer_clear(&plain);
    eg_buffer_clear(&out);
    return slug;
}

typedef struct {
    const char *slug;
    size_t at; /* of the names */
} slug_place;

static int by_slug(const void *left, const void *right)
{
    const slug_place *a = left, *b = right;
    int order = strcmp(a->slug, b->slug);
    return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static bool among(const slug_place *sorted, size_t n, const char *slug)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(sorted[middle].slug, slug);
        if (order == 0)
            return true;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

/* lincoln-2 for the second lincoln, unless a unit is called so itself. */
static bool number_alike(const slug_place *sorted, size_t n, const char **out, eg_arena *arena)
{
    size_t number = 1;
    for (size_t i = 0; i < n; i++) {
        number = i > 0 && strcmp(sorted[i].slug, sorted[i - 1].slug) == 0 ? number + 1 : 1;
        out[sorted[i].at] = sorted[i].slug;
        while (number > 1) {
            const char *numbered = eg_arena_printf(arena, "%s-%zu", sorted[i].slug, number);
            if (numbered == NULL)
                return false;
            out[sorted[i].at] = numbered;
            if (!among(sorted, n, numbered))
                break;
            number++;
        }
    }
    return true;
}

const char **eg_slugs(const char *const *names, size_t n, eg_arena *arena)
{
    const char **out = eg_arena_alloc(arena, n + 1, sizeof *out);
    slug_place *sorted = eg_arena_alloc(arena, n + 1, sizeof *sorted);
    if (out == NULL || sorted == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (slug_place){slug_of(names[i], arena), i};
        if (sorted[i].slug == NULL)
            return NULL;
    }
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, by_slug);
    return number_alike(sorted, n, out, arena) ? out : NULL;
}
