/* cli_word.c - a word among those of a list. */
#include <string.h>

#include "cli/invocation.h"

bool eg_word_in(const char *words, eg_text word)
{
    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (eg_text_equal((eg_text){at, n}, word))
            return true;
        at += n;
    }
    return false;
}

const char *eg_word_nearest(const char *words, eg_text word, eg_arena *arena)
{
    const char *names[256];
    size_t n = 0;
    for (const char *at = words; *at && n < 256; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        names[n] = eg_arena_string(arena, (eg_text){at, length});
        n += names[n] != NULL;
        at += length;
    }
    return eg_text_nearest(word, names, n);
}
